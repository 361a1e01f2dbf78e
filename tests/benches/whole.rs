//! The whole program compared with `wc -l` on the same files, in turns, so that load affects both equally: `cargo
//! bench --bench whole -- [FILE…] [--rounds=N] [--megabytes=N]`. Without files it generates one in each layout.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench fails by panicking")]

mod sample;

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../common/pty.rs"]
mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use sample::Shape;

/// A file without an entry on screen by then has none.
const PATIENCE: Duration = Duration::from_secs(30);

const HARLENS: &str = env!("CARGO_BIN_EXE_harlens");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` runs this as well; only `cargo bench` passes this argument.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let rounds = option(&arguments, "--rounds=").unwrap_or(9);
    let megabytes = option(&arguments, "--megabytes=").unwrap_or(256);
    let given: Vec<PathBuf> =
        arguments.iter().filter(|argument| !argument.starts_with('-')).map(PathBuf::from).collect();
    let folder = tempfile::tempdir().unwrap();
    let files = if given.is_empty() { made(folder.path(), megabytes as u64 * 1_000_000) } else { given };
    for file in &files {
        println!("{} ({} MB), {rounds} rounds", file.display(), file.metadata().unwrap().len() / 1_000_000);
        commands(file, rounds);
        first_rows(file, rounds);
        idle(file);
    }
}

fn option(arguments: &[String], name: &str) -> Option<usize> {
    arguments.iter().find_map(|argument| argument.strip_prefix(name)?.parse().ok())
}

fn made(folder: &Path, bytes: u64) -> Vec<PathBuf> {
    let make = |shape| {
        let path = folder.join(format!("{shape:?}.har"));
        sample::write(&path, shape, bytes).unwrap();
        path
    };
    vec![make(Shape::Pretty), make(Shape::OneLine)]
}

fn commands(file: &Path, rounds: usize) {
    let file = file.to_str().unwrap();
    let out = tempfile::tempdir().unwrap();
    let path = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let (copy, export) = (path("copy.har"), path("export.har"));
    let commands: [(&str, Vec<&str>); 5] = [
        ("wc -l", vec!["wc", "-l", file]),
        ("harlens list --count", vec![HARLENS, "list", file, "--count"]),
        ("harlens diagnose", vec![HARLENS, "diagnose", file]),
        ("harlens sanitize", vec![HARLENS, "sanitize", file, "--force", "-o", &copy]),
        ("harlens export", vec![HARLENS, "export", file, "--format", "har", "-o", &export]),
    ];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); commands.len()];
    // The first round only loads the file into the page cache.
    for round in 0..=rounds {
        for ((_, command), times) in commands.iter().zip(&mut times) {
            // An export never overwrites a file.
            let _ = fs::remove_file(&export);
            let start = Instant::now();
            quiet(command).status().unwrap();
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    for ((name, command), time) in commands.iter().zip(&medians) {
        let _ = fs::remove_file(&export);
        let beside = |other: usize| time.as_secs_f64() / medians[other].as_secs_f64();
        println!(
            "  {name:<22} {:>7.3} s   {:>5.2} × wc   {:>5.2} × list   {:>4} MB at most",
            time.as_secs_f64(),
            beside(0),
            beside(1),
            peak(command) / 1000,
        );
    }
}

fn quiet(command: &[&str]) -> Command {
    let mut quiet = Command::new(command[0]);
    quiet.args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null());
    quiet
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Peak memory of a command in kB. Measured separately from the timed rounds, because polling takes time; 0 if
/// the system has no /proc.
fn peak(command: &[&str]) -> u64 {
    let mut child = quiet(command).spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(status(child.id(), "VmHWM:").unwrap_or(0));
        sleep(Duration::from_millis(1));
    }
    peak
}

/// A number from /proc/PID/status.
fn status(id: u32, field: &str) -> Option<u64> {
    number_in(&fs::read_to_string(format!("/proc/{id}/status")).ok()?, field)
}

fn number_in(text: &str, field: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(field)?.split_whitespace().next()?.parse().ok())
}

fn open(file: &Path) -> pty::Session {
    pty::Session::start(&[file.to_str().unwrap()], 120, 36, &[])
}

/// From the start of the process to the first entry on the screen.
fn first_rows(file: &Path, rounds: usize) {
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        let session = open(file);
        while !session.screen().lines().any(is_entry) {
            assert!(start.elapsed() < PATIENCE, "no entry came; the screen was:\n{}", session.screen());
            sleep(Duration::from_micros(500));
        }
        start.elapsed()
    });
    println!("  first rows on screen   {:>7.3} s", median(times.collect()).as_secs_f64());
}

/// A row of the list: a number, a status, a method.
fn is_entry(row: &str) -> bool {
    let mut words = row.trim_start_matches(['▌', ' ']).split_whitespace();
    let numbered = words.next().is_some_and(|word| word.parse::<usize>().is_ok());
    numbered && words.take(3).any(|word| ["GET", "POST", "OPTIONS", "PUT", "HEAD"].contains(&word))
}

/// Activity while no key is pressed, after loading.
fn idle(file: &Path) {
    let session = open(file);
    let id = session.id();
    session.wait(|session| session.screen().lines().any(is_entry), "the first rows");
    // Loading is finished when nothing more is written and no processor time is used.
    let mut last = (usize::MAX, u64::MAX);
    loop {
        let now = (session.bytes().len(), ticks(id).unwrap_or(0));
        if now == last {
            break;
        }
        last = now;
        sleep(Duration::from_secs(1));
    }
    let before = (switches(id), ticks(id), session.bytes().len());
    sleep(Duration::from_secs(5));
    let after = (switches(id), ticks(id), session.bytes().len());
    println!(
        "  idle for 5 s: {} switches, {} ticks of processor time, {} bytes written; {} MB held, {} MB at most",
        after.0.unwrap_or(0) - before.0.unwrap_or(0),
        after.1.unwrap_or(0) - before.1.unwrap_or(0),
        after.2 - before.2,
        status(id, "VmRSS:").unwrap_or(0) / 1000,
        status(id, "VmHWM:").unwrap_or(0) / 1000,
    );
}

/// Number of wake-ups of its threads.
fn switches(id: u32) -> Option<u64> {
    let threads = fs::read_dir(format!("/proc/{id}/task")).ok()?;
    let of = |thread: fs::DirEntry| {
        number_in(&fs::read_to_string(thread.path().join("status")).ok()?, "voluntary_ctxt_switches:")
    };
    Some(threads.filter_map(Result::ok).filter_map(of).sum())
}

/// Processor time used, in system ticks.
fn ticks(id: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // After the name, which may contain anything: user and system time are fields 12 and 13.
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}
