//! A text that opens over the screen, such as what every user status means.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{arrows, put, put_rows};
use crate::text::{fit_end, width, words};
use crate::tui::app::App;
use crate::tui::app::popup::Popup;
use crate::tui::layout;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Span, end, rows};

/// Draws a popup over the screen.
pub fn draw(buffer: &mut Buffer, app: &App, popup: &Popup) {
    let area = layout::popup(buffer.area, popup.lines.as_slice());
    let inner = layout::inside_popup(area);
    let (columns, height) = (usize::from(inner.width.saturating_sub(1)), usize::from(inner.height));
    frame(buffer, area, app, &popup.title, &words::words(app.lang).help.close);
    put_rows(buffer, inner, &rows(popup.lines.as_slice(), popup.scroll, columns, height), &app.theme);
    let last = end(popup.lines.as_slice(), columns, height);
    arrows(buffer, inner, popup.scroll, last, &app.theme);
}

/// An empty frame with a title and, in its last line, what the keys do.
pub(super) fn frame(buffer: &mut Buffer, area: Rect, app: &App, title: &str, keys: &str) {
    let inside = usize::from(area.width.saturating_sub(2));
    let bar = |text: &str| {
        let text = fit_end(text, inside.saturating_sub(3));
        format!("─ {text} {}", "─".repeat(inside.saturating_sub(width(&text) + 3)))
    };
    for y in area.top()..area.bottom() {
        let row = if y == area.top() {
            format!("╭{}╮", bar(title))
        } else if y + 1 == area.bottom() {
            format!("╰{}╯", bar(keys))
        } else {
            put(
                buffer,
                area.x,
                y,
                area.width,
                &[Span::new(" ".repeat(usize::from(area.width)), Role::Normal)],
                &app.theme,
            );
            let plain = ratatui::style::Style::reset().patch(app.theme.style(Role::Normal));
            buffer.set_style(Rect { y, height: 1, ..area }, plain);
            for x in [area.left(), area.right() - 1] {
                buffer.set_string(x, y, "│", app.theme.style(Role::Rule));
            }
            continue;
        };
        put(buffer, area.x, y, area.width, &[Span::new(row, Role::Rule)], &app.theme);
    }
    clear_halves(buffer, area);
}

/// A wide character that begins just before the popup would cover its edge.
fn clear_halves(buffer: &mut Buffer, area: Rect) {
    let Some(x) = area.left().checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = buffer.cell_mut((x, y))
            && width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}
