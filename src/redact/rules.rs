//! The rules that say what a secret is, as data: names, shapes, patterns and paths. Those of the program are in
//! `assets/secrets`; files of the user add to them and have the same form.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

use super::Kind;

/// A file of rules. What it holds is added to the rules of the program.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    format: Option<u32>,
    /// Names whose value is a secret, by the kind of secret.
    always: Group,
    /// Names whose value is a secret where it looks made up.
    opaque: Group,
    /// As `opaque`, in parameters of a URL or form only.
    parameter: Group,
    /// Names of values that say something about a person.
    personal: Group,
    words: Lists,
    shape: Vec<Shape>,
    pattern: Vec<Pattern>,
    path: Vec<PathRule>,
    /// Names to try the rules on.
    names: Samples,
}

/// Names by the kind of their values, as phrases of words with blanks between them.
type Group = BTreeMap<String, Vec<String>>;

/// Words of names and values, each list as `names.toml` describes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) kept: HashSet<String>,
    pub(super) never: HashSet<String>,
    pub(super) neutral: HashSet<String>,
    pub(super) path: HashSet<String>,
    pub(super) values: HashSet<String>,
    pub(super) sentence: HashSet<String>,
    pub(super) about: HashSet<String>,
}

/// What a rule applies to, and what it does not.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Samples {
    pub(super) matches: Vec<String>,
    pub(super) does_not_match: Vec<String>,
}

/// A shape of tokens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    #[serde(rename = "vendor")]
    _vendor: Option<String>,
    pub(super) prefix: String,
    pub(super) alphabet: Alphabet,
    pub(super) min: usize,
    pub(super) max: usize,
    /// The characters before the prefix that belong to the token.
    pub(super) before: Option<Alphabet>,
    #[serde(rename = "source")]
    _source: Option<String>,
    #[serde(default)]
    pub(super) matches: Vec<String>,
    #[serde(default)]
    pub(super) does_not_match: Vec<String>,
}

/// The characters of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Alphabet {
    Digits,
    Hex,
    Upper,
    Alnum,
    /// Letters, digits and `_`.
    Word,
    Base64,
    Base64url,
    /// Parts in base64url with dots between them.
    Dotted,
    /// The same; an encrypted one may have empty parts.
    Jwt,
    /// Segments of a path.
    Path,
    /// What a URI may consist of.
    Uri,
}

/// A regular expression for a secret in a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    pattern: String,
    #[serde(default)]
    kind: KindName,
    #[serde(default)]
    matches: Vec<String>,
    #[serde(default)]
    does_not_match: Vec<String>,
}

/// A place in a JSON body, whatever its value is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PathRule {
    path: String,
    /// What becomes of the value.
    action: Action,
    #[serde(default)]
    matches: Vec<String>,
    #[serde(default)]
    does_not_match: Vec<String>,
}

/// What a rule does with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Replace,
    Keep,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KindName {
    Authorization,
    Cookie,
    #[default]
    Token,
    Password,
    SignIn,
}

impl KindName {
    fn kind(self) -> Kind {
        match self {
            Self::Authorization => Kind::Authorization,
            Self::Cookie => Kind::Cookie,
            Self::Token => Kind::Token,
            Self::Password => Kind::Password,
            Self::SignIn => Kind::SignIn,
        }
    }
}

/// A name as it is searched for.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) words: Vec<String>,
    pub(super) joined: String,
    pub(super) kind: Kind,
}

/// A pattern of the user's.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) regex: Regex,
    pub(super) kind: Kind,
    pub(super) samples: Samples,
}

/// A path of the user's, as its segments: a key or an index, `*` for any one, `**` for any number of them.
#[derive(Debug)]
pub(super) struct JsonPath {
    pub(super) segments: Vec<String>,
    pub(super) action: Action,
    pub(super) samples: Samples,
}

/// All rules.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) always: Vec<Phrase>,
    pub(super) opaque: Vec<Phrase>,
    pub(super) parameter: Vec<Phrase>,
    pub(super) personal: Vec<Phrase>,
    pub(super) lists: Lists,
    pub(super) shapes: Vec<Shape>,
    pub(super) expressions: Vec<Expression>,
    pub(super) paths: Vec<JsonPath>,
    pub(super) names: Samples,
}

/// A mistake in a file of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The file's name.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

static RULES: OnceLock<Rules> = OnceLock::new();

/// The rules in force: those of the program, unless [`install`] added others before.
pub(super) fn rules() -> &'static Rules {
    RULES.get_or_init(Rules::shipped)
}

