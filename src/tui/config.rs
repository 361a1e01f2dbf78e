//! The user's settings file (TOML). An invalid setting is reported and ignored; the others still apply.

mod fault;
mod template;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

pub use self::fault::Fault;
use self::fault::FaultKind;
pub use self::template::template;
use super::action::{Action, BINDINGS};
use super::keymap::{self, KeyPress, Keymap, QUIT_KEY};
use super::theme::{Theme, lookup};
use crate::error::Error;
use crate::folders;
use crate::query::sort::Column;
use crate::text::{Lang, line_of, nearest};

/// The settings; unset ones have their defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// `None` for the locale's language.
    pub lang: Option<Lang>,
    /// `None` for the theme that suits the terminal.
    pub theme: Option<Theme>,
    /// Whether the program handles the mouse instead of leaving it to the terminal.
    pub mouse: bool,
    /// The columns of the list; empty for the default ones.
    pub columns: Vec<Column>,
    pub keymap: Keymap,
    /// Errors in the file, by line.
    pub faults: Vec<Fault>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lang: None,
            theme: None,
            mouse: true,
            columns: Vec::new(),
            keymap: Keymap::default(),
            faults: Vec::new(),
        }
    }
}

/// The default location: `config.toml` in the [configuration folder](folders::config).
pub fn path() -> Option<PathBuf> {
    Some(folders::config()?.join("config.toml"))
}

impl Config {
    /// Loads a settings file: the given one, or the one in the default location if there is one. Fails if the given
    /// file cannot be read. Problems with the default file are [faults](Config::faults) instead.
    pub fn load(named: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = named.map(Path::to_owned).or_else(path) else { return Ok(Self::default()) };
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(source) if named.is_some() => Err(Error::Read { name: path.display().to_string(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                let fault =
                    Fault { line: 0, what: FaultKind::Message(format!("{}: {error}", path.display())) };
                Ok(Self { faults: vec![fault], ..Self::default() })
            }
        }
    }

    /// Parses settings. Whatever is invalid becomes a fault and is ignored.
    pub fn parse(text: &str) -> Self {
        let mut parser = Parser { text, config: Self::default(), keys: BTreeMap::new(), bound: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => parser.settings(table.into_inner()),
            Err(error) => {
                let what = FaultKind::Message(error.message().trim().replace('\n', "; "));
                parser.fault(error.span().unwrap_or_default().start, what);
            }
        }
        parser.config.keymap = Keymap::with_overrides(&parser.keys);
        parser.config.faults.sort_by_key(|fault| fault.line);
        parser.config
    }
}

/// Further errors are not reported; with this many, the file is hardly a settings file.
const MAX_FAULTS: usize = 100;

/// A value with its position in the file.
type Value<'t> = Spanned<DeValue<'t>>;

/// A settings file being parsed.
struct Parser<'t> {
    text: &'t str,
    config: Config,
    keys: BTreeMap<Action, Vec<String>>,
    /// Keys bound so far, with the name of their action.
    bound: Vec<(KeyPress, &'static str)>,
}

impl Parser<'_> {
    fn fault(&mut self, byte: usize, what: FaultKind) {
        if self.config.faults.len() >= MAX_FAULTS {
            return;
        }
        self.config.faults.push(Fault { line: line_of(self.text, byte), what });
    }

