//! Escapes in JSON strings (RFC 8259, section 7), also those that are none: the files that are read are often damaged.

/// What a backslash and the bytes after it stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Char(char),
    /// A half of a surrogate pair without the other half.
    LoneSurrogate,
    /// No escape of JSON: the backslash stands for itself.
    Unknown,
    /// The text ends inside of it.
    Cut,
}

impl Escape {
    /// Reads the escape at the beginning of `bytes`, where a backslash is. Returns its length in bytes, too.
    pub(crate) fn read(bytes: &[u8]) -> (Self, usize) {
        let plain = match bytes.get(1) {
            None => return (Self::Cut, bytes.len()),
            Some(b'u') => return Self::read_unicode(bytes),
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(*letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(_) => return (Self::Unknown, 1),
        };
        (Self::Char(plain), 2)
    }

    fn read_unicode(bytes: &[u8]) -> (Self, usize) {
        let Some(first) = unit(bytes) else {
            return if bytes.len() < 6 { (Self::Cut, bytes.len()) } else { (Self::Unknown, 1) };
        };
        if let Some(c) = char::from_u32(u32::from(first)) {
            return (Self::Char(c), 6);
        }
        let second = bytes.get(6..).and_then(unit);
        match second.and_then(|second| char::decode_utf16([first, second]).next()) {
            Some(Ok(c)) => (Self::Char(c), 12),
            _ => (Self::LoneSurrogate, 6),
        }
    }

    /// The character to show; `None` where there is none.
    pub(crate) fn char(self) -> Option<char> {
        match self {
            Self::Char(c) => Some(c),
            Self::LoneSurrogate => Some(char::REPLACEMENT_CHARACTER),
            Self::Unknown => Some('\\'),
            Self::Cut => None,
        }
    }
}

/// The UTF-16 unit of the `\uXXXX` at the beginning.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.get(..6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_sound_and_broken() {
        for (text, escape, len) in [
            (r#"\"x"#, Escape::Char('"'), 2),
            (r"\nx", Escape::Char('\n'), 2),
            (r"\u00e9x", Escape::Char('é'), 6),
            (r"\ud83d\ude00", Escape::Char('😀'), 12),
            (r"\ud83d\u0041", Escape::LoneSurrogate, 6),
            (r"\ude00", Escape::LoneSurrogate, 6),
            (r"\u00g0ff", Escape::Unknown, 1),
            (r"\x41", Escape::Unknown, 1),
            (r"\u00", Escape::Cut, 4),
            (r"\", Escape::Cut, 1),
        ] {
            assert_eq!(Escape::read(text.as_bytes()), (escape, len), "{text}");
        }
    }
}
