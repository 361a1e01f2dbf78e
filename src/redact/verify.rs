//! Secrets that survived in a copy. No rule covers all secrets, so values that only look like one are listed as well, each
//! with its certainty.

use std::io;
use std::ops::{ControlFlow, Range};

use serde::Serialize;

use super::frame::Frame;
use super::json::path_to;
use super::pass::{Learned, Options, Pass};
use super::prefilter::runs;
use super::report::{Kind, Place};
use super::tape::Tape;
use super::values;
use super::words::plain;
use crate::error::Error;
use crate::har::store::{Store, read_bytes_exact};

/// How certain it is that a value is a secret, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It is secret in another place, or in the original.
    Certain,
    /// A rule would replace it because of its name or shape.
    Likely,
    /// It looks random, and its name hints at a secret.
    Possible,
}

/// A secret that was found in a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// How certain it is that this is a secret.
    pub certainty: Certainty,
    /// Its place; the value itself is never reported.
    #[serde(flatten)]
    pub place: Place,
}

/// The result of a search for secrets in a copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// The copy's entries.
    pub entries: usize,
    /// What was found, by entry; within an entry the most certain first.
    pub survivors: Vec<Survivor>,
    /// Secret values of the original that were looked for; `None` without one.
    pub values: Option<usize>,
}

/// Searches a copy for secrets. With the original, every secret value of it that is long enough to be unique is searched
/// for, in every layer of the copy that can be decoded.
///
/// # Errors
/// [`Error::Read`] when reading fails.
pub fn verify(copy: &Store, original: Option<&Store>) -> Result<Verification, Error> {
    let mut learned = learned(copy)?;
    let values = match original {
        Some(original) => Some(learned.look_also_for(self::learned(original)?)),
        None => None,
    };
    let options = Options { list_places: true, ..Options::default() };
    let (frame, entries) = (Frame::of(copy)?, all(copy));
    let pass = Pass::new(copy, &frame, &entries, &options);
    let report = pass.write(&learned, "nowhere", &mut io::sink(), &mut |_| ControlFlow::Continue(()))?;
    let places = report.unwrap_or_default().places;
    let found = places.into_iter().map(|place| Survivor {
        certainty: if place.kind == Kind::Elsewhere { Certainty::Certain } else { Certainty::Likely },
        place,
    });
    let mut survivors: Vec<Survivor> = found.collect();
    for number in entries {
        look_alikes(copy, number, &mut survivors)?;
    }
    survivors.sort_by_key(|survivor| (survivor.place.entry, survivor.certainty));
    Ok(Verification { entries: copy.index.len(), survivors, values })
}

fn all(store: &Store) -> Vec<usize> {
    (0..store.index.len()).collect()
}

fn learned(store: &Store) -> Result<Learned, Error> {
    let (frame, entries) = (Frame::of(store)?, all(store));
    // Listing places also keeps no replacements, so that every place is examined when the copy is searched.
    let options = Options { list_places: true, ..Options::default() };
    let pass = Pass::new(store, &frame, &entries, &options);
    Ok(pass.learn(&mut |_| ControlFlow::Continue(()))?.unwrap_or_default())
}

/// Adds the values of an entry that look random and have a name that hints at a secret, unless a more certain one was found
/// there.
fn look_alikes(store: &Store, number: usize, found: &mut Vec<Survivor>) -> Result<(), Error> {
    let Some(summary) = store.index.get(number) else { return Ok(()) };
    let mut bytes = Vec::new();
    read_bytes_exact(&store.source, summary.span, &mut bytes)?;
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(()) };
    let ranges: Vec<Range<usize>> = random_runs(text).collect();
    if ranges.is_empty() {
        return Ok(());
    }
    let tape = Tape::read(text);
    for range in ranges {
        let path = tape.roots().next().map(|root| path_to(root, range.start)).unwrap_or_default();
        let is_known = |survivor: &&Survivor| {
            survivor.place.entry == Some(number) && survivor.place.path.starts_with(&path)
        };
        if found
            .iter()
            .rev()
            .take_while(|survivor| survivor.place.entry >= Some(number))
            .any(|one| is_known(&one))
        {
            continue;
        }
        let place = Place { entry: Some(number), path, kind: Kind::Token, count: 1 };
        found.push(Survivor { certainty: Certainty::Possible, place });
    }
    Ok(())
}

