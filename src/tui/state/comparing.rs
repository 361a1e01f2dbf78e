//! The comparison of two entries: what is compared, progress, and scroll position.

use crate::compare::Sides;
use crate::compare::partner::Why;
use crate::text::{Lang, words};
use crate::tui::layout;
use crate::tui::layout::comparison;
use crate::tui::layout::comparison::LaidOut;
use crate::tui::message::compare::{ComparisonPair, EntryLocation};
use crate::tui::state::viewport::ScrollBy;
use crate::tui::widget::text::Scroll;

/// A candidate to compare with.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub entry: EntryLocation,
    /// Why it was chosen; `None` if the user marked it.
    pub why: Option<Why>,
    /// Relative to the entry it is compared with.
    pub position: RelativePosition,
}

/// The position of an entry relative to the one it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelativePosition {
    /// Before it in the file.
    Earlier,
    /// After it in the file.
    Later,
    /// In another file.
    Elsewhere,
}

/// An open comparison.
#[derive(Debug)]
pub struct Comparing {
    pub(super) own: EntryLocation,
    pub(super) candidates: Vec<Candidate>,
    pub(super) at: usize,
    pub(super) generation: u64,
    pub state: State,
    /// The lines for the window's current width.
    pub laid_out: LaidOut,
    pub scroll: Scroll,
    /// Index of the selected difference.
    pub current: Option<usize>,
}

#[derive(Debug)]
pub enum State {
    /// The entries are being read and compared.
    Reading,
    Ready(ComparisonPair),
    /// The reason why it failed.
    Failed(String),
}

impl Comparing {
    pub fn sides(&self) -> Option<Sides<&EntryLocation>> {
        Some(Sides { left: &self.own, right: &self.candidates.get(self.at)?.entry })
    }

    /// Whether there are other candidates to compare with.
    pub fn has_others(&self) -> bool {
        self.candidates.len() > 1
    }

    /// The reason for this comparison, in words.
    pub fn why(&self, lang: Lang) -> &'static str {
        let words = &words::words(lang).compare;
        let Some(choice) = self.candidates.get(self.at) else { return "" };
        match (choice.why, choice.position) {
            (None, _) => &words.why_marked,
            (Some(Why::Worked), RelativePosition::Later) => &words.why_worked_later,
            (Some(Why::Worked), RelativePosition::Earlier) => &words.why_worked_earlier,
            (Some(Why::Worked), RelativePosition::Elsewhere) => &words.why_worked_elsewhere,
            (Some(Why::Failed), RelativePosition::Elsewhere) => &words.why_failed_elsewhere,
            (Some(Why::Failed), _) => &words.why_failed,
            (Some(Why::OtherStatus), _) => &words.why_status,
            (Some(Why::Counterpart), _) => &words.why_counterpart,
            (Some(Why::Again), _) => &words.why_again,
        }
    }

    pub(super) fn lay_out(&mut self, width: u16, lang: Lang) {
        let State::Ready(found) = &self.state else { return };
        if self.laid_out.width != width {
            self.laid_out = comparison::lay_out(&found.shown, width, lang);
            self.scroll = Scroll::default();
        }
    }

    /// Scrolls in a window of this size.
    pub fn scroll_by(&mut self, size: (u16, u16), by: ScrollBy) {
        let area = layout::compare(size).text;
        let (columns, rows) = (usize::from(area.width), usize::from(area.height));
        self.scroll = by.from(self.laid_out.lines.as_slice(), self.scroll, columns, rows);
    }

    /// Selects the next or previous difference, wrapping around.
    pub(in crate::tui::state) fn step(&mut self, by: isize, size: (u16, u16)) {
        let rows = usize::from(layout::compare(size).text.height);
        let count = self.laid_out.stops.len();
        let next = match (self.current, by > 0) {
            (_, _) if count == 0 => return,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => at.checked_sub(1).unwrap_or(count - 1),
            (None, true) => 0,
            (None, false) => count - 1,
        };
        self.current = Some(next);
        let Some(stop) = self.laid_out.stops.get(next) else { return };
        let top = self.scroll.line;
        // With its section title, if it is the section's first difference.
        let first = stop.start.saturating_sub(2);
        if first < top || stop.end > top + rows {
            let last = self.laid_out.lines.len().saturating_sub(rows);
            self.scroll = Scroll { line: first.min(last), row: 0 };
        }
    }
}
