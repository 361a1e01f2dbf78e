//! Going from entry to entry, and through what a pane shows.

use crate::text::words;
use crate::tui::action::Action;
use crate::tui::layout::Focus;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::findings::Mark;
use crate::tui::state::search::Target;
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;

impl App {
    pub(super) fn back(&mut self) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        if self.is_selecting() {
            self.select_nothing();
            return Vec::new();
        }
        if self.panes.find.is_active() {
            return self.end_find();
        }
        if self.panes.focus(layout) != Focus::List {
            self.focus_on(Focus::List);
            return Vec::new();
        }
        if !self.search.text().is_empty() {
            self.search.set_text(String::new());
            return self.apply_filter(self.here());
        }
        if self.panes.is_zoomed {
            self.zoom();
        }
        Vec::new()
    }

    /// Into the body; in it, folds or unfolds.
    pub(super) fn open(&mut self) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        if self.panes.focus(layout) == Focus::Body {
            return self.read_on(Action::Open);
        }
        if self.panes.focus(layout) == Focus::List && self.list.heading().is_some() {
            self.list.fold();
            self.lay_out();
            return Vec::new();
        }
        self.has_chosen = true;
        self.focus_on(Focus::Body);
        // Who asked for a text in the bodies wants to see it.
        match self.search.body_text().filter(|_| !self.panes.find.is_active()) {
            Some(text) => self.find_text(text.to_owned()),
            None => Vec::new(),
        }
    }

    pub(super) fn turn(&mut self, action: Action) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        match action {
            Action::NextTab => self.panes.cycle_tab(layout.panel.is_some(), 1),
            Action::PreviousTab => self.panes.cycle_tab(layout.panel.is_some(), -1),
            Action::NextPane => self.panes.cycle_focus(layout, 1),
            _ => self.panes.cycle_focus(layout, -1),
        }
        self.lay_out();
        // Another text may be shown now.
        self.find_effect()
    }

    pub(super) fn go(&mut self, by: ScrollBy) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        if self.panes.focus(layout) == Focus::List {
            return self.go_in_list(by);
        }
        self.has_chosen = true;
        self.panes.scroll_by(layout, by);
        Vec::new()
    }

    pub(super) fn scroll_diagnosis(&mut self, rows: isize) {
        if let Some(layout) = &self.layout {
            self.panes.scroll_diagnosis(layout, ScrollBy::Rows(rows));
        }
    }

    pub(super) fn go_in_list(&mut self, by: ScrollBy) -> Vec<Effect> {
        self.has_chosen = true;
        let before = self.list.cursor();
        let rows = self.layout.map_or(1, |layout| isize::try_from(layout.list.height).unwrap_or(1));
        match by {
            ScrollBy::Rows(rows) => self.list.move_by(rows),
            ScrollBy::Pages(pages) => self.list.move_by(pages * (rows - 1).max(1)),
            ScrollBy::ToFirst => self.list.move_to(0),
            ScrollBy::ToLast => self.list.move_to(usize::MAX),
        }
        self.search.target = self.here();
        if self.list.cursor() == before { Vec::new() } else { self.selected() }
    }

    /// Selects the next stop, or the one before, around the end; says which of how many it is.
    pub(super) fn step_failure(&mut self, by: isize) -> Vec<Effect> {
        self.has_chosen = true;
        let was_filtered = self.search.is_active();
        let mut stops = self.stops();
        let listed = |stop: &usize| was_filtered && self.list.place_of(*stop).is_some();
        // Within a filter first those that it lets through.
        let is_within = stops.iter().any(listed);
        if is_within {
            stops.retain(listed);
        }
        let words = &words::words(self.lang).status;
        let Some(last) = stops.len().checked_sub(1) else {
            return self.say(words.no_failures.clone(), Role::Strong);
        };
        let here = self.list.nearest().unwrap_or(0);
        let next = match (stops.iter().position(|stop| *stop == here), by > 0) {
            (Some(at), true) => (at + 1) % stops.len(),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, true) => stops.iter().position(|stop| *stop > here).unwrap_or(0),
            (None, false) => stops.iter().rposition(|stop| *stop < here).unwrap_or(last),
        };
        let number = stops[next];
        let effects = if self.list.selected() == Some(number) { Vec::new() } else { self.jump(number) };
        let is_found = !self.findings.of(number).is_empty();
        let (template, place, count) = match (self.mark(number), self.findings.failed.len()) {
            _ if is_within && is_found => (&words.failure, next + 1, stops.len()),
            (_, 1) if is_found => (&words.only_failure, 1, 1),
            (_, count) if is_found => (&words.failure, next + 1, count),
            (Mark::Undecided, failed) => (&words.undecided, next + 1 - failed, stops.len() - failed),
            (Mark::OtherFailed, 0) if self.findings.stops().is_empty() => {
                (&words.other_failure, next + 1, stops.len())
            }
            _ => (&words.succeeded, next + 1, stops.len()),
        };
        let mut text = words::fill(template, &[("n", &place.to_string()), ("m", &count.to_string())]);
        if was_filtered && !self.search.is_active() {
            text.push_str(&self.keymap.fill(&words.filter_gone, &[]));
        }
        self.say(text, Role::Strong);
        effects
    }

    /// The entries to step through: what was found; where nothing was, every request that failed.
    pub(super) fn stops(&self) -> Vec<usize> {
        let found = self.findings.stops();
        if !found.is_empty() {
            return found;
        }
        let failed =
            self.index.iter().filter(|(_, summary)| summary.unreadable.is_none() && summary.is_failed());
        failed.map(|(number, _)| number).collect()
    }

    /// Goes to an entry, from which one can come back.
    pub(super) fn go_to_entry(&mut self, number: usize) -> Vec<Effect> {
        self.has_chosen = true;
        if number < self.index.len() {
            return self.jump(number);
        }
        let last = self.index.len().saturating_sub(1);
        let values = [("n", &*number.to_string()), ("last", &*last.to_string())];
        self.say(words::fill(&words::words(self.lang).status.no_entry, &values), Role::Warning)
    }

    /// Selects another entry and keeps the one before, to come back to.
    pub(super) fn jump(&mut self, number: usize) -> Vec<Effect> {
        self.jumps.extend(self.list.selected().filter(|here| *here != number));
        self.select(number)
    }

    /// Goes back to the entry before the last jump.
    pub(super) fn jump_back(&mut self) -> Vec<Effect> {
        match self.jumps.pop() {
            Some(number) => self.select(number),
            None => self.say(words::words(self.lang).status.no_way_back.clone(), Role::Strong),
        }
    }

    /// Selects an entry by its number, switching the filter off where that hides it.
    pub(super) fn select(&mut self, number: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.list.go_to(number) {
            self.search.switch(true);
            self.search.target = Target::Entry(number);
            effects = self.search_effect();
            if self.search.has_work() {
                // What is listed then is sorted or grouped: it selects the entry.
                return effects;
            }
            self.list.list_all(self.index.len());
            self.list.go_to(number);
        }
        effects.extend(self.selected());
        effects
    }

    /// Another entry is selected now.
    pub(super) fn selected(&mut self) -> Vec<Effect> {
        self.last_selected = self.list.selected().or(self.last_selected);
        self.panes.forget_entry();
        self.bring_into_view();
        self.refresh_diagnosis();
        self.read_effect()
    }
}
