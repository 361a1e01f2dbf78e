//! State of the mouse.

use crate::tui::layout::Edge;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// Whether the program handles the mouse; otherwise the terminal does, for its own text selection.
    pub is_ours: bool,
    /// The edge being dragged.
    pub(super) dragged: Option<Edge>,
}

impl Default for Mouse {
    fn default() -> Self {
        Self { is_ours: true, dragged: None }
    }
}
