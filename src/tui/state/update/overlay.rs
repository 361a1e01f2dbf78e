//! Dispatch of keys, pastes and mouse events: to the open overlay, or else to the bound action.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::tui::action::Action;
use crate::tui::layout;
use crate::tui::layout::Focus;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::popup::{Popup, PopupKind};
use crate::tui::state::viewport::ScrollBy;
use crate::tui::widget::input::Input;

/// Rows per step of the mouse wheel.
pub(super) const WHEEL: isize = 3;

impl App {
    /// The open popup, if it is of this kind.
    pub(super) fn popup_of(&mut self, kind: PopupKind) -> Option<&mut Popup> {
        match &mut self.overlay {
            Some(Overlay::Popup(popup)) if popup.kind == kind => Some(popup),
            _ => None,
        }
    }

    /// The input line of the open overlay.
    pub(super) fn typed_line(&mut self) -> Option<&mut Input> {
        match &mut self.overlay {
            Some(Overlay::Filter(input) | Overlay::Find(input) | Overlay::Line(input)) => Some(input),
            _ => None,
        }
    }

    /// Its text.
    pub(super) fn typed_text(&mut self) -> String {
        self.typed_line().map(|input| input.text().to_owned()).unwrap_or_default()
    }

    /// Handles a key.
    pub(super) fn on_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let action = self.keymap.action(key);
        // Terminals report Esc followed quickly by a key as Alt plus that key.
        if key.modifiers.contains(KeyModifiers::ALT) && action.is_none() {
            let mut effects = self.on_key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
            effects.extend(self.on_key(KeyEvent::new(key.code, key.modifiers - KeyModifiers::ALT)));
            return effects;
        }
        self.notice = None;
        if let Some(effects) = self.on_counted_key(key) {
            return effects;
        }
        let says_so = matches!(
            self.overlay,
            Some(Overlay::Board(_) | Overlay::Columns(_) | Overlay::Comparison(_) | Overlay::Popup(_))
        );
        let action = match key.code {
            // Popups announce these keys, so user bindings do not change them.
            KeyCode::Esc if says_so => Some(Action::Back),
            KeyCode::Enter if says_so => Some(Action::Open),
            _ => action,
        };
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match &self.overlay {
            // These keys work everywhere: quit, and the shell's suspend if there is a screen to leave.
            _ if control && key.code == KeyCode::Char('c') => vec![Effect::Quit],
            Some(Overlay::Printed) => self.on_printed_key(key),
            _ if control && action == Some(Action::Suspend) => self.update(Action::Suspend),
            Some(Overlay::Filter(_)) => self.on_filter_key(key),
            Some(Overlay::Find(_)) => self.on_find_key(key),
            Some(Overlay::Line(_)) => self.on_line_key(key),
            Some(Overlay::Palette(_)) => self.on_palette_key(key),
            Some(Overlay::Columns(_)) => self.on_chooser_key(key, action),
            Some(Overlay::Comparison(_)) => self.on_compare_key(action),
            Some(Overlay::Board(_)) => self.on_board_key(key, action),
            Some(Overlay::Review(_)) => self.on_review_key(key, action),
            Some(Overlay::Popup(_)) => self.on_popup_key(key, action),
            None => action.map_or_else(Vec::new, |action| self.update(action)),
        }
    }

    /// Inserts pasted text into the open input line.
    pub(super) fn on_paste(&mut self, text: &str) -> Vec<Effect> {
        let list_has_keys = self.layout.is_some_and(|layout| self.panes.focus(&layout) == Focus::List);
        if self.overlay.is_none() && list_has_keys && !text.trim().is_empty() {
            self.begin_filter();
        }
        if let Some(input) = self.typed_line() {
            input.insert(text);
        }
        match &self.overlay {
            Some(Overlay::Filter(_)) => self.typed_filter(),
            Some(Overlay::Find(_)) => self.typed_find(),
            Some(Overlay::Palette(_)) => self.paste_into_palette(text),
            _ => Vec::new(),
        }
    }

    /// Handles a mouse event; the panes get it only if there is no overlay or just an input line.
    pub(super) fn on_mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        let Some(layout) = self.layout else { return Vec::new() };
        let at = Position { x: event.column, y: event.row };
        let rows = match event.kind {
            MouseEventKind::ScrollDown => WHEEL,
            MouseEventKind::ScrollUp => -WHEEL,
            _ => 0,
        };
        let is_pressed = matches!(event.kind, MouseEventKind::Down(_));
        if is_pressed {
            self.notice = None;
        }
        match &mut self.overlay {
            None | Some(Overlay::Filter(_) | Overlay::Find(_) | Overlay::Line(_)) => {
                return self.on_panes_mouse(event, &layout, at);
            }
            Some(Overlay::Palette(_)) => return self.on_palette_mouse(event.kind, at),
            Some(Overlay::Board(_)) => return self.on_board_mouse(event.kind, at),
            Some(Overlay::Review(_)) => self.on_review_mouse(event.kind),
            Some(Overlay::Comparison(comparing)) => comparing.scroll_by(self.size, ScrollBy::Rows(rows)),
            Some(Overlay::Popup(popup)) => {
                popup.scroll_by(self.size, ScrollBy::Rows(rows));
                let (width, height) = self.size;
                let area = layout::popup(Rect::new(0, 0, width, height), &popup.lines);
                if is_pressed && !area.contains(at) {
                    self.overlay = None;
                } else if let Some(letter) = popup.letter_at(area, at).filter(|_| is_pressed) {
                    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
                    return self.on_popup_key(key, None);
                }
            }
            Some(Overlay::Columns(_)) if is_pressed => self.on_chooser_press(at),
            Some(Overlay::Columns(_) | Overlay::Printed) => {}
        }
        Vec::new()
    }
}
