//! Reports what was replaced in a sanitized copy; never contains the values.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::redact::{Kind, Place, Pseudonym, Report};
use crate::text::{clean, json};

/// The stable schema of `harlens sanitize --report=json`.
#[derive(Debug, Serialize)]
struct Replaced<'a> {
    format: u32,
    file: &'a str,
    entries: usize,
    replaced: usize,
    kinds: &'a BTreeMap<Kind, usize>,
    places: &'a [Place],
    /// Entries whose damaged JSON was rewritten.
    repaired: &'a [usize],
    /// Entries left out because they could not be read.
    lost: &'a [usize],
    /// Entries with a string too long to be read; its length is in its place.
    shortened: &'a [usize],
    head_repaired: bool,
    attached: usize,
    not_attached: usize,
}

/// Writes the report as JSON.
///
/// # Errors
/// If writing fails.
pub fn write_json(report: &Report, name: &str, out: &mut dyn Write) -> io::Result<()> {
    json::write_pretty(
        out,
        &Replaced {
            format: 1,
            file: name,
            entries: report.entries,
            replaced: report.replaced(),
            kinds: &report.kinds,
            places: &report.places,
            repaired: &report.repaired,
            lost: &report.lost,
            shortened: &report.shortened,
            head_repaired: report.head_repaired,
            attached: report.attached,
            not_attached: report.not_attached,
        },
    )
}

/// Writes the replacements as a table: entry, kind, count, location.
///
/// # Errors
/// If writing fails.
pub fn write_text(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let kind = report.kinds.keys().map(|kind| kind.name().len()).max().unwrap_or(0);
    let entry = report.entries.to_string().len().max("entry".len());
    for place in &report.places {
        let number = place.entry.map_or_else(|| "–".to_owned(), |entry| entry.to_string());
        writeln!(
            out,
            "{number:>entry$}  {:<kind$}  {:>3} ×  {}",
            place.kind.name(),
            place.count,
            clean(&place.path)
        )?;
    }
    out.flush()
}

/// A summary in sentences for the person about to send the copy.
#[must_use]
pub fn summary(report: &Report, hides_people: bool) -> Vec<String> {
    let kinds = if report.kinds.is_empty() { String::new() } else { format!(" ({})", report.summary()) };
    let mut sentences =
        vec![format!("entries: {}; values replaced: {}{kinds}", report.entries, report.replaced())];
    let further = [
        ("damaged entries rebuilt from what could be read", report.repaired.len()),
        ("unreadable entries left out, with a placeholder for each", report.lost.len()),
        ("entries with a string that is too long to search, replaced by its length", report.shortened.len()),
        ("bodies included from files next to the HAR", report.attached),
        ("bodies left out because their file is missing", report.not_attached),
    ];
    sentences.extend(
        further.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what}: {count}")),
    );
    if report.head_repaired {
        sentences
            .push("the parts around the entries did not follow the HAR format and were rebuilt".to_owned());
    }
    let people = if hides_people { "names that no field gives in full" } else { "names, phone numbers" };
    sentences.push(format!(
        "look it over before you send it: {people}, pictures, downloads, and secrets whose name or shape is not known, stay"
    ));
    sentences
}
/// Writes the list of pseudonyms, one a line: the pseudonym, its kind and the original value, separated by tabs.
///
/// # Errors
/// What the output says.
pub fn write_people(people: &[Pseudonym], out: &mut dyn Write) -> io::Result<()> {
    for Pseudonym { kind, pseudonym, original, .. } in people {
        writeln!(out, "{pseudonym}\t{}\t{}", kind.name(), clean(original))?;
    }
    Ok(())
}
