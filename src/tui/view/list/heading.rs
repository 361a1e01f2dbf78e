//! The heading row of a group.

use crate::query::group::{Group, GroupBy};
use crate::query::totals::Totals;
use crate::text::{fit_middle, human, width, words};
use crate::tui::state::App;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Span, cell};

/// Minimum columns of a group's name.
const MIN_NAME: usize = 16;

/// A fact about a group: text, role, and columns including the gap before it.
type Fact = (String, Role, usize);

/// The row: a fold sign, the name, and on the right the group's totals.
pub(super) fn spans(app: &App, group: &Group, is_folded: bool, room: usize) -> Vec<Span> {
    let (name, started) = app.group_name(group);
    let words = &words::words(app.lang).group;
    let Totals { count, failed, bytes, time_ms, .. } = group.totals;
    let n_failed = |n: &str| words::fill(&words.n_failed, &[("n", n)]);
    let said_failed = if failed > 0 { n_failed(&human::count(failed)) } else { String::new() };
    // Fixed-width columns make groups comparable; size and time line up with those of the entries.
    let mut facts = vec![
        (human::count(count), Role::Normal, 8),
        (said_failed, Role::Warning, width(&n_failed("999")) + 2),
        (or_dash(bytes > 0, human::bytes(bytes)), Role::Dim, 8),
        (or_dash(time_ms > 0.0, human::duration(time_ms)), Role::Dim, 8),
    ];
    // Margin and sign precede the name; the pane's last column stays free.
    let left = room.saturating_sub(3 + 1);
    let taken = |facts: &[Fact]| facts.iter().map(|(.., wide)| wide).sum::<usize>();
    let has_room = |facts: &[Fact]| taken(facts) + MIN_NAME.min(width(&name)) <= left;
    let opened = (started.to_owned(), Role::Dim, 10);
    if app.search.group == Some(GroupBy::Page) && taken(&facts) + opened.2 + MIN_NAME <= left {
        facts.insert(0, opened);
    }
    while facts.len() > 1 && !has_room(&facts) {
        facts.pop();
    }
    let own = left.saturating_sub(taken(&facts));
    // The end of a URL says more than its beginning.
    let name = if name.contains("://") && !name.contains(' ') { fit_middle(&name, own) } else { name };
    let name = cell(&name, own, false);
    let sign = if is_folded { " ▸ " } else { " ▾ " };
    let mut spans = vec![Span::new(sign, Role::Heading), Span::new(name, Role::Strong)];
    let facts = facts.into_iter().map(|(text, role, wide)| Span::new(cell(&text, wide, true), role));
    spans.extend(facts);
    spans
}

/// A dash for zero and unknown values, as in entry rows.
fn or_dash(is_known: bool, text: String) -> String {
    if is_known { text } else { "–".to_owned() }
}
