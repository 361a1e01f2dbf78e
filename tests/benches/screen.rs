//! Latency from a key to the finished frame, with 100,000 entries in the list and a body of 50 MB. Prints
//! percentiles, because one slow key in a hundred is noticeable.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench fails by panicking")]

use harlens::tui::message::detail::ReadRequest;
use harlens::tui::message::effect::Effect;
use harlens::tui::message::event::Event;
use harlens::tui::message::load::Load;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crossterm::event::{Event as Input, KeyEvent};
use harlens::diagnose::finding::Diagnosis;
use harlens::har::scan::Outcome;
use harlens::har::source::Source;
use harlens::har::stamp::Change;
use harlens::har::summary::Summary;
use harlens::query::worker::{Hits, Worker};
use harlens::text::Lang;
use harlens::tui::state::App;
use harlens::tui::theme::Theme;
use harlens::tui::worker::reader;
use harlens::tui::{self, keymap};
use harlens::worker::CancelToken;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const ENTRIES: usize = 100_000;
const ROUNDS: usize = 2000;
const SIZE: (u16, u16) = (160, 50);
const BODY: usize = 50_000_000;

fn main() {
    // `cargo test --benches` runs this as well; only `cargo bench` passes this argument.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("{:<72} {:>9} {:>9} {:>9}", "", "p50", "p99", "worst");
    list();
    while_entries_come();
    search();
    filter();
    body();
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
    let ms = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1e3);
    println!("{what:<72} {:>9} {:>9} {:>9}", ms(at(50)), ms(at(99)), ms(at(100)));
}

/// The application without threads; their work is queued.
struct Screen {
    app: App,
    terminal: Terminal<TestBackend>,
    effects: Vec<Effect>,
}

impl Screen {
    fn new() -> Self {
        let app = App::new("bench.har", Lang::En, Theme::standard(), SIZE);
        let terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
        Self { app, terminal, effects: Vec::new() }
    }

    fn with_entries() -> Self {
        let mut screen = Self::new();
        let source = Arc::new(Source::from_bytes("bench.har", b"{}".to_vec()).unwrap());
        screen.event(Event::Load(0, Load::Opened(source)));
        screen.event(Event::Load(0, Load::Entries(entries(ENTRIES), Diagnosis::default())));
        screen.event(Event::Load(0, Load::Done(Outcome::default())));
        screen.draw();
        screen
    }

    fn event(&mut self, event: Event) {
        self.effects.extend(self.app.on_event(event));
    }

    fn key(&mut self, name: &str) {
        let (code, modifiers) = keymap::parse(name).unwrap();
        self.event(Event::Input(Input::Key(KeyEvent::new(code, modifiers))));
    }

    fn draw(&mut self) {
        let app = &mut self.app;
        self.terminal.draw(|frame| tui::render(frame, app)).unwrap();
    }

    fn timed(&mut self, work: impl FnOnce(&mut Self)) -> Duration {
        self.effects.clear();
        let start = Instant::now();
        work(self);
        self.draw();
        start.elapsed()
    }

    fn keys(&mut self, what: &str, rounds: usize, names: &[&str]) {
        let times = (0..rounds).map(|i| self.timed(|screen| screen.key(names[i % names.len()]))).collect();
        say(what, times);
    }
}

fn entries(count: usize) -> Arc<[Summary]> {
    let (get, post, json): (Arc<str>, Arc<str>, Arc<str>) =
        ("GET".into(), "POST".into(), "application/json".into());
    (0..count)
        .map(|i| {
            let path = ["users/onboard", "licenses", "identity/scim/v2/Users", "static/js/app.js"][i % 4];
            Summary {
                url: format!("https://atlas.webex.example/admin/api/v1/{path}?n={i}").into(),
                method: Arc::clone(if i % 4 == 0 { &post } else { &get }),
                started: "2026-11-21T10:02:24.626Z".into(),
                status: Some(if i % 50 == 0 { 404 } else { 200 }),
                mime: Arc::clone(&json),
                size: Some(i as u64 * 37 % 90_000),
                time_ms: Some((i % 700) as f64),
                ..Summary::default()
            }
        })
        .collect()
}

fn list() {
    let mut screen = Screen::with_entries();
    screen.keys("list: a line down", ROUNDS, &["Down"]);
    screen.keys("list: a page down", ROUNDS, &["PageDown"]);
    screen.keys("list: to the end and back", ROUNDS, &["End", "Home"]);
}

/// A batch of entries arrives between the key and its frame.
fn while_entries_come() {
    let mut screen = Screen::with_entries();
    let batch = entries(256);
    let times = (0..ROUNDS).map(|i| {
        screen.timed(|screen| {
            screen.event(Event::Load(0, Load::Entries(Arc::clone(&batch), Diagnosis::default())));
            screen.key(["Down", "PageDown", "End", "Home"][i % 4]);
        })
    });
    say("list: a key while entries come", times.collect());
}

/// Runs the requested searches with the program's worker.
fn hits(screen: &mut Screen, worker: &mut Worker, found: &Receiver<Hits>) -> Vec<Hits> {
    let mut all = Vec::new();
    for effect in std::mem::take(&mut screen.effects) {
        if let Effect::Search(search) = effect {
            let generation = search.generation;
            worker.search(search);
            loop {
                let hits = found.recv().unwrap();
                let is_last = hits.done && hits.generation == generation;
                all.push(hits);
                if is_last {
                    break;
                }
            }
        }
    }
    all
}

