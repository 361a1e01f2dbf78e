//! The program in a pseudo-terminal.

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
fn the_list_is_grouped_folded_and_its_columns_are_chosen() {
    let mut session = open("several-users.har", 120, 36, &[]);
    session.wait_for("entry ");
    session.send("P");
    session.wait_for("This file tells no pages: grouped by host");
    session.wait_for("▾ ");
    session.send("z");
    session.wait_for("▸ ");
    session.wait_for("Times added up");
    session.send("P|");
    session.wait_for("Columns of the list");
    session.send("GG k r\u{1b}");
    session.send("q");
    assert_eq!(session.end(), 0);
    session.wait(given_back, "the terminal back");
}

#[test]
fn searching_narrows_the_list_as_one_types() {
    let mut session = open("several-users.har", 120, 36, &[]);
    session.wait_for("kang.doyun@corp.example");
    session.send("/onboard");
    session.wait_for("3 of 15");
    session.send("\r");
    session.wait_for("of 3");
    // In one burst, as fast typing produces it: it looks like Alt-q.
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
    // Ctrl-W deletes the word; the body of an entry contains the response.
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
    session.wait_for("1 onboard failure");
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
    session.wait_for("request OK");
    std::fs::copy(sample("several-users.har"), &path).unwrap();
    session.wait_for("3 users");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn two_files_are_gone_through_marked_compared_and_copied() {
    let files = [sample("new-user-fails.har"), sample("nothing-fails.har")];
    let files = files.each_ref().map(|file| file.to_str().unwrap());
    let mut session = Session::start(&["missing.har", files[0], files[1]], 120, 36, &[]);
    session.wait_for("cannot read missing.har");
    session.send(".");
    session.wait_for("[new-user-fails.har ✗1]");
    session.wait_for("kim.minjun@corp.example");
    session.send("m");
    session.wait_for("is marked");
    session.send(".");
    session.wait_for("[nothi");
    session.wait_for("entry 10");
    session.send("d");
    session.wait_for("with the entry you marked");
    session.wait_for("$[0].status");
    session.send("n");
    session.wait_for("1 of ");
    session.send("y");
    session.wait_for("Comparison sent to the terminal");
    let text = copied(&session).unwrap();
    assert!(text.contains("$[0].status") && text.contains("- 200") && text.contains("+ 400"), "{text}");
    session.send("\u{1b}");
    session.wait_for("[nothi");
    session.send("q");
    assert_eq!(session.end(), 0);
    session.wait(given_back, "the terminal back");
}

#[test]
fn where_no_file_can_be_opened_each_is_told() {
    let mut session = Session::start(&["missing.har", "gone.har"], 80, 24, &[]);
    assert_eq!(session.end(), 2);
    session.wait_for("cannot read missing.har");
    session.wait_for("cannot read gone.har");
    assert!(!session.is_on_alternate_screen());
}

/// A pager that records its input, the terminal's state, and the first line typed.
fn pager(folder: &std::path::Path) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let script = folder.join("pager");
    let out = folder.display();
    std::fs::write(
        &script,
        format!(
            "#!/bin/sh\nfor f; do :; done\ncat \"$f\" > {out}/body\necho \"$f\" > {out}/name\nstty -a > {out}/stty\n\
             echo PAGER-READY\nread -r line\necho \"$line\" > {out}/typed\n"
        ),
    )
    .unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    script.to_str().unwrap().to_owned()
}

#[test]
fn a_pager_has_the_terminal_and_every_key_until_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let program = format!("{} -R", pager(folder.path()));
    let mut session = open("new-user-fails.har", 120, 36, &[("PAGER", &program)]);
    session.wait_for("[Body]");
    for round in ["qjkx-1", "qjkx-2", "qjkx-3"] {
        session.send("o");
        session.wait(
            |session| !session.is_on_alternate_screen() && !session.hides_cursor(),
            "the terminal back",
        );
        session.wait(
            |session| {
                String::from_utf8_lossy(&session.bytes()).matches("PAGER-READY").count().to_string()
                    == round[5..]
            },
            "the pager",
        );
        session.send(round);
        session.send("\r");
        session.wait(|session| session.is_on_alternate_screen() && session.hides_cursor(), "harlens again");
        session.wait_for("kim.minjun@corp.example");
        assert_eq!(file("typed").trim(), round, "no key was lost on the way");
    }
    assert!(file("body").contains("\"errorCode\": 5302"));
    assert!(file("name").trim().ends_with(".json"));
    assert!(!std::path::Path::new(file("name").trim()).exists(), "the file is gone");
    let state = file("stty");
    let is_on = |name: &str| state.split_whitespace().any(|word| word == name);
    assert!(["icanon", "echo", "isig", "opost"].into_iter().all(is_on), "{state}");
    session.send("q");
    assert_eq!(session.end(), 0);
    session.wait(given_back, "the terminal back");
}