/// Adds files of rules, each a name with its text, to those of the program, for as long as the process runs.
///
/// # Errors
/// The mistakes in the files: then nothing is installed. A mistake too if rules were used before.
pub fn install(files: &[(String, String)]) -> Result<(), Vec<RuleError>> {
    let mut rules = Rules::shipped();
    let mut mistakes = Vec::new();
    for (name, text) in files {
        if let Err(mistake) = read(text).and_then(|file| rules.add(file)) {
            mistakes.push(mistake.in_file(name, text));
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    RULES.set(rules).map_err(|_| {
        let what = "rules cannot be added once they are in use".to_owned();
        vec![RuleError { file: String::new(), line: None, what }]
    })
}

/// A mistake with the place in the text where it is, before the file is known.
struct Mistake {
    at: Option<usize>,
    /// Text at the position of the mistake.
    near: Option<String>,
    what: String,
}

impl Mistake {
    fn near(text: &str, what: String) -> Self {
        Self { at: None, near: Some(text.to_owned()), what }
    }

    fn in_file(self, file: &str, text: &str) -> RuleError {
        let at = self.at.or_else(|| text.find(self.near.as_deref()?));
        let line = at.map(|at| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count());
        RuleError { file: file.to_owned(), line, what: self.what }
    }
}

fn read(text: &str) -> Result<File, Mistake> {
    let file: File = toml::from_str(text).map_err(|error| Mistake {
        at: error.span().map(|span| span.start),
        near: None,
        what: error.message().to_owned(),
    })?;
    match file.format {
        Some(1) => Ok(file),
        Some(_) => Err(Mistake::near("format", "this program reads `format = 1`".to_owned())),
        None => {
            Err(Mistake { at: Some(0), near: None, what: "write `format = 1` in the first line".to_owned() })
        }
    }
}

impl Rules {
    fn shipped() -> Self {
        let mut rules = Self::default();
        let files = [
            include_str!(concat!(env!("OUT_DIR"), "/names.json")),
            include_str!(concat!(env!("OUT_DIR"), "/shapes.json")),
        ];
        // A test checks that the data can be read.
        for file in files.into_iter().filter_map(|json| serde_json::from_str(json).ok()) {
            let _ = rules.add(file);
        }
        rules
    }

    fn add(&mut self, file: File) -> Result<(), Mistake> {
        self.always.extend(phrases(&file.always)?);
        self.opaque.extend(phrases(&file.opaque)?);
        self.parameter.extend(phrases(&file.parameter)?);
        self.personal.extend(phrases(&file.personal)?);
        let Lists { kept, never, neutral, path, values, sentence, about } = file.words;
        self.lists.kept.extend(kept);
        self.lists.never.extend(never.into_iter().map(|phrase| phrase.replace(' ', "")));
        self.lists.neutral.extend(neutral);
        self.lists.path.extend(path);
        self.lists.values.extend(values);
        self.lists.sentence.extend(sentence);
        self.lists.about.extend(about);
        for shape in file.shape {
            if shape.prefix.len() < 2 || shape.min == 0 || shape.min > shape.max {
                let what = "a shape needs a prefix of two characters or more, and min from 1 to max";
                return Err(Mistake::near(&shape.prefix, what.to_owned()));
            }
            self.shapes.push(shape);
        }
        for Pattern { pattern, kind, matches, does_not_match } in file.pattern {
            let regex = Regex::new(&pattern).map_err(|error| Mistake::near(&pattern, error.to_string()))?;
            if regex.is_match("") {
                let what = "the pattern matches an empty text: it would replace everything";
                return Err(Mistake::near(&pattern, what.to_owned()));
            }
            let samples = Samples { matches, does_not_match };
            self.expressions.push(Expression { regex, kind: kind.kind(), samples });
        }
        for PathRule { path, action, matches, does_not_match } in file.path {
            let segments = segments(&path);
            if segments.iter().all(|segment| segment.starts_with('*')) {
                let what = "a path needs at least one key: it would apply to every value";
                return Err(Mistake::near(&path, what.to_owned()));
            }
            self.paths.push(JsonPath { segments, action, samples: Samples { matches, does_not_match } });
        }
        self.names.matches.extend(file.names.matches);
        self.names.does_not_match.extend(file.names.does_not_match);
        Ok(())
    }
}

/// The keys and indices of a path such as `users[0].badge`.
pub(super) fn segments(path: &str) -> Vec<String> {
    path.split(['.', '[', ']']).filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

fn phrases(group: &Group) -> Result<Vec<Phrase>, Mistake> {
    let mut phrases = Vec::new();
    for (name, list) in group {
        let kind = kind(name).ok_or_else(|| {
            let kinds =
                "authorization, cookie, token, password, sign-in; in [personal] name, phone, address, number";
            Mistake::near(name, format!("there is no kind {name:?}: the kinds are {kinds}"))
        })?;
        for phrase in list {
            let words: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
            if words.is_empty() {
                return Err(Mistake::near(name, "a name is empty".to_owned()));
            }
            phrases.push(Phrase { joined: words.concat(), words, kind });
        }
    }
    Ok(phrases)
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "authorization" => Kind::Authorization,
        "cookie" => Kind::Cookie,
        "token" => Kind::Token,
        "password" => Kind::Password,
        "sign-in" => Kind::SignIn,
        "name" => Kind::Name,
        "phone" => Kind::Phone,
        "address" => Kind::Address,
        "number" => Kind::NationalId,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        let mut rules = Rules::default();
        let mistake = read(text).and_then(|file| rules.add(file)).unwrap_err();
        mistake.in_file("a.toml", text).to_string()
    }

    #[test]
    fn the_shipped_rules_can_be_read() {
        let rules = Rules::shipped();
        assert!(rules.always.len() > 50 && rules.opaque.len() > 10 && rules.shapes.len() > 100);
        assert!(!rules.lists.values.is_empty() && !rules.personal.is_empty());
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (text, expected) in [
            ("[always]\ntoken=[]", "a.toml:1: write `format = 1` in the first line"),
            ("format = 2", "a.toml:1: this program reads `format = 1`"),
            ("format = 1\n\n[[pattern]]\npattern = '('", "a.toml:4: "),
            ("format = 1\n[[pattern]]\npattern = 'a*'", "a.toml:3: the pattern matches an empty text"),
            ("format = 1\n[always]\nbadge = ['x']", "a.toml:3: there is no kind \"badge\""),
            ("format = 1\n[[path]]\npath = '**'\naction = 'keep'", "a.toml:3: a path needs at least one key"),
            ("format = 1\n[[path]]\npath = 'a'\naction = 'take'", "a.toml:4: unknown variant `take`"),
            (
                "format = 1\n[[shape]]\nvendor='x'\nprefix = 'q'\nalphabet='hex'\nmin=1\nmax=2",
                "a.toml:4: a shape",
            ),
            ("format = 1\nnonsense = 1", "a.toml:2: unknown field `nonsense`"),
        ] {
            let said = mistake(text);
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
