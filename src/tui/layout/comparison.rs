//! Layout of a comparison: its sections as lines, each difference with its sign.

use std::ops::Range;

use crate::compare::words::of;
use crate::compare::{Comparison, Name, Row, Sides, Values, write};
use crate::text::{Lang, clean, width};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span, wrap};

/// Columns on the left for the sign of the selected difference.
pub const MARGIN: u16 = 1;

/// Width of a difference's sign with the gap after it.
const SIGN: usize = 2;

/// Separator between two columns.
const GAP: &str = " │ ";

/// Column widths of a side-by-side comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    name: usize,
    value: usize,
}

impl Columns {
    /// Names get the room they need, up to a share of the window; the values divide the rest.
    fn of(found: &Comparison, window: u16, lang: Lang) -> Self {
        let rows = found.differing.iter().flat_map(|section| &section.rows);
        let names = rows.map(|row| row.name.text(lang));
        let names = names.chain(found.volatile.iter().map(|row| row.whole_name(lang)));
        let widest = names.map(|name| width(&name)).max().unwrap_or(0);
        let room = usize::from(window).saturating_sub(usize::from(MARGIN) + 1 + SIGN + 2 * width(GAP));
        let name = widest.clamp(8, (room * 3 / 10).max(8));
        Self { name, value: room.saturating_sub(name) / 2 }
    }

    /// Offset and width of the left values.
    pub fn left(self) -> (u16, usize) {
        let x = usize::from(MARGIN) + SIGN + self.name + width(GAP);
        (u16::try_from(x).unwrap_or(u16::MAX), self.value)
    }

    /// Offset and width of the right values.
    pub fn right(self) -> (u16, usize) {
        let x = usize::from(self.left().0) + self.value + width(GAP);
        (u16::try_from(x).unwrap_or(u16::MAX), self.value)
    }
}

/// A comparison laid out for one window width.
#[derive(Debug, Default)]
pub struct LaidOut {
    pub width: u16,
    /// `None` if the two sides are stacked.
    pub columns: Option<Columns>,
    pub lines: Vec<Line>,
    /// The range of lines of each difference.
    pub stops: Vec<Range<usize>>,
}

pub fn lay_out(found: &Comparison, window: u16, lang: Lang) -> LaidOut {
    let is_side_by_side = super::compare((window, u16::MAX)).is_side_by_side;
    let columns = is_side_by_side.then(|| Columns::of(found, window, lang));
    let mut lines =
        Lines { lines: Vec::new(), columns, room: usize::from(window.saturating_sub(MARGIN + 1)) };
    let mut stops = Vec::new();
    for section in &found.differing {
        lines.heading(section.title(lang), Role::Strong);
        for row in &section.rows {
            let first = lines.lines.len();
            lines.row(row.name.text(lang), row, false);
            stops.push(first..lines.lines.len());
        }
        if let Some(rest) = section.rest(lang) {
            lines.text(&rest, Role::Dim, SIGN);
        }
    }
    if found.is_same() {
        lines.text(&found.verdict(lang), Role::Good, 0);
    }
    if !found.volatile.is_empty() {
        lines.heading(write::volatile_title(found, lang), Role::Dim);
        for row in &found.volatile {
            lines.row(row.whole_name(lang), row, true);
        }
    }
    if !found.same.is_empty() {
        lines.heading(of(lang).same.clone(), Role::Dim);
    }
    for same in &found.same {
        let Sides { left, right } = same.text(lang);
        let text = if right.is_empty() { left } else { format!("{left}: {right}") };
        lines.text(&text, Role::Dim, SIGN);
    }
    LaidOut { width: window, columns, lines: lines.lines, stops }
}

struct Lines {
    lines: Vec<Line>,
    columns: Option<Columns>,
    room: usize,
}

impl Lines {
    fn heading(&mut self, text: String, role: Role) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.text(&text, role, 0);
    }

    /// Adds a text, wrapped if necessary.
    fn text(&mut self, text: &str, role: Role, indent: usize) {
        let line = Line { hang: indent, ..Line::of(format!("{}{text}", " ".repeat(indent)), role) };
        let rows = wrap(line, self.room);
        self.lines.extend(rows.into_iter().map(|row| margin(row.spans)));
    }

    fn row(&mut self, name: String, row: &Row, is_quiet: bool) {
        let parts = parts(&row.values, is_quiet);
        match self.columns {
            Some(columns) => {
                let lines = side_by_side(&name, row, parts, columns, is_quiet);
                self.lines.extend(lines);
            }
            None => self.stacked(&name, row, parts, is_quiet),
        }
    }

    /// Stacked: the name, then the left value, then the right value.
    fn stacked(&mut self, name: &str, row: &Row, parts: Sides<Vec<Span>>, is_quiet: bool) {
        let name_role = if is_quiet { Role::Dim } else { Role::Key };
        let number = match row.name {
            // Line numbers share the line with their text.
            Name::Line(..) => format!("{name:>5} "),
            _ => {
                self.text(name, name_role, SIGN);
                String::new()
            }
        };
        for (value, sign, role) in [(parts.left, "-", Role::Warning), (parts.right, "+", Role::Good)] {
            if value.is_empty() {
                continue;
            }
            let role = if is_quiet { Role::Dim } else { role };
            let mut spans = vec![Span::new(number.clone(), Role::Dim), Span::new(format!("{sign} "), role)];
            spans.extend(value);
            let hang = width(&number) + SIGN;
            let rows = wrap(Line { hang, spans, ..Line::default() }, self.room);
            self.lines.extend(rows.into_iter().map(|row| margin(row.spans)));
        }
    }
}

