//! The application's state, and how it changes: no terminal, no files, no search happens here.

pub mod list;
pub mod panes;
pub mod popup;
pub mod report;
pub mod search;

use std::collections::BTreeMap;

use crossterm::event::{Event as Input, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use self::list::List;
use self::panes::{Focus, Panes, ScrollBy};
use self::popup::Popup;
use self::report::Report;
use self::search::{SearchBar, Target};
use super::action::Action;
use super::clipboard::{Copied, Refusal};
use super::effect::{Effect, Read};
use super::event::Event;
use super::keymap::Keymap;
use super::layout::Layout;
use super::loader::Load;
use super::reader::Detail;
use super::theme::{Role, Theme};
use super::view;
use crate::diagnose::explain::{self, Explanation};
use crate::diagnose::finding::{Diagnosis, Finding, Kind, Undecided};
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::tally::Tally;
use crate::har::damage::Oddity;
use crate::har::index::Index;
use crate::har::scan::Outcome;
use crate::har::source::Packing;
use crate::har::stamp::Change;
use crate::har::summary::Summary;
use crate::query::worker::{Hits, Order};
use crate::text::{Lang, clean_lines, human, words};

/// The file, as far as it is known.
#[derive(Debug, Default)]
pub struct File {
    /// Its name as the user gave it.
    pub name: String,
    /// Its length in bytes, unpacked.
    pub bytes: u64,
    /// How many of them have been gone through.
    pub read: u64,
    /// The member that is shown, where it is an archive.
    pub member: Option<String>,
    /// What it says about itself and what is odd about it; known when all of it has been read.
    pub outcome: Outcome,
    /// Whether all of it has been read.
    pub is_loaded: bool,
    /// Whether an entry is odd.
    pub has_odd_entries: bool,
}

impl File {
    /// Whether something about it, or about an entry, is odd.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.has_odd_entries || self.outcome.oddities.iter().any(Oddity::is_odd)
    }
}

/// A message in the status line, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The message.
    pub text: String,
    /// How it looks.
    pub role: Role,
}

/// How an entry is marked in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// An onboard or license POST that failed.
    Failed,
    /// One whose answer the file does not hold.
    Undecided,
    /// Another request that failed.
    OtherFailed,
    /// An entry that deviates from the format.
    Odd,
    /// Nothing.
    None,
}

/// What was found, by entry.
#[derive(Debug, Default)]
pub struct Findings {
    failed: BTreeMap<usize, Vec<Finding>>,
    undecided: BTreeMap<usize, Undecided>,
    succeeded: BTreeMap<usize, Kind>,
}

impl Findings {
    fn add(&mut self, diagnosis: Diagnosis) {
        for finding in diagnosis.findings {
            self.failed.entry(finding.entry).or_default().push(finding);
        }
        self.undecided.extend(diagnosis.undecided.into_iter().map(|undecided| (undecided.entry, undecided)));
        self.succeeded.extend(diagnosis.succeeded);
    }

    /// The findings of an entry.
    #[must_use]
    pub fn of(&self, number: usize) -> &[Finding] {
        self.failed.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The numbers.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let failed = self.failed.values().map(Vec::as_slice);
        Tally::count(failed, self.undecided.len(), self.succeeded.values().copied())
    }

    /// The entries to step through: those that failed and then those that may have; where there are none, those that
    /// did not.
    fn stops(&self) -> Vec<usize> {
        let stops: Vec<usize> = self.failed.keys().chain(self.undecided.keys()).copied().collect();
        let asked_for = self.succeeded.iter().filter(|(_, kind)| kind.provisions());
        if stops.is_empty() { asked_for.map(|(entry, _)| *entry).collect() } else { stops }
    }
}

/// All of the state.
#[derive(Debug)]
pub struct App {
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
    /// The search bar.
    pub search: SearchBar,
    /// The other panes.
    pub panes: Panes,
    /// The status line's message.
    pub notice: Option<Notice>,
    /// What is open over the screen.
    pub popup: Option<Popup>,
    /// How well the file could be read.
    pub report: Report,
    /// The window's areas; `None` while it is too small.
    pub layout: Option<Layout>,
    size: (u16, u16),
    knowledge: &'static Knowledge,
    keymap: Keymap,
    /// Whether the user has chosen an entry: from then on nothing else does.
    has_chosen: bool,
    /// How many times the file was opened again.
    generation: u64,
    /// The entry to return to after the file was read again.
    return_to: Option<(usize, Summary)>,
}

