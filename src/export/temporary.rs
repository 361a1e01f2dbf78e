//! Files and folders that are being written: they have a name of their own until they are whole, and none of them
//! outlives the program.
//!
//! An error removes them where it happens. A signal that ends the program removes them first, and what is left by one
//! that cannot be caught is removed by the next command that writes into the same folder.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempDir};

const SUFFIX: &str = ".tmp";

/// What this process has begun to write. Names are never used twice, so that finished ones may stay in it.
static MADE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn made() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new file in a folder, readable by its owner only.
///
/// # Errors
/// As the system has them.
pub fn file(folder: &Path) -> io::Result<NamedTempFile> {
    sweep(folder);
    let mut made = made();
    let file = builder(&prefix()).tempfile_in(folder)?;
    made.insert(file.path().to_owned());
    Ok(file)
}

/// A new folder in a folder, open to its owner only.
///
/// # Errors
/// As the system has them.
pub fn folder(beside: &Path) -> io::Result<TempDir> {
    sweep(beside);
    let mut made = made();
    let folder = builder(&prefix()).tempdir_in(beside)?;
    made.insert(folder.path().to_owned());
    Ok(folder)
}

fn builder(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX);
    builder
}

/// Names the machine and the process, so that others can find out whether it is still there.
fn prefix() -> String {
    format!("{}{}-", prefix_of_machine(), std::process::id())
}

/// Removes all that this process has begun to write.
pub fn remove_all() {
    remove(&made());
}

fn remove(paths: &BTreeSet<PathBuf>) {
    for path in paths {
        // What is finished has another name by now.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
}

/// Removes what an earlier process of this machine left in a folder when it was killed.
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

/// Tells machines apart that write into one shared folder, where they say what they are called.
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

/// Without asking the system for a process, nothing can be known to be left.
#[cfg(not(unix))]
fn is_gone(_: i32) -> bool {
    false
}

/// From now on, a signal that ends the program removes first what is being written. A signal that the program was
/// started without, as by `nohup`, stays ignored. Only for programs that do not listen for signals themselves.
#[cfg(unix)]
pub fn remove_on_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
        let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) else { return };
        let listen = move || {
            for signal in signals.forever() {
                // The lock is kept: nothing new begins any more.
                let made = made();
                remove(&made);
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        };
        // Without the thread, the next start removes what a signal leaves.
        let _ = crate::worker::spawn("signals", listen);
    });
}

/// Whether the process was started with a signal ignored; only Linux tells.
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
    fn only_what_a_process_left_that_is_gone_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let name = |process: u32| format!("{}{process}-abc{SUFFIX}", prefix_of_machine());
        // Above any process number of Linux.
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
