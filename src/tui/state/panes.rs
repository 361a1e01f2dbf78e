//! The panes: which one has the keys, which tab is shown, how far each is scrolled.

use std::collections::HashMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::tui::layout::Focus;
use crate::tui::layout::Layout;
use crate::tui::message::detail::Detail;
use crate::tui::page::{Content, Page, Tab, View};
use crate::tui::state::find::Find;
use crate::tui::state::viewport::Room;
use crate::tui::state::viewport::ScrollBy;
use crate::tui::state::viewport::Viewport;
use crate::tui::widget::document::Document;
use crate::tui::widget::text::{Line, Scroll};

/// From this width of the pane on request and response are side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The panes' state.
#[derive(Debug)]
pub struct Panes {
    /// The selected entry, read; `None` until it is.
    pub detail: Option<Arc<Detail>>,
    /// The diagnosis of the selected entry, ready to be wrapped.
    pub diagnosis: Vec<Line>,
    /// The search in the open text.
    pub find: Find,
    /// How far the diagnosis is scrolled, the same as tab and as panel.
    pub diagnosis_scroll: Scroll,
    /// Whether long lines are wrapped.
    pub wraps: bool,
    /// Whether lines are numbered.
    pub numbers: bool,
    /// Whether an onboard or license request that failed is selected.
    pub is_failed: bool,
    /// Whether the pane that has the keys has the whole window.
    pub is_zoomed: bool,
    focus: Focus,
    /// The tab that the user has chosen; `None` until then.
    chosen: Option<Tab>,
    /// The way in which each tab is shown, where it is not the first.
    ways: HashMap<Tab, usize>,
    /// Where the user is in each of them.
    places: HashMap<(Tab, usize), Viewport>,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            detail: None,
            diagnosis: Vec::new(),
            find: Find::default(),
            diagnosis_scroll: Scroll::default(),
            wraps: true,
            numbers: true,
            is_failed: false,
            is_zoomed: false,
            focus: Focus::default(),
            chosen: None,
            ways: HashMap::new(),
            places: HashMap::new(),
        }
    }
}

impl Panes {
    /// The pane that has the keys.
    pub fn focus(&self, layout: &Layout) -> Focus {
        self.focus_in(layout.panel.is_some())
    }

    /// The pane that has the whole window, which may have room for a panel or not.
    pub fn zoomed(&self, wide: bool) -> Option<Focus> {
        self.is_zoomed.then(|| self.focus_in(wide))
    }

    fn focus_in(&self, wide: bool) -> Focus {
        match self.focus {
            Focus::Panel if !wide => Focus::Body,
            focus => focus,
        }
    }

    /// Gives a pane the keys.
    pub fn set_focus(&mut self, focus: Focus) {
        self.focus = focus;
    }

    /// Gives the next pane the keys, or the one before.
    pub fn cycle_focus(&mut self, layout: &Layout, by: isize) {
        let panes: &[Focus] = match layout.panel {
            Some(_) => &[Focus::List, Focus::Body, Focus::Panel],
            None => &[Focus::List, Focus::Body],
        };
        self.focus = cycled(panes, self.focus(layout), by);
    }

    /// The tabs there are.
    pub fn tabs(&self, wide: bool) -> Vec<Tab> {
        let has_messages = self.detail.as_ref().is_some_and(|detail| detail.page(Tab::Messages).is_some());
        let is_there = |tab: &Tab| match tab {
            Tab::Diagnosis => !wide,
            Tab::Messages => has_messages,
            _ => true,
        };
        Tab::ALL.iter().copied().filter(is_there).collect()
    }

    /// The tab that is shown: the one the user chose, else what leads to the answer.
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

    /// Shows the next tab, or the one before.
    pub fn cycle_tab(&mut self, wide: bool, by: isize) {
        self.show(cycled(&self.tabs(wide), self.tab(wide), by));
    }

    /// Shows a tab.
    pub fn show(&mut self, tab: Tab) {
        self.chosen = Some(tab);
        self.find.forget();
    }

    /// Shows a tab the next way.
    pub fn cycle_view(&mut self, tab: Tab) {
        let Some(count) = self.page(tab).map(|page| page.views().count()) else { return };
        self.show_way(tab, (self.way(tab) + 1) % count);
    }

    /// Shows a tab in one of its ways.
    pub fn show_way(&mut self, tab: Tab, way: usize) {
        self.ways.insert(tab, way);
        self.find.forget();
    }

    /// What belongs to another entry now: forget its text and the places in it.
    pub fn forget_entry(&mut self) {
        self.detail = None;
        self.diagnosis_scroll = Scroll::default();
        self.ways.clear();
        self.places.clear();
        self.find.forget();
    }

    /// Takes the selected entry, read, and shows what failed in it.
    pub fn take_detail(&mut self, detail: Arc<Detail>) {
        let body = detail.page(Tab::Body).and_then(|page| page.view(0).content.document());
        if let Some(line) = body.and_then(Document::first_mark) {
            // Some lines of context before the first mark; a mark near the beginning needs no scrolling at all.
            let top = if line < 12 { 0 } else { line - 4 };
            self.places.entry((Tab::Body, 0)).or_insert_with(|| Viewport::at(line, top));
        }
        self.detail = Some(detail);
    }

