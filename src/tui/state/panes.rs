//! The panes: focus, tabs, views, and scroll positions.

use std::collections::HashMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::tui::layout::{Focus, Layout};
use crate::tui::message::detail::Detail;
use crate::tui::page::{Content, Page, Tab, View};
use crate::tui::state::find::Find;
use crate::tui::state::viewport::{Room, ScrollBy, Viewport};
use crate::tui::widget::document::Document;
use crate::tui::widget::text::{Line, Scroll};
use crate::worker::CancelToken;

/// From this pane width on, request and response are shown side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The state of the panes.
#[derive(Debug)]
pub struct Panes {
    /// The selected entry; `None` until it is read.
    pub detail: Option<Arc<Detail>>,
    /// The explanation of the selected entry, before wrapping.
    pub diagnosis: Vec<Line>,
    /// The search in the open text.
    pub find: Find,
    /// Scroll position of the diagnosis, shared by tab and panel.
    pub diagnosis_scroll: Scroll,
    /// Which of the selected entry's findings is stepped to.
    pub user: usize,
    /// Whether long lines are wrapped.
    pub wraps: bool,
    pub numbers: bool,
    /// Whether the selected entry is a failed onboard or license request.
    pub is_failed: bool,
    /// Whether the focused pane fills the window.
    pub is_zoomed: bool,
    focus: Focus,
    chosen: Option<Tab>,
    /// The view of each tab, if it is not the first one.
    view_indices: HashMap<Tab, usize>,
    /// The viewport of each view.
    viewports: HashMap<(Tab, usize), Viewport>,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            detail: None,
            diagnosis: Vec::new(),
            find: Find::default(),
            diagnosis_scroll: Scroll::default(),
            user: 0,
            wraps: true,
            numbers: true,
            is_failed: false,
            is_zoomed: false,
            focus: Focus::default(),
            chosen: None,
            view_indices: HashMap::new(),
            viewports: HashMap::new(),
        }
    }
}

impl Panes {
    /// The focused pane.
    pub fn focus(&self, layout: &Layout) -> Focus {
        self.focus_in(layout.panel.is_some())
    }

    /// The pane that fills the window, if any.
    pub fn zoomed(&self, wide: bool) -> Option<Focus> {
        self.is_zoomed.then(|| self.focus_in(wide))
    }

    fn focus_in(&self, wide: bool) -> Focus {
        match self.focus {
            Focus::Panel if !wide => Focus::Body,
            focus => focus,
        }
    }

    pub fn set_focus(&mut self, focus: Focus) {
        self.focus = focus;
    }

    /// Focuses the next or previous pane.
    pub fn cycle_focus(&mut self, layout: &Layout, by: isize) {
        let panes: &[Focus] = match layout.panel {
            Some(_) => &[Focus::List, Focus::Body, Focus::Panel],
            None => &[Focus::List, Focus::Body],
        };
        self.focus = cycled(panes, self.focus(layout), by);
    }

    pub fn tabs(&self, wide: bool) -> Vec<Tab> {
        let has_messages = self.detail.as_ref().is_some_and(|detail| detail.page(Tab::Messages).is_some());
        let is_there = |tab: &Tab| match tab {
            Tab::Diagnosis => !wide,
            Tab::Messages => has_messages,
            _ => true,
        };
        Tab::ALL.iter().copied().filter(is_there).collect()
    }

    /// The active tab: the user's choice, else the one most useful for the entry.
    pub fn tab(&self, wide: bool) -> Tab {
        let first = match (wide, self.is_failed) {
            (false, _) => Tab::Diagnosis,
            (true, true) => Tab::Body,
            (true, false) => Tab::Overview,
        };
        let has = |tab: Tab| self.detail.is_none() || self.tabs(wide).contains(&tab);
        match self.chosen {
            Some(Tab::Diagnosis) if wide => first,
            Some(Tab::Messages) if !has(Tab::Messages) => Tab::Body,
            Some(tab) => tab,
            None => first,
        }
    }

