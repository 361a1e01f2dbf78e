//! What is odd about a file or an entry: the import report, and what is said about a single entry.

use super::block::{Block, Explanation};
use crate::diagnose::words::{self, Words, fill};
use crate::har::anomaly::{Anomaly, AnomalyKind, Severity, Unreadable};
use crate::har::format_report::{Deviation, FormatReport, Location};
use crate::har::summary::Span;
use crate::redact;
use crate::text::{Lang, clean, human};

/// The import report of a file.
#[must_use]
pub fn format_report(name: &str, report: &FormatReport, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let detail = match (report.is_unreadable(), report.is_odd()) {
        (true, _) => &words.file_unreadable,
        (_, true) => &words.file_odd,
        _ => &words.file_sound,
    };
    let mut explanation = Explanation::default();
    explanation.push(Block::Headline { failed: false, text: name.to_owned(), detail: detail.to_owned() });
    let exporter = if report.browser.is_empty() || report.creator.contains(&report.browser) {
        report.creator.clone()
    } else if report.creator.is_empty() {
        report.browser.clone()
    } else {
        format!("{} ({})", report.creator, report.browser)
    };
    explanation.fact(
        &words.container,
        &clean(&words::container(&report.container, report.in_call, &words.not_packed, lang)),
    );
    explanation.fact(&words.exporter, &clean(&redact::text(&exporter)));
    let counts = report.entries;
    let numbers = [
        ("total", counts.total),
        ("good", counts.good),
        ("odd", counts.odd),
        ("unreadable", counts.unreadable),
    ]
    .map(|(place, count)| (place, human::count(count)));
    let numbers: Vec<_> = numbers.iter().map(|(place, count)| (*place, count.as_str())).collect();
    explanation.fact(&words.entries, &fill(&words.entries_counted, &numbers));
    if let Some(at) = report.cut_at {
        explanation.fact(&words.cut, &fill(&words.at_byte, &[("at", &at.to_string())]));
    }
    for (severity, title) in [(Severity::Odd, &words.deviations), (Severity::Note, &words.notes)] {
        let mut found =
            report.deviations.iter().filter(|deviation| deviation.severity == severity).peekable();
        if found.peek().is_some() {
            explanation.heading(title);
        }
        for deviation in found {
            explanation.push(Block::Item(deviation_text(deviation, words, lang)));
        }
    }
    explanation
}

/// A deviation in a line: `response.status: "400" is text, read as a number · entry 1 (byte 1021)`.
fn deviation_text(deviation: &Deviation, words: &Words, lang: Lang) -> String {
    let safe = |place: &Location| {
        let (name, value) = (place.name.as_deref(), place.value.as_deref()?);
        Some(redact::field(&deviation.field, name, value).to_string())
    };
    let only = deviation.first.first().filter(|_| deviation.count == 1);
    let said = said(&deviation.field, &deviation.kind, only.and_then(safe), lang);
    let mut places: Vec<String> = deviation
        .first
        .iter()
        .map(|place| place_text(place, safe(place).as_deref().filter(|_| only.is_none()), words))
        .filter(|place| !place.is_empty())
        .collect();
    if deviation.count > deviation.first.len() {
        places.push("…".to_owned());
    }
    let times = match deviation.count {
        1 => String::new(),
        count => format!(" · {}", fill(&words.times, &[("n", &human::count(count))])),
    };
    let gap = if places.is_empty() { "" } else { " · " };
    format!("{said}{times}{gap}{}", places.join(", "))
}

fn place_text(place: &Location, value: Option<&str>, words: &Words) -> String {
    let entry = place.entry.map(|entry| fill(&words.in_entry, &[("n", &entry.to_string())]));
    let at = place.offset.map(|at| fill(&words.byte, &[("at", &at.to_string())]));
    let value = value.map(|value| clean(value).into_owned());
    match (entry, at, value) {
        (None, at, value) => [at, value].into_iter().flatten().collect::<Vec<_>>().join(": "),
        (Some(entry), at, value) => {
            let inner: Vec<String> = [value, at].into_iter().flatten().collect();
            if inner.is_empty() { entry } else { format!("{entry} ({})", inner.join(", ")) }
        }
    }
}

/// What was odd, in a line: `response.status: "400" is text, read as a number`.
fn said(field: &str, kind: &AnomalyKind, value: Option<String>, lang: Lang) -> String {
    // In Korean the value and the wording do not form a sentence.
    let gap = if lang == Lang::Ko { " – " } else { " " };
    let value = value.map(|value| format!("{value}{gap}")).unwrap_or_default();
    let field = if field.is_empty() { String::new() } else { format!("{field}: ") };
    clean(&redact::text(&format!("{field}{value}{}", words::anomaly(kind, lang)))).into_owned()
}

/// What was odd in an entry, a line each; notes are left out.
#[must_use]
pub fn anomalies(anomalies: &[Anomaly], lang: Lang) -> Vec<String> {
    anomalies
        .iter()
        .filter(|anomaly| anomaly.is_odd())
        .map(|anomaly| {
            let safe = |value| redact::field(&anomaly.field, anomaly.name.as_deref(), value).to_string();
            said(&anomaly.field, &anomaly.kind, anomaly.value.as_deref().map(safe), lang)
        })
        .collect()
}

/// Why an entry cannot be shown as a request, and its place in the file, in sentences.
#[must_use]
pub fn unreadable(reason: Unreadable, span: Span, lang: Lang) -> String {
    let words = words::of(lang);
    let why = match reason {
        Unreadable::NotAnObject => &words.entry_not_an_object,
        Unreadable::NoRequest => &words.entry_without_request,
    };
    let end = span.start.saturating_add(span.len.saturating_sub(1));
    fill(why, &[("start", &span.start.to_string()), ("end", &end.to_string())])
}
