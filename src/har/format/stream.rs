//! Messages of long-lived connections: WebSocket messages and server-sent events.

use serde_json::{Map, Value};

use crate::har::body;
use crate::har::convert;
use crate::har::entry::Entry;
use crate::har::media_type;

/// The direction of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the browser to the server.
    Sent,
    /// From the server to the browser.
    Received,
}

/// One message or event.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Who sent it.
    pub direction: Direction,
    /// Seconds since 1970, where recorded.
    pub time: Option<f64>,
    /// The event's name, or `binary`, `close` …; empty for an ordinary text message.
    pub kind: String,
    /// The event's id, if any.
    pub id: String,
    /// The content; base64 if it is binary.
    pub data: String,
    /// Size of the content in bytes.
    pub size: u64,
}

/// The messages of an entry: those recorded by the exporter, else the events of a `text/event-stream` body.
#[must_use]
pub fn messages(entry: &Entry, body: Option<&str>) -> Vec<Message> {
    let list = |field: &str| entry.extra.get(field).and_then(Value::as_array).filter(|list| !list.is_empty());
    if let Some(list) = list("_webSocketMessages") {
        return list.iter().filter_map(Value::as_object).map(socket).collect();
    }
    if let Some(list) = list("_eventSourceMessages") {
        return list.iter().filter_map(Value::as_object).map(recorded_event).collect();
    }
    let mime = entry.response.as_ref().map_or("", |response| &response.content.mime);
    match body {
        Some(text) if media_type::essence(mime) == "text/event-stream" => events(text),
        _ => Vec::new(),
    }
}

fn text(map: &Map<String, Value>, field: &str) -> String {
    map.get(field)
        .filter(|value| !value.is_null())
        .map(|value| convert::text(value).value)
        .unwrap_or_default()
}

fn socket(map: &Map<String, Value>) -> Message {
    let is_sent = matches!(text(map, "type").as_str(), "send" | "sent" | "request" | "outgoing");
    let kind = match map.get("opcode").and_then(Value::as_i64) {
        Some(2) => "binary",
        Some(8) => "close",
        Some(9) => "ping",
        Some(10) => "pong",
        _ => "",
    };
    let data = text(map, "data");
    let binary = (kind == "binary").then(|| body::base64_size(&data)).flatten();
    Message {
        direction: if is_sent { Direction::Sent } else { Direction::Received },
        time: map.get("time").and_then(Value::as_f64),
        kind: kind.to_owned(),
        id: String::new(),
        size: binary.unwrap_or(data.len() as u64),
        data,
    }
}

fn recorded_event(map: &Map<String, Value>) -> Message {
    let data = text(map, "data");
    Message {
        direction: Direction::Received,
        time: map.get("time").and_then(Value::as_f64),
        kind: text(map, "eventName"),
        id: text(map, "eventId"),
        size: data.len() as u64,
        data,
    }
}

/// Parses the events of a `text/event-stream`, which may be truncated.
#[must_use]
pub fn events(stream: &str) -> Vec<Message> {
    let empty = || Message {
        direction: Direction::Received,
        time: None,
        kind: String::new(),
        id: String::new(),
        data: String::new(),
        size: 0,
    };
    let (mut events, mut event, mut data) = (Vec::new(), empty(), Vec::new());
    // The final empty line dispatches an event that was cut off.
    for line in stream.lines().chain([""]) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" if line.is_empty() => {
                if !data.is_empty() {
                    event.data = data.join("\n");
                    event.size = event.data.len() as u64;
                    events.push(std::mem::replace(&mut event, empty()));
                    data.clear();
                }
                event = empty();
            }
            "event" => event.kind = value.to_owned(),
            "id" => event.id = value.to_owned(),
            "data" => data.push(value),
            _ => {}
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_stream_is_split_into_events() {
        let events = events(": hello\nevent: add\nid: 7\ndata: {\ndata: }\n\n\ndata:cut");
        assert_eq!(events.len(), 2);
        assert_eq!(
            (events[0].kind.as_str(), events[0].id.as_str(), events[0].data.as_str()),
            ("add", "7", "{\n}")
        );
        assert_eq!(events[1].data, "cut");
    }

    #[test]
    fn messages_of_a_socket() {
        let entry = Entry::from_value(json!({"request": {}, "_webSocketMessages": [
            {"type": "send", "time": 1.5, "opcode": 1, "data": "hi"}, {"type": "receive", "opcode": 2, "data": "AAA="}, 7]}));
        let messages = messages(&entry, None);
        assert_eq!(messages.len(), 2);
        assert_eq!(
            (messages[0].direction, messages[0].time, messages[1].kind.as_str()),
            (Direction::Sent, Some(1.5), "binary")
        );
        assert_eq!((messages[0].size, messages[1].size), (2, 2));
    }
}
