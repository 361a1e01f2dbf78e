//! An error's text, taken apart: the failed upstream call it reports, its codes, its tracking ID.
//!
//! Every part is looked for by itself, so translated, reformatted and cut texts give what they hold.

use std::borrow::Cow;

use super::api_error::{ApiError, Field, InnerError};
use crate::redact::{self, Redacted};

/// Longest text of an error, in characters; the entry itself shows the whole.
const MAX_LEN: usize = 4000;
/// Longest code, number or ID of an error, in characters.
const MAX_NAME: usize = 200;
/// Inner codes of one text that are kept.
const MAX_INNER: usize = 20;

/// An error from its text and the code given with it. The text is shortened here, once, so that whoever shows, compares
/// or redacts it later need not ask how long it is.
#[must_use]
pub fn parse(code: Option<String>, text: Option<String>, field: Field) -> ApiError {
    let code = code.map(|code| shortened(code, MAX_NAME));
    let mut error = ApiError { code, field, ..ApiError::default() };
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return error };
    // What was escaped twice needs two rounds.
    read_parts(&mut error, &plain(&plain(&text)));
    error.message = Some(message(text));
    error
}

/// Fills in what a text without escapes says.
fn read_parts(error: &mut ApiError, plain: &str) {
    let lower = plain.to_ascii_lowercase();
    if let Some(call) = upstream_call(plain) {
        error.upstream_method = Some(call.method.to_owned());
        error.upstream_status = Some(call.status);
        error.upstream_reason = safe(call.reason);
    }
    let assigned = |name| assigned(plain, &lower, name);
    error.upstream_url = assigned("url").filter(|url| url.starts_with("http")).map(until_end).and_then(kept);
    error.tracking_id = assigned("trackingid").and_then(|rest| {
        let id = until_end(rest);
        // The text may be cut within the ID, so something must follow it.
        (id.len() < rest.len()).then(|| kept(id))?
    });
    error.code = error.code.take().or_else(|| assigned("errorcode").and_then(quoted).and_then(kept));
    let marks = marks(plain);
    let mut inner = inner_errors(plain, &marks);
    if encloses(plain, &marks) && error.code.as_deref().is_none_or(is_status) {
        error.code = Some(inner.remove(0).code);
    }
    let mut inner = inner.into_iter();
    if let Some(InnerError { code, message }) = inner.next() {
        (error.inner_code, error.inner_message) = (Some(code), message);
    }
    error.further_inner = inner.collect();
}

/// Whether a code can only be an HTTP status: it says less than the code of the error around it.
pub(super) fn is_status(code: &str) -> bool {
    code.trim().parse().is_ok_and(|code: i64| (100..600).contains(&code))
}

/// A text that is only shown: without its secrets, and no longer than an error's text may be.
#[must_use]
pub fn message(text: String) -> Redacted<'static> {
    redact::text(&shortened(text, MAX_LEN)).into_owned()
}

fn safe(text: &str) -> Option<Redacted<'static>> {
    let text = text.trim();
    (!text.is_empty()).then(|| message(text.to_owned()))
}

fn kept(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| shortened(text.to_owned(), MAX_LEN))
}

/// Cuts a long text and marks the cut. Secrets are replaced first: half a secret is no longer recognized as one.
fn shortened(text: String, longest: usize) -> String {
    if text.char_indices().nth(longest).is_none() {
        return text;
    }
    let mut text = String::from(redact::text(&text));
    let Some((end, _)) = text.char_indices().nth(longest) else { return text };
    text.truncate(end);
    let word = |c: char| c.is_ascii_alphanumeric() || "._~+/=-".contains(c);
    let whole = text.trim_end_matches(word).len();
    if whole > 0 {
        text.truncate(whole);
    }
    text.push('…');
    text
}

/// The text with its character references, `%XX` and `\uXXXX` escapes decoded as far as they mean blanks, brackets
/// and quotes, every kind of blank as a space, and full-width brackets as plain ones.
fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains(['&', '%', '\\']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (c, len) = reference(rest).or_else(|| escape(rest)).unwrap_or((c, c.len_utf8()));
        match c {
            '［' => out.push('['),
            '］' => out.push(']'),
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
        rest = &rest[len..];
    }
    Cow::Owned(out)
}

