//! Names whose value is a secret, by their words. The words are data: `assets/secrets/names.toml`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::Deserialize;

use super::Kind;
use super::values;

/// What a name says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) kind: Kind,
    /// The value has to look made up as well: the name is also one of other things.
    pub(super) needs_proof: bool,
}

/// Words of names, each list as it is described in its file.
#[derive(Deserialize)]
struct Names {
    always: Group,
    opaque: Group,
    parameter: Group,
    words: Lists,
}

/// Names by the kind of their values, as phrases of words with blanks between them.
type Group = BTreeMap<String, Vec<String>>;

#[derive(Default, Deserialize)]
pub(super) struct Lists {
    kept: HashSet<String>,
    never: Vec<String>,
    neutral: HashSet<String>,
    path: HashSet<String>,
    pub(super) values: HashSet<String>,
    pub(super) sentence: HashSet<String>,
    about: HashSet<String>,
}

/// A phrase as it is searched for.
struct Phrase {
    words: Vec<String>,
    joined: String,
    kind: Kind,
}

struct Table {
    always: Vec<Phrase>,
    opaque: Vec<Phrase>,
    parameter: Vec<Phrase>,
    never: Vec<String>,
    lists: Lists,
}

/// Names longer than this are sentences.
const MAX_LEN: usize = 80;

/// Shortest phrase that is recognised inside of a run of small letters, as in `sparkaccesstoken`.
const SHORTEST_JOINED: usize = 5;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // A test holds that the data can be read.
    let names: Option<Names> =
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/names.json"))).ok();
    let Some(Names { always, opaque, parameter, words }) = names else {
        return Table {
            always: Vec::new(),
            opaque: Vec::new(),
            parameter: Vec::new(),
            never: Vec::new(),
            lists: Lists::default(),
        };
    };
    let never = words.never.iter().map(|phrase| phrase.replace(' ', "")).collect();
    Table {
        always: phrases(&always),
        opaque: phrases(&opaque),
        parameter: phrases(&parameter),
        never,
        lists: words,
    }
});

fn phrases(group: &Group) -> Vec<Phrase> {
    let kind = |name: &str| match name {
        "authorization" => Kind::Authorization,
        "cookie" => Kind::Cookie,
        "password" => Kind::Password,
        "sign-in" => Kind::SignIn,
        _ => Kind::Token,
    };
    let one = |kind: Kind, phrase: &String| {
        let words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
        Phrase { joined: words.concat(), words, kind }
    };
    group.iter().flat_map(|(name, list)| list.iter().map(move |phrase| one(kind(name), phrase))).collect()
}

pub(super) fn lists() -> &'static Lists {
    &TABLE.lists
}

