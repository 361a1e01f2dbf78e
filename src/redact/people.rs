//! Stable pseudonyms for people: the same value has the same pseudonym in the whole file.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::Kind;
use super::edit::Edit;

/// What follows the address of a user whom another organization has claimed; the diagnosis needs it.
const CLAIMED: &str = ".convert-user.local";

/// E-mail addresses, also with a percent-encoded `@`, and international phone numbers.
static ADDRESSES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<mail>[\p{L}\p{N}._%+'-]+(?P<at>@|%40)(?:[\p{L}\p{N}-]+\.)+\p{L}{2,})",
        r"|(?P<phone>(?:\+|%2[bB])[1-9](?:[ .()-]{0,2}[0-9]){7,14})(?-u:\b)",
    ))
    .ok()
});

/// The people of a file, and what they are called in its place.
#[derive(Debug, Default)]
pub(super) struct People {
    mails: HashMap<String, usize>,
    names: HashMap<String, usize>,
    phones: HashMap<String, usize>,
    /// Those met before, which keep their numbers.
    base: Option<Arc<People>>,
    /// Names that are known in any text, with their pseudonyms.
    known: Option<(AhoCorasick, Vec<String>)>,
}

/// The number of a value, a new one where it is new.
fn number(
    values: &mut HashMap<String, usize>,
    base: Option<&HashMap<String, usize>>,
    value: String,
) -> usize {
    if let Some(number) = base.and_then(|base| base.get(&value)) {
        return *number;
    }
    let next = base.map_or(0, HashMap::len) + values.len() + 1;
    *values.entry(value).or_insert(next)
}

/// Adds values in the order in which they were met.
fn absorb(values: &mut HashMap<String, usize>, more: HashMap<String, usize>) {
    let mut more: Vec<_> = more.into_iter().collect();
    more.sort_by_key(|(_, number)| *number);
    for (value, _) in more {
        number(values, None, value);
    }
}

