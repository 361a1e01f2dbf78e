//! A line of text that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::clean::is_plain;

/// No line is longer, in characters, whatever is pasted.
const MAX_LEN: usize = 256;

/// A typed line and the place of its cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte place of the cursor, always between two characters as a person sees them.
    cursor: usize,
}

impl Input {
    /// A line with this text, the cursor after it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    #[must_use]
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Whether the cursor is after the text.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.cursor == self.text.len()
    }

    /// Puts text in the place of what is between a byte place and the cursor.
    pub fn replace_before_cursor(&mut self, from: usize, text: &str) {
        if self.text.is_char_boundary(from) && from <= self.cursor {
            self.cut(from);
            self.insert(text);
        }
    }

    /// Puts text in at the cursor; line breaks, control characters and invisible ones are left out.
    pub fn insert(&mut self, text: &str) {
        let room = MAX_LEN.saturating_sub(self.text.chars().count());
        let typed: String = text.chars().filter(|c| is_plain(*c)).take(room).collect();
        self.text.insert_str(self.cursor, &typed);
        self.cursor += typed.len();
    }

    /// Takes a key; returns whether the text changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let before = self.text.len();
        match key.code {
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.text.len(),
            KeyCode::Char('u') if control => self.cut(0),
            KeyCode::Char('w') if control => self.cut(self.word_before()),
            KeyCode::Char(c) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(c.encode_utf8(&mut [0; 4]));
            }
            KeyCode::Backspace => self.cut(self.before()),
            KeyCode::Delete => {
                let after = self.after();
                self.text.replace_range(self.cursor..after, "");
            }
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            _ => {}
        }
        self.text.len() != before
    }

    /// Removes what is between a place and the cursor.
    fn cut(&mut self, from: usize) {
        self.text.replace_range(from..self.cursor, "");
        self.cursor = from;
    }

    fn before(&self) -> usize {
        self.before_cursor().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |next| self.cursor + next.len())
    }

    fn word_before(&self) -> usize {
        self.before_cursor().trim_end().rfind(' ').map_or(0, |space| space + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(input: &mut Input, keys: &[(KeyCode, KeyModifiers)]) {
        for (code, modifiers) in keys {
            input.key(KeyEvent::new(*code, *modifiers));
        }
    }

    #[test]
    fn korean_is_edited_by_syllable() {
        let mut input = Input::new("홍길동");
        let none = KeyModifiers::NONE;
        press(&mut input, &[(KeyCode::Backspace, none), (KeyCode::Left, none), (KeyCode::Char('!'), none)]);
        assert_eq!((input.text(), input.before_cursor()), ("홍!길", "홍!"));
        press(&mut input, &[(KeyCode::Delete, none), (KeyCode::Delete, none), (KeyCode::Home, none)]);
        assert_eq!((input.text(), input.before_cursor()), ("홍!", ""));
    }

    #[test]
    fn words_and_lines_are_cut() {
        let mut input = Input::new("users onboard ");
        press(&mut input, &[(KeyCode::Char('w'), KeyModifiers::CONTROL)]);
        assert_eq!(input.text(), "users ");
        press(&mut input, &[(KeyCode::Char('u'), KeyModifiers::CONTROL)]);
        assert_eq!(input.text(), "");
        assert!(!input.key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT)));
    }

    #[test]
    fn pasted_control_characters_are_left_out() {
        let mut input = Input::default();
        input.insert("a\n\x1b[31mb");
        assert_eq!(input.text(), "a[31mb");
    }
}
