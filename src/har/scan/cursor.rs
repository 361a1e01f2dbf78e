//! A buffered cursor over the file that moves forward by JSON tokens.

use std::io;

use serde_json::Value;

use super::{
    masks::{Masks, WIDTH, escaped, parity},
    resync::EntryFinder,
};
use crate::har::{lenient, source::Source};

/// Bytes per read: large enough to make system calls rare, small enough for the CPU cache.
const BLOCK: usize = 256 << 10;

/// Values are truncated to this number of bytes: no summary needs more.
const MAX_VALUE: u64 = 16 << 10;

/// A tolerant tokenizer: it recognizes strings and brackets and notices where they look broken.
pub(super) struct Cursor<'a> {
    source: &'a Source,
    buffer: Box<[u8]>,
    /// File offset of the buffer's first byte.
    base: u64,
    /// Index in the buffer.
    pos: usize,
    /// Number of bytes in the buffer.
    filled: usize,
    /// Number of bytes in the buffer before `limit`.
    end: usize,
    /// Offset at which the cursor treats the file as ended.
    limit: u64,
    /// Start of the current entry.
    entry: Option<u64>,
    suspected: bool,
    /// Offset of the first damage outside all entries.
    pub(super) broken: Option<u64>,
    entry_finder: EntryFinder,
    scratch: Vec<u8>,
    /// The I/O error that ended reading.
    pub(super) error: Option<io::Error>,
}

