//! The search in the open text: begun, stepped through, ended.

use std::sync::Arc;

use crate::tui::message::find::Generation;
use crate::tui::widget::matches::TextMatch;

/// The search in the open text.
#[derive(Debug, Default)]
pub struct Find {
    /// Whether places are still to come.
    pub running: bool,
    pub(super) text: String,
    pub(super) places: Arc<[TextMatch]>,
    pub(super) current: usize,
    pub(super) turn: Generation,
}

impl Find {
    /// Whether a text is searched.
    pub fn is_active(&self) -> bool {
        !self.text.is_empty()
    }

    /// What is looked for.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it is in the open text.
    pub fn places(&self) -> &[TextMatch] {
        &self.places
    }

    /// Which of the places is the one that was stepped to.
    pub fn current(&self) -> usize {
        self.current
    }

    /// Forgets the places: another text is shown.
    pub fn forget(&mut self) {
        self.turn.next();
        self.running = false;
        self.places = Arc::default();
        self.current = 0;
    }
}
