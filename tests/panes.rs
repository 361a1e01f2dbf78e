//! Mouse, resizing and zooming of panes, and themes, on an in-memory screen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::harness::{Harness, Setup};
use common::sample;
use crossterm::event::MouseButton::Left;
use crossterm::event::MouseEventKind::{Down, Drag, ScrollDown, ScrollUp, Up};
use harlens::query::sort::{Column, Sort};
use harlens::text::Lang;
use harlens::tui::action::Action;
use harlens::tui::layout::Focus;
use harlens::tui::message::event::Event;
use harlens::tui::page::Tab;
use harlens::tui::state::overlay::Overlay;
use harlens::tui::theme::Theme;
use harlens::tui::theme::background::Background;
use ratatui::style::{Color, Modifier};

fn open(name: &str, width: u16, height: u16) -> Harness {
    Harness::open(&sample(name), Setup { size: (width, height), ..Setup::default() })
}

fn focus(harness: &Harness) -> Focus {
    harness.app.panes.focus(&harness.app.layout.unwrap())
}

fn tab(harness: &Harness) -> Tab {
    harness.app.panes.tab(harness.app.layout.unwrap().panel.is_some())
}

#[test]
fn a_press_means_what_it_points_at() {
    let mut harness = open("new-user-fails.har", 120, 36);
    harness.click("/static/css");
    assert_eq!((harness.app.list.selected(), focus(&harness)), (Some(1), Focus::List));
    harness.click("Timings");
    assert_eq!((tab(&harness), focus(&harness)), (Tab::Timings, Focus::Body));
    harness.click("2 failed");
    assert_eq!(harness.app.search.text(), "is:failed");
    harness.click("2 failed");
    assert_eq!(harness.app.search.text(), "");
    harness.click("POST");
    assert_eq!(harness.app.list.selected(), Some(10));
    harness.click("kim.minjun");
    assert_eq!(focus(&harness), Focus::Panel);
    // Clicks without a target have no effect.
    let screen = harness.screen();
    for (x, y) in [(0, 0), (119, 35), (500, 500)] {
        harness.mouse(Down(Left), x, y).mouse(Up(Left), x, y);
    }
    assert_eq!(harness.screen(), screen);
}

#[test]
fn a_title_that_is_pressed_sorts_by_its_column() {
    let mut harness = open("new-user-fails.har", 120, 36);
    let sort = |column, descending| Some(Sort { column, descending });
    for (title, expected) in [
        ("time", sort(Column::Time, true)),
        ("time▾", sort(Column::Time, false)),
        ("time▴", None),
        ("path", sort(Column::Path, false)),
        ("method", sort(Column::Method, false)),
        ("st.", sort(Column::Status, true)),
        (" # ", sort(Column::Number, true)),
        (" #▾", None),
    ] {
        harness.click(title);
        assert_eq!(harness.app.search.sort, expected, "{title}");
    }
    // The waterfall column cannot be sorted.
    harness.keys(&["w"]).mouse(Down(Left), 70, 2);
    assert_eq!(harness.app.search.sort, None);
}

#[test]
fn a_press_in_the_body_puts_the_cursor_there_and_folds() {
    let mut harness = open("new-user-fails.har", 120, 36);
    harness.click("\"errorList\"");
    assert_eq!(
        (focus(&harness), harness.app.path(Tab::Body).unwrap().as_str()),
        (Focus::Body, "$[0].errorList")
    );
    assert!(harness.screen().contains("errorCode"));
    harness.click("\"errorList\"");
    assert!(!harness.screen().contains("errorCode"), "{}", harness.screen());
    harness.click("\"errorList\"");
    assert!(harness.screen().contains("errorCode"));
    harness.click("\"uuid\"");
    assert_eq!(harness.app.path(Tab::Body).unwrap(), "$[0].uuid");
    harness.click("bytes");
    assert!(harness.screen().contains("00000000"));
    // Request and response side by side: the clicked one gets the focus.
    let mut harness = open("new-user-fails.har", 200, 50);
    harness.click("Request ").click("content-type: application/json");
    let layout = harness.app.layout.unwrap();
    harness.mouse(Down(Left), layout.body.right() - 5, layout.body.y + 1);
    assert_eq!(tab(&harness), Tab::Response);
    harness.mouse(Down(Left), layout.body.x + 5, layout.body.y + 1);
    assert_eq!(tab(&harness), Tab::Request);
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut harness = open("several-users.har", 100, 30);
    let layout = harness.app.layout.unwrap();
    let panel = layout.panel.unwrap().text;
    let first = |harness: &mut Harness, y: u16| harness.rows()[usize::from(y)].clone();
    let (selected, keys) = (harness.app.list.selected(), focus(&harness));
    for (x, y) in [(layout.list.x, layout.list.y), (layout.body.x, layout.body.y + 1), (panel.x, panel.y)] {
        for kind in [ScrollUp, ScrollUp, ScrollUp, ScrollUp] {
            harness.mouse(kind, x, y);
        }
        let top = first(&mut harness, y);
        harness.mouse(ScrollDown, x, y);
        assert_ne!(first(&mut harness, y), top, "{x} {y}");
        harness.mouse(ScrollUp, x, y);
        assert_eq!(first(&mut harness, y), top, "{x} {y}");
    }
    assert_eq!((harness.app.list.selected(), focus(&harness)), (selected, keys));
    // The next key scrolls the selection back into view.
    harness.mouse(ScrollDown, layout.list.x, layout.list.y).keys(&["k", "j"]);
    assert!(harness.rows()[4..12].iter().any(|row| row.starts_with('▌')));
}

