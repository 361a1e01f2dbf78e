//! Tables in text, such as CSV, whose first line names the columns.

use std::ops::Range;

use super::edit::{Edit, moved};
use super::names::{self, NamePart};
use super::redactor::{Context, Redactor};

impl Redactor<'_> {
    /// A table with a line of names: the columns of secrets and people. `None` where no column is one.
    pub(super) fn table(&mut self, text: &str) -> Option<Vec<Edit>> {
        let head = text.lines().next()?;
        let sign = [',', ';', '\t'].into_iter().find(|sign| head.contains(*sign))?;
        let names: Vec<&str> = cells(head, sign).into_iter().map(|cell| unquoted(&head[cell])).collect();
        let is_known = |name: &&str| names::claim(name, false).is_some() || names::personal(name).is_some();
        if !names.iter().any(is_known) || text.starts_with(['{', '<']) {
            return None;
        }
        let mut edits = Vec::new();
        let mut at = 0;
        let column = |part| names.iter().position(|name| names::part_of_name(name) == Some(part));
        let full = column(NamePart::Given).zip(column(NamePart::Family));
        for (number, line) in text.split_inclusive('\n').enumerate() {
            if let (Some(people), Some((given, family))) = (self.people.as_mut().filter(|_| number > 0), full)
            {
                let row = cells(line.trim_end_matches(['\r', '\n']), sign);
                let cell = |at: usize| row.get(at).map_or("", |cell| unquoted(&line[cell.clone()]));
                people.full_name(cell(given), cell(family));
            }
            for (cell, name) in cells(line.trim_end_matches(['\r', '\n']), sign).into_iter().zip(&names) {
                let quote = usize::from(line[cell.clone()].starts_with('"'));
                let value = unquoted(&line[cell.clone()]);
                if number > 0 && !value.is_empty() {
                    let inner = self.value(name, value, Context::Body);
                    edits.extend(moved(inner, at + cell.start + quote));
                }
            }
            at += line.len();
        }
        Some(edits)
    }
}

/// The cells of a line of a table.
fn cells(line: &str, sign: char) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut from = 0;
    let mut is_quoted = false;
    for (at, c) in line.char_indices() {
        if c == '"' {
            is_quoted = !is_quoted;
        } else if c == sign && !is_quoted {
            cells.push(from..at);
            from = at + c.len_utf8();
        }
    }
    cells.push(from..line.len());
    cells
}

fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell)
}
