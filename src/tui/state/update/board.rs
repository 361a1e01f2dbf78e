//! Boards: opened, gone through, followed.

use crossterm::event::{KeyCode, KeyEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::diagnose::finding::Finding;
use crate::export::users;
use crate::text::words;
use crate::tui::action::Action;
use crate::tui::message::effect::Effect;
use crate::tui::message::export::SaveRequest;
use crate::tui::state::App;
use crate::tui::state::board::{Board, BoardKind, BoardRow, Link};
use crate::tui::state::overlay::Overlay;
use crate::tui::state::search::Target;
use crate::tui::theme::Role;

impl App {
    pub(super) fn open_board(&mut self, kind: BoardKind, title: String, rows: Vec<BoardRow>) {
        let words = &words::words(self.lang).board;
        let keys = match kind {
            BoardKind::Causes => &words.causes_keys,
            BoardKind::Story | BoardKind::References => &words.story_keys,
        };
        let keys = self.keymap.fill(keys, &[]);
        self.overlay = Some(Overlay::Board(Board::new(kind, title, keys, rows)));
    }

    /// Keys that go through a board; any other closes it, and does what it does elsewhere.
    pub(super) fn on_board_key(&mut self, key: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let Some(Overlay::Board(board)) = &mut self.overlay else { return Vec::new() };
        let page = isize::try_from(self.size.1 / 4).unwrap_or(1).max(1);
        let is_causes = board.kind == BoardKind::Causes;
        match action {
            _ if key.code == KeyCode::Enter => {
                let link = board.row().and_then(|row| row.link.clone());
                self.overlay = None;
                return link.map_or_else(Vec::new, |link| self.follow(link));
            }
            Some(Action::Down) => board.go(1),
            Some(Action::Up) => board.go(-1),
            Some(Action::PageDown) => board.go(page),
            Some(Action::PageUp) => board.go(-page),
            Some(Action::First) => board.go(isize::MIN),
            Some(Action::Last) => board.go(isize::MAX),
            Some(Action::Copy) if is_causes => return self.copy_users(),
            Some(Action::Export) if is_causes => return self.export_users(),
            Some(Action::Back | Action::Causes | Action::Story) | None => self.overlay = None,
            Some(action) => {
                self.overlay = None;
                return self.update(action);
            }
        }
        Vec::new()
    }

    /// The wheel goes through the rows; a press follows a row, or closes the board when it is outside of it.
    pub(super) fn on_board_mouse(&mut self, kind: MouseEventKind, at: Position) -> Vec<Effect> {
        let Some(Overlay::Board(board)) = &mut self.overlay else { return Vec::new() };
        let window = Rect::new(0, 0, self.size.0, self.size.1);
        match kind {
            MouseEventKind::ScrollDown => board.go(1),
            MouseEventKind::ScrollUp => board.go(-1),
            MouseEventKind::Down(_) => match board.row_at(window, at) {
                Some(row) => {
                    let link = board.rows.get(row).and_then(|row| row.link.clone());
                    self.overlay = None;
                    return link.map_or_else(Vec::new, |link| self.follow(link));
                }
                None if !board.area(window).contains(at) => self.overlay = None,
                None => {}
            },
            _ => {}
        }
        Vec::new()
    }

    /// Goes where a link leads.
    pub(super) fn follow(&mut self, link: Link) -> Vec<Effect> {
        match link {
            Link::Entry(number) => self.go_to_entry(number),
            Link::Filter(filter) => {
                self.has_chosen = true;
                self.search.history.keep(&filter);
                self.search.set_text(filter);
                self.apply_filter(Target::First)
            }
        }
    }

    /// The findings of the chosen cause.
    fn chosen_findings(&self) -> Vec<&Finding> {
        let Some(Overlay::Board(board)) = &self.overlay else { return Vec::new() };
        let places = board.row().map_or(&[][..], |row| &row.findings);
        places.iter().filter_map(|(entry, place)| self.findings.of(*entry).get(*place)).collect()
    }

    /// Copies the users of the chosen cause, one a line.
    fn copy_users(&mut self) -> Vec<Effect> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.chosen_findings().into_iter().filter_map(Finding::name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let words = &words::words(self.lang).board;
        if names.is_empty() {
            return self.notify(words.no_users.clone(), Role::Dim);
        }
        let (text, count) = (names.join("\n"), names.len().to_string());
        self.copying = words::fill(&words.users_of_cause, &[("n", &count)]);
        self.copies_secrets = false;
        vec![Effect::Copy(text)]
    }

    /// Saves the users of the chosen cause as a table, for a bulk retry.
    fn export_users(&mut self) -> Vec<Effect> {
        let findings = self.chosen_findings();
        if findings.iter().all(|finding| finding.named().is_none()) {
            return self.notify(words::words(self.lang).board.no_users.clone(), Role::Dim);
        }
        let content = users::csv(findings).into_bytes().into();
        let name = format!("{}-users.csv", crate::export::files::stem(&self.file.name));
        vec![Effect::Save(SaveRequest { name, content })]
    }
}