impl App {
    /// The state before anything has been read.
    #[must_use]
    pub fn new(name: &str, lang: Lang, theme: Theme, size: (u16, u16)) -> Self {
        Self {
            lang,
            theme,
            file: File { name: name.to_owned(), ..File::default() },
            index: Index::default(),
            findings: Findings::default(),
            list: List::default(),
            search: SearchBar::default(),
            panes: Panes::default(),
            notice: None,
            popup: None,
            report: Report::default(),
            layout: Layout::of(size, 0),
            size,
            knowledge: Knowledge::builtin(),
            keymap: Keymap::default(),
            has_chosen: false,
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

    /// How an entry is marked.
    #[must_use]
    pub fn mark(&self, number: usize) -> Mark {
        if !self.findings.of(number).is_empty() {
            return Mark::Failed;
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
            return Some(explain::findings(self.knowledge, findings, self.lang));
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
            Event::Input(Input::Key(key)) if key.kind != KeyEventKind::Release => self.on_key(key),
            Event::Input(Input::Paste(text)) => self.on_paste(&text),
            Event::Input(Input::Resize(width, height)) => {
                self.fit((width, height));
                Vec::new()
            }
            Event::Input(_) => Vec::new(),
            Event::Load(generation, load) => self.on_load(generation, load),
            Event::FileChanged => vec![Effect::Reload],
            Event::Detail(detail) => self.on_detail(*detail),
            Event::Hits(hits) => self.on_hits(hits),
            Event::Copied(copied) => self.on_copied(copied),
            Event::Checked(checked) => {
                self.on_checked(checked);
                Vec::new()
            }
            Event::Terminate => vec![Effect::Quit],
        }
    }

    /// Carries out an action.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Help => self.popup = Some(self.help()),
            Action::Report => return self.open_report(),
            Action::Statuses => self.popup = Some(self.statuses()),
            Action::Copy => return self.copy(),
            Action::Reload => return vec![Effect::Reload],
            Action::Language => return self.toggle_language(),
            Action::Search => {
                self.has_chosen = true;
                self.search.begin(self.list.selected());
            }
            Action::ToggleOrder => {
                self.search.toggle_order();
                self.search.target = self.here();
                return self.search_effect();
            }
            Action::NextFailure => return self.step_failure(1),
            Action::PreviousFailure => return self.step_failure(-1),
            Action::Back => return self.back(),
            Action::Open => {
                self.has_chosen = true;
                self.panes.set_focus(Focus::Body);
            }
            Action::NextTab | Action::PreviousTab | Action::NextPane | Action::PreviousPane => {
                self.turn(action);
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
        if key.modifiers.contains(KeyModifiers::ALT) {
            let mut effects = self.on_key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
            effects.extend(self.on_key(KeyEvent::new(key.code, key.modifiers - KeyModifiers::ALT)));
            return effects;
        }
        self.notice = None;
        // Whatever is open or typed, this key leaves.
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return vec![Effect::Quit];
        }
        let action = self.keymap.action(key);
        if self.search.input.is_some() {
            return self.on_search_key(key);
        }
        if self.popup.is_some() {
            return self.on_popup_key(action);
        }
        action.map_or_else(Vec::new, |action| self.update(action))
    }

    /// Keys that scroll scroll; any other closes.
    fn on_popup_key(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(popup) = &mut self.popup else { return Vec::new() };
        let by = match action {
            Some(Action::Down) => ScrollBy::Rows(1),
            Some(Action::Up) => ScrollBy::Rows(-1),
            Some(Action::PageDown) => ScrollBy::Pages(1),
            Some(Action::PageUp) => ScrollBy::Pages(-1),
            Some(Action::First) => ScrollBy::ToFirst,
            Some(Action::Last) => ScrollBy::ToLast,
            _ => {
                self.popup = None;
                return Vec::new();
            }
        };
        popup.scroll_by(self.size, by);
        Vec::new()
    }

    fn help(&self) -> Popup {
        Popup::new(&words::words(self.lang).help.title, view::popup::help(self.lang))
    }

    fn statuses(&self) -> Popup {
        let table = explain::statuses(self.knowledge, self.lang);
        Popup::new(&words::words(self.lang).help.statuses, view::panel::lines(&table, self.lang))
    }

    fn on_search_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        match key.code {
            KeyCode::Enter => {
                self.search.keep();
                self.has_chosen = true;
            }
            KeyCode::Esc => {
                let selected = self.search.take_back();
                return self.apply_query(selected.map_or(Target::First, Target::Entry));
            }
            KeyCode::Tab => {
                self.search.toggle_order();
                self.search.target = self.here();
                return self.search_effect();
            }
            KeyCode::Down => return self.go_in_list(ScrollBy::Rows(1)),
            KeyCode::Up => return self.go_in_list(ScrollBy::Rows(-1)),
            _ => {
                let changed = self.search.input.as_mut().is_some_and(|input| input.key(key));
                if changed {
                    return self.typed();
                }
            }
        }
        Vec::new()
    }

