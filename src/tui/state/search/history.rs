//! The filters of this session, recalled with the arrow keys.

/// Maximum number of filters.
const MAX: usize = 200;

/// The filters, newest last, and the current position.
#[derive(Debug, Default)]
pub struct History {
    kept: Vec<String>,
    /// Steps back from the newest; 0 for the typed text.
    back: usize,
    /// The text typed before the first step back.
    typed: String,
}

impl History {
    /// Adds a filter, moving a duplicate to the end.
    pub(in crate::tui::state) fn keep(&mut self, text: &str) {
        self.back = 0;
        let text = text.trim();
        if !text.is_empty() {
            self.kept.retain(|kept| kept != text);
            self.kept.push(text.to_owned());
            let surplus = self.kept.len().saturating_sub(MAX);
            self.kept.drain(..surplus);
        }
    }

    /// The previous filter, if any.
    pub(in crate::tui::state) fn older(&mut self, current: &str) -> Option<String> {
        self.return_from_edit(current);
        let mut back = self.back + 1;
        // Skip a filter equal to the current text.
        if self.at(back) == Some(current) {
            back += 1;
        }
        let text = self.at(back)?.to_owned();
        if self.back == 0 {
            self.typed = current.to_owned();
        }
        self.back = back;
        Some(text)
    }

    /// The next filter, and at the end the typed text.
    pub(in crate::tui::state) fn newer(&mut self, current: &str) -> Option<String> {
        self.return_from_edit(current);
        self.back = self.back.checked_sub(1)?;
        Some(self.at(self.back).unwrap_or(&self.typed).to_owned())
    }

    /// Editing a recalled filter makes it the typed text.
    fn return_from_edit(&mut self, current: &str) {
        if self.at(self.back) != Some(current) {
            self.back = 0;
        }
    }

    fn at(&self, back: usize) -> Option<&str> {
        self.kept.len().checked_sub(back).filter(|_| back > 0).map(|at| self.kept[at].as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth() {
        let mut history = History::default();
        assert_eq!(history.older("x"), None);
        for text in ["one", "two", "one", " ", "three"] {
            history.keep(text);
        }
        assert_eq!(history.older("typed").as_deref(), Some("three"));
        assert_eq!(history.older("three").as_deref(), Some("one"));
        assert_eq!(history.older("one").as_deref(), Some("two"));
        assert_eq!(history.older("two"), None);
        assert_eq!(history.newer("two").as_deref(), Some("one"));
        assert_eq!(history.newer("one").as_deref(), Some("three"));
        assert_eq!(history.newer("three").as_deref(), Some("typed"));
        assert_eq!(history.newer("typed"), None);
        assert_eq!(history.older("three").as_deref(), Some("one"), "what stands there is no step");
        assert_eq!(history.older("edited").as_deref(), Some("three"));
    }
}
