//! Arguments to commands; no logic of its own.

pub mod headless;

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum, error::ErrorKind};

use crate::text::Lang;

/// What was asked for on the command line.
#[derive(Debug)]
pub struct Cli {
    /// What to do.
    pub task: Task,
    lang: Option<Language>,
}

/// The interface, or one of the commands that need none.
#[derive(Debug)]
pub enum Task {
    /// Open a file in the terminal interface.
    Open {
        /// The HAR file.
        file: PathBuf,
        /// Read it again whenever it is written.
        watch: bool,
    },
    /// Carry out a command.
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
    after_help = "Exit status: 0 nothing failed (or left by the user), 1 failures found, 2 could not be read or wrong usage."
)]
struct Arguments {
    /// What to do; without it, FILE is opened in the terminal interface.
    #[command(subcommand)]
    command: Option<Command>,
    /// The HAR file (also .har.gz and .zip); `-` reads standard input. Where the output is no terminal, the diagnosis
    /// is written as text instead.
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Read the file again whenever it is written (in the terminal interface).
    #[arg(long)]
    watch: bool,
    /// Language of interface and diagnosis; the locale's by default.
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Language>,
}

impl TryFrom<Arguments> for Cli {
    type Error = clap::Error;

    /// clap lets a file and `--watch` stand before a command, where they would mean nothing.
    fn try_from(arguments: Arguments) -> Result<Self, clap::Error> {
        let Arguments { command, file, watch, lang } = arguments;
        let wrong = |kind, what: &str| Err(Arguments::command().error(kind, what));
        let task = match (command, file) {
            (Some(_), Some(_)) => {
                return wrong(ErrorKind::ArgumentConflict, "FILE comes behind the command, not before it");
            }
            (Some(_), None) if watch => {
                return wrong(ErrorKind::ArgumentConflict, "--watch is only for the terminal interface");
            }
            (Some(command), None) => Task::Run(command),
            (None, Some(file)) => Task::Open { file, watch },
            (None, None) => return wrong(ErrorKind::MissingRequiredArgument, "FILE is missing"),
        };
        Ok(Self { task, lang })
    }
}

/// What the program can do without its interface.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say which onboard and license POSTs failed, why, and what to do.
    Diagnose(Diagnose),
    /// List the entries.
    List(List),
    /// Write the decoded body of an entry.
    Body(Body),
}

impl Command {
    /// The diagnosis of one file as text.
    #[must_use]
    pub fn diagnose(file: &Path) -> Self {
        Self::Diagnose(Diagnose { files: vec![file.to_owned()], format: DiagnoseFormat::Text })
    }
}

/// Arguments of `harlens diagnose`.
#[derive(Debug, Args)]
pub struct Diagnose {
    /// HAR files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t)]
    pub format: DiagnoseFormat,
}

/// Forms of a diagnosis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DiagnoseFormat {
    /// For people.
    #[default]
    Text,
    /// For tickets and wikis.
    Markdown,
    /// For programs; stable, new fields may be added.
    Json,
}

/// Arguments of `harlens list`.
#[derive(Debug, Args)]
pub struct List {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
    /// Write only the number of entries.
    #[arg(long)]
    pub count: bool,
}

/// Forms of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Aligned columns.
    #[default]
    Table,
    /// For programs; stable, new fields may be added.
    Json,
}

/// Arguments of `harlens body`.
#[derive(Debug, Args)]
pub struct Body {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The entry's number: its 0-based place in `log.entries`, as the list shows it.
    #[arg(value_name = "ENTRY")]
    pub entry: usize,
    /// The request's body instead of the response's.
    #[arg(long)]
    pub request: bool,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// 한국어
    Ko,
}

impl Cli {
    /// Reads the process's arguments. Wrong ones, and those that ask for help, end the process here.
    #[must_use]
    pub fn from_arguments() -> Self {
        Arguments::parse().try_into().unwrap_or_else(|error: clap::Error| error.exit())
    }

    /// The language asked for, else the locale's.
    #[must_use]
    pub fn lang(&self) -> Lang {
        match self.lang {
            Some(Language::En) => Lang::En,
            Some(Language::Ko) => Lang::Ko,
            None => Lang::of_environment(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(matches!(cli.task, Task::Open { file, watch: true } if file == Path::new("a.har")));
        assert_eq!(cli.lang, Some(Language::Ko));
        for arguments in [
            &["diagnose", "a.har", "-", "--format", "json", "--lang", "ko"][..],
            &["--lang", "ko", "diagnose", "a.har", "-", "--format", "json"],
        ] {
            let cli = parse(arguments).unwrap();
            assert_eq!(cli.lang, Some(Language::Ko));
            assert!(
                matches!(cli.task, Task::Run(Command::Diagnose(Diagnose { files, format: DiagnoseFormat::Json })) if files.len() == 2)
            );
        }
        for arguments in [
            &["diagnose"][..],
            &[],
            &["--lang", "ko"],
            &["--watch"],
            &["--watch", "diagnose", "a.har"],
            &["diagnose", "a.har", "--watch"],
            &["a.har", "list", "b.har"],
        ] {
            assert!(parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
