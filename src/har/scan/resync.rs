//! Where the next entry seems to begin, behind something broken.

use crate::har::source::Source;

/// Bytes looked at together.
const WINDOW: usize = 256 << 10;

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

/// The offset of the first `{` at or behind `from` that looks like an entry's. Inside a string it does not, because
/// the quote behind it is escaped there.
pub(super) fn next_entry(source: &Source, from: u64) -> Option<u64> {
    let mut window = vec![0; WINDOW];
    let mut base = from;
    loop {
        let read = source.read_exact_at(base, &mut window).ok()?;
        let bytes = window.get(..read)?;
        let last = read < WINDOW;
        let found = memchr::memchr_iter(b'{', bytes)
            .find(|at| begins_entry(bytes.get(*at + 1..).unwrap_or_default()));
        match found {
            Some(at) => return Some(base + at as u64),
            None if last => return None,
            None => base += (WINDOW - OVERLAP) as u64,
        }
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
