//! Copying to the clipboard, and its outcome.

use crate::diagnose::explain;
use crate::text::{Lang, clean_lines, human, words};
use crate::tui::message::copy::{Copied, Refusal};
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::theme::Role;

impl App {
    pub(super) fn on_copied(&mut self, copied: Copied) -> Vec<Effect> {
        let words = &words::words(self.lang).status;
        // Warn the user if the clipboard contains secrets.
        let good = if self.copies_secrets { Role::Warning } else { Role::Good };
        let (text, role) = match copied {
            Copied::Desktop => (words::fill(&words.copied, &[("what", &self.copying)]), good),
            Copied::ForTerminal(text) => {
                let said = words::fill(&words.sent_to_terminal, &[("what", &self.copying)]);
                self.notify(said, good);
                return vec![Effect::SendToTerminal(text)];
            }
            Copied::Saved { reason, path } => {
                let reason = refusal(&reason, self.lang);
                let path = path.display().to_string();
                let values = [("what", self.copying.as_str()), ("reason", &reason), ("path", &path)];
                (words::fill(&words.saved, &values), Role::Warning)
            }
            Copied::Lost { reason, problem } => {
                let reason = refusal(&reason, self.lang);
                let values =
                    [("what", self.copying.as_str()), ("reason", &reason), ("problem", problem.as_str())];
                (words::fill(&words.copy_failed, &values), Role::Warning)
            }
        };
        self.notify(text, role)
    }

    pub(super) fn copy(&mut self) -> Vec<Effect> {
        match self.copied_text() {
            Some(text) => {
                self.copying = words::words(self.lang).status.what_diagnosis.clone();
                self.copies_secrets = false;
                vec![Effect::Copy(text)]
            }
            None => self.notify_nothing(),
        }
    }

    pub(super) fn copied_text(&self) -> Option<String> {
        let number = self.list.selected()?;
        let summary = self.index.get(number)?;
        let text = explain::ticket(&self.file.name, number, summary, &self.explanation()?, self.lang);
        Some(clean_lines(&text).into_owned())
    }
}

/// The reason for a refusal, in words.
fn refusal(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::TooLong(bytes) => {
            words::fill(&words::words(lang).status.too_long, &[("size", &human::bytes(*bytes as u64))])
        }
        Refusal::Terminal(said) => said.clone(),
    }
}
