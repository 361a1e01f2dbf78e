//! What the user decides about single replacements of one copy.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::report::{Place, Replacement};

/// Identifies a replaced value by its place, without holding the value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kept {
    entry: Option<usize>,
    path: String,
    value: u64,
}

/// Values that stay although a rule would replace them, and values that are replaced although no rule would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    kept: HashSet<Kept>,
    kept_everywhere: HashSet<u64>,
    added: HashSet<String>,
}

impl Choices {
    /// Keeps a value in its place. Elsewhere it is replaced as before.
    pub fn keep(&mut self, replacement: &Replacement) {
        self.kept.insert(kept(replacement));
    }

    /// Keeps a value in every place of the file.
    pub fn keep_everywhere(&mut self, replacement: &Replacement) {
        self.kept_everywhere.insert(hash(&replacement.original));
    }

    /// Replaces a value again that was kept.
    pub fn replace(&mut self, replacement: &Replacement) {
        self.kept.remove(&kept(replacement));
        self.kept_everywhere.remove(&hash(&replacement.original));
    }

    /// Whether a value is kept in its place.
    #[must_use]
    pub fn keeps(&self, replacement: &Replacement) -> bool {
        self.kept.contains(&kept(replacement)) || self.kept_everywhere.contains(&hash(&replacement.original))
    }

    /// Replaces a value wherever it occurs in the file. An empty one is ignored.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.added.insert(value.to_owned());
        }
    }

    /// No longer replaces a value that was added.
    pub fn remove(&mut self, value: &str) {
        self.added.remove(value.trim());
    }

    /// The values that were added, in no order.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.added.iter().map(String::as_str)
    }

    /// Whether every rule applies as it is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.keeps_any() && self.added.is_empty()
    }

    pub(super) fn keeps_any(&self) -> bool {
        !self.kept.is_empty() || !self.kept_everywhere.is_empty()
    }

    pub(super) fn keeps_value(&self, entry: Option<usize>, path: &str, value: &str) -> bool {
        let value = hash(value);
        self.kept_everywhere.contains(&value)
            || (!self.kept.is_empty() && self.kept.contains(&Kept { entry, path: path.to_owned(), value }))
    }

    /// The same of a value that is only known to stand somewhere inside of what a path leads to.
    pub(super) fn keeps_inside(&self, entry: Option<usize>, path: &str, value: &str) -> bool {
        let value = hash(value);
        self.kept_everywhere.contains(&value)
            || self
                .kept
                .iter()
                .any(|kept| kept.entry == entry && kept.value == value && kept.path.starts_with(path))
    }
}

fn kept(Replacement { place: Place { entry, path, .. }, original, .. }: &Replacement) -> Kept {
    Kept { entry: *entry, path: path.clone(), value: hash(original) }
}

fn hash(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::har::source::Source;
    use crate::har::store::Store;
    use crate::redact::{Kind, Marks, Options, Sanitizer};

    const TOKEN: &str = "Zk3vQ8xR1mT6yB9nW2cL";

    fn store() -> Store {
        let har = format!(
            r#"{{"log":{{"version":"1.2","creator":{{"name":"a","version":"1"}},"entries":[{{"request":{{"url":"https://a.example/?token={TOKEN}","headers":[{{"name":"Cookie","value":"a=hunter2; b=hunter2; c=Kim"}}]}},"response":{{"content":{{"mimeType":"text/plain","text":"seen {TOKEN} by Kim at login.internal"}}}}}}]}}}}"#
        );
        Store::scan(Source::from_bytes("x", har.into_bytes()).unwrap()).unwrap()
    }

    fn preview(store: &Store, choices: &Choices) -> (Vec<Replacement>, String) {
        let options =
            Options { marks: Marks::with_key([1, 2]), choices: choices.clone(), ..Options::default() };
        let sanitizer = Sanitizer::new(store, options).unwrap();
        let found = sanitizer.preview(&mut |_| ControlFlow::Continue(())).unwrap().unwrap();
        let mut copy = Vec::new();
        sanitizer.write("x", &mut copy).unwrap();
        (found, String::from_utf8(copy).unwrap())
    }

    #[test]
    fn a_preview_lists_what_the_copy_replaces() {
        let (found, copy) = preview(&store(), &Choices::default());
        let rows: Vec<_> = found
            .iter()
            .map(|one| (one.place.path.as_str(), one.place.kind, one.original.as_str(), one.place.count))
            .collect();
        assert_eq!(
            rows,
            [
                ("request.url", Kind::Token, TOKEN, 1),
                ("request.headers[0].value", Kind::Cookie, "hunter2", 2),
                ("request.headers[0].value", Kind::Cookie, "Kim", 1),
                ("response.content.text › ", Kind::Elsewhere, TOKEN, 1),
            ]
        );
        assert_eq!(found[0].mark, found[3].mark);
        assert!(found.iter().all(|one| copy.contains(&one.mark) && !copy.contains(&one.original)
            || one.original == "Kim"));
    }

    #[test]
    fn what_is_kept_stays_and_what_is_added_goes() {
        let store = store();
        let (found, _) = preview(&store, &Choices::default());
        let mut choices = Choices::default();
        choices.keep(&found[0]);
        choices.add(" login.internal ");
        let (left, copy) = preview(&store, &choices);
        assert!(copy.contains(&format!("?token={TOKEN}")), "{copy}");
        assert!(!copy.contains("login.internal"), "{copy}");
        assert!(left.iter().any(|one| one.original == "login.internal"));
        choices.keep_everywhere(&found[0]);
        assert!(choices.keeps(&found[3]));
        let (_, copy) = preview(&store, &choices);
        assert!(copy.contains(&format!("seen {TOKEN} by")), "{copy}");
        choices.replace(&found[0]);
        choices.remove("login.internal");
        assert!(choices.is_empty());
        assert_eq!(preview(&store, &choices).0, found);
    }
}
