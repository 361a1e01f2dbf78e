//! The entries as a table or as JSON.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::export::Secrets;
use crate::export::row::{self, key};
use crate::har::store::Store;
use crate::har::summary::Summary;
use crate::query::sort::Column;
use crate::redact;
use crate::text::{clean, human, json, width};

/// What a table shows where nothing else is asked for.
const TABLE: &[Column] =
    &[Column::Number, Column::Status, Column::Method, Column::Mime, Column::Size, Column::Time, Column::Url];

/// What JSON has where nothing else is asked for.
const JSON: &[Column] = &[
    Column::Number,
    Column::Method,
    Column::Url,
    Column::Status,
    Column::Mime,
    Column::Type,
    Column::Size,
    Column::Time,
    Column::Started,
];

/// Which entries of a file are written, in which order, and what of them.
#[derive(Debug)]
pub struct Listing<'a> {
    /// The file.
    pub store: &'a Store,
    /// The file's name as the user gave it.
    pub name: &'a str,
    /// The filter that the entries meet, where there is one.
    pub filter: Option<&'a str>,
    /// The entries.
    pub entries: &'a [usize],
    /// The columns asked for; none for the usual ones.
    pub columns: &'a [Column],
}

/// The stable form of `harlens list --format json`.
#[derive(Serialize)]
struct Stable<'a> {
    format: u32,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
    #[serde(serialize_with = "rows")]
    entries: &'a Listing<'a>,
}

/// Writes the entries as JSON.
///
/// # Errors
/// What the output says.
pub fn write_json(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let (file, filter) = (listing.name, listing.filter);
    json::write_pretty(out, &Stable { format: 1, file, filter, entries: listing })
}

/// One row after the other: their URLs may be too long to be held all at once.
fn rows<S: Serializer>(listing: &Listing, to: S) -> Result<S::Ok, S::Error> {
    let columns = listing.columns_or(JSON);
    to.collect_seq(listing.summaries().map(|(number, summary)| {
        let value = |column| (key(column).to_owned(), value(listing.store, column, (number, summary)));
        columns.iter().map(|column| value(*column)).collect::<Map<_, _>>()
    }))
}

/// Writes the entries as aligned columns.
///
/// # Errors
/// What the output says.
pub fn write_table(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let columns = listing.columns_or(TABLE);
    let widths: Vec<usize> = columns.iter().map(|column| listing.width(*column)).collect();
    for (number, summary) in listing.summaries() {
        for (place, (column, columns_wide)) in columns.iter().zip(&widths).enumerate() {
            let text = shown(listing.store, *column, number, summary);
            let is_last = place + 1 == columns.len();
            let gap = " ".repeat(columns_wide.saturating_sub(width(&text)));
            match column {
                Column::Number | Column::Status | Column::Size | Column::Time => write!(out, "{gap}{text}")?,
                _ if is_last => write!(out, "{text}")?,
                _ => write!(out, "{text}{gap}")?,
            }
            out.write_all(if is_last { b"\n" } else { b"  " })?;
        }
    }
    out.flush()
}

/// A field as a person reads it.
fn shown(store: &Store, column: Column, number: usize, summary: &Summary) -> String {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    match column {
        Column::Status => or_dash(summary.status.map(|status| status.to_string())),
        Column::Size => or_dash(summary.size.map(human::bytes)),
        Column::Time => or_dash(summary.time_ms.map(human::duration)),
        Column::Mime => human::media_type(&redact::text(&summary.mime)),
        column => match value(store, column, (number, summary)) {
            Value::String(text) => clean(&text).into_owned(),
            other => other.to_string(),
        },
    }
}

fn value(store: &Store, column: Column, entry: (usize, &Summary)) -> Value {
    row::value(store, column, entry, Secrets::Replaced)
}

impl<'a> Listing<'a> {
    fn summaries(&self) -> impl Iterator<Item = (usize, &'a Summary)> {
        self.entries.iter().filter_map(|number| Some((*number, self.store.index.get(*number)?)))
    }

    fn columns_or(&self, usual: &'a [Column]) -> &'a [Column] {
        if self.columns.is_empty() { usual } else { self.columns }
    }

    /// As wide as its texts, up to what is bearable; a longer one pushes the rest of its row aside.
    fn width(&self, column: Column) -> usize {
        let widest = |text: fn(&Summary) -> &str, most: usize| {
            self.summaries().map(|(_, summary)| width(&clean(text(summary)))).max().unwrap_or(0).min(most)
        };
        match column {
            Column::Number => self.store.index.len().saturating_sub(1).to_string().len(),
            Column::Status => 4,
            Column::Method => widest(|summary| &summary.method, 16),
            Column::Host => widest(|summary| summary.host(), 40),
            Column::Path => widest(|summary| summary.path(), 60),
            Column::Url => widest(|summary| &summary.url, 80),
            Column::Mime => 6,
            Column::Type => widest(|summary| summary.resource.name(), 12),
            Column::Size | Column::Time => 7,
            Column::Started => widest(|summary| &summary.started, 30),
        }
    }
}
