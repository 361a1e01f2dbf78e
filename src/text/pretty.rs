//! Pretty-prints JSON token by token: order, numbers and repeated names are preserved, and a truncated text is
//! formatted as far as it goes. Also records the nesting of the lines, for folding.

use super::clean::is_plain;
use super::tree::{self, Tree};
use crate::json_string::Escape;
use crate::worker::CancelToken;

/// Maximum number of indented levels, so that deeply nested text cannot grow without bound.
const MAX_INDENT: usize = 40;

/// The output may have `MAX_TIMES` times the length of the input plus `MAX_MORE` bytes; otherwise nested brackets
/// would fill the memory with indentation.
const MAX_TIMES: usize = 6;
const MAX_MORE: usize = 1 << 20;

/// The cancel token is checked every time this number of bytes was written.
const CHECK_INTERVAL: usize = 4 << 20;

/// Pretty-printed JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidOut {
    /// The pretty-printed text.
    pub text: String,
    /// The nesting of the lines.
    pub tree: Tree,
}

/// Pretty-prints JSON with two spaces per level. Escapes of readable characters (`\ud55c`) are resolved, a raw
/// line break inside a string becomes `␊`. `None` if the text is not a JSON object or array, has invalid tokens,
/// or would grow too long.
#[must_use]
pub fn json(text: &str) -> Option<String> {
    layout(text, &CancelToken::never()).map(|laid_out| laid_out.text)
}

/// Like [`json`], with the nesting; `None` as well if cancelled.
#[must_use]
pub fn layout(text: &str, cancel: &CancelToken) -> Option<LaidOut> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let most = text.len().saturating_mul(MAX_TIMES).saturating_add(MAX_MORE);
    let out = String::with_capacity(text.len() + text.len() / 4);
    let mut layout = Layout { out, depth: 0, tree: tree::Builder::default() };
    let mut rest = text;
    let mut ask_at = CHECK_INTERVAL;
    while let Some(c) = rest.chars().next() {
        if layout.out.len() >= ask_at {
            if cancel.is_cancelled() {
                return None;
            }
            ask_at = layout.out.len() + CHECK_INTERVAL;
        }
        rest = match c {
            '{' | '[' => layout.open(c, rest),
            '}' | ']' => layout.close(c, rest),
            ',' => layout.comma(rest),
            ':' => layout.colon(rest),
            '"' => layout.string(rest),
            c if c.is_ascii_whitespace() => rest.trim_ascii_start(),
            c if c == '-' || c.is_ascii_alphanumeric() => layout.bare(rest),
            _ => return None,
        };
        if layout.out.len() > most {
            return None;
        }
    }
    Some(LaidOut { text: layout.out, tree: layout.tree.finish() })
}

struct Layout {
    out: String,
    depth: usize,
    tree: tree::Builder,
}

