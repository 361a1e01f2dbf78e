//! The cells of a table of entries.

use serde_json::Value;

use super::Secrets;
use crate::har::store::Store;
use crate::har::summary::{MAX_URL, Summary};
use crate::query::sort::Column;
use crate::redact::{self, Outgoing, Redacted};

/// A column's name in JSON and CSV.
#[must_use]
pub fn key(column: Column) -> &'static str {
    match column {
        Column::Number => "entry",
        Column::Mime => "mime_type",
        Column::Type => "resource_type",
        column => column.name(),
    }
}

/// The value of a column for an entry.
#[must_use]
pub fn value(store: &Store, column: Column, (number, summary): (usize, &Summary), secrets: Secrets) -> Value {
    let text = |text: &str| match secrets {
        Secrets::Kept => text.into(),
        // In a damaged file, any text may contain secrets.
        Secrets::Replaced => String::from(redact::text(text)).into(),
    };
    match column {
        Column::Number => number.into(),
        Column::Status => summary.status.into(),
        Column::Method => text(&summary.method),
        Column::Host => text(summary.host()),
        Column::Path => path(&url(store, (number, summary), secrets)).into(),
        Column::Url => String::from(url(store, (number, summary), secrets)).into(),
        Column::Mime => text(&summary.mime),
        Column::Type => summary.resource.name().into(),
        Column::Size => summary.size.into(),
        Column::Time => summary.time_ms.into(),
        Column::Started => text(&summary.started),
        Column::Wait => summary.wait_ms().into(),
        Column::Download => summary.download_ms().into(),
        Column::Page => text(&summary.page),
    }
}

fn path(url: &str) -> String {
    Summary { url: url.into(), ..Summary::default() }.path().to_owned()
}

/// The URL of an entry: complete if the file can still be read, else truncated.
#[must_use]
pub fn url<'s>(store: &Store, entry: (usize, &'s Summary), secrets: Secrets) -> Outgoing<'s> {
    let (number, summary) = entry;
    match secrets {
        Secrets::Replaced => redacted_url(store, entry).into(),
        Secrets::Kept => match whole_url(store, number, summary) {
            Some(url) => Outgoing::disclosed_on_request(url),
            None => Outgoing::disclosed_on_request(&*summary.url),
        },
    }
}

/// The redacted URL of an entry.
#[must_use]
pub fn redacted_url<'s>(store: &Store, (number, summary): (usize, &'s Summary)) -> Redacted<'s> {
    let whole = whole_url(store, number, summary);
    match whole {
        Some(url) => redact::url(&url).into_owned(),
        None => redact::summary_url(summary),
    }
}

/// The URL from the file if the summary truncates it: a truncated token is not recognized.
fn whole_url(store: &Store, number: usize, summary: &Summary) -> Option<String> {
    let may_be_cut = summary.url.len() + char::MAX.len_utf8() > MAX_URL;
    may_be_cut.then(|| store.entry(number).ok()).flatten().map(|entry| entry.request.url)
}
