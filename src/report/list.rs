//! The entries as a table or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::har::store::Store;
use crate::har::summary::Summary;
use crate::text::{clean, human, json, width};

/// The stable form of `harlens list --format json`.
#[derive(Debug, Serialize)]
struct Listing<'a> {
    format: u32,
    file: &'a str,
    entries: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    entry: usize,
    method: &'a str,
    url: &'a str,
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
    let entries = store.index.iter().map(|(number, summary)| row(number, summary)).collect();
    json::write_pretty(out, &Listing { format: 1, file: name, entries })
}

fn row(number: usize, summary: &Summary) -> Row<'_> {
    Row {
        entry: number,
        method: &summary.method,
        url: &summary.url,
        status: summary.status,
        mime_type: &summary.mime,
        size: summary.size,
        time: summary.time_ms,
        started: &summary.started,
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
            clean(&summary.url),
        )?;
    }
    out.flush()
}
