//! State of the search in the open text.

use std::sync::Arc;

use crate::tui::message::find::Generation;
use crate::tui::widget::matches::TextMatch;

#[derive(Debug, Default)]
pub struct Find {
    /// Whether the search is still running.
    pub running: bool,
    pub(super) text: String,
    pub(super) matches: Arc<[TextMatch]>,
    pub(super) current: usize,
    pub(super) generation: Generation,
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
    pub fn matches(&self) -> &[TextMatch] {
        &self.matches
    }

    /// Index of the current match.
    pub fn current(&self) -> usize {
        self.current
    }

    /// Discards the matches, because another text is shown.
    pub fn forget(&mut self) {
        self.generation.next();
        self.running = false;
        self.matches = Arc::default();
        self.current = 0;
    }
}
