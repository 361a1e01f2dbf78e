//! The popup to choose the list's columns.

use ratatui::buffer::Buffer;

use super::popup;
use crate::text::words;
use crate::tui::layout;
use crate::tui::state::App;
use crate::tui::state::chooser::Chooser;
use crate::tui::view::paint::put_rows;

pub fn draw(buffer: &mut Buffer, app: &App, chooser: &Chooser) {
    let words = &words::words(app.lang).chooser;
    let lines = chooser.lines(app.lang);
    let area = layout::popup(buffer.area, &lines);
    let inner = layout::inside_popup(area);
    popup::frame(buffer, area, app, &words.title, &words.keys);
    put_rows(buffer, inner, &lines[chooser.first(inner.height)..], &app.theme);
}
