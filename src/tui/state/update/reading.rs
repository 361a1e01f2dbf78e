//! What can be done with what a tab shows: another view, folding, selecting, copying parts, going to a line.

use crossterm::event::{KeyCode, KeyEvent};

use crate::export::Secrets;
use crate::redact;
use crate::text::{human, words};
use crate::tui::action::Action;
use crate::tui::layout::Focus;
use crate::tui::message::copy::CopyItem;
use crate::tui::message::effect::Effect;
use crate::tui::page::{Content, Tab};
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::palette::line_number;
use crate::tui::state::viewport::Room;
use crate::tui::state::viewport::Viewport;
use crate::tui::theme::Role;
use crate::tui::widget::document::{Document, path};
use crate::tui::widget::input::Input;
use crate::tui::widget::text::Lines as _;

/// Looking through more for secrets once again would hold up the screen.
const MAX_REDACTED: usize = 1 << 20;

impl App {
    /// Carries out an action on what the tab shows.
    pub(super) fn read_on(&mut self, action: Action) -> Vec<Effect> {
        let Some(layout) = self.layout else { return Vec::new() };
        let tab = self.panes.tab(layout.panel.is_some());
        match action {
            Action::Wrap => self.panes.wraps = !self.panes.wraps,
            Action::Numbers => self.panes.numbers = !self.panes.numbers,
            Action::NextView => {
                self.panes.cycle_view(tab);
                return self.find_effect();
            }
            Action::AsideLeft => self.panes.change_place(&layout, |place, _, _| place.go_aside(-1)),
            Action::AsideRight => self.panes.change_place(&layout, |place, _, _| place.go_aside(1)),
            _ => {
                // What follows is about the cursor, which has to be seen.
                self.has_chosen = true;
                self.focus_on(Focus::Body);
                return self.at_cursor(action);
            }
        }
        self.panes.change_place(&layout, |place, content, room| {
            let line = place.cursor.line;
            if !room.wraps {
                place.go_to(line, content, room);
            }
        });
        Vec::new()
    }

    fn at_cursor(&mut self, action: Action) -> Vec<Effect> {
        let Some(layout) = self.layout else { return Vec::new() };
        match action {
            Action::Select => self.panes.change_place(&layout, |place, _, _| {
                place.anchor = if place.anchor.is_some() { None } else { Some(place.cursor.line) };
            }),
            Action::GoTo => self.overlay = Some(Overlay::Line(Input::default())),
            Action::FoldAll => self.panes.change_place(&layout, fold_all),
            Action::NextSibling | Action::PreviousSibling | Action::Parent => {
                self.panes.change_place(&layout, |place, content, room| step(place, content, room, action));
            }
            _ => self.panes.change_place(&layout, fold),
        }
        Vec::new()
    }

    /// Copies the selected lines, the value under the cursor, or its path; the selection ends with that.
    pub(super) fn copy_part(&mut self, is_path: bool, secrets: Secrets) -> Vec<Effect> {
        let Some(layout) = self.layout else { return Vec::new() };
        let words = words::words(self.lang);
        let mut copied = None;
        let keeps_selection = self.shows_secrets && secrets == Secrets::Replaced;
        self.panes.change_place(&layout, |place, content, room| {
            copied = part(place, content, room, is_path);
            // What is refused can still be copied in another view.
            place.anchor = place.anchor.filter(|_| keeps_selection);
        });
        let Some((part, text)) = copied.filter(|(_, text)| !text.is_empty()) else {
            return self.say(words.status.nothing_to_copy.clone(), Role::Dim);
        };
        // Beyond the largest copy a text goes into a file as it is shown, which is without secrets then.
        let text = match secrets {
            Secrets::Replaced if text.len() <= MAX_REDACTED => redact::text(&text).into(),
            _ => text,
        };
        let (item, what, text) = match part {
            // With its key until now, which tells whether the value is a secret.
            Part::Value => (CopyItem::Value, words.take.value.clone(), path::value(&text)),
            Part::Path => (CopyItem::Path, words.take.path.clone(), text),
            Part::Lines(count) => {
                let what = match count {
                    1 => words.status.what_line.clone(),
                    count => words::fill(&words.status.what_lines, &[("n", &human::count(count))]),
                };
                (CopyItem::Lines, what, text)
            }
        };
        self.copy_shown(item, secrets, &what, text)
    }

    /// Copies the selected lines as the file has them.
    pub(super) fn copy_raw(&mut self) -> Vec<Effect> {
        if self.is_selecting() {
            return self.copy_part(false, Secrets::Kept);
        }
        self.say(self.keymap.fill(&words::words(self.lang).take.no_selection, &[]), Role::Dim)
    }

