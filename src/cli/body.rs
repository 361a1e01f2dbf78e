//! `harlens body`

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use super::command::Body;
use super::output::{name, print_note, write};
use super::settings::Settings;
use crate::error::Error;
use crate::har::body::{BodyContent, LongBody};
use crate::har::store::Store;
use crate::text::{clean_lines, human};
use crate::{redact, report};

pub(super) fn run(arguments: &Body, settings: &Settings) -> Result<ExitCode, Error> {
    let store = Store::open_with_limit(&arguments.file, settings.unpack_limit)?;
    if let Some(body) = LongBody::find(&store, arguments.entry, arguments.request) {
        return write_long(&body, &store, arguments);
    }
    let name = name(&arguments.file);
    let mut body = report::body(&store, &name, arguments.entry, arguments.request)?;
    let hidden =
        if arguments.show_secrets { 0 } else { report::hide_secrets(&store, arguments.entry, &mut body)? };
    let (number, is_terminal) = (arguments.entry, stdout().is_terminal());
    match body.content {
        // Files and pipes get the exact bytes; a terminal would interpret control characters.
        BodyContent::Text(text) if is_terminal => write(|out| {
            let text = clean_lines(&text);
            let end = if text.ends_with('\n') { "" } else { "\n" };
            write!(out, "{text}{end}")
        })?,
        BodyContent::Text(text) => write(|out| out.write_all(text.as_bytes()))?,
        BodyContent::Binary(bytes) if is_terminal => {
            let mime = if body.mime.is_empty() { "unknown type".to_owned() } else { body.mime };
            return Err(Error::Binary { number, mime, size: human::bytes(bytes.len() as u64) });
        }
        BodyContent::Binary(bytes) => write(|out| out.write_all(&bytes))?,
        // The error has already explained why.
        BodyContent::Missing(_) => {}
    }
    if hidden > 0 {
        let values = if hidden == 1 { "1 secret is" } else { &format!("{hidden} secrets are") };
        print_note(&format!(
            "{values} replaced by {}; --show-secrets writes exactly what was sent",
            redact::REDACTED
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a body that is too long for the memory, and so for a search for secrets.
fn write_long(body: &LongBody, store: &Store, arguments: &Body) -> Result<ExitCode, Error> {
    if !arguments.show_secrets || stdout().is_terminal() {
        let size = human::bytes(body.written_len());
        return Err(Error::LongBody { number: arguments.entry, size });
    }
    write(|out| body.write(&store.source, out))?;
    Ok(ExitCode::SUCCESS)
}
