//! Checks every second whether the file was written again; only on request, because it costs a wake-up.

use std::io;
use std::thread;
use std::time::Duration;

use crate::har::stamp::{Change, Stamp};
use crate::tui::message::event::{Event, EventSender};
use crate::worker;

/// Time between two checks. Polling works on every file system, also on network shares without change events.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts to watch a file.
///
/// # Errors
/// When the system gives no thread.
pub fn start(mut stamp: Stamp, events: EventSender) -> io::Result<()> {
    let work = move || {
        loop {
            thread::sleep(PAUSE);
            if stamp.change() != Change::Changed {
                continue;
            }
            // The writer may not be done: wait until the file stays the same for a while.
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
