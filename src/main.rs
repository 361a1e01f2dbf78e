//! Arguments in, exit code out; nothing else.

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use harlens::cli::{Cli, Command, Task, headless};
use harlens::error::Error;
use harlens::tui;

fn main() -> ExitCode {
    let cli = Cli::from_arguments();
    let lang = cli.lang();
    let result = match cli.task {
        Task::Run(command) => headless::run(&command, lang),
        Task::Open { file, watch } if stdout().is_terminal() => {
            tui::run(tui::Options { path: file, lang, watch }).map(|()| ExitCode::SUCCESS)
        }
        Task::Open { file, .. } => headless::run(&Command::diagnose(&file), lang),
    };
    result.unwrap_or_else(|error| {
        headless::complain(&error);
        ExitCode::from(Error::EXIT)
    })
}
