//! [`Workspace`]: all open files, of which one is current.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::compare::partner::{self, File};
use crate::text::clean;
use crate::tui::message::compare::EntryLocation;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::{EntryId, Event, FileId};
use crate::tui::state::App;
use crate::tui::state::comparing::{Candidate, RelativePosition};
use crate::tui::state::file::FileTab;

/// The open files, in command-line order. Files that are not current keep their state.
#[derive(Debug)]
pub struct Workspace {
    /// The current file.
    pub app: App,
    /// The other files in cyclic order, beginning with the one after the current file.
    others: VecDeque<App>,
}

impl Workspace {
    /// The files, of which the first is current.
    pub fn new(first: App, others: impl IntoIterator<Item = App>) -> Self {
        let numbered = |(index, mut app): (usize, App)| {
            app.id = FileId(index + 1);
            app
        };
        Self { app: first, others: others.into_iter().enumerate().map(numbered).collect() }
    }

    fn files(&self) -> Vec<&App> {
        let mut files: Vec<&App> = std::iter::once(&self.app).chain(&self.others).collect();
        files.sort_by_key(|app| app.id);
        files
    }

    pub fn file(&mut self, id: FileId) -> Option<&mut App> {
        std::iter::once(&mut self.app).chain(&mut self.others).find(|app| app.id == id)
    }

    pub fn has_several(&self) -> bool {
        !self.others.is_empty()
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
            Effect::SwitchFile(by) => self.switch(by),
            Effect::ChoosePartner => self.choose_partner(),
            effect => return vec![(id, effect)],
        };
        let shown = self.app.id;
        effects.into_iter().map(|effect| (shown, effect)).collect()
    }

    /// Switches to the next file or (negative) the previous one, wrapping around.
    fn switch(&mut self, by: isize) -> Vec<Effect> {
        let next = if by > 0 { self.others.pop_front() } else { self.others.pop_back() };
        let Some(next) = next else {
            self.app.notify_only_file();
            return Vec::new();
        };
        let shared = self.app.shared();
        let previous = std::mem::replace(&mut self.app, next);
        if by > 0 {
            self.others.push_back(previous);
        } else {
            self.others.push_front(previous);
        }
        self.app.share(shared)
    }

    /// Updates the tabs of the current file. Call before drawing.
    pub fn refresh_tabs(&mut self) {
        if self.has_several() {
            let tabs = self.files().into_iter().map(tab).collect();
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
        let apps = self.files();
        let outcomes: Vec<_> = apps.iter().map(|app| move |number| app.outcome(number)).collect();
        let files: Vec<File<'_>> =
            (apps.iter().zip(&outcomes)).map(|(app, outcome)| File { index: &app.index, outcome }).collect();
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
        let app = *self.files().get(id.file.0)?;
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
