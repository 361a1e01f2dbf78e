//! Colours for code: strings, comments, numbers, keywords, tags. It knows no grammar, only where these begin and end:
//! so a bundle of megabytes in one line, which no highlighter made of grammars gets through in time, has colours too.

use std::ops::Range;

use crate::tui::theme::Role;

/// What is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JavaScript, TypeScript.
    Script,
    /// CSS.
    Style,
    /// HTML, XML, SVG.
    Markup,
}

/// What a place in a text is inside; four bits of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Inside {
    #[default]
    Nothing,
    Comment,
    Double,
    Single,
    Template,
    Tag,
    TagDouble,
    TagSingle,
    /// The tag that begins `script` or `style`.
    ForeignTag,
    /// Their content, up to the tag that ends it.
    Foreign,
}

impl Inside {
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

    /// What a new line is inside: an ordinary string ends with its line at the latest.
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

/// Gives each part of a text its meaning; returns what the text ends inside.
pub(super) fn scan(
    language: Language,
    text: &str,
    mut inside: Inside,
    mut give: impl FnMut(Range<usize>, Role),
) -> Inside {
    let mut at = 0;
    // Before a `/`: whether a value stood there, which is then divided, else a pattern begins.
    let mut after_value = false;
    while at < text.len() {
        let rest = &text[at..];
        let (len, role, next) = match (inside, language) {
            (Inside::Nothing, Language::Markup) => markup(rest),
            (Inside::Nothing, _) => code(language, rest, after_value),
            (Inside::Tag | Inside::ForeignTag, _) => tag(rest, inside),
            (Inside::Foreign, _) => foreign(rest),
            (Inside::Comment, Language::Markup) => until(rest, "-->", Role::Dim, inside),
            (Inside::Comment, _) => until(rest, "*/", Role::Dim, inside),
            (Inside::Double, _) => string(rest, b'"', inside, Inside::Nothing),
            (Inside::Single, _) => string(rest, b'\'', inside, Inside::Nothing),
            (Inside::Template, _) => string(rest, b'`', inside, Inside::Nothing),
            (Inside::TagDouble, _) => until_tag(rest, '"', inside),
            (Inside::TagSingle, _) => until_tag(rest, '\'', inside),
        };
        // Every step advances, whatever comes.
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

type Part = (usize, Role, Inside);

/// The rest of something that ends with a text.
fn until(rest: &str, end: &str, role: Role, inside: Inside) -> Part {
    match rest.find(end) {
        Some(at) => (at + end.len(), role, Inside::Nothing),
        None => (rest.len(), role, inside),
    }
}

fn until_tag(rest: &str, quote: char, inside: Inside) -> Part {
    match rest.find(quote) {
        Some(at) => (at + 1, Role::String, Inside::Tag),
        None => (rest.len(), Role::String, inside),
    }
}

/// The rest of a string that ends with a quote of its own.
fn string(rest: &str, quote: u8, inside: Inside, after: Inside) -> Part {
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
            let (len, role, next) = until(&rest["/*".len()..], "*/", Role::Dim, Inside::Comment);
            (len + 2, role, next)
        }
        '/' if script && rest.starts_with("//") => (rest.len(), Role::Dim, Inside::Nothing),
        '/' if script && !after_value => (pattern(rest), Role::String, Inside::Nothing),
        '"' | '\'' | '`' if first != '`' || script => {
            let inside = match first {
                '"' => Inside::Double,
                '\'' => Inside::Single,
                _ => Inside::Template,
            };
            let (len, role, next) = string(&rest[1..], first as u8, inside, Inside::Nothing);
            (len + 1, role, next)
        }
        '@' | '#' if !script => (word(1), Role::Number, Inside::Nothing),
        c if c.is_ascii_digit() => (word(1), Role::Number, Inside::Nothing),
        c if is_word(c) => {
            let end = word(0);
            let role = match script {
                true if KEYWORDS.binary_search(&&rest[..end]).is_ok() => Role::Key,
                // A property, or the beginning of a selector: both are names.
                false if rest[end..].starts_with(':') => Role::Key,
                _ => Role::Normal,
            };
            (end, role, Inside::Nothing)
        }
        _ => {
            let stops = |c: char| is_word(c) || matches!(c, '/' | '"' | '\'' | '`' | '@' | '#');
            let len = first.len_utf8();
            (len + rest[len..].find(stops).unwrap_or(rest.len() - len), Role::Normal, Inside::Nothing)
        }
    }
}

/// No regular expression is longer.
const MAX_PATTERN: usize = 300;

/// The length of a regular expression; 1 where a line holds no end of it.
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
        let (len, role, next) = until(comment, "-->", Role::Dim, Inside::Comment);
        return (len + 4, role, next);
    }
    let begins_tag =
        |rest: &str| rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if rest.starts_with('<') && begins_tag(rest) {
        let end = tag_name(rest);
        let name = &rest[1..end];
        let is_foreign = name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style");
        return (end, Role::Key, if is_foreign { Inside::ForeignTag } else { Inside::Tag });
    }
    let end = rest.match_indices('<').map(|(at, _)| at).find(|at| *at > 0 && begins_tag(&rest[*at..]));
    (end.unwrap_or(rest.len()), Role::Normal, Inside::Nothing)
}

