//! The entries as a table or as JSON.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::har::store::Store;
use crate::har::summary::{LONGEST_URL, Summary};
use crate::redact;
use crate::text::{clean, human, json, width};

/// The stable form of `harlens list --format json`.
#[derive(Serialize)]
struct Listing<'a> {
    format: u32,
    file: &'a str,
    #[serde(serialize_with = "rows")]
    entries: &'a Store,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    entry: usize,
    method: &'a str,
    url: String,
    status: Option<i64>,
    mime_type: &'a str,
    size: Option<u64>,
    time: Option<f64>,
    started: &'a str,
}

/// Writes the entries as JSON.
///
/// # Errors
/// What the output says.
pub fn write_json(store: &Store, name: &str, out: &mut dyn Write) -> io::Result<()> {
    json::write_pretty(out, &Listing { format: 1, file: name, entries: store })
}

/// One row after the other: their URLs may be too long to be held all at once.
fn rows<S: Serializer>(store: &Store, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(store.index.iter().map(|(number, summary)| row(store, number, summary)))
}

fn row<'a>(store: &Store, number: usize, summary: &'a Summary) -> Row<'a> {
    Row {
        entry: number,
        method: &summary.method,
        url: url(store, number, summary),
        status: summary.status,
        mime_type: &summary.mime,
        size: summary.size,
        time: summary.time_ms,
        started: &summary.started,
    }
}

/// The whole URL without its secrets. The summary keeps only the beginning of a long one, and a token that is cut is not
/// known as one.
pub(super) fn url(store: &Store, number: usize, summary: &Summary) -> String {
    let may_be_cut = summary.url.len() + char::MAX.len_utf8() > LONGEST_URL;
    match may_be_cut.then(|| store.entry(number)) {
        Some(Ok(entry)) => redact::url(&entry.request.url).into_owned(),
        _ => redact::summary_url(summary).into_owned(),
    }
}

/// Writes the entries as aligned columns, the URL last and whole.
///
/// # Errors
/// What the output says.
pub fn write_table(store: &Store, out: &mut dyn Write) -> io::Result<()> {
    let number = store.index.len().saturating_sub(1).to_string().len();
    let method =
        store.index.iter().map(|(_, summary)| width(&clean(&summary.method))).max().unwrap_or(0).min(16);
    for (entry, summary) in store.index.iter() {
        let status = summary.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
        let size = summary.size.map_or_else(|| "–".to_owned(), human::bytes);
        let time = summary.time_ms.map_or_else(|| "–".to_owned(), human::duration);
        writeln!(
            out,
            "{entry:>number$}  {status:>4}  {:<method$}  {:<6}  {size:>7}  {time:>7}  {}",
            clean(&summary.method),
            human::media_type(&summary.mime),
            clean(&url(store, entry, summary)),
        )?;
    }
    out.flush()
}
