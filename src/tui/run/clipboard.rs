//! Copying: to the desktop's clipboard, through the terminal (OSC 52), or to a file if both fail; the result says
//! which it was.

use std::io::{self, Write as _};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::tui::message::copy::{Copied, Refusal};
use crate::worker;

/// Terminals ignore longer OSC 52 sequences. In bytes of base64; the strictest of the common limits (xterm, hterm).
const MAX_SEQUENCE: usize = 74_994;

/// The first choice for copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The desktop's clipboard, with the terminal as fallback.
    Desktop,
    /// The terminal; over SSH the desktop's clipboard would be the remote machine's.
    Terminal,
}

impl Route {
    /// The route for an environment.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY") || is_set("SSH_CLIENT");
        let desktop =
            cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
        if desktop && !remote { Self::Desktop } else { Self::Terminal }
    }
}

/// A desktop clipboard.
pub trait Desktop {
    /// Sets the clipboard's text.
    ///
    /// # Errors
    ///
    /// The reason as text.
    fn set(&mut self, text: &str) -> Result<(), String>;
}

/// The system clipboard. It has to outlive the copy: on X11 the copying program serves the text to those who paste.
#[derive(Default)]
struct System(Option<arboard::Clipboard>);

impl Desktop for System {
    fn set(&mut self, text: &str) -> Result<(), String> {
        let clipboard = match &mut self.0 {
            Some(clipboard) => clipboard,
            None => self.0.insert(arboard::Clipboard::new().map_err(|error| error.to_string())?),
        };
        clipboard.set_text(text.to_owned()).map_err(|error| error.to_string())
    }
}

/// The copying thread; a desktop clipboard may block.
#[derive(Debug)]
pub struct Copier {
    /// `None` tells the thread to end.
    texts: Option<Sender<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Copier {
    /// Starts the thread; `on_result` receives the result of each copy. Fails if the thread cannot be started.
    pub fn start(route: Route, on_result: impl FnMut(Copied) + Send + 'static) -> io::Result<Self> {
        Self::with(route, System::default, on_result)
    }

    fn with<D: Desktop>(
        route: Route,
        desktop: impl FnOnce() -> D + Send + 'static,
        mut on_result: impl FnMut(Copied) + Send + 'static,
    ) -> io::Result<Self> {
        let (texts, inbox) = channel::<String>();
        let thread = worker::spawn("clipboard", move || {
            let mut desktop = desktop();
            for text in inbox {
                on_result(copy(route, &mut desktop, text));
            }
        })?;
        Ok(Self { texts: Some(texts), thread: Some(thread) })
    }

    pub fn copy(&self, text: String) {
        // The thread runs until this handle is dropped.
        if let Some(texts) = &self.texts {
            let _ = texts.send(text);
        }
    }
}

impl Drop for Copier {
    /// Waits for pending copies; they would be lost with the process.
    fn drop(&mut self) {
        self.texts = None;
        if let Some(thread) = self.thread.take() {
            // A panic in the thread has already ended the program.
            let _ = thread.join();
        }
    }
}

fn copy(route: Route, desktop: &mut impl Desktop, text: String) -> Copied {
    if route == Route::Desktop && desktop.set(&text).is_ok() {
        return Copied::Desktop;
    }
    let length = text.len().div_ceil(3) * 4;
    if length <= MAX_SEQUENCE {
        return Copied::ForTerminal(text);
    }
    save(&text, Refusal::TooLong(text.len()))
}

/// Saves a text that no clipboard accepted in a new file, readable by its owner only.
pub fn save(text: &str, reason: Refusal) -> Copied {
    let saved = tempfile::Builder::new()
        .prefix("harlens-copy-")
        .suffix(".txt")
        .tempfile()
        .and_then(|mut file| file.write_all(text.as_bytes()).map(|()| file))
        .and_then(|file| file.keep().map_err(|error| error.error));
    match saved {
        Ok((_, path)) => Copied::Saved { reason, path },
        Err(problem) => Copied::Lost { reason, problem: problem.to_string() },
    }
}

/// The OSC 52 sequence that copies a text. In tmux it is sent twice: for tmux itself (`set-clipboard on`), and
/// wrapped so that tmux passes it on (`allow-passthrough on`).
pub fn osc52(text: &str, in_tmux: bool) -> Vec<u8> {
    let sequence = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    if !in_tmux {
        return sequence.into_bytes();
    }
    let wrapped = sequence.replace('\x1b', "\x1b\x1b");
    format!("{sequence}\x1bPtmux;{wrapped}\x1b\\").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    struct Fake(Arc<Mutex<Vec<String>>>, bool);

    impl Desktop for Fake {
        fn set(&mut self, text: &str) -> Result<(), String> {
            if !self.1 {
                return Err("no display".to_owned());
            }
            self.0.lock().unwrap().push(text.to_owned());
            Ok(())
        }
    }

    fn copied(route: Route, works: bool, text: &str) -> (Copied, Vec<String>) {
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (on_result, told) = channel();
        let fake = Fake(Arc::clone(&taken), works);
        let copier =
            Copier::with(route, move || fake, move |copied| on_result.send(copied).unwrap()).unwrap();
        copier.copy(text.to_owned());
        let result = told.recv().unwrap();
        let taken = taken.lock().unwrap().clone();
        (result, taken)
    }

    #[test]
    fn the_desktop_takes_it_where_there_is_one() {
        assert_eq!(copied(Route::Desktop, true, "text"), (Copied::Desktop, vec!["text".to_owned()]));
    }

    #[test]
    fn the_terminal_is_the_fallback_of_the_desktop() {
        let for_terminal = Copied::ForTerminal("text".to_owned());
        assert_eq!(copied(Route::Desktop, false, "text"), (for_terminal, vec![]));
        let (_, taken) = copied(Route::Terminal, true, "text");
        assert!(taken.is_empty(), "over SSH the desktop is left alone");
    }

    #[test]
    fn a_text_too_long_for_a_terminal_is_saved() {
        let text = "x".repeat(60_000);
        let (Copied::Saved { path, .. }, _) = copied(Route::Terminal, false, &text) else {
            panic!("not saved");
        };
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn the_environment_shows_the_way() {
        let route = |variables: &[&str]| {
            Route::of_environment(|name| variables.contains(&name).then(|| "x".to_owned()))
        };
        assert_eq!(route(&["DISPLAY", "SSH_CONNECTION"]), Route::Terminal);
        if cfg!(target_os = "linux") {
            assert_eq!(route(&["WAYLAND_DISPLAY"]), Route::Desktop);
            assert_eq!(route(&[]), Route::Terminal);
        }
    }

    #[test]
    fn tmux_gets_it_for_itself_and_to_hand_on() {
        assert_eq!(osc52("a", false), b"\x1b]52;c;YQ==\x07");
        assert_eq!(osc52("a", true), b"\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
    }
}
