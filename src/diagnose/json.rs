//! JSON of an answer, also when it was cut in the middle.

use serde_json::Value;

/// Parsed JSON, and whether it was cut off.
pub struct Parsed {
    /// What could be read.
    pub value: Value,
    /// The text ends before the JSON does.
    pub cut: bool,
}

/// Reads `text` as JSON; a byte order mark and space around it are skipped. `None` where it is no JSON object or list.
pub fn parse(text: &str) -> Option<Parsed> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(value) => Some(Parsed { value, cut: false }),
        Err(_) => repair(text).map(|value| Parsed { value, cut: true }),
    }
}

/// Closes what is open at the end; where that is not enough, goes back over what stands behind the last commas.
fn repair(text: &str) -> Option<Value> {
    const TRIES: usize = 8;
    let mut rest = text;
    for _ in 0..TRIES {
        if let Some(value) = close(rest) {
            return Some(value);
        }
        rest = &rest[..rest.rfind([',', '{', '['])?];
    }
    None
}

fn close(text: &str) -> Option<Value> {
    let (mut open, mut in_string, mut escaped) = (Vec::new(), false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
    }
    let mut whole = text.strip_suffix('\\').filter(|_| escaped).unwrap_or(text).to_owned();
    if in_string {
        whole.push('"');
    }
    let trimmed = whole.trim_end().trim_end_matches(',').len();
    whole.truncate(trimmed);
    if whole.ends_with(':') {
        whole.push_str("null");
    }
    whole.extend(open.iter().rev());
    serde_json::from_str(&whole).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_cut() {
        let whole = r#"[{"email":"a@b","uuid":null,"status":400,"errorList":[{"errorCode":5302,"description":"x \" y"}]}]"#;
        assert!(parse(whole).is_some_and(|parsed| !parsed.cut));
        for end in 1..whole.len() {
            let parsed = parse(&whole[..end]).map(|parsed| parsed.cut);
            assert_eq!(parsed, Some(true), "cut at {end}: {}", &whole[..end]);
        }
        let cut = parse(&whole[..40]).map(|parsed| parsed.value[0]["email"].clone());
        assert_eq!(cut, Some("a@b".into()));
    }

    #[test]
    fn what_is_no_json() {
        assert!(parse("<html>").is_none());
        assert!(parse("Unable to find location.").is_none());
        assert!(parse("").is_none());
        assert!(parse("\u{feff} []").is_some());
    }
}
