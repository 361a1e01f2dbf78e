//! Keys in a popup.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::case::REVIEW;
use crate::tui::action::Action;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::popup::{Menu, Popup, PopupKind};
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

impl App {
    pub(super) fn open_popup(&mut self, popup: Popup) {
        self.overlay = Some(Overlay::Popup(popup));
    }

    /// The line that announces what Enter does: `Enter  saves it …`.
    pub(super) fn offer_line(&self, what: &str) -> Line {
        let key = self.keymap.fill("{key:open}", &[]);
        let spans = vec![Span::new(key, Role::Heading), Span::new(format!("  {what}"), Role::Normal)];
        Line { spans, ..Line::default() }
    }

    /// Handles a key: scrolls, runs what the popup offers, or closes it.
    pub(super) fn on_popup_key(&mut self, key: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let Some(Overlay::Popup(popup)) = &mut self.overlay else { return Vec::new() };
        // With Ctrl or Alt a letter does not select a menu item.
        let letter = match key.code {
            KeyCode::Char(letter) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(letter),
            _ => None,
        };
        let is_menu = matches!(popup.kind, PopupKind::Menu(_)) && letter.is_some();
        if let Some(by) = action.and_then(ScrollBy::of).filter(|_| !is_menu) {
            popup.scroll_by(self.size, by);
            return Vec::new();
        }
        let (shows, on_enter) = (popup.kind, popup.on_enter.take());
        self.overlay = None;
        match (shows, letter) {
            (PopupKind::Menu(Menu::Copy), Some(letter)) => self.choose_copy(letter),
            (PopupKind::Menu(Menu::Export), Some(letter)) => self.choose_export(letter),
            (PopupKind::Case, Some(REVIEW)) if on_enter.is_some() => self.review_case(),
            (PopupKind::Exporting, _) if key.code == KeyCode::Esc => vec![Effect::StopExport],
            _ => on_enter.filter(|_| action == Some(Action::Open)).into_iter().collect(),
        }
    }
}
