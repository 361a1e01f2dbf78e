//! Tabs of the open files, with the number of failures in each.

use super::facts::{NAME, facts};
use crate::text::{fit_middle, human, width};
use crate::tui::state::App;
use crate::tui::state::file::FileTab;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Span, spans_width};

/// Minimum columns of a file name; a shorter one would not distinguish the files.
const MIN_NAME: usize = 8;

/// The tabs, with brackets around the current one; if not all fit, those next to it. Spare room is used for facts
/// about the current file.
pub(super) fn files(app: &App, room: usize) -> Vec<Span> {
    let mut spans = vec![Span::new(NAME.trim_end(), Role::Focus), Span::new(" ", Role::Normal)];
    let room = room.saturating_sub(NAME.len());
    let names = app.tabs.iter().map(|tab| width(&tab.name)).max().unwrap_or(0);
    let fits = |longest: usize, first: usize, last: usize| {
        let columns = app.tabs[first..=last].iter().map(|one| tab(one, longest, false));
        // Two columns are needed for the "more" signs at both ends.
        columns.map(|spans| spans_width(&spans)).sum::<usize>() + 2 <= room
    };
    let at = app.id.0.min(app.tabs.len() - 1);
    let all = (0, app.tabs.len() - 1);
    let whole = (MIN_NAME..=names.max(MIN_NAME)).rev().find(|longest| fits(*longest, all.0, all.1));
    let longest = whole.unwrap_or(MIN_NAME);
    let (mut first, mut last) = if whole.is_some() { all } else { (at, at) };
    while last < all.1 && fits(longest, first, last + 1) {
        last += 1;
    }
    while first > 0 && fits(longest, first - 1, last) {
        first -= 1;
    }
    spans.push(Span::new(if first > 0 { "‹" } else { "" }, Role::Dim));
    for (place, one) in app.tabs.iter().enumerate().take(last + 1).skip(first) {
        spans.extend(tab(one, longest, place == at));
    }
    spans.push(Span::new(if last < all.1 { "›" } else { "" }, Role::Dim));
    let mut facts = facts(app).into_iter().map(|fact| format!(" · {fact}"));
    let mut left = (room + NAME.len()).saturating_sub(spans_width(&spans));
    while let Some(fact) = facts.next().filter(|fact| width(fact) <= left && app.file.failure.is_none()) {
        left -= width(&fact);
        spans.push(Span::new(fact, Role::Dim));
    }
    spans
}

fn tab(tab: &FileTab, longest: usize, is_shown: bool) -> Vec<Span> {
    let role = if is_shown { Role::Strong } else { Role::Dim };
    let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
    let mut spans = vec![Span::new(open, Role::Focus), Span::new(fit_middle(&tab.name, longest), role)];
    match tab.failed {
        Some(0) => {}
        Some(failed) => spans.push(Span::new(format!(" ✗{}", human::count(failed)), Role::Failed)),
        None => spans.push(Span::new(" ✗", Role::Failed)),
    }
    spans.push(Span::new(close, Role::Focus));
    spans
}
