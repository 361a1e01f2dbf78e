//! JSON, value by value.

use std::borrow::Cow;

use super::Kind;
use super::edit::{Edit, escaped_edits, moved};
use super::marks::{REDACTED, is_mark};
use super::names;
use super::names::NamePart;
use super::paths;
use super::redactor::{Context, Redactor};
use super::rules::Action;
use super::tape::{Kind as Form, Node, Tape};
use super::values;
use super::words::plain;

/// Maximum nesting depth of values that are parsed; deeper ones are replaced as a whole.
const MAX_DEPTH: usize = 200;

/// Cost of a value besides its length, as a number of bytes processed in the same time.
const COST: usize = 64;

/// Shortest number that can be a PIN.
const SHORTEST_PIN: usize = 3;

/// Shortest key that can be a secret itself.
const SHORTEST_KEY: usize = 16;

/// Members of a pair that can hold its name, and its value. SCIM calls the name `path`.
const NAMES: [&str; 10] =
    ["name", "key", "header", "path", "field", "attribute", "property", "type", "label", "id"];
const VALUES: [&str; 4] = ["value", "values", "newvalue", "rawvalue"];

/// Members whose own members are named after what they are about: `{"errors": {"password": ["is too short"]}}`.
const PROSE: [&str; 12] = [
    "error",
    "errors",
    "fieldErrors",
    "validationErrors",
    "labels",
    "messages",
    "i18n",
    "translations",
    "properties",
    "placeholders",
    "hints",
    "schema",
];

fn is_one_of(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|known| known.eq_ignore_ascii_case(key))
}

