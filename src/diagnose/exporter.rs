//! The program that exported a capture, as far as its steps for recording differ.

use strum::{EnumIter, IntoStaticStr};

use crate::har::scan::Head;

/// A program that exports HAR files. The name in snake case is the prefix of its texts in the words files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Exporter {
    /// A browser's developer tools, or an unknown program.
    #[default]
    Browser,
    /// Chrome, Edge and other browsers based on Chromium.
    Chromium,
    /// Firefox, which limits the size of bodies.
    Firefox,
    /// Safari.
    Safari,
    /// Playwright, which can leave bodies out.
    Playwright,
    /// chrome-har and browsertime, which leave bodies out by default.
    ChromeHar,
    /// mitmproxy, which can stream bodies without keeping them.
    Mitmproxy,
    /// Fiddler Classic and Fiddler Everywhere.
    Fiddler,
    /// Charles.
    Charles,
    /// Proxyman.
    Proxyman,
    /// harlens itself.
    Harlens,
}

/// Words of `log.creator` and `log.browser`, in lower case; the first that matches counts.
const CREATORS: [(&str, Exporter); 13] = [
    ("harlens", Exporter::Harlens),
    ("playwright", Exporter::Playwright),
    ("chrome-har", Exporter::ChromeHar),
    ("browsertime", Exporter::ChromeHar),
    ("mitmproxy", Exporter::Mitmproxy),
    ("fiddler", Exporter::Fiddler),
    ("charles", Exporter::Charles),
    ("proxyman", Exporter::Proxyman),
    ("firefox", Exporter::Firefox),
    ("webkit web inspector", Exporter::Safari),
    ("webinspector", Exporter::Chromium),
    ("chrome", Exporter::Chromium),
    ("edge", Exporter::Chromium),
];

impl Exporter {
    /// The program that the head of a file names; its creator counts before its browser.
    #[must_use]
    pub fn of(head: &Head) -> Self {
        let named = |text: &str| {
            let text = text.to_lowercase();
            CREATORS.iter().find(|(word, _)| text.contains(word)).map(|(_, exporter)| *exporter)
        };
        named(&head.creator).or_else(|| named(&head.browser)).unwrap_or_default()
    }

    /// The prefix of its texts.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_creator_counts_before_the_browser() {
        let exporter = |creator: &str, browser: &str| {
            Exporter::of(&Head { creator: creator.into(), browser: browser.into(), ..Head::default() })
        };
        assert_eq!(exporter("WebInspector 537.36", ""), Exporter::Chromium);
        assert_eq!(exporter("WebKit Web Inspector 1.0", ""), Exporter::Safari);
        assert_eq!(exporter("Playwright 1.65.1", "firefox 140"), Exporter::Playwright);
        assert_eq!(exporter("BrowserMob Proxy 2.1", "Firefox 140"), Exporter::Firefox);
        assert_eq!(exporter("", ""), Exporter::Browser);
    }
}
