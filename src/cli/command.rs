//! The commands and their arguments.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};

use crate::compare::Comparison;
use crate::query::group::GroupBy;
use crate::query::sort::{Column, Sort};
use crate::report::Diagnosed;
use crate::report::check::CheckReport;
use crate::report::knowledge::Contents;
use crate::report::list::Listing;
use crate::text::format::{FORMATS, Format, Report as _};

/// What the program can do without its interface.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say which onboard and license POSTs failed, why, and what to do.
    Diagnose(Diagnose),
    /// List the entries.
    List(List),
    /// Write the decoded body of an entry.
    Body(Body),
    /// Write entries as a HAR of their own, or as a table; without tokens, cookies and passwords.
    Export(Export),
    /// Write an entry as a curl command that sends its request again.
    Curl(Curl),
    /// Say how well a file can be read: what is odd, damaged or missing, and where.
    Check(Check),
    /// Compare two entries, of one file or of two: status, bodies, headers.
    Compare(Compare),
    /// Gather what a Cisco TAC case asks for: what failed, the answers, and the capture without its secrets.
    Case(Case),
    /// Write a copy without tokens, cookies and passwords, safe to send.
    Sanitize(Sanitize),
    /// Record a browser: the HAR begins before the first request and loses nothing at a page change.
    Record(Record),
    /// Say what the user statuses of Control Hub mean, how users come to them, and what to do.
    Status {
        /// A status or a word such as "domain claim": its name in English or Korean, its id, or a value in JSON; all of
        /// them where it is absent.
        #[arg(value_name = "NAME")]
        name: Vec<String>,
    },
    /// Look into what is known, and add knowledge of your own.
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
    /// Check and list your own rules about what a secret is.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Write or check the settings of the interface.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write what a shell needs to complete the arguments.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual page of harlens, or of one of its commands, for `man`.
    Man {
        /// The command.
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

/// What can be done with the settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a file with every setting as it is by default, to be changed.
    Default,
    /// Name the file in which settings are looked for.
    Path,
    /// Say what is wrong with the settings, line by line.
    #[command(
        after_help = "Exit status: 0 nothing is wrong, 1 something is wrong, 2 the file could not be read."
    )]
    Check {
        /// A file of settings; the one that `harlens config path` names where it is absent.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// What can be done with the user's rules about secrets.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Say what is wrong with files of rules: mistakes with their line, and samples that do not hold.
    #[command(
        after_help = "Exit status: 0 nothing is wrong, 1 something is wrong, 2 a file could not be read."
    )]
    Check {
        /// Files of rules (TOML), checked together; those in use where they are absent.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// List the files of rules in use.
    List,
    /// Name the folder whose *.toml files are read as rules of your own.
    Path,
}

/// What can be done with the knowledge.
#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// List everything that is known: what it is, its id, weight, basis and file.
    List {
        /// Form of the output.
        #[arg(long, value_parser = format(Contents::FORMATS), default_value = "table")]
        format: Format,
    },
    /// Say what one item means, when it applies, and where it is written.
    Show {
        /// Its id, as the list shows it.
        id: String,
    },
    /// Say what is wrong with knowledge files: what cannot be loaded, and samples that do not hold.
    #[command(
        after_help = "Exit status: 0 nothing is wrong, 1 something is wrong, 2 a file could not be read."
    )]
    Check {
        /// Knowledge files (TOML); `-` reads standard input. They are added to what is built in, all together.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Name the folder whose *.toml files are read as knowledge of your own.
    Path,
    /// Write a rule for the error of an entry, to be filled in. It holds no secrets.
    New {
        /// The HAR file; `-` reads standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The entry's number: its 0-based place in `log.entries`, as the list shows it.
        #[arg(value_name = "ENTRY")]
        entry: usize,
    },
}

impl Command {
    /// The diagnosis of files as text.
    pub fn diagnose(files: Vec<PathBuf>) -> Self {
        Self::Diagnose(Diagnose { files, format: Format::Text })
    }
}

/// Arguments of `harlens diagnose`.
#[derive(Debug, Args)]
pub struct Diagnose {
    /// HAR files, or folders of them; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, value_parser = format(Diagnosed::FORMATS), default_value = "text")]
    pub format: Format,
}

