//! Popups: a text or a menu over the panes.

use ratatui::layout::{Position, Rect};

use crate::tui::layout;
use crate::tui::message::effect::Effect;
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Scroll, Span};

/// A popup; most keys close it.
#[derive(Debug)]
pub struct Popup {
    pub title: String,
    pub lines: Vec<Line>,
    pub scroll: Scroll,
    /// Determines how its text is updated.
    pub kind: PopupKind,
    /// The effect of Enter.
    pub on_enter: Option<Effect>,
}

/// The kind of a popup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PopupKind {
    /// A static text.
    Text,
    /// The format report or its progress.
    Report,
    /// The preview of a support case.
    Case,
    /// A menu of letters.
    Menu(Menu),
    /// The progress of an export.
    Exporting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    Copy,
    Export,
}

impl Popup {
    pub fn new(title: &str, lines: Vec<Line>) -> Self {
        Self {
            title: title.to_owned(),
            lines,
            scroll: Scroll::default(),
            kind: PopupKind::Text,
            on_enter: None,
        }
    }

    /// The letter of the menu item at a screen position.
    pub fn letter_at(&self, area: Rect, at: Position) -> Option<char> {
        let inner = layout::inside_popup(area);
        if !matches!(self.kind, PopupKind::Menu(_)) || !inner.contains(at) {
            return None;
        }
        let line = self.lines.get(self.scroll.line + usize::from(at.y - inner.y))?;
        let letters = line.spans.first()?.text.trim();
        letters.chars().next().filter(|_| letters.chars().filter(|c| !c.is_whitespace()).count() <= 2)
    }

    /// Scrolls in a window of this size.
    pub fn scroll_by(&mut self, (width, height): (u16, u16), by: ScrollBy) {
        let inner =
            layout::inside_popup(layout::popup(Rect::new(0, 0, width, height), self.lines.as_slice()));
        let (columns, height) = (usize::from(inner.width.saturating_sub(1)), usize::from(inner.height));
        self.scroll = by.from(self.lines.as_slice(), self.scroll, columns, height);
    }
}

/// A menu line: `c C  description`.
pub(super) fn menu_line(letter: char, has_capital: bool, what: &str, is_there: bool) -> Line {
    let role = |role| if is_there { role } else { Role::Dim };
    let capital = if has_capital { letter.to_ascii_uppercase() } else { ' ' };
    let keys = Span::new(format!("{letter} {capital}"), role(Role::Heading));
    Line { hang: 5, spans: vec![keys, Span::new(format!("  {what}"), role(Role::Normal))], ..Line::default() }
}
