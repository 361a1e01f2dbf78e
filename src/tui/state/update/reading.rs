//! Actions on the text of a tab: views, folds, selection, copying, going to a line.

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
use crate::tui::state::viewport::{Room, Viewport};
use crate::tui::theme::Role;
use crate::tui::widget::document::{Document, path};
use crate::tui::widget::input::Input;
use crate::tui::widget::text::Lines as _;

/// Redacting a larger text would block the screen.
const MAX_REDACTED: usize = 1 << 20;

impl App {
    /// Carries out an action on the active tab.
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
            Action::ScrollLeft => {
                self.panes.update_viewport(&layout, |viewport, _, _| viewport.scroll_horizontally(-1))
            }
            Action::ScrollRight => {
                self.panes.update_viewport(&layout, |viewport, _, _| viewport.scroll_horizontally(1))
            }
            _ => {
                // The following actions use the cursor, which has to be visible.
                self.has_chosen = true;
                self.focus_on(Focus::Body);
                return self.at_cursor(action);
            }
        }
        self.panes.update_viewport(&layout, |viewport, content, room| {
            let line = viewport.cursor.line;
            if !room.wraps {
                viewport.go_to(line, content, room);
            }
        });
        Vec::new()
    }

    fn at_cursor(&mut self, action: Action) -> Vec<Effect> {
        let Some(layout) = self.layout else { return Vec::new() };
        match action {
            Action::Select => self.panes.update_viewport(&layout, |viewport, _, _| {
                viewport.anchor = if viewport.anchor.is_some() { None } else { Some(viewport.cursor.line) };
            }),
            Action::GoTo => self.overlay = Some(Overlay::Line(Input::default())),
            Action::FoldAll => self.panes.update_viewport(&layout, fold_all),
            Action::NextSibling | Action::PreviousSibling | Action::Parent => {
                self.panes.update_viewport(&layout, |viewport, content, room| {
                    step(viewport, content, room, action)
                });
            }
            _ => self.panes.update_viewport(&layout, fold),
        }
        Vec::new()
    }

    /// Copies the selected lines, the value under the cursor, or its path, and ends the selection.
    pub(super) fn copy_part(&mut self, is_path: bool, secrets: Secrets) -> Vec<Effect> {
        let Some(layout) = self.layout else { return Vec::new() };
        let words = words::words(self.lang);
        let mut copied = None;
        let keeps_selection = self.shows_secrets && secrets == Secrets::Replaced;
        self.panes.update_viewport(&layout, |viewport, content, room| {
            copied = part(viewport, content, room, is_path);
            // If copying is refused, keep the selection, as another view may allow it.
            viewport.anchor = viewport.anchor.filter(|_| keeps_selection);
        });
        let Some((part, text)) = copied.filter(|(_, text)| !text.is_empty()) else {
            return self.notify(words.status.nothing_to_copy.clone(), Role::Dim);
        };
        // Text beyond the copy limit goes to a file as displayed, that is, redacted.
        let text = match secrets {
            Secrets::Replaced if text.len() <= MAX_REDACTED => redact::text(&text).into(),
            _ => text,
        };
        let (item, what, text) = match part {
            // Redacted together with its key, which determines whether the value is a secret.
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

    /// Copies the selected lines unredacted.
    pub(super) fn copy_raw(&mut self) -> Vec<Effect> {
        if self.is_selecting() {
            return self.copy_part(false, Secrets::Kept);
        }
        self.notify(self.keymap.fill(&words::words(self.lang).take.no_selection, &[]), Role::Dim)
    }

    /// Whether lines are being selected.
    pub fn is_selecting(&self) -> bool {
        self.layout.is_some_and(|layout| {
            let tab = self.panes.tab(layout.panel.is_some());
            self.panes.viewport(tab).anchor.is_some()
        })
    }

    /// Ends a selection without copying it.
    pub(super) fn clear_selection(&mut self) {
        if let Some(layout) = self.layout {
            self.panes.update_viewport(&layout, |viewport, _, _| viewport.anchor = None);
        }
    }

    /// The JSON path at the cursor.
    pub fn path(&self, tab: Tab) -> Option<String> {
        let document =
            self.panes.view(tab)?.content.document().filter(|document| !document.tree().is_empty())?;
        Some(document.path(document.line_of(self.panes.viewport(tab).cursor.line)))
    }

    /// Handles a key in "go to line".
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
            None => _ = self.notify(words::words(self.lang).status.no_line.clone(), Role::Dim),
        }
    }

    /// Goes to a line, counted from 1; in a hex dump, to a byte offset from 0.
    pub(super) fn go_to_line(&mut self, number: usize) {
        let Some(layout) = self.layout else { return };
        self.panes.update_viewport(&layout, |viewport, content, room| {
            let line = match content {
                Content::Text(document) => document.segment_of(number.saturating_sub(1)),
                Content::Lines(_) => number.saturating_sub(1),
                Content::Bytes(_) => content.byte_row(number, room.columns),
            };
            viewport.go_to(line, content, room);
        });
    }
}

/// The kind of a copied part.
enum Part {
    Path,
    Value,
    Lines(usize),
}

/// The displayed JSON document and the line under the cursor.
fn tree<'a>(viewport: &Viewport, content: &'a Content) -> Option<(&'a Document, usize)> {
    let document = content.document().filter(|document| !document.tree().is_empty())?;
    Some((document, document.line_of(viewport.cursor.line)))
}

/// Toggles the fold under the cursor.
pub(super) fn fold(viewport: &mut Viewport, content: &Content, room: Room) {
    let Some((document, line)) = tree(viewport, content) else { return };
    let line = document.tree().open(line).unwrap_or(line);
    if document.tree().close(line).is_none() {
        return;
    }
    viewport.folds.set(line, !viewport.folds.is_folded(line));
    viewport.go_to(document.segment_of(line), content, room);
}

fn fold_all(viewport: &mut Viewport, content: &Content, room: Room) {
    let Some((document, _)) = tree(viewport, content) else { return };
    if viewport.folds.is_empty() {
        viewport.folds.fold_all(document);
    } else {
        viewport.folds.unfold_all();
    }
    viewport.go_to(viewport.cursor.line, content, room);
}

/// Moves to a sibling or the parent.
fn step(viewport: &mut Viewport, content: &Content, room: Room, action: Action) {
    let Some((document, line)) = tree(viewport, content) else { return };
    let tree = document.tree();
    let line = tree.open(line).unwrap_or(line);
    let to = match action {
        Action::NextSibling => tree.next_sibling(line),
        Action::PreviousSibling => tree.previous_sibling(line),
        _ => tree.parent(line),
    };
    if let Some(to) = to {
        viewport.go_to(document.segment_of(to), content, room);
    }
}

/// The text to copy, as in the document; a value together with its key.
fn part(viewport: &Viewport, content: &Content, room: Room, is_path: bool) -> Option<(Part, String)> {
    let selected = viewport.selected();
    if let Some((document, line)) = tree(viewport, content).filter(|_| is_path || viewport.anchor.is_none()) {
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
            let last = if viewport.folds.is_folded(last) { document.value_lines(last).end } else { last + 1 };
            document.lines(document.line_of(*selected.start())..last).to_owned()
        }
        _ => {
            let lines = content.lines(&viewport.folds, room.columns);
            let text = |at| lines.line(at).spans.iter().map(|span| span.text.as_str()).collect::<String>();
            selected.clone().map(|at| text(at).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        }
    };
    Some((Part::Lines(text.lines().count()), text.trim_matches('\n').to_owned()))
}
