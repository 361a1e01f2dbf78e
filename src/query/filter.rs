//! The filter language: words that are searched fuzzily in the URLs, and terms that every entry has to meet.
//!
//! `onboard status-code:4xx -domain:cdn body:"already exists"` — words and terms are ANDed, values after commas ORed.
//! Everything else is a word, so that a URL can be pasted.

mod matching;
mod mistake;
mod number;
pub(in crate::query) mod parse;
pub mod table;
mod text;

pub use matching::Seen;
pub use mistake::{Fault, Mistake};

use std::ops::Range;

use self::number::Numbers;
use self::table::{Field, Need};
use self::text::Text;
use crate::har::resource::Resource;
use crate::har::summary::Summary;
use crate::query::fuzzy::{Pattern, Score};

/// What was typed, understood.
#[derive(Debug, Default)]
pub struct Filter {
    words: String,
    pattern: Option<Pattern>,
    terms: Vec<Term>,
}

/// One exact condition.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its place in what was typed, in bytes.
    pub range: Range<usize>,
    /// What it looks at.
    pub field: Field,
    /// Whether it must not hold.
    pub negated: bool,
    /// One of them has to hold.
    tests: Vec<Test>,
}

/// One value of a term.
#[derive(Debug, Clone)]
enum Test {
    Text(Text),
    Numbers(Numbers),
    Is(State),
    Has(Part),
    Resource(Resource),
}

/// The values of `is:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// HTTP 400 and above, no answer, or a failure inside the answer.
    Failed,
    /// No answer came.
    Aborted,
    /// An onboard or license request failed.
    Finding,
    /// An onboard or license request of which the file does not tell whether it failed.
    Undecided,
    /// An onboard request, whatever came of it.
    Onboard,
    /// A license request, whatever came of it.
    License,
    /// Took a second or longer.
    Slow,
    /// Deviates from the format, or cannot be read.
    Odd,
    /// The browser took the answer from its cache.
    FromCache,
    /// From the browser's cache, or not modified since it was kept.
    Cached,
    /// The answer says where to go instead.
    Redirect,
    /// Asked for by a script of another origin.
    Cors,
    /// Asks whether such a request may be made.
    Preflight,
    /// Goes to another site than that of the page.
    ThirdParty,
}

/// The values of `has:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A query in the URL.
    Query,
    /// A body of the request.
    Body,
    /// A response.
    Response,
    /// Messages of a WebSocket or an event stream.
    Messages,
}

/// Every part with its name.
pub const PARTS: [(Part, &str); 4] = [
    (Part::Query, "query"),
    (Part::Body, "body"),
    (Part::Response, "response"),
    (Part::Messages, "messages"),
];

/// Every state with its name.
pub const STATES: [(State, &str); 14] = [
    (State::Failed, "failed"),
    (State::Finding, "finding"),
    (State::Undecided, "undecided"),
    (State::Onboard, "onboard"),
    (State::License, "license"),
    (State::Slow, "slow"),
    (State::Aborted, "aborted"),
    (State::Odd, "odd"),
    (State::FromCache, "from-cache"),
    (State::Cached, "cached"),
    (State::Redirect, "redirect"),
    (State::Cors, "cors"),
    (State::Preflight, "preflight"),
    (State::ThirdParty, "third-party"),
];

/// A request is slow from this time on, in milliseconds.
const SLOW_MS: f64 = 1000.0;

impl Filter {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The first mistake, with its place and what to do.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        parse::filter(text)
    }

    /// As [`Filter::parse`] while it is being typed: a term without a value yet is left out.
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

    /// Whether it lets every entry through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pattern.is_none() && self.terms.is_empty()
    }

    /// The words that are searched fuzzily, if there are any.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// How well the words match an entry; `None` where they do not. What is not kept of a very long URL has to be
    /// looked at with the whole entry, and then it contains the words.
    #[must_use]
    pub fn score(&self, summary: &Summary) -> Option<Score> {
        let Some(pattern) = &self.pattern else { return Some(Score::default()) };
        if self.needs_whole_url(summary) { Some(Score::LITERAL) } else { pattern.score(&summary.url) }
    }

    /// Whether only the part of the URL that is not kept can contain the words.
    fn needs_whole_url(&self, summary: &Summary) -> bool {
        let pattern = self.pattern.as_ref().filter(|_| summary.is_url_cut());
        pattern.is_some_and(|pattern| !pattern.is_in(&summary.url))
    }

    /// Those words as one text.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The exact conditions, in the order in which they were typed.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// A text that has to stand in a body, where one is asked for letter by letter.
    #[must_use]
    pub fn body_text(&self) -> Option<&str> {
        let terms = self.terms.iter().filter(|term| term.field == Field::Body && !term.negated);
        terms.flat_map(|term| &term.tests).find_map(|test| match test {
            Test::Text(text) => text.literal(),
            _ => None,
        })
    }

    /// The most that one of its terms has to look at.
    #[must_use]
    pub fn need(&self) -> Need {
        self.terms.iter().map(Term::need).max().unwrap_or(Need::Summary)
    }

    /// Whether one of its terms looks at what was found.
    #[must_use]
    pub fn needs_findings(&self) -> bool {
        self.terms.iter().any(|term| term.field.row().findings)
    }
}

impl Term {
    /// What it has to look at.
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
