//! harlens opens a HAR file captured from Cisco Webex Control Hub and explains why adding a user or assigning a
//! license failed, and what to do.
//!
//! [`har`] and [`redact`] are the library: they open any HAR, including damaged ones, and redact it. All other
//! modules are internal to the program; their interfaces change without notice.
//!
//! The layers of modules, checked by `tests/layering.rs`:
//!
//! ```text
//! har_writer, worker <- record <- error
//! json_string <- text, har, redact
//! text, error, folders, worker, netlog, saz <- har <- redact <- diagnose <- query <- export <- report <- case <- cli
//!                                             query <- compare <- cli, tui
//!                                             query <- export <- case <- tui
//! ```
//!
//! * [`text`]: neutralizing untrusted text; widths, sizes, times, languages and interface texts
//! * [`error`]: the errors that end a command
//! * [`folders`]: configuration and state folders
//! * [`worker`]: background threads and cancellation
//! * `json_string`: escapes in JSON strings
//! * `har_writer`: builds members of HAR entries, for `record`, `netlog` and `saz`
//! * [`record`]: records a browser as a HAR
//! * [`netlog`]: converts Chrome's NetLog to a HAR
//! * [`saz`]: converts Fiddler's session archives to a HAR
//! * [`har`]: reads HAR files: byte ranges, summaries, whole entries, decoded bodies
//! * [`redact`]: removes secrets from everything that leaves the program
//! * [`diagnose`]: explains what Control Hub responses mean
//! * [`query`]: filters, sorts and groups entries
//! * [`compare`]: compares two entries, for commands and interface
//! * [`export`]: exports an entry as a command, entries as a file, and bodies
//! * `report`: the output of the commands
//! * [`case`]: the attachments of a support case, for commands and interface
//! * `cli`: the command line
//! * `tui`: the terminal interface, the only module that uses ratatui and crossterm

pub mod case;
#[doc(hidden)]
#[allow(missing_docs, reason = "private to the program: public for its binary and tests only")]
pub mod cli;
pub mod compare;
pub mod diagnose;
pub mod error;
pub mod export;
pub mod folders;
pub mod har;
mod har_writer;
mod json_string;
pub mod netlog;
pub mod query;
pub mod record;
pub mod redact;
#[doc(hidden)]
#[allow(missing_docs, reason = "private to the program: public for its binary and tests only")]
pub mod report;
pub mod saz;
pub mod text;
#[doc(hidden)]
#[allow(missing_docs, reason = "private to the program: public for its binary and tests only")]
pub mod tui;
pub mod worker;