/// The length of `<name` or `</name`.
fn tag_name(rest: &str) -> usize {
    rest[1..].find(|c: char| c.is_whitespace() || c == '>').map_or(rest.len(), |end| end + 1)
}

/// Inside a tag: names, quoted values, and its end.
fn tag(rest: &str, inside: Inside) -> Part {
    let is_foreign = inside == Inside::ForeignTag;
    let quoted = |quote: char, inside: Inside| {
        let (len, role, next) = until_tag(&rest[1..], quote, inside);
        (len + 1, role, if is_foreign { Inside::ForeignTag } else { next })
    };
    match rest.find(['"', '\'', '>']) {
        Some(0) if rest.starts_with('>') => {
            (1, Role::Key, if is_foreign { Inside::Foreign } else { Inside::Nothing })
        }
        Some(0) if rest.starts_with('"') => quoted('"', Inside::TagDouble),
        Some(0) => quoted('\'', Inside::TagSingle),
        Some(at) => (at, Role::Number, inside),
        None => (rest.len(), Role::Number, inside),
    }
}

/// What is between `<script>` and `</script>`, which may hold any `<`.
fn foreign(rest: &str) -> Part {
    let end = rest.match_indices("</").map(|(at, _)| at).find(|at| {
        let name = rest.as_bytes().get(at + 2..at + 7).unwrap_or_default();
        name.eq_ignore_ascii_case(b"scrip") || name.eq_ignore_ascii_case(b"style")
    });
    match end {
        Some(0) => (tag_name(rest), Role::Key, Inside::Tag),
        Some(at) => (at, Role::Normal, Inside::Foreign),
        None => (rest.len(), Role::Normal, Inside::Foreign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parts that are not ordinary text, each with its meaning.
    fn coloured(language: Language, text: &str) -> Vec<(&str, Role)> {
        let mut parts = Vec::new();
        scan(language, text, Inside::Nothing, |range, role| {
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
        for (bits, inside) in Inside::ALL.iter().enumerate() {
            assert_eq!((inside.bits() as usize, Inside::of_bits(inside.bits())), (bits, *inside));
        }
    }

    proptest! {
        #[test]
        fn every_character_has_one_meaning(text in "[a-z<>/'\"`*!\\\\=\\-#@ 한\\[\\]1]{0,60}", language in 0..3, bits in 0..10_u32) {
            let language = [Language::Script, Language::Style, Language::Markup][language as usize];
            let mut at = 0;
            scan(language, &text, Inside::of_bits(bits), |range, _| {
                assert_eq!(range.start, at);
                at = range.end;
            });
            prop_assert_eq!(at, text.len());
        }
    }
}
