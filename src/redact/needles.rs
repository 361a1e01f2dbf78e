//! A search for many words at once, in any case: the automaton of Aho and Corasick as one table.
//!
//! Each byte is one look-up that depends on the one before it, so a processor mostly waits. A long text is searched at
//! four places at once, which takes about as long as one.

use aho_corasick::automaton::Automaton;
use aho_corasick::{Anchored, dfa};

/// Places of a text that are searched at once.
const LANES: usize = 4;

/// A shorter text is searched from its start to its end, in bytes.
const SHORTEST: usize = 4096;

/// Marks the states in which a word ends.
const MATCH: u32 = 1 << 31;

/// The words, ready to be looked for.
#[derive(Debug)]
pub(super) struct Needles {
    /// The column of each byte.
    columns: [u8; 256],
    /// The next state by state and column. A state is the index of its row, with [`MATCH`] where a word ends in it.
    next: Vec<u32>,
    start: u32,
    /// The first state in which a word ends; one ends in all that follow.
    first_match: u32,
    /// The words that end in these states, in the same order.
    matches: Vec<Vec<usize>>,
    width: usize,
    longest: usize,
}

impl Needles {
    /// `None` where there are too many words.
    pub(super) fn new(words: &[String]) -> Option<Self> {
        let search = dfa::DFA::builder().prefilter(false).ascii_case_insensitive(true).build(words).ok()?;
        let start = search.start_state(Anchored::No).ok()?;
        let (columns, bytes) = columns(words);
        let follow = |state, byte: &u8| search.next_state(Anchored::No, state, *byte);
        let mut rows = vec![start];
        let mut indexes: Vec<Option<u32>> = vec![None; start.as_usize() + 1];
        let mut at = 0;
        while let Some(state) = rows.get(at).copied() {
            for next in bytes.iter().map(|byte| follow(state, byte)) {
                indexes.resize(indexes.len().max(next.as_usize() + 1), None);
                if next != start && indexes[next.as_usize()].is_none() {
                    indexes[next.as_usize()] = Some(0);
                    rows.push(next);
                }
            }
            at += 1;
        }
        rows.sort_by_key(|state| search.is_match(*state));
        let width = bytes.len().next_power_of_two();
        for (state, index) in rows.iter().zip((0_u32..).step_by(width)) {
            let mark = if search.is_match(*state) { MATCH } else { 0 };
            indexes[state.as_usize()] = Some(index | mark);
        }
        let mut next = Vec::with_capacity(rows.len() * width);
        for state in &rows {
            let row = bytes.iter().filter_map(|byte| indexes[follow(*state, byte).as_usize()]);
            next.extend(row.chain(std::iter::repeat(0)).take(width));
        }
        let matching = rows.iter().filter(|state| search.is_match(**state));
        let ends = |state: &_| {
            (0..search.match_len(*state))
                .map(|number| search.match_pattern(*state, number).as_usize())
                .collect()
        };
        let matches: Vec<Vec<usize>> = matching.map(ends).collect();
        Some(Self {
            columns,
            start: indexes[start.as_usize()]?,
            first_match: u32::try_from((rows.len() - matches.len()) * width).ok()?,
            next,
            matches,
            width,
            longest: words.iter().map(String::len).max().unwrap_or_default(),
        })
    }

    /// Calls `found` with the numbers of the words that end before each place, in no order. Near the quarters of a text,
    /// it may be called twice.
    pub(super) fn find(&self, bytes: &[u8], mut found: impl FnMut(&[usize], usize)) {
        let quarter = if bytes.len() < SHORTEST { 0 } else { bytes.len() / LANES };
        let mut states = [self.start; LANES];
        if quarter > 0 {
            let (one, rest) = bytes.split_at(quarter);
            let (two, rest) = rest.split_at(quarter);
            let (three, four) = rest.split_at(quarter);
            for (at, (((one, two), three), four)) in one.iter().zip(two).zip(three).zip(four).enumerate() {
                let next = [one, two, three, four];
                let mut any = 0;
                for (state, byte) in states.iter_mut().zip(next) {
                    *state = self.step(*state, *byte);
                    any |= *state;
                }
                if any & MATCH != 0 {
                    for (lane, state) in states.iter_mut().enumerate() {
                        self.report(state, lane * quarter + at + 1, &mut found);
                    }
                }
            }
        }
        for (lane, mut state) in states.into_iter().enumerate().skip(if quarter == 0 { LANES - 1 } else { 0 })
        {
            // A word may reach over the end of a quarter.
            let from = (lane + 1) * quarter;
            let to = if lane == LANES - 1 { bytes.len() } else { from + self.longest };
            for (at, byte) in bytes.iter().enumerate().take(to).skip(from) {
                state = self.step(state, *byte);
                self.report(&mut state, at + 1, &mut found);
            }
        }
    }

    #[inline(always)]
    fn step(&self, state: u32, byte: u8) -> u32 {
        self.next[state as usize + usize::from(self.columns[usize::from(byte)])]
    }

    /// Reports the words that end in a state, and takes the mark off it.
    #[inline(always)]
    fn report(&self, state: &mut u32, end: usize, found: &mut impl FnMut(&[usize], usize)) {
        if *state & MATCH != 0 {
            *state &= !MATCH;
            let number = (*state - self.first_match) as usize / self.width;
            found(self.matches.get(number).map(Vec::as_slice).unwrap_or_default(), end);
        }
    }
}

/// The column of each byte, and a byte of each column: the letters that the words have, small or large, and all others.
fn columns(words: &[String]) -> ([u8; 256], Vec<u8>) {
    let (mut columns, mut bytes) = ([0; 256], vec![0]);
    for byte in words.iter().flat_map(|word| word.bytes()) {
        let byte = byte.to_ascii_lowercase();
        if columns[usize::from(byte)] == 0 {
            let column = u8::try_from(bytes.len()).unwrap_or_default();
            columns[usize::from(byte)] = column;
            columns[usize::from(byte.to_ascii_uppercase())] = column;
            bytes.push(byte);
        }
    }
    (columns, bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_word_is_found_wherever_it_is(
            words in prop::collection::hash_set("[abA-C_]{1,4}", 1..8),
            text in "[ab_cC.é]{0,60}",
            times in prop::sample::select(vec![1_usize, 130]),
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let text = text.repeat(times);
            let lower = text.to_ascii_lowercase();
            let mut expected: Vec<(usize, usize)> = Vec::new();
            for (number, word) in words.iter().enumerate() {
                let word = word.to_ascii_lowercase();
                expected.extend((0..lower.len()).filter(|at| lower.as_bytes()[*at..].starts_with(word.as_bytes())).map(|at| (number, at + word.len())));
            }
            let mut found = Vec::new();
            Needles::new(&words).unwrap().find(text.as_bytes(), |numbers, end| found.extend(numbers.iter().map(|number| (*number, end))));
            found.sort_unstable();
            found.dedup();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
