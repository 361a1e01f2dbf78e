//! Switching between files: shared settings and the marked entry.

use crate::compare::partner::Outcome;
use crate::text::{Lang, words};
use crate::tui::layout::Shares;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::EntryId;
use crate::tui::state::App;
use crate::tui::state::findings::Mark;
use crate::tui::state::mouse::Mouse;
use crate::tui::theme::{Role, Theme};

/// Settings that apply to all files and move with the user from one to the next.
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
    /// The settings to show the next file with.
    pub fn shared(&self) -> Shared {
        let Self { lang, shows_secrets, shares, mouse, marked, .. } = *self;
        Shared { lang, shows_secrets, theme: self.theme.clone(), shares, mouse, marked }
    }

    /// Makes this the current file, with the settings of the previous one.
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

    /// Shows a notice that there is no other file.
    pub fn notify_only_file(&mut self) {
        self.notify(words::words(self.lang).files.only_one.clone(), Role::Dim);
    }

    /// Shows a notice that the file cannot be read.
    pub fn notify_unreadable(&mut self, reason: &str) {
        self.file.is_loaded = true;
        self.file.failure = Some(reason.to_owned());
    }

    /// The selected entry among all files.
    pub fn selected_entry_id(&self) -> Option<EntryId> {
        Some(EntryId { file: self.id, number: self.list.selected()? })
    }

    /// Whether an entry is marked for comparison.
    pub fn is_marked(&self, number: usize) -> bool {
        self.marked == Some(EntryId { file: self.id, number })
    }

    /// The outcome of an entry's request.
    pub fn outcome(&self, number: usize) -> Outcome {
        let answered = self.index.get(number).and_then(|summary| summary.status);
        match (self.mark(number), answered) {
            (Mark::Failed | Mark::OtherFailed, _) => Outcome::Failed,
            (Mark::None | Mark::Odd, Some(200..400)) => Outcome::Worked,
            _ => Outcome::Unknown,
        }
    }

    /// Toggles the mark of the selected entry.
    pub(super) fn toggle_mark(&mut self) -> Vec<Effect> {
        let Some(here) = self.selected_entry_id() else { return self.notify_nothing() };
        self.has_chosen = true;
        let words = &words::words(self.lang).compare;
        let (marked, text) = match self.marked == Some(here) {
            true => (None, words.unmarked.clone()),
            false => (Some(here), self.keymap.fill(&words.marked, &[("n", &here.number.to_string())])),
        };
        self.marked = marked;
        self.notify(text, Role::Strong)
    }
}
