//! The comparison of two entries while it is shown: what is compared, how far it is, where the user is in it.

use std::ops::Range;

use super::App;
use super::overlay::Overlay;
use super::panes::ScrollBy;
use crate::compare::Sides;
use crate::compare::partner::Why;
use crate::compare::write;
use crate::text::{Lang, clean_lines, words};
use crate::tui::action::Action;
use crate::tui::layout;
use crate::tui::message::compare::{CompareRequest, Compared, ComparisonPair, EntryLocation};
use crate::tui::message::effect::Effect;
use crate::tui::theme::Role;
use crate::tui::view;
use crate::tui::view::compare::Columns;
use crate::tui::widget::text::{Line, Scroll};

/// An entry to compare with, and why it is this one.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The entry.
    pub entry: EntryLocation,
    /// Why; `None` where the user chose it.
    pub why: Option<Why>,
    /// Where it stands.
    pub stands: RelativePosition,
}

/// Where an entry stands, seen from the one that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelativePosition {
    /// Before it.
    Earlier,
    /// Behind it.
    Later,
    /// In another file.
    Elsewhere,
}

/// A comparison that is shown.
#[derive(Debug)]
pub struct Comparing {
    own: EntryLocation,
    choices: Vec<Choice>,
    at: usize,
    generation: u64,
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

/// A comparison in lines.
#[derive(Debug, Default)]
pub struct LaidOut {
    /// The window's width that they are made for.
    pub width: u16,
    /// Where the two sides stand, where they stand beside each other.
    pub columns: Option<Columns>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The lines of each difference.
    pub stops: Vec<Range<usize>>,
}

impl Comparing {
    /// The entries.
    #[must_use]
    pub fn sides(&self) -> Option<Sides<&EntryLocation>> {
        Some(Sides { left: &self.own, right: &self.choices.get(self.at)?.entry })
    }

    /// Whether there are other entries to compare with.
    #[must_use]
    pub fn has_others(&self) -> bool {
        self.choices.len() > 1
    }

    /// Why these two are compared.
    #[must_use]
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

    fn lay_out(&mut self, width: u16, lang: Lang) {
        let State::Ready(found) = &self.state else { return };
        if self.laid_out.width != width {
            self.laid_out = view::compare::lay_out(&found.shown, width, lang);
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
    fn step(&mut self, by: isize, size: (u16, u16)) {
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

impl App {
    /// Opens the comparison with the first of these.
    pub fn begin_compare(&mut self, own: EntryLocation, choices: Vec<Choice>) -> Vec<Effect> {
        if choices.is_empty() {
            let text = &words::words(self.lang).compare.nothing_marked;
            return self.say(self.keymap.fill(text, &[]), Role::Warning);
        }
        self.has_chosen = true;
        self.compare_with(own, choices, 0)
    }

    fn compare_with(&mut self, own: EntryLocation, choices: Vec<Choice>, at: usize) -> Vec<Effect> {
        let Some(choice) = choices.get(at) else { return Vec::new() };
        self.comparisons += 1;
        let sides = Sides { left: own.clone(), right: choice.entry.clone() };
        let (lang, shows_secrets, generation) = (self.lang, self.shows_secrets, self.comparisons);
        self.overlay = Some(Overlay::Comparison(Comparing {
            own,
            choices,
            at,
            generation,
            state: State::Reading,
            laid_out: LaidOut::default(),
            scroll: Scroll::default(),
            current: None,
        }));
        vec![Effect::Compare(CompareRequest { generation, sides, lang, shows_secrets })]
    }

    pub(super) fn on_compared(&mut self, compared: Compared) {
        if let Some(Overlay::Comparison(comparing)) = &mut self.overlay
            && comparing.generation == compared.generation
        {
            comparing.state = match compared.result {
                Ok(found) => State::Ready(found),
                Err(reason) => State::Failed(reason),
            };
            self.lay_out_comparison();
        }
    }

    /// Lays the comparison out for the window's width.
    pub(super) fn lay_out_comparison(&mut self) {
        let (width, lang) = (self.size.0, self.lang);
        if let Some(Overlay::Comparison(comparing)) = &mut self.overlay {
            comparing.lay_out(width, lang);
        }
    }

    /// Keys while a comparison is shown.
    pub(super) fn on_compare_key(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(Overlay::Comparison(comparing)) = &mut self.overlay else { return Vec::new() };
        match action {
            Some(Action::NextFailure) => comparing.step(1, self.size),
            Some(Action::PreviousFailure) => comparing.step(-1, self.size),
            Some(Action::Compare) if comparing.has_others() => return self.compare_anew(1),
            Some(Action::Copy) => return self.copy_comparison(),
            // What is to be seen of the entries changes with these.
            Some(action @ (Action::Secrets | Action::Language)) => {
                let mut effects = self.update(action);
                effects.extend(self.compare_anew(0));
                return effects;
            }
            Some(action @ (Action::Suspend | Action::Mouse | Action::Theme)) => return self.update(action),
            Some(Action::Back | Action::Quit) => {
                self.overlay = None;
                return vec![Effect::StopCompare];
            }
            action => {
                if let Some(by) = action.and_then(ScrollBy::of) {
                    comparing.scroll_by(self.size, by);
                }
            }
        }
        Vec::new()
    }

    /// Compares with the choice that stands so many places further, or with the same one again.
    fn compare_anew(&mut self, further: usize) -> Vec<Effect> {
        let Some(Overlay::Comparison(comparing)) = &self.overlay else { return Vec::new() };
        let (own, choices) = (comparing.own.clone(), comparing.choices.clone());
        let at = (comparing.at + further) % choices.len().max(1);
        self.compare_with(own, choices, at)
    }

    /// Copies the comparison, always without secrets.
    fn copy_comparison(&mut self) -> Vec<Effect> {
        let Some(Overlay::Comparison(comparing)) = &self.overlay else { return Vec::new() };
        let State::Ready(found) = &comparing.state else { return Vec::new() };
        let mut text = Vec::new();
        // writing to memory does not fail
        let _ = write::text(&found.safe, self.lang, &mut text);
        self.copying = words::words(self.lang).compare.what.clone();
        vec![Effect::Copy(clean_lines(&String::from_utf8_lossy(&text)).into_owned())]
    }
}
