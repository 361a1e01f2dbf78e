//! The command line: parsing, and which arguments can be combined.

use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser, ValueEnum, error::ErrorKind};

use super::command::Command;
use super::settings::Settings;
use crate::har::source::MAX_UNPACKED;
use crate::text::human::parse_size;
use crate::text::{Lang, nearest};

/// The parsed command line.
#[derive(Debug)]
pub struct Cli {
    pub task: Task,
    lang: Option<Language>,
    unpack_limit: Option<u64>,
    knowledge: Vec<PathBuf>,
    rules: Vec<PathBuf>,
    /// A settings file given with `--config`.
    pub config: Option<PathBuf>,
}

/// The terminal interface, or a command.
#[derive(Debug)]
pub enum Task {
    Open {
        files: Vec<PathBuf>,
        /// Reload a file whenever it changes.
        watch: bool,
        theme: Option<String>,
    },
    Run(Command),
}

/// Opens a HAR file captured from Cisco Webex Control Hub and says why adding a user or assigning a license failed,
/// and what to do.
#[derive(Debug, Parser)]
#[command(
    name = "harlens",
    version,
    about,
    subcommand_negates_reqs = true,
    arg_required_else_help = true,
    after_help = "Exit status: 0 nothing failed (or left by the user), 1 failures found (check: something is odd), 2 could not be read or wrong usage."
)]
pub(super) struct Arguments {
    /// What to do; without it, FILE is opened in the terminal interface.
    #[command(subcommand)]
    command: Option<Command>,
    /// The HAR file (also .har.gz and .zip), or several, each in a tab; `-` reads standard input. Where the output is
    /// no terminal, the diagnosis is written as text instead.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read a file again whenever it is written (in the terminal interface).
    #[arg(long)]
    watch: bool,
    /// Colours of the terminal interface: default, dark, light, high-contrast, basic, mono, or a file of your own (TOML).
    #[arg(long, value_name = "THEME")]
    theme: Option<String>,
    /// Language of interface and diagnosis; the locale's by default.
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Language>,
    /// Most bytes to unpack from a packed file or to take from a pipe, such as 8G; 4G by default.
    #[arg(long, global = true, value_name = "SIZE", value_parser = size)]
    unpack_limit: Option<u64>,
    /// A knowledge file of your own (TOML), read after those of the folder that `harlens knowledge path` names. May be
    /// given several times.
    #[arg(long, global = true, value_name = "FILE")]
    knowledge: Vec<PathBuf>,
    /// A file of rules of your own (TOML) about what a secret is, read after those of the folder that `harlens rules path`
    /// names. May be given several times.
    #[arg(long, global = true, value_name = "FILE")]
    rules: Vec<PathBuf>,
    /// The file of settings (TOML) instead of the one that `harlens config path` names.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl TryFrom<Arguments> for Cli {
    type Error = clap::Error;

    /// clap accepts files and `--watch` before a command, where they would have no effect.
    fn try_from(arguments: Arguments) -> Result<Self, clap::Error> {
        let Arguments { command, files, watch, theme, lang, unpack_limit, knowledge, rules, config } =
            arguments;
        // clap would add the usage of the whole program, which contradicts these messages.
        let wrong = |kind, what: &str| Err(clap::Error::raw(kind, format!("{what}\n")));
        if let Some(Command::Compare(compare)) = &command
            && compare.other_entry().is_none()
        {
            return wrong(ErrorKind::InvalidValue, "the last argument of compare is the number of an entry");
        }
        if let Some(what) = files.first().filter(|_| command.is_none()).and_then(|file| mistyped(file)) {
            return wrong(ErrorKind::InvalidSubcommand, &what);
        }
        let task = match (command, files) {
            (Some(_), files) if !files.is_empty() => {
                return wrong(ErrorKind::ArgumentConflict, "FILE comes after the command, not before it");
            }
            (Some(_), _) if watch => {
                return wrong(ErrorKind::ArgumentConflict, "--watch is only for the terminal interface");
            }
            (Some(_), _) if theme.is_some() => {
                return wrong(ErrorKind::ArgumentConflict, "--theme is only for the terminal interface");
            }
            (Some(command), _) => Task::Run(command),
            (None, files) if files.iter().skip(1).any(|file| is_command(file)) => {
                return wrong(ErrorKind::ArgumentConflict, "FILE comes after the command, not before it");
            }
            (None, files) if !files.is_empty() => Task::Open { files, watch, theme },
            (None, _) => {
                return Err(Arguments::command().error(ErrorKind::MissingRequiredArgument, "FILE is missing"));
            }
        };
        Ok(Self { task, lang, unpack_limit, knowledge, rules, config })
    }
}

