//! The filter language: words that are searched fuzzily in URLs, and terms that every entry must satisfy.
//!
//! `onboard status-code:4xx -domain:cdn body:"already exists"`: words and terms are ANDed, comma-separated values
//! ORed. Everything that is not a term is a word, so that a URL can be pasted.

mod matching;
mod mistake;
mod number;
pub(in crate::query) mod parse;
pub mod table;
mod text;
mod traits;

pub use matching::WholeEntry;
pub use mistake::{Fault, Mistake};
pub use traits::{PARTS, Part, STATES, State};

use std::ops::Range;

use self::number::Numbers;
use self::table::{Field, Need};
use self::text::Text;
use crate::har::resource::Resource;
use crate::har::summary::Summary;
use crate::query::fuzzy::{Pattern, Score};

/// A parsed filter.
#[derive(Debug, Default)]
pub struct Filter {
    words: String,
    pattern: Option<Pattern>,
    terms: Vec<Term>,
}

/// An exact condition.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its byte range in the filter text.
    pub range: Range<usize>,
    /// The field it tests.
    pub field: Field,
    /// Whether it is negated.
    pub negated: bool,
    /// The alternatives, of which one must match.
    tests: Vec<Test>,
}

/// A value of a term.
#[derive(Debug, Clone)]
enum Test {
    Text(Text),
    Numbers(Numbers),
    Is(State),
    Has(Part),
    Resource(Resource),
}

/// Minimum duration in milliseconds of a slow request.
const SLOW_MS: f64 = 1000.0;

/// A value as it has to be typed.
#[must_use]
pub fn quoted(value: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && !",\"*".contains(c);
    if value.chars().all(is_plain) { value.to_owned() } else { format!("\"{}\"", value.replace('"', "")) }
}

impl Filter {
    /// Parses a filter.
    ///
    /// # Errors
    /// The first mistake, with its location and what to do.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        parse::filter(text)
    }

    /// Like [`Filter::parse`] for a filter that is being typed: a term without a value is left out.
    ///
    /// # Errors
    /// As [`Filter::parse`].
    pub fn parse_typed(text: &str) -> Result<Self, Mistake> {
        let mut text = text.to_owned();
        loop {
            match parse::filter(&text) {
                Err(mistake) if mistake.is_unfinished() => {
                    text.replace_range(mistake.range.clone(), &" ".repeat(mistake.range.len()));
                }
                read => return read,
            }
        }
    }

    fn new(words: Vec<String>, terms: Vec<Term>) -> Self {
        let words = words.join(" ");
        Self { pattern: (!words.is_empty()).then(|| Pattern::new(&words)), words, terms }
    }

    /// Whether it matches every entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pattern.is_none() && self.terms.is_empty()
    }

    /// The fuzzily searched words, if any.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// How well the words match an entry; `None` if they do not. If a very long URL is truncated in the summary,
    /// the whole entry must be matched, and the words must then occur literally.
    #[must_use]
    pub fn score(&self, summary: &Summary) -> Option<Score> {
        let Some(pattern) = &self.pattern else { return Some(Score::default()) };
        if self.needs_whole_url(summary) { Some(Score::LITERAL) } else { pattern.score(&summary.url) }
    }

    /// Whether only the part of the URL beyond the summary can contain the words.
    fn needs_whole_url(&self, summary: &Summary) -> bool {
        let pattern = self.pattern.as_ref().filter(|_| summary.is_url_cut());
        pattern.is_some_and(|pattern| !pattern.is_in(&summary.url))
    }

    /// The fuzzily searched words as one text.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The exact conditions, in the order typed.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The text that a `body:` term requires literally, if any.
    #[must_use]
    pub fn body_text(&self) -> Option<&str> {
        let terms = self.terms.iter().filter(|term| term.field == Field::Body && !term.negated);
        terms.flat_map(|term| &term.tests).find_map(|test| match test {
            Test::Text(text) => text.literal(),
            _ => None,
        })
    }

    /// The most expensive data that one of its terms needs.
    #[must_use]
    pub fn need(&self) -> Need {
        self.terms.iter().map(Term::need).max().unwrap_or(Need::Summary)
    }

    /// Whether one of its terms tests findings.
    #[must_use]
    pub fn needs_findings(&self) -> bool {
        self.terms.iter().any(|term| term.field.row().findings)
    }
}

impl Term {
    /// The data that it needs.
    #[must_use]
    pub fn need(&self) -> Need {
        let need = |test: &Test| match test {
            Test::Is(
                State::FromCache | State::Cached | State::Cors | State::Preflight | State::ThirdParty,
            )
            | Test::Has(Part::Query | Part::Response) => Need::Entry,
            Test::Has(_) => Need::Bodies,
            _ => self.field.row().need,
        };
        self.tests.iter().map(need).max().unwrap_or(Need::Summary)
    }
}

#[cfg(test)]
mod tests;
