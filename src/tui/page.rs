//! What the tabs show of an entry: each a page, which may show the same thing in several views.

use std::sync::Arc;

use strum::VariantArray;

use super::widget::document::{Document, Syntax};
use super::widget::fold::{Folded, Folds};
use super::widget::hex::Hex;
use super::widget::matches::{self, TextMatch};
use super::widget::text::{Line, Lines};
use crate::text::words::Words;
use crate::worker::CancelToken;

/// What the lower pane can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum Tab {
    /// The diagnosis; a tab only where the panel has no room.
    Diagnosis,
    /// What matters first.
    Overview,
    /// What was asked: query, body, headers.
    Request,
    /// What was answered: status, headers, facts about the body.
    Response,
    /// The decoded response body.
    Body,
    /// Where the time went.
    Timings,
    /// The cookies of both directions.
    Cookies,
    /// Messages of a WebSocket, events of a stream; only where there are any.
    Messages,
    /// The entry's JSON as the file has it.
    Raw,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its title.
    pub fn title(self, words: &Words) -> &str {
        let words = &words.tabs;
        match self {
            Self::Diagnosis => &words.diagnosis,
            Self::Overview => &words.overview,
            Self::Request => &words.request,
            Self::Response => &words.response,
            Self::Body => &words.body,
            Self::Timings => &words.timings,
            Self::Cookies => &words.cookies,
            Self::Messages => &words.messages,
            Self::Raw => &words.raw,
        }
    }
}

/// The content of a tab.
#[derive(Debug)]
pub struct Page {
    /// What it is, in a few words: `json · 443 B · decoded from base64`.
    pub info: String,
    first: View,
    others: Vec<View>,
}

impl Page {
    /// A page that is shown in one view.
    pub fn new(info: impl Into<String>, first: View) -> Self {
        Self { info: info.into(), first, others: Vec::new() }
    }

    /// A remark instead of a text.
    pub fn remark(text: &str) -> Self {
        Self::new("", View::text(Document::new(text, Syntax::Remark, &[])))
    }

    /// Whether a text is in what it shows first.
    pub fn holds(&self, text: &str) -> bool {
        match &self.first.content {
            Content::Text(document) => document.text().contains(text),
            Content::Sheet(lines) => {
                lines.iter().flat_map(|line| &line.spans).any(|span| span.text.contains(text))
            }
            Content::Bytes(_) => false,
        }
    }

    /// Says something more in the line above it.
    pub fn say(&mut self, text: &str) {
        if !self.info.is_empty() {
            self.info.push_str(" · ");
        }
        self.info.push_str(text);
    }

    /// The same, which can be shown in another view too.
    pub fn or(mut self, view: View) -> Self {
        self.others.push(view);
        self
    }

    /// The views in which it can be shown; there is at least one.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The views in which it can be shown.
    pub fn into_views(self) -> impl Iterator<Item = View> {
        std::iter::once(self.first).chain(self.others)
    }

    /// A view in which it can be shown; the first one where there are fewer.
    pub fn view(&self, at: usize) -> &View {
        at.checked_sub(1).and_then(|at| self.others.get(at)).unwrap_or(&self.first)
    }

    /// Bytes it holds, about.
    pub fn weight(&self) -> usize {
        self.views().map(|view| view.content.weight()).sum()
    }
}

/// One view to show a page.
#[derive(Debug)]
pub struct View {
    /// Which view.
    pub shape: ViewKind,
    /// What is shown.
    pub content: Content,
}

impl View {
    /// A text.
    pub fn text(document: Document) -> Self {
        Self { shape: ViewKind::Text, content: Content::Text(document) }
    }

    /// A text shown in a view of its own.
    pub fn of(shape: ViewKind, document: Document) -> Self {
        Self { shape, content: Content::Text(document) }
    }

    /// Facts.
    pub fn sheet(shape: ViewKind, lines: Vec<Line>) -> Self {
        Self { shape, content: Content::Sheet(lines) }
    }
}

