//! Fuzzy search in URLs: the only importer of fuzzy-matcher.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// Above this product of pattern and URL length the matcher takes its linear way; the quadratic one costs
/// several times as much on long URLs and ranks no better there.
const ELEMENT_LIMIT: usize = 200;

/// What a word gains by standing in the URL as it was typed: more than any scattered match can score, since
/// the matcher also rewards letters that each begin a path segment.
const LITERAL: i64 = 10_000;

/// How many of a pattern's words stand in a URL as they were typed, by its score.
#[must_use]
pub fn literal_words(score: i64) -> i64 {
    score / LITERAL
}

/// What was typed: words that all have to match, in any order.
pub struct Pattern {
    words: Vec<String>,
    matcher: SkimMatcherV2,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Pattern").field(&self.words).finish()
    }
}

impl Pattern {
    /// Reads the words of a query; upper and lower case are the same.
    #[must_use]
    pub fn new(query: &str) -> Self {
        Self {
            words: query.split_whitespace().map(str::to_lowercase).collect(),
            matcher: SkimMatcherV2::default().ignore_case().element_limit(ELEMENT_LIMIT),
        }
    }

    /// How well a URL matches: higher is better, `None` where it does not.
    #[must_use]
    pub fn score(&self, url: &str) -> Option<i64> {
        if !self.words.iter().all(|word| may_match(url, word)) {
            return None;
        }
        self.words.iter().try_fold(0, |sum, word| Some(sum + self.score_word(url, word)?))
    }

    fn score_word(&self, url: &str, word: &str) -> Option<i64> {
        match find_last(url, word) {
            Some(_) => Some(LITERAL + self.matcher.fuzzy_match(url, word).unwrap_or_default()),
            // A number is a code or an ID: scattered over a URL it is another one.
            None if word.bytes().all(|byte| byte.is_ascii_digit()) => None,
            None => self.matcher.fuzzy_match(url, word),
        }
    }

    /// The matched characters of a URL, as ascending character (not byte) places; empty where it does not match.
    #[must_use]
    pub fn places(&self, url: &str) -> Vec<usize> {
        let mut places = Vec::new();
        for word in &self.words {
            if let Some(at) = find_last(url, word) {
                let first = url[..at].chars().count();
                places.extend(first..first + word.chars().count());
                continue;
            }
            match self.matcher.fuzzy_indices(url, word) {
                Some((_, found)) => places.extend(found),
                None => return Vec::new(),
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// A cheap look ahead of the matcher: whether the word's characters occur in this order at all.
fn may_match(url: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return true; // the matcher decides: it folds more than ASCII case for such words
    }
    let mut rest = url.as_bytes().iter();
    word.bytes().all(|wanted| rest.any(|byte| byte.eq_ignore_ascii_case(&wanted)))
}

/// The byte place of the last occurrence of a word as it was typed, upper and lower case of ASCII the same. The
/// last one, because the end of a URL is what tells requests apart.
fn find_last(url: &str, word: &str) -> Option<usize> {
    let (url, word) = (url.as_bytes(), word.as_bytes());
    (0..=url.len().checked_sub(word.len())?)
        .rev()
        .find(|&at| url[at..at + word.len()].eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_in_any_order_and_case() {
        let url = "https://atlas-a.wbx2.example/admin/api/v1/organizations/2c6f/users/onboard";
        assert!(Pattern::new("ONBOARD users").score(url).is_some());
        assert!(Pattern::new("usronb").score(url).is_some());
        assert!(Pattern::new("onboard zzz").score(url).is_none());
        assert!(Pattern::new("onboard 홍").score(url).is_none());
        assert!(Pattern::new("홍").score("https://a.example/홍길동").is_some());
    }

    #[test]
    fn a_whole_word_beats_scattered_letters() {
        let pattern = Pattern::new("onboard");
        let whole = pattern.score("https://a.example/users/onboard");
        let scattered = pattern.score("https://a.example/o/n/b/o/a/r/d/users");
        assert!(whole > scattered, "{whole:?} {scattered:?}");
    }

    #[test]
    fn places_are_those_of_characters() {
        let url = "https://홍.example/onboard";
        let places = Pattern::new("onboard").places(url);
        let matched: String =
            url.chars().enumerate().filter(|(i, _)| places.contains(i)).map(|(_, c)| c).collect();
        assert_eq!(matched, "onboard");
        let places = Pattern::new("users").places("https://a.example/users/1/users/onboard");
        assert_eq!(places, [26, 27, 28, 29, 30], "the last occurrence");
        assert!(Pattern::new("zzz").places(url).is_empty());
    }
}