/// What follows at a position where an object's key is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    /// A key between these offsets, including the quotes; its value is next.
    Key(u64, u64),
    /// The object's closing bracket, consumed.
    End,
    /// An object in place of a key, not consumed.
    Stray,
    /// The end of the file, or a bracket that closes an outer container.
    Cut,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        let size = usize::try_from(source.len()).unwrap_or(BLOCK).clamp(WIDTH, BLOCK);
        Self {
            source,
            buffer: vec![0; size].into_boxed_slice(),
            base: 0,
            pos: 0,
            filled: 0,
            end: 0,
            limit: u64::MAX,
            entry: None,
            suspected: false,
            broken: None,
            entry_finder: EntryFinder::default(),
            scratch: Vec::new(),
            error: None,
        }
    }

    /// The file offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.pos as u64
    }

    /// Goes to a file offset.
    pub(super) fn seek(&mut self, offset: u64) {
        match usize::try_from(offset.wrapping_sub(self.base)) {
            Ok(at) if offset >= self.base && at <= self.end => self.pos = at,
            _ => {
                self.base = offset;
                (self.pos, self.filled, self.end) = (0, 0, 0);
            }
        }
    }

    /// Marks the start of an entry. With `careful`, the entry ends at the latest where the next one seems to
    /// start.
    pub(super) fn enter_entry(&mut self, careful: bool) {
        self.entry = Some(self.offset());
        if careful {
            self.suspect_damage();
        }
        self.suspected = false;
    }

    /// Marks the end of an entry. Returns whether it looked broken, and the offset where it was stopped if the
    /// file continues.
    pub(super) fn leave_entry(&mut self) -> (bool, Option<u64>) {
        let found = (self.suspected, (self.limit != u64::MAX).then_some(self.limit));
        self.entry = None;
        self.suspected = false;
        self.limit = u64::MAX;
        self.end = self.filled;
        found
    }

    /// Reports invalid JSON here. Inside an entry, the cursor then stops where the next entry seems to start, so
    /// that a broken string cannot swallow the entries after it.
    #[cold]
    pub(super) fn suspect_damage(&mut self) {
        if self.suspected {
            return;
        }
        self.suspected = true;
        if self.entry.is_none() {
            self.broken = self.broken.or(Some(self.offset()));
            self.suspected = false;
        }
        if let (Some(start), u64::MAX) = (self.entry, self.limit) {
            self.limit = self.next_entry(start + 1).unwrap_or(u64::MAX);
            self.clip();
        }
    }

    /// Offset where the next entry seems to begin, at or after `from`.
    pub(super) fn next_entry(&mut self, from: u64) -> Option<u64> {
        self.entry_finder.next_entry(self.source, from, has_request)
    }

    /// A valid entry starts here: others in this file begin the same way.
    pub(super) fn learn(&mut self, start: u64) {
        self.entry_finder.learn(self.source, start);
    }

    pub(super) fn entry_finder(&self) -> &EntryFinder {
        &self.entry_finder
    }

    /// Adopts what another cursor's finder learned.
    pub(super) fn use_entry_finder(&mut self, entry_finder: &EntryFinder) {
        self.entry_finder = entry_finder.clone();
    }

    fn clip(&mut self) {
        let before_limit = usize::try_from(self.limit.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.end = self.filled.min(before_limit);
        self.pos = self.pos.min(self.end);
    }

    #[cold]
    fn refill(&mut self) -> bool {
        let offset = self.offset();
        if offset >= self.limit || self.error.is_some() {
            return false;
        }
        let read = self.source.read_at(offset, &mut self.buffer).unwrap_or_else(|error| {
            self.error = Some(error);
            0
        });
        (self.base, self.pos, self.filled) = (offset, 0, read);
        self.clip();
        self.end > 0
    }

    #[inline]
    fn ready(&mut self) -> bool {
        self.pos < self.end || self.refill()
    }

    /// The next byte, without consuming it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        if self.ready() { self.buffer.get(self.pos).copied() } else { None }
    }

    /// Consumes the byte that was just peeked at.
    #[inline]
    pub(super) fn bump(&mut self) {
        self.pos = (self.pos + 1).min(self.end);
    }

    /// Consumes the next byte, whatever it is.
    pub(super) fn bump_first(&mut self) {
        if self.peek().is_some() {
            self.bump();
        }
    }

    /// The next byte that is not white space.
    #[inline]
    pub(super) fn peek_token(&mut self) -> Option<u8> {
        loop {
            while let Some(byte) = self.buffer.get(self.pos..self.end).and_then(<[u8]>::first) {
                if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                    return Some(*byte);
                }
                self.pos += 1;
            }
            if !self.refill() {
                return None;
            }
        }
    }

    /// The masks of up to 64 bytes from here, and their number.
    #[inline]
    fn masks(&self, of: impl Fn(&[u8; WIDTH]) -> Masks) -> (Masks, usize) {
        Masks::of_first(self.buffer.get(self.pos..self.end).unwrap_or_default(), of)
    }

    /// Skips the string whose opening quote is next; false if the file ends inside it.
    pub(super) fn skip_string(&mut self) -> bool {
        self.bump();
        let mut carry = false;
        while self.ready() {
            let (masks, len) = self.masks(Masks::in_string);
            let quote = masks.quote & !escaped(masks.backslash, &mut carry, len);
            // A newline before the closing quote: writers always escape it, so a quote is missing.
            let broken = masks.newline & (quote & quote.wrapping_neg()).wrapping_sub(1) != 0;
            self.pos += if quote == 0 { len } else { quote.trailing_zeros() as usize + 1 };
            if broken {
                self.suspect_damage();
            }
            if quote != 0 {
                return true;
            }
        }
        false
    }

    /// Skips the object or array whose opening bracket is next; false if the file ends inside it.
    fn skip_container(&mut self) -> bool {
        let (mut depth, mut carry, mut inside) = (0_u64, false, 0_u64);
        // Number of `{` minus `}`: not 0 at the end if a bracket is missing or superfluous.
        let mut curly = 0_u64;
        while self.ready() {
            let (masks, len) = self.masks(Masks::with_brackets);
            let quote = masks.quote & !escaped(masks.backslash, &mut carry, len);
            let string = parity(quote) ^ inside;
            let (open, close) = (masks.open & !string, masks.close & !string);
            let broken = (masks.newline & string) | (masks.backslash & !string) != 0;
            let last =
                if u64::from(close.count_ones()) >= depth { closing(open, close, depth) } else { None };
            let valid = last.map_or(u64::MAX, |last| u64::MAX >> (WIDTH - 1 - last));
            curly = curly
                .wrapping_add((open & masks.curly & valid).count_ones().into())
                .wrapping_sub((close & masks.curly & valid).count_ones().into());
            self.pos += last.map_or(len, |last| last + 1);
            if (broken && last.is_none()) || (last.is_some() && curly != 0) {
                self.suspect_damage();
            }
            if last.is_some() {
                return true;
            }
            depth = depth + u64::from(open.count_ones()) - u64::from(close.count_ones());
            inside = if (string >> (len - 1)) & 1 == 1 { u64::MAX } else { 0 };
        }
        false
    }

    /// Skips a number or word; consumes at least one byte.
    fn skip_scalar(&mut self) {
        let mut some = false;
        while let Some(byte) = self.peek() {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'$')) {
                break;
            }
            some = true;
            self.bump();
        }
        if !some {
            self.bump();
            self.suspect_damage();
        }
    }

    /// Skips the next value, whatever it is; false if the file ends inside it.
    pub(super) fn skip_value(&mut self) -> bool {
        match self.peek_token() {
            None => return false,
            Some(b'"') => return self.skip_string(),
            Some(b'{' | b'[') => return self.skip_container(),
            Some(b',' | b'}' | b']') => self.suspect_damage(),
            Some(_) => self.skip_scalar(),
        }
        true
    }

    /// Moves to the next member of the current object. `first` is true before the first member.
    pub(super) fn next_member(&mut self, first: &mut bool) -> Member {
        let mut comma = std::mem::take(first);
        loop {
            let Some(byte) = self.peek_token() else { return Member::Cut };
            let start = self.offset();
            match byte {
                b'}' => {
                    self.bump();
                    return Member::End;
                }
                b',' => {
                    self.bump();
                    comma = true;
                }
                b'{' => {
                    self.suspect_damage();
                    return Member::Stray;
                }
                b']' | b')' => {
                    self.suspect_damage();
                    return Member::Cut;
                }
                _ => {
                    if byte != b'"' || !comma {
                        self.suspect_damage();
                    }
                    if !self.skip_value() {
                        return Member::Cut;
                    }
                    let end = self.offset();
                    if self.peek_token() == Some(b':') {
                        self.bump();
                        return Member::Key(start, end);
                    }
                    self.suspect_damage();
                }
            }
        }
    }

    /// The bytes between two recently passed offsets.
    pub(super) fn slice(&mut self, start: u64, end: u64) -> &[u8] {
        let end = end.min(start + MAX_VALUE);
        if start >= self.base {
            let range = |offset: u64| usize::try_from(offset - self.base).unwrap_or(usize::MAX);
            return self.buffer.get(range(start)..range(end.max(start))).unwrap_or_default();
        }
        // The token began in the previous block.
        self.scratch.resize(usize::try_from(end.saturating_sub(start)).unwrap_or(0), 0);
        let read = self.source.read_exact_at(start, &mut self.scratch).unwrap_or(0);
        self.scratch.get(..read).unwrap_or_default()
    }

    /// Consumes and returns the next value, truncated to [`MAX_VALUE`] bytes.
    pub(super) fn value(&mut self) -> Value {
        self.value_within(u64::MAX).unwrap_or_default()
    }

    /// Like [`Cursor::value`], but a value longer than this number of bytes is only skipped.
    pub(super) fn value_within(&mut self, longest: u64) -> Option<Value> {
        self.peek_token();
        let start = self.offset();
        self.skip_value();
        let end = self.offset();
        (end.saturating_sub(start) <= longest).then(|| small_value(self.slice(start, end)))
    }
}

