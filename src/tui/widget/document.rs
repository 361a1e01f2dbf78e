//! A long text, laid out once (on a worker) and shown line by line with its colours.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::RegexBuilder;

use super::text::{self, Line, Lines, Scroll, Span};
use crate::text::clean_lines;
use crate::tui::theme::Role;

/// A longer line is shown as several, so that a frame never has to go through a megabyte of one line.
const LONGEST_LINE: usize = 2000;

/// More places of a search are not counted.
const MOST_PLACES: usize = 1_000_000;

/// Lines beyond these are left out: nobody reads on that far, and each costs memory.
const MOST_LINES: usize = 1_000_000;

/// How a text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// Not at all.
    #[default]
    Plain,
    /// Laid-out JSON.
    Json,
    /// `Name: value` lines; a line without a colon is a heading.
    Headers,
    /// A remark instead of a text.
    Remark,
}

/// A text ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct Document {
    text: String,
    pieces: Vec<Piece>,
    syntax: Syntax,
    /// Where something stands that failed, in order.
    marked: Vec<Range<usize>>,
}

/// A line, or a part of a very long one.
#[derive(Debug, Clone)]
struct Piece {
    range: Range<usize>,
    /// The line's number, from 1; `None` for a further part of a long line.
    number: Option<usize>,
    /// A further part of a long line that begins within a JSON string.
    in_string: bool,
}

impl Document {
    /// Cleans a text and finds its lines. `marks` are texts to be shown as what failed, wherever they stand as whole
    /// words.
    #[must_use]
    pub fn new(text: &str, syntax: Syntax, marks: &[String]) -> Self {
        let mut text = clean_lines(text).into_owned();
        if let Some((end, _)) = text.match_indices('\n').nth(MOST_LINES) {
            text.truncate(end);
            text.push_str("\n…");
        }
        let mut pieces = Vec::new();
        let mut start = 0;
        for (i, line) in text.split('\n').enumerate() {
            push_pieces(&mut pieces, &text, start..start + line.len(), i + 1, syntax);
            start += line.len() + 1;
        }
        let marked = find_marks(&text, marks);
        Self { text, pieces, syntax, marked }
    }

    /// Bytes it holds, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.text.len()
            + self.pieces.len() * size_of::<Piece>()
            + self.marked.len() * size_of::<Range<usize>>()
    }

    /// The number of its last line.
    #[must_use]
    pub fn last_number(&self) -> usize {
        self.pieces.iter().rev().find_map(|piece| piece.number).unwrap_or(0)
    }

    /// Whether line numbers help: not beside headers or a remark.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        matches!(self.syntax, Syntax::Plain | Syntax::Json)
    }

    /// The first line that holds a mark.
    #[must_use]
    pub fn first_mark(&self) -> Option<usize> {
        let at = self.marked.first()?.start;
        Some(self.pieces.partition_point(|piece| piece.range.end <= at))
    }

    /// Where a text stands, in order; upper and lower case are the same unless it has a capital letter. `None` once
    /// `wanted` says that nobody waits for it any more.
    #[must_use]
    pub fn find(&self, text: &str, wanted: &dyn Fn() -> bool) -> Option<Vec<Range<usize>>> {
        let any_case = !text.chars().any(char::is_uppercase);
        let Ok(regex) = RegexBuilder::new(&regex::escape(text)).case_insensitive(any_case).build() else {
            return Some(Vec::new());
        };
        let mut places = Vec::new();
        for found in regex.find_iter(&self.text).filter(|found| !found.is_empty()).take(MOST_PLACES) {
            if places.len() % 4096 == 0 && !wanted() {
                return None;
            }
            places.push(found.range());
        }
        Some(places)
    }

    /// Where a line begins in the text.
    #[must_use]
    pub fn start_of(&self, line: usize) -> usize {
        self.pieces.get(line).map_or(self.text.len(), |piece| piece.range.start)
    }

    /// How far to scroll so that a place is in view: not at all where it is, else with lines of context above it.
    #[must_use]
    pub fn brought_into_view(
        &self,
        place: &Range<usize>,
        scroll: Scroll,
        columns: usize,
        height: usize,
    ) -> Scroll {
        let line = self.pieces.partition_point(|piece| piece.range.end <= place.start);
        let at = Scroll { line, row: self.row_of(line, place, columns) };
        let scroll = scroll.min(text::end(self, columns, height));
        let below = isize::try_from(height.saturating_sub(1)).unwrap_or(isize::MAX);
        if scroll <= at && at <= text::moved(self, scroll, below, columns, 1) {
            return scroll;
        }
        let context = isize::try_from(height / 3).unwrap_or(0);
        text::moved(self, at, -context, columns, height).min(text::end(self, columns, height))
    }

    /// The row of a wrapped line in which a place stands.
    fn row_of(&self, line: usize, place: &Range<usize>, columns: usize) -> usize {
        let Some(piece) = self.pieces.get(line) else { return 0 };
        let end = place.end.clamp(piece.range.start, piece.range.end);
        let shown =
            Line { hang: self.hang(piece), ..Line::of(&self.text[piece.range.start..end], Role::Normal) };
        text::wrap(shown, columns).len() - 1
    }

    fn hang(&self, piece: &Piece) -> usize {
        let text = &self.text[piece.range.clone()];
        let indent = text.len() - text.trim_start_matches(' ').len();
        if self.syntax == Syntax::Remark { 0 } else { indent + 2 }
    }

    /// A line with what was marked in it, and further marks laid over.
    fn marked_line(&self, at: usize, more: &[(Range<usize>, Role)]) -> Line {
        let Some(piece) = self.pieces.get(at) else {
            return Line::default();
        };
        let text = &self.text[piece.range.clone()];
        let failed = self.marked_in(&piece.range).into_iter().map(|range| (range, Role::Failed));
        let roles = overlay(&self.roles(piece), &failed.collect::<Vec<_>>());
        let roles = overlay(&roles, more);
        let piece_of =
            |(range, role): &(Range<usize>, Role)| Some(Span::new(text.get(range.clone())?, *role));
        let spans = roles.iter().filter_map(piece_of).filter(|span| !span.text.is_empty()).collect();
        Line { number: piece.number, hang: self.hang(piece), spans }
    }

    fn roles(&self, piece: &Piece) -> Vec<(Range<usize>, Role)> {
        let text = &self.text[piece.range.clone()];
        match self.syntax {
            Syntax::Plain => vec![(0..text.len(), Role::Normal)],
            Syntax::Remark => vec![(0..text.len(), Role::Dim)],
            Syntax::Json => json_roles(text, piece.in_string),
            Syntax::Headers => header_roles(text, piece.number.is_some()),
        }
    }

    /// The marked places of a piece, counted from its beginning.
    fn marked_in(&self, piece: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.marked.partition_point(|mark| mark.end <= piece.start);
        let here = self.marked[first..].iter().take_while(|mark| mark.start < piece.end);
        here.map(|mark| mark.start.max(piece.start) - piece.start..mark.end.min(piece.end) - piece.start)
            .collect()
    }
}

