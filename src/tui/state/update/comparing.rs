//! The comparison: opening, stepping, copying.

use crate::compare::{Sides, write};
use crate::text::{clean_lines, words};
use crate::tui::action::Action;
use crate::tui::layout::comparison::LaidOut;
use crate::tui::message::compare::{CompareRequest, Compared, EntryLocation};
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::comparing::{Candidate, Comparing, State};
use crate::tui::state::overlay::Overlay;
use crate::tui::state::viewport::ScrollBy;
use crate::tui::theme::Role;
use crate::tui::widget::text::Scroll;

impl App {
    /// Opens the comparison with the first of these candidates.
    pub fn begin_compare(&mut self, own: EntryLocation, candidates: Vec<Candidate>) -> Vec<Effect> {
        if candidates.is_empty() {
            let text = &words::words(self.lang).compare.nothing_marked;
            return self.notify(self.keymap.fill(text, &[]), Role::Warning);
        }
        self.has_chosen = true;
        self.compare_with(own, candidates, 0)
    }

    fn compare_with(&mut self, own: EntryLocation, candidates: Vec<Candidate>, at: usize) -> Vec<Effect> {
        let Some(choice) = candidates.get(at) else { return Vec::new() };
        self.comparisons += 1;
        let sides = Sides { left: own.clone(), right: choice.entry.clone() };
        let (lang, shows_secrets, generation) = (self.lang, self.shows_secrets, self.comparisons);
        self.overlay = Some(Overlay::Comparison(Comparing {
            own,
            candidates,
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

    /// Handles a key while a comparison is open.
    pub(super) fn on_compare_key(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(Overlay::Comparison(comparing)) = &mut self.overlay else { return Vec::new() };
        match action {
            Some(Action::NextFailure) => comparing.step(1, self.size),
            Some(Action::PreviousFailure) => comparing.step(-1, self.size),
            Some(Action::Compare) if comparing.has_others() => return self.compare_again(1),
            Some(Action::Copy) => return self.copy_comparison(),
            // Secrets and language change the compared text.
            Some(action @ (Action::Secrets | Action::Language)) => {
                let mut effects = self.update(action);
                effects.extend(self.compare_again(0));
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

    /// Compares with the candidate this many further; 0 repeats the comparison.
    fn compare_again(&mut self, further: usize) -> Vec<Effect> {
        let Some(Overlay::Comparison(comparing)) = &self.overlay else { return Vec::new() };
        let (own, candidates) = (comparing.own.clone(), comparing.candidates.clone());
        let at = (comparing.at + further) % candidates.len().max(1);
        self.compare_with(own, candidates, at)
    }

    /// Copies the comparison, always redacted.
    fn copy_comparison(&mut self) -> Vec<Effect> {
        let Some(Overlay::Comparison(comparing)) = &self.overlay else { return Vec::new() };
        let State::Ready(found) = &comparing.state else { return Vec::new() };
        let mut text = Vec::new();
        // Writing to a string cannot fail.
        let _ = write::text(&found.safe, self.lang, &mut text);
        self.copying = words::words(self.lang).compare.what.clone();
        vec![Effect::Copy(clean_lines(&String::from_utf8_lossy(&text)).into_owned())]
    }
}
