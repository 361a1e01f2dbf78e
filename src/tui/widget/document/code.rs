//! Highlighting of strings, comments, numbers, keywords and tags.
//!
//! A scanner that only knows where these start and end, instead of a grammar: a grammar-based highlighter is too slow
//! for a minified bundle of several megabytes on one line.

use std::ops::Range;

use crate::tui::theme::Role;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JavaScript, TypeScript.
    Script,
    /// CSS.
    Style,
    /// HTML, XML, SVG.
    Markup,
}

/// The scanner's state at an offset. It has to fit four bits of a document's segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ScanState {
    #[default]
    Nothing,
    Comment,
    Double,
    Single,
    Template,
    Tag,
    TagDouble,
    TagSingle,
    /// The opening tag of `script` or `style`.
    ForeignTag,
    /// The content of `script` or `style`, up to its closing tag.
    Foreign,
}

impl ScanState {
    const ALL: [Self; 10] = [
        Self::Nothing,
        Self::Comment,
        Self::Double,
        Self::Single,
        Self::Template,
        Self::Tag,
        Self::TagDouble,
        Self::TagSingle,
        Self::ForeignTag,
        Self::Foreign,
    ];

    pub(super) fn of_bits(bits: u32) -> Self {
        Self::ALL.get(bits as usize).copied().unwrap_or_default()
    }

    pub(super) fn bits(self) -> u32 {
        self as u32
    }

    /// The state at the start of the next line: a quoted string ends with its line.
    pub(super) fn on_next_line(self) -> Self {
        match self {
            Self::Double | Self::Single => Self::Nothing,
            other => other,
        }
    }
}

const KEYWORDS: [&str; 46] = [
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "of",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Assigns a role to every part of a text; returns the state at its end.
pub(super) fn scan(
    language: Language,
    text: &str,
    mut inside: ScanState,
    mut give: impl FnMut(Range<usize>, Role),
) -> ScanState {
    let mut at = 0;
    // Decides whether a following `/` is a division (after a value) or starts a regular expression.
    let mut after_value = false;
    while at < text.len() {
        let rest = &text[at..];
        let (len, role, next) = match (inside, language) {
            (ScanState::Nothing, Language::Markup) => markup(rest),
            (ScanState::Nothing, _) => code(language, rest, after_value),
            (ScanState::Tag | ScanState::ForeignTag, _) => tag(rest, inside),
            (ScanState::Foreign, _) => foreign(rest),
            (ScanState::Comment, Language::Markup) => until(rest, "-->", Role::Dim, inside),
            (ScanState::Comment, _) => until(rest, "*/", Role::Dim, inside),
            (ScanState::Double, _) => string(rest, b'"', inside, ScanState::Nothing),
            (ScanState::Single, _) => string(rest, b'\'', inside, ScanState::Nothing),
            (ScanState::Template, _) => string(rest, b'`', inside, ScanState::Nothing),
            (ScanState::TagDouble, _) => until_tag(rest, '"', inside),
            (ScanState::TagSingle, _) => until_tag(rest, '\'', inside),
        };
        // Always advance, or unexpected input would loop forever.
        let len = len.max(rest.chars().next().map_or(1, char::len_utf8));
        let part = &rest[..len];
        if !part.trim().is_empty() {
            after_value = part.ends_with(|c: char| {
                c.is_alphanumeric() || matches!(c, '_' | '$' | ')' | ']' | '}' | '"' | '\'' | '`')
            }) && !matches!(part, "return" | "typeof" | "case" | "in" | "of");
        }
        give(at..at + len, role);
        at += len;
        inside = next;
    }
    inside
}

type Part = (usize, Role, ScanState);

/// The rest of a construct that ends with `end`.
fn until(rest: &str, end: &str, role: Role, inside: ScanState) -> Part {
    match rest.find(end) {
        Some(at) => (at + end.len(), role, ScanState::Nothing),
        None => (rest.len(), role, inside),
    }
}

fn until_tag(rest: &str, quote: char, inside: ScanState) -> Part {
    match rest.find(quote) {
        Some(at) => (at + 1, Role::String, ScanState::Tag),
        None => (rest.len(), Role::String, inside),
    }
}

/// The rest of a string that ends with `quote`.
fn string(rest: &str, quote: u8, inside: ScanState, after: ScanState) -> Part {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if byte == quote => return (at + 1, Role::String, after),
            _ => {}
        }
    }
    (rest.len(), Role::String, inside)
}

