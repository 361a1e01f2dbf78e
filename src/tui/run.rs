//! The event loop: it takes events from the channel, carries out effects, and draws a frame when the channel is
//! empty.

pub mod background_query;
pub mod clipboard;
pub mod input;
pub mod pager;
pub mod terminal;

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use self::clipboard::{Copier, Route, osc52, save};
use self::input::Input;
use self::terminal::Terminal;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::stamp::Stamp;
use crate::text::Lang;
use crate::tui::config::Config;
use crate::tui::message::copy::Refusal;
use crate::tui::message::effect::Effect;
use crate::tui::message::event::{Event, EventSender, FileId, Posted};
use crate::tui::message::load::Load;
use crate::tui::picture::Protocol;
use crate::tui::remembered::{self, Remembered};
use crate::tui::state::App;
use crate::tui::state::workspace::Workspace;
use crate::tui::theme::Theme;
use crate::tui::theme::background::Background;
use crate::tui::view;
use crate::tui::worker::{FileSpec, FileWorkers, watch};

/// How long to wait for the first entries before entering the alternate screen, so that an unreadable file leaves
/// nothing but its error message. After that the screen appears anyway, rather than an unresponsive terminal.
const FIRST_ENTRIES_TIMEOUT: Duration = Duration::from_millis(80);

/// Draw a frame after this many events even if more are waiting.
const MAX_EVENTS_PER_FRAME: usize = 512;

/// How long to wait at exit for the reply to a background query; a reply that arrives later would end up in the
/// shell.
const REPLY_TIMEOUT: Duration = Duration::from_millis(250);

/// Whether files are reloaded whenever they change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    Off,
    On,
    /// On, and this program is recording the file: without entries it is not a failed capture.
    Recording,
}

/// Options of the terminal interface.
#[derive(Debug)]
pub struct Options {
    /// The files; `-` is standard input.
    pub paths: Vec<PathBuf>,
    pub lang: Lang,
    pub watch: Watch,
    /// Maximum number of bytes to unpack from a file.
    pub unpack_limit: u64,
    pub knowledge: &'static Knowledge,
    pub config: Config,
    /// Where the window layout is remembered between runs; `None` not to remember it.
    pub state: Option<PathBuf>,
}

/// Shows files until the user quits. Fails if no file can be read (one error for each), or if the terminal cannot be
/// used.
pub fn run(options: Options) -> Result<(), Vec<Error>> {
    let of_terminal = |source| vec![terminal_error(source)];
    let (events, inbox) = channel();
    let post = EventSender::new(events);
    let files: Vec<FileSpec> = open_files(&options, &post).map_err(of_terminal)?;
    let first_events = wait_for_first_entries(&inbox, files.len())?;
    let mut terminal = Terminal::enter().map_err(of_terminal)?;
    let variable = |name: &str| std::env::var(name).ok();
    let size = terminal.size().map_err(of_terminal)?;
    let follows_background = options.config.theme.is_none() && Theme::of_environment(variable).is_standard();
    let background = variable("COLORFGBG").as_deref().and_then(Background::of_variable);
    let theme = options.config.theme.clone().unwrap_or_else(|| Theme::of_environment(variable));
    let remembered = options.state.as_deref().map(remembered::read).unwrap_or_default();
    if !options.config.mouse {
        terminal.report_mouse(false).map_err(of_terminal)?;
    }
    let mut apps = files.iter().map(|file| {
        let mut app = App::new(&file.name(), options.lang, theme.clone(), size);
        app.is_recording = options.watch == Watch::Recording;
        app.shares = remembered.shares;
        app.set_columns(remembered.columns.clone());
        app.pictures = Protocol::of_environment(variable);
        app = app.with_config(options.config.clone()).with_knowledge(options.knowledge);
        if follows_background { app.following_background(background) } else { app }
    });
    let Some(first) = apps.next() else { return Ok(()) };
    let workspace = Workspace::new(first, apps);
    if options.watch != Watch::Off {
        for file in &files {
            watch::start(file.stamp.clone(), file.events.clone()).map_err(of_terminal)?;
        }
    }
    let route = Route::of_environment(variable);
    let queries_background = follows_background && can_query_terminal();
    let mut session =
        Session::start(workspace, files, &post, route, queries_background).map_err(of_terminal)?;
    let left = session.serve(&mut terminal, first_events, &inbox);
    session.await_reply(&inbox);
    // Further input is for the shell.
    session.input.suspend();
    // Restore the terminal first: handing over the clipboard may take a while.
    drop(terminal);
    let app = &session.workspace.app;
    let left_as = Remembered { shares: app.shares, columns: app.list.columns.clone() };
    if let Some(file) = options.state.filter(|_| left_as != remembered) {
        remembered::write(&file, &left_as);
    }
    left
}

