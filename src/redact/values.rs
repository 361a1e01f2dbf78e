//! Whether a value can be a secret, judged by the value alone.

use super::marks::{REDACTED, is_mark};
use super::rules::rules;
use super::words::words;

/// Whether a value cannot be a secret, whatever its name is: a flag, a label, a sentence, a placeholder.
pub(super) fn is_harmless(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']);
    is_flag(value) || is_label(value) || is_sentence(value)
}

/// The same for credentials and cookies, which may consist of words: only flags and placeholders are harmless.
pub(super) fn is_flag(value: &str) -> bool {
    value.is_empty()
        || is_mark(value)
        || rules().lists.values.contains(&value.to_ascii_lowercase())
        || is_small_number(value)
        || value.chars().all(|c| "*•●.…-_#".contains(c))
        || (value.len() >= 4 && value.bytes().all(|byte| matches!(byte, b'x' | b'X')))
        || is_template(value)
}

/// `-1`, `0`, `15`: a count or a flag. A PIN has at least four digits.
fn is_small_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `${TOKEN}`, `{{token}}`, `<your token>`, `%s`: a placeholder for a value.
fn is_template(value: &str) -> bool {
    ["${", "{{", "<%", "%{", "{%", "#{", "$("].iter().any(|begin| value.starts_with(begin))
        || (value.starts_with('<') && value.ends_with('>'))
        || (value.starts_with('{') && value.ends_with('}') && !value.contains(['"', ':']))
        || matches!(value, "%s" | "%@" | "$1" | "?")
}

/// `Password`, `Enter your PIN`, `비밀번호`: the caption of a field.
fn is_label(value: &str) -> bool {
    let is_text = |c: char| c.is_alphabetic() || " '.,?!:()*_-".contains(c);
    if !value.chars().all(is_text) {
        return false;
    }
    let is_foreign = |c: char| c.is_alphabetic() && !c.is_ascii();
    let words = words(value);
    value.chars().filter(|c| c.is_alphabetic()).all(is_foreign)
        || (words.len() <= 6 && words.iter().any(|word| rules().lists.values.contains(word)))
}