fn code(language: Language, rest: &str, after_value: bool) -> Part {
    let first = rest.chars().next().unwrap_or_default();
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '$') || (language == Language::Style && c == '-');
    let word = |from: usize| from + rest[from..].find(|c| !is_word(c)).unwrap_or(rest.len() - from);
    let script = language == Language::Script;
    match first {
        '/' if rest.starts_with("/*") => {
            let (len, role, next) = until(&rest["/*".len()..], "*/", Role::Dim, ScanState::Comment);
            (len + 2, role, next)
        }
        '/' if script && rest.starts_with("//") => (rest.len(), Role::Dim, ScanState::Nothing),
        '/' if script && !after_value => (pattern(rest), Role::String, ScanState::Nothing),
        '"' | '\'' | '`' if first != '`' || script => {
            let inside = match first {
                '"' => ScanState::Double,
                '\'' => ScanState::Single,
                _ => ScanState::Template,
            };
            let (len, role, next) = string(&rest[1..], first as u8, inside, ScanState::Nothing);
            (len + 1, role, next)
        }
        '@' | '#' if !script => (word(1), Role::Number, ScanState::Nothing),
        c if c.is_ascii_digit() => (word(1), Role::Number, ScanState::Nothing),
        c if is_word(c) => {
            let end = word(0);
            let role = match script {
                true if KEYWORDS.binary_search(&&rest[..end]).is_ok() => Role::Key,
                // A property, or the start of a selector: both are names.
                false if rest[end..].starts_with(':') => Role::Key,
                _ => Role::Normal,
            };
            (end, role, ScanState::Nothing)
        }
        _ => {
            let stops = |c: char| is_word(c) || matches!(c, '/' | '"' | '\'' | '`' | '@' | '#');
            let len = first.len_utf8();
            (len + rest[len..].find(stops).unwrap_or(rest.len() - len), Role::Normal, ScanState::Nothing)
        }
    }
}

/// A longer regular expression is not recognized, so that a stray `/` does not make the scan quadratic.
const MAX_PATTERN: usize = 300;

/// The length of a regular expression; 1 (the slash alone) if it does not end on this line.
fn pattern(rest: &str) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    for (at, byte) in rest.bytes().enumerate().take(MAX_PATTERN).skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return at + 1,
            _ => {}
        }
    }
    1
}

fn markup(rest: &str) -> Part {
    if let Some(comment) = rest.strip_prefix("<!--") {
        let (len, role, next) = until(comment, "-->", Role::Dim, ScanState::Comment);
        return (len + 4, role, next);
    }
    let begins_tag =
        |rest: &str| rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if rest.starts_with('<') && begins_tag(rest) {
        let end = tag_name(rest);
        let name = &rest[1..end];
        let is_foreign = name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style");
        return (end, Role::Key, if is_foreign { ScanState::ForeignTag } else { ScanState::Tag });
    }
    let end = rest.match_indices('<').map(|(at, _)| at).find(|at| *at > 0 && begins_tag(&rest[*at..]));
    (end.unwrap_or(rest.len()), Role::Normal, ScanState::Nothing)
}

/// The length of `<name` or `</name`.
fn tag_name(rest: &str) -> usize {
    rest[1..].find(|c: char| c.is_whitespace() || c == '>').map_or(rest.len(), |end| end + 1)
}

/// ScanState a tag: attribute names, quoted values, and the closing `>`.
fn tag(rest: &str, inside: ScanState) -> Part {
    let is_foreign = inside == ScanState::ForeignTag;
    let quoted = |quote: char, inside: ScanState| {
        let (len, role, next) = until_tag(&rest[1..], quote, inside);
        (len + 1, role, if is_foreign { ScanState::ForeignTag } else { next })
    };
    match rest.find(['"', '\'', '>']) {
        Some(0) if rest.starts_with('>') => {
            (1, Role::Key, if is_foreign { ScanState::Foreign } else { ScanState::Nothing })
        }
        Some(0) if rest.starts_with('"') => quoted('"', ScanState::TagDouble),
        Some(0) => quoted('\'', ScanState::TagSingle),
        Some(at) => (at, Role::Number, inside),
        None => (rest.len(), Role::Number, inside),
    }
}

