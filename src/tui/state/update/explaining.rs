//! The explanation of the selected entry.

use crate::diagnose::explain;
use crate::text::words;
use crate::tui::layout::explanation;
use crate::tui::state::App;
use crate::tui::state::popup::Popup;

impl App {
    /// Updates the diagnosis panel.
    pub(super) fn refresh_diagnosis(&mut self) {
        self.panes.is_failed =
            self.list.selected().is_some_and(|number| !self.findings.of(number).is_empty());
        self.panes.diagnosis = match self.list.heading() {
            Some(group) => self.group_lines(group),
            None => self
                .explanation()
                .map(|explanation| explanation::lines(&explanation, self.lang))
                .unwrap_or_default(),
        };
    }

    /// Explains all user statuses in a popup.
    pub(super) fn open_statuses(&mut self) {
        let table = explain::statuses(self.knowledge, self.lang);
        let lines = explanation::lines(&table, self.lang);
        self.open_popup(Popup::new(&words::words(self.lang).help.statuses, lines));
    }
}
