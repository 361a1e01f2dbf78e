//! A file as it comes in, entry by entry, and again when it is read again.

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
use crate::tui::state::findings::Findings;
use crate::tui::state::findings::Mark;
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
                    self.begin_again(generation);
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
                self.findings = Findings::default();
                self.findings.add(diagnosis);
                // The first failure may have turned out to be one that was made good at once.
                let worst = self.findings.worst_first().first().copied();
                let here = self.list.selected();
                match worst.filter(|worst| !self.has_chosen && here != Some(*worst)) {
                    Some(worst) if !self.search.is_active() => self.select(worst),
                    _ => {
                        self.refresh_diagnosis();
                        Vec::new()
                    }
                }
            }
            // With nothing to show the loop ends the program and says why.
            Load::Failed(error) => {
                let (words, reason) = (&words::words(self.lang).status, error.to_string());
                if generation > self.generation {
                    // What was read before is still there, and still whole.
                    let text = words::fill(&words.not_reloaded, &[("reason", &reason)]);
                    return self.say(text, Role::Warning);
                }
                self.say(reason.clone(), Role::Warning);
                let unread = Anomaly::of_file(AnomalyKind::Unread { reason });
                self.keep_outcome(Outcome { anomalies: vec![unread], ..Outcome::default() })
            }
        }
    }

    /// The file is open again: what was read of it is forgotten, but for the place in it and the search.
    pub(super) fn begin_again(&mut self, generation: u64) {
        self.generation = generation;
        // Who has chosen nothing yet is led to what failed, as at the beginning.
        let chosen = self.list.nearest().filter(|_| self.has_chosen);
        self.return_to = chosen.and_then(|number| Some((number, self.index.get(number)?.clone())));
        self.index = Index::default();
        self.jumps.clear();
        self.findings = Findings::default();
        self.report = Report::default();
        self.list.list_all(0);
        self.panes.forget_entry();
        (self.known, self.chips) = (ValueCounts::default(), Counts::default());
        self.search.begin_search();
        if let Some((number, _)) = &self.return_to {
            self.search.target = Target::Entry(*number);
        }
        self.say(words::words(self.lang).status.reloaded.clone(), Role::Good);
    }

    /// Selects the entry that was selected before the file was read again, once it is there: the one of the same
    /// number if it is the same request, else (when all are there) the same request elsewhere, else the number.
    pub(super) fn go_back(&mut self) -> Option<Vec<Effect>> {
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
        // A search that is still running lists it later.
        Some(if self.list.go_to(number) { self.selected() } else { Vec::new() })
    }

    pub(super) fn on_more_entries(&mut self, first_failure: Option<usize>) -> Vec<Effect> {
        if self.search.has_work() {
            return self.search_effect();
        }
        let before = self.list.selected();
        self.list.list_all(self.index.len());
        if let Some(effects) = self.go_back() {
            return effects;
        }
        let is_failed = before.is_some_and(|number| self.mark(number) == Mark::Failed);
        if let (false, false, Some(failure)) = (self.has_chosen, is_failed, first_failure) {
            self.list.move_to(failure);
        }
        if self.list.selected() == before { Vec::new() } else { self.selected() }
    }

    pub(super) fn on_loaded(&mut self, outcome: Outcome) -> Vec<Effect> {
        let mut effects = self.keep_outcome(outcome);
        if let Some(further) = self.go_back() {
            effects.extend(further);
            return effects;
        }
        // Where nothing failed for sure, the first that may have, or did not, is the next best place to begin.
        if let (false, true, Some(&stop)) =
            (self.has_chosen, self.findings.failed.is_empty(), self.stops().first())
        {
            effects.extend(self.select(stop));
        }
        if self.stops().is_empty() && self.notice.is_none() {
            self.say(words::words(self.lang).status.no_failures.clone(), Role::Dim);
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
            self.say(self.keymap.fill(text, &[]), Role::Warning);
        }
        if Some(detail.read.number) == self.list.selected()
            && detail.read.lang == self.lang
            && detail.read.shows_secrets == self.shows_secrets
        {
            self.panes.take_detail(detail);
            return self.find_effect();
        }
        Vec::new()
    }

    /// The file as far as it has been read, for whoever is asked to go through it; `None` before it is open.
    pub(super) fn store(&self) -> Option<Store> {
        let source = Arc::clone(self.file.source.as_ref()?);
        Some(Store { source, index: self.index.clone(), outcome: self.file.outcome.clone() })
    }

    /// Says that there is no file to read again.
    pub fn say_not_again(&mut self) {
        self.say(words::words(self.lang).status.not_again.clone(), Role::Warning);
    }
}
