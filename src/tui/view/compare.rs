//! The comparison of two entries, over the whole window: side by side if there is room, otherwise stacked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{footer, header};
use crate::compare::words::of;
use crate::compare::{Comparison, Head, Sides};
use crate::text::{clean, fit_end, fit_middle, human, width, words};
use crate::tui::action::Action;
use crate::tui::layout;
use crate::tui::layout::comparison::{Columns, MARGIN};
use crate::tui::state::App;
use crate::tui::state::comparing::{Comparing, State};
use crate::tui::theme::Role;
use crate::tui::view::paint::{arrows, put, put_rows};
use crate::tui::widget::text::{Line, Span, end, placed_rows, spans_width};

/// Minimum columns that a long file name is shortened to.
const MAX_FILE: usize = 24;
const SHORTEST_FILE: usize = 8;

const SEPARATOR: &str = " · ";

pub fn draw(buffer: &mut Buffer, app: &App, comparing: &Comparing) {
    buffer.reset();
    let areas = layout::compare((buffer.area.width, buffer.area.height));
    title(buffer, areas.title, app, comparing);
    match &comparing.state {
        State::Ready(found) => {
            heads(buffer, areas.headings, app, &found.shown, comparing.laid_out.columns);
            text(buffer, areas.text, app, comparing);
        }
        State::Reading => {
            remark(buffer, areas.text, app, app.keymap.fill(&of(app.lang).reading, &[]), Role::Dim)
        }
        State::Failed(reason) => {
            let text = words::fill(&of(app.lang).failed, &[("reason", &clean(reason))]);
            remark(buffer, areas.text, app, text, Role::Failed);
        }
    }
    for x in areas.rule.left()..areas.rule.right() {
        buffer.set_string(x, areas.rule.y, "─", app.theme.style(Role::Rule));
    }
    footer(buffer, areas.footer, app, comparing);
}

/// Why these two entries are compared, and on the right the result.
fn title(buffer: &mut Buffer, area: Rect, app: &App, comparing: &Comparing) {
    let words = of(app.lang);
    let verdict = match &comparing.state {
        State::Ready(found) if found.shown.is_same() => Span::new(found.shown.verdict(app.lang), Role::Good),
        State::Ready(found) => Span::new(found.shown.verdict(app.lang), Role::Warning),
        State::Reading | State::Failed(_) => Span::new("", Role::Normal),
    };
    let verdict = [header::secrets_shown(app), vec![verdict]].concat();
    let verdict_width = u16::try_from(spans_width(&verdict)).unwrap_or(u16::MAX);
    let room = area.width.saturating_sub(verdict_width + 4);
    let why = format!("  {}", comparing.why(app.lang));
    let why = fit_end(&why, usize::from(room).saturating_sub(width(&words.title)));
    let left = [Span::new(words.title.as_str(), Role::Focus), Span::new(why, Role::Normal)];
    put(buffer, area.x + 1, area.y, room, &left, &app.theme);
    let x = area.right().saturating_sub(verdict_width + 1).max(area.x);
    put(buffer, x, area.y, verdict_width, &verdict, &app.theme);
}

