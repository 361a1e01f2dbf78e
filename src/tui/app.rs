//! The application's state, and how it changes: no terminal, no files, no search happens here.

mod arranging;
mod case;
pub mod chooser;
pub mod comparing;
mod copying;
pub mod exporting;
pub mod files;
pub mod find;
pub mod findings;
mod grouping;
pub mod list;
pub mod loading;
mod looks;
mod mouse;
mod moving;
mod paging;
pub mod palette;
pub mod panes;
pub mod place;
pub mod popup;
mod reading;
pub mod report;
pub mod search;
mod taking;

use crossterm::event::{Event as Typed, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use self::chooser::Chooser;
use self::comparing::Comparing;
use self::exporting::Exporting;
use self::findings::{Findings, Mark};
use self::list::List;
use self::loading::File;
use self::mouse::Mouse;
use self::palette::Palette;
use self::panes::{Panes, ScrollBy};
use self::popup::{Menu, Popup, Shows};
use self::report::Report;
use self::search::SearchBar;
use super::action::Action;
use super::config::Config;
use super::effect::{Effect, Read};
use super::event::{Event, FileId};
use super::keymap::Keymap;
use super::layout::{Edge, Layout, Shares};
use super::theme::{Role, Theme};
use super::view;
use super::widget::input::Input;
use super::workspace::{Place, Tab};
use crate::diagnose::causes::Causes;
use crate::diagnose::explain::{self, Explanation};
use crate::diagnose::finding::Severity;
use crate::diagnose::knowledge::Knowledge;
use crate::export::Secrets;
use crate::har::index::Index;
use crate::har::summary::Summary;
use crate::query::chips::Counts;
use crate::query::known::Known;
use crate::query::sort::Sort;
use crate::text::{Lang, human, words};

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
    pub tabs: Vec<Tab>,
    /// The entry that others are compared with, of this file or another one.
    pub marked: Option<Place>,
    /// The comparison that is shown.
    pub comparing: Option<Comparing>,
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
    pub known: Known,
    /// How many entries each chip lets through.
    pub chips: Counts,
    /// The other panes.
    pub panes: Panes,
    /// The status line's message.
    pub notice: Option<Notice>,
    /// What is open over the screen.
    pub popup: Option<Popup>,
    /// The list of actions, while it is open.
    pub palette: Option<Palette>,
    /// The popup in which columns are chosen.
    pub chooser: Option<Chooser>,
    /// How well the file could be read.
    pub report: Report,
    /// What is known about exports.
    pub export: Exporting,
    /// Whether the open tab stands outside of the alternate screen, which is somebody else's meanwhile.
    pub is_printed: bool,
    /// The number of the line to go to, while it is typed.
    pub prompt: Option<Input>,
    /// Whether tokens, cookies and passwords are shown as the file has them.
    pub shows_secrets: bool,
    /// The window's areas; `None` while it is too small.
    pub layout: Option<Layout>,
    /// Which key means what.
    pub keymap: Keymap,
    /// How the user has shared out the window.
    pub shares: Shares,
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
            comparing: None,
            lang,
            own_theme: is_own.then(|| theme.clone()),
            theme,
            file: File { name: name.to_owned(), ..File::default() },
            index: Index::default(),
            findings: Findings::default(),
            list: List::default(),
            search: SearchBar::default(),
            known: Known::default(),
            chips: Counts::default(),
            panes: Panes::default(),
            notice: None,
            popup: None,
            palette: None,
            chooser: None,
            report: Report::default(),
            export: Exporting::default(),
            is_printed: false,
            prompt: None,
            shows_secrets: false,
            layout: Layout::of(size, 0, Shares::default(), None),
            shares: Shares::default(),
            mouse: Mouse::default(),
            copying: String::new(),
            copies_secrets: false,
            size,
            knowledge: Knowledge::builtin(),
            keymap: Keymap::default(),
            follows_background: false,
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
            text: words::fill(text, &[("n", &faults.to_string())]),
            role: Role::Warning,
        };
        let notice = Some(knowledge.faults.len()).filter(|faults| *faults > 0).map(said);
        Self { knowledge, notice, ..self }
    }

    /// The same as the user has set it; says where some of that is not understood.
    #[must_use]
    pub fn with_config(mut self, config: Config) -> Self {
        self.keymap = config.keymap;
        self.mouse.is_ours = config.mouse;
        self.set_columns(config.columns);
        if let Some(first) = config.faults.first() {
            let (first, count) = (first.text(self.lang), config.faults.len().to_string());
            let text = &words::words(self.lang).config.faults;
            let text = words::fill(text, &[("first", &first), ("n", &count)]);
            self.notice = Some(Notice { text, role: Role::Warning });
        }
        self
    }

    /// How an entry is marked.
    #[must_use]
    pub fn mark(&self, number: usize) -> Mark {
        match self.findings.of(number).iter().map(|finding| finding.severity).min() {
            Some(Severity::Error) => return Mark::Failed,
            Some(_) => return Mark::OtherFailed,
            None => {}
        }
        if self.findings.undecided.contains_key(&number) {
            return Mark::Undecided;
        }
        match self.index.get(number) {
            Some(summary) if summary.unreadable.is_none() && summary.is_failed() => Mark::OtherFailed,
            Some(summary) if summary.odd => Mark::Odd,
            _ => Mark::None,
        }
    }

    /// What the diagnosis panel says about the selected entry.
    #[must_use]
    pub fn explanation(&self) -> Option<Explanation> {
        let number = self.list.selected()?;
        let findings = self.findings.of(number);
        if !findings.is_empty() {
            let causes = Causes::of(self.findings.failed.values().flatten());
            return Some(explain::findings(self.knowledge, findings, &causes, self.lang));
        }
        if let Some(undecided) = self.findings.undecided.get(&number) {
            return Some(explain::undecided(undecided, self.lang));
        }
        let succeeded = self.findings.succeeded.get(&number).copied();
        Some(explain::entry(self.knowledge, self.index.get(number)?, succeeded, self.lang))
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
            Event::Places(places) => self.on_places(places),
            Event::Copied(copied) => self.on_copied(copied),
            Event::Taken(taken) => self.on_taken(taken),
            Event::Ready(ready) => self.on_ready(ready),
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
            Action::Compare => return vec![Effect::ChoosePartner],
            Action::NextFile => return vec![Effect::Turn(1)],
            Action::PreviousFile => return vec![Effect::Turn(-1)],
            Action::Statuses => self.popup = Some(self.statuses()),
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
            Action::Sort => return self.sort_by(Sort::after(self.search.sort)),
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
            Action::Down => return self.go(ScrollBy::Rows(1)),
            Action::Up => return self.go(ScrollBy::Rows(-1)),
            Action::PageDown => return self.go(ScrollBy::Pages(1)),
            Action::PageUp => return self.go(ScrollBy::Pages(-1)),
            Action::DiagnosisDown => self.scroll_diagnosis(1),
            Action::DiagnosisUp => self.scroll_diagnosis(-1),
            Action::First => return self.go(ScrollBy::ToFirst),
            Action::Last => return self.go(ScrollBy::ToLast),
        }
        Vec::new()
    }

    fn on_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        // Esc and a key typed quickly after it reach a program as Alt with that key.
        if key.modifiers.contains(KeyModifiers::ALT) && self.keymap.action(key).is_none() {
            let mut effects = self.on_key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
            effects.extend(self.on_key(KeyEvent::new(key.code, key.modifiers - KeyModifiers::ALT)));
            return effects;
        }
        self.notice = None;
        // Whatever is open or typed, this key leaves.
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return vec![Effect::Quit];
        }
        if self.is_printed {
            return self.on_printed_key(key);
        }
        if self.palette.is_some() {
            return self.on_palette_key(key);
        }
        let is_over = self.comparing.is_some() || self.popup.is_some() || self.chooser.is_some();
        let action = match key.code {
            // What is open says that these close it, or do what it offers, whatever else the user has made of them.
            KeyCode::Esc if is_over => Some(Action::Back),
            KeyCode::Enter if is_over => Some(Action::Open),
            _ => self.keymap.action(key),
        };
        // So does the shell's own.
        if action == Some(Action::Suspend) && key.modifiers.contains(KeyModifiers::CONTROL) {
            return self.update(Action::Suspend);
        }
        if self.search.input.is_some() {
            return self.on_search_key(key);
        }
        if self.panes.find.input.is_some() {
            return self.on_find_key(key);
        }
        if self.prompt.is_some() {
            return self.on_prompt_key(key);
        }
        if self.chooser.is_some() {
            return self.on_chooser_key(key, action);
        }
        if self.comparing.is_some() {
            return self.on_compare_key(action);
        }
        if self.popup.is_some() {
            return self.on_popup_key(key, action);
        }
        action.map_or_else(Vec::new, |action| self.update(action))
    }

    /// Keys that scroll scroll; any other closes, Enter after it has done what the popup offers.
    fn on_popup_key(&mut self, key: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let Some(popup) = &mut self.popup else { return Vec::new() };
        match (popup.shows, key.code) {
            (Shows::Menu(Menu::Copy), KeyCode::Char(letter)) => return self.choose_copy(letter),
            (Shows::Menu(Menu::Export), KeyCode::Char(letter)) => return self.choose_export(letter),
            (Shows::Exporting, KeyCode::Esc) => return self.stop_export(),
            _ => {}
        }
        let by = match action {
            Some(Action::Down) => ScrollBy::Rows(1),
            Some(Action::Up) => ScrollBy::Rows(-1),
            Some(Action::PageDown) => ScrollBy::Pages(1),
            Some(Action::PageUp) => ScrollBy::Pages(-1),
            Some(Action::First) => ScrollBy::ToFirst,
            Some(Action::Last) => ScrollBy::ToLast,
            _ => {
                let on_enter = popup.on_enter.take().filter(|_| action == Some(Action::Open));
                self.popup = None;
                return on_enter.into_iter().collect();
            }
        };
        popup.scroll_by(self.size, by);
        Vec::new()
    }

    fn statuses(&self) -> Popup {
        let table = explain::statuses(self.knowledge, self.lang);
        Popup::new(&words::words(self.lang).help.statuses, view::panel::lines(&table, self.lang))
    }

    fn toggle_secrets(&mut self) -> Vec<Effect> {
        self.shows_secrets = !self.shows_secrets;
        let words = &words::words(self.lang).status;
        let (text, role) = match self.shows_secrets {
            true => (words.secrets_shown.clone(), Role::Warning),
            false => (words.secrets_hidden.clone(), Role::Good),
        };
        self.notice = Some(Notice { text, role });
        self.read_effect()
    }

    fn toggle_language(&mut self) -> Vec<Effect> {
        self.lang = match self.lang {
            Lang::En => Lang::Ko,
            Lang::Ko => Lang::En,
        };
        self.refresh_diagnosis();
        self.read_effect()
    }

    fn refresh_diagnosis(&mut self) {
        self.panes.is_failed =
            self.list.selected().is_some_and(|number| !self.findings.of(number).is_empty());
        self.panes.diagnosis = match self.list.heading() {
            Some(group) => self.group_lines(group),
            None => self
                .explanation()
                .map(|explanation| view::panel::lines(&explanation, self.lang))
                .unwrap_or_default(),
        };
    }

    fn read_effect(&self) -> Vec<Effect> {
        let read = || {
            let number = self.list.selected()?;
            let span = self.index.get(number)?.span;
            let marks = explain::marks(self.findings.of(number));
            Some(Effect::Read(Read {
                number,
                span,
                marks,
                lang: self.lang,
                shows_secrets: self.shows_secrets,
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
        let (place, listed) = (human::count(place + 1), human::count(self.list.len()));
        format!("{entry} · {}", words::fill(&words.position, &[("n", &place), ("m", &listed)]))
    }
}
