//! A text, or a menu, over the screen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};

use super::App;
use super::overlay::Overlay;
use super::panes::ScrollBy;
use crate::tui::action::Action;
use crate::tui::layout;
use crate::tui::message::effect::Effect;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Scroll, Span};

/// A text over the screen, until a key closes it.
#[derive(Debug)]
pub struct Popup {
    /// Its title.
    pub title: String,
    /// Its text.
    pub lines: Vec<Line>,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Whether its text may still change.
    pub shows: Shows,
    /// What Enter does before it closes.
    pub on_enter: Option<Effect>,
}

/// What a popup shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// A text that stays as it is.
    Text,
    /// The import report, as far as it is made.
    Report,
    /// What would go into a support case.
    Case,
    /// What can be chosen by a letter.
    Menu(Menu),
    /// How far an export is.
    Exporting,
}

/// What is chosen from by letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// What to copy.
    Copy,
    /// What to put into files.
    Export,
}

impl Popup {
    /// A popup at its beginning.
    #[must_use]
    pub fn new(title: &str, lines: Vec<Line>) -> Self {
        Self { title: title.to_owned(), lines, scroll: Scroll::default(), shows: Shows::Text, on_enter: None }
    }

    /// The letter of a menu's row that stands at a place of the window.
    #[must_use]
    pub fn letter_at(&self, area: Rect, at: Position) -> Option<char> {
        let inner = layout::inside_popup(area);
        if !matches!(self.shows, Shows::Menu(_)) || !inner.contains(at) {
            return None;
        }
        let line = self.lines.get(self.scroll.line + usize::from(at.y - inner.y))?;
        let letters = line.spans.first()?.text.trim();
        letters.chars().next().filter(|_| letters.chars().filter(|c| !c.is_whitespace()).count() <= 2)
    }

    /// Scrolls it in a window of this size.
    pub fn scroll_by(&mut self, (width, height): (u16, u16), by: ScrollBy) {
        let inner =
            layout::inside_popup(layout::popup(Rect::new(0, 0, width, height), self.lines.as_slice()));
        let (columns, height) = (usize::from(inner.width.saturating_sub(1)), usize::from(inner.height));
        self.scroll = by.from(self.lines.as_slice(), self.scroll, columns, height);
    }
}

impl App {
    pub(super) fn open_popup(&mut self, popup: Popup) {
        self.overlay = Some(Overlay::Popup(popup));
    }

    /// What a popup does when it is asked to: `Enter  saves it …`.
    pub(super) fn offer_line(&self, what: &str) -> Line {
        let key = self.keymap.fill("{key:open}", &[]);
        let spans = vec![Span::new(key, Role::Heading), Span::new(format!("  {what}"), Role::Normal)];
        Line { spans, ..Line::default() }
    }

    /// Keys that scroll scroll; any other closes, once it has done what the popup offers for it.
    pub(super) fn on_popup_key(&mut self, key: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let Some(Overlay::Popup(popup)) = &mut self.overlay else { return Vec::new() };
        // Together with another key a letter is none of the menu's.
        let letter = match key.code {
            KeyCode::Char(letter) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(letter),
            _ => None,
        };
        let is_menu = matches!(popup.shows, Shows::Menu(_)) && letter.is_some();
        if let Some(by) = action.and_then(ScrollBy::of).filter(|_| !is_menu) {
            popup.scroll_by(self.size, by);
            return Vec::new();
        }
        let (shows, on_enter) = (popup.shows, popup.on_enter.take());
        self.overlay = None;
        match (shows, letter) {
            (Shows::Menu(Menu::Copy), Some(letter)) => self.choose_copy(letter),
            (Shows::Menu(Menu::Export), Some(letter)) => self.choose_export(letter),
            (Shows::Exporting, _) if key.code == KeyCode::Esc => vec![Effect::StopExport],
            _ => on_enter.filter(|_| action == Some(Action::Open)).into_iter().collect(),
        }
    }
}
