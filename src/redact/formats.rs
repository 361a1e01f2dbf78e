//! Texts of a known form: URLs, formats, cookies, multipart bodies, event streams, pages.

use std::ops::Range;

use super::Kind;
use super::edit::{Edit, moved, percent_decoded, percent_edits};
use super::layers::{decoded_hex, is_multipart};
use super::marks::is_mark;
use super::names;
use super::redactor::{Context, Redactor};
use super::shapes;
use super::values;
use super::words::plain;

/// Minimum length of a text that can hold a secret and its name.
const SHORTEST: usize = 5;

/// Attributes of a cookie, which are no secret.
const COOKIE_ATTRIBUTES: [&str; 9] =
    ["path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "priority", "partitioned"];

impl Redactor<'_> {
    /// The value of a name.
    pub(super) fn value(&mut self, name: &str, text: &str, place: Context) -> Vec<Edit> {
        if text.is_empty() {
            return Vec::new();
        }
        if let Some(edits) = self.named(name, text, place) {
            return edits;
        }
        let is_version = plain(name).ends_with("version");
        if let Some(people) = self.people.as_mut().filter(|_| is_version) {
            people.is_version = true;
            let edits = self.free(text);
            if let Some(people) = &mut self.people {
                people.is_version = false;
            }
            return edits;
        }
        let is_address = matches!(place, Context::Har | Context::Headers)
            && is_address_name(name)
            && !text.trim_start().starts_with(['{', '[']);
        if is_address { self.url(text) } else { self.free(text) }
    }

    /// A text of unknown format.
    pub(super) fn free(&mut self, text: &str) -> Vec<Edit> {
        if text.len() < SHORTEST {
            return Vec::new();
        }
        self.layer(text, |redactor| redactor.by_shape(text))
    }

    fn by_shape(&mut self, text: &str) -> Vec<Edit> {
        let begin = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
        if begin.starts_with(['{', '[']) || (begin.starts_with('"') && begin.trim_end().len() > 2) {
            return self.document(|redactor| redactor.json(text));
        }
        if is_multipart(begin.as_bytes())
            && let Some(edits) = self.multipart(text, "")
        {
            return edits;
        }
        if looks_like_url(text) {
            return self.url(text);
        }
        let is_one_word = !text.contains([' ', '\n', '\t', '<', '"']);
        if let Some(edits) = self.hex(text).or_else(|| self.folded_base64(text)) {
            return edits;
        }
        // Before the form: padding looks like a name without a value.
        if is_one_word && let Some(edits) = self.base64(text) {
            return edits;
        }
        if is_one_word && text.contains('=') && is_form(text) {
            return self.form(text);
        }
        if is_one_word && let Some(edits) = self.percent(text) {
            return edits;
        }
        if begin.starts_with('<') {
            return self.page(text);
        }
        self.free_text(text)
    }

    /// Text written in hexadecimal digits; `None` where it is not, or has no secret.
    fn hex(&mut self, text: &str) -> Option<Vec<Edit>> {
        let said = decoded_hex(text)?;
        self.has_layers = true;
        let edits = self.free(&said);
        let digits = |edit: Edit| {
            let with: String = edit.with.bytes().map(|byte| format!("{byte:02x}")).collect();
            Edit::new(edit.range.start * 2..edit.range.end * 2, with)
        };
        (!edits.is_empty()).then(|| edits.into_iter().map(digits).collect())
    }

    /// Base64 in lines; `None` where it is not, or has no secret.
    fn folded_base64(&mut self, text: &str) -> Option<Vec<Edit>> {
        let is_symbol = |c: char| c.is_ascii_alphanumeric() || "+/=_-\r\n".contains(c);
        let text = text.trim_end();
        if !text.contains('\n') || !text.chars().all(is_symbol) {
            return None;
        }
        let joined: String = text.split_whitespace().collect();
        let edits = self.base64(&joined)?;
        Some(vec![Edit::new(0..text.len(), super::edit::apply(&joined, edits))])
    }

    /// A percent-encoded text; `None` where nothing in it is encoded.
    pub(super) fn percent(&mut self, text: &str) -> Option<Vec<Edit>> {
        let said = percent_decoded(text)?;
        let edits = self.free(&said);
        Some(percent_edits(text, edits))
    }

    /// A URL, whole or not.
    pub(super) fn url(&mut self, text: &str) -> Vec<Edit> {
        if let Some((head, data)) = text.split_once(',').filter(|(head, _)| head.starts_with("data:")) {
            let inner = if head.ends_with(";base64") { self.base64(data) } else { self.percent(data) };
            let inner = inner.unwrap_or_else(|| self.free(data));
            return moved(inner, head.len() + 1).collect();
        }
        // Some tokens are URLs.
        if let Some(token) = shapes::find(text).into_iter().find(|token| token.start == 0) {
            let end = token.end;
            let mut edits: Vec<Edit> = self.replace(Kind::Token, &text[..end], token).into_iter().collect();
            edits.extend(moved(self.free_text(&text[end..]), end));
            return edits;
        }
        let end = text.find(['?', '#']).unwrap_or(text.len());
        let (path, rest) = text.split_at(end);
        let mut edits = Vec::new();
        let authority = path.find("://").map_or(0..0, |at| {
            let from = at + 3;
            let host = |from: usize| path[from..].find('/').map_or(path.len(), |end| from + end);
            // A password may hold a slash.
            from..host(from + values::user_info_len(&path[from..]))
        });
        let info = self.user_info(path, authority.clone());
        let host = info.as_ref().map_or(authority.start, |info| info.range.end)..authority.end;
        edits.extend(info);
        edits.extend(moved(self.free_text(&path[host.clone()]), host.start));
        self.path(path, authority.end, &mut edits);
        edits.extend(moved(self.parameters(rest), end));
        edits
    }

    /// `user:password@` before a host, or a token in its place.
    fn user_info(&mut self, text: &str, authority: Range<usize>) -> Option<Edit> {
        let info = text[authority.clone()].rfind('@')?;
        let info = authority.start..authority.start + info;
        let start = text[info.clone()].find(':').map_or(info.start, |colon| info.start + colon + 1);
        let secret = &text[start..info.end];
        if secret.is_empty() || is_mark(secret) {
            return None;
        }
        self.replace(Kind::Password, secret, start..info.end)
    }

    /// The segments of a path, with their `;name=value`.
    fn path(&mut self, path: &str, from: usize, edits: &mut Vec<Edit>) {
        let mut at = from;
        let mut before = "";
        for segment in path[from..].split('/') {
            let mut part_at = at;
            for part in segment.split(';') {
                let inner = match part.split_once('=') {
                    Some((name, value)) if part_at > at => {
                        let inner = self.parameter(name, value, Context::Parameters);
                        moved(inner, name.len() + 1).collect()
                    }
                    // `/reset-password/token/…`
                    _ if names::leads_to_secret(before) && values::is_made_up(part) => {
                        self.whole(part, Kind::Token)
                    }
                    _ => self.piece(part),
                };
                edits.extend(moved(inner, part_at));
                part_at += part.len() + 1;
            }
            at += segment.len() + 1;
            before = segment;
        }
    }

    /// A piece of a URL that has no name.
    fn piece(&mut self, text: &str) -> Vec<Edit> {
        if text.len() < SHORTEST {
            return Vec::new();
        }
        self.percent(text).unwrap_or_else(|| self.free_text(text))
    }

    /// Query and fragment, with the sign before each part.
    fn parameters(&mut self, text: &str) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut was_secret = false;
        let place = place_of(text.split(['?', '#', '&', ';']));
        let mut at = 0;
        while at < text.len() {
            let sign = &text[at..=at];
            if was_secret && text[at..].starts_with("&amp;") && is_mixed(text) {
                // The sign belongs to the value, whose end is unknown.
                let end = text[at..].find('#').map_or(text.len(), |end| at + end);
                if let Some(last) = edits.last_mut() {
                    last.range.end = end;
                }
                (at, was_secret) = (end, false);
                continue;
            }
            let end = text[at + 1..].find(['?', '#', '&', ';']).map_or(text.len(), |end| at + 1 + end);
            let part = &text[at + 1..end];
            let (name, value) = part.split_once('=').unwrap_or(("", part));
            if was_secret && name.is_empty() && matches!(sign, "?" | ";") {
                // `;` and `?` may be part of a value.
                if let Some(last) = edits.last_mut() {
                    last.range.end = end;
                }
            } else {
                let start = end - value.len();
                edits.extend(moved(self.piece(name), at + 1));
                was_secret = names::claim(name, true).is_some();
                edits.extend(moved(self.parameter(name, value, place), start));
                was_secret &= edits.last().is_some_and(|edit| edit.range.end == end);
            }
            at = end;
        }
        edits
    }

    /// `a=1&b=2`.
    pub(super) fn form(&mut self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let place = place_of(text.split('&'));
        let mut at = 0;
        for part in text.split('&') {
            let (name, value) = part.split_once('=').unwrap_or(("", part));
            edits.extend(moved(self.piece(name), at));
            edits.extend(moved(self.parameter(name, value, place), at + part.len() - value.len()));
            at += part.len() + 1;
        }
        edits
    }

    /// The value of a parameter, as written.
    fn parameter(&mut self, name: &str, value: &str, place: Context) -> Vec<Edit> {
        if value.is_empty() {
            return Vec::new();
        }
        let name = percent_decoded(name).unwrap_or_else(|| name.to_owned());
        if let Some(edits) = self.secret(&name, value, place) {
            return edits;
        }
        match percent_decoded(value) {
            Some(said) => {
                let edits = self.value(&name, &said, place);
                percent_edits(value, edits)
            }
            None => self.value(&name, value, place),
        }
    }

    /// The `Cookie` header: names stay, values go.
    pub(super) fn cookies(&mut self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        for part in text.split([';', '\n']) {
            let value = part.split_once('=').map_or(part, |(_, value)| value);
            edits.extend(moved(self.cookie(value), at + part.len() - value.len()));
            at += part.len() + 1;
        }
        edits
    }

    /// `Sec-WebSocket-Protocol`: a browser can send no header of its own with a WebSocket, so that a token is one of the
    /// protocols.
    pub(super) fn protocols(&mut self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        for part in text.split([',', ' ']) {
            if values::is_made_up(part) {
                edits.extend(moved(self.whole(part, Kind::Token), at));
            }
            at += part.len() + 1;
        }
        edits
    }

    fn cookie(&mut self, value: &str) -> Vec<Edit> {
        let start = value.len() - value.trim_start().len();
        let value = value.trim();
        if value.is_empty() || is_mark(value) {
            return Vec::new();
        }
        self.replace(Kind::Cookie, value, start..start + value.len()).into_iter().collect()
    }

    /// The `Set-Cookie` header; several cookies are on lines of their own or follow a comma. Names and attributes stay.
    pub(super) fn set_cookies(&mut self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let mut part_at = at;
            for (place, part) in line.split(';').enumerate() {
                let (name, value) = part.split_once('=').unwrap_or(("", part));
                let is_attribute =
                    |name: &str| COOKIE_ATTRIBUTES.contains(&name.trim().to_ascii_lowercase().as_str());
                let start = if place == 0 {
                    Some(value)
                } else if is_attribute(name) {
                    // `Path=/, b=2`: the next cookie begins after the comma.
                    value.split_once('=').map(|(_, next)| next)
                } else {
                    (!is_attribute(part)).then_some(value)
                };
                if let Some(value) = start {
                    edits.extend(moved(self.cookie(value), part_at + part.len() - value.len()));
                }
                part_at += part.len() + 1;
            }
            at += line.len() + 1;
        }
        edits
    }

    /// The lines of an event stream: what follows `data:` is a text of its own.
    pub(super) fn events(&mut self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let start = content.find(':').map_or(0, |colon| colon + 1);
            let value = content[start..].trim_start();
            edits.extend(moved(self.free(value), at + content.len() - value.len()));
            at += line.len();
        }
        edits
    }
}

