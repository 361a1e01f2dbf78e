//! Secrets taken out of single texts: what is shown or copied of a URL or a message.
//!
//! Tracking IDs, UUIDs and e-mails survive: a support case needs them.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

/// What stands in the place of a secret.
pub const REDACTED: &str = "REDACTED";

/// Parameters and headers whose value is a secret, in lower case and without `-` and `_`.
const SECRET_NAMES: [&str; 24] = [
    "authorization",
    "proxyauthorization",
    "cookie",
    "setcookie",
    "xcsrftoken",
    "xxsrftoken",
    "xauthtoken",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "token",
    "code",
    "codeverifier",
    "clientsecret",
    "assertion",
    "password",
    "apikey",
    "jsessionid",
    "samlrequest",
    "samlresponse",
    "samlart",
    // sign-in state: no token, but it can carry one
    "relaystate",
    "state",
];

/// The names that are secret in any text; those that are words of every message are secret only in a URL.
macro_rules! names {
    () => {
        r"(?-u:\b)(?i:access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|client[_-]?secret|code[_-]?verifier|password|api[_-]?key|jsessionid|samlrequest|samlresponse|relaystate)(?-u:\b)\\?['\x22]?\s*[=:]\s*"
    };
}

/// `Bearer …`, `Basic …`; JWTs; the opaque Webex token, whose three parts end in the organization's UUID;
/// and secret parameters inside a text.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<userinfo>(?i:https?)://[^\s/:@?#'\x22]+:)[^\s/@?#'\x22]+@",
        r"|(?P<header>(?-u:\b)(?i:(?:set-)?cookie|x-csrf-token|x-xsrf-token|x-auth-token|(?:proxy-)?authorization)\\?['\x22]?\s*[:=]\s*\\?['\x22]?(?:(?i:bearer|basic|digest|negotiate)\s+)?)[^\s;,'\x22\\]+(?:;\s*[^\s;,'\x22\\]+)*",
        r"|(?P<scheme>(?-u:\b)(?i:bearer|basic)(?:\s+|%20|\+))(?P<credentials>[A-Za-z0-9._~+/=-]{8,})",
        r"|(?-u:\b)eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_.-]*",
        r"|(?-u:\b)[A-Za-z0-9._-]{40,}_[A-Za-z0-9]{2,8}_[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?-u:\b)",
        r"|(?-u:\b)[A-Za-z0-9._-]{20,}_P[A-Z0-9]{3}_[A-Za-z0-9-]{8,}",
        r"|(?P<escaped>", names!(), r"\\\x22)[^\x22\\]+",
        r"|(?P<quoted>", names!(), r"\x22)(?:[^\x22\\]|\\.)+",
        r"|(?P<single>", names!(), r"')[^']+",
        r"|(?P<name>", names!(), r")[^\s&;,'\x22)}\\]+",
        // names that are secret only in a URL: a message has an error code of its own
        r"|(?P<parameter>[?&#;](?i:code|token|state|assertion|authorization)=)[^\s&;#,'\x22)}]+",
    ))
    .ok()
});

/// A URL, the values of secret parameters of its query and fragment replaced.
#[must_use]
pub fn url(url: &str) -> Cow<'_, str> {
    let Some(start) = url.find(['?', '#']) else { return text(url) };
    let (path, rest) = url.split_at(start);
    let mut safe = text(path).into_owned();
    let mut changed = safe != path;
    for part in rest.split_inclusive(['?', '#', '&', ';']) {
        let (part, end) = match part.char_indices().next_back() {
            Some((at, '?' | '#' | '&' | ';')) => part.split_at(at),
            _ => (part, ""),
        };
        match part.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_secret(name) => {
                safe.push_str(name);
                safe.push('=');
                safe.push_str(REDACTED);
                changed = true;
            }
            _ => {
                let kept = text(part);
                changed |= matches!(kept, Cow::Owned(_));
                safe.push_str(&kept);
            }
        }
        safe.push_str(end);
    }
    if changed { Cow::Owned(safe) } else { Cow::Borrowed(url) }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace("%5f", "_").replace("%2d", "-").replace(['-', '_'], "");
    SECRET_NAMES.contains(&name.as_str())
}

/// What is left of a match, before the secret.
const KEPT: [&str; 8] = ["userinfo", "header", "scheme", "escaped", "quoted", "single", "name", "parameter"];