    fn settings(&mut self, table: DeTable<'_>) {
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "language" => self.language(value),
                "theme" => self.theme(value),
                "mouse" => self.config.mouse = self.read(value, "true, false").unwrap_or(true),
                "columns" => self.columns(value),
                "keys" => self.keys(value),
                unknown => {
                    let nearest = nearest(unknown, template::SETTINGS.into_iter());
                    self.fault(
                        name.span().start,
                        FaultKind::UnknownSetting { name: unknown.to_owned(), nearest },
                    );
                }
            }
        }
    }

    /// Deserializes a value; reports a fault that names the `wanted` type if it has another one.
    fn read<T: serde::de::DeserializeOwned>(&mut self, value: Value<'_>, wanted: &str) -> Option<T> {
        let start = value.span().start;
        let read = T::deserialize(ValueDeserializer::from(value)).ok();
        if read.is_none() {
            self.fault(start, FaultKind::WrongType(wanted.to_owned()));
        }
        read
    }

    fn language(&mut self, value: Value<'_>) {
        let start = value.span().start;
        let wanted = "\"auto\", \"en\", \"ko\"";
        self.config.lang = match self.read::<String>(value, wanted).as_deref() {
            Some("en") => Some(Lang::En),
            Some("ko") => Some(Lang::Ko),
            Some("auto") | None => None,
            Some(_) => return self.fault(start, FaultKind::WrongType(wanted.to_owned())),
        };
    }

    fn theme(&mut self, value: Value<'_>) {
        let start = value.span().start;
        let Some(name) = self.read::<String>(value, "\"auto\", \"dark\", \"light\", …") else { return };
        if name == "auto" {
            return;
        }
        match lookup::find(&name) {
            Ok(theme) => self.config.theme = Some(theme),
            Err(error) => self.fault(start, FaultKind::Message(error.to_string())),
        }
    }

    fn columns(&mut self, value: Value<'_>) {
        let start = value.span().start;
        let names: Vec<String> = self.read(value, "[\"number\", \"status\", …]").unwrap_or_default();
        for name in names {
            match Column::named(&name) {
                Some(column) => self.config.columns.push(column),
                None => {
                    let nearest = nearest(&name, Column::ALL.iter().map(|column| column.name()));
                    self.fault(start, FaultKind::UnknownColumn { name, nearest });
                }
            }
        }
    }

    fn keys(&mut self, value: Value<'_>) {
        let start = value.span().start;
        let DeValue::Table(table) = value.into_inner() else {
            return self.fault(start, FaultKind::WrongType("[keys]".to_owned()));
        };
        for (name, keys) in table {
            let Some(binding) = BINDINGS.iter().find(|binding| binding.name == name.get_ref()) else {
                let nearest = nearest(name.get_ref(), BINDINGS.iter().map(|binding| binding.name));
                let what = FaultKind::UnknownAction { name: name.get_ref().to_string(), nearest };
                self.fault(name.span().start, what);
                continue;
            };
            let start = keys.span().start;
            let one = |key: String| vec![key];
            let keys = match keys.get_ref() {
                DeValue::String(_) => self.read(keys, "\"x\"").map(one),
                _ => self.read::<Vec<String>>(keys, "\"x\", [\"x\", \"Ctrl-x\"]"),
            };
            if let Some(keys) = keys {
                let keys = keys.into_iter().filter(|key| self.may_bind(key, binding.name, start)).collect();
                self.keys.insert(binding.action, keys);
            }
        }
    }

    /// Whether a key can be bound to an action: it is valid, not bound yet, and not the quit key. Otherwise reports a
    /// fault.
    fn may_bind(&mut self, key: &str, action: &'static str, at: usize) -> bool {
        let Some(press) = keymap::parse(key) else {
            self.fault(at, FaultKind::InvalidKey(key.to_owned()));
            return false;
        };
        if let Some((_, other)) = self.bound.iter().find(|(bound, _)| *bound == press) {
            let what = FaultKind::DuplicateKey { key: key.to_owned(), action: (*other).to_owned() };
            self.fault(at, what);
            return false;
        }
        if keymap::parse(QUIT_KEY) == Some(press) {
            if action != "quit" {
                self.fault(at, FaultKind::ReservedKey);
            }
            return action == "quit";
        }
        self.bound.push((press, action));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    fn said(text: &str) -> Vec<String> {
        Config::parse(text).faults.iter().map(|fault| fault.text(Lang::En)).collect()
    }

    #[test]
    fn valid_settings_apply() {
        let config = Config::parse(
            "language = \"ko\"\ntheme = \"light\"\nmouse = false\ncolumns = [\"status\", \"path\"]\n[keys]\nwrap = \"n\"\nquit = [\"Ctrl-q\"]\ncase = []\n",
        );
        assert!(config.faults.is_empty(), "{:?}", config.faults);
        assert_eq!(config.lang, Some(Lang::Ko));
        assert!(!config.mouse && config.theme.as_ref().is_some_and(|theme| theme.name() == "light"));
        assert_eq!(config.columns, [Column::Status, Column::Path]);
        let action = |code, modifiers| config.keymap.action(KeyEvent::new(code, modifiers));
        assert_eq!(action(KeyCode::Char('n'), KeyModifiers::NONE), Some(Action::Wrap));
        assert_eq!(action(KeyCode::Char('W'), KeyModifiers::NONE), None);
        assert_eq!(action(KeyCode::Char('q'), KeyModifiers::CONTROL), Some(Action::Quit));
        assert_eq!(action(KeyCode::Char('x'), KeyModifiers::NONE), None);
        assert_eq!(action(KeyCode::Char(']'), KeyModifiers::NONE), Some(Action::NextFailure));
    }

    #[test]
    fn a_mistake_names_its_line_and_other_settings_apply() {
        let text = "languag = \"en\"\nlanguage = \"fr\"\ncolumns = [\"pth\", \"host\"]\n[keys]\nwarp = \"a\"\nwrap = \"Ctrl-Nonsense\"\nquit = 5\ncase = \"a\"\nreport = [\"a\", \"b\"]\nfind = \"Ctrl-c\"\n";
        let said = said(text);
        assert_eq!(
            said,
            [
                "line 1: there is no setting `languag`; did you mean `language`?",
                "line 2: this has to be one of: \"auto\", \"en\", \"ko\"",
                "line 3: there is no column `pth`; did you mean `path`?",
                "line 5: there is no action `warp`; did you mean `wrap`?",
                "line 6: `Ctrl-Nonsense` is no key; keys are written as n, Ctrl-n, Enter, Space, F1",
                "line 7: this has to be one of: \"x\", [\"x\", \"Ctrl-x\"]",
                "line 9: `a` is already the key of `case`",
                "line 10: Ctrl-c always quits and can mean nothing else",
            ]
        );
        let config = Config::parse(text);
        assert_eq!(config.columns, [Column::Host]);
        assert_eq!(config.keymap.keys(Action::Report), ["b"]);
        assert_eq!(config.keymap.keys(Action::Case), ["a"]);
    }

    #[test]
    fn the_number_of_reported_mistakes_is_limited() {
        let text: String = (0..100_000).map(|n| format!("no{n} = 1\n")).collect();
        assert_eq!(Config::parse(&text).faults.len(), MAX_FAULTS);
    }

    #[test]
    fn invalid_toml_leaves_the_defaults() {
        assert_eq!(said("language = \"ko\"\n[keys\n").len(), 1);
        assert!(said("language = \"ko\"\n[keys\n")[0].starts_with("line 2: "));
        assert_eq!(Config::parse("[keys").keymap.keys(Action::Copy), ["y"]);
        assert_eq!(
            said("theme = \"drak\"")[0],
            "line 1: there is no theme \"drak\" (did you mean dark?): `harlens --help` lists all"
        );
        for text in
            ["mouse = 1", "theme = 1", "keys = 1", "columns = true", "language = []", "[keys]\nwrap = [[]]"]
        {
            assert_eq!(said(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn the_template_contains_the_defaults() {
        let config = Config::parse(&template(Lang::En));
        assert!(config.faults.is_empty(), "{:?}", config.faults);
        assert_eq!((config.lang, config.columns.len()), (None, 0));
        for binding in BINDINGS {
            assert_eq!(config.keymap.keys(binding.action), binding.keys, "{}", binding.name);
        }
        let named = toml::from_str::<toml::Table>(&template(Lang::En)).unwrap();
        let mut settings: Vec<&str> = named.keys().map(String::as_str).collect();
        let mut known = template::SETTINGS;
        settings.sort_unstable();
        known.sort_unstable();
        assert_eq!(settings, known);
    }
}
