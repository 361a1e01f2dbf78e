//! Finds, starts and closes the browser.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Error;
use super::protocol::Connection;

/// A browser that can be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The first of the following that is installed.
    Any,
    /// Google Chrome.
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Chromium.
    Chromium,
    /// Brave.
    Brave,
    /// An executable, by path or name.
    Program(PathBuf),
}

/// The browser's profile folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Profile {
    /// A permanent folder, so that users sign in only once.
    Kept(PathBuf),
    /// A temporary folder, removed when the recording ends.
    Fresh,
}

/// How to start the browser.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Which browser.
    pub kind: Kind,
    /// The profile. Chrome cannot be remote-controlled with its default profile, so it is always a separate one.
    pub profile: Profile,
    /// Whether to run without a window.
    pub headless: bool,
    /// Further command-line arguments.
    pub arguments: Vec<OsString>,
}

/// Executable names in order of preference, and their usual paths.
struct Known {
    kind: Kind,
    programs: &'static [&'static str],
    places: &'static [&'static str],
}

const KNOWN: &[Known] = &[
    Known {
        kind: Kind::Chrome,
        programs: &["google-chrome", "google-chrome-stable", "chrome.exe"],
        places: &[
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
            "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
        ],
    },
    Known {
        kind: Kind::Edge,
        programs: &["microsoft-edge", "microsoft-edge-stable", "msedge.exe"],
        places: &[
            "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
            "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
            "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
        ],
    },
    Known {
        kind: Kind::Chromium,
        programs: &["chromium", "chromium-browser"],
        places: &["/Applications/Chromium.app/Contents/MacOS/Chromium", "/snap/bin/chromium"],
    },
    Known {
        kind: Kind::Brave,
        programs: &["brave-browser", "brave", "brave.exe"],
        places: &[
            "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
            "C:\\Program Files\\BraveSoftware\\Brave-Browser\\Application\\brave.exe",
        ],
    },
];

/// Arguments of every recording. They keep the browser from making network requests of its own.
const ARGUMENTS: &[&str] = &[
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
];

/// A running browser.
pub(super) struct Browser {
    program: PathBuf,
    child: Child,
    pipes: Option<Pipes>,
    /// The temporary profile, removed when dropped.
    _fresh: Option<tempfile::TempDir>,
}

struct Pipes {
    to_browser: std::io::PipeWriter,
    from_browser: std::io::PipeReader,
}

impl Browser {
    pub(super) fn start(launch: &Launch) -> Result<Self, Error> {
        let program = find(&launch.kind)?;
        let (folder, fresh) = folder(&launch.profile)?;
        let mut command = Command::new(&program);
        command.args(ARGUMENTS).arg(with("--user-data-dir=", folder.as_os_str()));
        if launch.headless {
            command.args(["--headless=new", "--disable-gpu"]);
        }
        command.args(&launch.arguments).arg("about:blank");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = |source| Error::Start { browser: program.display().to_string(), source };
        let (child, pipes) = spawn(command).map_err(start)?;
        Ok(Self { program, child, pipes: Some(pipes), _fresh: fresh })
    }

    /// The executable's name.
    pub(super) fn name(&self) -> String {
        self.program.display().to_string()
    }

    pub(super) fn connect(&mut self) -> Result<Connection, Error> {
        let browser = self.name();
        let refused = |reason: &str| Error::Refused { browser: browser.clone(), reason: reason.to_owned() };
        let pipes = self.pipes.take().ok_or_else(|| refused("it is connected already"))?;
        Connection::new(pipes.to_browser, pipes.from_browser).map_err(|error| refused(&error.to_string()))
    }

    /// Waits for the browser to exit, then kills it.
    pub(super) fn close(&mut self, within: Duration) {
        let until = Instant::now() + within;
        while Instant::now() < until {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        // It may have exited by itself just now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.close(Duration::ZERO);
    }
}

/// Starts the browser with its ends of the pipes at the file descriptors that it expects: 3 for reading, 4 for
/// writing.
#[cfg(unix)]
fn spawn(mut command: Command) -> std::io::Result<(Child, Pipes)> {
    use command_fds::{CommandFdExt as _, FdMapping};
    let (its_input, to_browser) = std::io::pipe()?;
    let (from_browser, its_output) = std::io::pipe()?;
    let mappings = vec![
        FdMapping { parent_fd: its_input.into(), child_fd: 3 },
        FdMapping { parent_fd: its_output.into(), child_fd: 4 },
    ];
    command.fd_mappings(mappings).map_err(std::io::Error::other)?;
    let child = command.spawn()?;
    // The command holds the browser's ends: without this drop the pipes would not close when the browser exits.
    drop(command);
    Ok((child, Pipes { to_browser, from_browser }))
}

#[cfg(not(unix))]
fn spawn(_command: Command) -> std::io::Result<(Child, Pipes)> {
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, Error::Unsupported.to_string()))
}

fn folder(profile: &Profile) -> Result<(PathBuf, Option<tempfile::TempDir>), Error> {
    match profile {
        Profile::Kept(folder) => {
            let error = |source| Error::Profile { folder: folder.display().to_string(), source };
            create_private(folder).map_err(error)?;
            Ok((folder.clone(), None))
        }
        Profile::Fresh => {
            let error = |source| Error::Profile { folder: "in the temporary folder".to_owned(), source };
            let folder = tempfile::tempdir().map_err(error)?;
            Ok((folder.path().to_owned(), Some(folder)))
        }
    }
}

/// The profile contains an administrator's cookies, so other users must not be able to read it.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn with(option: &str, value: &std::ffi::OsStr) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(value);
    argument
}

fn find(kind: &Kind) -> Result<PathBuf, Error> {
    if let Kind::Program(program) = kind {
        let found = in_path(program).or_else(|| program.is_file().then(|| program.clone()));
        return found.ok_or_else(|| Error::NoBrowser { looked_for: program.display().to_string() });
    }
    let candidates = || KNOWN.iter().filter(|known| *kind == Kind::Any || known.kind == *kind);
    let found = candidates().find_map(|known| {
        let by_name = known.programs.iter().find_map(|name| in_path(Path::new(name)));
        by_name.or_else(|| known.places.iter().map(PathBuf::from).find(|place| place.is_file()))
    });
    found.ok_or_else(|| {
        let names: Vec<&str> =
            candidates().flat_map(|known| known.programs.iter().copied().take(1)).collect();
        Error::NoBrowser { looked_for: names.join(", ") }
    })
}

fn in_path(program: &Path) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_is_not_there_is_named_with_the_other_way() {
        let error = find(&Kind::Program("/no/such/browser".into())).unwrap_err().to_string();
        assert!(error.contains("/no/such/browser") && error.contains("net-export"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_no_browser_ends_and_leaves_nothing() {
        let launch = Launch {
            kind: Kind::Program("true".into()),
            profile: Profile::Fresh,
            headless: true,
            arguments: Vec::new(),
        };
        let mut browser = Browser::start(&launch).unwrap();
        let folder = browser._fresh.as_ref().unwrap().path().to_owned();
        let connection = browser.connect().unwrap();
        assert!(matches!(connection.next(Duration::from_secs(10)), super::super::protocol::Next::End));
        drop(browser);
        assert!(!folder.exists());
    }
}
