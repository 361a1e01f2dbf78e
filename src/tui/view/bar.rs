//! The line in which a filter or a search is typed, and above it what helps with it.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{put, spans_width};
use crate::query::complete::Completion;
use crate::query::worker::Order;
use crate::text::{clean, fit, fit_end, human, width, words};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widget::input::Input;
use crate::tui::widget::text::Span;

/// Draws the filter bar, and a line of help above it; returns where the cursor stands.
pub fn filter(buffer: &mut Buffer, area: Rect, app: &App, input: &Input) -> Position {
    let completion = app.search.completion(&app.known);
    if area.y > 0 {
        help(buffer, Rect { y: area.y - 1, ..area }, app, input, &completion);
    }
    let words = &words::words(app.lang).search;
    let mistake = app.search.mistake().map(|mistake| mistake.range.clone());
    let typed = Typed { sign: "/ ", prompt: &words.prompt, ghost: ghost(input, &completion), mistake };
    typed.draw(buffer, area, app, input, &found(app))
}

/// Draws the bar of the search in the open text; returns where the cursor stands.
pub fn find(buffer: &mut Buffer, area: Rect, app: &App, input: &Input) -> Position {
    let words = &words::words(app.lang).find;
    let keys = [words.keep.as_str(), &words.next, &words.end].join(" · ");
    let right = match places(app) {
        Some(places) => format!("{places}   {keys}"),
        None => keys,
    };
    let typed = Typed { sign: "⌕ ", prompt: &words.prompt, ghost: String::new(), mistake: None };
    typed.draw(buffer, area, app, input, &right)
}

/// How many places were found, and which is shown: `3 of 17`.
pub fn places(app: &App) -> Option<String> {
    let (find, words) = (&app.panes.find, &words::words(app.lang).find);
    match (find.text().is_empty(), find.running, find.places().len()) {
        (true, ..) => None,
        (_, true, 0) => Some(words.running.clone()),
        (_, _, 0) => Some(words.none.clone()),
        (_, _, count) => {
            let (n, m) = (human::count(find.current() + 1), human::count(count));
            Some(words::fill(&words.position, &[("n", &n), ("m", &m)]))
        }
    }
}

/// How many entries the filter lets through: `42 of 8,316 · best first`, while it runs with how far it is.
pub fn found(app: &App) -> String {
    let words = &words::words(app.lang).search;
    let (all, listed) = (human::count(app.index.len()), human::count(app.list.len()));
    let (looked, to_look) = app.search.looked;
    match (app.search.is_active(), app.search.running) {
        (true, true) if to_look > 0 => {
            let (looked, to_look) = (human::count(looked), human::count(to_look));
            let values = [("n", &listed), ("m", &all), ("looked", &looked), ("all", &to_look)];
            words::fill(&words.looking, &values.map(|(name, value)| (name, value.as_str())))
        }
        (true, true) if app.list.is_empty() => words.running.clone(),
        _ => {
            let count = words::fill(&words.matches, &[("n", &listed), ("m", &all)]);
            match app.search.order() {
                _ if app.search.pattern().is_none() => count,
                Order::Best => format!("{count} · {}", words.best_first),
                Order::File => format!("{count} · {}", words.file_order),
            }
        }
    }
}

/// What would be put in behind the cursor.
fn ghost(input: &Input, completion: &Completion) -> String {
    let typed = input.before_cursor().get(completion.range.start..).unwrap_or_default();
    let best = completion.candidates.first().map_or("", String::as_str);
    let begins = best.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    if begins { clean(&best[typed.len()..]).into_owned() } else { String::new() }
}

