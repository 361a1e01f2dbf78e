//! The list's filter: typed text, parsed filter, completion, and the way back.

pub(super) mod history;

use std::sync::Arc;

use crate::har::index::Index;
use crate::har::source::Source;
use crate::query::chips::CHIPS;
use crate::query::complete::{Completion, complete};
use crate::query::filter::{Filter, Mistake};
use crate::query::finding_index::FindingIndex;
use crate::query::fuzzy::Pattern;
use crate::query::group::GroupBy;
use crate::query::sort::Sort;
use crate::query::totals::Totals;
use crate::query::value_counts::ValueCounts;
use crate::query::worker::{Order, Search};
use crate::tui::state::search::history::History;
use crate::tui::widget::input::Input;

/// The state of the filter and of the sort order.
#[derive(Debug, Default)]
pub struct SearchBar {
    /// Whether results are still arriving.
    pub running: bool,
    /// What to select in the results.
    pub target: Target,
    /// Number of entries read completely so far, and number to read.
    pub looked: (usize, usize),
    text: String,
    /// The last valid filter, which stays active while the typed one has a mistake.
    filter: Arc<Filter>,
    mistake: Option<Mistake>,
    pub(super) is_off: bool,
    order: Order,
    /// The sort order; `None` for file order.
    pub sort: Option<Sort>,
    /// The grouping of the list.
    pub group: Option<GroupBy>,
    /// Totals of the listed entries.
    pub totals: Totals,
    /// Number of fuzzy matches: listed entries that contain the letters, but not the words.
    pub similar: usize,
    pub(super) generation: u64,
    pub(super) before: Option<Snapshot>,
    pub(super) history: History,
}

/// What to select in the results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    #[default]
    First,
    /// This entry, or the next one in file order.
    Entry(usize),
    /// The selected heading.
    Heading,
}

/// What Esc restores.
#[derive(Debug)]
pub(super) struct Snapshot {
    text: String,
    is_off: bool,
    pub(super) selected: Option<usize>,
}

impl SearchBar {
    /// The filter as typed; empty for none.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The order of matches.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether a filter is active.
    pub fn is_active(&self) -> bool {
        !self.is_off && !self.filter.is_empty()
    }

    /// Whether the list is filtered, sorted or grouped.
    pub fn is_list_modified(&self) -> bool {
        self.is_active() || self.sort.is_some() || self.group.is_some()
    }

    /// Whether there is a filter that is switched off.
    pub fn is_off(&self) -> bool {
        self.is_off && !self.text.trim().is_empty()
    }

    /// The text searched for in bodies, if any.
    pub fn body_text(&self) -> Option<&str> {
        self.filter.body_text().filter(|_| self.is_active())
    }

    /// The pattern that highlights matching characters.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.filter.pattern().filter(|_| self.is_active())
    }

    /// The words searched for in URLs.
    pub fn words(&self) -> &str {
        self.filter.words()
    }

    /// The mistake in the filter.
    pub fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_ref()
    }

    /// The chip that has this filter.
    pub fn chip(&self) -> Option<usize> {
        let text = if self.is_off { "" } else { self.text.trim() };
        CHIPS.iter().position(|chip| chip.filter == text)
    }

    /// Completions at the cursor.
    pub fn completion(input: &Input, known: &ValueCounts) -> Completion {
        let before = input.before_cursor();
        complete(before, &input.text()[before.len()..], known)
    }

    /// Whether matches are ordered by rank.
    pub fn is_ranked(&self) -> bool {
        self.order == Order::Best && self.filter.pattern().is_some()
    }

    /// Whether results of this generation are current.
    pub fn awaits(&self, generation: u64) -> bool {
        self.is_list_modified() && generation == self.generation
    }

    /// Opens the input and saves the current filter for Esc.
    pub fn begin(&mut self, selected: Option<usize>) -> Input {
        self.before = Some(Snapshot { text: self.text.clone(), is_off: self.is_off, selected });
        Input::new(&self.text)
    }

    /// Accepts the typed filter unless it has a mistake; returns whether it did.
    pub fn keep(&mut self) -> bool {
        self.mistake = Filter::parse(&self.text).err();
        if self.mistake.is_none() {
            self.history.keep(&self.text);
            self.before = None;
        }
        self.mistake.is_none()
    }

    /// Restores the filter from before typing; returns the entry that was selected then.
    pub fn cancel_typing(&mut self) -> Option<usize> {
        let before = self.before.take()?;
        self.set_text(before.text);
        self.is_off = before.is_off;
        before.selected
    }

    /// Sets the filter; if it has a mistake, the last valid one stays active.
    pub fn set_text(&mut self, text: String) {
        self.text = text;
        self.is_off = false;
        match Filter::parse_typed(&self.text) {
            Ok(filter) => {
                self.mistake = None;
                self.filter = Arc::new(filter);
                self.start_search();
            }
            Err(mistake) => {
                if let Some(Ok(rest)) = mistake.rest(&self.text).map(|rest| Filter::parse_typed(&rest)) {
                    self.filter = Arc::new(rest);
                    self.start_search();
                }
                self.mistake = Some(mistake);
            }
        }
    }

    /// Starts a new generation, which invalidates results still arriving.
    pub fn start_search(&mut self) {
        self.generation += 1;
        self.looked = (0, 0);
    }

    /// Switches the filter off or on.
    pub fn switch(&mut self, is_off: bool) {
        self.is_off = is_off;
        self.start_search();
    }

    /// Toggles the order of matches.
    pub fn toggle_order(&mut self) {
        self.start_search();
        self.order = match self.order {
            Order::Best => Order::File,
            Order::File => Order::Best,
        };
    }

    /// The search request for these entries; `None` if the list is neither filtered, sorted nor grouped.
    pub fn search(&self, source: &Arc<Source>, index: &Index, found: &Arc<FindingIndex>) -> Option<Search> {
        let filter = if self.is_active() { Arc::clone(&self.filter) } else { Arc::default() };
        self.is_list_modified().then(|| Search {
            generation: self.generation,
            filter,
            order: self.order,
            sort: self.sort,
            group: self.group,
            source: Arc::clone(source),
            index: index.clone(),
            found: Arc::clone(found),
        })
    }
}
