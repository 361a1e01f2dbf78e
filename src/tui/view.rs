//! The screen: one file a pane, each given the application's state, none with any state or I/O of its own.

pub mod bar;
pub mod body;
pub mod chips;
pub mod chooser;
pub mod compare;
pub mod footer;
pub mod header;
pub mod list;
pub mod palette;
pub mod panel;
pub mod popup;
pub mod totals;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::layout::{Layout, SMALLEST};
use super::state::App;
use super::state::overlay::Overlay;
use super::state::panes::Focus;
use super::theme::{Role, Theme};
use super::widget::text::{Line, Scroll, Span};
use crate::text::{fit_end, width, words};

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, app: &App) {
    let buffer = frame.buffer_mut();
    // A theme may have a background of its own.
    buffer.set_style(buffer.area, app.theme.style(Role::Normal));
    let Some(layout) = &app.layout else {
        return too_small(buffer, app);
    };
    if let Some(cursor) = over_panes(buffer, layout, app) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the panes and what stands before them; returns where the cursor stands while something is typed.
fn over_panes(buffer: &mut Buffer, layout: &Layout, app: &App) -> Option<Position> {
    let last = layout.footer;
    if let Some(Overlay::Comparison(comparing)) = &app.overlay {
        compare::draw(buffer, app, comparing);
        return None;
    }
    panes(buffer, layout, app);
    match &app.overlay {
        Some(Overlay::Filter(input)) => return Some(bar::filter(buffer, last, app, input)),
        Some(Overlay::Find(input)) => return Some(bar::find(buffer, last, app, input)),
        Some(Overlay::Line(input)) => return Some(bar::line(buffer, last, app, input)),
        _ => footer::draw(buffer, last, app),
    }
    match &app.overlay {
        Some(Overlay::Palette(palette)) => return Some(palette::draw(buffer, app, palette)),
        Some(Overlay::Columns(chooser)) => chooser::draw(buffer, app, chooser),
        Some(Overlay::Popup(popup)) => popup::draw(buffer, app, popup),
        _ => {}
    }
    None
}

fn panes(buffer: &mut Buffer, layout: &Layout, app: &App) {
    header::draw(buffer, layout.header, app);
    if let Some(area) = layout.chips {
        chips::draw(buffer, area, app);
    }
    if !layout.list.is_empty() {
        list::draw(buffer, layout, app);
    }
    rules(buffer, layout, app);
    if !layout.body.is_empty() {
        body::draw(buffer, layout, app);
    }
    if let Some(area) = layout.panel.filter(|panel| !panel.text.is_empty()) {
        panel::draw(buffer, area.text, app, true);
    }
}

fn too_small(buffer: &mut Buffer, app: &App) {
    let (w, h) = (SMALLEST.0.to_string(), SMALLEST.1.to_string());
    let text = words::fill(&words::words(app.lang).status.too_small, &[("w", &w), ("h", &h)]);
    let area = buffer.area;
    for (row, line) in
        super::widget::text::wrap(Line::of(text, Role::Normal), usize::from(area.width)).iter().enumerate()
    {
        let Ok(row) = u16::try_from(row) else { return };
        if row < area.height {
            put(buffer, area.x, area.y + row, area.width, &line.spans, &app.theme);
        }
    }
}

/// The lines between the panes; those of the pane that has the keys are thick and bright.
fn rules(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let focus = app.panes.focus(layout);
    let style = |pane| app.theme.style(if focus == pane { Role::Focus } else { Role::Rule });
    let across = if focus == Focus::Body { "━" } else { "─" };
    for x in layout.rule.left()..layout.rule.right() {
        buffer.set_string(x, layout.rule.y, across, style(Focus::Body));
    }
    if let Some(panel) = layout.panel {
        let down = if focus == Focus::Panel { "┃" } else { "│" };
        for y in panel.rule.top()..panel.rule.bottom() {
            buffer.set_string(panel.rule.x, y, down, style(Focus::Panel));
        }
    }
}

/// Writes spans from a place on, at most `columns` wide; returns how many columns they took.
fn put(buffer: &mut Buffer, x: u16, y: u16, columns: u16, spans: &[Span], theme: &Theme) -> u16 {
    put_styled(buffer, x, y, columns, spans, |role| theme.style(role))
}

fn put_styled(
    buffer: &mut Buffer,
    x: u16,
    y: u16,
    columns: u16,
    spans: &[Span],
    style: impl Fn(Role) -> Style,
) -> u16 {
    let mut at = x;
    let end = x.saturating_add(columns);
    for span in spans {
        let room = usize::from(end.saturating_sub(at));
        let (next, _) = buffer.set_stringn(at, y, &span.text, room, style(span.role));
        at = next;
    }
    at - x
}

/// The columns that spans take.
fn spans_width(spans: &[Span]) -> usize {
    spans.iter().map(|span| width(&span.text)).sum()
}

/// Draws rows of text into an area.
fn put_rows(buffer: &mut Buffer, area: Rect, rows: &[Line], theme: &Theme) {
    for (y, row) in (area.top()..area.bottom()).zip(rows) {
        put(buffer, area.x, y, area.width, &row.spans, theme);
    }
}

/// Arrows in the free last column of a pane, where its text goes on above or below what is shown.
fn arrows(buffer: &mut Buffer, area: Rect, scroll: Scroll, end: Scroll, theme: &Theme) {
    let x = area.right().saturating_sub(1);
    if scroll > Scroll::default() {
        buffer.set_string(x, area.top(), "↑", theme.style(Role::Heading));
    }
    if scroll < end {
        buffer.set_string(x, area.bottom().saturating_sub(1), "↓", theme.style(Role::Heading));
    }
}

/// Text in exactly `columns`, to the left or to the right, shortened at the end.
fn cell(text: &str, columns: usize, to_the_right: bool) -> String {
    let text = fit_end(text, columns);
    let gap = " ".repeat(columns.saturating_sub(width(&text)));
    if to_the_right { gap + &text } else { text + &gap }
}
