//! The frame of a HAR: everything around its entries.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::edit::{Edit, apply, escaped};
use super::redactor::{Context, Redactor};
use super::tape::{Kind as Form, Node, Tape};
use crate::error::Error;
use crate::har::lenient;
use crate::har::store::{Store, read_bytes};
use crate::har::summary::Span;

/// Replaces an entry in the frame.
pub(super) const PLACEHOLDER: &str = "null";

/// Maximum size of a frame, which is kept in memory; the rest is not read.
const MAX_AROUND: usize = 32 << 20;

/// A HAR without its entries.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) text: String,
    /// Where the placeholder of each entry begins.
    pub(super) placeholders: Vec<usize>,
    /// It was damaged, or not that of a HAR, and is rewritten.
    pub(super) is_rebuilt: bool,
}

impl Frame {
    pub(super) fn of(store: &Store) -> Result<Self, Error> {
        let mut text = Vec::new();
        let mut placeholders = Vec::new();
        let mut from = 0;
        let end = Span { start: store.source.len(), len: 0 };
        let spans = store.index.iter().map(|(_, summary)| summary.span).chain([end]);
        let mut around = Vec::new();
        for span in spans {
            let left = MAX_AROUND.saturating_sub(text.len()) as u64;
            let between = Span { start: from, len: span.start.saturating_sub(from).min(left) };
            read_bytes(&store.source, between, &mut around)?;
            text.extend_from_slice(&around);
            from = span.start + span.len;
            placeholders.push(text.len());
            text.extend_from_slice(PLACEHOLDER.as_bytes());
        }
        // the last one is the file's end
        placeholders.pop();
        text.truncate(text.len() - PLACEHOLDER.len());
        let mark = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        placeholders.iter_mut().for_each(|placeholder| *placeholder -= mark);
        Ok(Self::whole(text.get(mark..).unwrap_or_default(), &placeholders)
            .unwrap_or_else(|| Self::rebuilt(&text, placeholders.len())))
    }

    /// The frame as the file has it; `None` where it is not a sound HAR around the entries.
    fn whole(text: &[u8], placeholders: &[usize]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let tape = Tape::read(text);
        let entries = tape.roots().next().filter(|_| tape.is_sound)?.get("log")?.get("entries")?;
        let places: Vec<usize> = entries.children().map(|entry| entry.range().start).collect();
        let fits = entries.kind() == Form::Array && places == placeholders;
        fits.then(|| Self { text: text.to_owned(), placeholders: places, is_rebuilt: false })
    }

    /// A frame with what can be read of a damaged one.
    fn rebuilt(text: &[u8], count: usize) -> Self {
        let (read, _) = lenient::parse(text);
        let mut log = log(read);
        let version = log.entry("version").or_insert_with(|| "1.2".into());
        if !version.is_string() {
            *version = "1.2".into();
        }
        if !log.get("creator").is_some_and(Value::is_object) {
            log.insert("creator".into(), json!({"name": "harlens", "version": env!("CARGO_PKG_VERSION")}));
        }
        if let Some(creator) = log.get_mut("creator").and_then(Value::as_object_mut) {
            ["name", "version"].iter().for_each(|key| _ = creator.entry(*key).or_insert_with(|| "".into()));
        }
        log.shift_remove("entries");
        log.insert("entries".into(), Value::Array(vec![Value::Null; count]));
        Self::with_placeholders(json!({ "log": log }).to_string(), true)
    }

    /// A frame in whose text each entry is a placeholder.
    fn with_placeholders(text: String, is_rebuilt: bool) -> Self {
        let tape = Tape::read(&text);
        let entries = tape.roots().next().and_then(|root| root.get("log")?.get("entries"));
        let placeholders =
            entries.map(|entries| entries.children().map(|entry| entry.range().start).collect());
        Self { placeholders: placeholders.unwrap_or_default(), text, is_rebuilt }
    }