/// Side by side: the name, the left value and the right value.
fn side_by_side(
    name: &str,
    row: &Row,
    parts: Sides<Vec<Span>>,
    columns: Columns,
    is_quiet: bool,
) -> Vec<Line> {
    let (sign, role) = match row.values {
        Values::Changed(_) => ("≠ ", Role::Warning),
        Values::Left(_) => ("- ", Role::Warning),
        Values::Right(_) => ("+ ", Role::Good),
    };
    let role = if is_quiet { Role::Dim } else { role };
    let name_role = if is_quiet { Role::Dim } else { Role::Key };
    let names = wrap(Line::of(name, name_role), columns.name);
    let side = |spans: Vec<Span>| wrap(Line { spans, ..Line::default() }, columns.value);
    let (left, right) = (side(parts.left), side(parts.right));
    (0..names.len().max(left.len()).max(right.len()))
        .map(|at| {
            let mut spans = vec![Span::new(if at == 0 { sign } else { "  " }, role)];
            pad(&mut spans, names.get(at), columns.name);
            spans.push(Span::new(GAP, Role::Rule));
            pad(&mut spans, left.get(at), columns.value);
            spans.push(Span::new(GAP, Role::Rule));
            spans.extend(right.get(at).map(|line| line.spans.clone()).unwrap_or_default());
            margin(spans)
        })
        .collect()
}

fn pad(spans: &mut Vec<Span>, line: Option<&Line>, columns: usize) {
    let own = line.map(|line| line.spans.clone()).unwrap_or_default();
    let used: usize = own.iter().map(|span| width(&span.text)).sum();
    spans.extend(own);
    spans.push(Span::new(" ".repeat(columns.saturating_sub(used)), Role::Normal));
}

fn margin(mut spans: Vec<Span>) -> Line {
    spans.insert(0, Span::new(" ".repeat(usize::from(MARGIN)), Role::Normal));
    Line { spans, ..Line::default() }
}

/// The values as spans: their common prefix and suffix are dimmed, the difference is not.
fn parts(values: &Values, is_quiet: bool) -> Sides<Vec<Span>> {
    let Sides { left, right } = values.sides();
    let safe = |value: Option<&str>| match value {
        Some("") => Some("\"\"".to_owned()),
        value => value.map(|value| clean(value).into_owned()),
    };
    let (left, right) = (safe(left), safe(right));
    let whole = |value: Option<String>, role| {
        let role = if is_quiet { Role::Dim } else { role };
        value.map(|value| Span::new(value, role)).into_iter().collect::<Vec<_>>()
    };
    let (Some(one), Some(other)) = (&left, &right) else {
        return Sides { left: whole(left, Role::Warning), right: whole(right, Role::Good) };
    };
    if is_quiet {
        return Sides { left: whole(left, Role::Dim), right: whole(right, Role::Dim) };
    }
    let (begin, end) = common(one, other);
    let marked = |value: &str, role| {
        let spans = [
            Span::new(&value[..begin], Role::Normal),
            Span::new(&value[begin..value.len() - end], role),
            Span::new(&value[value.len() - end..], Role::Normal),
        ];
        spans.into_iter().filter(|span| !span.text.is_empty()).collect::<Vec<_>>()
    };
    Sides { left: marked(one, Role::Warning), right: marked(other, Role::Good) }
}

/// Byte lengths of the common prefix and suffix of two texts, cut at word boundaries, because a mark within a word is
/// hard to read.
fn common(one: &str, other: &str) -> (usize, usize) {
    let is_inside = |c: char| c.is_alphanumeric();
    let same = one.char_indices().zip(other.chars()).take_while(|((_, a), b)| a == b);
    let begin = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
    let begin = one[..begin].trim_end_matches(is_inside).len();
    let same = one[begin..].char_indices().rev().zip(other[begin..].chars().rev());
    let end = same.take_while(|((_, a), b)| a == b).last().map_or(0, |((at, _), _)| one.len() - begin - at);
    let rest = &one[one.len() - end..];
    (begin, rest.trim_start_matches(is_inside).len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_words_are_marked() {
        let split = |one: &'static str, other: &'static str| {
            let (begin, end) = common(one, other);
            (&one[begin..one.len() - end], &other[begin..other.len() - end])
        };
        assert_eq!(split("a 400 b", "a 200 b"), ("400", "200"));
        assert_eq!(split("/users/17/x", "/users/18/x"), ("17", "18"));
        assert_eq!(split("same", "same more"), ("same", "same more"));
        assert_eq!(split("", "x"), ("", "x"));
    }

    proptest! {
        #[test]
        fn common_ends_never_overlap(one in "[a홍 /]{0,12}", other in "[a홍 /]{0,12}") {
            let (begin, end) = common(&one, &other);
            prop_assert!(begin + end <= one.len() && begin + end <= other.len());
            prop_assert_eq!(&one[..begin], &other[..begin]);
            prop_assert_eq!(&one[one.len() - end..], &other[other.len() - end..]);
        }
    }
}