fn search() {
    let mut screen = Screen::with_entries();
    let (tell, found) = channel();
    let mut worker = Worker::start(move |hits| tell.send(hits).is_ok()).unwrap();
    let (mut typed, mut shown, mut complete) = (Vec::new(), Vec::new(), Vec::new());
    while typed.len() < 1000 {
        screen.key("/");
        for letter in ["o", "n", "b", "o", "a", "r", "d"] {
            let start = Instant::now();
            typed.push(screen.timed(|screen| screen.key(letter)));
            // Each batch of matches is a separate event, possibly followed by a frame.
            for hits in hits(&mut screen, &mut worker, &found) {
                shown.push(screen.timed(|screen| screen.event(Event::Hits(hits))));
            }
            complete.push(start.elapsed());
        }
        screen.key("Esc");
        screen.key("Esc");
        screen.draw();
    }
    say("search: a typed letter", typed);
    say("search: taking in a part of the matches", shown);
    say("search: letter to all matches shown", complete);
}

/// From the last key of a filter to its first results on screen, and to all of them.
fn filter() {
    let mut screen = Screen::with_entries();
    let (tell, found) = channel();
    let mut worker = Worker::start(move |hits| tell.send(hits).is_ok()).unwrap();
    for text in
        ["status-code:4xx method:POST", "domain:*.webex.example -url:static time>300ms", "is:failed onboard"]
    {
        let (mut first, mut complete) = (Vec::new(), Vec::new());
        for _ in 0..20 {
            screen.key("/");
            screen.event(Event::Input(Input::Paste(text.to_owned())));
            let Some(Effect::Search(search)) = screen.effects.pop() else { panic!("{text} is no filter") };
            let generation = search.generation;
            let start = Instant::now();
            worker.search(search);
            let mut parts = found.iter().filter(|hits| hits.generation == generation);
            let mut is_last = false;
            while !is_last && let Some(hits) = parts.next() {
                is_last = hits.done;
                screen.timed(|screen| screen.event(Event::Hits(hits)));
                if first.len() == complete.len() {
                    first.push(start.elapsed());
                }
            }
            complete.push(start.elapsed());
            screen.key("Esc");
            screen.draw();
        }
        say(&format!("filter {text}: first results"), first);
        say(&format!("filter {text}: all"), complete);
    }
}

/// A HAR with one response of about 50 MB of JSON.
fn large_body() -> Arc<Source> {
    let user = r#"{"id":"0123456789abcdef","userName":"user@corp.example","active":true,"note":"two\\nlines","n":[1,2.5,null]}"#;
    let text = format!("[{}]", vec![user; BODY / (user.len() + 1)].join(","));
    let har = serde_json::json!({"log": {"entries": [{
        "request": {"method": "GET", "url": "https://a.example/users"},
        "response": {"status": 200, "content": {"mimeType": "application/json", "text": text}},
    }]}});
    Arc::new(Source::from_bytes("bench.har", har.to_string().into_bytes()).unwrap())
}

fn body() {
    let source = large_body();
    let mut batch = Vec::new();
    let outcome = harlens::har::scan::scan(&source, &mut |progress| {
        if let harlens::har::scan::Progress::Entries(found) = progress {
            batch.extend(found);
        }
        std::ops::ControlFlow::Continue(())
    });
    let mut screen = Screen::new();
    screen.event(Event::Load(0, Load::Opened(Arc::clone(&source))));
    screen.event(Event::Load(0, Load::Entries(batch.into(), Diagnosis::default())));
    screen.event(Event::Load(0, Load::Done(outcome.unwrap())));
    screen.draw();
    let asked: Option<ReadRequest> = screen.effects.iter().rev().find_map(|effect| match effect {
        Effect::Read(read) => Some(read.clone()),
        _ => None,
    });
    let read = asked.expect("the first entry is read");
    let laid_out = |_| {
        let start = Instant::now();
        black_box(reader::detail(&source, read.clone(), &CancelToken::never()));
        start.elapsed()
    };
    say("body of 50 MB: read and laid out (a worker)", (0..5).map(laid_out).collect());
    let detail = Arc::new(reader::detail(&source, read.clone(), &CancelToken::never()).unwrap());
    say(
        "body of 50 MB: first frame",
        vec![screen.timed(|screen| screen.event(Event::Detail(detail, Change::Same)))],
    );
    for key in ["Right", "Right", "Right", "Enter"] {
        screen.key(key);
    }
    screen.keys("body of 50 MB: a line down", ROUNDS, &["Down"]);
    screen.keys("body of 50 MB: a page down", ROUNDS, &["PageDown"]);
    screen.keys("body of 50 MB: to the end and back", ROUNDS, &["End", "Home"]);
    screen.keys("body of 50 MB: fold all, unfold all", 100, &["z"]);
    screen.key("z");
    screen.keys("body of 50 MB, folded: a line, a member down", ROUNDS, &["Down", "}"]);
    screen.keys("body of 50 MB, folded: to the end and back", ROUNDS, &["End", "Home"]);
    screen.keys("body of 50 MB, folded: unfold one, fold it", ROUNDS, &["Down", "Enter", "Enter"]);
}
