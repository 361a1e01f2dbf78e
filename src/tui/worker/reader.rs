//! Reads whole entries and lays them out, on a thread of its own.

mod bodies;
mod cookies;
mod line_builder;
mod messages;
mod overview;
mod recent;
mod sides;
mod timings;
mod tokens;

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use self::recent::Recent;
use crate::diagnose::explain;
use crate::export::{Secrets, bodies as bodies_of, call, headers};
use crate::har::body::Body;
use crate::har::entry::Entry;
use crate::har::stamp::{Change, Stamp};
use crate::har::summary::Span;
use crate::har::{source::Source, store::read_bytes};
use crate::redact::{self, SafeEntry};
use crate::text::{Lang, human, pretty, words};
use crate::tui::message::detail::{CopyableItems, Detail, ReadRequest};
use crate::tui::page::{Page, Tab, View, ViewKind};
use crate::tui::widget::document::{Document, Syntax};
use crate::worker::{CancelToken, Latest, Step};

/// Maximum bytes of an entry's JSON to show.
const MAX_RAW: usize = 4 << 20;

/// How far to scan past the shown part of a damaged entry for the end of a secret; no secret is longer.
const LOOKAHEAD: usize = 64 << 10;

fn copyable(entry: &Entry, request: &Body, response: &Body) -> CopyableItems {
    CopyableItems {
        call: call::can_be_sent(entry),
        request_headers: !entry.request.headers.is_empty(),
        response_headers: entry.response.as_ref().is_some_and(|response| !response.headers.is_empty()),
        body: bodies_of::bytes(response).is_some(),
        payload: bodies_of::bytes(request).is_some(),
        tracking: !headers::tracking(entry, response).is_empty(),
    }
}

/// Starts the reader; `on_result` receives each entry and whether the file has changed since it was opened, and
/// returns whether there still is a receiver. Fails if the thread cannot be started.
pub fn start(
    source: Arc<Source>,
    stamp: Stamp,
    mut on_result: impl FnMut(Arc<Detail>, Change) -> bool + Send + 'static,
) -> io::Result<Latest<ReadRequest>> {
    let mut recent = Recent::default();
    Latest::start("reader", move |request, cancel| {
        let known = request.and_then(|read: ReadRequest| {
            recent.get(&read).or_else(|| {
                let detail = Arc::new(detail(&source, read, cancel)?);
                recent.keep(&detail);
                Some(detail)
            })
        });
        Step::last(known.is_none_or(|detail| on_result(detail, stamp.change())))
    })
}

/// Reads an entry and lays it out; `None` if cancelled, which is checked every few megabytes because a body may have
/// hundreds of them.
pub fn detail(source: &Source, read: ReadRequest, cancel: &CancelToken) -> Option<Detail> {
    let mut bytes = Vec::new();
    if let Err(error) = read_bytes(source, read.span, &mut bytes) {
        return Some(unread(read, &error.to_string()));
    }
    if cancel.is_cancelled() {
        return None;
    }
    let safe = if read.shows_secrets { SafeEntry::Same } else { redact::entry(&bytes, cancel)? };
    if cancel.is_cancelled() {
        return None;
    }
    let entry = entry(&safe, &bytes, read.span.start);
    let (text, is_cut) = raw_text(&safe, &bytes);
    let raw = raw(&text, is_cut, read.span, read.lang);
    drop(text);
    let hides = safe != SafeEntry::Same;
    drop((bytes, safe));
    if cancel.is_cancelled() {
        return None;
    }
    let (mut pages, copyable) = match entry.unreadable.filter(|_| entry.response.is_none()) {
        Some(reason) => {
            (all_but_raw(&explain::unreadable(reason, read.span, read.lang)), CopyableItems::default())
        }
        None => pages(&entry, source, &read, cancel)?,
    };
    pages.push((Tab::Raw, raw));
    if hides {
        let said = read.keymap.fill(&words::words(read.lang).body.secrets_replaced, &[]);
        let hides = |page: &&mut (Tab, Page)| page.1.contains(redact::REDACTED);
        pages.iter_mut().filter(hides).for_each(|(_, page)| page.add_info(&said));
    }
    Some(Detail { read, copyable, pages })
}

/// The entry to display. Its anomalies are those of the entry in the file, before redaction.
fn entry(safe: &SafeEntry, bytes: &[u8], base: u64) -> Entry {
    let entry = Entry::parse(bytes, base);
    match safe {
        SafeEntry::Same => entry,
        SafeEntry::Replaced(text) | SafeEntry::Anew(text) => {
            let Entry { anomalies, unreadable, damaged, .. } = entry;
            Entry { anomalies, unreadable, damaged, ..Entry::parse(text.as_bytes(), base) }
        }
    }
}

