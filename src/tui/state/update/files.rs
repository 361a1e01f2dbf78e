//! One of several files: what they share, and the entry that is marked in one of them.

use crate::compare::partner::Outcome;
use crate::text::{Lang, words};
use crate::tui::layout::Shares;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::EntryId;
use crate::tui::state::App;
use crate::tui::state::findings::Mark;
use crate::tui::state::mouse::Mouse;
use crate::tui::theme::{Role, Theme};

/// What is the same in all files: it goes with the user from one to the next.
#[derive(Debug)]
pub struct Shared {
    lang: Lang,
    shows_secrets: bool,
    theme: Theme,
    shares: Shares,
    mouse: Mouse,
    marked: Option<EntryId>,
}

impl App {
    /// What the next file is to be shown with.
    pub fn shared(&self) -> Shared {
        let Self { lang, shows_secrets, shares, mouse, marked, .. } = *self;
        Shared { lang, shows_secrets, theme: self.theme.clone(), shares, mouse, marked }
    }

    /// This file is shown now, with what the one before was shown with.
    pub fn share(&mut self, shared: Shared) -> Vec<Effect> {
        let Shared { lang, shows_secrets, theme, shares, mouse, marked } = shared;
        let is_same = (self.lang, self.shows_secrets) == (lang, shows_secrets);
        (self.lang, self.shows_secrets, self.theme, self.marked) = (lang, shows_secrets, theme, marked);
        (self.shares, self.mouse) = (shares, mouse);
        self.lay_out();
        if is_same {
            return Vec::new();
        }
        self.overlay = None;
        self.refresh_diagnosis();
        self.read_effect()
    }

    /// Says that there is no other file to show.
    pub fn say_only_file(&mut self) {
        self.say(words::words(self.lang).files.only_one.clone(), Role::Dim);
    }

    /// The file cannot be read, while others can.
    pub fn say_unopened(&mut self, reason: &str) {
        self.file.is_loaded = true;
        self.file.failure = Some(reason.to_owned());
    }

    /// Where the selected entry is among all files.
    pub fn here_in_files(&self) -> Option<EntryId> {
        Some(EntryId { file: self.id, number: self.list.selected()? })
    }

    /// Whether an entry is the one that others are compared with.
    pub fn is_marked(&self, number: usize) -> bool {
        self.marked == Some(EntryId { file: self.id, number })
    }

    /// How an entry went.
    pub fn outcome(&self, number: usize) -> Outcome {
        let answered = self.index.get(number).and_then(|summary| summary.status);
        match (self.mark(number), answered) {
            (Mark::Failed | Mark::OtherFailed, _) => Outcome::Failed,
            (Mark::None | Mark::Odd, Some(200..400)) => Outcome::Worked,
            _ => Outcome::Unknown,
        }
    }

    /// Marks the selected entry; one that is marked already no longer is.
    pub(super) fn toggle_mark(&mut self) -> Vec<Effect> {
        let Some(here) = self.here_in_files() else { return self.say_nothing() };
        self.has_chosen = true;
        let words = &words::words(self.lang).compare;
        let (marked, text) = match self.marked == Some(here) {
            true => (None, words.unmarked.clone()),
            false => (Some(here), self.keymap.fill(&words.marked, &[("n", &here.number.to_string())])),
        };
        self.marked = marked;
        self.say(text, Role::Strong)
    }
}
