//! A board: rows that lead on, over the panes. The causes of a file, one user's story, the entries that a text names.

use ratatui::layout::{Position, Rect};

use crate::tui::layout;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, wrap};

/// Where a row, or a word of a text, leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// To an entry.
    Entry(usize),
    /// To the entries that a filter lets through.
    Filter(String),
}

/// What a board shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardKind {
    /// The causes of the file's failures.
    Causes,
    /// The entries that touch one user.
    Story,
    /// The entries that a text names.
    References,
}

/// A row, which may take several lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardRow {
    /// Its text.
    pub lines: Vec<Line>,
    /// Where it leads; a row without a link is passed over.
    pub link: Option<Link>,
    /// The findings that it is about: the entry, and the place among the entry's findings.
    pub findings: Vec<(usize, usize)>,
}

/// An open board.
#[derive(Debug)]
pub struct Board {
    /// What it shows.
    pub kind: BoardKind,
    /// Its title.
    pub title: String,
    /// What its keys do, in the last line of its frame.
    pub keys: String,
    /// Its rows.
    pub rows: Vec<BoardRow>,
    /// The chosen row.
    pub cursor: usize,
}

impl Board {
    /// A board on its first row that leads on.
    #[must_use]
    pub fn new(kind: BoardKind, title: String, keys: String, rows: Vec<BoardRow>) -> Self {
        let cursor = rows.iter().position(|row| row.link.is_some()).unwrap_or(0);
        Self { kind, title, keys, rows, cursor }
    }

    /// The chosen row.
    #[must_use]
    pub fn row(&self) -> Option<&BoardRow> {
        self.rows.get(self.cursor)
    }

    /// Chooses a row this many further down, or (negative) up; rows without a link are passed over.
    pub(super) fn go(&mut self, by: isize) {
        let leading = self.rows.iter().enumerate().filter(|(_, row)| row.link.is_some());
        let places: Vec<usize> = leading.map(|(place, _)| place).collect();
        let here = places.iter().position(|place| *place == self.cursor).unwrap_or(0);
        let to = here.saturating_add_signed(by).min(places.len().saturating_sub(1));
        self.cursor = places.get(to).copied().unwrap_or(0);
    }

    /// Where it is in a window, frame included.
    #[must_use]
    pub fn area(&self, window: Rect) -> Rect {
        let lines = self.rows.iter().flat_map(|row| row.lines.iter().cloned());
        let lines: Vec<Line> = lines.chain([Line::of(&*self.keys, Role::Dim)]).collect();
        let area = layout::popup(window, &lines);
        // The keys are in the frame, and take no row of their own.
        Rect {
            height: area.height.min(window.height.saturating_sub(area.y)).saturating_sub(1).max(3),
            ..area
        }
    }

    /// The rows of text in view, each with the row of the board that it belongs to: the chosen one is always in view,
    /// and with the first one what is above it.
    #[must_use]
    pub fn in_view(&self, inner: Rect) -> Vec<(usize, Line)> {
        let columns = usize::from(inner.width.saturating_sub(1));
        let height = usize::from(inner.height);
        let all: Vec<(usize, Line)> = (self.rows.iter().enumerate())
            .flat_map(|(place, row)| row.lines.iter().map(move |line| (place, line)))
            .flat_map(|(place, line)| wrap(line.clone(), columns).into_iter().map(move |row| (place, row)))
            .collect();
        let end = all.iter().rposition(|(place, _)| *place == self.cursor).map_or(0, |last| last + 1);
        // One more line shows that there are more.
        let top = (end + 1).min(all.len()).saturating_sub(height);
        all.into_iter().skip(top).take(height).collect()
    }

    /// The row at a place of the window.
    #[must_use]
    pub fn row_at(&self, window: Rect, at: Position) -> Option<usize> {
        let inner = layout::inside_popup(self.area(window));
        let place = usize::from(at.y.checked_sub(inner.y)?);
        let (row, _) = self.in_view(inner).into_iter().nth(place).filter(|_| inner.contains(at))?;
        self.rows.get(row).filter(|row| row.link.is_some()).map(|_| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_row_is_in_view_and_headings_are_passed_over() {
        let row = |place: usize| BoardRow {
            lines: vec![Line::of(format!("row {place}"), Role::Normal), Line::of("more", Role::Dim)],
            link: (!place.is_multiple_of(5)).then_some(Link::Entry(place)),
            ..BoardRow::default()
        };
        let mut board =
            Board::new(BoardKind::Causes, String::new(), String::new(), (0..50).map(row).collect());
        let window = Rect::new(0, 0, 80, 24);
        let inner = layout::inside_popup(board.area(window));
        assert_eq!(board.cursor, 1);
        for by in [1, 3, 100, -7, -100] {
            board.go(by);
            assert!(board.rows[board.cursor].link.is_some());
            let shown = board.in_view(inner);
            assert!(shown.len() <= usize::from(inner.height));
            assert_eq!(shown.iter().filter(|(place, _)| *place == board.cursor).count(), 2);
        }
        assert_eq!(board.row_at(window, Position { x: inner.x, y: inner.y + 2 }), Some(1));
        assert_eq!(board.row_at(window, Position { x: inner.x, y: inner.y }), None);
    }
}