impl Layout {
    fn new_line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth.min(MAX_INDENT) {
            self.out.push_str("  ");
        }
    }

    fn open<'a>(&mut self, bracket: char, rest: &'a str) -> &'a str {
        // Consecutive values without a comma, as in JSON Lines.
        if self.out.ends_with(['}', ']']) || self.tree.is_closing() {
            self.new_line();
            self.tree.next();
        }
        self.out.push(bracket);
        let rest = rest[1..].trim_ascii_start();
        let closing = if bracket == '{' { '}' } else { ']' };
        if let Some(after) = rest.strip_prefix(closing) {
            self.out.push(closing);
            return after;
        }
        self.depth += 1;
        if !rest.is_empty() {
            self.new_line();
            self.tree.open();
        }
        rest
    }

    fn close<'a>(&mut self, bracket: char, rest: &'a str) -> &'a str {
        self.depth = self.depth.saturating_sub(1);
        self.new_line();
        self.tree.close();
        self.out.push(bracket);
        &rest[1..]
    }

    fn comma<'a>(&mut self, rest: &'a str) -> &'a str {
        self.out.push(',');
        let rest = rest[1..].trim_ascii_start();
        if !rest.is_empty() {
            self.new_line();
            self.tree.next();
        }
        rest
    }

    fn colon<'a>(&mut self, rest: &'a str) -> &'a str {
        self.out.push_str(": ");
        &rest[1..]
    }

    fn bare<'a>(&mut self, rest: &'a str) -> &'a str {
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '_')))
            .unwrap_or(rest.len());
        self.out.push_str(&rest[..end]);
        &rest[end..]
    }

    fn string<'a>(&mut self, rest: &'a str) -> &'a str {
        self.out.push('"');
        let mut rest = &rest[1..];
        while let Some(at) = rest.find(['"', '\\', '\n']) {
            self.out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix('"') {
                self.out.push('"');
                return after;
            }
            rest = match rest.strip_prefix('\n') {
                Some(after) => {
                    self.out.push('␊');
                    after
                }
                None => self.escape(rest),
            };
        }
        self.out.push_str(rest);
        ""
    }

    /// Copies one escape, or the readable character that it encodes.
    fn escape<'a>(&mut self, rest: &'a str) -> &'a str {
        if let (Escape::Char(c), len) = Escape::read(rest.as_bytes())
            && c > '\u{9f}'
            && is_plain(c)
        {
            self.out.push(c);
            return &rest[len..];
        }
        let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
        match &rest[..len] {
            "\\\n" => self.out.push_str("\\␊"),
            escape => self.out.push_str(escape),
        }
        &rest[len..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_numbers_and_repeated_names_stay() {
        let laid_out = json(r#"{"b":1.50,"a":[],"a":{"x":[true,null]}}"#).unwrap();
        assert_eq!(
            laid_out,
            "{\n  \"b\": 1.50,\n  \"a\": [],\n  \"a\": {\n    \"x\": [\n      true,\n      null\n    ]\n  }\n}"
        );
    }

    #[test]
    fn readable_escapes_are_shown_dangerous_ones_stay() {
        assert_eq!(
            json(r#"["\ud55c\uae00 \ud83d\ude00 \u202e\u001b\n\" \ud800"]"#).unwrap(),
            "[\n  \"한글 😀 \\u202e\\u001b\\n\\\" \\ud800\"\n]"
        );
    }

    #[test]
    fn a_cut_text_is_laid_out_as_far_as_it_goes() {
        assert_eq!(json(r#"[{"a":1,"b":"cu"#).unwrap(), "[\n  {\n    \"a\": 1,\n    \"b\": \"cu");
        assert_eq!(json("[{").unwrap(), "[\n  {");
    }

    #[test]
    fn brackets_within_brackets_do_not_fill_the_memory() {
        assert_eq!(json(&"[".repeat(1_000_000)), None);
        assert!(json(&"[".repeat(1_000)).is_some());
    }

    #[test]
    fn a_long_layout_can_be_cancelled() {
        let long = format!("[{}1]", "123456,".repeat(2_000_000));
        let cancel = CancelToken::at_check(2);
        assert_eq!(layout(&long, &cancel), None);
        assert_eq!(cancel.checks(), 2, "of six or seven times for all of it");
        assert!(layout(&long, &CancelToken::never()).is_some());
    }

    #[test]
    fn consecutive_values_are_on_separate_lines() {
        assert_eq!(json("{\"a\":1}\n{\"a\":2}").unwrap(), "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}");
        assert_eq!(json("[\"a\nb\"]").unwrap(), "[\n  \"a␊b\"\n]");
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(json("plain"), None);
        assert_eq!(json("{ color: red; }"), None);
        assert_eq!(json("[a] (b)"), None);
        assert_eq!(json(""), None);
    }

    proptest! {
        #[test]
        fn every_line_has_its_place_in_the_tree(text in "[\\[{][\\PC\\\\\"\\x00-\\x20{}\\[\\],:]{0,60}") {
            if let Some(laid_out) = layout(&text, &CancelToken::never()) {
                prop_assert_eq!(laid_out.tree.len(), laid_out.text.split('\n').count());
                for line in 0..laid_out.tree.len() {
                    prop_assert!(laid_out.tree.parent(line).is_none_or(|parent| parent < line));
                    prop_assert!(laid_out.tree.close(line).is_none_or(|close| close > line));
                }
            }
        }

        #[test]
        fn the_value_stays(numbers in proptest::collection::vec(any::<i64>(), 0..5), text in "\\PC{0,12}") {
            let value = serde_json::json!({"n": numbers, "t": text, "o": {"e": {}, "l": [[]]}});
            let laid_out = json(&value.to_string()).unwrap();
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&laid_out).unwrap(), value);
        }
    }
}