/// Arguments of `harlens list`.
#[derive(Debug, Args)]
pub struct List {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Form of the output.
    #[arg(long, value_parser = format(Listing::FORMATS), default_value = "table")]
    pub format: Format,
    /// Only the entries that meet this filter, as in the interface: `is:failed`, `status-code:4xx domain:atlas`,
    /// `body:"already exists"`; the README explains all terms.
    #[arg(long, allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Order by this column, with `-` before it the greatest first: `time`, `-size`. Entries without a value come last.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true, value_parser = sort)]
    pub sort: Option<Sort>,
    /// The columns to write, such as number,status,host,path.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', value_parser = column)]
    pub columns: Vec<Column>,
    /// Put entries together by their page or host, each group with what it adds up to.
    #[arg(long, value_name = "page|host", value_parser = group)]
    pub group: Option<GroupBy>,
    /// Write only the number of entries.
    #[arg(long)]
    pub count: bool,
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
    /// Write exactly what was sent, tokens and passwords too.
    #[arg(long)]
    pub show_secrets: bool,
}

/// Arguments of `harlens compare`.
#[derive(Debug, Args)]
#[command(
    override_usage = "harlens compare [OPTIONS] <FILE> <ENTRY> [FILE2] <ENTRY2>",
    after_help = "Exit status: 0 the same (what differs in any two messages aside), 1 different, 2 a file or entry could not be read."
)]
pub struct Compare {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The entry's number: its 0-based place in `log.entries`, as the list shows it.
    #[arg(value_name = "ENTRY")]
    pub entry: usize,
    /// The other entry's number; before it the file it is in, where that is another one.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE2 ENTRY2")]
    pub other: Vec<String>,
    /// Form of the output.
    #[arg(long, value_parser = format(Comparison::FORMATS), default_value = "text")]
    pub format: Format,
}

impl Compare {
    /// The other entry's number; `None` where it is not a number.
    pub(super) fn other_entry(&self) -> Option<usize> {
        self.other.last()?.parse().ok()
    }

    /// The file that the other entry is in, where that is another one.
    pub(super) fn other_file(&self) -> Option<PathBuf> {
        let file = PathBuf::from(self.other.first().filter(|_| self.other.len() > 1)?);
        (file != self.file).then_some(file)
    }
}

/// The formats of an export.
const EXPORT_FORMATS: &[Format] = &[Format::Har, Format::Csv, Format::Ndjson, Format::Markdown];

/// Arguments of `harlens export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Form of the output.
    #[arg(long, value_parser = format(EXPORT_FORMATS))]
    pub format: Format,
    /// Only the entries that meet this filter, as in the interface and in `harlens list`.
    #[arg(long, allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Order by this column, with `-` before it the greatest first, as in `harlens list`.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true, value_parser = sort)]
    pub sort: Option<Sort>,
    /// The file to write, readable by its owner alone; nothing is overwritten. Standard output where it is absent.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Keep tokens, cookies and passwords as the file has them.
    #[arg(long)]
    pub show_secrets: bool,
}

/// Arguments of `harlens curl`.
#[derive(Debug, Args)]
pub struct Curl {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The entry's number: its 0-based place in `log.entries`, as the list shows it.
    #[arg(value_name = "ENTRY")]
    pub entry: usize,
    /// For PowerShell on Windows (with curl.exe) instead of a POSIX shell.
    #[arg(long)]
    pub powershell: bool,
    /// Keep tokens, cookies and passwords as the file has them: without them the server will hardly answer the same.
    #[arg(long)]
    pub show_secrets: bool,
}

/// Arguments of `harlens check`.
#[derive(Debug, Args)]
pub struct Check {
    /// HAR files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, value_parser = format(CheckReport::FORMATS), default_value = "text")]
    pub format: Format,
}

