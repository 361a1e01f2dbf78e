//! Where a search found its text, in lines of any kind, and those lines with the spots marked.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::text::{Line, Lines, Span};
use crate::tui::theme::Role;

/// More spots of a search are not counted.
const MOST_SPOTS: usize = 1_000_000;

/// Where a text stands: a line, and the bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The line.
    pub line: usize,
    /// The place in the line's text.
    pub range: Range<usize>,
}

/// What looks for a text, as it is; upper and lower case are the same unless it has a capital letter.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    let any_case = !text.chars().any(char::is_uppercase);
    RegexBuilder::new(&regex::escape(text))
        .case_insensitive(any_case)
        .build()
        .ok()
        .filter(|_| !text.is_empty())
}

/// Takes spots as long as they are wanted and not too many; `None` once nobody waits for them any more.
pub(super) fn gather(spots: impl Iterator<Item = Spot>, wanted: &dyn Fn() -> bool) -> Option<Vec<Spot>> {
    let mut gathered = Vec::new();
    for spot in spots.take(MOST_SPOTS) {
        if gathered.len() % 4096 == 0 && !wanted() {
            return None;
        }
        gathered.push(spot);
    }
    Some(gathered)
}

/// Where a text stands in some lines, in order; `None` once `wanted` says that nobody waits for it any more.
#[must_use]
pub fn find(lines: &[Line], text: &str, wanted: &dyn Fn() -> bool) -> Option<Vec<Spot>> {
    let Some(pattern) = pattern(text) else { return Some(Vec::new()) };
    let spots = lines.iter().enumerate().flat_map(|(line, own)| {
        let text: String = own.spans.iter().map(|span| span.text.as_str()).collect();
        let found: Vec<Spot> =
            pattern.find_iter(&text).map(|found| Spot { line, range: found.range() }).collect();
        found
    });
    gather(spots, wanted)
}

/// Lines with the spots that a search found in them.
#[derive(Debug, Clone, Copy)]
pub struct Spotted<'a, L> {
    /// The lines.
    pub lines: L,
    /// The spots, in order.
    pub spots: &'a [Spot],
    /// Which of them was stepped to.
    pub current: usize,
}

impl<L: Lines> Lines for Spotted<'_, L> {
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
        let spots = find(&lines, "홍길", &|| true).unwrap();
        assert_eq!(spots, [Spot { line: 1, range: 2..8 }]);
        let spotted = Spotted { lines: lines.as_slice(), spots: &spots, current: 0 };
        let shown: Vec<_> = spotted.line(1).spans.into_iter().map(|span| (span.text, span.role)).collect();
        let expected =
            [("ab", Role::Key), ("홍", Role::Selected), ("길", Role::Selected), ("c", Role::Normal)];
        assert_eq!(shown, expected.map(|(text, role)| (text.to_owned(), role)));
        assert_eq!(find(&lines, "AB", &|| true).unwrap(), [], "a capital letter means its case");
        assert_eq!(find(&lines, "", &|| true).unwrap(), []);
        assert_eq!(find(&lines, "b", &|| false), None);
    }
}