/// The error for a missing file whose name resembles a command.
fn mistyped(file: &Path) -> Option<String> {
    let typed = file.to_str().filter(|name| !name.contains('.') && !file.exists())?;
    let commands = Arguments::command();
    let near = nearest(typed, commands.get_subcommands().map(clap::Command::get_name));
    let near = near.first()?;
    Some(format!("there is no file {typed}; did you mean the command {near}: harlens {near} …?"))
}

/// Whether this is a command's name. After a file, clap parses it as another file.
fn is_command(file: &Path) -> bool {
    file.to_str().is_some_and(|name| Arguments::command().find_subcommand(name).is_some())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// 한국어
    Ko,
}

impl Cli {
    /// Parses the process's arguments. Exits on invalid ones, and after printing help.
    pub fn from_arguments() -> Self {
        Arguments::parse().try_into().unwrap_or_else(|error: clap::Error| error.exit())
    }

    /// The settings for all commands; `set` is the language of the settings file.
    pub fn settings(&self, set: Option<Lang>) -> Settings {
        Settings {
            lang: self.lang(set),
            unpack_limit: self.unpack_limit.unwrap_or(MAX_UNPACKED),
            own: self.knowledge.clone(),
            rules: self.rules.clone(),
            config: self.config.clone(),
        }
    }

    fn lang(&self, set: Option<Lang>) -> Lang {
        match self.lang {
            Some(Language::En) => Lang::En,
            Some(Language::Ko) => Lang::Ko,
            None => set.unwrap_or_else(Lang::of_environment),
        }
    }
}

fn size(text: &str) -> Result<u64, &'static str> {
    parse_size(text).filter(|size| *size > 0).ok_or("a size is a number followed by K, M, G or T, such as 8G")
}

#[cfg(test)]
mod tests {
    use super::super::command::Diagnose;
    use super::*;
    use crate::text::format::Format;

    fn parse(arguments: &[&str]) -> Result<Cli, ErrorKind> {
        let arguments = Arguments::try_parse_from(std::iter::once(&"harlens").chain(arguments));
        arguments.and_then(Cli::try_from).map_err(|error| error.kind())
    }

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_file_or_a_command() {
        let cli = parse(&["a.har", "--lang", "ko", "--watch"]).unwrap();
        assert!(
            matches!(cli.task, Task::Open { files, watch: true, .. } if files == [PathBuf::from("a.har")])
        );
        assert_eq!(cli.lang, Some(Language::Ko));
        let cli = parse(&["a.har", "b.har"]).unwrap();
        assert!(matches!(cli.task, Task::Open { files, .. } if files.len() == 2));
        for arguments in [
            &["diagnose", "a.har", "-", "--format", "json", "--lang", "ko"][..],
            &["--lang", "ko", "diagnose", "a.har", "-", "--format", "json"],
        ] {
            let cli = parse(arguments).unwrap();
            assert_eq!(cli.lang, Some(Language::Ko));
            assert!(
                matches!(cli.task, Task::Run(Command::Diagnose(Diagnose { files, format: Format::Json })) if files.len() == 2)
            );
        }
        let cli = parse(&["check", "a.har", "--unpack-limit", "8G"]).unwrap();
        assert_eq!(cli.settings(None).unpack_limit, 8 << 30);
        assert!(parse(&["--unpack-limit", "0", "a.har"]).is_err());
        for arguments in [
            &["diagnose"][..],
            &[],
            &["--lang", "ko"],
            &["--watch"],
            &["--watch", "diagnose", "a.har"],
            &["--theme", "dark", "diagnose", "a.har"],
            &["diagnose", "a.har", "--watch"],
            &["a.har", "list", "b.har"],
        ] {
            assert!(parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
