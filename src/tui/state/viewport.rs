//! Where the user is in a text: what is in view, where the cursor is, what is folded, what is selected.

use std::ops::RangeInclusive;

use crate::tui::action::Action;
use crate::tui::page::Content;
use crate::tui::widget::fold::Folds;
use crate::tui::widget::matches::TextMatch;
use crate::tui::widget::text;
use crate::tui::widget::text::{Line, Lines, Scroll, Span, end, moved, placed_rows, up, wrap};

/// A way to scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScrollBy {
    /// Rows, down or (negative) up.
    Rows(isize),
    /// Pages, down or (negative) up.
    Pages(isize),
    /// To the first row.
    ToFirst,
    /// To the last row.
    ToLast,
}

impl ScrollBy {
    /// How an action scrolls; `None` for those that do something else.
    pub fn of(action: Action) -> Option<Self> {
        Some(match action {
            Action::Down => Self::Rows(1),
            Action::Up => Self::Rows(-1),
            Action::PageDown => Self::Pages(1),
            Action::PageUp => Self::Pages(-1),
            Action::First => Self::ToFirst,
            Action::Last => Self::ToLast,
            _ => return None,
        })
    }

    /// Where it leads from a place, in a window of this size.
    pub fn from(
        self,
        lines: &(impl Lines + ?Sized),
        scroll: Scroll,
        columns: usize,
        height: usize,
    ) -> Scroll {
        let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        match self {
            Self::Rows(rows) => text::moved(lines, scroll, rows, columns, height),
            Self::Pages(pages) => text::moved(lines, scroll, pages * page, columns, height),
            Self::ToFirst => Scroll::default(),
            Self::ToLast => text::end(lines, columns, height),
        }
    }
}

/// Columns of a line that is not wrapped: more than any line has.
const ENDLESS: usize = 1 << 20;

/// Columns by which the view goes sideways.
const ASIDE: usize = 16;

/// The room that a text is shown in.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Columns of text.
    pub columns: usize,
    /// Rows.
    pub height: usize,
    /// Whether longer lines are wrapped.
    pub wraps: bool,
}

impl Room {
    /// The columns that lines are wrapped to.
    pub fn wrap_columns(self) -> usize {
        if self.wraps { self.columns } else { ENDLESS }
    }
}

/// Where the user is in a text.
#[derive(Debug, Clone, Default)]
pub struct Viewport {
    /// The first row in view.
    pub top: Scroll,
    /// The row that the cursor is on.
    pub cursor: Scroll,
    /// What is folded.
    pub folds: Folds,
    /// Columns that are out of view on the left, where lines are not wrapped.
    pub aside: usize,
    /// The line where the selection began, while lines are selected.
    pub anchor: Option<usize>,
}

impl Viewport {
    /// At the beginning of a text.
    pub const START: Self = Self {
        top: Scroll { line: 0, row: 0 },
        cursor: Scroll { line: 0, row: 0 },
        folds: Folds::NONE,
        aside: 0,
        anchor: None,
    };

    /// On a line, another one first in view.
    pub fn at(line: usize, top: usize) -> Self {
        Self { cursor: Scroll { line, row: 0 }, top: Scroll { line: top, row: 0 }, ..Self::default() }
    }

    /// Moves the cursor, and the view with it.
    pub fn go(&mut self, by: ScrollBy, content: &Content, room: Room) {
        let folds = std::mem::take(&mut self.folds);
        let (lines, columns) = (content.lines(&folds, room.columns), room.wrap_columns());
        let page = isize::try_from(room.height.saturating_sub(1).max(1)).unwrap_or(1);
        match by {
            ScrollBy::Rows(rows) => self.cursor = moved(&lines, self.cursor, rows, columns, 1),
            ScrollBy::Pages(pages) => {
                self.cursor = moved(&lines, self.cursor, pages * page, columns, 1);
                self.top = moved(&lines, self.top, pages * page, columns, room.height);
            }
            ScrollBy::ToFirst => self.cursor = Scroll::default(),
            ScrollBy::ToLast => self.cursor = end(&lines, columns, 1),
        }
        self.follow(&lines, room);
        self.folds = folds;
    }

