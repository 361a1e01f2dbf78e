//! The application's state, and how it changes: no terminal, no files, no search happens here.

mod appearance;
mod case;
pub mod chooser;
pub mod comparing;
mod copy_menu;
mod copying;
mod explaining;
pub mod exporting;
mod external_viewer;
pub mod files;
pub mod find;
pub mod findings;
mod grouping;
pub mod list;
pub mod loading;
mod mouse;
mod navigation;
pub mod overlay;
pub mod palette;
mod pane_layout;
pub mod panes;
pub mod popup;
mod reading;
pub mod report;
pub mod search;
pub mod viewport;
pub mod workspace;

use std::sync::Arc;

use crossterm::event::{Event as Typed, KeyEventKind};

use self::exporting::Exporting;
use self::findings::Findings;
use self::list::List;
use self::loading::File;
use self::mouse::Mouse;
use self::overlay::Overlay;
use self::panes::{Panes, ScrollBy};
use self::report::Report;
use self::search::SearchBar;
use self::workspace::{EntryId, FileTab};
use super::action::Action;
use super::config::Config;
use super::keymap::Keymap;
use super::layout::{Edge, Layout, Shares};
use super::picture::Protocol;
use super::theme::{Role, Theme};
use super::view;
use crate::diagnose::explain;
use crate::diagnose::knowledge::Knowledge;
use crate::export::Secrets;
use crate::har::index::Index;
use crate::har::summary::Summary;
use crate::query::chips::Counts;
use crate::query::sort::Sort;
use crate::query::value_counts::ValueCounts;
use crate::text::{Lang, words};
use crate::tui::message::detail::ReadRequest;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::{Event, FileId};

/// A message in the status line, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The message.
    pub text: String,
    /// How it looks.
    pub role: Role,
}

/// All of the state.
#[derive(Debug)]
pub struct App {
    /// Which of the open files it is.
    pub id: FileId,
    /// The tabs of all open files, where there are several.
    pub tabs: Vec<FileTab>,
    /// The entry that others are compared with, of this file or another one.
    pub marked: Option<EntryId>,
    /// The interface's language.
    pub lang: Lang,
    /// How things look.
    pub theme: Theme,
    /// The file.
    pub file: File,
    /// The entries' summaries.
    pub index: Index,
    /// What failed.
    pub findings: Findings,
    /// The list.
    pub list: List,
    /// The filter bar.
    pub search: SearchBar,
    /// The values that occur in the file.
    pub known: ValueCounts,
    /// How many entries each chip lets through.
    pub chips: Counts,
    /// The other panes.
    pub panes: Panes,
    /// The status line's message.
    pub notice: Option<Notice>,
    /// What stands before the panes and has the keys.
    pub overlay: Option<Overlay>,
    /// How well the file could be read.
    pub report: Report,
    /// What is known about exports.
    pub export: Exporting,
    /// Whether tokens, cookies and passwords are shown as the file has them.
    pub shows_secrets: bool,
    /// The window's areas; `None` while it is too small.
    pub layout: Option<Layout>,
    /// Which key means what.
    pub keymap: Arc<Keymap>,
    /// How the user has shared out the window.
    pub shares: Shares,
    /// How the terminal takes pictures, where it does.
    pub pictures: Option<Protocol>,
    /// What the mouse does.
    pub mouse: Mouse,
    /// What was last given to be copied, in words.
    copying: String,
    /// Whether there may be secrets in it.
    copies_secrets: bool,
    size: (u16, u16),
    knowledge: &'static Knowledge,
    /// The theme of the user's own, where there is one.
    own_theme: Option<Theme>,
    /// Whether the theme is to suit the terminal's background.
    follows_background: bool,
    /// The entry that was selected last.
    last_selected: Option<usize>,
    /// Whether the user has chosen an entry: from then on nothing else does.
    has_chosen: bool,
    /// How many comparisons were begun.
    comparisons: u64,
    /// How many times the file was opened again.
    generation: u64,
    /// The entry to return to after the file was read again.
    return_to: Option<(usize, Summary)>,
}

