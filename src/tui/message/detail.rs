//! Requests to read an entry, and the entry laid out for display.

use std::sync::Arc;

use crate::har::summary::Span;
use crate::text::Lang;
use crate::tui::keymap::Keymap;
use crate::tui::page::{Page, Tab};

/// Which entry to read, and how to display it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest {
    /// Index in `log.entries`.
    pub number: usize,
    /// The entry's bytes in the file.
    pub span: Span,
    /// Texts to highlight in the response as the cause of the failure.
    pub marks: Vec<String>,
    /// The language of remarks.
    pub lang: Lang,
    /// Whether to show tokens, cookies and passwords.
    pub shows_secrets: bool,
    /// The bindings that remarks mention.
    pub keymap: Arc<Keymap>,
}

/// An entry laid out for display.
#[derive(Debug)]
pub struct Detail {
    /// The request that this answers.
    pub read: ReadRequest,
    /// What can be copied of it.
    pub copyable: CopyableItems,
    /// The page of each tab that has content.
    pub pages: Vec<(Tab, Page)>,
}

impl Detail {
    pub fn page(&self, tab: Tab) -> Option<&Page> {
        self.pages.iter().find(|(own, _)| *own == tab).map(|(_, page)| page)
    }

    /// Approximate heap size in bytes.
    pub fn byte_size(&self) -> usize {
        self.pages.iter().map(|(_, page)| page.byte_size()).sum()
    }
}

/// Which parts of an entry can be copied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that may be there")]
pub struct CopyableItems {
    /// A request that can be sent again.
    pub call: bool,
    pub request_headers: bool,
    pub response_headers: bool,
    pub body: bool,
    pub payload: bool,
    pub tracking: bool,
}
