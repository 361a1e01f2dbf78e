//! Parses a filter into words and terms.

use std::ops::Range;

use super::mistake::{nearest, nearest_term};
use super::number::Numbers;
use super::table::{Field, Fit, Row, TERMS, Unit, Values, named};
use super::text::{Style, Text};
use super::{Fault, Filter, Mistake, PARTS, STATES, Term, Test};
use crate::har::resource::{RESOURCES, Resource};

pub(super) fn filter(text: &str) -> Result<Filter, Mistake> {
    let mut reader = Reader { text, at: 0 };
    let (mut words, mut terms) = (Vec::new(), Vec::new());
    while reader.skip_space() {
        match reader.item()? {
            Item::Word(word) => words.push(word),
            Item::Term(term) => terms.push(term),
        }
    }
    Ok(Filter::new(words, terms))
}

enum Item {
    Word(String),
    Term(Term),
}

/// A value as typed.
struct Value<'t> {
    text: &'t str,
    style: Style,
    range: Range<usize>,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Skips white space; returns whether anything follows.
    fn skip_space(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at < self.text.len()
    }

    fn item(&mut self) -> Result<Item, Mistake> {
        let start = self.at;
        let negated =
            self.rest().strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
        self.at += usize::from(negated);
        if let Some(row) = self.head(start)? {
            let tests = self.values(row, start)?;
            return Ok(Item::Term(Term { range: start..self.at, field: row.field, negated, tests }));
        }
        let value = self.value(false);
        if value.style == Style::Plain && !negated {
            return Ok(Item::Word(value.text.to_owned()));
        }
        // A word that is negated or quoted is matched exactly.
        let style = if value.style == Style::Plain { Style::Quoted } else { value.style };
        let tests = vec![Test::Text(text(&value, style, Fit::Within)?)];
        Ok(Item::Term(Term { range: start..self.at, field: Field::Url, negated, tests }))
    }

    /// Consumes the name of a term and its colon; `None` if a word starts here.
    fn head(&mut self, start: usize) -> Result<Option<&'static Row>, Mistake> {
        let rest = self.rest();
        let len = rest.find(|c: char| !(c.is_ascii_alphabetic() || c == '-')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(len);
        match (named(name), after.chars().next()) {
            (Some(row), Some(':')) => {
                self.at += len + 1;
                Ok(Some(row))
            }
            (Some(row), Some('<' | '>')) if matches!(row.values, Values::Number(_)) => {
                self.at += len;
                Ok(Some(row))
            }
            // A text containing a colon may be part of a URL.
            (None, Some(':')) if !after.starts_with("://") => {
                let fallback = looks_like_term(name, &after[1..]).then_some(Field::Url.row().name);
                let Some(nearest) = nearest_term(name).or(fallback) else { return Ok(None) };
                let range = start..self.at + len + 1;
                Err(Mistake { range, fault: Fault::NoSuchTerm { typed: name.to_owned(), nearest } })
            }
            _ => Ok(None),
        }
    }

    fn values(&mut self, row: &'static Row, start: usize) -> Result<Vec<Test>, Mistake> {
        let mut tests = Vec::new();
        loop {
            let value = self.value(true);
            if !value.text.is_empty() {
                // Of several values, only the one being typed is left out.
                let whole = if tests.is_empty() { start } else { value.range.start - 1 }..self.at;
                tests.push(test(row, &value).map_err(|mistake| match mistake.is_unfinished() {
                    true => Mistake { range: whole, ..mistake },
                    false => mistake,
                })?);
            }
            if self.rest().starts_with(',') {
                self.at += 1;
            } else if tests.is_empty() {
                return Err(Mistake { range: start..self.at, fault: Fault::NoValue(row.field) });
            } else {
                return Ok(tests);
            }
        }
    }

    /// The text up to the next space, or comma if several values are allowed.
    fn value(&mut self, several: bool) -> Value<'t> {
        let (start, rest) = (self.at, self.rest());
        let ends = |c: char| c.is_whitespace() || (several && c == ',');
        if let Some(inside) = rest.strip_prefix('"') {
            // A quotation that is not closed yet extends to the end.
            let len = inside.find('"').unwrap_or(inside.len());
            self.at += 1 + len + usize::from(len < inside.len());
            return Value { text: &inside[..len], style: Style::Quoted, range: start..self.at };
        }
        if let Some((text, flags, len)) = regex(rest)
            && rest[len..].chars().next().is_none_or(ends)
            && (several || !text.contains(char::is_whitespace))
        {
            self.at += len;
            let style = Style::Regex { ignores_case: flags == "i" };
            return Value { text, style, range: start..self.at };
        }
        let len = rest.find(ends).unwrap_or(rest.len());
        self.at += len;
        Value { text: &rest[..len], style: Style::Plain, range: start..self.at }
    }
}

