//! The terminal, taken and always given back.

use std::fmt;
use std::io::{self, Stdout, Write as _, stdout};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, cursor, execute, style};
use ratatui::backend::CrosstermBackend;

/// Whether the terminal is ours; a panic anywhere must know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the terminal is to report the mouse while it is ours.
static MOUSE: AtomicBool = AtomicBool::new(true);

/// Has the terminal report presses, the wheel, and moves while a button is held (not every move, as crossterm's own does:
/// a slow line would be full of them), in the form that knows no largest window.
struct ReportMouse;

impl Command for ReportMouse {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str("\x1b[?1000h\x1b[?1002h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        crossterm::event::EnableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// Leaves the mouse to the terminal.
struct LeaveMouse;

impl Command for LeaveMouse {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str("\x1b[?1006l\x1b[?1002l\x1b[?1000l")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        crossterm::event::DisableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// The terminal while it is ours. Dropping it gives it back.
///
/// ratatui's own is not dropped with it: that shows the cursor once more, and where the terminal is gone it says so on the
/// standard error, which is gone too; that is a panic.
#[derive(Debug)]
pub struct Terminal(ManuallyDrop<ratatui::Terminal<CrosstermBackend<Stdout>>>);

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, mouse. A panic gives it back before it is reported.
    ///
    /// # Errors
    /// When this is no terminal, or it refuses.
    pub fn enter() -> io::Result<Self> {
        // Under NO_COLOR crossterm writes `ESC[;m` instead of a colour, which also ends the reversal of the selected
        // row. Our own theme has no colours then, so crossterm need not filter any.
        style::force_color_output(true);
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            report(info);
            // A thread that is gone would leave a screen that is half alive, and no longer ours.
            if thread::current().name() != Some("main") {
                std::process::exit(101);
            }
        }));
        let entered = take().and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(stdout())));
        entered.map(ManuallyDrop::new).map(Self).inspect_err(|_| give_back())
    }

    /// Gives the terminal back for a while. The input is another matter: [`crate::tui::event::Input::suspend`].
    pub fn suspend(&mut self) {
        give_back();
    }

    /// Prints a text among the shell's lines; the terminal stays given back.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        self.suspend();
        self.send(text.as_bytes())
    }

    /// Takes the terminal again; the next frame draws all of it.
    ///
    /// # Errors
    /// When it refuses.
    pub fn resume(&mut self) -> io::Result<()> {
        take()?;
        // Not `clear`: that asks where the cursor is, and whoever is slow to answer, or does not, would end the program.
        execute!(stdout(), Clear(ClearType::All))?;
        let new = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        drop(ManuallyDrop::into_inner(std::mem::replace(&mut self.0, ManuallyDrop::new(new))));
        Ok(())
    }

    /// Takes the mouse, or leaves it to the terminal.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn report_mouse(&mut self, wanted: bool) -> io::Result<()> {
        MOUSE.store(wanted, Ordering::SeqCst);
        if wanted { execute!(stdout(), ReportMouse) } else { execute!(stdout(), LeaveMouse) }
    }

    /// Draws one frame.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, render: impl FnOnce(&mut ratatui::Frame)) -> io::Result<()> {
        self.0.draw(render).map(|_| ())
    }

    /// The window's width and height in characters.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.0.size().map(|size| (size.width, size.height))
    }

    /// Sends bytes to the terminal between two frames.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if MOUSE.load(Ordering::SeqCst) { execute!(stdout(), ReportMouse) } else { Ok(()) }
}

/// Gives the terminal back, in the reverse order of taking it. What fails cannot be helped here.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(stdout(), LeaveMouse, cursor::Show, DisableBracketedPaste, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}
