//! [`Workspace`]: all open files, of which one is current.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::compare::partner::{self, File};
use crate::text::clean;
use crate::tui::message::compare::EntryLocation;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::{EntryId, Event, FileId};
use crate::tui::state::App;
use crate::tui::state::comparing::Candidate;
use crate::tui::state::comparing::RelativePosition;
use crate::tui::state::file::FileTab;

/// The open files, in command-line order. Files that are not current keep their state.
#[derive(Debug)]
pub struct Workspace {
    /// The current file.
    pub app: App,
    before: Vec<App>,
    after: VecDeque<App>,
}

impl Workspace {
    /// The files, of which the first is current.
    pub fn new(first: App, others: impl IntoIterator<Item = App>) -> Self {
        let numbered = |(place, mut app): (usize, App)| {
            app.id = FileId(place + 1);
            app
        };
        let after = others.into_iter().enumerate().map(numbered).collect();
        Self { app: first, before: Vec::new(), after }
    }

    fn files(&self) -> impl Iterator<Item = &App> {
        self.before.iter().chain(std::iter::once(&self.app)).chain(&self.after)
    }

    pub fn file(&mut self, id: FileId) -> Option<&mut App> {
        let shown = self.before.len();
        match id.0 {
            place if place < shown => self.before.get_mut(place),
            place if place == shown => Some(&mut self.app),
            place => self.after.get_mut(place - shown - 1),
        }
    }

    pub fn has_several(&self) -> bool {
        !self.before.is_empty() || !self.after.is_empty()
    }

    /// Handles an event of a file, or (`None`) of the current one; returns the effects with their files.
    pub fn on_event(&mut self, file: Option<FileId>, event: Event) -> Vec<(FileId, Effect)> {
        let id = file.unwrap_or(self.app.id);
        let Some(app) = self.file(id) else { return Vec::new() };
        let effects = app.on_event(event);
        effects.into_iter().flat_map(|effect| self.resolve(id, effect)).collect()
    }

    /// Carries out effects that concern several files; returns the others.
    fn resolve(&mut self, id: FileId, effect: Effect) -> Vec<(FileId, Effect)> {
        let effects = match effect {
            Effect::SwitchFile(by) => self.turn(by),
            Effect::ChoosePartner => self.choose_partner(),
            effect => return vec![(id, effect)],
        };
        let shown = self.app.id;
        effects.into_iter().map(|effect| (shown, effect)).collect()
    }

    /// Switches to another file, wrapping around.
    fn turn(&mut self, by: isize) -> Vec<Effect> {
        if !self.has_several() {
            self.app.notify_only_file();
            return Vec::new();
        }
        let from = self.app.shared();
        if by > 0 {
            self.forward()
        } else {
            self.backward()
        }
        self.app.share(from)
    }

    fn forward(&mut self) {
        match self.after.pop_front() {
            Some(next) => self.before.push(std::mem::replace(&mut self.app, next)),
            None => {
                let mut files: VecDeque<App> = std::mem::take(&mut self.before).into();
                if let Some(first) = files.pop_front() {
                    files.push_back(std::mem::replace(&mut self.app, first));
                }
                self.after = files;
            }
        }
    }

    fn backward(&mut self) {
        match self.before.pop() {
            Some(previous) => self.after.push_front(std::mem::replace(&mut self.app, previous)),
            None => {
                let mut files: Vec<App> = std::mem::take(&mut self.after).into();
                if let Some(last) = files.pop() {
                    files.insert(0, std::mem::replace(&mut self.app, last));
                }
                self.before = files;
            }
        }
    }

    /// Updates the tabs of the current file. Call before drawing.
    pub fn refresh_tabs(&mut self) {
        if self.has_several() {
            let tabs = self.files().map(tab).collect();
            self.app.tabs = tabs;
        }
    }

    /// Compares the selected entry with the marked one, else with the most informative candidates.
    fn choose_partner(&mut self) -> Vec<Effect> {
        let Some(here) = self.app.selected_entry_id() else { return Vec::new() };
        let Some(own) = self.entry(here) else { return Vec::new() };
        let marked = self.app.marked.filter(|marked| *marked != here);
        let candidates = match marked.and_then(|marked| self.entry(marked)) {
            Some(entry) => vec![Candidate { entry, why: None, position: RelativePosition::Later }],
            None => self.candidates(here),
        };
        self.app.begin_compare(own, candidates)
    }

    fn candidates(&self, here: EntryId) -> Vec<Candidate> {
        let outcomes: Vec<_> = self.files().map(|app| move |number| app.outcome(number)).collect();
        let files: Vec<File<'_>> =
            (self.files().zip(&outcomes)).map(|(app, outcome)| File { index: &app.index, outcome }).collect();
        let found = partner::candidates(&files, here.file.0, here.number);
        let choice = |found: partner::Choice| {
            let position = match found.file == here.file.0 {
                true if found.number > here.number => RelativePosition::Later,
                true => RelativePosition::Earlier,
                false => RelativePosition::Elsewhere,
            };
            let entry = self.entry(EntryId { file: FileId(found.file), number: found.number })?;
            Some(Candidate { entry, why: Some(found.why), position })
        };
        found.into_iter().filter_map(choice).collect()
    }

    fn entry(&self, id: EntryId) -> Option<EntryLocation> {
        let app = self.files().nth(id.file.0)?;
        let span = app.index.get(id.number)?.span;
        let source = Arc::clone(app.file.source.as_ref()?);
        Some(EntryLocation { file: app.file.name.clone(), number: id.number, source, span })
    }
}

fn tab(app: &App) -> FileTab {
    let name = clean(&app.file.name).rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let failed = app.file.failure.is_none().then(|| app.findings.count_failed());
    FileTab { name, failed }
}