/// Arguments of `harlens record`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  harlens record\n  harlens record https://admin.webex.com/users -o failed.har --until-failure\n  harlens record --headless --for 60 https://example.com -- --lang=ko"
)]
pub struct Record {
    /// The page to open.
    #[arg(value_name = "URL", default_value = "https://admin.webex.com/")]
    pub url: String,
    /// The HAR to write, readable by its owner alone; nothing is overwritten. Named after the time where it is absent.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The browser: chrome, edge, chromium, brave, or the path of one. The first one found by default.
    #[arg(long, value_name = "BROWSER")]
    pub browser: Option<String>,
    /// The folder of the browser's profile. One of harlens's own by default, kept so that you sign in only once.
    #[arg(long, value_name = "DIR", conflicts_with = "fresh")]
    pub profile: Option<PathBuf>,
    /// Use a new profile and remove it afterwards.
    #[arg(long)]
    pub fresh: bool,
    /// Start the browser without a window.
    #[arg(long)]
    pub headless: bool,
    /// Stop after this many seconds.
    #[arg(long = "for", value_name = "SECONDS")]
    pub seconds: Option<u64>,
    /// Stop as soon as an onboard or license request has failed.
    #[arg(long)]
    pub until_failure: bool,
    /// Arguments for the browser, after `--`.
    #[arg(last = true, value_name = "BROWSER-ARGS")]
    pub arguments: Vec<std::ffi::OsString>,
}

/// Arguments of `harlens sanitize`.
#[derive(Debug, Args)]
pub struct Sanitize {
    /// The HAR file; `-` reads standard input. With --verify, the copy.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// With --verify: the file that the copy was made of, whose secret values are looked for in the copy.
    #[arg(value_name = "ORIGINAL", requires = "verify")]
    pub original: Option<PathBuf>,
    /// The copy to write; `-` is standard output.
    #[arg(short, long, value_name = "OUT", required_unless_present = "verify")]
    pub output: Option<PathBuf>,
    /// Write nothing, and look for what survived in a copy: names and shapes of secrets, values that look random, values
    /// of ORIGINAL. Exit status 1 where anything is found.
    #[arg(long, conflicts_with_all = ["output", "hide_people", "plain_marks", "keep_claims", "force"])]
    pub verify: bool,
    /// Put pseudonyms in the place of e-mails, names, phone numbers, IP addresses and the numbers of cards, bank accounts
    /// and national IDs too.
    #[arg(long)]
    pub hide_people: bool,
    /// Replace every secret by the bare word REDACTED, instead of marks such as REDACTED-0f3a9c that show which values of
    /// the file are the same.
    #[arg(long)]
    pub plain_marks: bool,
    /// Let the issuer, audience and times of a JSON Web Token follow its mark.
    #[arg(long)]
    pub keep_claims: bool,
    /// With --hide-people: write the pseudonyms and the names they replace to this new file, readable by you alone. It
    /// is never part of the copy.
    #[arg(long, value_name = "LIST", requires = "hide_people")]
    pub people_list: Option<PathBuf>,
    /// Overwrite the copy where it is there already.
    #[arg(long)]
    pub force: bool,
    /// List every replaced value by kind and place, never the value: on standard output, or on standard error where
    /// that is the copy. `--report=json` is for programs, also with --verify.
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub report: Option<ReportFormat>,
}

/// Arguments of `harlens case`.
#[derive(Debug, Args)]
pub struct Case {
    /// The HAR file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The folder (or zip) to make; `FILE-case` in the current folder where it is absent. Nothing is overwritten.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Make one zip archive instead of a folder.
    #[arg(long)]
    pub zip: bool,
    /// Put pseudonyms in the place of people in the capture and the answers, as `harlens sanitize` does. case.md names
    /// the users, because TAC asks for them.
    #[arg(long)]
    pub hide_people: bool,
    /// Replace every secret by the bare word REDACTED, as in `harlens sanitize`.
    #[arg(long)]
    pub plain_marks: bool,
}

/// Forms of a report on what was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// For programs; stable, new fields may be added.
    Json,
}

/// Reads the name of one of the formats that a command offers.
fn format(offered: &[Format]) -> impl TypedValueParser<Value = Format> {
    let offered = FORMATS.iter().filter(|(format, ..)| offered.contains(format));
    let values = offered.map(|(_, name, about)| PossibleValue::new(name).help(about));
    PossibleValuesParser::new(values).try_map(|name| Format::named(&name).ok_or("no such format"))
}

fn column(text: &str) -> Result<Column, String> {
    Column::named(text).ok_or_else(no_column)
}

fn sort(text: &str) -> Result<Sort, String> {
    Sort::named(text).ok_or_else(no_column)
}

fn group(text: &str) -> Result<GroupBy, String> {
    GroupBy::named(text).ok_or_else(|| "entries are grouped by page or by host".to_owned())
}

fn no_column() -> String {
    let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
    format!("the columns are {}", names.join(", "))
}
