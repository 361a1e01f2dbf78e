//! Whole screens drawn in memory: text as snapshots, styles checked separately.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use harlens::tui::message::check::CheckProgress;
use harlens::tui::message::effect::Effect;
use harlens::tui::message::event::Event;
use harlens::tui::message::load::Load;
use std::collections::BTreeSet;
use std::sync::Arc;

use common::harness::{Harness, Setup};
use common::sample;
use crossterm::event::{Event as Input, KeyCode, KeyEvent};
use harlens::diagnose::causes::Causes;
use harlens::diagnose::finding::Diagnosis;
use harlens::har::scan::Outcome;
use harlens::har::source::Source;
use harlens::har::store::Store;
use harlens::query::group::GroupBy;
use harlens::query::sort::Column;
use harlens::text::Lang;
use harlens::tui::action::Action;
use harlens::tui::state::App;
use harlens::tui::state::overlay::Overlay;
use harlens::tui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};
use serde_json::json;

fn open(name: &str, setup: Setup) -> Harness {
    Harness::open(&sample(name), setup)
}

fn sized(width: u16, height: u16) -> Setup {
    Setup { size: (width, height), ..Setup::default() }
}

/// A HAR with this number of small entries.
fn har(entries: usize) -> Vec<u8> {
    let entries: Vec<_> = (0..entries)
        .map(|i| {
            json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": i, "request": {
                "method": "GET", "url": format!("https://h.example/path/{i}"), "headers": []},
                "response": {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "text/plain", "text": "ok"}}})
        })
        .collect();
    json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}})
        .to_string()
        .into_bytes()
}

#[test]
fn the_source_documents_case_at_three_sizes() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let mut harness = open("new-user-fails.har", sized(width, height));
        insta::assert_snapshot!(format!("new-user-{width}x{height}"), harness.screen());
    }
}

#[test]
fn the_same_in_korean() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut harness = open("new-user-fails.har", Setup { lang: Lang::Ko, ..sized(width, height) });
        insta::assert_snapshot!(format!("new-user-ko-{width}x{height}"), harness.screen());
    }
}

#[test]
fn several_users_are_all_named_first() {
    let mut harness = open("several-users.har", sized(120, 36));
    insta::assert_snapshot!("several-users-120x36", harness.screen());
}

#[test]
fn an_unknown_error_shows_its_message_and_what_tac_needs() {
    let mut harness = open("license-edit-fails.har", sized(120, 40));
    harness.keys(&["n"]);
    insta::assert_snapshot!("unknown-120x40", harness.screen());
}

#[test]
fn what_the_file_does_not_tell_is_said() {
    insta::assert_snapshot!("undecided-120x36", open("bodies-left-out.har", sized(120, 36)).screen());
    insta::assert_snapshot!("nothing-fails-120x36", open("nothing-fails.har", sized(120, 36)).screen());
}

#[test]
fn the_waterfall_shows_when_each_entry_ran() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let mut harness = open("new-user-fails.har", sized(width, height));
        harness.keys(&["w"]);
        insta::assert_snapshot!(format!("waterfall-{width}x{height}"), harness.screen());
        harness.keys(&["w"]);
        assert_eq!(harness.screen(), open("new-user-fails.har", sized(width, height)).screen());
    }
}

#[test]
fn the_list_is_sorted_by_any_column_both_ways_with_a_filter_too() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    let numbers = |harness: &Harness| {
        let list = &harness.app.list;
        (0..list.len()).filter_map(|place| list.number_at(place)).collect::<Vec<_>>()
    };
    let sizes = |harness: &Harness| {
        let size = |number: &usize| harness.app.index.get(*number).unwrap().size;
        numbers(harness).iter().filter_map(size).collect::<Vec<_>>()
    };
    let chosen = harness.app.list.selected();
    // Status, method, path, type, size: columns that do not fit are skipped.
    harness.keys(&["s", "s", "s", "s", "s"]);
    assert!(sizes(&harness).is_sorted_by(|one, next| one >= next), "{:?}", sizes(&harness));
    assert_eq!(numbers(&harness).len(), harness.app.index.len());
    assert_eq!(harness.app.list.selected(), chosen, "what was selected stays");
    insta::assert_snapshot!("sorted-120x36", harness.screen());
    harness.keys(&["R"]);
    assert!(sizes(&harness).is_sorted(), "{:?}", sizes(&harness));
    harness.keys(&["4"]);
    assert!(sizes(&harness).is_sorted() && numbers(&harness).len() < harness.app.index.len());
    harness.keys(&["4", "s", "s"]);
    assert_eq!(numbers(&harness), (0..harness.app.index.len()).collect::<Vec<_>>(), "the file's own order");
    harness.keys(&["R"]);
    assert!(numbers(&harness).is_sorted(), "which has no other way");
}

#[test]
fn a_case_is_shown_before_it_is_made() {
    for (lang, name) in [(Lang::En, "case"), (Lang::Ko, "case-ko")] {
        let mut harness = open("new-user-fails.har", Setup { lang, ..sized(100, 30) });
        harness.keys(&["x"]);
        insta::assert_snapshot!(format!("{name}-100x30"), harness.screen());
    }
    let mut harness = open("new-user-fails.har", sized(100, 30));
    harness.keys(&["x", "Esc"]);
    assert_eq!(std::fs::read_dir(harness.folder.path()).unwrap().count(), 0, "any other key makes nothing");
    harness.keys(&["x", "Enter"]);
    assert!(harness.screen().contains("new-user-fails-case"), "{}", harness.screen());
    let case = harness.folder.path().join("new-user-fails-case");
    assert!(case.join("case.md").is_file() && case.join("responses/entry-10.json").is_file());
}

#[test]
fn help_and_the_status_guide_open_over_the_screen() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["?"]);
    insta::assert_snapshot!("help-120x36", harness.screen());
    harness.type_text("copy");
    insta::assert_snapshot!("help-search-120x36", harness.screen());
    harness.keys(&["Esc", "S"]);
    let first = harness.screen();
    assert!(first.contains("Pending"), "{first}");
    harness.keys(&["End"]);
    assert_ne!(harness.screen(), first);
    harness.keys(&["Esc"]);
    assert!(!harness.screen().contains("any other key closes"));
}

#[test]
fn the_accent_is_for_what_failed_and_the_selection_is_seen() {
    let mut harness = open("new-user-fails.har", Setup::default());
    assert_eq!(harness.style_of("✗ 1 onboard failure").fg, Some(Color::LightRed));
    assert_eq!(harness.style_of("✗ Adding the user or license failed").fg, Some(Color::LightRed));
    assert_eq!(harness.style_of("[Error 10991]").fg, Some(Color::LightRed));
    assert_eq!(harness.style_of("\"status\": 400").fg, Some(Color::LightRed));
    assert_eq!(harness.style_of("! 401").fg, Some(Color::Yellow), "other failures are mild");
    let selected = harness.style_of("POST    /admin");
    assert_eq!(selected.bg, Some(Color::Indexed(238)));
    assert!(selected.add_modifier.contains(Modifier::BOLD));
    assert_eq!(harness.style_of("GET     /static/css").bg, Some(Color::Reset));
}

#[test]
fn without_colour_weight_and_reversal_remain() {
    let mut harness = open("new-user-fails.har", Setup { theme: Theme::mono(), ..Setup::default() });
    let buffer = harness.buffer();
    for cell in buffer.content() {
        assert!(
            matches!(cell.fg, Color::Reset) && matches!(cell.bg, Color::Reset),
            "{:?} has a colour",
            cell.symbol()
        );
    }
    assert!(harness.style_of("POST    /admin").add_modifier.contains(Modifier::REVERSED));
    assert!(harness.style_of("✗ 1 onboard failure").add_modifier.contains(Modifier::BOLD));
}

