//! Parsers for formats found in bodies and header values: forms, multipart bodies, tokens, cookies, event
//! streams. They never fail; input in another format yields nothing.

pub mod cookie;
pub mod form;
pub mod jwt;
pub mod msgpack;
pub mod multipart;
pub mod stream;