/// A message for a person.
fn is_sentence(value: &str) -> bool {
    if !value.trim().contains(' ') {
        return false;
    }
    let words =
        || value.split_whitespace().map(|word| word.trim_matches(['.', ',', '!', '?', '(', ')', '"']));
    let known = words().filter(|word| rules().lists.sentence.contains(&word.to_ascii_lowercase())).count();
    known >= 2 || (known == 1 && !value.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Whether a value looks random: letters mixed with digits, or a long run of both cases. IDs, dates, versions, URLs and
/// words do not.
pub(super) fn is_opaque(value: &str) -> bool {
    const SHORTEST: usize = 6;
    /// Without a digit, only a long value with both cases looks random.
    const SHORTEST_LETTERS: usize = 20;
    let value = value.trim();
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    let has_letter = has(u8::is_ascii_alphabetic);
    let is_mixed = has_letter && has(u8::is_ascii_digit);
    let cases = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    value.len() >= SHORTEST
        && (is_mixed || (cases && value.len() >= SHORTEST_LETTERS))
        && !value.contains([' ', '\n', '<', '>'])
        && !is_uuid(value)
        && !value.contains("://")
        && !value.starts_with('/')
        && !value.contains('@')
        && !is_date(value)
        && !is_spoken(value)
        && !is_harmless(value)
}

/// Whether a value is long enough and looks made up, so that it is neither a word nor an ID.
pub(super) fn is_made_up(value: &str) -> bool {
    const SHORTEST: usize = 16;
    value.len() >= SHORTEST && is_opaque(value)
}

/// Whether a value is like no other: wherever it occurs in a file, it is the same secret. Words, dates, addresses and
/// IDs are not, and neither is a UUID with a few letters.
pub(super) fn is_distinct(value: &str) -> bool {
    const LONGEST: usize = 16 << 10;
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._~+/=-".contains(&byte);
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).take(4).count();
    let is_long = letters >= 4 && is_made_up(value) && value.split(['_', '.', '/', '=']).any(is_made_up);
    value.len() <= LONGEST
        && value.bytes().all(is_sign)
        && (is_long || is_short_but_random(value))
        && !value.contains(REDACTED)
}

/// Whether a value of fewer characters mixes capitals, small letters and several digits, as names of products and
/// versions do not.
fn is_short_but_random(value: &str) -> bool {
    const SHORTEST: usize = 10;
    let count = |is: fn(&u8) -> bool| value.as_bytes().iter().filter(|byte| is(byte)).count();
    value.len() >= SHORTEST
        && count(u8::is_ascii_digit) >= 2
        && count(u8::is_ascii_uppercase) >= 2
        && count(u8::is_ascii_lowercase) >= 2
        && !value.contains(['.', '/', '-', '_'])
        && is_opaque(value)
}

/// The length of `user:password@` after `://`; 0 if there is none. A password may contain slashes; digits after the colon
/// of a host are a port.
pub(super) fn user_info_len(text: &str) -> usize {
    let host = text.find('/').unwrap_or(text.len());
    let port = text[..host].split_once(':').map(|(_, port)| port);
    let has_password = port.is_some_and(|port| !port.bytes().all(|byte| byte.is_ascii_digit()));
    let end = if has_password { text.find(char::is_whitespace).unwrap_or(text.len()) } else { host };
    let sign = text[..end].rfind('@');
    sign.map_or(0, |sign| sign + 1)
}

/// Whether a `code` or `state` of a URL belongs to a sign-in: numbers and single words do not.
pub(super) fn is_of_sign_in(value: &str) -> bool {
    const LONGEST_WORD: usize = 12;
    let is_long = value.len() > LONGEST_WORD && !value.contains(' ') && !is_uuid(value);
    is_opaque(value)
        || (is_long && !value.contains("://") && !value.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a letter or digit continues across an offset, so that what begins or ends there is a part of a longer word.
/// The letter of an escape, such as that of `\n` or `%3D`, belongs to no word.
pub(super) fn is_joined(bytes: &[u8], at: usize) -> bool {
    let is_word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    is_word(at.checked_sub(1))
        && is_word(Some(at))
        && !(at >= 2 && bytes[at - 2] == b'\\')
        && !(at >= 3 && bytes[at - 3] == b'%')
}

/// Whether a word after credentials is a part of them.
pub(super) fn is_opaque_part(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    word.len() >= 4
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && !word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
}

/// `2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10`, possibly with a few letters around it.
pub(super) fn is_uuid(value: &str) -> bool {
    const LEN: usize = 36;
    let is_one = |part: &[u8]| {
        part.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    value.len() >= LEN && value.len() <= LEN + 12 && value.as_bytes().windows(LEN).any(is_one)
}

/// `2026-01-02T03:04:05Z`, `10.0.1`: digits with few letters between signs.
fn is_date(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    letters <= 2 && value.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TZ+/".contains(&byte))
}

/// `calling-professional-2`, `step_2_done`, `users/42`: words with a number.
fn is_spoken(value: &str) -> bool {
    let mut parts = value.split(['-', '_', '.', '/', ':']);
    let is_word = |part: &str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - letters.len();
        let is_plain = letters.bytes().all(|byte| byte.is_ascii_lowercase())
            || letters.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
            || letters.bytes().all(|byte| byte.is_ascii_uppercase());
        digits <= 4 && is_plain && (letters.is_empty() || digits == 0 || letters.len() >= 3)
    };
    parts.all(is_word) && value.bytes().filter(u8::is_ascii_digit).count() <= 4
}

/// Whether a value is program code: `tokens[0].type`, `!0`, `getToken()`.
pub(super) fn is_code(value: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let end = value.find(|c| !is_name(c)).unwrap_or(value.len());
    let (name, rest) = value.split_at(end);
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    if name.is_empty() {
        return value.starts_with(['!', '(', '[', '{', '-', '+', '/', '~']);
    }
    if !name.starts_with(begins) {
        return false;
    }
    match rest.chars().next() {
        Some('(' | '[' | '?' | '|' | '!' | '=' | '+' | '*') => true,
        Some('.') => rest[1..].starts_with(begins) && !is_opaque(name),
        Some(',' | ')' | '}' | ']') => name.len() <= 2,
        Some(_) => false,
        None => name.len() <= 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_labels_and_sentences_are_harmless() {
        for value in [
            "true",
            "null",
            "-1",
            "Fetch",
            "Password",
            "Enter your PIN",
            "비밀번호",
            "is too short (minimum is 8 characters)",
            "********",
            "${TOKEN}",
            "{{token}}",
            "REDACTED",
            "REDACTED-a1b2",
            "Your password has expired.",
        ] {
            assert!(is_harmless(value), "{value}");
        }
        for value in
            ["hunter2", "1234", "correct horse battery staple", "S3CR3T", "aZ9,x", "CANARYd", "비번1234"]
        {
            assert!(!is_harmless(value), "{value}");
        }
    }

    #[test]
    fn what_is_made_up_is_told_from_words_and_ids() {
        for value in
            ["7k55h0kkcfmx1q2z08", "f7b2df44b609094f6fe4dbf9b90ea7e2", "aZ9}LEAK3x", "ST-1856339-aA5Yuvrxz"]
        {
            assert!(is_opaque(value), "{value}");
        }
        for value in [
            "ACTIVE",
            "94105",
            "TX",
            "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10",
            "2026-01-02T03:04:05Z",
            "calling-professional-2",
            "https://a.example/1",
            "a1@b.example",
            "application",
            "ko_KR",
        ] {
            assert!(!is_opaque(value), "{value}");
        }
    }

    #[test]
    fn a_path_is_no_password() {
        for (text, len) in
            [("a.example/x:y/@b", 0), ("a.example:443/a@b", 0), ("u:p/w@a.example/", 6), ("t@a.example", 2)]
        {
            assert_eq!(user_info_len(text), len, "{text}");
        }
    }

    #[test]
    fn expressions_are_code() {
        for value in ["tokens[0].type===x", "!0", "getToken()", "e.password", "t", "this.token"] {
            assert!(is_code(value), "{value}");
        }
        for value in ["hunter2x", "S3CR3T0123456789", "9aB.cd"] {
            assert!(!is_code(value), "{value}");
        }
    }
}
