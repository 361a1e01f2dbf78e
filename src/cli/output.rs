//! Standard output and standard error.

use std::io::{self, BufWriter, Write, stderr, stdout};
use std::ops::Range;
use std::path::Path;

use crate::error::Error;
use crate::text::{clean, width};

/// Exit status of a command that found failures, differences or secrets.
pub(super) const FOUND: u8 = 1;

/// Writes an error to standard error, with the mistake in a filter underlined.
pub fn print_error(error: &Error) {
    print_note(&error.to_string());
    if let Error::Filter { text, range, .. } = error {
        let _ = stderr().write_all(pointer(text, range).as_bytes());
    }
}

/// Writes a line to standard error.
pub(super) fn print_note(text: &str) {
    // A closed standard error must not fail the command.
    let _ = writeln!(stderr(), "harlens: {}", clean(text));
}

/// Two lines: the text, and `^^^` under a part of it.
fn pointer(text: &str, part: &Range<usize>) -> String {
    let columns = |part: Option<&str>| width(&clean(part.unwrap_or_default()));
    let (before, inside) = (columns(text.get(..part.start)), columns(text.get(part.clone())));
    format!("  {}\n  {}{}\n", clean(text), " ".repeat(before), "^".repeat(inside.max(1)))
}

pub(super) fn name(file: &Path) -> String {
    file.display().to_string()
}

/// Writes to standard output. A reader that closes the pipe is not an error.
pub(super) fn write(report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = BufWriter::new(stdout().lock());
    match report(&mut out).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { name: "the output".to_owned(), source })
        }
        _ => Ok(()),
    }
}
