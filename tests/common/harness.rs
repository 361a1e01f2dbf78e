//! The application on an in-memory screen: everything is real except threads and terminal, so that tests see each
//! step.

use harlens::tui::message::copy::Copied;
use harlens::tui::message::effect::Effect;
use harlens::tui::message::event::{Event, FileId};
use harlens::tui::message::load::Load;
use harlens::tui::message::pager::PagerFile;
use std::collections::VecDeque;
use std::ops::{ControlFlow, Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;

use crossterm::event::{Event as Input, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use harlens::diagnose::engine::Engine;
use harlens::diagnose::knowledge::Knowledge;
use harlens::har::source::Source;
use harlens::har::stamp::Change;
use harlens::har::store::Store;
use harlens::har::summary::Summary;
use harlens::query::worker::{Hits, Search, Worker};
use harlens::text::Lang;
use harlens::tui::state::App;
use harlens::tui::state::workspace::Workspace;
use harlens::tui::theme::Theme;
use harlens::tui::worker::{
    case, checker, comparer, copy_job, exporter, finder, pager_file, reader, review, story,
};
use harlens::tui::{self, keymap};
use harlens::worker::CancelToken;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Style;

/// Initial settings of a harness.
pub struct Setup {
    pub size: (u16, u16),
    pub lang: Lang,
    pub theme: Theme,
}

impl Default for Setup {
    fn default() -> Self {
        Self { size: (120, 36), lang: Lang::En, theme: Theme::standard() }
    }
}

/// A running application.
pub struct Harness {
    pub workspace: Workspace,
    pub copied: Vec<String>,
    /// The files passed to a pager.
    pub shown: Vec<PagerFile>,
    pub printed: Vec<String>,
    pub has_quit: bool,
    pub reloads: u64,
    /// The last mouse reporting mode sent to the terminal.
    pub mouse: Option<bool>,
    pub suspensions: u64,
    /// How often the format report was built.
    pub checks: usize,
    /// The folder of cases.
    pub folder: tempfile::TempDir,
    /// The entries of the files, in tab order.
    stores: Vec<Store>,
    size: (u16, u16),
    generation: u64,
}

/// Gives tests direct access to the displayed file and the other files.
impl Deref for Harness {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.workspace
    }
}

impl DerefMut for Harness {
    fn deref_mut(&mut self) -> &mut Workspace {
        &mut self.workspace
    }
}

impl Harness {
    /// Opens a file and lets it load to the end.
    pub fn open(path: &Path, setup: Setup) -> Self {
        let name = path.file_name().unwrap().to_str().unwrap();
        Self::with(name, Store::open(path).unwrap(), setup)
    }

    /// Opens a HAR held in memory.
    pub fn open_bytes(name: &str, bytes: Vec<u8>, setup: Setup) -> Self {
        Self::with(name, Store::scan(Source::from_bytes(name, bytes).unwrap()).unwrap(), setup)
    }

    /// Opens several files, as tabs.
    pub fn open_all(paths: &[&Path], setup: Setup) -> Self {
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        Self::with_all(paths.iter().map(|path| (name(path), Store::open(path).unwrap())).collect(), setup)
    }

    fn with(name: &str, store: Store, setup: Setup) -> Self {
        Self::with_all(vec![(name.to_owned(), store)], setup)
    }

    fn with_all(files: Vec<(String, Store)>, setup: Setup) -> Self {
        let (names, stores): (Vec<String>, Vec<Store>) = files.into_iter().unzip();
        let mut apps = names.iter().map(|name| App::new(name, setup.lang, setup.theme.clone(), setup.size));
        let workspace = Workspace::new(apps.next().unwrap(), apps);
        let mut harness = Self {
            workspace,
            copied: Vec::new(),
            shown: Vec::new(),
            printed: Vec::new(),
            has_quit: false,
            reloads: 0,
            mouse: None,
            suspensions: 0,
            checks: 0,
            folder: tempfile::tempdir().unwrap(),
            stores,
            size: setup.size,
            generation: 0,
        };
        (0..harness.stores.len()).for_each(|file| harness.load(FileId(file), 0));
        harness
    }

    fn load(&mut self, file: FileId, generation: u64) {
        let store = &self.stores[file.0];
        let diagnosis = Engine::new(Knowledge::builtin()).diagnose(store);
        let batch: Arc<[Summary]> = store.index.iter().map(|(_, summary)| summary.clone()).collect();
        let found = diagnosis.clone();
        let loads = [
            Load::Opened(Arc::clone(&store.source)),
            Load::Entries(batch, found),
            Load::Done(store.outcome.clone()),
            Load::Diagnosed(diagnosis),
        ];
        let name = self.file(file).unwrap().file.name.clone();
        for load in loads {
            self.event_of(Some(file), Event::Load(generation, load));
        }
        // The path of the file differs between machines.
        self.file(file).unwrap().file.name = name;
    }

    /// Simulates that the file was rewritten and reloads it.
    pub fn reload(&mut self, bytes: Vec<u8>) {
        let id = self.app.id;
        self.stores[id.0] = Store::scan(Source::from_bytes(&self.app.file.name, bytes).unwrap()).unwrap();
        self.generation += 1;
        self.load(id, self.generation);
    }

    /// Number of bytes read from the file so far.
    pub fn bytes_read(&self) -> u64 {
        self.stores[self.app.id.0].source.bytes_read()
    }

    /// Processes an event and everything that follows from it.
    pub fn event(&mut self, event: Event) {
        self.event_of(None, event);
    }

    /// Like [`Self::event`], for one of several files.
    pub fn event_of(&mut self, file: Option<FileId>, event: Event) {
        let mut events = VecDeque::from([(file, event)]);
        while let Some((file, event)) = events.pop_front() {
            for (id, effect) in self.workspace.on_event(file, event) {
                let store = &self.stores[id.0];
                let mut tell = |event| events.push_back((Some(id), event));
                match effect {
                    Effect::Quit => self.has_quit = true,
                    Effect::Reload => self.reloads += 1,
                    Effect::Read(read) => {
                        let detail = reader::detail(&store.source, read, &CancelToken::never()).unwrap();
                        tell(Event::Detail(Arc::new(detail), Change::Same));
                    }
                    Effect::Case(work) => {
                        let news = case::run(*work, self.folder.path());
                        tell(Event::Case(news));
                    }
                    Effect::Check(check) => {
                        self.checks += 1;
                        let go_on = |_| ControlFlow::Continue(());
                        let checked = checker::report(&check, &go_on).unwrap();
                        tell(Event::Checked(checked));
                    }
                    Effect::Search(search) => tell(Event::Hits(found(&search))),
                    Effect::Review(request) => {
                        tell(Event::Review(review::run(&request, &CancelToken::never()).unwrap()));
                    }
                    Effect::FindStory(request) => {
                        tell(Event::Story(story::found(*request, &CancelToken::never())));
                    }
                    Effect::StopSearch => {}
                    Effect::Mouse(wanted) => self.mouse = Some(wanted),
                    Effect::Suspend => self.suspensions += 1,
                    Effect::Find(look) => {
                        tell(Event::FindMatches(finder::find(&look, &CancelToken::never()).unwrap()));
                    }
                    Effect::Copy(text) => {
                        self.copied.push(text);
                        tell(Event::Copied(Copied::Desktop));
                    }
                    Effect::SwitchFile(_) | Effect::ChoosePartner => panic!("the workspace does this"),
                    Effect::Compare(work) => {
                        let compared = comparer::compare(&work, &CancelToken::never()).unwrap();
                        tell(Event::Compared(compared));
                    }
                    Effect::StopCompare => {}
                    Effect::SendToTerminal(text) => self.copied.push(text),
                    Effect::MakeCopy(take) => {
                        tell(Event::CopyOutput(copy_job::make(*take)));
                    }
                    Effect::PreparePager(take) => {
                        let taken = copy_job::make(*take);
                        tell(Event::PagerReply(pager_file::prepare(taken)));
                    }
                    Effect::ShowInPager(sheet) => self.shown.push(sheet),
                    Effect::Print(text) => self.printed.push(text),
                    Effect::Resume | Effect::StopExport => {}
                    Effect::Export(export) => {
                        let go_on = &mut |_| ControlFlow::Continue(());
                        let news = exporter::export(&export, self.folder.path(), go_on);
                        tell(Event::Export(news));
                    }
                    Effect::Save(keep) => {
                        tell(Event::Export(exporter::save(&keep, self.folder.path())));
                    }
                }
            }
        }
    }

    /// Presses keys, by name.
    pub fn keys(&mut self, names: &[&str]) -> &mut Self {
        for name in names {
            let (code, modifiers) = keymap::parse(name).unwrap_or_else(|| panic!("no such key: {name}"));
            self.event(Event::Input(Input::Key(KeyEvent::new(code, modifiers))));
        }
        self
    }

    /// Sends a mouse event at a column and row.
    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        self.event(Event::Input(Input::Mouse(event)));
        self
    }

    /// Clicks the middle of the first occurrence of a text.
    pub fn click(&mut self, text: &str) -> &mut Self {
        let (x, y) = self.place_of(text);
        let x = x + u16::try_from(harlens::text::width(text) / 2).unwrap();
        self.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
        self.mouse(MouseEventKind::Up(MouseButton::Left), x, y)
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.keys(&[if c == ' ' { "Space".to_owned() } else { c.to_string() }.as_str()]);
        }
        self
    }

    /// Resizes the window.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.event(Event::Input(Input::Resize(width, height)));
        self
    }

    /// Shrinks the window without sending the event yet.
    pub fn shrink_unannounced(&mut self, width: u16, height: u16) {
        self.size = (width, height);
    }

    /// Draws one frame.
    pub fn buffer(&mut self) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        self.workspace.refresh_tabs();
        terminal.draw(|frame| tui::render(frame, &mut self.workspace.app)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The rows of the screen, without trailing spaces.
    pub fn rows(&mut self) -> Vec<String> {
        let buffer = self.buffer();
        (0..buffer.area.height).map(|y| row(&buffer, y).trim_end().to_owned()).collect()
    }

    /// The whole screen as text.
    pub fn screen(&mut self) -> String {
        self.rows().join("\n")
    }

    /// The style of the first occurrence of a text.
    pub fn style_of(&mut self, text: &str) -> Style {
        let at = self.place_of(text);
        self.buffer()[at].style()
    }

    /// The position of the first occurrence of a text.
    pub fn place_of(&mut self, text: &str) -> (u16, u16) {
        let buffer = self.buffer();
        for y in 0..buffer.area.height {
            for x in 0..buffer.area.width {
                let here: String = (x..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
                if here.starts_with(text) {
                    return (x, y);
                }
            }
        }
        panic!("{text:?} is not on the screen:\n{}", self.screen());
    }
}

/// A row as displayed: the cell after a wide character belongs to that character.
fn row(buffer: &Buffer, y: u16) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for x in 0..buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        if covered > 0 {
            covered -= 1;
            continue;
        }
        text.push_str(symbol);
        covered = harlens::text::width(symbol).saturating_sub(1);
    }
    text
}

/// The results of the search worker.
fn found(search: &Search) -> Hits {
    let (tell, hits) = channel();
    let mut worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
    worker.search(search.clone());
    hits.iter().find(|hits| hits.done).unwrap()
}
