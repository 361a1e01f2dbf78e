//! The explanation of the selected entry.

use crate::diagnose::explain;
use crate::diagnose::recapture::Lack;
use crate::text::words;
use crate::tui::layout::explanation;
use crate::tui::state::App;
use crate::tui::state::popup::Popup;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Scroll};

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
        if self.lacks_requests() {
            let text = self.keymap.fill(&words::words(self.lang).status.no_request, &[]);
            self.panes.diagnosis.extend([Line::default(), Line::of(text, Role::Normal)]);
        }
    }

    /// Whether an entry is selected, and the complete capture has no onboard or license request.
    fn lacks_requests(&self) -> bool {
        let is_complete = self.file.is_loaded && !self.is_recording;
        if !is_complete || self.list.selected().is_none() {
            return false;
        }
        let recapture = self.findings.capture(&self.index, &self.file.outcome).recapture();
        recapture.is_some_and(|it| matches!(it.lack, Lack::End | Lack::Beginning | Lack::Request))
    }

    /// Explains all user statuses in a popup.
    pub(super) fn open_statuses(&mut self) {
        let table = explain::statuses(self.knowledge, self.lang);
        let lines = explanation::lines(&table, self.lang);
        let finding = self.list.selected().and_then(|number| self.findings.of(number).get(self.panes.user));
        let status = finding.and_then(|finding| finding.named()?.account_status.as_ref()?.status.as_deref());
        let name = status.map(|id| explain::status_name(self.knowledge, id, self.lang));
        // A status is headed by its name in both languages: `Pending (대기) · today's list`.
        let heading = name.map(|name| format!("{name} ("));
        let is_heading = |line: &Line, heading: &str| {
            line.spans.first().is_some_and(|span| span.text.starts_with(heading))
        };
        let is_name = |line: &Line| heading.as_deref().is_some_and(|heading| is_heading(line, heading));
        let line = lines.iter().position(is_name).unwrap_or(0);
        let popup = Popup::new(&words::words(self.lang).help.statuses, lines);
        self.open_popup(Popup { scroll: Scroll { line, row: 0 }, ..popup });
    }
}
