//! Facts about the current file: number of entries, exporter, time span.

use crate::text::{clean, human, words};
use crate::tui::state::App;

/// The program's name at the start of the line.
pub(super) const NAME: &str = "harlens  ";

pub(super) fn facts(app: &App) -> Vec<String> {
    let words = &words::words(app.lang).header;
    let mut facts = Vec::new();
    if let Some(span) = time_span(app) {
        facts.push(span);
    }
    let head = &app.file.outcome.head;
    let exporter = if head.browser.is_empty() { &head.creator } else { &head.browser };
    if !exporter.is_empty() {
        facts.insert(0, app.safe(exporter));
    }
    let count = app.index.len();
    let entries = if count == 1 {
        words.entries_one.clone()
    } else {
        words::fill(&words.entries, &[("n", &human::count(count))])
    };
    facts.insert(0, entries);
    facts
}

/// From the first entry to the last, in the file's own time zone: `2026-11-21 10:02–10:09 UTC`.
fn time_span(app: &App) -> Option<String> {
    let started = |number: usize| Some(&*app.index.get(number)?.started);
    let (first, last) = (started(0)?, started(app.index.len().checked_sub(1)?)?);
    let minutes = |date_time| human::clock(date_time)?.get(..5);
    let (from, to) = (minutes(first)?, minutes(last)?);
    let span = if from == to { from.to_owned() } else { format!("{from}–{to}") };
    let date = first.get(..10).unwrap_or_default();
    Some(format!("{} {span} {}", clean(date), human::zone(first)).trim_end().to_owned())
}
