//! The lower pane: tab titles in the rule above it, an info line, and the tab's content.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::panel;
use crate::text::{clean, fit_end, fit_middle, human, width, words};
use crate::tui::layout::{Focus, Layout};
use crate::tui::page::{Shown, Tab, View};
use crate::tui::state::App;
use crate::tui::state::viewport::Viewport;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::paint::{arrows, put, put_rows, put_styled, row_style};
use crate::tui::widget::matches::HighlightMatches;
use crate::tui::widget::text::{Line, Scroll, Span, end, placed_rows, spans_width, wrap};

/// Draws the tab titles, the info line and the content.
pub fn draw(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let wide = layout.panel.is_some();
    let tab = app.panes.tab(wide);
    tabs(buffer, layout, app);
    if let Some(reason) = &app.file.failure {
        return unopened(buffer, layout.whole_body(), app, reason);
    }
    // A group has no tabs of its own. Its summary is shown here unless the panel already shows it.
    let is_group = app.list.heading().is_some();
    if tab == Tab::Diagnosis || (is_group && !wide) {
        return panel::draw(buffer, layout.whole_body(), app, false);
    }
    for seen in app.panes.seen(layout) {
        let has_keys = seen == tab && app.panes.focus(layout) == Focus::Body;
        let area = app.panes.tab_area(layout, seen);
        if app.panes.has_info(layout, seen) {
            info(buffer, Rect { height: 1, ..area }, app, seen, has_keys);
        }
        if area.x > layout.body.x {
            for y in area.top()..area.bottom() {
                buffer.set_string(area.x - 1, y, "│", app.theme.style(Role::Rule));
            }
        }
        if let Some(view) = app.panes.view(seen) {
            text(buffer, layout, app, seen, view, has_keys);
        }
    }
}

/// Shows why the file could not be opened.
fn unopened(buffer: &mut Buffer, area: Rect, app: &App, reason: &str) {
    let rows = wrap(Line::of(clean(reason), Role::Failed), usize::from(area.width.saturating_sub(2)));
    put_rows(buffer, Rect { x: area.x + 1, width: area.width - 1, ..area }, &rows, &app.theme);
}

/// Tab titles in the rule between list and body. If not all fit, those next to the active one are shown.
fn tabs(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let spans: Vec<Span> = app.tab_titles(layout).into_iter().map(|(_, span)| span).collect();
    let (x, columns) = (layout.rule.x + 1, u16::try_from(spans_width(&spans)).unwrap_or(u16::MAX));
    let columns = columns.min(layout.rule.width - 1);
    // Reset the rule's style, which is bold while the pane has focus.
    let plain = Style::reset().patch(app.theme.style(Role::Normal));
    buffer.set_style(Rect { x, width: columns, ..layout.rule }, plain);
    put(buffer, x, layout.rule.y, columns, &spans, &app.theme);
}

/// The info line: what is shown, the cursor's position, and the available views.
fn info(buffer: &mut Buffer, area: Rect, app: &App, tab: Tab, has_keys: bool) {
    let names = app.view_names(tab);
    let names_width = u16::try_from(spans_width(&names)).unwrap_or(u16::MAX);
    let room = usize::from(area.width.saturating_sub(names_width + 3));
    let path = app.path(tab).filter(|path| has_keys && path.len() > 1);
    let (said, role) = match (path, app.panes.page(tab), app.list.selected()) {
        (Some(path), ..) => (fit_middle(&clean(&path), room), Role::Key),
        (None, Some(page), _) => (fit_end(&clean(&page.info), room), Role::Dim),
        (None, None, Some(number)) => (fit_end(&reading(app, number), room), Role::Dim),
        (None, None, None) => (String::new(), Role::Dim),
    };
    put(buffer, area.x + 1, area.y, area.width - 1, &[Span::new(said, role)], &app.theme);
    if area.width > names_width + 1 {
        put(buffer, area.right() - names_width - 1, area.y, names_width, &names, &app.theme);
    }
}

