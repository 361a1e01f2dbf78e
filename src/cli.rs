//! The command line: what was asked for, and the commands that need no terminal.

mod arguments;
mod body;
mod case;
mod check;
mod command;
mod compare;
mod diagnose;
mod export;
mod knowledge;
mod list;
mod output;
pub mod record;
mod rules;
mod sanitize;
mod selection;
mod settings;
pub mod setup;
mod target;

use std::process::ExitCode;

pub use arguments::{Cli, Task};
pub use command::Command;
pub use output::print_error;
pub use settings::Settings;

use crate::error::Error;
use setup::Interface;

/// Carries out a command.
///
/// # Errors
/// When its file cannot be read, or the output refuses. A closed pipe is no error.
pub fn run(command: &Command, settings: &Settings, interface: Interface) -> Result<ExitCode, Error> {
    match command {
        Command::Diagnose(arguments) => diagnose::run(arguments, settings),
        Command::List(arguments) => list::run(arguments, settings),
        Command::Body(arguments) => body::run(arguments, settings),
        Command::Export(arguments) => export::run(arguments, settings),
        Command::Curl(arguments) => export::curl(arguments, settings),
        Command::Check(arguments) => check::run(arguments, settings),
        Command::Status { name } => knowledge::status(&name.join(" "), settings),
        Command::Knowledge(command) => knowledge::run(command, settings),
        Command::Rules(command) => rules::run(command, &settings.rules),
        Command::Compare(arguments) => compare::run(arguments, settings),
        Command::Case(arguments) => case::run(arguments, settings),
        Command::Record(arguments) => record::run(arguments, settings),
        Command::Sanitize(arguments) => sanitize::run(arguments, settings),
        Command::Config(command) => setup::config(command, settings, interface),
        Command::Completions { shell } => setup::completions(*shell),
        Command::Man { command } => setup::man(command.as_deref(), interface),
    }
}
