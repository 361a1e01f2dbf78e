//! The command palette: all actions with their keys, searched while typing, run with Enter.

use super::findings::MARKED;
use crate::query::fuzzy::{Pattern, Score};
use crate::query::sort::Column;
use crate::text::words::Words;
use crate::text::{Lang, words};
use crate::tui::action::{Action, BINDINGS};
use crate::tui::keymap::Keymap;
use crate::tui::layout::columns::title;
use crate::tui::state::findings::Mark;
use crate::tui::widget::input::Input;

/// The open palette.
#[derive(Debug, Default)]
pub struct Palette {
    pub input: Input,
    /// The rows that match the input.
    pub rows: Vec<Row>,
    /// Index of the selected row.
    pub cursor: usize,
    /// Whether the focused text has lines to go to, so that a typed number means a line first.
    is_in_text: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The keys, or a sign of the list.
    pub keys: String,
    pub text: String,
    /// What Enter does.
    pub on_enter: OnEnter,
}

/// What Enter does on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnEnter {
    Action(Action),
    /// Select this entry.
    Entry(usize),
    /// Go to this line of the open text.
    GoTo(usize),
    /// Sort by this column, or reverse its order.
    Sort(Column),
    /// Nothing: the row explains a sign of the list.
    Nothing(Mark),
}

impl Palette {
    pub fn open(lang: Lang, keymap: &Keymap, is_in_text: bool) -> Self {
        Self { rows: matching("", lang, keymap), is_in_text, ..Self::default() }
    }

    /// The first row in view, so that the selected row is visible.
    pub fn top(&self, rows: usize) -> usize {
        (self.cursor + 1).saturating_sub(rows)
    }

    /// Updates the rows after the input has changed.
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

/// All actions, and all signs of the list.
fn all(lang: Lang, keymap: &Keymap) -> Vec<Row> {
    let words = words::words(lang);
    let actions = BINDINGS.iter().map(|binding| Row {
        keys: keymap.shown(binding.action),
        text: binding.description(words).to_owned(),
        on_enter: OnEnter::Action(binding.action),
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
        on_enter: OnEnter::Nothing(mark),
    });
    let marked = Row {
        keys: MARKED.to_owned(),
        text: words::fill(&words.help.sign, &[("meaning", &words.help.marked)]),
        on_enter: OnEnter::Nothing(Mark::None),
    };
    // Columns match by their title and by their name in commands and settings.
    let named = |column: Column| match (title(column, &words.columns), column.name()) {
        (title, name) if title == name => name.to_owned(),
        (title, name) => format!("{title} ({name})"),
    };
    let sorts = Column::ALL.iter().map(|column| Row {
        keys: String::new(),
        text: words::fill(&words.help.sort, &[("column", &named(*column))]),
        on_enter: OnEnter::Sort(*column),
    });
    actions.chain(sorts).chain(signs).chain([marked]).collect()
}

/// Matching rows: exact keys first, then rows that contain the words; only without either, a fuzzy match.
fn matching(typed: &str, lang: Lang, keymap: &Keymap) -> Vec<Row> {
    let all = all(lang, keymap);
    if typed.trim().is_empty() {
        return all;
    }
    let (with_key, others): (Vec<Row>, Vec<Row>) =
        all.into_iter().partition(|row| row.keys.split_whitespace().any(|key| key == typed.trim()));
    let pattern = Pattern::new(typed);
    let words = words::words(lang);
    let score = |row: &Row| match pattern.is_in(synonyms(row, words)) {
        true => Some(Score::LITERAL),
        false => pattern.score(&searched(row)),
    };
    let scored = others.into_iter().filter_map(|row| Some((score(&row)?, row)));
    let mut scored: Vec<(Score, Row)> = scored.collect();
    if scored.iter().any(|(score, _)| score.is_literal) {
        scored.retain(|(score, _)| score.is_literal);
    } else {
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.truncate(MAX_LOOSE);
    }
    with_key.into_iter().chain(scored.into_iter().map(|(_, row)| row)).collect()
}

/// The meanings of a number: an entry, or a line of the open text.
fn numbered(typed: &str, is_in_text: bool, lang: Lang) -> Vec<Row> {
    let Some(number) = line_number(typed) else { return Vec::new() };
    let words = &words::words(lang).help;
    let row = |template: &str, on_enter| Row {
        keys: String::new(),
        text: words::fill(template, &[("n", &number.to_string())]),
        on_enter,
    };
    let mut rows =
        vec![row(&words.to_entry, OnEnter::Entry(number)), row(&words.to_line, OnEnter::GoTo(number))];
    if is_in_text {
        rows.reverse();
    }
    rows
}

/// Rows that only have the letters of what is typed: more of them would hide that nothing is called that.
const MAX_LOOSE: usize = 5;

/// The searched text of a row: its description, and the action's name in any language.
fn searched(row: &Row) -> String {
    format!("{} {}", row.text, name(row).replace('_', " "))
}

/// What else people call the action of a row.
fn synonyms<'w>(row: &Row, words: &'w Words) -> &'w str {
    words.synonyms.get(name(row)).map_or("", String::as_str)
}

fn name(row: &Row) -> &'static str {
    match row.on_enter {
        OnEnter::Action(action) => action.binding().map_or("", |binding| binding.name),
        OnEnter::Entry(_) | OnEnter::GoTo(_) | OnEnter::Sort(_) | OnEnter::Nothing(_) => "",
    }
}

/// Parses a line number or byte offset: `42`, `0x2a`.
pub(super) fn line_number(typed: &str) -> Option<usize> {
    match typed.trim().strip_prefix("0x") {
        Some(hex) => usize::from_str_radix(hex, 16).ok(),
        None => typed.trim().parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Vec<OnEnter> {
        matching(typed, Lang::En, &Keymap::default()).into_iter().map(|row| row.on_enter).collect()
    }

    #[test]
    fn an_action_is_found_by_its_words_its_name_and_its_key() {
        assert_eq!(found("waterfall")[0], OnEnter::Action(Action::Waterfall));
        assert_eq!(found("y")[0], OnEnter::Action(Action::Copy));
        assert_eq!(found("Ctrl-f")[0], OnEnter::Action(Action::Find));
        assert!(found("wtrfl").contains(&OnEnter::Action(Action::Waterfall)), "letters in their order");
        assert!(found("zzzz").is_empty());
        let korean = matching("진단", Lang::Ko, &Keymap::default());
        assert!(korean.iter().any(|row| row.on_enter == OnEnter::Action(Action::Copy)));
        assert_eq!(found("").len(), BINDINGS.len() + Column::ALL.len() + 5);
    }

    #[test]
    fn a_number_is_a_line() {
        assert_eq!(found("sort by time")[0], OnEnter::Sort(Column::Time));
        assert_eq!(found("1")[0], OnEnter::Action(Action::Chip(0)));
        let meant = |is_in_text| numbered("42", is_in_text, Lang::En).remove(0).on_enter;
        assert_eq!((meant(false), meant(true)), (OnEnter::Entry(42), OnEnter::GoTo(42)));
    }
}
