//! The search bar: what is typed, what is searched, and how to take it back.

use std::sync::Arc;

use crate::har::index::Index;
use crate::query::fuzzy::Pattern;
use crate::query::worker::{Order, Search};
use crate::tui::widget::input::Input;

/// The search bar's state.
#[derive(Debug, Default)]
pub struct SearchBar {
    /// The line that is being typed; `None` while nothing is.
    pub input: Option<Input>,
    /// Whether results are still to come.
    pub running: bool,
    /// What the results are to select.
    pub target: Target,
    query: String,
    order: Order,
    pattern: Option<Pattern>,
    generation: u64,
    before: Option<Before>,
}

/// Which of the results is to be selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// The first of them.
    #[default]
    First,
    /// This entry, or the next one in the file.
    Entry(usize),
}

/// What Esc returns to.
#[derive(Debug)]
struct Before {
    query: String,
    selected: Option<usize>,
}

impl SearchBar {
    /// What is searched; empty for nothing.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The order of the matches.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether something is searched.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.pattern.is_some()
    }

    /// What marks the matched characters.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// Whether results of this generation are those awaited.
    #[must_use]
    pub fn awaits(&self, generation: u64) -> bool {
        self.is_active() && generation == self.generation
    }

    /// Begins to type; what is searched now can be returned to.
    pub fn begin(&mut self, selected: Option<usize>) {
        self.before = Some(Before { query: self.query.clone(), selected });
        self.input = Some(Input::new(&self.query));
    }

    /// Keeps what was typed.
    pub fn keep(&mut self) {
        self.input = None;
        self.before = None;
    }

    /// Takes back what was typed; returns the entry that was selected before.
    pub fn take_back(&mut self) -> Option<usize> {
        self.input = None;
        let before = self.before.take()?;
        self.set_query(before.query);
        before.selected
    }

    /// Searches for this from now on.
    pub fn set_query(&mut self, query: String) {
        self.generation += 1;
        let is_empty = query.trim().is_empty();
        self.pattern = (!is_empty).then(|| Pattern::new(&query));
        self.running = !is_empty;
        self.query = query;
    }

    /// Changes the order of the matches.
    pub fn toggle_order(&mut self) {
        self.generation += 1;
        self.running = self.is_active();
        self.order = match self.order {
            Order::Best => Order::File,
            Order::File => Order::Best,
        };
    }

    /// The search to be made in these entries, some of them first among equals; `None` where nothing is searched.
    #[must_use]
    pub fn search(&self, index: &Index, preferred: Arc<[usize]>) -> Option<Search> {
        self.is_active().then(|| Search {
            generation: self.generation,
            query: self.query.clone(),
            order: self.order,
            index: index.clone(),
            preferred,
        })
    }
}
