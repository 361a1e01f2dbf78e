//! Display width, and fitting text into columns.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

const ELLIPSIS: &str = "…";

/// Number of terminal columns of a text; wide characters (Korean, Japanese, Chinese, emoji) take two.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The longest prefix of `text` that fits into `columns`, at a character boundary.
#[must_use]
pub fn prefix(text: &str, columns: usize) -> &str {
    if text.is_ascii() {
        return &text[..columns.min(text.len())];
    }
    let (mut used, mut end) = (0, 0);
    for grapheme in text.graphemes(true) {
        used += width(grapheme);
        if used > columns {
            break;
        }
        end += grapheme.len();
    }
    &text[..end]
}

/// The longest suffix of `text` that fits into `columns`, at a character boundary.
#[must_use]
pub fn suffix(text: &str, columns: usize) -> &str {
    if text.is_ascii() {
        return &text[text.len() - columns.min(text.len())..];
    }
    let (mut used, mut start) = (0, text.len());
    for grapheme in text.graphemes(true).rev() {
        used += width(grapheme);
        if used > columns {
            break;
        }
        start -= grapheme.len();
    }
    &text[start..]
}

/// Shortens `text` at its end to `columns`.
#[must_use]
pub fn fit_end(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    match columns {
        0 => String::new(),
        columns => format!("{}{ELLIPSIS}", prefix(text, columns - 1)),
    }
}

/// Shortens `text` in the middle to `columns`: a third for the beginning, the rest for the end, in which paths
/// usually differ.
#[must_use]
pub fn fit_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else {
        return String::new();
    };
    let head = prefix(text, room / 3);
    let tail = suffix(text, room - width(head));
    format!("{head}{ELLIPSIS}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("홍길동"), 6);
        assert_eq!(fit_end("홍길동@corp", 7), "홍길동…");
        assert_eq!(fit_end("홍길동@corp", 6), "홍길…");
    }

    #[test]
    fn the_end_of_a_path_stays() {
        assert_eq!(
            fit_middle("/admin/api/v1/organizations/2c6f/users/onboard", 24),
            "/admin/…6f/users/onboard"
        );
        assert_eq!(fit_middle("/short", 24), "/short");
        assert_eq!(fit_middle("abcdef", 1), "…");
        assert_eq!(fit_middle("abcdef", 0), "");
    }

    proptest! {
        #[test]
        fn nothing_is_ever_too_wide(text in "\\PC*", columns in 0usize..40) {
            prop_assert!(width(&fit_end(&text, columns)) <= columns);
            prop_assert!(width(&fit_middle(&text, columns)) <= columns);
        }
    }
}
