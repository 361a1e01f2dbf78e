//! What is in front of the panes: a text, a list, a line that is typed. There is one at a time, and it has the keys.

use crate::tui::state::chooser::Chooser;
use crate::tui::state::comparing::Comparing;
use crate::tui::state::palette::Palette;
use crate::tui::state::popup::Popup;
use crate::tui::widget::input::Input;

/// What is in front of the panes.
#[derive(Debug)]
pub enum Overlay {
    /// The filter, while it is typed in the last line.
    Filter(Input),
    /// What is looked for in the open text, while it is typed there.
    Find(Input),
    /// The number of a line to go to, while it is typed there.
    Line(Input),
    /// All actions with their keys.
    Palette(Palette),
    /// The columns, to be chosen.
    Columns(Chooser),
    /// Two entries compared, over the whole window.
    Comparison(Comparing),
    /// A text, or a menu.
    Popup(Popup),
    /// The open tab is outside the alternate screen, which is somebody else's meanwhile.
    Printed,
}
