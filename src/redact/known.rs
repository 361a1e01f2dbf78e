//! A search for values that were secret in one place of a file, in all of the file.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::values::is_joined;

/// Bytes at the end of a value that decide whether it is compared: tokens of one issuer begin alike.
const WINDOW: usize = 16;

/// Bytes that are hashed together.
const BLOCK: usize = 3;

const TABLE_BITS: u32 = 16;

/// Finds any of many values, skipping most bytes of a text (Wu and Manber, "A fast algorithm for multi-pattern
/// searching"): a block of three bytes that ends no window says how far away the next end of one is.
#[derive(Debug, Default)]
pub(super) struct KnownValues {
    shifts: Vec<u8>,
    /// The spellings of values by their last bytes.
    spellings: HashMap<[u8; WINDOW], Vec<Box<[u8]>>>,
    /// Values that are shorter than a window. They are found only as whole words.
    short: Option<AhoCorasick>,
}

fn block_hash(block: &[u8]) -> usize {
    let number = block.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    (number.wrapping_mul(0x9e37_79b1) >> (u32::BITS - TABLE_BITS)) as usize
}

impl KnownValues {
    /// Values that were learned, and values that the user added.
    pub(super) fn new<'a>(learned: &'a HashSet<String>, added: impl Iterator<Item = &'a str>) -> Self {
        let mut new = Self::default();
        let mut short = Vec::new();
        for value in learned.iter().map(String::as_str).chain(added) {
            if value.len() < WINDOW {
                short.extend(spellings(value));
            } else {
                spellings(value).into_iter().for_each(|spelling| new.add(spelling.as_bytes()));
            }
        }
        if !short.is_empty() {
            new.short = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(short).ok();
        }
        new
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spellings.is_empty() && self.short.is_none()
    }

    fn add(&mut self, spelling: &[u8]) {
        const FURTHEST: usize = WINDOW - BLOCK + 1;
        let Some(window) = spelling.last_chunk::<WINDOW>() else { return };
        if self.shifts.is_empty() {
            self.shifts = vec![FURTHEST as u8; 1 << TABLE_BITS];
        }
        for (place, block) in window.windows(BLOCK).enumerate() {
            let shift = &mut self.shifts[block_hash(block)];
            *shift = (*shift).min((WINDOW - BLOCK - place) as u8);
        }
        let alike = self.spellings.entry(*window).or_default();
        if !alike.iter().any(|known| **known == *spelling) {
            alike.push(spelling.into());
        }
    }

    /// The ranges of known values, in order; values that overlap are one range.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut found = self.find_long(bytes);
        let Some(short) = &self.short else { return found };
        let is_word = |range: &Range<usize>| !is_joined(bytes, range.start) && !is_joined(bytes, range.end);
        let words: Vec<_> = short.find_iter(bytes).map(|word| word.range()).filter(is_word).collect();
        let is_free = |word: &Range<usize>| {
            let first = found.partition_point(|long| long.end <= word.start);
            found.get(first).is_none_or(|long| word.end <= long.start)
        };
        let words: Vec<_> = words.into_iter().filter(is_free).collect();
        found.extend(words);
        found.sort_by_key(|range| range.start);
        found
    }

    fn find_long(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.spellings.is_empty() {
            return found;
        }
        let mut end = WINDOW;
        while let Some(block) = bytes.get(end.wrapping_sub(BLOCK)..end) {
            match self.shifts.get(block_hash(block)) {
                Some(0) | None => {
                    if let Some(start) = self.longest(&bytes[..end]) {
                        while found.last().is_some_and(|last| start <= last.start) {
                            found.pop();
                        }
                        match found.last_mut() {
                            Some(last) if start < last.end => last.end = end,
                            _ => found.push(start..end),
                        }
                    }
                    end += 1;
                }
                Some(shift) => end += usize::from(*shift),
            }
        }
        found
    }

    /// The start of the longest value that ends at the end of these bytes.
    fn longest(&self, bytes: &[u8]) -> Option<usize> {
        let alike = self.spellings.get(bytes.last_chunk::<WINDOW>()?)?;
        let lengths = alike.iter().filter(|known| bytes.ends_with(known)).map(|known| known.len());
        lengths.max().map(|len| bytes.len() - len)
    }
}

/// A value as it is, and as JSON and URLs may write it.
fn spellings(value: &str) -> Vec<String> {
    let mut spellings = vec![value.to_owned()];
    for (sign, written) in [("/", "\\/"), ("/", "%2F"), ("/", "%2f")] {
        if value.contains(sign) {
            spellings.push(value.replace(sign, written));
        }
    }
    if value.contains(['+', '/', '=']) {
        let encoded = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        spellings.push(encoded.replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d"));
        spellings.push(encoded);
    }
    spellings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_is_found_in_each_way_of_writing_it() {
        let values = ["abcdefgh/ijklmnop=0", "eyJhbGciOiJSUzI1NiJ9.x.1", "eyJhbGciOiJSUzI1NiJ9.x.2", "short"];
        let known = KnownValues::new(&values.map(str::to_owned).into(), std::iter::empty());
        let text = r"x abcdefgh/ijklmnop=0, abcdefgh\/ijklmnop=0 eyJhbGciOiJSUzI1NiJ9.x.2 eyJhbGciOiJSUzI1NiJ9.x.3 short abcdefgh%2Fijklmnop%3D0";
        let found: Vec<_> = known.find(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            found,
            [
                "abcdefgh/ijklmnop=0",
                r"abcdefgh\/ijklmnop=0",
                "eyJhbGciOiJSUzI1NiJ9.x.2",
                "short",
                "abcdefgh%2Fijklmnop%3D0"
            ]
        );
        let known = KnownValues::new(&HashSet::new(), ["Kim", "홍길동"].into_iter());
        let text = r"Kim Kimchi \nKim %3DKim aKim 홍길동님";
        let found: Vec<_> = known.find(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["Kim", "Kim", "Kim", "홍길동"]);
        assert!(KnownValues::default().find(text.as_bytes()).is_empty());
    }

    proptest! {
        #[test]
        fn every_value_is_found_wherever_it_stands(
            values in prop::collection::hash_set("[ab]{16,20}", 1..4),
            text in "[ab ]{0,200}",
            at in any::<prop::sample::Index>(),
        ) {
            let at = at.index(text.len() + 1);
            let text = format!("{}{}{}", &text[..at], values.iter().next().unwrap(), &text[at..]);
            let found = KnownValues::new(&values, std::iter::empty()).find(text.as_bytes());
            let is_covered = |range: Range<usize>| found.iter().any(|found| found.start <= range.start && range.end <= found.end);
            for value in &values {
                for (at, _) in text.match_indices(value.as_str()) {
                    prop_assert!(is_covered(at..at + value.len()), "{value} in {text}: {found:?}");
                }
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
