//! Scrolling and wrapping of text: [`Lines`] is any source of lines, [`Scroll`] a position in it, and [`rows`] builds
//! only the rows in view.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::{fit_end, width};
use crate::tui::theme::Role;

/// A part of a line with one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Text without control characters (see [`crate::text::clean()`]).
    pub text: String,
    pub role: Role,
}

impl Span {
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role }
    }
}

/// A logical line, before wrapping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The line number to show in the gutter.
    pub number: Option<usize>,
    /// Hanging indent: columns by which wrapped rows after the first are indented.
    pub hang: usize,
    pub spans: Vec<Span>,
}

impl Line {
    pub fn of(text: impl Into<String>, role: Role) -> Self {
        Self { spans: vec![Span::new(text, role)], ..Self::default() }
    }
}

/// A source of lines, some of which may be folded away.
pub trait Lines {
    /// Number of lines, folded ones included.
    fn count(&self) -> usize;
    /// Builds a line; called for lines in view only.
    fn line(&self, at: usize) -> Line;

    /// The next visible line.
    fn after(&self, at: usize) -> Option<usize> {
        (at + 1 < self.count()).then_some(at + 1)
    }

    /// The previous visible line.
    fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1)
    }

    /// The last visible line.
    fn last(&self) -> Option<usize> {
        self.count().checked_sub(1)
    }
}

impl Lines for &[Line] {
    fn count(&self) -> usize {
        self.len()
    }

    fn line(&self, at: usize) -> Line {
        self.get(at).cloned().unwrap_or_default()
    }
}

impl Lines for [Line] {
    fn count(&self) -> usize {
        self.len()
    }

    fn line(&self, at: usize) -> Line {
        self.get(at).cloned().unwrap_or_default()
    }
}

/// A position in wrapped text, such as the first row in view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scroll {
    /// Line index.
    pub line: usize,
    /// Row within the wrapped line.
    pub row: usize,
}

/// The rows in view, at most `height`, each at most `columns` wide.
pub fn rows(lines: &(impl Lines + ?Sized), scroll: Scroll, columns: usize, height: usize) -> Vec<Line> {
    placed_rows(lines, scroll, columns, height).into_iter().map(|(_, row)| row).collect()
}

/// As [`rows`], each with its position.
pub fn placed_rows(
    lines: &(impl Lines + ?Sized),
    scroll: Scroll,
    columns: usize,
    height: usize,
) -> Vec<(Scroll, Line)> {
    let mut rows = Vec::with_capacity(height);
    let mut next = Some(scroll.line).filter(|line| *line < lines.count());
    while let Some(line) = next {
        let first = if line == scroll.line { scroll.row } else { 0 };
        for (row, text) in wrap(lines.line(line), columns).into_iter().enumerate().skip(first) {
            if rows.len() == height {
                return rows;
            }
            rows.push((Scroll { line, row }, text));
        }
        next = lines.after(line);
    }
    rows
}

/// Scrolls by rows (negative: up), no further than the last row at the bottom of the window.
pub fn moved(
    lines: &(impl Lines + ?Sized),
    scroll: Scroll,
    by: isize,
    columns: usize,
    height: usize,
) -> Scroll {
    if by < 0 {
        return up(lines, scroll, by.unsigned_abs(), columns);
    }
    let mut to = scroll;
    for _ in 0..by {
        let rows = wrap(lines.line(to.line), columns).len();
        if to.row + 1 < rows {
            to.row += 1;
        } else if let Some(line) = lines.after(to.line) {
            to = Scroll { line, row: 0 };
        } else {
            break;
        }
    }
    to.min(end(lines, columns, height))
}

/// The scroll position that shows the last row at the bottom of the window.
pub fn end(lines: &(impl Lines + ?Sized), columns: usize, height: usize) -> Scroll {
    let Some(line) = lines.last() else {
        return Scroll::default();
    };
    let row = wrap(lines.line(line), columns).len() - 1;
    up(lines, Scroll { line, row }, height.saturating_sub(1), columns)
}

