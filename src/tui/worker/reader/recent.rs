//! A cache of recently read entries, so that going back to one is instant.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::tui::message::detail::{Detail, ReadRequest};

/// Maximum bytes of cached text. A larger entry is not cached.
const MAX_BYTES: usize = 64 << 20;

/// Maximum number of cached entries, as each has a cost besides its text.
const MAX_ENTRIES: usize = 256;

/// Ordered from least to most recently used.
#[derive(Debug, Default)]
pub(super) struct Recent {
    details: VecDeque<Arc<Detail>>,
    bytes: usize,
}

impl Recent {
    /// The cached result of an equal request.
    pub(super) fn get(&mut self, read: &ReadRequest) -> Option<Arc<Detail>> {
        let at = self.details.iter().position(|detail| detail.read == *read)?;
        let detail = self.details.remove(at)?;
        self.details.push_back(Arc::clone(&detail));
        Some(detail)
    }

    /// Adds an entry, evicting the least recently used ones.
    pub(super) fn keep(&mut self, detail: &Arc<Detail>) {
        let bytes = detail.byte_size();
        if bytes > MAX_BYTES {
            return;
        }
        self.bytes += bytes;
        self.details.push_back(Arc::clone(detail));
        while self.bytes > MAX_BYTES || self.details.len() > MAX_ENTRIES {
            let Some(oldest) = self.details.pop_front() else { return };
            self.bytes -= oldest.byte_size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::summary::Span;
    use crate::text::Lang;
    use crate::tui::page::{Page, Tab};
    use crate::tui::worker::reader::CopyableItems;

    fn read(number: usize) -> ReadRequest {
        ReadRequest {
            number,
            span: Span { start: 0, len: 1 },
            marks: Vec::new(),
            lang: Lang::En,
            shows_secrets: true,
            keymap: Arc::default(),
        }
    }

    fn detail(number: usize, bytes: usize) -> Arc<Detail> {
        let page = Page::remark(&"x".repeat(bytes));
        Arc::new(Detail {
            read: read(number),
            copyable: CopyableItems::default(),
            pages: vec![(Tab::Body, page)],
        })
    }

    #[test]
    fn the_least_recently_used_entry_is_evicted() {
        let mut recent = Recent::default();
        let third = MAX_BYTES * 3 / 10;
        for number in 0..3 {
            recent.keep(&detail(number, third));
        }
        assert!(recent.get(&read(0)).is_some());
        recent.keep(&detail(3, third));
        assert!(recent.get(&read(1)).is_none(), "not asked for the longest");
        for number in [0, 2, 3] {
            assert!(recent.get(&read(number)).is_some(), "{number}");
        }
        assert!(
            recent.get(&ReadRequest { lang: Lang::Ko, ..read(0) }).is_none(),
            "another language is another text"
        );
        recent.keep(&detail(9, MAX_BYTES + 1));
        assert!(recent.get(&read(9)).is_none());
        assert!(recent.bytes <= MAX_BYTES);
    }
}
