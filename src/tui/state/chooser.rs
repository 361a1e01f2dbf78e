//! The popup to choose and order the list's columns.

use ratatui::layout::{Position, Rect};

use crate::query::sort::Column;
use crate::text::{Lang, words};
use crate::tui::layout;
use crate::tui::layout::columns::title;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span, cell};

/// Width of a column's title.
const TITLE: usize = 12;

#[derive(Debug)]
pub struct Chooser {
    /// All columns with whether they are visible; the visible ones first, in their order.
    pub(super) items: Vec<(Column, bool)>,
    pub(super) cursor: usize,
}

impl Chooser {
    pub(super) fn new(shown: &[Column]) -> Self {
        let others = Column::ALL.iter().copied().filter(|column| !shown.contains(column));
        let items = shown.iter().map(|column| (*column, true)).chain(others.map(|column| (column, false)));
        Self { items: items.collect(), cursor: 0 }
    }

    pub fn items(&self) -> &[(Column, bool)] {
        &self.items
    }

    /// Index of the row under the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    pub(super) fn go(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.items.len().saturating_sub(1));
    }

    /// Moves the column under the cursor.
    pub(super) fn carry(&mut self, by: isize) {
        let from = self.cursor;
        self.go(by);
        self.items.swap(from, self.cursor);
    }

    /// Toggles the column under the cursor; the last visible one stays.
    pub(super) fn switch(&mut self) {
        let shown = self.items.iter().filter(|(_, is_shown)| *is_shown).count();
        if let Some((_, is_shown)) = self.items.get_mut(self.cursor) {
            *is_shown = !*is_shown || shown == 1;
        }
    }

    pub(super) fn shown(&self) -> Vec<Column> {
        self.items.iter().filter(|(_, is_shown)| *is_shown).map(|(column, _)| *column).collect()
    }

    /// One line per column.
    pub fn lines(&self, lang: Lang) -> Vec<Line> {
        let words = words::words(lang);
        let items = self.items.iter().enumerate();
        items
            .map(|(place, (column, is_shown))| {
                let (sign, role) = if place == self.cursor { ("▌", Role::Focus) } else { (" ", Role::Dim) };
                let (mark, own) = if *is_shown { ("[×]", Role::Strong) } else { ("[ ]", Role::Dim) };
                let title = cell(title(*column, &words.columns), TITLE, false);
                let about = words.about_columns.get(column.name()).map_or("", String::as_str);
                let spans = vec![
                    Span::new(format!("{sign} "), role),
                    Span::new(format!("{mark} {title} "), own),
                    Span::new(about, if *is_shown { Role::Normal } else { Role::Dim }),
                ];
                Line { spans, ..Line::default() }
            })
            .collect()
    }

    /// The first line in view, so that the cursor is visible.
    pub fn first(&self, rows: u16) -> usize {
        (self.cursor + 1).saturating_sub(usize::from(rows))
    }

    pub fn place_at(&self, (width, height): (u16, u16), at: Position, lang: Lang) -> Option<usize> {
        let inner = layout::inside_popup(layout::popup(Rect::new(0, 0, width, height), &self.lines(lang)));
        let place = self.first(inner.height) + usize::from(at.y.checked_sub(inner.y)?);
        (inner.contains(at) && place < self.items.len()).then_some(place)
    }
}
