//! The filter bar: what is typed, what is filtered by it, how it is completed, and how to take it back.

mod history;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use self::history::History;
use super::App;
use super::overlay::Overlay;
use super::panes::{Focus, ScrollBy};
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
use crate::query::worker::{Hits, Order, Search};
use crate::text::words;
use crate::tui::message::effect::Effect;
use crate::tui::theme::Role;
use crate::tui::view;
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
    /// What was last understood: it stays while a mistake stands in the text.
    filter: Arc<Filter>,
    mistake: Option<Mistake>,
    is_off: bool,
    order: Order,
    /// The column by which the list is ordered, where it is not the file's own order.
    pub sort: Option<Sort>,
    /// What the entries are put together by.
    pub group: Option<GroupBy>,
    /// What the listed entries add up to.
    pub totals: Totals,
    generation: u64,
    before: Option<Before>,
    history: History,
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
struct Before {
    text: String,
    is_off: bool,
    selected: Option<usize>,
}

impl SearchBar {
    /// The filter as it was typed; empty for none.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The order of the matches.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether something is filtered.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.is_off && !self.filter.is_empty()
    }

    /// Whether what is listed is anything but the file as it is.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.is_active() || self.sort.is_some() || self.group.is_some()
    }

    /// Whether there is a filter, but it is switched off.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.is_off && !self.text.trim().is_empty()
    }

    /// The text that is looked for in the bodies, where it is one.
    #[must_use]
    pub fn body_text(&self) -> Option<&str> {
        self.filter.body_text().filter(|_| self.is_active())
    }

    /// What marks the matched characters.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        self.filter.pattern().filter(|_| self.is_active())
    }

    /// What is wrong with the text.
    #[must_use]
    pub fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_ref()
    }

    /// The chip whose filter this is.
    #[must_use]
    pub fn chip(&self) -> Option<usize> {
        let text = if self.is_off { "" } else { self.text.trim() };
        CHIPS.iter().position(|chip| chip.filter == text)
    }

    /// What may follow at the cursor.
    #[must_use]
    pub fn completion(input: &Input, known: &ValueCounts) -> Completion {
        let before = input.before_cursor();
        complete(before, &input.text()[before.len()..], known)
    }

    /// Whether the matches are ordered by how well they match.
    #[must_use]
    pub fn is_ranked(&self) -> bool {
        self.order == Order::Best && self.filter.pattern().is_some()
    }

    /// Whether results of this generation are those awaited.
    #[must_use]
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

    /// Searches anew: results that still come are those of before.
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
    #[must_use]
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

impl App {
    pub(super) fn begin_filter(&mut self) -> Vec<Effect> {
        self.has_chosen = true;
        if self.panes.is_zoomed {
            // What is found is to be seen.
            self.focus_on(Focus::List);
        }
        self.overlay = Some(Overlay::Filter(self.search.begin(self.list.selected())));
        if self.search.is_off() { self.switch_filter() } else { Vec::new() }
    }

