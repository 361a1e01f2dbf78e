//! The single place where text from a file is made safe for a terminal, a report or the clipboard.
//!
//! Characters that would move the cursor, change colors, or reorder or hide text are replaced by visible ones, so
//! that nothing deceives the reader or is lost silently.

mod joiner;

use std::borrow::Cow;
use std::fmt::Write as _;

/// The replacement for a tab.
const TAB: &str = "    ";

/// Makes one line safe: control characters and line breaks become control pictures (`␛`, `␊`), and characters
/// that reorder, hide or join text are spelled out (`<U+202E>`). Safe text is borrowed.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let (mut before, mut chars) = (None, text.chars().peekable());
    while let Some(c) = chars.next() {
        push(&mut safe, before, c, chars.peek().copied());
        before = Some(c);
    }
    Cow::Owned(safe)
}

/// Like [`clean`], but keeps line feeds (and drops a carriage return before one).
#[must_use]
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain_or_line_feed) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let (mut before, mut chars) = (None, text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '\n' => safe.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            c => push(&mut safe, before, c, chars.peek().copied()),
        }
        before = Some(c);
    }
    Cow::Owned(safe)
}

/// Whether a character is safe in a terminal.
#[must_use]
pub fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~') || (c > '\u{9f}' && !is_deceptive(c))
}

/// Whether a character is safe in a report or the clipboard.
#[must_use]
pub fn is_plain_or_line_feed(c: char) -> bool {
    c == '\n' || is_plain(c)
}

fn push(safe: &mut String, before: Option<char>, c: char, next: Option<char>) {
    match c {
        '\t' => safe.push_str(TAB),
        c if is_plain(c) || before.is_some_and(|before| joiner::belongs(before, c, next)) => safe.push(c),
        // Control pictures start at U+2400, in the order of the control characters; DEL is separate.
        '\0'..='\x1f' => safe.extend(char::from_u32(0x2400 + u32::from(c))),
        '\x7f' => safe.push('\u{2421}'),
        c => {
            let _ = write!(safe, "<U+{:04X}>", u32::from(c));
        }
    }
}

/// Zero-width characters that change how their neighbors are read, displayed or compared: bidirectional controls,
/// zero-width characters, invisible operators, tags, variation selectors, the blank Braille pattern, line
/// separators, interlinear annotation, the Hangul fillers (which render blank) and noncharacters.
fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}'
            | '\u{034f}'
            | '\u{061c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    ) || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(clean("kim@corp.example 홍길동 ✗ …"), Cow::Borrowed(_)));
    }

    #[test]
    fn escape_sequences_lose_their_power_and_stay_visible() {
        assert_eq!(clean("a\x1b[31mred\x07\x7f\u{9b}2J"), "a␛[31mred␇␡<U+009B>2J");
        assert_eq!(clean("one\r\ntwo\tthree"), "one␍␊two    three");
    }

    #[test]
    fn reordering_and_hidden_characters_are_spelled_out() {
        assert_eq!(clean("user\u{202e}gpj.exe"), "user<U+202E>gpj.exe");
        assert_eq!(clean("pay\u{200b}pal\u{2066}\u{feff}"), "pay<U+200B>pal<U+2066><U+FEFF>");
    }

    #[test]
    fn joiners_and_selectors_stay_where_emoji_and_scripts_need_them() {
        for safe in [
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} ok",
            "\u{26a0}\u{fe0f} careful",
            "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "1\u{fe0f}\u{20e3}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{645}\u{6cc}\u{200c}\u{62e}",
            "\u{845b}\u{e0100}",
        ] {
            assert_eq!(clean(safe), safe);
            assert_eq!(clean_lines(safe), safe);
        }
        assert_eq!(clean("a\u{200d}b"), "a<U+200D>b");
        assert_eq!(clean("pay\u{fe0f}pal"), "pay<U+FE0F>pal");
        assert_eq!(clean("1\u{fe0f}2"), "1<U+FE0F>2");
        assert_eq!(clean("\u{200d}\u{26a0}\u{202e}"), "<U+200D>\u{26a0}<U+202E>");
        assert_eq!(clean("\u{26a0}\u{fe0f}\u{fe0f}"), "\u{26a0}\u{fe0f}<U+FE0F>");
    }

    #[test]
    fn lines_keep_their_line_feeds_only() {
        assert_eq!(clean_lines("a\r\nb\rc\n\x1b"), "a\nb␍c\n␛");
    }
}
