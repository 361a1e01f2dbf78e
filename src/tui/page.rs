//! [`Page`]: the content of a tab, in one or several views (text, tree, bytes, …).

use std::sync::Arc;

use strum::VariantArray;

use super::widget::document::{Document, Syntax};
use super::widget::fold::{FoldedDocument, Folds};
use super::widget::hex::Hex;
use super::widget::matches::{self, TextMatch};
use super::widget::text::{Line, Lines};
use crate::text::words::Words;
use crate::worker::CancelToken;

/// The tabs of the lower pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum Tab {
    /// Only in a narrow window, without room for the panel.
    Diagnosis,
    /// The most important facts of the entry.
    Overview,
    /// The request: query, body, headers.
    Request,
    /// The response: status, headers, facts about the body.
    Response,
    /// The decoded response body.
    Body,
    /// The time of each phase.
    Timings,
    /// Cookies of request and response.
    Cookies,
    /// WebSocket messages or events of an event stream; only if there are any.
    Messages,
    /// The entry's JSON as in the file.
    Raw,
}

impl Tab {
    pub const ALL: &'static [Self] = Self::VARIANTS;

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
    /// A short description: `json · 443 B · decoded from base64`.
    pub info: String,
    first: View,
    others: Vec<View>,
}

impl Page {
    /// A page with one view.
    pub fn new(info: impl Into<String>, first: View) -> Self {
        Self { info: info.into(), first, others: Vec::new() }
    }

    /// A page with just a remark.
    pub fn remark(text: &str) -> Self {
        Self::new("", View::text(Document::new(text, Syntax::Remark, &[])))
    }

    /// Whether the first view contains a text.
    pub fn contains(&self, text: &str) -> bool {
        match &self.first.content {
            Content::Text(document) => document.text().contains(text),
            Content::Lines(lines) => {
                lines.iter().flat_map(|line| &line.spans).any(|span| span.text.contains(text))
            }
            Content::Bytes(_) => false,
        }
    }

    /// Appends to the description.
    pub fn add_info(&mut self, text: &str) {
        if !self.info.is_empty() {
            self.info.push_str(" · ");
        }
        self.info.push_str(text);
    }

    /// Adds another view.
    pub fn with_view(mut self, view: View) -> Self {
        self.others.push(view);
        self
    }

    /// All views, at least one.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// All views, at least one.
    pub fn into_views(self) -> impl Iterator<Item = View> {
        std::iter::once(self.first).chain(self.others)
    }

    /// The view with this index, or else the first one.
    pub fn view(&self, at: usize) -> &View {
        at.checked_sub(1).and_then(|at| self.others.get(at)).unwrap_or(&self.first)
    }

    /// Approximate heap size in bytes.
    pub fn byte_size(&self) -> usize {
        self.views().map(|view| view.content.byte_size()).sum()
    }
}

/// One of the ways to display a page.
#[derive(Debug)]
pub struct View {
    pub kind: ViewKind,
    pub content: Content,
}

impl View {
    pub fn text(document: Document) -> Self {
        Self { kind: ViewKind::Text, content: Content::Text(document) }
    }

    /// A text of a certain kind.
    pub fn of(kind: ViewKind, document: Document) -> Self {
        Self { kind, content: Content::Text(document) }
    }

    pub fn lines(kind: ViewKind, lines: Vec<Line>) -> Self {
        Self { kind, content: Content::Lines(lines) }
    }
}

/// The kind of a view, which names it in the list of views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// The most important facts.
    Summary,
    /// Foldable JSON.
    Tree,
    Text,
    /// Form fields.
    Form,
    /// Parts of a multipart body.
    Parts,
    /// A GraphQL operation.
    Graphql,
    Token,
    /// Facts about an image.
    Picture,
    Bytes,
}

impl ViewKind {
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

#[derive(Debug)]
pub enum Content {
    Text(Document),
    /// Formatted facts.
    Lines(Vec<Line>),
    Bytes(Bytes),
}

/// The content of a hex dump; shares the string of a text.
#[derive(Debug, Clone)]
pub enum Bytes {
    Text(Arc<String>),
    Raw(Arc<Vec<u8>>),
}

impl Bytes {
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

impl Content {
    /// The visible lines in a window of this width, with folds applied.
    pub fn lines<'a>(&'a self, folds: &'a Folds, columns: usize) -> Shown<'a> {
        match self {
            Self::Text(document) => Shown::Text(FoldedDocument { document, folds }),
            Self::Lines(lines) => Shown::Lines(lines),
            Self::Bytes(bytes) => Shown::Hex(Hex::new(bytes.bytes(), columns)),
        }
    }

    /// The document, if this is a text.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::Text(document) => Some(document),
            _ => None,
        }
    }

    /// All matches of a text, none in a hex dump; `None` if cancelled.
    pub fn find(&self, text: &str, cancel: &CancelToken) -> Option<Vec<TextMatch>> {
        match self {
            Self::Text(document) => document.find(text, cancel),
            Self::Lines(lines) => matches::find(lines, text, cancel),
            Self::Bytes(_) => Some(Vec::new()),
        }
    }

    /// The row of a hex dump that contains a byte; 0 for other content.
    pub fn byte_row(&self, byte: usize, columns: usize) -> usize {
        match self {
            Self::Bytes(bytes) => Hex::new(bytes.bytes(), columns).row_of(byte),
            _ => 0,
        }
    }

    fn byte_size(&self) -> usize {
        match self {
            Self::Text(document) => document.byte_size(),
            Self::Lines(lines) => {
                lines.iter().flat_map(|line| &line.spans).map(|span| span.text.len() + 32).sum()
            }
            Self::Bytes(Bytes::Raw(bytes)) => bytes.len(),
            // Already counted with the text.
            Self::Bytes(Bytes::Text(_)) => 0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    Text(FoldedDocument<'a>),
    Lines(&'a [Line]),
    Hex(Hex<'a>),
}

impl Shown<'_> {
    fn inner(&self) -> &dyn Lines {
        match self {
            Self::Text(text) => text,
            Self::Lines(lines) => lines,
            Self::Hex(hex) => hex,
        }
    }

    /// The line on which another is visible when it is folded away.
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
