//! The threads that read terminal input and signals.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::background_query::{Decoded, ReplyParser};
use crate::tui::message::event::{Event, EventSender};
use crate::worker;

/// A handle to the input thread, which can be suspended while another program uses the terminal.
#[derive(Debug, Clone, Default)]
pub struct Input(Arc<Gate>);

#[derive(Debug, Default)]
struct Gate {
    owner: Mutex<Owner>,
    changed: Condvar,
    /// When input was last taken back.
    taken_back: Mutex<Option<Instant>>,
}

/// Who reads the input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Owner {
    #[default]
    Us,
    /// The thread is still reading and has been asked to pause.
    Releasing,
    /// The thread is paused.
    Other,
    /// The thread has ended; there is no more input.
    Ended,
}

/// Interval between attempts to wake the thread. The first one usually works, except while the program is starting.
const WAKE_INTERVAL: Duration = Duration::from_millis(20);

/// Maximum delay with which a signal may be noticed.
const MAX_SIGNAL_DELAY: Duration = Duration::from_millis(500);

impl Input {
    /// Releases the input: after this returns no key is read, and Ctrl-C is left to the other program.
    pub fn suspend(&self) {
        let mut owner = self.owner();
        if *owner == Owner::Us {
            *owner = Owner::Releasing;
        }
        while *owner == Owner::Releasing {
            wake();
            let waited = self.0.changed.wait_timeout(owner, WAKE_INTERVAL);
            owner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub fn resume(&self) {
        *self.taken_back() = Some(Instant::now());
        let mut owner = self.owner();
        if matches!(*owner, Owner::Releasing | Owner::Other) {
            *owner = Owner::Us;
            self.0.changed.notify_all();
        }
    }

    /// Whether another program has the input.
    fn is_suspended(&self) -> bool {
        matches!(*self.owner(), Owner::Releasing | Owner::Other)
    }

    /// Whether SIGINT is meant for another program: one that has the input, or had it a moment ago, because the
    /// signal thread may lag behind that program's exit. While the input is ours, Ctrl-C arrives as a key.
    fn is_for_other_program(&self) -> bool {
        self.is_suspended() || self.taken_back().is_some_and(|since| since.elapsed() < MAX_SIGNAL_DELAY)
    }

    fn taken_back(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.taken_back.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Blocks while another program has the input.
    fn wait_while_suspended(&self) {
        let mut owner = self.owner();
        while matches!(*owner, Owner::Releasing | Owner::Other) {
            *owner = Owner::Other;
            self.0.changed.notify_all();
            owner = self.0.changed.wait(owner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self) {
        *self.owner() = Owner::Ended;
        self.0.changed.notify_all();
    }

    fn owner(&self) -> MutexGuard<'_, Owner> {
        self.0.owner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the thread that waits for input: crossterm's read returns on SIGWINCH.
#[cfg(unix)]
fn wake() {
    // If the signal cannot be sent, the next key wakes the thread.
    let _ = signal_hook::low_level::raise(signal_hook::consts::SIGWINCH);
}

/// Without signals the thread polls.
#[cfg(not(unix))]
fn wake() {}

/// The next event; `None` after `timeout`, or when it is time to check the gate.
fn next(timeout: Option<Duration>) -> io::Result<Option<crossterm::event::Event>> {
    // Without SIGWINCH, poll the gate now and then.
    let timeout = if cfg!(unix) { timeout } else { timeout.or(Some(Duration::from_millis(100))) };
    match timeout {
        None => crossterm::event::read().map(Some),
        Some(timeout) => {
            let is_there = crossterm::event::poll(timeout)?;
            is_there.then(crossterm::event::read).transpose()
        }
    }
}

/// Starts the input thread, which runs until the process exits. With `is_queried` it expects a reply to the
/// background query. Fails if the thread cannot be started.
pub fn listen(events: EventSender, is_queried: bool) -> io::Result<Input> {
    let input = Input::default();
    let own = input.clone();
    let mut parser = ReplyParser::new(is_queried);
    worker::spawn("input", move || {
        loop {
            own.wait_while_suspended();
            let decoded = match next(parser.timeout()) {
                Ok(Some(event)) => parser.push(event),
                Ok(None) => parser.flush(),
                Err(_) => break,
            };
            for decoded in decoded {
                let event = match decoded {
                    Decoded::Input(event) => Event::Input(event),
                    Decoded::Reply(background) => Event::Background(background),
                };
                if events.send(event).is_err() {
                    return own.end();
                }
            }
        }
        own.end();
        // The terminal is gone, and with it every way to quit.
        let _ = events.send(Event::Terminate);
    })?;
    Ok(input)
}

/// Suspends the program's process group as the shell's Ctrl-Z does. Without job control the system ignores it.
#[cfg(unix)]
pub fn stop() {
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}

#[cfg(not(unix))]
pub fn stop() {}

/// Turns termination signals into an event, so that the terminal is restored first, and SIGCONT into one that takes
/// the terminal back. Fails if the handler cannot be installed or the thread cannot be started.
#[cfg(unix)]
pub fn listen_for_signals(input: Input, events: EventSender) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT])?;
    worker::spawn("signals", move || {
        for signal in signals.forever() {
            // SIGINT goes to all programs of the terminal, but is meant for the one that has the input.
            if signal == SIGINT && input.is_for_other_program() {
                continue;
            }
            let event = if signal == SIGCONT { Event::Continued } else { Event::Terminate };
            if events.send(event).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// There are no such signals on this system.
#[cfg(not(unix))]
pub fn listen_for_signals(_input: Input, _events: EventSender) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn no_input_is_read_while_suspended() {
        let input = Input::default();
        let own = input.clone();
        let reads = Arc::new(Mutex::new(0_u64));
        let count = Arc::clone(&reads);
        thread::spawn(move || {
            loop {
                own.wait_while_suspended();
                *count.lock().unwrap() += 1;
                thread::sleep(Duration::from_micros(100));
            }
        });
        for _ in 0..20 {
            input.suspend();
            assert!(input.is_suspended());
            let so_far = *reads.lock().unwrap();
            thread::sleep(Duration::from_millis(2));
            assert_eq!(*reads.lock().unwrap(), so_far);
            input.resume();
            while *reads.lock().unwrap() == so_far {
                thread::yield_now();
            }
        }
    }

    #[test]
    fn a_late_sigint_is_left_to_the_other_program() {
        let input = Input::default();
        assert!(!input.is_for_other_program());
        *input.owner() = Owner::Other;
        assert!(input.is_for_other_program());
        input.resume();
        assert!(input.is_for_other_program() && !input.is_suspended());
        thread::sleep(MAX_SIGNAL_DELAY);
        assert!(!input.is_for_other_program());
    }

    #[test]
    fn suspending_an_ended_thread_does_not_block() {
        let input = Input::default();
        input.end();
        input.suspend();
        input.resume();
    }
}
