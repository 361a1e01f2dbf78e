//! The JSON path and the value of a line of a pretty-printed document.

use super::Document;
use super::roles::string_len;

impl Document {
    /// The path to a line, such as `$.items[3].email`. A closing bracket has the path of its opening one.
    pub fn path(&self, line: usize) -> String {
        let tree = self.tree();
        let mut steps = Vec::new();
        let mut at = tree.open(line).unwrap_or(line);
        while let Some(parent) = tree.parent(at) {
            let (key, _) = self.member(at);
            steps.push(key.map_or_else(|| format!("[{}]", tree.position(at)), step));
            at = parent;
        }
        steps.push("$".to_owned());
        steps.reverse();
        steps.concat()
    }

    /// The lines of the value that starts or ends on a line.
    pub fn value_lines(&self, line: usize) -> std::ops::Range<usize> {
        let first = self.tree().open(line).unwrap_or(line);
        let last = self.tree().close(first).unwrap_or(first);
        first..(last + 1).min(self.last_number())
    }

    /// The quoted key of a member, if it has one, and the rest of its line.
    fn member(&self, line: usize) -> (Option<&str>, &str) {
        member(self.lines(line..line + 1))
    }
}

/// The quoted key that a text starts with, if any, and what follows it.
fn member(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start();
    if text.starts_with('"') {
        let (key, rest) = text.split_at(string_len(text, false));
        if let Some(value) = rest.strip_prefix(':') {
            return (Some(key), value.trim_start());
        }
    }
    (None, text)
}

/// One step of a path; a key that is not an identifier is written in brackets.
fn step(key: &str) -> String {
    let name = key.trim_matches('"');
    let is_plain = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    if is_plain { format!(".{name}") } else { format!("[{key}]") }
}

/// The value in a member's text: without its key and trailing comma; a string without quotes and escapes.
pub fn value(text: &str) -> String {
    let (_, value) = member(text);
    let value = value.trim_end().strip_suffix(',').unwrap_or(value).trim_end();
    serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pretty;
    use crate::worker::CancelToken;

    #[test]
    fn paths_and_values() {
        let json = r#"{"items":[1,{"email":"a\"b","x y":{"z":[true]}}],"n":1.50}"#;
        let document = Document::json(pretty::layout(json, &CancelToken::never()).unwrap(), &[]);
        let at = |line: usize| (document.path(line), value(document.lines(document.value_lines(line))));
        assert_eq!(at(2), ("$.items[0]".to_owned(), "1".to_owned()));
        assert_eq!(at(4), ("$.items[1].email".to_owned(), "a\"b".to_owned()));
        assert_eq!(at(7), (r#"$.items[1]["x y"].z[0]"#.to_owned(), "true".to_owned()));
        assert_eq!(at(11), ("$.items".to_owned(), at(1).1), "a closing bracket is what it closes");
        assert_eq!(at(12), ("$.n".to_owned(), "1.50".to_owned()));
        assert!(at(0).1.starts_with("{\n  \"items\"") && at(0).1.ends_with('}'));
    }
}
