//! The replacements of a copy over the whole window: each in its place, the file's value beside the copy's.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{bar, popup};
use crate::redact::{Kind, Replacement};
use crate::text::{clean, fit_end, fit_middle, human, width, words};
use crate::tui::layout;
use crate::tui::state::App;
use crate::tui::state::review::{Review, ReviewPurpose, ReviewStatus, masked};
use crate::tui::theme::Role;
use crate::tui::view::paint::{put, put_rows, put_styled, row_style};
use crate::tui::widget::text::{Line, Span, cell, wrap};

/// Rows of the details below the list.
const DETAILS: u16 = 6;

/// Draws it; returns where the cursor is while a value is typed.
pub fn draw(buffer: &mut Buffer, app: &App, review: &Review) -> Option<Position> {
    let words = &words::words(app.lang).review;
    let area = buffer.area;
    let (replaced, kept) = review.counts();
    let values = [("n", replaced), ("kept", kept), ("added", review.choices.added().count())];
    let values = values.map(|(name, count)| (name, human::count(count)));
    let values = values.each_ref().map(|(name, count)| (*name, count.as_str()));
    let makes = match review.purpose {
        ReviewPurpose::Case => &words.makes_case,
        ReviewPurpose::Export(_) => &words.makes_export,
    };
    let keys = app.keymap.fill(&words.keys, &[("makes", makes)]);
    popup::frame(buffer, area, app, &words::fill(&words.title, &values), &keys);
    let inner = layout::inside_popup(area);
    let list = Rect { height: inner.height.saturating_sub(DETAILS), ..inner };
    match &review.status {
        ReviewStatus::Looking => said(buffer, list, app, &words.looking),
        ReviewStatus::Failed(reason) => {
            said(buffer, list, app, &words::fill(&words.failed, &[("reason", &clean(reason))]));
        }
        ReviewStatus::Ready if review.replacements.is_empty() => said(buffer, list, app, &words.nothing),
        ReviewStatus::Ready => {
            rows(buffer, list, app, review);
            details(
                buffer,
                Rect { y: list.bottom(), height: inner.height - list.height, ..inner },
                app,
                review,
            );
        }
    }
    review.adding.as_ref().map(|input| {
        let line = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let sign = format!("{}: ", words.add);
        put(
            buffer,
            line.x,
            line.y,
            line.width,
            &[Span::new(" ".repeat(line.width.into()), Role::Normal)],
            &app.theme,
        );
        bar::plain(buffer, line, app, (&sign, &words.add_prompt), input)
    })
}

fn said(buffer: &mut Buffer, area: Rect, app: &App, text: &str) {
    let rows = wrap(Line::of(text, Role::Dim), usize::from(area.width));
    put_rows(buffer, area, &rows, &app.theme);
}

fn rows(buffer: &mut Buffer, area: Rect, app: &App, review: &Review) {
    let in_view = review.in_view(usize::from(area.height));
    let first = in_view.start;
    for ((place, one), y) in review.replacements[in_view].iter().enumerate().zip(area.top()..area.bottom()) {
        let place = first + place;
        let is_chosen = place == review.cursor;
        let style = |role| row_style(&app.theme, role, is_chosen);
        if is_chosen {
            buffer.set_style(Rect { y, height: 1, ..area }, style(Role::Normal));
            buffer.set_string(area.x - 1, y, "▌", style(Role::Focus));
        }
        // A kind is named where it begins.
        let begins = place == first || review.kind(place - 1) != Some(one.place.kind);
        let spans = spans(app, review, one, begins || is_chosen, usize::from(area.width));
        put_styled(buffer, area.x, y, area.width, &spans, style);
    }
}

