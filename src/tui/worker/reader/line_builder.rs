//! [`LineBuilder`]: builds headings, facts, fields and short JSON as display lines. All text is sanitized with
//! [`crate::text`] here.

use std::ops::RangeInclusive;

use crate::har::format::form::Field;
use crate::text::{Lang, clean, fit, human, pretty, width, words};
use crate::tui::theme::Role;
use crate::tui::widget::document::Document;
use crate::tui::widget::text::{Line, Lines as _, Span};
use crate::worker::CancelToken;

/// Width of a page's labels with the gap after them: that of the longest label, within these limits.
const LABELS: RangeInclusive<usize> = 16..=26;

/// A longer text is cut; the views of a body show all of it.
const MAX_VALUE: usize = 8 << 10;

#[derive(Debug)]
pub(super) struct LineBuilder {
    lines: Vec<Line>,
    /// Indices of the lines that are facts, whose values are aligned once all labels are known.
    facts: Vec<usize>,
    lang: Lang,
}

impl LineBuilder {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lines: Vec::new(), facts: Vec::new(), lang }
    }

    /// The lines, without trailing empty ones.
    pub(super) fn lines(mut self) -> Vec<Line> {
        while self.lines.last().is_some_and(|line| line.spans.is_empty()) {
            self.lines.pop();
        }
        self.align();
        self.lines
    }

    /// Aligns the values of all facts, ignoring labels longer than [`LABELS`].
    fn align(&mut self) {
        let label = |line: &Line| line.spans.first().map_or(0, |label| width(&label.text));
        let facts = self.facts.iter().filter_map(|at| self.lines.get(*at));
        let longest = facts.map(|line| label(line) + 2).filter(|columns| LABELS.contains(columns)).max();
        let columns = longest.unwrap_or(*LABELS.start());
        for at in &self.facts {
            let Some(line) = self.lines.get_mut(*at) else { continue };
            let gap = columns.saturating_sub(label(line)).max(2);
            line.hang = columns;
            if let Some(label) = line.spans.first_mut() {
                label.text.push_str(&" ".repeat(gap));
            }
        }
    }

    pub(super) fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds an empty line unless the last one is empty.
    pub(super) fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// Adds a heading, with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.lines.push(Line::of(clean(text), Role::Heading));
    }

    pub(super) fn line(&mut self, text: &str, role: Role) {
        self.lines.push(Line { hang: 2, ..Line::of(self.safe(text), role) });
    }

    pub(super) fn note(&mut self, text: &str) {
        self.line(text, Role::Dim);
    }

    /// Adds a label and its value; values are aligned.
    pub(super) fn fact(&mut self, label: &str, value: &str) {
        self.fact_of(label, value, Role::Normal);
    }

    pub(super) fn fact_of(&mut self, label: &str, value: &str, role: Role) {
        let label = fit::fit_end(&clean(label), 40);
        let spans = vec![Span::new(label, Role::Dim), Span::new(self.safe(value), role)];
        self.facts.push(self.lines.len());
        self.lines.push(Line { spans, ..Line::default() });
    }

    /// Adds a name from the file and its value.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let spans = vec![
            Span::new(clean(name), Role::Key),
            Span::new(":", Role::Dim),
            Span::new(format!(" {}", self.safe(value)), Role::Normal),
        ];
        self.lines.push(Line { hang: 2, spans, ..Line::default() });
    }

    /// Adds the fields of a form, one per line.
    pub(super) fn fields(&mut self, fields: &[Field]) {
        for (name, value) in fields {
            let mut spans = vec![Span::new(clean(name), Role::Key)];
            if let Some(value) = value {
                spans.push(Span::new(" = ", Role::Dim));
                spans.push(Span::new(self.safe(value), Role::Normal));
            }
            self.lines.push(Line { hang: 2, spans, ..Line::default() });
        }
    }

    /// Adds a text of several lines, cut after about `most` bytes.
    pub(super) fn text(&mut self, text: &str, most: usize) {
        let shown = text.get(..most).unwrap_or_else(|| fit::prefix(&text[..text.len().min(most * 4)], most));
        for line in shown.lines() {
            self.line(line, Role::Normal);
        }
        if shown.len() < text.len() {
            let size = human::bytes(text.len() as u64);
            self.note(&words::fill(&words::words(self.lang).sheet.message_cut, &[("size", &size)]));
        }
    }

    /// Adds a pretty-printed JSON value.
    pub(super) fn json(&mut self, value: &serde_json::Value) {
        match pretty::layout(&value.to_string(), &CancelToken::never()) {
            Some(laid_out) => self.document(&Document::json(laid_out, &[]), usize::MAX),
            None => self.line(&value.to_string(), Role::Normal),
        }
    }

    /// Adds the first lines of a document.
    pub(super) fn document(&mut self, document: &Document, most: usize) {
        for at in 0..document.count().min(most) {
            self.lines.push(Line { number: None, ..document.line(at) });
        }
    }

    /// Adds a note that a token cannot be decoded.
    pub(super) fn encrypted(&mut self) {
        self.note(&words::words(self.lang).sheet.encrypted);
    }

    /// A value sanitized for one line and cut if too long.
    fn safe(&self, value: &str) -> String {
        if value.len() <= MAX_VALUE {
            return clean(value).into_owned();
        }
        let size = human::bytes(value.len() as u64);
        let cut = words::fill(&words::words(self.lang).sheet.message_cut, &[("size", &size)]);
        let end = (0..=MAX_VALUE).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
        format!("{} {cut}", clean(&value[..end]))
    }
}
