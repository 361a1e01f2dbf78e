//! Whether the terminal's background is dark or light.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    Dark,
    Light,
}

impl Background {
    /// Parses `COLORFGBG`: foreground and background as indices of the 16 colours.
    pub fn of_variable(value: &str) -> Option<Self> {
        match value.rsplit(';').next()?.parse().ok()? {
            7 | 9..=15 => Some(Self::Light),
            0..=6 | 8 => Some(Self::Dark),
            _ => None,
        }
    }

    /// Parses a terminal's OSC 11 reply: `11;rgb:ffff/ffff/ffff`, with one to four digits per component.
    pub(in crate::tui) fn of_reply(answer: &str) -> Option<Self> {
        let (_, parts) = answer.split_once(':')?;
        let mut levels = parts.split('/').map(|part| {
            let highest = 16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1)?;
            let level = u32::from_str_radix(part, 16).ok()?;
            (highest > 0).then(|| f64::from(level) / f64::from(highest))
        });
        let mut next = || levels.next().flatten();
        let (red, green, blue) = (next()?, next()?, next()?);
        let brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
        Some(if brightness > 0.5 { Self::Light } else { Self::Dark })
    }
}
