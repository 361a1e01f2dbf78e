//! The filters at one key, with their counts, in a row of their own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::state::App;
use crate::tui::view::paint::put;
use crate::tui::widget::text::Span;

/// Draws as many as fit.
pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) {
    let spans: Vec<Span> = app.chips_in(area.width).into_iter().flatten().collect();
    put(buffer, area.x + 1, area.y, area.width - 1, &spans, &app.theme);
}