    pub(super) fn on_filter_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => {
                self.keep_filter();
                self.has_chosen = true;
            }
            KeyCode::Esc => {
                self.overlay = None;
                let selected = self.search.take_back();
                return self.apply_filter(selected.map_or(Target::First, Target::Entry));
            }
            KeyCode::Char('o') if control => return self.toggle_order(),
            KeyCode::Char('n') if control => return self.go_in_list(ScrollBy::Rows(1)),
            KeyCode::Char('p') if control => return self.go_in_list(ScrollBy::Rows(-1)),
            KeyCode::PageDown => return self.go_in_list(ScrollBy::Pages(1)),
            KeyCode::PageUp => return self.go_in_list(ScrollBy::Pages(-1)),
            KeyCode::Tab => return self.complete(),
            KeyCode::Right if self.typed_line().is_some_and(|input| input.is_at_end()) => {
                return self.complete();
            }
            KeyCode::Up => return self.recall(History::older),
            KeyCode::Down => return self.recall(History::newer),
            _ => {
                if self.typed_line().is_some_and(|input| input.key(key)) {
                    return self.typed_filter();
                }
            }
        }
        Vec::new()
    }

    /// Goes on with what is typed, unless there is a mistake in it: that has to be seen.
    pub(super) fn keep_filter(&mut self) {
        if self.search.keep() {
            self.overlay = None;
        }
    }

    /// Puts the best completion in the place of what is being typed.
    fn complete(&mut self) -> Vec<Effect> {
        let Some(Overlay::Filter(input)) = &mut self.overlay else { return Vec::new() };
        let completion = SearchBar::completion(input, &self.known);
        let Some(best) = completion.candidates.first() else { return Vec::new() };
        input.replace_before_cursor(completion.range.start, best);
        self.typed_filter()
    }

    fn recall(&mut self, step: fn(&mut History, &str) -> Option<String>) -> Vec<Effect> {
        let Some(Overlay::Filter(input)) = &mut self.overlay else { return Vec::new() };
        let Some(text) = step(&mut self.search.history, input.text()) else { return Vec::new() };
        *input = Input::new(&text);
        self.typed_filter()
    }

    /// Filters by what is typed.
    pub(super) fn typed_filter(&mut self) -> Vec<Effect> {
        let text = self.typed_text();
        let before = self.search.generation;
        self.search.set_text(text);
        if self.search.generation == before {
            return Vec::new();
        }
        // What was selected when typing began is selected again wherever it is among the results.
        let selected = self.search.before.as_ref().and_then(|before| before.selected);
        let target = match selected {
            Some(number) if !self.search.is_ranked() => Target::Entry(number),
            _ => Target::First,
        };
        self.apply_filter(target)
    }

    /// Sets the filter to that of a chip, or takes it off again.
    pub(super) fn press_chip(&mut self, place: usize) -> Vec<Effect> {
        let Some(chip) = CHIPS.get(place) else { return Vec::new() };
        self.has_chosen = true;
        let is_set = self.search.chip() == Some(place);
        self.search.set_text(if is_set { String::new() } else { chip.filter.to_owned() });
        self.apply_filter(self.here())
    }

    /// Switches the filter off, or on again.
    pub(super) fn switch_filter(&mut self) -> Vec<Effect> {
        self.has_chosen = true;
        self.search.switch(!self.search.is_off);
        self.apply_filter(self.here())
    }

    pub(super) fn toggle_order(&mut self) -> Vec<Effect> {
        self.search.toggle_order();
        self.search.target = self.here();
        self.search_effect()
    }

    /// Orders the list by this, and says so.
    /// The next order by a column that is shown.
    pub(super) fn next_sort(&self) -> Option<Sort> {
        let shown = self.layout.map(|layout| view::list::shown_columns(self, &layout)).unwrap_or_default();
        let mut next = Sort::after(self.search.sort);
        while next.is_some_and(|sort| !shown.contains(&sort.column)) {
            next = Sort::after(next);
        }
        next
    }

    pub(super) fn sort_by(&mut self, sort: Option<Sort>) -> Vec<Effect> {
        self.has_chosen = true;
        self.search.sort = sort;
        self.search.begin_search();
        let words = words::words(self.lang);
        let text = match sort {
            None => words.sort.files_own.clone(),
            Some(sort) => {
                let way = if sort.descending { &words.sort.descending } else { &words.sort.ascending };
                self.keymap.fill(way, &[("column", view::list::title(sort.column, &words.columns))])
            }
        };
        self.say(text, Role::Strong);
        self.apply_filter(self.here())
    }

    /// Lists what the filter lets through; where there is none, everything.
    pub(super) fn apply_filter(&mut self, target: Target) -> Vec<Effect> {
        self.search.target = target;
        let mut effects = self.search_effect();
        if !self.search.has_work() {
            self.list.list_all(self.index.len());
            effects.extend(match target {
                Target::Entry(number) => self.select(number),
                Target::First | Target::Heading => self.selected(),
            });
        }
        effects
    }

    /// The search that the filter asks for; where it asks for none, one that still runs is stopped.
    pub(super) fn search_effect(&mut self) -> Vec<Effect> {
        let was_running = self.search.running;
        let source = self.file.source.as_ref();
        let search = source.and_then(|source| self.search.search(source, &self.index, &self.findings.found));
        self.search.running = search.is_some();
        match search {
            Some(search) => vec![Effect::Search(search)],
            None if was_running => vec![Effect::StopSearch],
            None => Vec::new(),
        }
    }

    /// The selected entry as what a search is to select.
    pub(super) fn here(&self) -> Target {
        match (self.list.selected(), self.list.heading()) {
            (Some(number), _) => Target::Entry(number),
            (None, Some(_)) => Target::Heading,
            // Nothing is listed: back to what was selected before.
            (None, None) => self.last_selected.map_or(Target::First, Target::Entry),
        }
    }

    pub(super) fn on_hits(&mut self, hits: Hits) -> Vec<Effect> {
        if !self.search.awaits(hits.generation) {
            return Vec::new();
        }
        self.search.running = !hits.done;
        self.search.looked = (hits.looked, hits.to_look);
        self.search.totals = hits.totals;
        let wanted = match self.search.target {
            Target::First => hits.entries.first().copied(),
            Target::Entry(number) => Some(number),
            Target::Heading => None,
        };
        let before = self.list.selected();
        self.list.list_some(hits.entries, hits.groups, wanted);
        // What is selected now is meant from here on, unless it is still being typed, or more is still to come.
        let is_typed = matches!(self.overlay, Some(Overlay::Filter(_)));
        if let (Some(number), false, true) = (self.list.selected(), is_typed, hits.done) {
            self.search.target = Target::Entry(number);
        }
        // Headings take rows too.
        self.lay_out();
        if self.list.selected() == before && before.is_some() { Vec::new() } else { self.selected() }
    }
}
