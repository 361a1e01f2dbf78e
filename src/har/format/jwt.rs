//! Decodes JSON Web Tokens. The signature is not verified.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// A decoded token.
#[derive(Debug, Clone, PartialEq)]
pub struct Jwt {
    /// The first part: type and signing algorithm.
    pub header: Value,
    /// The second part: the claims; `None` if it is encrypted.
    pub payload: Option<Value>,
}

/// Maximum number of tokens found in one text.
const MAX: usize = 8;

/// Longer texts, in bytes, are not searched: a token is a few kilobytes at most.
const MAX_LEN: usize = 64 << 10;

/// Finds the tokens in a text.
#[must_use]
pub fn find(text: &str) -> Vec<Jwt> {
    if text.len() > MAX_LEN || !text.contains("eyJ") {
        return Vec::new();
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let words = text.split(|c: char| !is_part(c));
    words.filter_map(|word| word.find("eyJ").and_then(|at| parse(&word[at..]))).take(MAX).collect()
}

/// Decodes one token; `None` if the text is not one.
#[must_use]
pub fn parse(text: &str) -> Option<Jwt> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    let object = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&bytes).ok().filter(Value::is_object)
    };
    let header = object(parts.first()?)?;
    header.get("alg")?;
    match parts.len() {
        2 | 3 => Some(Jwt { header, payload: Some(object(parts.get(1)?)?) }),
        5 => Some(Jwt { header, payload: None }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn token(payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256"})), part(payload))
    }

    #[test]
    fn tokens_are_found_and_read() {
        let claims = json!({"sub": "1", "exp": 1_700_000_000});
        let found = find(&format!("Bearer {}; x=eyJhbGciOiJ9", token(&claims)));
        assert_eq!(found, [Jwt { header: json!({"alg": "RS256"}), payload: Some(claims) }]);
        assert!(find("eyJhbGciOiJIUzI1NiJ9 eyJ eyJ.eyJ.eyJ").is_empty());
        let encrypted = format!("{}.a.b.c.d", URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"x"}"#));
        assert_eq!(parse(&encrypted).unwrap().payload, None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-zA-Z0-9._ -]{0,60}") {
            let found = find(&format!("eyJ{text}"));
            prop_assert!(found.len() <= MAX);
        }
    }
}
