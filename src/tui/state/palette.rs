//! All actions with their keys: searched as one types, carried out with Enter.

use super::findings::MARKED;
use crate::query::fuzzy::{Pattern, Score};
use crate::query::sort::Column;
use crate::text::{Lang, words};
use crate::tui::action::{Action, BINDINGS};
use crate::tui::keymap::Keymap;
use crate::tui::layout::columns::title;
use crate::tui::state::findings::Mark;
use crate::tui::widget::input::Input;

/// The list of actions while it is open.
#[derive(Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// What matches it.
    pub rows: Vec<Row>,
    /// Which of them Enter carries out.
    pub cursor: usize,
    /// Whether a number is first of all a line of the open text, which has the keys.
    is_in_text: bool,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The keys, or the sign.
    pub keys: String,
    /// What it does, or means.
    pub text: String,
    /// What Enter does.
    pub does: Does,
}

/// What Enter does on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// An action.
    Action(Action),
    /// Goes to this entry.
    Entry(usize),
    /// Goes to this line of the open text.
    GoTo(usize),
    /// Orders the list by this column, or (again) the other way.
    Sort(Column),
    /// Nothing: the row explains a sign of the list.
    Nothing(Mark),
}

impl Palette {
    /// The list at its beginning.
    pub fn open(lang: Lang, keymap: &Keymap, is_in_text: bool) -> Self {
        Self { rows: matching("", lang, keymap), is_in_text, ..Self::default() }
    }

    /// The first row in view in this many rows: the one with the cursor is the last, unless the list begins before it.
    pub fn top(&self, rows: usize) -> usize {
        (self.cursor + 1).saturating_sub(rows)
    }

    /// Shows what matches what is typed.
    pub(in crate::tui::state) fn search(&mut self, lang: Lang, keymap: &Keymap) {
        let numbered = numbered(self.input.text(), self.is_in_text, lang);
        self.rows = numbered.into_iter().chain(matching(self.input.text(), lang, keymap)).collect();
        self.cursor = 0;
    }

    pub(in crate::tui::state) fn move_by(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(rows).min(last);
    }
}

/// Every action, and every sign of the list.
fn all(lang: Lang, keymap: &Keymap) -> Vec<Row> {
    let words = words::words(lang);
    let actions = BINDINGS.iter().map(|binding| Row {
        keys: keymap.shown(binding.action),
        text: binding.description(words).to_owned(),
        does: Does::Action(binding.action),
    });
    let signs = [
        (Mark::Failed, &words.help.failed),
        (Mark::Undecided, &words.help.undecided),
        (Mark::OtherFailed, &words.help.other_failed),
        (Mark::Odd, &words.help.odd),
    ];
    let signs = signs.map(|(mark, meaning)| Row {
        keys: mark.sign().to_owned(),
        text: words::fill(&words.help.sign, &[("meaning", meaning)]),
        does: Does::Nothing(mark),
    });
    let marked = Row {
        keys: MARKED.to_owned(),
        text: words::fill(&words.help.sign, &[("meaning", &words.help.marked)]),
        does: Does::Nothing(Mark::None),
    };
    // By the title that the list shows, and by the name that commands and settings take.
    let named = |column: Column| match (title(column, &words.columns), column.name()) {
        (title, name) if title == name => name.to_owned(),
        (title, name) => format!("{title} ({name})"),
    };
    let sorts = Column::ALL.iter().map(|column| Row {
        keys: String::new(),
        text: words::fill(&words.help.sort, &[("column", &named(*column))]),
        does: Does::Sort(*column),
    });
    actions.chain(sorts).chain(signs).chain([marked]).collect()
}

/// The rows that match what is typed: those with this very key, then those that hold the words; only where there are
/// none, those that hold its letters.
fn matching(typed: &str, lang: Lang, keymap: &Keymap) -> Vec<Row> {
    let all = all(lang, keymap);
    if typed.trim().is_empty() {
        return all;
    }
    let (with_key, others): (Vec<Row>, Vec<Row>) =
        all.into_iter().partition(|row| row.keys.split_whitespace().any(|key| key == typed.trim()));
    let pattern = Pattern::new(typed);
    let scored = others.into_iter().filter_map(|row| Some((pattern.score(&searched(&row))?, row)));
    let mut scored: Vec<(Score, Row)> = scored.collect();
    if scored.iter().any(|(score, _)| score.is_literal) {
        scored.retain(|(score, _)| score.is_literal);
    } else {
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    with_key.into_iter().chain(scored.into_iter().map(|(_, row)| row)).collect()
}

/// What a number may mean: an entry, or a line of the open text.
fn numbered(typed: &str, is_in_text: bool, lang: Lang) -> Vec<Row> {
    let Some(number) = line_number(typed) else { return Vec::new() };
    let words = &words::words(lang).help;
    let row = |template: &str, does| Row {
        keys: String::new(),
        text: words::fill(template, &[("n", &number.to_string())]),
        does,
    };
    let mut rows = vec![row(&words.to_entry, Does::Entry(number)), row(&words.to_line, Does::GoTo(number))];
    if is_in_text {
        rows.reverse();
    }
    rows
}

/// What a row is found by: its text and, whatever the language, the action's name.
fn searched(row: &Row) -> String {
    let name = match row.does {
        Does::Action(action) => action.binding().map_or("", |binding| binding.name),
        Does::Entry(_) | Does::GoTo(_) | Does::Sort(_) | Does::Nothing(_) => "",
    };
    format!("{} {}", row.text, name.replace('_', " "))
}

/// The number of a line, or of a byte, as people write it: `42`, `0x2a`.
pub(super) fn line_number(typed: &str) -> Option<usize> {
    match typed.trim().strip_prefix("0x") {
        Some(hex) => usize::from_str_radix(hex, 16).ok(),
        None => typed.trim().parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Vec<Does> {
        matching(typed, Lang::En, &Keymap::default()).into_iter().map(|row| row.does).collect()
    }

    #[test]
    fn an_action_is_found_by_its_words_its_name_and_its_key() {
        assert_eq!(found("waterfall")[0], Does::Action(Action::Waterfall));
        assert_eq!(found("y")[0], Does::Action(Action::Copy));
        assert_eq!(found("Ctrl-f")[0], Does::Action(Action::Find));
        assert!(found("wtrfl").contains(&Does::Action(Action::Waterfall)), "letters in their order");
        assert!(found("zzzz").is_empty());
        let korean = matching("진단", Lang::Ko, &Keymap::default());
        assert!(korean.iter().any(|row| row.does == Does::Action(Action::Copy)));
        assert_eq!(found("").len(), BINDINGS.len() + Column::ALL.len() + 5);
    }

    #[test]
    fn a_number_is_a_line() {
        assert_eq!(found("sort by time")[0], Does::Sort(Column::Time));
        assert_eq!(found("1")[0], Does::Action(Action::Chip(0)));
        let meant = |is_in_text| numbered("42", is_in_text, Lang::En).remove(0).does;
        assert_eq!((meant(false), meant(true)), (Does::Entry(42), Does::GoTo(42)));
    }
}
