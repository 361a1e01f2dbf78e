//! Looks every second whether the file was written again; only where that was asked for, since it costs a wake-up.

use std::io;
use std::thread;
use std::time::Duration;

use crate::har::stamp::{Change, Stamp};
use crate::tui::message::event::{Event, EventSender};

/// Between two looks. A poll works on every file system, also on network shares that tell of no change.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts to watch a file.
///
/// # Errors
/// When the system gives no thread.
pub fn start(mut stamp: Stamp, events: EventSender) -> io::Result<()> {
    thread::Builder::new().name("watch".to_owned()).spawn(move || {
        loop {
            thread::sleep(PAUSE);
            if stamp.change() != Change::Changed {
                continue;
            }
            // Whoever writes it may not be done: wait until it stays the same for a while.
            while stamp.change() == Change::Changed {
                stamp = stamp.again();
                thread::sleep(PAUSE);
            }
            if events.send(Event::FileChanged).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}