    fn on_paste(&mut self, text: &str) -> Vec<Effect> {
        let Some(input) = &mut self.search.input else {
            return Vec::new();
        };
        input.insert(text);
        self.typed()
    }

    fn typed(&mut self) -> Vec<Effect> {
        let query = self.search.input.as_ref().map(|input| input.text().to_owned()).unwrap_or_default();
        self.search.set_query(query);
        let target = match (self.search.order(), self.list.selected()) {
            (Order::File, Some(number)) => Target::Entry(number),
            _ => Target::First,
        };
        self.apply_query(target)
    }

    /// Lists what the query asks for; where it asks for nothing, everything.
    fn apply_query(&mut self, target: Target) -> Vec<Effect> {
        self.search.target = target;
        if self.search.is_active() {
            return self.search_effect();
        }
        self.list.list_all(self.index.len());
        if let Target::Entry(number) = target {
            return self.select(number);
        }
        self.selected()
    }

    fn search_effect(&mut self) -> Vec<Effect> {
        let preferred = self.findings.failed.keys().copied().collect();
        let search = self.search.search(&self.index, preferred);
        self.search.running = search.is_some();
        search.map(Effect::Search).into_iter().collect()
    }

    /// The selected entry as what a search is to select.
    fn here(&self) -> Target {
        self.list.selected().map_or(Target::First, Target::Entry)
    }

    fn on_hits(&mut self, hits: Hits) -> Vec<Effect> {
        if !self.search.awaits(hits.generation) {
            return Vec::new();
        }
        self.search.running = !hits.done;
        let wanted = match self.search.target {
            Target::First => hits.entries.first().copied(),
            Target::Entry(number) => Some(number),
        };
        let before = self.list.selected();
        self.list.list_some(hits.entries, wanted);
        // What is selected now is meant from here on, unless it is still being typed, or more is still to come.
        if let (Some(number), None, true) = (self.list.selected(), &self.search.input, hits.done) {
            self.search.target = Target::Entry(number);
        }
        if self.list.selected() == before {
            self.bring_into_view();
            return Vec::new();
        }
        self.selected()
    }

    fn on_load(&mut self, generation: u64, load: Load) -> Vec<Effect> {
        if generation < self.generation {
            return Vec::new();
        }
        match load {
            Load::Opened(source) => {
                if generation > self.generation {
                    self.begin_again(generation);
                }
                self.file = File { name: source.name().to_owned(), bytes: source.len(), ..File::default() };
                if let Packing::Zip(member) = &source.container().packing {
                    self.file.member = Some(member.clone());
                }
                Vec::new()
            }
            Load::Read(bytes) => {
                self.file.read = bytes;
                Vec::new()
            }
            Load::Entries(batch, found) => {
                let first_failure = found.findings.first().map(|finding| finding.entry);
                self.file.has_odd_entries |= batch.iter().any(|summary| summary.odd);
                self.index.push(batch);
                self.findings.add(found);
                self.lay_out();
                self.on_more_entries(first_failure)
            }
            Load::Done(outcome) => self.on_loaded(outcome),
            Load::Diagnosed(diagnosis) => {
                self.findings = Findings::default();
                self.findings.add(diagnosis);
                self.refresh_diagnosis();
                Vec::new()
            }
            // With nothing to show the loop ends the program and says why.
            Load::Failed(error) => {
                let (words, reason) = (&words::words(self.lang).status, error.to_string());
                if generation > self.generation {
                    // What was read before is still there, and still whole.
                    let text = words::fill(&words.not_reloaded, &[("reason", &reason)]);
                    self.notice = Some(Notice { text, role: Role::Warning });
                    return Vec::new();
                }
                self.notice = Some(Notice { text: reason.clone(), role: Role::Warning });
                let oddity = Oddity { what: reason.into(), ..Oddity::default() };
                self.keep_outcome(Outcome { oddities: vec![oddity], ..Outcome::default() })
            }
        }
    }

