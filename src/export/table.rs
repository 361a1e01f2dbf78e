//! Entries as a table: CSV, NDJSON, Markdown.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::row::{key, value};
use super::{OnEntry, Secrets};
use crate::har::store::Store;
use crate::query::sort::Column;
use crate::text::markdown::escaped;
use crate::text::{clean, human, json};

/// The columns of CSV and NDJSON.
const COLUMNS: [Column; 9] = [
    Column::Number,
    Column::Started,
    Column::Method,
    Column::Url,
    Column::Status,
    Column::Mime,
    Column::Type,
    Column::Size,
    Column::Time,
];

/// The columns of Markdown tables.
const MARKDOWN_COLUMNS: [Column; 6] =
    [Column::Number, Column::Method, Column::Url, Column::Status, Column::Size, Column::Time];

/// Entries to write, in order.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The file.
    pub store: &'a Store,
    /// Numbers of the entries.
    pub entries: &'a [usize],
    /// How their secrets are treated.
    pub secrets: Secrets,
}

impl Table<'_> {
    /// Writes CSV (RFC 4180); false if `on_entry` stopped it.
    ///
    /// # Errors
    /// If writing fails.
    pub fn csv(&self, out: &mut dyn Write, on_entry: OnEntry<'_>) -> io::Result<bool> {
        write!(out, "{}\r\n", COLUMNS.map(key).join(","))?;
        self.each(&COLUMNS, out, on_entry, |out, values| {
            let fields: Vec<String> = values.iter().map(|(_, value)| field(value)).collect();
            write!(out, "{}\r\n", fields.join(","))
        })
    }

    /// Writes one JSON object per line; false if `on_entry` stopped it.
    ///
    /// # Errors
    /// If writing fails.
    pub fn ndjson(&self, out: &mut dyn Write, on_entry: OnEntry<'_>) -> io::Result<bool> {
        self.each(&COLUMNS, out, on_entry, |out, values| {
            let named = values.into_iter().map(|(column, value)| (key(column).to_owned(), value));
            json::write_line(out, &named.collect::<Map<_, _>>())
        })
    }

    /// Writes a Markdown table; false if `on_entry` stopped it.
    ///
    /// # Errors
    /// If writing fails.
    pub fn markdown(&self, out: &mut dyn Write, on_entry: OnEntry<'_>) -> io::Result<bool> {
        writeln!(
            out,
            "| {} |\n|{}",
            MARKDOWN_COLUMNS.map(key).join(" | "),
            "---|".repeat(MARKDOWN_COLUMNS.len())
        )?;
        self.each(&MARKDOWN_COLUMNS, out, on_entry, |out, values| {
            let cells: Vec<String> = values.iter().map(|(column, value)| cell(*column, value)).collect();
            writeln!(out, "| {} |", cells.join(" | "))
        })
    }

    fn each(
        &self,
        columns: &[Column],
        out: &mut dyn Write,
        on_entry: OnEntry<'_>,
        write: impl Fn(&mut dyn Write, Vec<(Column, Value)>) -> io::Result<()>,
    ) -> io::Result<bool> {
        for (done, number) in self.entries.iter().enumerate() {
            let Some(summary) = self.store.index.get(*number) else { continue };
            let of =
                |column: &Column| (*column, value(self.store, *column, (*number, summary), self.secrets));
            write(out, columns.iter().map(of).collect())?;
            if on_entry(done + 1).is_break() {
                return Ok(false);
            }
        }
        out.flush()?;
        Ok(true)
    }
}

/// A CSV field. Text that a spreadsheet would take for a formula is prefixed with an apostrophe: data from a
/// server must not compute, or make network requests, on the machine that opens the table.
pub(super) fn field(value: &Value) -> String {
    let Value::String(text) = value else {
        return if value.is_null() { String::new() } else { value.to_string() };
    };
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let text = format!("{}{}", if is_formula { "'" } else { "" }, clean(text));
    let needs_quotes =
        text.contains(['"', ',', '\n', '\r', ';']) || text.starts_with(' ') || text.ends_with(' ');
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A cell in display form.
fn cell(column: Column, value: &Value) -> String {
    match (column, value) {
        (_, Value::Null) => "–".to_owned(),
        (Column::Size, value) => value.as_u64().map(human::bytes).unwrap_or_default(),
        (Column::Time, value) => value.as_f64().map(human::duration).unwrap_or_default(),
        (_, Value::String(text)) => escaped(text),
        (_, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_never_a_formula() {
        let field = |text: &str| field(&text.into());
        assert_eq!(field("https://a.example/?x=1"), "https://a.example/?x=1");
        assert_eq!(field("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(field("a\nb"), "a␊b");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"] {
            assert!(field(formula).trim_start_matches('"').starts_with('\''), "{}", field(formula));
        }
        assert_eq!(super::field(&Value::Null), "");
        assert_eq!(super::field(&(-1).into()), "-1", "a number computes nothing");
    }
}
