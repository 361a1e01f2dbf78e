//! The filter bar: what is typed, what is filtered by it, how it is completed, and how to take it back.

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

/// The filter bar's state.
#[derive(Debug, Default)]
pub struct SearchBar {
    /// Whether results are still to come.
    pub running: bool,
    /// What the results are to select.
    pub target: Target,
    /// How many entries have been looked at whole, and how many there are to look at.
    pub looked: (usize, usize),
    text: String,
    /// What was last understood: it stays while a mistake is in the text.
    filter: Arc<Filter>,
    mistake: Option<Mistake>,
    pub(super) is_off: bool,
    order: Order,
    /// The column by which the list is ordered, where it is not the file's own order.
    pub sort: Option<Sort>,
    /// What the entries are put together by.
    pub group: Option<GroupBy>,
    /// What the listed entries add up to.
    pub totals: Totals,
    /// How many of the listed entries do not contain the words but only their letters.
    pub similar: usize,
    pub(super) generation: u64,
    pub(super) before: Option<Before>,
    pub(super) history: History,
}

/// Which of the results is to be selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// The first of them.
    #[default]
    First,
    /// This entry, or the next one in the file.
    Entry(usize),
    /// The heading that is selected.
    Heading,
}

/// What Esc returns to.
#[derive(Debug)]
pub(super) struct Before {
    text: String,
    is_off: bool,
    pub(super) selected: Option<usize>,
}

impl SearchBar {
    /// The filter as it was typed; empty for none.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The order of the matches.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether something is filtered.
    pub fn is_active(&self) -> bool {
        !self.is_off && !self.filter.is_empty()
    }

    /// Whether what is listed is anything but the file as it is.
    pub fn has_work(&self) -> bool {
        self.is_active() || self.sort.is_some() || self.group.is_some()
    }

    /// Whether there is a filter, but it is switched off.
    pub fn is_off(&self) -> bool {
        self.is_off && !self.text.trim().is_empty()
    }

    /// The text that is looked for in the bodies, where it is one.
    pub fn body_text(&self) -> Option<&str> {
        self.filter.body_text().filter(|_| self.is_active())
    }

    /// What marks the matched characters.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.filter.pattern().filter(|_| self.is_active())
    }

    /// The words that are searched in the URLs.
    pub fn words(&self) -> &str {
        self.filter.words()
    }

    /// What is wrong with the text.
    pub fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_ref()
    }

    /// The chip whose filter this is.
    pub fn chip(&self) -> Option<usize> {
        let text = if self.is_off { "" } else { self.text.trim() };
        CHIPS.iter().position(|chip| chip.filter == text)
    }

    /// What may follow at the cursor.
    pub fn completion(input: &Input, known: &ValueCounts) -> Completion {
        let before = input.before_cursor();
        complete(before, &input.text()[before.len()..], known)
    }

    /// Whether the matches are ordered by how well they match.
    pub fn is_ranked(&self) -> bool {
        self.order == Order::Best && self.filter.pattern().is_some()
    }

    /// Whether results of this generation are those awaited.
    pub fn awaits(&self, generation: u64) -> bool {
        self.has_work() && generation == self.generation
    }

    /// Begins to type; what is filtered now can be returned to.
    pub fn begin(&mut self, selected: Option<usize>) -> Input {
        self.before = Some(Before { text: self.text.clone(), is_off: self.is_off, selected });
        Input::new(&self.text)
    }

    /// Keeps what was typed, unless there is a mistake in it; says whether it is kept.
    pub fn keep(&mut self) -> bool {
        self.mistake = Filter::parse(&self.text).err();
        if self.mistake.is_none() {
            self.history.keep(&self.text);
            self.before = None;
        }
        self.mistake.is_none()
    }

    /// Takes back what was typed; returns the entry that was selected before.
    pub fn take_back(&mut self) -> Option<usize> {
        let before = self.before.take()?;
        self.set_text(before.text);
        self.is_off = before.is_off;
        before.selected
    }

    /// Filters by this from now on; where there is a mistake in it, by what was understood last.
    pub fn set_text(&mut self, text: String) {
        self.text = text;
        self.is_off = false;
        match Filter::parse_typed(&self.text) {
            Ok(filter) => {
                self.mistake = None;
                self.filter = Arc::new(filter);
                self.begin_search();
            }
            Err(mistake) => {
                if let Some(Ok(rest)) = mistake.rest(&self.text).map(|rest| Filter::parse_typed(&rest)) {
                    self.filter = Arc::new(rest);
                    self.begin_search();
                }
                self.mistake = Some(mistake);
            }
        }
    }

    /// Searches again: results that still come are those of before.
    pub fn begin_search(&mut self) {
        self.generation += 1;
        self.looked = (0, 0);
    }

    /// Switches the filter off or on again.
    pub fn switch(&mut self, is_off: bool) {
        self.is_off = is_off;
        self.begin_search();
    }

    /// Changes the order of the matches.
    pub fn toggle_order(&mut self) {
        self.begin_search();
        self.order = match self.order {
            Order::Best => Order::File,
            Order::File => Order::Best,
        };
    }

    /// The search to be made in these entries; `None` where nothing is filtered.
    pub fn search(&self, source: &Arc<Source>, index: &Index, found: &Arc<FindingIndex>) -> Option<Search> {
        let filter = if self.is_active() { Arc::clone(&self.filter) } else { Arc::default() };
        self.has_work().then(|| Search {
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
