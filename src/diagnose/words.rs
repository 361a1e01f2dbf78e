//! The fixed words of an explanation: those of the knowledge's own types, and why a body is missing.

mod anomaly;

pub use anomaly::{anomaly, container};

use super::status::{Era, Services};
pub use crate::text::words::{Explain as Words, fill};
use crate::{
    har::body::Absence,
    text::{lang::Lang, words},
};

/// The words of a language.
#[must_use]
pub fn of(lang: Lang) -> &'static Words {
    &words::words(lang).explain
}

/// Why a body is missing, in a few words that fit into brackets.
#[must_use]
pub fn absence(absence: &Absence, lang: Lang) -> String {
    let words = of(lang);
    match absence {
        Absence::NoResponse(Some(said)) | Absence::Comment(said) | Absence::Sanitized(said) => said.clone(),
        Absence::NoResponse(None) => words.missing_no_response.to_owned(),
        Absence::NoContent(http) | Absence::Redirect(http) => {
            fill(&words.missing_http, &[("http", &http.to_string())])
        }
        Absence::NotModified | Absence::FromCache => words.missing_cached.to_owned(),
        Absence::FileMissing(name) => fill(&words.missing_file, &[("name", name)]),
        Absence::NotRecorded(Some(size)) => fill(&words.missing_size, &[("n", &size.to_string())]),
        Absence::NotSent | Absence::Empty | Absence::Head | Absence::Preflight => {
            words.missing_empty.to_owned()
        }
        Absence::NotRecorded(None) => words.missing_not_kept.to_owned(),
    }
}

impl Services {
    /// In words.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Yes => &words.yes,
            Self::Ready => &words.ready,
            Self::No => &words.no,
            Self::Unstated => &words.unstated,
        }
    }
}

impl Era {
    /// In words: which of the two lists has the status.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Older => &words.era_older,
            Self::Today => &words.era_today,
            Self::Both => &words.era_both,
            Self::Legacy => &words.era_legacy,
        }
    }
}