#[test]
fn the_mouse_scrolls_a_popup_and_closes_it() {
    let mut harness = open("new-user-fails.har", 80, 24);
    harness.keys(&["S"]);
    let top = harness.rows()[3].clone();
    harness.mouse(ScrollDown, 0, 0);
    assert_ne!(harness.rows()[3], top);
    harness.mouse(Down(Left), 40, 12);
    assert!(matches!(harness.app.overlay, Some(Overlay::Popup(_))));
    let selected = harness.app.list.selected();
    harness.resize(120, 40).mouse(Down(Left), 1, 5);
    assert!(harness.app.overlay.is_none());
    assert_eq!(harness.app.list.selected(), selected);
}

#[test]
fn the_mouse_goes_through_the_actions_and_does_one() {
    let mut harness = open("new-user-fails.har", 120, 36);
    harness.keys(&["?"]).mouse(ScrollDown, 40, 10).mouse(ScrollDown, 40, 10).mouse(ScrollUp, 40, 10);
    assert!(matches!(&harness.app.overlay, Some(Overlay::Palette(palette)) if palette.cursor == 1));
    harness.type_text("waterfall").mouse(Down(Left), 40, 2);
    assert!(harness.app.overlay.is_none() && harness.app.list.waterfall);
    harness.keys(&["?"]).type_text("waterfall").mouse(Down(Left), 2, 30);
    assert!(harness.app.overlay.is_none() && harness.app.list.waterfall, "beside it: closed, nothing done");
}

#[test]
fn a_press_keeps_what_is_being_typed() {
    let mut harness = open("new-user-fails.har", 120, 36);
    harness.keys(&["/"]).type_text("method:POST").click("users/onboard");
    assert!(harness.app.overlay.is_none());
    assert_eq!((harness.app.search.text(), harness.app.list.selected()), ("method:POST", Some(10)));
    harness.keys(&["/"]).type_text(" boddy:x").click("users/onboard");
    assert!(matches!(harness.app.overlay, Some(Overlay::Filter(_))), "a mistake is to be seen");
}

#[test]
fn m_leaves_the_mouse_to_the_terminal_and_takes_it_back() {
    let mut harness = open("new-user-fails.har", 120, 36);
    harness.keys(&["M"]);
    assert_eq!(harness.mouse, Some(false));
    assert!(harness.screen().contains("terminal's now"));
    harness.keys(&["M"]);
    assert_eq!(harness.mouse, Some(true));
    harness.keys(&["Ctrl-z", "/", "Ctrl-z"]).type_text("x");
    assert_eq!((harness.suspensions, harness.app.search.text()), (2, "x"));
}

#[test]
fn lines_between_panes_are_drawn() {
    let mut harness = open("several-users.har", 120, 36);
    let before = harness.app.layout.unwrap();
    let edge = before.panel.unwrap().rule;
    harness.mouse(Down(Left), 60, before.rule.y).mouse(Drag(Left), 60, 6).mouse(Up(Left), 60, 6);
    harness.mouse(Down(Left), edge.x, 20).mouse(Drag(Left), 80, 20).mouse(Drag(Left), 84, 21);
    let after = harness.app.layout.unwrap();
    assert_eq!((after.rule.y, after.panel.unwrap().rule.x), (6, 84));
    // Dragging without a pressed button has no effect.
    harness.mouse(Up(Left), 84, 21).mouse(Drag(Left), 50, 20);
    assert_eq!(harness.app.layout.unwrap(), after);
}

#[test]
fn the_window_is_shared_out_by_keys() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let mut harness = open("several-users.har", width, height);
        let before = harness.app.layout.unwrap();
        harness.keys(&["-", "-", "-"]).keys(&["("; 8]);
        let after = harness.app.layout.unwrap();
        assert_eq!(after.list.height, before.list.height - 3);
        let panels = before.panel.zip(after.panel);
        assert!(panels.is_none_or(|(before, after)| after.text.width == before.text.width + 8));
        insta::assert_snapshot!(format!("resized-{width}x{height}"), harness.screen());
        harness.keys(&["+", "+", "+"]).keys(&[")"; 8]);
        assert_eq!(harness.app.layout.unwrap(), before);
        harness.keys(&["-"; 70]).keys(&[")"; 250]).keys(&["("; 250]).keys(&["+"; 70]);
        assert!(harness.app.layout.unwrap().body.height > 0);
        harness.screen();
    }
}

