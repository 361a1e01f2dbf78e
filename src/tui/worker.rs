//! The background workers of one file: loading, reading entries, searching, checking, comparing, exporting.

pub mod case;
pub mod checker;
pub mod comparer;
pub mod copy_job;
pub mod exporter;
pub mod finder;
pub mod loader;
pub mod pager_file;
pub mod reader;
pub mod review;
pub mod story;
pub mod watch;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::source::Source;
use crate::har::stamp::Stamp;
use crate::har::store::Store;
use crate::query::worker::Worker;
use crate::tui::message::case::{CaseOutcome, CaseRequest};
use crate::tui::message::check::CheckProgress;
use crate::tui::message::compare::{CompareRequest, Compared};
use crate::tui::message::copy::{CopyContent, CopyOutput, CopyRequest};
use crate::tui::message::detail::ReadRequest;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::{Event, EventSender};
use crate::tui::message::export::{ExportOutcome, ExportRequest, SaveRequest};
use crate::tui::message::find::FindRequest;
use crate::tui::message::load::Load;
use crate::tui::message::review::{ReviewFound, ReviewRequest};
use crate::tui::message::story::{StoryFound, StoryRequest};
use crate::tui::state::App;
use crate::worker::{Job, Latest};

/// A file that is open or being opened.
#[derive(Debug)]
pub(in crate::tui) struct FileSpec {
    pub(in crate::tui) path: PathBuf,
    /// The file's version when it was opened.
    pub(in crate::tui) stamp: Stamp,
    /// Maximum number of bytes to unpack.
    pub(in crate::tui) unpack_limit: u64,
    pub(in crate::tui) knowledge: &'static Knowledge,
    /// How often the file was reloaded; results of earlier generations are stale.
    pub(in crate::tui) generation: u64,
    pub(in crate::tui) events: EventSender,
}

impl FileSpec {
    pub(in crate::tui) fn name(&self) -> String {
        self.path.display().to_string()
    }

    pub(in crate::tui) fn load(&self) -> io::Result<()> {
        let (events, generation) = (self.events.clone(), self.generation);
        let on_result = move |load| events.send(Event::Load(generation, load)).is_ok();
        loader::start(self.path.clone(), self.unpack_limit, self.knowledge, on_result)
    }
}

/// A file with its workers.
pub(in crate::tui) struct FileWorkers {
    file: FileSpec,
    search: Worker,
    finder: Latest<FindRequest>,
    /// Started when the file is open.
    reader: Option<Latest<ReadRequest>>,
    /// Started when the format report is requested.
    checker: Option<Job>,
    /// Started with the first comparison.
    comparer: Option<Latest<CompareRequest>>,
    /// The most recent export.
    exporter: Option<Job>,
    /// The review that was asked for last.
    review: Option<Job>,
    /// The user's story that was asked for last.
    story: Option<Job>,
    /// Saves content that was too large to copy.
    saver: Option<Job>,
}

impl FileWorkers {
    pub(in crate::tui) fn start(file: FileSpec) -> io::Result<Self> {
        let (hits, matches) = (file.events.clone(), file.events.clone());
        Ok(Self {
            search: Worker::start(move |found| hits.send(Event::Hits(found)).is_ok())?,
            finder: finder::start(move |found| matches.send(Event::FindMatches(found)).is_ok())?,
            file,
            reader: None,
            checker: None,
            comparer: None,
            exporter: None,
            review: None,
            story: None,
            saver: None,
        })
    }

    /// Starts reading entries of the opened file.
    pub(in crate::tui) fn opened(&mut self, generation: u64, source: &Arc<Source>) -> io::Result<()> {
        if generation == self.file.generation {
            let details = self.file.events.clone();
            let on_result = move |detail, change| details.send(Event::Detail(detail, change)).is_ok();
            self.reader = Some(reader::start(Arc::clone(source), self.file.stamp.clone(), on_result)?);
        }
        Ok(())
    }

