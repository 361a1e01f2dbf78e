//! The program in a pseudo-terminal: suspended and resumed by a shell, with mouse input, background color
//! queries, exit and restart.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(unix)]

mod common;

use common::pty::Session;
use common::sample;

fn open(name: &str, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Session {
    Session::start(&[sample(name).to_str().unwrap()], columns, rows, variables)
}

fn written(session: &Session) -> String {
    String::from_utf8_lossy(&session.bytes()).into_owned()
}

/// How often the program wrote a sequence.
fn count(session: &Session, sequence: &str) -> usize {
    written(session).matches(sequence).count()
}

fn given_back(session: &Session) -> bool {
    !session.is_on_alternate_screen() && !session.hides_cursor()
}

fn signal(name: &str, id: u32) {
    let id = id.to_string();
    assert!(std::process::Command::new("kill").args([name, &id]).status().unwrap().success());
}

#[test]
fn ctrl_z_stops_it_and_fg_lets_it_go_on() {
    let mut session = Session::shell(120, 36);
    session.wait_for("ready>");
    let file = sample("new-user-fails.har");
    session.send(&format!("{} {}\n", env!("CARGO_BIN_EXE_harlens"), file.display()));
    session.wait_for("10991");
    for round in 1..=2 {
        session.send("Z\u{1a}");
        session.wait(given_back, "the terminal back");
        session.wait_for("Stopped");
        // The shell receives all its keys.
        session.send(&format!("echo round-$(({round} + 40))\n"));
        session.wait_for(&format!("round-4{round}"));
        assert_eq!(count(&session, "\u{1b}[?1000l"), round);
        let size = if round == 1 { (100, 30) } else { (120, 36) };
        session.resize(size.0, size.1);
        session.send("fg\n");
        session.wait(Session::is_on_alternate_screen, "the screen again");
        session.wait_for(if round == 1 { "all panes" } else { "10991" });
        assert_eq!(count(&session, "\u{1b}[?1000h"), round + 1);
    }
    session.send("q");
    session.wait(given_back, "the terminal back");
    session.wait(|session| session.screen().trim_end().ends_with("ready>"), "the prompt");
    session.send("exit\n");
    session.end();
}

#[test]
fn where_no_shell_could_let_it_go_on_it_is_not_stopped() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("10991");
    session.send("\u{1a}");
    session.wait(|session| count(session, "\u{1b}[?1049h") == 2, "the screen again");
    session.send("?");
    session.wait_for("filter as you type");
    session.send("\u{3}");
    assert_eq!(session.end(), 0);
}

#[test]
fn stopped_from_outside_it_takes_the_terminal_again() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("10991");
    signal("-STOP", session.id());
    signal("-CONT", session.id());
    session.wait(|session| count(session, "\u{1b}[?1049h") == 2, "the screen again");
    session.wait_for("10991");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn the_mouse_is_reported_pressed_and_left_to_the_terminal() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("10991");
    assert_eq!((count(&session, "\u{1b}[?1000h"), count(&session, "\u{1b}[?1003h")), (1, 0));
    // Clicks the fifth row of the list, then the timings tab.
    session.send("\u{1b}[<0;20;8M\u{1b}[<0;20;8m");
    session.wait_for("entry 5");
    session.send("\u{1b}[<0;38;16M\u{1b}[<0;38;16m");
    session.wait_for("[Timings]");
    session.send("M");
    session.wait(|session| count(session, "\u{1b}[?1000l") == 1, "the mouse left");
    session.send("M");
    session.wait(|session| count(session, "\u{1b}[?1000h") == 2, "the mouse back");
    session.send("q");
    assert_eq!(session.end(), 0);
    assert_eq!(count(&session, "\u{1b}[?1000l"), 2);
}

/// The screen after a complete frame: the awaited text may arrive before the rest.
fn settled(session: &Session) -> String {
    let before = std::cell::RefCell::new(String::new());
    session.wait(
        |session| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            before.replace(session.screen()) == session.screen()
        },
        "a whole frame",
    );
    session.screen()
}