/// Whether a name before a colon is meant as a term, and not as the scheme of a URL or the host before a port.
fn looks_like_term(name: &str, after_colon: &str) -> bool {
    const SCHEMES: [&str; 6] = ["about", "blob", "data", "javascript", "mailto", "urn"];
    !name.is_empty()
        && !after_colon.starts_with(|c: char| c.is_ascii_digit())
        && !SCHEMES.iter().any(|scheme| name.eq_ignore_ascii_case(scheme))
}

/// Parses `/inside/flags` at the start of a text: returns the pattern, the flags and the total length.
fn regex(text: &str) -> Option<(&str, &str, usize)> {
    let inside = text.strip_prefix('/')?;
    let mut escaped = false;
    let end = inside.bytes().position(|byte| {
        let ends = byte == b'/' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let flags = if inside[end + 1..].starts_with('i') { "i" } else { "" };
    (end > 0).then_some((&inside[..end], flags, 1 + end + 1 + flags.len()))
}

fn test(row: &'static Row, value: &Value) -> Result<Test, Mistake> {
    let mistake = |fault| Mistake { range: value.range.clone(), fault };
    let choice = |all: &[&'static str]| {
        let near = nearest(value.text, all.iter().map(|word| (*word, *word)));
        mistake(Fault::NoSuchValue { field: row.field, typed: value.text.to_owned(), nearest: near })
    };
    match row.values {
        Values::Text(fit) => Ok(Test::Text(text(value, value.style, fit)?)),
        Values::Number(unit) => number(row.field, value.text, unit)
            .map(Test::Numbers)
            .ok_or_else(|| mistake(unfinished_number(row.field, value.text))),
        Values::Choice if row.field == Field::Resource => {
            let is_named = |(_, name): &&(_, &str)| name.eq_ignore_ascii_case(value.text);
            let known: Option<&(Resource, _)> = RESOURCES.iter().find(is_named);
            known.map(|(resource, _)| Test::Resource(*resource)).ok_or_else(|| choice(&row.field.choices()))
        }
        Values::Choice if row.field == Field::Has => {
            let known = PARTS.iter().find(|(_, name)| name.eq_ignore_ascii_case(value.text));
            known.map(|(part, _)| Test::Has(*part)).ok_or_else(|| choice(&row.field.choices()))
        }
        Values::Choice => {
            let known = STATES.iter().find(|(_, name)| name.eq_ignore_ascii_case(value.text));
            known.map(|(state, _)| Test::Is(*state)).ok_or_else(|| choice(&row.field.choices()))
        }
    }
}

fn number(field: Field, text: &str, unit: Unit) -> Option<Numbers> {
    if field == Field::LargerThan { Numbers::from(text, unit) } else { Numbers::read(text, unit) }
}

/// A comparison sign without a number is incomplete, not wrong.
fn unfinished_number(field: Field, text: &str) -> Fault {
    let is_sign = text.chars().all(|c| "<>=".contains(c));
    if is_sign { Fault::NoValue(field) } else { Fault::NoNumber(field) }
}

fn text(value: &Value, style: Style, fit: Fit) -> Result<Text, Mistake> {
    Text::new(value.text, style, fit)
        .map_err(|reason| Mistake { range: value.range.clone(), fault: Fault::NoRegex(reason) })
}

/// The term being typed: its row, whether it is negated, and where its value starts.
pub(in crate::query) struct TypedTerm {
    pub(in crate::query) row: Option<&'static Row>,
    /// Index of the start of the name, or of the value if the name is complete.
    pub(in crate::query) start: usize,
}

/// The term being typed at the end of the text.
pub(in crate::query) fn typing(before: &str) -> TypedTerm {
    let mut reader = Reader { text: before, at: 0 };
    while reader.skip_space() {
        let start = reader.at;
        let typing = match reader.head_of_typed() {
            Some(row) => TypedTerm { row: Some(row), start: reader.last_value() },
            None => {
                reader.at = reader.at.max(start + usize::from(before[start..].starts_with('-')));
                let start = reader.at;
                reader.value(false);
                TypedTerm { row: None, start }
            }
        };
        if reader.at == before.len() {
            return typing;
        }
    }
    TypedTerm { row: None, start: before.len() }
}

impl Reader<'_> {
    fn head_of_typed(&mut self) -> Option<&'static Row> {
        let start = self.at;
        self.at += usize::from(self.rest().starts_with('-'));
        let row = self.head(start).ok().flatten();
        if row.is_none() {
            self.at = start;
        }
        row
    }

    /// Skips all values; returns the index of the last one.
    fn last_value(&mut self) -> usize {
        loop {
            let start = self.at;
            self.value(true);
            if !self.rest().starts_with(',') {
                return start;
            }
            self.at += 1;
        }
    }
}

/// Names of terms that start with a prefix.
pub(in crate::query) fn names(prefix: &str) -> impl Iterator<Item = &'static str> {
    let prefix = prefix.to_ascii_lowercase();
    TERMS.iter().map(|row| row.name).filter(move |name| name.starts_with(&prefix))
}
