//! HTML and XML: form fields, attributes and elements with the name of a secret.

use std::ops::Range;

use super::edit::{Edit, moved};
use super::names;
use super::redactor::{Context, Redactor};

/// An attribute of a tag: its name and the range of its value.
struct Attribute<'t> {
    name: &'t str,
    value: Range<usize>,
}

impl Redactor<'_> {
    /// HTML or XML. Text between tags and in scripts is searched as plain text.
    pub(super) fn page(&mut self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        // In a property list, `<key>` names the next element.
        let mut key = "";
        while let Some(start) = text[at..].find('<').map(|found| at + found) {
            let (element, end, attributes) = tag(text, start);
            self.attributes(text, &attributes, &mut edits);
            at = end;
            if element.is_empty() || !text[..end].ends_with('>') || text[..end].ends_with("/>") {
                continue;
            }
            let content = content(text, end);
            if element == "key" {
                key = &text[content];
                continue;
            }
            let name = if key.is_empty() { element } else { std::mem::take(&mut key) };
            if name.len() > 2 && names::claim(name, false).is_some() {
                let inner = self.named(name, &text[content.clone()], Context::Body);
                edits.extend(moved(inner.unwrap_or_default(), content.start));
                at = content.end;
            }
        }
        self.free_text_between(text, edits)
    }

    /// `<input name="SAMLResponse" value="…">`, `<meta name="csrf-token" content="…">`, `data-token="…"`.
    fn attributes(&mut self, text: &str, attributes: &[Attribute<'_>], edits: &mut Vec<Edit>) {
        let called = |wanted: &[&str]| {
            attributes
                .iter()
                .find(|attribute| wanted.iter().any(|name| name.eq_ignore_ascii_case(attribute.name)))
        };
        let names = ["name", "id", "property"].iter().filter_map(|name| called(&[name]));
        let mut names = names.map(|attribute| &text[attribute.value.clone()]).peekable();
        let first = names.peek().copied().unwrap_or_default();
        let name = names.find(|name| names::claim(name, true).is_some()).unwrap_or(first);
        for attribute in attributes {
            let value = &text[attribute.value.clone()];
            let is_value = ["value", "content"].iter().any(|name| name.eq_ignore_ascii_case(attribute.name));
            // A keyboard shortcut, and the nonce of a content security policy.
            if ["accesskey", "nonce"].iter().any(|name| name.eq_ignore_ascii_case(attribute.name)) {
                continue;
            }
            let named = if is_value { self.named(name, value, Context::Parameters) } else { None };
            let own = |redactor: &mut Self| redactor.named(attribute.name, value, Context::Body);
            let inner = match named.or_else(|| own(self)) {
                Some(inner) => inner,
                None if value.contains(['?', '#', '%', '{', '[']) => self.free(value),
                None => Vec::new(),
            };
            edits.extend(moved(inner, attribute.value.start));
        }
    }
}

/// The content between the tag that ends at an offset and the next one.
fn content(text: &str, from: usize) -> Range<usize> {
    const CDATA: &str = "<![CDATA[";
    let (from, end) = match text[from..].starts_with(CDATA) {
        true => (from + CDATA.len(), "]]>"),
        false => (from, "<"),
    };
    from..text[from..].find(end).map_or(text.len(), |end| from + end)
}

/// The tag whose `<` is at `start`: its name, end and attributes.
fn tag(text: &str, start: usize) -> (&str, usize, Vec<Attribute<'_>>) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_:.@".contains(c);
    let name_from = start + 1;
    let name_end = text[name_from..].find(|c| !is_name(c)).map_or(text.len(), |end| name_from + end);
    let name = &text[name_from..name_end];
    let mut attributes = Vec::new();
    if name.is_empty() {
        return (name, name_from, attributes);
    }
    let mut at = name_end;
    loop {
        let rest = &text[at..];
        let Some(next) = rest.find(|c: char| !c.is_whitespace() && c != '/') else {
            return (name, text.len(), attributes);
        };
        at += next;
        if text[at..].starts_with(['>', '<']) {
            return (name, at + usize::from(text[at..].starts_with('>')), attributes);
        }
        let end = text[at..].find(|c: char| !is_name(c)).map_or(text.len(), |end| at + end);
        if end == at {
            // what is no attribute
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let key = &text[at..end];
        at = end;
        let Some(value) = text[at..].trim_start().strip_prefix('=') else { continue };
        let from = text.len() - value.trim_start().len();
        let (from, to) = quoted(text, from);
        attributes.push(Attribute { name: key, value: from..to });
        at = (to + usize::from(text[to..].starts_with(['"', '\'']) && from > 0)).min(text.len());
    }
}

/// The range of the attribute value that begins at `from`, without its quotes.
fn quoted(text: &str, from: usize) -> (usize, usize) {
    match text[from..].chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inside = from + 1;
            (inside, text[inside..].find(quote).map_or(text.len(), |end| inside + end))
        }
        _ => {
            let is_end = |c: char| c.is_whitespace() || c == '>';
            (from, text[from..].find(is_end).map_or(text.len(), |end| from + end))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::redact::body_text;

    #[test]
    fn hidden_fields_and_elements_of_a_secret_go() {
        for (given, safe) in [
            (
                "<p>a < b</p><input type=hidden value='S1' name='RelayState' ><INPUT NAME=\"note\" VALUE=\"x\">",
                "<p>a < b</p><input type=hidden value='REDACTED' name='RelayState' ><INPUT NAME=\"note\" VALUE=\"x\">",
            ),
            (
                "<div data-csrf-token=\"S\" id=\"a\">홍</div>",
                "<div data-csrf-token=\"REDACTED\" id=\"a\">홍</div>",
            ),
            (
                "<o:Password type='x'>S</o:Password><code>5</code>",
                "<o:Password type='x'>REDACTED</o:Password><code>5</code>",
            ),
            ("<Token><![CDATA[S]]></Token>", "<Token><![CDATA[REDACTED]]></Token>"),
            ("<input name=x id=csrf_token value=S>", "<input name=x id=csrf_token value=REDACTED>"),
            ("<a href='/x?a=1&amp;code=S3CR3T'>code</a>", "<a href='/x?a=1&amp;code=REDACTED'>code</a>"),
            ("<input name=password value=\"S", "<input name=password value=\"REDACTED"),
        ] {
            assert_eq!(body_text(given, "text/html", ""), safe);
            assert_eq!(body_text(safe, "text/html", ""), safe);
        }
    }
}
