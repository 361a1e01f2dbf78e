//! The output of the command line. All data from a file is cleaned by [`crate::text`] before it is written.

pub mod check;
pub mod json;
pub mod knowledge;
pub mod list;
pub mod markdown;
pub mod ndjson;
pub mod sanitized;
pub mod text;
pub mod verified;

use std::io::{self, Write};

use serde_json::json;

use crate::diagnose::causes::Causes;
use crate::diagnose::counts::Counts;
use crate::diagnose::engine::Engine;
use crate::diagnose::explain::{self, ExplainedCauses, Explanation};
use crate::diagnose::finding::{Diagnosis, Finding};
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::recapture::{Capture, Lack};
use crate::diagnose::words::absence;
use crate::error::Error;
use crate::har::anomaly::AnomalyKind;
use crate::har::body::{self, Body, BodyContent};
use crate::har::entry::Entry;
use crate::har::format::stream::{self, Direction, Message};
use crate::har::store::Store;
use crate::redact;
use crate::text::format::{Format, Report};
use crate::text::{Lang, human, words};
use crate::worker::CancelToken;

/// A file with its diagnosis.
#[derive(Debug)]
pub struct Diagnosed<'k> {
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
    /// The diagnosis.
    pub diagnosis: Diagnosis,
    knowledge: &'k Knowledge,
}

impl<'k> Diagnosed<'k> {
    /// Diagnoses an opened file.
    #[must_use]
    pub fn new(name: String, store: Store, knowledge: &'k Knowledge) -> Self {
        let diagnosis = Engine::new(knowledge).diagnose(&store);
        Self { name, store, diagnosis, knowledge }
    }

    /// The findings of each failed entry.
    fn by_entry(&self) -> impl Iterator<Item = &[Finding]> {
        self.diagnosis.findings.chunk_by(|one, next| one.entry == next.entry)
    }

    /// The causes of all failures.
    #[must_use]
    pub fn causes(&self) -> Causes<'_> {
        Causes::of(&self.diagnosis.findings)
    }

    /// The explanations of failed entries, then of undecided ones, each with its entry's heading.
    fn sections(&self, lang: Lang) -> Vec<(String, Explanation)> {
        let heading =
            |entry| self.store.index.get(entry).map(|summary| explain::heading(entry, summary, lang));
        let causes = self.causes();
        // Failures before mere notes.
        let mut by_entry: Vec<&[Finding]> = self.by_entry().collect();
        by_entry.sort_by_key(|findings| findings.iter().map(|finding| finding.severity).min());
        let mut explained = ExplainedCauses::default();
        let failed = by_entry.into_iter().filter_map(|findings| {
            let explanation = explain::in_report(self.knowledge, findings, &causes, &mut explained, lang);
            Some((heading(findings.first()?.entry)?, explanation))
        });
        let undecided = self.diagnosis.undecided.iter().filter_map(|undecided| {
            Some((heading(undecided.entry)?, explain::undecided(self.knowledge, undecided, lang)))
        });
        failed.chain(undecided).collect()
    }

    /// The failed requests that are not findings.
    fn other_failures(&self, lang: Lang) -> Explanation {
        let (diagnosis, knowledge) = (&self.diagnosis, self.knowledge);
        explain::other_failures(knowledge, diagnosis.other_failures(), diagnosis.is_webex, lang)
    }

    /// The failed entries, then undecided ones, each in one line: number, request, response and time.
    #[must_use]
    pub fn headings(&self, lang: Lang) -> Vec<String> {
        let failed = self.by_entry().filter_map(|findings| Some(findings.first()?.entry));
        let undecided = self.diagnosis.undecided.iter().map(|undecided| undecided.entry);
        let entries = failed.chain(undecided).filter_map(|entry| Some((entry, self.store.index.get(entry)?)));
        entries.map(|(entry, summary)| explain::heading(entry, summary, lang)).collect()
    }

    /// How to record the file again if it has nothing to diagnose. Missing bodies are reported with each request.
    fn recapture(&self, lang: Lang) -> Explanation {
        let recapture = Capture::of(&self.diagnosis, &self.store).recapture();
        let recapture = recapture.filter(|recapture| !matches!(recapture.lack, Lack::Bodies(_)));
        recapture.map(|recapture| explain::recapture(recapture, lang)).unwrap_or_default()
    }

    /// The result in one line: `✗ 2 POSTs failed · 3 users`.
    fn verdict(&self, lang: Lang) -> String {
        let parts: Vec<_> =
            Counts::of(&self.diagnosis).verdict(lang).into_iter().map(|(_, text)| text).collect();
        parts.join(" · ")
    }

    /// The file in one line: its name and the result.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        format!("{} · {}", self.name, self.verdict(lang))
    }

    /// How to write a rule for the first unknown error.
    fn unknown_hint(&self, lang: Lang) -> Option<String> {
        let unknown = self.diagnosis.findings.iter().find(|finding| finding.rule.is_none())?;
        let values = [("n", unknown.entry.to_string()), ("file", self.name.clone())];
        let values = values.each_ref().map(|(place, value)| (*place, value.as_str()));
        Some(words::fill(&words::words(lang).explain.write_rule, &values))
    }

    /// The warning for a damaged file that data may be missing.
    fn anomaly(&self, lang: Lang) -> Option<&'static str> {
        let words = &words::words(lang).explain;
        let has = |is: fn(&AnomalyKind) -> bool| {
            self.store.outcome.anomalies.iter().any(|anomaly| is(&anomaly.kind))
        };
        if has(AnomalyKind::is_cut) {
            Some(&words.file_cut)
        } else if has(AnomalyKind::is_damage) {
            Some(&words.file_damaged)
        } else {
            None
        }
    }

    /// The title line of the file: `a.har · Chrome 142 · 87 entries`.
    fn title(&self, lang: Lang) -> String {
        let words = &words::words(lang).header;
        let head = &self.store.outcome.head;
        let exporter = if head.browser.is_empty() { &head.creator } else { &head.browser };
        let count = self.store.index.len();
        let entries = if count == 1 {
            words.entries_one.clone()
        } else {
            words::fill(&words.entries, &[("n", &human::count(count))])
        };
        [self.name.clone(), redact::text(exporter).into(), entries]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

impl Report for Diagnosed<'_> {
    const FORMATS: &'static [Format] =
        &[Format::Text, Format::Markdown, Format::Json, Format::Yaml, Format::Ndjson];

    fn write(&self, format: Format, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, lang, out),
            Format::Markdown => markdown::write(self, lang, out),
            Format::Ndjson => ndjson::write(self, lang, out),
            // A document can cover several files.
            format => json::write(std::slice::from_ref(self), format, lang, out),
        }
    }
}

