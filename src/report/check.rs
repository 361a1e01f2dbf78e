//! The output of `harlens check`: how well files could be read.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;

use crate::diagnose::engine::Engine;
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::recapture::{Capture, Recapture};
use crate::diagnose::{explain, words};
use crate::error::Error;
use crate::har::anomaly::Severity;
use crate::har::format_report::{self, Deviation, FormatReport};
use crate::har::store::Store;
use crate::redact::{self, Redacted};
use crate::text::format::{self, Format};
use crate::text::{Lang, clean, clean_lines};

/// A file with its format report.
#[derive(Debug)]
pub struct Checked {
    /// The file's name as the user gave it.
    pub name: String,
    /// The report, or why the file could not be read at all.
    pub report: Result<FormatReport, Error>,
    /// What is missing for a diagnosis.
    pub recapture: Option<Recapture>,
}

impl Checked {
    /// Opens a file, decompressing at most `limit` bytes, and reads all entries.
    #[must_use]
    pub fn open(name: String, path: &Path, limit: u64, knowledge: &Knowledge) -> Self {
        let checked = Store::open_with_limit(path, limit).and_then(|store| {
            let found = format_report::build(&store.source, &store.index, &store.outcome, &|_| {
                ControlFlow::Continue(())
            })?;
            let diagnosis = Engine::new(knowledge).diagnose(&store);
            // The callback never cancels.
            Ok((found.unwrap_or_default(), Capture::of(&diagnosis, &store).recapture()))
        });
        match checked {
            Ok((report, recapture)) => Self { name, report: Ok(report), recapture },
            Err(error) => Self { name, report: Err(error.into()), recapture: None },
        }
    }

    /// 0 for a valid file, 1 if anything is odd, 2 if the file or all of its entries could not be read.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match &self.report {
            Err(_) => Error::EXIT,
            Ok(report) if report.is_unreadable() => Error::EXIT,
            Ok(report) => u8::from(report.is_odd()),
        }
    }
}

/// The reports of several files.
#[derive(Debug)]
pub struct CheckReport<'a>(pub &'a [Checked]);

impl format::Report for CheckReport<'_> {
    const FORMATS: &'static [Format] = &[Format::Text, Format::Json, Format::Yaml];

    fn write(&self, format: Format, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text(self.0, lang, out),
            format => {
                format.data(&Report { format: 1, files: self.0.iter().map(file_report).collect() }, out)
            }
        }
    }
}

/// Files that could not be read at all are left out; their errors are printed separately.
fn text(files: &[Checked], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let read = files.iter().filter_map(|file| Some((file, file.report.as_ref().ok()?)));
    for (place, (file, report)) in read.enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        let mut explanation = explain::format_report(&clean(&file.name), report, lang);
        if let Some(recapture) = file.recapture {
            explanation.blocks.extend(explain::recapture(recapture, lang).blocks);
        }
        write!(out, "{}", clean_lines(&explain::to_text(&explanation, lang)))?;
    }
    Ok(())
}

/// The stable schema of `harlens check --format json`.
#[derive(Debug, Serialize)]
struct Report<'a> {
    format: u32,
    files: Vec<FileReport<'a>>,
}

#[derive(Debug, Default, Serialize)]
struct FileReport<'a> {
    file: &'a str,
    /// Why the file could not be read; all other fields are then empty.
    error: Option<String>,
    container: Option<String>,
    creator: Option<Redacted<'static>>,
    entries: Counts,
    cut_at: Option<u64>,
    /// What the file lacks for a diagnosis: `entries`, `end`, `beginning`, `request` or `bodies`.
    lacks: Option<&'static str>,
    deviations: Vec<DeviationReport>,
}

#[derive(Debug, Default, Serialize)]
struct Counts {
    total: usize,
    good: usize,
    odd: usize,
    unreadable: usize,
}

#[derive(Debug, Serialize)]
struct DeviationReport {
    field: Redacted<'static>,
    what: String,
    /// "odd", or "note" for deviations that do not count as odd.
    weight: &'static str,
    count: usize,
    first: Vec<PlaceReport>,
}

#[derive(Debug, Serialize)]
struct PlaceReport {
    entry: Option<usize>,
    at: Option<u64>,
    value: Option<Redacted<'static>>,
}

fn file_report(file: &Checked) -> FileReport<'_> {
    let report = match &file.report {
        Ok(report) => report,
        Err(error) => {
            return FileReport { file: &file.name, error: Some(error.to_string()), ..FileReport::default() };
        }
    };
    FileReport {
        file: &file.name,
        error: None,
        container: Some(words::container(&report.container, report.in_call, "plain", Lang::En)),
        creator: Some(redact::text(&report.creator).into_owned()).filter(|creator| !creator.is_empty()),
        entries: Counts {
            total: report.entries.total,
            good: report.entries.good,
            odd: report.entries.odd,
            unreadable: report.entries.unreadable,
        },
        cut_at: report.cut_at,
        lacks: file.recapture.map(|recapture| recapture.lack.name()),
        deviations: report.deviations.iter().map(deviation_report).collect(),
    }
}

fn deviation_report(deviation: &Deviation) -> DeviationReport {
    let places = deviation.first.iter().map(|place| PlaceReport {
        entry: place.entry,
        at: place.offset,
        value: place
            .value
            .as_deref()
            .map(|value| redact::field(&deviation.field, place.name.as_deref(), value).into_owned()),
    });
    DeviationReport {
        field: redact::text(&deviation.field).into_owned(),
        what: words::anomaly(&deviation.kind, Lang::En),
        weight: match deviation.severity {
            Severity::Note => "note",
            Severity::Odd => "odd",
        },
        count: deviation.count,
        first: places.collect(),
    }
}
