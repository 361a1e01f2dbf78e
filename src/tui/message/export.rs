//! Requests for an export, and their outcomes.

use std::sync::Arc;

use crate::export::{Form, Secrets};
use crate::har::store::Store;
use crate::redact::Options;

/// What to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// The listed entries, in a format.
    Entries(Form),
    /// The body of the selected entry.
    Body,
    /// The bodies of the listed entries, in a folder.
    Bodies,
}

impl ExportKind {
    /// The export menu: each item with its letter.
    pub const MENU: [(char, Self); 6] = [
        ('h', Self::Entries(Form::Har)),
        ('c', Self::Entries(Form::Csv)),
        ('n', Self::Entries(Form::Ndjson)),
        ('m', Self::Entries(Form::Markdown)),
        ('b', Self::Body),
        ('a', Self::Bodies),
    ];
}

/// A request to export entries.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// `None` to list only the names that the files would have.
    pub make: Option<ExportKind>,
    /// Whether to redact.
    pub secrets: Secrets,
    /// Indices of the listed entries, in their order.
    pub entries: Vec<usize>,
    /// Index of the selected entry.
    pub number: Option<usize>,
    /// The file's name as the user gave it.
    pub name: String,
    pub store: Store,
    /// How a HAR is sanitized, if the user decided it.
    pub options: Option<Options>,
}

/// Content that was too large to copy, to be saved to a file.
#[derive(Debug, Clone)]
pub struct SaveRequest {
    /// The preferred file name.
    pub name: String,
    pub content: Arc<Vec<u8>>,
}

/// Progress and outcome of an export.
#[derive(Debug)]
pub enum ExportOutcome {
    /// Free file names for each item of the menu; `None` if there is nothing to export.
    Names(Vec<(ExportKind, Option<String>)>),
    /// Progress in percent.
    Done(usize),
    Made(ExportedFile),
    /// Cancelled; nothing is left of it.
    Stopped,
    /// The entry has no body.
    Nothing,
    /// The reason why it failed.
    Failed(String),
}

/// A finished export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Its name in the current folder.
    pub name: String,
    /// `None` for content that was too large to copy.
    pub what: Option<ExportKind>,
    /// Number of exported entries or bodies.
    pub count: usize,
    /// Number of entries without a body in this file.
    pub missing: usize,
}