#[test]
fn searching_keeps_the_best_first_or_the_files_order_and_is_taken_back() {
    let mut harness = open("several-users.har", sized(120, 36));
    harness.keys(&["/"]).type_text("onboard");
    insta::assert_snapshot!("search-120x36", harness.screen());
    assert_eq!(harness.style_of("onboard json").add_modifier & Modifier::UNDERLINED, Modifier::UNDERLINED);
    harness.keys(&["Ctrl-o"]);
    assert!(harness.screen().contains(" · file order"));
    harness.keys(&["Enter"]);
    assert!(harness.screen().contains("/onboard") && harness.screen().contains("of 3"));
    harness.keys(&["Esc"]);
    assert!(!harness.app.search.is_active());
    harness.keys(&["n"]);
    let before = harness.app.list.selected();
    harness.keys(&["/"]).type_text("zzzz");
    assert!(harness.screen().contains("nothing matches"));
    harness.keys(&["Esc"]);
    assert_eq!(harness.app.list.selected(), before, "Esc takes the search and the selection back");
    // An earlier confirmed search is restored together with its selection.
    harness.keys(&["/"]).type_text("onboard").keys(&["Enter", "j", "j"]);
    let before = harness.app.list.selected();
    harness.keys(&["/"]).type_text("zzzz").keys(&["Esc"]);
    assert_eq!((harness.app.list.selected(), harness.app.search.text()), (before, "onboard"));
}

#[test]
fn the_filter_bar_helps_at_three_sizes_and_in_both_languages() {
    for (lang, name) in [(Lang::En, ""), (Lang::Ko, "ko-")] {
        for (width, height) in [(80, 24), (120, 36), (200, 60)] {
            let mut harness = open("new-user-fails.har", Setup { lang, ..sized(width, height) });
            harness.keys(&["/"]).type_text("is:failed status-code:4");
            insta::assert_snapshot!(format!("filter-{name}{width}x{height}"), harness.screen());
        }
    }
}

#[test]
fn the_bar_completes_terms_and_the_values_of_the_file() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    let typed = |harness: &Harness| harness.app.search.text().to_owned();
    harness.keys(&["/"]).type_text("met").keys(&["Tab"]).type_text("p");
    assert!(harness.screen().contains("/ method:pOST"));
    harness.keys(&["Right"]);
    assert_eq!(typed(&harness), "method:POST");
    assert!(harness.screen().contains("2 of 14"));
    harness.type_text(",OPT").keys(&["Tab"]);
    assert!(harness.screen().contains("3 of 14"));
    harness.keys(&["Left", "Right", "x"]);
    assert_eq!(typed(&harness), "method:POST,OPTIONSx", "within the text the arrow only goes");
}

#[test]
fn a_mistake_is_marked_and_the_last_good_result_stays() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["/"]).type_text("is:failed ");
    assert!(harness.screen().contains("3 of 14"));
    harness.type_text("staus-code:4");
    assert!(harness.screen().contains("3 of 14") && harness.screen().contains("status-code: may be meant"));
    assert!(harness.style_of("staus-code:4").add_modifier.contains(Modifier::UNDERLINED));
    assert!(!harness.style_of("4   ").add_modifier.contains(Modifier::UNDERLINED));
    harness.keys(&["Enter"]);
    assert!(matches!(harness.app.overlay, Some(Overlay::Filter(_))), "it has to be corrected first");
    harness.keys(&["Ctrl-w"]).type_text("time>1x");
    assert!(harness.screen().contains("3 of 14") && harness.screen().contains("a time is"));
    harness.keys(&["Ctrl-w", "Enter"]);
    assert!(harness.app.overlay.is_none() && harness.screen().contains("of 3"));
}

#[test]
fn earlier_filters_are_called_up_and_the_list_is_still_reached() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    for text in ["is:failed", "method:GET"] {
        harness.keys(&["/", "Ctrl-u"]).type_text(text).keys(&["Enter"]);
    }
    harness.keys(&["/", "Ctrl-u"]).type_text("typed");
    let text = |harness: &Harness| harness.app.search.text().to_owned();
    let mut visited = Vec::new();
    for key in ["Up", "Up", "Up", "Down", "Down"] {
        visited.push(text(harness.keys(&[key])));
    }
    assert_eq!(visited, ["method:GET", "is:failed", "is:failed", "method:GET", "typed"]);
    harness.keys(&["Up", "PageUp", "Ctrl-n", "Ctrl-n", "Ctrl-p"]);
    assert_eq!(harness.app.list.cursor(), 1);
}

#[test]
fn the_next_visible_entry_is_selected_and_the_first_one_again() {
    let mut harness = Harness::open_bytes("many.har", har(30), sized(120, 36));
    harness.keys(&["Home", "j", "j", "j", "j", "/"]).type_text("url:/[0-3,9]$/");
    assert_eq!(harness.app.list.selected(), Some(9));
    harness.keys(&["Ctrl-u"]).type_text("url:/[4]$/");
    assert_eq!(harness.app.list.selected(), Some(4));
}

#[test]
fn a_filter_is_switched_off_and_on_and_chips_set_it() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["2"]);
    insta::assert_snapshot!("chip-120x36", harness.screen());
    assert_eq!((harness.app.search.text(), harness.app.list.len()), ("is:failed", 3));
    harness.keys(&["f"]);
    assert!(harness.screen().contains("/is:failed (off)") && harness.app.list.len() == 14);
    harness.keys(&["f"]);
    assert_eq!(harness.app.list.len(), 3);
    harness.keys(&["2"]);
    assert_eq!((harness.app.search.text(), harness.app.list.len()), ("", 14));
    for (key, count) in [("3", 1), ("4", 8), ("5", 2), ("6", 0), ("1", 14)] {
        harness.keys(&[key]);
        assert_eq!(harness.app.list.len(), count, "{key}");
    }
    // A filter that hides the failure is suspended, not cleared.
    harness.keys(&["5", "n"]);
    assert_eq!((harness.app.list.selected(), harness.app.search.is_off()), (Some(10), true));
    let mut low = open("new-user-fails.har", sized(120, 29));
    assert!(!low.screen().contains("1 all") && low.keys(&["2"]).app.list.len() == 3);
}

#[test]
fn bodies_are_searched_from_the_bar() {
    let mut harness = open("base64-body.har", sized(120, 36));
    harness.keys(&["/"]).type_text("body:길동");
    assert!(!harness.app.list.is_empty() && harness.app.list.len() < harness.app.index.len());
    assert!(!harness.app.search.running);
    harness.keys(&["Ctrl-u"]).type_text("user:hong.gildong method:POST -is:odd");
    assert!(harness.screen().contains("1 of "), "{}", harness.screen());
}

#[test]
fn the_open_text_is_searched() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["Ctrl-f"]).type_text("error");
    insta::assert_snapshot!("find-120x36", harness.screen());
    assert!(harness.screen().contains("1 of 5"), "{}", harness.screen());
    assert!(harness.style_of("errorList\":").add_modifier.contains(Modifier::REVERSED), "the one stepped to");
    harness.keys(&["Enter", "n"]);
    assert!(harness.screen().contains("2 of 5"));
    assert!(!harness.style_of("errorList\":").add_modifier.contains(Modifier::REVERSED));
    assert!(harness.style_of("errorList\":").add_modifier.contains(Modifier::UNDERLINED));
    harness.keys(&["N", "N"]);
    assert!(harness.screen().contains("5 of 5"), "around the beginning");
    // The search also applies to the next tab and the next entry.
    harness.keys(&["Right"]);
    assert!(harness.screen().contains("not in this text"));
    harness.keys(&["Esc"]);
    assert!(!harness.app.panes.find.is_active());
    harness.keys(&["Left", "/"]).type_text("Error");
    assert!(harness.screen().contains("1 of 1"), "a capital letter is meant as one");
    harness.keys(&["Esc", "Esc", "/"]);
    assert!(matches!(harness.app.overlay, Some(Overlay::Filter(_))), "in the list it is the filter");
}