/// Whether a value is a pseudonym already: `name-12`.
fn is_numbered(value: &str, before: &str) -> bool {
    let number = value.strip_prefix(before);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

impl People {
    /// People who are numbered as in another list, and further ones.
    pub(super) fn based_on(base: Arc<Self>) -> Self {
        Self { base: Some(base), ..Self::default() }
    }

    /// Adds those whom another list met after these.
    pub(super) fn absorb(&mut self, more: Self) {
        absorb(&mut self.mails, more.mails);
        absorb(&mut self.names, more.names);
        absorb(&mut self.phones, more.phones);
    }

    /// The pseudonym of an address; `None` where it is one.
    pub(super) fn mail(&mut self, address: &str) -> Option<String> {
        let address = address.to_lowercase();
        let claimed = address.strip_suffix(CLAIMED).filter(|rest| rest.contains('@'));
        let (address, suffix) = claimed.map_or((address.as_str(), ""), |rest| (rest, CLAIMED));
        let (local, host) = address.split_once('@')?;
        if host == "redacted.example" && is_numbered(local, "user-") {
            return None;
        }
        let base = self.base.as_ref().map(|base| &base.mails);
        let number = number(&mut self.mails, base, address.to_owned());
        Some(format!("user-{number}@redacted.example{suffix}"))
    }

    /// The pseudonym of a person's name; `None` where it is one.
    pub(super) fn name(&mut self, name: &str) -> Option<String> {
        let name = name.trim();
        let is_nothing = name.is_empty() || is_numbered(name, "name-");
        let base = self.base.as_ref().map(|base| &base.names);
        (!is_nothing).then(|| format!("name-{}", number(&mut self.names, base, name.to_lowercase())))
    }

    /// The pseudonym of a phone number; `None` where it is one.
    pub(super) fn phone(&mut self, phone: &str) -> Option<String> {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let is_nothing = digits.is_empty() || is_numbered(phone, "phone-");
        let base = self.base.as_ref().map(|base| &base.phones);
        (!is_nothing).then(|| format!("phone-{}", number(&mut self.phones, base, digits)))
    }

    /// From here on the full names seen so far are known wherever they stand. A name of one short word is a word of
    /// any text.
    pub(super) fn know_names(&mut self) {
        let is_full = |name: &str| name.len() >= 5 && (name.contains(' ') || !name.is_ascii());
        let mut patterns = Vec::new();
        let mut pseudonyms = Vec::new();
        for (name, number) in self.names.iter().filter(|(name, _)| is_full(name)) {
            // in a query a space may be a plus sign
            for name in [name.clone(), name.replace(' ', "+")] {
                patterns.push(name);
                pseudonyms.push(format!("name-{number}"));
            }
        }
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns);
        self.known = search.ok().filter(|_| !patterns.is_empty()).map(|search| (search, pseudonyms));
    }

    /// The people in a text.
    pub(super) fn find(&mut self, text: &str) -> Vec<(Edit, Kind)> {
        let mut found = Vec::new();
        if text.len() < 5 {
            return found;
        }
        if text.contains(['@', '+', '%'])
            && let Some(addresses) = ADDRESSES.as_ref()
        {
            for at in addresses.captures_iter(text) {
                let Some(whole) = at.get(0) else { continue };
                let (with, kind) = match at.name("at") {
                    Some(sign) => {
                        let mail = self.mail(&whole.as_str().replace(sign.as_str(), "@"));
                        (mail.map(|mail| mail.replace('@', sign.as_str())), Kind::Email)
                    }
                    None => (self.phone(whole.as_str()), Kind::Phone),
                };
                found.extend(with.map(|with| (Edit::new(whole.range(), with), kind)));
            }
        }
        let known = self.base.as_ref().and_then(|base| base.known.as_ref()).or(self.known.as_ref());
        if let Some((search, pseudonyms)) = known {
            let is_inside = |at: Option<char>| at.is_some_and(|c| c.is_ascii_alphanumeric());
            for name in search.find_iter(text) {
                let (before, behind) =
                    (text[..name.start()].chars().next_back(), text[name.end()..].chars().next());
                let is_apart = !is_inside(before) && !is_inside(behind);
                let is_free = found
                    .iter()
                    .all(|(edit, _)| edit.range.end <= name.start() || name.end() <= edit.range.start);
                if is_apart && is_free {
                    let with = pseudonyms[name.pattern().as_usize()].clone();
                    found.push((Edit::new(name.range(), with), Kind::Name));
                }
            }
            found.sort_by_key(|(edit, _)| edit.range.start);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::edit::apply;
    use super::*;

    fn hidden(people: &mut People, text: &str) -> String {
        let edits = people.find(text).into_iter().map(|(edit, _)| edit).collect();
        apply(text, edits)
    }

    #[test]
    fn the_same_person_has_the_same_pseudonym_everywhere() {
        let mut people = People::default();
        assert_eq!(
            hidden(&mut people, "Url already exists: Kim.Minjun@corp.example, o'brien+x@corp.example."),
            "Url already exists: user-1@redacted.example, user-2@redacted.example."
        );
        assert_eq!(
            hidden(&mut people, "/users/kim.minjun%40corp.example/x"),
            "/users/user-1%40redacted.example/x"
        );
        assert_eq!(
            hidden(&mut people, "kim.minjun@corp.example.convert-user.local"),
            "user-1@redacted.example.convert-user.local"
        );
        assert_eq!(hidden(&mut people, "tel +82 2-1234-5678 +0900"), "tel phone-1 +0900");
        let again = "user-7@redacted.example phone-2";
        assert_eq!(hidden(&mut people, again), again);
    }

    #[test]
    fn a_full_name_is_known_in_any_text_once_it_was_seen() {
        let mut people = People::default();
        for name in ["Kim Minjun", "홍길동", "Lee"] {
            people.name(name);
        }
        assert_eq!(people.name(" kim minjun").unwrap(), "name-1");
        assert_eq!(people.name("name-1"), None);
        people.know_names();
        assert_eq!(
            hidden(&mut people, "user kim minjun, 홍길동님, Lee, Kim Minjungle; q=Kim+Minjun"),
            "user name-1, name-2님, Lee, Kim Minjungle; q=name-1"
        );
    }
}
