//! Parsers for what bodies and values contain: forms, multipart bodies, tokens, cookies, streams of events.
//! Nothing here fails: what is not of a format gives nothing.

pub mod cookie;
pub mod form;
pub mod jwt;
pub mod msgpack;
pub mod multipart;
pub mod stream;
