//! The README's pictures: the real screen drawn as SVG. `UPDATE_PICTURES=1 cargo test --test pictures`
//! regenerates them; without it the test fails if they are outdated.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::path::Path;

use common::harness::{Harness, Setup};
use common::sample;
use harlens::text::{Lang, width};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 12.0;
const BACKGROUND: &str = "#101010";
const FOREGROUND: &str = "#d0d0d0";

#[test]
fn the_pictures_show_the_program_as_it_is() {
    let pictures = [
        ("new-user", &["new-user-fails.har"][..], Lang::En, &[][..]),
        ("new-user-ko", &["new-user-fails.har"], Lang::Ko, &[]),
        ("search", &["several-users.har"], Lang::En, &["/", "o", "n", "b"]),
        ("compare", &["new-user-fails.har", "nothing-fails.har"], Lang::En, &["d"]),
        ("actions", &["new-user-fails.har"], Lang::En, &["?", "c", "o", "p", "y"]),
    ];
    for (name, files, lang, keys) in pictures {
        let files: Vec<_> = files.iter().map(|file| sample(file)).collect();
        let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
        let mut harness = Harness::open_all(&files, Setup { lang, ..Setup::default() });
        harness.keys(keys);
        let drawn = svg(&harness.buffer());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/pictures/{name}.svg"));
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            kept == drawn,
            "{name}.svg is out of date; UPDATE_PICTURES=1 cargo test --test pictures makes it anew"
        );
    }
}

/// A screen as SVG: one text element for each run of a style, positioned by its cell and stretched to its
/// columns.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (w, h) = (columns * CELL.0 + 2.0 * MARGIN, rows * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" font-family=\"ui-monospace, Menlo, Consolas, \
         'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', monospace\" font-size=\"14\">\n\
         <rect width=\"{w}\" height=\"{h}\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let (text, columns) = run(buffer, x, y);
            draw(&mut out, &buffer[(x, y)], &text, (x, y), columns);
            x += columns;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The run of equally styled text from a cell on, and its columns; a wide character is a separate run.
fn run(buffer: &Buffer, x: u16, y: u16) -> (String, u16) {
    let first = &buffer[(x, y)];
    let mut text = first.symbol().to_owned();
    let mut columns = u16::try_from(width(first.symbol()).max(1)).unwrap();
    if columns > 1 {
        return (text, columns);
    }
    for x in x + 1..buffer.area.width {
        let cell = &buffer[(x, y)];
        let same = (cell.fg, cell.bg, cell.modifier) == (first.fg, first.bg, first.modifier);
        if !same || width(cell.symbol()) != 1 {
            break;
        }
        text.push_str(cell.symbol());
        columns += 1;
    }
    (text, columns)
}

fn draw(out: &mut String, cell: &Cell, text: &str, (x, y): (u16, u16), columns: u16) {
    let (left, top) = (MARGIN + f64::from(x) * CELL.0, MARGIN + f64::from(y) * CELL.1);
    let across = f64::from(columns) * CELL.0;
    if let Some(background) = colour(cell.bg) {
        let height = CELL.1;
        writeln!(out, "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{across:.1}\" height=\"{height}\" fill=\"{background}\"/>").unwrap();
    }
    let style = style(cell);
    let mut at = 0;
    // Pieces between gaps are positioned separately, so that columns line up in any monospaced font.
    for piece in text.split_inclusive("  ") {
        let shown = piece.trim_start();
        let before = width(piece) - width(shown);
        let shown = shown.trim_end();
        if !shown.is_empty() {
            let left = left + (at + before) as f64 * CELL.0;
            let across = width(shown) as f64 * CELL.0;
            let baseline = top + 13.5;
            let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            writeln!(
                out,
                "<text x=\"{left:.1}\" y=\"{baseline:.1}\" textLength=\"{across:.1}\" {style}>{escaped}</text>"
            )
            .unwrap();
        }
        at += width(piece);
    }
}

fn style(cell: &Cell) -> String {
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let line =
        if cell.modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
    let fill = colour(cell.fg).unwrap_or(FOREGROUND);
    format!("fill=\"{fill}\" xml:space=\"preserve\"{weight}{line}")
}

fn colour(colour: Color) -> Option<&'static str> {
    Some(match colour {
        Color::DarkGray => "#767676",
        Color::LightRed | Color::Red => "#ff6b6b",
        Color::Yellow => "#d7c14a",
        Color::Green => "#4fc08d",
        Color::Blue => "#5c9cf5",
        Color::Magenta => "#c678dd",
        Color::Cyan => "#39bcd8",
        Color::Indexed(238) => "#444444",
        Color::Indexed(255) => "#eeeeee",
        _ => return None,
    })
}
