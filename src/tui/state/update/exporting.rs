//! Exports: menu, progress, cancellation.

use crate::export::{Form, Secrets};
use crate::redact::Options;
use crate::text::{clean, human, words};
use crate::tui::message::effect::Effect;
use crate::tui::message::export::{ExportKind, ExportOutcome, ExportRequest, ExportedFile};
use crate::tui::state::App;
use crate::tui::state::popup::{Menu, Popup, PopupKind, menu_line};
use crate::tui::theme::Role;
use crate::tui::widget::text::Line;

impl App {
    /// Opens the menu, or the progress of a running export.
    pub(super) fn open_export_menu(&mut self) -> Vec<Effect> {
        let words = &words::words(self.lang).export;
        if self.export.running.is_some() {
            self.show_progress();
            return Vec::new();
        }
        if !self.file.is_loaded {
            return self.notify(words.still_loading.clone(), Role::Dim);
        }
        if self.list.is_empty() {
            return self.notify(words.nothing_listed.clone(), Role::Dim);
        }
        self.export.names.clear();
        let lines = self.export_lines();
        self.open_popup(Popup { kind: PopupKind::Menu(Menu::Export), ..Popup::new(&words.title, lines) });
        self.export_effect(None, Secrets::Replaced, None)
    }

    fn export_effect(
        &self,
        make: Option<ExportKind>,
        secrets: Secrets,
        options: Option<Options>,
    ) -> Vec<Effect> {
        let export = |store| ExportRequest {
            make,
            secrets,
            options,
            entries: (0..self.list.len()).filter_map(|position| self.list.number_at(position)).collect(),
            number: self.list.selected(),
            name: self.file.name.clone(),
            store,
        };
        self.store().map(|store| Effect::Export(Box::new(export(store)))).into_iter().collect()
    }

    fn export_lines(&self) -> Vec<Line> {
        let words = &words::words(self.lang).export;
        let count = human::count(self.list.len());
        let heading = words::fill(&words.visible, &[("n", &count)]);
        let mut lines = vec![Line::of(heading, Role::Strong)];
        for (letter, what) in ExportKind::MENU {
            let text = match what {
                ExportKind::Entries(Form::Har) => &words.har,
                ExportKind::Entries(Form::Csv) => &words.csv,
                ExportKind::Entries(Form::Ndjson) => &words.ndjson,
                ExportKind::Entries(Form::Markdown) => &words.markdown,
                ExportKind::Body => &words.body,
                ExportKind::Bodies => &words.bodies,
            };
            let name = self.export.names.iter().find(|(own, _)| *own == what).map(|(_, name)| name);
            let is_there = !matches!(name, Some(None));
            let name = match name {
                Some(Some(name)) => clean(name).into_owned(),
                Some(None) => words.none.clone(),
                None => "…".to_owned(),
            };
            lines.push(menu_line(letter, true, &words::fill(text, &[("name", &name)]), is_there));
        }
        lines.push(Line::default());
        lines.push(Line::of(words.letters.clone(), Role::Dim));
        lines
    }

    /// Handles a letter of the menu.
    pub(super) fn choose_export(&mut self, letter: char) -> Vec<Effect> {
        let Some((_, what)) = ExportKind::MENU.iter().find(|(own, _)| *own == letter.to_ascii_lowercase())
        else {
            return Vec::new();
        };
        if self.export.names.iter().any(|(own, name)| own == what && name.is_none()) {
            return self.notify(words::words(self.lang).export.no_body.clone(), Role::Dim);
        }
        let secrets = Secrets::shown(letter.is_ascii_uppercase());
        if (*what, secrets) == (ExportKind::Entries(Form::Har), Secrets::Replaced) {
            return self.review_export();
        }
        self.begin_export(*what, secrets, None)
    }

    /// Begins an export; `options` say how a HAR is sanitized.
    pub(super) fn begin_export(
        &mut self,
        what: ExportKind,
        secrets: Secrets,
        options: Option<Options>,
    ) -> Vec<Effect> {
        self.export.running = Some(0);
        self.show_progress();
        self.export_effect(Some(what), secrets, options)
    }

    fn show_progress(&mut self) {
        let words = &words::words(self.lang).export;
        let percent = self.export.running.unwrap_or(0).to_string();
        let lines = vec![
            Line::of(words::fill(&words.running, &[("percent", &percent)]), Role::Normal),
            Line::default(),
            Line::of(words.stop.clone(), Role::Dim),
        ];
        match self.popup_of(PopupKind::Exporting) {
            Some(popup) => popup.lines = lines,
            None => self.open_popup(Popup { kind: PopupKind::Exporting, ..Popup::new(&words.title, lines) }),
        }
    }

    pub(super) fn on_export(&mut self, news: ExportOutcome) {
        let words = &words::words(self.lang).export;
        let (text, role) = match news {
            ExportOutcome::Names(names) => {
                self.export.names = names;
                let lines = self.export_lines();
                if let Some(popup) = self.popup_of(PopupKind::Menu(Menu::Export)) {
                    popup.lines = lines;
                }
                return;
            }
            ExportOutcome::Done(percent) => {
                self.export.running = Some(percent);
                if self.popup_of(PopupKind::Exporting).is_some() {
                    self.show_progress();
                }
                return;
            }
            ExportOutcome::Made(made) => (made_text(&made, words), Role::Good),
            ExportOutcome::Stopped => (words.stopped.clone(), Role::Warning),
            ExportOutcome::Nothing => (words.no_body.clone(), Role::Dim),
            ExportOutcome::Failed(reason) => {
                (words::fill(&words.failed, &[("reason", &clean(&reason))]), Role::Warning)
            }
        };
        self.export.running = None;
        if self.popup_of(PopupKind::Exporting).is_some() {
            self.overlay = None;
        }
        self.notify(text, role);
    }
}

fn made_text(made: &ExportedFile, words: &words::Export) -> String {
    let (name, count) = (clean(&made.name), human::count(made.count));
    let (count, missing) = (count.as_str(), human::count(made.missing));
    let text = match made.what {
        None | Some(ExportKind::Body) => &words.made,
        Some(ExportKind::Entries(_)) => &words.made_entries,
        Some(ExportKind::Bodies) => &words.made_bodies,
    };
    words::fill(text, &[("name", &name), ("n", count), ("missing", &missing)])
}
