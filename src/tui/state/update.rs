//! State transitions: an event or an action in, effects out.

mod appearance;
mod board;
mod case;
mod causes;
mod chooser;
mod comparing;
mod copy_menu;
mod copying;
mod counted;
mod explaining;
mod exporting;
mod external_viewer;
mod files;
mod find;
mod glossary;
mod grouping;
mod loading;
mod mouse;
mod navigation;
mod overlay;
mod palette;
mod pane_layout;
mod popup;
mod reading;
mod references;
mod report;
mod review;
mod search;
mod story;

use std::sync::Arc;

use crossterm::event::{Event as Typed, KeyEventKind};

use crate::diagnose::explain;
use crate::export::Secrets;
use crate::query::sort::Sort;
use crate::tui::action::Action;
use crate::tui::layout::Edge;
use crate::tui::message::detail::ReadRequest;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::Event;
use crate::tui::state::App;
use crate::tui::state::viewport::ScrollBy;

impl App {
    /// Handles an event; returns the resulting effects.
    pub fn on_event(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Input(Typed::Key(key)) if key.kind != KeyEventKind::Release => self.on_key(key),
            Event::Input(Typed::Paste(text)) => self.on_paste(&text),
            Event::Input(Typed::Resize(width, height)) => {
                self.fit((width, height));
                Vec::new()
            }
            Event::Input(Typed::Mouse(event)) => self.on_mouse(event),
            Event::Input(_) => Vec::new(),
            Event::Load(generation, load) => self.on_load(generation, load),
            Event::FileChanged => vec![Effect::Reload],
            Event::Detail(detail, change) => self.on_detail(detail, change),
            Event::Hits(hits) => self.on_hits(hits),
            Event::FindMatches(places) => self.on_matches(places),
            Event::Copied(copied) => self.on_copied(copied),
            Event::CopyOutput(output) => self.on_copy_output(output),
            Event::PagerReply(ready) => self.on_ready(ready),
            Event::Export(news) => {
                self.on_export(news);
                Vec::new()
            }
            Event::Checked(checked) => {
                self.on_checked(checked);
                Vec::new()
            }
            Event::Review(found) => {
                self.on_review(found);
                Vec::new()
            }
            Event::Story(story) => {
                self.on_story(&story);
                Vec::new()
            }
            Event::Compared(compared) => {
                self.on_compared(compared);
                Vec::new()
            }
            Event::Case(news) => {
                self.on_case(news);
                Vec::new()
            }
            Event::Background(background) => {
                self.on_background(background);
                Vec::new()
            }
            Event::Continued => Vec::new(),
            Event::Terminate => vec![Effect::Quit],
        }
    }

    /// Carries out an action; returns the resulting effects.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Palette => self.open_palette(),
            Action::Report => return self.open_report(),
            Action::Case => return self.open_case(),
            Action::Mark => return self.toggle_mark(),
            Action::Compare if self.list.selected().is_none() => return self.notify_nothing(),
            Action::Compare => return vec![Effect::ChoosePartner],
            Action::NextFile => return vec![Effect::SwitchFile(1)],
            Action::PreviousFile => return vec![Effect::SwitchFile(-1)],
            Action::JumpBack => return self.jump_back(),
            Action::Explain => return self.explain_here(),
            Action::Causes => self.open_causes(),
            Action::Story => return self.open_story(),
            Action::Statuses => self.open_statuses(),
            Action::Copy if self.is_selecting() => return self.copy_part(false, Secrets::Replaced),
            Action::Copy => return self.copy(),
            Action::Columns => return self.open_chooser(),
            Action::Group => return self.next_grouping(),
            Action::FoldAll if self.folds_groups() => return self.fold_groups(),
            Action::CopyRaw => return self.copy_raw(),
            Action::CopyMenu => return self.open_copy_menu(),
            Action::Export => return self.open_export_menu(),
            Action::OpenBody => return self.open_body(),
            Action::Print => return self.print(),
            Action::Waterfall => self.list.waterfall = !self.list.waterfall,
            Action::Secrets => return self.toggle_secrets(),
            Action::Reload => return vec![Effect::Reload],
            Action::Language => return self.toggle_language(),
            Action::Theme => self.next_theme(),
            Action::Mouse => return self.toggle_mouse(),
            Action::Zoom => self.zoom(),
            Action::ListHigher => self.move_edge_by(Edge::List, 1),
            Action::ListLower => self.move_edge_by(Edge::List, -1),
            Action::PanelWider => self.move_edge_by(Edge::Panel, -1),
            Action::PanelNarrower => self.move_edge_by(Edge::Panel, 1),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Search if self.finds_in_text() => return self.begin_find(),
            Action::Search => return self.begin_filter(),
            Action::Find => return self.begin_find(),
            Action::FilterOff => return self.switch_filter(),
            Action::Chip(place) => return self.press_chip(place),
            Action::Sort => return self.sort_by(self.next_sort()),
            Action::Reverse => return self.sort_by(self.search.sort.map(Sort::reversed)),
            Action::ToggleOrder => return self.toggle_order(),
            Action::NextFailure if self.panes.find.is_active() => return self.step_find(1),
            Action::PreviousFailure if self.panes.find.is_active() => return self.step_find(-1),
            Action::NextFailure => return self.step_failure(1),
            Action::PreviousFailure => return self.step_failure(-1),
            Action::Back => return self.back(),
            Action::Open => return self.open(),
            Action::NextView
            | Action::FoldAll
            | Action::NextSibling
            | Action::PreviousSibling
            | Action::Parent
            | Action::Select
            | Action::GoTo
            | Action::Wrap
            | Action::Numbers
            | Action::ScrollLeft
            | Action::ScrollRight => return self.read_on(action),
            Action::NextTab | Action::PreviousTab | Action::NextPane | Action::PreviousPane => {
                return self.turn(action);
            }
            Action::DiagnosisDown => self.scroll_diagnosis(1),
            Action::DiagnosisUp => self.scroll_diagnosis(-1),
            Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::First | Action::Last => {
                return ScrollBy::of(action).map_or_else(Vec::new, |by| self.go(by));
            }
        }
        Vec::new()
    }

    /// The effect that reads the selected entry, with the current display options.
    fn read_effect(&self) -> Vec<Effect> {
        let read = || {
            let number = self.list.selected()?;
            let span = self.index.get(number)?.span;
            let marks = explain::marks(self.findings.of(number));
            Some(Effect::Read(ReadRequest {
                number,
                span,
                marks,
                lang: self.lang,
                shows_secrets: self.shows_secrets,
                keymap: Arc::clone(&self.keymap),
            }))
        };
        read().into_iter().collect()
    }
}
