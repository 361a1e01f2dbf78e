//! The list of entries: column titles and the rows in view.

mod cells;
mod heading;
mod waterfall;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::waterfall::Scale;
use crate::query::chips::CHIPS;
use crate::query::sort::Column;
use crate::text::{self, fit, words};
use crate::tui::layout::columns::{Columns, TitleSlot, title};
use crate::tui::layout::{Focus, Layout};
use crate::tui::state::App;
use crate::tui::state::findings::Mark;
use crate::tui::state::list::{List, Row};
use crate::tui::state::overlay::Overlay;
use crate::tui::theme::Role;
use crate::tui::view::paint::{put, put_rows, put_styled, row_style};
use crate::tui::widget::text::{Line, Span, cell, wrap};

pub fn draw(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let room = usize::from(layout.list.width);
    let columns = app.columns(layout);
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
            Row::Entry(number) => entry(app, (place, number), &columns, scale.as_ref()),
        };
        let is_selected = app.list.offset() + place == app.list.cursor();
        draw_row(buffer, Rect { y, height: 1, ..layout.list }, app, &spans, is_selected);
    }
}

fn in_view(list: &List, height: usize) -> Vec<Row<'_>> {
    list.rows_from(list.offset()).take(height).collect()
}

/// The row of an entry, with its waterfall bar.
fn entry(app: &App, (place, number): (usize, usize), columns: &Columns, scale: Option<&Scale>) -> Vec<Span> {
    let Some(summary) = app.index.get(number) else { return Vec::new() };
    let is_similar = app.is_similar(app.list.offset() + place);
    let mut spans = cells::row(app, number, summary, columns, is_similar);
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
        // A sign in addition to the colour, for terminals without colours.
        buffer.set_string(area.x, area.y, "▌", style(Role::Focus));
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
        // The title is shortened in favour of the sign, which shows the sort order.
        let title = fit::prefix(title(column, words), width.saturating_sub(text::width(sign)));
        cell(&format!("{title}{sign}"), width, cells::is_to_the_right(column))
    };
    let mut text = String::new();
    for TitleSlot { column, gap, width } in columns.slots() {
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

fn nothing(buffer: &mut Buffer, area: Rect, app: &App) {
    let words = words::words(app.lang);
    if app.file.failure.is_some() {
        return;
    }
    let recording = app.keymap.fill(&words.header.recording, &[]);
    let text = match app.search.is_list_modified() {
        // The list is still being filtered or sorted.
        true if app.search.running => &words.search.running,
        _ if app.index.is_empty() && app.is_recording => &recording,
        _ if app.index.is_empty() && app.file.is_loaded => &words.header.no_entries,
        true if app.search.is_active() => &nothing_found(app),
        _ => return,
    };
    let columns = usize::from(area.width.saturating_sub(4));
    let rows: Vec<Line> =
        text.lines().flat_map(|line| wrap(Line::of(line.to_owned(), Role::Dim), columns)).collect();
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    put_rows(buffer, area, &rows, &app.theme);
}

/// The message for an empty result, with the key that removes the filter.
fn nothing_found(app: &App) -> String {
    let words = words::words(app.lang);
    let chip = app.search.chip().and_then(|place| words.chips.get(CHIPS.get(place)?.name));
    let none = match chip {
        Some(name) => words::fill(&words.search.none_of_chip, &[("chip", name)]),
        None => words.search.none.clone(),
    };
    if matches!(app.overlay, Some(Overlay::Filter(_))) {
        return none;
    }
    format!("{none}\n{}", app.keymap.fill(&words.search.all_entries, &[]))
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
                list.scroll_to_selection(30);
                assert_eq!(in_view(&list, 30).len(), 30);
                list.fold_all();
            }
        }
    }
}