/// The words of a name in lower case: `newPasswordValue2`, `NEW_PASSWORD_VALUE`. Digits belong to the word before them
/// only where they end the name of a known one.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = chars.next() {
        let next_is_small = chars.peek().is_some_and(char::is_ascii_lowercase);
        let begins = match before {
            Some(before) => {
                c.is_ascii_uppercase()
                    && (before.is_ascii_lowercase() || (before.is_ascii_uppercase() && next_is_small))
            }
            None => false,
        };
        if (begins || !c.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether words end in those of a phrase, which may be in the plural.
fn ends_in(words: &[String], joined: &str, phrase: &Phrase) -> bool {
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let is_end = words.len() >= phrase.words.len()
        && words[words.len() - phrase.words.len()..]
            .iter()
            .zip(&phrase.words)
            .all(|(word, known)| word == known || singular(word) == *known);
    is_end
        || (phrase.words.len() == 1
            && phrase.joined.len() >= SHORTEST_JOINED
            && words.last().is_some_and(|word| {
                singular(word).ends_with(&phrase.joined) || word.ends_with(&phrase.joined)
            }))
        || (phrase.words.len() > 1
            && (joined.ends_with(&phrase.joined) || singular(joined).ends_with(&phrase.joined)))
}

/// Whether words contain those of a phrase.
fn contain(words: &[String], phrase: &Phrase) -> bool {
    let singular = |word: &String| word.strip_suffix('s').is_some_and(|word| *word == phrase.joined);
    words.windows(phrase.words.len()).any(|window| window == phrase.words)
        || words.iter().any(|word| *word == phrase.joined || singular(word))
}

/// What a name says about its value; `in_parameter` where it names a parameter of a URL or form.
pub(super) fn claim(name: &str, in_parameter: bool) -> Option<Claim> {
    if name.is_empty() || name.len() > MAX_LEN {
        return None;
    }
    MEMO.with_borrow_mut(|memo| {
        let memo = &mut memo[usize::from(in_parameter)];
        if let Some(kind) = memo.get(name) {
            return *kind;
        }
        if memo.len() >= MAX_MEMO {
            memo.clear();
        }
        let kind = looked_up(name, in_parameter);
        memo.insert(name.to_owned(), kind);
        kind
    })
}

/// A file repeats a few names millions of times, so that what was found out about them is kept.
const MAX_MEMO: usize = 4096;

thread_local! {
    static MEMO: RefCell<[HashMap<String, Option<Claim>>; 2]> = RefCell::default();
}

fn looked_up(name: &str, in_parameter: bool) -> Option<Claim> {
    let decoded = if name.contains('%') { super::edit::percent_decoded(name) } else { None };
    let name = decoded.as_deref().unwrap_or(name);
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    // `user[password]`, `login.password`, `form:password`, `token[0]`
    let last = name.rsplit(['[', ']', '.', '$', ':', '/']).find(|part| !is_number(part)).unwrap_or(name);
    let whole = words(name);
    let mut words = words(last);
    let last = last.to_ascii_lowercase();
    // The sign-in page of Cisco numbers its fields: the first is the e-mail address.
    let numbered: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
    let by_number = |number: &str| numbered.ends_with(number);
    if by_number("idtoken1") {
        return None;
    }
    while words.len() > 1 && words.last().is_some_and(|word| TABLE.lists.neutral.contains(word)) {
        words.pop();
    }
    let joined = words.concat();
    let is_never = TABLE.never.iter().any(|never| joined.ends_with(never));
    let kept = words.len() > 1 && words.last().is_some_and(|word| TABLE.lists.kept.contains(word));
    if is_never || words.is_empty() {
        return None;
    }
    let found = |phrases: &'static [Phrase], is: &dyn Fn(&Phrase) -> bool| {
        phrases.iter().find(|phrase| is(phrase)).map(|phrase| phrase.kind)
    };
    let needed = |needs_proof| move |kind| Claim { kind, needs_proof };
    if let Some(kind) = found(&TABLE.always, &|phrase| ends_in(&words, &joined, phrase)) {
        return Some(Claim { kind, needs_proof: false });
    }
    // `connect.sid` is known by all of its words.
    let is_whole = |phrase: &Phrase| phrase.words.len() > 1 && whole == phrase.words;
    if let Some(kind) = found(&TABLE.always, &is_whole) {
        return Some(Claim { kind, needs_proof: false });
    }
    if in_parameter
        && let Some(kind) =
            found(&TABLE.parameter, &|phrase| words == phrase.words || joined == phrase.joined)
    {
        return Some(Claim { kind, needs_proof: true });
    }
    if kept {
        return None;
    }
    found(&TABLE.opaque, &|phrase| contain(&words, phrase)).map(needed(true))
}

/// The kind of secret that a name alone makes of its value.
pub(super) fn secret(name: &str, in_parameter: bool) -> Option<Kind> {
    claim(name, in_parameter).filter(|claim| !claim.needs_proof).map(|claim| claim.kind)
}

/// Whether what follows this segment of a path may be a secret: `/reset-password/3f9a…`.
pub(super) fn leads_to_secret(segment: &str) -> bool {
    let words = words(segment);
    TABLE.lists.path.contains(&words.join(" ")) || claim(segment, false).is_some()
}

