//! The panes: which one has the keys, which tab is shown, how far each is scrolled.

use std::collections::HashMap;
use std::sync::Arc;

use super::find::Find;
use crate::tui::layout::Layout;
use crate::tui::reader::Detail;
use crate::tui::widget::document::Document;
use crate::tui::widget::text::{self, Line, Lines, Scroll};

/// The pane that has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The list of entries.
    #[default]
    List,
    /// The tabs and what they show.
    Body,
    /// The diagnosis panel, where it stands beside the list.
    Panel,
}

/// What the lower pane can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// The diagnosis; a tab only where the panel has no room.
    #[default]
    Diagnosis,
    /// The decoded response body.
    Response,
    /// The decoded request body.
    Request,
    /// The headers of both.
    Headers,
    /// The entry's JSON as the file has it.
    Raw,
}

impl Tab {
    /// The tabs there are.
    #[must_use]
    pub fn all(wide: bool) -> &'static [Self] {
        const ALL: [Tab; 5] = [Tab::Diagnosis, Tab::Response, Tab::Request, Tab::Headers, Tab::Raw];
        if wide { &ALL[1..] } else { &ALL }
    }
}

/// The panes' state.
#[derive(Debug, Default)]
pub struct Panes {
    /// The selected entry, read; `None` until it is.
    pub detail: Option<Arc<Detail>>,
    /// The diagnosis of the selected entry, ready to be wrapped.
    pub diagnosis: Vec<Line>,
    /// The search in the open text.
    pub find: Find,
    focus: Focus,
    tab: Tab,
    /// How far each tab is scrolled; the diagnosis the same as tab and as panel.
    scrolls: HashMap<Tab, Scroll>,
}

impl Panes {
    /// The pane that has the keys.
    #[must_use]
    pub fn focus(&self, layout: &Layout) -> Focus {
        match self.focus {
            Focus::Panel if layout.panel.is_none() => Focus::Body,
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

    /// The tab that is shown.
    #[must_use]
    pub fn tab(&self, wide: bool) -> Tab {
        match self.tab {
            Tab::Diagnosis if wide => Tab::Response,
            tab => tab,
        }
    }

    /// Shows the next tab, or the one before.
    pub fn cycle_tab(&mut self, wide: bool, by: isize) {
        self.show(cycled(Tab::all(wide), self.tab(wide), by));
    }

    /// Shows a tab.
    pub fn show(&mut self, tab: Tab) {
        self.tab = tab;
        self.find.forget();
    }

    /// Scrolls a tab to a place.
    pub fn scroll_to(&mut self, tab: Tab, scroll: Scroll) {
        self.scrolls.insert(tab, scroll);
    }

    /// What belongs to another entry now: forget its text and its scrolling.
    pub fn forget_entry(&mut self) {
        self.detail = None;
        self.scrolls.clear();
        self.find.forget();
    }

    /// Takes the selected entry, read, and shows what failed in it.
    pub fn take_detail(&mut self, detail: Arc<Detail>) {
        if let Some(line) = detail.response.text.first_mark() {
            // Some lines of context before the first mark; a mark near the beginning needs no scrolling at all.
            let line = if line < 12 { 0 } else { line - 4 };
            self.scrolls.entry(Tab::Response).or_insert(Scroll { line, row: 0 });
        }
        self.detail = Some(detail);
    }

    /// How far a tab is scrolled.
    #[must_use]
    pub fn scroll(&self, tab: Tab) -> Scroll {
        self.scrolls.get(&tab).copied().unwrap_or_default()
    }

    /// The text of a tab, where it is read already.
    #[must_use]
    pub fn document(&self, tab: Tab) -> Option<&Document> {
        self.detail.as_ref()?.page(tab).map(|page| &page.text)
    }

    /// Scrolls the pane that has the keys.
    pub fn scroll_by(&mut self, layout: &Layout, by: ScrollBy) {
        let tab = self.tab(layout.panel.is_some());
        if self.focus(layout) == Focus::Panel || tab == Tab::Diagnosis {
            return self.scroll_diagnosis(layout, by);
        }
        let Some(text) = self.document(tab) else { return };
        let columns = text_columns(text, layout.body.width);
        let to = by.from(text, self.scroll(tab), columns, usize::from(layout.body.height));
        self.scrolls.insert(tab, to);
    }

    /// Scrolls the diagnosis, whichever pane has the keys.
    pub fn scroll_diagnosis(&mut self, layout: &Layout, by: ScrollBy) {
        let area = layout.panel.map_or(layout.body, |panel| panel.text);
        let columns = diagnosis_columns(area.width, layout.panel.is_some());
        let scroll = self.scroll(Tab::Diagnosis);
        let to = by.from(self.diagnosis.as_slice(), scroll, columns, usize::from(area.height));
        self.scrolls.insert(Tab::Diagnosis, to);
    }
}

/// A way to scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScrollBy {
    /// Rows, down or (negative) up.
    Rows(isize),
    /// Pages, down or (negative) up.
    Pages(isize),
    /// To the first row.
    ToFirst,
    /// To the last row.
    ToLast,
}

impl ScrollBy {
    /// Where it leads from a place, in a window of so many columns and rows.
    #[must_use]
    pub fn from(
        self,
        lines: &(impl Lines + ?Sized),
        scroll: Scroll,
        columns: usize,
        height: usize,
    ) -> Scroll {
        let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        match self {
            Self::Rows(rows) => text::moved(lines, scroll, rows, columns, height),
            Self::Pages(pages) => text::moved(lines, scroll, pages * page, columns, height),
            Self::ToFirst => Scroll::default(),
            Self::ToLast => text::end(lines, columns, height),
        }
    }
}

/// The columns that line numbers take, with the gap behind them; 0 for a text without.
#[must_use]
pub fn gutter(text: &Document) -> usize {
    if text.is_numbered() { text.last_number().to_string().len().max(3) + 2 } else { 1 }
}

/// The columns a body's text is wrapped to.
#[must_use]
pub fn text_columns(text: &Document, width: u16) -> usize {
    usize::from(width).saturating_sub(gutter(text) + 1)
}

/// The columns the diagnosis is wrapped to: as a tab it has a margin.
#[must_use]
pub fn diagnosis_columns(width: u16, wide: bool) -> usize {
    usize::from(width).saturating_sub(if wide { 1 } else { 2 })
}

fn cycled<T: Copy + PartialEq>(all: &[T], current: T, by: isize) -> T {
    let at = all.iter().position(|one| *one == current).unwrap_or(0);
    let next = isize::try_from(at).unwrap_or(0) + by;
    let count = isize::try_from(all.len()).unwrap_or(1).max(1);
    usize::try_from(next.rem_euclid(count)).ok().and_then(|next| all.get(next)).copied().unwrap_or(current)
}
