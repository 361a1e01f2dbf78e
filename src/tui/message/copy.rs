//! What can be copied of an entry, and where the copy went.

use std::path::PathBuf;

use crate::diagnose::knowledge::Knowledge;
use crate::export::Secrets;
use crate::har::store::Store;
use crate::text::Lang;

/// A part of an entry that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyItem {
    /// What failed, and how to fix it.
    Diagnosis,
    /// A support case page about the whole file.
    Case,
    Url,
    /// A curl command for a POSIX shell.
    Curl,
    /// The same for PowerShell.
    PowerShell,
    RequestHeaders,
    ResponseHeaders,
    Body,
    Payload,
    /// The JSON value under the cursor.
    Value,
    Path,
    /// The selected lines; not in the menu, they have a key of their own.
    Lines,
    Tracking,
    /// A HAR with only this entry.
    Har,
    /// A Markdown table row.
    Row,
}

impl CopyItem {
    /// The copy menu: each item with its letter.
    pub const MENU: [(char, Self); 14] = [
        ('d', Self::Diagnosis),
        ('t', Self::Case),
        ('u', Self::Url),
        ('c', Self::Curl),
        ('w', Self::PowerShell),
        ('r', Self::RequestHeaders),
        ('a', Self::ResponseHeaders),
        ('b', Self::Body),
        ('p', Self::Payload),
        ('v', Self::Value),
        ('k', Self::Path),
        ('i', Self::Tracking),
        ('h', Self::Har),
        ('m', Self::Row),
    ];

    /// Whether it may contain secrets, so that it is offered redacted and unredacted.
    pub fn may_hold_secrets(self) -> bool {
        !matches!(self, Self::Diagnosis | Self::Case | Self::Tracking)
    }

    /// The end of an exported file's name, after the names of capture and entry.
    pub fn file_end(self, extension: &str) -> String {
        match self {
            Self::Diagnosis => "diagnosis.txt".to_owned(),
            Self::Case => "case.md".to_owned(),
            Self::Url => "url.txt".to_owned(),
            Self::Curl => "curl.sh".to_owned(),
            Self::PowerShell => "curl.ps1".to_owned(),
            Self::RequestHeaders => "request-headers.txt".to_owned(),
            Self::ResponseHeaders => "response-headers.txt".to_owned(),
            Self::Body => format!("body.{extension}"),
            Self::Payload => format!("request.{extension}"),
            Self::Value => "value.txt".to_owned(),
            Self::Path => "path.txt".to_owned(),
            Self::Lines => "lines.txt".to_owned(),
            Self::Tracking => "tracking.txt".to_owned(),
            Self::Har => "entry.har".to_owned(),
            Self::Row => "row.md".to_owned(),
        }
    }
}

/// A request to create a copy.
#[derive(Debug, Clone)]
pub struct CopyRequest {
    pub item: CopyItem,
    /// Whether to redact it.
    pub secrets: Secrets,
    /// Index in `log.entries`.
    pub number: usize,
    /// The file's name as the user gave it.
    pub name: String,
    pub store: Store,
    pub knowledge: &'static Knowledge,
    /// The language of the text.
    pub lang: Lang,
}

#[derive(Debug)]
pub struct CopyOutput {
    pub item: CopyItem,
    /// Whether it was redacted.
    pub secrets: Secrets,
    /// Name of a file with this content.
    pub name: String,
    pub content: CopyContent,
}

#[derive(Debug)]
pub enum CopyContent {
    /// A text, safe to paste.
    Text(String),
    /// Binary content: declared media type and bytes.
    Bytes(String, Vec<u8>),
    /// The entry has no such part.
    Nothing,
    /// The reason why it could not be created.
    Failed(String),
}

/// The outcome of a copy.
#[derive(Debug, PartialEq, Eq)]
pub enum Copied {
    /// It is on the desktop's clipboard.
    Desktop,
    /// It has to be sent to the terminal, which does not report whether it accepts it.
    ForTerminal(String),
    /// No clipboard accepted it; it was saved to a file.
    Saved { reason: Refusal, path: PathBuf },
    /// No clipboard accepted it, and it could not be saved.
    Lost {
        reason: Refusal,
        /// Why it could not be saved.
        problem: String,
    },
}

/// Why no clipboard accepted a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Too long for terminals; length in bytes.
    TooLong(usize),
    /// The error of writing to the terminal.
    Terminal(String),
}
