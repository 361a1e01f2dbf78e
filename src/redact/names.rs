//! Names whose value is a secret, by their words. The words are data: `assets/secrets/names.toml`.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::Kind;
use super::edit::percent_decoded;
use super::rules::{Phrase, rules};
use super::words::{plain, words};

/// What a name says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) kind: Kind,
    /// The value has to look made up as well: other things have such a name, too.
    pub(super) needs_proof: bool,
}

/// Names longer than this are sentences.
const MAX_LEN: usize = 80;

/// Shortest phrase that is recognised inside of a run of small letters, as in `sparkaccesstoken`.
const SHORTEST_JOINED: usize = 5;

/// The words of a name, looked at in several ways.
struct Name {
    /// All of them.
    whole: Vec<String>,
    /// Those of its last part, without words such as `value` at the end.
    last: Vec<String>,
    joined: String,
}

impl Name {
    fn new(name: &str) -> Self {
        let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        // `user[password]`, `login.password`, `form:password`, `token[0]`
        let part = name.rsplit(['[', ']', '.', '$', ':', '/']).find(|part| !is_number(part)).unwrap_or(name);
        let mut last = words(part);
        while last.len() > 1 && last.last().is_some_and(|word| rules().lists.neutral.contains(word)) {
            last.pop();
        }
        Self { whole: words(name), joined: last.concat(), last }
    }

    /// Whether it ends in the words of a phrase, which may be in the plural.
    fn ends_in(&self, phrase: &Phrase) -> bool {
        let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
        let count = phrase.words.len();
        let end = self.last.len().checked_sub(count).map(|from| &self.last[from..]);
        let is_end = end.is_some_and(|end| {
            end.iter().zip(&phrase.words).all(|(word, known)| word == known || singular(word) == *known)
        });
        let ends_joined =
            |word: &str| word.ends_with(&phrase.joined) || singular(word).ends_with(&phrase.joined);
        is_end
            || (count == 1
                && phrase.joined.len() >= SHORTEST_JOINED
                && self.last.last().is_some_and(|word| ends_joined(word)))
            || (count > 1 && ends_joined(&self.joined))
    }

    /// Whether it contains the words of a phrase.
    fn contains(&self, phrase: &Phrase) -> bool {
        let singular = |word: &String| word.strip_suffix('s').is_some_and(|word| *word == phrase.joined);
        self.last.windows(phrase.words.len()).any(|window| window == phrase.words)
            || self.last.iter().any(|word| *word == phrase.joined || singular(word))
    }

    /// Whether it is the phrase.
    fn is(&self, phrase: &Phrase) -> bool {
        self.last == phrase.words || self.joined == phrase.joined
    }
}

/// What a name says about its value; `in_parameter` where it names a parameter of a URL or form.
pub(super) fn claim(name: &str, in_parameter: bool) -> Option<Claim> {
    if name.is_empty() || name.len() > MAX_LEN {
        return None;
    }
    MEMO.with_borrow_mut(|memo| {
        let memo = &mut memo[usize::from(in_parameter)];
        if let Some(claim) = memo.get(name) {
            return *claim;
        }
        if memo.len() >= MAX_MEMO {
            memo.clear();
        }
        let claim = looked_up(name, in_parameter);
        memo.insert(name.to_owned(), claim);
        claim
    })
}

/// Most names that a thread remembers: a file repeats a few of them millions of times.
const MAX_MEMO: usize = 4096;

thread_local! {
    static MEMO: RefCell<[HashMap<String, Option<Claim>>; 2]> = RefCell::default();
}

fn looked_up(name: &str, in_parameter: bool) -> Option<Claim> {
    let decoded = if name.contains('%') { percent_decoded(name) } else { None };
    let name = decoded.as_deref().unwrap_or(name);
    // The sign-in page of Cisco numbers its fields: the first is the e-mail address.
    if plain(name).ends_with("idtoken1") {
        return None;
    }
    let rules = rules();
    let name = Name::new(name);
    let is_never = rules.lists.never.iter().any(|never| name.joined.ends_with(never));
    if is_never || name.last.is_empty() {
        return None;
    }
    let found = |phrases: &[Phrase], is: &dyn Fn(&Phrase) -> bool, needs_proof: bool| {
        let phrase = phrases.iter().find(|phrase| is(phrase))?;
        Some(Claim { kind: phrase.kind, needs_proof })
    };
    // `connect.sid` is recognised by all of its words.
    let is_whole = |phrase: &Phrase| phrase.words.len() > 1 && name.whole == phrase.words;
    let describes =
        name.last.len() > 1 && name.last.last().is_some_and(|word| rules.lists.kept.contains(word));
    found(&rules.always, &|phrase| name.ends_in(phrase), false)
        .or_else(|| found(&rules.always, &is_whole, false))
        .or_else(|| found(&rules.parameter, &|phrase| in_parameter && name.is(phrase), true))
        .or_else(|| found(&rules.opaque, &|phrase| !describes && name.contains(phrase), true))
}

