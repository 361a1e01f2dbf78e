//! A whole entry: asked for, and laid out for showing.

use std::sync::Arc;

use crate::har::summary::Span;
use crate::text::Lang;
use crate::tui::keymap::Keymap;
use crate::tui::page::{Page, Tab};

/// Which entry to read, and how to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest {
    /// The entry's number.
    pub number: usize,
    /// Where it is.
    pub span: Span,
    /// What to mark in its response as having failed.
    pub marks: Vec<String>,
    /// The language of remarks.
    pub lang: Lang,
    /// Show tokens, cookies and passwords too.
    pub shows_secrets: bool,
    /// The keys that remarks tell of.
    pub keymap: Arc<Keymap>,
}

/// A whole entry, ready to be shown.
#[derive(Debug)]
pub struct Detail {
    /// Which entry, and how it was asked for.
    pub read: ReadRequest,
    /// What can be taken along of it.
    pub holds: CopyableItems,
    /// What each tab shows, where there is anything.
    pub pages: Vec<(Tab, Page)>,
}

impl Detail {
    /// What a tab shows.
    pub fn page(&self, tab: Tab) -> Option<&Page> {
        self.pages.iter().find(|(own, _)| *own == tab).map(|(_, page)| page)
    }

    /// Bytes of text it holds.
    pub fn weight(&self) -> usize {
        self.pages.iter().map(|(_, page)| page.weight()).sum()
    }
}

/// What an entry holds that can be taken along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that may be there")]
pub struct CopyableItems {
    /// A request that can be sent again.
    pub call: bool,
    /// Headers that were sent.
    pub request_headers: bool,
    /// Headers of the answer.
    pub response_headers: bool,
    /// The answer's body.
    pub body: bool,
    /// The request's body.
    pub payload: bool,
    /// A tracking ID.
    pub tracking: bool,
}