    /// Activates the next or previous tab.
    pub fn cycle_tab(&mut self, wide: bool, by: isize) {
        self.show(cycled(&self.tabs(wide), self.tab(wide), by));
    }

    /// Activates a tab.
    pub fn show(&mut self, tab: Tab) {
        self.chosen = Some(tab);
        self.find.forget();
    }

    /// Shows the next view of a tab.
    pub fn cycle_view(&mut self, tab: Tab) {
        let Some(count) = self.page(tab).map(|page| page.views().count()) else { return };
        self.show_view(tab, (self.view_index(tab) + 1) % count);
    }

    /// Shows a view of a tab.
    pub fn show_view(&mut self, tab: Tab, view: usize) {
        self.view_indices.insert(tab, view);
        self.find.forget();
    }

    /// Discards what belongs to the previous entry.
    pub fn forget_entry(&mut self) {
        self.detail = None;
        self.diagnosis_scroll = Scroll::default();
        self.user = 0;
        self.view_indices.clear();
        self.viewports.clear();
        self.find.forget();
    }

    /// Shows an entry that was read, scrolled to what failed in it.
    pub fn set_detail(&mut self, detail: Arc<Detail>) {
        let body = detail.page(Tab::Body).and_then(|page| page.view(0).content.document());
        if let Some(line) = body.and_then(Document::first_mark) {
            // Four lines of context above the first mark; no scrolling for one near the beginning.
            let top = if line < 12 { 0 } else { line - 4 };
            self.viewports.entry((Tab::Body, 0)).or_insert_with(|| Viewport::at(line, top));
        }
        self.detail = Some(detail);
    }

    /// Shows the line of the diagnosis that is a user's name, and the first line of the body that has it.
    pub fn show_name(&mut self, name: &str) {
        let is_name = |line: &Line| matches!(line.spans.as_slice(), [span] if span.text == name);
        if let Some(line) = self.diagnosis.iter().position(is_name) {
            // The line above it says what failed.
            self.diagnosis_scroll = Scroll { line: line.saturating_sub(1), row: 0 };
        }
        let body = self.page(Tab::Body).and_then(|page| page.view(0).content.document());
        let found = body.and_then(|body| body.find(name, &CancelToken::never())?.into_iter().next());
        if let Some(found) = found {
            self.viewports.insert((Tab::Body, 0), Viewport::at(found.line, found.line.saturating_sub(4)));
        }
    }

    /// The page of a tab, where it is read already.
    pub fn page(&self, tab: Tab) -> Option<&Page> {
        self.detail.as_ref()?.page(tab)
    }

    /// The index of the active view of a tab.
    pub fn view_index(&self, tab: Tab) -> usize {
        self.view_indices.get(&tab).copied().unwrap_or_default()
    }

    /// The active view of a tab.
    pub fn view(&self, tab: Tab) -> Option<&View> {
        Some(self.page(tab)?.view(self.view_index(tab)))
    }

    /// The viewport of a tab's active view.
    pub fn viewport(&self, tab: Tab) -> &Viewport {
        static START: Viewport = Viewport::START;
        self.viewports.get(&(tab, self.view_index(tab))).unwrap_or(&START)
    }

    /// Updates the viewport of the active tab, given its content and room.
    pub fn update_viewport(&mut self, layout: &Layout, change: impl FnOnce(&mut Viewport, &Content, Room)) {
        self.update_viewport_of(layout, self.tab(layout.panel.is_some()), change);
    }

    /// Updates the viewport of a tab.
    pub fn update_viewport_of(
        &mut self,
        layout: &Layout,
        tab: Tab,
        change: impl FnOnce(&mut Viewport, &Content, Room),
    ) {
        let index = self.view_index(tab);
        let Some(detail) = self.detail.clone() else { return };
        let Some(view) = detail.page(tab).map(|page| page.view(index)) else { return };
        // A hidden pane has no size to scroll by.
        if layout.body.is_empty() {
            return;
        }
        let room = self.room(layout, tab, &view.content);
        change(self.viewports.entry((tab, index)).or_default(), &view.content, room);
    }

