//! Checks every second whether a file has changed; only on request, because each check wakes the CPU.

use std::time::Duration;
use std::{io, thread};

use crate::har::stamp::{Change, Stamp};
use crate::tui::message::event::{Event, EventSender};
use crate::worker;

/// Polling works on every file system, including network shares without change notifications.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts watching a file. Fails if the thread cannot be started.
pub fn start(mut stamp: Stamp, events: EventSender) -> io::Result<()> {
    let work = move || {
        loop {
            thread::sleep(PAUSE);
            if stamp.change() != Change::Changed {
                continue;
            }
            // The writer may not be done: wait until the file is stable for one interval.
            while stamp.change() == Change::Changed {
                stamp = stamp.refreshed();
                thread::sleep(PAUSE);
            }
            if events.send(Event::FileChanged).is_err() {
                return;
            }
        }
    };
    worker::spawn("watch", work).map(drop)
}
