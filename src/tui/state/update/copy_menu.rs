//! The copy menu and its results.

use std::sync::Arc;

use crate::export::{Secrets, files};
use crate::redact;
use crate::text::{clean, clean_lines, human, words};
use crate::tui::message::copy::{CopyContent, CopyItem, CopyOutput, CopyRequest};
use crate::tui::message::effect::Effect;
use crate::tui::message::export::SaveRequest;
use crate::tui::state::popup::{Menu, Popup, PopupKind, menu_line};
use crate::tui::state::{App, Notice};
use crate::tui::theme::Role;
use crate::tui::widget::text::Line;

/// Larger texts are offered as a file: they are too long to paste, and redacting them would block the screen.
const MAX_COPY: usize = 1 << 20;

impl App {
    /// Opens the menu.
    pub(super) fn open_copy_menu(&mut self) -> Vec<Effect> {
        if self.list.selected().is_none() {
            return self.notify_nothing();
        }
        let words = &words::words(self.lang).take;
        let mut lines: Vec<Line> = CopyItem::MENU
            .iter()
            .map(|(letter, item)| {
                menu_line(*letter, item.may_hold_secrets(), self.name_of(*item), self.offers(*item))
            })
            .collect();
        lines.push(Line::default());
        lines.push(Line::of(words.letters.clone(), Role::Dim));
        self.open_popup(Popup { kind: PopupKind::Menu(Menu::Copy), ..Popup::new(&words.title, lines) });
        Vec::new()
    }