/// The shown beginning of an entry's JSON, and whether it was cut. A damaged entry cannot be redacted as JSON, so its
/// secrets are removed as from free text, which keeps the damage visible.
fn raw_text<'b>(safe: &'b SafeEntry, bytes: &'b [u8]) -> (Cow<'b, [u8]>, bool) {
    let begin = |bytes: &'b [u8]| match bytes.get(..MAX_RAW) {
        Some(begin) => (Cow::Borrowed(begin), begin.len() < bytes.len()),
        None => (Cow::Borrowed(bytes), false),
    };
    match safe {
        SafeEntry::Same => begin(bytes),
        SafeEntry::Replaced(text) => begin(text.as_bytes()),
        SafeEntry::Anew(_) => {
            let looked_at = bytes.get(..MAX_RAW + LOOKAHEAD).unwrap_or(bytes);
            let text = String::from_utf8_lossy(looked_at);
            let mut safe = String::from(redact::text(&text)).into_bytes();
            // A secret that the cut divides is only recognized if its end is scanned as well.
            let beyond = if looked_at.len() < bytes.len() { LOOKAHEAD } else { 0 };
            let is_cut = beyond > 0 || safe.len() > MAX_RAW;
            safe.truncate(safe.len().saturating_sub(beyond).min(MAX_RAW));
            (Cow::Owned(safe), is_cut)
        }
    }
}

/// The pages of a readable entry, and what can be copied of it.
fn pages(
    entry: &Entry,
    source: &Source,
    read: &ReadRequest,
    cancel: &CancelToken,
) -> Option<(Vec<(Tab, Page)>, CopyableItems)> {
    let lang = read.lang;
    let secrets = Secrets::shown(read.shows_secrets);
    let (response, request) = bodies_of::both(entry, source, secrets, cancel)?;
    let holds = copyable(entry, &request, &response);
    let mut pages = vec![
        (Tab::Overview, overview::page(entry, &response, lang)),
        (Tab::Response, sides::response(entry, &response, lang)),
        (Tab::Timings, timings::page(entry, lang)),
        (Tab::Cookies, cookies::page(entry, lang)),
    ];
    pages.extend(messages::page(entry, response.text(), lang).map(|page| (Tab::Messages, page)));
    pages.push((Tab::Request, sides::request(entry, request, read, cancel)?));
    pages.push((Tab::Body, bodies::page(response, &read.marks, lang, cancel)?));
    Some((pages, holds))
}

/// The result for an entry that could not be read from the file.
fn unread(read: ReadRequest, reason: &str) -> Detail {
    let template = &words::words(read.lang).status.unreadable;
    let text = words::fill(template, &[("n", &read.number.to_string()), ("reason", reason)]);
    let mut pages = all_but_raw(&text);
    pages.push((Tab::Raw, Page::remark(&text)));
    Detail { read, copyable: CopyableItems::default(), pages }
}

/// The same remark in every tab that needs a valid entry.
fn all_but_raw(why: &str) -> Vec<(Tab, Page)> {
    [Tab::Overview, Tab::Request, Tab::Response, Tab::Body, Tab::Timings, Tab::Cookies]
        .map(|tab| (tab, Page::remark(why)))
        .into()
}