#[test]
fn a_search_in_a_text_is_over_once_another_text_is_open_or_none_is_looked_for() {
    let leave: [&[&str]; 6] = [
        &["Esc"],
        &["Enter", "Esc"],
        &["Enter", "Left"],
        &["Enter", "t"],
        &["Enter", "Esc", "Esc", "Up"],
        &["x"],
    ];
    for keys in leave {
        let mut harness = open("new-user-fails.har", sized(120, 36));
        harness.keys(&["Ctrl-f"]);
        let typed = Event::Input(Input::Key(KeyEvent::from(KeyCode::Char('e'))));
        let effects = harness.app.on_event(typed);
        let [Effect::Find(look)] = effects.as_slice() else { panic!("{effects:?}") };
        let generation = look.generation.clone();
        assert!(generation.is_current());
        harness.keys(keys);
        assert!(!generation.is_current(), "{keys:?}");
    }
}

#[test]
fn failures_are_stepped_through_from_anywhere() {
    let mut harness = open("license-edit-fails.har", sized(120, 36));
    assert_eq!(harness.app.list.selected(), Some(11));
    harness.keys(&["n"]);
    assert_eq!(harness.app.list.selected(), Some(12));
    harness.keys(&["n"]);
    assert_eq!(harness.app.list.selected(), Some(4), "what else failed");
    harness.keys(&["n", "n"]);
    assert_eq!(harness.app.list.selected(), Some(11), "around the end");
    harness.keys(&["N", "Home", "N"]);
    assert_eq!(harness.app.list.selected(), Some(15), "around the beginning");
    // A search that hides the failures is suspended.
    harness.keys(&["/"]).type_text("locations").keys(&["Enter", "n"]);
    assert_eq!(harness.app.list.selected(), Some(11));
    assert!(harness.screen().contains("failure 1 of 4") && !harness.app.search.is_active());
}

#[test]
fn the_steps_are_what_the_chip_counts_and_every_user_is_one() {
    for name in ["new-user-fails.har", "several-users.har", "license-edit-fails.har", "nothing-fails.har"] {
        let mut harness = open(name, sized(120, 36));
        harness.keys(&["2"]);
        let list = &harness.app.list;
        let listed: BTreeSet<usize> = (0..list.len()).filter_map(|place| list.number_at(place)).collect();
        assert_eq!(listed.len(), harness.app.chips.counts()[1], "{name}");
        assert_eq!(listed.len(), harness.app.findings.counts().failed, "{name}");
        harness.keys(&["2"]);
        let mut visited = BTreeSet::new();
        for _ in 0..20 {
            harness.keys(&["n"]);
            visited.extend(harness.app.list.selected());
        }
        assert_eq!(visited, listed, "{name}");
    }
    let mut harness = open("several-users.har", sized(120, 36));
    for (user, name) in [(2, "jung.hayun@corp.example"), (3, "priya.nair@corp.example")] {
        harness.keys(&["n"]);
        assert_eq!(harness.app.list.selected(), Some(10));
        let said = format!("failure 1 of 3 · user {user} of 3: {name}");
        assert!(harness.screen().contains(&said), "{}", harness.screen());
        assert!(harness.rows().iter().any(|row| row.contains(&format!("│ {name}"))), "{}", harness.screen());
    }
    insta::assert_snapshot!("user-step-120x36", harness.screen());
}

