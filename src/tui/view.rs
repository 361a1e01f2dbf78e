//! Drawing: one module per pane or popup, each a function of the application's state, without state or I/O of its
//! own.

pub mod bar;
pub mod board;
pub mod body;
pub mod chips;
pub mod chooser;
pub mod compare;
pub mod footer;
pub mod header;
pub mod list;
mod paint;
pub mod palette;
pub mod panel;
pub mod popup;
pub mod review;
pub mod totals;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use self::paint::put;
use super::layout::{Focus, Layout, SMALLEST};
use super::state::App;
use super::state::overlay::Overlay;
use super::theme::Role;
use super::widget::text::Line;
use crate::text::words;

pub fn draw(frame: &mut Frame, app: &App) {
    let buffer = frame.buffer_mut();
    // The theme may set a background.
    buffer.set_style(buffer.area, app.theme.style(Role::Normal));
    let Some(layout) = &app.layout else {
        return too_small(buffer, app);
    };
    if let Some(cursor) = over_panes(buffer, layout, app) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the panes and any overlay; returns the cursor's position while text is entered.
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
        Some(Overlay::Review(review)) => return review::draw(buffer, app, review),
        Some(Overlay::Board(board)) => board::draw(buffer, app, board),
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

/// The rules between the panes; those next to the focused pane are thick and bright.
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
