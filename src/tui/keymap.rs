//! Keys to actions.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, BINDINGS};

/// Which key means which action.
#[derive(Debug)]
pub struct Keymap(HashMap<(KeyCode, KeyModifiers), Action>);

impl Default for Keymap {
    fn default() -> Self {
        let keys = BINDINGS.iter().flat_map(|binding| {
            binding.keys.iter().filter_map(|name| parse(name)).map(|key| (key, binding.action))
        });
        Self(keys.collect())
    }
}

impl Keymap {
    /// The action of a key press, if it has one.
    #[must_use]
    pub fn action(&self, key: KeyEvent) -> Option<Action> {
        // A capital letter already says that Shift was held; terminals differ in whether they repeat it.
        let modifiers = match key.code {
            KeyCode::Char(_) | KeyCode::BackTab => key.modifiers - KeyModifiers::SHIFT,
            _ => key.modifiers,
        };
        self.0.get(&(key.code, modifiers)).copied()
    }
}

/// Reads a key's name: a character, or `Ctrl-x`, `Alt-x`, `Esc`, `Enter`, `Tab`, `BackTab`, `Space`, arrows, `F1` …
#[must_use]
pub fn parse(name: &str) -> Option<(KeyCode, KeyModifiers)> {
    for (prefix, modifier) in [("Ctrl-", KeyModifiers::CONTROL), ("Alt-", KeyModifiers::ALT)] {
        if let Some(rest) = name.strip_prefix(prefix) {
            let (code, modifiers) = parse(rest)?;
            return Some((code, modifiers | modifier));
        }
    }
    let mut characters = name.chars();
    let code = match (characters.next(), characters.next()) {
        (Some(character), None) => KeyCode::Char(character),
        _ => match name {
            "Space" => KeyCode::Char(' '),
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "BackTab" => KeyCode::BackTab,
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "PageUp" => KeyCode::PageUp,
            "PageDown" => KeyCode::PageDown,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            function => KeyCode::F(function.strip_prefix('F')?.parse().ok()?),
        },
    };
    Some((code, KeyModifiers::NONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_understood() {
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(parse(key).is_some(), "{key}");
            }
        }
        assert_eq!(parse("Nonsense"), None);
    }

    #[test]
    fn a_capital_letter_means_the_same_with_and_without_shift() {
        let keymap = Keymap::default();
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            assert_eq!(
                keymap.action(KeyEvent::new(KeyCode::Char('N'), modifiers)),
                Some(Action::PreviousFailure)
            );
        }
        assert_eq!(
            keymap.action(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            Some(Action::Quit)
        );
        assert_ne!(keymap.action(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::NONE)), Some(Action::Quit));
    }
}
