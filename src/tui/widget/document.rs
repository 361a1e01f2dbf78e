//! A long text, laid out once (on a worker) and shown line by line with its colours.

pub mod code;
pub mod path;
mod roles;

use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use self::code::{Inside, Language};
use self::roles::{header_roles, json_roles, overlay};
use super::matches::{self, TextMatch};
use super::text::{Line, Lines};
use crate::text::pretty::LaidOut;
use crate::text::tree::Tree;
use crate::text::{clean, clean_lines};
use crate::tui::theme::Role;
use crate::worker::CancelToken;

/// A longer line is shown as several, so that a frame never has to go through a megabyte of one line.
const MAX_LINE: usize = 2000;

/// Lines beyond these are left out: reading that far is unlikely, and each costs memory.
const MAX_LINES: usize = 8_000_000;

/// Texts are counted in 32 bits; a longer one is cut.
const MAX_TEXT: usize = (u32::MAX - 16) as usize;

/// How a text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// Not at all.
    #[default]
    Plain,
    /// Laid-out JSON.
    Json,
    /// As code.
    Code(Language),
    /// `Name: value` lines; a line without a colon is a heading.
    Headers,
    /// A remark instead of a text.
    Remark,
}

/// A text ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct Document {
    text: Arc<String>,
    pieces: Vec<Piece>,
    syntax: Syntax,
    /// Where something is that failed, in order.
    marked: Vec<Range<usize>>,
    /// Which line is inside which; empty where nothing does.
    tree: Tree,
}

/// A line, or a part of a very long one: eight bytes, since a large body has millions of them.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: u32,
    /// The line's number from 0, and above it what the piece begins inside, and whether it continues a line.
    line: u32,
}

impl Piece {
    /// A further part of a long line.
    const FURTHER: u32 = 1 << 31;
    /// Where the four bits of what it begins inside are.
    const INSIDE: u32 = 27;

    fn is_further(self) -> bool {
        self.line & Self::FURTHER != 0
    }

    fn inside(self) -> Inside {
        Inside::of_bits(self.line >> Self::INSIDE & 15)
    }

    fn line(self) -> usize {
        (self.line & ((1 << Self::INSIDE) - 1)) as usize
    }
}

impl Document {
    /// Cleans a text and finds its lines. `marks` are texts to be shown as what failed, wherever they are as whole
    /// words.
    #[must_use]
    pub fn new(text: &str, syntax: Syntax, marks: &[String]) -> Self {
        Self::of(Arc::new(clean_lines(text).into_owned()), syntax, marks)
    }

    /// As [`Document::new`], sharing the text where it needs no cleaning.
    #[must_use]
    pub fn shared(text: &Arc<String>, syntax: Syntax, marks: &[String]) -> Self {
        match clean_lines(text) {
            std::borrow::Cow::Borrowed(_) => Self::of(Arc::clone(text), syntax, marks),
            std::borrow::Cow::Owned(clean) => Self::of(Arc::new(clean), syntax, marks),
        }
    }

    /// JSON that was laid out, to be folded.
    #[must_use]
    pub fn json(laid_out: LaidOut, marks: &[String]) -> Self {
        let LaidOut { text, tree } = laid_out;
        let text = if text.chars().all(clean::is_plain_or_line_feed) {
            text
        } else {
            clean_lines(&text).into_owned()
        };
        Self { tree, ..Self::of(Arc::new(text), Syntax::Json, marks) }
    }

    fn of(mut text: Arc<String>, syntax: Syntax, marks: &[String]) -> Self {
        if let Some(end) = too_long(&text) {
            text = Arc::new(format!("{}\n…", &text[..end]));
        }
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut inside = Inside::default();
        for (i, line) in text.split('\n').enumerate() {
            inside = push_pieces(&mut pieces, &text, start..start + line.len(), i, syntax, inside);
            start += line.len() + 1;
        }
        pieces.shrink_to_fit();
        let marked = find_marks(&text, marks);
        Self { text, pieces, syntax, marked, tree: Tree::default() }
    }

