//! The formats of what is written for other programs and for people, without the terminal interface.

use std::io;

use serde::Serialize;

use super::{Lang, json, yaml};

/// A format of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Sentences and lists.
    Text,
    /// Aligned columns.
    Table,
    /// For tickets and wikis.
    Markdown,
    /// One document; stable, fields may be added.
    Json,
    /// The same document in YAML.
    Yaml,
    /// A document of JSON in each line.
    Ndjson,
    /// A table for spreadsheets (RFC 4180).
    Csv,
    /// A HAR of its own.
    Har,
}

/// Every format, with its name on the command line and the help about it.
pub const FORMATS: [(Format, &str, &str); 8] = [
    (Format::Text, "text", "For people"),
    (Format::Table, "table", "Aligned columns"),
    (Format::Markdown, "markdown", "For tickets and wikis"),
    (Format::Json, "json", "For programs; stable, new fields may be added"),
    (Format::Yaml, "yaml", "The same data as JSON has, in YAML"),
    (Format::Ndjson, "ndjson", "A line of JSON for each finding or entry; for databases"),
    (Format::Csv, "csv", "A table for spreadsheets"),
    (Format::Har, "har", "A HAR of these entries"),
];

impl Format {
    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, own, _)| *own == name).map(|(format, ..)| *format)
    }

    /// Writes data in it: the formats for people have none, and get JSON.
    ///
    /// # Errors
    /// What the output says.
    pub fn data<T: Serialize>(self, value: &T, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Yaml => yaml::write(out, value),
            Self::Ndjson => json::write_line(out, value),
            _ => json::write_pretty(out, value),
        }
    }
}

/// What can be written in several formats.
pub trait Report {
    /// The formats that it can be written in; the first one is the default.
    const FORMATS: &'static [Format];

    /// Writes it in one of these formats.
    ///
    /// # Errors
    /// What the output says.
    fn write(&self, format: Format, lang: Lang, out: &mut dyn io::Write) -> io::Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_name() {
        for (at, (format, name, _)) in FORMATS.iter().enumerate() {
            assert_eq!(Format::named(name), Some(*format));
            assert!(FORMATS[at + 1..].iter().all(|(other, ..)| other != format));
        }
    }
}
