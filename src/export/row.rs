//! A row of a table of entries: what each column says.

use serde_json::Value;

use super::Secrets;
use crate::har::store::Store;
use crate::har::summary::{MAX_URL, Summary};
use crate::query::sort::Column;
use crate::redact;

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

/// What a column says of an entry.
#[must_use]
pub fn value(store: &Store, column: Column, (number, summary): (usize, &Summary), secrets: Secrets) -> Value {
    let text = |text: &str| match secrets {
        Secrets::Kept => text.into(),
        // a damaged file may have anything in them
        Secrets::Replaced => redact::text(text).into(),
    };
    match column {
        Column::Number => number.into(),
        Column::Status => summary.status.into(),
        Column::Method => text(&summary.method),
        Column::Host => text(summary.host()),
        Column::Path => path(&url(store, (number, summary), secrets)).into(),
        Column::Url => url(store, (number, summary), secrets).into(),
        Column::Mime => text(&summary.mime),
        Column::Type => summary.resource.name().into(),
        Column::Size => summary.size.into(),
        Column::Time => summary.time_ms.into(),
        Column::Started => text(&summary.started),
        Column::Wait => summary.wait_ms().into(),
        Column::Page => text(&summary.page),
    }
}

fn path(url: &str) -> String {
    Summary { url: url.into(), ..Summary::default() }.path().to_owned()
}

/// The whole URL. The summary keeps only the beginning of a long one, and a token that is cut is not known as one.
#[must_use]
pub fn url(store: &Store, (number, summary): (usize, &Summary), secrets: Secrets) -> String {
    let may_be_cut = summary.url.len() + char::MAX.len_utf8() > MAX_URL;
    let whole = may_be_cut.then(|| store.entry(number).ok()).flatten().map(|entry| entry.request.url);
    match (whole, secrets) {
        (Some(url), Secrets::Replaced) => redact::url(&url).into_owned(),
        (Some(url), Secrets::Kept) => url,
        (None, Secrets::Replaced) => redact::summary_url(summary).into_owned(),
        (None, Secrets::Kept) => summary.url.to_string(),
    }
}
