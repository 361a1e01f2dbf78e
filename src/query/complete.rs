//! Completion of the filter term or value being typed.

use std::ops::Range;

use super::filter::parse::{names, typing};
use super::filter::quoted;
use super::filter::table::Row;
use super::value_counts::ValueCounts;

/// Possible completions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The byte range of the text that a completion replaces.
    pub range: Range<usize>,
    /// The completions, the best first.
    pub candidates: Vec<String>,
    /// The name of the term being typed or started.
    pub term: Option<&'static str>,
}

/// Shorter words are considered incomplete.
const MIN_WORD: usize = 3;

/// Maximum number of completions.
const MAX: usize = 12;

/// The completions at the cursor between `before` and `after`; none inside a word.
#[must_use]
pub fn complete(before: &str, after: &str, known: &ValueCounts) -> Completion {
    let typing = typing(before);
    let typed = &before[typing.start..];
    let term = typing.row.map(|row| row.name);
    let range = typing.start..before.len();
    if !after.is_empty() && !after.starts_with(|c: char| c.is_whitespace() || c == ',') {
        return Completion { range, candidates: Vec::new(), term };
    }
    match typing.row {
        Some(row) => Completion { candidates: values(row, typed, known), range, term },
        None if typed.is_empty() => Completion { range, ..Completion::default() },
        None => {
            let candidates: Vec<String> = names(typed).map(|name| format!("{name}:")).collect();
            let term = names(typed).next();
            // A word that starts no term is searched for in URLs; it may have been meant for bodies.
            if candidates.is_empty() && typed.chars().count() >= MIN_WORD {
                let words = before.trim_start();
                // Several words may have been meant as one phrase.
                let is_plain = !words.starts_with('-') && !words.contains([':', '<', '>', '"', '/']);
                let (text, start) =
                    if is_plain { (words, before.len() - words.len()) } else { (typed, typing.start) };
                let candidates = vec![format!("body:{}", quoted(text))];
                return Completion { candidates, range: start..before.len(), term: Some("body") };
            }
            Completion { range, candidates, term }
        }
    }
}

/// The values that start with the typed text, then those that contain it.
fn values(row: &Row, typed: &str, known: &ValueCounts) -> Vec<String> {
    let typed = typed.trim_start_matches('"').to_lowercase();
    let all = known.values(row.field);
    let place = |value: &&str| value.to_lowercase().find(&typed);
    let begin = all.iter().filter(|value| place(value) == Some(0));
    let hold = all.iter().filter(|value| place(value).is_some_and(|at| at > 0));
    let other = |value: &&&str| !value.eq_ignore_ascii_case(&typed);
    begin.chain(hold).filter(other).take(MAX).map(|value| quoted(value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::summary::Summary;
    use proptest::prelude::*;

    fn known() -> ValueCounts {
        let mut known = ValueCounts::default();
        let summary = |method: &str, url: &str, status| Summary {
            method: method.into(),
            url: url.into(),
            status: Some(status),
            mime: "application/json; charset=utf-8".into(),
            ..Summary::default()
        };
        known.add(&[
            summary("GET", "https://a.example/1", 200),
            summary("GET", "https://b.example/1", 404),
            summary("POST", "https://b.example/2", 404),
        ]);
        known
    }

    fn completed(before: &str) -> Vec<String> {
        let found = complete(before, "", &known());
        found.candidates.iter().map(|one| format!("{}{one}", &before[..found.range.start])).collect()
    }

    #[test]
    fn names_and_values_of_the_file() {
        assert_eq!(completed("me"), ["method:", "message:"]);
        assert_eq!(completed("users -sta"), ["users -status-code:"]);
        assert_eq!(completed("method:"), ["method:GET", "method:POST"]);
        assert_eq!(completed("x -method:GET,p"), ["x -method:GET,POST"]);
        assert_eq!(completed("status:4"), ["status:404"]);
        assert_eq!(completed("domain:exam"), ["domain:b.example", "domain:a.example"]);
        assert_eq!(completed("mime-type:"), ["mime-type:application/json"]);
        assert_eq!(completed("is:fi"), ["is:finding"]);
        assert!(completed("").is_empty() && completed("body:x").is_empty() && completed("users ").is_empty());
        assert!(complete("me", "t", &known()).candidates.is_empty(), "within a word");
        assert_eq!(complete("body:x", "", &known()).term, Some("body"));
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_in_the_text(text in "([a-z]{0,3}|is:|body:|-|\"|/|,| |홍|time>){0,12}") {
            let found = complete(&text, "", &known());
            prop_assert!(found.range.end == text.len() && text.is_char_boundary(found.range.start));
        }
    }
}
