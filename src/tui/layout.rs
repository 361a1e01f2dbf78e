//! The screen layout: areas of all panes for a given window size. Pure functions, used for drawing, scrolling and
//! mouse hits.

pub mod chips;
pub mod columns;
pub mod comparison;
pub mod explanation;
pub mod references;
pub mod tabs;
pub mod views;

use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};

use super::widget::text::{Line, wrap};
use crate::text;

/// Minimum window size; a smaller window only shows a message.
pub const SMALLEST: (u16, u16) = (40, 10);

/// From this width on the diagnosis has its own panel next to the list; below it is the first tab.
const MIN_PANEL_WIDTH: u16 = 100;

/// From this height on the filter chips have a row.
const MIN_CHIPS_HEIGHT: u16 = 30;

/// Minimum rows of the list with its titles, and of the body with the two lines above it.
const MIN_ROWS: (u16, u16) = (2, 3);

/// Minimum columns of list and panel.
const MIN_COLUMNS: (u16, u16) = (40, 24);

/// The focused pane, which receives the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Focus {
    #[default]
    List,
    /// The tabs and their content.
    Body,
    Panel,
}

/// How the user has divided the window, in thousandths so that it applies to any window size; `None` for the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shares {
    /// The list's share of the rows of list and body.
    pub list: Option<u16>,
    /// The panel's share of the columns.
    pub panel: Option<u16>,
}

/// A rule between two panes that can be dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    List,
    Panel,
}

/// The areas of the screen; hidden ones are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub header: Rect,
    /// The row of filter chips; `None` if there is no room.
    pub chips: Option<Rect>,
    /// The list's column titles.
    pub columns: Rect,
    pub list: Rect,
    /// The rule between list and body, which contains the tab titles.
    pub rule: Rect,
    /// The info line of the active tab.
    pub info: Rect,
    /// The content of the active tab.
    pub body: Rect,
    /// The diagnosis panel; `None` if the diagnosis is a tab.
    pub panel: Option<Panel>,
    pub footer: Rect,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panel {
    pub rule: Rect,
    pub text: Rect,
}

/// Whether a window is wide enough for the panel.
pub fn is_wide((width, _): (u16, u16)) -> bool {
    width >= MIN_PANEL_WIDTH
}