    /// The file is open again: what was read of it is forgotten, but for the place in it and the search.
    fn begin_again(&mut self, generation: u64) {
        self.generation = generation;
        // Who has chosen nothing yet is led to what failed, as at the beginning.
        let chosen = self.list.selected().filter(|_| self.has_chosen);
        self.return_to = chosen.and_then(|number| Some((number, self.index.get(number)?.clone())));
        self.index = Index::default();
        self.findings = Findings::default();
        self.report = Report::default();
        self.list.list_all(0);
        self.panes.forget_entry();
        self.search.set_query(self.search.query().to_owned());
        if let Some((number, _)) = &self.return_to {
            self.search.target = Target::Entry(*number);
        }
        let text = words::words(self.lang).status.reloaded.clone();
        self.notice = Some(Notice { text, role: Role::Good });
    }

    /// Selects the entry that was selected before the file was read again, once it is there: the one of the same
    /// number if it is the same request, else (when all are there) the same request elsewhere, else the number.
    fn go_back(&mut self) -> Option<Vec<Effect>> {
        let (number, before) = self.return_to.as_ref()?;
        let is_same = |summary: &Summary| summary.url == before.url && summary.started == before.started;
        let number = match self.index.get(*number) {
            Some(summary) if is_same(summary) => *number,
            _ if !self.file.is_loaded => return None,
            _ => {
                self.index.iter().find(|(_, summary)| is_same(summary)).map_or(*number, |(number, _)| number)
            }
        };
        self.return_to = None;
        let number = number.min(self.index.len().saturating_sub(1));
        // A search that is still running lists it later.
        match self.list.position_of(number) {
            Some(position) => {
                self.list.move_to(position);
                Some(self.selected())
            }
            None => Some(Vec::new()),
        }
    }

    fn on_more_entries(&mut self, first_failure: Option<usize>) -> Vec<Effect> {
        if self.search.is_active() {
            return self.search_effect();
        }
        let before = self.list.selected();
        self.list.list_all(self.index.len());
        if let Some(effects) = self.go_back() {
            return effects;
        }
        let is_failed = before.is_some_and(|number| self.mark(number) == Mark::Failed);
        if let (false, false, Some(failure)) = (self.has_chosen, is_failed, first_failure) {
            self.list.move_to(failure);
        }
        if self.list.selected() == before { Vec::new() } else { self.selected() }
    }

    fn on_loaded(&mut self, outcome: Outcome) -> Vec<Effect> {
        let mut effects = self.keep_outcome(outcome);
        if let Some(further) = self.go_back() {
            effects.extend(further);
            return effects;
        }
        // Where nothing failed for sure, the first that may have, or did not, is the next best place to begin.
        if let (false, true, Some(&stop)) =
            (self.has_chosen, self.findings.failed.is_empty(), self.findings.stops().first())
        {
            effects.extend(self.select(stop));
        }
        if self.findings.stops().is_empty() && self.notice.is_none() {
            let text = words::words(self.lang).status.no_failures.clone();
            self.notice = Some(Notice { text, role: Role::Dim });
        }
        effects
    }

    fn on_detail(&mut self, detail: Detail) -> Vec<Effect> {
        let words = &words::words(self.lang).status;
        let change = match detail.change {
            Change::Same => None,
            Change::Changed => Some(&words.changed),
            Change::Gone => Some(&words.gone),
        };
        if let Some(text) = change {
            self.notice = Some(Notice { text: text.clone(), role: Role::Warning });
        }
        if Some(detail.read.number) == self.list.selected() && detail.read.lang == self.lang {
            self.panes.take_detail(detail);
        }
        Vec::new()
    }

