//! The filters at one key, with their counts, in a row of their own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{put, spans_width};
use crate::query::chips::CHIPS;
use crate::text::{human, words};
use crate::tui::state::App;
use crate::tui::theme::Role;
use crate::tui::widget::text::Span;

/// Draws as many as fit.
pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) {
    let spans: Vec<Span> = chips(app, area.width).into_iter().flatten().collect();
    put(buffer, area.x + 1, area.y, area.width - 1, &spans, &app.theme);
}

/// The chip that stands in a column of the window.
#[must_use]
pub fn chip_at(app: &App, column: u16) -> Option<usize> {
    let area = app.layout?.chips?;
    let mut right = usize::from(area.x) + 1;
    chips(app, area.width).iter().position(|chip| {
        let left = right;
        right += spans_width(chip);
        (left..right).contains(&usize::from(column))
    })
}

/// The chips that fit.
fn chips(app: &App, columns: u16) -> Vec<[Span; 5]> {
    let words = &words::words(app.lang).chips;
    let set = app.search.chip();
    let mut room = usize::from(columns).saturating_sub(1);
    let mut chips = Vec::new();
    for (place, (chip, count)) in CHIPS.iter().zip(app.chips.counts()).enumerate() {
        let is_set = set == Some(place);
        // Brackets say without colour which one is set; what would show nothing is quieter.
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