/// The two entries: above their columns, or on one line each with its sign.
fn heads(buffer: &mut Buffer, area: Rect, app: &App, found: &Comparison, columns: Option<Columns>) {
    let Sides { left, right } = &found.heads;
    let has_files = left.file != right.file;
    // With two files, their names are more useful than the times.
    let facts = |head: &Head, room: usize| {
        let words = words::words(app.lang);
        let entry = words::fill(&words.status.entry, &[("n", &head.number.to_string())]);
        let status =
            head.status.map_or_else(|| of(app.lang).no_answer.clone(), |status| format!("HTTP {status}"));
        let text = format!("{entry}{SEPARATOR}{status}");
        let room = room.saturating_sub(width(&text) + width(SEPARATOR));
        let last = match human::clock(&head.started).filter(|time| width(time) <= room) {
            _ if has_files => fit_middle(&head.file_name(), room.clamp(SHORTEST_FILE, MAX_FILE)),
            time => time.unwrap_or_default().to_owned(),
        };
        if last.is_empty() { text } else { format!("{text}{SEPARATOR}{last}") }
    };
    let request = |head: &Head| clean(&format!("{} {}", head.method, head.url)).into_owned();
    for (place, (head, sign, role)) in
        [(left, "-", Role::Warning), (right, "+", Role::Good)].into_iter().enumerate()
    {
        let place = u16::try_from(place).unwrap_or(0);
        if let Some(columns) = columns {
            let (x, room) = if place == 0 { columns.left() } else { columns.right() };
            let facts = facts(head, room.saturating_sub(2));
            let first = [Span::new(format!("{sign} "), role), Span::new(facts, Role::Strong)];
            let (x, columns) = (area.x + x, u16::try_from(room).unwrap_or(u16::MAX));
            put(buffer, x, area.y, columns, &first, &app.theme);
            let second = Span::new(fit_middle(&request(head), room), Role::Dim);
            put(buffer, x, area.y + 1, columns, &[second], &app.theme);
        } else {
            let facts = facts(head, usize::from(area.width));
            let room = usize::from(area.width).saturating_sub(width(&facts) + 6);
            let spans = [
                Span::new(format!("{sign} "), role),
                Span::new(facts, Role::Strong),
                Span::new(format!("  {}", fit_middle(&request(head), room)), Role::Dim),
            ];
            put(buffer, area.x + 1, area.y + place, area.width - 1, &spans, &app.theme);
        }
    }
}

fn text(buffer: &mut Buffer, area: Rect, app: &App, comparing: &Comparing) {
    let (columns, height) = (usize::from(area.width), usize::from(area.height));
    let lines = comparing.laid_out.lines.as_slice();
    let current = comparing.current.and_then(|at| comparing.laid_out.stops.get(at));
    for (y, (place, row)) in
        (area.top()..area.bottom()).zip(placed_rows(lines, comparing.scroll, columns, height))
    {
        put(buffer, area.x, y, area.width, &row.spans, &app.theme);
        if current.is_some_and(|lines| lines.contains(&place.line)) {
            buffer.set_string(area.x, y, "▌", app.theme.style(Role::Focus));
        }
    }
    let window = Rect { width: area.width + 1, ..area };
    arrows(buffer, window, comparing.scroll, end(lines, columns, height), &app.theme);
}

fn remark(buffer: &mut Buffer, area: Rect, app: &App, text: String, role: Role) {
    let area = Rect { x: area.x + MARGIN, width: area.width.saturating_sub(MARGIN), ..area };
    let rows = crate::tui::widget::text::wrap(Line::of(text, role), usize::from(area.width));
    put_rows(buffer, area, &rows, &app.theme);
}

/// A notice or the key hints; on the right the current difference.
fn footer(buffer: &mut Buffer, area: Rect, app: &App, comparing: &Comparing) {
    let count = comparing.laid_out.stops.len();
    let place = match comparing.current {
        Some(at) => words::position(at + 1, count, app.lang),
        None => String::new(),
    };
    let left = footer::notice(app).unwrap_or_else(|| hints(app, comparing));
    footer::both(buffer, area, app, &left, place);
}

fn hints(app: &App, comparing: &Comparing) -> Vec<Span> {
    let words = of(app.lang);
    let mut hints = vec![(vec![Action::Back], &words.close)];
    if matches!(comparing.state, State::Ready(_)) {
        hints.insert(0, (vec![Action::Copy], &words.copy));
    }
    if comparing.has_others() {
        hints.insert(0, (vec![Action::Compare], &words.other));
    }
    if !comparing.laid_out.stops.is_empty() {
        hints.insert(0, (vec![Action::NextFailure, Action::PreviousFailure], &words.next));
    }
    let mut spans = Vec::new();
    for (actions, text) in hints {
        let keys: Vec<&str> = actions.iter().filter_map(|action| app.keymap.first(*action)).collect();
        spans.push(Span::new(keys.join(" "), Role::Heading));
        spans.push(Span::new(format!(" {text}  "), Role::Normal));
    }
    spans
}