    /// The page of a tab, where it is read already.
    pub fn page(&self, tab: Tab) -> Option<&Page> {
        self.detail.as_ref()?.page(tab)
    }

    /// In which way a tab is shown.
    pub fn way(&self, tab: Tab) -> usize {
        self.ways.get(&tab).copied().unwrap_or_default()
    }

    /// What a tab shows.
    pub fn view(&self, tab: Tab) -> Option<&View> {
        Some(self.page(tab)?.view(self.way(tab)))
    }

    /// Where the user is in what a tab shows.
    pub fn place(&self, tab: Tab) -> &Viewport {
        static START: Viewport = Viewport::START;
        self.places.get(&(tab, self.way(tab))).unwrap_or(&START)
    }

    /// Changes where the user is in what a tab shows, given that and the room it has.
    pub fn change_place(&mut self, layout: &Layout, change: impl FnOnce(&mut Viewport, &Content, Room)) {
        self.change_place_in(layout, self.tab(layout.panel.is_some()), change);
    }

    /// Changes where the user is in what one of the tabs shows.
    pub fn change_place_in(
        &mut self,
        layout: &Layout,
        tab: Tab,
        change: impl FnOnce(&mut Viewport, &Content, Room),
    ) {
        let way = self.way(tab);
        let Some(detail) = self.detail.clone() else { return };
        let Some(view) = detail.page(tab).map(|page| page.view(way)) else { return };
        // What is not shown has no rows to go by.
        if layout.body.is_empty() {
            return;
        }
        let room = self.room(layout, tab, &view.content);
        change(self.places.entry((tab, way)).or_default(), &view.content, room);
    }

    /// The tabs that are seen at once: in a wide pane request and response side by side, else the shown one.
    pub fn seen(&self, layout: &Layout) -> Vec<Tab> {
        let tab = self.tab(layout.panel.is_some());
        match tab {
            Tab::Request | Tab::Response if layout.body.width >= SIDE_BY_SIDE => {
                vec![Tab::Request, Tab::Response]
            }
            tab => vec![tab],
        }
    }

    /// Whether the line above a text has something to say about it.
    pub fn has_info(&self, layout: &Layout, tab: Tab) -> bool {
        let says =
            |tab: &Tab| self.page(*tab).is_none_or(|page| !page.info.is_empty() || page.views().count() > 1);
        self.seen(layout).iter().chain([&tab]).any(says)
    }

    /// Where a tab is, the line above its text included.
    pub fn tab_area(&self, layout: &Layout, tab: Tab) -> Rect {
        let whole = layout.whole_body();
        let left = whole.width / 2;
        match (self.seen(layout).len(), tab) {
            (2, Tab::Request) => Rect { width: left, ..whole },
            (2, Tab::Response) => Rect { x: whole.x + left + 1, width: whole.width - left - 1, ..whole },
            _ => whole,
        }
    }

    /// Where the text of a tab is.
    pub fn text_area(&self, layout: &Layout, tab: Tab) -> Rect {
        let area = self.tab_area(layout, tab);
        let info = u16::from(self.has_info(layout, tab));
        Rect { y: area.y + info, height: area.height.saturating_sub(info), ..area }
    }

    /// The room that the text of a tab has.
    pub fn room(&self, layout: &Layout, tab: Tab, content: &Content) -> Room {
        let area = self.text_area(layout, tab);
        let columns = usize::from(area.width).saturating_sub(self.gutter(content) + 1);
        Room { columns, wraps: self.wraps, height: usize::from(area.height) }
    }

    /// The columns before the text: those that line numbers take with the gap after them, or a margin.
    pub fn gutter(&self, content: &Content) -> usize {
        match content.document() {
            Some(text) if text.is_numbered() && self.numbers => {
                text.last_number().to_string().len().max(3) + 2
            }
            _ => 1,
        }
    }

    /// Scrolls the pane that has the keys.
    pub fn scroll_by(&mut self, layout: &Layout, by: ScrollBy) {
        if self.focus(layout) == Focus::Panel || self.tab(layout.panel.is_some()) == Tab::Diagnosis {
            return self.scroll_diagnosis(layout, by);
        }
        self.change_place(layout, |place, content, room| place.go(by, content, room));
    }

    /// Scrolls the diagnosis, whichever pane has the keys.
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

/// The columns the diagnosis is wrapped to: as a tab it has a margin.
pub fn diagnosis_columns(width: u16, wide: bool) -> usize {
    usize::from(width).saturating_sub(if wide { 1 } else { 2 })
}

fn cycled<T: Copy + PartialEq>(all: &[T], current: T, by: isize) -> T {
    let at = all.iter().position(|one| *one == current).unwrap_or(0);
    let next = isize::try_from(at).unwrap_or(0) + by;
    let count = isize::try_from(all.len()).unwrap_or(1).max(1);
    usize::try_from(next.rem_euclid(count)).ok().and_then(|next| all.get(next)).copied().unwrap_or(current)
}