/// The text between `<script>` and `</script>`, which may contain any `<`.
fn foreign(rest: &str) -> Part {
    let end = rest.match_indices("</").map(|(at, _)| at).find(|at| {
        let name = rest.as_bytes().get(at + 2..at + 7).unwrap_or_default();
        name.eq_ignore_ascii_case(b"scrip") || name.eq_ignore_ascii_case(b"style")
    });
    match end {
        Some(0) => (tag_name(rest), Role::Key, ScanState::Tag),
        Some(at) => (at, Role::Normal, ScanState::Foreign),
        None => (rest.len(), Role::Normal, ScanState::Foreign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parts that are not ordinary text, with their roles.
    fn coloured(language: Language, text: &str) -> Vec<(&str, Role)> {
        let mut parts = Vec::new();
        scan(language, text, ScanState::Nothing, |range, role| {
            if role != Role::Normal {
                parts.push((&text[range], role));
            }
        });
        parts
    }

    #[test]
    fn scripts() {
        let text = r#"const a=b/2/c,d=/["/]x/g.test(`t"${e}`);return/'/;f('x\'y')/*c*/+1e3//z"#;
        let expected = [
            ("const", Role::Key),
            ("2", Role::Number),
            (r#"/["/]x/"#, Role::String),
            (r#"`t"${e}`"#, Role::String),
            ("return", Role::Key),
            ("/'/", Role::String),
            (r"'x\'y'", Role::String),
            ("/*c*/", Role::Dim),
            ("1e3", Role::Number),
            ("//z", Role::Dim),
        ];
        assert_eq!(coloured(Language::Script, text), expected);
    }

    #[test]
    fn styles() {
        let text = "@media print{a:hover{color:#fff;margin:0 1.5em;content:\"x\"}}/* c */";
        let parts = coloured(Language::Style, text);
        for expected in [
            ("@media", Role::Number),
            ("color", Role::Key),
            ("#fff", Role::Number),
            ("\"x\"", Role::String),
            ("/* c */", Role::Dim),
        ] {
            assert!(parts.contains(&expected), "{expected:?}: {parts:?}");
        }
    }

    #[test]
    fn pages_with_scripts_in_them() {
        let text = "<!-- c --><p class=\"x>y\">a < b</p><script type='m'>if(a<b)c('</p>')</script><b>";
        let expected = [
            ("<!-- c -->", Role::Dim),
            ("<p", Role::Key),
            (" class=", Role::Number),
            ("\"x>y\"", Role::String),
            (">", Role::Key),
            ("</p", Role::Key),
            (">", Role::Key),
            ("<script", Role::Key),
            (" type=", Role::Number),
            ("'m'", Role::String),
            (">", Role::Key),
            ("</script", Role::Key),
            (">", Role::Key),
            ("<b", Role::Key),
            (">", Role::Key),
        ];
        assert_eq!(coloured(Language::Markup, text), expected);
    }

    #[test]
    fn keywords_are_in_order_and_every_state_has_its_bits() {
        assert!(KEYWORDS.is_sorted());
        for (bits, inside) in ScanState::ALL.iter().enumerate() {
            assert_eq!((inside.bits() as usize, ScanState::of_bits(inside.bits())), (bits, *inside));
        }
    }

    proptest! {
        #[test]
        fn every_character_has_one_meaning(text in "[a-z<>/'\"`*!\\\\=\\-#@ 한\\[\\]1]{0,60}", language in 0..3, bits in 0..10_u32) {
            let language = [Language::Script, Language::Style, Language::Markup][language as usize];
            let mut at = 0;
            scan(language, &text, ScanState::of_bits(bits), |range, _| {
                assert_eq!(range.start, at);
                at = range.end;
            });
            prop_assert_eq!(at, text.len());
        }
    }
}
