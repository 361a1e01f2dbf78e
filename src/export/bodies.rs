//! Exports decoded bodies as files.

use crate::worker::CancelToken;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::files::{self, Folder};
use super::{OnEntry, Secrets, entry, failed};
use crate::error::Error;
use crate::har::body::{self, Body, BodyContent};
use crate::har::entry::Entry;
use crate::har::source::Source;
use crate::har::store::Store;
use crate::har::summary::Summary;
use crate::redact;
use crate::text::human;

/// The decoded response body of an entry from [`entry`].
#[must_use]
pub fn response(entry: &Entry, source: &Source, secrets: Secrets) -> Body {
    let mut body = body::response(entry, source);
    let _ = hide(&mut body, has_attached_response(entry), entry, secrets, &CancelToken::never());
    body
}

/// The decoded request body of an entry from [`entry`].
#[must_use]
pub fn request(entry: &Entry, source: &Source, secrets: Secrets) -> Body {
    let mut body = body::request(entry, source);
    let _ = hide(&mut body, has_attached_request(entry), entry, secrets, &CancelToken::never());
    body
}

/// Both bodies, the response's first; `None` if cancelled.
#[must_use]
pub fn both(entry: &Entry, source: &Source, secrets: Secrets, cancel: &CancelToken) -> Option<(Body, Body)> {
    let (mut response, mut request) = (body::response(entry, source), body::request(entry, source));
    hide(&mut response, has_attached_response(entry), entry, secrets, cancel)?;
    hide(&mut request, has_attached_request(entry), entry, secrets, cancel)?;
    Some((response, request))
}

/// Bodies inside the entry are already redacted; those in separate files (`is_attached`) are not.
fn hide(
    body: &mut Body,
    is_attached: bool,
    entry: &Entry,
    secrets: Secrets,
    cancel: &CancelToken,
) -> Option<usize> {
    if !is_attached || secrets == Secrets::Kept {
        return Some(0);
    }
    redact::body(body, &entry.request.url, cancel)
}

fn has_attached_response(entry: &Entry) -> bool {
    entry.response.as_ref().is_some_and(|response| response.content.file.is_some())
}

fn has_attached_request(entry: &Entry) -> bool {
    entry.request.post_data.as_ref().is_some_and(|post| post.file.is_some())
}

/// The bytes of a body; `None` if it is missing.
#[must_use]
pub fn bytes(body: &Body) -> Option<&[u8]> {
    match &body.content {
        BodyContent::Text(text) => Some(text.as_bytes()),
        BodyContent::Binary(bytes) => Some(bytes),
        BodyContent::Missing(_) => None,
    }
}

/// The file extension for a body: by its content where that is conclusive, else by its declared type.
#[must_use]
pub fn extension(body: &Body) -> &'static str {
    let named = human::media_type(&body.mime);
    match (&body.content, named.as_str()) {
        (BodyContent::Text(text), _) if text.trim_start().starts_with(['{', '[']) => "json",
        (BodyContent::Text(_), "html") => "html",
        (BodyContent::Text(_), "js") => "js",
        (BodyContent::Text(_), "css") => "css",
        (BodyContent::Text(_), "csv") => "csv",
        (BodyContent::Text(_), "svg") => "svg",
        (BodyContent::Text(_), "xml") => "xml",
        (BodyContent::Text(_), _) => "txt",
        (BodyContent::Binary(bytes), named) => of_bytes(bytes, named),
        (BodyContent::Missing(_), _) => "bin",
    }
}

fn of_bytes(bytes: &[u8], named: &str) -> &'static str {
    const SIGNATURES: [(&[u8], &str); 11] = [
        (b"\x89PNG", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF8", "gif"),
        (b"%PDF", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"\x1f\x8b", "gz"),
        (b"wOF2", "woff2"),
        (b"wOFF", "woff"),
        (b"\0asm", "wasm"),
        (b"\0\0\x01\0", "ico"),
        (b"OggS", "ogg"),
    ];
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return "webp";
    }
    let sign = SIGNATURES.iter().find(|(sign, _)| bytes.starts_with(sign)).map(|(_, extension)| *extension);
    let by_name = ["ttf", "otf", "mp4", "webm", "mp3", "avif"].into_iter().find(|known| *known == named);
    sign.or(by_name).unwrap_or("bin")
}

/// Maximum length of a file name without its extension.
const MAX_NAME: usize = 80;

/// The file name of an entry's body: its number, origin and type. It contains no path separators and no secrets,
/// whatever is in the HAR: more people see a file's name than its contents.
#[must_use]
pub fn file_name(number: usize, count: usize, summary: &Summary, extension: &str) -> String {
    let digits = count.saturating_sub(1).to_string().len();
    let safe = Summary { url: redact::summary_url(summary).as_ref().into(), ..Summary::default() };
    let path = safe.path().split(['?', '#']).next().unwrap_or_default();
    let path = if path.starts_with("data:") { "data" } else { path };
    let mut name = format!("{number:0digits$}");
    for part in std::iter::once(safe.host()).chain(path.split('/')) {
        let part: String = part
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
            .collect();
        let part = part.trim_matches(['.', '_']);
        if !part.is_empty() {
            name.push('-');
            name.push_str(part);
        }
    }
    let ending = format!(".{extension}");
    name.truncate(MAX_NAME);
    let stem = name.strip_suffix(&ending).unwrap_or(&name).trim_end_matches(['.', '-', '_']);
    format!("{stem}{ending}")
}

/// The result of exporting many bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The folder.
    pub path: PathBuf,
    /// Number of bodies written.
    pub bodies: usize,
    /// Number of entries without a body in the HAR.
    pub missing: usize,
}

/// Writes the response bodies of entries into a new folder; `None` if `on_entry` stopped it, in which case nothing
/// is left behind.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn save_all(
    store: &Store,
    entries: &[usize],
    secrets: Secrets,
    (parent, name): (&Path, &str),
    on_entry: OnEntry<'_>,
) -> Result<Option<Saved>, Error> {
    let folder = Folder::begin(parent, name)?;
    let mut bodies = 0;
    for (done, number) in entries.iter().enumerate() {
        let Some(summary) = store.index.get(*number) else { continue };
        let body = response(&entry(store, *number, secrets)?, &store.source, secrets);
        if let Some(content) = bytes(&body) {
            let name = file_name(*number, store.index.len(), summary, extension(&body));
            let mut file = folder.file(&name)?;
            file.write_all(content).map_err(failed(&name))?;
            bodies += 1;
        }
        if on_entry(done + 1).is_break() {
            return Ok(None);
        }
    }
    let path = folder.finish()?;
    Ok(Some(Saved { path, bodies, missing: entries.len() - bodies }))
}

/// Writes the response body of one entry into a new file; `None` if the HAR has none.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn save(
    store: &Store,
    number: usize,
    secrets: Secrets,
    (parent, name): (&Path, &str),
) -> Result<Option<PathBuf>, Error> {
    let body = response(&entry(store, number, secrets)?, &store.source, secrets);
    let Some(content) = bytes(&body) else { return Ok(None) };
    let (path, ()) = files::save(parent, name, |out| out.write_all(content).map_err(failed(name)))?;
    Ok(Some(path))
}