    /// The visible tabs: request and response side by side in a wide pane, else the active one.
    pub fn seen(&self, layout: &Layout) -> Vec<Tab> {
        let tab = self.tab(layout.panel.is_some());
        match tab {
            Tab::Request | Tab::Response if layout.body.width >= SIDE_BY_SIDE => {
                vec![Tab::Request, Tab::Response]
            }
            tab => vec![tab],
        }
    }

    /// Whether the info line of a tab has anything to show.
    pub fn has_info(&self, layout: &Layout, tab: Tab) -> bool {
        let says =
            |tab: &Tab| self.page(*tab).is_none_or(|page| !page.info.is_empty() || page.views().count() > 1);
        self.seen(layout).iter().chain([&tab]).any(says)
    }

    /// The area of a tab, info line included.
    pub fn tab_area(&self, layout: &Layout, tab: Tab) -> Rect {
        let whole = layout.whole_body();
        let left = whole.width / 2;
        match (self.seen(layout).len(), tab) {
            (2, Tab::Request) => Rect { width: left, ..whole },
            (2, Tab::Response) => Rect { x: whole.x + left + 1, width: whole.width - left - 1, ..whole },
            _ => whole,
        }
    }

    /// The area of a tab's text.
    pub fn text_area(&self, layout: &Layout, tab: Tab) -> Rect {
        let area = self.tab_area(layout, tab);
        let info = u16::from(self.has_info(layout, tab));
        Rect { y: area.y + info, height: area.height.saturating_sub(info), ..area }
    }

    /// The room of a tab's text.
    pub fn room(&self, layout: &Layout, tab: Tab, content: &Content) -> Room {
        let area = self.text_area(layout, tab);
        let columns = usize::from(area.width).saturating_sub(self.gutter(content) + 1);
        Room { columns, wraps: self.wraps, height: usize::from(area.height) }
    }

    /// Columns before the text: line numbers with a gap, or a margin.
    pub fn gutter(&self, content: &Content) -> usize {
        match content.document() {
            Some(text) if text.is_numbered() && self.numbers => {
                text.last_number().to_string().len().max(3) + 2
            }
            _ => 1,
        }
    }

    /// Scrolls the focused pane.
    pub fn scroll_by(&mut self, layout: &Layout, by: ScrollBy) {
        if self.focus(layout) == Focus::Panel || self.tab(layout.panel.is_some()) == Tab::Diagnosis {
            return self.scroll_diagnosis(layout, by);
        }
        self.update_viewport(layout, |viewport, content, room| viewport.go(by, content, room));
    }

    /// Scrolls the diagnosis, whichever pane is focused.
    pub fn scroll_diagnosis(&mut self, layout: &Layout, by: ScrollBy) {
        let area = layout.panel.map_or(layout.whole_body(), |panel| panel.text);
        if area.is_empty() {
            return;
        }
        let columns = diagnosis_columns(area.width, layout.panel.is_some());
        let height = usize::from(area.height);
        self.diagnosis_scroll = by.from(self.diagnosis.as_slice(), self.diagnosis_scroll, columns, height);
    }
}

/// The columns that the diagnosis is wrapped at; as a tab it has a margin.
pub fn diagnosis_columns(width: u16, wide: bool) -> usize {
    usize::from(width).saturating_sub(if wide { 1 } else { 2 })
}

fn cycled<T: Copy + PartialEq>(all: &[T], current: T, by: isize) -> T {
    let at = all.iter().position(|one| *one == current).unwrap_or(0);
    let next = isize::try_from(at).unwrap_or(0) + by;
    let count = isize::try_from(all.len()).unwrap_or(1).max(1);
    usize::try_from(next.rem_euclid(count)).ok().and_then(|next| all.get(next)).copied().unwrap_or(current)
}
