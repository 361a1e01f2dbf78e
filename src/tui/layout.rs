//! Where everything stands at a given window size. Pure, so that scrolling can ask it too.

use ratatui::layout::Rect;

use super::widget::text::{Line, wrap};
use crate::text;

/// A narrower or lower window only says that it is too small.
pub const SMALLEST: (u16, u16) = (40, 10);

/// From this width on the diagnosis has a panel of its own beside the list; below, it is the first tab.
const WIDE: u16 = 100;

/// From this height on the filters at one key have a row.
const HIGH: u16 = 30;

/// The areas of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// File and failures.
    pub header: Rect,
    /// The filters at one key; `None` where there is no room.
    pub chips: Option<Rect>,
    /// The list's column titles.
    pub columns: Rect,
    /// The list's rows.
    pub list: Rect,
    /// The line between list and body, in which the tabs stand.
    pub rule: Rect,
    /// What the tab shows, in a few words.
    pub info: Rect,
    /// The body, or whatever the tab shows.
    pub body: Rect,
    /// The diagnosis panel with the line before it; `None` where the diagnosis is a tab.
    pub panel: Option<Panel>,
    /// Hints, search, messages.
    pub footer: Rect,
}

/// The diagnosis panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panel {
    /// The line between list and panel.
    pub rule: Rect,
    /// The panel's text.
    pub text: Rect,
}

impl Layout {
    /// The areas of a window for a file of so many entries; `None` where it is too small.
    #[must_use]
    pub fn of((width, height): (u16, u16), entries: usize) -> Option<Self> {
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return None;
        }
        let chips = u16::from(height >= HIGH);
        let top = 1 + chips;
        let middle = height - 1 - top;
        let panel_width = if width >= WIDE { (width * 41 / 100).clamp(44, 84) } else { 0 };
        let left = if panel_width > 0 { width - panel_width - 1 } else { width };
        // The list gets two fifths; where the diagnosis shares the lower pane, that one needs the room more.
        let share = if panel_width > 0 { middle * 2 / 5 } else { middle * 7 / 20 }.max(3);
        // A short file needs no empty rows; its titles and two entries' room it always has.
        let list_height = share.min(u16::try_from(entries.max(2) + 1).unwrap_or(u16::MAX));
        let rule_at = top + list_height;
        let panel = (panel_width > 0).then(|| Panel {
            rule: Rect::new(left, top, 1, middle),
            text: Rect::new(left + 2, top, panel_width - 2, middle),
        });
        Some(Self {
            header: Rect::new(0, 0, width, 1),
            chips: (chips > 0).then(|| Rect::new(0, 1, width, 1)),
            columns: Rect::new(0, top, left, 1),
            list: Rect::new(0, top + 1, left, list_height - 1),
            rule: Rect::new(0, rule_at, left, 1),
            info: Rect::new(0, rule_at + 1, left, 1),
            body: Rect::new(0, rule_at + 2, left, height - 1 - (rule_at + 2)),
            panel,
            footer: Rect::new(0, height - 1, width, 1),
        })
    }
}

impl Layout {
    /// The body together with the line above it.
    #[must_use]
    pub fn whole_body(&self) -> Rect {
        self.info.union(self.body)
    }
}

/// A popup is never wider than this: longer lines read badly.
const WIDEST_POPUP: u16 = 96;

/// The area of a popup, frame included: as large as its text, in the middle of the window.
#[must_use]
pub fn popup(window: Rect, lines: &[Line]) -> Rect {
    let widest =
        lines.iter().map(|line| line.spans.iter().map(|span| text::width(&span.text)).sum::<usize>()).max();
    let width =
        u16::try_from(widest.unwrap_or(0) + 5).unwrap_or(u16::MAX).clamp(40, WIDEST_POPUP).min(window.width);
    let columns = usize::from(inside_popup(Rect::new(0, 0, width, 3)).width.saturating_sub(1));
    let rows: usize = lines.iter().map(|line| wrap(line.clone(), columns).len()).sum();
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(window.height);
    Rect::new((window.width - width) / 2, (window.height - height) / 2, width, height)
}

/// The area of the list of actions, frame and search line included: as high as it can be for so many rows.
#[must_use]
pub fn palette(window: Rect, rows: usize) -> Rect {
    let width = WIDEST_POPUP.min(window.width);
    let height = u16::try_from(rows.max(1) + 3).unwrap_or(u16::MAX).min(window.height);
    // It stays where it is while fewer rows match.
    Rect::new((window.width - width) / 2, 0, width, height)
}

/// How many rows of the list of actions are in view.
#[must_use]
pub fn palette_rows((width, height): (u16, u16), rows: usize) -> u16 {
    inside_popup(palette(Rect::new(0, 0, width, height), rows)).height.saturating_sub(1)
}

/// From this width on the two sides of a comparison stand beside each other.
const BESIDE: u16 = 100;

/// The areas of a comparison, which takes the whole window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compare {
    /// What is compared and what came of it.
    pub title: Rect,
    /// Which entries they are.
    pub heads: Rect,
    /// The line below them.
    pub rule: Rect,
    /// What differs.
    pub text: Rect,
    /// Keys, messages.
    pub footer: Rect,
    /// Whether the two sides stand beside each other.
    pub is_beside: bool,
}

/// The areas of a comparison in a window of this size.
#[must_use]
pub fn compare((width, height): (u16, u16)) -> Compare {
    let text = height.saturating_sub(5);
    Compare {
        title: Rect::new(0, 0, width, 1),
        heads: Rect::new(0, 1, width, 2),
        rule: Rect::new(0, 3, width, 1),
        // A column for the sign of the chosen difference, and one for the arrows.
        text: Rect::new(0, 4, width.saturating_sub(1), text),
        footer: Rect::new(0, height.saturating_sub(1), width, 1),
        is_beside: width >= BESIDE,
    }
}

/// The text's area in a popup.
#[must_use]
pub fn inside_popup(area: Rect) -> Rect {
    Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(3), area.height.saturating_sub(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_fill_the_window_and_never_overlap() {
        for width in 1..240 {
            for height in 1..90 {
                let entries = usize::from(width + height) % 40;
                let Some(layout) = Layout::of((width, height), entries) else {
                    assert!(width < SMALLEST.0 || height < SMALLEST.1);
                    continue;
                };
                let mut areas = vec![
                    layout.header,
                    layout.columns,
                    layout.list,
                    layout.rule,
                    layout.info,
                    layout.body,
                    layout.footer,
                ];
                areas.extend(layout.chips);
                areas.extend(layout.panel.map(|panel| [panel.rule, panel.text]).into_iter().flatten());
                let window = Rect::new(0, 0, width, height);
                for (i, area) in areas.iter().enumerate() {
                    assert!(area.height > 0 && window.union(*area) == window, "{width}x{height}: {area:?}");
                    assert!(
                        areas[..i].iter().all(|other| !other.intersects(*area)),
                        "{width}x{height}: {area:?}"
                    );
                }
            }
        }
    }
}