#[test]
fn the_copy_is_the_diagnosis_and_nothing_secret() {
    for (lang, expected) in [(Lang::En, "What to do"), (Lang::Ko, "조치")] {
        let mut harness = open("new-user-fails.har", Setup { lang, ..Setup::default() });
        harness.keys(&["y"]);
        let text = harness.copied.join("");
        for expected in
            [expected, "new-user-fails.har", "kim.minjun@corp.example", "5302 › 10991", "409", "222122"]
        {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(!text.contains("SAMPLE-NOT-A-REAL-TOKEN") && !text.contains("SAMPLE-CODE"));
        assert!(text.chars().all(harlens::text::clean::is_plain_or_line_feed));
        let status =
            if lang == Lang::En { "copied to the clipboard" } else { "클립보드에 복사했습니다" };
        assert!(harness.screen().contains(status));
    }
}

#[test]
fn panes_scroll_and_say_where_they_go_on() {
    let mut harness = open("new-user-fails.har", sized(120, 30));
    let top = harness.screen();
    assert!(top.contains('↓'));
    harness.keys(&["J", "J", "J"]);
    assert!(harness.screen().contains('↑'));
    harness.keys(&["Ctrl-y", "Ctrl-y", "Ctrl-y"]);
    assert_eq!(harness.screen(), top);
    harness.keys(&["Tab", "Tab", "End"]);
    assert!(harness.screen().contains("Raw message"));
    harness.keys(&["Home", "Esc"]);
    assert_eq!(harness.screen(), top);
}

#[test]
fn a_window_that_is_too_small_says_so() {
    let mut harness = open("new-user-fails.har", sized(20, 5));
    assert!(harness.screen().replace('\n', " ").contains("too small"));
    harness.resize(80, 24);
    assert!(harness.screen().contains("kim.minjun@corp.example"));
    harness.resize(1, 1);
    harness.screen();
}

#[test]
fn every_size_can_be_drawn() {
    let mut harness = open("several-users.har", sized(120, 36));
    let tabs = [&["Esc", "Right"][..]; 7];
    let popups: [&[&str]; 9] = [
        &[],
        &["?"],
        &["Esc", "S"],
        &["Esc", "!"],
        &["Esc", "/", "u"],
        &["Esc", "Ctrl-f", "u"],
        &["Enter"],
        &["Esc", "Tab"],
        &["W"],
    ];
    for keys in popups.iter().chain(&tabs) {
        harness.keys(keys);
        for width in (1..210).step_by(13) {
            for height in (1..50).step_by(5) {
                harness.resize(width, height);
                harness.screen();
            }
        }
    }
}

#[test]
fn an_empty_har_says_what_to_do() {
    let mut harness = Harness::open_bytes("empty.har", har(0), sized(100, 30));
    let screen = harness.screen();
    assert!(screen.contains("0 entries") && screen.contains("no entries"), "{screen}");
}

#[test]
fn only_the_rows_in_view_are_drawn_and_far_ones_are_reached() {
    let mut harness = Harness::open_bytes("many.har", har(3000), sized(120, 36));
    harness.keys(&["End"]);
    assert!(harness.screen().contains("/path/2999") && !harness.screen().contains("/path/2900"));
    harness.keys(&["PageUp"]);
    assert!(!harness.screen().contains("/path/2999"));
    harness.keys(&["Home"]);
    assert!(harness.screen().contains("/path/0"));
}

/// One entry that is not an object, one without a request, one with an odd status, one valid.
fn damaged() -> Vec<u8> {
    let mut har: serde_json::Value = serde_json::from_slice(&har(4)).unwrap();
    let entries = &mut har["log"]["entries"];
    entries[0] = json!(7);
    entries[1] = json!({"startedDateTime": "2026-11-21T10:00:00Z", "note": "no request in here"});
    entries[2]["response"]["status"] = json!("201");
    har.to_string().into_bytes()
}

#[test]
fn the_import_report_opens_over_the_screen_and_is_made_once() {
    let mut harness = Harness::open_bytes("damaged.har", damaged(), sized(120, 36));
    assert!(harness.rows()[0].contains("~ odd"));
    harness.keys(&["!"]);
    insta::assert_snapshot!("report-120x36", harness.screen());
    harness.keys(&["x", "!", "x", "L", "!"]);
    assert_eq!(harness.checks, 1);
    insta::assert_snapshot!("report-ko-120x36", harness.screen());
    assert!(!open("new-user-fails.har", sized(120, 36)).rows()[0].contains("~ odd"));
}

#[test]
fn the_import_report_waits_for_the_file() {
    let mut app = App::new("a.har", Lang::En, Theme::standard(), (120, 36));
    let source = Source::from_bytes("a.har", b"{}".to_vec()).unwrap();
    app.on_event(Event::Load(0, Load::Opened(source.into())));
    assert!(app.update(Action::Report).is_empty());
    let loaded = app.on_event(Event::Load(0, Load::Done(Outcome::default())));
    assert!(matches!(loaded.as_slice(), [Effect::Check(_)]), "{loaded:?}");
    assert!(app.update(Action::Report).is_empty(), "it is being made already");
    let shown = |app: &App| match &app.overlay {
        Some(Overlay::Popup(popup)) => popup.lines[0].spans[0].text.clone(),
        _ => String::new(),
    };
    app.on_event(Event::Checked(CheckProgress::Read(40)));
    assert_eq!(shown(&app), "reading every entry … 40 %");
    app.on_event(Event::Checked(CheckProgress::Failed("gone".to_owned())));
    assert!(shown(&app).contains("gone"));
}

#[test]
fn an_unreadable_entry_says_why_and_is_there_raw() {
    let mut harness = Harness::open_bytes("damaged.har", damaged(), sized(120, 30));
    harness.keys(&["Home"]);
    for _ in 0..6 {
        assert!(harness.screen().contains("holds no JSON object"), "{}", harness.screen());
        harness.keys(&["Right"]);
    }
    assert!(harness.screen().contains("[Raw]") && harness.screen().contains("  1 7"));
    harness.keys(&["Down"]);
    insta::assert_snapshot!("raw-120x30", harness.screen());
    assert!(!harness.screen().contains("aborted"));
    harness.keys(&["Down", "Right"]);
    insta::assert_snapshot!("odd-overview-120x30", harness.screen());
}

#[test]
fn hostile_text_is_harmless_on_the_screen() {
    let evil = "\u{1b}[2J\u{202e}\u{200b}\u{7}";
    let entry = json!({"startedDateTime": evil, "time": 1, "pageref": evil,
        "request": {"method": evil, "url": format!("https://h{evil}.example/{evil}/users/onboard?{evil}"),
            "headers": [{"name": evil, "value": evil}], "postData": {"mimeType": evil, "text": evil}},
        "response": {"status": 200, "statusText": evil, "headers": [{"name": evil, "value": evil}],
            "content": {"mimeType": evil, "text": format!("{evil}\r\n{evil}")}}});
    let pages = json!([{"id": evil, "title": evil, "startedDateTime": evil}]);
    let bytes =
        json!({"log": {"creator": {"name": evil, "version": evil}, "pages": pages, "entries": [entry]}})
            .to_string();
    let mut harness = Harness::open_bytes(evil, bytes.into_bytes(), sized(160, 40));
    let tabs = [["Right"; 8].as_slice(), &["t", "t", "t"]].concat();
    let list = ["|", "G", "Space", "Esc", "P", "Home", "P", "Home", "P"];
    for key in list
        .iter()
        .chain(&tabs)
        .chain(&["Enter", "z", "W", ">", ":", "Esc", "Esc", "!", "Esc", "?", "Esc", "/"])
    {
        harness.keys(&[key]);
        for c in harness.screen().chars() {
            assert!(c == '\n' || harlens::text::clean::is_plain(c), "{c:?}");
        }
    }
}

#[test]
fn reading_again_keeps_the_place_and_the_search() {
    let mut harness = Harness::open_bytes("many.har", har(30), sized(120, 36));
    harness.keys(&["/"]).type_text("path/1").keys(&["Enter", "j", "j"]);
    let url = |harness: &Harness| {
        let number = harness.app.list.selected().unwrap();
        harness.app.index.get(number).unwrap().url.to_string()
    };
    let before = url(&harness);
    harness.keys(&["r"]);
    assert_eq!(harness.reloads, 1);
    harness.reload(har(40));
    assert_eq!(url(&harness), before);
    assert!(harness.screen().contains("/path/1") && harness.screen().contains("40 entries"));
    harness.keys(&["Esc"]);
    assert_eq!(url(&harness), before);
    // If the entry no longer exists, the nearest one is selected.
    harness.keys(&["End"]);
    harness.reload(har(5));
    assert_eq!(harness.app.list.selected(), Some(4));
    harness.reload(har(0));
    assert_eq!(harness.app.list.selected(), None);
}

#[test]
fn undecided_entries_come_after_the_failed_ones() {
    let onboard = |email: &str, text: Option<serde_json::Value>| {
        let mut content = json!({"size": 99, "mimeType": "application/json"});
        if let Some(text) = text {
            content["text"] = text.to_string().into();
        }
        json!({"request": {"method": "POST", "url": format!("https://h.example/{email}/users/onboard"), "headers": []},
            "response": {"status": 200, "headers": [], "content": content}})
    };
    let failed = |email: &str| Some(json!([{"email": email, "status": 400, "message": "no"}]));
    let entries =
        [onboard("a", None), onboard("b", failed("b")), onboard("c", None), onboard("d", failed("d"))];
    let bytes = json!({"log": {"entries": entries}}).to_string().into_bytes();
    let mut harness = Harness::open_bytes("x.har", bytes, Setup::default());
    let mut visited = vec![harness.app.list.selected().unwrap()];
    for _ in 0..4 {
        harness.keys(&["n"]);
        visited.push(harness.app.list.selected().unwrap());
    }
    assert_eq!(visited, [1, 3, 0, 2, 1]);
    harness.keys(&["N"]);
    assert!(harness.screen().contains("undecided 2 of 2"));
}

#[test]
fn a_quick_escape_and_a_key_are_both() {
    let mut harness = open("several-users.har", Setup::default());
    harness.keys(&["/"]).type_text("onb").keys(&["Enter", "Alt-?"]);
    assert!(harness.screen().contains("Enter do it") && !harness.screen().contains("/onb "));
    harness.keys(&["Alt-q"]);
    assert!(harness.has_quit);
}

/// A HAR of requests unrelated to users, some of which failed.
fn others(statuses: &[i64]) -> Vec<u8> {
    let entry = |(at, status): (usize, &i64)| {
        json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 5, "request": {
            "method": "GET", "url": format!("https://h.example/path/{at}"), "headers": []},
            "response": {"status": status, "headers": [], "content": {"size": 9, "mimeType": "text/plain", "text": "out of ink"}}})
    };
    json!({"log": {"version": "1.2", "entries": statuses.iter().enumerate().map(entry).collect::<Vec<_>>()}})
        .to_string()
        .into_bytes()
}

#[test]
fn in_any_har_one_is_led_to_what_failed() {
    let mut harness = Harness::open_bytes("x.har", others(&[200, 200, 404, 200, 500]), sized(80, 24));
    assert_eq!(harness.app.list.selected(), Some(2));
    assert!(harness.rows()[0].ends_with("! 2 requests failed"), "{}", harness.screen());
    harness.keys(&["n"]);
    assert_eq!(harness.app.list.selected(), Some(4));
    assert!(harness.screen().contains("failure 2 of 2"), "{}", harness.screen());
    harness.keys(&["/"]).type_text("status-code:200").keys(&["Enter", "n"]);
    assert!(harness.screen().contains("off, f sets it again"), "{}", harness.screen());
    let mut harness = Harness::open_bytes("x.har", others(&[200, 200]), sized(80, 24));
    assert!(harness.screen().contains("No request failed"), "{}", harness.screen());
    harness.keys(&["n"]);
    assert!(harness.screen().contains("No request failed"));
}

