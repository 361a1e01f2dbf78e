//! Fuzzy search in URLs; the only module that uses fuzzy-matcher.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// Above this product of pattern and URL length the matcher switches to its linear algorithm; the quadratic one
/// is several times slower on long URLs and ranks no better there.
const ELEMENT_LIMIT: usize = 200;

/// How well a URL matches; greater is better. A URL that contains every word ranks above all that do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Whether the URL contains every word literally, not just its letters in order.
    pub is_literal: bool,
    literal_words: usize,
    fuzzy: i64,
}

impl Score {
    /// The score of a URL that contains every word.
    pub const LITERAL: Self = Self { is_literal: true, literal_words: 0, fuzzy: 0 };
}

/// Words that must all match, in any order.
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
    /// Splits a query into words; matching ignores case.
    #[must_use]
    pub fn new(query: &str) -> Self {
        Self {
            words: query.split_whitespace().map(|word| lowercase(word).collect()).collect(),
            matcher: SkimMatcherV2::default().ignore_case().element_limit(ELEMENT_LIMIT),
        }
    }

    /// Whether a URL contains every word, ignoring case.
    #[must_use]
    pub fn is_in(&self, url: &str) -> bool {
        self.words.iter().all(|word| find_last(url, word).is_some())
    }

    /// The score of a URL; `None` if it does not match.
    #[must_use]
    pub fn score(&self, url: &str) -> Option<Score> {
        let mut score = Score { is_literal: true, ..Score::default() };
        for word in &self.words {
            let is_literal = find_last(url, word).is_some();
            // A number is a code or an ID: with its digits scattered it would be a different one.
            if !is_literal && (word.bytes().all(|byte| byte.is_ascii_digit()) || !may_match(url, word)) {
                return None;
            }
            let fuzzy = self.matcher.fuzzy_match(url, word);
            score.is_literal &= is_literal;
            score.literal_words += usize::from(is_literal);
            // The matcher may reject a word that occurs literally.
            score.fuzzy += if is_literal { fuzzy.unwrap_or(0) } else { fuzzy? };
        }
        Some(score)
    }

    /// The indices of the matched characters (not bytes) of a URL, ascending; empty if it does not match.
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

fn lowercase(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// A cheap pre-check for the matcher: whether the word's characters occur in order at all.
fn may_match(url: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return true; // the matcher decides: it folds more than ASCII case for such words
    }
    let mut rest = url.as_bytes().iter();
    word.bytes().all(|needle| rest.any(|byte| byte.eq_ignore_ascii_case(&needle)))
}

/// The byte index of the last occurrence of a lower-case word, ignoring case. The last one, because URLs of
/// similar requests differ at the end.
fn find_last(url: &str, word: &str) -> Option<usize> {
    if !url.is_ascii() {
        let mut starts = url.char_indices().rev().map(|(at, _)| at);
        return starts.find(|at| {
            let mut rest = lowercase(&url[*at..]);
            word.chars().all(|c| rest.next() == Some(c))
        });
    }
    let (url, word) = (url.as_bytes(), word.as_bytes());
    (0..=url.len().checked_sub(word.len())?)
        .rev()
        .find(|&at| url[at..at + word.len()].eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn a_word_in_the_url_always_matches(url in "[a-zA-Z0-9/:?&=._éÉΣK홍%-]{1,60}", from in 0usize..60, len in 1usize..8) {
            let typed: String = url.chars().skip(from).take(len).collect();
            prop_assume!(!typed.is_empty());
            for typed in [typed.to_lowercase(), typed.to_uppercase(), typed] {
                let is_contained = lowercase(&url).collect::<String>().contains(&lowercase(&typed).collect::<String>());
                let score = Pattern::new(&typed).score(&url);
                prop_assert!(!is_contained || score.is_some_and(|score| score.is_literal), "{} in {}", typed, url);
            }
        }
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
