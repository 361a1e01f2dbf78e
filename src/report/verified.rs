//! Reports secrets left in a sanitized copy; never contains the values.

use std::io::{self, Write};

use serde::Serialize;

use crate::redact::{Certainty, Survivor, Verification};
use crate::text::lang::Lang;
use crate::text::words::{self, fill};
use crate::text::{clean, json};

/// The stable schema of `harlens sanitize --verify --report=json`.
#[derive(Debug, Serialize)]
struct Verified<'a> {
    format: u32,
    file: &'a str,
    entries: usize,
    /// Number of secret values of the original that were searched for; `null` without an original.
    values: Option<usize>,
    survivors: &'a [Survivor],
}

/// Writes the report as JSON.
///
/// # Errors
/// If writing fails.
pub fn write_json(found: &Verification, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let Verification { entries, survivors, values } = found;
    json::write_pretty(
        out,
        &Verified { format: 1, file: name, entries: *entries, values: *values, survivors },
    )
}

/// Writes a line for each secret found, then what was searched for and how certain the result is.
///
/// # Errors
/// If writing fails.
pub fn write_text(found: &Verification, name: &str, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let words = &words::words(lang).verify;
    for Survivor { certainty, place } in &found.survivors {
        let certainty = match certainty {
            Certainty::Certain => &words.certain,
            Certainty::Likely => &words.likely,
            Certainty::Possible => &words.possible,
        };
        let entry = place.entry.map_or_else(|| "–".to_owned(), |entry| entry.to_string());
        let path = clean(&place.path);
        writeln!(
            out,
            "{}",
            fill(
                &words.line,
                &[("certainty", certainty), ("entry", &entry), ("kind", place.kind.name()), ("path", &path)]
            )
        )?;
    }
    let (count, entries) = (found.survivors.len().to_string(), found.entries.to_string());
    let sum = if found.survivors.is_empty() { &words.nothing } else { &words.found };
    writeln!(out, "{}", fill(sum, &[("file", &clean(name)), ("n", &count), ("entries", &entries)]))?;
    match found.values {
        Some(values) => writeln!(out, "{}", fill(&words.with_original, &[("n", &values.to_string())]))?,
        None => writeln!(out, "{}", words.without_original)?,
    }
    writeln!(out, "{}", words.limits)
}
