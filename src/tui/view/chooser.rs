//! The popup in which columns are chosen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{cell, list, popup, put_rows};
use crate::text::words;
use crate::tui::layout;
use crate::tui::state::App;
use crate::tui::state::chooser::Chooser;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// Columns of a column's title.
const TITLE: usize = 12;

/// Draws the popup over the screen.
pub fn draw(buffer: &mut Buffer, app: &App, chooser: &Chooser) {
    let words = &words::words(app.lang).chooser;
    let lines = lines(app, chooser);
    let area = layout::popup(buffer.area, &lines);
    let inner = layout::inside_popup(area);
    popup::frame(buffer, area, app, &words.title, &words.keys);
    // In a low window what is at the cursor is in view.
    let height = usize::from(inner.height);
    let first = (chooser.cursor() + 1).saturating_sub(height);
    put_rows(buffer, inner, &lines[first..], &app.theme);
}

/// The place of the column that stands at a place of the window.
#[must_use]
pub fn place_at(app: &App, chooser: &Chooser, (width, height): (u16, u16), at: Position) -> Option<usize> {
    let lines = lines(app, chooser);
    let inner = layout::inside_popup(layout::popup(Rect::new(0, 0, width, height), &lines));
    let first = (chooser.cursor() + 1).saturating_sub(usize::from(inner.height));
    let place = first + usize::from(at.y.checked_sub(inner.y)?);
    (inner.contains(at) && place < lines.len()).then_some(place)
}

fn lines(app: &App, chooser: &Chooser) -> Vec<Line> {
    let words = words::words(app.lang);
    let items = chooser.items().iter().enumerate();
    items
        .map(|(place, (column, is_shown))| {
            let (sign, role) =
                if place == chooser.cursor() { ("▌", Role::Focus) } else { (" ", Role::Dim) };
            let (mark, own) = if *is_shown { ("[×]", Role::Strong) } else { ("[ ]", Role::Dim) };
            let title = cell(list::title(*column, &words.columns), TITLE, false);
            let about = words.about_columns.get(column.name()).map_or("", String::as_str);
            let spans = vec![
                Span::new(format!("{sign} "), role),
                Span::new(format!("{mark} {title} "), own),
                Span::new(about, if *is_shown { Role::Normal } else { Role::Dim }),
            ];
            Line { spans, ..Line::default() }
        })
        .collect()
}