/// A character reference at the beginning of a text (`&nbsp;`, `&#160;`, `&#xa0;`) and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(10).position(|byte| byte == b';')?;
    let name = &inner[..end];
    let c = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "lsqb" | "lbrack" => '[',
        "rsqb" | "rbrack" => ']',
        "quot" => '"',
        "apos" => '\'',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "colon" => ':',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((c, end + 2))
}

/// A blank, bracket or quote that is still escaped for a URL or for JSON, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let (digits, len) = match text.strip_prefix('%') {
        Some(rest) => (rest.get(..2)?, 3),
        None => (text.strip_prefix("\\u")?.get(..4)?, 6),
    };
    let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
    (c.is_whitespace() || matches!(c, '[' | ']' | '\'' | '"' | ':')).then_some((c, len))
}

/// `POST failed: HTTP/1.1 409 Conflict (`, the word for "failed" in any language.
struct UpstreamCall<'t> {
    method: &'t str,
    status: i64,
    reason: &'t str,
}

fn upstream_call(text: &str) -> Option<UpstreamCall<'_>> {
    text.match_indices("HTTP/").find_map(|(at, _)| {
        let mut before = text[..at].trim_end().strip_suffix(':')?.rsplitn(3, ' ');
        let _failed = before.next().filter(|word| !word.is_empty())?;
        let method = before.next()?.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
        let is_method = (3..=7).contains(&method.len()) && method.bytes().all(|b| b.is_ascii_uppercase());
        let after = text[at + "HTTP/".len()..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let after = after.trim_start_matches(' ');
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if !is_method || digits != 3 {
            return None;
        }
        let reason = after[digits..].split(['(', '\n']).next()?;
        Some(UpstreamCall { method, status: after[..digits].parse().ok()?, reason })
    })
}

/// What follows `name =`, the name in any case (`lower` is the text in lower case).
fn assigned<'t>(text: &'t str, lower: &str, name: &str) -> Option<&'t str> {
    lower.match_indices(name).find_map(|(at, _)| {
        let is_word = !lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = text.get(at + name.len()..)?.trim_start_matches(' ').strip_prefix('=')?;
        is_word.then(|| rest.trim_start_matches(' '))
    })
}

fn until_end(text: &str) -> &str {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ')' | '\'')).next().unwrap_or_default()
}

/// The text between the quotes that it begins with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    text[1..].split_once(quote).map(|(inside, _)| inside)
}

fn marks(text: &str) -> Vec<Mark<'_>> {
    text.match_indices(['[', '(', '{', '<']).filter_map(|(at, _)| Mark::at(text, at)).collect()
}

/// Whether the first error reports the second one: `[Error 5302] POST failed (error = '[Error 10991] …')`.
fn encloses(text: &str, marks: &[Mark<'_>]) -> bool {
    let [first, second, ..] = marks else { return false };
    let before = text[..second.at].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"'));
    first.is_error && second.is_error && first.code != second.code && before.ends_with(['=', ':'])
}

/// The code and text of each `[Error N]`; without any, of each `[Informational N]`.
fn inner_errors(text: &str, marks: &[Mark<'_>]) -> Vec<InnerError> {
    // `error = '[Error 10991] …')`: the quote before the first bracket closes after the last text
    let quote = marks.first().and_then(|mark| text[..mark.at].chars().next_back());
    let quote = quote.filter(|c| matches!(c, '\'' | '"'));
    let has_error = marks.iter().any(|mark| mark.is_error);
    let mut found: Vec<InnerError> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.is_error == has_error) {
        if found.len() < MAX_INNER && found.iter().all(|inner| inner.code != mark.code) {
            let message = quote.and_then(|quote| mark.message.strip_suffix(quote)).unwrap_or(mark.message);
            found.push(InnerError { code: mark.code.to_owned(), message: safe(message) });
        }
    }
    found
}

/// One `[Error N] text`.
struct Mark<'t> {
    at: usize,
    is_error: bool,
    code: &'t str,
    message: &'t str,
}

