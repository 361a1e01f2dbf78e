//! The output of `harlens knowledge list`.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnose::finding::{Basis, Severity};
use crate::diagnose::knowledge::{Entry, Knowledge, What};
use crate::diagnose::rule::Rule;
use crate::text::format::{Format, Report};
use crate::text::{Lang, clean, width};

/// The stable schema of `harlens knowledge list --format json`.
#[derive(Serialize)]
struct Listing<'k> {
    format: u32,
    items: Vec<Row<'k>>,
    faults: Vec<Fault<'k>>,
}

#[derive(Serialize)]
struct Row<'k> {
    what: &'static str,
    id: &'k str,
    title: &'k str,
    severity: Option<&'static str>,
    basis: Option<&'static str>,
    file: &'k str,
    line: usize,
    built_in: bool,
    replaces: bool,
}

#[derive(Serialize)]
struct Fault<'k> {
    file: &'k str,
    line: Option<usize>,
    what: &'k str,
}

/// The contents of the knowledge base.
#[derive(Debug)]
pub struct Contents<'k>(pub &'k Knowledge);

impl Report for Contents<'_> {
    const FORMATS: &'static [Format] = &[Format::Table, Format::Json, Format::Yaml];

    fn write(&self, format: Format, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table => table(self.0, lang, out),
            format => data(self.0, format, lang, out),
        }
    }
}

fn table(knowledge: &Knowledge, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(knowledge, lang);
    let longest = |text: fn(&Row<'_>) -> String| rows.iter().map(|row| width(&text(row))).max().unwrap_or(0);
    let place = |row: &Row<'_>| match (row.built_in, row.replaces) {
        (true, _) => row.file.to_owned(),
        (false, false) => format!("{}:{}", row.file, row.line),
        (false, true) => format!("{}:{} (replaces)", row.file, row.line),
    };
    let (ids, places) = (longest(|row| row.id.to_owned()), rows.iter().map(|row| width(&place(row))).max());
    for row in &rows {
        let pad = |text: &str, to: usize| " ".repeat(to.saturating_sub(width(text)));
        let (id, place) = (clean(row.id), clean(&place(row)).into_owned());
        writeln!(
            out,
            "{:<9}  {id}{}  {:<7}  {:<10}  {place}{}  {}",
            row.what,
            pad(&id, ids),
            row.severity.unwrap_or("-"),
            row.basis.unwrap_or("-"),
            pad(&place, places.unwrap_or(0)),
            clean(row.title)
        )?;
    }
    Ok(())
}

fn data(knowledge: &Knowledge, format: Format, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let faults = knowledge.faults.iter().map(Fault::of).collect();
    format.data(&Listing { format: 1, items: rows(knowledge, lang), faults }, out)
}

impl<'k> Fault<'k> {
    fn of(fault: &'k crate::diagnose::knowledge::LoadError) -> Self {
        Self { file: &fault.file, line: fault.line, what: &fault.what }
    }
}

fn rows(knowledge: &Knowledge, lang: Lang) -> Vec<Row<'_>> {
    let listed = knowledge.contents.iter().filter(|entry| entry.what != What::Source);
    listed.map(|entry| row(knowledge, entry, lang)).collect()
}

fn row<'k>(knowledge: &'k Knowledge, entry: &'k Entry, lang: Lang) -> Row<'k> {
    let id = entry.id.as_str();
    let of_rule =
        |rule: &'k Rule| (rule.meaning(lang).title.as_str(), Some(rule.severity), Some(rule.basis()));
    let (title, severity, basis) = match entry.what {
        What::Rule => knowledge.rule(id).map(of_rule),
        // A successful status has no severity, and a network error has that of its request.
        What::Http | What::Network => {
            knowledge.rule(id).map(of_rule).map(|(title, _, basis)| (title, None, basis))
        }
        What::Gateway => {
            let found = knowledge.gateways.iter().find(|gateway| gateway.id == id);
            found.map(|gateway| (gateway.name.as_str(), None, None))
        }
        What::Condition => {
            let found = knowledge.conditions.iter().find(|condition| condition.id == id);
            let basis = |sources: &[crate::diagnose::rule::Source]| sources.iter().map(|one| one.basis).min();
            found.map(|own| (own.meaning(lang).title.as_str(), None, basis(&own.sources)))
        }
        What::Status => {
            knowledge.statuses().get(id).map(|status| (status.text(lang).name.as_str(), None, None))
        }
        What::Endpoint => {
            let found = knowledge.endpoints.iter().find(|endpoint| endpoint.id == id);
            found.map(|endpoint| (endpoint.path.as_str(), None, None))
        }
        What::Transition => {
            let found = knowledge.transitions.iter().find(|transition| transition.id == id);
            found.map(|transition| (transition.when(lang), None, None))
        }
        What::Term => {
            let found = knowledge.terms.iter().find(|term| term.id == id);
            found.map(|term| (term.text(lang).name.as_str(), None, None))
        }
        What::Source => None,
    }
    .unwrap_or(("", None, None));
    Row {
        what: entry.what.name(),
        id,
        title,
        severity: severity.map(Severity::name),
        basis: basis.map(Basis::name),
        file: &entry.file,
        line: entry.line,
        built_in: !entry.is_own,
        replaces: entry.replaces,
    }
}
