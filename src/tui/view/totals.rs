//! The totals of the list, in words.

use crate::text::{human, words};
use crate::tui::state::App;

/// The facts, the most important first: `2 of 14 requests`, `583 B`, `in 31 s`, `1.2 s added up`.
pub fn parts(app: &App) -> Vec<String> {
    let (words, totals) = (&words::words(app.lang).totals, app.totals());
    let (listed, all) = (app.list.len(), app.index.len());
    let (n, m) = (human::count(listed), human::count(all));
    let count = match listed {
        _ if listed < all => words::fill(&words.some, &[("n", &n), ("m", &m)]),
        1 => words.one.clone(),
        _ => words::fill(&words.all, &[("n", &n)]),
    };
    let mut parts = vec![count];
    // While a search is running, the totals are not final.
    if listed == 0 || app.search.running {
        return parts;
    }
    let bytes = Some(totals.bytes).filter(|bytes| *bytes > 0);
    parts.extend(bytes.map(human::bytes));
    for (said, time) in [(&words.span, totals.span_ms()), (&words.added_up, Some(totals.time_ms))] {
        let time = time.filter(|time| *time > 0.0).map(human::duration);
        parts.extend(time.map(|time| words::fill(said, &[("time", &time)])));
    }
    parts
}
