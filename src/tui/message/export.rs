//! An export: what can be exported, and what became of it.

use std::sync::Arc;

use crate::export::{Form, Secrets};
use crate::har::store::Store;

/// What is put into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// The entries, in a form.
    Entries(Form),
    /// The body of the selected entry.
    Body,
    /// The bodies of all entries, in a folder.
    Bodies,
}

impl ExportKind {
    /// What the menu offers, each by its letter.
    pub const MENU: [(char, Self); 6] = [
        ('h', Self::Entries(Form::Har)),
        ('c', Self::Entries(Form::Csv)),
        ('n', Self::Entries(Form::Ndjson)),
        ('m', Self::Entries(Form::Markdown)),
        ('b', Self::Body),
        ('a', Self::Bodies),
    ];
}

/// Entries, to be put into files.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// ExportKind to make; `None` to say only what it would be called.
    pub make: Option<ExportKind>,
    /// What becomes of secrets.
    pub secrets: Secrets,
    /// The visible entries, in their order.
    pub entries: Vec<usize>,
    /// The selected entry's number.
    pub number: Option<usize>,
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
}

/// What was too large to be copied.
#[derive(Debug, Clone)]
pub struct SaveRequest {
    /// What the file is called where that is free.
    pub name: String,
    /// What it holds.
    pub content: Arc<Vec<u8>>,
}

/// What became of it.
#[derive(Debug)]
pub enum ExportOutcome {
    /// The names that are free for each of the menu; `None` where there is nothing to write.
    Names(Vec<(ExportKind, Option<String>)>),
    /// How much is done, in percent.
    Done(usize),
    /// It is made.
    Made(ExportedFile),
    /// It was stopped; nothing stays of it.
    Stopped,
    /// The entry has no body.
    Nothing,
    /// It could not be made, and why.
    Failed(String),
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Its name in the current folder.
    pub name: String,
    /// ExportKind it is; `None` for what was too large to be copied.
    pub what: Option<ExportKind>,
    /// How many entries, or bodies, are in it.
    pub count: usize,
    /// How many entries have no body in this file.
    pub missing: usize,
}
