//! Secrets known by their shape, and by their name in a message.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::edit::Edit;
use super::names::{self, Scope};
use super::{Kind, REDACTED};

/// `Bearer …`, `Basic …`; JWTs; the opaque Webex token, whose three parts end in the organization's UUID;
/// and secret parameters inside a text.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let header = names::pattern(&[Scope::Header]);
    let name = names::pattern(&[Scope::Anywhere]);
    let name = format!(r"(?-u:\b)(?i-u:{name})(?-u:\b)\\?['\x22]?\s*[=:]\s*");
    let member = format!("(?i-u:{})", names::member_pattern());
    let parameter = names::pattern(&[Scope::Header, Scope::Field, Scope::Parameter]);
    Regex::new(&format!(
        concat!(
            r"(?P<userinfo>(?i-u:https?|wss?|ftp)://[^\s/:@?#'\x22]+:)[^\s/@?#'\x22]+@",
            r"|(?P<header>(?-u:\b)(?i-u:{header})\\?['\x22]?\s*[:=]\s*\\?['\x22]?(?:(?i-u:bearer|basic|digest|negotiate)\s+)?)[^\s;,'\x22\\]+(?:;\s*[^\s;,'\x22\\]+)*",
            r"|(?P<scheme>(?-u:\b)(?i-u:bearer|basic)(?:\s+|%20|\+))(?P<credentials>[A-Za-z0-9._~+/=-]{{8,}})",
            // an encrypted one may have an empty second part
            r"|(?-u:\b)eyJ[A-Za-z0-9_-]{{4,}}\.\.?[A-Za-z0-9_-]{{4,}}\.?[A-Za-z0-9_.-]*",
            r"|(?P<opaque>(?-u:\b)[A-Za-z0-9._-]+)_[A-Za-z0-9]{{2,8}}_[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}(?-u:\b)",
            r"|(?P<partner>(?-u:\b)[A-Za-z0-9._-]+)_P[A-Z0-9]{{3}}_[A-Za-z0-9-]{{8,}}",
            r"|(?P<escaped>{name}\\\x22)[^\x22\\]+",
            r"|(?P<quoted>{name}\x22)(?:[^\x22\\]|\\.)+",
            r"|(?P<single>{name}')[^']+",
            r"|(?P<name>{name})[^\s&;,'\x22)}}\\]+",
            r"|(?P<pem>-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]+",
            // a word of any message is a name only where quotes are: in JSON inside of a message, a page or a script
            r"|(?P<member>\x22{member}\x22\s*:\s*\x22)(?:[^\x22\\]|\\.)+",
            r"|(?P<inner>\\+\x22{member}\\+\x22\s*:\s*\\+\x22)[^\x22\\]+",
            r"|(?P<entity>&quot;{member}&quot;\s*:\s*&quot;)[^&]+",
            r"|(?P<literal>(?-u:\b){member}['\x22]?\s*[:=]\s*(?:'|\x22|`))[^'\x22`]+",
            r"|(?P<assigned>(?-u:\b){member}=)[^\s&;,'\x22<>]+",
            // names that are secret only in a URL: a message has an error code of its own
            r"|(?P<parameter>(?:[?&#;]|%(?:25)?(?i-u:3f|26|23)|\\u0026)(?i-u:{parameter})(?:=|%(?:25)?3[dD]))(?:[^\s&;#,'\x22)}}\\]|\\/)+",
        ),
        header = header,
        name = name,
        member = member,
        parameter = parameter,
    ))
    .ok()
});

/// What is left of a match, before the secret.
const KEPT: [&str; 14] = [
    "userinfo",
    "header",
    "scheme",
    "escaped",
    "quoted",
    "single",
    "name",
    "pem",
    "member",
    "inner",
    "entity",
    "literal",
    "assigned",
    "parameter",
];

/// Whether a text can hold what the expression looks for: most texts of a file are an ID or a word.
fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The shortest has a name, a sign and a value.
    bytes.len() >= 5
        && (memchr::memchr3(b'=', b':', b'_', bytes).is_some()
            || memchr::memmem::find(bytes, b"eyJ").is_some()
            || memchr::memmem::find(bytes, b"-----BEGIN").is_some()
            || memchr::memchr2_iter(b'b', b'B', bytes).any(|at| is_scheme(&bytes[at..])))
}

