//! The one table of names whose value is a secret.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::Kind;

/// Where a name makes its value a secret. Each holds for what the ones before it hold for, and less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// A header: everywhere, and in a message all that follows it as a list (`Cookie: a=1; b=2`).
    Header,
    /// Everywhere, also in a message before `=` or `:`.
    Anywhere,
    /// As the name of a member, header, field or parameter. In a message it is a word like others.
    Field,
    /// As a parameter of a URL or form, and in the JSON of a token exchange. Elsewhere it means something else: an
    /// error has a `code` of its own, a user a `state`.
    Parameter,
}

/// `_` stands for `_`, `-` or nothing; case does not matter.
const TABLE: [(&str, Scope, Kind); 86] = [
    ("authorization", Scope::Header, Kind::Authorization),
    ("proxy_authorization", Scope::Header, Kind::Authorization),
    ("cookie", Scope::Header, Kind::Cookie),
    ("set_cookie", Scope::Header, Kind::Cookie),
    ("x_csrf_token", Scope::Header, Kind::Token),
    ("x_xsrf_token", Scope::Header, Kind::Token),
    ("x_auth_token", Scope::Header, Kind::Token),
    ("x_access_token", Scope::Header, Kind::Token),
    ("x_api_key", Scope::Header, Kind::Token),
    ("x_auth_key", Scope::Header, Kind::Token),
    ("access_token", Scope::Anywhere, Kind::Token),
    ("refresh_token", Scope::Anywhere, Kind::Token),
    ("id_token", Scope::Anywhere, Kind::Token),
    ("id_token_hint", Scope::Anywhere, Kind::Token),
    ("auth_token", Scope::Anywhere, Kind::Token),
    ("bearer_token", Scope::Anywhere, Kind::Token),
    ("session_token", Scope::Anywhere, Kind::Token),
    ("security_token", Scope::Anywhere, Kind::Token),
    ("csrf_token", Scope::Anywhere, Kind::Token),
    ("xsrf_token", Scope::Anywhere, Kind::Token),
    ("device_code", Scope::Anywhere, Kind::Token),
    ("auth_code", Scope::Anywhere, Kind::SignIn),
    ("authorization_code", Scope::Anywhere, Kind::SignIn),
    ("jsessionid", Scope::Anywhere, Kind::Cookie),
    ("api_key", Scope::Anywhere, Kind::Token),
    ("access_key", Scope::Anywhere, Kind::Token),
    ("secret_key", Scope::Anywhere, Kind::Password),
    ("private_key", Scope::Anywhere, Kind::Password),
    ("client_secret", Scope::Anywhere, Kind::Password),
    ("client_assertion", Scope::Anywhere, Kind::Token),
    ("code_verifier", Scope::Anywhere, Kind::Token),
    ("password", Scope::Anywhere, Kind::Password),
    ("passphrase", Scope::Anywhere, Kind::Password),
    ("passwd", Scope::Anywhere, Kind::Password),
    ("saml_request", Scope::Anywhere, Kind::SignIn),
    ("saml_response", Scope::Anywhere, Kind::SignIn),
    ("saml_art", Scope::Anywhere, Kind::SignIn),
    // sign-in state: no token, but it can carry one
    ("relay_state", Scope::Anywhere, Kind::SignIn),
    ("cookies", Scope::Field, Kind::Cookie),
    ("token", Scope::Field, Kind::Token),
    ("tokens", Scope::Field, Kind::Token),
    ("jwt", Scope::Field, Kind::Token),
    ("bearer", Scope::Field, Kind::Token),
    // a browser can send no header of its own with a WebSocket, so tokens go in here
    ("sec_websocket_protocol", Scope::Field, Kind::Token),
    ("csrf", Scope::Field, Kind::Token),
    ("xsrf", Scope::Field, Kind::Token),
    ("x_csrf", Scope::Field, Kind::Token),
    ("x_xsrf", Scope::Field, Kind::Token),
    ("user_code", Scope::Field, Kind::Token),
    ("assertion", Scope::Field, Kind::Token),
    ("secret", Scope::Field, Kind::Password),
    ("pwd", Scope::Field, Kind::Password),
    ("passcode", Scope::Field, Kind::Password),
    ("pin", Scope::Field, Kind::Password),
    ("pin_code", Scope::Field, Kind::Password),
    ("host_key", Scope::Field, Kind::Password),
    ("encryption_key", Scope::Field, Kind::Password),
    ("signing_key", Scope::Field, Kind::Password),
    ("otp", Scope::Field, Kind::Password),
    ("totp", Scope::Field, Kind::Password),
    ("otp_code", Scope::Field, Kind::Password),
    ("mfa_code", Scope::Field, Kind::Password),
    ("verification_code", Scope::Field, Kind::Password),
    // whoever has it can register a device
    ("activation_code", Scope::Field, Kind::Token),
    ("credential", Scope::Field, Kind::Password),
    ("credentials", Scope::Field, Kind::Password),
    // how Cisco's sign-in page calls the password and the one-time code
    ("id_token2", Scope::Field, Kind::Password),
    ("id_token3", Scope::Field, Kind::Password),
    ("connect.sid", Scope::Field, Kind::Cookie),
    ("code", Scope::Parameter, Kind::SignIn),
    ("state", Scope::Parameter, Kind::SignIn),
    ("session_state", Scope::Parameter, Kind::SignIn),
    ("nonce", Scope::Parameter, Kind::SignIn),
    ("ticket", Scope::Parameter, Kind::Token),
    ("auth", Scope::Parameter, Kind::Token),
    ("pw", Scope::Parameter, Kind::Password),
    ("pass", Scope::Parameter, Kind::Password),
    // a meeting's address with its password in it
    ("mtid", Scope::Parameter, Kind::Token),
    ("sid", Scope::Parameter, Kind::Cookie),
    ("session_id", Scope::Parameter, Kind::Cookie),
    ("phpsessid", Scope::Parameter, Kind::Cookie),
    // an address signed in advance is a key to what it leads to
    ("sig", Scope::Parameter, Kind::Token),
    ("signature", Scope::Parameter, Kind::Token),
    ("x_amz_signature", Scope::Parameter, Kind::Token),
    ("x_amz_credential", Scope::Parameter, Kind::Token),
    ("x_goog_signature", Scope::Parameter, Kind::Token),
];

