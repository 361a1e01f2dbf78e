//! The program in a pseudo-terminal with an emulated screen.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Timeout for anything, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program in a terminal.
pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    input: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    /// Its state folder.
    _folder: tempfile::TempDir,
}

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Session {
    /// Starts harlens in a terminal of this size, as over SSH (without a desktop clipboard), with further
    /// environment variables.
    pub fn start(arguments: &[&str], columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        Self::start_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, columns, rows, variables)
    }

    /// Starts an interactive shell, which can start, suspend and resume harlens.
    pub fn shell(columns: u16, rows: u16) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self::run(folder, "sh", &["-i"], columns, rows, &[("PS1", "ready> "), ("ENV", "")])
    }

    /// Like [`Session::start`], in a folder.
    pub fn start_in(
        folder: &Path,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        variables: &[(&str, &str)],
    ) -> Self {
        Self::run(folder, env!("CARGO_BIN_EXE_harlens"), arguments, columns, rows, variables)
    }

    fn run(
        folder: &Path,
        program: &str,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(folder);
        for name in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "TMUX",
            "NO_COLOR",
            "COLORTERM",
            "COLORFGBG",
            "LANG",
            "LC_MESSAGES",
        ] {
            command.env_remove(name);
        }
        let config = ("HARLENS_CONFIG_DIR", env!("CARGO_TARGET_TMPDIR"));
        let folder = tempfile::tempdir().unwrap();
        let state = ("HARLENS_STATE_DIR", folder.path().to_str().unwrap());
        let fixed = [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), config, state];
        for (name, value) in fixed.iter().chain(variables) {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            bytes: Vec::new(),
        }));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let mut seen = shared.lock().unwrap();
                seen.parser.process(&buffer[..count]);
                seen.bytes.extend_from_slice(&buffer[..count]);
            }
        });
        let input = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, input, seen, _folder: folder }
    }

    /// The screen's text.
    pub fn screen(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    /// Whether the alternate screen is shown.
    pub fn is_on_alternate_screen(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().alternate_screen()
    }

    /// Whether the cursor is hidden.
    pub fn hides_cursor(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().hide_cursor()
    }

    /// All bytes the program has written.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().bytes.clone()
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&self, text: &str) {
        self.wait(|session| session.screen().contains(text), text);
    }

    /// Waits until a condition holds.
    pub fn wait(&self, is_so: impl Fn(&Self) -> bool, what: &str) {
        let start = Instant::now();
        while !is_so(self) {
            assert!(start.elapsed() < PATIENCE, "{what:?} did not come; the screen was:\n{}", self.screen());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types bytes.
    pub fn send(&mut self, bytes: &str) {
        self.input.write_all(bytes.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Resizes the window.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.seen.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The program's process id.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits until the program exits and returns its exit status.
    pub fn end(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(start.elapsed() < PATIENCE, "it did not end; the screen was:\n{}", self.screen());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
