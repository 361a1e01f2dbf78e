//! Loading and reloading a file.

use std::sync::Arc;

use crate::har::anomaly::{Anomaly, AnomalyKind};
use crate::har::index::Index;
use crate::har::scan::Outcome;
use crate::har::source::Packing;
use crate::har::stamp::Change;
use crate::har::store::Store;
use crate::har::summary::Summary;
use crate::query::chips::Counts;
use crate::query::finding_index::FindingIndex;
use crate::query::value_counts::ValueCounts;
use crate::text::words;
use crate::tui::message::detail::Detail;
use crate::tui::message::effect::Effect;
use crate::tui::message::load::Load;
use crate::tui::state::App;
use crate::tui::state::file::File;
use crate::tui::state::findings::{Findings, Mark};
use crate::tui::state::report::Report;
use crate::tui::state::search::Target;
use crate::tui::theme::Role;

impl App {
    pub(super) fn on_load(&mut self, generation: u64, load: Load) -> Vec<Effect> {
        if generation < self.generation {
            return Vec::new();
        }
        match load {
            Load::Opened(source) => {
                if generation > self.generation {
                    self.reset_for_reload(generation);
                }
                let (name, bytes) = (source.name().to_owned(), source.len());
                self.file = File { name, bytes, source: Some(Arc::clone(&source)), ..File::default() };
                if let Packing::Zip(member) = &source.container().packing {
                    self.file.member = Some(member.clone());
                }
                Vec::new()
            }
            Load::Read(bytes) => {
                self.file.read = bytes;
                Vec::new()
            }
            Load::Entries(batch, found) => {
                let first_failure = found.findings.first().map(|finding| finding.entry);
                self.file.has_odd_entries |= batch.iter().any(|summary| summary.odd);
                self.known.add(&batch);
                self.chips.add(&batch, &FindingIndex::of_diagnosis(&found));
                self.file.add(&batch);
                self.index.push(batch);
                self.findings.add(found);
                self.lay_out();
                self.on_more_entries(first_failure)
            }
            Load::Done(outcome) => self.on_loaded(outcome),
            Load::Diagnosed(diagnosis) => {
                let before = std::mem::take(&mut self.findings).found;
                self.findings.add(diagnosis);
                if self.findings.found != before {
                    self.count_chips();
                }
                // The first failure may have turned out to be one that was made good at once.
                let worst = self.findings.first().filter(|entry| !self.findings.of(*entry).is_empty());
                let here = self.list.selected();
                let effects = match worst.filter(|worst| !self.has_chosen && here != Some(*worst)) {
                    Some(worst) if !self.search.is_active() => self.select(worst),
                    _ => {
                        self.refresh_diagnosis();
                        Vec::new()
                    }
                };
                self.show_causes_first();
                effects
            }
            // If nothing was loaded, the event loop exits with the error.
            Load::Failed(error) => {
                let (words, reason) = (&words::words(self.lang).status, error.to_string());
                if generation > self.generation {
                    // What was loaded before is still valid.
                    let text = words::fill(&words.not_reloaded, &[("reason", &reason)]);
                    return self.notify(text, Role::Warning);
                }
                self.notify(reason.clone(), Role::Warning);
                let unread = Anomaly::of_file(AnomalyKind::Unread { reason });
                self.keep_outcome(Outcome { anomalies: vec![unread], ..Outcome::default() })
            }
        }
    }

    /// Resets the state for a reload; keeps the selection and the filter.
    pub(super) fn reset_for_reload(&mut self, generation: u64) {
        self.generation = generation;
        // If the user has not selected anything yet, the selection moves to the failure as on the first load.
        let chosen = self.list.nearest().filter(|_| self.has_chosen);
        self.return_to = chosen.and_then(|number| Some((number, self.index.get(number)?.clone())));
        self.index = Index::default();
        self.jumps.clear();
        self.findings = Findings::default();
        self.report = Report::default();
        self.list.list_all(0);
        self.panes.forget_entry();
        (self.known, self.chips) = (ValueCounts::default(), Counts::default());
        self.search.start_search();
        if let Some((number, _)) = &self.return_to {
            self.search.target = Target::Entry(*number);
        }
        self.notify(words::words(self.lang).status.reloaded.clone(), Role::Good);
    }

