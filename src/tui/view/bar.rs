//! The input line at the bottom for a filter, a text search or a line number, with a help line above the filter.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::query::complete::Completion;
use crate::query::worker::Order;
use crate::text::{clean, fit, fit_end, width, words};
use crate::tui::state::App;
use crate::tui::state::search::SearchBar;
use crate::tui::theme::Role;
use crate::tui::view::paint::put;
use crate::tui::widget::input::Input;
use crate::tui::widget::text::{Span, spans_width};

/// Draws the filter input and its help line; returns the cursor's position.
pub fn filter(buffer: &mut Buffer, area: Rect, app: &App, input: &Input) -> Position {
    let completion = SearchBar::completion(input, &app.known);
    if area.y > 0 {
        help(buffer, Rect { y: area.y - 1, height: 1, ..area }, app, &completion);
    }
    let words = &words::words(app.lang).search;
    let mistake = app.search.mistake().map(|mistake| mistake.range.clone());
    let typed = Typed { sign: "/ ", prompt: &words.prompt, ghost: ghost(input, &completion), mistake };
    typed.draw(buffer, area, app, input, &app.match_count())
}

/// Draws the input of the search in the open text; returns the cursor's position.
pub fn find(buffer: &mut Buffer, area: Rect, app: &App, input: &Input) -> Position {
    let words = &words::words(app.lang).find;
    let keys = [words.step.clone(), words.keep.clone(), words.end.clone()];
    let matches = match_position(app).unwrap_or_default();
    let room = usize::from(area.width / 2).saturating_sub(width(&matches) + 3);
    let right = format!("{matches}   {}", last_that_fit(&keys, room)).trim().to_owned();
    let sign = format!("{}: ", words.sign);
    let typed = Typed { sign: &sign, prompt: &words.prompt, ghost: String::new(), mistake: None };
    typed.draw(buffer, area, app, input, &right)
}

/// Draws the input of "go to line"; returns the cursor's position.
pub fn line(buffer: &mut Buffer, area: Rect, app: &App, input: &Input) -> Position {
    let sign = format!("{} ", words::words(app.lang).status.go_to);
    plain(buffer, area, app, (&sign, ""), input)
}

/// Draws an input line without completion and status: a label, and the typed text or a placeholder.
pub(super) fn plain(
    buffer: &mut Buffer,
    area: Rect,
    app: &App,
    (sign, prompt): (&str, &str),
    input: &Input,
) -> Position {
    Typed { sign, prompt, ghost: String::new(), mistake: None }.draw(buffer, area, app, input, "")
}

/// Current match and number of matches, such as `3 of 17`.
pub fn match_position(app: &App) -> Option<String> {
    let (find, words) = (&app.panes.find, &words::words(app.lang).find);
    match (find.text().is_empty(), find.running, find.matches().len()) {
        (true, ..) => None,
        (_, true, 0) => Some(words.running.clone()),
        (_, _, 0) => Some(words.none.clone()),
        (_, _, count) => Some(words::position(find.current() + 1, count, app.lang)),
    }
}

/// The completion shown dimmed after the cursor.
fn ghost(input: &Input, completion: &Completion) -> String {
    let typed = input.before_cursor().get(completion.range.start..).unwrap_or_default();
    let best = completion.candidates.first().map_or("", String::as_str);
    let begins = best.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    if begins { clean(&best[typed.len()..]).into_owned() } else { String::new() }
}

/// The help line, and as many key hints as fit to its right.
fn help(buffer: &mut Buffer, area: Rect, app: &App, completion: &Completion) {
    for x in area.left()..area.right() {
        if let Some(cell) = buffer.cell_mut((x, area.y)) {
            cell.reset();
        }
    }
    let room = usize::from(area.width).saturating_sub(2);
    let about = about(app, completion, room);
    put(buffer, area.x + 1, area.y, area.width.saturating_sub(2), &about, &app.theme);
    let keys = last_that_fit(&keys(app), room.saturating_sub(spans_width(&about) + 3));
    let x = area.right().saturating_sub(u16::try_from(width(&keys)).unwrap_or(0) + 1);
    put(buffer, x, area.y, area.right() - x, &[Span::new(keys, Role::Dim)], &app.theme);
}

/// The mistake in the filter; otherwise the values of the term being typed; otherwise the available terms.
fn about(app: &App, completion: &Completion, room: usize) -> Vec<Span> {
    let words = words::words(app.lang);
    if let Some(mistake) = app.search.mistake() {
        return vec![Span::new(mistake.text(app.lang), Role::Warning)];
    }
    let Some(term) = completion.term else {
        return vec![Span::new(words.search.terms_hint.clone(), Role::Dim)];
    };
    let name = format!("{term}:");
    let about = words.terms.get(term).map_or("", String::as_str);
    let mut spans = vec![Span::new(&name, Role::Heading), Span::new(format!(" {about} "), Role::Normal)];
    for candidate in completion.candidates.iter().filter(|candidate| **candidate != name) {
        let candidate = Span::new(format!("  {}", clean(candidate)), Role::Dim);
        if spans_width(&spans) + width(&candidate.text) > room {
            break;
        }
        spans.push(candidate);
    }
    spans
}

/// The longest tail of these hints that fits `room` columns.
fn last_that_fit(keys: &[String], room: usize) -> String {
    (0..keys.len()).map(|from| keys[from..].join(" · ")).find(|keys| width(keys) <= room).unwrap_or_default()
}

/// Key hints of the filter input, the most important last.
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

struct Typed<'a> {
    sign: &'a str,
    prompt: &'a str,
    /// What Tab would insert.
    ghost: String,
    mistake: Option<Range<usize>>,
}

impl Typed<'_> {
    fn draw(self, buffer: &mut Buffer, area: Rect, app: &App, input: &Input, right: &str) -> Position {
        // The typed text gets at least half of the line; of a long one, the part around the cursor is shown.
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

/// The visible part of a text, with a mistake in it highlighted.
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