#[test]
fn a_filter_without_hits_loses_no_place_and_a_word_may_be_meant_of_the_bodies() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["6"]);
    assert_eq!(harness.app.list.selected(), None);
    harness.keys(&["1"]);
    assert_eq!(harness.app.list.selected(), Some(10));
    harness.keys(&["/"]).type_text("5302");
    assert!(harness.app.list.is_empty(), "a number is not scattered over URLs: {}", harness.screen());
    assert!(harness.screen().contains("body:5302"), "{}", harness.screen());
    harness.keys(&["Tab", "Enter"]);
    assert_eq!((harness.app.list.len(), harness.app.list.selected()), (1, Some(10)));
    harness.keys(&["Enter"]);
    assert!(
        harness.screen().contains("find: 5302"),
        "into the body, to where it stands: {}",
        harness.screen()
    );
}

#[test]
fn a_letter_with_another_key_chooses_nothing_and_a_press_switches_a_column() {
    let mut harness = open("several-users.har", sized(120, 36));
    harness.keys(&["e", "Ctrl-b", "c", "Ctrl-h"]);
    assert!(harness.copied.is_empty() && std::fs::read_dir(harness.folder.path()).unwrap().next().is_none());
    harness.keys(&["Esc", "|"]);
    let (x, y) = harness.place_of("[ ] URL");
    harness.mouse(crossterm::event::MouseEventKind::Down(crossterm::event::MouseButton::Left), x + 1, y);
    assert!(harness.screen().contains("[×] URL"), "{}", harness.screen());
    harness.mouse(crossterm::event::MouseEventKind::Down(crossterm::event::MouseButton::Left), 1, 1);
    assert!(harness.app.overlay.is_none() && !harness.app.list.columns.is_empty());
}

#[test]
fn within_a_filter_n_stays_within_it_and_several_words_may_be_one_text() {
    let mut harness = Harness::open_bytes("x.har", others(&[500, 404, 200, 404]), sized(120, 36));
    harness.keys(&["/"]).type_text("status-code:404").keys(&["Enter", "Home", "n"]);
    assert_eq!(harness.app.list.selected(), Some(3));
    harness.keys(&["n"]);
    assert_eq!(harness.app.list.selected(), Some(1), "around the end, and still filtered");
    harness.keys(&["Esc", "/"]).type_text("out of ink");
    assert!(harness.screen().contains("body:\"out of ink\""), "{}", harness.screen());
    harness.keys(&["Tab", "Enter"]);
    assert_eq!(harness.app.list.len(), 4);
    harness.keys(&["Esc", "P", "g", "y"]);
    assert!(harness.screen().contains("A group is selected"), "{}", harness.screen());
}

#[test]
fn a_message_that_is_long_has_more_than_one_row() {
    let mut harness = open("several-users.har", sized(60, 24));
    harness.keys(&["X"]);
    let screen = harness.screen();
    let said =
        screen.lines().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" ");
    let words = harlens::text::words::words(Lang::En).status.secrets_shown.clone();
    let told: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(words.rsplit(' ').next().unwrap()), "{screen}");
}

#[test]
fn what_is_chosen_in_the_list_of_actions_is_done() {
    let mut harness = open("new-user-fails.har", sized(80, 24));
    harness.keys(&[":"]).type_text("waterfall").keys(&["Enter"]);
    assert!(harness.app.list.waterfall && harness.app.overlay.is_none());
    harness.keys(&[":"]).type_text("user status").keys(&["Enter"]);
    assert!(harness.screen().contains("User statuses"));
    harness.keys(&["Esc", "Right", "Right", "Right", "Right", "Enter", ":"]).type_text("12").keys(&["Enter"]);
    let place = harness.app.panes.viewport(harlens::tui::page::Tab::Body);
    assert_eq!(place.cursor.line, 11, "a number is a line");
    harness.keys(&[":"]).type_text("no such thing");
    assert!(harness.screen().contains("No action is called that"));
    harness.keys(&["Enter"]);
    assert!(harness.app.overlay.is_none());
    // The last visible row is the selected one, however it was reached.
    harness.keys(&["?", "PageDown", "Down", "Up", "PageDown", "PageUp"]);
    assert!(harness.screen().contains('▌'));
    harness.keys(&["Esc"]);
}

#[test]
fn own_keys_are_those_that_hints_and_help_show() {
    let config = harlens::tui::config::Config::parse("[keys]\nnext_failure = \"Ctrl-j\"\nwarp = \"q\"\n");
    let mut harness = open("several-users.har", sized(120, 36));
    let app = harlens::tui::state::App::new("x.har", Lang::En, Theme::standard(), (120, 36))
        .with_config(config.clone());
    assert_eq!(
        app.notice.unwrap().text,
        "Settings, line 3: there is no action `warp`; did you mean `wrap`? · `harlens config check` says all (1)"
    );
    harness.app.keymap = config.keymap.into();
    harness.keys(&["n"]);
    assert_eq!(harness.app.notice, None, "n means nothing now");
    assert!(harness.screen().contains("Ctrl-j next"), "{}", harness.screen());
    harness.keys(&["Ctrl-j"]);
    assert!(harness.app.notice.is_some());
    harness.keys(&["?"]).type_text("next failed");
    assert!(harness.screen().contains("Ctrl-j  next failed request"), "{}", harness.screen());
}

#[test]
fn esc_closes_what_is_open_and_enter_does_what_it_offers_whatever_else_they_are() {
    for keys in ["back = []\nopen = []\nquit = []\n", "down = \"Esc\"\nup = \"Enter\"\n"] {
        let config = harlens::tui::config::Config::parse(&format!("[keys]\n{keys}"));
        assert_eq!(config.faults, []);
        let mut harness = open("several-users.har", sized(120, 36));
        harness.app.keymap = config.keymap.into();
        for popup in ["c", "e", "S"] {
            harness.keys(&[popup]);
            assert!(harness.app.overlay.is_some(), "{popup}");
            harness.keys(&["Esc"]);
            assert!(harness.app.overlay.is_none(), "{popup}");
        }
        harness.keys(&["x"]);
        assert!(harness.app.overlay.is_some());
        harness.keys(&["Enter"]);
        assert!(harness.app.overlay.is_none());
        let case = std::fs::read_dir(harness.folder.path()).unwrap().count();
        assert_eq!(case, 1, "the case is made");
        harness.keys(&["d"]);
        assert!(harness.app.overlay.is_some());
        harness.keys(&["Esc"]);
        assert!(harness.app.overlay.is_none());
    }
}

#[test]
fn a_window_smaller_than_its_last_event_said_is_drawn() {
    let mut harness = open("several-users.har", sized(120, 36));
    for (width, height) in [(60, 12), (41, 10), (10, 2), (120, 36)] {
        harness.shrink_unannounced(width, height);
        harness.screen();
    }
}

#[test]
fn faults_of_own_knowledge_are_told_at_the_start() {
    let file = harlens::diagnose::knowledge::File::Own { name: "own.toml".into(), text: "format = 9" };
    let knowledge = Box::leak(Box::new(harlens::diagnose::knowledge::Knowledge::load(&[file])));
    let app =
        App::new("a.har", Lang::En, Theme::of_environment(|_| None), (120, 36)).with_knowledge(knowledge);
    let notice = app.notice.map(|notice| notice.text).unwrap_or_default();
    assert_eq!(notice, "Faults in your own knowledge files: 1; ! says which");
}

