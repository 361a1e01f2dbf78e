//! Where the next entry seems to begin, after something broken.

use super::cursor::{Cursor, Member};
use crate::har::source::Source;

/// Bytes looked at together: few at first, because the next entry is mostly near.
const FIRST_WINDOW: usize = 8 << 10;
const LARGEST_WINDOW: usize = 256 << 10;

/// The longest `{ "key"` that is recognised.
const OVERLAP: usize = 256;

/// Keys that exporters write first in an entry. All others that start with `_` count too.
const FIRST_KEYS: [&[u8]; 8] = [
    b"startedDateTime",
    b"pageref",
    b"request",
    b"response",
    b"cache",
    b"connection",
    b"serverIPAddress",
    b"timings",
];

/// Looks for the next entry, and remembers what it found: many broken entries never make it read the file again and
/// again.
#[derive(Debug, Clone, Default)]
pub(super) struct EntryFinder {
    /// From where it looked last, and what it found.
    last: Option<(u64, Option<u64>)>,
    /// The key that this file's first sound entry begins with.
    learned: Option<Vec<u8>>,
    has_learned: bool,
}

impl EntryFinder {
    /// Takes the first key of the sound entry at `start` for that of others, unless it is one of a header's.
    pub(super) fn learn(&mut self, source: &Source, start: u64) {
        if std::mem::replace(&mut self.has_learned, true) {
            return;
        }
        let mut begin = [0; OVERLAP];
        let read = source.read_exact_at(start, &mut begin).unwrap_or(0);
        let of_others: [&[u8]; 3] = [b"name", b"value", b"comment"];
        let key = begin.get(1..read).and_then(first_key);
        self.learned = key.filter(|key| !of_others.contains(key)).map(<[u8]>::to_vec);
    }

    /// The offset of the first `{` at or after `from` that looks like an entry's. Inside a string it does not,
    /// because the quote after it is escaped there.
    pub(super) fn next_entry(&mut self, source: &Source, from: u64) -> Option<u64> {
        match self.last {
            Some((start, found)) if start <= from && found.is_none_or(|found| from <= found) => found,
            _ => {
                let mut found = self.search(source, from);
                // An object inside an entry may begin as entries do; it has no request of its own.
                while let Some(at) = found.filter(|at| !is_element(source, *at) || !has_request(source, *at))
                {
                    found = self.search(source, at + 1);
                }
                self.last = Some((from, found));
                found
            }
        }
    }

    fn search(&self, source: &Source, from: u64) -> Option<u64> {
        let mut window = vec![0; FIRST_WINDOW];
        let mut base = from;
        loop {
            let read = source.read_exact_at(base, &mut window).ok()?;
            let bytes = window.get(..read)?;
            let after = |at: usize| bytes.get(at + 1..).and_then(first_key);
            let begins_entry = |at: &usize| after(*at).is_some_and(|key| self.is_first(key));
            match memchr::memchr_iter(b'{', bytes).find(begins_entry) {
                Some(at) => return Some(base + at as u64),
                None if read < window.len() => return None,
                None => base += (window.len() - OVERLAP) as u64,
            }
            window.resize((window.len() * 4).min(LARGEST_WINDOW), 0);
        }
    }

    /// Whether an entry may begin with this key.
    fn is_first(&self, key: &[u8]) -> bool {
        let own = key.starts_with(b"_") && key != b"_file";
        let learned = self.learned.as_deref().is_some_and(|learned| learned == key);
        !key.is_empty() && (own || learned || FIRST_KEYS.contains(&key))
    }
}

/// Whether the object that begins here may stand in a list: what is some key's value does not.
fn is_element(source: &Source, at: u64) -> bool {
    let from = at.saturating_sub(64);
    let mut before = [0; 64];
    let len = usize::try_from(at - from).unwrap_or(0);
    let before = before.get_mut(..len).unwrap_or_default();
    let read = source.read_exact_at(from, before).unwrap_or(0);
    before.get(..read).unwrap_or_default().trim_ascii_end().last() != Some(&b':')
}

/// Whether the object that begins here has a member that only entries have.
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

/// The key right after a `{`, if there is one.
fn first_key(after: &[u8]) -> Option<&[u8]> {
    let after = after.get(..OVERLAP).unwrap_or(after).trim_ascii_start();
    let key = after.strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', key)?;
    let (key, rest) = key.split_at(end);
    (rest.strip_prefix(b"\"")?.trim_ascii_start().first() == Some(&b':')).then_some(key)
}
