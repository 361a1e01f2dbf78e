//! The search bar: what is typed, what is searched, and how to take it back.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use super::panes::ScrollBy;
use crate::har::index::Index;
use crate::query::fuzzy::Pattern;
use crate::query::worker::{Hits, Order, Search};
use crate::tui::effect::Effect;
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

impl App {
    pub(super) fn on_search_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        match key.code {
            KeyCode::Enter => {
                self.search.keep();
                self.has_chosen = true;
            }
            KeyCode::Esc => {
                let selected = self.search.take_back();
                return self.apply_query(selected.map_or(Target::First, Target::Entry));
            }
            KeyCode::Tab => {
                self.search.toggle_order();
                self.search.target = self.here();
                return self.search_effect();
            }
            KeyCode::Down => return self.go_in_list(ScrollBy::Rows(1)),
            KeyCode::Up => return self.go_in_list(ScrollBy::Rows(-1)),
            _ => {
                let changed = self.search.input.as_mut().is_some_and(|input| input.key(key));
                if changed {
                    return self.typed();
                }
            }
        }
        Vec::new()
    }

    pub(super) fn on_paste(&mut self, text: &str) -> Vec<Effect> {
        let Some(input) = &mut self.search.input else {
            return Vec::new();
        };
        input.insert(text);
        self.typed()
    }

    pub(super) fn typed(&mut self) -> Vec<Effect> {
        let query = self.search.input.as_ref().map(|input| input.text().to_owned()).unwrap_or_default();
        self.search.set_query(query);
        let target = match (self.search.order(), self.list.selected()) {
            (Order::File, Some(number)) => Target::Entry(number),
            _ => Target::First,
        };
        self.apply_query(target)
    }

    /// Lists what the query asks for; where it asks for nothing, everything.
    pub(super) fn apply_query(&mut self, target: Target) -> Vec<Effect> {
        self.search.target = target;
        if self.search.is_active() {
            return self.search_effect();
        }
        self.list.list_all(self.index.len());
        if let Target::Entry(number) = target {
            return self.select(number);
        }
        self.selected()
    }

    pub(super) fn search_effect(&mut self) -> Vec<Effect> {
        let preferred = self.findings.failed.keys().copied().collect();
        let search = self.search.search(&self.index, preferred);
        self.search.running = search.is_some();
        search.map(Effect::Search).into_iter().collect()
    }

    /// The selected entry as what a search is to select.
    pub(super) fn here(&self) -> Target {
        self.list.selected().map_or(Target::First, Target::Entry)
    }

    pub(super) fn on_hits(&mut self, hits: Hits) -> Vec<Effect> {
        if !self.search.awaits(hits.generation) {
            return Vec::new();
        }
        self.search.running = !hits.done;
        let wanted = match self.search.target {
            Target::First => hits.entries.first().copied(),
            Target::Entry(number) => Some(number),
        };
        let before = self.list.selected();
        self.list.list_some(hits.entries, wanted);
        // What is selected now is meant from here on, unless it is still being typed, or more is still to come.
        if let (Some(number), None, true) = (self.list.selected(), &self.search.input, hits.done) {
            self.search.target = Target::Entry(number);
        }
        if self.list.selected() == before {
            self.bring_into_view();
            return Vec::new();
        }
        self.selected()
    }
}
