//! The comparison of two entries while it is shown: what is compared, how far it is, where the user is in it.

use crate::compare::Sides;
use crate::compare::partner::Why;
use crate::text::{Lang, words};
use crate::tui::layout;
use crate::tui::layout::comparison;
use crate::tui::layout::comparison::LaidOut;
use crate::tui::message::compare::{ComparisonPair, EntryLocation};
use crate::tui::state::viewport::ScrollBy;
use crate::tui::widget::text::Scroll;

/// An entry to compare with, and why it is this one.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The entry.
    pub entry: EntryLocation,
    /// Why; `None` where the user chose it.
    pub why: Option<Why>,
    /// Where it is.
    pub stands: RelativePosition,
}

/// Where an entry is, seen from the one that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelativePosition {
    /// Before it.
    Earlier,
    /// After it.
    Later,
    /// In another file.
    Elsewhere,
}

/// A comparison that is shown.
#[derive(Debug)]
pub struct Comparing {
    pub(super) own: EntryLocation,
    pub(super) choices: Vec<Choice>,
    pub(super) at: usize,
    pub(super) generation: u64,
    /// How far it is.
    pub state: State,
    /// What is shown of it, in the width of the window.
    pub laid_out: LaidOut,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// The difference that was stepped to.
    pub current: Option<usize>,
}

/// How far a comparison is.
#[derive(Debug)]
pub enum State {
    /// The entries are read and compared.
    Reading,
    /// It is there.
    Ready(ComparisonPair),
    /// It cannot be made, and why.
    Failed(String),
}

impl Comparing {
    /// The entries.
    pub fn sides(&self) -> Option<Sides<&EntryLocation>> {
        Some(Sides { left: &self.own, right: &self.choices.get(self.at)?.entry })
    }

    /// Whether there are other entries to compare with.
    pub fn has_others(&self) -> bool {
        self.choices.len() > 1
    }

    /// Why these two are compared.
    pub fn why(&self, lang: Lang) -> &'static str {
        let words = &words::words(lang).compare;
        let Some(choice) = self.choices.get(self.at) else { return "" };
        match (choice.why, choice.stands) {
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

    /// Scrolls it in a window of this size.
    pub fn scroll_by(&mut self, size: (u16, u16), by: ScrollBy) {
        let area = layout::compare(size).text;
        let (columns, rows) = (usize::from(area.width), usize::from(area.height));
        self.scroll = by.from(self.laid_out.lines.as_slice(), self.scroll, columns, rows);
    }

    /// Goes to the next difference, or the one before, around the end.
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
        // With its title where it is the first of its part.
        let first = stop.start.saturating_sub(2);
        if first < top || stop.end > top + rows {
            let last = self.laid_out.lines.len().saturating_sub(rows);
            self.scroll = Scroll { line: first.min(last), row: 0 };
        }
    }
}
