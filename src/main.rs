//! Arguments in, exit code out; nothing else.

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use harlens::cli::setup::Interface;
use harlens::cli::{Cli, Command, Task, headless};
use harlens::error::Error;
use harlens::tui::config::{self, Config};
use harlens::tui::{self, action};

fn main() -> ExitCode {
    run(Cli::from_arguments()).unwrap_or_else(|error| {
        headless::complain(&error);
        ExitCode::from(Error::EXIT)
    })
}

fn run(cli: Cli) -> Result<ExitCode, Error> {
    let config = Config::load(cli.config.as_deref())?;
    let settings = cli.settings(config.lang);
    match cli.task {
        Task::Run(command) => headless::run(&command, &settings, INTERFACE),
        Task::Open { file, watch, theme } if stdout().is_terminal() => {
            let asked = theme.as_deref().map(tui::theme::asked).transpose()?;
            tui::run(tui::Options {
                path: file,
                watch,
                lang: settings.lang,
                unpack_limit: settings.unpack_limit,
                knowledge: settings.knowledge()?,
                config: Config { theme: asked.or(config.theme), ..config },
                state: tui::state::file(),
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Open { file, .. } => headless::run(&Command::diagnose(&file), &settings, INTERFACE),
    }
}

/// What the commands say about the interface.
const INTERFACE: Interface = Interface {
    keys: action::table,
    settings: config::template,
    path: config::path,
    faults: |file, lang| Ok(Config::load(file)?.faults.iter().map(|fault| fault.text(lang)).collect()),
};
