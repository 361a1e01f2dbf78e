//! A file of the knowledge, parsed: each item for itself, so that a broken one leaves its neighbours.

use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::raw::{
    RawCondition, RawGateway, RawGeneral, RawHttp, RawNetwork, RawRule, RawSource, RawStatus, RawTerm,
    RawTransition, RawUnknown,
};
use crate::diagnose::endpoint::Endpoint;
use crate::text::line_of;

/// The only format there is.
pub(super) const FORMAT: i64 = 1;

/// Something in a file, and the line at which it begins, from 1.
pub(super) type AtLine<T> = (usize, T);

/// An item as it was written; its name is that of its table.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Raw {
    Source(RawSource),
    Endpoint(Endpoint),
    Rule(Box<RawRule>),
    Http(Box<RawHttp>),
    General(Box<RawGeneral>),
    Network(Box<RawNetwork>),
    Gateway(Box<RawGateway>),
    Status(Box<RawStatus>),
    Condition(Box<RawCondition>),
    Transition(Box<RawTransition>),
    Term(Box<RawTerm>),
    Unknown(Box<RawUnknown>),
}

/// What a file holds, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) items: Vec<AtLine<Raw>>,
    pub(super) faults: Vec<AtLine<String>>,
}

/// Reads what is compiled in: items with their lines.
pub(super) fn built_in(items: &str) -> Parsed {
    match serde_json::from_str(items) {
        Ok(items) => Parsed { items, faults: Vec::new() },
        Err(error) => Parsed { items: Vec::new(), faults: vec![(0, error.to_string())] },
    }
}

/// Reads a file. Invalid TOML, or an unknown format, gives only the fault.
pub(super) fn parse(text: &str) -> Parsed {
    let lines = Lines(text);
    let mut parsed = Parsed::default();
    let mut table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            parsed.faults.push(lines.fault(&error, 0..0));
            return parsed;
        }
    };
    if let Some(fault) = format_fault(table.remove("format"), &lines) {
        parsed.faults.push(fault);
        return parsed;
    }
    for (name, value) in table {
        let span = name.span();
        let items = match value.get_ref() {
            DeValue::Array(_) => {
                let DeValue::Array(items) = value.into_inner() else { continue };
                items.into_iter().collect()
            }
            _ => vec![value],
        };
        for item in items {
            let at = item.span();
            match read(name.get_ref(), item) {
                Some(Ok(raw)) => parsed.items.push((lines.of(at.start), raw)),
                Some(Err(error)) => parsed.faults.push(lines.fault(&error, at)),
                None => {
                    parsed
                        .faults
                        .push((lines.of(span.start), format!("`{name}` is no table of the knowledge")));
                    break;
                }
            }
        }
    }
    parsed.items.sort_by_key(|(line, _)| *line);
    parsed
}

/// An item of the table of this name; `None` for an unknown table.
fn read(table: &str, item: Spanned<DeValue<'_>>) -> Option<Result<Raw, Error>> {
    fn of<T: DeserializeOwned>(item: Spanned<DeValue<'_>>) -> Result<T, Error> {
        T::deserialize(ValueDeserializer::from(item))
    }
    Some(match table {
        "source" => of(item).map(Raw::Source),
        "endpoint" => of(item).map(Raw::Endpoint),
        "rule" => of(item).map(Raw::Rule),
        "http" => of(item).map(Raw::Http),
        "general" => of(item).map(Raw::General),
        "network" => of(item).map(Raw::Network),
        "gateway" => of(item).map(Raw::Gateway),
        "status" => of(item).map(Raw::Status),
        "condition" => of(item).map(Raw::Condition),
        "transition" => of(item).map(Raw::Transition),
        "term" => of(item).map(Raw::Term),
        "unknown" => of(item).map(Raw::Unknown),
        _ => return None,
    })
}

fn format_fault(format: Option<Spanned<DeValue<'_>>>, lines: &Lines<'_>) -> Option<AtLine<String>> {
    let Some(format) = format else {
        return Some((1, format!("the file must begin with `format = {FORMAT}`")));
    };
    let line = lines.of(format.span().start);
    let number = i64::deserialize(ValueDeserializer::from(format));
    let what = match number {
        Ok(FORMAT) => return None,
        Ok(newer @ 2..) => {
            format!("format {newer} is newer than this program, which reads format {FORMAT}: update harlens")
        }
        _ => format!("this format is not known; this program reads format {FORMAT}"),
    };
    Some((line, what))
}

/// The lines of a text, by byte.
struct Lines<'t>(&'t str);

impl Lines<'_> {
    fn of(&self, byte: usize) -> usize {
        line_of(self.0, byte)
    }

    /// A parser's error, in a line; without a place of its own it gets the item's.
    fn fault(&self, error: &Error, item: Range<usize>) -> AtLine<String> {
        let start = error.span().unwrap_or(item).start;
        (self.of(start), error.message().trim().replace('\n', "; "))
    }
}
