//! Arguments in, exit code out; nothing else.

use std::io::{IsTerminal as _, stdout};
use std::path::Path;
use std::process::ExitCode;

use harlens::cli::{Cli, Command, headless};
use harlens::error::Error;
use harlens::tui;

fn main() -> ExitCode {
    let cli = Cli::from_arguments();
    let result = match (&cli.command, &cli.file) {
        (Some(command), _) => headless::run(command, cli.settings()),
        (None, Some(file)) => open(&cli, file),
        // clap asks for one of them.
        (None, None) => Ok(ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        headless::complain(&error);
        ExitCode::from(error.exit_code())
    })
}

fn open(cli: &Cli, file: &Path) -> Result<ExitCode, Error> {
    let settings = cli.settings();
    if stdout().is_terminal() {
        let (lang, watch, unpack_limit) = (settings.lang, cli.watch, settings.unpack_limit);
        tui::run(tui::Options { path: file.to_owned(), lang, watch, unpack_limit })
            .map(|()| ExitCode::SUCCESS)
    } else {
        headless::run(&Command::diagnose(file), settings)
    }
}
