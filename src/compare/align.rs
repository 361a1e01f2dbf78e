//! The alignment of two sequences of hashes: which elements are the same, and what is between them.
//!
//! What occurs once on both sides holds the sequences together; only small gaps are gone through pair by pair. So the
//! cost is bounded, however long and however different they are.

use crate::worker::CancelToken;
use std::collections::HashMap;
use std::ops::Range;

/// Gaps of more pairs are left as they are.
const MAX_PAIRS: usize = 1 << 16;

/// A stretch of both sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch {
    /// The same element, at these places.
    Same(usize, usize),
    /// Elements that are only on the left, and only on the right, at the same place; one of them may be empty.
    Gap(Range<usize>, Range<usize>),
}

/// Aligns two sequences; `None` once it is cancelled.
pub(super) fn align(left: &[u64], right: &[u64], cancel: &CancelToken) -> Option<Vec<Stretch>> {
    let mut aligned = Aligned { left, right, stretches: Vec::new() };
    let (lefts, rights) = aligned.begin_and_end(0..left.len(), 0..right.len());
    let anchors = anchors(left, right, lefts.clone(), rights.clone());
    let (mut at_left, mut at_right) = (lefts.start, rights.start);
    for (anchor_left, anchor_right) in anchors {
        if cancel.is_cancelled() {
            return None;
        }
        aligned.gap(at_left..anchor_left, at_right..anchor_right);
        aligned.stretches.push(Stretch::Same(anchor_left, anchor_right));
        (at_left, at_right) = (anchor_left + 1, anchor_right + 1);
    }
    aligned.gap(at_left..lefts.end, at_right..rights.end);
    let ends = (lefts.end..left.len()).zip(rights.end..right.len());
    aligned.stretches.extend(ends.map(|(left, right)| Stretch::Same(left, right)));
    Some(aligned.stretches)
}

struct Aligned<'a> {
    left: &'a [u64],
    right: &'a [u64],
    stretches: Vec<Stretch>,
}

