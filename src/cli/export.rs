//! `harlens export` and `harlens curl`: entries as a file, and one entry as a command.

use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write, stdout};
use std::ops::ControlFlow;
use std::process::ExitCode;

use super::command::{Curl, Export};
use super::output::{name, print_note, write};
use super::selection::{Chosen, chosen};
use super::settings::Settings;
use super::target::{Overwrite, Target, check_stdout};
use crate::diagnose::words;
use crate::error::Error;
use crate::export::call::Call;
use crate::export::{self, Form, Secrets, powershell, shell};
use crate::har::body::{self, Absence, BodyContent};
use crate::har::store::Store;
use crate::redact;
use crate::text::format::Format;
use crate::text::{Lang, clean_lines};

pub(super) fn run(arguments: &Export, settings: &Settings) -> Result<ExitCode, Error> {
    let target = match arguments.output.as_deref().filter(|output| output.as_os_str() != "-") {
        // Reject the output file before the capture is read.
        Some(output) => Some((output, Target::new(output, &arguments.file, Overwrite::Never)?)),
        None => {
            check_stdout(&arguments.file)?;
            None
        }
    };
    let (filter, sort) = (arguments.filter.as_deref(), arguments.sort);
    let Chosen { store, entries, .. } = chosen(&arguments.file, filter, sort, false, settings)?;
    let secrets = Secrets::shown(arguments.show_secrets);
    let form = (form(arguments.format), secrets);
    let mut go_on = |_| ControlFlow::Continue(());
    let replaced = match target {
        Some((output, target)) => {
            let name = name(output);
            let replaced =
                target.fill(|out| export::write(&store, &entries, form, &name, out, &mut go_on))?;
            print_note(&format!("{name} is written: {} entries", entries.len()));
            replaced
        }
        None => {
            let mut out = BufWriter::new(Guarded::new(stdout().lock()));
            match export::write(&store, &entries, form, "the output", &mut out, &mut go_on) {
                // Closing a pipe early is not an error.
                Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
                    return Ok(ExitCode::SUCCESS);
                }
                done => done?,
            }
        }
    };
    match (secrets, replaced) {
        (Secrets::Kept, _) => print_note("it holds tokens, cookies and passwords as the file has them"),
        (Secrets::Replaced, Some(count @ 1..)) => {
            let values = if count == 1 { "1 secret is".to_owned() } else { format!("{count} secrets are") };
            print_note(&format!("{values} replaced by {}; --show-secrets keeps them", redact::REDACTED));
        }
        _ => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes an entry as a command line.
pub(super) fn curl(arguments: &Curl, settings: &Settings) -> Result<ExitCode, Error> {
    let store = Store::open_with_limit(&arguments.file, settings.unpack_limit)?;
    let secrets = Secrets::shown(arguments.show_secrets);
    let entry = export::entry(&store, arguments.entry, secrets)?;
    let call = Call::of(&entry, &store.source, secrets)
        .ok_or_else(|| Error::NoCall { name: name(&arguments.file), number: arguments.entry })?;
    let command = if arguments.powershell { powershell::curl(&call) } else { shell::curl(&call) };
    write(|out| writeln!(out, "{}", clean_lines(&command)))?;
    if let BodyContent::Missing(absence @ (Absence::NotRecorded(Some(_)) | Absence::Comment(_))) =
        body::request(&entry, &store.source).content
    {
        let reason = words::absence(&absence, Lang::En);
        print_note(&format!(
            "the request had a body that the file does not hold ({reason}): the command sends none"
        ));
    }
    if secrets == Secrets::Replaced && command.contains(redact::REDACTED) {
        print_note(&format!(
            "in the place of {} the server needs the secret itself; --show-secrets keeps it",
            redact::REDACTED
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn form(format: Format) -> Form {
    match format {
        Format::Csv => Form::Csv,
        Format::Ndjson => Form::Ndjson,
        Format::Markdown => Form::Markdown,
        _ => Form::Har,
    }
}

/// Standard output. On a terminal control characters are escaped; a pipe gets the exact bytes.
struct Guarded<W: Write> {
    out: W,
    is_terminal: bool,
    /// The first bytes of an incomplete UTF-8 character.
    rest: Vec<u8>,
}

impl<W: Write> Guarded<W> {
    fn new(out: W) -> Self {
        Self { out, is_terminal: stdout().is_terminal(), rest: Vec::new() }
    }
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.out.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        let text: Vec<u8> = self.rest.drain(..whole).collect();
        self.out.write_all(clean_lines(&String::from_utf8_lossy(&text)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing_and_loses_no_character() {
        let text = "a\u{1b}[31m 홍길동\n\u{202e}";
        let mut guarded = Guarded { out: Vec::new(), is_terminal: true, rest: Vec::new() };
        for byte in text.as_bytes() {
            guarded.write_all(&[*byte]).unwrap();
        }
        assert_eq!(String::from_utf8(guarded.out).unwrap(), "a␛[31m 홍길동\n<U+202E>");
    }
}
