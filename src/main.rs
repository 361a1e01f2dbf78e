//! Parses the arguments and starts the terminal interface or a command.

use std::io::{IsTerminal as _, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use harlens::cli::setup::Interface;
use harlens::cli::{self, Cli, Command, Settings, Task, record};
use harlens::error::Error;
use harlens::tui::config::{self, Config};
use harlens::tui::{self, Watch, action};

fn main() -> ExitCode {
    run(Cli::from_arguments()).unwrap_or_else(|errors| {
        errors.iter().for_each(cli::print_error);
        ExitCode::from(Error::EXIT)
    })
}

fn run(cli: Cli) -> Result<ExitCode, Vec<Error>> {
    let one = |error| vec![error];
    let config = Config::load(cli.config.as_deref()).map_err(one)?;
    let settings = cli.settings(config.lang);
    // `harlens rules check` names the mistakes itself.
    if !matches!(cli.task, Task::Run(Command::Rules(_))) {
        settings.install_rules()?;
    }
    match cli.task {
        Task::Run(Command::Record(arguments)) if stdout().is_terminal() => {
            let recording = record::start(&arguments, &settings).map_err(one)?;
            let file = vec![recording.output().to_owned()];
            let shown = show(file, Watch::Recording, &settings, config);
            // Complete the recording even if it could not be shown.
            let finished = recording.finish(&settings).map_err(one);
            shown.and(finished)
        }
        Task::Run(command) => cli::run(&command, &settings, INTERFACE).map_err(one),
        Task::Open { files, watch, theme } if stdout().is_terminal() => {
            let asked = theme.as_deref().map(tui::theme::lookup::find).transpose().map_err(one)?;
            let watch = if watch { Watch::On } else { Watch::Off };
            show(files, watch, &settings, Config { theme: asked.or(config.theme.clone()), ..config })
        }
        Task::Open { files, .. } => cli::run(&Command::diagnose(files), &settings, INTERFACE).map_err(one),
    }
}

fn show(
    paths: Vec<PathBuf>,
    watch: Watch,
    settings: &Settings,
    config: Config,
) -> Result<ExitCode, Vec<Error>> {
    tui::run(tui::Options {
        paths,
        watch,
        lang: settings.lang,
        unpack_limit: settings.unpack_limit,
        knowledge: settings.knowledge().map_err(|error| vec![error])?,
        config,
        state: tui::remembered::file(),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What the commands need from the terminal interface.
const INTERFACE: Interface = Interface {
    keys: action::table,
    settings: config::template,
    path: config::path,
    faults: |file, lang| Ok(Config::load(file)?.faults.iter().map(|fault| fault.text(lang)).collect()),
};