/// Shortest value that can look random.
const SHORTEST: usize = 20;

/// Parts of names that hint at a secret.
const HINTS: [&str; 14] = [
    "key",
    "token",
    "secret",
    "passw",
    "auth",
    "session",
    "signature",
    "cred",
    "ticket",
    "jwt",
    "cookie",
    "saml",
    "csrf",
    "xsrf",
];

fn random_runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    runs(text.as_bytes(), is_inside, SHORTEST)
        .filter(|run| text.get(run.clone()).is_some_and(is_random) && has_hint(&text[..run.start]))
}

/// Whether a value mixes capitals, small letters and digits, or is a long hexadecimal number, with as little repetition as
/// random values have.
fn is_random(value: &str) -> bool {
    const LEAST: f64 = 3.5;
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let is_hex = value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_mixed && values::is_distinct(value) && entropy(value) >= LEAST) || (is_hex && entropy(value) >= 3.0)
}

/// Shannon's entropy of the bytes, in bits a byte.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let len = value.len().max(1) as f64;
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / len);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}

/// Whether the last name before a value hints at a secret; in a pair `"name": "x-key", "value": …` it is the value of `name`.
fn has_hint(before: &str) -> bool {
    let mut words = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c))
        .filter(|word| !word.is_empty());
    let name = match words.next() {
        Some("value") => words.next(),
        name => name,
    };
    let name = plain(name.unwrap_or_default());
    HINTS.iter().any(|hint| name.contains(hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::source::Source;

    fn store(value: &str) -> Store {
        let har = format!(
            r#"{{"log":{{"version":"1.2","creator":{{"name":"a","version":"1"}},"entries":[{{"request":{{"url":"https://a.example/","headers":[]}},"response":{{}},{value}}}]}}}}"#
        );
        Store::scan(Source::from_bytes("x", har.into_bytes()).unwrap()).unwrap()
    }

    fn found(copy: &str, original: Option<&str>) -> Vec<(Certainty, String)> {
        let original = original.map(store);
        let found = verify(&store(copy), original.as_ref()).unwrap();
        assert_eq!(found.values.is_some(), original.is_some());
        found.survivors.into_iter().map(|one| (one.certainty, one.place.path)).collect()
    }

    #[test]
    fn each_survivor_is_named_with_how_sure_it_is() {
        let token = "Zk3vQ8xR1mT6yB9nW2cL";
        assert_eq!(found(r#""a":"b","password":"REDACTED","etag":"Zk3vQ8xR1mT6yB9nW2cL""#, None), []);
        assert_eq!(
            found(&format!(r#""password":"{token}""#), None),
            [(Certainty::Likely, "password".to_owned())]
        );
        let hinted = format!(r#""_x":[{{"name":"x-signing-material-key","value":"{token}"}}]"#);
        assert_eq!(found(&hinted, None), [(Certainty::Possible, "_x[0].value".to_owned())]);
        let original = format!(r#""password":"{token}","note":"{token}""#);
        let copy = format!(r#""password":"REDACTED","note":"seen {token}""#);
        assert_eq!(found(&copy, Some(&original)), [(Certainty::Certain, "note".to_owned())]);
        assert_eq!(found(r#""note":"5302""#, Some(&original)), []);
        // Marks of other programs.
        for mark in ["[password redacted]", "<removed>", "********", "REDACTED-a1b2c3"] {
            assert_eq!(found(&format!(r#""password":"{mark}""#), Some(&original)), [], "{mark}");
        }
    }

    #[test]
    fn ids_hashes_and_words_do_not_look_random() {
        for value in [
            "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "Administrator-of-the-organization",
        ] {
            assert!(!is_random(value), "{value}");
        }
        assert!(is_random("9f86d081884c7d659a2feaa0c55ad015") && is_random("Zk3vQ8xR1mT6yB9nW2cL"));
    }
}