    /// Bytes it holds, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.text.len()
            + self.pieces.len() * size_of::<Piece>()
            + self.marked.len() * size_of::<Range<usize>>()
            + self.tree.weight()
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Which line is inside which.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The number of its last line, from 1.
    #[must_use]
    pub fn last_number(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.line() + 1)
    }

    /// Whether line numbers help: not next to headers or a remark.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        matches!(self.syntax, Syntax::Plain | Syntax::Json | Syntax::Code(_))
    }

    /// The first piece that holds a mark.
    #[must_use]
    pub fn first_mark(&self) -> Option<usize> {
        let at = self.marked.first()?.start;
        Some(self.piece_at(at))
    }

    /// Where a text is, in order; `None` once it is cancelled.
    #[must_use]
    pub fn find(&self, text: &str, cancel: &CancelToken) -> Option<Vec<TextMatch>> {
        let Some(pattern) = matches::pattern(text) else { return Some(Vec::new()) };
        let spot = |found: Range<usize>| {
            let line = self.piece_at(found.start);
            let start = self.range(line).start;
            TextMatch { line, range: found.start - start..found.end - start }
        };
        matches::find_in(&pattern, &self.text, spot, cancel)
    }

    /// The piece that a place of the text lies in.
    fn piece_at(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.start as usize <= at).saturating_sub(1)
    }

    /// The line (from 0) that a piece belongs to.
    #[must_use]
    pub fn line_of(&self, piece: usize) -> usize {
        self.pieces.get(piece).map_or(0, |piece| piece.line())
    }

    /// The first piece of a line; the last piece of all where there are fewer lines.
    #[must_use]
    pub fn piece_of(&self, line: usize) -> usize {
        self.pieces.partition_point(|piece| piece.line() < line).min(self.pieces.len().saturating_sub(1))
    }

    /// The text of some lines.
    #[must_use]
    pub fn lines(&self, lines: Range<usize>) -> &str {
        let start = self.range(self.piece_of(lines.start)).start;
        let end = match self.pieces.get(self.pieces.partition_point(|piece| piece.line() < lines.end)) {
            Some(next) => (next.start as usize).saturating_sub(1),
            None => self.text.len(),
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether something that failed is in some lines.
    #[must_use]
    pub fn is_marked(&self, lines: Range<usize>) -> bool {
        let start = self.range(self.piece_of(lines.start)).start;
        let end = start + self.lines(lines).len();
        self.marked
            .get(self.marked.partition_point(|mark| mark.end <= start))
            .is_some_and(|mark| mark.start < end)
    }

    /// Where a piece is in the text.
    fn range(&self, at: usize) -> Range<usize> {
        let Some(piece) = self.pieces.get(at) else { return self.text.len()..self.text.len() };
        let end = match self.pieces.get(at + 1) {
            // The line feed before it belongs to neither.
            Some(next) if !next.is_further() => (next.start as usize).saturating_sub(1),
            Some(next) => next.start as usize,
            None => self.text.len(),
        };
        piece.start as usize..end
    }

    fn roles(&self, piece: Piece, text: &str) -> Vec<(Range<usize>, Role)> {
        match self.syntax {
            Syntax::Plain => vec![(0..text.len(), Role::Normal)],
            Syntax::Remark => vec![(0..text.len(), Role::Dim)],
            Syntax::Json => json_roles(text, piece.inside() == Inside::Double),
            Syntax::Code(language) => {
                let mut roles = Vec::new();
                code::scan(language, text, piece.inside(), |range, role| roles.push((range, role)));
                roles
            }
            Syntax::Headers => header_roles(text, !piece.is_further()),
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

/// Where a text has to end, that has too many lines or bytes.
fn too_long(text: &str) -> Option<usize> {
    let lines = if text.len() > MAX_LINES {
        memchr::memchr_iter(b'\n', text.as_bytes()).nth(MAX_LINES)
    } else {
        None
    };
    lines.or_else(|| (text.len() > MAX_TEXT).then(|| boundary(text, MAX_TEXT)))
}

/// Where the marks are as whole words, in one pass; the longest where several begin at one place.
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
        let Some(piece) = self.pieces.get(at) else {
            return Line::default();
        };
        let range = self.range(at);
        let text = &self.text[range.clone()];
        let indent = text.len() - text.trim_start_matches(' ').len();
        let spans = overlay(text, &self.roles(*piece, text), &self.marked_in(&range));
        let number = (!piece.is_further()).then(|| piece.line() + 1);
        Line { number, hang: if self.syntax == Syntax::Remark { 0 } else { indent + 2 }, spans }
    }
}

/// The last place up to `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Splits a line into parts of bearable length; returns what the next line begins inside.
fn push_pieces(
    pieces: &mut Vec<Piece>,
    text: &str,
    range: Range<usize>,
    line: usize,
    syntax: Syntax,
    mut inside: Inside,
) -> Inside {
    let (mut start, mut further) = (range.start, 0);
    loop {
        let is_last = range.end - start <= MAX_LINE;
        let end = if is_last { range.end } else { boundary(text, start + MAX_LINE) };
        pieces.push(Piece {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            line: u32::try_from(line).unwrap_or(0) | inside.bits() << Piece::INSIDE | further,
        });
        inside = match syntax {
            // A line of laid-out JSON ends outside of any string.
            Syntax::Json if is_last => Inside::Nothing,
            Syntax::Json if roles::ends_in_string(&text[start..end], inside == Inside::Double) => {
                Inside::Double
            }
            Syntax::Json => Inside::Nothing,
            Syntax::Code(language) => code::scan(language, &text[start..end], inside, |_, _| {}),
            Syntax::Plain | Syntax::Headers | Syntax::Remark => Inside::Nothing,
        };
        if is_last {
            return inside.on_next_line();
        }
        (start, further) = (end, Piece::FURTHER);
    }
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
        fn every_character_is_shown_once(text in "[\\PC\n\"\\\\{}:,]{0,80}", mark in "[a-z\"]{0,2}", syntax in 0..5) {
            let code = Syntax::Code(Language::Markup);
            let syntax = [Syntax::Plain, Syntax::Json, Syntax::Headers, Syntax::Remark, code][syntax as usize];
            let document = Document::new(&text, syntax, &[mark]);
            let shown: Vec<String> = (0..document.count())
                .map(|at| document.line(at).spans.iter().map(|span| span.text.as_str()).collect())
                .collect();
            prop_assert_eq!(shown.join("\n"), clean_lines(&text));
        }
    }
}