/// The kind of secret that a name alone makes of its value.
pub(super) fn secret(name: &str, in_parameter: bool) -> Option<Kind> {
    claim(name, in_parameter).filter(|claim| !claim.needs_proof).map(|claim| claim.kind)
}

/// Whether what follows this segment of a path may be a secret: `/reset-password/3f9a…`.
pub(super) fn leads_to_secret(segment: &str) -> bool {
    rules().lists.path.contains(&words(segment).join(" ")) || claim(segment, false).is_some()
}

/// Whether a member of an object of a secret only describes it: `{"type": "basic", "realm": "x"}`.
pub(super) fn is_about(name: &str) -> bool {
    rules().lists.about.contains(name)
}

/// Whether a name is that of a header that is a secret, and means nothing else anywhere.
pub(super) fn is_header(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "authorization",
        "proxyauthorization",
        "cookie",
        "setcookie",
        "xcsrftoken",
        "xxsrftoken",
        "xauthtoken",
        "xaccesstoken",
        "xapikey",
        "xauthkey",
    ];
    name.len() <= MAX_LEN && NAMES.contains(&plain(name).as_str())
}

/// Members that show an object to be part of a token exchange.
pub(super) fn is_of_exchange(name: &str) -> bool {
    let letters = |name: &'static str| name.bytes().filter(|byte| *byte != b'_');
    let name = plain(name);
    EXCHANGE.iter().any(|known| letters(known).eq(name.bytes()))
}

const EXCHANGE: [&str; 11] = [
    "grant_type",
    "redirect_uri",
    "response_type",
    "code_challenge",
    "code_verifier",
    "client_secret",
    "access_token",
    "refresh_token",
    "id_token",
    "token_type",
    "session_state",
];

/// Members that show an object to be an error.
pub(super) fn is_of_error(name: &str) -> bool {
    let name = plain(name);
    name.starts_with("error") || matches!(name.as_str(), "message" | "description" | "reason")
}

/// A part of a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamePart {
    Given,
    Family,
}

/// Which part of a person's name has this name.
pub(super) fn part_of_name(name: &str) -> Option<NamePart> {
    let name = plain(name);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match name {
        _ if ends(&["firstname", "givenname"]) => Some(NamePart::Given),
        _ if ends(&["lastname", "familyname", "surname"]) => Some(NamePart::Family),
        _ => None,
    }
}

/// What a name says about a person.
pub(super) fn personal(name: &str) -> Option<Kind> {
    if name.is_empty() || name.len() > MAX_LEN {
        return None;
    }
    let name = plain(name);
    let phrase = rules().personal.iter().find(|phrase| {
        // Short ones, such as `ssn`, are the end of other words.
        let is_whole = phrase.joined.len() < SHORTEST_JOINED || !phrase.joined.is_ascii();
        if is_whole { name == phrase.joined } else { name.ends_with(&phrase.joined) }
    });
    phrase.map(|phrase| phrase.kind)
}

/// A search for the words of names of secrets, in each way of joining them.
static WORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| search_for(&[needles(), needles_of_parameters()].concat()));

/// The words in a text that may belong to the name of a secret.
pub(super) fn find_words(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    WORDS.as_ref().into_iter().flat_map(move |words| words.find_iter(text).map(|found| found.range()))
}

