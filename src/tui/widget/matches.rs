//! Matches of a text search, and the lines with these matches highlighted.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::text::{Line, Lines, Span};
use crate::tui::theme::Role;
use crate::worker::CancelToken;

/// Further matches of a search are ignored.
const MAX_MATCHES: usize = 1_000_000;

/// A match: a line and a byte range in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMatch {
    pub line: usize,
    /// Byte range in the line's text.
    pub range: Range<usize>,
}

/// A compiled search.
pub(super) struct Pattern {
    regex: Regex,
    /// The maximum length of a match in bytes.
    longest: usize,
}

/// Compiles a literal search; case-insensitive unless the text contains a capital letter.
pub(super) fn pattern(text: &str) -> Option<Pattern> {
    let any_case = !text.chars().any(char::is_uppercase);
    let regex = RegexBuilder::new(&regex::escape(text)).case_insensitive(any_case).build().ok()?;
    (!text.is_empty()).then(|| Pattern { regex, longest: text.chars().count() * MAX_CHAR_LEN })
}

/// Bytes searched between two checks for cancellation.
const STEP: usize = 1 << 20;

/// Maximum length of a character in UTF-8, in either case.
const MAX_CHAR_LEN: usize = 4;

/// All matches in a long text; `None` if cancelled.
pub(super) fn find_in(
    pattern: &Pattern,
    text: &str,
    to_match: impl Fn(Range<usize>) -> TextMatch,
    cancel: &CancelToken,
) -> Option<Vec<TextMatch>> {
    let mut matches = Vec::new();
    let mut from = 0;
    while from < text.len() && matches.len() < MAX_MATCHES {
        if cancel.is_cancelled() {
            return None;
        }
        let until = boundary(text, from + STEP);
        // A match that starts in this step may end after it.
        let part = &text[from..boundary(text, until + pattern.longest)];
        let mut next = until;
        let begins = pattern.regex.find_iter(part).take_while(|found| from + found.start() < until);
        for found in begins.take(MAX_MATCHES - matches.len()) {
            next = next.max(from + found.end());
            matches.push(to_match(from + found.start()..from + found.end()));
        }
        from = next;
    }
    Some(matches)
}

/// The first character boundary at or after an offset.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// All matches in some lines, in order; `None` if cancelled.
pub fn find(lines: &[Line], text: &str, cancel: &CancelToken) -> Option<Vec<TextMatch>> {
    let Some(pattern) = pattern(text) else { return Some(Vec::new()) };
    let mut matches = Vec::new();
    for (line, own) in lines.iter().enumerate() {
        let text: String = own.spans.iter().map(|span| span.text.as_str()).collect();
        matches.extend(find_in(&pattern, &text, |range| TextMatch { line, range }, cancel)?);
    }
    matches.truncate(MAX_MATCHES);
    Some(matches)
}

/// Lines with the matches of a search highlighted.
#[derive(Debug, Clone, Copy)]
pub struct HighlightMatches<'a, L> {
    pub lines: L,
    /// In ascending order.
    pub matches: &'a [TextMatch],
    /// Index of the match that is highlighted as the current one.
    pub current: usize,
}

impl<L: Lines> Lines for HighlightMatches<'_, L> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn line(&self, at: usize) -> Line {
        let line = self.lines.line(at);
        let first = self.matches.partition_point(|found| found.line < at);
        let here = self.matches[first..].iter().enumerate().take_while(|(_, found)| found.line == at);
        let marks: Vec<_> = here
            .map(|(i, found)| {
                let role = if first + i == self.current { Role::Selected } else { Role::Matched };
                (found.range.clone(), role)
            })
            .collect();
        if marks.is_empty() { line } else { Line { spans: marked(&line.spans, &marks), ..line } }
    }

    fn after(&self, at: usize) -> Option<usize> {
        self.lines.after(at)
    }

    fn before(&self, at: usize) -> Option<usize> {
        self.lines.before(at)
    }

    fn last(&self) -> Option<usize> {
        self.lines.last()
    }
}

/// Applies marks, which must be in ascending order, to spans.
fn marked(spans: &[Span], marks: &[(Range<usize>, Role)]) -> Vec<Span> {
    let mut laid = Vec::with_capacity(spans.len() + 2 * marks.len());
    let mut start = 0;
    for span in spans {
        let mut at = 0;
        let mut push = |range: Range<usize>, role: Role| {
            if let Some(text) = span.text.get(range).filter(|text| !text.is_empty()) {
                laid.push(Span::new(text, role));
            }
        };
        for (mark, role) in marks {
            let from = mark.start.saturating_sub(start).max(at);
            let to = mark.end.saturating_sub(start).min(span.text.len());
            if from < to {
                push(at..from, span.role);
                push(from..to, *role);
                at = to;
            }
        }
        push(at..span.text.len(), span.role);
        start += span.text.len();
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_are_found_and_marked_across_spans() {
        let spans = vec![Span::new("ab홍", Role::Key), Span::new("길c", Role::Normal)];
        let lines = [Line::default(), Line { spans, ..Line::default() }];
        let matches = find(&lines, "홍길", &CancelToken::never()).unwrap();
        assert_eq!(matches, [TextMatch { line: 1, range: 2..8 }]);
        let spotted = HighlightMatches { lines: lines.as_slice(), matches: &matches, current: 0 };
        let shown: Vec<_> = spotted.line(1).spans.into_iter().map(|span| (span.text, span.role)).collect();
        let expected =
            [("ab", Role::Key), ("홍", Role::Selected), ("길", Role::Selected), ("c", Role::Normal)];
        assert_eq!(shown, expected.map(|(text, role)| (text.to_owned(), role)));
        assert_eq!(find(&lines, "AB", &CancelToken::never()).unwrap(), [], "a capital letter means its case");
        assert_eq!(find(&lines, "", &CancelToken::never()).unwrap(), []);
        assert_eq!(find(&lines, "b", &CancelToken::at_check(1)), None);
    }

    #[test]
    fn a_long_text_is_searched_in_steps_and_cancelled_between_any_two() {
        // A match crosses the end of each step; the rest of the text has none.
        let word = "홍K";
        let text = format!("{}{word}", "x".repeat(STEP - 2)).repeat(5);
        let whole: Vec<_> = text.match_indices(word).map(|(at, _)| at).collect();
        let count = |limit: u64| {
            let cancel = CancelToken::at_check(limit);
            let found =
                find_in(&pattern("홍k").unwrap(), &text, |range| TextMatch { line: 0, range }, &cancel);
            (found, cancel.checks())
        };
        let (found, times) = count(u64::MAX);
        assert_eq!(found.unwrap().iter().map(|found| found.range.start).collect::<Vec<_>>(), whole);
        assert!(times >= 5, "{times}");
        for limit in 1..=times {
            assert_eq!(count(limit), (None, limit));
        }
    }
}
