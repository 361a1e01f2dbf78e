//! Where the next entry seems to begin, behind something broken.

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
#[derive(Debug, Default)]
pub(super) struct Lookout {
    /// From where it looked last, and what it found.
    last: Option<(u64, Option<u64>)>,
}

impl Lookout {
    /// The offset of the first `{` at or behind `from` that looks like an entry's. Inside a string it does not,
    /// because the quote behind it is escaped there.
    pub(super) fn next_entry(&mut self, source: &Source, from: u64) -> Option<u64> {
        match self.last {
            Some((start, found)) if start <= from && found.is_none_or(|found| from <= found) => found,
            _ => {
                let found = search(source, from);
                self.last = Some((from, found));
                found
            }
        }
    }
}

fn search(source: &Source, from: u64) -> Option<u64> {
    let mut window = vec![0; FIRST_WINDOW];
    let mut base = from;
    loop {
        let read = source.read_exact_at(base, &mut window).ok()?;
        let bytes = window.get(..read)?;
        let found = memchr::memchr_iter(b'{', bytes)
            .find(|at| begins_entry(bytes.get(*at + 1..).unwrap_or_default()));
        match found {
            Some(at) => return Some(base + at as u64),
            None if read < window.len() => return None,
            None => base += (window.len() - OVERLAP) as u64,
        }
        window.resize((window.len() * 4).min(LARGEST_WINDOW), 0);
    }
}

fn begins_entry(behind: &[u8]) -> bool {
    let behind = behind.get(..OVERLAP).unwrap_or(behind).trim_ascii_start();
    let Some(key) = behind.strip_prefix(b"\"") else { return false };
    let Some(end) = memchr::memchr(b'"', key) else { return false };
    let (key, rest) = key.split_at(end);
    let colon = rest.get(1..).unwrap_or_default().trim_ascii_start().first() == Some(&b':');
    colon
        && (FIRST_KEYS.contains(&key) || (key.starts_with(b"_") && key != b"_file" && !key.contains(&b'\\')))
}
