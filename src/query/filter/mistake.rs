//! Mistakes in a filter: what is wrong, where, and what to do.

use std::ops::Range;

use super::table::{Field, TERMS, Unit, Values};
use crate::text::words::{fill, words};
use crate::text::{Lang, clean};

/// A mistake in a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Its byte range in the filter text.
    pub range: Range<usize>,
    /// The problem.
    pub fault: Fault,
}

/// The problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No term has this name, but one has a similar name.
    NoSuchTerm {
        /// The text typed.
        typed: String,
        /// The term that may have been meant.
        nearest: &'static str,
    },
    /// A term without a value.
    NoValue(Field),
    /// A value that the term does not accept.
    NoSuchValue {
        /// The term.
        field: Field,
        /// The text typed.
        typed: String,
        /// The value that may have been meant.
        nearest: Option<&'static str>,
    },
    /// A value that is not a number or range of numbers.
    NoNumber(Field),
    /// A regular expression that does not compile, and why.
    NoRegex(String),
}

impl Mistake {
    /// Whether it may be due to incomplete typing.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        match &self.fault {
            Fault::NoValue(_) => true,
            Fault::NoSuchValue { field, typed, .. } => {
                let typed = typed.to_ascii_lowercase();
                field.choices().iter().any(|choice| choice.starts_with(&typed))
            }
            _ => false,
        }
    }

    /// The filter without the mistaken text, if that is a name: until it was complete, it was taken for a word.
    #[must_use]
    pub fn rest(&self, text: &str) -> Option<String> {
        let Fault::NoSuchTerm { .. } = self.fault else { return None };
        let (before, from) = (text.get(..self.range.start)?, text.get(self.range.start..)?);
        let after = from.find(char::is_whitespace).map_or("", |end| &from[end..]);
        Some(format!("{before}{after}"))
    }

    /// What is wrong and what to do, in one line.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let words = &words(lang).filter;
        let text = match &self.fault {
            Fault::NoSuchTerm { typed, nearest } => {
                fill(&words.no_such_term, &[("typed", typed), ("nearest", nearest)])
            }
            Fault::NoValue(field) => fill(&words.no_value, &[("example", field.row().example)]),
            Fault::NoSuchValue { field, typed, nearest } => match nearest {
                Some(nearest) => fill(&words.no_such_value, &[("typed", typed), ("nearest", nearest)]),
                None => fill(&words.one_of, &[("typed", typed), ("all", &field.choices().join(", "))]),
            },
            Fault::NoNumber(field) => match field.row().values {
                Values::Number(Unit::Status) => words.no_status.clone(),
                Values::Number(Unit::Bytes) => words.no_size.clone(),
                Values::Number(Unit::Entry) => words.no_entry.clone(),
                _ => words.no_time.clone(),
            },
            Fault::NoRegex(reason) => fill(&words.no_regex, &[("reason", reason)]),
        };
        clean(&text).into_owned()
    }
}

/// The term with the most similar name.
pub(super) fn nearest_term(typed: &str) -> Option<&'static str> {
    let names = TERMS.iter().flat_map(|row| {
        std::iter::once((row.name, row.name)).chain(row.also.iter().map(|also| (*also, row.name)))
    });
    nearest(typed, names)
}

/// The most similar word: one that starts with the text, or differs in a letter or two.
pub(super) fn nearest(
    typed: &str,
    words: impl Iterator<Item = (&'static str, &'static str)>,
) -> Option<&'static str> {
    let typed = typed.to_ascii_lowercase();
    let close = words.filter_map(|(word, meant)| {
        if typed.len() >= 4 && word.starts_with(&typed) {
            return Some((0, meant));
        }
        let allowed = if typed.len() > 5 { 2 } else { usize::from(typed.len() > 3) };
        let distance = distance(typed.as_bytes(), word.as_bytes());
        (distance <= allowed).then_some((distance, meant))
    });
    close.min_by_key(|(distance, _)| *distance).map(|(_, meant)| meant)
}

/// The number of insertions, deletions, substitutions and transpositions that turn one into the other.
fn distance(one: &[u8], other: &[u8]) -> usize {
    // Longer texts are similar to no name; this also bounds the work.
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && one[i - 1] == *b && *a == other[j - 1] {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}
