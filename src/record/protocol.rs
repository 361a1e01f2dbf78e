//! The Chrome DevTools Protocol over a pipe: JSON messages, each terminated by NUL.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

/// A message from the browser.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Message {
    /// Number of the call to which this is the response.
    pub(super) id: Option<u64>,
    pub(super) session_id: Option<String>,
    /// Name of an event.
    pub(super) method: Option<String>,
    pub(super) params: Value,
    pub(super) result: Value,
    pub(super) error: Option<Failure>,
}

/// Why a call failed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Failure {
    pub(super) message: String,
}

/// The two pipes to the browser.
pub(super) struct Connection {
    to_browser: Box<dyn Write + Send>,
    inbox: Receiver<Message>,
    next_id: u64,
}

impl Connection {
    /// Starts reading messages, on a thread that ends when the pipe is closed.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub(super) fn new(
        to_browser: impl Write + Send + 'static,
        from_browser: impl Read + Send + 'static,
    ) -> std::io::Result<Self> {
        let (outbox, inbox) = channel();
        crate::worker::spawn("browser", move || {
            let mut from_browser = BufReader::with_capacity(1 << 20, from_browser);
            let mut bytes = Vec::new();
            while from_browser.read_until(0, &mut bytes).is_ok_and(|read| read > 0) {
                let text = bytes.strip_suffix(b"\0").unwrap_or(&bytes);
                // Messages of an unknown form are ignored.
                if let Ok(message) = serde_json::from_slice::<Message>(text)
                    && outbox.send(message).is_err()
                {
                    return;
                }
                bytes.clear();
            }
        })?;
        Ok(Self { to_browser: Box::new(to_browser), inbox, next_id: 0 })
    }

    /// Calls a method and returns the call's number; the response arrives as a message.
    ///
    /// # Errors
    /// If the browser closed the pipe.
    pub(super) fn call(
        &mut self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> std::io::Result<u64> {
        self.next_id += 1;
        let mut message = json!({"id": self.next_id, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to_browser.write_all(&bytes)?;
        self.to_browser.flush()?;
        Ok(self.next_id)
    }

    /// Waits for the next message.
    pub(super) fn next(&self, within: Duration) -> Next {
        match self.inbox.recv_timeout(within) {
            Ok(message) => Next::Message(Box::new(message)),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::End,
        }
    }
}

/// The result of [`Connection::next`].
pub(super) enum Next {
    Message(Box<Message>),
    /// The time is up.
    Nothing,
    /// The browser has closed the pipe.
    End,
}
