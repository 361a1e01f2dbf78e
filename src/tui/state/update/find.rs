//! The search in the open text: begun, stepped through, ended.

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
    /// Begins to search in the open text; what it says of the diagnosis is read, not searched.
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

    /// Whether `/` means the open text, and not the list.
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

    /// Looks for what is typed.
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
        *find = Find { turn: find.turn.clone(), ..Find::default() };
        Vec::new()
    }

    /// Looks for the text where another one is shown now.
    pub(super) fn find_effect(&mut self) -> Vec<Effect> {
        let tab = self.layout.as_ref().map(|layout| self.panes.tab(layout.panel.is_some()));
        let find = &mut self.panes.find;
        find.running = false;
        match (tab, &self.panes.detail) {
            (Some(tab), Some(detail)) if !find.text.is_empty() && tab != Tab::Diagnosis => {
                find.running = true;
                // What still runs looks through another text.
                find.turn.next();
                let turn = find.turn.clone();
                let (text, detail) = (find.text.clone(), Arc::clone(detail));
                let way = self.panes.way(tab);
                vec![Effect::Find(FindRequest { turn, detail, tab, way, text })]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn on_places(&mut self, places: FindMatches) -> Vec<Effect> {
        if !places.turn.is_now() {
            return Vec::new();
        }
        let Some(layout) = &self.layout else { return Vec::new() };
        let top = self.panes.place(self.panes.tab(layout.panel.is_some())).top.line;
        let find = &mut self.panes.find;
        find.running = false;
        // The first one from what is in view on.
        find.current = places.places.iter().position(|place| place.line >= top).unwrap_or(0);
        find.places = places.places;
        self.show_place();
        Vec::new()
    }

    /// Goes to the next place, or the one before, around the end.
    pub(super) fn step_find(&mut self, by: isize) -> Vec<Effect> {
        let find = &mut self.panes.find;
        let count = isize::try_from(find.places.len()).unwrap_or(isize::MAX);
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
        if let Some(spot) = find.places.get(find.current).cloned() {
            self.panes.change_place(&layout, |place, content, room| place.show(&spot, content, room));
        }
    }
}
