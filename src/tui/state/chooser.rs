//! Which columns the list shows, and in which order: chosen in a popup.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use super::App;
use super::overlay::Overlay;
use crate::query::sort::{COLUMNS, Column};
use crate::tui::action::Action;
use crate::tui::message::effect::Effect;
use crate::tui::view;
use crate::tui::view::list::USUAL;

/// The popup's state.
#[derive(Debug)]
pub struct Chooser {
    /// Every column, and whether it is shown: those that are first, in their order.
    items: Vec<(Column, bool)>,
    cursor: usize,
}

impl Chooser {
    fn new(shown: &[Column]) -> Self {
        let others = COLUMNS.iter().map(|(column, _)| *column).filter(|column| !shown.contains(column));
        let items = shown.iter().map(|column| (*column, true)).chain(others.map(|column| (column, false)));
        Self { items: items.collect(), cursor: 0 }
    }

    /// Every column, and whether it is shown.
    #[must_use]
    pub fn items(&self) -> &[(Column, bool)] {
        &self.items
    }

    /// The place of the one that the keys are about.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    fn go(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.items.len().saturating_sub(1));
    }

    /// Moves the column, and the cursor with it.
    fn carry(&mut self, by: isize) {
        let from = self.cursor;
        self.go(by);
        self.items.swap(from, self.cursor);
    }

    /// Shows the column, or not; the last one stays.
    fn switch(&mut self) {
        let shown = self.items.iter().filter(|(_, is_shown)| *is_shown).count();
        if let Some((_, is_shown)) = self.items.get_mut(self.cursor) {
            *is_shown = !*is_shown || shown == 1;
        }
    }

    fn shown(&self) -> Vec<Column> {
        self.items.iter().filter(|(_, is_shown)| *is_shown).map(|(column, _)| *column).collect()
    }
}

impl App {
    /// Shows these columns in this order, as far as there is room; with none, the usual ones that fit.
    pub fn set_columns(&mut self, columns: Vec<Column>) {
        self.list.columns = columns;
    }

    pub(super) fn open_chooser(&mut self) -> Vec<Effect> {
        let shown = if self.list.columns.is_empty() { USUAL } else { self.list.columns.as_slice() };
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
                *chooser = Chooser { cursor: chooser.cursor, ..Chooser::new(USUAL) };
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

    /// A press switches the column that it points at, or closes the popup from beside it.
    pub(super) fn on_chooser_press(&mut self, at: Position) {
        let Some(Overlay::Columns(chooser)) = &self.overlay else { return };
        let place = view::chooser::place_at(self, chooser, self.size, at);
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

    /// The usual ones in their usual order are no choice: they give way by themselves where there is no room.
    fn show_chosen(&mut self, columns: Vec<Column>) {
        self.set_columns(if columns == USUAL { Vec::new() } else { columns });
    }
}
