//! Mouse events: clicks, the wheel, and dragging the rules between panes.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::overlay::WHEEL;
use super::reading::fold;
use crate::query::sort::Sort;
use crate::text::words;
use crate::tui::layout::{Edge, Focus, HitTarget, Layout, chips, hit, tabs, views};
use crate::tui::message::effect::Effect;
use crate::tui::page::Tab;
use crate::tui::state::App;
use crate::tui::state::board::Link;
use crate::tui::state::mouse::Mouse;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;

impl App {
    pub(super) fn toggle_mouse(&mut self) -> Vec<Effect> {
        self.mouse = Mouse { is_ours: !self.mouse.is_ours, dragged: None };
        let words = &words::words(self.lang).status;
        let text = if self.mouse.is_ours { &words.mouse_on } else { &words.mouse_off };
        self.notify(self.keymap.fill(text, &[]), Role::Strong);
        vec![Effect::Mouse(self.mouse.is_ours)]
    }

    pub(super) fn on_panes_mouse(&mut self, event: MouseEvent, layout: &Layout, at: Position) -> Vec<Effect> {
        let is_sideways = event.modifiers.contains(KeyModifiers::SHIFT);
        match event.kind {
            MouseEventKind::ScrollDown if is_sideways => self.wheel_horizontally(layout, at, 1),
            MouseEventKind::ScrollUp if is_sideways => self.wheel_horizontally(layout, at, -1),
            MouseEventKind::ScrollDown => self.wheel(layout, at, WHEEL),
            MouseEventKind::ScrollUp => self.wheel(layout, at, -WHEEL),
            MouseEventKind::ScrollRight => self.wheel_horizontally(layout, at, 1),
            MouseEventKind::ScrollLeft => self.wheel_horizontally(layout, at, -1),
            MouseEventKind::Down(MouseButton::Left) => return self.press(layout, at),
            MouseEventKind::Drag(MouseButton::Left) => {
                if let Some(edge) = self.mouse.dragged {
                    self.move_edge(edge, at);
                }
            }
            MouseEventKind::Up(_) => self.mouse.dragged = None,
            _ => {}
        }
        Vec::new()
    }

    /// Scrolls the pane under the pointer, whether focused or not.
    fn wheel(&mut self, layout: &Layout, at: Position, rows: isize) {
        match hit(layout, at) {
            HitTarget::Titles | HitTarget::Entry(_) => {
                self.list.scroll_by(rows, usize::from(layout.list.height));
            }
            HitTarget::Panel | HitTarget::PanelEdge => {
                self.panes.scroll_diagnosis(layout, ScrollBy::Rows(rows))
            }
            HitTarget::Tabs | HitTarget::Body => match self.tab_at(layout, at) {
                Tab::Diagnosis => self.panes.scroll_diagnosis(layout, ScrollBy::Rows(rows)),
                tab => self.panes.update_viewport_of(layout, tab, |viewport, content, room| {
                    viewport.scroll(rows, content, room);
                }),
            },
            HitTarget::Chips | HitTarget::Elsewhere => {}
        }
    }

    /// Scrolls long lines horizontally.
    fn wheel_horizontally(&mut self, layout: &Layout, at: Position, steps: isize) {
        if !self.panes.wraps && hit(layout, at) == HitTarget::Body {
            let tab = self.tab_at(layout, at);
            self.panes.update_viewport_of(layout, tab, |viewport, _, _| viewport.scroll_horizontally(steps));
        }
    }

