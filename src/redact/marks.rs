//! Marks that replace secret values.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};

use super::edit::percent_decoded;

/// The mark that replaces a secret, on its own or followed by digits that identify the value.
pub const REDACTED: &str = "REDACTED";

/// Hexadecimal digits of a mark. With six, a file of 500 different secrets has two with the same mark in fewer than one
/// of a hundred cases; with four, in every second to last one. More digits would make guessing from a mark more certain
/// without making it more useful to a reader.
const DIGITS: usize = 6;

/// Digits of the marks that other versions and programs write.
const MIN_DIGITS: usize = 4;

/// Words in the marks of other programs, such as `[password redacted]` and `<removed>`.
const FOREIGN: [&str; 8] =
    ["redacted", "removed", "masked", "hidden", "filtered", "sanitized", "scrubbed", "omitted"];

/// How marks are made: all the same, or a different one for each value, as in `REDACTED-0f3a9c`.
///
/// The digits come from a hash with a random key that is never written. So a mark says which values of a file are the
/// same, and neither the value nor whether a guessed value is the right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    key: Option<[u64; 2]>,
}

impl Marks {
    /// The word `REDACTED` for every value.
    pub const PLAIN: Self = Self { key: None };

    /// A different mark for each value, with a new random key.
    #[must_use]
    pub fn random() -> Self {
        let state = RandomState::new();
        Self::with_key([state.hash_one(0_u8), state.hash_one(1_u8)])
    }

    /// A different mark for each value, the same ones in every run: for tests.
    #[must_use]
    pub const fn with_key(key: [u64; 2]) -> Self {
        Self { key: Some(key) }
    }

    /// The mark of a value, which is the same for each way of writing it in a URL or in JSON.
    pub(super) fn of(self, value: &str) -> String {
        let Some(key) = self.key else { return REDACTED.to_owned() };
        let value = value.trim().replace("\\/", "/");
        let decoded = percent_decoded(&value);
        let mut hasher = DefaultHasher::new();
        (key, decoded.as_deref().unwrap_or(&value)).hash(&mut hasher);
        let hash = hasher.finish() & ((1 << (4 * DIGITS)) - 1);
        format!("{REDACTED}-{hash:0DIGITS$x}")
    }
}

/// Whether a value is a mark already: `REDACTED`, `REDACTED-0f3a9c`, `[removed]`, or a mark followed by the claims of a
/// token in parentheses.
pub(super) fn is_mark(value: &str) -> bool {
    let whole = value.trim();
    let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
    match value.strip_prefix(REDACTED) {
        Some(rest) => {
            let digits = rest.strip_prefix('-').map_or(0, |rest| 1 + digits_len(rest));
            let rest = if digits > MIN_DIGITS { &rest[digits..] } else { rest };
            rest.starts_with('(') || !rest.contains(char::is_alphanumeric)
        }
        None => is_foreign_mark(whole),
    }
}

/// Whether a value is the mark of another program: one word, or several in brackets or asterisks.
fn is_foreign_mark(value: &str) -> bool {
    const MAX_LEN: usize = 48;
    let is_mark = |word: &str| FOREIGN.iter().any(|mark| mark.eq_ignore_ascii_case(word));
    let inner = value.trim_matches(|c: char| !c.is_alphanumeric());
    let is_enclosed =
        value.starts_with(['[', '<', '{', '(', '*']) && value.ends_with([']', '>', '}', ')', '*']);
    let mut words = inner.split([' ', '_', '-', ':']);
    is_mark(inner) || (is_enclosed && value.len() <= MAX_LEN && words.any(is_mark))
}

/// A mark that is as long as the value it replaces, for formats that state the length.
pub(super) fn of_length(mark: &str, len: usize) -> String {
    let mark = [mark, REDACTED, ""].into_iter().find(|mark| mark.len() <= len).unwrap_or_default();
    format!("{mark:*<len$}")
}

fn digits_len(text: &str) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    text.bytes().take(DIGITS).take_while(is_digit).count()
}

/// A text with the bare word for each mark, so that texts of files with different keys can be compared.
#[must_use]
pub fn with_plain_marks(text: &str) -> std::borrow::Cow<'_, str> {
    let mut plain = String::new();
    let mut from = 0;
    for (at, mark) in text.match_indices(REDACTED) {
        let end = at + mark.len();
        let digits = text[end..].strip_prefix('-').map_or(0, digits_len);
        if digits >= MIN_DIGITS {
            plain.push_str(&text[from..end]);
            from = end + 1 + digits;
        }
    }
    if from == 0 {
        return text.into();
    }
    plain.push_str(&text[from..]);
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_mark_in_each_way_of_writing_it() {
        let marks = Marks::with_key([1, 2]);
        let mark = marks.of("a/b=");
        assert_eq!(mark.len(), REDACTED.len() + 1 + DIGITS);
        assert!(is_mark(&mark));
        for written in [r"a\/b=", "a%2Fb%3D", "a%2fb%3d", " a/b="] {
            assert_eq!(marks.of(written), mark);
        }
        assert_ne!(marks.of("a/c="), mark);
        assert_ne!(Marks::with_key([1, 3]).of("a/b="), mark);
        assert_ne!(Marks::random(), Marks::random());
        assert_eq!(Marks::PLAIN.of("a"), REDACTED);
    }

    #[test]
    fn marks_differ_from_values_that_only_begin_like_one() {
        for mark in [
            "REDACTED",
            "redacted",
            "[removed]",
            "[access_token redacted]",
            "***FILTERED***",
            "<token removed>",
            "REDACTED-a1b2",
            "REDACTED-a1b2c3",
            "REDACTED-a1b2c3***",
        ] {
            assert!(is_mark(mark), "{mark}");
        }
        assert!(is_mark("REDACTED-a1b2c3(iss:https://a.example,exp:1)"));
        for value in [
            "REDACTED-x",
            "REDACTED-a1b2c3d4",
            "REDACTEDa1",
            "REDACTED-a1b2c3 hunter2",
            "hunter2",
            "removed7x",
            "[a1b2c3]",
        ] {
            assert!(!is_mark(value), "{value}");
        }
    }

    #[test]
    fn plain_marks_replace_the_others() {
        assert_eq!(with_plain_marks("a REDACTED-a1b2c3, REDACTED b"), "a REDACTED, REDACTED b");
        assert_eq!(with_plain_marks("REDACTED-by-me"), "REDACTED-by-me");
    }
}