impl Redactor<'_> {
    /// JSON that was sent, valid or not.
    pub(super) fn json(&mut self, text: &str) -> Vec<Edit> {
        let tape = self.tape(text);
        if !tape.is_sound
            && let Some(edits) = self.json_lines(text)
        {
            return edits;
        }
        let mut edits = Vec::new();
        for root in tape.roots() {
            self.node(root, "", Context::Body, &mut edits);
        }
        if tape.is_sound { edits } else { self.free_text_between(text, edits) }
    }

    /// JSON lines; `None` where a line is damaged, or there is only one.
    fn json_lines(&mut self, text: &str) -> Option<Vec<Edit>> {
        let mut edits = Vec::new();
        let mut at = 0;
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let is_sound = |line: &&str| line.trim().is_empty() || Tape::read(line).is_sound;
        if lines.len() < 2 || !lines.iter().all(is_sound) {
            return None;
        }
        for line in lines {
            let tape = self.tape(line);
            let mut inner = Vec::new();
            for root in tape.roots() {
                self.node(root, "", Context::Body, &mut inner);
            }
            edits.extend(moved(inner, at));
            at += line.len();
        }
        Some(edits)
    }

    /// A value with its name, and everything inside of it.
    pub(super) fn node(&mut self, node: Node<'_>, name: &str, place: Context, edits: &mut Vec<Edit>) {
        let is_container = matches!(node.kind(), Form::Object | Form::Array);
        let action = paths::action(&self.path).filter(|_| !is_container);
        if action == Some(Action::Keep) || (action.is_none() && self.is_clean(node, name, place)) {
            return;
        }
        let is_text = node.is_string();
        if !self.goes_on(COST + if is_text { node.range().len() } else { 0 }) {
            return;
        }
        if self.depth >= MAX_DEPTH {
            if self.count(Kind::Unreadable, "", REDACTED) {
                edits.push(Edit::new(node.range(), format!("\"{REDACTED}\"")));
            }
            return;
        }
        if action == Some(Action::Replace) {
            return self.replace_node(node, edits);
        }
        match node.kind() {
            Form::Object => self.object(node, name, place, edits),
            Form::Array => self.array(node, place, edits),
            Form::String | Form::CutString => {
                let text = node.text().unwrap_or_default();
                let inner = self.value(name, &text, place);
                edits.extend(inside(node, inner));
            }
            Form::Scalar => self.scalar(node, name, place, edits),
        }
    }

    /// Whether nothing in a value would be replaced: its bytes show that nothing depends on it alone, and neither its
    /// name nor its context makes more of it.
    fn is_clean(&self, node: Node<'_>, name: &str, place: Context) -> bool {
        let is_free = match node.kind() {
            Form::Object | Form::Array => {
                matches!(place, Context::Har | Context::Headers | Context::Prose | Context::Body)
                    && self.depth + node.deepest() < MAX_DEPTH
                    && !paths::are_there()
            }
            Form::String | Form::CutString => true,
            Form::Scalar => false,
        };
        is_free && !node.is_suspect() && !self.is_named(name, place)
    }

    /// Replaces a value as a rule of the user's says, whatever it is.
    fn replace_node(&mut self, node: Node<'_>, edits: &mut Vec<Edit>) {
        let text = node.text().unwrap_or_else(|| node.written().into());
        if text.is_empty() || text == "null" || is_mark(&text) {
            return;
        }
        let edit = self.replace(Kind::Token, &text, node.range());
        edits.extend(edit.map(|edit| Edit { with: format!("\"{}\"", edit.with), ..edit }));
    }

    /// A PIN, or a phone number, may be a number.
    fn scalar(&mut self, node: Node<'_>, name: &str, place: Context, edits: &mut Vec<Edit>) {
        let is_number = node.written().starts_with(|c: char| c.is_ascii_digit());
        let is_secret = matches!(place, Context::Secret(Kind::Password))
            || (!place.is_prose() && names::secret(name, false) == Some(Kind::Password));
        let is_secret = is_secret && node.written().len() >= SHORTEST_PIN;
        if !is_number {
            return;
        }
        if is_secret {
            let edit = self.replace(Kind::Password, node.written(), node.range());
            edits.extend(edit.map(|edit| Edit { with: format!("\"{}\"", edit.with), ..edit }));
        } else if self.people.is_some() {
            let written = node.written();
            let inner = self.person(name, written).unwrap_or_else(|| self.free_text(written));
            let whole = inner.into_iter().filter(|edit| edit.range == (0..written.len()));
            let quoted = whole.map(|edit| Edit { with: format!("\"{}\"", edit.with), ..edit });
            edits.extend(moved(quoted.collect(), node.range().start));
        }
    }

    fn array(&mut self, node: Node<'_>, place: Context, edits: &mut Vec<Edit>) {
        let pair = pair_name(node, place);
        for (index, child) in node.children().enumerate() {
            if self.is_cancelled {
                return;
            }
            let name = pair.as_deref().filter(|_| index == 1).unwrap_or_default();
            self.at_index(index, |redactor| match (place, child.text()) {
                (Context::Headers, Some(line)) if name.is_empty() => {
                    let inner = redactor.header_line(&line);
                    edits.extend(inside(child, inner));
                }
                (Context::Cookies, Some(cookie)) if pair.is_none() || index == 1 => {
                    let inner = redactor.cookies(&cookie);
                    edits.extend(inside(child, inner));
                }
                _ => redactor.node(child, name, place, edits),
            });
        }
    }

    /// `Name: value`.
    fn header_line(&mut self, line: &str) -> Vec<Edit> {
        let Some((name, value)) = line.split_once(':') else { return self.free(line) };
        let value = value.trim_start();
        let inner = self.value(name.trim(), value, Context::Headers);
        moved(inner, line.len() - value.len()).collect()
    }

    pub(super) fn object(&mut self, node: Node<'_>, name: &str, place: Context, edits: &mut Vec<Edit>) {
        let members: Vec<(Cow<'_, str>, Node<'_>)> =
            node.children().map(|child| (child.key().unwrap_or_default(), child)).collect();
        let is_map = !members.iter().any(|(key, _)| is_one_of(&VALUES, key));
        let pair = if is_map { None } else { name_of_value(&members, place) };
        let traits = Traits {
            is_exchange: place == Context::Body && self.is_of_exchange(&members),
            is_person: self.people.is_some() && is_person(&members),
            is_map,
        };
        if let Some(people) = self.people.as_mut().filter(|_| traits.is_person) {
            let part = |part| {
                let is_part = |(key, _): &&(Cow<'_, str>, Node<'_>)| names::part_of_name(key) == Some(part);
                members.iter().find(is_part).and_then(|(_, child)| child.text()).unwrap_or_default()
            };
            people.full_name(&part(NamePart::Given), &part(NamePart::Family));
        }
        for (key, child) in &members {
            let key = self.key(*child, key, edits);
            let name = match key.as_ref() {
                value if is_one_of(&VALUES, value) => pair.as_deref().unwrap_or(name),
                "name" if traits.is_person && child.is_string() => "displayName",
                key => key,
            };
            let place = traits.place_of(&key, name, *child, place);
            self.at_key(&key, |redactor| match key.as_ref() {
                "content" | "postData" if place == Context::Har && child.kind() == Form::Object => {
                    redactor.body(*child, node, edits);
                }
                _ => redactor.node(*child, name, place, edits),
            });
        }
    }

    /// A key, which may be a secret or a person itself; what it is called in the result.
    fn key<'k>(&mut self, child: Node<'_>, key: &'k str, edits: &mut Vec<Edit>) -> Cow<'k, str> {
        let may_be = (key.len() >= SHORTEST_KEY || key.contains('@'))
            && (self.people.is_some() || child.has_suspect_key());
        let Some(range) = child.key_range().filter(|_| may_be) else { return Cow::Borrowed(key) };
        let inner = self.free_text(key);
        if inner.is_empty() {
            return Cow::Borrowed(key);
        }
        let named = super::edit::apply(key, inner.clone());
        edits.extend(key_edits(child, range, inner));
        Cow::Owned(named)
    }

    /// Whether an object is a part of a token exchange: another member says so, or it came from where tokens are given
    /// out and is no error, which has a `code` of its own.
    fn is_of_exchange(&self, members: &[(Cow<'_, str>, Node<'_>)]) -> bool {
        let any = |is: fn(&str) -> bool| members.iter().any(|(key, _)| is(key));
        let is_of_exchange =
            |(key, child): &(Cow<'_, str>, Node<'_>)| child.has_suspect_key() && names::is_of_exchange(key);
        (self.is_exchange || members.iter().any(is_of_exchange))
            && any(|key| names::claim(key, true).is_some())
            && !any(names::is_of_error)
    }
}

