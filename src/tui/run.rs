//! The loop: events in, effects carried out, a frame drawn when nothing waits.

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

/// How long the first entries are waited for before the screen is taken: a file that cannot be read then leaves no
/// trace but its message. Longer waits show the screen, so that the user does not face an empty terminal.
const PATIENCE: Duration = Duration::from_millis(80);

/// After this many events a frame is drawn even if more wait.
const EVENTS_A_FRAME: usize = 512;

/// How long after the terminal was asked for its background the program does not end without its answer, which would
/// else be typed into the shell.
const ANSWER: Duration = Duration::from_millis(250);

/// What the interface is started with.
#[derive(Debug)]
pub struct Options {
    /// The files; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The interface's language.
    pub lang: Lang,
    /// Read a file again whenever it is written.
    pub watch: bool,
    /// Most bytes to unpack from a file.
    pub unpack_limit: u64,
    /// What is known.
    pub knowledge: &'static Knowledge,
    /// What the user has set.
    pub config: Config,
    /// The file in which it is remembered how the window is shared out; without one it is not.
    pub state: Option<PathBuf>,
}

/// Opens files in the terminal interface, until the user leaves.
///
/// # Errors
/// When none of the files can be read at all (why, of each), or the terminal cannot be used.
pub fn run(options: Options) -> Result<(), Vec<Error>> {
    let of_terminal = |source| vec![terminal_error(source)];
    let (events, inbox) = channel();
    let post = EventSender::new(events);
    let files: Vec<FileSpec> = opened(&options, &post).map_err(of_terminal)?;
    let early = first_news(&inbox, files.len())?;
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
        app.shares = remembered.shares;
        app.set_columns(remembered.columns.clone());
        app.pictures = Protocol::of_environment(variable);
        app = app.with_config(options.config.clone()).with_knowledge(options.knowledge);
        if follows_background { app.following_background(background) } else { app }
    });
    let Some(first) = apps.next() else { return Ok(()) };
    let workspace = Workspace::new(first, apps);
    if options.watch {
        for file in &files {
            watch::start(file.stamp.clone(), file.post.clone()).map_err(of_terminal)?;
        }
    }
    let route = Route::of_environment(variable);
    let asks = follows_background && can_be_asked();
    let mut session = Session::start(workspace, files, &post, route, asks).map_err(of_terminal)?;
    let left = session.serve(&mut terminal, early, &inbox);
    session.await_answer(&inbox);
    // What is typed from now on is for the shell.
    session.input.suspend();
    // The terminal first: a clipboard may take its time to hand over what was copied.
    drop(terminal);
    let app = &session.workspace.app;
    let left_as = Remembered { shares: app.shares, columns: app.list.columns.clone() };
    if let Some(file) = options.state.filter(|_| left_as != remembered) {
        remembered::write(&file, &left_as);
    }
    left
}

