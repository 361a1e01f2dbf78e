//! A board over the screen: rows that lead on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::popup;
use crate::tui::layout;
use crate::tui::state::App;
use crate::tui::state::board::Board;
use crate::tui::theme::Role;
use crate::tui::view::paint::{put_styled, row_style};

/// Draws it.
pub fn draw(buffer: &mut Buffer, app: &App, board: &Board) {
    let area = board.area(buffer.area);
    popup::frame(buffer, area, app, &board.title, &board.keys);
    let inner = layout::inside_popup(area);
    for ((place, line), y) in board.in_view(inner).into_iter().zip(inner.top()..inner.bottom()) {
        let is_chosen = place == board.cursor && board.rows[place].link.is_some();
        let style = |role| row_style(&app.theme, role, is_chosen);
        if is_chosen {
            buffer.set_style(Rect { y, height: 1, ..inner }, style(Role::Normal));
            buffer.set_string(inner.x - 1, y, "▌", style(Role::Focus));
        }
        put_styled(buffer, inner.x, y, inner.width, &line.spans, style);
    }
}