fn text(buffer: &mut Buffer, layout: &Layout, app: &App, tab: Tab, view: &View, has_keys: bool) {
    let area = app.panes.text_area(layout, tab);
    let place = app.panes.viewport(tab);
    let room = app.panes.room(layout, tab, &view.content);
    let gutter = app.panes.gutter(&view.content);
    let lines = view.content.lines(&place.folds, room.columns);
    let find = &app.panes.find;
    let is_shown = app.panes.tab(layout.panel.is_some()) == tab;
    let matches = if is_shown { find.matches() } else { &[] };
    let spotted = HighlightMatches { lines, matches, current: find.current() };
    let columns = room.wrap_columns();
    let last = end(&lines, columns, room.height);
    let top = place.top.min(last);
    for (y, (at, mut row)) in
        (area.top()..area.bottom()).zip(placed_rows(&spotted, top, columns, room.height))
    {
        let numbers = gutter - 1;
        let number = row.number.filter(|_| numbers > 0).map(|number| number.to_string()).unwrap_or_default();
        if !room.wraps {
            row.spans = skip_columns(&row.spans, place.column_offset);
        }
        row.spans.insert(0, Span::new(format!("{number:>numbers$} "), Role::Dim));
        let is_marked = has_keys && is_marked(place, &lines, at);
        if is_marked {
            buffer.set_style(Rect { y, height: 1, ..area }, marked(&app.theme, Role::Normal));
        }
        let style = |role| if is_marked { marked(&app.theme, role) } else { app.theme.style(role) };
        put_styled(buffer, area.x, y, area.width.saturating_sub(1), &row.spans, style);
    }
    arrows(buffer, area, top, last, &app.theme);
}

/// Whether a row is under the cursor or in the selection.
fn is_marked(place: &Viewport, lines: &Shown, at: Scroll) -> bool {
    match place.anchor {
        Some(_) => place.selected().contains(&at.line),
        None => Scroll { line: lines.seen(place.cursor.line), row: place.cursor.row } == at,
    }
}

/// The style of a row under the cursor or selected: the same as in the list, but the current search match stays
/// visible.
fn marked(theme: &Theme, role: Role) -> Style {
    match role {
        Role::Selected => theme.style(Role::Matched).add_modifier(Modifier::REVERSED),
        role => row_style(theme, role, true),
    }
}

/// Removes the first `columns` of a row. A wide character cut in half leaves a space.
fn skip_columns(spans: &[Span], columns: usize) -> Vec<Span> {
    let mut left = columns;
    let mut kept = Vec::new();
    for span in spans {
        let wide = width(&span.text);
        if wide <= left {
            left -= wide;
            continue;
        }
        let cut = crate::text::fit::prefix(&span.text, left);
        let gap = " ".repeat(left - width(cut));
        let rest = if gap.is_empty() {
            &span.text[cut.len()..]
        } else {
            crate::text::fit::suffix(&span.text, wide - left - 1)
        };
        kept.push(Span::new(format!("{gap}{rest}"), span.role));
        left = 0;
    }
    kept
}

/// The "reading" notice; for a large entry with its size, since it takes a while.
fn reading(app: &App, number: usize) -> String {
    const LARGE: u64 = 4_000_000;
    let words = &words::words(app.lang).body;
    let size = app.index.get(number).map_or(0, |summary| summary.span.len);
    let template = if size > LARGE { &words.reading_large } else { &words.reading };
    words::fill(template, &[("n", &number.to_string()), ("size", &human::bytes(size))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_scrolled_out_on_the_left_are_removed() {
        let spans = [Span::new("ab", Role::Key), Span::new("홍길동", Role::Normal)];
        let text =
            |columns| skip_columns(&spans, columns).iter().map(|span| span.text.clone()).collect::<String>();
        assert_eq!(
            [text(0), text(1), text(2), text(3), text(4), text(99)],
            ["ab홍길동", "b홍길동", "홍길동", " 길동", "길동", ""]
        );
    }
}