/// A HAR of two pages, requests without a page, and several hosts.
fn pages() -> Vec<u8> {
    let entry = |second: usize, page: &str, url: &str, status: i64, time: i64| {
        json!({"startedDateTime": format!("2026-11-21T10:00:{second:02}.000Z"), "time": time, "pageref": page,
            "_resourceType": "xhr", "timings": {"send": 0, "wait": time / 2, "receive": time - time / 2},
            "request": {"method": if url.ends_with("onboard") { "POST" } else { "GET" }, "url": url, "headers": []},
            "response": {"status": status, "headers": [], "content": {"size": 1000 * second,
                "mimeType": "application/json", "text": r#"[{"email":"a@corp.example","status":400,"message":"no"}]"#}}})
    };
    let org = "https://admin.webex.example/admin/api/v1/organizations/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";
    let entries = [
        entry(1, "page_1", "https://admin.webex.example/login", 200, 120),
        entry(2, "page_1", "https://static.example/app.js", 200, 80),
        entry(3, "page_2", &format!("{org}/users"), 200, 300),
        entry(4, "page_2", "https://static.example/app.css", 304, 9),
        entry(5, "page_2", &format!("{org}/users/onboard"), 403, 900),
        entry(6, "", "https://metrics.example/beacon", 500, 40),
    ];
    let pages = json!([
        {"id": "page_1", "title": "Sign in · Webex", "startedDateTime": "2026-11-21T10:00:00.500Z"},
        {"id": "page_2", "title": "https://admin.webex.example/users?access_token=S3CR3T-S3CR3T", "startedDateTime": "2026-11-21T10:00:02.500Z"}]);
    json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "pages": pages, "entries": entries}})
        .to_string()
        .into_bytes()
}

#[test]
fn the_list_is_grouped_by_page_and_by_host_at_three_sizes() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let mut harness = Harness::open_bytes("pages.har", pages(), sized(width, height));
        harness.keys(&["P"]);
        insta::assert_snapshot!(format!("by-page-{width}x{height}"), harness.screen());
        harness.keys(&["P"]);
        insta::assert_snapshot!(format!("by-host-{width}x{height}"), harness.screen());
        harness.keys(&["z", "Right"]);
        assert!(harness.screen().contains("Times added up"), "in any tab");
        harness.keys(&["Left"]);
        insta::assert_snapshot!(format!("by-host-folded-{width}x{height}"), harness.screen());
        harness.keys(&["P"]);
        assert_eq!(harness.app.list.rows(), 6, "not grouped any more");
    }
    let mut harness = Harness::open_bytes("pages.har", pages(), Setup { lang: Lang::Ko, ..sized(120, 36) });
    harness.keys(&["P", "Home"]);
    insta::assert_snapshot!("by-page-ko-120x36", harness.screen());
}

#[test]
fn what_groups_fold_is_still_reached_filtered_and_sorted() {
    let mut harness = Harness::open_bytes("pages.har", pages(), sized(200, 60));
    let selected = |harness: &Harness| harness.app.list.selected();
    harness.keys(&["Home", "j", "P"]);
    assert_eq!(selected(&harness), Some(1), "what was selected stays");
    harness.keys(&["Home"]);
    assert_eq!((selected(&harness), harness.app.list.rows()), (None, 9));
    assert!(harness.screen().contains("Sign in · Webex") && harness.screen().contains("Times added up"));
    harness.keys(&["X"]);
    assert!(harness.screen().contains("S3CR3T"), "{}", harness.screen());
    harness.keys(&["X", "Enter"]);
    assert!(!harness.screen().contains("S3CR3T"), "{}", harness.screen());
    assert_eq!(harness.app.list.rows(), 7);
    assert!(!harness.screen().contains("/login"));
    // Stepping to a failed request in a folded group unfolds it.
    harness.keys(&["z", "z", "n"]);
    assert_eq!((selected(&harness), harness.app.list.rows()), (Some(4), 6), "{}", harness.screen());
    harness.keys(&["z"]);
    // Entries are sorted within the groups, which are ordered by their first entries.
    harness.keys(&["s", "R"]);
    let numbers = |harness: &Harness| {
        let list = &harness.app.list;
        (0..list.len()).filter_map(|place| list.number_at(place)).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&harness), [0, 1, 2, 3, 4, 5]);
    harness.keys(&["R"]);
    assert_eq!(numbers(&harness), [5, 4, 3, 2, 0, 1]);
    harness.keys(&["2"]);
    assert_eq!((numbers(&harness), selected(&harness)), (vec![5, 4], Some(4)));
    harness.keys(&["Home", "2"]);
    assert_eq!((harness.app.list.cursor(), selected(&harness)), (0, None), "a heading stays selected too");
    harness.keys(&["/"]).type_text("beacon").keys(&["Enter"]);
    assert_eq!((numbers(&harness), selected(&harness)), (vec![5, 4], Some(5)), "a similar URL comes last");
    harness.keys(&["Esc", "P", "P", "s", "s", "s", "s", "s", "s", "s", "s"]);
    assert_eq!((harness.app.list.rows(), selected(&harness)), (6, Some(5)));
}

#[test]
fn folding_everything_is_not_lost_on_groups_that_are_still_being_made() {
    let mut harness = Harness::open_bytes("pages.har", pages(), sized(120, 36));
    let effects = harness.app.update(Action::Group);
    harness.app.update(Action::FoldAll);
    let [Effect::Search(search)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(search.group, Some(GroupBy::Page));
    harness.keys(&["s"]);
    assert_eq!(harness.app.list.rows(), 3, "{}", harness.screen());
}

#[test]
fn columns_are_chosen_moved_and_taken_back() {
    let mut harness = Harness::open_bytes("pages.har", pages(), sized(120, 36));
    harness.keys(&["Home"]);
    let usual = harness.screen();
    let titles =
        |harness: &mut Harness| harness.rows()[2].split_whitespace().take(9).collect::<Vec<_>>().join(" ");
    harness.keys(&["|"]);
    insta::assert_snapshot!("columns-120x36", harness.screen());
    // Wherever the frame is, the bold row of the failure does not shine through.
    for height in 20..36 {
        harness.resize(120, height);
        for part in ["Columns of", "list ─", "Space on", "usual ones"] {
            let style = harness.style_of(part);
            assert!(!style.add_modifier.contains(Modifier::BOLD), "{height} {part}: {}", harness.screen());
        }
    }
    harness.resize(120, 36);
    // Hides the method, moves the host before the status, shows the type.
    harness.keys(&["j", "j", "Space", "j", "K", "K", "G", "k", "k", "Enter", "Esc"]);
    assert!(titles(&mut harness).starts_with("# host st. path"), "{}", harness.screen());
    harness.resize(200, 60);
    insta::assert_snapshot!("columns-chosen-200x60", harness.screen());
    harness.resize(80, 24);
    insta::assert_snapshot!("columns-chosen-80x24", harness.screen());
    harness.resize(120, 36).keys(&["|", "r", "x"]);
    assert_eq!(harness.screen(), usual);
    harness.app.set_columns(vec![Column::Time, Column::Url]);
    assert!(titles(&mut harness).starts_with("time URL"), "{}", harness.screen());
    // The last visible column cannot be hidden.
    harness.keys(&["|", "Space", "j", "Space", "Space", "Esc"]);
    assert_eq!(harness.app.list.columns, [Column::Url]);
    for width in 40..130 {
        harness.app.set_columns(Column::ALL.to_vec());
        harness.resize(width, 24).keys(&["w"]).screen();
    }
}

#[test]
fn a_sorted_list_that_is_still_being_made_is_not_said_to_be_an_empty_file() {
    let mut app = App::new("a.har", Lang::En, Theme::standard(), (100, 30));
    let source = Source::from_bytes("a.har", b"{}".to_vec()).unwrap();
    let summaries = Store::scan(Source::from_bytes("a.har", har(3)).unwrap()).unwrap().index;
    app.on_event(Event::Load(0, Load::Opened(Arc::new(source))));
    app.update(Action::Sort);
    let batch = summaries.iter().map(|(_, summary)| summary.clone()).collect();
    let effects = app.on_event(Event::Load(0, Load::Entries(batch, Diagnosis::default())));
    assert!(matches!(effects.as_slice(), [Effect::Search(_)]), "the order is made elsewhere: {effects:?}");
    app.on_event(Event::Load(0, Load::Done(Outcome::default())));
    let mut terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
    terminal.draw(|frame| harlens::tui::render(frame, &mut app)).unwrap();
    let screen = format!("{:?}", terminal.backend().buffer());
    assert!(screen.contains("searching") && !screen.contains("holds no entries"), "{screen}");
}

#[test]
fn a_list_emptied_by_a_filter_names_the_way_back_in_the_hints() {
    let mut harness = open("several-users.har", sized(80, 24));
    harness.keys(&["/"]).type_text("zzzz").keys(&["Enter"]);
    let rows = harness.rows();
    assert!(rows.last().unwrap().contains("Esc: all entries"), "{rows:#?}");
    harness.keys(&["Esc"]);
    assert!(!harness.screen().contains("Esc: all entries"));
}

#[test]
fn a_recording_without_entries_is_not_an_empty_capture() {
    for (lang, expected, wrong) in [
        (Lang::En, "Recording: no request yet", "nothing was recorded"),
        (Lang::Ko, "기록 중", "요청이 없다는 뜻"),
    ] {
        let mut harness = Harness::open_bytes("a.har", har(0), Setup { lang, ..sized(80, 24) });
        assert!(harness.screen().contains(wrong), "{}", harness.screen());
        harness.app.is_recording = true;
        let screen = harness.screen();
        assert!(screen.contains(expected) && !screen.contains(wrong), "{screen}");
    }
}

#[test]
fn a_webex_capture_without_the_request_names_the_key_of_the_report() {
    let capture = |url: &str| {
        let entry = json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 1,
            "request": {"method": "GET", "url": url, "headers": []},
            "response": {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "text/html", "text": "ok"}}});
        json!({"log": {"version": "1.2", "entries": [entry]}}).to_string().into_bytes()
    };
    let open = |url| Harness::open_bytes("a.har", capture(url), sized(120, 36)).screen();
    let screen = open("https://admin.webex.com/users");
    assert!(screen.contains("request; ! says how to record it again"), "{screen}");
    assert!(!open("https://shop.example/users").contains("! says how"));
}

