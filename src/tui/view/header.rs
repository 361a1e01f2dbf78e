//! The title bar: the file on the left, its failures on the right.

mod facts;
mod tabs;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::facts::{NAME, facts};
use crate::diagnose::counts::Tone;
use crate::text::{clean, fit_middle, width, words};
use crate::tui::state::App;
use crate::tui::theme::Role;
use crate::tui::view::paint::put;
use crate::tui::widget::text::{Span, spans_width};

pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) {
    let verdict = [secrets_shown(app), verdict(app)].concat();
    let verdict_width = u16::try_from(spans_width(&verdict)).unwrap_or(u16::MAX);
    let room = area.width.saturating_sub(verdict_width + 4);
    let left = match app.tabs.is_empty() {
        true => file(app, usize::from(room)),
        false => tabs::files(app, usize::from(room)),
    };
    put(buffer, area.x + 1, area.y, room, &left, &app.theme);
    let x = area.right().saturating_sub(verdict_width + 1).max(area.x);
    put(buffer, x, area.y, verdict_width, &verdict, &app.theme);
}

/// The warning shown while secrets are visible.
pub(super) fn secrets_shown(app: &App) -> Vec<Span> {
    let text = &words::words(app.lang).header.secrets_shown;
    if app.shows_secrets { vec![Span::new(format!("{text}  "), Role::Failed)] } else { Vec::new() }
}

/// What failed, the most important fact of the screen.
fn verdict(app: &App) -> Vec<Span> {
    let mut spans = Vec::new();
    if !app.file.is_loaded {
        let words = &words::words(app.lang).header;
        let percent = app.percent();
        let reading = words::fill(&words.loading, &[("percent", &percent.to_string())]);
        let (done, rest) = (usize::from(percent) / 10, 10 - usize::from(percent) / 10);
        spans.push(Span::new("━".repeat(done), Role::Heading));
        spans.push(Span::new("─".repeat(rest), Role::Dim));
        spans.push(Span::new(format!(" {reading}  "), Role::Heading));
    }
    if app.file.failure.is_some() {
        return vec![Span::new(words::words(app.lang).files.unopened.clone(), Role::Failed)];
    }
    let counts = app.findings.counts();
    // "Nothing failed" is only known once the whole file is read.
    if !app.file.is_loaded && counts.is_quiet() {
        return spans;
    }
    for (place, (tone, text)) in counts.verdict(app.lang).into_iter().enumerate() {
        let role = match tone {
            Tone::Failed => Role::Failed,
            Tone::Undecided | Tone::Noted => Role::Warning,
            Tone::Good => Role::Good,
            // What failed is said already.
            Tone::Nothing if place > 0 => continue,
            Tone::Nothing => Role::Strong,
        };
        spans.push(Span::new(if place > 0 { format!(" · {text}") } else { text }, role));
    }
    spans
}

/// File name, exporter, number of entries and time span; the last facts are dropped first if space is short.
fn file(app: &App, room: usize) -> Vec<Span> {
    const MIN_NAME: usize = 8;
    let words = &words::words(app.lang).header;
    let path = clean(&app.file.name);
    let mut name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    if let Some(member) = &app.file.member {
        name = format!("{name} › {}", clean(member));
    }
    // A dim sign, dropped last: the format report has the details.
    let odd = match app.file.outcome.cut_at {
        Some(_) => format!("  ~ {}", words.cut_off),
        None if app.file.is_odd() => format!("  ~ {}", words.odd),
        None => String::new(),
    };
    let room = room.saturating_sub(width(&odd));
    let mut facts = facts(app);
    let columns = |facts: &[String]| facts.iter().map(|fact| 3 + width(fact)).sum::<usize>();
    while facts.len() > 1 && NAME.len() + width(&name) + columns(&facts) > room {
        facts.pop();
    }
    // A truncated number would be wrong, so drop the whole fact.
    if NAME.len() + MIN_NAME + columns(&facts) > room {
        facts.clear();
    }
    let name_room = room.saturating_sub(NAME.len() + columns(&facts));
    let mut spans = vec![
        Span::new(NAME.trim_end(), Role::Focus),
        Span::new("  ", Role::Normal),
        Span::new(fit_middle(&name, name_room.max(MIN_NAME)), Role::Strong),
    ];
    spans.extend(facts.into_iter().map(|fact| Span::new(format!(" · {fact}"), Role::Dim)));
    spans.push(Span::new(odd, Role::Dim));
    spans
}