/// The line of help: the mistake, else what the term takes, else what terms there are; then keys, as many as fit.
fn help(buffer: &mut Buffer, area: Rect, app: &App, input: &Input, completion: &Completion) {
    let all = words::words(app.lang);
    let mut spans = Vec::new();
    match (app.search.mistake(), completion.term) {
        (Some(mistake), _) => spans.push(Span::new(mistake.text(app.lang), Role::Warning)),
        (None, Some(term)) => {
            let about = all.terms.get(term).map_or("", String::as_str);
            spans.push(Span::new(format!("{term}:"), Role::Heading));
            // Values of the file are the better help where there are any.
            match completion.candidates.as_slice() {
                [] => spans.push(Span::new(format!(" {about}"), Role::Normal)),
                many if completion.range.start > 0
                    || input.before_cursor().contains(':')
                    || many.len() > 1 =>
                {
                    spans.push(Span::new(format!(" {about} "), Role::Normal));
                    spans.extend(many.iter().map(|one| Span::new(format!("  {}", clean(one)), Role::Dim)));
                }
                _ => spans.push(Span::new(format!(" {about}"), Role::Normal)),
            }
        }
        (None, None) => spans.push(Span::new(all.search.terms_hint.clone(), Role::Dim)),
    }
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
    let keys = keys(app);
    let room = usize::from(area.width).saturating_sub(2);
    let used = spans_width(&spans).min(room);
    let keys = keys.iter().rev().scan(0, |columns, key| {
        *columns += width(key) + 3;
        (used + *columns <= room).then_some(key.as_str())
    });
    let keys: Vec<&str> = keys.collect::<Vec<_>>().into_iter().rev().collect();
    put(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &spans, &app.theme);
    let keys = keys.join(" · ");
    let x = area.right().saturating_sub(u16::try_from(width(&keys)).unwrap_or(0) + 1);
    put(buffer, x, area.y, area.right() - x, &[Span::new(keys, Role::Dim)], &app.theme);
}

/// The bar's keys, the most important last.
fn keys(app: &App) -> Vec<String> {
    let words = &words::words(app.lang).search;
    let mut keys = vec![words.earlier.clone(), words.move_in_list.clone()];
    if app.search.pattern().is_some() {
        let other = if app.search.order() == Order::Best { &words.file_order } else { &words.best_first };
        keys.push(words::fill(&words.toggle, &[("order", other)]));
    }
    keys.extend([words.complete.clone(), words.keep.clone(), words.undo.clone()]);
    keys
}

/// A line that is being typed.
struct Typed<'a> {
    sign: &'a str,
    prompt: &'a str,
    /// What Tab would put in.
    ghost: String,
    mistake: Option<Range<usize>>,
}

impl Typed<'_> {
    fn draw(self, buffer: &mut Buffer, area: Rect, app: &App, input: &Input, right: &str) -> Position {
        // What is typed keeps half of the line at least; of a long text the cursor's side is shown.
        let right = fit_end(right, usize::from(area.width / 2));
        let room = usize::from(area.width).saturating_sub(width(&right) + width(self.sign) + 4);
        let before = fit::suffix(input.before_cursor(), room.saturating_sub(4).max(4));
        let start = input.before_cursor().len() - before.len();
        let after = &input.text()[input.before_cursor().len()..];
        let after = fit::prefix(after, room.saturating_sub(width(before)));
        let mut spans = vec![Span::new(self.sign, Role::Focus)];
        let shown = start..start + before.len() + after.len();
        spans.extend(pieces(input.text(), shown, self.mistake));
        if input.text().is_empty() {
            spans.push(Span::new(self.prompt, Role::Dim));
        } else {
            let left = room.saturating_sub(width(before) + width(after));
            spans.push(Span::new(fit_end(&self.ghost, left), Role::Dim));
        }
        let right_width = u16::try_from(width(&right)).unwrap_or(0);
        let left_width = area.width.saturating_sub(right_width + 3);
        put(buffer, area.x + 1, area.y, left_width, &spans, &app.theme);
        let x = area.right().saturating_sub(right_width + 1);
        put(buffer, x, area.y, right_width, &[Span::new(right, Role::Heading)], &app.theme);
        let cursor = u16::try_from(1 + width(self.sign) + width(before)).unwrap_or(0);
        Position::new(area.x + cursor.min(area.width - 1), area.y)
    }
}

/// The shown part of a text, with a mistake in it marked.
fn pieces(text: &str, shown: Range<usize>, mistake: Option<Range<usize>>) -> Vec<Span> {
    let inside = |at: usize| at.clamp(shown.start, shown.end);
    let mistake = mistake.map_or(shown.end..shown.end, |range| inside(range.start)..inside(range.end));
    let parts = [
        (shown.start..mistake.start, Role::Strong),
        (mistake.clone(), Role::Mistake),
        (mistake.end..shown.end, Role::Strong),
    ];
    let piece = |(range, role): (Range<usize>, Role)| Some(Span::new(text.get(range)?, role));
    parts.into_iter().filter_map(piece).collect()
}