/// What is known of an object as a whole.
struct Traits {
    is_exchange: bool,
    is_person: bool,
    /// It has no `value`: each key may be a name.
    is_map: bool,
}

impl Traits {
    /// What the names of a member mean.
    fn place_of(&self, key: &str, name: &str, child: Node<'_>, place: Context) -> Context {
        let is_container = matches!(child.kind(), Form::Object | Form::Array);
        match place {
            Context::Secret(_) if names::is_about(key) => return Context::Body,
            Context::Secret(_) => return place,
            Context::Cookies if !is_container && (is_one_of(&VALUES, key) || self.is_map) => {
                return Context::Secret(Kind::Cookie);
            }
            _ if !is_container => {
                return if self.is_exchange { Context::Exchange } else { place };
            }
            _ => {}
        }
        let plain = plain(key);
        match plain.as_ref() {
            "cookies" => Context::Cookies,
            "querystring" | "params" | "query" if place == Context::Har => Context::Parameters,
            plain if plain.ends_with("headers") => Context::Headers,
            _ if place.is_prose() => place,
            _ if is_one_of(&PROSE, key) => Context::Prose,
            _ => names::secret(name, place.is_parameter()).map_or(place, Context::Secret),
        }
    }
}

/// What a list of two texts is called, where it is a name with its value. Elsewhere than in lists of them it must be
/// sure: `["id_token", "token"]` are two names.
fn pair_name<'a>(list: Node<'a>, place: Context) -> Option<Cow<'a, str>> {
    let texts: Vec<Cow<'a, str>> = list.children().take(3).map_while(|child| child.text()).collect();
    let [name, value] = texts.as_slice() else { return None };
    let is_pair = list.children().count() == 2
        && (matches!(place, Context::Headers | Context::Parameters | Context::Exchange | Context::Cookies)
            || names::is_header(name)
            || (names::claim(name, false).is_some() && values::is_made_up(value)));
    is_pair.then(|| name.clone())
}