/// A view of showing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// The most important of it.
    Summary,
    /// JSON that can be folded.
    Tree,
    /// A text.
    Text,
    /// Fields of a form.
    Form,
    /// The parts of a multipart body.
    Parts,
    /// A GraphQL operation.
    Graphql,
    /// A token.
    Token,
    /// Facts about a picture.
    Picture,
    /// Bytes.
    Bytes,
}

impl ViewKind {
    /// Its name.
    pub fn name(self, words: &Words) -> &str {
        let words = &words.shapes;
        match self {
            Self::Summary => &words.summary,
            Self::Tree => &words.tree,
            Self::Text => &words.text,
            Self::Form => &words.form,
            Self::Parts => &words.parts,
            Self::Graphql => &words.graphql,
            Self::Token => &words.token,
            Self::Picture => &words.picture,
            Self::Bytes => &words.bytes,
        }
    }
}

/// What a view shows.
#[derive(Debug)]
pub enum Content {
    /// A text.
    Text(Document),
    /// Lines made for reading.
    Sheet(Vec<Line>),
    /// Bytes.
    Bytes(Bytes),
}

/// Bytes, those of a text shared with it.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// Of a text.
    Text(Arc<String>),
    /// Of something else.
    Raw(Arc<Vec<u8>>),
}

impl Bytes {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

impl Content {
    /// Its lines in a window of this width, some of them folded.
    pub fn lines<'a>(&'a self, folds: &'a Folds, columns: usize) -> Shown<'a> {
        match self {
            Self::Text(document) => Shown::Text(Folded { document, folds }),
            Self::Sheet(lines) => Shown::Sheet(lines),
            Self::Bytes(bytes) => Shown::Hex(Hex::new(bytes.bytes(), columns)),
        }
    }

    /// The text, where it is one.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::Text(document) => Some(document),
            _ => None,
        }
    }

    /// Where a text is in it; among bytes nothing is looked for. `None` once it is cancelled.
    pub fn find(&self, text: &str, cancel: &CancelToken) -> Option<Vec<TextMatch>> {
        match self {
            Self::Text(document) => document.find(text, cancel),
            Self::Sheet(lines) => matches::find(lines, text, cancel),
            Self::Bytes(_) => Some(Vec::new()),
        }
    }

    /// The row that a byte is in; 0 where no bytes are shown.
    pub fn byte_row(&self, byte: usize, columns: usize) -> usize {
        match self {
            Self::Bytes(bytes) => Hex::new(bytes.bytes(), columns).row_of(byte),
            _ => 0,
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Text(document) => document.weight(),
            Self::Sheet(lines) => {
                lines.iter().flat_map(|line| &line.spans).map(|span| span.text.len() + 32).sum()
            }
            Self::Bytes(Bytes::Raw(bytes)) => bytes.len(),
            // Counted with the text.
            Self::Bytes(Bytes::Text(_)) => 0,
        }
    }
}

/// The lines of what is shown.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// A text, folded or not.
    Text(Folded<'a>),
    /// Lines made for reading.
    Sheet(&'a [Line]),
    /// Bytes.
    Hex(Hex<'a>),
}

impl Shown<'_> {
    fn inner(&self) -> &dyn Lines {
        match self {
            Self::Text(text) => text,
            Self::Sheet(lines) => lines,
            Self::Hex(hex) => hex,
        }
    }

    /// The line that another is seen on, where that is folded away.
    pub fn seen(&self, at: usize) -> usize {
        match self {
            Self::Text(text) => text.seen(at),
            _ => at,
        }
    }
}

impl Lines for Shown<'_> {
    fn count(&self) -> usize {
        self.inner().count()
    }

    fn line(&self, at: usize) -> Line {
        self.inner().line(at)
    }

    fn after(&self, at: usize) -> Option<usize> {
        self.inner().after(at)
    }

    fn before(&self, at: usize) -> Option<usize> {
        self.inner().before(at)
    }

    fn last(&self) -> Option<usize> {
        self.inner().last()
    }
}
