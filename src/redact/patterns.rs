//! Secrets known by their shape, and by their name in a message.

use std::sync::LazyLock;

use regex::bytes::{Captures, Regex, RegexBuilder};

use super::edit::Edit;
use super::names::{self, Scope};
use super::{Kind, REDACTED};

/// `Bearer …`, `Basic …`; JWTs; the opaque Webex token, whose three parts end in the organization's UUID;
/// and secret parameters inside a text.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let header = names::pattern(&[Scope::Header]);
    let name = names::pattern(&[Scope::Anywhere]);
    let name = format!(r"\b(?i:{name})\b\\?['\x22]?\s*[=:]\s*");
    let member = format!("(?i:{})", names::member_pattern());
    let parameter = names::pattern(&[Scope::Header, Scope::Field, Scope::Parameter]);
    // Of bytes: what ends a secret is ASCII, and an expression that knows all of Unicode takes five times as long to
    // build, at every start of the program.
    RegexBuilder::new(&format!(
        concat!(
            r"(?P<userinfo>(?i:https?|wss?|ftp)://[^\s/:@?#'\x22]+:)[^\s/@?#'\x22]+@",
            r"|(?P<header>\b(?i:{header})\\?['\x22]?\s*[:=]\s*\\?['\x22]?(?:(?i:bearer|basic|digest|negotiate)\s+)?)[^\s;,'\x22\\]+(?:;\s*[^\s;,'\x22\\]+)*",
            r"|(?P<scheme>\b(?i:bearer|basic)(?:\s+|%20|\+))(?P<credentials>[A-Za-z0-9._~+/=-]{{8,}})",
            // an encrypted one may have an empty second part
            r"|\beyJ[A-Za-z0-9_-]{{4,}}\.\.?[A-Za-z0-9_-]{{4,}}\.?[A-Za-z0-9_.-]*",
            r"|(?P<opaque>\b[A-Za-z0-9._-]+)_[A-Za-z0-9]{{2,8}}_[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}\b",
            r"|(?P<partner>\b[A-Za-z0-9._-]+)_P[A-Z0-9]{{3}}_[A-Za-z0-9-]{{8,}}",
            r"|(?P<escaped>{name}\\\x22)[^\x22\\]+",
            r"|(?P<quoted>{name}\x22)(?:[^\x22\\]|\\.)+",
            r"|(?P<single>{name}')[^']+",
            r"|(?P<name>{name})[^\s&;,'\x22)}}\\]+",
            r"|(?P<pem>-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]+",
            // a word of any message is a name only where quotes are: in JSON inside of a message, a page or a script
            r"|(?P<member>\x22{member}\x22\s*:\s*\x22)(?:[^\x22\\]|\\.)+",
            r"|(?P<inner>\\+\x22{member}\\+\x22\s*:\s*\\+\x22)[^\x22\\]+",
            r"|(?P<entity>&quot;{member}&quot;\s*:\s*&quot;)[^&]+",
            r"|(?P<literal>\b{member}['\x22]?\s*[:=]\s*(?:'|\x22|`))[^'\x22`]+",
            r"|(?P<assigned>\b{member}=)[^\s&;,'\x22<>]+",
            // names that are secret only in a URL: a message has an error code of its own
            r"|(?P<parameter>(?:[?&#;]|%(?:25)?(?i:3f|26|23)|\\u0026)(?i:{parameter})(?:=|%(?:25)?3[dD]))(?:[^\s&;#,'\x22)}}\\]|\\/)+",
        ),
        header = header,
        name = name,
        member = member,
        parameter = parameter,
    ))
    .unicode(false)
    .build()
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

/// Whether a text can hold what the expression looks for. Most texts cannot, which is far quicker told than searched
/// for; and a program that has met none that can has not built the expression yet.
fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let holds = |what: &[u8]| memchr::memmem::find(bytes, what).is_some();
    // The shortest has a name, a sign and a value.
    bytes.len() >= 5
        && (names::may_name(text)
            || holds(b"eyJ")
            || holds(b"-----BEGIN")
            || memchr::memmem::find_iter(bytes, b"://").any(|at| has_userinfo(&bytes[at + 3..]))
            || memchr::memchr2_iter(b'b', b'B', bytes).any(|at| is_scheme(&bytes[at..]))
            || is_like_webex_token(bytes))
}

/// Whether a text may hold an opaque token of Webex: `_P` and three letters, or a run that is long enough.
fn is_like_webex_token(bytes: &[u8]) -> bool {
    // The first part, two letters and a UUID, with a `_` between them.
    const SHORTEST: usize = 40 + 1 + 2 + 1 + 36;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    memchr::memchr(b'_', bytes).is_some()
        && (memchr::memmem::find(bytes, b"_P").is_some()
            || bytes.split(|byte| !is_part(byte)).any(|run| run.len() >= SHORTEST))
}

/// Whether what follows `://` names a user before the host.
fn has_userinfo(bytes: &[u8]) -> bool {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"/?#'\"".contains(byte);
    bytes.split(ends).next().is_some_and(|authority| authority.contains(&b'@'))
}