/// Words in lower case of which every name that is secret outside of parameters, too, contains one. A phrase that
/// contains another one is found by it.
pub(super) fn needles() -> Vec<String> {
    let phrases: Vec<&Phrase> = rules().always.iter().chain(&rules().opaque).collect();
    let single: Vec<&str> = phrases
        .iter()
        .filter(|phrase| phrase.words.len() == 1)
        .map(|phrase| phrase.joined.as_str())
        .collect();
    let is_covered = |phrase: &Phrase| {
        phrase.words.len() > 1 && phrase.words.iter().any(|word| single.contains(&word.as_str()))
    };
    let (covered, others): (Vec<&Phrase>, Vec<&Phrase>) =
        phrases.into_iter().partition(|phrase| is_covered(phrase));
    // In one word, as in `sessionkey`, the covering word does not end.
    let joined = covered.into_iter().map(|phrase| phrase.joined.clone());
    spellings(others.into_iter()).into_iter().chain(joined).collect()
}

/// The names that are secret in a parameter only, in lower case.
pub(super) fn needles_of_parameters() -> Vec<String> {
    spellings(rules().parameter.iter())
}

/// The words of [`leads_to_secret`] that are not needles themselves, in each way in which they are written.
pub(super) fn needles_of_paths() -> Vec<String> {
    let words = |phrase: &String| joined_ways(&phrase.split(' ').collect::<Vec<_>>());
    rules().lists.path.iter().flat_map(words).collect()
}

/// The names of members that make an object one of a token exchange, in lower case.
pub(super) fn needles_of_exchange() -> Vec<String> {
    EXCHANGE.iter().flat_map(|name| joined_ways(&name.split('_').collect::<Vec<_>>())).collect()
}

/// Each way of writing the names of phrases.
fn spellings<'n>(phrases: impl Iterator<Item = &'n Phrase>) -> Vec<String> {
    let ways =
        phrases.flat_map(|phrase| joined_ways(&phrase.words.iter().map(String::as_str).collect::<Vec<_>>()));
    ways.collect::<HashSet<_>>().into_iter().collect()
}

/// Each way of writing a name of these words: with `_`, `-`, a blank, a dot or nothing between them.
fn joined_ways(words: &[&str]) -> Vec<String> {
    let mut ways = vec![String::new()];
    for (place, word) in words.iter().enumerate() {
        let signs: &[&str] = if place == 0 { &[""] } else { &["", "_", "-", " ", "."] };
        ways =
            ways.iter().flat_map(|way| signs.iter().map(move |sign| format!("{way}{sign}{word}"))).collect();
    }
    ways
}

fn search_for(needles: &[String]) -> Option<AhoCorasick> {
    // Nearly as fast as the largest kind, and built in half the time, which delays every start of the program.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().kind(kind).ascii_case_insensitive(true).build(needles).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_any_case_and_writing() {
        for name in [
            "Authorization",
            "ACCESS_TOKEN",
            "accessToken",
            "access-token",
            "access%5Ftoken",
            "%61ccess_token",
            "user[password]",
            "login.newPassword",
            "password2",
            "__RequestVerificationToken",
            "X-Spark-User-Token",
            "_csrf",
            "IDToken2",
            "access_token[0]",
            "X-Forwarded-Authorization",
            "Set-Cookie2",
            "refreshTokens",
            "voicemailPin",
            "Access Token",
            "activationCode",
            "sparkaccesstoken",
            "X-Session-Id",
            "sessionId",
            "JSESSIONID",
            "x-functions-key",
            "Ocp-Apim-Subscription-Key",
            "storageAccountKey",
            "masterKeyB64",
            "recoveryCodes",
            "backup_codes",
            "securityAnswer",
            "user_otp",
            "passwordConfirmation",
            "connect.sid",
        ] {
            assert!(secret(name, false).is_some(), "{name}");
        }
        for name in [
            "",
            "nextPageToken",
            "tokenType",
            "passwordPolicy",
            "errorCode",
            "trackingId",
            "IDToken1",
            "spin",
            "pinned",
            "secretary",
            "sessionTimeout",
            "_score_cookies",
            "publicKey",
            "keyboard",
            "shipping",
            "mapping",
        ] {
            assert_eq!(claim(name, false), None, "{name}");
        }
    }

    #[test]
    fn an_ambiguous_name_needs_a_value_that_looks_made_up() {
        for name in ["session", "X-Auth", "HNAP_AUTH", "gw-signature", "loginTicket", "webhookTarget"] {
            assert!(claim(name, false).is_some_and(|claim| claim.needs_proof), "{name}");
        }
        for name in ["code", "state", "sig"] {
            assert!(claim(name, true).is_some() && claim(name, false).is_none(), "{name}");
        }
    }
}
