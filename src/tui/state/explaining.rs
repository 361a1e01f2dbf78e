//! What is said about the selected entry.

use super::App;
use super::findings::Mark;
use super::popup::Popup;
use crate::diagnose::causes::Causes;
use crate::diagnose::explain::{self, Explanation};
use crate::diagnose::finding::Severity;
use crate::text::words;
use crate::tui::view;

impl App {
    /// How an entry is marked.
    #[must_use]
    pub fn mark(&self, number: usize) -> Mark {
        match self.findings.of(number).iter().map(|finding| finding.severity).min() {
            Some(Severity::Error) => return Mark::Failed,
            Some(_) => return Mark::OtherFailed,
            None => {}
        }
        if self.findings.undecided.contains_key(&number) {
            return Mark::Undecided;
        }
        match self.index.get(number) {
            Some(summary) if summary.unreadable.is_none() && summary.is_failed() => Mark::OtherFailed,
            Some(summary) if summary.odd => Mark::Odd,
            _ => Mark::None,
        }
    }

    /// What the diagnosis panel says about the selected entry.
    #[must_use]
    pub fn explanation(&self) -> Option<Explanation> {
        let number = self.list.selected()?;
        let findings = self.findings.of(number);
        if !findings.is_empty() {
            let causes = Causes::of(self.findings.failed.values().flatten());
            let mut explanation = explain::findings(self.knowledge, findings, &causes, self.lang);
            if let Some(undecided) = self.findings.undecided.get(&number) {
                explanation.blocks.extend(explain::undecided(undecided, self.lang).blocks);
            }
            return Some(explanation);
        }
        if let Some(undecided) = self.findings.undecided.get(&number) {
            return Some(explain::undecided(undecided, self.lang));
        }
        let succeeded = self.findings.succeeded.get(&number).copied();
        Some(explain::entry(self.knowledge, self.index.get(number)?, succeeded, self.lang))
    }

    /// Lays out anew what the diagnosis panel says.
    pub(super) fn refresh_diagnosis(&mut self) {
        self.panes.is_failed =
            self.list.selected().is_some_and(|number| !self.findings.of(number).is_empty());
        self.panes.diagnosis = match self.list.heading() {
            Some(group) => self.group_lines(group),
            None => self
                .explanation()
                .map(|explanation| view::panel::lines(&explanation, self.lang))
                .unwrap_or_default(),
        };
    }

    /// Shows what every user status means.
    pub(super) fn open_statuses(&mut self) {
        let table = explain::statuses(self.knowledge, self.lang);
        let lines = view::panel::lines(&table, self.lang);
        self.open_popup(Popup::new(&words::words(self.lang).help.statuses, lines));
    }
}
