//! A hex dump. Only the rows in view are built, so a body of any size is shown completely.

use super::text::{Line, Lines, Span};
use crate::tui::theme::Role;

/// From this width on a row has sixteen bytes, otherwise eight.
const WIDE: usize = 76;

/// A hex dump of some bytes.
#[derive(Debug, Clone, Copy)]
pub struct Hex<'a> {
    bytes: &'a [u8],
    per_row: usize,
}

impl<'a> Hex<'a> {
    /// A dump for a window of `columns`.
    pub fn new(bytes: &'a [u8], columns: usize) -> Self {
        Self { bytes, per_row: if columns >= WIDE { 16 } else { 8 } }
    }

    pub fn row_of(&self, byte: usize) -> usize {
        (byte / self.per_row).min(self.count().saturating_sub(1))
    }
}

impl Lines for Hex<'_> {
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.per_row).max(1)
    }

    fn line(&self, at: usize) -> Line {
        let start = (at * self.per_row).min(self.bytes.len());
        let row = &self.bytes[start..(start + self.per_row).min(self.bytes.len())];
        let mut codes = String::with_capacity(self.per_row * 3 + 1);
        for (i, byte) in row.iter().enumerate() {
            // A gap after the eighth byte makes the row easier to read.
            codes.push_str(if i == 8 {
                "  "
            } else if i > 0 {
                " "
            } else {
                ""
            });
            codes.extend(
                [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0')),
            );
        }
        let is_shown = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        let characters: String =
            row.iter().map(|byte| if is_shown(*byte) { char::from(*byte) } else { '·' }).collect();
        let width = self.per_row * 3 - 1 + self.per_row / 16;
        let spans = vec![
            Span::new(format!("{start:08x}  "), Role::Dim),
            Span::new(format!("{codes:<width$}  "), Role::Normal),
            Span::new(characters, Role::String),
        ];
        Line { spans, ..Line::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(bytes: &[u8], columns: usize, at: usize) -> String {
        Hex::new(bytes, columns).line(at).spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn rows_hold_offset_bytes_and_characters() {
        let bytes: Vec<u8> = (0x3a..0x4c).collect();
        assert_eq!(
            row(&bytes, 80, 0),
            "00000000  3a 3b 3c 3d 3e 3f 40 41  42 43 44 45 46 47 48 49  :;<=>?@ABCDEFGHI"
        );
        assert_eq!(row(&bytes, 80, 1), "00000010  4a 4b                                             JK");
        assert_eq!(row(b"\x1b[2J\xff", 60, 0), "00000000  1b 5b 32 4a ff           ·[2J·");
        assert_eq!(
            (Hex::new(&bytes, 80).count(), Hex::new(&bytes, 60).count(), Hex::new(b"", 60).count()),
            (2, 3, 1)
        );
        assert_eq!(Hex::new(&bytes, 60).row_of(17), 2);
    }
}