/// Whether a URL has both `&` and `&amp;`, so that the latter separates no parameters.
fn is_mixed(url: &str) -> bool {
    let escaped = url.matches("&amp;").count();
    escaped > 0 && url.matches('&').count() > escaped
}

/// What the names of parameters mean: among those of a sign-in, `code` and `state` are a part of it.
fn place_of<'t>(mut parameters: impl Iterator<Item = &'t str>) -> Context {
    let is_of_exchange =
        |part: &str| part.split_once('=').is_some_and(|(name, _)| names::is_of_exchange(name));
    if parameters.any(is_of_exchange) { Context::Exchange } else { Context::Parameters }
}

/// Headers and members that hold a URL.
fn is_address_name(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "url",
        "redirecturl",
        "documenturl",
        "referer",
        "location",
        "contentlocation",
        ":path",
        "origin",
        "xoriginalurl",
        "refererurl",
    ];
    NAMES.contains(&plain(name).as_str())
}

fn looks_like_url(text: &str) -> bool {
    if text.contains([' ', '\n', '"', '<']) {
        return false;
    }
    let scheme = text.find("://").is_some_and(|end| {
        let scheme = &text[..end];
        end > 0 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    scheme
        || text.starts_with("data:")
        || (text.starts_with(['/', '?', '#']) && text.contains(['?', '#', ';', '%', '=']))
}

/// Whether a text without white space is a form: names, each followed by `=`.
fn is_form(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.%[]$:*+~".contains(&byte))
    };
    text.split('&').all(|part| part.split_once('=').is_some_and(|(name, _)| is_name(name)))
}

#[cfg(test)]
mod tests {
    use crate::redact::{header, url};

    #[test]
    fn the_values_of_cookies_go_and_all_else_stays() {
        for (name, given, safe) in [
            ("Cookie", "a=1; b=2;c;d=", "a=REDACTED; b=REDACTED;REDACTED;d="),
            ("set-cookie", "a=1; Path=/; Secure; x=2", "a=REDACTED; Path=/; Secure; x=REDACTED"),
            (
                "Set-Cookie",
                "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nb=2",
                "a=REDACTED; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nb=REDACTED",
            ),
            ("Set-Cookie", "a=1; Path=/, b=2; HttpOnly", "a=REDACTED; Path=/, b=REDACTED; HttpOnly"),
            ("Authorization", "Bearer a, Bearer b", "Bearer REDACTED"),
            ("Authorization", "s3cr3t", "REDACTED"),
            (
                "TrackingID",
                "ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30",
                "ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30",
            ),
        ] {
            assert_eq!(header(name, given), safe);
            assert_eq!(header(name, safe), safe);
        }
    }

    #[test]
    fn a_url_is_taken_apart() {
        for (given, safe) in [
            ("https://u:p@a.example/x", "https://u:REDACTED@a.example/x"),
            ("https://ghp_x@a.example/x", "https://REDACTED@a.example/x"),
            (
                "https://a.example/token/0123456789abcdef/tokens/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/token/introspect",
                "https://a.example/token/REDACTED/tokens/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/token/introspect",
            ),
            ("https://a.example/x;jsessionid=1A2B/y?a=1", "https://a.example/x;jsessionid=REDACTED/y?a=1"),
            ("/cb?token=a1;b?c&d=e", "/cb?token=REDACTED&d=e"),
            ("#/route?code=a1b2c3&x", "#/route?code=REDACTED&x"),
            (
                "/x?next=https%3A%2F%2Fb.example%2F%3Fcode%3Da1b2c3%26z",
                "/x?next=https%3A%2F%2Fb.example%2F%3Fcode%3DREDACTED%26z",
            ),
            (
                "https://a.example:443/users?email=a@b.example&state=",
                "https://a.example:443/users?email=a@b.example&state=",
            ),
        ] {
            assert_eq!(url(given), safe);
            assert_eq!(url(safe), safe);
        }
    }
}
