//! Keys and mouse in the command palette.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::query::sort::Sort;
use crate::tui::layout;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::palette::{OnEnter, Palette};

impl App {
    pub(super) fn open_palette(&mut self) {
        let is_in_text = self.finds_in_text();
        self.overlay = Some(Overlay::Palette(Palette::open(self.lang, &self.keymap, is_in_text)));
    }

    pub(super) fn on_palette_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let Some(Overlay::Palette(palette)) = &mut self.overlay else { return Vec::new() };
        let rows = layout::palette_list(self.size, palette.rows.len()).height;
        let page = isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1);
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => self.overlay = None,
            KeyCode::Enter => {
                let chosen = palette.rows.get(palette.cursor).map(|row| row.on_enter);
                self.overlay = None;
                return chosen.map_or_else(Vec::new, |on_enter| self.carry_out(on_enter));
            }
            KeyCode::Down => palette.move_by(1),
            KeyCode::Up => palette.move_by(-1),
            KeyCode::Char('n') if control => palette.move_by(1),
            KeyCode::Char('p') if control => palette.move_by(-1),
            KeyCode::PageDown => palette.move_by(page),
            KeyCode::PageUp => palette.move_by(-page),
            _ => {
                if palette.input.key(key) {
                    palette.search(self.lang, &self.keymap);
                }
            }
        }
        Vec::new()
    }

    pub(super) fn paste_into_palette(&mut self, text: &str) -> Vec<Effect> {
        if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            palette.input.insert(text);
            palette.search(self.lang, &self.keymap);
        }
        Vec::new()
    }

    /// The wheel moves through the rows; a click runs a row, or closes the palette when it is outside.
    pub(super) fn on_palette_mouse(&mut self, kind: MouseEventKind, at: Position) -> Vec<Effect> {
        let Some(Overlay::Palette(palette)) = &mut self.overlay else { return Vec::new() };
        let area = layout::palette_list(self.size, palette.rows.len());
        match kind {
            MouseEventKind::ScrollDown => palette.move_by(1),
            MouseEventKind::ScrollUp => palette.move_by(-1),
            MouseEventKind::Down(MouseButton::Left) if area.contains(at) => {
                let row = palette.top(usize::from(area.height)) + usize::from(at.y - area.y);
                if let Some(on_enter) = palette.rows.get(row).map(|row| row.on_enter) {
                    self.overlay = None;
                    return self.carry_out(on_enter);
                }
            }
            MouseEventKind::Down(_) => self.overlay = None,
            _ => {}
        }
        Vec::new()
    }

    fn carry_out(&mut self, on_enter: OnEnter) -> Vec<Effect> {
        match on_enter {
            OnEnter::Action(action) => self.update(action),
            OnEnter::Entry(number) => self.go_to_entry(number),
            OnEnter::GoTo(line) => {
                self.go_to_line(line);
                Vec::new()
            }
            OnEnter::Sort(column) => self.sort_by(Sort::pressed(column, self.search.sort)),
            OnEnter::Nothing(_) => Vec::new(),
        }
    }
}
