//! The claims of a token that say who issued it, for whom and for how long: not secret, and often why a request failed.

use std::fmt::Write as _;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use jiff::Timestamp;
use serde_json::Value;

/// Longest value of a claim that is shown.
const MAX_LEN: usize = 80;

/// The issuer, audience and times of a JSON Web Token in parentheses, to follow its mark:
/// `(iss:idbroker.webex.com,exp:2026-11-21T10:00:00Z)`. Empty where a value is no such token or has no such claims. What
/// is written needs no escape in a URL, a header or JSON.
pub(super) fn of(token: &str) -> String {
    let Some(claims) = claims(token) else { return String::new() };
    let mut text = String::new();
    for name in ["iss", "aud"] {
        if let Some(value) = claims.get(name).and_then(address) {
            let _ = write!(text, ",{name}:{value}");
        }
    }
    for name in ["iat", "nbf", "exp"] {
        let time =
            claims.get(name).and_then(Value::as_i64).and_then(|time| Timestamp::from_second(time).ok());
        if let Some(time) = time {
            let _ = write!(text, ",{name}:{time}");
        }
    }
    text.get(1..).map(|claims| format!("({claims})")).unwrap_or_default()
}

fn claims(token: &str) -> Option<Value> {
    let payload = token.trim().strip_prefix("eyJ")?.split('.').nth(1)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// A name, or the host of an address. An e-mail address is a person, and other values may be anything.
fn address(claim: &Value) -> Option<&str> {
    let text = claim.as_str().or_else(|| claim.get(0)?.as_str())?;
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    (!host.is_empty() && host.len() <= MAX_LEN && host.bytes().all(is_plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("eyJhbGciOiJSUzI1NiJ9.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn only_issuer_audience_and_times_are_shown() {
        let whole = r#"{"iss":"https://idbroker.webex.com/idb","aud":["C12","x"],"sub":"kim","email":"k@a.example","iat":1795255200,"exp":1795258800}"#;
        assert_eq!(
            of(&token(whole)),
            "(iss:idbroker.webex.com,aud:C12,iat:2026-11-21T10:00:00Z,exp:2026-11-21T11:00:00Z)"
        );
        for none in [r#"{"sub":"kim"}"#, r#"{"iss":"kim@corp.example"}"#, "[]", "x"] {
            assert_eq!(of(&token(none)), "");
        }
        assert_eq!(of("eyJhbGciOiJSUzI1NiJ9"), "");
        assert_eq!(of("hunter2"), "");
    }
}
