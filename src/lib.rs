//! harlens opens a HAR file captured from Cisco Webex Control Hub and says why
//! adding a user or assigning a license failed, and what to do.
//!
//! [`har`] and [`redact`] are the library: they open any HAR, damaged ones too, and take the secrets out of it. The other
//! rooms are the program's own; their interfaces change without notice.
//!
//! The rooms, and who may import whom (a test holds the layering):
//!
//! ```text
//! har_writer, worker <- record <- error
//! text, error, folders, worker, netlog, saz <- har <- redact <- diagnose <- query <- export <- report <- case <- cli
//!                                             query <- compare <- cli, tui
//!                                             query <- export <- case <- tui
//! ```
//!
//! * [`text`]: untrusted text made safe to show; widths, sizes, times, languages and the interface's words
//! * [`error`]: what went wrong, where, what to do
//! * [`folders`]: where what belongs to the user is kept
//! * [`worker`]: work in the background, and when to stop it
//! * `har_writer`: members of a HAR entry, for those who make captures
//! * [`record`]: a browser, recorded as a HAR
//! * [`netlog`]: Chrome's NetLog, rewritten as a HAR
//! * [`saz`]: Fiddler's session archive, rewritten as a HAR
//! * [`har`]: a HAR file, read: byte ranges, summaries, whole entries, decoded bodies
//! * [`redact`]: secrets taken out of what leaves the program
//! * [`diagnose`]: what a Control Hub answer means
//! * [`query`]: which entries are visible, in which order
//! * [`compare`]: two entries, and what differs between them; shown by commands and interface alike
//! * [`export`]: what is taken out of a file: an entry as a command, entries as a file, bodies
//! * `report`: the output of the commands
//! * [`case`]: what a support case asks for, in one folder; made by commands and interface alike
//! * `cli`: arguments to commands
//! * `tui`: the terminal interface, the only importer of ratatui and crossterm

pub mod case;
#[doc(hidden)]
pub mod cli;
pub mod compare;
pub mod diagnose;
pub mod error;
pub mod export;
pub mod folders;
pub mod har;
mod har_writer;
pub mod netlog;
pub mod query;
pub mod record;
pub mod redact;
#[doc(hidden)]
pub mod report;
pub mod saz;
pub mod text;
#[doc(hidden)]
pub mod tui;
pub mod worker;
