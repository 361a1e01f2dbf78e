//! The lower pane: tabs, and the text of the one that is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{arrows, panel, put};
use crate::text::{fit_end, human, width, words};
use crate::tui::app::App;
use crate::tui::app::panes::{Focus, Tab, gutter, text_columns};
use crate::tui::layout::Layout;
use crate::tui::theme::Role;
use crate::tui::widget::document::{Document, Searched};
use crate::tui::widget::text::{Span, end, rows};

/// Draws the tabs and the text.
pub fn draw(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let wide = layout.panel.is_some();
    let tab = app.panes.tab(wide);
    tabs(buffer, layout, app, tab, wide);
    match app.panes.document(tab) {
        Some(text) => document(buffer, layout.body, app, tab, text),
        None if tab == Tab::Diagnosis => panel::draw(buffer, layout.body, app, false),
        None => {}
    }
}

fn tabs(buffer: &mut Buffer, layout: &Layout, app: &App, shown: Tab, wide: bool) {
    let words = words::words(app.lang);
    let has_keys = app.panes.focus(layout) == Focus::Body;
    let mut spans = vec![Span::new(" ", Role::Normal)];
    for tab in Tab::all(wide) {
        let title = match tab {
            Tab::Diagnosis => &words.tabs.diagnosis,
            Tab::Response => &words.tabs.response,
            Tab::Request => &words.tabs.request,
            Tab::Headers => &words.tabs.headers,
            Tab::Raw => &words.tabs.raw,
        };
        // Brackets say without colour which one is shown.
        let (text, role) = match (*tab == shown, has_keys) {
            (true, true) => (format!("[{title}]"), Role::Focus),
            (true, false) => (format!("[{title}]"), Role::Strong),
            (false, _) => (format!(" {title} "), Role::Dim),
        };
        spans.push(Span::new(text, role));
        spans.push(Span::new(" ", Role::Normal));
    }
    let area = layout.tabs;
    let used = put(buffer, area.x, area.y, area.width, &spans, &app.theme);
    let info = info(app, shown);
    let room = usize::from(area.width.saturating_sub(used + 2));
    let info = fit_end(&info, room);
    let x = area.right().saturating_sub(u16::try_from(width(&info)).unwrap_or(u16::MAX) + 1);
    if room > 6 {
        put(buffer, x, area.y, area.right() - x, &[Span::new(info, Role::Dim)], &app.theme);
    }
}

fn info(app: &App, tab: Tab) -> String {
    let Some(detail) = &app.panes.detail else {
        return match app.list.selected() {
            Some(number) if tab != Tab::Diagnosis => reading(app, number),
            _ => String::new(),
        };
    };
    match tab {
        Tab::Diagnosis => String::new(),
        Tab::Response => detail.response.info.clone(),
        Tab::Request => detail.request.info.clone(),
        Tab::Headers => detail.headers.info.clone(),
        Tab::Raw => detail.raw.info.clone(),
    }
}

fn document(buffer: &mut Buffer, area: Rect, app: &App, tab: Tab, text: &Document) {
    let numbers = gutter(text) - 1;
    let (columns, height) = (text_columns(text, area.width), usize::from(area.height));
    let last = end(text, columns, height);
    let scroll = app.panes.scroll(tab).min(last);
    let find = &app.panes.find;
    let searched = Searched { document: text, places: find.places(), current: find.current() };
    let rows = rows(&searched, scroll, columns, height);
    for (y, mut row) in (area.top()..area.bottom()).zip(rows) {
        let number = row.number.filter(|_| text.is_numbered()).map(|number| number.to_string());
        let number = format!("{:>numbers$} ", number.unwrap_or_default());
        row.spans.insert(0, Span::new(number, Role::Dim));
        put(buffer, area.x, y, area.width, &row.spans, &app.theme);
    }
    arrows(buffer, area, scroll, last, &app.theme);
}

/// That an entry is being read; of a large one also how large it is, since that takes its time.
fn reading(app: &App, number: usize) -> String {
    const LARGE: u64 = 4_000_000;
    let words = &words::words(app.lang).body;
    let size = app.index.get(number).map_or(0, |summary| summary.span.len);
    let template = if size > LARGE { &words.reading_large } else { &words.reading };
    words::fill(template, &[("n", &number.to_string()), ("size", &human::bytes(size))])
}
