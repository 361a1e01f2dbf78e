//! Tab titles: which ones fit, and which one is at a column.

use crate::text::{Lang, width, words};
use crate::tui::page::Tab;
use crate::tui::theme::Role;
use crate::tui::widget::text::Span;

/// The titles that fit into `columns`, each piece with its tab; brackets mark the active one. If not all fit, those
/// next to the active one are shown.
pub fn titles(tabs: &[Tab], shown: Tab, has_keys: bool, columns: u16, lang: Lang) -> Vec<(Tab, Span)> {
    let words = words::words(lang);
    let at = tabs.iter().position(|tab| *tab == shown).unwrap_or(0);
    let titles: Vec<&str> = tabs.iter().map(|tab| tab.title(words)).collect();
    let room = usize::from(columns.saturating_sub(2));
    let (first, last) = in_room(&titles, at, room);
    let is_all = last - first + 1 == titles.len();
    let wide = is_all && titles.iter().map(|title| width(title) + 2).sum::<usize>() <= room;
    let bright = if has_keys { Role::Focus } else { Role::Strong };
    let mut spans = Vec::new();
    for (place, (tab, title)) in tabs.iter().zip(&titles).enumerate().take(last + 1).skip(first) {
        // Brackets mark the active tab without colour; `‹` and `›` show that there are more.
        let closes = place > first && place == at + 1;
        let mut push = |text: &str, role| spans.push((*tab, Span::new(text, role)));
        if wide && place > first {
            let (text, role) = if closes { ("]", bright) } else { (" ", Role::Dim) };
            push(text, role);
        }
        match place {
            _ if place == at => push("[", bright),
            _ if closes && !wide => push("]", bright),
            _ if place == first && first > 0 => push("‹", Role::Dim),
            _ => push(" ", Role::Dim),
        }
        push(title, if place == at { bright } else { Role::Dim });
    }
    let (text, role) = match (last == at, is_all || last + 1 == titles.len()) {
        (true, _) => ("]", bright),
        (false, false) => ("›", Role::Dim),
        (false, true) => (" ", Role::Dim),
    };
    spans.extend(tabs.get(last).map(|tab| (*tab, Span::new(text, role))));
    spans
}

/// The tab whose title is at column `x` of a line that starts at `left`.
pub fn at(titles: &[(Tab, Span)], left: u16, x: u16) -> Option<Tab> {
    let mut right = usize::from(left) + 1;
    let (tab, _) = titles.iter().find(|(_, span)| {
        right += width(&span.text);
        usize::from(x) < right
    })?;
    Some(*tab).filter(|_| x > left)
}

/// The first and the last title that fit `room` together with the title at `at`.
fn in_room(titles: &[&str], at: usize, room: usize) -> (usize, usize) {
    let (mut first, mut last) = (at, at);
    let mut used = titles.get(at).map_or(0, |title| width(title)) + 2;
    loop {
        let right = titles.get(last + 1).map(|title| width(title) + 1).filter(|more| used + more <= room);
        let left = first.checked_sub(1).and_then(|left| titles.get(left)).map(|title| width(title) + 1);
        match (right, left.filter(|more| used + more <= room)) {
            (Some(more), _) => (last, used) = (last + 1, used + more),
            (None, Some(more)) => (first, used) = (first - 1, used + more),
            (None, None) => return (first, last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shown_tab_always_has_room() {
        let titles = ["Diagnosis", "Overview", "Request", "Response", "Body", "Timings", "Cookies", "Raw"];
        assert_eq!(in_room(&titles, 4, 200), (0, 7));
        for room in 12..90 {
            for at in 0..titles.len() {
                let (first, last) = in_room(&titles, at, room);
                assert!((first..=last).contains(&at));
                let used: usize = titles[first..=last].iter().map(|title| title.len() + 1).sum();
                assert!(used < room, "{room} {at}");
            }
        }
    }
}