/// Whether somebody is there to be asked; elsewhere crossterm cannot tell what comes back.
fn can_be_asked() -> bool {
    cfg!(unix) && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Begins to read each file, side by side.
fn opened(options: &Options, post: &EventSender) -> io::Result<Vec<FileSpec>> {
    let open = |(place, path): (usize, &PathBuf)| {
        let file = FileSpec {
            stamp: Stamp::of(path),
            path: path.clone(),
            unpack_limit: options.unpack_limit,
            knowledge: options.knowledge,
            generation: 0,
            post: post.about(FileId(place)),
        };
        file.load().map(|()| file)
    };
    options.paths.iter().enumerate().map(open).collect()
}

fn terminal_error(source: io::Error) -> Error {
    Error::Terminal { source }
}

/// Waits for the first entries of any file, or the reasons why there are none in all of them.
fn first_news(inbox: &Receiver<Posted>, files: usize) -> Result<VecDeque<Posted>, Vec<Error>> {
    let mut early: VecDeque<Posted> = VecDeque::new();
    let mut failed = 0;
    loop {
        let Ok(posted) = inbox.recv_timeout(PATIENCE) else { return Ok(early) };
        let is_enough = has_entries(&posted.event) || matches!(posted.event, Event::Load(_, Load::Done(_)));
        failed += usize::from(matches!(posted.event, Event::Load(_, Load::Failed(_))));
        early.push_back(posted);
        if is_enough {
            return Ok(early);
        }
        if failed == files {
            return Err(early.into_iter().filter_map(|posted| reason(posted.event)).collect());
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

/// The files and the workers that serve them.
struct Session {
    workspace: Workspace,
    /// The workers of each file, in the order of the command line.
    desks: Vec<FileWorkers>,
    /// Why files could not be opened.
    unopened: Vec<Error>,
    copier: Copier,
    input: Input,
    /// Whether the terminal is still to be asked for its background: the first frame comes before it.
    asks: bool,
    /// When it was asked, until it answers.
    asked: Option<Instant>,
    /// Whether the program stopped itself, so that it already knows that it continues.
    has_stopped: bool,
    /// Whether the screen is given back for a while: nothing is drawn then.
    is_away: bool,
}

/// Draws the shown file into a frame, whatever size that has.
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
    fn start(
        workspace: Workspace,
        files: Vec<FileSpec>,
        post: &EventSender,
        route: Route,
        asks: bool,
    ) -> io::Result<Self> {
        let input = input::listen(post.clone(), asks)?;
        input::listen_for_signals(input.clone(), post.clone())?;
        let copies = post.clone();
        Ok(Self {
            workspace,
            desks: files.into_iter().map(FileWorkers::start).collect::<io::Result<_>>()?,
            unopened: Vec::new(),
            copier: Copier::start(route, move |copied| {
                // The receiver is gone once the program leaves.
                let _ = copies.send(Event::Copied(copied));
            })?,
            input,
            asks,
            asked: None,
            has_stopped: false,
            is_away: false,
        })
    }

    fn serve(
        &mut self,
        terminal: &mut Terminal,
        early: VecDeque<Posted>,
        inbox: &Receiver<Posted>,
    ) -> Result<(), Vec<Error>> {
        for posted in early {
            if let Next::Leave = self.take(posted, terminal)? {
                return Ok(());
            }
        }
        loop {
            if !self.is_away {
                self.workspace.refresh_tabs();
                let app = &mut self.workspace.app;
                terminal.draw(|frame| render(frame, app)).map_err(|source| vec![terminal_error(source)])?;
            }
            if std::mem::take(&mut self.asks) && terminal.send(background_query::QUESTION).is_ok() {
                self.asked = Some(Instant::now());
            }
            let Ok(posted) = inbox.recv() else { return Ok(()) };
            for posted in std::iter::once(posted).chain(inbox.try_iter().take(EVENTS_A_FRAME)) {
                if let Next::Leave = self.take(posted, terminal)? {
                    return Ok(());
                }
            }
        }
    }

    fn take(&mut self, posted: Posted, terminal: &mut Terminal) -> Result<Next, Vec<Error>> {
        let Posted { file, event } = posted;
        if let (Some(file), Event::Load(generation, Load::Opened(source))) = (file, &event)
            && let Some(desk) = self.desks.get_mut(file.0)
        {
            desk.opened(*generation, source).map_err(|source| vec![terminal_error(source)])?;
        }
        match (file.and_then(|file| self.workspace.file(file)), event) {
            (Some(app), Event::Load(_, Load::Failed(error))) if app.index.is_empty() => {
                app.say_unopened(&error.to_string());
                self.unopened.push(error);
                if self.unopened.len() < self.desks.len() {
                    return Ok(Next::Go);
                }
                Err(std::mem::take(&mut self.unopened))
            }
            (_, Event::Continued) => self.go_on(terminal).map(|()| Next::Go).map_err(|error| vec![error]),
            (_, event) => {
                if let Event::Background(_) = event {
                    self.asked = None;
                }
                let effects = self.workspace.on_event(file, event);
                self.carry_out(effects, terminal).map_err(|error| vec![error])
            }
        }
    }

    fn carry_out(&mut self, effects: Vec<(FileId, Effect)>, terminal: &mut Terminal) -> Result<Next, Error> {
        for (file, effect) in effects {
            match effect {
                Effect::Quit => return Ok(Next::Leave),
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
                    self.has_stopped = true;
                    self.lend(terminal, input::stop)?;
                }
                Effect::Suspend => {}
                Effect::ShowInPager(sheet) => {
                    let programs = pager::programs(|name| std::env::var(name).ok());
                    let shown = self.lend(terminal, || pager::show(&sheet, &programs))?;
                    self.workspace.app.on_shown(&shown);
                }
                Effect::Print(text) => {
                    self.is_away = true;
                    terminal.print(&text).map_err(terminal_error)?;
                }
                Effect::Resume => {
                    self.is_away = false;
                    terminal.resume().map_err(terminal_error)?;
                }
                effect => {
                    if let (Some(desk), Some(app)) = (self.desks.get_mut(file.0), self.workspace.file(file)) {
                        desk.carry_out(effect, app);
                    }
                }
            }
        }
        Ok(Next::Go)
    }

    /// Takes the terminal again after the program was stopped by somebody else, who did not give it back.
    fn go_on(&mut self, terminal: &mut Terminal) -> Result<(), Error> {
        // Nor is it taken while the user looks at what was printed.
        if std::mem::take(&mut self.has_stopped) || self.is_away {
            return Ok(());
        }
        self.lend(terminal, || ())
    }

    /// Waits for the terminal's answer if it was asked just now.
    fn await_answer(&self, inbox: &Receiver<Posted>) {
        let left = || ANSWER.checked_sub(self.asked?.elapsed());
        while let Some(left) = left() {
            if let Ok(Posted { event: Event::Background(_), .. }) | Err(_) = inbox.recv_timeout(left) {
                return;
            }
        }
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
}