impl Layout {
    /// The layout of a window for a file with this many entries. A zoomed pane gets the whole window. `None` if the
    /// window is too small.
    pub fn of(size: (u16, u16), entries: usize, shares: Shares, zoom: Option<Focus>) -> Option<Self> {
        let (width, height) = size;
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return None;
        }
        let chips = height >= MIN_CHIPS_HEIGHT && zoom.is_none_or(|pane| pane == Focus::List);
        let top = 1 + u16::from(chips);
        let layout = Self {
            header: Rect::new(0, 0, width, 1),
            chips: chips.then(|| Rect::new(0, 1, width, 1)),
            columns: Rect::ZERO,
            list: Rect::ZERO,
            rule: Rect::ZERO,
            info: Rect::ZERO,
            body: Rect::ZERO,
            panel: is_wide(size).then(Panel::default),
            footer: Rect::new(0, height - 1, width, 1),
        };
        let room = Rect::new(0, top, width, height - 1 - top);
        Some(match zoom {
            None => layout.split(room, entries, shares),
            Some(Focus::List) => layout.with_list(room),
            Some(Focus::Body) => layout.with_body(room),
            Some(Focus::Panel) => {
                let text = Rect { x: room.x + 1, width: room.width - 2, ..room };
                Self { panel: Some(Panel { rule: Rect::ZERO, text }), ..layout }
            }
        })
    }

    /// Divides an area: list above body, and the panel to the right of both.
    fn split(self, room: Rect, entries: usize, shares: Shares) -> Self {
        let panel_width = match (self.panel, shares.panel) {
            (None, _) => 0,
            (Some(_), None) => (room.width * 41 / 100).clamp(44, 84),
            (Some(_), Some(share)) => {
                part(room.width, share).clamp(MIN_COLUMNS.1, room.width - 1 - MIN_COLUMNS.0)
            }
        };
        let left = Rect { width: room.width - panel_width - u16::from(panel_width > 0), ..room };
        let share =
            shares.list.map_or_else(|| self.default_list_height(room), |share| part(room.height, share));
        let list_height = share.clamp(MIN_ROWS.0, max_list_height(room, entries));
        let panel = self.panel.map(|_| Panel {
            rule: Rect { x: left.right(), width: 1, ..room },
            text: Rect { x: left.right() + 2, width: panel_width - 2, ..room },
        });
        let below = Rect { y: left.y + list_height, height: left.height - list_height, ..left };
        Self { panel, ..self.with_list(Rect { height: list_height, ..left }).with_body(below) }
    }

    /// The default height of the list: two fifths, or less if the diagnosis shares the lower pane, which then needs
    /// the room more.
    fn default_list_height(&self, room: Rect) -> u16 {
        if self.panel.is_some() { (room.height * 2 / 5).max(3) } else { (room.height * 7 / 20).max(3) }
    }

    fn with_list(self, room: Rect) -> Self {
        let list = Rect { y: room.y + 1, height: room.height - 1, ..room };
        Self { columns: Rect { height: 1, ..room }, list, ..self }
    }

    fn with_body(self, room: Rect) -> Self {
        Self {
            rule: Rect { height: 1, ..room },
            info: Rect { y: room.y + 1, height: 1, ..room },
            body: Rect { y: room.y + 2, height: room.height - 2, ..room },
            ..self
        }
    }

    /// The body together with the line above it.
    pub fn whole_body(&self) -> Rect {
        self.info.union(self.body)
    }

    /// The shares that place an edge at a position, or as close to it as the minimum sizes allow; `None` if that edge
    /// is not shown.
    pub fn with_edge_at(&self, edge: Edge, to: Position, entries: usize, shares: Shares) -> Option<Shares> {
        let top = self.columns.y;
        let room = Rect::new(0, top, self.footer.width, self.footer.y.saturating_sub(top));
        match edge {
            _ if self.rule.is_empty() || self.list.is_empty() => None,
            Edge::List => {
                let rows = to.y.saturating_sub(top).clamp(MIN_ROWS.0, max_list_height(room, entries));
                // A list that is only as high as a short file needs must not set the height for long files.
                let is_short = rows == needed(entries) && rows <= self.default_list_height(room);
                let list = (!is_short).then(|| thousandths(rows, room.height));
                Some(Shares { list, ..shares })
            }
            Edge::Panel => {
                self.panel?;
                let columns = room.width.saturating_sub(to.x.saturating_add(1));
                let columns = columns.clamp(MIN_COLUMNS.1, room.width - 1 - MIN_COLUMNS.0);
                Some(Shares { panel: Some(thousandths(columns, room.width)), ..shares })
            }
        }
    }
}

/// The maximum height of list and titles: the body keeps its minimum, and a short file has no empty rows, but always
/// room for two entries.
fn max_list_height(room: Rect, entries: usize) -> u16 {
    (room.height - MIN_ROWS.1).min(needed(entries))
}

fn needed(entries: usize) -> u16 {
    u16::try_from(entries.max(2) + 1).unwrap_or(u16::MAX)
}

fn part(whole: u16, thousandths: u16) -> u16 {
    let part = (u32::from(whole) * u32::from(thousandths) + 500) / 1000;
    u16::try_from(part).unwrap_or(u16::MAX)
}

fn thousandths(part: u16, whole: u16) -> u16 {
    let whole = u32::from(whole.max(1));
    u16::try_from((u32::from(part) * 1000 + whole / 2) / whole).unwrap_or(1000)
}

/// The part of the screen at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitTarget {
    Chips,
    Titles,
    /// A row of the list, counted from its top.
    Entry(u16),
    /// The rule between list and body, with the tabs.
    Tabs,
    Body,
    PanelEdge,
    Panel,
    /// Nothing clickable.
    Elsewhere,
}

pub fn hit(layout: &Layout, at: Position) -> HitTarget {
    let is_panel = |panel: Panel| Rect { x: panel.text.x.saturating_sub(1), ..panel.text }.contains(at);
    if layout.chips.is_some_and(|chips| chips.contains(at)) {
        HitTarget::Chips
    } else if layout.columns.contains(at) {
        HitTarget::Titles
    } else if layout.list.contains(at) {
        HitTarget::Entry(at.y - layout.list.y)
    } else if layout.rule.contains(at) {
        HitTarget::Tabs
    } else if layout.whole_body().contains(at) {
        HitTarget::Body
    } else if layout.panel.is_some_and(|panel| panel.rule.contains(at)) {
        HitTarget::PanelEdge
    } else if layout.panel.is_some_and(|panel| panel.text.contains(at) || is_panel(panel)) {
        HitTarget::Panel
    } else {
        HitTarget::Elsewhere
    }
}

