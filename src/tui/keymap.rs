//! Key bindings: the defaults of the action table with the user's changes.

use std::collections::{BTreeMap, HashMap, HashSet};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, BINDINGS, shown};
use crate::text::words;

/// A key as crossterm reports it.
pub type KeyPress = (KeyCode, KeyModifiers);

/// The key that always quits; it cannot be bound to anything else.
pub const QUIT_KEY: &str = "Ctrl-c";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    actions: HashMap<KeyPress, Action>,
    names: HashMap<Action, Vec<String>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::with_overrides(&BTreeMap::new())
    }
}

impl Keymap {
    /// The default bindings with the user's changes. Actions in `own` lose their default keys, and a key bound there
    /// no longer triggers its default action.
    pub fn with_overrides(own: &BTreeMap<Action, Vec<String>>) -> Self {
        let taken: HashSet<KeyPress> = own.values().flatten().filter_map(|name| parse(name)).collect();
        let is_free = |name: &&&str| parse(name).is_none_or(|press| !taken.contains(&press));
        let names = BINDINGS.iter().map(|binding| {
            let of_table = || binding.keys.iter().filter(is_free).map(|name| (*name).to_owned()).collect();
            (binding.action, own.get(&binding.action).cloned().unwrap_or_else(of_table))
        });
        let names: HashMap<Action, Vec<String>> = names.collect();
        let presses = |(action, keys): (&Action, &Vec<String>)| {
            let action = *action;
            keys.iter().filter_map(|name| parse(name)).map(|press| (press, action)).collect::<Vec<_>>()
        };
        Self { actions: names.iter().flat_map(presses).collect(), names }
    }

    /// The action bound to a key.
    pub fn action(&self, key: KeyEvent) -> Option<Action> {
        self.actions.get(&normalize(key.code, key.modifiers)).copied()
    }

    /// The keys of an action as text; hints show the first one.
    pub fn keys(&self, action: Action) -> &[String] {
        self.names.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The key that hints show; `None` if the action is unbound.
    pub fn first(&self, action: Action) -> Option<&str> {
        self.keys(action).first().map(|key| shown(key))
    }

    /// Fills the placeholders of a text: `{key:reload}` with the key of that action, others from `values`.
    pub fn fill(&self, text: &str, values: &[(&str, &str)]) -> String {
        words::fill_by(text, |place| match place.strip_prefix("key:") {
            Some(name) => self.key_or_name(name).into(),
            None => words::value(values, place),
        })
    }

    /// How to trigger an action: its key, or else its name in the command palette.
    fn key_or_name(&self, name: &str) -> String {
        let binding = BINDINGS.iter().find(|binding| binding.name == name);
        match (binding.and_then(|binding| self.first(binding.action)), self.first(Action::Palette)) {
            (Some(key), _) => key.to_owned(),
            (None, Some(list)) => format!("{list} {name}"),
            (None, None) => name.to_owned(),
        }
    }

    /// The keys of an action for display: `n  ]`.
    pub fn shown(&self, action: Action) -> String {
        self.keys(action).iter().map(|key| shown(key)).collect::<Vec<_>>().join("  ")
    }
}

/// Normalizes a key: an upper-case letter implies Shift, which only some terminals report as well; with Ctrl, letters
/// are lower case.
fn normalize(code: KeyCode, modifiers: KeyModifiers) -> KeyPress {
    match code {
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
            (KeyCode::Char(c.to_ascii_lowercase()), modifiers - KeyModifiers::SHIFT)
        }
        KeyCode::Char(_) | KeyCode::BackTab => (code, modifiers - KeyModifiers::SHIFT),
        _ => (code, modifiers),
    }
}

/// Parses a key name: a character, or `Ctrl-x`, `Alt-x`, `Esc`, `Enter`, `Tab`, `Shift-Tab`, `Space`, arrows, `F1` …
pub fn parse(name: &str) -> Option<KeyPress> {
    for (prefix, modifier) in [("Ctrl-", KeyModifiers::CONTROL), ("Alt-", KeyModifiers::ALT)] {
        if let Some(rest) = name.strip_prefix(prefix) {
            let (code, modifiers) = parse(rest)?;
            return Some(normalize(code, modifiers | modifier));
        }
    }
    let code = match name {
        "Space" => KeyCode::Char(' '),
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" | "Shift-Tab" => KeyCode::BackTab,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Insert" => KeyCode::Insert,
        "Up" | "↑" => KeyCode::Up,
        "Down" | "↓" => KeyCode::Down,
        "Left" | "←" => KeyCode::Left,
        "Right" | "→" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        name => one_character(name).map(KeyCode::Char).or_else(|| function(name).map(KeyCode::F))?,
    };
    Some((code, KeyModifiers::NONE))
}

fn one_character(name: &str) -> Option<char> {
    let mut characters = name.chars();
    characters.next().filter(|_| characters.next().is_none())
}

fn function(name: &str) -> Option<u8> {
    name.strip_prefix('F')?.parse().ok().filter(|number| (1..=24).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn every_key_of_the_table_is_understood() {
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(parse(key).is_some(), "{key}");
                assert_eq!(parse(shown(key)), parse(key), "as it is shown");
            }
        }
        for name in ["Nonsense", "", "F0", "F25", "Ctrl-", "Fn"] {
            assert_eq!(parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_capital_letter_means_the_same_with_and_without_shift() {
        let keymap = Keymap::default();
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            assert_eq!(keymap.action(press(KeyCode::Char('N'), modifiers)), Some(Action::PreviousFailure));
        }
        assert_eq!(keymap.action(press(KeyCode::Char('c'), KeyModifiers::CONTROL)), Some(Action::Quit));
        assert_ne!(keymap.action(press(KeyCode::Char('c'), KeyModifiers::NONE)), Some(Action::Quit));
    }

    #[test]
    fn own_keys_take_the_place_of_those_of_the_table() {
        let own = BTreeMap::from([
            (Action::Case, vec!["n".to_owned(), "Ctrl-K".to_owned()]),
            (Action::Language, Vec::new()),
        ]);
        let keymap = Keymap::with_overrides(&own);
        let action = |code, modifiers| keymap.action(press(code, modifiers));
        assert_eq!(action(KeyCode::Char('n'), KeyModifiers::NONE), Some(Action::Case));
        assert_eq!(action(KeyCode::Char('k'), KeyModifiers::CONTROL), Some(Action::Case));
        assert_eq!(action(KeyCode::Char(']'), KeyModifiers::NONE), Some(Action::NextFailure));
        assert_eq!(action(KeyCode::Char('L'), KeyModifiers::NONE), None);
        assert_eq!(keymap.shown(Action::NextFailure), "]");
        assert_eq!((keymap.first(Action::Language), keymap.first(Action::Case)), (None, Some("n")));
        let said = keymap.fill("{key:case} or {key:language}, {n}", &[("n", "{key:case}")]);
        assert_eq!(said, "n or ? language, {key:case}");
    }
}
