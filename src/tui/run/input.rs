//! The thread that reads the terminal's input, and the one that waits for signals.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::background_query::{Answers, Passed};
use crate::tui::message::event::{Event, EventSender};
use crate::worker;

/// The thread that reads the terminal's input. It can be told to leave it to another program.
#[derive(Debug, Clone, Default)]
pub struct Input(Arc<Gate>);

#[derive(Debug, Default)]
struct Gate {
    turn: Mutex<Turn>,
    changed: Condvar,
    /// When the input was taken back last.
    taken_back: Mutex<Option<Instant>>,
}

/// Who reads the input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Turn {
    #[default]
    Ours,
    /// The thread still reads, and is to stop.
    Asked,
    /// The thread rests.
    Theirs,
    /// The thread has ended: there is no input any more.
    Gone,
}

/// Between two attempts to wake the thread. The first one does it, except in the moment in which the program starts.
const NUDGE: Duration = Duration::from_millis(20);

/// How late a signal may be heard of.
const LATE: Duration = Duration::from_millis(500);

impl Input {
    /// Leaves the input to another program: once this returns, no key is taken from it. Ctrl-C ends that program, and
    /// not this one.
    pub fn suspend(&self) {
        let mut turn = self.turn();
        if *turn == Turn::Ours {
            *turn = Turn::Asked;
        }
        while *turn == Turn::Asked {
            wake();
            let waited = self.0.changed.wait_timeout(turn, NUDGE);
            turn = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Reads the input again.
    pub fn resume(&self) {
        *self.taken_back() = Some(Instant::now());
        let mut turn = self.turn();
        if matches!(*turn, Turn::Asked | Turn::Theirs) {
            *turn = Turn::Ours;
            self.0.changed.notify_all();
        }
    }

    /// Whether another program has the input.
    fn is_suspended(&self) -> bool {
        matches!(*self.turn(), Turn::Asked | Turn::Theirs)
    }

    /// Whether a Ctrl-C that comes as a signal is meant for another program: for the one that has the input, or had it
    /// just now, since the thread that hears of the signal may be slower than that program's end. Where the input is
    /// ours, Ctrl-C comes as a key.
    fn is_others(&self) -> bool {
        self.is_suspended() || self.taken_back().is_some_and(|since| since.elapsed() < LATE)
    }

    fn taken_back(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.taken_back.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rests for as long as another program has the input.
    fn rest(&self) {
        let mut turn = self.turn();
        while matches!(*turn, Turn::Asked | Turn::Theirs) {
            *turn = Turn::Theirs;
            self.0.changed.notify_all();
            turn = self.0.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self) {
        *self.turn() = Turn::Gone;
        self.0.changed.notify_all();
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.0.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the thread that waits for input look up: crossterm returns when the window's size may have changed.
#[cfg(unix)]
fn wake() {
    // Where the signal cannot be sent, the next key wakes the thread.
    let _ = signal_hook::low_level::raise(signal_hook::consts::SIGWINCH);
}

/// Elsewhere the thread looks up by itself.
#[cfg(not(unix))]
fn wake() {}

/// The next event, waited for no longer than that; `None` where it is time to look up.
fn next(patience: Option<Duration>) -> io::Result<Option<crossterm::event::Event>> {
    // Where no signal wakes the thread, it looks up now and then.
    let patience = if cfg!(unix) { patience } else { patience.or(Some(Duration::from_millis(100))) };
    match patience {
        None => crossterm::event::read().map(Some),
        Some(patience) => {
            let is_there = crossterm::event::poll(patience)?;
            is_there.then(crossterm::event::read).transpose()
        }
    }
}

/// Starts the thread that reads the terminal's input, and what it answers where it was asked for its background. It lives
/// as long as the process.
///
/// # Errors
/// When the system gives no thread.
pub fn listen(events: EventSender, is_asked: bool) -> io::Result<Input> {
    let input = Input::default();
    let own = input.clone();
    let mut answers = Answers::awaited(is_asked);
    worker::spawn("input", move || {
        loop {
            own.rest();
            let passed = match next(answers.patience()) {
                Ok(Some(event)) => answers.take(event),
                Ok(None) => answers.give_up(),
                Err(_) => break,
            };
            for passed in passed {
                let event = match passed {
                    Passed::Input(event) => Event::Input(event),
                    Passed::Answer(background) => Event::Background(background),
                };
                if events.send(event).is_err() {
                    return own.end();
                }
            }
        }
        own.end();
        // Without input nobody could ever leave: the terminal is gone.
        let _ = events.send(Event::Terminate);
    })?;
    Ok(input)
}

/// Stops the program as the shell's Ctrl-Z does, with all that was started together with it, until the shell lets it go
/// on. Where no shell could, the system does not stop it.
#[cfg(unix)]
pub fn stop() {
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}

/// Elsewhere nothing is stopped.
#[cfg(not(unix))]
pub fn stop() {}

/// Turns the signals that end a program into an event, so that the terminal is given back first; and the one that lets it
/// go on, so that the terminal is taken again.
///
/// # Errors
/// When the system takes no handler or gives no thread.
#[cfg(unix)]
pub fn listen_for_signals(input: Input, events: EventSender) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT])?;
    worker::spawn("signals", move || {
        for signal in signals.forever() {
            // Ctrl-C goes to every program of the terminal, and is meant for the one that has the input.
            if signal == SIGINT && input.is_others() {
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

/// Other systems end a program without asking.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn listen_for_signals(_input: Input, _events: EventSender) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn the_thread_rests_from_the_moment_in_which_the_input_is_given_away() {
        let input = Input::default();
        let own = input.clone();
        let reads = Arc::new(Mutex::new(0_u64));
        let count = Arc::clone(&reads);
        thread::spawn(move || {
            loop {
                own.rest();
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
    fn a_signal_meant_for_another_program_may_be_late() {
        let input = Input::default();
        assert!(!input.is_others());
        *input.turn() = Turn::Theirs;
        assert!(input.is_others());
        input.resume();
        assert!(input.is_others() && !input.is_suspended());
        thread::sleep(LATE);
        assert!(!input.is_others());
    }

    #[test]
    fn nobody_waits_for_a_thread_that_has_ended() {
        let input = Input::default();
        input.end();
        input.suspend();
        input.resume();
    }
}
