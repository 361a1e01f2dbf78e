//! Temporary files and folders: they keep a temporary name until they are complete, and none of them outlives the
//! program.
//!
//! On an error they are removed where it occurs, on a termination signal before the program ends. Whatever an
//! uncatchable signal leaves behind is removed by the next command that writes into the same folder.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempDir};

const SUFFIX: &str = ".tmp";

/// Temporary paths created by this process. Names are never reused, so finished ones need not be removed.
static CREATED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn created() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    CREATED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Creates a temporary file in a folder, readable only by its owner.
///
/// # Errors
/// The error of the operating system.
pub fn file(folder: &Path) -> io::Result<NamedTempFile> {
    sweep(folder);
    let mut created = created();
    let file = builder(&prefix()).tempfile_in(folder)?;
    created.insert(file.path().to_owned());
    Ok(file)
}

/// Creates a temporary folder in a folder, accessible only to its owner.
///
/// # Errors
/// The error of the operating system.
pub fn folder(parent: &Path) -> io::Result<TempDir> {
    sweep(parent);
    let mut created = created();
    let folder = builder(&prefix()).tempdir_in(parent)?;
    created.insert(folder.path().to_owned());
    Ok(folder)
}

fn builder(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX);
    builder
}

/// A name prefix with machine and process, so that other processes can determine whether the owner is still
/// running.
fn prefix() -> String {
    format!("{}{}-", prefix_of_machine(), std::process::id())
}

fn remove(paths: &BTreeSet<PathBuf>) {
    for path in paths {
        // Finished ones were renamed, so removing them fails.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
}

/// Removes what a killed process of this machine left in a folder.
fn sweep(folder: &Path) {
    let machine = prefix_of_machine();
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let left = names.filter(|file| {
        let name = file.file_name();
        let process =
            name.to_str().and_then(|name| name.strip_prefix(&machine)?.strip_suffix(SUFFIX)?.split_once('-'));
        process.and_then(|(process, _)| process.parse().ok()).is_some_and(is_gone)
    });
    remove(&left.map(|file| file.path()).collect());
}

/// A name prefix that distinguishes machines that write into a shared folder, where the host name is known.
fn prefix_of_machine() -> String {
    let name = ["/proc/sys/kernel/hostname", "/etc/hostname"].iter().find_map(|path| fs::read(path).ok());
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    format!(".harlens-{:x}-", hasher.finish() & 0xffff_ffff)
}

#[cfg(unix)]
fn is_gone(process: i32) -> bool {
    let process = rustix::process::Pid::from_raw(process);
    process.is_some_and(|process| rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH))
}

/// Processes cannot be queried on this platform, so nothing is considered abandoned.
#[cfg(not(unix))]
fn is_gone(_: i32) -> bool {
    false
}

/// Makes termination signals remove temporary files first. A signal that was ignored when the program started, as
/// by `nohup`, stays ignored. Only for programs that do not handle signals themselves.
#[cfg(unix)]
pub fn remove_on_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
        let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) else { return };
        let listen = move || {
            for signal in signals.forever() {
                // The lock is held to the end, so that nothing new is created.
                let created = created();
                remove(&created);
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        };
        // Without this thread, the next start removes what a signal leaves behind.
        let _ = crate::worker::spawn("signals", listen);
    });
}

/// Whether the process was started with a signal ignored; only Linux reveals it.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

#[cfg(not(unix))]
pub fn remove_on_signals() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_leftovers_of_ended_processes_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let name = |process: u32| format!("{}{process}-abc{SUFFIX}", prefix_of_machine());
        // Above the maximum process ID on Linux.
        let names = [
            name(1 << 30),
            format!("x{}", name(1 << 30)),
            name(std::process::id()),
            ".harlens-old.tmp".into(),
        ];
        names.iter().for_each(|name| fs::write(folder.path().join(name), "x").unwrap());
        fs::create_dir(folder.path().join(format!("{}1073741825-d{SUFFIX}", prefix_of_machine()))).unwrap();
        let (file, inner) = (file(folder.path()).unwrap(), super::folder(folder.path()).unwrap());
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, if cfg!(unix) { 3 + 2 } else { 5 + 2 });
        assert!(file.path().exists() && inner.path().exists());
    }
}