    /// The frame of some entries alone, with what the format asks for, and without the pages of others.
    pub(super) fn narrowed(self, store: &Store, entries: &[usize]) -> Self {
        let whole = if self.is_har() { self } else { Self::rebuilt(self.text.as_bytes(), 0) };
        let kept: HashSet<&str> =
            entries.iter().filter_map(|number| Some(&*store.index.get(*number)?.page)).collect();
        let is_kept = |page: &Node<'_>| {
            page.get("id").and_then(|id| id.text()).is_some_and(|id| kept.contains(id.as_ref()))
        };
        let tape = Tape::read(&whole.text);
        let log = whole.log(&tape);
        let pages = log.and_then(|log| log.get("pages")).filter(|pages| pages.kind() == Form::Array);
        let pages = pages.map(|pages| {
            let texts: Vec<&str> = pages.children().filter(is_kept).map(|page| page.written()).collect();
            Edit::new(pages.range(), format!("[{}]", texts.join(",")))
        });
        let placeholders = log.and_then(|log| log.get("entries")).map(|all| {
            let placeholders = vec![PLACEHOLDER; entries.len()].join(",\n");
            Edit::new(all.range(), format!("[\n{placeholders}\n]"))
        });
        let text = apply(&whole.text, pages.into_iter().chain(placeholders).collect());
        Self::with_placeholders(text, whole.is_rebuilt)
    }

    /// Whether the frame has the members that the format requires.
    fn is_har(&self) -> bool {
        let tape = Tape::read(&self.text);
        self.log(&tape).is_some_and(|log| {
            let is_creator = |creator: Node<'_>| {
                ["name", "version"].iter().all(|key| creator.get(key).is_some_and(|value| value.is_string()))
            };
            log.get("version").is_some_and(|version| version.is_string())
                && log.get("creator").is_some_and(is_creator)
        })
    }

    pub(super) fn edits(&self, redactor: &mut Redactor<'_>) -> Vec<Edit> {
        if redactor.keeps_secrets {
            return self.old_comment(&Tape::read(&self.text)).into_iter().collect();
        }
        let tape = Tape::read(&self.text);
        let mut edits = Vec::new();
        for root in tape.roots() {
            redactor.node(root, "", Context::Har, &mut edits);
        }
        // The comment is rewritten at the end.
        let comment = self.log(&tape).and_then(|log| log.get("comment")).map(|comment| comment.range());
        edits.retain(|edit| comment.as_ref().is_none_or(|comment| !comment.contains(&edit.range.start)));
        edits.extend(self.old_comment(&tape));
        edits.sort_by_key(|edit| edit.range.start);
        edits
    }

    fn log<'a>(&self, tape: &'a Tape<'a>) -> Option<Node<'a>> {
        tape.roots().next()?.get("log")
    }

    /// Removes a comment before the entries: the new one follows them, when the counts are known.
    fn old_comment(&self, tape: &Tape<'_>) -> Option<Edit> {
        let log = self.log(tape)?;
        let (comment, entries) = (log.get("comment")?, log.get("entries")?);
        let from = comment.key_range()?.start - 1;
        let next = log.children().find(|child| child.range().start > comment.range().start)?;
        let to = next.key_range()?.start - 1;
        (comment.range().start < entries.range().start).then(|| Edit::new(from..to, ""))
    }

    /// What was done, after the comment of the file. A sanitized copy in which nothing was replaced keeps its comment, so
    /// that it stays as it is.
    pub(super) fn comment(&self, redactor: &mut Redactor<'_>) -> Option<Edit> {
        let tape = Tape::read(&self.text);
        let log = self.log(&tape)?;
        let done = redactor.report.comment(redactor.people.is_some(), redactor.keeps_secrets);
        let before = log.get("comment").and_then(|comment| comment.text()).filter(|text| !text.is_empty());
        let words = match before {
            Some(before) => {
                let edits = if redactor.keeps_secrets { Vec::new() } else { redactor.free(&before) };
                let is_copy = before.contains(" sanitize: values replaced: ");
                if is_copy && edits.is_empty() && redactor.report.is_unchanged() {
                    return None;
                }
                format!("{}; {done}", apply(&before, edits))
            }
            None => done,
        };
        let entries = log.get("entries")?.range();
        Some(match log.get("comment").filter(|comment| comment.range().start > entries.end) {
            Some(comment) => Edit::new(comment.range(), format!("\"{}\"", escaped(&words))),
            None => Edit::new(entries.end..entries.end, format!(",\"comment\":\"{}\"", escaped(&words))),
        })
    }

    /// A part of the frame with its edits, which are in order.
    pub(super) fn part(&self, from: usize, to: usize, edits: &[Edit]) -> String {
        let first = edits.partition_point(|edit| edit.range.start < from);
        let inside = edits.iter().skip(first).take_while(|edit| edit.range.end <= to);
        let inside =
            inside.map(|edit| Edit::new(edit.range.start - from..edit.range.end - from, edit.with.as_str()));
        apply(self.text.get(from..to).unwrap_or_default(), inside.collect())
    }
}

/// `log` of a file that may keep it anywhere, or not at all.
fn log(read: Value) -> Map<String, Value> {
    let Value::Object(mut root) = read else { return Map::new() };
    match root.shift_remove("log") {
        Some(Value::Object(log)) => return log,
        Some(other) => _ = root.insert("log".into(), other),
        None => {}
    }
    if root.contains_key("entries") || root.contains_key("request") {
        // no log around the entries, or one bare entry, whose own members are no log's
        root.retain(|key, _| !matches!(key.as_str(), "request" | "response" | "timings" | "cache"));
        return root;
    }
    let inner = root.into_iter().find_map(|(_, inner)| match inner {
        Value::Object(mut inner) => inner.shift_remove("log").filter(Value::is_object),
        _ => None,
    });
    match inner {
        Some(Value::Object(log)) => log,
        _ => Map::new(),
    }
}