/// The decoded body of an entry: text or binary. Of a WebSocket, or of recorded server-sent events, the messages of that
/// side, a line of JSON each.
///
/// # Errors
/// [`har::Error::NoEntry`](crate::har::Error::NoEntry), [`Error::Read`], or [`Error::NoBody`] if there is none.
pub fn body(store: &Store, name: &str, number: usize, is_request: bool) -> Result<Body, Error> {
    let entry = store.entry(number)?;
    let (side, body) = if is_request {
        ("request", body::request(&entry, &store.source))
    } else {
        ("response", body::response(&entry, &store.source))
    };
    match &body.content {
        BodyContent::Text(_) | BodyContent::Binary(_) => Ok(body),
        BodyContent::Missing(reason) => messages(&entry, is_request).ok_or_else(|| {
            let reason = absence(reason, Lang::En);
            Error::NoBody { name: name.to_owned(), number, side, reason }
        }),
    }
}

/// The messages that one side sent over a connection, as JSON lines; `None` where there are none.
fn messages(entry: &Entry, is_request: bool) -> Option<Body> {
    let side = if is_request { Direction::Sent } else { Direction::Received };
    let own = stream::messages(entry, None).into_iter().filter(|message| message.direction == side);
    let line = |message: Message| {
        let kind = Some(message.kind).filter(|kind| !kind.is_empty());
        json!({"time": message.time, "kind": kind, "data": message.data}).to_string() + "\n"
    };
    let text: String = own.map(line).collect();
    (!text.is_empty()).then(|| Body {
        mime: "application/x-ndjson".to_owned(),
        content: BodyContent::Text(text),
        steps: Vec::new(),
    })
}

/// Redacts the body of an entry; returns the number of replacements.
///
/// # Errors
/// As [`body`].
pub fn hide_secrets(store: &Store, number: usize, body: &mut Body) -> Result<usize, Error> {
    Ok(redact::body(body, &store.entry(number)?.request.url, &CancelToken::never()).unwrap_or_default())
}
