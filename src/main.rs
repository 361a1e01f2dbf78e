//! Arguments in, exit code out; nothing else.

use std::io::{IsTerminal as _, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use harlens::cli::{Cli, Command, Settings, Task, headless};
use harlens::error::Error;
use harlens::tui;

fn main() -> ExitCode {
    let cli = Cli::from_arguments();
    let settings = cli.settings();
    let result = match cli.task {
        Task::Run(command) => headless::run(&command, &settings),
        Task::Open { file, watch, theme } if stdout().is_terminal() => {
            open(file, watch, theme.as_deref(), &settings).map(|()| ExitCode::SUCCESS)
        }
        Task::Open { file, .. } => headless::run(&Command::diagnose(&file), &settings),
    };
    result.unwrap_or_else(|error| {
        headless::complain(&error);
        ExitCode::from(Error::EXIT)
    })
}

fn open(path: PathBuf, watch: bool, theme: Option<&str>, settings: &Settings) -> Result<(), Error> {
    tui::run(tui::Options {
        path,
        watch,
        lang: settings.lang,
        unpack_limit: settings.unpack_limit,
        knowledge: settings.knowledge()?,
        theme: theme.map(tui::theme::asked).transpose()?,
        state: tui::state::file(),
    })
}