impl<'t> Mark<'t> {
    fn at(text: &'t str, bracket: usize) -> Option<Self> {
        let blank = |c: char| c.is_whitespace() || matches!(c, ':' | '#' | '-' | '_' | '+' | '.' | '=');
        let inside = text[bracket + 1..].trim_start();
        let word_len = inside.find(|c: char| !c.is_alphabetic())?;
        let (word, rest) = inside.split_at(word_len);
        let is_error = ["error", "오류", "エラー"].iter().any(|name| name.eq_ignore_ascii_case(word));
        if !is_error && !word.eq_ignore_ascii_case("informational") {
            return None;
        }
        let rest = rest.trim_start_matches(blank);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (code, rest) = rest.split_at(digits);
        let rest = rest.trim_start().strip_prefix([']', ')', '}', '>'])?;
        let message = rest.split(['[', ']']).next().unwrap_or_default().trim();
        let message = message.strip_suffix("')").or_else(|| message.strip_suffix("\")")).unwrap_or(message);
        (3..=7).contains(&digits).then_some(Self { at: bracket, is_error, code, message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";

    fn read(text: &str) -> ApiError {
        parse(Some("5302".into()), Some(text.into()), Field::ErrorList)
    }

    #[test]
    fn the_document_s_message() {
        let read = read(&format!(
            "POST failed: HTTP/1.1 409 Conflict (url = https://cpapi.example/api/v1/customers/{ORG}/users, \
             request/response TrackingId = ATLAS_8666bff8_30, errorCode = '5302', \
             error = '[Error 10991] Url already exists: o'brien@example.com')"
        ));
        assert_eq!(read.inner_code.as_deref(), Some("10991"));
        assert_eq!(read.inner_message.as_deref(), Some("Url already exists: o'brien@example.com"));
        assert_eq!(read.upstream_method.as_deref(), Some("POST"));
        assert_eq!(read.upstream_status, Some(409));
        assert_eq!(read.upstream_reason.as_deref(), Some("Conflict"));
        assert_eq!(read.tracking_id.as_deref(), Some("ATLAS_8666bff8_30"));
        assert_eq!(
            read.upstream_url.as_deref().and_then(crate::diagnose::facts::organization_in_url).as_deref(),
            Some(ORG)
        );
        assert!(read.wrapped());
    }

    #[test]
    fn a_translated_message() {
        let read = parse(
            None,
            Some(
                "POST 실패: HTTP/1.1 409 충돌 (url = https://c.example/users, 요청/응답 TrackingId = A_30, \
                 errorCode = '5302', error = '[Error 10991] URL이 이미 있습니다: a@b.example')"
                    .into(),
            ),
            Field::ErrorList,
        );
        assert_eq!(
            (read.code.as_deref(), read.inner_code.as_deref(), read.upstream_status),
            (Some("5302"), Some("10991"), Some(409))
        );
        assert_eq!(read.upstream_reason.as_deref(), Some("충돌"));
        assert_eq!(read.tracking_id.as_deref(), Some("A_30"));
    }

    #[test]
    fn a_cut_message_gives_what_it_holds() {
        let read =
            read("POST failed: HTTP/1.1 409 Conflict (url = https://c.example/customers/2c6f4a1e-93b7");
        assert_eq!(read.upstream_status, Some(409));
        assert_eq!(read.upstream_url.as_deref(), Some("https://c.example/customers/2c6f4a1e-93b7"));
        assert_eq!((read.inner_code, read.tracking_id), (None, None));
        let cut = parse(
            None,
            Some("GET failed: HTTP/2 500 X (url = https://c, TrackingId = ATL".into()),
            Field::Errors,
        );
        assert_eq!(cut.tracking_id, None, "half an ID is no ID");
    }

    #[test]
    fn a_long_message_is_cut_after_its_facts_were_taken() {
        let end = " [Error 10991] Url already exists: a@b.example";
        let long = read(&("가나 ".repeat(1_000_000) + end));
        assert_eq!(long.inner_code.as_deref(), Some("10991"));
        let message = String::from(long.message.unwrap_or_default());
        assert!(message.chars().count() <= MAX_LEN + 1 && message.ends_with('…'));
        let secret = format!("{} eyJ{}", "x".repeat(MAX_LEN - 20), "a".repeat(40));
        let cut = String::from(read(&secret).message.unwrap_or_default());
        assert!(cut.ends_with("x …"), "half a secret is not recognized as one: {cut}");
    }

    #[test]
    fn an_error_before_an_informational() {
        let read = read("[Informational 4000] note [Error 8363] DN is in use : +1214");
        assert_eq!(read.inner_code.as_deref(), Some("8363"));
        assert_eq!(read.inner_message.as_deref(), Some("DN is in use : +1214"));
        assert!(!read.wrapped());
    }

    fn codes(text: &str) -> Vec<String> {
        let error = read(text);
        error.inner_code.into_iter().chain(error.further_inner.into_iter().map(|inner| inner.code)).collect()
    }

    #[test]
    fn an_inner_code_in_whatever_writing() {
        for text in [
            "[Error 8363] DN",
            "[Error\u{a0}8363] DN",
            "[Error  8363 ] DN",
            "[ Error\t8363 ] DN",
            "[Error\n8363] DN",
            "[Error&nbsp;8363] DN",
            "[Error&#160;8363] DN",
            "[Error&#xA0;8363] DN",
            "&#91;Error 8363&#93; DN",
            "&lsqb;Error 8363&rsqb; DN",
            "[Error\u{202f}8363] DN",
            "[Error\u{3000}8363] DN",
            "[Error \u{200b}8363] DN",
            "[Error\\u00a08363] DN",
            "%5BError%208363%5D DN",
            "[ERROR 8363] DN",
            "[Error: 8363] DN",
            "［Error 8363］ DN",
            "[오류 8363] DN",
            "(Error 8363) DN",
            "&amp;#91;Error&amp;nbsp;8363&amp;#93; DN",
        ] {
            assert_eq!(codes(text), ["8363"], "{text}");
            assert_eq!(read(text).inner_message.as_deref(), Some("DN"), "{text}");
        }
        for text in
            ["[Error 12] x", "[8363] x", "Error 8363 x", "[Error 8363 x", "[Errors 8363] x", "[Error] 8363"]
        {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn every_inner_code_of_a_text() {
        let text =
            "error = '[Error 8363] DN is in use : +8231 [Error 10991] Url already exists: a@x.example'";
        let error = read(text);
        assert_eq!(error.inner_message.as_deref(), Some("DN is in use : +8231"));
        assert_eq!(error.further_inner[0].message.as_deref(), Some("Url already exists: a@x.example"));
        assert_eq!(codes("[Error 8363] a, [Error 8363] b"), ["8363"], "the same code once");
        assert_eq!(codes("[Informational 4000] a [Error 8363] b [Error 5004] c"), ["8363", "5004"]);
        assert_eq!(codes("[Informational 4000] a [Informational 4001] b"), ["4000", "4001"]);
    }

    #[test]
    fn an_error_that_reports_another_keeps_its_own_code() {
        let text = "[Error 5302] POST failed (error = '[Error 10991] Url already exists: a@x.example')";
        for code in [None, Some("400".to_owned())] {
            let error = parse(code, Some(text.into()), Field::ErrorList);
            assert_eq!((error.code.as_deref(), error.inner_code.as_deref()), (Some("5302"), Some("10991")));
            assert_eq!(error.inner_message.as_deref(), Some("Url already exists: a@x.example"));
            assert!(error.further_inner.is_empty());
        }
        assert_eq!(codes("[Error 8363] in use: 1, [Error 10991] Url already exists"), ["8363", "10991"]);
    }

    #[test]
    fn assignments_in_whatever_writing() {
        let error = parse(
            None,
            Some("failed (URL=https://c.example/a, trackingid =A_1, ErrorCode=\"5302\")".into()),
            Field::Errors,
        );
        assert_eq!(error.upstream_url.as_deref(), Some("https://c.example/a"));
        assert_eq!((error.tracking_id.as_deref(), error.code.as_deref()), (Some("A_1"), Some("5302")));
    }
}
