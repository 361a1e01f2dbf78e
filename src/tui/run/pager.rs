//! Showing a text in the user's pager or editor.

use std::fs::File;
use std::io::{self, IsTerminal as _, stdin};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::tui::message::pager::{PagerFile, PagerOutcome};

/// Candidate programs in order: the user's choice, then what most systems have.
pub fn programs(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    // `PAGER=cat` means "no pager"; its output would vanish with the next frame.
    let is_one = |name: &String| !name.trim().is_empty() && name.trim() != "cat";
    match ["PAGER", "VISUAL", "EDITOR"].into_iter().filter_map(variable).find(is_one) {
        Some(wanted) => vec![wanted],
        None if cfg!(windows) => vec!["more".to_owned(), "notepad".to_owned()],
        None => vec!["less -R".to_owned(), "more".to_owned()],
    }
}

/// Runs the first program that exists, and waits for it to exit.
pub fn show(file: &PagerFile, programs: &[String]) -> PagerOutcome {
    let mut outcome = PagerOutcome::Well;
    for program in programs {
        outcome = match keeping_modes(|| run(program, file.path())) {
            // Killed by a signal: the user did that.
            Ok(status) => match status.code() {
                Some(0) | None => return PagerOutcome::Well,
                Some(126 | 127) => PagerOutcome::Missing(program.clone()),
                Some(code) => return PagerOutcome::Badly(program.clone(), code),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => PagerOutcome::Missing(program.clone()),
            Err(error) => return PagerOutcome::Failed(error.to_string()),
        };
    }
    outcome
}

/// Restores the terminal's modes afterwards. A killed pager does not, which would leave a shell without echo.
#[cfg(unix)]
fn keeping_modes<T>(work: impl FnOnce() -> T) -> T {
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    let terminal = File::open("/dev/tty").ok();
    let modes = terminal.as_ref().and_then(|terminal| tcgetattr(terminal).ok());
    let done = work();
    if let Some((terminal, modes)) = terminal.zip(modes) {
        // If this fails, the terminal is gone.
        let _ = tcsetattr(terminal, OptionalActions::Now, &modes);
    }
    done
}

/// Without termios, modes belong to the program.
#[cfg(not(unix))]
fn keeping_modes<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Runs a command with arguments, parsed as a shell does.
#[cfg(unix)]
fn run(program: &str, path: &Path) -> io::Result<ExitStatus> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{program} \"$1\""), "sh"]).arg(path);
    // If the capture came through standard input, keys still come from the terminal.
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
    use crate::tui::message::copy::{CopyContent, CopyItem, CopyOutput};
    use crate::tui::message::pager::PagerReply;
    use crate::tui::worker::pager_file::prepare;

    fn file(text: &str) -> PagerFile {
        let output = CopyOutput {
            item: CopyItem::Body,
            secrets: Secrets::Replaced,
            name: "x-1-body.json".to_owned(),
            content: CopyContent::Text(text.to_owned()),
        };
        match prepare(output) {
            PagerReply::PagerFile(file) => file,
            PagerReply::Not(output) => panic!("{output:?}"),
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
        let file = file("{}");
        let path = file.path().to_path_buf();
        assert!(path.extension().is_some_and(|end| end == "json"));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let show = |program: &str| show(&file, &[program.to_owned()]);
        assert_eq!(show("test -s"), PagerOutcome::Well);
        assert_eq!(show("grep -q '{' --"), PagerOutcome::Well);
        assert_eq!(
            show("no-such-program-anywhere 2>/dev/null"),
            PagerOutcome::Missing("no-such-program-anywhere 2>/dev/null".to_owned())
        );
        assert_eq!(show("false"), PagerOutcome::Badly("false".to_owned(), 1));
        let both = ["no-such-program-anywhere 2>/dev/null".to_owned(), "true".to_owned()];
        assert_eq!(super::show(&file, &both), PagerOutcome::Well);
        drop(file);
        assert!(!path.exists());
    }
}
