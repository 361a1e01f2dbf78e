//! The output of `harlens list`.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::export::Secrets;
use crate::export::row::{self, key};
use crate::har::store::Store;
use crate::har::summary::Summary;
use crate::query::group::{Group, GroupBy};
use crate::query::sort::Column;
use crate::query::totals::Totals;
use crate::redact::{self, Redacted};
use crate::text::format::{Format, Report};
use crate::text::{Lang, clean, human, width};

/// The default columns of a table.
const TABLE: &[Column] =
    &[Column::Number, Column::Status, Column::Method, Column::Mime, Column::Size, Column::Time, Column::Url];

/// The default columns of JSON.
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

/// The entries to write, their order and their columns.
#[derive(Debug)]
pub struct Listing<'a> {
    /// The file.
    pub store: &'a Store,
    /// The file's name as the user gave it.
    pub name: &'a str,
    /// The filter that the entries satisfy, if any.
    pub filter: Option<&'a str>,
    /// The entries.
    pub entries: &'a [usize],
    /// The requested columns; empty for the defaults.
    pub columns: &'a [Column],
    /// The grouping and the groups, if requested.
    pub groups: Option<(GroupBy, &'a [Group])>,
}

/// The stable schema of `harlens list --format json`.
#[derive(Serialize)]
struct ListReport<'a> {
    format: u32,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<GroupReport<'a>>>,
    #[serde(serialize_with = "rows")]
    entries: &'a Listing<'a>,
}

/// A group of entries. Its name is the page's ID or the host; empty if unknown.
#[derive(Serialize)]
struct GroupReport<'a> {
    name: Redacted<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Redacted<'a>>,
    count: usize,
    failed: usize,
    bytes: u64,
    time_ms: f64,
    entries: Vec<usize>,
}

impl Report for Listing<'_> {
    const FORMATS: &'static [Format] = &[Format::Table, Format::Json, Format::Yaml];

    fn write(&self, format: Format, _: Lang, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table => table(self, out),
            format => data(self, format, out),
        }
    }
}

fn data<'a>(listing: &Listing<'a>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let (file, filter) = (listing.name, listing.filter);
    let stable = |group: &'a Group| GroupReport {
        name: redact::text(&group.key),
        title: listing.title(group),
        count: group.totals.count,
        failed: group.totals.failed,
        bytes: group.totals.bytes,
        time_ms: group.totals.time_ms,
        entries: listing.entries.get(group.entries.clone()).unwrap_or_default().to_vec(),
    };
    let groups = listing.groups.map(|(_, groups)| groups.iter().map(stable).collect());
    format.data(&ListReport { format: 1, file, filter, groups, entries: listing }, out)
}

/// Writes row by row: all URLs together may be too large for memory.
fn rows<S: Serializer>(listing: &Listing, to: S) -> Result<S::Ok, S::Error> {
    let columns = listing.columns_or(JSON);
    to.collect_seq(listing.summaries().map(|(number, summary)| {
        let value = |column| (key(column).to_owned(), value(listing.store, column, (number, summary)));
        columns.iter().map(|column| value(*column)).collect::<Map<_, _>>()
    }))
}

fn table(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let columns = listing.columns_or(TABLE);
    let widths: Vec<usize> = columns.iter().map(|column| listing.width(*column)).collect();
    for (row, (number, summary)) in listing.summaries().enumerate() {
        if let Some(group) = listing.group_at(row) {
            let gap = if row > 0 { "\n" } else { "" };
            writeln!(out, "{gap}{}", listing.heading(group))?;
        }
        for (place, (column, columns_wide)) in columns.iter().zip(&widths).enumerate() {
            let text = shown(listing.store, *column, number, summary);
            let is_last = place + 1 == columns.len();
            let gap = " ".repeat(columns_wide.saturating_sub(width(&text)));
            match column {
                Column::Number
                | Column::Status
                | Column::Size
                | Column::Time
                | Column::Wait
                | Column::Download => write!(out, "{gap}{text}")?,
                _ if is_last => write!(out, "{text}")?,
                _ => write!(out, "{text}{gap}")?,
            }
            out.write_all(if is_last { b"\n" } else { b"  " })?;
        }
    }
    out.flush()
}

/// A cell in display form.
fn shown(store: &Store, column: Column, number: usize, summary: &Summary) -> String {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    match column {
        Column::Status => or_dash(summary.status.map(|status| status.to_string())),
        Column::Size => or_dash(summary.size.map(human::bytes)),
        Column::Time => or_dash(summary.time_ms.map(human::duration)),
        Column::Wait => or_dash(summary.wait_ms().map(|ms| human::duration(ms.into()))),
        Column::Download => or_dash(summary.download_ms().map(|ms| human::duration(ms.into()))),
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

    /// The group that starts at an index.
    fn group_at(&self, place: usize) -> Option<&'a Group> {
        let (_, groups) = self.groups?;
        let at = groups.binary_search_by_key(&place, |group| group.entries.start).ok()?;
        groups.get(at)
    }

    /// The page title of a group.
    fn title(&self, group: &Group) -> Option<Redacted<'a>> {
        let (by, _) = self.groups?;
        let mut pages = self.store.outcome.head.pages.iter();
        let page = pages.find(|page| by == GroupBy::Page && *page.id == *group.key)?;
        Some(redact::text(&page.title))
    }

    /// A group in one line: its name and totals.
    fn heading(&self, group: &Group) -> String {
        let name = self.title(group).filter(|title| !title.is_empty());
        let name = name.unwrap_or_else(|| redact::text(&group.key));
        let name = if name.is_empty() { "–" } else { &clean(&name) };
        let Totals { count, failed, bytes, time_ms, .. } = group.totals;
        let failed = if failed > 0 { format!(" · {failed} failed") } else { String::new() };
        let (bytes, time) = (human::bytes(bytes), human::duration(time_ms));
        format!("{name} · {count}{failed} · {bytes} · {time}")
    }

    fn columns_or(&self, usual: &'a [Column]) -> &'a [Column] {
        if self.columns.is_empty() { usual } else { self.columns }
    }

    /// The width of the longest text, up to a limit; longer texts push the rest of their row aside.
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
            Column::Size | Column::Time | Column::Wait => 7,
            Column::Download => 8,
            Column::Page => widest(|summary| &summary.page, 24),
            Column::Started => widest(|summary| &summary.started, 30),
        }
    }
}
