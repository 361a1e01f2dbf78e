//! Requests to search the open text, and the matches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::detail::Detail;
use crate::tui::page::Tab;
use crate::tui::widget::matches::TextMatch;
use crate::worker::CancelToken;

/// The generation of a search: it is over as soon as a later one starts or the search is closed.
#[derive(Debug, Clone, Default)]
pub struct Generation {
    number: u64,
    current: Arc<AtomicU64>,
}

impl Generation {
    /// Whether this is still the current generation.
    pub fn is_current(&self) -> bool {
        !self.cancel_token().is_cancelled()
    }

    /// A token that is cancelled when the generation is over.
    pub fn cancel_token(&self) -> CancelToken {
        CancelToken::superseded(Arc::clone(&self.current), self.number)
    }

    pub(in crate::tui) fn next(&mut self) {
        self.number += 1;
        self.current.store(self.number, Ordering::Relaxed);
    }
}

/// What to search for, and where.
#[derive(Debug, Clone)]
pub struct FindRequest {
    /// Identifies the search; its results carry the same generation.
    pub generation: Generation,
    pub detail: Arc<Detail>,
    pub tab: Tab,
    /// Index of the view.
    pub view: usize,
    /// The text; case-insensitive without a capital letter.
    pub text: String,
}

/// The matches of a search.
#[derive(Debug, Clone)]
pub struct FindMatches {
    pub generation: Generation,
    pub matches: Arc<[TextMatch]>,
}