/// The position this many rows above, or the first row.
pub fn up(lines: &(impl Lines + ?Sized), mut scroll: Scroll, by: usize, columns: usize) -> Scroll {
    for _ in 0..by {
        if scroll.row > 0 {
            scroll.row -= 1;
        } else if let Some(line) = lines.before(scroll.line) {
            scroll = Scroll { line, row: wrap(lines.line(line), columns).len() - 1 };
        } else {
            break;
        }
    }
    scroll
}

/// Wraps a line at `columns`, preferably at spaces. Returns at least one row.
pub fn wrap(line: Line, columns: usize) -> Vec<Line> {
    let columns = columns.max(2);
    if line.spans.iter().map(|span| width(&span.text)).sum::<usize>() <= columns {
        return vec![line];
    }
    // Leave room for a wide character next to the indent.
    let hang = line.hang.min(columns / 2).min(columns - 2);
    let mut wrapper = Wrapper {
        columns,
        hang,
        rows: Vec::new(),
        row: Line { number: line.number, ..Line::default() },
        used: 0,
    };
    for span in line.spans {
        // A word and the spaces after it move to the next row together.
        for word in span.text.split_inclusive(' ') {
            wrapper.word(word, span.role);
        }
    }
    wrapper.finish()
}

/// Words up to this length are not broken if they fit a row, so e-mail addresses stay whole.
const MAX_MOVED: usize = 40;

struct Wrapper {
    columns: usize,
    hang: usize,
    rows: Vec<Line>,
    row: Line,
    used: usize,
}

impl Wrapper {
    fn word(&mut self, word: &str, role: Role) {
        let needed = width(word.trim_end_matches(' '));
        let room = self.columns.saturating_sub(self.used);
        let fits_a_row = needed <= self.columns - self.hang;
        // Move the word to the next row; a long one (a URL, say) only if that leaves little space unused.
        if needed > room && fits_a_row && (needed <= MAX_MOVED || self.leaves_no_great_gap()) {
            self.new_row();
        }
        // Break a word that still does not fit after a separator in its URL.
        for part in word.split_inclusive(['/', '?', '&']) {
            self.part(part, role);
        }
    }

    /// Whether the row is nearly full.
    fn leaves_no_great_gap(&self) -> bool {
        self.columns.saturating_sub(self.used) * 5 <= self.columns * 2
    }

    fn part(&mut self, part: &str, role: Role) {
        let needed = width(part.trim_end_matches(' '));
        let fits = |used: usize| used + needed <= self.columns;
        if !fits(self.used) && fits(self.hang) && self.leaves_no_great_gap() {
            self.new_row();
        }
        for grapheme in part.graphemes(true) {
            let columns = width(grapheme);
            if self.used + columns > self.columns {
                if grapheme == " " {
                    continue;
                }
                self.new_row();
            }
            self.push(grapheme, role);
            self.used += columns;
        }
    }

    fn push(&mut self, text: &str, role: Role) {
        match self.row.spans.last_mut() {
            Some(last) if last.role == role => last.text.push_str(text),
            _ => self.row.spans.push(Span::new(text, role)),
        }
    }

    fn new_row(&mut self) {
        let indent = Span::new(" ".repeat(self.hang), Role::Normal);
        let next = Line { spans: if self.hang > 0 { vec![indent] } else { Vec::new() }, ..Line::default() };
        self.rows.push(std::mem::replace(&mut self.row, next));
        self.used = self.hang;
    }

    fn finish(mut self) -> Vec<Line> {
        self.rows.push(self.row);
        self.rows
    }
}

pub fn spans_width(spans: &[Span]) -> usize {
    spans.iter().map(|span| width(&span.text)).sum()
}

