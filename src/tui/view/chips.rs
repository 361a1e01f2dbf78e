//! The row of filter chips (filters on one key, with their counts).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::state::App;
use crate::tui::view::paint::put;
use crate::tui::widget::text::Span;

pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) {
    let spans: Vec<Span> = app.chips_in(area.width).into_iter().flatten().collect();
    put(buffer, area.x + 1, area.y, area.width - 1, &spans, &app.theme);
}
