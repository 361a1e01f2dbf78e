//! A copy of something of an entry: what can be copied, and where it went.

use std::path::PathBuf;

use crate::diagnose::knowledge::Knowledge;
use crate::export::Secrets;
use crate::har::store::Store;
use crate::text::Lang;

/// Something of an entry that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyItem {
    /// What failed, and what to do.
    Diagnosis,
    /// The page of a support case about the whole file.
    Case,
    /// The URL.
    Url,
    /// A command for a POSIX shell.
    Curl,
    /// Commands for PowerShell.
    PowerShell,
    /// The request's headers.
    RequestHeaders,
    /// The response's headers.
    ResponseHeaders,
    /// The response's body.
    Body,
    /// The request's body.
    Payload,
    /// The JSON value under the cursor.
    Value,
    /// Its path.
    Path,
    /// The selected lines; they have a key of their own.
    Lines,
    /// The tracking IDs.
    Tracking,
    /// A HAR with this entry alone.
    Har,
    /// A table in Markdown.
    Row,
}

impl CopyItem {
    /// What the menu offers, each by its letter.
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

    /// Whether there may be secrets in it, so that it can be had in two ways.
    pub fn may_hold_secrets(self) -> bool {
        !matches!(self, Self::Diagnosis | Self::Case | Self::Tracking)
    }

    /// What a file of it is called after the file's and the entry's name.
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

/// Something of an entry, to be made.
#[derive(Debug, Clone)]
pub struct CopyRequest {
    /// What.
    pub item: CopyItem,
    /// What becomes of its secrets.
    pub secrets: Secrets,
    /// The entry's number.
    pub number: usize,
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
    /// What is known.
    pub knowledge: &'static Knowledge,
    /// The language of what is written.
    pub lang: Lang,
}

/// What was made.
#[derive(Debug)]
pub struct CopyOutput {
    /// What was asked for.
    pub item: CopyItem,
    /// What became of its secrets.
    pub secrets: Secrets,
    /// What a file of it is called.
    pub name: String,
    /// It.
    pub got: CopyContent,
}

/// What can come of it.
#[derive(Debug)]
pub enum CopyContent {
    /// A text, safe to paste.
    Text(String),
    /// No text: its declared type, and its bytes.
    Bytes(String, Vec<u8>),
    /// The entry has none.
    Nothing,
    /// It could not be made, and why.
    Failed(String),
}

/// How a copy ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Copied {
    /// The desktop's clipboard has it.
    Desktop,
    /// It still has to be sent to the terminal, which will not say whether it took it.
    ForTerminal(String),
    /// No clipboard could take it; it is in this file.
    Saved {
        /// Why no clipboard took it.
        reason: Refusal,
        /// Where it is.
        path: PathBuf,
    },
    /// It is nowhere.
    Lost {
        /// Why no clipboard took it.
        reason: Refusal,
        /// Why it could not be saved.
        problem: String,
    },
}

/// Why no clipboard took a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is longer than terminals take: this many bytes.
    TooLong(usize),
    /// What the system said when it was sent to the terminal.
    Terminal(String),
}
