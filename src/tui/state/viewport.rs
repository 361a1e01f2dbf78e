//! [`Viewport`]: scroll position, cursor, folds and selection in a text.

use std::ops::RangeInclusive;

use crate::tui::action::Action;
use crate::tui::page::Content;
use crate::tui::widget::fold::Folds;
use crate::tui::widget::matches::TextMatch;
use crate::tui::widget::text;
use crate::tui::widget::text::{Line, Lines, Scroll, Span, end, moved, placed_rows, up, wrap};

/// A scroll movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScrollBy {
    /// Rows; negative is up.
    Rows(isize),
    /// Pages; negative is up.
    Pages(isize),
    ToFirst,
    ToLast,
}

impl ScrollBy {
    /// The movement of an action; `None` for other actions.
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

    /// The position reached from another, in a window of this size.
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

/// Width for unwrapped lines; exceeds any line.
const UNLIMITED: usize = 1 << 20;

/// Columns per horizontal scroll step.
const HORIZONTAL_STEP: usize = 16;

/// The room of a text.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Columns of text.
    pub columns: usize,
    pub height: usize,
    /// Whether long lines are wrapped.
    pub wraps: bool,
}

impl Room {
    /// The column at which lines are wrapped.
    pub fn wrap_columns(self) -> usize {
        if self.wraps { self.columns } else { UNLIMITED }
    }
}

/// Scroll position, cursor, folds and selection in a text.
#[derive(Debug, Clone, Default)]
pub struct Viewport {
    /// The first row in view.
    pub top: Scroll,
    /// The row under the cursor.
    pub cursor: Scroll,
    pub folds: Folds,
    /// Horizontal scroll offset in columns, if lines are not wrapped.
    pub column_offset: usize,
    /// The line where the selection started, while there is one.
    pub anchor: Option<usize>,
}

impl Viewport {
    /// At the start of a text.
    pub const START: Self = Self {
        top: Scroll { line: 0, row: 0 },
        cursor: Scroll { line: 0, row: 0 },
        folds: Folds::NONE,
        column_offset: 0,
        anchor: None,
    };

    /// Cursor on `line`, with `top` as the first line in view.
    pub fn at(line: usize, top: usize) -> Self {
        Self { cursor: Scroll { line, row: 0 }, top: Scroll { line: top, row: 0 }, ..Self::default() }
    }

    /// Moves the cursor, and scrolls as necessary.
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

    /// Scrolls; the cursor moves only if it would leave the view.
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

    /// Moves the cursor to a row, counted from the first in view; returns whether there is one.
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

    /// Moves the cursor to a line, or to the fold that hides it.
    pub fn go_to(&mut self, line: usize, content: &Content, room: Room) {
        let folds = std::mem::take(&mut self.folds);
        let lines = content.lines(&folds, room.columns);
        let line = lines.seen(line.min(lines.count().saturating_sub(1)));
        self.cursor = Scroll { line, row: 0 };
        self.follow(&lines, room);
        self.folds = folds;
    }

    /// Shows a match: unfolds what hides it, with lines of context above if the view has to scroll.
    pub fn show(&mut self, found: &TextMatch, content: &Content, room: Room) {
        if let Some(document) = content.document() {
            self.folds.reveal(document, document.line_of(found.line));
        }
        let folds = std::mem::take(&mut self.folds);
        let (lines, columns) = (content.lines(&folds, room.columns), room.wrap_columns());
        let shown = lines.line(found.line);
        let row = wrap(beginning(&shown, found.range.end), columns).len() - 1;
        self.cursor = Scroll { line: found.line, row };
        let below = isize::try_from(room.height.saturating_sub(1)).unwrap_or(0);
        if self.cursor < self.top || self.cursor > moved(&lines, self.top, below, columns, 1) {
            self.top = up(&lines, self.cursor, room.height / 3, columns);
        }
        self.follow(&lines, room);
        self.folds = folds;
    }

    /// Scrolls horizontally, if lines are not wrapped.
    pub fn scroll_horizontally(&mut self, steps: isize) {
        let by = isize::try_from(HORIZONTAL_STEP).unwrap_or(0) * steps;
        self.column_offset = self.column_offset.saturating_add_signed(by).min(UNLIMITED);
    }

    /// Scrolls the cursor into view.
    fn follow(&mut self, lines: &impl Lines, room: Room) {
        let columns = room.wrap_columns();
        let lowest = up(lines, self.cursor, room.height.saturating_sub(1), columns);
        self.top = self.top.clamp(lowest, self.cursor.max(lowest)).min(end(lines, columns, room.height));
    }

    /// The selected lines, or the line under the cursor.
    pub fn selected(&self) -> RangeInclusive<usize> {
        let anchor = self.anchor.unwrap_or(self.cursor.line);
        anchor.min(self.cursor.line)..=anchor.max(self.cursor.line)
    }
}

/// The first bytes of a line.
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