/// Maximum width of a popup; longer lines are hard to read.
const MAX_POPUP_WIDTH: u16 = 96;

/// The area of a popup, frame included: as large as its text, centred in the window.
pub fn popup(window: Rect, lines: &[Line]) -> Rect {
    let widest =
        lines.iter().map(|line| line.spans.iter().map(|span| text::width(&span.text)).sum::<usize>()).max();
    let width = u16::try_from(widest.unwrap_or(0) + 5)
        .unwrap_or(u16::MAX)
        .clamp(40, MAX_POPUP_WIDTH)
        .min(window.width);
    let columns = usize::from(inside_popup(Rect::new(0, 0, width, 3)).width.saturating_sub(1));
    let rows: usize = lines.iter().map(|line| wrap(line.clone(), columns).len()).sum();
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(window.height);
    Rect::new((window.width - width) / 2, (window.height - height) / 2, width, height)
}

/// The area of the command palette, frame and input line included, with room for this many rows.
pub fn palette(window: Rect, rows: usize) -> Rect {
    let width = MAX_POPUP_WIDTH.min(window.width);
    let height = u16::try_from(rows.max(1) + 3).unwrap_or(u16::MAX).min(window.height);
    // Aligned to the top so that it does not jump while fewer rows match.
    Rect::new((window.width - width) / 2, 0, width, height)
}

/// The area of the palette's rows, below its input line.
pub fn palette_list((width, height): (u16, u16), rows: usize) -> Rect {
    let inner = inside_popup(palette(Rect::new(0, 0, width, height), rows));
    Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }
}

/// From this width on a comparison is side by side.
const MIN_SIDE_BY_SIDE: u16 = 100;

/// The areas of a comparison, which fills the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compare {
    /// What is compared, and the result.
    pub title: Rect,
    /// The two entries.
    pub headings: Rect,
    /// The rule below the headings.
    pub rule: Rect,
    /// The differences.
    pub text: Rect,
    /// Key hints or a notice.
    pub footer: Rect,
    pub is_side_by_side: bool,
}

pub fn compare((width, height): (u16, u16)) -> Compare {
    let text = height.saturating_sub(5);
    Compare {
        title: Rect::new(0, 0, width, 1),
        headings: Rect::new(0, 1, width, 2),
        rule: Rect::new(0, 3, width, 1),
        // The first column is for the sign of the selected difference, the last one for the scroll arrows.
        text: Rect::new(0, 4, width.saturating_sub(1), text),
        footer: Rect::new(0, height.saturating_sub(1), width, 1),
        is_side_by_side: width >= MIN_SIDE_BY_SIDE,
    }
}

