//! A read-only text of any size with syntax highlighting. [`Document`] splits it into lines once, on a worker thread;
//! each frame then builds only the lines in view.

pub mod code;
pub mod path;
mod roles;

use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use self::code::{Language, ScanState};
use self::roles::{header_roles, json_roles, overlay};
use super::matches::{self, TextMatch};
use super::text::{Line, Lines};
use crate::text::pretty::LaidOut;
use crate::text::tree::Tree;
use crate::text::{clean, clean_lines};
use crate::tui::theme::Role;
use crate::worker::CancelToken;

/// A longer line is split into segments of this many bytes, so that a frame never processes a megabyte-long line.
const MAX_LINE: usize = 2000;

/// Further lines are cut off: nobody scrolls that far, and each line costs memory.
const MAX_LINES: usize = 8_000_000;

/// Offsets are `u32` to save memory; a longer text is cut off.
const MAX_TEXT: usize = (u32::MAX - 16) as usize;

/// Syntax highlighting of a [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    #[default]
    Plain,
    /// Pretty-printed JSON.
    Json,
    Code(Language),
    /// `Name: value` lines; a line without a colon is a heading.
    Headers,
    /// A note shown in place of a text, such as why there is none; dimmed.
    Remark,
}

/// A cleaned text, split into lines and ready to be drawn.
#[derive(Debug, Clone, Default)]
pub struct Document {
    text: Arc<String>,
    segments: Vec<Segment>,
    syntax: Syntax,
    /// Byte ranges to highlight as the cause of a failure, in ascending order.
    marked: Vec<Range<usize>>,
    /// Nesting of the lines, for folding; empty unless this is pretty-printed JSON.
    tree: Tree,
}

/// A line, or a part of a very long one. Eight bytes, because a large body has millions of lines.
#[derive(Debug, Clone, Copy)]
struct Segment {
    start: u32,
    /// Bits 0–26: line number from 0. Bits 27–30: the [`ScanState`] state at the start. Bit 31: whether this continues a
    /// line.
    line: u32,
}

impl Segment {
    /// Flag: a continuation of a long line.
    const CONTINUATION: u32 = 1 << 31;
    /// Shift of the four bits that hold the [`ScanState`] state.
    const INSIDE: u32 = 27;

    fn is_continuation(self) -> bool {
        self.line & Self::CONTINUATION != 0
    }

    fn inside(self) -> ScanState {
        ScanState::of_bits(self.line >> Self::INSIDE & 15)
    }

    fn line(self) -> usize {
        (self.line & ((1 << Self::INSIDE) - 1)) as usize
    }
}

impl Document {
    /// Cleans a text and splits it into lines. `marks` are texts highlighted as the cause of a failure wherever they
    /// occur as whole words.
    pub fn new(text: &str, syntax: Syntax, marks: &[String]) -> Self {
        Self::of(Arc::new(clean_lines(text).into_owned()), syntax, marks)
    }

    /// As [`Document::new`], but shares the string if it needs no cleaning.
    pub fn shared(text: &Arc<String>, syntax: Syntax, marks: &[String]) -> Self {
        match clean_lines(text) {
            std::borrow::Cow::Borrowed(_) => Self::of(Arc::clone(text), syntax, marks),
            std::borrow::Cow::Owned(clean) => Self::of(Arc::new(clean), syntax, marks),
        }
    }