    /// The name of an item, in words.
    pub(super) fn name_of(&self, item: CopyItem) -> &'static str {
        let words = &words::words(self.lang).take;
        match item {
            CopyItem::Diagnosis => &words.diagnosis,
            CopyItem::Case => &words.case,
            CopyItem::Url => &words.url,
            CopyItem::Curl => &words.curl,
            CopyItem::PowerShell => &words.powershell,
            CopyItem::RequestHeaders => &words.request_headers,
            CopyItem::ResponseHeaders => &words.response_headers,
            CopyItem::Body => &words.body,
            CopyItem::Payload => &words.payload,
            CopyItem::Value => &words.value,
            CopyItem::Path => &words.path,
            CopyItem::Lines => &words.lines,
            CopyItem::Tracking => &words.tracking,
            CopyItem::Har => &words.har,
            CopyItem::Row => &words.row,
        }
    }

    /// Whether the selected entry has this item. Assumed while the entry is being read; the worker then decides.
    fn offers(&self, item: CopyItem) -> bool {
        let copyable = self.panes.detail.as_ref().map(|detail| detail.copyable);
        match item {
            CopyItem::Diagnosis | CopyItem::Url | CopyItem::Row | CopyItem::Lines => true,
            CopyItem::Case | CopyItem::Har => self.file.is_loaded,
            CopyItem::Value | CopyItem::Path => self.is_on_json(),
            _ => copyable.is_none_or(|copyable| match item {
                CopyItem::Curl | CopyItem::PowerShell => copyable.call,
                CopyItem::RequestHeaders => copyable.request_headers,
                CopyItem::ResponseHeaders => copyable.response_headers,
                CopyItem::Body => copyable.body,
                CopyItem::Payload => copyable.payload,
                _ => copyable.tracking,
            }),
        }
    }

    fn is_on_json(&self) -> bool {
        self.layout.is_some_and(|layout| self.path(self.panes.tab(layout.panel.is_some())).is_some())
    }

    /// Handles a letter of the menu.
    pub(super) fn choose_copy(&mut self, letter: char) -> Vec<Effect> {
        let secrets = Secrets::shown(letter.is_ascii_uppercase());
        let of_letter = |(own, _): &&(char, CopyItem)| *own == letter.to_ascii_lowercase();
        let Some((_, item)) = CopyItem::MENU.iter().find(of_letter) else { return Vec::new() };
        let item = *item;
        let words = &words::words(self.lang).take;
        if !self.offers(item) {
            let is_late = matches!(item, CopyItem::Case | CopyItem::Har);
            let text = if is_late { &words.still_loading } else { &words.nothing };
            return self.notify(words::fill(text, &[("what", self.name_of(item))]), Role::Dim);
        }
        match item {
            CopyItem::Diagnosis => self.copy(),
            CopyItem::Value => self.copy_part(false, secrets),
            CopyItem::Path => self.copy_part(true, secrets),
            _ => {
                let Some(take) = self.copy_request(item, secrets) else { return Vec::new() };
                self.notify(words::fill(&words.preparing, &[("what", self.name_of(item))]), Role::Dim);
                vec![Effect::MakeCopy(Box::new(take))]
            }
        }
    }

    /// The worker's request for an item.
    pub(super) fn copy_request(&self, item: CopyItem, secrets: Secrets) -> Option<CopyRequest> {
        Some(CopyRequest {
            item,
            secrets: if item.may_hold_secrets() { secrets } else { Secrets::Replaced },
            number: self.list.selected()?,
            name: self.file.name.clone(),
            store: self.store()?,
            knowledge: self.knowledge,
            lang: self.lang,
        })
    }

    /// The content is ready: copies it, or offers it as a file.
    pub(super) fn on_copy_output(&mut self, output: CopyOutput) -> Vec<Effect> {
        let words = &words::words(self.lang).take;
        let what = self.name_of(output.item);
        match output.content {
            CopyContent::Text(text) => self.deliver(what, output.secrets, output.name, text),
            CopyContent::Bytes(mime, bytes) => {
                let size = human::bytes(bytes.len() as u64);
                let why = words::fill(&words.not_text, &[("mime", &clean(&mime)), ("size", &size)]);
                self.offer(why, output.secrets, SaveRequest { name: output.name, content: Arc::new(bytes) })
            }
            CopyContent::Nothing => self.notify(words::fill(&words.nothing, &[("what", what)]), Role::Dim),
            CopyContent::Failed(reason) => {
                self.notify(words::fill(&words.failed, &[("reason", &clean(&reason))]), Role::Warning)
            }
        }
    }

    /// Copies a text, or offers it as a file if it is too large.
    fn deliver(&mut self, what: &str, secrets: Secrets, name: String, text: String) -> Vec<Effect> {
        let words = &words::words(self.lang).take;
        if text.len() > MAX_COPY {
            let why = words::fill(&words.large, &[("size", &human::bytes(text.len() as u64))]);
            return self.offer(why, secrets, SaveRequest { name, content: Arc::new(text.into_bytes()) });
        }
        self.copies_secrets = secrets == Secrets::Kept;
        self.copying = match secrets {
            Secrets::Replaced => what.to_owned(),
            Secrets::Kept => words::fill(&words.with_secrets, &[("what", what)]),
        };
        vec![Effect::Copy(text)]
    }

    /// Offers to save content that cannot be copied.
    fn offer(&mut self, why: String, secrets: Secrets, keep: SaveRequest) -> Vec<Effect> {
        if self.overlay.is_some() {
            // Another overlay is open meanwhile, and a key meant for it must not save a file.
            return self.notify(why, Role::Warning);
        }
        let words = &words::words(self.lang).take;
        let saves = words::fill(&words.saves, &[("name", &clean(&keep.name))]);
        let mut lines = vec![Line::of(why, Role::Normal), Line::default()];
        if secrets == Secrets::Kept {
            lines.insert(1, Line::of(words.holds_secrets.clone(), Role::Warning));
        }
        lines.push(self.offer_line(&saves));
        self.notice = None;
        self.open_popup(Popup { on_enter: Some(Effect::Save(keep)), ..Popup::new(&words.title, lines) });
        Vec::new()
    }

    /// Copies text from the screen: the selected lines, the value under the cursor, or its path. That is unredacted
    /// only while secrets are shown, and redacted only while they are not.
    pub(super) fn copy_shown(
        &mut self,
        item: CopyItem,
        secrets: Secrets,
        what: &str,
        text: String,
    ) -> Vec<Effect> {
        let words = &words::words(self.lang).take;
        let refused = match secrets {
            Secrets::Replaced if self.shows_secrets && item != CopyItem::Path => Some(&words.shown),
            Secrets::Kept if !self.shows_secrets && text.contains(redact::REDACTED) => Some(&words.hidden),
            _ => None,
        };
        if let Some(said) = refused {
            let with_secrets = match CopyItem::MENU.iter().find(|(_, own)| *own == item) {
                Some((letter, _)) => letter.to_ascii_uppercase().to_string(),
                None => self.keymap.fill("{key:copy_raw}", &[]),
            };
            return self.notify(self.keymap.fill(said, &[("letter", &with_secrets)]), Role::Warning);
        }
        let stem = files::stem(&self.file.name);
        let number = self.list.selected().unwrap_or_default();
        let name = format!("{stem}-{number}-{}", item.file_end("txt"));
        // Displayed text is already sanitized; do not scan a large one again on its way to a file.
        let text = if text.len() > MAX_COPY { text } else { clean_lines(&text).into_owned() };
        self.deliver(what, secrets, name, text)
    }

    /// Shows a notice; no effects.
    pub(super) fn notify(&mut self, text: String, role: Role) -> Vec<Effect> {
        self.notice = Some(Notice { text, role });
        Vec::new()
    }
}
