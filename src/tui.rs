//! The terminal interface: the only importer of ratatui and crossterm.
//!
//! Input, loader, reader, checker, search, finder and clipboard each have a thread; all of them report into one channel. The loop here
//! takes events, lets [`app::App`] change, carries out the effects, and draws when nothing waits any more. While
//! nothing happens it sleeps.

pub mod action;
pub mod app;
pub mod casework;
pub mod checker;
pub mod clipboard;
pub mod effect;
pub mod event;
pub mod exporter;
pub mod finder;
pub mod keymap;
pub mod layout;
pub mod loader;
pub mod page;
pub mod pager;
pub mod reader;
pub mod taker;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod watch;
pub mod widget;

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use self::app::App;
use self::casework::CaseNews;
use self::checker::{Checked, Checker};
use self::clipboard::{Copier, Refusal, Route, osc52, save};
use self::effect::{CaseWork, Check, Effect, Export, Keep, Take};
use self::event::{Event, Input};
use self::exporter::{ExportNews, Exporter};
use self::finder::Finder;
use self::loader::Load;
use self::pager::Ready;
use self::reader::Reader;
use self::taker::{Got, Taken};
use self::terminal::Terminal;
use self::theme::Theme;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::source::Source;
use crate::har::stamp::Stamp;
use crate::query::worker::Worker;
use crate::text::Lang;

/// How long the first entries are waited for before the screen is taken: a file that cannot be read then leaves no
/// trace but its message. Longer waits show the screen, so that nobody stares at nothing.
const PATIENCE: Duration = Duration::from_millis(80);

/// After so many events a frame is drawn even if more wait.
const EVENTS_A_FRAME: usize = 512;

/// What the interface is started with.
#[derive(Debug)]
pub struct Options {
    /// The file; `-` is standard input.
    pub path: PathBuf,
    /// The interface's language.
    pub lang: Lang,
    /// Read the file again whenever it is written.
    pub watch: bool,
    /// Most bytes to unpack from the file.
    pub unpack_limit: u64,
    /// What is known.
    pub knowledge: &'static Knowledge,
}

/// Opens a file in the terminal interface, until the user leaves.
///
/// # Errors
/// When the file cannot be read at all, or the terminal cannot be used.
pub fn run(options: Options) -> Result<(), Error> {
    let (events, inbox) = channel();
    let file = Opening {
        stamp: Stamp::of(&options.path),
        path: options.path,
        unpack_limit: options.unpack_limit,
        knowledge: options.knowledge,
        generation: 0,
    };
    file.load(&events).map_err(terminal_error)?;
    let early = first_news(&inbox)?;
    let mut terminal = Terminal::enter().map_err(terminal_error)?;
    let variable = |name: &str| std::env::var(name).ok();
    let size = terminal.size().map_err(terminal_error)?;
    let name = file.path.display().to_string();
    let app = App::new(&name, options.lang, Theme::of_environment(variable), size);
    let app = app.with_knowledge(options.knowledge);
    if options.watch {
        watch::start(file.stamp.clone(), events.clone()).map_err(terminal_error)?;
    }
    let route = Route::of_environment(variable);
    let mut session = Session::start(app, file, &events, route).map_err(terminal_error)?;
    let left = session.serve(&mut terminal, early, &inbox);
    // The terminal first: a clipboard may take its time to hand over what was copied.
    drop(terminal);
    left
}

fn terminal_error(source: io::Error) -> Error {
    Error::Read { name: "the terminal".to_owned(), source }
}

