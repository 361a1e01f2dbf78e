//! The output formats of the command line.

use std::io;

use serde::Serialize;

use super::{Lang, json, yaml};

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text for people.
    Text,
    /// Aligned columns.
    Table,
    /// Markdown for tickets and wikis.
    Markdown,
    /// One JSON document; stable, though fields may be added.
    Json,
    /// The same document in YAML.
    Yaml,
    /// One JSON document per line.
    Ndjson,
    /// CSV (RFC 4180).
    Csv,
    /// A HAR file.
    Har,
}

/// Every format, with its name on the command line and its help text.
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
    /// The format with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, own, _)| *own == name).map(|(format, ..)| *format)
    }

    /// Serializes data: YAML as such, every other format as JSON.
    ///
    /// # Errors
    /// If writing fails.
    pub fn data<T: Serialize>(self, value: &T, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Yaml => yaml::write(out, value),
            Self::Ndjson => json::write_line(out, value),
            _ => json::write_pretty(out, value),
        }
    }
}

/// A result that can be written in several formats.
pub trait Report {
    /// The supported formats; the first one is the default.
    const FORMATS: &'static [Format];

    /// Writes the report in one of [`Self::FORMATS`].
    ///
    /// # Errors
    /// If writing fails.
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