    fn on_copied(&mut self, copied: Copied) -> Vec<Effect> {
        let words = &words::words(self.lang).status;
        let (text, role) = match copied {
            Copied::Desktop => (words.copied.clone(), Role::Good),
            Copied::ForTerminal(text) => {
                self.notice = Some(Notice { text: words.sent_to_terminal.clone(), role: Role::Good });
                return vec![Effect::SendToTerminal(text)];
            }
            Copied::Saved { reason, path } => {
                let reason = refusal(&reason, self.lang);
                let path = path.display().to_string();
                (words::fill(&words.saved, &[("reason", &reason), ("path", &path)]), Role::Warning)
            }
            Copied::Lost { reason, problem } => {
                let reason = refusal(&reason, self.lang);
                let values = [("reason", reason.as_str()), ("problem", problem.as_str())];
                (words::fill(&words.copy_failed, &values), Role::Warning)
            }
        };
        self.notice = Some(Notice { text, role });
        Vec::new()
    }

    /// Says that there is no file to read again.
    pub fn say_not_again(&mut self) {
        let text = words::words(self.lang).status.not_again.clone();
        self.notice = Some(Notice { text, role: Role::Warning });
    }

    fn copy(&mut self) -> Vec<Effect> {
        match self.copied_text() {
            Some(text) => vec![Effect::Copy(text)],
            None => {
                let text = words::words(self.lang).status.nothing_to_copy.clone();
                self.notice = Some(Notice { text, role: Role::Dim });
                Vec::new()
            }
        }
    }

    fn copied_text(&self) -> Option<String> {
        let number = self.list.selected()?;
        let summary = self.index.get(number)?;
        let text = explain::ticket(&self.file.name, number, summary, &self.explanation()?, self.lang);
        Some(clean_lines(&text).into_owned())
    }

    fn toggle_language(&mut self) -> Vec<Effect> {
        self.lang = match self.lang {
            Lang::En => Lang::Ko,
            Lang::Ko => Lang::En,
        };
        self.refresh_diagnosis();
        self.read_effect()
    }