#[test]
fn a_pager_that_is_missing_or_fails_is_told_and_ctrl_c_is_its_own() {
    for (program, said) in
        [("no-such-pager-here", "no program no-such-pager-here"), ("false", "ended with status 1")]
    {
        let mut session = open("new-user-fails.har", 120, 36, &[("PAGER", program)]);
        session.wait_for("[Body]");
        session.send("o");
        session.wait_for(said);
        session.send("q");
        assert_eq!(session.end(), 0);
    }
    let mut session = open("new-user-fails.har", 120, 36, &[("PAGER", "echo PAGER-READY; sleep 60;:")]);
    session.wait_for("[Body]");
    session.send("o");
    session.wait_for("PAGER-READY");
    session.send("\u{3}");
    session.wait(Session::is_on_alternate_screen, "harlens again");
    session.wait_for("kim.minjun@corp.example");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn a_pager_that_leaves_the_terminal_in_pieces_leaves_the_shell_as_it_was() {
    let state = |session: &Session| {
        let said = session.bytes();
        String::from_utf8_lossy(&said).matches("STATE: echo icanon").count()
    };
    let program = r#"modes() { stty -a | tr ' ' '\n' | grep -xE 'icanon|echo' | sort | tr '\n' ' '; }; echo "STATE: $(modes)."; stty -echo raw; kill -9 $$;"#;
    let mut session = open("new-user-fails.har", 120, 36, &[("PAGER", program)]);
    session.wait_for("[Body]");
    for round in 1..=3 {
        session.send("o");
        session.wait(|session| state(session) == round, "the terminal as the first pager found it");
        session.wait(Session::is_on_alternate_screen, "harlens again");
        session.wait_for("kim.minjun@corp.example");
    }
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_without_a_panic() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use std::io::Read as _;
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_harlens"));
    command.arg(sample("new-user-fails.har"));
    command.env("TERM", "xterm-256color");
    command.env("HARLENS_STATE_DIR", tempfile::tempdir().unwrap().path());
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut output = pair.master.try_clone_reader().unwrap();
    let mut seen = Vec::new();
    while memchr::memmem::find(&seen, b"kim.minjun").is_none() {
        let mut buffer = [0; 4096];
        let count = output.read(&mut buffer).unwrap();
        seen.extend_from_slice(&buffer[..count]);
    }
    drop((output, pair.master));
    let begin = std::time::Instant::now();
    while begin.elapsed().as_secs() < 30 {
        if let Some(status) = child.try_wait().unwrap() {
            // As after a termination signal or, if it was drawing, as if the terminal could not be used.
            assert!([0, 2].contains(&status.exit_code()), "{status}");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.kill().unwrap();
    panic!("it did not end");
}

#[test]
fn what_is_printed_stays_when_the_shell_lets_the_program_go_on() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("[tree]");
    session.send("p");
    session.wait_for("Enter: back to harlens");
    let id = session.id().to_string();
    assert!(std::process::Command::new("kill").args(["-CONT", &id]).status().unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(given_back(&session) && session.screen().contains("Enter: back to harlens"));
    session.send("\r");
    session.wait(Session::is_on_alternate_screen, "harlens again");
    session.wait_for("10991");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn a_tab_is_printed_and_enter_comes_back() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("[tree]");
    session.send("p");
    session.wait(given_back, "the terminal back");
    session.wait_for("Enter: back to harlens");
    assert!(session.screen().contains("entry 10 · Body"), "{}", session.screen());
    session.send("q\r");
    session.wait(Session::is_on_alternate_screen, "harlens again");
    session.wait_for("10991");
    session.send("p");
    session.wait_for("Enter: back to harlens");
    // Ctrl-C quits from there as well.
    session.send("\u{3}");
    assert_eq!(session.end(), 0);
    session.wait(given_back, "the terminal back");
}

#[test]
fn a_letter_of_the_menu_is_copied_through_the_terminal() {
    let mut session = open("new-user-fails.har", 120, 36, &[]);
    session.wait_for("[Body]");
    session.send("c");
    session.wait_for("cURL for PowerShell");
    session.send("c");
    session.wait_for("sent to the terminal");
    let command = copied(&session).unwrap();
    assert!(
        command.starts_with("curl 'https://atlas-a.wbx2.example/") && command.contains("-X POST"),
        "{command}"
    );
    assert!(command.contains("REDACTED") && !command.contains("SAMPLE-NOT-A-REAL-TOKEN"), "{command}");
    session.send("q");
    assert_eq!(session.end(), 0);
}

#[test]
fn what_is_listed_goes_into_a_file_of_the_current_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = sample("new-user-fails.har");
    let mut session = Session::start_in(folder.path(), &[file.to_str().unwrap()], 120, 36, &[]);
    session.wait_for("[Body]");
    session.send("e");
    session.wait_for("HAR: new-user-fails-export.har");
    session.send("h");
    session.wait_for("Enter writes the copy");
    session.wait_for("REDACTED-");
    session.send("\r");
    session.wait_for("new-user-fails-export.har is written: 14 entries");
    session.send("q");
    assert_eq!(session.end(), 0);
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["new-user-fails-export.har"]);
}