/// `[×] cookie      12  request.headers[3].value   eyJh…  → REDACTED-0f3a9c`.
fn spans(app: &App, review: &Review, one: &Replacement, is_named: bool, columns: usize) -> Vec<Span> {
    const KIND: usize = 16;
    const VALUE: usize = 9;
    let words = &words::words(app.lang).review;
    let keeps = review.choices.keeps(one);
    let (sign, role) = if keeps { ("[ ] ", Role::Warning) } else { ("[×] ", Role::Good) };
    let kind = if is_named { kind_name(one.place.kind, words) } else { "" };
    let entry = one.place.entry.map_or_else(|| "–".to_owned(), |entry| entry.to_string());
    let value = if app.shows_secrets { clean(&one.original).into_owned() } else { masked(&one.original) };
    let copy = if keeps { words.kept.clone() } else { one.mark.clone() };
    let taken = 4 + KIND + 6 + 2 + VALUE + 3 + width(&copy) + 2;
    let path = fit_middle(&clean(&one.place.path), columns.saturating_sub(taken).max(12));
    let path_columns = columns.saturating_sub(taken).max(12);
    vec![
        Span::new(sign, role),
        Span::new(cell(kind, KIND, false), Role::Heading),
        Span::new(format!("{entry:>6}  "), Role::Dim),
        Span::new(cell(&path, path_columns, false), Role::Normal),
        Span::new(format!(" {}", cell(&fit_end(&value, VALUE), VALUE, false)), Role::Key),
        Span::new(" → ", Role::Dim),
        Span::new(copy, role),
    ]
}

/// The chosen replacement in its place, whole.
fn details(buffer: &mut Buffer, area: Rect, app: &App, review: &Review) {
    let Some(one) = review.chosen() else { return };
    let words = &words::words(app.lang).review;
    let rule = "─".repeat(usize::from(area.width));
    let count = human::count(one.original.chars().count());
    let length = words::fill(&words.characters, &[("n", &count)]);
    let entry = one.place.entry.and_then(|number| Some((number, app.index.get(number)?)));
    let at = match entry {
        Some((number, summary)) => {
            let url = fit_middle(&app.safe(&summary.url), usize::from(area.width).saturating_sub(24));
            format!("{number}  {} {url}", clean(&summary.method))
        }
        None => words.frame.clone(),
    };
    let times = words::fill(&words.times, &[("n", &one.place.count.to_string())]);
    let times = if one.place.count > 1 { format!(" · {times}") } else { String::new() };
    let hint = app.keymap.fill(&words.hidden, &[]);
    let value = match app.shows_secrets {
        true => clean(&one.original).into_owned(),
        false => format!("{} ({length} · {hint})", masked(&one.original)),
    };
    let keeps = review.choices.keeps(one);
    let copy = if keeps { words.kept.clone() } else { one.mark.clone() };
    let labels = width(&words.file).max(width(&words.copy)) + 2;
    let fact = |label: &str, value: String, role| {
        let spans = vec![Span::new(cell(label, labels, false), Role::Dim), Span::new(value, role)];
        Line { hang: labels, spans, ..Line::default() }
    };
    let lines = [
        Line::of(rule, Role::Rule),
        Line::of(at, Role::Strong),
        Line::of(format!("{}{times}", clean(&one.place.path)), Role::Normal),
        fact(&words.file, value, Role::Key),
        fact(&words.copy, copy, if keeps { Role::Warning } else { Role::Good }),
    ];
    let rows: Vec<Line> = lines
        .into_iter()
        .flat_map(|line| wrap(line, usize::from(area.width)))
        .take(area.height.into())
        .collect();
    put_rows(buffer, area, &rows, &app.theme);
}

fn kind_name(kind: Kind, words: &words::Review) -> &str {
    match kind {
        Kind::Authorization => &words.kind_authorization,
        Kind::Cookie => &words.kind_cookie,
        Kind::Token => &words.kind_token,
        Kind::Password => &words.kind_password,
        Kind::SignIn => &words.kind_sign_in,
        Kind::Elsewhere => &words.kind_elsewhere,
        Kind::Unreadable => &words.kind_unreadable,
        Kind::Email => &words.kind_email,
        Kind::Name => &words.kind_name,
        Kind::Phone => &words.kind_phone,
        Kind::Address => &words.kind_address,
        Kind::Card => &words.kind_card,
        Kind::Iban => &words.kind_iban,
        Kind::NationalId => &words.kind_national_id,
    }
}
