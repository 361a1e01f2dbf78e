//! What opens over the screen: all keys, from the table of actions, or what every user status means.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{arrows, cell, put, put_rows};
use crate::text::{Lang, width, words};
use crate::tui::action::BINDINGS;
use crate::tui::app::App;
use crate::tui::app::popup::Popup;
use crate::tui::layout;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span, end, rows};

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

/// Draws an empty popup, with its keys in its last line.
pub(super) fn frame(buffer: &mut Buffer, area: Rect, app: &App, title: &str, keys: &str) {
    let inside = usize::from(area.width.saturating_sub(2));
    let bar = |text: &str| format!("─ {text} {}", "─".repeat(inside.saturating_sub(width(text) + 3)));
    for y in area.top()..area.bottom() {
        // Nothing of what lies below shines through, not even how it looked.
        buffer.set_style(Rect { y, height: 1, ..area }, ratatui::style::Style::reset());
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

/// All keys, and the signs of the list.
#[must_use]
pub fn help(lang: Lang) -> Vec<Line> {
    let words = words::words(lang);
    let keys = BINDINGS.iter().map(|binding| width(&binding.keys_shown())).max().unwrap_or(0);
    let mut lines: Vec<Line> = BINDINGS
        .iter()
        .map(|binding| {
            let key = Span::new(cell(&binding.keys_shown(), keys, false), Role::Heading);
            Line {
                hang: keys + 2,
                spans: vec![key, Span::new(format!("  {}", binding.description(words)), Role::Normal)],
                ..Line::default()
            }
        })
        .collect();
    lines.push(Line::default());
    lines.push(Line::of(words.help.signs.clone(), Role::Strong));
    let signs = [
        ("✗", Role::Failed, &words.help.failed),
        ("?", Role::Warning, &words.help.undecided),
        ("!", Role::Warning, &words.help.other_failed),
        ("~", Role::Dim, &words.help.odd),
    ];
    for (sign, role, meaning) in signs {
        let sign = Span::new(cell(sign, keys, false), role);
        lines.push(Line {
            hang: keys + 2,
            spans: vec![sign, Span::new(format!("  {meaning}"), Role::Normal)],
            ..Line::default()
        });
    }
    lines
}
