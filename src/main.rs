//! Arguments in, exit code out; nothing else.

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use harlens::cli::{Cli, Command, Task, headless};
use harlens::error::Error;
use harlens::tui;

fn main() -> ExitCode {
    let cli = Cli::from_arguments();
    let settings = cli.settings();
    let result = match cli.task {
        Task::Run(command) => headless::run(&command, &settings),
        Task::Open { file, watch } if stdout().is_terminal() => {
            let (lang, unpack_limit) = (settings.lang, settings.unpack_limit);
            let options = |knowledge| tui::Options { path: file, lang, watch, unpack_limit, knowledge };
            settings.knowledge().map(options).and_then(tui::run).map(|()| ExitCode::SUCCESS)
        }
        Task::Open { file, .. } => headless::run(&Command::diagnose(&file), &settings),
    };
    result.unwrap_or_else(|error| {
        headless::complain(&error);
        ExitCode::from(Error::EXIT)
    })
}
