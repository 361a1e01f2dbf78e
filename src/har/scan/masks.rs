//! Bit masks of blocks of 64 bytes: the positions of quotes, backslashes, brackets and newlines, one bit per
//! byte.
//!
//! They skip a megabyte body with `\"` every few bytes without a branch per quote. The method is simdjson's
//! (Langdale, Lemire: "Parsing Gigabytes of JSON per Second").

/// Bytes per block.
pub(crate) const WIDTH: usize = 64;

/// In each mask, bit `i` stands for byte `i` of the block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    pub(crate) quote: u64,
    pub(crate) backslash: u64,
    pub(crate) newline: u64,
    /// `{` and `[`
    pub(crate) open: u64,
    /// `}` and `]`
    pub(crate) close: u64,
    /// `{` and `}`
    pub(crate) curly: u64,
    /// What is no character of a string: below the blank.
    pub(crate) control: u64,
}

impl Masks {
    /// The masks needed inside a string.
    #[inline(always)]
    pub(crate) fn in_string(block: &[u8; WIDTH]) -> Self {
        Self {
            quote: lanes::equal(block, 0, b'"'),
            backslash: lanes::equal(block, 0, b'\\'),
            newline: lanes::equal(block, 0, b'\n'),
            ..Self::default()
        }
    }

    /// The masks for the inside of a string that is checked, too.
    #[inline(always)]
    pub(crate) fn in_strict_string(block: &[u8; WIDTH]) -> Self {
        Self {
            quote: lanes::equal(block, 0, b'"'),
            backslash: lanes::equal(block, 0, b'\\'),
            control: lanes::equal(block, 0x1f, 0x1f),
            ..Self::default()
        }
    }

    /// The masks of a block of up to [`WIDTH`] bytes at the beginning of some, and its length.
    #[inline(always)]
    pub(crate) fn of_first(bytes: &[u8], of: impl Fn(&[u8; WIDTH]) -> Self) -> (Self, usize) {
        if let Some(block) = bytes.first_chunk::<WIDTH>() {
            return (of(block), WIDTH);
        }
        let mut block = [0; WIDTH];
        for (to, from) in block.iter_mut().zip(bytes) {
            *to = *from;
        }
        (of(&block), bytes.len())
    }

    /// The masks of [`Masks::in_string`], and those of the brackets.
    #[inline(always)]
    pub(super) fn with_brackets(block: &[u8; WIDTH]) -> Self {
        // Setting bit 0x20 maps `[` to `{` and `]` to `}`; setting the bits 0x06 maps `{` and `}` (and some
        // letters) to one value.
        let (open, close) = (lanes::equal(block, 0x20, b'{'), lanes::equal(block, 0x20, b'}'));
        let curly = lanes::equal(block, 0x06, 0x7f) & (open | close);
        Self { open, close, curly, ..Self::in_string(block) }
    }
}

/// Comparison with SSE2, which every `x86_64` target has.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod lanes {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8};

    use super::WIDTH;

    /// A bit for each byte that equals `needle` once the bits of `fold` are set in it.
    #[inline(always)]
    pub(super) fn equal(block: &[u8; WIDTH], fold: u8, needle: u8) -> u64 {
        // SAFETY: the only condition is SSE2, which the `cfg` on this module asks for; no pointer is involved.
        #[expect(unsafe_code, reason = "three times the speed of the portable version")]
        unsafe {
            with_sse2(block, fold, needle)
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn with_sse2(block: &[u8; WIDTH], fold: u8, needle: u8) -> u64 {
        let (fold, needle) = (_mm_set1_epi8(fold.cast_signed()), _mm_set1_epi8(needle.cast_signed()));
        let mut bits = 0;
        for (number, [low, high]) in block.as_chunks::<8>().0.as_chunks::<2>().0.iter().enumerate() {
            let bytes = _mm_set_epi64x(i64::from_le_bytes(*high), i64::from_le_bytes(*low));
            let hits = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_or_si128(bytes, fold), needle));
            bits |= u64::from(hits.cast_unsigned()) << (number * 16);
        }
        bits
    }
}