/// Where the marks stand as whole words, in one pass; the longest where several begin at one place.
fn find_marks(text: &str, marks: &[String]) -> Vec<Range<usize>> {
    let marks: Vec<&str> = marks.iter().map(String::as_str).filter(|mark| !mark.is_empty()).collect();
    if marks.is_empty() {
        return Vec::new();
    }
    let Ok(finder) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&marks) else {
        return Vec::new();
    };
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_whole = |range: &Range<usize>| {
        let inside = &text[range.clone()];
        let begins = is_word(inside.chars().next()) && is_word(text[..range.start].chars().next_back());
        let ends = is_word(inside.chars().next_back()) && is_word(text[range.end..].chars().next());
        !begins && !ends
    };
    finder.find_iter(text).map(|found| found.range()).filter(is_whole).collect()
}

impl Lines for Document {
    fn count(&self) -> usize {
        self.pieces.len()
    }

    fn line(&self, at: usize) -> Line {
        self.marked_line(at, &[])
    }
}

/// A document with the places that a search found in it.
#[derive(Debug, Clone, Copy)]
pub struct Searched<'a> {
    /// The document.
    pub document: &'a Document,
    /// The places, in order.
    pub places: &'a [Range<usize>],
    /// Which of them was stepped to.
    pub current: usize,
}

impl Lines for Searched<'_> {
    fn count(&self) -> usize {
        self.document.count()
    }

    fn line(&self, at: usize) -> Line {
        let Some(piece) = self.document.pieces.get(at) else {
            return Line::default();
        };
        let (start, end) = (piece.range.start, piece.range.end);
        let first = self.places.partition_point(|place| place.end <= start);
        let here = self.places[first..].iter().enumerate().take_while(|(_, place)| place.start < end);
        let more: Vec<_> = here
            .map(|(i, place)| {
                let role = if first + i == self.current { Role::Selected } else { Role::Matched };
                (place.start.max(start) - start..place.end.min(end) - start, role)
            })
            .collect();
        self.document.marked_line(at, &more)
    }
}

