//! Choosing the list's columns.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use crate::query::sort::Column;
use crate::tui::action::Action;
use crate::tui::layout::columns::DEFAULT_COLUMNS;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::chooser::Chooser;
use crate::tui::state::overlay::Overlay;

impl App {
    /// Sets the columns and their order, as far as they fit; empty for the default ones.
    pub fn set_columns(&mut self, columns: Vec<Column>) {
        self.list.columns = columns;
    }

    pub(super) fn open_chooser(&mut self) -> Vec<Effect> {
        let shown = if self.list.columns.is_empty() { DEFAULT_COLUMNS } else { self.list.columns.as_slice() };
        self.overlay = Some(Overlay::Columns(Chooser::new(shown)));
        Vec::new()
    }

    pub(super) fn on_chooser_key(&mut self, key: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let Some(Overlay::Columns(chooser)) = &mut self.overlay else { return Vec::new() };
        let is_shifted = key.modifiers.contains(KeyModifiers::SHIFT);
        match (key.code, action) {
            (KeyCode::Char('J'), _) => chooser.carry(1),
            (KeyCode::Char('K'), _) => chooser.carry(-1),
            (KeyCode::Down, _) if is_shifted => chooser.carry(1),
            (KeyCode::Up, _) if is_shifted => chooser.carry(-1),
            (KeyCode::Down, _) | (_, Some(Action::Down)) => chooser.go(1),
            (KeyCode::Up, _) | (_, Some(Action::Up)) => chooser.go(-1),
            (_, Some(Action::First)) => chooser.go(isize::MIN),
            (_, Some(Action::Last)) => chooser.go(isize::MAX),
            (KeyCode::Char(' '), _) => chooser.switch(),
            (KeyCode::Char('r'), _) => {
                *chooser = Chooser { cursor: chooser.cursor, ..Chooser::new(DEFAULT_COLUMNS) };
                self.set_columns(Vec::new());
                return Vec::new();
            }
            _ => {
                self.overlay = None;
                return Vec::new();
            }
        }
        let columns = chooser.shown();
        self.show_chosen(columns);
        Vec::new()
    }

    /// A click toggles a column, or closes the popup when it is outside.
    pub(super) fn on_chooser_press(&mut self, at: Position) {
        let Some(Overlay::Columns(chooser)) = &self.overlay else { return };
        let place = chooser.place_at(self.size, at, self.lang);
        match (&mut self.overlay, place) {
            (Some(Overlay::Columns(chooser)), Some(place)) => {
                chooser.cursor = place;
                chooser.switch();
                let columns = chooser.shown();
                self.show_chosen(columns);
            }
            _ => self.overlay = None,
        }
    }

    /// Default columns in default order do not count as a choice, so that they still adapt to the window's width.
    fn show_chosen(&mut self, columns: Vec<Column>) {
        self.set_columns(if columns == DEFAULT_COLUMNS { Vec::new() } else { columns });
    }
}