#[test]
fn the_smallest_window_and_back_is_as_it_was() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("10991");
    session.wait_for("[tree]");
    session.send("-(\rgjj");
    session.wait_for("$[0].email");
    let rows = |session: &Session| -> Vec<String> {
        session.screen().lines().map(|row| row.trim_end().to_owned()).collect()
    };
    settled(&session);
    let before = rows(&session);
    session.resize(20, 5);
    session.wait_for("too");
    session.send("\u{1b}[<0;5;2M");
    session.resize(120, 36);
    session.wait(|session| rows(session) == before, "the screen as it was");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn the_layout_is_remembered_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let state = [("HARLENS_STATE_DIR", folder.path().to_str().unwrap())];
    let file = folder.path().join("layout.toml");
    let run = |keys: &str| {
        let mut session = open("several-users.har", 120, 36, &state);
        session.wait_for("kang.doyun@corp.example");
        session.wait_for("[tree]");
        let first = settled(&session);
        session.send(keys);
        session.wait(|session| keys.is_empty() || session.screen() != first, "a change");
        session.send("q");
        assert_eq!(session.end(), 0);
        first
    };
    let fresh = run("");
    assert!(!file.exists(), "nothing has changed");
    run("---((((");
    let kept = std::fs::read_to_string(&file).unwrap();
    let changed = run("Z");
    assert_ne!(changed, fresh);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), kept);
    std::fs::write(&file, "list = [").unwrap();
    assert_eq!(run(""), fresh);
}

#[test]
fn the_terminal_is_asked_for_its_background_and_its_answer_is_no_key() {
    let selected = |session: &Session| count(session, "48;5;252") > 0;
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("10991");
    assert_eq!(count(&session, "\u{1b}]11;?"), 1);
    // With a key before and after it, split by a slow line.
    session.send("l\u{1b}]11;rgb:fd");
    std::thread::sleep(std::time::Duration::from_millis(300));
    session.send("fd/f6f6/e3e3\u{1b}\\l");
    session.wait(selected, "the light theme");
    session.wait_for("[Cookies]");
    assert!(!session.screen().contains("rgb:"));
    session.send("q");
    assert_eq!(session.end(), 0);
    let mut session = open("new-user-fails.har", 120, 36, &[("COLORFGBG", "0;15")]);
    session.wait_for("10991");
    assert!(selected(&session));
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn terminals_of_16_colours_get_no_others_and_are_not_asked() {
    for (name, value) in [("TERM", "xterm"), ("TERM", "linux"), ("TERM", "screen"), ("NO_COLOR", "1")] {
        let mut session = open("new-user-fails.har", 100, 30, &[(name, value)]);
        session.wait_for("kim.minjun@corp.example");
        session.send("\u{1b}[<65;20;20M?");
        session.wait_for("filter as you type");
        session.send("\u{3}");
        assert_eq!(session.end(), 0);
        let written = written(&session);
        for sequence in ["[38;2;", "[48;2;", "]11;?"] {
            assert!(!written.contains(sequence), "{value}: {sequence}");
        }
        for colour in written.split("8;5;").skip(1) {
            let colour: String = colour.chars().take_while(char::is_ascii_digit).collect();
            assert!(colour.parse::<u8>().unwrap() < 16, "{value}: {colour}");
        }
    }
}

#[test]
fn a_theme_is_asked_for_by_name_or_file() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("themes/mine.toml");
    std::fs::create_dir(folder.path().join("themes")).unwrap();
    std::fs::write(&own, "failed = 'bold 231 on 125'\n").unwrap();
    let (file, own) = (sample("new-user-fails.har"), own.to_str().unwrap());
    let file = file.to_str().unwrap();
    let variables = [("NO_COLOR", "1"), ("HARLENS_CONFIG_DIR", folder.path().to_str().unwrap())];
    for (theme, expected) in [("high-contrast", "8;5;160"), (own, "8;5;125"), ("mine", "8;5;125")] {
        let mut session = Session::start(&["--theme", theme, file], 120, 36, &variables);
        session.wait_for("10991");
        assert!(count(&session, expected) > 0, "{theme}");
        session.send("q");
        assert_eq!(session.end(), 0);
    }
    std::fs::write(own, "\nfaild = 'red'\n").unwrap();
    for (theme, expected) in
        [(own, "`failed` may be meant"), ("drak", "dark"), ("/nowhere/x.toml", "nowhere")]
    {
        let mut session = Session::start(&["--theme", theme, file], 120, 36, &[]);
        assert_eq!(session.end(), 2, "{theme}");
        session.wait_for(expected);
        assert_eq!(count(&session, "\u{1b}[?1049h"), 0);
    }
}