/// A text, the secrets in it replaced.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    match SECRETS.as_ref() {
        Some(secrets) => secrets.replace_all(text, |found: &regex::Captures<'_>| {
            if is_prose(found) {
                return found[0].to_owned();
            }
            let kept = KEPT.iter().find_map(|name| found.name(name)).map_or("", |kept| kept.as_str());
            let at = if found.name("userinfo").is_some() { "@" } else { "" };
            format!("{kept}{REDACTED}{at}")
        }),
        // without the expression nothing can be told to be safe
        None => Cow::Borrowed(REDACTED),
    }
}

/// "Basic messaging" names a license, no credentials: those are base64, which mixes letters and cases.
fn is_prose(found: &regex::Captures<'_>) -> bool {
    let (Some(scheme), Some(word)) = (found.name("scheme"), found.name("credentials")) else { return false };
    let letters = word.as_str().trim_end_matches('.');
    scheme.as_str().trim_end().eq_ignore_ascii_case("basic")
        && letters.bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";

    #[test]
    fn parameters_of_a_url() {
        assert_eq!(
            url("https://a.example/p?access_token=s&x=1;State=q#id_token=t&y"),
            "https://a.example/p?access_token=REDACTED&x=1;State=REDACTED#id_token=REDACTED&y"
        );
        let plain = format!("https://a.example/organizations/{ORG}/users/onboard?locale=ko_KR&codec=x");
        assert!(matches!(url(&plain), Cow::Borrowed(same) if same == plain));
        assert_eq!(url("https://a.example/p?code="), "https://a.example/p?code=");
    }

    #[test]
    fn secrets_in_a_text() {
        let token = format!("{}_PF84_{ORG}", "NTQ1".repeat(16));
        for secret in [token.as_str(), "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"] {
            assert_eq!(text(&format!("a {secret} b")), "a REDACTED b");
        }
        assert_eq!(text("Authorization: Bearer abc.def_ghi"), "Authorization: Bearer REDACTED");
        assert_eq!(
            text("see https://a.example/p?x=1&code=s3cr3t#y"),
            "see https://a.example/p?x=1&code=REDACTED#y"
        );
        assert_eq!(text("basic QzBtb2NrOnB3"), "basic REDACTED");
        assert_eq!(text(r#"{"access_token":"s3cr3t","x":1}"#), r#"{"access_token":"REDACTED","x":1}"#);
        assert_eq!(url(&format!("https://a.example/{token}/x")), "https://a.example/REDACTED/x");
    }

    #[test]
    fn headers_quotes_and_user_info() {
        for (secret, safe) in [
            ("Cookie: a=1; b=s3cr3t next", "Cookie: REDACTED next"),
            ("X-CSRF-Token: s3cr3t", "X-CSRF-Token: REDACTED"),
            ("Authorization: Digest s3cr3t", "Authorization: Digest REDACTED"),
            (r#"{"password":"s3 cr\"3t","x":1}"#, r#"{"password":"REDACTED","x":1}"#),
            (r#"{\"clientSecret\":\"s3cr3t\"}"#, r#"{\"clientSecret\":\"REDACTED\"}"#),
            ("https://u:s3cr3t@a.example/x", "https://u:REDACTED@a.example/x"),
            ("auth=Bearer%20s3cr3ts3cr3t", "auth=Bearer%20REDACTED"),
            ("client-secret=s3cr3t", "client-secret=REDACTED"),
        ] {
            assert_eq!(text(secret), safe);
        }
        assert_eq!(
            url("https://a.example/?client%5Fsecret=s&apikey=t"),
            "https://a.example/?client%5Fsecret=REDACTED&apikey=REDACTED"
        );
        for prose in ["the code 5302", "token expired", "https://a.example:443/x?y=a@b.example"] {
            assert_eq!(text(prose), prose);
        }
    }

    #[test]
    fn what_a_case_needs_survives() {
        let kept = format!(
            "ATLAS_75710713-5b8e-428d-8b6a-c3f5a8ea2463_30 {ORG} o'brien+x@corp.example errorCode = '5302' \
             error = '[Error 10991] Url already exists: a@b.example' Basic messaging."
        );
        assert_eq!(text(&kept), kept);
    }
}