fn is_scheme(bytes: &[u8]) -> bool {
    ["bearer", "basic"].iter().any(|scheme| {
        bytes.get(..scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// The secrets in a message.
pub(super) fn find(text: &str) -> Vec<(Edit, Kind)> {
    if may_hold(text) { search(text) } else { Vec::new() }
}

fn search(text: &str) -> Vec<(Edit, Kind)> {
    let Some(secrets) = SECRETS.as_ref() else {
        // without the expression nothing can be told to be safe
        return vec![(Edit::new(0..text.len(), REDACTED), Kind::Unreadable)];
    };
    let found = secrets.captures_iter(text.as_bytes()).map(|groups| Found { text, groups });
    found.filter_map(|found| edit(&found)).collect()
}

/// A match in a text.
struct Found<'t> {
    text: &'t str,
    groups: Captures<'t>,
}

impl<'t> Found<'t> {
    /// What a group matched; every group begins and ends at ASCII, or where the text does.
    fn group(&self, name: &str) -> Option<&'t str> {
        self.text.get(self.groups.name(name)?.range())
    }

    /// Whether one of these groups matched.
    fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.groups.name(name).is_some())
    }

    /// All of it.
    fn whole(&self) -> &'t str {
        self.text.get(self.groups.get_match().range()).unwrap_or_default()
    }

    /// The name in it.
    fn name(&self) -> &'t str {
        let named = self.whole().trim_start_matches("&quot;");
        let named = named.trim_start_matches(['?', '&', '#', ';', '"', '\\']);
        let end = named.find([':', '=', '"', '\'', '\\', ' ', '&']).unwrap_or(named.len());
        named.get(..end).unwrap_or_default()
    }
}

fn edit(found: &Found<'_>) -> Option<(Edit, Kind)> {
    if is_free_text(found) || is_short(found) {
        return None;
    }
    let whole = found.groups.get_match().range();
    let kept = KEPT.iter().find_map(|name| found.groups.name(name));
    let start = kept.map_or(whole.start, |kept| kept.end());
    let end = whole.end - usize::from(found.has(&["userinfo"]));
    let secret = found.text.get(start..end)?;
    let is_one = secret != REDACTED && is_named(found, secret);
    is_one.then(|| (Edit::new(start..end, REDACTED), kind(found)))
}

/// The first part of a Webex token is long; a tracking ID looks like one, but is short. Counting in the expression
/// itself would make the search of text without blanks many times as slow.
fn is_short(found: &Found<'_>) -> bool {
    [("opaque", 40), ("partner", 20)]
        .iter()
        .any(|(name, least)| found.group(name).is_some_and(|part| part.len() < *least))
}

/// Whether the name in a match makes what follows a secret. A word behind it is part of a sentence: `password: must
/// be`; and what stands behind `=` without quotes must look like a secret, too.
fn is_named(found: &Found<'_>, secret: &str) -> bool {
    let is_word = secret.bytes().all(|byte| byte.is_ascii_lowercase() || b" .!-".contains(&byte));
    let is_known = || names::secret(found.name(), false).is_some();
    if let Some(kept) = found.group("name") {
        return !(is_word && kept.ends_with(": "));
    }
    if found.has(&["member", "inner", "entity"]) {
        return is_known();
    }
    if found.has(&["literal"]) {
        return !is_word && is_known();
    }
    !found.has(&["assigned"]) || (names::is_made_up(secret) && is_known())
}

/// What a match is a secret of, by the name in it.
fn kind(found: &Found<'_>) -> Kind {
    if found.has(&["scheme"]) {
        return Kind::Authorization;
    }
    if found.has(&["userinfo", "pem"]) {
        return Kind::Password;
    }
    names::secret(found.name(), true).unwrap_or(Kind::Token)
}

/// "Basic messaging" names a license, no credentials: those are base64, which mixes letters and cases. And in `Bearer
/// error_description="…"` a server says what it wants.
fn is_free_text(found: &Found<'_>) -> bool {
    let (Some(scheme), Some(word)) = (found.group("scheme"), found.groups.name("credentials")) else {
        return false;
    };
    let (word, behind) = (word.range(), found.text.get(word.end()..).unwrap_or_default());
    let word = found.text.get(word).unwrap_or_default();
    if word.ends_with('=') && behind.starts_with('"') {
        return true;
    }
    let letters = word.trim_end_matches('.');
    scheme.trim_end().eq_ignore_ascii_case("basic")
        && letters.bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_passed_over_that_a_search_would_find(
            pieces in prop::collection::vec(prop_oneof![
                "(access|refresh|id|x-auth|x_api|session)[_-]?(token|key|code|id|hint)",
                "(?i)(set-)?cookie|authorization|password|pass(wd|code|phrase)|saml_?(request|response)|secret|pin|code|state|jsessionid",
                "[:=?&#;%\"'\\\\ ]{1,3}|%3[dDfF]|%26|&quot;|\\\\u0026|://|@|_P|_|-----BEGIN RSA PRIVATE KEY-----",
                "(?i)bearer |basic |negotiate |https?://|eyJ",
                "[A-Za-z0-9._-]{1,50}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|홍길동",
            ], 1..8),
        ) {
            let text = pieces.concat();
            prop_assert!(search(&text).is_empty() || may_hold(&text), "{text:?}");
            for (edit, _) in search(&text) {
                prop_assert!(text.get(edit.range.clone()).is_some(), "{text:?}");
            }
        }
    }

    #[test]
    fn what_most_answers_say_is_not_searched() {
        for text in [
            "application/json; charset=utf-8",
            "https://cpapi-r.wbx2.example/api/v1/customers/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users",
            "POST failed: HTTP/1.1 409 Conflict (url = https://h.example/users, TrackingId = ATLAS_b08b4631-6907-4cd0-ad65-c6513301345a_30, errorCode = '5302')",
        ] {
            assert!(!may_hold(text), "{text}");
        }
    }
}