    fn back(&mut self) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        if self.panes.focus(layout) != Focus::List {
            self.panes.set_focus(Focus::List);
            return Vec::new();
        }
        if self.search.is_active() {
            self.search.set_query(String::new());
            return self.apply_query(self.here());
        }
        Vec::new()
    }

    fn turn(&mut self, action: Action) {
        let Some(layout) = &self.layout else { return };
        match action {
            Action::NextTab => self.panes.cycle_tab(layout.panel.is_some(), 1),
            Action::PreviousTab => self.panes.cycle_tab(layout.panel.is_some(), -1),
            Action::NextPane => self.panes.cycle_focus(layout, 1),
            _ => self.panes.cycle_focus(layout, -1),
        }
    }

    fn go(&mut self, by: ScrollBy) -> Vec<Effect> {
        let Some(layout) = &self.layout else { return Vec::new() };
        if self.panes.focus(layout) == Focus::List {
            return self.go_in_list(by);
        }
        self.has_chosen = true;
        self.panes.scroll_by(layout, by);
        Vec::new()
    }

    fn scroll_diagnosis(&mut self, rows: isize) {
        if let Some(layout) = &self.layout {
            self.panes.scroll_diagnosis(layout, ScrollBy::Rows(rows));
        }
    }

    fn go_in_list(&mut self, by: ScrollBy) -> Vec<Effect> {
        self.has_chosen = true;
        let before = self.list.selected();
        let rows = self.layout.map_or(1, |layout| isize::try_from(layout.list.height).unwrap_or(1));
        match by {
            ScrollBy::Rows(rows) => self.list.move_by(rows),
            ScrollBy::Pages(pages) => self.list.move_by(pages * (rows - 1).max(1)),
            ScrollBy::ToFirst => self.list.move_to(0),
            ScrollBy::ToLast => self.list.move_to(usize::MAX),
        }
        self.search.target = self.here();
        if self.list.selected() == before { Vec::new() } else { self.selected() }
    }

    /// Selects the next stop, or the one before, around the end; says which of how many it is.
    fn step_failure(&mut self, by: isize) -> Vec<Effect> {
        self.has_chosen = true;
        let stops = self.findings.stops();
        let words = &words::words(self.lang).status;
        let Some(last) = stops.len().checked_sub(1) else {
            self.notice = Some(Notice { text: words.no_failures.clone(), role: Role::Strong });
            return Vec::new();
        };
        let here = self.list.selected().unwrap_or(0);
        let next = match (stops.iter().position(|stop| *stop == here), by > 0) {
            (Some(at), true) => (at + 1) % stops.len(),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, true) => stops.iter().position(|stop| *stop > here).unwrap_or(0),
            (None, false) => stops.iter().rposition(|stop| *stop < here).unwrap_or(last),
        };
        let number = stops[next];
        let effects = if number == here { Vec::new() } else { self.select(number) };
        let (template, place, count) = match (self.mark(number), self.findings.failed.len()) {
            (Mark::Failed, 1) => (&words.only_failure, 1, 1),
            (Mark::Failed, count) => (&words.failure, next + 1, count),
            (Mark::Undecided, failed) => (&words.undecided, next + 1 - failed, stops.len() - failed),
            _ => (&words.succeeded, next + 1, stops.len()),
        };
        let text = words::fill(template, &[("n", &place.to_string()), ("m", &count.to_string())]);
        self.notice = Some(Notice { text, role: Role::Strong });
        effects
    }

    /// Selects an entry by its number, taking the search back where that hides it.
    fn select(&mut self, number: usize) -> Vec<Effect> {
        if self.list.position_of(number).is_none() {
            self.search.set_query(String::new());
            self.list.list_all(self.index.len());
        }
        if let Some(position) = self.list.position_of(number) {
            self.list.move_to(position);
        }
        self.selected()
    }

    /// Another entry is selected now.
    fn selected(&mut self) -> Vec<Effect> {
        self.panes.forget_entry();
        self.bring_into_view();
        self.refresh_diagnosis();
        self.read_effect()
    }

    /// Lays everything out for a window of this size. The loop asks for it before each frame, since a window may have
    /// shrunk before its event comes.
    pub fn fit(&mut self, size: (u16, u16)) {
        if self.size != size {
            self.size = size;
            self.lay_out();
        }
    }

    fn lay_out(&mut self) {
        self.layout = Layout::of(self.size, self.index.len());
        self.bring_into_view();
    }

    fn bring_into_view(&mut self) {
        if let Some(layout) = &self.layout {
            self.list.bring_into_view(usize::from(layout.list.height));
        }
    }

    fn refresh_diagnosis(&mut self) {
        self.panes.diagnosis = self
            .explanation()
            .map(|explanation| view::panel::lines(&explanation, self.lang))
            .unwrap_or_default();
    }

    fn read_effect(&self) -> Vec<Effect> {
        let read = || {
            let number = self.list.selected()?;
            let span = self.index.get(number)?.span;
            let marks = explain::marks(self.findings.of(number));
            Some(Effect::Read(Read { number, span, marks, lang: self.lang }))
        };
        read().into_iter().collect()
    }

    /// How much of the file has been read, in percent.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let percent = self.file.read.saturating_mul(100).checked_div(self.file.bytes).unwrap_or(0);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    /// Which entry is selected: `entry 29`, or in a search `entry 29 · 3 of 12`.
    #[must_use]
    pub fn position(&self) -> String {
        let words = &words::words(self.lang).status;
        let Some(number) = self.list.selected() else { return String::new() };
        let entry = words::fill(&words.entry, &[("n", &number.to_string())]);
        if !self.search.is_active() {
            return entry;
        }
        let (place, listed) = (human::count(self.list.cursor() + 1), human::count(self.list.len()));
        format!("{entry} · {}", words::fill(&words.position, &[("n", &place), ("m", &listed)]))
    }
}

/// Why no clipboard took a text, in words.
fn refusal(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::TooLong(bytes) => {
            words::fill(&words::words(lang).status.too_long, &[("size", &human::bytes(*bytes as u64))])
        }
        Refusal::Terminal(said) => said.clone(),
    }
}