#[test]
fn each_pane_is_zoomed_and_all_is_as_it_was_again() {
    let mut harness = open("new-user-fails.har", 120, 36);
    let before = harness.screen();
    harness.keys(&["Z"]);
    insta::assert_snapshot!("zoomed-list-120x36", harness.screen());
    harness.keys(&["Tab"]);
    insta::assert_snapshot!("zoomed-body-120x36", harness.screen());
    harness.keys(&["Tab"]);
    insta::assert_snapshot!("zoomed-panel-120x36", harness.screen());
    // The resize keys have nothing to resize, because a narrow window has no panel.
    harness.keys(&["+", "("]).resize(60, 20);
    assert!(harness.screen().contains("[Diagnosis]"));
    harness.resize(20, 5);
    assert!(harness.screen().contains("too"));
    harness.keys(&["Z", "Z"]).resize(120, 36).keys(&["Tab", "/"]);
    assert_eq!(focus(&harness), Focus::List);
    // Esc clears the filter first, then the zoom.
    harness.keys(&["Esc", "Esc"]);
    assert_eq!(harness.screen(), before);
}

#[test]
fn a_window_of_any_size_takes_any_press() {
    for (width, height) in [(20, 5), (40, 10), (81, 23), (120, 36)] {
        let mut harness = open("several-users.har", width, height);
        for keys in [&[][..], &["Z"], &["Tab"], &["Tab"], &["Z", "/"], &["Esc", "?"]] {
            harness.keys(keys);
            for y in (0..height).step_by(3) {
                for x in (0..width).step_by(7) {
                    for kind in [Down(Left), Drag(Left), ScrollDown, ScrollUp, Up(Left)] {
                        harness.mouse(kind, x, y);
                    }
                }
            }
            harness.screen();
        }
    }
}

#[test]
fn themes_are_stepped_through_and_the_background_is_followed() {
    let mut harness = open("new-user-fails.har", 120, 36);
    let mut names = Vec::new();
    for _ in Theme::names() {
        harness.keys(&["Ctrl-t"]);
        assert!(harness.screen().contains(&format!("Theme: {}", harness.app.theme.name())));
        names.push(harness.app.theme.name().to_owned());
    }
    assert_eq!(names, ["dark", "light", "high-contrast", "basic", "mono", "default"]);
    let follower = |known| {
        let app = harlens::tui::state::App::new("a.har", Lang::En, Theme::standard(), (80, 24));
        app.following_background(known)
    };
    assert_eq!(follower(None).theme.name(), "default");
    let mut app = follower(Some(Background::Light));
    assert_eq!(app.theme.name(), "light");
    app.on_event(Event::Background(Background::Dark));
    assert_eq!(app.theme.name(), "default");
    // A theme chosen by the user is kept.
    app.update(Action::Theme);
    app.on_event(Event::Background(Background::Light));
    assert_eq!(app.theme.name(), "dark");
}

#[test]
fn high_contrast_owns_every_cell() {
    let setup = Setup { theme: Theme::built_in("high-contrast").unwrap(), ..Setup::default() };
    let mut harness = Harness::open(&sample("new-user-fails.har"), setup);
    for keys in [&[][..], &["Tab"], &["?"], &["Esc", "Z"]] {
        harness.keys(keys);
        let buffer = harness.buffer();
        for cell in buffer.content() {
            assert!(matches!(cell.bg, Color::Indexed(_)) && matches!(cell.fg, Color::Indexed(_)), "{cell:?}");
        }
    }
    harness.keys(&["Esc", "Esc", "Esc"]);
    let failed = harness.style_of("✗ 1 onboard failure");
    assert_eq!((failed.fg, failed.bg), (Some(Color::Indexed(231)), Some(Color::Indexed(160))));
    assert!(harness.style_of("▌").add_modifier.contains(Modifier::REVERSED));
    assert_eq!(harness.style_of("What to do").fg, Some(Color::Indexed(51)));
}

#[test]
fn one_goes_to_an_entry_by_its_number_and_back() {
    let mut harness = open("several-users.har", 120, 36);
    let from = harness.app.list.selected();
    harness.keys(&[":"]).type_text("0").keys(&["Enter"]);
    assert_eq!(harness.app.list.selected(), Some(0));
    harness.keys(&[":"]).type_text("9999").keys(&["Enter"]);
    assert!(harness.screen().contains("There is no entry 9999"));
    harness.keys(&["Ctrl-o"]);
    assert_eq!(harness.app.list.selected(), from);
}

#[test]
fn the_filter_and_that_secrets_are_shown_stay_in_view() {
    let mut harness = open("several-users.har", 120, 36);
    harness.keys(&["/"]).type_text("method:post").keys(&["Enter", "X"]);
    let screen = harness.screen();
    assert!(screen.contains("/method:post") && screen.contains("are shown now"), "{screen}");
    assert!(screen.contains("SECRETS SHOWN"));
    harness.keys(&["X", "/"]).type_text(" zzzz").keys(&["Enter", "y"]);
    let screen = harness.screen();
    assert!(screen.contains("Esc: all entries") && screen.contains("/method:post zzzz"), "{screen}");
    assert!(!screen.contains("SECRETS SHOWN"));
}
