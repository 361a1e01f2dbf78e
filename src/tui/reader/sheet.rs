//! Lines made for reading: headings, facts, fields, small pieces of JSON. Everything goes through `text` here.

use crate::har::format::form::Field;
use crate::text::{Lang, clean, fit, human, pretty, width, words};
use crate::tui::theme::Role;
use crate::tui::widget::document::Document;
use crate::tui::widget::text::{Line, Lines as _, Span};

/// Labels of facts stand in this many columns; a longer one takes its own room.
const LABEL: usize = 16;

/// A longer text is cut: a sheet is for reading, and the views of bodies show all of them.
const LONGEST_VALUE: usize = 8 << 10;

/// Lines on their way.
#[derive(Debug)]
pub(super) struct Sheet {
    lines: Vec<Line>,
    lang: Lang,
}

impl Sheet {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lines: Vec::new(), lang }
    }

    /// The lines, without empty ones at the end.
    pub(super) fn lines(mut self) -> Vec<Line> {
        while self.lines.last().is_some_and(|line| line.spans.is_empty()) {
            self.lines.pop();
        }
        self.lines
    }

    pub(super) fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// A gap, where there is none already.
    pub(super) fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// A heading, with a gap before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.lines.push(Line::of(clean(text), Role::Heading));
    }

    /// A line of one meaning.
    pub(super) fn line(&mut self, text: &str, role: Role) {
        self.lines.push(Line { hang: 2, ..Line::of(self.safe(text), role) });
    }

    /// A remark.
    pub(super) fn note(&mut self, text: &str) {
        self.line(text, Role::Dim);
    }

    /// A label and its value, values in one column.
    pub(super) fn fact(&mut self, label: &str, value: &str) {
        self.fact_of(label, value, Role::Normal);
    }

    /// A fact of some meaning.
    pub(super) fn fact_of(&mut self, label: &str, value: &str, role: Role) {
        let label = fit::fit_end(&clean(label), 40);
        let gap = " ".repeat(LABEL.saturating_sub(width(&label)).max(2));
        let spans = vec![Span::new(format!("{label}{gap}"), Role::Dim), Span::new(self.safe(value), role)];
        self.lines.push(Line { hang: LABEL, spans, ..Line::default() });
    }

    /// A name of the file's own, and its value.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let spans = vec![
            Span::new(clean(name), Role::Key),
            Span::new(":", Role::Dim),
            Span::new(format!(" {}", self.safe(value)), Role::Normal),
        ];
        self.lines.push(Line { hang: 2, spans, ..Line::default() });
    }

    /// The fields of a form, one a line.
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

    /// A text of several lines, its beginning where it is long.
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

    /// A JSON value, laid out.
    pub(super) fn json(&mut self, value: &serde_json::Value) {
        match pretty::json_while(&value.to_string(), &|| true) {
            Some(laid_out) => self.document(&Document::json(laid_out, &[]), usize::MAX),
            None => self.line(&value.to_string(), Role::Normal),
        }
    }

    /// The first lines of a document; says how many there are more.
    pub(super) fn document(&mut self, document: &Document, most: usize) {
        let count = document.count();
        for at in 0..count.min(most) {
            self.lines.push(Line { number: None, ..document.line(at) });
        }
        if count > most {
            let more = human::count(count - most);
            self.note(&words::fill(&words::words(self.lang).sheet.rest_of_body, &[("n", &more)]));
        }
    }

    /// Where a token cannot be read.
    pub(super) fn encrypted(&mut self) {
        self.note(&words::words(self.lang).sheet.encrypted);
    }

    /// A value in one line, safe and of bearable length.
    fn safe(&self, value: &str) -> String {
        if value.len() <= LONGEST_VALUE {
            return clean(value).into_owned();
        }
        let size = human::bytes(value.len() as u64);
        let cut = words::fill(&words::words(self.lang).sheet.message_cut, &[("size", &size)]);
        let end = (0..=LONGEST_VALUE).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
        format!("{} {cut}", clean(&value[..end]))
    }
}
