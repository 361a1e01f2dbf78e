//! Roles of the parts of JSON and header lines, and how marks are laid over them.

use std::ops::Range;

use crate::tui::theme::Role;
use crate::tui::widget::text::Span;

/// Whether a JSON string is still open at the end of a text; `in_string` is the state at its start.
pub(super) fn ends_in_string(text: &str, mut in_string: bool) -> bool {
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => {}
        }
    }
    in_string
}

/// The roles of a line of pretty-printed JSON.
pub(super) fn json_roles(text: &str, mut in_string: bool) -> Vec<(Range<usize>, Role)> {
    let mut roles = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (len, role) = if in_string || rest.starts_with('"') {
            let len = string_len(rest, in_string);
            in_string = false;
            let key = rest[len..].trim_start().starts_with(':');
            (len, if key { Role::Key } else { Role::String })
        } else if rest.starts_with(|c: char| c == '-' || c.is_ascii_alphanumeric()) {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-._".contains(c)));
            (end.unwrap_or(rest.len()), Role::Number)
        } else {
            let end = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_alphanumeric());
            (end.unwrap_or(rest.len()), Role::Normal)
        };
        roles.push((at..at + len, role));
        at += len;
    }
    roles
}

/// The length of a JSON string with its quotes; with `inside`, the opening quote precedes the text.
pub(super) fn string_len(text: &str, inside: bool) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(usize::from(!inside)) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The roles of a `Name: value` line; `begins` is false for the continuation of a long line.
pub(super) fn header_roles(text: &str, begins: bool) -> Vec<(Range<usize>, Role)> {
    // The leading colon of a pseudo-header (`:path`) is part of its name.
    let colon = text.get(1..).and_then(|rest| rest.find(": ")).map(|at| at + 1);
    match colon {
        Some(colon) if begins => {
            vec![(0..colon, Role::Key), (colon..colon + 1, Role::Dim), (colon + 1..text.len(), Role::Normal)]
        }
        _ if begins && !text.starts_with(' ') => vec![(0..text.len(), Role::Heading)],
        _ => vec![(0..text.len(), Role::Normal)],
    }
}

/// Splits a text into spans of one role each; `marked` ranges get [`Role::Failed`].
pub(super) fn overlay(text: &str, roles: &[(Range<usize>, Role)], marked: &[Range<usize>]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut push = |piece: Range<usize>, role: Role| {
        if let Some(text) = text.get(piece).filter(|text| !text.is_empty()) {
            spans.push(Span::new(text, role));
        }
    };
    for (range, role) in roles {
        let mut at = range.start;
        for mark in marked {
            let (start, end) = (mark.start.max(at), mark.end.min(range.end));
            if start < end {
                push(at..start, *role);
                push(start..end, Role::Failed);
                at = end;
            }
        }
        push(at..range.end, *role);
    }
    spans
}
