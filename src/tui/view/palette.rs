//! The command palette: all actions with their keys, and a search input.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{bar, popup};
use crate::query::fuzzy::Pattern;
use crate::text::{fit_end, width, words};
use crate::tui::layout;
use crate::tui::state::App;
use crate::tui::state::findings::Mark;
use crate::tui::state::palette::{OnEnter, Palette, Row};
use crate::tui::theme::Role;
use crate::tui::view::paint::{put, put_styled, row_style};
use crate::tui::widget::text::{Span, cell};

/// Draws the palette; returns the cursor's position.
pub fn draw(buffer: &mut Buffer, app: &App, palette: &Palette) -> Position {
    let words = &words::words(app.lang).help;
    let area = layout::palette(buffer.area, palette.rows.len());
    popup::frame(buffer, area, app, &words.title, &words.palette_keys);
    let inner = layout::inside_popup(area);
    let line = Rect { x: inner.x - 1, width: inner.width + 1, height: 1, ..inner };
    let cursor = bar::plain(buffer, line, app, (": ", &words.type_to_search), &palette.input);
    let rows = layout::palette_list((buffer.area.width, buffer.area.height), palette.rows.len());
    if palette.rows.is_empty() {
        put(buffer, rows.x, rows.y, rows.width, &[Span::new(&*words.no_action, Role::Dim)], &app.theme);
    }
    let height = usize::from(rows.height);
    let top = palette.top(height);
    let keys = palette.rows.iter().map(|row| width(&row.keys)).max().unwrap_or(0).min(26);
    let pattern = Pattern::new(palette.input.text());
    for (y, (at, row)) in (rows.top()..rows.bottom()).zip(palette.rows.iter().enumerate().skip(top)) {
        let is_chosen = at == palette.cursor;
        let style = |role| row_style(&app.theme, role, is_chosen);
        if is_chosen {
            buffer.set_style(Rect { y, height: 1, ..rows }, style(Role::Normal));
            buffer.set_string(rows.x - 1, y, "▌", style(Role::Focus));
        }
        put_styled(buffer, rows.x, y, rows.width, &spans(row, keys, &pattern, rows.width), style);
    }
    cursor
}

fn spans(row: &Row, keys: usize, pattern: &Pattern, columns: u16) -> Vec<Span> {
    let role = match row.on_enter {
        OnEnter::Nothing(Mark::Failed) => Role::Failed,
        OnEnter::Nothing(Mark::Odd | Mark::None) => Role::Dim,
        OnEnter::Nothing(_) => Role::Warning,
        OnEnter::Action(_) | OnEnter::Entry(_) | OnEnter::GoTo(_) | OnEnter::Sort(_) => Role::Heading,
    };
    let text = fit_end(&row.text, usize::from(columns).saturating_sub(keys + 3));
    let matched = pattern.places(&text);
    let mut spans = vec![Span::new(cell(&row.keys, keys, false), role), Span::new("  ", Role::Normal)];
    for (at, character) in text.chars().enumerate() {
        let role = if matched.binary_search(&at).is_ok() { Role::Matched } else { Role::Normal };
        match spans.last_mut() {
            Some(last) if last.role == role && at > 0 => last.text.push(character),
            _ => spans.push(Span::new(character.to_string(), role)),
        }
    }
    spans
}
