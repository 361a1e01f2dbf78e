//! Moving between entries and scrolling the panes.

use crate::diagnose::finding::Finding;
use crate::text::words;
use crate::tui::action::Action;
use crate::tui::layout::Focus;
use crate::tui::message::effect::Effect;
use crate::tui::page::Tab;
use crate::tui::state::App;
use crate::tui::state::findings::{Stop, StopKind};
use crate::tui::state::search::Target;
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;
use crate::tui::widget::text::Scroll;

impl App {
    pub(super) fn back(&mut self) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        if self.is_selecting() {
            self.clear_selection();
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
            return self.apply_filter(self.selection_target());
        }
        if self.panes.is_zoomed {
            self.zoom();
        }
        Vec::new()
    }

    /// Focuses the body; there, toggles the fold under the cursor.
    pub(super) fn open(&mut self) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        let tab = self.panes.tab(layout.panel.is_some());
        if self.panes.focus(layout) == Focus::Body && tab != Tab::Diagnosis {
            return self.read_on(Action::Open);
        }
        if self.panes.focus(layout) == Focus::Panel || self.panes.focus(layout) == Focus::Body {
            return self.follow_reference();
        }
        if self.panes.focus(layout) == Focus::List && self.list.heading().is_some() {
            self.list.fold();
            self.lay_out();
            return Vec::new();
        }
        self.has_chosen = true;
        self.focus_on(Focus::Body);
        // With a `body:` filter, jump to its first match.
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
        self.search.target = self.selection_target();
        if self.list.cursor() == before { Vec::new() } else { self.on_selection_changed() }
    }

    /// Goes to the next step of what failed, or the one before, around the end; says which of how many it is.
    pub(super) fn step_failure(&mut self, by: isize) -> Vec<Effect> {
        self.has_chosen = true;
        let was_filtered = self.search.is_active();
        let mut stops = self.findings.stops();
        let listed = |stop: &Stop| was_filtered && self.list.place_of(stop.entry).is_some();
        // Within a filter first those that it lets through.
        if stops.iter().any(listed) {
            stops.retain(listed);
        }
        let words = &words::words(self.lang).status;
        let Some(last) = stops.len().checked_sub(1) else {
            return self.notify(words.no_failures.clone(), Role::Strong);
        };
        let here = self.list.nearest().unwrap_or(0);
        let is_here = |stop: &Stop| stop.entry == here && stop.user == self.panes.user;
        let next = match (stops.iter().position(is_here), by > 0) {
            (Some(at), true) => (at + 1) % stops.len(),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, true) => stops.iter().position(|stop| stop.entry > here).unwrap_or(0),
            (None, false) => stops.iter().rposition(|stop| stop.entry < here).unwrap_or(last),
        };
        let stop = stops[next];
        let is_same = self.list.selected() == Some(stop.entry);
        let effects = if is_same { Vec::new() } else { self.jump(stop.entry) };
        self.show_user(stop.user);
        let mut text = self.position_of(stop, &stops);
        if was_filtered && !self.search.is_active() {
            text.push_str(&self.keymap.fill(&words.filter_gone, &[]));
        }
        self.notify(text, Role::Strong);
        effects
    }

    /// Which of how many a step is: `failure 2 of 3 · user 1 of 2: kim@corp.example`.
    fn position_of(&self, stop: Stop, stops: &[Stop]) -> String {
        let words = &words::words(self.lang).status;
        let template = match stop.kind {
            StopKind::Failed => &words.failure,
            StopKind::Undecided => &words.undecided,
            StopKind::Noted => &words.noted,
            StopKind::Succeeded => &words.succeeded,
        };
        let of_kind = stops.iter().filter(|other| other.kind == stop.kind && other.user == 0);
        let entries: Vec<usize> = of_kind.map(|other| other.entry).collect();
        let place = entries.iter().position(|entry| *entry == stop.entry).map_or(1, |place| place + 1);
        let filled = |template: &str, n: usize, m: usize, who: &str| {
            words::fill(template, &[("n", &n.to_string()), ("m", &m.to_string()), ("who", who)])
        };
        let text = match entries.len() {
            1 if stop.kind == StopKind::Failed => words.only_failure.clone(),
            count => filled(template, place, count, ""),
        };
        let findings = self.findings.of(stop.entry);
        let name = findings.get(stop.user).and_then(Finding::name);
        match name.filter(|_| findings.len() > 1 && stop.kind == StopKind::Failed) {
            Some(name) => {
                let user = filled(&words.user_step, stop.user + 1, findings.len(), name);
                format!("{text} · {user}")
            }
            None => text,
        }
    }

    /// Shows one of the users of the selected entry: where the diagnosis and the body name that user.
    pub(super) fn show_user(&mut self, user: usize) {
        self.panes.user = user;
        let findings = self.list.selected().map_or(&[][..], |number| self.findings.of(number));
        let name = findings.get(user).filter(|_| findings.len() > 1).and_then(Finding::name);
        match name.map(str::to_owned) {
            Some(name) if user > 0 => self.panes.show_name(&name),
            _ => self.panes.diagnosis_scroll = Scroll::default(),
        }
    }

    /// Selects an entry and records the jump.
    pub(super) fn go_to_entry(&mut self, number: usize) -> Vec<Effect> {
        self.has_chosen = true;
        if number < self.index.len() {
            return self.jump(number);
        }
        let last = self.index.len().saturating_sub(1);
        let values = [("n", &*number.to_string()), ("last", &*last.to_string())];
        self.notify(words::fill(&words::words(self.lang).status.no_entry, &values), Role::Warning)
    }

    /// Selects an entry and records the current one for jumping back.
    pub(super) fn jump(&mut self, number: usize) -> Vec<Effect> {
        self.jumps.extend(self.list.selected().filter(|here| *here != number));
        self.select(number)
    }

    /// Returns to the entry before the last jump.
    pub(super) fn jump_back(&mut self) -> Vec<Effect> {
        match self.jumps.pop() {
            Some(number) => self.select(number),
            None => self.notify(words::words(self.lang).status.no_way_back.clone(), Role::Strong),
        }
    }

    /// Selects an entry by number, switching the filter off if it hides the entry.
    pub(super) fn select(&mut self, number: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.list.go_to(number) {
            self.search.switch(true);
            self.search.target = Target::Entry(number);
            effects = self.search_effect();
            if self.search.is_list_modified() {
                // The search that starts now selects the entry.
                return effects;
            }
            self.list.list_all(self.index.len());
            self.list.go_to(number);
        }
        effects.extend(self.on_selection_changed());
        effects
    }

    /// To be called after the selection has changed.
    pub(super) fn on_selection_changed(&mut self) -> Vec<Effect> {
        self.last_selected = self.list.selected().or(self.last_selected);
        self.panes.forget_entry();
        self.scroll_to_selection();
        self.refresh_diagnosis();
        self.read_effect()
    }
}