/// Two captures: the onboard request fails in the first and succeeds in the second.
fn open_two(setup: Setup) -> Harness {
    Harness::open_all(&[&sample("new-user-fails.har"), &sample("nothing-fails.har")], setup)
}

#[test]
fn the_call_that_failed_here_and_worked_there() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let mut harness = open_two(sized(width, height));
        harness.keys(&["d"]);
        insta::assert_snapshot!(format!("compare-{width}x{height}"), harness.screen());
    }
    let mut harness = open_two(Setup { lang: Lang::Ko, ..sized(120, 36) });
    harness.keys(&["d"]);
    insta::assert_snapshot!("compare-ko-120x36", harness.screen());
}

#[test]
fn differences_have_a_sign_and_a_colour_and_are_stepped_through() {
    let mut harness = open_two(sized(120, 36));
    harness.keys(&["d"]);
    let row = |harness: &mut Harness, text: &str| {
        harness.rows().into_iter().find(|row| row.contains(text)).unwrap()
    };
    assert!(row(&mut harness, "$[0].status").starts_with(" ≠"));
    assert!(row(&mut harness, "errorCode").starts_with(" -"));
    assert_eq!(harness.style_of("400").fg, Some(Color::Yellow));
    assert_eq!(harness.style_of("≠").fg, Some(Color::Yellow));
    harness.keys(&["G"]);
    assert_eq!(harness.style_of("Request headers · ").fg, Some(Color::DarkGray), "what is the same is quiet");
    harness.keys(&["g", "n"]);
    assert!(harness.screen().contains("1 of "));
    assert_eq!(harness.rows().iter().filter(|row| row.starts_with('▌')).count(), 1);
    harness.keys(&["N"]);
    let Some(Overlay::Comparison(comparing)) = &harness.app.overlay else { panic!() };
    let count = comparing.laid_out.stops.len();
    assert!(harness.screen().contains(&format!("{count} of {count}")), "around the beginning");
    harness.resize(90, 30);
    assert!(harness.screen().contains("- 400"), "one below the other");
    harness.keys(&["L"]);
    assert!(harness.screen().contains("응답 본문"), "in the other language");
    harness.resize(40, 10).screen();
    harness.keys(&["Esc"]);
    assert!(harness.app.overlay.is_none());
}

#[test]
fn an_entry_is_marked_and_compared_with_one_of_another_file() {
    let mut harness = open_two(sized(120, 36));
    assert!(harness.rows()[0].contains("[new-user-fails.har ✗1] nothing-fails.har"), "{}", harness.rows()[0]);
    harness.keys(&["m"]);
    assert!(harness.rows().iter().any(|row| row.contains("10•✗ 200")), "{}", harness.screen());
    harness.keys(&["L", "X", "."]);
    let header = harness.rows()[0].clone();
    assert!(header.contains("✗1 [no"), "{header}");
    assert!((harness.app.lang, harness.app.shows_secrets) == (Lang::Ko, true), "the same in all files");
    harness.keys(&["L", "g", "d"]);
    assert!(harness.screen().contains("with the entry you marked"));
    harness.keys(&["y"]);
    let copied = harness.copied.pop().unwrap();
    assert!(copied.contains("\n+ new-user-fails.har · entry 10"), "{copied}");
    assert!(
        !copied.contains("SAMPLE-NOT-A-REAL-TOKEN"),
        "copies have no secrets, even where the screen does"
    );
    harness.keys(&["Esc", ",", "."]);
    assert_eq!(harness.app.list.selected(), Some(0), "each file keeps its place");
    harness.keys(&["."]);
    assert_eq!(harness.app.list.selected(), Some(10), "around the end");
    harness.keys(&["m", "Down", "d"]);
    assert!(harness.app.overlay.is_none() || !harness.screen().contains("you marked"), "the mark is gone");
}

#[test]
fn one_file_has_no_tabs_and_says_so() {
    let mut harness = open("several-users.har", sized(120, 36));
    harness.keys(&["."]);
    assert!(harness.screen().contains("Only one file is open"));
    harness.keys(&["d"]);
    assert!(harness.screen().contains("such call that worked, after it"));
    harness.keys(&["q", "g", "d"]);
    assert!(harness.screen().contains("No other entry makes this call"), "{}", harness.screen());
}

#[test]
fn a_file_that_cannot_be_opened_says_why_in_its_tab() {
    let mut harness = open_two(sized(120, 36));
    harness.app.notify_unreadable("cannot read x.har: \u{1b}[31mgone");
    let screen = harness.screen();
    assert!(screen.contains("cannot be opened") && screen.contains("[new-user-fails.har ✗]"), "{screen}");
    assert!(screen.contains("cannot read x.har: ␛[31mgone"), "{screen}");
}

