//! What headers, directives, cookie attributes, media types and methods mean (`assets/glossary`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lang::Lang;

/// The kinds of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A header of a request or response.
    Header,
    /// A directive of `cache-control`.
    Directive,
    /// An attribute of `set-cookie`.
    Cookie,
    /// A media type.
    Mime,
    /// A method.
    Method,
}

#[derive(Debug, Deserialize)]
struct Meaning {
    en: String,
    ko: String,
}

type Table = BTreeMap<String, Meaning>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Glossary {
    header: Table,
    directive: Table,
    cookie: Table,
    mime: Table,
    method: Table,
}

#[expect(clippy::unwrap_used, reason = "the glossary is compiled in, and a test reads it")]
static GLOSSARY: LazyLock<Glossary> =
    LazyLock::new(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/glossary.json"))).unwrap());

/// What a term means; `None` where the glossary does not have it. Case does not matter.
#[must_use]
pub fn meaning(kind: Kind, term: &str, lang: Lang) -> Option<&'static str> {
    let table = match kind {
        Kind::Header => &GLOSSARY.header,
        Kind::Directive => &GLOSSARY.directive,
        Kind::Cookie => &GLOSSARY.cookie,
        Kind::Mime => &GLOSSARY.mime,
        Kind::Method => &GLOSSARY.method,
    };
    let meaning = table.get(&term.trim().to_ascii_lowercase())?;
    Some(match lang {
        Lang::En => &meaning.en,
        Lang::Ko => &meaning.ko,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_in_small_letters_and_has_both_languages() {
        let Glossary { header, directive, cookie, mime, method } = &*GLOSSARY;
        for (term, meaning) in [header, directive, cookie, mime, method].into_iter().flatten() {
            assert_eq!(*term, term.to_ascii_lowercase());
            assert!(!meaning.en.is_empty() && meaning.ko.chars().any(|c| c >= '가'), "{term}");
        }
        assert!(header.len() > 90);
        assert_eq!(meaning(Kind::Directive, "No-Store", Lang::En), Some("Nobody may keep the answer."));
        assert_eq!(meaning(Kind::Header, "x-unknown", Lang::En), None);
    }
}