impl App {
    /// The state before anything has been read.
    #[must_use]
    pub fn new(name: &str, lang: Lang, theme: Theme, size: (u16, u16)) -> Self {
        let is_own = Theme::names().all(|name| name != theme.name());
        Self {
            id: FileId::default(),
            tabs: Vec::new(),
            marked: None,
            lang,
            own_theme: is_own.then(|| theme.clone()),
            theme,
            file: File { name: name.to_owned(), ..File::default() },
            index: Index::default(),
            findings: Findings::default(),
            list: List::default(),
            search: SearchBar::default(),
            known: ValueCounts::default(),
            chips: Counts::default(),
            panes: Panes::default(),
            notice: None,
            overlay: None,
            report: Report::default(),
            export: Exporting::default(),
            shows_secrets: false,
            layout: Layout::of(size, 0, Shares::default(), None),
            shares: Shares::default(),
            pictures: None,
            mouse: Mouse::default(),
            copying: String::new(),
            copies_secrets: false,
            size,
            knowledge: Knowledge::builtin(),
            keymap: Arc::default(),
            follows_background: false,
            last_selected: None,
            has_chosen: false,
            comparisons: 0,
            generation: 0,
            return_to: None,
        }
    }

    /// The same with another knowledge; says where some of it could not be loaded.
    #[must_use]
    pub fn with_knowledge(self, knowledge: &'static Knowledge) -> Self {
        let text = &words::words(self.lang).status.knowledge_faults;
        let said = |faults: usize| Notice {
            text: self.keymap.fill(text, &[("n", &faults.to_string())]),
            role: Role::Warning,
        };
        let notice = Some(knowledge.faults.len()).filter(|faults| *faults > 0).map(said);
        Self { knowledge, notice: self.notice.or(notice), ..self }
    }

    /// The same as the user has set it; says where some of that is not understood.
    #[must_use]
    pub fn with_config(mut self, config: Config) -> Self {
        self.keymap = Arc::new(config.keymap);
        self.mouse.is_ours = config.mouse;
        if !config.columns.is_empty() {
            self.set_columns(config.columns);
        }
        if let Some(first) = config.faults.first() {
            let (first, count) = (first.text(self.lang), config.faults.len().to_string());
            let text = &words::words(self.lang).config.faults;
            let text = words::fill(text, &[("first", &first), ("n", &count)]);
            self.notice = Some(Notice { text, role: Role::Warning });
        }
        self
    }

    /// Takes in what happened; says what is to be done.
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
            Event::FindMatches(places) => self.on_places(places),
            Event::Copied(copied) => self.on_copied(copied),
            Event::CopyOutput(taken) => self.on_taken(taken),
            Event::PagerReply(ready) => self.on_ready(ready),
            Event::Export(news) => {
                self.on_export(news);
                Vec::new()
            }
            Event::Checked(checked) => {
                self.on_checked(checked);
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

    /// Carries out an action.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Palette => self.open_palette(),
            Action::Report => return self.open_report(),
            Action::Case => return self.open_case(),
            Action::Mark => return self.toggle_mark(),
            Action::Compare if self.list.selected().is_none() => return self.say_nothing(),
            Action::Compare => return vec![Effect::ChoosePartner],
            Action::NextFile => return vec![Effect::SwitchFile(1)],
            Action::PreviousFile => return vec![Effect::SwitchFile(-1)],
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
            | Action::AsideLeft
            | Action::AsideRight => return self.read_on(action),
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

    /// Has the selected entry read, as it is to be shown now.
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

    /// How much of the file has been read, in percent.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let percent = self.file.read.saturating_mul(100).checked_div(self.file.bytes).unwrap_or(0);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    /// Which entry is selected: `entry 29`, where a filter is set `entry 29 · 3 of 12`.
    #[must_use]
    pub fn position(&self) -> String {
        let words = &words::words(self.lang).status;
        let Some((number, place)) = self.list.selected().zip(self.list.place()) else { return String::new() };
        let entry = words::fill(&words.entry, &[("n", &number.to_string())]);
        if !self.search.has_work() {
            return entry;
        }
        if self.search.running && self.search.looked.1 > 0 {
            return format!("{entry} · {}", view::bar::found(self));
        }
        format!("{entry} · {}", words::position(place + 1, self.list.len(), self.lang))
    }
}