/// Whether the terminal can be queried; crossterm does not pass replies on under other systems.
fn can_query_terminal() -> bool {
    cfg!(unix) && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Starts loading all files in parallel.
fn open_files(options: &Options, post: &EventSender) -> io::Result<Vec<FileSpec>> {
    let open = |(place, path): (usize, &PathBuf)| {
        let file = FileSpec {
            stamp: Stamp::of(path),
            path: path.clone(),
            unpack_limit: options.unpack_limit,
            knowledge: options.knowledge,
            generation: 0,
            events: post.about(FileId(place)),
        };
        file.load().map(|()| file)
    };
    options.paths.iter().enumerate().map(open).collect()
}

fn terminal_error(source: io::Error) -> Error {
    Error::Terminal { source }
}

/// Waits for the first entries of any file; an error if all files failed.
fn wait_for_first_entries(inbox: &Receiver<Posted>, files: usize) -> Result<VecDeque<Posted>, Vec<Error>> {
    let mut first_events: VecDeque<Posted> = VecDeque::new();
    let mut failed = 0;
    loop {
        let Ok(posted) = inbox.recv_timeout(FIRST_ENTRIES_TIMEOUT) else { return Ok(first_events) };
        let is_enough = has_entries(&posted.event) || matches!(posted.event, Event::Load(_, Load::Done(_)));
        failed += usize::from(matches!(posted.event, Event::Load(_, Load::Failed(_))));
        first_events.push_back(posted);
        if is_enough {
            return Ok(first_events);
        }
        if failed == files {
            return Err(first_events.into_iter().filter_map(|posted| reason(posted.event)).collect());
        }
    }
}

fn reason(event: Event) -> Option<Error> {
    match event {
        Event::Load(_, Load::Failed(error)) => Some(error),
        _ => None,
    }
}

fn has_entries(event: &Event) -> bool {
    matches!(event, Event::Load(_, Load::Entries(batch, _)) if !batch.is_empty())
}

/// The open files with their workers, and the state of the terminal.
struct Session {
    workspace: Workspace,
    /// In the order of the command line, indexed by [`FileId`].
    workers: Vec<FileWorkers>,
    /// Errors of files that could not be opened.
    failed_files: Vec<Error>,
    copier: Copier,
    input: Input,
    /// Whether the background is still to be queried; that waits for the first frame.
    queries_background: bool,
    /// When the background was queried; `None` once it is answered.
    queried_at: Option<Instant>,
    /// Whether the program suspended itself and so has already taken the terminal back on SIGCONT.
    suspended_itself: bool,
    /// Whether the screen is released to printed text; nothing is drawn meanwhile.
    is_screen_released: bool,
}

/// Draws a file into a frame of any size.
pub fn render(frame: &mut ratatui::Frame, app: &mut App) {
    app.fit((frame.area().width, frame.area().height));
    view::draw(frame, app);
}

enum Next {
    Continue,
    Quit,
}

impl Session {
    fn start(
        workspace: Workspace,
        files: Vec<FileSpec>,
        post: &EventSender,
        route: Route,
        queries_background: bool,
    ) -> io::Result<Self> {
        let input = input::listen(post.clone(), queries_background)?;
        input::listen_for_signals(input.clone(), post.clone())?;
        let copies = post.clone();
        Ok(Self {
            workspace,
            workers: files.into_iter().map(FileWorkers::start).collect::<io::Result<_>>()?,
            failed_files: Vec::new(),
            copier: Copier::start(route, move |copied| {
                // The receiver is gone once the program exits.
                let _ = copies.send(Event::Copied(copied));
            })?,
            input,
            queries_background,
            queried_at: None,
            suspended_itself: false,
            is_screen_released: false,
        })
    }

    fn serve(
        &mut self,
        terminal: &mut Terminal,
        first_events: VecDeque<Posted>,
        inbox: &Receiver<Posted>,
    ) -> Result<(), Vec<Error>> {
        for posted in first_events {
            if let Next::Quit = self.handle(posted, terminal)? {
                return Ok(());
            }
        }
        loop {
            if !self.is_screen_released {
                self.workspace.refresh_tabs();
                let app = &mut self.workspace.app;
                terminal.draw(|frame| render(frame, app)).map_err(|source| vec![terminal_error(source)])?;
            }
            if std::mem::take(&mut self.queries_background) && terminal.send(background_query::QUERY).is_ok()
            {
                self.queried_at = Some(Instant::now());
            }
            let Ok(posted) = inbox.recv() else { return Ok(()) };
            for posted in std::iter::once(posted).chain(inbox.try_iter().take(MAX_EVENTS_PER_FRAME)) {
                if let Next::Quit = self.handle(posted, terminal)? {
                    return Ok(());
                }
            }
        }
    }

    fn handle(&mut self, posted: Posted, terminal: &mut Terminal) -> Result<Next, Vec<Error>> {
        let Posted { file, event } = posted;
        if let (Some(file), Event::Load(generation, Load::Opened(source))) = (file, &event)
            && let Some(worker) = self.workers.get_mut(file.0)
        {
            worker.opened(*generation, source).map_err(|source| vec![terminal_error(source)])?;
        }
        match (file.and_then(|file| self.workspace.file(file)), event) {
            (Some(app), Event::Load(_, Load::Failed(error))) if app.index.is_empty() => {
                app.notify_unreadable(&error.to_string());
                self.failed_files.push(error);
                if self.failed_files.len() < self.workers.len() {
                    return Ok(Next::Continue);
                }
                Err(std::mem::take(&mut self.failed_files))
            }
            (_, Event::Continued) => {
                self.on_continued(terminal).map(|()| Next::Continue).map_err(|error| vec![error])
            }
            (_, event) => {
                if let Event::Background(_) = event {
                    self.queried_at = None;
                }
                let effects = self.workspace.on_event(file, event);
                self.carry_out(effects, terminal).map_err(|error| vec![error])
            }
        }
    }

    fn carry_out(&mut self, effects: Vec<(FileId, Effect)>, terminal: &mut Terminal) -> Result<Next, Error> {
        for (file, effect) in effects {
            match effect {
                Effect::Quit => return Ok(Next::Quit),
                Effect::Copy(text) => self.copier.copy(text),
                Effect::SendToTerminal(text) => {
                    let in_tmux = std::env::var_os("TMUX").is_some();
                    if let Err(error) = terminal.send(&osc52(&text, in_tmux)) {
                        let copied = save(&text, Refusal::Terminal(error.to_string()));
                        self.workspace.app.on_event(Event::Copied(copied));
                    }
                }
                Effect::Mouse(wanted) => terminal.report_mouse(wanted).map_err(terminal_error)?,
                Effect::Suspend if cfg!(unix) => {
                    self.suspended_itself = true;
                    self.with_terminal_released(terminal, input::stop)?;
                }
                Effect::Suspend => {}
                Effect::ShowInPager(file) => {
                    let programs = pager::programs(|name| std::env::var(name).ok());
                    let shown = self.with_terminal_released(terminal, || pager::show(&file, &programs))?;
                    self.workspace.app.on_shown(&shown);
                }
                Effect::Print(text) => {
                    self.is_screen_released = true;
                    terminal.print(&text).map_err(terminal_error)?;
                }
                Effect::Resume => {
                    self.is_screen_released = false;
                    terminal.resume().map_err(terminal_error)?;
                }
                effect => {
                    if let (Some(worker), Some(app)) =
                        (self.workers.get_mut(file.0), self.workspace.file(file))
                    {
                        worker.carry_out(effect, app);
                    }
                }
            }
        }
        Ok(Next::Continue)
    }

    /// Takes the terminal back after another process stopped and continued this one.
    fn on_continued(&mut self, terminal: &mut Terminal) -> Result<(), Error> {
        // Printed text stays on screen until the user returns.
        if std::mem::take(&mut self.suspended_itself) || self.is_screen_released {
            return Ok(());
        }
        self.with_terminal_released(terminal, || ())
    }

    /// If the background was queried a moment ago, waits for the reply.
    fn await_reply(&self, inbox: &Receiver<Posted>) {
        let left = || REPLY_TIMEOUT.checked_sub(self.queried_at?.elapsed());
        while let Some(left) = left() {
            if let Ok(Posted { event: Event::Background(_), .. }) | Err(_) = inbox.recv_timeout(left) {
                return;
            }
        }
    }

    /// Releases terminal and input while `to` runs.
    fn with_terminal_released<T>(&self, terminal: &mut Terminal, to: impl FnOnce() -> T) -> Result<T, Error> {
        self.input.suspend();
        terminal.suspend();
        let done = to();
        let taken = terminal.resume();
        self.input.resume();
        taken.map_err(terminal_error)?;
        Ok(done)
    }
}
