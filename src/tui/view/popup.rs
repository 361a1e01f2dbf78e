//! A popup over the panes: a scrollable text or a menu.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::{fit_end, width, words};
use crate::tui::layout;
use crate::tui::state::App;
use crate::tui::state::popup::Popup;
use crate::tui::theme::Role;
use crate::tui::view::paint::{arrows, put, put_rows};
use crate::tui::widget::text::{Span, end, rows};

pub fn draw(buffer: &mut Buffer, app: &App, popup: &Popup) {
    let area = layout::popup(buffer.area, popup.lines.as_slice());
    let inner = layout::inside_popup(area);
    let (columns, height) = (usize::from(inner.width.saturating_sub(1)), usize::from(inner.height));
    frame(buffer, area, app, &popup.title, &words::words(app.lang).help.close);
    put_rows(buffer, inner, &rows(popup.lines.as_slice(), popup.scroll, columns, height), &app.theme);
    let last = end(popup.lines.as_slice(), columns, height);
    arrows(buffer, inner, popup.scroll, last, &app.theme);
}

/// Draws an empty frame with a title and, on its bottom edge, the key hints.
pub(super) fn frame(buffer: &mut Buffer, area: Rect, app: &App, title: &str, keys: &str) {
    let inside = usize::from(area.width.saturating_sub(2));
    let bar = |text: &str| {
        let text = fit_end(text, inside.saturating_sub(3));
        format!("─ {text} {}", "─".repeat(inside.saturating_sub(width(&text) + 3)))
    };
    // Also reset the styles of the cells below.
    buffer.set_style(area, Style::reset().patch(app.theme.style(Role::Normal)));
    let blank = " ".repeat(inside);
    for y in area.top()..area.bottom() {
        let row = match y {
            y if y == area.top() => vec![Span::new(format!("╭{}╮", bar(title)), Role::Rule)],
            y if y + 1 == area.bottom() => vec![Span::new(format!("╰{}╯", bar(keys)), Role::Rule)],
            _ => ["│", &blank, "│"]
                .map(|part| Span::new(part, if part == "│" { Role::Rule } else { Role::Normal }))
                .into(),
        };
        put(buffer, area.x, y, area.width, &row, &app.theme);
    }
    clear_halves(buffer, area);
}

/// Clears a wide character that starts just left of the popup and would cover its border.
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
