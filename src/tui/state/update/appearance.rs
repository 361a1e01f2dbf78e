//! Theme, language, and display of secrets.

use crate::text::{Lang, words};
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::theme::background::Background;
use crate::tui::theme::{Role, Theme};

impl App {
    /// Lets the theme follow the terminal's background until the user chooses one.
    pub fn following_background(self, known: Option<Background>) -> Self {
        let mut app = Self { follows_background: true, ..self };
        if let Some(background) = known {
            app.on_background(background);
        }
        app
    }

    pub(super) fn on_background(&mut self, background: Background) {
        if self.follows_background {
            let light = Theme::built_in("light").filter(|_| background == Background::Light);
            self.theme = light.unwrap_or_else(Theme::standard);
        }
    }

    pub(super) fn next_theme(&mut self) {
        self.follows_background = false;
        self.theme = self.theme.next(self.own_theme.as_ref());
        let template = &words::words(self.lang).status.theme;
        let text = words::fill(template, &[("name", self.theme.name())]);
        self.notify(text, Role::Strong);
    }

    pub(super) fn toggle_secrets(&mut self) -> Vec<Effect> {
        self.shows_secrets = !self.shows_secrets;
        let words = &words::words(self.lang).status;
        let (text, role) = match self.shows_secrets {
            true => (words.secrets_shown.clone(), Role::Warning),
            false => (words.secrets_hidden.clone(), Role::Good),
        };
        self.notify(text, role);
        self.read_effect()
    }

    pub(super) fn toggle_language(&mut self) -> Vec<Effect> {
        self.lang = match self.lang {
            Lang::En => Lang::Ko,
            Lang::Ko => Lang::En,
        };
        self.refresh_diagnosis();
        self.read_effect()
    }
}
