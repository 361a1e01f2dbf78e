//! A text shown by another program: the user's pager or editor.

use crate::worker::CancelToken;
use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _, stdin};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;

use tempfile::TempPath;

use crate::text::{clean_lines, pretty};
use crate::tui::worker::copy_job::{CopyContent, CopyOutput};

/// A text in a file of its own, which goes with the last who holds it.
#[derive(Debug, Clone)]
pub struct PagerFile(Arc<TempPath>);

impl PagerFile {
    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// What came of getting one ready.
#[derive(Debug)]
pub enum Ready {
    /// It can be shown.
    PagerFile(PagerFile),
    /// It is none: what it was, and what it would be called.
    Not(CopyOutput),
}

/// How showing it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// As it should.
    Well,
    /// There is no such program.
    Missing(String),
    /// It ended with this status.
    Badly(String, i32),
    /// It could not be started, and why.
    Failed(String),
}

/// Puts a text into a temporary file that only its owner can read; JSON laid out, as the body's tab shows it.
#[must_use]
pub fn ready(taken: CopyOutput) -> Ready {
    let CopyContent::Text(text) = &taken.got else { return Ready::Not(taken) };
    let extension = taken.name.rsplit_once('.').map_or("txt", |(_, extension)| extension);
    let laid_out = (extension == "json").then(|| pretty::layout(text, &CancelToken::never())).flatten();
    let text = laid_out.as_ref().map_or(text.as_str(), |laid_out| laid_out.text.as_str());
    let made =
        tempfile::Builder::new().prefix("harlens-").suffix(&format!(".{extension}")).tempfile().and_then(
            |mut file| file.write_all(clean_lines(text).as_bytes()).map(|()| file.into_temp_path()),
        );
    match made {
        Ok(path) => Ready::PagerFile(PagerFile(Arc::new(path))),
        Err(error) => Ready::Not(CopyOutput { got: CopyContent::Failed(error.to_string()), ..taken }),
    }
}

/// The programs that may show it, the first of them that is there: what the user wants, else what most systems have.
#[must_use]
pub fn programs(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    // `cat` is said for "no pager", and would be gone before anybody could read.
    let is_one = |name: &String| !name.trim().is_empty() && name.trim() != "cat";
    match ["PAGER", "VISUAL", "EDITOR"].into_iter().filter_map(variable).find(is_one) {
        Some(wanted) => vec![wanted],
        None if cfg!(windows) => vec!["more".to_owned(), "notepad".to_owned()],
        None => vec!["less -R".to_owned(), "more".to_owned()],
    }
}

/// Shows it, and waits for the program to end.
#[must_use]
pub fn show(sheet: &PagerFile, programs: &[String]) -> Shown {
    let mut outcome = Shown::Well;
    for program in programs {
        outcome = match keeping_modes(|| run(program, &sheet.0)) {
            // Who is told by a signal to end, is told by the user.
            Ok(status) => match status.code() {
                Some(0) | None => return Shown::Well,
                Some(126 | 127) => Shown::Missing(program.clone()),
                Some(code) => return Shown::Badly(program.clone(), code),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Shown::Missing(program.clone()),
            Err(error) => return Shown::Failed(error.to_string()),
        };
    }
    outcome
}

/// One that is killed does not put the terminal's modes back, and would leave a shell that echoes nothing.
#[cfg(unix)]
fn keeping_modes<T>(work: impl FnOnce() -> T) -> T {
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    let terminal = File::open("/dev/tty").ok();
    let modes = terminal.as_ref().and_then(|terminal| tcgetattr(terminal).ok());
    let done = work();
    if let Some((terminal, modes)) = terminal.zip(modes) {
        // A terminal that refuses is gone.
        let _ = tcsetattr(terminal, OptionalActions::Now, &modes);
    }
    done
}

/// Elsewhere the modes belong to the program.
#[cfg(not(unix))]
fn keeping_modes<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// The variables hold a command with its arguments, as a shell reads it.
#[cfg(unix)]
fn run(program: &str, path: &Path) -> io::Result<ExitStatus> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{program} \"$1\""), "sh"]).arg(path);
    // Where the capture came through the standard input, the keys come from the terminal all the same.
    if let Some(terminal) = (!stdin().is_terminal()).then(|| File::open("/dev/tty").ok()).flatten() {
        command.stdin(Stdio::from(terminal));
    }
    command.status()
}

#[cfg(not(unix))]
fn run(program: &str, path: &Path) -> io::Result<ExitStatus> {
    let mut words = program.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).arg(path).status()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Secrets;
    use crate::tui::worker::copy_job::Item;

    fn sheet(text: &str) -> PagerFile {
        let taken = CopyOutput {
            item: Item::Body,
            secrets: Secrets::Replaced,
            name: "x-1-body.json".to_owned(),
            got: CopyContent::Text(text.to_owned()),
        };
        match ready(taken) {
            Ready::PagerFile(sheet) => sheet,
            Ready::Not(taken) => panic!("{taken:?}"),
        }
    }

    #[test]
    fn the_environment_names_the_program() {
        let programs = |set: &[(&str, &str)]| {
            programs(|name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(programs(&[("PAGER", "less -S"), ("EDITOR", "vi")]), ["less -S"]);
        assert_eq!(programs(&[("PAGER", "cat"), ("EDITOR", "vi")]), ["vi"]);
        assert_eq!(programs(&[("PAGER", " "), ("VISUAL", "vim")]), ["vim"]);
        assert!(programs(&[]).len() == 2);
    }

    #[test]
    #[cfg(unix)]
    fn the_file_has_its_ending_is_its_owners_and_goes() {
        use std::os::unix::fs::PermissionsExt as _;
        let sheet = sheet("{}");
        let path = sheet.0.to_path_buf();
        assert!(path.extension().is_some_and(|end| end == "json"));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let show = |program: &str| show(&sheet, &[program.to_owned()]);
        assert_eq!(show("test -s"), Shown::Well);
        assert_eq!(show("grep -q '{' --"), Shown::Well);
        assert_eq!(
            show("no-such-program-anywhere 2>/dev/null"),
            Shown::Missing("no-such-program-anywhere 2>/dev/null".to_owned())
        );
        assert_eq!(show("false"), Shown::Badly("false".to_owned(), 1));
        let both = ["no-such-program-anywhere 2>/dev/null".to_owned(), "true".to_owned()];
        assert_eq!(super::show(&sheet, &both), Shown::Well);
        drop(sheet);
        assert!(!path.exists());
    }
}
