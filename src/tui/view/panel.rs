//! The diagnosis, as a panel or as a tab.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::state::App;
use crate::tui::state::panes::diagnosis_columns;
use crate::tui::view::paint::{arrows, put_rows};
use crate::tui::widget::text::{end, rows};

/// Draws the diagnosis as a panel or, unless `wide`, as the tab of a narrow window.
pub fn draw(buffer: &mut Buffer, area: Rect, app: &App, wide: bool) {
    let columns = diagnosis_columns(area.width, wide);
    let (lines, height) = (app.panes.diagnosis.as_slice(), usize::from(area.height));
    let last = end(lines, columns, height);
    // In a window that has grown, the stored scroll position may be too far down.
    let scroll = app.panes.diagnosis_scroll.min(last);
    let margin = u16::from(!wide);
    let text = Rect { x: area.x + margin, width: area.width - margin, ..area };
    put_rows(buffer, text, &rows(lines, scroll, columns, height), &app.theme);
    arrows(buffer, area, scroll, last, &app.theme);
}
