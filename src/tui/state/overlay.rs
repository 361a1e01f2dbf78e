//! Overlays: input lines, lists and popups in front of the panes. At most one is open, and it receives the keys.

use crate::tui::state::board::Board;
use crate::tui::state::chooser::Chooser;
use crate::tui::state::comparing::Comparing;
use crate::tui::state::palette::Palette;
use crate::tui::state::popup::Popup;
use crate::tui::state::review::Review;
use crate::tui::widget::input::Input;

/// The open overlay.
#[derive(Debug)]
pub enum Overlay {
    /// The filter input.
    Filter(Input),
    /// The input of the search in the open text.
    Find(Input),
    /// The input of "go to line".
    Line(Input),
    /// The command palette.
    Palette(Palette),
    /// The column chooser.
    Columns(Chooser),
    /// The comparison, which fills the window.
    Comparison(Comparing),
    /// Rows that lead on.
    Board(Board),
    /// The replacements of a copy, over the whole window.
    Review(Review),
    /// A text, or a menu.
    Popup(Popup),
    /// The active tab is printed outside the alternate screen.
    Printed,
}
