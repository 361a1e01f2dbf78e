//! Values that were secret in one place of a file, looked for in all of it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Bytes of a value that are looked at before it is compared: its last ones, because tokens of one issuer begin alike.
const WINDOW: usize = 16;

/// Bytes that are looked at together.
const BLOCK: usize = 3;

const TABLE_BITS: u32 = 16;

/// Finds any of many values, passing over most bytes of a text (Wu and Manber, "A fast algorithm for multi-pattern
/// searching"): a block of three bytes that ends no window says how far the next end of one is.
#[derive(Debug, Default)]
pub(super) struct KnownValues {
    shifts: Vec<u8>,
    /// Each spelling of a value, by its last bytes.
    spellings: HashMap<[u8; WINDOW], Vec<Box<[u8]>>>,
}

fn block_hash(block: &[u8]) -> usize {
    let number = block.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    (number.wrapping_mul(0x9e37_79b1) >> (u32::BITS - TABLE_BITS)) as usize
}

impl KnownValues {
    /// Values of at least [`WINDOW`] bytes; shorter ones are left out.
    pub(super) fn new(values: &HashSet<String>) -> Self {
        let mut new = Self::default();
        for value in values {
            new.add(value.as_bytes());
            for (sign, written) in [("/", "\\/"), ("/", "%2F"), ("/", "%2f")] {
                if value.contains(sign) {
                    new.add(value.replace(sign, written).as_bytes());
                }
            }
            if value.contains(['+', '/', '=']) {
                let encoded = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
                new.add(encoded.as_bytes());
                new.add(encoded.replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d").as_bytes());
            }
        }
        new
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spellings.is_empty()
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

    /// Where known values stand, in order and apart; of two that overlap the longer one.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.is_empty() {
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

    /// Where the longest value begins that ends where these bytes end.
    fn longest(&self, bytes: &[u8]) -> Option<usize> {
        let alike = self.spellings.get(bytes.last_chunk::<WINDOW>()?)?;
        let lengths = alike.iter().filter(|known| bytes.ends_with(known)).map(|known| known.len());
        lengths.max().map(|len| bytes.len() - len)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_is_found_in_each_way_of_writing_it() {
        let values = ["abcdefgh/ijklmnop=0", "eyJhbGciOiJSUzI1NiJ9.x.1", "eyJhbGciOiJSUzI1NiJ9.x.2", "short"];
        let known = KnownValues::new(&values.map(str::to_owned).into());
        let text = r"x abcdefgh/ijklmnop=0, abcdefgh\/ijklmnop=0 eyJhbGciOiJSUzI1NiJ9.x.2 eyJhbGciOiJSUzI1NiJ9.x.3 short abcdefgh%2Fijklmnop%3D0";
        let found: Vec<_> = known.find(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            found,
            [
                "abcdefgh/ijklmnop=0",
                r"abcdefgh\/ijklmnop=0",
                "eyJhbGciOiJSUzI1NiJ9.x.2",
                "abcdefgh%2Fijklmnop%3D0"
            ]
        );
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
            let found = KnownValues::new(&values).find(text.as_bytes());
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