    /// Whether lines are being selected in what is shown.
    pub fn is_selecting(&self) -> bool {
        self.layout.is_some_and(|layout| {
            let tab = self.panes.tab(layout.panel.is_some());
            self.panes.place(tab).anchor.is_some()
        })
    }

    /// Ends a selection of lines without copying it.
    pub(super) fn select_nothing(&mut self) {
        if let Some(layout) = self.layout {
            self.panes.change_place(&layout, |place, _, _| place.anchor = None);
        }
    }

    /// The path to where the cursor is, where what is shown is JSON.
    pub fn path(&self, tab: Tab) -> Option<String> {
        let document =
            self.panes.view(tab)?.content.document().filter(|document| !document.tree().is_empty())?;
        Some(document.path(document.line_of(self.panes.place(tab).cursor.line)))
    }

    /// A key while the number of a line is typed.
    pub(super) fn on_line_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        match (key.code, self.typed_line()) {
            (KeyCode::Esc, _) => self.overlay = None,
            (KeyCode::Enter, _) => {
                let typed = self.typed_text();
                self.overlay = None;
                self.go_to_typed(&typed);
            }
            (_, Some(input)) => _ = input.key(key),
            (_, None) => {}
        }
        Vec::new()
    }

    fn go_to_typed(&mut self, typed: &str) {
        match line_number(typed) {
            Some(number) => self.go_to_line(number),
            None => _ = self.say(words::words(self.lang).status.no_line.clone(), Role::Dim),
        }
    }

    /// A line's number from 1; among bytes, an offset from 0.
    pub(super) fn go_to_line(&mut self, number: usize) {
        let Some(layout) = self.layout else { return };
        self.panes.change_place(&layout, |place, content, room| {
            let line = match content {
                Content::Text(document) => document.segment_of(number.saturating_sub(1)),
                Content::Sheet(_) => number.saturating_sub(1),
                Content::Bytes(_) => content.byte_row(number, room.columns),
            };
            place.go_to(line, content, room);
        });
    }
}

/// What is copied of a text.
enum Part {
    Path,
    Value,
    Lines(usize),
}

/// The JSON document that is shown, and the line of it that the cursor is on.
fn tree<'a>(place: &Viewport, content: &'a Content) -> Option<(&'a Document, usize)> {
    let document = content.document().filter(|document| !document.tree().is_empty())?;
    Some((document, document.line_of(place.cursor.line)))
}

/// Folds what the cursor is on, or unfolds it.
pub(super) fn fold(place: &mut Viewport, content: &Content, room: Room) {
    let Some((document, line)) = tree(place, content) else { return };
    let line = document.tree().open(line).unwrap_or(line);
    if document.tree().close(line).is_none() {
        return;
    }
    place.folds.set(line, !place.folds.is_folded(line));
    place.go_to(document.segment_of(line), content, room);
}

fn fold_all(place: &mut Viewport, content: &Content, room: Room) {
    let Some((document, _)) = tree(place, content) else { return };
    if place.folds.is_empty() {
        place.folds.fold_all(document);
    } else {
        place.folds.unfold_all();
    }
    place.go_to(place.cursor.line, content, room);
}

/// Goes from member to member.
fn step(place: &mut Viewport, content: &Content, room: Room, action: Action) {
    let Some((document, line)) = tree(place, content) else { return };
    let tree = document.tree();
    let line = tree.open(line).unwrap_or(line);
    let to = match action {
        Action::NextSibling => tree.next_sibling(line),
        Action::PreviousSibling => tree.previous_sibling(line),
        _ => tree.parent(line),
    };
    if let Some(to) = to {
        place.go_to(document.segment_of(to), content, room);
    }
}

/// What is to be copied, as it is there: a value with its key.
fn part(place: &Viewport, content: &Content, room: Room, is_path: bool) -> Option<(Part, String)> {
    let selected = place.selected();
    if let Some((document, line)) = tree(place, content).filter(|_| is_path || place.anchor.is_none()) {
        if is_path {
            return Some((Part::Path, document.path(line)));
        }
        return Some((Part::Value, document.lines(document.value_lines(line)).to_owned()));
    }
    if is_path {
        return None;
    }
    let text = match content {
        Content::Text(document) => {
            let last = document.line_of(*selected.end());
            let last = if place.folds.is_folded(last) { document.value_lines(last).end } else { last + 1 };
            document.lines(document.line_of(*selected.start())..last).to_owned()
        }
        _ => {
            let lines = content.lines(&place.folds, room.columns);
            let text = |at| lines.line(at).spans.iter().map(|span| span.text.as_str()).collect::<String>();
            selected.clone().map(|at| text(at).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        }
    };
    Some((Part::Lines(text.lines().count()), text.trim_matches('\n').to_owned()))
}
