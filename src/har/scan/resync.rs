//! Finds the start of the next entry after broken JSON.

use crate::har::source::Source;

/// Bytes searched at a time: few at first, because the next entry is usually near.
const FIRST_WINDOW: usize = 8 << 10;
const MAX_WINDOW: usize = 256 << 10;

/// Maximum length in bytes of a `{ "key"` that is recognized.
const OVERLAP: usize = 256;

/// Keys that exporters write first in an entry. Keys that start with `_` count, too.
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

/// Finds the next entry and caches the last result, so that many broken entries do not cause the file to be read
/// over and over.
#[derive(Debug, Clone, Default)]
pub(super) struct EntryFinder {
    /// Start and result of the last search.
    last: Option<(u64, Option<u64>)>,
    /// The first key of this file's first valid entry.
    learned: Option<Vec<u8>>,
    has_learned: bool,
}

impl EntryFinder {
    /// Learns the first key of the valid entry at `start`, unless headers can begin with it as well.
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

    /// The offset of the first `{` at or after `from` that looks like an entry's. An entry inside a string does
    /// not match, because its quotes are escaped. `has_request` says whether the object at an offset is one.
    pub(super) fn next_entry(
        &mut self,
        source: &Source,
        from: u64,
        has_request: fn(&Source, u64) -> bool,
    ) -> Option<u64> {
        match self.last {
            Some((start, found)) if start <= from && found.is_none_or(|found| from <= found) => found,
            _ => {
                let mut found = self.search(source, from);
                // An object nested in an entry may begin like an entry, but has no request of its own.
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
            window.resize((window.len() * 4).min(MAX_WINDOW), 0);
        }
    }

    /// Whether entries may begin with this key.
    fn is_first(&self, key: &[u8]) -> bool {
        let own = key.starts_with(b"_") && key != b"_file";
        let learned = self.learned.as_deref().is_some_and(|learned| learned == key);
        !key.is_empty() && (own || learned || FIRST_KEYS.contains(&key))
    }
}

/// Whether the object that begins here can be a list element and not the value of a key.
fn is_element(source: &Source, at: u64) -> bool {
    let from = at.saturating_sub(64);
    let mut before = [0; 64];
    let len = usize::try_from(at - from).unwrap_or(0);
    let before = before.get_mut(..len).unwrap_or_default();
    let read = source.read_exact_at(from, before).unwrap_or(0);
    before.get(..read).unwrap_or_default().trim_ascii_end().last() != Some(&b':')
}

/// The key directly after a `{`, if any.
fn first_key(after: &[u8]) -> Option<&[u8]> {
    let after = after.get(..OVERLAP).unwrap_or(after).trim_ascii_start();
    let key = after.strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', key)?;
    let (key, rest) = key.split_at(end);
    (rest.strip_prefix(b"\"")?.trim_ascii_start().first() == Some(&b':')).then_some(key)
}
