//! Stable pseudonyms for people: the same value has the same pseudonym in the whole file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Kind;
use super::contacts;
use super::edit::Edit;
use super::id_numbers;

/// What follows the address of a user whom another organization has claimed; the diagnosis needs it.
const CLAIMED: &str = ".convert-user.local";

/// The values of a kind, each with its number. Several spellings of a person's name share one.
#[derive(Debug, Default)]
struct Numbered {
    numbers: HashMap<String, usize>,
    count: usize,
}

impl Numbered {
    /// The number of a value, a new one where neither this list nor the one before has it.
    fn number(&mut self, base: Option<&Self>, value: &str) -> usize {
        let known = base.and_then(|base| base.numbers.get(value)).or_else(|| self.numbers.get(value));
        if let Some(number) = known {
            return *number;
        }
        self.count += 1;
        let number = base.map_or(0, |base| base.count) + self.count;
        self.numbers.insert(value.to_owned(), number);
        number
    }

    /// Gives several values the same number: that of the first one that has any.
    fn unite(&mut self, base: Option<&Self>, values: &[String]) {
        let number = |value: &String| {
            base.and_then(|base| base.numbers.get(value)).or_else(|| self.numbers.get(value)).copied()
        };
        let known = values.iter().find_map(number);
        let first = values.first().map(String::as_str).unwrap_or_default();
        let number = known.unwrap_or_else(|| self.number(base, first));
        for value in values {
            self.numbers.entry(value.clone()).or_insert(number);
        }
    }

    /// Adds the values of another list in the order in which they were found.
    fn absorb(&mut self, more: Self) {
        let mut groups: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (value, number) in more.numbers {
            groups.entry(number).or_default().insert(value);
        }
        for values in groups.into_values() {
            self.unite(None, &values.into_iter().collect::<Vec<_>>());
        }
    }
}

/// A person's value and what it is called in the copy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pseudonym {
    /// What it is.
    pub kind: Kind,
    number: usize,
    /// Its name in the copy.
    pub pseudonym: String,
    /// The value in lower case, as the file has it.
    pub original: String,
}

/// The people of a file, and their pseudonyms.
#[derive(Debug, Default)]
pub(super) struct People {
    values: BTreeMap<Kind, Numbered>,
    /// Those found before, which keep their numbers.
    base: Option<Arc<People>>,
    /// Names that are recognised in any text, with their pseudonyms.
    known: Option<(AhoCorasick, Vec<String>)>,
    /// International phone numbers as they are written inside of their country, with their numbers.
    national: HashMap<String, usize>,
    /// What follows is a version: four numbers with dots between them are no address.
    pub(super) is_version: bool,
}

/// What the pseudonyms of a kind begin with.
fn prefix(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => "user-",
        Kind::Phone => "phone-",
        Kind::Address => "ip-",
        Kind::Card => "card-",
        Kind::Iban => "iban-",
        Kind::NationalId => "id-number-",
        _ => "name-",
    }
}

fn pseudonym(kind: Kind, number: usize) -> String {
    let host = if kind == Kind::Email { "@redacted.example" } else { "" };
    format!("{}{number}{host}", prefix(kind))
}

