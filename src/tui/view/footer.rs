//! The status bar: a notice or the most useful key hints, and on the right the position.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{bar, totals};
use crate::text::{clean, fit_end, width, words};
use crate::tui::action::{Action, BODY_HINTS, HINTS, LAST_HINTS, ZOOMED_HINT};
use crate::tui::layout::Focus;
use crate::tui::state::App;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::paint::put;
use crate::tui::widget::text::{Line, Span, spans_width, wrap};

/// Columns reserved for key hints.
const ROOM_FOR_HINTS: usize = 80;

/// Maximum rows of a notice.
const MAX_ROWS: u16 = 3;

pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) {
    let columns = usize::from(area.width);
    // The active filter stays visible next to a notice.
    let said = notice(app).map(|said| [searched(app, columns), said].concat());
    let place = place(app, columns, said.as_deref().map_or(ROOM_FOR_HINTS, spans_width));
    let room = columns.saturating_sub(width(&place) + 3);
    let left = said.map_or_else(|| hints(app, room), |said| followed_by_hints(app, said, room));
    both(buffer, area, app, &left, place);
}

/// Draws `left`, and `place` on the right if both fit: a notice may need the whole line.
pub(super) fn both(buffer: &mut Buffer, area: Rect, app: &App, left: &[Span], place: String) {
    let place_width = u16::try_from(width(&place)).unwrap_or(u16::MAX);
    let room = area.width.saturating_sub(place_width + 3);
    let is_long = spans_width(left) > usize::from(room);
    if is_long {
        return message(buffer, area, left, &app.theme);
    }
    put(buffer, area.x + 1, area.y, room, left, &app.theme);
    let x = area.right().saturating_sub(place_width + 1);
    put(buffer, x, area.y, place_width, &[Span::new(place, Role::Dim)], &app.theme);
}

/// A notice that may need several rows; it covers the last rows of the pane above.
fn message(buffer: &mut Buffer, area: Rect, said: &[Span], theme: &Theme) {
    let columns = usize::from(area.width.saturating_sub(2)).max(1);
    let rows = wrap(Line { spans: said.to_vec(), ..Line::default() }, columns);
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(MAX_ROWS).min(area.y + 1);
    for (row, y) in rows.iter().zip(area.y + 1 - count..=area.y) {
        let whole = Rect { y, height: 1, ..area };
        buffer.set_style(whole, Style::reset().patch(theme.style(Role::Normal)));
        let blank = Span::new(" ".repeat(usize::from(area.width)), Role::Normal);
        put(buffer, area.x, y, area.width, &[blank], theme);
        put(buffer, area.x + 1, y, area.width.saturating_sub(1), &row.spans, theme);
    }
}

/// The current notice.
pub(super) fn notice(app: &App) -> Option<Vec<Span>> {
    let notice = app.notice.as_ref()?;
    Some(vec![Span::new(clean(&notice.text).into_owned(), notice.role)])
}

/// The selected entry and the totals of the list, as many facts as fit next to the text on the left.
fn place(app: &App, columns: usize, on_the_left: usize) -> String {
    let place = app.position();
    let is_looking = app.search.running && app.search.looked.1 > 0;
    if app.index.is_empty() || is_looking {
        return place;
    }
    let parts = totals::parts(app);
    // With a filter, the position already contains the number of entries. Without one, totals without that number
    // would be mistaken for those of the selected entry.
    let (skipped, least) = if app.search.is_list_modified() && !place.is_empty() { (1, 1) } else { (0, 2) };
    let parts = &parts[skipped.min(parts.len())..];
    let own = if place.is_empty() { 0 } else { width(&place) + 3 };
    let taken = if app.search.is_list_modified() { on_the_left.min(columns * 3 / 5) } else { on_the_left };
    let left = columns.saturating_sub(own + taken + 3);
    let fits = |said: &String| width(said) <= left;
    let said =
        (least..=parts.len()).rev().map(|count| parts[..count].join(" · ")).find(fits).unwrap_or_default();
    [place, said].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// As many hints as fit, the most useful first; those for help and quit are always included.
fn hints(app: &App, room: usize) -> Vec<Span> {
    let mut spans = searched(app, room);
    if app.panes.is_zoomed {
        spans.extend(hint(ZOOMED_HINT, app));
    }
    add_hints(&mut spans, app, room);
    spans
}

/// A notice followed by as many hints as fit.
fn followed_by_hints(app: &App, mut said: Vec<Span>, room: usize) -> Vec<Span> {
    let least: usize = LAST_HINTS.iter().map(|action| spans_width(&hint(*action, app))).sum();
    if spans_width(&said) + 3 + least <= room + 2 {
        said.push(Span::new("   ", Role::Normal));
        add_hints(&mut said, app, room);
    }
    said
}

fn add_hints(spans: &mut Vec<Span>, app: &App, room: usize) {
    let last: Vec<Span> = LAST_HINTS.iter().flat_map(|action| hint(*action, app)).collect();
    // A list that the filter has emptied leaves nothing else to do first.
    if app.list.is_empty() && app.search.is_active() && !app.search.running {
        let key = app.keymap.fill(&words::words(app.lang).search.all_entries, &[]);
        let hint = Span::new(format!("{key}  "), Role::Heading);
        if spans_width(spans) + width(&hint.text) + spans_width(&last) <= room + 2 {
            spans.push(hint);
        }
    }
    for action in useful(app) {
        let hint = hint(action, app);
        if spans_width(spans) + spans_width(&hint) + spans_width(&last) > room + 2 {
            break;
        }
        spans.extend(hint);
    }
    spans.extend(last);
    // The gap after the last hint needs no room.
    spans.pop();
}

/// The actions that are useful in the focused pane.
fn useful(app: &App) -> Vec<Action> {
    let Some(layout) = app.layout.filter(|layout| app.panes.focus(layout) == Focus::Body) else {
        return HINTS.to_vec();
    };
    let tab = app.panes.tab(layout.panel.is_some());
    if app.panes.viewport(tab).anchor.is_some() {
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

/// The search in the open text, or else the list's filter.
fn searched(app: &App, room: usize) -> Vec<Span> {
    let words = words::words(app.lang);
    if let Some(places) = bar::match_position(app) {
        let text = fit_end(&clean(app.panes.find.text()), room / 4);
        let [next, end] = [&words.find.next, &words.find.forget].map(|text| app.keymap.fill(text, &[]));
        let keys = format!("{next} · {end}");
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

/// An action's key and short name; nothing for an unbound action.
fn hint(action: Action, app: &App) -> Vec<Span> {
    let (Some(hinted), Some(key)) = (app.hint_action(action).binding(), app.keymap.first(action)) else {
        return Vec::new();
    };
    vec![
        Span::new(key, Role::Heading),
        Span::new(format!(" {}", hinted.hint(words::words(app.lang))), Role::Normal),
        Span::new("  ", Role::Normal),
    ]
}
