//! The terminal: entered once, and always restored.

use std::io::{self, Stdout, Write as _, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fmt, panic, thread};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, cursor, execute, style};
use ratatui::backend::CrosstermBackend;

/// Whether the terminal is in our mode; the panic hook has to know.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// Whether mouse reporting is on while the terminal is ours.
static MOUSE: AtomicBool = AtomicBool::new(true);

/// Turns reports of presses, the wheel and drags on or off, in SGR format, which has no coordinate limit. crossterm's own
/// command also reports movements without a button, too many for a slow line.
struct MouseReports(bool);

impl Command for MouseReports {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(match self.0 {
            true => "\x1b[?1000h\x1b[?1002h\x1b[?1006h",
            false => "\x1b[?1006l\x1b[?1002l\x1b[?1000l",
        })
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        match self.0 {
            true => crossterm::event::EnableMouseCapture.execute_winapi(),
            false => crossterm::event::DisableMouseCapture.execute_winapi(),
        }
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// The terminal while the program uses it; dropping it restores the terminal.
///
/// ratatui's `Terminal` is not dropped: its `Drop` shows the cursor and, if the terminal is gone, reports that on
/// standard error, which is gone too, and that panics.
#[derive(Debug)]
pub struct Terminal(ManuallyDrop<ratatui::Terminal<CrosstermBackend<Stdout>>>);

impl Terminal {
    /// Enters raw mode, the alternate screen, bracketed paste and mouse reporting. A panic leaves them before it is
    /// reported. Fails if standard output is not a terminal.
    pub fn enter() -> io::Result<Self> {
        // Under NO_COLOR crossterm writes `ESC[;m` for each colour, which also ends reverse video on the selected
        // row. The theme has no colours in that case, so there is nothing to filter.
        style::force_color_output(true);
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            restore();
            report(info);
            // After a worker panics the screen would be half alive and no longer ours.
            if thread::current().name() != Some("main") {
                std::process::exit(101);
            }
        }));
        let entered = take().and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(stdout())));
        entered.map(ManuallyDrop::new).map(Self).inspect_err(|_| restore())
    }

    /// Restores the terminal for a while. Input is suspended separately: [`super::input::Input::suspend`].
    pub fn suspend(&mut self) {
        restore();
    }

    /// Prints a text on the main screen; the terminal stays restored. Fails if writing to the terminal fails.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        self.suspend();
        self.send(text.as_bytes())
    }

    /// Enters the alternate screen again and redraws everything. Fails if writing to the terminal fails.
    pub fn resume(&mut self) -> io::Result<()> {
        take()?;
        // ratatui's `clear` queries the cursor, and fails if the terminal does not reply in time.
        execute!(stdout(), Clear(ClearType::All))?;
        let new = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        drop(ManuallyDrop::into_inner(std::mem::replace(&mut self.0, ManuallyDrop::new(new))));
        Ok(())
    }

    /// Turns mouse reporting on or off. Fails if writing to the terminal fails.
    pub fn report_mouse(&mut self, wanted: bool) -> io::Result<()> {
        MOUSE.store(wanted, Ordering::SeqCst);
        execute!(stdout(), MouseReports(wanted))
    }

    /// Draws one frame. Fails if writing to the terminal fails.
    pub fn draw(&mut self, render: impl FnOnce(&mut ratatui::Frame)) -> io::Result<()> {
        self.0.draw(render).map(|_| ())
    }

    /// Width and height in cells. Fails if the system does not report them.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.0.size().map(|size| (size.width, size.height))
    }

    /// Sends raw bytes to the terminal between two frames. Fails if writing to the terminal fails.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

fn take() -> io::Result<()> {
    IS_OURS.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if MOUSE.load(Ordering::SeqCst) { execute!(stdout(), MouseReports(true)) } else { Ok(()) }
}

/// Undoes [`Terminal::enter`] in reverse order, ignoring errors.
fn restore() {
    if IS_OURS.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            stdout(),
            MouseReports(false),
            cursor::Show,
            DisableBracketedPaste,
            LeaveAlternateScreen
        );
        let _ = disable_raw_mode();
    }
}
