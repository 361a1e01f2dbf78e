//! The copy menu: what of the selected entry can be taken along, and what became of it.

use std::sync::Arc;

use crate::export::{Secrets, files};
use crate::redact;
use crate::text::{clean, clean_lines, human, words};
use crate::tui::message::copy::{CopyContent, CopyItem, CopyOutput, CopyRequest};
use crate::tui::message::effect::Effect;
use crate::tui::message::export::SaveRequest;
use crate::tui::state::App;
use crate::tui::state::Notice;
use crate::tui::state::popup::Menu;
use crate::tui::state::popup::Popup;
use crate::tui::state::popup::Shows;
use crate::tui::state::popup::menu_line;
use crate::tui::theme::Role;
use crate::tui::widget::text::Line;

/// More is not copied: it is too long to paste, and looking through it for secrets would hold up the screen. It is offered
/// as a file.
const LARGEST_COPY: usize = 1 << 20;

impl App {
    /// Opens the menu of what can be copied.
    pub(super) fn open_copy_menu(&mut self) -> Vec<Effect> {
        if self.list.selected().is_none() {
            return self.say_nothing();
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
        self.open_popup(Popup { shows: Shows::Menu(Menu::Copy), ..Popup::new(&words.title, lines) });
        Vec::new()
    }

    /// What something is called.
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

    /// Whether the selected entry has it. While it is being read, whoever makes it will tell.
    fn offers(&self, item: CopyItem) -> bool {
        let holds = self.panes.detail.as_ref().map(|detail| detail.holds);
        match item {
            CopyItem::Diagnosis | CopyItem::Url | CopyItem::Row | CopyItem::Lines => true,
            CopyItem::Case | CopyItem::Har => self.file.is_loaded,
            CopyItem::Value | CopyItem::Path => self.is_on_json(),
            _ => holds.is_none_or(|holds| match item {
                CopyItem::Curl | CopyItem::PowerShell => holds.call,
                CopyItem::RequestHeaders => holds.request_headers,
                CopyItem::ResponseHeaders => holds.response_headers,
                CopyItem::Body => holds.body,
                CopyItem::Payload => holds.payload,
                _ => holds.tracking,
            }),
        }
    }

    fn is_on_json(&self) -> bool {
        self.layout.is_some_and(|layout| self.path(self.panes.tab(layout.panel.is_some())).is_some())
    }

    /// A letter of the menu.
    pub(super) fn choose_copy(&mut self, letter: char) -> Vec<Effect> {
        let secrets = Secrets::shown(letter.is_ascii_uppercase());
        let of_letter = |(own, _): &&(char, CopyItem)| *own == letter.to_ascii_lowercase();
        let Some((_, item)) = CopyItem::MENU.iter().find(of_letter) else { return Vec::new() };
        let item = *item;
        let words = &words::words(self.lang).take;
        if !self.offers(item) {
            let is_late = matches!(item, CopyItem::Case | CopyItem::Har);
            let text = if is_late { &words.still_loading } else { &words.nothing };
            return self.say(words::fill(text, &[("what", self.name_of(item))]), Role::Dim);
        }
        match item {
            CopyItem::Diagnosis => self.copy(),
            CopyItem::Value => self.copy_part(false, secrets),
            CopyItem::Path => self.copy_part(true, secrets),
            _ => {
                let Some(take) = self.take(item, secrets) else { return Vec::new() };
                self.say(words::fill(&words.preparing, &[("what", self.name_of(item))]), Role::Dim);
                vec![Effect::MakeCopy(Box::new(take))]
            }
        }
    }

    /// What whoever makes it has to know.
    pub(super) fn take(&self, item: CopyItem, secrets: Secrets) -> Option<CopyRequest> {
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

    /// It is made: it is copied, or offered as a file.
    pub(super) fn on_taken(&mut self, taken: CopyOutput) -> Vec<Effect> {
        let words = &words::words(self.lang).take;
        let what = self.name_of(taken.item);
        match taken.got {
            CopyContent::Text(text) => self.deliver(what, taken.secrets, taken.name, text),
            CopyContent::Bytes(mime, bytes) => {
                let size = human::bytes(bytes.len() as u64);
                let why = words::fill(&words.not_text, &[("mime", &clean(&mime)), ("size", &size)]);
                self.offer(why, taken.secrets, SaveRequest { name: taken.name, content: Arc::new(bytes) })
            }
            CopyContent::Nothing => self.say(words::fill(&words.nothing, &[("what", what)]), Role::Dim),
            CopyContent::Failed(reason) => {
                self.say(words::fill(&words.failed, &[("reason", &clean(&reason))]), Role::Warning)
            }
        }
    }

    /// Copies a text, or offers it as a file where it is too large for that.
    fn deliver(&mut self, what: &str, secrets: Secrets, name: String, text: String) -> Vec<Effect> {
        let words = &words::words(self.lang).take;
        if text.len() > LARGEST_COPY {
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

    /// Offers a file in the place of a copy.
    fn offer(&mut self, why: String, secrets: Secrets, keep: SaveRequest) -> Vec<Effect> {
        if self.overlay.is_some() {
            // The user does something else meanwhile: a key meant for that must not save a file.
            return self.say(why, Role::Warning);
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

    /// Copies what was taken from the screen: the selected lines, the value under the cursor, or its path. What the
    /// screen shows is what the file has only while secrets are shown, and is without them only while they are not.
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
            return self.say(self.keymap.fill(said, &[("letter", &with_secrets)]), Role::Warning);
        }
        let stem = files::stem(&self.file.name);
        let number = self.list.selected().unwrap_or_default();
        let name = format!("{stem}-{number}-{}", item.file_end("txt"));
        // What is shown is clean; a large text is not looked through once again on the way into a file.
        let text = if text.len() > LARGEST_COPY { text } else { clean_lines(&text).into_owned() };
        self.deliver(what, secrets, name, text)
    }

    /// Says something in the status line; nothing is to be done about it.
    pub(super) fn say(&mut self, text: String, role: Role) -> Vec<Effect> {
        self.notice = Some(Notice { text, role });
        Vec::new()
    }
}