/// The text area inside a popup's frame.
pub fn inside_popup(area: Rect) -> Rect {
    Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(3), area.height.saturating_sub(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZOOMS: [Option<Focus>; 4] = [None, Some(Focus::List), Some(Focus::Body), Some(Focus::Panel)];

    fn areas(layout: &Layout) -> Vec<Rect> {
        let panel = layout.panel.map(|panel| [panel.rule, panel.text]).into_iter().flatten();
        let mut areas =
            vec![layout.header, layout.columns, layout.list, layout.rule, layout.info, layout.body];
        areas.extend(layout.chips.into_iter().chain(panel).chain([layout.footer]));
        areas
    }

    #[test]
    fn areas_fill_the_window_and_never_overlap() {
        let shares = [None, Some(0), Some(250), Some(777), Some(u16::MAX)];
        for width in (1..240).step_by(2) {
            for height in 1..90 {
                let entries = usize::from(width + height) % 40;
                for (place, zoom) in (0..shares.len() * shares.len()).zip(ZOOMS.into_iter().cycle()) {
                    let share = Shares { list: shares[place % 5], panel: shares[place / 5] };
                    let size = (width, height);
                    let zoom = zoom.filter(|pane| *pane != Focus::Panel || is_wide(size));
                    let Some(layout) = Layout::of(size, entries, share, zoom) else {
                        assert!(width < SMALLEST.0 || height < SMALLEST.1);
                        continue;
                    };
                    let window = Rect::new(0, 0, width, height);
                    let areas: Vec<Rect> =
                        areas(&layout).into_iter().filter(|area| !area.is_empty()).collect();
                    // With a free column on both sides of the panel's text.
                    let gap = layout.panel.map_or(0, |panel| panel.text.height);
                    let filled: u32 = areas.iter().map(|area| area.area()).sum();
                    assert_eq!(filled + 2 * u32::from(gap), window.area(), "{size:?} {share:?} {zoom:?}");
                    for (i, area) in areas.iter().enumerate() {
                        assert!(window.union(*area) == window, "{size:?}: {area:?}");
                        assert!(
                            areas[..i].iter().all(|other| !other.intersects(*area)),
                            "{size:?}: {area:?}"
                        );
                    }
                    let shown = [!layout.list.is_empty(), !layout.body.is_empty(), gap > 0];
                    let is_shown = |pane| zoom.is_none_or(|zoom| zoom == pane);
                    assert_eq!(shown[..2], [is_shown(Focus::List), is_shown(Focus::Body)]);
                    assert_eq!(shown[2], is_wide(size) && is_shown(Focus::Panel));
                }
            }
        }
    }

    #[test]
    fn every_place_of_the_window_is_something() {
        for (size, zoom) in
            [((80, 24), None), ((120, 36), None), ((120, 36), ZOOMS[1]), ((120, 36), ZOOMS[2])]
        {
            let layout = Layout::of(size, 100, Shares::default(), zoom).unwrap();
            for y in 0..size.1 {
                for x in 0..size.0 {
                    let at = Position { x, y };
                    let own = match hit(&layout, at) {
                        HitTarget::Chips => layout.chips.unwrap(),
                        HitTarget::Titles => layout.columns,
                        HitTarget::Entry(row) => Rect { y: layout.list.y + row, height: 1, ..layout.list },
                        HitTarget::Tabs => layout.rule,
                        HitTarget::Body => layout.whole_body(),
                        HitTarget::PanelEdge => layout.panel.unwrap().rule,
                        HitTarget::Panel => {
                            let text = layout.panel.unwrap().text;
                            Rect { x: text.x - 1, width: text.width + 1, ..text }
                        }
                        HitTarget::Elsewhere => layout.header.union(layout.footer),
                    };
                    assert!(own.contains(at), "{at:?}");
                    assert!(y > 0 && y + 1 < size.1 || hit(&layout, at) == HitTarget::Elsewhere);
                }
            }
        }
    }

    #[test]
    fn an_edge_moves_within_its_limits() {
        for size in [(40, 10), (80, 24), (100, 30), (237, 67)] {
            let laid_out = |shares| Layout::of(size, 1000, shares, None).unwrap();
            let layout = laid_out(Shares::default());
            for y in 0..size.1 {
                let shares = layout.with_edge_at(Edge::List, Position { x: 0, y }, 1000, Shares::default());
                let rule = laid_out(shares.unwrap()).rule.y;
                let (least, most) = (layout.columns.y + 2, size.1 - 4);
                assert_eq!(rule, y.clamp(least, most), "{size:?}");
            }
            for x in (0..size.0).filter(|_| is_wide(size)) {
                let shares = layout.with_edge_at(Edge::Panel, Position { x, y: 0 }, 1000, Shares::default());
                let rule = laid_out(shares.unwrap()).panel.unwrap().rule.x;
                assert_eq!(rule, x.clamp(40, size.0 - 25), "{size:?}");
            }
        }
        // The height of a short file's list is not remembered for long ones.
        let short = Layout::of((120, 36), 3, Shares::default(), None).unwrap();
        let lower = Position { x: 0, y: short.rule.y + 1 };
        assert_eq!(short.with_edge_at(Edge::List, lower, 3, Shares::default()), Some(Shares::default()));
        let zoomed = Layout::of((120, 36), 9, Shares::default(), ZOOMS[1]).unwrap();
        assert_eq!(zoomed.with_edge_at(Edge::List, Position { x: 0, y: 9 }, 9, Shares::default()), None);
    }
}
