//! The real program in a real pseudo-terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(unix)]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::pty::Session;
use common::sample;

fn open(name: &str, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Session {
    Session::start(&[sample(name).to_str().unwrap()], columns, rows, variables)
}

/// What the program asked the terminal to copy.
fn copied(session: &Session) -> Option<String> {
    let bytes = String::from_utf8_lossy(&session.bytes()).into_owned();
    let (_, rest) = bytes.split_once("\u{1b}]52;c;")?;
    let (encoded, _) = rest.split_once('\u{7}')?;
    Some(String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap())
}

fn given_back(session: &Session) -> bool {
    !session.is_on_alternate_screen() && !session.hides_cursor()
}

#[test]
fn it_opens_on_the_diagnosis_and_leaves_the_terminal_as_it_was() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("kim.minjun@corp.example");
    session.wait_for("10991");
    assert!(session.is_on_alternate_screen());
    session.send("q");
    assert_eq!(session.end(), 0);
    session.wait(given_back, "the terminal back");
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let mut session = open("new-user-fails.har", 80, 24, &[]);
    session.wait_for("kim.minjun@corp.example");
    let id = session.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(session.end(), 0);
    session.wait(given_back, "the terminal back");
}

#[test]
fn the_diagnosis_is_copied_through_the_terminal() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("kim.minjun@corp.example");
    session.send("y");
    session.wait_for("OSC 52");
    let text = copied(&session).unwrap();
    for expected in ["kim.minjun@corp.example", "5302", "10991", "409", "222122", "new-user-fails.har"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("SAMPLE-NOT-A-REAL-TOKEN"));
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn inside_tmux_the_copy_is_also_handed_on() {
    let mut session = open("new-user-fails.har", 120, 36, &[("TMUX", "/tmp/tmux-0/default,1,0")]);
    session.wait_for("kim.minjun@corp.example");
    session.send("y");
    session.wait(
        |session| String::from_utf8_lossy(&session.bytes()).contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;"),
        "DCS",
    );
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn searching_narrows_the_list_as_one_types() {
    let mut session = open("several-users.har", 120, 36, &[]);
    session.wait_for("kang.doyun@corp.example");
    session.send("/onboard");
    session.wait_for("3 of 15");
    session.send("\r");
    session.wait_for("of 3");
    // In one burst, as a quick hand types it: the terminal sends what looks like Alt-q.
    session.send("\u{1b}q");
    assert_eq!(session.end(), 0);
}

#[test]
fn an_entry_is_gone_through_tab_by_tab() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("[Body]");
    session.wait_for("[tree]");
    session.send("\rgjj");
    session.wait_for("$[0].email");
    session.send("cv");
    session.wait_for("value under the cursor sent to the terminal");
    assert_eq!(copied(&session).as_deref(), Some("kim.minjun@corp.example"));
    session.send("z");
    session.wait_for(" … ");
    session.send("t");
    session.wait_for("[text]");
    session.send("t");
    session.wait_for("00000000");
    session.send("l");
    session.wait_for("[Timings]");
    session.wait_for("Wait");
    session.send("\x1b");
    session.wait_for("next failure");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn filters_are_typed_completed_corrected_and_switched_off() {
    let mut session = open("several-users.har", 120, 36, &[]);
    session.wait_for("kang.doyun@corp.example");
    session.send("/met\tp\t");
    session.wait_for("/ method:POST");
    session.send(" boddy:x");
    session.wait_for("body: may be meant");
    // Ctrl-W takes the word back; the body of an entry holds what the answer says.
    session.send("\u{17}body:10991\r");
    session.wait_for("1 of 1");
    session.send("f");
    session.wait_for("(off)");
    session.send("2");
    session.wait_for("/is:failed");
    session.send("\u{6}already exists");
    session.wait_for("1 of 2");
    session.send("\rn");
    session.wait_for("2 of 2");
    session.send("\u{1b}");
    session.wait(|session| !session.screen().contains("2 of 2 ·"), "the search ended");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn no_color_means_no_colour_at_all() {
    let mut session = open("new-user-fails.har", 120, 36, &[("NO_COLOR", "1")]);
    session.wait_for("kim.minjun@corp.example");
    session.send("q");
    session.end();
    let text = String::from_utf8_lossy(&session.bytes()).into_owned();
    for (at, _) in text.match_indices("\u{1b}[") {
        let sequence: String =
            text[at + 2..].chars().take_while(|c| c.is_ascii_digit() || *c == ';').collect();
        if text[at + 2 + sequence.len()..].starts_with('m') {
            let is_colour = |number: &str| {
                number.parse::<u32>().is_ok_and(|n| {
                    (30..=38).contains(&n) || (40..=48).contains(&n) || (90..=107).contains(&n)
                })
            };
            assert!(!sequence.split(';').any(is_colour), "{sequence}");
        }
    }
    assert!(text.contains("\u{1b}[7m") || text.contains(";7m"), "the selected row is reversed");
}

#[test]
fn a_window_may_shrink_and_grow() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("kim.minjun@corp.example");
    session.resize(20, 5);
    session.wait_for("too");
    session.resize(80, 24);
    session.wait_for("kim.minjun@corp.example");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn what_cannot_be_read_never_takes_the_screen() {
    let mut session = Session::start(&["/nowhere/at-all.har"], 80, 24, &[]);
    assert_eq!(session.end(), 2);
    session.wait_for("/nowhere/at-all.har");
    assert!(!String::from_utf8_lossy(&session.bytes()).contains("\u{1b}[?1049h"));
}

#[test]
fn a_file_that_shrinks_or_goes_while_it_is_open_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("open.har");
    std::fs::copy(sample("several-users.har"), &path).unwrap();
    let mut session = Session::start(&[path.to_str().unwrap()], 120, 36, &[]);
    session.wait_for("kang.doyun@corp.example");
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(4000).unwrap();
    session.send("j");
    session.wait_for("has changed");
    std::fs::copy(sample("new-user-fails.har"), &path).unwrap();
    session.send("r");
    session.wait_for("14 entries");
    session.wait_for("1 request failed");
    std::fs::remove_file(&path).unwrap();
    session.send("k");
    session.wait_for("gone");
    session.send("r");
    session.wait_for("could not be read again");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn a_watched_file_is_read_again_when_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("open.har");
    std::fs::copy(sample("nothing-fails.har"), &path).unwrap();
    let mut session = Session::start(&["--watch", path.to_str().unwrap()], 120, 36, &[]);
    session.wait_for("not failed");
    std::fs::copy(sample("several-users.har"), &path).unwrap();
    session.wait_for("3 users");
    session.send("q");
    assert_eq!(session.end(), 0);
}