fn is_scheme(bytes: &[u8]) -> bool {
    ["bearer", "basic"].iter().any(|scheme| {
        bytes.get(..scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// The secrets in a message.
pub(super) fn find(text: &str) -> Vec<(Edit, Kind)> {
    if !may_hold(text) {
        return Vec::new();
    }
    let Some(secrets) = SECRETS.as_ref() else {
        // without the expression nothing can be told to be safe
        return vec![(Edit::new(0..text.len(), REDACTED), Kind::Unreadable)];
    };
    secrets.captures_iter(text).filter_map(|found| edit(text, &found)).collect()
}

fn edit(text: &str, found: &Captures<'_>) -> Option<(Edit, Kind)> {
    let whole = found.get(0)?;
    if is_prose(text, found) || is_short(found) {
        return None;
    }
    let kept = KEPT.iter().find_map(|name| found.name(name));
    let start = kept.map_or(whole.start(), |kept| kept.end());
    let end = whole.end() - usize::from(found.name("userinfo").is_some());
    let secret = text.get(start..end).unwrap_or_default();
    let is_one = secret != REDACTED && is_named(found, secret);
    is_one.then(|| (Edit::new(start..end, REDACTED), kind(found)))
}

/// The first part of a Webex token is long; a tracking ID looks like one, but is short. Counting in the expression
/// itself would make the search of text without blanks many times as slow.
fn is_short(found: &Captures<'_>) -> bool {
    [("opaque", 40), ("partner", 20)]
        .iter()
        .any(|(name, least)| found.name(name).is_some_and(|part| part.len() < *least))
}

/// Whether the name in a match makes what follows a secret. A word behind it is part of a sentence: `password: must
/// be`; and what stands behind `=` without quotes must look like a secret, too.
fn is_named(found: &Captures<'_>, secret: &str) -> bool {
    let is_word = secret.bytes().all(|byte| byte.is_ascii_lowercase() || b" .!-".contains(&byte));
    let is_known = || names::secret(name(found), false).is_some();
    let one_of = |groups: &[&str]| groups.iter().any(|group| found.name(group).is_some());
    if let Some(kept) = found.name("name") {
        return !(is_word && kept.as_str().ends_with(": "));
    }
    if one_of(&["member", "inner", "entity"]) {
        return is_known();
    }
    if one_of(&["literal"]) {
        return !is_word && is_known();
    }
    !one_of(&["assigned"]) || (names::is_made_up(secret) && is_known())
}

/// The name in a match.
fn name<'t>(found: &'t Captures<'_>) -> &'t str {
    let named = found[0].trim_start_matches("&quot;").trim_start_matches(['?', '&', '#', ';', '"', '\\']);
    let end = named.find([':', '=', '"', '\'', '\\', ' ', '&']).unwrap_or(named.len());
    named.get(..end).unwrap_or_default()
}

/// What a match is a secret of, by the name in it.
fn kind(found: &Captures<'_>) -> Kind {
    if found.name("scheme").is_some() {
        return Kind::Authorization;
    }
    if found.name("userinfo").is_some() || found.name("pem").is_some() {
        return Kind::Password;
    }
    names::secret(name(found), true).unwrap_or(Kind::Token)
}

/// "Basic messaging" names a license, no credentials: those are base64, which mixes letters and cases. And in `Bearer
/// error_description="…"` a server says what it wants.
fn is_prose(text: &str, found: &Captures<'_>) -> bool {
    let (Some(scheme), Some(word)) = (found.name("scheme"), found.name("credentials")) else { return false };
    let behind = text.get(word.end()..).unwrap_or_default();
    if word.as_str().ends_with('=') && behind.starts_with('"') {
        return true;
    }
    let letters = word.as_str().trim_end_matches('.');
    scheme.as_str().trim_end().eq_ignore_ascii_case("basic")
        && letters.bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
