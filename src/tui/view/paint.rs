//! Drawing primitives: spans, rows, scroll arrows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::tui::theme::{Role, Theme};
use crate::tui::widget::text::{Line, Scroll, Span};

/// Draws spans at a position, at most `columns` wide; returns the columns used.
pub(super) fn put(buffer: &mut Buffer, x: u16, y: u16, columns: u16, spans: &[Span], theme: &Theme) -> u16 {
    put_styled(buffer, x, y, columns, spans, |role| theme.style(role))
}

pub(super) fn put_styled(
    buffer: &mut Buffer,
    x: u16,
    y: u16,
    columns: u16,
    spans: &[Span],
    style: impl Fn(Role) -> Style,
) -> u16 {
    let mut at = x;
    let end = x.saturating_add(columns);
    for span in spans {
        let room = usize::from(end.saturating_sub(at));
        let (next, _) = buffer.set_stringn(at, y, &span.text, room, style(span.role));
        at = next;
    }
    at - x
}

pub(super) fn put_rows(buffer: &mut Buffer, area: Rect, rows: &[Line], theme: &Theme) {
    for (y, row) in (area.top()..area.bottom()).zip(rows) {
        put(buffer, area.x, y, area.width, &row.spans, theme);
    }
}

/// Scroll arrows in the free last column of a pane, if there is more text above or below.
pub(super) fn arrows(buffer: &mut Buffer, area: Rect, scroll: Scroll, end: Scroll, theme: &Theme) {
    let x = area.right().saturating_sub(1);
    if scroll > Scroll::default() {
        buffer.set_string(x, area.top(), "↑", theme.style(Role::Heading));
    }
    if scroll < end {
        buffer.set_string(x, area.bottom().saturating_sub(1), "↓", theme.style(Role::Heading));
    }
}

/// The style of a row. The selected one keeps its accents unless it is reversed, where foreground colours would
/// become backgrounds.
pub(super) fn row_style(theme: &Theme, role: Role, is_selected: bool) -> Style {
    let style = theme.style(role);
    if !is_selected {
        return style;
    }
    let selected = theme.style(Role::Selected);
    if selected.add_modifier.contains(Modifier::REVERSED) {
        return selected.add_modifier(style.add_modifier - Modifier::DIM);
    }
    match role {
        Role::Dim | Role::Normal => selected,
        _ => selected.patch(style),
    }
}
