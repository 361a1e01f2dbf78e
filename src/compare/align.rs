//! Aligns two sequences of hashes: which elements are equal, and what is between them.
//!
//! Elements that occur once on both sides are anchors; only small gaps between them are compared pair by pair.
//! This bounds the cost, however long and different the sequences are.

use crate::worker::CancelToken;
use std::collections::HashMap;
use std::ops::Range;

/// Gaps with more pairs are not aligned any further.
const MAX_PAIRS: usize = 1 << 16;

/// A section of the alignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// An equal element, with its index on each side.
    Same(usize, usize),
    /// Elements only on the left and elements only on the right, at the same position; one of the ranges may be
    /// empty.
    Gap(Range<usize>, Range<usize>),
}

/// Aligns two sequences; `None` if cancelled.
pub(super) fn align(left: &[u64], right: &[u64], cancel: &CancelToken) -> Option<Vec<Segment>> {
    let mut aligned = Aligner { left, right, stretches: Vec::new() };
    let (lefts, rights) = aligned.begin_and_end(0..left.len(), 0..right.len());
    let anchors = anchors(left, right, lefts.clone(), rights.clone());
    let (mut at_left, mut at_right) = (lefts.start, rights.start);
    for (anchor_left, anchor_right) in anchors {
        if cancel.is_cancelled() {
            return None;
        }
        aligned.gap(at_left..anchor_left, at_right..anchor_right);
        aligned.stretches.push(Segment::Same(anchor_left, anchor_right));
        (at_left, at_right) = (anchor_left + 1, anchor_right + 1);
    }
    aligned.gap(at_left..lefts.end, at_right..rights.end);
    let ends = (lefts.end..left.len()).zip(rights.end..right.len());
    aligned.stretches.extend(ends.map(|(left, right)| Segment::Same(left, right)));
    Some(aligned.stretches)
}

struct Aligner<'a> {
    left: &'a [u64],
    right: &'a [u64],
    stretches: Vec<Segment>,
}

impl Aligner<'_> {
    /// Takes the common prefix and strips the common suffix, which the caller then takes.
    fn begin_and_end(&mut self, left: Range<usize>, right: Range<usize>) -> (Range<usize>, Range<usize>) {
        let pairs = || self.left[left.clone()].iter().zip(&self.right[right.clone()]);
        let begin = pairs().take_while(|(left, right)| left == right).count();
        self.stretches.extend((0..begin).map(|at| Segment::Same(left.start + at, right.start + at)));
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
            self.longest_common(left.clone(), right.clone());
        }
        let ends = (left.end..left_end).zip(right.end..right_end);
        self.stretches.extend(ends.map(|(left, right)| Segment::Same(left, right)));
    }

    fn differs(&mut self, left: Range<usize>, right: Range<usize>) {
        if !left.is_empty() || !right.is_empty() {
            self.stretches.push(Segment::Gap(left, right));
        }
    }

    /// Aligns by the longest common subsequence.
    fn longest_common(&mut self, left: Range<usize>, right: Range<usize>) {
        let columns = right.len() + 1;
        // Length of the longest common subsequence from each pair of indices on.
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
                self.stretches.push(Segment::Same(left.start + i, right.start + j));
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

/// Elements that occur exactly once on both sides, in their longest common order.
fn anchors(left: &[u64], right: &[u64], lefts: Range<usize>, rights: Range<usize>) -> Vec<(usize, usize)> {
    let once = |hashes: &[u64], range: Range<usize>| {
        let mut places: HashMap<u64, Option<usize>> = HashMap::new();
        for at in range {
            places.entry(hashes[at]).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    if lefts.is_empty() || rights.is_empty() {
        return Vec::new();
    }
    let (of_left, of_right) = (once(left, lefts.clone()), once(right, rights));
    let place = |hash: &u64| of_left.get(hash).copied().flatten().zip(of_right.get(hash).copied().flatten());
    let pairs: Vec<(usize, usize)> = left[lefts].iter().filter_map(place).collect();
    longest_increasing(&pairs)
}

/// The longest subsequence of pairs whose second parts increase.
fn longest_increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best subsequence of each length, and the predecessor of each pair.
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

    fn aligned(left: &str, right: &str) -> Vec<Segment> {
        let hashes = |text: &str| text.bytes().map(u64::from).collect::<Vec<_>>();
        align(&hashes(left), &hashes(right), &CancelToken::never()).unwrap()
    }

    #[test]
    fn insertions_are_located() {
        use Segment::{Gap, Same};
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
            [Segment::Gap(0..200_000, 0..200_000)],
            "a gap too large to be gone through"
        );
    }

    proptest! {
        #[test]
        fn every_element_is_reported_once_in_order(left in "[a-e]{0,30}", right in "[a-e]{0,30}") {
            let (mut i, mut j) = (0, 0);
            for stretch in aligned(&left, &right) {
                match stretch {
                    Segment::Same(a, b) => {
                        prop_assert_eq!((a, b), (i, j));
                        prop_assert_eq!(left.as_bytes()[a], right.as_bytes()[b]);
                        (i, j) = (i + 1, j + 1);
                    }
                    Segment::Gap(a, b) => {
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
