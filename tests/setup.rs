//! Settings, completions and manual pages of the binary, compared with the arguments and the table of actions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{command, harlens, stdout};
use harlens::text::Lang;
use harlens::text::words::words;
use harlens::tui::action::BINDINGS;

const COMMANDS: [&str; 11] = [
    "diagnose",
    "list",
    "body",
    "check",
    "case",
    "sanitize",
    "status",
    "knowledge",
    "config",
    "completions",
    "man",
];

/// The text of a manual page without its markup.
fn plain(page: &str) -> String {
    let text = page.replace("\\-", "-").replace("\\&", "").replace("\\fB", "").replace("\\fI", "");
    text.replace("\\fR", "").replace("\\*(Aq", "'").replace("\\(aq", "'").replace("\\\\", "\\")
}

#[test]
fn the_manual_page_has_every_key_option_and_command() {
    let output = harlens(&["man"]);
    assert!(output.status.success());
    let page = plain(&stdout(&output));
    for binding in BINDINGS {
        let what = binding.description(words(Lang::En));
        assert!(page.contains(what), "{}: {what}", binding.name);
    }
    for wanted in
        ["--lang", "--knowledge", "--config", "--unpack-limit", "--watch", "HARLENS_CONFIG_DIR", "NO_COLOR"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    for name in COMMANDS {
        assert!(page.contains(&format!("harlens-{name}(1)")), "{name}");
        let own = harlens(&["man", name]);
        assert!(own.status.success(), "{name}");
        assert!(stdout(&own).contains(".TH harlens"), "{name}");
    }
    assert!(plain(&stdout(&harlens(&["man", "list"]))).contains("--filter"));
    let wrong = harlens(&["man", "lits"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("list"), "the nearest is offered");
}

#[test]
fn every_shell_completes_every_command() {
    let help = stdout(&harlens(&["--help"]));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = harlens(&["completions", shell]);
        assert!(output.status.success(), "{shell}");
        let script = stdout(&output);
        for name in COMMANDS {
            assert!(help.contains(&format!("  {name}")), "{name} is a command");
            assert!(script.contains(name), "{shell}: {name}");
        }
        for option in ["unpack-limit", "hide-people", "config"] {
            assert!(script.contains(option), "{shell}: {option}");
        }
    }
}

#[test]
fn the_settings_are_written_named_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let at = |arguments: &[&str]| {
        command(arguments)
            .env("HARLENS_CONFIG_DIR", folder.path())
            .env("LC_ALL", "en_US.UTF-8")
            .output()
            .unwrap()
    };
    let file = folder.path().join("config.toml");
    assert_eq!(stdout(&at(&["config", "path"])).trim(), file.to_str().unwrap());
    let none = at(&["--lang", "en", "config", "check"]);
    assert_eq!(none.status.code(), Some(0), "no file is no mistake");
    assert!(stdout(&none).contains("no settings file at"), "{}", stdout(&none));

    let defaults = stdout(&at(&["config", "default"]));
    for binding in BINDINGS {
        assert!(defaults.contains(&format!("\n{} = [", binding.name)), "{}", binding.name);
    }
    std::fs::write(&file, &defaults).unwrap();
    let sound = at(&["--lang", "en", "config", "check"]);
    assert_eq!(sound.status.code(), Some(0));
    assert!(stdout(&sound).contains("config.toml: nothing is wrong"), "{}", stdout(&sound));

    std::fs::write(&file, "language = \"ko\"\n[keys]\nwarp = \"a\"\n").unwrap();
    let checked = at(&["config", "check"]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(said.contains("3행") && said.contains("wrap"), "in the language that was set: {said}");

    let sample = "assets/samples/new-user-fails.har";
    let diagnosed = at(&["diagnose", sample]);
    assert!(stdout(&diagnosed).contains("사용자"), "the language of the settings");
    let missing = at(&["--config", "nowhere.toml", "diagnose", sample]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("nowhere.toml"));
}
