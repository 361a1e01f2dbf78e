//! State of the search in the open text.

use std::sync::Arc;

use crate::tui::message::find::Generation;
use crate::tui::widget::matches::TextMatch;

#[derive(Debug, Default)]
pub struct Find {
    /// Whether the search is still running.
    pub running: bool,
    pub(super) text: String,
    pub(super) places: Arc<[TextMatch]>,
    pub(super) current: usize,
    pub(super) turn: Generation,
}

impl Find {
    pub fn is_active(&self) -> bool {
        !self.text.is_empty()
    }

    /// The text searched for.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The matches in the open text.
    pub fn places(&self) -> &[TextMatch] {
        &self.places
    }

    /// Index of the current match.
    pub fn current(&self) -> usize {
        self.current
    }

    /// Discards the matches, because another text is shown.
    pub fn forget(&mut self) {
        self.turn.next();
        self.running = false;
        self.places = Arc::default();
        self.current = 0;
    }
}