/// Portable comparison, in eight words of eight bytes.
#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2"))))]
mod words {
    use super::WIDTH;

    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

    /// A bit for each byte that equals `needle` once the bits of `fold` are set in it.
    #[inline(always)]
    pub(super) fn equal(block: &[u8; WIDTH], fold: u8, needle: u8) -> u64 {
        let mut bits = 0;
        for (number, word) in block.as_chunks::<8>().0.iter().enumerate() {
            let differs = (u64::from_le_bytes(*word) | (ONES * u64::from(fold))) ^ (ONES * u64::from(needle));
            let zero = !(((differs & LOW) + LOW) | differs | LOW);
            bits |= ((zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (number * 8);
        }
        bits
    }
}

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
use words as lanes;

/// The bytes that follow an escaping backslash. `carry` says whether the first byte does; on return, whether the
/// byte after the `len` valid ones does.
#[inline(always)]
pub(crate) fn escaped(backslash: u64, carry: &mut bool, len: usize) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let first = u64::from(*carry);
    if backslash == 0 {
        *carry = false;
        return first;
    }
    let backslash = backslash & !first;
    let follows = (backslash << 1) | first;
    let odd_starts = backslash & !EVEN & !follows;
    let (even_runs, overflow) = odd_starts.overflowing_add(backslash);
    let escaped = (EVEN ^ (even_runs << 1)) & follows;
    *carry = if len < WIDTH { (escaped >> len) & 1 == 1 } else { overflow };
    escaped
}

/// Bit `i` is the parity of the bits `0..=i`: set from an opening quote up to before the closing one.
#[inline(always)]
pub(super) fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_by_one(bytes: &[u8], needle: &[u8]) -> u64 {
        bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| needle.contains(byte))
            .fold(0, |bits, (at, _)| bits | (1 << at))
    }

    proptest! {
        #[test]
        fn the_masks_are_what_a_loop_finds(block in proptest::collection::vec(prop::sample::select(b"\"\\\n{}[]a;\xdb\xfb\0".to_vec()), WIDTH)) {
            let array: [u8; WIDTH] = block.clone().try_into().unwrap();
            let masks = Masks::with_brackets(&array);
            prop_assert_eq!(masks.quote, one_by_one(&block, b"\""));
            prop_assert_eq!(masks.backslash, one_by_one(&block, b"\\"));
            prop_assert_eq!(masks.newline, one_by_one(&block, b"\n"));
            prop_assert_eq!(masks.open, one_by_one(&block, b"{["));
            prop_assert_eq!(masks.close, one_by_one(&block, b"}]"));
            prop_assert_eq!(masks.curly, one_by_one(&block, b"{}"));
            for (fold, needle) in [(0, b'"'), (0, b'\\'), (0, b'\n'), (0x20, b'{'), (0x20, b'}'), (0x06, 0x7f)] {
                prop_assert_eq!(words::equal(&array, fold, needle), lanes::equal(&array, fold, needle));
            }
        }

        #[test]
        fn escapes_are_what_a_loop_finds(backslash: u64, thin: u64, carry: bool, len in 1..=WIDTH) {
            let backslash = (backslash | thin) & if len < WIDTH { (1 << len) - 1 } else { u64::MAX };
            let (mut now, mut expected) = (carry, 0_u64);
            for at in 0..len {
                if now {
                    expected |= 1 << at;
                    now = false;
                } else {
                    now = backslash >> at & 1 == 1;
                }
            }
            let mut left = carry;
            let valid = if len < WIDTH { (1 << len) - 1 } else { u64::MAX };
            prop_assert_eq!(escaped(backslash, &mut left, len) & valid, expected);
            prop_assert_eq!(left, now);
        }
    }
}
