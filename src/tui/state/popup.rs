//! A text, or a menu, over the screen.

use ratatui::layout::{Position, Rect};

use crate::tui::layout;
use crate::tui::message::effect::Effect;
use crate::tui::state::viewport::ScrollBy;
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
    pub fn new(title: &str, lines: Vec<Line>) -> Self {
        Self { title: title.to_owned(), lines, scroll: Scroll::default(), shows: Shows::Text, on_enter: None }
    }

    /// The letter of a menu's row that is at a place of the window.
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

/// A line of a menu: `c C  what it is`.
pub(super) fn menu_line(letter: char, has_capital: bool, what: &str, is_there: bool) -> Line {
    let role = |role| if is_there { role } else { Role::Dim };
    let capital = if has_capital { letter.to_ascii_uppercase() } else { ' ' };
    let keys = Span::new(format!("{letter} {capital}"), role(Role::Heading));
    Line { hang: 5, spans: vec![keys, Span::new(format!("  {what}"), role(Role::Normal))], ..Line::default() }
}