/// Text padded or truncated to exactly `columns`, aligned left or right.
pub fn cell(text: &str, columns: usize, to_the_right: bool) -> String {
    let text = fit_end(text, columns);
    let gap = " ".repeat(columns.saturating_sub(width(&text)));
    if to_the_right { gap + &text } else { text + &gap }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(rows: &[Line]) -> Vec<String> {
        rows.iter().map(|row| row.spans.iter().map(|span| span.text.as_str()).collect()).collect()
    }

    fn wrapped(text: &str, hang: usize, columns: usize) -> Vec<String> {
        texts(&wrap(Line { hang, ..Line::of(text, Role::Normal) }, columns))
    }

    #[test]
    fn words_move_long_ones_break_and_rows_hang() {
        assert_eq!(wrapped("Delete the e-mail from it", 2, 12), ["Delete the ", "  e-mail ", "  from it"]);
        assert_eq!(wrapped("abcdefghij", 0, 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("홍길동전", 0, 5), ["홍길", "동전"]);
        assert_eq!(wrapped("", 0, 5), [""]);
    }

    #[test]
    fn urls_break_where_their_parts_end() {
        let url = "https://identity.example.com/organization/users/onboard?id=31c4ba2f&lang=ko_KR";
        assert_eq!(
            wrapped(url, 2, 32),
            ["https://identity.example.com/", "  organization/users/onboard?", "  id=31c4ba2f&lang=ko_KR"]
        );
        let korean = "주소는 https://h.example.com/사용자/조직/온보딩요청목록/전체 입니다";
        assert_eq!(
            wrapped(korean, 0, 32),
            ["주소는 https://h.example.com/", "사용자/조직/온보딩요청목록/전체 ", "입니다"]
        );
        assert_eq!(
            wrapped("/aaaaaaaaaa", 0, 8),
            ["/aaaaaaa", "aaa"],
            "far from its end a part breaks itself"
        );
    }

    #[test]
    fn only_lines_in_view_are_built() {
        struct Endless(std::cell::Cell<usize>);
        impl Lines for Endless {
            fn count(&self) -> usize {
                1_000_000
            }

            fn line(&self, at: usize) -> Line {
                self.0.set(self.0.get() + 1);
                Line::of(format!("line {at}"), Role::Normal)
            }
        }
        let lines = Endless(std::cell::Cell::new(0));
        let scroll = Scroll { line: 500_000, row: 0 };
        assert_eq!(texts(&rows(&lines, scroll, 20, 3)), ["line 500000", "line 500001", "line 500002"]);
        assert!(lines.0.get() <= 4);
        assert_eq!(end(&lines, 20, 10), Scroll { line: 999_990, row: 0 });
    }

    #[test]
    fn scrolling_stops_at_both_ends() {
        let lines: Vec<Line> = (0..5).map(|i| Line::of(format!("{i} aaaa bbbb"), Role::Normal)).collect();
        let lines = lines.as_slice();
        let two_rows_each = 6;
        assert_eq!(moved(lines, Scroll::default(), -3, two_rows_each, 4), Scroll::default());
        assert_eq!(moved(lines, Scroll::default(), 1, two_rows_each, 4), Scroll { line: 0, row: 1 });
        assert_eq!(moved(lines, Scroll::default(), 100, two_rows_each, 4), Scroll { line: 3, row: 0 });
        assert_eq!(
            moved(lines, Scroll { line: 3, row: 0 }, -1, two_rows_each, 4),
            Scroll { line: 2, row: 1 }
        );
        let none: &[Line] = &[];
        assert_eq!(moved(none, Scroll::default(), 5, 10, 4), Scroll::default());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(text in "[a-z 홍é]{0,60}", hang in 0usize..9, columns in 2usize..30) {
            let rows = wrapped(&text, hang, columns);
            prop_assert!(rows.iter().all(|row| width(row.trim_end()) <= columns));
            let kept = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(kept(&rows.concat()), kept(&text));
        }
    }
}
