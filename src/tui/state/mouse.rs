//! What the mouse does: a press means what it points at, the wheel scrolls what is under it, lines between panes can
//! be drawn.

use crate::tui::layout::Edge;

/// The state of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// Whether it is used here; else the terminal has it, for its own selection.
    pub is_ours: bool,
    /// The line that is being drawn.
    pub(super) dragged: Option<Edge>,
}

impl Default for Mouse {
    fn default() -> Self {
        Self { is_ours: true, dragged: None }
    }
}
