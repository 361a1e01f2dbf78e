//! The last line: the filter or search while it is typed, a message, or the most useful keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{bar, put, spans_width};
use crate::text::{clean, fit, fit_end, width, words};
use crate::tui::action::{self, Action, BODY_HINTS, HINTS, LAST_HINTS};
use crate::tui::app::App;
use crate::tui::app::panes::Focus;
use crate::tui::theme::Role;
use crate::tui::widget::input::Input;
use crate::tui::widget::text::Span;

/// Draws the line; returns where the cursor stands while something is typed.
pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) -> Option<Position> {
    if let Some(input) = &app.search.input {
        return Some(bar::filter(buffer, area, app, input));
    }
    if let Some(input) = &app.panes.find.input {
        return Some(bar::find(buffer, area, app, input));
    }
    if let Some(input) = &app.prompt {
        return Some(prompt(buffer, area, app, input));
    }
    let place = app.position();
    let place_width = u16::try_from(width(&place)).unwrap_or(u16::MAX);
    let room = area.width.saturating_sub(place_width + 3);
    let left = match &app.notice {
        Some(notice) => vec![Span::new(clean(&notice.text).into_owned(), notice.role)],
        None => hints(app, usize::from(room)),
    };
    // A message may need the whole line; the place can wait.
    let is_long = spans_width(&left) > usize::from(room);
    put(buffer, area.x + 1, area.y, if is_long { area.width - 1 } else { room }, &left, &app.theme);
    if !is_long {
        let x = area.right().saturating_sub(place_width + 1);
        put(buffer, x, area.y, place_width, &[Span::new(place, Role::Dim)], &app.theme);
    }
    None
}

/// As many hints as fit, the most useful first; how to get help and how to leave are always among them.
fn hints(app: &App, room: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    spans.extend(searched(app, room));
    let last: Vec<Span> = LAST_HINTS.iter().flat_map(|action| hint(*action, app)).collect();
    for action in useful(app) {
        let hint = hint(action, app);
        if spans_width(&spans) + spans_width(&hint) + spans_width(&last) > room + 2 {
            break;
        }
        spans.extend(hint);
    }
    spans.extend(last);
    // The gap behind the last one needs no room.
    spans.pop();
    spans
}

/// The actions that are of use where the keys go.
fn useful(app: &App) -> Vec<Action> {
    let Some(layout) = app.layout.filter(|layout| app.panes.focus(layout) == Focus::Body) else {
        return HINTS.to_vec();
    };
    let tab = app.panes.tab(layout.panel.is_some());
    if app.panes.place(tab).anchor.is_some() {
        return vec![Action::Copy, Action::Select];
    }
    let is_tree = app.path(tab).is_some();
    let has_views = app.panes.page(tab).is_some_and(|page| page.views().count() > 1);
    let is_useful = |action: &Action| match action {
        Action::Open | Action::FoldAll => is_tree,
        Action::NextView => has_views,
        _ => true,
    };
    BODY_HINTS.iter().copied().filter(is_useful).collect()
}

/// What is looked for in the open text, else what the list is filtered by.
fn searched(app: &App, room: usize) -> Vec<Span> {
    let words = words::words(app.lang);
    if let Some(places) = bar::places(app) {
        let text = fit_end(&clean(app.panes.find.text()), room / 4);
        let keys = format!("{} · {}", words.find.next, words.find.end);
        return vec![
            Span::new(format!("{}: ", words.find.sign), Role::Heading),
            Span::new(text, Role::Matched),
            Span::new(format!("  {places} · {keys}  "), Role::Normal),
        ];
    }
    let filter = fit_end(&clean(app.search.text()), room / 2);
    if app.search.is_active() {
        vec![Span::new(format!("/{filter}"), Role::Matched), Span::new("  ", Role::Normal)]
    } else if app.search.is_off() {
        vec![Span::new(format!("/{filter} ({})  ", words.search.off), Role::Dim)]
    } else {
        Vec::new()
    }
}

fn hint(action: Action, app: &App) -> Vec<Span> {
    let (Some(binding), Some(hinted)) = (action.binding(), app.hinted(action).binding()) else {
        return Vec::new();
    };
    let key = binding.keys.first().map_or("", |key| action::shown(key));
    vec![
        Span::new(key, Role::Heading),
        Span::new(format!(" {}", hinted.hint(words::words(app.lang))), Role::Normal),
        Span::new("  ", Role::Normal),
    ]
}

/// The number of a line while it is typed.
fn prompt(buffer: &mut Buffer, area: Rect, app: &App, input: &Input) -> Position {
    let before = fit::suffix(input.before_cursor(), usize::from(area.width) / 2);
    let after = &input.text()[input.before_cursor().len()..];
    let label = format!(": {} ", words::words(app.lang).status.go_to);
    let spans = [Span::new(label.as_str(), Role::Focus), Span::new(format!("{before}{after}"), Role::Strong)];
    put(buffer, area.x + 1, area.y, area.width - 1, &spans, &app.theme);
    let cursor = u16::try_from(1 + width(&label) + width(before)).unwrap_or(0);
    Position::new(area.x + cursor.min(area.width - 1), area.y)
}
