//! The filters at one key, with their counts, in a row of their own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{put, spans_width};
use crate::query::chips::CHIPS;
use crate::text::{human, words};
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widget::text::Span;

/// Draws as many as fit.
pub fn draw(buffer: &mut Buffer, area: Rect, app: &App) {
    let words = &words::words(app.lang).chips;
    let set = app.search.chip();
    let mut spans = vec![Span::new(" ", Role::Normal)];
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
        if spans_width(&spans) + spans_width(&chip) > usize::from(area.width) {
            break;
        }
        spans.extend(chip);
    }
    put(buffer, area.x, area.y, area.width, &spans, &app.theme);
}
