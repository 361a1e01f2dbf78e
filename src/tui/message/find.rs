//! A search in the open text: asked for, and the matches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::detail::Detail;
use crate::tui::page::Tab;
use crate::tui::widget::matches::TextMatch;
use crate::worker::CancelToken;

/// A search's turn: over as soon as the next one begins, or none does. Whoever still searches sees it.
#[derive(Debug, Clone, Default)]
pub struct Generation {
    number: u64,
    current: Arc<AtomicU64>,
}

impl Generation {
    /// Whether it is not over.
    pub fn is_now(&self) -> bool {
        !self.cancel_token().is_cancelled()
    }

    /// A token that is cancelled once it is over.
    pub fn cancel_token(&self) -> CancelToken {
        CancelToken::superseded(Arc::clone(&self.current), self.number)
    }

    pub(in crate::tui) fn next(&mut self) {
        self.number += 1;
        self.current.store(self.number, Ordering::Relaxed);
    }
}

/// What to look for, and in what.
#[derive(Debug, Clone)]
pub struct FindRequest {
    /// Whose turn it is; results carry it.
    pub turn: Generation,
    /// The entry whose text is open.
    pub detail: Arc<Detail>,
    /// Which of its texts it is.
    pub tab: Tab,
    /// In which way it is shown.
    pub way: usize,
    /// What to look for; without a capital letter, in any case.
    pub text: String,
}

/// Where it is.
#[derive(Debug, Clone)]
pub struct FindMatches {
    /// The search it belongs to.
    pub turn: Generation,
    /// The places in the text, in order.
    pub places: Arc<[TextMatch]>,
}