/// What the name of a secret may end in, however it begins (`newPassword`, `sparkAccessToken`).
const ENDINGS: [(&str, Kind); 14] = [
    ("authorization", Kind::Authorization),
    ("cookie", Kind::Cookie),
    ("token", Kind::Token),
    ("jwt", Kind::Token),
    ("assertion", Kind::Token),
    ("apikey", Kind::Token),
    ("subscriptionkey", Kind::Token),
    ("pin", Kind::Password),
    ("pwd", Kind::Password),
    ("passwordhash", Kind::Password),
    ("password", Kind::Password),
    ("passwd", Kind::Password),
    ("passcode", Kind::Password),
    ("secret", Kind::Password),
];

/// Endings of names that look like [`ENDINGS`]: they say where a list goes on, or are other words.
const NO_SECRETS: [&str; 7] =
    ["pagetoken", "nexttoken", "continuationtoken", "synctoken", "skiptoken", "canceltoken", "spin"];

/// Names longer than this are sentences.
const MAX_LEN: usize = 80;

static SECRETS: LazyLock<HashMap<String, (Scope, Kind)>> =
    LazyLock::new(|| TABLE.iter().map(|(name, scope, kind)| (plain(name), (*scope, *kind))).collect());

/// What kind of secret a name gives to its value; `in_parameter` where it names a parameter of a URL or form.
pub(super) fn secret(name: &str, in_parameter: bool) -> Option<Kind> {
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
    static MEMO: RefCell<[HashMap<String, Option<Kind>>; 2]> = RefCell::default();
}

fn looked_up(name: &str, in_parameter: bool) -> Option<Kind> {
    let name = plain(name);
    let known = |name: &str| {
        SECRETS.get(name).filter(|(scope, _)| in_parameter || *scope < Scope::Parameter).map(|known| known.1)
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // `user[password]`, `login.password`, `form:password`, `token[0]`
    let last = || name.rsplit(['[', ']', '.', '$', ':', '/']).find(|part| !is_number(part)).unwrap_or(&name);
    // Cisco's sign-in page: the e-mail
    if last() == "idtoken1" {
        return None;
    }
    known(&name).or_else(|| known(last())).or_else(|| {
        // `password2`, `apiKeys`
        let name = last().trim_end_matches(|c: char| c.is_ascii_digit() || c == 's');
        let (_, kind) = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending))?;
        (!NO_SECRETS.iter().any(|ending| name.ends_with(ending))).then_some(*kind)
    })
}