/// Splits a line into parts of bearable length.
fn push_pieces(pieces: &mut Vec<Piece>, text: &str, line: Range<usize>, number: usize, syntax: Syntax) {
    let mut start = line.start;
    let mut in_string = false;
    let mut number = Some(number);
    loop {
        let mut end = line.end.min(start + LONGEST_LINE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        pieces.push(Piece { range: start..end, number: number.take(), in_string });
        if end == line.end {
            return;
        }
        if syntax == Syntax::Json {
            in_string = ends_in_string(&text[start..end], in_string);
        }
        start = end;
    }
}

fn ends_in_string(text: &str, mut in_string: bool) -> bool {
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

/// The meanings of a line of laid-out JSON.
fn json_roles(text: &str, mut in_string: bool) -> Vec<(Range<usize>, Role)> {
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

/// The length of a string with its quotes; `inside` when the opening one stands before the text.
fn string_len(text: &str, inside: bool) -> usize {
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

fn header_roles(text: &str, begins: bool) -> Vec<(Range<usize>, Role)> {
    // A pseudo-header's own colon (`:path`) is part of its name.
    let colon = text.get(1..).and_then(|rest| rest.find(": ")).map(|at| at + 1);
    match colon {
        Some(colon) if begins => {
            vec![(0..colon, Role::Key), (colon..colon + 1, Role::Dim), (colon + 1..text.len(), Role::Normal)]
        }
        _ if begins && !text.starts_with(' ') => vec![(0..text.len(), Role::Heading)],
        _ => vec![(0..text.len(), Role::Normal)],
    }
}

/// Lays marks over the meanings of a text.
fn overlay(roles: &[(Range<usize>, Role)], marks: &[(Range<usize>, Role)]) -> Vec<(Range<usize>, Role)> {
    let mut laid = Vec::with_capacity(roles.len() + 2 * marks.len());
    for (range, role) in roles {
        let mut at = range.start;
        for (mark, marked) in marks {
            let (start, end) = (mark.start.max(at), mark.end.min(range.end));
            if start < end {
                laid.push((at..start, *role));
                laid.push((start..end, *marked));
                at = end;
            }
        }
        laid.push((at..range.end, *role));
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(document: &Document, at: usize) -> Vec<(String, Role)> {
        document.line(at).spans.into_iter().map(|span| (span.text, span.role)).collect()
    }

    #[test]
    fn json_is_coloured_and_what_failed_is_marked() {
        let text = "{\n  \"status\": 400,\n  \"e\": \"a \\\" [Error 1] b\"\n}";
        let marks =
            ["\"status\": 400".to_owned(), "[Error 1] b".to_owned(), String::new(), "rror".to_owned()];
        let document = Document::new(text, Syntax::Json, &marks);
        assert_eq!(document.count(), 4);
        assert_eq!(
            shown(&document, 1),
            [
                ("  ".to_owned(), Role::Normal),
                ("\"status\"".to_owned(), Role::Failed),
                (": ".to_owned(), Role::Failed),
                ("400".to_owned(), Role::Failed),
                (",".to_owned(), Role::Normal)
            ]
        );
        assert_eq!(
            shown(&document, 2)[1..],
            [
                ("\"e\"".to_owned(), Role::Key),
                (": ".to_owned(), Role::Normal),
                ("\"a \\\" ".to_owned(), Role::String),
                ("[Error 1] b".to_owned(), Role::Failed),
                ("\"".to_owned(), Role::String)
            ]
        );
        assert_eq!(document.first_mark(), Some(1));
    }

    #[test]
    fn a_very_long_line_is_shown_in_parts_with_one_number() {
        let text = format!("[\n  \"{}\"\n]", "홍".repeat(2000));
        let document = Document::new(&text, Syntax::Json, &[]);
        assert_eq!(document.count(), 6);
        let numbers: Vec<_> = (0..6).map(|at| document.line(at).number).collect();
        assert_eq!(numbers, [Some(1), Some(2), None, None, None, Some(3)]);
        assert_eq!(shown(&document, 3)[0].1, Role::String);
        assert_eq!(document.last_number(), 3);
    }

    #[test]
    fn headers_have_names_and_values() {
        let document = Document::new("Request\n:path: /a\nA: b: c", Syntax::Headers, &[]);
        assert_eq!(shown(&document, 0), [("Request".to_owned(), Role::Heading)]);
        assert_eq!(shown(&document, 1)[0], (":path".to_owned(), Role::Key));
        assert_eq!(shown(&document, 2)[2], (" b: c".to_owned(), Role::Normal));
    }

    proptest! {
        #[test]
        fn every_character_is_shown_once(text in "[\\PC\n\"\\\\{}:,]{0,80}", mark in "[a-z\"]{0,2}", syntax in 0..4) {
            let syntax = [Syntax::Plain, Syntax::Json, Syntax::Headers, Syntax::Remark][syntax as usize];
            let document = Document::new(&text, syntax, &[mark]);
            let shown: Vec<String> = (0..document.count())
                .map(|at| document.line(at).spans.iter().map(|span| span.text.as_str()).collect())
                .collect();
            prop_assert_eq!(shown.join("\n"), clean_lines(&text));
        }
    }
}