    /// A foldable document of pretty-printed JSON.
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
        let mut segments = Vec::new();
        let mut start = 0;
        let mut inside = ScanState::default();
        for (i, line) in text.split('\n').enumerate() {
            inside = push_segments(&mut segments, &text, start..start + line.len(), i, syntax, inside);
            start += line.len() + 1;
        }
        segments.shrink_to_fit();
        let marked = find_marks(&text, marks);
        Self { text, segments, syntax, marked, tree: Tree::default() }
    }

    /// Approximate heap size in bytes.
    pub fn byte_size(&self) -> usize {
        self.text.len()
            + self.segments.len() * size_of::<Segment>()
            + self.marked.len() * size_of::<Range<usize>>()
            + self.tree.weight()
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Number of the last line, counted from 1; 0 if there are no lines.
    pub fn last_number(&self) -> usize {
        self.segments.last().map_or(0, |segment| segment.line() + 1)
    }

    /// Whether to show line numbers; headers and remarks have none.
    pub fn is_numbered(&self) -> bool {
        matches!(self.syntax, Syntax::Plain | Syntax::Json | Syntax::Code(_))
    }

    /// Index of the first segment that contains a mark.
    pub fn first_mark(&self) -> Option<usize> {
        let at = self.marked.first()?.start;
        Some(self.segment_at(at))
    }

    /// All matches of `text` in order; `None` if cancelled.
    pub fn find(&self, text: &str, cancel: &CancelToken) -> Option<Vec<TextMatch>> {
        let Some(pattern) = matches::pattern(text) else { return Some(Vec::new()) };
        let to_match = |found: Range<usize>| {
            let line = self.segment_at(found.start);
            let start = self.range(line).start;
            TextMatch { line, range: found.start - start..found.end - start }
        };
        matches::find_in(&pattern, &self.text, to_match, cancel)
    }

    /// Index of the segment that contains byte offset `at`.
    fn segment_at(&self, at: usize) -> usize {
        self.segments.partition_point(|segment| segment.start as usize <= at).saturating_sub(1)
    }

    /// The line (from 0) that a segment belongs to.
    pub fn line_of(&self, segment: usize) -> usize {
        self.segments.get(segment).map_or(0, |segment| segment.line())
    }

    /// The first segment of a line, clamped to the last segment.
    pub fn segment_of(&self, line: usize) -> usize {
        self.segments
            .partition_point(|segment| segment.line() < line)
            .min(self.segments.len().saturating_sub(1))
    }

    /// The text of a range of lines, without the final line feed.
    pub fn lines(&self, lines: Range<usize>) -> &str {
        let start = self.range(self.segment_of(lines.start)).start;
        let end = match self.segments.get(self.segments.partition_point(|segment| segment.line() < lines.end))
        {
            Some(next) => (next.start as usize).saturating_sub(1),
            None => self.text.len(),
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether any mark overlaps these lines.
    pub fn is_marked(&self, lines: Range<usize>) -> bool {
        let start = self.range(self.segment_of(lines.start)).start;
        let end = start + self.lines(lines).len();
        self.marked
            .get(self.marked.partition_point(|mark| mark.end <= start))
            .is_some_and(|mark| mark.start < end)
    }

    /// The byte range of a segment, without its line feed.
    fn range(&self, at: usize) -> Range<usize> {
        let Some(segment) = self.segments.get(at) else { return self.text.len()..self.text.len() };
        let end = match self.segments.get(at + 1) {
            // The line feed between two lines belongs to neither.
            Some(next) if !next.is_continuation() => (next.start as usize).saturating_sub(1),
            Some(next) => next.start as usize,
            None => self.text.len(),
        };
        segment.start as usize..end
    }

    fn roles(&self, segment: Segment, text: &str) -> Vec<(Range<usize>, Role)> {
        match self.syntax {
            Syntax::Plain => vec![(0..text.len(), Role::Normal)],
            Syntax::Remark => vec![(0..text.len(), Role::Dim)],
            Syntax::Json => json_roles(text, segment.inside() == ScanState::Double),
            Syntax::Code(language) => {
                let mut roles = Vec::new();
                code::scan(language, text, segment.inside(), |range, role| roles.push((range, role)));
                roles
            }
            Syntax::Headers => header_roles(text, !segment.is_continuation()),
        }
    }

    /// The marks that overlap a segment, relative to its start.
    fn marked_in(&self, segment: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.marked.partition_point(|mark| mark.end <= segment.start);
        let here = self.marked[first..].iter().take_while(|mark| mark.start < segment.end);
        here.map(|mark| {
            mark.start.max(segment.start) - segment.start..mark.end.min(segment.end) - segment.start
        })
        .collect()
    }
}

/// The offset at which a text with too many lines or bytes is cut; `None` if it fits.
fn too_long(text: &str) -> Option<usize> {
    let lines = if text.len() > MAX_LINES {
        memchr::memchr_iter(b'\n', text.as_bytes()).nth(MAX_LINES)
    } else {
        None
    };
    lines.or_else(|| (text.len() > MAX_TEXT).then(|| boundary(text, MAX_TEXT)))
}

/// Finds the marks that occur as whole words, in one pass; the longest wins where several start at the same offset.
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
        self.segments.len()
    }

    fn line(&self, at: usize) -> Line {
        let Some(segment) = self.segments.get(at) else {
            return Line::default();
        };
        let range = self.range(at);
        let text = &self.text[range.clone()];
        let indent = text.len() - text.trim_start_matches(' ').len();
        let spans = overlay(text, &self.roles(*segment, text), &self.marked_in(&range));
        let number = (!segment.is_continuation()).then(|| segment.line() + 1);
        Line { number, hang: if self.syntax == Syntax::Remark { 0 } else { indent + 2 }, spans }
    }
}

/// The last character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Splits a line into segments of at most [`MAX_LINE`] bytes; returns the state in which the next line starts.
fn push_segments(
    segments: &mut Vec<Segment>,
    text: &str,
    range: Range<usize>,
    line: usize,
    syntax: Syntax,
    mut inside: ScanState,
) -> ScanState {
    let (mut start, mut further) = (range.start, 0);
    loop {
        let is_last = range.end - start <= MAX_LINE;
        let end = if is_last { range.end } else { boundary(text, start + MAX_LINE) };
        segments.push(Segment {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            line: u32::try_from(line).unwrap_or(0) | inside.bits() << Segment::INSIDE | further,
        });
        inside = match syntax {
            // Strings in pretty-printed JSON never span lines.
            Syntax::Json if is_last => ScanState::Nothing,
            Syntax::Json if roles::ends_in_string(&text[start..end], inside == ScanState::Double) => {
                ScanState::Double
            }
            Syntax::Json => ScanState::Nothing,
            Syntax::Code(language) => code::scan(language, &text[start..end], inside, |_, _| {}),
            Syntax::Plain | Syntax::Headers | Syntax::Remark => ScanState::Nothing,
        };
        if is_last {
            return inside.on_next_line();
        }
        (start, further) = (end, Segment::CONTINUATION);
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
    fn json_is_highlighted_and_failures_are_marked() {
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