    /// Selects the entry that was selected before a reload: the same number if it is the same request, else (once
    /// everything is loaded) the same request elsewhere, else the number.
    pub(super) fn restore_selection(&mut self) -> Option<Vec<Effect>> {
        let (number, before) = self.return_to.as_ref()?;
        let is_same = |summary: &Summary| summary.url == before.url && summary.started == before.started;
        let number = match self.index.get(*number) {
            Some(summary) if is_same(summary) => *number,
            _ if !self.file.is_loaded => return None,
            _ => {
                self.index.iter().find(|(_, summary)| is_same(summary)).map_or(*number, |(number, _)| number)
            }
        };
        self.return_to = None;
        let number = number.min(self.index.len().saturating_sub(1));
        // A filter that is still running lists it later.
        Some(if self.list.go_to(number) { self.on_selection_changed() } else { Vec::new() })
    }

    /// Counts anew what each chip lets through: the end of the file has changed what was found.
    fn count_chips(&mut self) {
        let all: Vec<Summary> = self.index.iter().map(|(_, summary)| summary.clone()).collect();
        self.chips = Counts::default();
        self.chips.add(&all, &self.findings.found);
    }

    pub(super) fn on_more_entries(&mut self, first_failure: Option<usize>) -> Vec<Effect> {
        if self.search.is_list_modified() {
            return self.search_effect();
        }
        let before = self.list.selected();
        self.list.list_all(self.index.len());
        if let Some(effects) = self.restore_selection() {
            return effects;
        }
        let is_failed = before.is_some_and(|number| self.mark(number) == Mark::Failed);
        if let (false, false, Some(failure)) = (self.has_chosen, is_failed, first_failure) {
            self.list.move_to(failure);
        }
        if self.list.selected() == before { Vec::new() } else { self.on_selection_changed() }
    }

    pub(super) fn on_loaded(&mut self, outcome: Outcome) -> Vec<Effect> {
        let mut effects = self.keep_outcome(outcome);
        self.refresh_diagnosis();
        if let Some(further) = self.restore_selection() {
            effects.extend(further);
            return effects;
        }
        // Where nothing failed for sure, the first that may have, or did not, is the next best place to begin.
        let first = self.findings.first();
        if let (false, true, Some(first)) = (self.has_chosen, self.findings.failed.is_empty(), first) {
            effects.extend(self.select(first));
        }
        if first.is_none() && self.notice.is_none() && !self.is_recording {
            self.notify(words::words(self.lang).status.no_failures.clone(), Role::Dim);
        }
        effects
    }

    pub(super) fn on_detail(&mut self, detail: Arc<Detail>, change: Change) -> Vec<Effect> {
        let words = &words::words(self.lang).status;
        let change = match change {
            Change::Same => None,
            Change::Changed => Some(&words.changed),
            Change::Gone => Some(&words.gone),
        };
        if let Some(text) = change {
            self.notify(self.keymap.fill(text, &[]), Role::Warning);
        }
        if Some(detail.read.number) == self.list.selected()
            && detail.read.lang == self.lang
            && detail.read.shows_secrets == self.shows_secrets
        {
            self.panes.set_detail(detail);
            if self.panes.user > 0 {
                self.show_user(self.panes.user);
            }
            return self.find_effect();
        }
        Vec::new()
    }

    /// The file as loaded so far, for workers; `None` before it is open.
    pub(super) fn store(&self) -> Option<Store> {
        let source = Arc::clone(self.file.source.as_ref()?);
        Some(Store { source, index: self.index.clone(), outcome: self.file.outcome.clone() })
    }

    /// Shows a notice that the input cannot be read again.
    pub fn notify_not_reloadable(&mut self) {
        self.notify(words::words(self.lang).status.not_again.clone(), Role::Warning);
    }
}
