//! The list of entries: columns that line up, only the rows in view.

mod cells;
mod columns;
mod heading;
mod waterfall;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

pub use self::columns::USUAL;
use self::columns::{Columns, Slot};
use self::waterfall::Scale;
use super::{cell, put, put_styled};
use crate::query::sort::Column;
use crate::text::{self, fit, words};
use crate::tui::layout::Layout;
use crate::tui::state::App;
use crate::tui::state::findings::Mark;
use crate::tui::state::list::{List, Row};
use crate::tui::state::panes::Focus;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::text::{Line, Span, wrap};

/// The sign of the entry that others are compared with.
pub const MARKED: &str = "•";

/// What a column is called.
#[must_use]
pub fn title(column: Column, words: &words::Columns) -> &str {
    match column {
        Column::Number => &words.number,
        Column::Status => &words.status,
        Column::Method => &words.method,
        Column::Host => &words.host,
        Column::Path => &words.path,
        Column::Url => &words.url,
        Column::Mime => &words.mime,
        Column::Type => &words.resource,
        Column::Size => &words.size,
        Column::Time => &words.time,
        Column::Started => &words.started,
        Column::Wait => &words.wait,
        Column::Page => &words.page,
    }
}

/// Draws the titles and the rows in view.
pub fn draw(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let room = usize::from(layout.list.width);
    let columns = Columns::shown(app, layout);
    titles(buffer, layout, &columns, app);
    if app.list.is_empty() {
        return nothing(buffer, layout.list, app);
    }
    let rows = in_view(&app.list, usize::from(layout.list.height));
    let summaries = rows.iter().filter_map(|row| match row {
        Row::Entry(number) => app.index.get(*number),
        Row::Heading { .. } => None,
    });
    let scale = if columns.waterfall > 0 { Scale::of(summaries) } else { None };
    for ((place, row), y) in rows.iter().enumerate().zip(layout.list.top()..layout.list.bottom()) {
        let spans = match *row {
            Row::Heading { group, is_folded } => heading::spans(app, group, is_folded, room),
            Row::Entry(number) => entry(app, number, &columns, scale.as_ref()),
        };
        let is_selected = app.list.offset() + place == app.list.cursor();
        draw_row(buffer, Rect { y, height: 1, ..layout.list }, app, &spans, is_selected);
    }
}

/// The rows that are drawn, and no others.
fn in_view(list: &List, height: usize) -> Vec<Row<'_>> {
    list.rows_from(list.offset()).take(height).collect()
}

/// The row of an entry, with its bar.
fn entry(app: &App, number: usize, columns: &Columns, scale: Option<&Scale>) -> Vec<Span> {
    let Some(summary) = app.index.get(number) else { return Vec::new() };
    let mut spans = cells::row(app, number, summary, columns);
    if let Some(scale) = scale {
        let role = if app.mark(number) == Mark::Failed { Role::Failed } else { Role::Key };
        spans.push(Span::new(format!(" {}", scale.bar(summary, columns.waterfall)), role));
    }
    spans
}

fn draw_row(buffer: &mut Buffer, area: Rect, app: &App, spans: &[Span], is_selected: bool) {
    let style = |role| row_style(&app.theme, role, is_selected);
    if is_selected {
        buffer.set_style(area, style(Role::Normal));
    }
    put_styled(buffer, area.x, area.y, area.width, spans, style);
    if is_selected {
        // A sign beside the colour, which not every terminal shows.
        buffer.set_string(area.x, area.y, "▌", style(Role::Focus));
    }
}

/// The selected row keeps the accents; where it is reversed, colours would become backgrounds and are left out.
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

fn titles(buffer: &mut Buffer, layout: &Layout, columns: &Columns, app: &App) {
    let words = &words::words(app.lang).columns;
    let named = |column: Column, width: usize| {
        let sign = match app.search.sort {
            Some(sort) if sort.column == column => {
                if sort.descending {
                    "▾"
                } else {
                    "▴"
                }
            }
            _ => "",
        };
        // The sign is what tells the order: the title gives way to it.
        let title = fit::prefix(title(column, words), width.saturating_sub(text::width(sign)));
        cell(&format!("{title}{sign}"), width, cells::is_to_the_right(column))
    };
    let mut text = String::new();
    for Slot { column, gap, width } in columns.slots() {
        text.push_str(&" ".repeat(gap));
        text.push_str(&match column {
            Some(column) => named(column, width),
            None => cell(&words.waterfall, width, false),
        });
    }
    let role = if app.panes.focus(layout) == Focus::List { Role::Heading } else { Role::Dim };
    let area = layout.columns;
    put(buffer, area.x, area.y, area.width, &[Span::new(text, role)], &app.theme);
}

/// The columns that have room, in their order.
#[must_use]
pub fn shown_columns(app: &App, layout: &Layout) -> Vec<Column> {
    Columns::shown(app, layout).shown.into_iter().map(|(column, _)| column).collect()
}

/// The column whose title stands in a column of the window; the gap before a title belongs to it.
#[must_use]
pub fn column_at(app: &App, layout: &Layout, column: u16) -> Option<Column> {
    let mut right = usize::from(layout.columns.x);
    let slots = Columns::shown(app, layout).slots();
    let pressed = slots.iter().find(|slot| {
        right += slot.gap + slot.width;
        usize::from(column) < right
    });
    pressed.and_then(|slot| slot.column)
}

fn nothing(buffer: &mut Buffer, area: Rect, app: &App) {
    let words = words::words(app.lang);
    if app.file.failure.is_some() {
        return;
    }
    let text = match app.search.has_work() {
        // What is listed is still being put into its order, or looked for.
        true if app.search.running => &words.search.running,
        _ if app.index.is_empty() && app.file.is_loaded => &words.header.no_entries,
        true if app.search.is_active() => &words.search.none,
        _ => return,
    };
    let rows = wrap(Line::of(text.clone(), Role::Dim), usize::from(area.width.saturating_sub(4)));
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    super::put_rows(buffer, area, &rows, &app.theme);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::index::Index;
    use crate::har::summary::Summary;
    use crate::query::finding_index::FindingIndex;
    use crate::query::group::{GroupBy, group};

    #[test]
    fn a_frame_builds_the_rows_in_view_however_many_there_are() {
        for count in [1_000, 100_000] {
            let url = |i: usize| format!("https://h{}.example/{i}", i % 500);
            let index: Index =
                (0..count).map(|i| Summary { url: url(i).into(), ..Summary::default() }).collect();
            let mut numbers: Vec<usize> = (0..count).collect();
            let groups = group(GroupBy::Host, &index, &FindingIndex::default(), &mut numbers);
            let mut list = List::default();
            list.list_some(numbers, Some(groups), Some(count / 2));
            for _ in 0..2 {
                list.bring_into_view(30);
                assert_eq!(in_view(&list, 30).len(), 30);
                list.fold_all();
            }
        }
    }
}
