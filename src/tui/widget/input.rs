//! A single-line text input.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::clean::is_plain;

/// Maximum length in characters, also of pasted text.
const MAX_LEN: usize = 256;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte offset of the cursor, always on a grapheme boundary.
    cursor: usize,
}

impl Input {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Whether the cursor is at the end of the text.
    pub fn is_at_end(&self) -> bool {
        self.cursor == self.text.len()
    }

    /// Replaces the text between byte offset `from` and the cursor.
    pub fn replace_before_cursor(&mut self, from: usize, text: &str) {
        if self.text.is_char_boundary(from) && from <= self.cursor {
            self.cut(from);
            self.insert(text);
        }
    }

    /// Inserts text at the cursor; line breaks, control characters and invisible characters are dropped.
    pub fn insert(&mut self, text: &str) {
        let room = MAX_LEN.saturating_sub(self.text.chars().count());
        let typed: String = text.chars().filter(|c| is_plain(*c)).take(room).collect();
        self.text.insert_str(self.cursor, &typed);
        self.cursor += typed.len();
    }

    /// Handles a key; returns whether the text changed.
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

    /// Deletes from byte offset `from` to the cursor.
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