/// Whether the object that begins here has a key that only entries have.
fn has_request(source: &Source, at: u64) -> bool {
    let mut cursor = Cursor::new(source);
    cursor.seek(at);
    cursor.bump_first();
    let mut first = true;
    while let Member::Key(start, end) = cursor.next_member(&mut first) {
        if matches!(cursor.slice(start, end), b"\"request\"" | b"\"response\"" | b"\"startedDateTime\"") {
            return true;
        }
        if !cursor.skip_value() {
            break;
        }
    }
    false
}

/// Index in the block of the bracket that closes what was opened `depth` brackets before the block.
fn closing(open: u64, close: u64, mut depth: u64) -> Option<usize> {
    let mut both = open | close;
    while both != 0 {
        let bit = both & both.wrapping_neg();
        if open & bit != 0 {
            depth += 1;
        } else {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(bit.trailing_zeros() as usize);
            }
        }
        both ^= bit;
    }
    None
}

/// Parses a value; strings without escapes, by far the most common, without a parser.
fn small_value(bytes: &[u8]) -> Value {
    let plain = bytes.strip_prefix(b"\"").and_then(|bytes| bytes.strip_suffix(b"\""));
    let plain = plain.filter(|text| memchr::memchr2(b'\\', b'"', text).is_none());
    match plain.map(std::str::from_utf8) {
        Some(Ok(text)) => Value::String(text.to_owned()),
        _ => serde_json::from_slice(bytes).unwrap_or_else(|_| lenient::parse(bytes).0),
    }
}
