//! Messages of a WebSocket, or events of an event stream.

use super::line_builder::LineBuilder;
use crate::har::entry::Entry;
use crate::har::format::stream::{self, Direction, Message};
use crate::text::{Lang, clean, human, words};
use crate::tui::page::{Page, View, ViewKind};
use crate::tui::theme::Role;
use crate::tui::widget::document::{Document, Syntax};
use crate::tui::widget::text::{Line, Span};

/// How much of a message is shown.
const MAX_SHOWN: usize = 4 << 10;

/// Further messages are only counted.
const MAX_MESSAGES: usize = 10_000;

/// JSON messages up to this size are pretty-printed.
const MAX_PRETTY: usize = 64 << 10;

/// Shorter JSON stays on one line: such messages tend to be many.
const MIN_PRETTY: usize = 72;

/// The page of messages, if there are any.
pub(super) fn page(entry: &Entry, body: Option<&str>, lang: Lang) -> Option<Page> {
    let messages = stream::messages(entry, body);
    if messages.is_empty() {
        return None;
    }
    let mut sheet = LineBuilder::new(lang);
    for message in messages.iter().take(MAX_MESSAGES) {
        sheet.push(title(message, lang));
        let is_short = message.data.len() <= MIN_PRETTY && !message.data.contains('\n');
        match serde_json::from_str(&message.data) {
            Ok(serde_json::Value::Object(_)) if is_short => {
                sheet.document(&Document::new(&message.data, Syntax::Json, &[]), 1);
            }
            Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_)))
                if message.data.len() < MAX_PRETTY =>
            {
                sheet.json(&value);
            }
            _ => sheet.text(&message.data, MAX_SHOWN),
        }
        sheet.blank();
    }
    if let Some(more) = messages.len().checked_sub(MAX_MESSAGES).filter(|more| *more > 0) {
        let more = human::count(more);
        sheet.note(&words::fill(&words::words(lang).sheet.more_messages, &[("n", &more)]));
    }
    let info = words::fill(&words::words(lang).sheet.messages, &[("n", &human::count(messages.len()))]);
    Some(Page::new(info, View::lines(ViewKind::Summary, sheet.lines())))
}

/// `↑ sent · 10:02:03.120 · 34 B`.
fn title(message: &Message, lang: Lang) -> Line {
    let words = &words::words(lang).sheet;
    let view = match message.direction {
        Direction::Sent => format!("↑ {}", words.sent_way),
        Direction::Received => format!("↓ {}", words.received_way),
    };
    let mut facts = vec![String::new()];
    facts.extend(message.time.and_then(clock));
    facts.extend(
        [&message.kind, &message.id]
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(|text| clean(text).into_owned()),
    );
    facts.push(human::bytes(message.size));
    let spans = vec![Span::new(view, Role::Heading), Span::new(facts.join(" · "), Role::Dim)];
    Line { spans, ..Line::default() }
}

/// The time of day in UTC, with milliseconds.
fn clock(seconds: f64) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()?;
    let text = format!("{time:.3}");
    text.get(11..23).map(str::to_owned)
}