/// Whether a member of an object of a secret only describes it: `{"type": "basic", "realm": "x"}`.
pub(super) fn is_about(name: &str) -> bool {
    TABLE.lists.about.contains(name)
}

/// Whether a value is no word of a language and no ID: what is made up to be a secret has letters and digits.
pub(super) fn is_made_up(value: &str) -> bool {
    const SHORTEST: usize = 16;
    value.len() >= SHORTEST && values::is_opaque(value)
}

/// Whether a value is like no other: wherever it stands in a file, it is the same secret. Words, dates, addresses and
/// IDs are not, and neither is a UUID with a few letters.
pub(super) fn is_distinct(value: &str) -> bool {
    const LONGEST: usize = 16 << 10;
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._~+/=-".contains(&byte);
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).take(4).count();
    value.len() <= LONGEST
        && letters >= 4
        && value.bytes().all(is_sign)
        && is_made_up(value)
        && value.split(['_', '.', '/', '=']).any(is_made_up)
        && !value.contains(super::REDACTED)
}

/// Whether a name is that of a header that is a secret: so rare that it means nothing else anywhere.
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

/// What a name tells about a person.
pub(super) fn personal(name: &str) -> Option<Kind> {
    const NAMES: [&str; 9] = [
        "displayname",
        "firstname",
        "lastname",
        "middlename",
        "givenname",
        "familyname",
        "fullname",
        "nickname",
        "surname",
    ];
    const NUMBERS: [&str; 9] = [
        "phone",
        "phones",
        "phonenumber",
        "phonenumbers",
        "telephonenumber",
        "mobile",
        "mobilenumber",
        "faxnumber",
        "callerid",
    ];
    if name.len() > MAX_LEN {
        return None;
    }
    let name = plain(name);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match name.as_str() {
        _ if ends(&NAMES) => Some(Kind::Name),
        _ if ends(&NUMBERS) => Some(Kind::Phone),
        _ => None,
    }
}

/// A name as it is compared: decoded, in lower case, without `-`, `_` and blanks.
pub(super) fn plain(name: &str) -> String {
    let decoded = if name.contains('%') { super::edit::percent_decoded(name) } else { None };
    let name = decoded.map_or(Cow::Borrowed(name), Cow::Owned);
    let kept = name.trim().chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// Finds the words that names of secrets contain, in lower case and in each way of joining them.
static WORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| search_for(&[needles(), needles_of_parameters()].concat()));

/// Where a text may hold a name: the places of the words.
pub(super) fn find_words(text: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> {
    WORDS.as_ref().into_iter().flat_map(move |words| words.find_iter(text).map(|found| found.range()))
}

/// One of these stands in every name that is secret outside of parameters, too; in lower case. A phrase that contains
/// another one is found by it.
pub(super) fn needles() -> Vec<String> {
    let phrases: Vec<&Phrase> = TABLE.always.iter().chain(&TABLE.opaque).collect();
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
    spellings(TABLE.parameter.iter())
}
/// The words of [`leads_to_secret`] that are not needles themselves, in each way in which they are written.
pub(super) fn needles_of_paths() -> Vec<String> {
    let words = |phrase: &String| joined_ways(&phrase.split(' ').collect::<Vec<_>>());
    TABLE.lists.path.iter().flat_map(words).collect()
}

/// The names of members that make an object one of a token exchange, in lower case.
pub(super) fn needles_of_exchange() -> Vec<String> {
    EXCHANGE.iter().flat_map(|name| joined_ways(&name.split('_').collect::<Vec<_>>())).collect()
}

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
    // Nearly as fast as the largest kind, and built in half the time, which every start of the program has to wait for.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().kind(kind).ascii_case_insensitive(true).build(needles).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        assert!(TABLE.always.len() > 50 && TABLE.opaque.len() > 10 && !TABLE.lists.values.is_empty());
        assert!(WORDS.is_some());
    }

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