    /// Carries out an effect that concerns this file only.
    pub(in crate::tui) fn carry_out(&mut self, effect: Effect, app: &mut App) {
        match effect {
            Effect::Reload => self.reload(app),
            Effect::Read(read) => {
                if let Some(reader) = &self.reader {
                    reader.request(read);
                }
            }
            Effect::Check(store) => self.check(*store, app),
            Effect::Case(work) => self.case(*work, app),
            Effect::Search(search) => self.search.search(search),
            Effect::Review(request) => self.review(*request, app),
            Effect::FindStory(request) => self.story(*request, app),
            Effect::StopSearch => self.search.stop(),
            Effect::Find(request) => self.finder.request(request),
            Effect::MakeCopy(request) => self.copy(*request, Event::CopyOutput, app),
            Effect::PreparePager(request) => {
                self.copy(*request, |output| Event::PagerReply(pager_file::prepare(output)), app)
            }
            Effect::Export(export) => self.export(*export, app),
            Effect::StopExport => self.exporter.iter().for_each(Job::stop),
            Effect::Save(request) => self.save(request, app),
            Effect::Compare(work) => self.compare(work, app),
            Effect::StopCompare => {
                if let Some(comparer) = &self.comparer {
                    comparer.stop();
                }
            }
            // Handled by the event loop or the workspace.
            Effect::Quit
            | Effect::Copy(_)
            | Effect::SendToTerminal(_)
            | Effect::Mouse(_)
            | Effect::Suspend
            | Effect::ShowInPager(_)
            | Effect::Print(_)
            | Effect::Resume
            | Effect::SwitchFile(_)
            | Effect::ChoosePartner => {}
        }
    }

    fn reload(&mut self, app: &mut App) {
        if !self.file.stamp.is_file() {
            return app.notify_not_reloadable();
        }
        self.file.stamp = Stamp::of(&self.file.path);
        self.file.generation += 1;
        // If no thread can be started, the file stays as it was loaded.
        if let Err(error) = self.file.load() {
            let failed = Load::Failed(Error::Read { name: self.file.name(), source: error });
            app.on_event(Event::Load(self.file.generation, failed));
        }
    }

    /// A callback that sends a worker's results as events; it returns whether there still is a receiver.
    fn result_sender<T>(&self, event: fn(T) -> Event) -> impl Fn(T) -> bool + use<T> {
        let events = self.file.events.clone();
        move |news| events.send(event(news)).is_ok()
    }

    fn case(&mut self, work: CaseRequest, app: &mut App) {
        if let Err(error) = case::start(work, self.result_sender(Event::Case)) {
            app.on_event(Event::Case(CaseOutcome::Failed(error.to_string())));
        }
    }

    fn check(&mut self, store: Store, app: &mut App) {
        match checker::start(store, self.result_sender(Event::Checked)) {
            Ok(checker) => self.checker = Some(checker),
            Err(error) => _ = app.on_event(Event::Checked(CheckProgress::Failed(error.to_string()))),
        }
    }

    fn copy(&mut self, request: CopyRequest, to_event: fn(CopyOutput) -> Event, app: &mut App) {
        let (item, secrets) = (request.item, request.secrets);
        if let Err(error) = copy_job::start(request, self.result_sender(to_event)) {
            let content = CopyContent::Failed(error.to_string());
            app.on_event(to_event(CopyOutput { item, secrets, name: String::new(), content }));
        }
    }

    fn review(&mut self, request: ReviewRequest, app: &mut App) {
        let generation = request.generation;
        match review::start(request, self.result_sender(Event::Review)) {
            Ok(job) => self.review = Some(job),
            Err(error) => {
                let found = ReviewFound { generation, result: Err(error.to_string()) };
                app.on_event(Event::Review(found));
            }
        }
    }

    fn story(&mut self, request: StoryRequest, app: &mut App) {
        let names = request.names.clone();
        match story::start(request, self.result_sender(Event::Story)) {
            Ok(job) => self.story = Some(job),
            Err(_) => _ = app.on_event(Event::Story(StoryFound { names, entries: Vec::new() })),
        }
    }

    fn export(&mut self, export: ExportRequest, app: &mut App) {
        match exporter::start(export, self.result_sender(Event::Export)) {
            Ok(exporter) => self.exporter = Some(exporter),
            Err(error) => _ = app.on_event(Event::Export(ExportOutcome::Failed(error.to_string()))),
        }
    }

    fn save(&mut self, request: SaveRequest, app: &mut App) {
        match exporter::start_saving(request, self.result_sender(Event::Export)) {
            Ok(saver) => self.saver = Some(saver),
            Err(error) => _ = app.on_event(Event::Export(ExportOutcome::Failed(error.to_string()))),
        }
    }

    fn compare(&mut self, work: CompareRequest, app: &mut App) {
        let generation = work.generation;
        let on_result = self.result_sender(Event::Compared);
        let start = || comparer::start(on_result);
        match self.comparer.take().map_or_else(start, Ok) {
            Ok(comparer) => self.comparer.insert(comparer).request(work),
            Err(error) => {
                let compared = Compared { generation, result: Err(error.to_string()) };
                app.on_event(Event::Compared(compared));
            }
        }
    }
}
