//! All keys, from the table of actions, and what the signs in the list mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, put, put_rows};
use crate::text::{Lang, width, words};
use crate::tui::action::BINDINGS;
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// Draws the popup over the screen.
pub fn draw(buffer: &mut Buffer, app: &App, scroll: usize) {
    let words = &words::words(app.lang).help;
    let lines = lines(app.lang);
    let widest = lines.iter().map(|line| super::spans_width(&line.spans)).max().unwrap_or(0);
    let screen = buffer.area;
    let wanted = u16::try_from(widest.max(width(&words.close)) + 4).unwrap_or(u16::MAX);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(screen.height);
    let area = Rect::new(0, 0, wanted.min(screen.width), height);
    let area = Rect { x: (screen.width - area.width) / 2, y: (screen.height - area.height) / 2, ..area };
    frame(buffer, area, app);
    let inner =
        Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(3), area.height.saturating_sub(2));
    let last = lines.len().saturating_sub(usize::from(inner.height));
    put_rows(buffer, inner, &lines[scroll.min(last)..], &app.theme);
}

fn frame(buffer: &mut Buffer, area: Rect, app: &App) {
    let words = &words::words(app.lang).help;
    let inside = usize::from(area.width.saturating_sub(2));
    let bar = |text: &str| format!("─ {text} {}", "─".repeat(inside.saturating_sub(width(text) + 3)));
    for y in area.top()..area.bottom() {
        let row = if y == area.top() {
            format!("╭{}╮", bar(&words.title))
        } else if y + 1 == area.bottom() {
            format!("╰{}╯", bar(&words.close))
        } else {
            format!("│{}│", " ".repeat(inside))
        };
        // A wide character under the popup's edge would show half of itself.
        buffer.set_style(Rect { y, height: 1, ..area }, ratatui::style::Style::reset());
        put(buffer, area.x, y, area.width, &[Span::new(row, Role::Rule)], &app.theme);
    }
}

/// The help's text.
#[must_use]
pub fn lines(lang: Lang) -> Vec<Line> {
    let words = words::words(lang);
    let keys = BINDINGS.iter().map(|binding| width(&binding.keys_shown())).max().unwrap_or(0);
    let mut lines: Vec<Line> = BINDINGS
        .iter()
        .map(|binding| {
            let key = Span::new(cell(&binding.keys_shown(), keys, false), Role::Heading);
            Line {
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
            spans: vec![sign, Span::new(format!("  {meaning}"), Role::Normal)],
            ..Line::default()
        });
    }
    lines
}