/// The entry's JSON as in the file, and as a tree. Invalid UTF-8 is replaced, deceptive characters are made visible.
fn raw(shown: &[u8], is_cut: bool, span: Span, lang: Lang) -> Page {
    let words = &words::words(lang).body;
    let end = span.start.saturating_add(span.len.saturating_sub(1));
    let place = [("start", span.start.to_string()), ("end", end.to_string())];
    let place = place.each_ref().map(|(name, at)| (*name, at.as_str()));
    let mut info = vec![words::fill(&words.raw_place, &place), human::bytes(span.len)];
    if is_cut {
        info.push(words::fill(&words.raw_cut, &[("size", &human::bytes(shown.len() as u64))]));
    }
    let text = String::from_utf8_lossy(shown);
    let page = Page::new(info.join(" · "), View::text(Document::new(&text, Syntax::Json, &[])));
    match pretty::layout(&text, &CancelToken::never()) {
        Some(laid_out) => page.with_view(View::of(ViewKind::Tree, Document::json(laid_out, &[]))),
        None => page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::fold::Folds;
    use crate::tui::widget::text::{Lines as _, Scroll, rows};
    use proptest::prelude::*;

    fn entry_of(numbers: usize) -> Vec<u8> {
        let text = format!("[{}1]", "123456,".repeat(numbers));
        serde_json::to_vec(&serde_json::json!({"request": {"method": "GET", "url": "https://h.example/"},
            "response": {"status": 200, "content": {"mimeType": "application/json", "text": text}}}))
        .unwrap_or_default()
    }

    #[test]
    fn reading_ends_soon_after_it_is_cancelled() {
        // Redaction takes at least as long as layout.
        for (shows_secrets, numbers, least) in [(true, 2_000_000, 8), (false, 150_000, 4)] {
            let bytes = entry_of(numbers);
            let len = bytes.len() as u64;
            let source = Source::from_bytes("x.har", bytes).unwrap();
            let read = || ReadRequest {
                number: 0,
                span: Span { start: 0, len },
                marks: Vec::new(),
                lang: Lang::En,
                shows_secrets,
                keymap: Arc::default(),
            };
            let count = CancelToken::at_check(u64::MAX);
            assert!(detail(&source, read(), &count).is_some());
            let times = count.checks();
            assert!(times > least, "what takes long asks as it goes: {times}");
            for last in 1..times {
                let cancel = CancelToken::at_check(last);
                assert!(detail(&source, read(), &cancel).is_none(), "{last}");
                assert!(cancel.checks() <= last + 2, "ends at once");
            }
        }
    }

    #[test]
    fn a_secret_cut_off_in_a_damaged_entry_is_not_shown() {
        let secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.S3CR3TS3CR3TS3CR3T";
        for before in [0, 10, 30, 60, 70] {
            let filling = "x ".repeat((MAX_RAW - before) / 2 - 10);
            let bytes = format!(r#"{{"a": {filling} "{secret}", "b": "{}""#, "y ".repeat(LOOKAHEAD));
            let safe = redact::entry(bytes.as_bytes(), &CancelToken::never()).unwrap();
            let (text, is_cut) = raw_text(&safe, bytes.as_bytes());
            let text = String::from_utf8_lossy(&text);
            assert!(is_cut && !text.contains("eyJ") && !text.contains("S3CR3T"), "{before}");
            assert!(text.len() <= MAX_RAW && text.len() > MAX_RAW - LOOKAHEAD - 100, "{}", text.len());
        }
        let short = br#"{"a": {"token": "S3CR3T-S3CR3T""#;
        let safe = redact::entry(short, &CancelToken::never()).unwrap();
        let (text, is_cut) = raw_text(&safe, short);
        assert_eq!((&*text, is_cut), (br#"{"a": {"token": "REDACTED""#.as_slice(), false));
    }

    proptest! {
        #[test]
        fn no_body_is_too_odd_to_be_shown(
            mime in "(application/(json|x-www-form-urlencoded|jwt)|multipart/x; ?boundary=b|text/(html|css|event-stream)|image/png|)",
            text in "(--b|data:|eyJ|\\{\"query\":\"\\{|\r|\n|[<>{}\\[\\]\":,.=&%;a홍\u{202e}\u{1b}/*'`-]){0,40}",
            is_base64: bool,
        ) {
            let mut content = serde_json::json!({"size": 9, "mimeType": mime, "text": text});
            if is_base64 {
                content["encoding"] = "base64".into();
            }
            let header = serde_json::json!([{"name": "Set-Cookie", "value": text}, {"name": "trackingid", "value": text}]);
            let entry = serde_json::json!({"_webSocketMessages": text, "_initiator": {"type": text, "stack": text}, "timings": text,
                "request": {"method": text, "url": text, "headers": header, "postData": content},
                "response": {"status": 200, "headers": header, "content": content}});
            let bytes = serde_json::to_vec(&entry).unwrap();
            let len = bytes.len() as u64;
            let source = Source::from_bytes("x.har", bytes).unwrap();
            let read = ReadRequest { number: 0, span: Span { start: 0, len }, marks: Vec::new(), lang: Lang::En, shows_secrets: true, keymap: Arc::default() };
            let detail = detail(&source, read, &CancelToken::never()).unwrap();
            for (_, page) in &detail.pages {
                for view in page.views() {
                    let mut folds = Folds::default();
                    for _ in 0..2 {
                        let lines = view.content.lines(&folds, 40);
                        prop_assert!(lines.count() > 0);
                        for row in rows(&lines, Scroll::default(), 40, 500) {
                            for span in row.spans {
                                prop_assert!(span.text.chars().all(crate::text::clean::is_plain), "{:?}", span.text);
                            }
                        }
                        if let Some(document) = view.content.document() {
                            folds.fold_all(document);
                        }
                    }
                }
            }
        }
    }
}