/// What the value of an object is called: by the member that names a secret, else by the first that names anything.
fn name_of_value<'a>(members: &[(Cow<'_, str>, Node<'a>)], place: Context) -> Option<Cow<'a, str>> {
    let named = |wanted: &&str| {
        members.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).and_then(|(_, child)| child.text())
    };
    let mut texts = NAMES.iter().filter_map(named).peekable();
    let first = texts.peek().cloned();
    texts.find(|text| names::claim(text, place.is_parameter()).is_some()).or(first)
}

/// Whether an object is a person: its `name` is one of a person then.
fn is_person(members: &[(Cow<'_, str>, Node<'_>)]) -> bool {
    const MARKS: [&str; 7] =
        ["email", "emails", "username", "firstname", "lastname", "givenname", "familyname"];
    members.iter().any(|(key, _)| MARKS.contains(&plain(key).as_str()))
}

/// The edits of a string's text as edits of the text around it.
pub(super) fn inside(node: Node<'_>, edits: Vec<Edit>) -> Vec<Edit> {
    if edits.is_empty() {
        return edits;
    }
    let written = node.written();
    let range = node.inside();
    let offset = range.start - node.range().start;
    let inner = written.get(offset..offset + range.len()).unwrap_or_default();
    moved(escaped_edits(inner, edits), range.start).collect()
}

/// The path from an entry to the innermost value that contains an offset, as reports name it.
pub(super) fn path_to(entry: Node<'_>, at: usize) -> String {
    let mut path = String::new();
    let mut node = entry;
    loop {
        let holds = |child: &Node<'_>| {
            child.range().contains(&at) || child.key_range().is_some_and(|key| key.contains(&at))
        };
        let Some((place, child)) = node.children().enumerate().find(|(_, child)| holds(child)) else {
            return path;
        };
        if node.kind() == Form::Array {
            path.push_str(&format!("[{place}]"));
        } else {
            path.push_str(if path.is_empty() { "" } else { "." });
            path.push_str(&child.key().unwrap_or_default());
        }
        node = child;
    }
}

