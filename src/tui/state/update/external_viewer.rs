//! Showing the body in a pager or editor, and printing the active tab outside the alternate screen.

use crossterm::event::{KeyCode, KeyEvent};

use crate::export::Secrets;
use crate::text::{clean, clean_lines, human, words};
use crate::tui::action::{self, Action};
use crate::tui::message::copy::{CopyContent, CopyItem};
use crate::tui::message::effect::Effect;
use crate::tui::message::pager::{PagerOutcome, PagerReply};
use crate::tui::page::{Content, Tab, ViewKind};
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::theme::Role;
use crate::tui::widget::fold::Folds;
use crate::tui::widget::text::Lines as _;

/// Longer texts are cut: they would exceed a terminal's scrollback.
const MAX_PRINTED: usize = 1 << 20;

/// Width of a printed hex dump.
const COLUMNS: usize = 80;

impl App {
    /// Prepares the body for a pager: the request's if that tab is active, else the response's.
    pub(super) fn open_body(&mut self) -> Vec<Effect> {
        let tab = self.layout.map(|layout| self.panes.tab(layout.panel.is_some()));
        let item = if tab == Some(Tab::Request) { CopyItem::Payload } else { CopyItem::Body };
        match self.copy_request(item, Secrets::shown(self.shows_secrets)) {
            Some(take) => {
                let text = &words::words(self.lang).take.preparing;
                self.notify(words::fill(text, &[("what", self.name_of(item))]), Role::Dim);
                vec![Effect::PreparePager(Box::new(take))]
            }
            None => self.notify_nothing(),
        }
    }

    pub(super) fn on_ready(&mut self, ready: PagerReply) -> Vec<Effect> {
        let words = &words::words(self.lang).take;
        self.notice = None;
        let output = match ready {
            // The screen is already released to a printed tab.
            PagerReply::PagerFile(_) if matches!(self.overlay, Some(Overlay::Printed)) => return Vec::new(),
            PagerReply::PagerFile(sheet) => return vec![Effect::ShowInPager(sheet)],
            PagerReply::Not(output) => output,
        };
        let what = self.name_of(output.item);
        let (text, role) = match output.content {
            CopyContent::Bytes(mime, bytes) => {
                let size = human::bytes(bytes.len() as u64);
                let values = [("mime", clean(&mime).into_owned()), ("size", size)];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                (self.keymap.fill(&words.no_text_to_open, &values), Role::Warning)
            }
            CopyContent::Failed(reason) => {
                (words::fill(&words.not_opened, &[("reason", &clean(&reason))]), Role::Warning)
            }
            CopyContent::Text(_) | CopyContent::Nothing => {
                (words::fill(&words.nothing, &[("what", what)]), Role::Dim)
            }
        };
        self.notify(text, role)
    }

    /// Reports how the external program ended.
    pub fn on_shown(&mut self, shown: &PagerOutcome) {
        let words = &words::words(self.lang).take;
        let text = match shown {
            PagerOutcome::Well => return,
            PagerOutcome::Missing(program) => words::fill(&words.no_program, &[("program", &clean(program))]),
            PagerOutcome::Badly(program, code) => {
                let code = code.to_string();
                words::fill(&words.program_failed, &[("program", &clean(program)), ("code", &code)])
            }
            PagerOutcome::Failed(reason) => words::fill(&words.not_opened, &[("reason", &clean(reason))]),
        };
        self.notify(text, Role::Warning);
    }

    /// Prints the active tab, so that the terminal's own selection works.
    pub(super) fn print(&mut self) -> Vec<Effect> {
        let words = words::words(self.lang);
        let Some((tab, text, whole)) = self.printed_text().filter(|(_, text, _)| !text.is_empty()) else {
            return self.notify_nothing();
        };
        let mut text = clean_lines(&text).trim_end_matches('\n').to_owned();
        if whole > MAX_PRINTED {
            let whole = human::bytes(whole as u64);
            text.push_str(&format!("\n{}", self.keymap.fill(&words.take.print_cut, &[("size", &whole)])));
        }
        let number = self.list.selected().unwrap_or_default().to_string();
        let entry = words::fill(&words.status.entry, &[("n", &number)]);
        let head = format!("── {entry} · {} · {} ──", tab.title(words), clean(&self.file.name));
        let back = words::fill(&words.take.come_back, &[("key", action::shown("Enter"))]);
        let picture = self.printed_picture(tab).map(|picture| picture + "\n").unwrap_or_default();
        self.overlay = Some(Overlay::Printed);
        vec![Effect::Print(format!("\n{head}\n{picture}{text}\n── {back} ──\n"))]
    }

    /// The escape sequence of the active tab's image; if it cannot be displayed, a hint what to do instead.
    fn printed_picture(&self, tab: Tab) -> Option<String> {
        if self.panes.view(tab)?.kind != ViewKind::Picture {
            return None;
        }
        let mut pictures = self.panes.page(tab)?.views().filter_map(|view| match &view.content {
            Content::Bytes(bytes) => self.pictures?.sequence(bytes.bytes(), self.size),
            _ => None,
        });
        let instead = || self.keymap.fill(&words::words(self.lang).take.no_picture, &[]);
        Some(pictures.next().unwrap_or_else(instead))
    }

    /// The beginning of the active tab's text, as displayed, and the length of the whole in bytes.
    fn printed_text(&self) -> Option<(Tab, String, usize)> {
        let tab = self.panes.tab(self.layout?.panel.is_some());
        if tab == Tab::Diagnosis {
            let text = self.copied_text()?;
            let whole = text.len();
            return Some((tab, text, whole));
        }
        let content = &self.panes.view(tab)?.content;
        if let Content::Text(document) = content {
            let text = document.text();
            return Some((tab, beginning(text).to_owned(), text.len()));
        }
        let folds = Folds::default();
        let lines = content.lines(&folds, COLUMNS);
        let mut text = String::new();
        for at in 0..lines.count() {
            let line = lines.line(at);
            line.spans.iter().for_each(|span| text.push_str(&span.text));
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
            if text.len() > MAX_PRINTED {
                return Some((tab, text, lines.count().saturating_mul(COLUMNS)));
            }
        }
        let whole = text.len();
        Some((tab, text, whole))
    }

    /// Handles a key while a tab is printed; Enter returns.
    pub(super) fn on_printed_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        if key.code != KeyCode::Enter {
            return Vec::new();
        }
        self.overlay = None;
        vec![Effect::Resume]
    }

    /// The action that a hint shows in place of this one while lines are selected.
    pub fn hint_action(&self, action: Action) -> Action {
        if action == Action::Copy && self.is_selecting() { Action::CopyMenu } else { action }
    }
}

/// As many whole lines as are printed.
fn beginning(text: &str) -> &str {
    if text.len() <= MAX_PRINTED {
        return text;
    }
    let end = (0..=MAX_PRINTED).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = text.get(..end).unwrap_or_default();
    text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or(text)
}
