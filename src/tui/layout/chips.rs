//! The row of filter chips: which chips fit, and which one is at a column.

use crate::query::chips::{CHIPS, Counts};
use crate::text::{Lang, human, words};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Span, spans_width};

/// The chips that fit into `columns`; `set` is the active one.
pub fn fitting(counts: &Counts, set: Option<usize>, columns: u16, lang: Lang) -> Vec<[Span; 5]> {
    let words = &words::words(lang).chips;
    let mut room = usize::from(columns).saturating_sub(1);
    let mut chips = Vec::new();
    for (place, (chip, count)) in CHIPS.iter().zip(counts.counts()).enumerate() {
        let is_set = set == Some(place);
        // Brackets mark the active chip without colour; a chip without matches is dimmed.
        let (open, close, role) = match (is_set, count) {
            (true, _) => ("[", "]", Role::Strong),
            (false, 0) => (" ", " ", Role::Dim),
            (false, _) => (" ", " ", Role::Normal),
        };
        let name = words.get(chip.name).map_or("", String::as_str);
        let count_role = if chip.name == "failed" && *count > 0 { Role::Warning } else { Role::Dim };
        let chip = [
            Span::new(open, role),
            Span::new((place + 1).to_string(), if is_set { Role::Focus } else { Role::Heading }),
            Span::new(format!(" {name} "), role),
            Span::new(format!("({})", human::count(*count)), count_role),
            Span::new(format!("{close} "), role),
        ];
        let Some(left) = room.checked_sub(spans_width(&chip)) else { break };
        room = left;
        chips.push(chip);
    }
    chips
}

/// The chip at column `x` of a row that starts at `left`.
pub fn at(chips: &[[Span; 5]], left: u16, x: u16) -> Option<usize> {
    let mut right = usize::from(left) + 1;
    chips.iter().position(|chip| {
        let left = right;
        right += spans_width(chip);
        (left..right).contains(&usize::from(x))
    })
}