#[test]
fn several_failures_begin_with_their_causes() {
    for (lang, name) in [(Lang::En, "causes"), (Lang::Ko, "causes-ko")] {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut harness = open("license-edit-fails.har", Setup { lang, ..sized(width, height) });
            assert!(matches!(harness.app.overlay, Some(Overlay::Board(_))));
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), harness.screen());
        }
    }
    // A key that means something else does that at once.
    let mut harness = open("license-edit-fails.har", sized(120, 36));
    harness.keys(&["n"]);
    assert!(harness.app.overlay.is_none() && harness.app.list.selected() == Some(12));
    // One request that failed needs no board, but has one at a key.
    let mut harness = open("several-users.har", sized(120, 36));
    assert!(harness.app.overlay.is_none());
    harness.keys(&["C"]);
    insta::assert_snapshot!("causes-several-users-120x36", harness.screen());
    harness.keys(&["y"]);
    assert_eq!(harness.copied.pop().unwrap(), "kang.doyun@corp.example\njung.hayun@corp.example");
    assert!(harness.screen().contains("Users of this cause (2)"), "{}", harness.screen());
    harness.keys(&["e"]);
    let csv = std::fs::read_to_string(harness.folder.path().join("several-users-users.csv")).unwrap();
    assert!(csv.lines().count() == 3 && csv.contains("kang.doyun@corp.example,848ba8dc"), "{csv}");
    let mut harness = Harness::open_bytes("x.har", others(&[200, 404, 500, 404]), sized(80, 24));
    harness.keys(&["C", "Enter"]);
    assert_eq!(harness.app.search.text(), "cause:general-http-404 status-code:404");
    assert_eq!(harness.app.list.len(), 2);
    let mut harness = Harness::open_bytes("x.har", others(&[200]), sized(80, 24));
    harness.keys(&["C"]);
    assert!(harness.app.overlay.is_none() && harness.screen().contains("No request failed."));
}

#[test]
fn the_filter_of_a_cause_lists_its_requests() {
    for name in ["license-edit-fails.har", "new-user-fails.har", "several-users.har"] {
        let mut harness = open(name, sized(120, 36));
        let causes = Causes::of(harness.app.findings.all()).ranked().len();
        for place in 0..causes {
            harness.keys(&["Esc", "Esc", "C"]);
            (0..place).for_each(|_| _ = harness.keys(&["Down"]));
            let causes = Causes::of(harness.app.findings.all());
            let entries = causes.ranked()[place].entries.clone();
            harness.keys(&["Enter"]);
            let list = &harness.app.list;
            let listed: Vec<usize> = (0..list.len()).filter_map(|at| list.number_at(at)).collect();
            assert_eq!(listed, entries, "{name}: {}", harness.app.search.text());
        }
    }
}

#[test]
fn one_users_story_has_everything_that_touches_the_user() {
    for (lang, name) in [(Lang::En, "story"), (Lang::Ko, "story-ko")] {
        let mut harness = open("new-user-fails.har", Setup { lang, ..sized(120, 36) });
        harness.keys(&["u"]);
        insta::assert_snapshot!(format!("{name}-120x36"), harness.screen());
    }
    let mut harness = open("new-user-fails.har", sized(80, 24));
    harness.keys(&["u"]);
    insta::assert_snapshot!("story-80x24", harness.screen());
    harness.keys(&["Home", "Enter"]);
    assert!(harness.app.overlay.is_none() && harness.app.list.selected() == Some(7), "{}", harness.screen());
    harness.keys(&["Ctrl-o"]);
    assert_eq!(harness.app.list.selected(), Some(10));
    let mut harness = open("nothing-fails.har", sized(120, 36));
    harness.keys(&["Home", "u"]);
    assert!(harness.screen().contains("No user here"), "{}", harness.screen());
}

#[test]
fn entries_that_the_diagnosis_names_are_links_with_a_way_back() {
    for size in [(200, 60), (90, 60)] {
        let mut harness = open("new-user-fails.har", Setup { size, ..Setup::default() });
        harness.click("entry 7:");
        assert_eq!(harness.app.list.selected(), Some(7), "{}", harness.screen());
        harness.keys(&["Ctrl-o"]);
        assert_eq!(harness.app.list.selected(), Some(10));
        harness.keys(if size.0 > 100 { &["Esc", "Tab", "Tab", "Enter"] } else { &["Esc", "Tab", "Enter"] });
        assert_eq!(harness.app.list.selected(), Some(7), "{}", harness.screen());
    }
}

#[test]
fn what_the_cursor_is_on_is_explained() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["Home", "K"]);
    insta::assert_snapshot!("explain-entry-120x36", harness.screen());
    harness.keys(&["Esc", "n", "Enter", "Home", "/"]).type_text("5302").keys(&["Enter", "K"]);
    let screen = harness.screen();
    assert!(screen.contains("What this means") && screen.contains("5302"), "{screen}");
    let mut harness = open("new-user-fails.har", Setup { lang: Lang::Ko, ..sized(120, 36) });
    harness.keys(&["K"]);
    assert!(harness.screen().contains("생성 또는 작업 실행"), "{}", harness.screen());
}

#[test]
fn replacements_are_looked_over_before_a_copy_is_made() {
    for (lang, name) in [(Lang::En, "review"), (Lang::Ko, "review-ko")] {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut harness = open("new-user-fails.har", Setup { lang, ..sized(width, height) });
            harness.keys(&["x", "v"]);
            let screen = mark_digits(&harness.screen());
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), screen);
        }
    }
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["x", "v"]);
    let Some(Overlay::Review(review)) = &harness.app.overlay else { panic!() };
    let (original, count) = (review.chosen().unwrap().original.clone(), review.replacements.len());
    assert!(!harness.screen().contains(&original), "{}", harness.screen());
    harness.keys(&["X"]);
    assert!(harness.screen().contains(&original[..20]), "{}", harness.screen());
    harness.keys(&["X", "Home", "Space", "+"]).type_text("kim.minjun").keys(&["Enter"]);
    let Some(Overlay::Review(review)) = &harness.app.overlay else { panic!() };
    assert!(review.replacements.len() > count && review.counts().1 == 1, "{}", harness.screen());
    harness.keys(&["Enter"]);
    let case = harness.folder.path().join("new-user-fails-case");
    let copy = std::fs::read_to_string(case.join("new-user-fails.sanitized.har")).unwrap();
    assert!(copy.contains(&original) && !copy.contains("kim.minjun"), "one is kept, one added");
}

/// The digits of marks are different in each run.
fn mark_digits(screen: &str) -> String {
    let mut parts = screen.split("REDACTED-");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| {
        let digits = part.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(part.len());
        format!("{all}REDACTED-{}{}", "0".repeat(digits), &part[digits..])
    })
}

#[test]
fn a_number_and_g_go_to_the_entry_and_the_filter_stays() {
    let mut harness = open("new-user-fails.har", sized(120, 36));
    harness.keys(&["1", "3", "G"]);
    assert_eq!((harness.app.list.selected(), harness.app.search.text()), (Some(13), ""));
    harness.keys(&["2", "1", "2", "G"]);
    assert!(harness.screen().contains("There is no entry 212"), "{}", harness.screen());
    harness.keys(&["2", "G"]);
    assert_eq!(harness.app.search.text(), "is:failed", "one digit is a chip");
}

#[test]
fn what_only_has_the_letters_is_marked() {
    let mut harness = open("several-users.har", sized(120, 36));
    harness.event(Event::Input(Input::Paste("onboard".to_owned())));
    let screen = harness.screen();
    assert!(matches!(harness.app.overlay, Some(Overlay::Filter(_))), "a paste begins a filter: {screen}");
    let similar = harness.app.search.similar;
    assert_eq!(screen.matches('≈').count(), similar, "{screen}");
}

#[test]
fn the_status_guide_opens_at_the_users_status_and_actions_are_found_by_other_words() {
    let mut harness = open("new-user-fails.har", sized(80, 24));
    harness.keys(&["S"]);
    let rows = harness.rows();
    let first = rows.iter().position(|row| row.contains("User statuses")).unwrap() + 1;
    assert!(rows[first].contains("Pending"), "{}", harness.screen());
    for (typed, found) in
        [("sanitize", "support case"), ("font", "next theme"), ("save", "export what is listed")]
    {
        harness.keys(&["Esc", "?"]).type_text(typed);
        assert!(harness.screen().contains(found), "{typed}: {}", harness.screen());
        harness.keys(&["Esc"]);
    }
}
