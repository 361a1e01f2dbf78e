//! What is copied of an entry, made on a thread of its own: a body may be large, and is decoded for it.

use std::{io, thread};

use crate::case::Case;
use crate::export::call::Call;
use crate::export::table::Table;
use crate::export::{self, Secrets, bodies, files, headers, powershell, shell};
use crate::har::body::BodyContent;
use crate::har::entry::Entry;
use crate::har::store::Store;
use crate::text::clean_lines;
use crate::tui::effect::Take;

/// Something of an entry that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
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

/// What the menu offers, each by its letter.
pub const MENU: [(char, Item); 14] = [
    ('d', Item::Diagnosis),
    ('t', Item::Case),
    ('u', Item::Url),
    ('c', Item::Curl),
    ('w', Item::PowerShell),
    ('r', Item::RequestHeaders),
    ('a', Item::ResponseHeaders),
    ('b', Item::Body),
    ('p', Item::Payload),
    ('v', Item::Value),
    ('k', Item::Path),
    ('i', Item::Tracking),
    ('h', Item::Har),
    ('m', Item::Row),
];

impl Item {
    /// Whether there may be secrets in it, so that it can be had in two ways.
    #[must_use]
    pub fn may_hold_secrets(self) -> bool {
        !matches!(self, Self::Diagnosis | Self::Case | Self::Tracking)
    }

    /// What a file of it is called behind the file's and the entry's name.
    #[must_use]
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

/// What was made.
#[derive(Debug)]
pub struct CopyOutput {
    /// What was asked for.
    pub item: Item,
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

/// Makes it on a new thread, and tells.
///
/// # Errors
/// When the system gives no thread.
pub fn start(take: Take, tell: impl FnOnce(CopyOutput) -> bool + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("copy_job".to_owned()).spawn(move || tell(taken(take)))?;
    Ok(())
}

/// Makes it.
#[must_use]
pub fn taken(take: Take) -> CopyOutput {
    let Take { item, secrets, number, name, store, knowledge, lang } = take;
    let stem = files::stem(&name).to_owned();
    let named = |extension: &str| format!("{stem}-{number}-{}", item.file_end(extension));
    if item == Item::Case {
        let text = Case::new(name, store, knowledge, lang).page();
        return CopyOutput { item, secrets, name: format!("{stem}-case.md"), got: text_of(Some(text)) };
    }
    let entry = match export::entry(&store, number, secrets) {
        Ok(entry) => entry,
        Err(error) => {
            return CopyOutput {
                item,
                secrets,
                name: named(""),
                got: CopyContent::Failed(error.to_string()),
            };
        }
    };
    if let Item::Body | Item::Payload = item {
        let body = match item {
            Item::Body => bodies::response(&entry, &store.source, secrets),
            _ => bodies::request(&entry, &store.source, secrets),
        };
        let name = named(bodies::extension(&body));
        let got = match body.content {
            BodyContent::Text(text) => text_of(Some(text)),
            BodyContent::Binary(bytes) => CopyContent::Bytes(body.mime, bytes),
            BodyContent::Missing(_) => CopyContent::Nothing,
        };
        return CopyOutput { item, secrets, name, got };
    }
    CopyOutput { item, secrets, name: named(""), got: text(item, &store, number, &entry, secrets) }
}

fn text(item: Item, store: &Store, number: usize, entry: &Entry, secrets: Secrets) -> CopyContent {
    let call = || Call::of(entry, &store.source, secrets);
    let made = match item {
        Item::Url => Some(entry.request.url.clone()),
        Item::Curl => call().map(|call| shell::curl(&call)),
        Item::PowerShell => call().map(|call| powershell::curl(&call)),
        Item::RequestHeaders => headers::of_request(entry),
        Item::ResponseHeaders => headers::of_response(entry),
        Item::Tracking => {
            let response = bodies::response(entry, &store.source, secrets);
            Some(headers::tracking(entry, &response).join("\n"))
        }
        Item::Har => match export::har(store, number, secrets) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => return CopyContent::Failed(error.to_string()),
        },
        Item::Row => {
            let table = Table { store, entries: &[number], secrets };
            let mut out = Vec::new();
            let written = table.markdown(&mut out, &mut |_| std::ops::ControlFlow::Continue(()));
            written.ok().map(|_| String::from_utf8_lossy(&out).into_owned())
        }
        // These are taken from the screen, or made there.
        Item::Diagnosis
        | Item::Case
        | Item::Body
        | Item::Payload
        | Item::Value
        | Item::Path
        | Item::Lines => None,
    };
    text_of(made)
}

fn text_of(text: Option<String>) -> CopyContent {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => CopyContent::Text(match clean_lines(&text) {
            std::borrow::Cow::Borrowed(_) => text,
            std::borrow::Cow::Owned(clean) => clean,
        }),
        None => CopyContent::Nothing,
    }
}