fn key_edits(child: Node<'_>, range: std::ops::Range<usize>, edits: Vec<Edit>) -> Vec<Edit> {
    moved(escaped_edits(child.key_written(), edits), range.start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::{body_text, entry_json};

    #[test]
    fn only_the_secret_changes_and_every_other_byte_stays() {
        let entry = r#"{ "time" : 1e400,"n":0.10, "big":123456789012345678901234567890, "a": null, "a":[ ],
            "request":{"url":"https:\/\/a.example\/?x=\u0041&token=S3CR3T&y=\ud800", "headers":[{"value":"Bearer S3CR3T","name":"Authorization"}]},
            "_x": "\u006f\"password\": \"S3CR3T\"", "\u0070assword": "S3CR3T" }"#;
        let safe = entry_json(entry.as_bytes());
        assert_eq!(safe, entry.replace("S3CR3T", REDACTED));
        assert_eq!(entry_json(safe.as_bytes()), safe);
    }

    #[test]
    fn a_code_is_a_secret_of_a_sign_in_and_not_of_an_error() {
        let same = |text: &str| {
            assert_eq!(body_text(text, "application/json", "https://a.example/users/onboard"), text)
        };
        same(r#"{"code":"400112","message":"refused","state":"x"}"#);
        same(r#"[{"errorCode":5302,"code":"10991"}]"#);
        let token = "https://idbroker.example/idb/oauth2/v1/access_token";
        let error = r#"{"code":"400112","error":"invalid_grant"}"#;
        assert_eq!(body_text(error, "application/json", token), error);
        assert_eq!(body_text(r#"{"code":"abc"}"#, "application/json", token), r#"{"code":"REDACTED"}"#);
        assert_eq!(
            body_text(r#"{"grant_type":"x","code":"abc","redirect_uri":"https://a.example"}"#, "", ""),
            r#"{"grant_type":"x","code":"REDACTED","redirect_uri":"https://a.example"}"#
        );
    }

    #[test]
    fn what_is_nested_too_deep_does_not_pass() {
        let deep = format!("{}\"password\"{}", "[".repeat(5000), "]".repeat(5000));
        assert!(body_text(&deep, "", "").contains("REDACTED"));
        let encoded = format!("x=%{}22pl4nt3d", "25".repeat(40));
        assert!(body_text(&encoded, "", "").contains("REDACTED"));
        let deep = format!("{}\"x\"{}", "{\"a\":".repeat(150), "}".repeat(150));
        assert_eq!(body_text(&deep, "", ""), deep);
        let entry = format!("{{\"request\":{{}},\"x\":{}1{}}}", "[".repeat(9000), "]".repeat(9000));
        let safe = entry_json(entry.as_bytes());
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&safe).is_ok() && safe.contains(REDACTED));
    }

    #[test]
    fn a_secret_is_one_in_every_shape_of_a_list() {
        for (text, safe) in [
            (
                r#"{"headers":["Authorization: Bearer S3CR3T","Accept: x"]}"#,
                r#"{"headers":["Authorization: Bearer REDACTED","Accept: x"]}"#,
            ),
            (
                r#"[["Cookie","a=S3CR3T; b"],["password","email"]]"#,
                r#"[["Cookie","a=REDACTED; REDACTED"],["password","email"]]"#,
            ),
            (
                r#"{"Operations":[{"op":"replace","path":"/password","value":"S3CR3T"},{"op":"replace","path":"active","value":"no"}]}"#,
                r#"{"Operations":[{"op":"replace","path":"/password","value":"REDACTED"},{"op":"replace","path":"active","value":"no"}]}"#,
            ),
            (
                r#"[{"Value":"S3CR3T","Key":"access_token"},{"type":"token","id":"a","values":["S3CR3T"]}]"#,
                r#"[{"Value":"REDACTED","Key":"access_token"},{"type":"token","id":"a","values":["REDACTED"]}]"#,
            ),
            (
                r#"[["access_token","0123456789abcdefS3CR3T"],["id_token","token"]]"#,
                r#"[["access_token","REDACTED"],["id_token","token"]]"#,
            ),
            (r#"{"cookies":["a=S3CR3T",["b","S3CR3T"]]}"#, r#"{"cookies":["a=REDACTED",["b","REDACTED"]]}"#),
            (r#"{"cookies":{"a":"S3CR3T"},"x":1}"#, r#"{"cookies":{"a":"REDACTED"},"x":1}"#),
            (
                r#"{"password":{"value":"S3CR3T","n":1234,"ok":true}}"#,
                r#"{"password":{"value":"REDACTED","n":"REDACTED","ok":true}}"#,
            ),
            (r#"{"pin":1234,"tokenCount":5,"token":""}"#, r#"{"pin":"REDACTED","tokenCount":5,"token":""}"#),
            (
                "{\"a\":{\"token\":\"x\"}}\n{\"token\":\"y\"}",
                "{\"a\":{\"token\":\"REDACTED\"}}\n{\"token\":\"REDACTED\"}",
            ),
        ] {
            assert_eq!(body_text(text, "application/json", ""), safe);
        }
    }
}
