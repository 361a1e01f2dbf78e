//! What is wrong with what was typed, where, and what to do.

use std::ops::Range;

use super::table::{Field, TERMS, Unit, Values};
use crate::text::words::{fill, words};
use crate::text::{Lang, clean};

/// A mistake in a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Its place in what was typed, in bytes.
    pub range: Range<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No term has this name, but one has nearly the same.
    NoSuchTerm {
        /// What was typed.
        typed: String,
        /// The term that may have been meant.
        nearest: &'static str,
    },
    /// A term without a value.
    NoValue(Field),
    /// A value that the term does not take.
    NoSuchValue {
        /// The term.
        field: Field,
        /// What was typed.
        typed: String,
        /// The value that may have been meant.
        nearest: Option<&'static str>,
    },
    /// A value that is no number, or no range of numbers.
    NoNumber(Field),
    /// A regular expression that does not compile, and why.
    NoRegex(String),
}

impl Mistake {
    /// Whether typing more may remove it.
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

    /// What else was typed, where the mistake is a name: what was understood last took it for a word.
    #[must_use]
    pub fn rest(&self, text: &str) -> Option<String> {
        let Fault::NoSuchTerm { .. } = self.fault else { return None };
        let (before, from) = (text.get(..self.range.start)?, text.get(self.range.start..)?);
        let after = from.find(char::is_whitespace).map_or("", |end| &from[end..]);
        Some(format!("{before}{after}"))
    }

    /// What is wrong and what to do, in a line.
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

/// The term whose name is nearly this one.
pub(super) fn nearest_term(typed: &str) -> Option<&'static str> {
    let names = TERMS.iter().flat_map(|row| {
        std::iter::once((row.name, row.name)).chain(row.also.iter().map(|also| (*also, row.name)))
    });
    nearest(typed, names)
}

/// The word that is nearly this one: begun and not finished, or with a letter or two wrong.
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

/// How many letters have to be typed, left out, changed or exchanged with their neighbour to turn one into the other.
fn distance(one: &[u8], other: &[u8]) -> usize {
    // Long texts are near to no name; this also bounds the work.
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
