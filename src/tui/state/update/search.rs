//! The filter: typing, accepting, cancelling, and listing its results.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::query::chips::CHIPS;
use crate::query::sort::{Column, Sort};
use crate::query::worker::Hits;
use crate::text::words;
use crate::tui::layout::Focus;
use crate::tui::layout::columns::title;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::search::history::History;
use crate::tui::state::search::{SearchBar, Target};
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;
use crate::tui::widget::input::Input;

impl App {
    pub(super) fn begin_filter(&mut self) -> Vec<Effect> {
        self.has_chosen = true;
        if self.panes.is_zoomed {
            // Focus the list to show the results.
            self.focus_on(Focus::List);
        }
        self.overlay = Some(Overlay::Filter(self.search.begin(self.list.selected())));
        if self.search.is_off() { self.switch_filter() } else { Vec::new() }
    }

    pub(super) fn on_filter_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => {
                self.accept_filter();
                self.has_chosen = true;
            }
            KeyCode::Esc => {
                self.overlay = None;
                let selected = self.search.cancel_typing();
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

    /// Accepts the typed filter; stays open if it has a mistake, so that the mistake is visible.
    pub(super) fn accept_filter(&mut self) {
        if self.search.keep() {
            self.overlay = None;
        }
    }

    /// Completes the word at the cursor.
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

    /// Filters by the typed text.
    pub(super) fn typed_filter(&mut self) -> Vec<Effect> {
        let text = self.typed_text();
        let before = self.search.generation;
        self.search.set_text(text);
        if self.search.generation == before {
            return Vec::new();
        }
        // Keep the entry selected that was selected when typing began, wherever it is in the results.
        let selected = self.search.before.as_ref().and_then(|before| before.selected);
        let target = match selected {
            Some(number) if !self.search.is_ranked() => Target::Entry(number),
            _ => Target::First,
        };
        self.apply_filter(target)
    }

    /// Toggles the filter of a chip.
    pub(super) fn press_chip(&mut self, place: usize) -> Vec<Effect> {
        let Some(chip) = CHIPS.get(place) else { return Vec::new() };
        self.has_chosen = true;
        let is_set = self.search.chip() == Some(place);
        self.search.set_text(if is_set { String::new() } else { chip.filter.to_owned() });
        self.apply_filter(self.selection_target())
    }

    /// Switches the filter off or on.
    pub(super) fn switch_filter(&mut self) -> Vec<Effect> {
        self.has_chosen = true;
        self.search.switch(!self.search.is_off);
        self.apply_filter(self.selection_target())
    }

    pub(super) fn toggle_order(&mut self) -> Vec<Effect> {
        self.search.toggle_order();
        self.search.target = self.selection_target();
        self.search_effect()
    }

    /// The next visible column to sort by.
    pub(super) fn next_sort(&self) -> Option<Sort> {
        let shown: Vec<Column> =
            self.layout.map_or_else(Vec::new, |layout| self.columns(&layout).names().collect());
        let mut next = Sort::after(self.search.sort);
        while next.is_some_and(|sort| !shown.contains(&sort.column)) {
            next = Sort::after(next);
        }
        next
    }

    pub(super) fn sort_by(&mut self, sort: Option<Sort>) -> Vec<Effect> {
        self.has_chosen = true;
        self.search.sort = sort;
        self.search.start_search();
        let words = words::words(self.lang);
        let text = match sort {
            None => words.sort.files_own.clone(),
            Some(sort) => {
                let way = if sort.descending { &words.sort.descending } else { &words.sort.ascending };
                self.keymap.fill(way, &[("column", title(sort.column, &words.columns))])
            }
        };
        self.notify(text, Role::Strong);
        self.apply_filter(self.selection_target())
    }

    /// Lists the entries that match the filter, or all.
    pub(super) fn apply_filter(&mut self, target: Target) -> Vec<Effect> {
        self.search.target = target;
        let mut effects = self.search_effect();
        if !self.search.is_list_modified() {
            self.list.list_all(self.index.len());
            effects.extend(match target {
                Target::Entry(number) => self.select(number),
                Target::First | Target::Heading => self.on_selection_changed(),
            });
        }
        effects
    }

    /// The effect of starting the search, or of cancelling it if nothing is filtered, sorted or grouped.
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

    /// The current selection, as the target of a search.
    pub(super) fn selection_target(&self) -> Target {
        match (self.list.selected(), self.list.heading()) {
            (Some(number), _) => Target::Entry(number),
            (None, Some(_)) => Target::Heading,
            // The list is empty: return to the last selected entry.
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
        self.search.similar = hits.similar;
        let wanted = match self.search.target {
            Target::First => hits.entries.first().copied(),
            Target::Entry(number) => Some(number),
            Target::Heading => None,
        };
        let before = self.list.selected();
        self.list.list_some(hits.entries, hits.groups, wanted);
        // The selection is deliberate from here on, unless the filter is still being typed or results are still
        // arriving.
        let is_typed = matches!(self.overlay, Some(Overlay::Filter(_)));
        if let (Some(number), false, true) = (self.list.selected(), is_typed, hits.done) {
            self.search.target = Target::Entry(number);
        }
        // Headings take rows, which changes the layout.
        self.lay_out();
        if self.list.selected() == before && before.is_some() {
            Vec::new()
        } else {
            self.on_selection_changed()
        }
    }
}
