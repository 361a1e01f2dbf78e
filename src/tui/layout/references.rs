//! Entries that a text names: `entry 7`, `entries 53, 54 and 9 more`, in either language.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

#[expect(clippy::unwrap_used, reason = "a test compiles the pattern")]
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[Ee]ntry|[Ee]ntries|항목) ?([0-9]+(?:, ?[0-9]+)*(?: and [0-9]+\b)?)").unwrap()
});

/// Each named entry: its number, and where it is in the text.
#[must_use]
pub fn entries(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    for list in NAMED.captures_iter(text).filter_map(|captures| captures.get(1)) {
        let mut at = list.start();
        for part in list.as_str().split_inclusive(|c: char| !c.is_ascii_digit()) {
            let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
            if let Ok(number) = digits.parse() {
                found.push((at..at + digits.len(), number));
            }
            at += part.len();
        }
    }
    // What follows "and" in "53, 54 and 9 more" is a count.
    found.retain(|(range, _)| !text[range.end..].starts_with(" more"));
    found
}

/// The same line, the entries that it names marked as what they are: links.
#[must_use]
pub fn marked(line: Line) -> Line {
    let mut spans = Vec::with_capacity(line.spans.len());
    for span in line.spans {
        let mut from = 0;
        for (range, _) in entries(&span.text) {
            spans.push(Span::new(&span.text[from..range.start], span.role));
            spans.push(Span::new(&span.text[range.clone()], Role::Heading));
            from = range.end;
        }
        spans.push(Span::new(&span.text[from..], span.role));
    }
    spans.retain(|span| !span.text.is_empty());
    Line { spans, ..line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_named_in_both_languages() {
        let numbers = |text| entries(text).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
        assert_eq!(numbers("Seen in entry 7: accountStatus = pending"), [7]);
        assert_eq!(numbers("same cause (entries 53, 54, 55 and 9 more)."), [53, 54, 55]);
        assert_eq!(numbers("entries 3 and 4; 12 entries"), [3, 4]);
        assert_eq!(numbers("항목 12, 13에서"), [12, 13]);
        assert!(numbers("the 3 entries").is_empty());
        let line = marked(Line::of("see entry 7.", Role::Dim));
        let spans: Vec<_> = line.spans.iter().map(|span| (span.text.as_str(), span.role)).collect();
        assert_eq!(spans, [("see entry ", Role::Dim), ("7", Role::Heading), (".", Role::Dim)]);
    }
}
