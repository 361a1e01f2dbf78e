//! The format report: created on first request, then kept.

use crate::diagnose::explain;
use crate::har::scan::Outcome;
use crate::text::{clean, words};
use crate::tui::layout::explanation;
use crate::tui::message::check::CheckProgress;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::popup::{Popup, PopupKind};
use crate::tui::state::report::Report;
use crate::tui::theme::Role;
use crate::tui::widget::text::Line;

impl App {
    /// Opens the report and, the first time, creates it.
    pub(super) fn open_report(&mut self) -> Vec<Effect> {
        let is_new = matches!(self.report, Report::Unasked);
        if is_new {
            self.report = Report::Waiting;
        }
        let effects = self.make_report();
        let title = &words::words(self.lang).report.title;
        self.open_popup(Popup { kind: PopupKind::Report, ..Popup::new(title, self.report_lines()) });
        effects
    }

    /// The file is loaded, completely or as far as possible.
    pub(super) fn keep_outcome(&mut self, outcome: Outcome) -> Vec<Effect> {
        self.file.is_loaded = true;
        self.file.outcome = outcome;
        let effects = self.make_report();
        self.refresh_report();
        effects
    }

    /// Creates a report that was waiting for the file.
    fn make_report(&mut self) -> Vec<Effect> {
        if !self.file.is_loaded || !matches!(self.report, Report::Waiting) {
            return Vec::new();
        }
        let Some(store) = self.store() else { return Vec::new() };
        self.report = Report::Reading(0);
        vec![Effect::Check(Box::new(store))]
    }

    pub(super) fn on_checked(&mut self, checked: CheckProgress) {
        self.report = match checked {
            CheckProgress::Read(percent) => Report::Reading(percent),
            CheckProgress::Done(import) => Report::Ready(import),
            CheckProgress::Failed(reason) => Report::Failed(reason),
        };
        self.refresh_report();
    }

    fn refresh_report(&mut self) {
        let lines = self.report_lines();
        if let Some(popup) = self.popup_of(PopupKind::Report) {
            popup.lines = lines;
        }
    }

    fn report_lines(&self) -> Vec<Line> {
        let words = &words::words(self.lang).report;
        let text = match &self.report {
            Report::Unasked | Report::Waiting => words.waiting.clone(),
            Report::Reading(percent) => words::fill(&words.reading, &[("percent", &percent.to_string())]),
            Report::Failed(reason) => words::fill(&words.failed, &[("reason", &clean(reason))]),
            Report::Ready(import) => {
                let mut explanation = explain::format_report(&clean(&self.file.name), import, self.lang);
                if let Some(recapture) = self.findings.capture(&self.index, &self.file.outcome).recapture() {
                    explanation.blocks.extend(explain::recapture(recapture, self.lang).blocks);
                }
                let mut lines = explanation::lines(&explanation, self.lang);
                let faults = explain::faults(self.knowledge, self.lang);
                if !faults.blocks.is_empty() {
                    lines.push(Line::default());
                    lines.extend(explanation::lines(&faults, self.lang));
                }
                return lines;
            }
        };
        vec![Line::of(text, Role::Normal)]
    }
}
