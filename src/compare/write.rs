//! Writes a comparison as text, Markdown or data.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::words::of;
use super::{Comparison, Head, Name, Row, Same, Sides, Unchanged, Values};
use crate::text::format::{Format, Report};
use crate::text::{Lang, clean, human};

impl Report for Comparison {
    const FORMATS: &'static [Format] = &[Format::Text, Format::Markdown, Format::Json, Format::Yaml];

    fn write(&self, format: Format, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text(self, lang, out),
            Format::Markdown => markdown(self, lang, out),
            format => format.data(&data(self), out),
        }
    }
}

/// Writes the comparison as text: `-` marks the left side, `+` the right side.
///
/// # Errors
/// If writing fails.
pub fn text(comparison: &Comparison, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let Sides { left, right } = &comparison.heads;
    writeln!(out, "- {}\n+ {}", whole(left, lang), whole(right, lang))?;
    writeln!(out, "\n{}", comparison.verdict(lang))?;
    for section in &comparison.differing {
        writeln!(out, "\n{}", section.title(lang))?;
        for row in &section.rows {
            text_row(&row.name.text(lang), row, out)?;
        }
        if let Some(rest) = section.rest(lang) {
            writeln!(out, "  {rest}")?;
        }
    }
    if !comparison.volatile.is_empty() {
        writeln!(out, "\n{}", volatile_title(comparison, lang))?;
        for row in &comparison.volatile {
            text_row(&row.whole_name(lang), row, out)?;
        }
    }
    if !comparison.same.is_empty() {
        writeln!(out, "\n{}", of(lang).same)?;
    }
    for same in &comparison.same {
        let Sides { left, right } = same.text(lang);
        let names = if right.is_empty() { right } else { format!(": {right}") };
        writeln!(out, "  {left}{names}")?;
    }
    Ok(())
}

/// The title of the volatile differences.
#[must_use]
pub fn volatile_title(comparison: &Comparison, lang: Lang) -> String {
    format!("{} · {}", of(lang).volatile, human::count(comparison.volatile.len()))
}

fn whole(head: &Head, lang: Lang) -> String {
    format!("{} · {}", clean(&head.file), head.text(lang))
}

fn text_row(name: &str, row: &Row, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {name}")?;
    let Sides { left, right } = row.values.sides();
    for (sign, value) in [("-", left), ("+", right)] {
        if let Some(value) = value {
            writeln!(out, "  {sign} {}", clean(value))?;
        }
    }
    Ok(())
}

/// Writes the comparison as Markdown, with a table for each part.
fn markdown(comparison: &Comparison, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let words = of(lang);
    let Sides { left, right } = &comparison.heads;
    writeln!(out, "# {}\n", words.title)?;
    writeln!(
        out,
        "* {}: {}\n* {}: {}\n",
        words.left,
        cell(&whole(left, lang)),
        words.right,
        cell(&whole(right, lang))
    )?;
    writeln!(out, "**{}**", comparison.verdict(lang))?;
    for section in &comparison.differing {
        writeln!(out, "\n## {}\n", section.title(lang))?;
        table(section.rows.iter().map(|row| (row.name.text(lang), row)), lang, out)?;
        if let Some(rest) = section.rest(lang) {
            writeln!(out, "\n{rest}")?;
        }
    }
    if !comparison.volatile.is_empty() {
        writeln!(out, "\n## {}\n", volatile_title(comparison, lang))?;
        table(comparison.volatile.iter().map(|row| (row.whole_name(lang), row)), lang, out)?;
    }
    if !comparison.same.is_empty() {
        writeln!(out, "\n## {}\n", words.same)?;
    }
    for same in &comparison.same {
        let Sides { left, right } = same.text(lang);
        let names = if right.is_empty() { right } else { format!(": {}", cell(&right)) };
        writeln!(out, "* {left}{names}")?;
    }
    Ok(())
}

fn table<'r>(
    rows: impl Iterator<Item = (String, &'r Row)>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let words = of(lang);
    writeln!(out, "| | {} | {} |\n|---|---|---|", words.left, words.right)?;
    for (name, row) in rows {
        let Sides { left, right } = row.values.sides();
        let value = |value: Option<&str>| value.map_or_else(|| "–".to_owned(), |value| cell(&clean(value)));
        writeln!(out, "| {} | {} | {} |", cell(&name), value(left), value(right))?;
    }
    Ok(())
}

/// Escapes a text for a table cell.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' | '!' => safe.extend(['\\', c]),
            c => safe.push(c),
        }
    }
    safe
}

/// The data for programs: stable, though fields may be added.
fn data(comparison: &Comparison) -> Value {
    let different: Vec<Value> =
        comparison.differing.iter().flat_map(|section| section.rows.iter().map(row)).collect();
    let more: usize = comparison.differing.iter().map(|section| section.more).sum();
    json!({
            "format": 1,
            "same": comparison.is_same(),
            "left": head(&comparison.heads.left),
            "right": head(&comparison.heads.right),
            "different": different,
            "not_listed": more,
            "volatile": comparison.volatile.iter().map(row).collect::<Vec<_>>(),
            "equal": comparison.same.iter().map(equal).collect::<Vec<_>>(),
    })
}

fn head(head: &Head) -> Value {
    let Head { file, number, method, url, status, started } = head;
    json!({"file": file, "entry": number, "method": method, "url": url, "status": status, "started": started})
}

fn row(row: &Row) -> Value {
    let change = match row.values {
        Values::Changed(_) => "changed",
        Values::Left(_) => "removed",
        Values::Right(_) => "added",
    };
    let name = match &row.name {
        Name::Fact(fact) => json!(fact.name()),
        Name::Own(name) => json!(name),
        Name::Line(left, right) => json!({"left": left, "right": right}),
    };
    let Sides { left, right } = row.values.sides();
    json!({"part": row.part.name(), "name": name, "change": change, "left": left, "right": right})
}

fn equal(same: &Same) -> Value {
    let part = same.part.name();
    match &same.what {
        Unchanged::Facts(facts) => {
            json!({"part": part, "names": facts.iter().map(|fact| fact.name()).collect::<Vec<_>>()})
        }
        Unchanged::Names(names) => json!({"part": part, "names": names}),
        Unchanged::Values(count) => json!({"part": part, "values": count}),
        Unchanged::Lines(count) => json!({"part": part, "lines": count}),
        Unchanged::Whole(bytes) => json!({"part": part, "bytes": bytes}),
    }
}