    fn press(&mut self, layout: &Layout, at: Position) -> Vec<Effect> {
        if !self.accept_typing() {
            return Vec::new();
        }
        match hit(layout, at) {
            HitTarget::Chips => self.press_chips(layout, at),
            HitTarget::Titles => {
                self.focus_on(Focus::List);
                let column = self.columns(layout).at(layout.columns.x, at.x);
                column.map_or_else(Vec::new, |column| self.sort_by(Sort::pressed(column, self.search.sort)))
            }
            HitTarget::Entry(row) => self.press_entry(usize::from(row)),
            HitTarget::Tabs => self.press_tabs(layout, at),
            HitTarget::Body => self.press_body(layout, at),
            HitTarget::PanelEdge => {
                self.mouse.dragged = Some(Edge::Panel);
                Vec::new()
            }
            HitTarget::Panel => {
                self.focus_on(Focus::Panel);
                let entry = self.reference_at(at);
                entry.map_or_else(Vec::new, |entry| self.follow(Link::Entry(entry)))
            }
            HitTarget::Elsewhere => Vec::new(),
        }
    }

    /// Accepts the typed text as Enter does; an invalid filter stays open.
    fn accept_typing(&mut self) -> bool {
        match &self.overlay {
            Some(Overlay::Filter(_)) => self.accept_filter(),
            _ => self.overlay = None,
        }
        self.overlay.is_none()
    }

    fn press_chips(&mut self, layout: &Layout, at: Position) -> Vec<Effect> {
        let chip = layout.chips.and_then(|area| chips::at(&self.chips_in(area.width), area.x, at.x));
        chip.map_or_else(Vec::new, |chip| self.press_chip(chip))
    }

    fn press_entry(&mut self, row: usize) -> Vec<Effect> {
        self.focus_on(Focus::List);
        self.has_chosen = true;
        let before = (self.list.cursor(), self.list.selected());
        self.list.click(row);
        self.search.target = self.selection_target();
        match (self.list.cursor(), self.list.selected()) {
            // Clicking a selected heading toggles its fold.
            (_, None) if before.0 == self.list.cursor() => self.open(),
            now if now == before => Vec::new(),
            _ => self.on_selection_changed(),
        }
    }

    /// Activates the tab under the pointer; the rule can be dragged from anywhere else.
    fn press_tabs(&mut self, layout: &Layout, at: Position) -> Vec<Effect> {
        self.mouse.dragged = Some(Edge::List);
        let titles = self.tab_titles(layout);
        let Some(tab) = tabs::at(&titles, layout.rule.x, at.x) else { return Vec::new() };
        self.panes.show(tab);
        self.focus_on(Focus::Body);
        self.find_effect()
    }

    /// Moves the cursor to the pointer; on the current row, toggles the fold.
    fn press_body(&mut self, layout: &Layout, at: Position) -> Vec<Effect> {
        let had_keys = self.panes.focus(layout) == Focus::Body;
        let tab = self.tab_at(layout, at);
        let was_shown = self.panes.tab(layout.panel.is_some()) == tab;
        self.has_chosen = true;
        self.focus_on(Focus::Body);
        if !was_shown {
            self.panes.show(tab);
        }
        if let (Tab::Diagnosis, Some(entry)) = (tab, self.reference_at(at)) {
            return self.follow(Link::Entry(entry));
        }
        let line = self.panes.tab_area(layout, tab);
        let is_named = at.y == line.y && self.panes.has_info(layout, tab);
        let view = views::at(&self.view_names(tab), line.right(), at.x).filter(|_| is_named);
        let text = self.panes.text_area(layout, tab);
        if let Some(view) = view {
            self.panes.show_view(tab, view);
        } else if tab != Tab::Diagnosis && text.contains(at) {
            let row = usize::from(at.y - text.y);
            self.panes.update_viewport_of(layout, tab, |viewport, content, room| {
                let line = viewport.cursor.line;
                if viewport.point(row, content, room) && had_keys && was_shown && viewport.cursor.line == line
                {
                    fold(viewport, content, room);
                }
            });
        }
        if was_shown && view.is_none() { Vec::new() } else { self.find_effect() }
    }

    /// The tab at a position, of request and response side by side.
    fn tab_at(&self, layout: &Layout, at: Position) -> Tab {
        let shown = self.panes.tab(layout.panel.is_some());
        let is_there = |tab: &Tab| self.panes.tab_area(layout, *tab).contains(at);
        self.panes.seen(layout).into_iter().find(is_there).unwrap_or(shown)
    }
}
