//! Multipart bodies.

use super::edit::{Edit, moved};
use super::redactor::{Context, Redactor};

impl Redactor<'_> {
    /// A multipart body; `None` where it has no boundary.
    pub(super) fn multipart(&mut self, text: &str, mime: &str) -> Option<Vec<Edit>> {
        let named = mime.split("boundary=").nth(1).map(|rest| {
            let rest = rest.split(';').next().unwrap_or_default();
            format!("--{}", rest.trim().trim_matches('"'))
        });
        let first = || {
            text.trim_start()
                .lines()
                .next()
                .filter(|line| line.starts_with("--"))
                .map(|line| line.trim_end().to_owned())
        };
        let boundary =
            named.filter(|boundary| boundary.len() > 2 && text.contains(boundary.as_str())).or_else(first)?;
        let mut edits = Vec::new();
        let mut at = 0;
        for part in text.split(boundary.as_str()) {
            edits.extend(moved(self.part(part), at));
            at += part.len() + boundary.len();
        }
        Some(edits)
    }

    /// A part of a multipart body: headers, an empty line, content.
    fn part(&mut self, part: &str) -> Vec<Edit> {
        let Some((head, gap)) =
            ["\r\n\r\n", "\n\n"].iter().find_map(|gap| Some((part.find(gap)?, gap.len())))
        else {
            return self.free_text(part);
        };
        let (head, content) = (&part[..head], part[head + gap..].trim_end_matches(['\r', '\n']));
        let start = head.len() + gap;
        let line = |name: &str| {
            head.lines()
                .find(|line| line.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)))
        };
        let disposition = line("content-disposition:").unwrap_or_default();
        let name = attribute(disposition, "name").unwrap_or_default();
        let mime = line("content-type:").and_then(|line| line.split(':').nth(1)).unwrap_or_default();
        let mut edits = self.free_text(head);
        let inner = match self.named(&name, content, Context::Parameters) {
            Some(edits) => edits,
            None => self.text_body(content, mime.trim()),
        };
        edits.extend(moved(inner, start));
        edits
    }
}

/// The value of an attribute in `name="value"`, as written.
fn attribute(text: &str, name: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(name)?;
        let before = text[..at].chars().next_back();
        let after = &text[at + name.len()..];
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '*')
            && let Some(value) = after.trim_start().strip_prefix('=')
        {
            let value = value.trim_start();
            let end = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].find(quote).map(|end| (1, end + 1)),
                _ => Some((0, value.find([';', ' ', '>', '\r', '\n']).unwrap_or(value.len()))),
            };
            let (start, end) = end.unwrap_or((1, value.len()));
            return value.get(start..end).map(str::to_owned);
        }
        from = at + name.len();
    }
}

#[cfg(test)]
mod tests {
    use super::attribute;
    use crate::redact::body_text;

    #[test]
    fn parts_of_a_body_are_known_by_their_names() {
        let body = "--b\r\nContent-Disposition: form-data; filename=\"token\"; name=\"x\"\r\n\r\nkept\r\n--b\r\n\
                    content-disposition: form-data; name=password\r\n\r\nS3CR3T\r\n--b--";
        assert_eq!(body_text(body, "", ""), body.replace("S3CR3T", "REDACTED"));
        assert_eq!(attribute("form-data; filename=\"a\"; name='b'", "name").as_deref(), Some("b"));
        assert_eq!(attribute("form-data; x", "name"), None);
    }
}