/// Whether a value is no word of a language and no ID: what is made up to be a secret has letters and digits.
pub(super) fn is_made_up(value: &str) -> bool {
    const SHORTEST: usize = 16;
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    let is_uuid = value.len() == 36 && value.bytes().filter(|byte| *byte == b'-').count() == 4;
    value.len() >= SHORTEST
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && !is_uuid
        && !value.contains(' ')
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
    name.len() <= MAX_LEN && SECRETS.get(&plain(name)).is_some_and(|(scope, _)| *scope == Scope::Header)
}

/// Members that show an object to be part of a token exchange.
pub(super) fn is_of_exchange(name: &str) -> bool {
    let name = plain(name);
    EXCHANGE.iter().any(|known| plain(known) == name)
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

/// The names of some scopes as a part of a regular expression.
pub(super) fn pattern(scopes: &[Scope]) -> String {
    let rows = TABLE.iter().filter(|(_, scope, _)| scopes.contains(scope));
    let mut names: Vec<_> = rows.map(|(name, ..)| name.replace('.', r"\.").replace('_', "[_-]?")).collect();
    // The longer one first: of alternatives the first that matches is taken.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.join("|")
}

/// Whether a text may hold one of the names with a sign behind it: quicker told than looked for, and never no where it
/// is yes.
pub(super) fn may_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |byte: &u8| matches!(byte, b'=' | b':' | b'%');
    let begins_parameter = |byte: &u8| matches!(byte, b'?' | b'&' | b'#' | b';' | b'%' | b'\\');
    let has =
        |parts: &LazyLock<Option<AhoCorasick>>| parts.as_ref().is_none_or(|parts| parts.is_match(bytes));
    bytes.iter().any(is_sign)
        && (has(&PARTS) || (bytes.iter().any(begins_parameter) && has(&PARTS_OF_PARAMETERS)))
}

/// The names that are secret anywhere, and the endings: one of them stands in every such name.
static PARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| search_for(&needles()));

/// The names that are secret in a parameter only.
static PARTS_OF_PARAMETERS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| search_for(&needles_of_parameters()));

/// One of these stands in every name that is secret outside of parameters, too; in lower case.
pub(super) fn needles() -> Vec<String> {
    let endings = ENDINGS.map(|(ending, _)| ending);
    let rows = TABLE.iter().filter(|(_, scope, _)| *scope < Scope::Parameter).map(|(name, ..)| *name);
    let others = rows.filter(|name| !endings.iter().any(|ending| name.contains(ending)));
    spellings(others.chain(endings).chain(["api_key"]))
}

/// The names that are secret in a parameter only, in lower case.
pub(super) fn needles_of_parameters() -> Vec<String> {
    let rows = TABLE.iter().filter(|(_, scope, _)| *scope == Scope::Parameter);
    spellings(rows.map(|(name, ..)| *name))
}

/// The names of members that make an object one of a token exchange, in lower case.
pub(super) fn needles_of_exchange() -> Vec<String> {
    spellings(EXCHANGE.into_iter())
}

/// Each way of writing names.
fn spellings<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut written = Vec::new();
    for name in names {
        let mut ways = vec![String::new()];
        for (place, word) in name.split('_').enumerate() {
            let signs: &[&str] = if place == 0 { &[""] } else { &["", "_", "-"] };
            let longer =
                |way: &String| signs.iter().map(move |sign| format!("{way}{sign}{word}")).collect::<Vec<_>>();
            ways = ways.iter().flat_map(longer).collect();
        }
        written.extend(ways);
    }
    written
}

fn search_for(needles: &[String]) -> Option<AhoCorasick> {
    // Nearly as fast as the largest kind, and built in half the time, which every start of the program has to wait for.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().kind(kind).ascii_case_insensitive(true).build(needles).ok()
}

/// All names of members, also those known by their [`ENDINGS`], as a part of a regular expression. What it finds is a
/// secret only if [`secret`] says so.
pub(super) fn member_pattern() -> String {
    let table = pattern(&[Scope::Header, Scope::Anywhere, Scope::Field]);
    let endings = ENDINGS.map(|(ending, _)| ending).join("|");
    format!("(?:{table}|[a-z0-9_.-]*(?:{endings}|api[_-]key)s?[0-9]*)")
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
        ] {
            assert_eq!(secret(name, true), None, "{name}");
        }
    }

    #[test]
    fn an_error_has_a_code_and_a_user_a_state() {
        for name in ["code", "state", "session_id"] {
            assert!(secret(name, true).is_some() && secret(name, false).is_none(), "{name}");
        }
    }

    #[test]
    fn the_table_has_no_name_twice() {
        assert_eq!(SECRETS.len(), TABLE.len());
    }
}
