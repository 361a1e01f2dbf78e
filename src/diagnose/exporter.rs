//! What made the file, as far as it matters for making a better one.

use crate::har::scan::Head;

/// A program that exports HAR files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Exporter {
    /// A browser's developer tools, or a program that is not known.
    #[default]
    Browser,
    /// Firefox, which has a limit for bodies.
    Firefox,
    /// Playwright, which can leave bodies out.
    Playwright,
    /// chrome-har and browsertime, which leave bodies out unless they are asked for.
    ChromeHar,
    /// mitmproxy, which can pass bodies on without keeping them.
    Mitmproxy,
}

impl Exporter {
    /// What the head of a file says about it.
    #[must_use]
    pub fn of(head: &Head) -> Self {
        let creator = head.creator.to_ascii_lowercase();
        let known = [
            ("firefox", Self::Firefox),
            ("playwright", Self::Playwright),
            ("chrome-har", Self::ChromeHar),
            ("browsertime", Self::ChromeHar),
            ("mitmproxy", Self::Mitmproxy),
        ];
        known.into_iter().find(|(name, _)| creator.contains(name)).map_or(Self::Browser, |(_, known)| known)
    }
}