/// Waits for the first entries, or the reason why there are none.
fn first_news(inbox: &Receiver<Event>) -> Result<VecDeque<Event>, Error> {
    let mut early = VecDeque::new();
    loop {
        match inbox.recv_timeout(PATIENCE) {
            Ok(Event::Load(_, Load::Failed(error))) if !early.iter().any(has_entries) => return Err(error),
            Ok(event) => {
                let is_enough = has_entries(&event) || matches!(event, Event::Load(_, Load::Done(_)));
                early.push_back(event);
                if is_enough {
                    return Ok(early);
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(early),
        }
    }
}

fn has_entries(event: &Event) -> bool {
    matches!(event, Event::Load(_, Load::Entries(batch, _)) if !batch.is_empty())
}

/// The file that is open.
#[derive(Debug)]
struct Opening {
    path: PathBuf,
    /// How it was when it was opened.
    stamp: Stamp,
    /// Most bytes to unpack from it.
    unpack_limit: u64,
    knowledge: &'static Knowledge,
    /// How many times it was opened again.
    generation: u64,
}

impl Opening {
    fn load(&self, events: &Sender<Event>) -> io::Result<()> {
        let (events, generation) = (events.clone(), self.generation);
        let tell = move |load| events.send(Event::Load(generation, load)).is_ok();
        loader::start(self.path.clone(), self.unpack_limit, self.knowledge, tell)
    }
}

/// The application and the workers that serve it.
struct Session {
    app: App,
    file: Opening,
    events: Sender<Event>,
    input: Input,
    search: Worker,
    finder: Finder,
    copier: Copier,
    /// There from the moment the file is open.
    reader: Option<Reader>,
    source: Option<Arc<Source>>,
    /// There from the moment the import report is asked for.
    checker: Option<Checker>,
    /// The export that was begun last.
    exporter: Option<Exporter>,
    /// What saves what was too large to be copied.
    keeper: Option<Exporter>,
    /// Whether the screen is given back for a while: nothing is drawn then.
    is_away: bool,
}

/// Draws the application into a frame, whatever size that has.
pub fn render(frame: &mut ratatui::Frame, app: &mut App) {
    app.fit((frame.area().width, frame.area().height));
    view::draw(frame, app);
}

/// What became of an event.
enum Next {
    Go,
    Leave,
}

impl Session {
    fn start(app: App, file: Opening, events: &Sender<Event>, route: Route) -> io::Result<Self> {
        let input = event::listen(events.clone())?;
        event::listen_for_signals(input.clone(), events.clone())?;
        let (hits, places, copies) = (events.clone(), events.clone(), events.clone());
        Ok(Self {
            app,
            file,
            search: Worker::start(move |found| hits.send(Event::Hits(found)).is_ok())?,
            finder: Finder::start(move |found| places.send(Event::Places(found)).is_ok())?,
            copier: Copier::start(route, move |copied| {
                // Nobody listens any more once the program leaves.
                let _ = copies.send(Event::Copied(copied));
            })?,
            events: events.clone(),
            input,
            reader: None,
            source: None,
            checker: None,
            exporter: None,
            keeper: None,
            is_away: false,
        })
    }

    fn serve(
        &mut self,
        terminal: &mut Terminal,
        early: VecDeque<Event>,
        inbox: &Receiver<Event>,
    ) -> Result<(), Error> {
        for event in early {
            if let Next::Leave = self.take(event, terminal)? {
                return Ok(());
            }
        }
        loop {
            if !self.is_away {
                terminal.draw(|frame| render(frame, &mut self.app)).map_err(terminal_error)?;
            }
            let Ok(event) = inbox.recv() else { return Ok(()) };
            for event in std::iter::once(event).chain(inbox.try_iter().take(EVENTS_A_FRAME)) {
                if let Next::Leave = self.take(event, terminal)? {
                    return Ok(());
                }
            }
        }
    }

    fn take(&mut self, event: Event, terminal: &mut Terminal) -> Result<Next, Error> {
        if let Event::Load(generation, Load::Opened(source)) = &event
            && *generation == self.file.generation
        {
            self.source = Some(Arc::clone(source));
            let details = self.events.clone();
            let tell = move |detail, change| details.send(Event::Detail(detail, change)).is_ok();
            let reader = Reader::start(source.clone(), self.file.stamp.clone(), tell);
            self.reader = Some(reader.map_err(terminal_error)?);
        }
        match event {
            Event::Load(_, Load::Failed(error)) if self.app.index.is_empty() => Err(error),
            event => {
                let effects = self.app.on_event(event);
                self.carry_out(effects, terminal)
            }
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>, terminal: &mut Terminal) -> Result<Next, Error> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(Next::Leave),
                Effect::Reload => self.reload(),
                Effect::Read(read) => {
                    if let Some(reader) = &self.reader {
                        reader.read(read);
                    }
                }
                Effect::Check(check) => self.check(check),
                Effect::Case(work) => self.case(work),
                Effect::Search(search) => self.search.search(search),
                Effect::StopSearch => self.search.stop(),
                Effect::Find(look) => self.finder.look(look),
                Effect::Take(take) => self.take_of(*take),
                Effect::Prepare(take) => self.prepare(*take),
                Effect::Show(sheet) => {
                    let programs = pager::programs(|name| std::env::var(name).ok());
                    let shown = self.lend(terminal, || pager::show(&sheet, &programs))?;
                    self.app.on_shown(&shown);
                }
                Effect::Print(text) => {
                    self.is_away = true;
                    terminal.print(&text).map_err(terminal_error)?;
                }
                Effect::ComeBack => {
                    self.is_away = false;
                    terminal.resume().map_err(terminal_error)?;
                }
                Effect::Export(export) => self.export(*export),
                Effect::StopExport => self.exporter.iter().for_each(Exporter::stop),
                Effect::Keep(keep) => self.keep(keep),
                Effect::Copy(text) => self.copier.copy(text),
                Effect::SendToTerminal(text) => {
                    let in_tmux = std::env::var_os("TMUX").is_some();
                    if let Err(error) = terminal.send(&osc52(&text, in_tmux)) {
                        self.app.on_event(Event::Copied(save(&text, Refusal::Terminal(error.to_string()))));
                    }
                }
            }
        }
        Ok(Next::Go)
    }

    /// Lends the terminal and its input to something else, until that is done.
    fn lend<T>(&self, terminal: &mut Terminal, to: impl FnOnce() -> T) -> Result<T, Error> {
        self.input.suspend();
        terminal.suspend();
        let done = to();
        let taken = terminal.resume();
        self.input.resume();
        taken.map_err(terminal_error)?;
        Ok(done)
    }

    fn reload(&mut self) {
        if !self.file.stamp.is_of_file() {
            return self.app.say_not_again();
        }
        self.file.stamp = Stamp::of(&self.file.path);
        self.file.generation += 1;
        // Without a thread the file stays as it was read.
        if let Err(error) = self.file.load(&self.events) {
            let failed =
                Load::Failed(Error::Read { name: self.file.path.display().to_string(), source: error });
            self.app.on_event(Event::Load(self.file.generation, failed));
        }
    }

    fn case(&mut self, work: CaseWork) {
        let Some(source) = &self.source else { return };
        let news = self.events.clone();
        // Nobody listens any more once the program leaves.
        let tell = move |told| _ = news.send(Event::Case(told));
        if let Err(error) = casework::start(Arc::clone(source), work, tell) {
            self.app.on_event(Event::Case(CaseNews::Failed(error.to_string())));
        }
    }

    fn take_of(&mut self, take: Take) {
        let Some(source) = &self.source else { return };
        let (item, secrets, news) = (take.item, take.secrets, self.events.clone());
        // Nobody listens any more once the program leaves.
        let tell = move |taken| _ = news.send(Event::Taken(taken));
        if let Err(error) = taker::start(Arc::clone(source), take, tell) {
            let got = Got::Failed(error.to_string());
            self.app.on_event(Event::Taken(Taken { item, secrets, name: String::new(), got }));
        }
    }

    fn prepare(&mut self, take: Take) {
        let Some(source) = &self.source else { return };
        let (item, secrets, news) = (take.item, take.secrets, self.events.clone());
        let tell = move |taken| _ = news.send(Event::Ready(pager::ready(taken)));
        if let Err(error) = taker::start(Arc::clone(source), take, tell) {
            let got = Got::Failed(error.to_string());
            let taken = Taken { item, secrets, name: String::new(), got };
            self.app.on_event(Event::Ready(Ready::Not(taken)));
        }
    }

    fn export(&mut self, export: Export) {
        let Some(source) = &self.source else { return };
        let news = self.events.clone();
        let tell = move |told| _ = news.send(Event::Export(told));
        match Exporter::start(Arc::clone(source), export, tell) {
            Ok(exporter) => self.exporter = Some(exporter),
            Err(error) => _ = self.app.on_event(Event::Export(ExportNews::Failed(error.to_string()))),
        }
    }

    fn keep(&mut self, keep: Keep) {
        let news = self.events.clone();
        match Exporter::keep(keep, move |told| _ = news.send(Event::Export(told))) {
            Ok(keeper) => self.keeper = Some(keeper),
            Err(error) => _ = self.app.on_event(Event::Export(ExportNews::Failed(error.to_string()))),
        }
    }

    fn check(&mut self, check: Check) {
        let Some(source) = &self.source else { return };
        let news = self.events.clone();
        let tell = move |checked| news.send(Event::Checked(checked)).is_ok();
        match Checker::start(Arc::clone(source), check, tell) {
            Ok(checker) => self.checker = Some(checker),
            Err(error) => _ = self.app.on_event(Event::Checked(Checked::Failed(error.to_string()))),
        }
    }
}
