//! The search in the open text: opening, stepping, closing.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use crate::tui::layout::Focus;
use crate::tui::message::effect::Effect;
use crate::tui::message::find::{FindMatches, FindRequest};
use crate::tui::page::Tab;
use crate::tui::state::App;
use crate::tui::state::find::Find;
use crate::tui::state::overlay::Overlay;
use crate::tui::widget::input::Input;

impl App {
    /// Opens the search input. The diagnosis itself is not searched, only the tab's text.
    pub(super) fn begin_find(&mut self) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        self.has_chosen = true;
        if self.panes.tab(layout.panel.is_some()) == Tab::Diagnosis {
            self.panes.show(Tab::Body);
        }
        self.focus_on(Focus::Body);
        self.overlay = Some(Overlay::Find(Input::new(&self.panes.find.text)));
        self.find_effect()
    }

    /// Whether `/` searches the open text instead of filtering the list.
    pub(super) fn finds_in_text(&self) -> bool {
        self.layout.as_ref().is_some_and(|layout| {
            let tab = self.panes.tab(layout.panel.is_some());
            self.panes.focus(layout) == Focus::Body && tab != Tab::Diagnosis
        })
    }

    pub(super) fn on_find_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        match key.code {
            KeyCode::Esc => {
                self.overlay = None;
                self.end_find()
            }
            KeyCode::Enter => {
                self.overlay = None;
                Vec::new()
            }
            KeyCode::Down | KeyCode::Tab => self.step_find(1),
            KeyCode::Up | KeyCode::BackTab => self.step_find(-1),
            _ => {
                let changed = self.typed_line().is_some_and(|input| input.key(key));
                if changed { self.typed_find() } else { Vec::new() }
            }
        }
    }

    /// Searches for the typed text.
    pub(super) fn typed_find(&mut self) -> Vec<Effect> {
        let text = self.typed_text();
        self.find_text(text)
    }

    pub(super) fn find_text(&mut self, text: String) -> Vec<Effect> {
        self.panes.find.text = text;
        self.panes.find.forget();
        self.find_effect()
    }

    pub(super) fn end_find(&mut self) -> Vec<Effect> {
        let find = &mut self.panes.find;
        find.forget();
        *find = Find { generation: find.generation.clone(), ..Find::default() };
        Vec::new()
    }

    /// Repeats the search after another text is shown.
    pub(super) fn find_effect(&mut self) -> Vec<Effect> {
        let tab = self.layout.as_ref().map(|layout| self.panes.tab(layout.panel.is_some()));
        let find = &mut self.panes.find;
        find.running = false;
        match (tab, &self.panes.detail) {
            (Some(tab), Some(detail)) if !find.text.is_empty() && tab != Tab::Diagnosis => {
                find.running = true;
                // A search still running is for another text.
                find.generation.next();
                let generation = find.generation.clone();
                let (text, detail) = (find.text.clone(), Arc::clone(detail));
                let view = self.panes.view_index(tab);
                vec![Effect::Find(FindRequest { generation, detail, tab, view, text })]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn on_matches(&mut self, found: FindMatches) -> Vec<Effect> {
        if !found.generation.is_current() {
            return Vec::new();
        }
        let Some(layout) = &self.layout else { return Vec::new() };
        let top = self.panes.viewport(self.panes.tab(layout.panel.is_some())).top.line;
        let find = &mut self.panes.find;
        find.running = false;
        // Start at the first match in or below the view.
        find.current = found.matches.iter().position(|place| place.line >= top).unwrap_or(0);
        find.matches = found.matches;
        self.show_place();
        Vec::new()
    }

    /// Goes to the next or previous match, wrapping around.
    pub(super) fn step_find(&mut self, by: isize) -> Vec<Effect> {
        let find = &mut self.panes.find;
        let count = isize::try_from(find.matches.len()).unwrap_or(isize::MAX);
        if count > 0 {
            let at = isize::try_from(find.current).unwrap_or(0) + by;
            find.current = usize::try_from(at.rem_euclid(count)).unwrap_or(0);
            self.show_place();
        }
        Vec::new()
    }

    fn show_place(&mut self) {
        let Some(layout) = self.layout else { return };
        let find = &self.panes.find;
        if let Some(found) = find.matches.get(find.current).cloned() {
            self.panes
                .update_viewport(&layout, |viewport, content, room| viewport.show(&found, content, room));
        }
    }
}
