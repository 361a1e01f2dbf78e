//! The words of a name, whatever joins them: `newPasswordValue2`, `NEW_PASSWORD_VALUE`.

use std::borrow::Cow;

use super::edit::percent_decoded;

/// The words of a name in lower case, without digits.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = chars.next() {
        let next_is_small = chars.peek().is_some_and(char::is_ascii_lowercase);
        let begins = before.is_some_and(|before| {
            c.is_ascii_uppercase()
                && (before.is_ascii_lowercase() || (before.is_ascii_uppercase() && next_is_small))
        });
        if (begins || !c.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphabetic() {
            // ASCII only, as the search for names: a Kelvin sign is not a k.
            word.push(c.to_ascii_lowercase());
        }
        before = Some(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A name as it is compared: decoded, in lower case, without `-`, `_` and blanks.
pub(super) fn plain(name: &str) -> String {
    let decoded = if name.contains('%') { percent_decoded(name) } else { None };
    let name = decoded.map_or(Cow::Borrowed(name), Cow::Owned);
    let kept = name.trim().chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ascii_letters_are_folded() {
        assert_eq!(words("newPasswordValue2"), ["new", "password", "value"]);
        assert_eq!(words("SET_COO\u{212a}IE"), ["set", "coo\u{212a}ie"]);
    }
}
