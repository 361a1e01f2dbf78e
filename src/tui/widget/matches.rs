//! Where a search found its text, in lines of any kind, and those lines with the spots marked.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::text::{Line, Lines, Span};
use crate::tui::theme::Role;
use crate::worker::CancelToken;

/// More spots of a search are not counted.
const MAX_SPOTS: usize = 1_000_000;

/// Where a text is: a line, and the bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMatch {
    /// The line.
    pub line: usize,
    /// The place in the line's text.
    pub range: Range<usize>,
}

/// What looks for a text.
pub(super) struct Pattern {
    regex: Regex,
    /// The most bytes it may are in.
    longest: usize,
}

/// What looks for a text, as it is; upper and lower case are the same unless it has a capital letter.
pub(super) fn pattern(text: &str) -> Option<Pattern> {
    let any_case = !text.chars().any(char::is_uppercase);
    let regex = RegexBuilder::new(&regex::escape(text)).case_insensitive(any_case).build().ok()?;
    (!text.is_empty()).then(|| Pattern { regex, longest: text.chars().count() * WIDEST })
}

/// How many bytes are searched between two checks for cancellation.
const STEP: usize = 1 << 20;

/// The most bytes of a character, in either case.
const WIDEST: usize = 4;

/// Where a text of this many characters is in a long one; `None` once it is cancelled.
pub(super) fn find_in(
    pattern: &Pattern,
    text: &str,
    spot: impl Fn(Range<usize>) -> TextMatch,
    cancel: &CancelToken,
) -> Option<Vec<TextMatch>> {
    let mut spots = Vec::new();
    let mut from = 0;
    while from < text.len() && spots.len() < MAX_SPOTS {
        if cancel.is_cancelled() {
            return None;
        }
        let until = boundary(text, from + STEP);
        // What begins within the step may end after it.
        let part = &text[from..boundary(text, until + pattern.longest)];
        let mut next = until;
        let begins = pattern.regex.find_iter(part).take_while(|found| from + found.start() < until);
        for found in begins.take(MAX_SPOTS - spots.len()) {
            next = next.max(from + found.end());
            spots.push(spot(from + found.start()..from + found.end()));
        }
        from = next;
    }
    Some(spots)
}

/// The place, or the first one after it that lies between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Where a text is in some lines, in order; `None` once it is cancelled.
#[must_use]
pub fn find(lines: &[Line], text: &str, cancel: &CancelToken) -> Option<Vec<TextMatch>> {
    let Some(pattern) = pattern(text) else { return Some(Vec::new()) };
    let mut spots = Vec::new();
    for (line, own) in lines.iter().enumerate() {
        let text: String = own.spans.iter().map(|span| span.text.as_str()).collect();
        spots.extend(find_in(&pattern, &text, |range| TextMatch { line, range }, cancel)?);
    }
    spots.truncate(MAX_SPOTS);
    Some(spots)
}

/// Lines with the spots that a search found in them.
#[derive(Debug, Clone, Copy)]
pub struct HighlightMatches<'a, L> {
    /// The lines.
    pub lines: L,
    /// The spots, in order.
    pub spots: &'a [TextMatch],
    /// Which of them was stepped to.
    pub current: usize,
}

impl<L: Lines> Lines for HighlightMatches<'_, L> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn line(&self, at: usize) -> Line {
        let line = self.lines.line(at);
        let first = self.spots.partition_point(|spot| spot.line < at);
        let here = self.spots[first..].iter().enumerate().take_while(|(_, spot)| spot.line == at);
        let marks: Vec<_> = here
            .map(|(i, spot)| {
                let role = if first + i == self.current { Role::Selected } else { Role::Matched };
                (spot.range.clone(), role)
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

/// Lays marks, in order, over spans.
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
        let spots = find(&lines, "홍길", &CancelToken::never()).unwrap();
        assert_eq!(spots, [TextMatch { line: 1, range: 2..8 }]);
        let spotted = HighlightMatches { lines: lines.as_slice(), spots: &spots, current: 0 };
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
        // One crosses each end of a step; most of it holds nothing.
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
        assert_eq!(found.unwrap().iter().map(|spot| spot.range.start).collect::<Vec<_>>(), whole);
        assert!(times >= 5, "{times}");
        for limit in 1..=times {
            assert_eq!(count(limit), (None, limit));
        }
    }
}