impl Aligned<'_> {
    /// Takes what is the same at the beginning, and leaves out what is at the end: the caller takes that.
    fn begin_and_end(&mut self, left: Range<usize>, right: Range<usize>) -> (Range<usize>, Range<usize>) {
        let pairs = || self.left[left.clone()].iter().zip(&self.right[right.clone()]);
        let begin = pairs().take_while(|(left, right)| left == right).count();
        self.stretches.extend((0..begin).map(|at| Stretch::Same(left.start + at, right.start + at)));
        let (left, right) = (left.start + begin..left.end, right.start + begin..right.end);
        let pairs = self.left[left.clone()].iter().rev().zip(self.right[right.clone()].iter().rev());
        let end = pairs.take_while(|(left, right)| left == right).count();
        (left.start..left.end - end, right.start..right.end - end)
    }

    fn gap(&mut self, left: Range<usize>, right: Range<usize>) {
        let (left_end, right_end) = (left.end, right.end);
        let (left, right) = self.begin_and_end(left, right);
        if left.is_empty() || right.is_empty() || left.len().saturating_mul(right.len()) > MAX_PAIRS {
            self.differs(left.clone(), right.clone());
        } else {
            self.pair_by_pair(left.clone(), right.clone());
        }
        let ends = (left.end..left_end).zip(right.end..right_end);
        self.stretches.extend(ends.map(|(left, right)| Stretch::Same(left, right)));
    }

    fn differs(&mut self, left: Range<usize>, right: Range<usize>) {
        if !left.is_empty() || !right.is_empty() {
            self.stretches.push(Stretch::Gap(left, right));
        }
    }

    /// The longest common subsequence.
    fn pair_by_pair(&mut self, left: Range<usize>, right: Range<usize>) {
        let columns = right.len() + 1;
        // How many elements are common from here on.
        let mut common = vec![0_u32; (left.len() + 1) * columns];
        for i in (0..left.len()).rev() {
            for j in (0..right.len()).rev() {
                let is_same = self.left[left.start + i] == self.right[right.start + j];
                common[i * columns + j] = match is_same {
                    true => common[(i + 1) * columns + j + 1] + 1,
                    false => common[(i + 1) * columns + j].max(common[i * columns + j + 1]),
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let (mut gap_left, mut gap_right) = (0, 0);
        while i < left.len() && j < right.len() {
            if self.left[left.start + i] == self.right[right.start + j] {
                self.differs(left.start + gap_left..left.start + i, right.start + gap_right..right.start + j);
                self.stretches.push(Stretch::Same(left.start + i, right.start + j));
                (i, j) = (i + 1, j + 1);
                (gap_left, gap_right) = (i, j);
            } else if common[(i + 1) * columns + j] >= common[i * columns + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        self.differs(left.start + gap_left..left.end, right.start + gap_right..right.end);
    }
}

/// What occurs exactly once on both sides, in the longest order that both share.
fn anchors(left: &[u64], right: &[u64], lefts: Range<usize>, rights: Range<usize>) -> Vec<(usize, usize)> {
    let once = |marks: &[u64], range: Range<usize>| {
        let mut places: HashMap<u64, Option<usize>> = HashMap::new();
        for at in range {
            places.entry(marks[at]).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    if lefts.is_empty() || rights.is_empty() {
        return Vec::new();
    }
    let (of_left, of_right) = (once(left, lefts.clone()), once(right, rights));
    let place = |mark: &u64| of_left.get(mark).copied().flatten().zip(of_right.get(mark).copied().flatten());
    let pairs: Vec<(usize, usize)> = left[lefts].iter().filter_map(place).collect();
    longest_rising(&pairs)
}

/// The longest run of pairs, in order, whose second parts rise.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and the pair before each pair in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, right)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *right);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut run: Vec<(usize, usize)> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn aligned(left: &str, right: &str) -> Vec<Stretch> {
        let marks = |text: &str| text.bytes().map(u64::from).collect::<Vec<_>>();
        align(&marks(left), &marks(right), &CancelToken::never()).unwrap()
    }

    #[test]
    fn what_is_new_is_found_where_it_stands() {
        use Stretch::{Gap, Same};
        assert_eq!(aligned("abc", "abc"), [Same(0, 0), Same(1, 1), Same(2, 2)]);
        assert_eq!(aligned("ac", "abc"), [Same(0, 0), Gap(1..1, 1..2), Same(1, 2)]);
        assert_eq!(aligned("axxb", "ayb"), [Same(0, 0), Gap(1..3, 1..2), Same(3, 2)]);
        assert_eq!(aligned("", "a"), [Gap(0..0, 0..1)]);
        assert_eq!(aligned("xaax", "yaazaay")[1], Same(1, 1), "elements that occur often");
    }

    #[test]
    fn long_and_different_sequences_cost_little() {
        let left: Vec<u64> = (0..200_000).map(|i| i % 3).collect();
        let right: Vec<u64> = (0..200_000).map(|i| 3 + i % 3).collect();
        assert_eq!(
            align(&left, &right, &CancelToken::never()).unwrap(),
            [Stretch::Gap(0..200_000, 0..200_000)],
            "a gap too large to be gone through"
        );
    }

    proptest! {
        #[test]
        fn every_element_is_told_once_and_in_order(left in "[a-e]{0,30}", right in "[a-e]{0,30}") {
            let (mut i, mut j) = (0, 0);
            for stretch in aligned(&left, &right) {
                match stretch {
                    Stretch::Same(a, b) => {
                        prop_assert_eq!((a, b), (i, j));
                        prop_assert_eq!(left.as_bytes()[a], right.as_bytes()[b]);
                        (i, j) = (i + 1, j + 1);
                    }
                    Stretch::Gap(a, b) => {
                        prop_assert_eq!((a.start, b.start), (i, j));
                        prop_assert!(!a.is_empty() || !b.is_empty());
                        (i, j) = (a.end, b.end);
                    }
                }
            }
            prop_assert_eq!((i, j), (left.len(), right.len()));
        }
    }
}
