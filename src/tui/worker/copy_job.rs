//! Creates the content of a copy in the background, because a body may be large and has to be decoded.

use std::io;

use crate::case::Case;
use crate::export::call::Call;
use crate::export::table::Table;
use crate::export::{self, Secrets, bodies, files, headers, powershell, shell};
use crate::har::body::BodyContent;
use crate::har::entry::Entry;
use crate::har::store::Store;
use crate::text::clean_lines;
use crate::tui::message::copy::{CopyContent, CopyItem, CopyOutput, CopyRequest};
use crate::worker;

/// Starts a copy; `on_result` receives it. Fails if the thread cannot be started.
pub fn start(
    request: CopyRequest,
    on_result: impl FnOnce(CopyOutput) -> bool + Send + 'static,
) -> io::Result<()> {
    worker::spawn("copy_job", move || _ = on_result(make(request))).map(drop)
}

pub fn make(take: CopyRequest) -> CopyOutput {
    let CopyRequest { item, secrets, number, name, store, knowledge, lang } = take;
    let stem = files::stem(&name).to_owned();
    let named = |extension: &str| format!("{stem}-{number}-{}", item.file_end(extension));
    if item == CopyItem::Case {
        let text = Case::new(name, store, knowledge, lang).page();
        return CopyOutput { item, secrets, name: format!("{stem}-case.md"), content: text_of(Some(text)) };
    }
    let entry = match export::entry(&store, number, secrets) {
        Ok(entry) => entry,
        Err(error) => {
            return CopyOutput {
                item,
                secrets,
                name: named(""),
                content: CopyContent::Failed(error.to_string()),
            };
        }
    };
    if let CopyItem::Body | CopyItem::Payload = item {
        let body = match item {
            CopyItem::Body => bodies::response(&entry, &store.source, secrets),
            _ => bodies::request(&entry, &store.source, secrets),
        };
        let name = named(bodies::extension(&body));
        let content = match body.content {
            BodyContent::Text(text) => text_of(Some(text)),
            BodyContent::Binary(bytes) => CopyContent::Bytes(body.mime, bytes),
            BodyContent::Missing(_) => CopyContent::Nothing,
        };
        return CopyOutput { item, secrets, name, content };
    }
    CopyOutput { item, secrets, name: named(""), content: text(item, &store, number, &entry, secrets) }
}

fn text(item: CopyItem, store: &Store, number: usize, entry: &Entry, secrets: Secrets) -> CopyContent {
    let call = || Call::of(entry, &store.source, secrets);
    let made = match item {
        CopyItem::Url => Some(entry.request.url.clone()),
        CopyItem::Curl => call().map(|call| shell::curl(&call)),
        CopyItem::PowerShell => call().map(|call| powershell::curl(&call)),
        CopyItem::RequestHeaders => headers::of_request(entry),
        CopyItem::ResponseHeaders => headers::of_response(entry),
        CopyItem::Tracking => {
            let response = bodies::response(entry, &store.source, secrets);
            Some(headers::tracking(entry, &response).join("\n"))
        }
        CopyItem::Har => match export::har(store, number, secrets) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => return CopyContent::Failed(error.to_string()),
        },
        CopyItem::Row => {
            let table = Table { store, entries: &[number], secrets };
            let mut out = Vec::new();
            let written = table.markdown(&mut out, &mut |_| std::ops::ControlFlow::Continue(()));
            written.ok().map(|_| String::from_utf8_lossy(&out).into_owned())
        }
        // These are copied from the screen, without this worker.
        CopyItem::Diagnosis
        | CopyItem::Case
        | CopyItem::Body
        | CopyItem::Payload
        | CopyItem::Value
        | CopyItem::Path
        | CopyItem::Lines => None,
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
