//! Images displayed by the terminal itself. Their bytes are passed on; nothing is decoded here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A protocol for images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Kitty's graphics protocol (<https://sw.kovidgoyal.net/kitty/graphics-protocol/>): PNG only, sent in chunks.
    Kitty,
    /// iTerm2's inline images (<https://iterm2.com/documentation-images.html>): any format, sent at once.
    Iterm2,
}

/// Maximum size of an image in bytes; larger ones should be saved instead.
const LARGEST: usize = 8 << 20;

/// Maximum base64 length of a chunk, set by Kitty's protocol.
const PIECE: usize = 4096;

/// Approximate width of a cell in pixels; its height is about twice that.
const PIXELS: usize = 9;

impl Protocol {
    /// Detects the protocol from the environment. None inside a multiplexer, which would draw over images.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let value = |name: &str| variable(name).unwrap_or_default();
        let (term, program) = (value("TERM"), value("TERM_PROGRAM"));
        let is_within_another =
            !value("TMUX").is_empty() || term.starts_with("tmux") || term.starts_with("screen");
        let is_kitty = ["xterm-kitty", "xterm-ghostty"].contains(&term.as_str());
        let is_iterm2 = ["iTerm.app", "WezTerm", "mintty"].contains(&program.as_str());
        match () {
            () if is_within_another => None,
            () if is_kitty || program == "ghostty" => Some(Self::Kitty),
            () if is_iterm2 || value("LC_TERMINAL") == "iTerm2" => Some(Self::Iterm2),
            () => None,
        }
    }

    /// The escape sequence that displays an image in a window of this size; `None` if it cannot be displayed.
    pub fn sequence(self, picture: &[u8], window: (u16, u16)) -> Option<String> {
        let size = imagesize::blob_size(picture).ok().filter(|_| picture.len() <= LARGEST)?;
        let columns = columns((size.width, size.height), window);
        let base64 = STANDARD.encode(picture);
        match self {
            Self::Kitty => picture.starts_with(b"\x89PNG").then(|| kitty(&base64, columns)),
            Self::Iterm2 => Some(format!(
                "\x1b]1337;File=inline=1;size={};width={columns};preserveAspectRatio=1:{base64}\x07",
                picture.len()
            )),
        }
    }
}

/// The first chunk carries the parameters and suppresses replies, which would be read as keys.
fn kitty(base64: &str, columns: usize) -> String {
    let pieces: Vec<&str> =
        base64.as_bytes().chunks(PIECE).filter_map(|piece| std::str::from_utf8(piece).ok()).collect();
    let mut sequence = String::with_capacity(base64.len() + pieces.len() * 16 + 64);
    for (at, piece) in pieces.iter().enumerate() {
        let what = if at == 0 { format!("a=T,f=100,q=2,c={columns},") } else { String::new() };
        let has_more = u8::from(at + 1 < pieces.len());
        sequence.push_str(&format!("\x1b_G{what}m={has_more};{piece}\x1b\\"));
    }
    sequence
}

/// Columns of an image: its own width, limited by the window's width and by the height that stays visible.
fn columns((width, height): (usize, usize), (across, down): (u16, u16)) -> usize {
    // Some rows are needed for the title, the facts and the way back.
    let rows = usize::from(down).saturating_sub(10).max(5);
    let of_height = rows.saturating_mul(2).saturating_mul(width) / height.max(1);
    width.div_ceil(PIXELS).min(of_height).clamp(1, usize::from(across).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Option<Protocol> {
        Protocol::of_environment(|name| {
            variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
        })
    }

    /// The head of a PNG of this size; nothing else is read here.
    fn png(width: u32, height: u32, bytes: usize) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png.resize(png.len() + bytes, 7);
        png
    }

    #[test]
    fn the_protocol_is_detected_from_the_environment() {
        assert_eq!(of(&[("TERM", "xterm-kitty")]), Some(Protocol::Kitty));
        assert_eq!(of(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")]), Some(Protocol::Iterm2));
        assert_eq!(of(&[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")]), Some(Protocol::Iterm2));
        assert_eq!(of(&[("TERM", "xterm-256color")]), None);
        assert_eq!(of(&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "iTerm.app")]), None);
        assert_eq!(of(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux-0/default,1,0")]), None);
    }

    #[test]
    fn a_picture_goes_out_whole_and_in_pieces_that_are_allowed() {
        let picture = png(90, 40, 10_000);
        let sequence = Protocol::Kitty.sequence(&picture, (120, 36)).unwrap();
        let mut sent = String::new();
        let pieces: Vec<&str> = sequence.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let (control, base64) = piece.strip_prefix("\x1b_G").unwrap().split_once(';').unwrap();
            let last = at + 1 == pieces.len();
            assert!(control.ends_with(if last { "m=0" } else { "m=1" }) && base64.len() <= PIECE);
            sent.push_str(base64);
        }
        assert!(sequence.starts_with("\x1b_Ga=T,f=100,q=2,c=10,m=1;"));
        assert_eq!(STANDARD.decode(sent).unwrap(), picture);

        let sequence = Protocol::Iterm2.sequence(&picture, (120, 36)).unwrap();
        let (control, base64) = sequence.trim_end_matches('\x07').split_once(':').unwrap();
        assert!(control.starts_with("\x1b]1337;File=inline=1;size=10024;width=10;"), "{control}");
        assert_eq!(STANDARD.decode(base64).unwrap(), picture);
    }

    #[test]
    fn unsupported_images_are_not_sent() {
        let gif = b"GIF89a\x0a\0\x0a\0rest";
        assert_eq!(Protocol::Kitty.sequence(gif, (80, 24)), None, "this protocol takes PNG alone");
        assert!(Protocol::Iterm2.sequence(gif, (80, 24)).is_some());
        assert_eq!(Protocol::Iterm2.sequence(b"no picture", (80, 24)), None);
        assert_eq!(Protocol::Kitty.sequence(&png(9, 9, LARGEST), (80, 24)), None);
    }

    #[test]
    fn a_picture_is_no_larger_than_the_window() {
        assert_eq!(columns((90, 40), (120, 36)), 10);
        assert_eq!(columns((9_000, 40), (120, 36)), 120);
        assert_eq!(columns((900, 9_000), (120, 36)), 5, "its height is seen");
        assert_eq!(columns((1, 1_000_000), (1, 1)), 1);
        assert_eq!(columns((0, 0), (80, 24)), 1);
    }
}