/// Whether a value is a pseudonym already: `name-12`.
fn is_pseudonym(kind: Kind, value: &str) -> bool {
    let number = value.strip_prefix(prefix(kind));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// A name as it is compared: in whatever order given and family name are written.
fn name_key(name: &str) -> String {
    let name = name.to_lowercase();
    let mut words: Vec<&str> = name.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

impl People {
    /// People who are numbered as in another list, and further ones.
    pub(super) fn based_on(base: Arc<Self>) -> Self {
        Self { base: Some(base), ..Self::default() }
    }

    /// Adds those that another list found after these.
    pub(super) fn absorb(&mut self, more: Self) {
        for (kind, numbered) in more.values {
            self.values.entry(kind).or_default().absorb(numbered);
        }
    }

    fn number(&mut self, kind: Kind, value: &str) -> String {
        let base = self.base.as_ref().and_then(|base| base.values.get(&kind));
        pseudonym(kind, self.values.entry(kind).or_default().number(base, value))
    }

    /// The pseudonym of an address; `None` where it is one.
    fn mail(&mut self, address: &str) -> Option<String> {
        let address = address.to_lowercase();
        let claimed = address.strip_suffix(CLAIMED).filter(|rest| rest.contains('@'));
        let (address, suffix) = claimed.map_or((address.as_str(), ""), |rest| (rest, CLAIMED));
        let (local, host) = address.split_once('@')?;
        if host == "redacted.example" && is_pseudonym(Kind::Email, local) {
            return None;
        }
        Some(self.number(Kind::Email, address) + suffix)
    }

    /// The pseudonym of a value whose name says what it is; `None` where it is a pseudonym, or not such a value.
    pub(super) fn named(&mut self, kind: Kind, value: &str) -> Option<String> {
        let value = value.trim();
        if value.is_empty() || is_pseudonym(kind, value) {
            return None;
        }
        match kind {
            Kind::Phone => {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                (!digits.is_empty()).then(|| self.number(kind, &digits))
            }
            Kind::Address => {
                let address = value.parse::<std::net::IpAddr>().ok()?;
                contacts::is_of_a_machine(address)
                    .then(|| self.number(kind, &address.to_canonical().to_string()))
            }
            Kind::NationalId => {
                let found = id_numbers::find(value);
                let kind =
                    found.first().filter(|(range, _)| range.len() == value.len()).map_or(kind, |one| one.1);
                let digits = value.bytes().filter(u8::is_ascii_digit).count();
                (digits >= 4 && !is_pseudonym(kind, value)).then(|| self.number(kind, &compact(value)))
            }
            _ => Some(self.number(Kind::Name, &name_key(value))),
        }
    }

    /// Given and family name of a person, who has one pseudonym in each way of writing both.
    pub(super) fn full_name(&mut self, given: &str, family: &str) {
        let (given, family) = (given.trim(), family.trim());
        let is_one = |name: &str| !name.is_empty() && !is_pseudonym(Kind::Name, name);
        if !is_one(given) || !is_one(family) {
            return;
        }
        let mut spellings = vec![format!("{given} {family}")];
        // Where names are written without a blank.
        if !given.is_ascii() && !family.is_ascii() {
            spellings.push(format!("{family}{given}"));
        }
        let keys: Vec<String> = spellings.iter().map(|name| name_key(name)).collect();
        let base = self.base.as_ref().and_then(|base| base.values.get(&Kind::Name));
        self.values.entry(Kind::Name).or_default().unite(base, &keys);
    }

    /// From here on the full names found so far are recognised in any text. A name of one short word is a word of any
    /// text.
    pub(super) fn know_names(&mut self) {
        const COUNTRY_CODES: std::ops::RangeInclusive<usize> = 1..=3;
        const MIN_DIGITS: usize = 7;
        let phones = self.values.get(&Kind::Phone).map(|phones| &phones.numbers);
        for (phone, number) in phones.into_iter().flatten() {
            let national = COUNTRY_CODES.filter_map(|code| phone.get(code..));
            for digits in national.filter(|digits| digits.len() >= MIN_DIGITS) {
                self.national.insert(format!("0{digits}"), *number);
            }
        }
        const MIN_CHARS: usize = 3;
        const MIN_ASCII: usize = 5;
        let is_full = |name: &str| {
            if name.is_ascii() {
                name.len() >= MIN_ASCII && name.contains(' ')
            } else {
                name.chars().count() >= MIN_CHARS
            }
        };
        let (mut patterns, mut pseudonyms) = (Vec::new(), Vec::new());
        let names = self.values.get(&Kind::Name).map(|names| &names.numbers);
        for (name, number) in names.into_iter().flatten().filter(|(name, _)| is_full(name)) {
            for spelling in spellings(name) {
                patterns.push(spelling);
                pseudonyms.push(pseudonym(Kind::Name, *number));
            }
        }
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns);
        self.known = search.ok().filter(|_| !patterns.is_empty()).map(|search| (search, pseudonyms));
    }

    /// The people in a text, in order and apart.
    pub(super) fn find(&mut self, text: &str) -> Vec<(Edit, Kind)> {
        const SHORTEST: usize = 5;
        let mut found = Vec::new();
        if text.len() < SHORTEST {
            return found;
        }
        for contacts::Mail { range, at } in contacts::mails(text) {
            let pseudonym = self.mail(&text[range.clone()].replace(at, "@"));
            found.extend(pseudonym.map(|with| (Edit::new(range, with.replace('@', at)), Kind::Email)));
        }
        for range in contacts::phones(text) {
            let pseudonym = self.named(Kind::Phone, &text[range.clone()]);
            add(&mut found, range, Kind::Phone, pseudonym);
        }
        for (range, number) in self.national_phones(text) {
            add(&mut found, range, Kind::Phone, Some(pseudonym(Kind::Phone, number)));
        }
        if !self.is_version {
            for (range, address) in contacts::addresses(text) {
                let pseudonym = self.number(Kind::Address, &address.to_canonical().to_string());
                add(&mut found, range, Kind::Address, Some(pseudonym));
            }
        }
        for (range, kind) in id_numbers::find(text) {
            let pseudonym = self.number(kind, &compact(&text[range.clone()]));
            add(&mut found, range, kind, Some(pseudonym));
        }
        for (range, pseudonym) in self.known_names(text) {
            add(&mut found, range, Kind::Name, Some(pseudonym));
        }
        found.sort_by_key(|(edit, _)| edit.range.start);
        found
    }

    /// Phone numbers that were found with their country code elsewhere.
    fn national_phones(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let known = self.base.as_ref().map_or(&self.national, |base| &base.national);
        if known.is_empty() {
            return Vec::new();
        }
        let longest = |range: Range<usize>| {
            let is_end = |end: &usize| !text[*end..].starts_with(|c: char| c.is_ascii_alphanumeric());
            let ends = (range.start + 1..=range.end).rev().filter(|end| text.is_char_boundary(*end));
            ends.filter(is_end).find_map(|end| {
                let range = range.start..end;
                Some((range.clone(), *known.get(&compact(&text[range]))?))
            })
        };
        contacts::digit_runs(text).into_iter().filter_map(longest).collect()
    }

    fn known_names(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let known = self.base.as_ref().and_then(|base| base.known.as_ref()).or(self.known.as_ref());
        let Some((search, pseudonyms)) = known else { return Vec::new() };
        let is_inside = |at: Option<char>| at.is_some_and(|c| c.is_ascii_alphanumeric());
        let is_apart = |range: &Range<usize>| {
            !is_inside(text[..range.start].chars().next_back())
                && !is_inside(text[range.end..].chars().next())
        };
        search
            .find_iter(text)
            .filter(|name| is_apart(&name.range()))
            .map(|name| (name.range(), pseudonyms[name.pattern().as_usize()].clone()))
            .collect()
    }

    /// Everyone found so far, by kind and number.
    pub(super) fn list(&self) -> Vec<Pseudonym> {
        let mut list: Vec<Pseudonym> = Vec::new();
        for (kind, numbered) in &self.values {
            list.extend(numbered.numbers.iter().map(|(original, number)| Pseudonym {
                kind: *kind,
                number: *number,
                pseudonym: pseudonym(*kind, *number),
                original: original.clone(),
            }));
        }
        list.sort();
        list
    }
}

/// The ways to write a name, whose key has its words in the order of the alphabet.
fn spellings(key: &str) -> Vec<String> {
    let Some((one, other)) = key.split_once(' ').filter(|(_, other)| !other.contains(' ')) else {
        return vec![key.to_owned(), key.replace(' ', "+")];
    };
    let pairs = [(one, other), (other, one)];
    let ways =
        pairs.iter().flat_map(|(one, other)| [" ", "+", "%20", ", "].map(|gap| format!("{one}{gap}{other}")));
    ways.collect()
}

fn add(found: &mut Vec<(Edit, Kind)>, range: Range<usize>, kind: Kind, pseudonym: Option<String>) {
    let is_free = |(edit, _): &(Edit, Kind)| edit.range.end <= range.start || range.end <= edit.range.start;
    if let Some(pseudonym) = pseudonym.filter(|_| found.iter().all(is_free)) {
        found.push((Edit::new(range, pseudonym), kind));
    }
}

fn compact(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
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
        for (text, safe) in [
            (
                "Url already exists: Kim.Minjun@corp.example, o'brien+x@corp.example.",
                "Url already exists: user-1@redacted.example, user-2@redacted.example.",
            ),
            ("/users/kim.minjun%40corp.example/x", "/users/user-1%40redacted.example/x"),
            ("kim.minjun@corp.example.convert-user.local", "user-1@redacted.example.convert-user.local"),
            ("tel +82 2-1234-5678 +0900", "tel phone-1 +0900"),
            ("from 203.0.113.7:443, ::ffff:203.0.113.7", "from ip-1:443, ip-1"),
            ("4111 1111 1111 1111 or 4111111111111111", "card-1 or card-1"),
            (
                "user-7@redacted.example phone-2 ip-3 card-4 iban-5",
                "user-7@redacted.example phone-2 ip-3 card-4 iban-5",
            ),
        ] {
            assert_eq!(hidden(&mut people, text), safe);
            assert_eq!(hidden(&mut people, safe), safe);
        }
        assert_eq!(people.named(Kind::NationalId, "AB-123456").as_deref(), Some("id-number-1"));
        assert_eq!(people.named(Kind::NationalId, "none"), None);
        assert_eq!(people.named(Kind::Address, "203.0.113.7").as_deref(), Some("ip-1"));
    }

    #[test]
    fn a_full_name_is_recognised_in_any_text_once_it_was_seen() {
        let mut people = People::default();
        for name in ["Kim Minjun", "홍길동", "Lee"] {
            people.named(Kind::Name, name);
        }
        people.named(Kind::Phone, "+82-2-555-0143");
        assert_eq!(people.named(Kind::Name, " minjun KIM").unwrap(), "name-1");
        assert_eq!(people.named(Kind::Name, "name-1"), None);
        people.know_names();
        assert_eq!(
            hidden(
                &mut people,
                "user kim minjun, 홍길동님, Lee, Kim Minjungle; q=Minjun+Kim 02-555-0143 555-0143"
            ),
            "user name-1, name-2님, Lee, Kim Minjungle; q=name-1 phone-1 555-0143"
        );
    }

    #[test]
    fn given_and_family_name_are_one_person() {
        let mut part = People::default();
        part.full_name("민준", "김");
        part.full_name("Sora", "Lee");
        let mut people = People::default();
        assert_eq!(people.named(Kind::Name, "김민준").unwrap(), "name-1");
        people.absorb(part);
        people.know_names();
        assert_eq!(hidden(&mut people, "김민준, Lee Sora and Sora Lee"), "name-1, name-2 and name-2");
        let list = people.list();
        assert!(list.iter().any(|one| one.pseudonym == "name-2" && one.original == "lee sora"), "{list:?}");
    }
}