    /// Moves the view; the cursor stays where it is as long as that is in view.
    pub fn scroll(&mut self, rows: isize, content: &Content, room: Room) {
        let folds = std::mem::take(&mut self.folds);
        let (lines, columns) = (content.lines(&folds, room.columns), room.wrap_columns());
        let top = self.top.min(end(&lines, columns, room.height));
        self.top = moved(&lines, top, rows, columns, room.height);
        let below = isize::try_from(room.height.saturating_sub(1)).unwrap_or(0);
        let lowest = moved(&lines, self.top, below, columns, 1);
        self.cursor = self.cursor.clamp(self.top, lowest.max(self.top));
        self.folds = folds;
    }

    /// Puts the cursor on a row, counted from the first in view; whether there is one.
    pub fn point(&mut self, row: usize, content: &Content, room: Room) -> bool {
        let folds = std::mem::take(&mut self.folds);
        let (lines, columns) = (content.lines(&folds, room.columns), room.wrap_columns());
        self.top = self.top.min(end(&lines, columns, room.height));
        let at = placed_rows(&lines, self.top, columns, room.height).into_iter().nth(row);
        self.folds = folds;
        match at {
            Some((at, _)) => self.cursor = at,
            None => return false,
        }
        true
    }

    /// Puts the cursor on a line, or on the row that it is folded into.
    pub fn go_to(&mut self, line: usize, content: &Content, room: Room) {
        let folds = std::mem::take(&mut self.folds);
        let lines = content.lines(&folds, room.columns);
        let line = lines.seen(line.min(lines.count().saturating_sub(1)));
        self.cursor = Scroll { line, row: 0 };
        self.follow(&lines, room);
        self.folds = folds;
    }

    /// Shows a spot that a search found: unfolds what hides it, and leaves lines above it in view where the view has
    /// to move.
    pub fn show(&mut self, spot: &TextMatch, content: &Content, room: Room) {
        if let Some(document) = content.document() {
            self.folds.reveal(document, document.line_of(spot.line));
        }
        let folds = std::mem::take(&mut self.folds);
        let (lines, columns) = (content.lines(&folds, room.columns), room.wrap_columns());
        let shown = lines.line(spot.line);
        let row = wrap(beginning(&shown, spot.range.end), columns).len() - 1;
        self.cursor = Scroll { line: spot.line, row };
        let below = isize::try_from(room.height.saturating_sub(1)).unwrap_or(0);
        if self.cursor < self.top || self.cursor > moved(&lines, self.top, below, columns, 1) {
            self.top = up(&lines, self.cursor, room.height / 3, columns);
        }
        self.follow(&lines, room);
        self.folds = folds;
    }

    /// Goes sideways by steps, where lines are not wrapped.
    pub fn go_aside(&mut self, steps: isize) {
        let by = isize::try_from(ASIDE).unwrap_or(0) * steps;
        self.aside = self.aside.saturating_add_signed(by).min(ENDLESS);
    }

    /// Brings the cursor into view.
    fn follow(&mut self, lines: &impl Lines, room: Room) {
        let columns = room.wrap_columns();
        let lowest = up(lines, self.cursor, room.height.saturating_sub(1), columns);
        self.top = self.top.clamp(lowest, self.cursor.max(lowest)).min(end(lines, columns, room.height));
    }

    /// The selected lines, or the one with the cursor.
    pub fn selected(&self) -> RangeInclusive<usize> {
        let anchor = self.anchor.unwrap_or(self.cursor.line);
        anchor.min(self.cursor.line)..=anchor.max(self.cursor.line)
    }
}

/// The beginning of a line, this many bytes of its text.
fn beginning(line: &Line, bytes: usize) -> Line {
    let mut left = bytes;
    let mut spans = Vec::new();
    for span in &line.spans {
        let end = left.min(span.text.len());
        spans.push(Span::new(span.text.get(..end).unwrap_or(&span.text), span.role));
        left -= end;
    }
    Line { spans, ..line.clone() }
}
