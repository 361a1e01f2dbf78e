//! Commands for installation: shell completions, manual pages, settings.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::arguments::Arguments;
use super::command::ConfigCommand;
use super::output::{FOUND, print_note, write};
use super::settings::Settings;
use crate::error::Error;
use crate::text::words::{fill, words};
use crate::text::{Lang, clean};

/// What the commands need from the terminal interface, passed in because this module must not depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Interface {
    /// All key bindings with their descriptions.
    pub keys: fn() -> Vec<(String, String)>,
    /// The settings template.
    pub settings: fn(Lang) -> String,
    /// The default location of the settings file.
    pub path: fn() -> Option<PathBuf>,
    /// The errors in a settings file, or in the default one.
    pub faults: fn(Option<&Path>, Lang) -> Result<Vec<String>, Error>,
}

pub(super) fn completions(shell: Shell) -> Result<ExitCode, Error> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "harlens", &mut text);
    write(|out| out.write_all(&text))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the manual page of the program or of a command.
pub(super) fn man(command: Option<&str>, interface: Interface) -> Result<ExitCode, Error> {
    let mut program = Arguments::command();
    program.build();
    let Some(name) = command else {
        write(|out| page(&program, &(interface.keys)(), out))?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some(command) = program.find_subcommand(name) else {
        let names = program.get_subcommands().map(clap::Command::get_name);
        let near = crate::text::nearest(name, names);
        return Err(Error::UnknownName {
            what: "command called",
            name: name.to_owned(),
            near,
            list: "harlens help",
        });
    };
    let title = format!("harlens-{name}");
    write(|out| Man::new(command.clone()).title(title.clone()).render(out))?;
    Ok(ExitCode::SUCCESS)
}

/// The manual page of the whole program.
fn page(program: &clap::Command, keys: &[(String, String)], out: &mut dyn Write) -> io::Result<()> {
    let mut out = out;
    let man = Man::new(program.clone().after_help(None::<&str>).after_long_help(None::<&str>));
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    man.render_subcommands_section(&mut out)?;
    let mut roff = Roff::new();
    roff.control("SH", ["KEYS"]);
    for (keys, what) in keys {
        roff.control("TP", ["22"]).text([bold(keys.as_str())]).text([roman(what.as_str())]);
    }
    for (title, items) in SECTIONS {
        roff.control("SH", [*title]);
        for (name, what) in *items {
            roff.control("TP", ["22"]).text([bold(*name)]).text([roman(*what)]);
        }
    }
    roff.to_writer(&mut out)?;
    man.render_version_section(&mut out)
}

/// A section of the manual page: title, and terms with their descriptions.
type Section = (&'static str, &'static [(&'static str, &'static str)]);

/// Sections that clap does not generate.
const SECTIONS: &[Section] = &[
    (
        "EXIT STATUS",
        &[
            ("0", "Nothing failed, or the user left the interface."),
            ("1", "diagnose found failures or warnings; check found something odd."),
            ("2", "A file could not be read, or the arguments were wrong."),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            ("HARLENS_CONFIG_DIR", "The folder of the settings and of knowledge of your own."),
            ("HARLENS_STATE_DIR", "The folder in which it is remembered how the window was shared out."),
            ("NO_COLOR", "Without colours where it is set and not empty."),
            ("LC_ALL, LC_MESSAGES, LANG", "The language, where neither --lang nor the settings name one."),
        ],
    ),
    (
        "FILES",
        &[
            (
                "~/.config/harlens/config.toml",
                "The settings; `harlens config path` names the place on this machine.",
            ),
            ("~/.config/harlens/knowledge/*.toml", "Knowledge of your own; see `harlens knowledge path`."),
        ],
    ),
];

pub(super) fn config(
    command: &ConfigCommand,
    settings: &Settings,
    interface: Interface,
) -> Result<ExitCode, Error> {
    match command {
        ConfigCommand::Default => write(|out| out.write_all((interface.settings)(settings.lang).as_bytes()))?,
        ConfigCommand::Path => {
            let path = (interface.path)().ok_or(Error::NoFolder)?;
            write(|out| writeln!(out, "{}", clean(&path.display().to_string())))?;
        }
        ConfigCommand::Check { file } => {
            let file = file.as_deref().or(settings.config.as_deref());
            let faults = (interface.faults)(file, settings.lang)?;
            faults.iter().for_each(|fault| print_note(fault));
            if !faults.is_empty() {
                return Ok(ExitCode::from(FOUND));
            }
            let place = file.map(Path::to_owned).or_else(interface.path).ok_or(Error::NoFolder)?;
            let words = &words(settings.lang).config;
            let text = if place.exists() { &words.sound } else { &words.no_file };
            let text = fill(text, &[("file", &place.display().to_string())]);
            write(|out| writeln!(out, "{}", clean(&text)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
