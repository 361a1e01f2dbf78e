//! The table of terms, from which parser, completion, hints and the README's table are derived.

use super::traits::{PARTS, STATES};
use crate::har::resource::RESOURCES;

/// The field that a term tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named as its term, which the words files describe")]
pub enum Field {
    Method,
    Status,
    Domain,
    Url,
    Scheme,
    Mime,
    Resource,
    LargerThan,
    Size,
    Time,
    Is,
    Body,
    User,
    Code,
    Tracking,
    Entry,
    Has,
    Cause,
    Header,
    RequestHeader,
    ResponseHeader,
    HasRequestHeader,
    HasResponseHeader,
    Message,
    Protocol,
    Remote,
    Initiator,
    CookieName,
    SetCookieName,
}

/// The data that a term needs, the cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The summary and the findings, which are in memory.
    Summary,
    /// The whole entry: headers, cookies.
    Entry,
    /// The decoded bodies.
    Bodies,
}

/// The kind of values that a term accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// A text, and how it must match.
    Text(Fit),
    /// A number or a range of them.
    Number(Unit),
    /// One of a fixed set of words.
    Choice,
}

/// How a plain value must match a field. Quoted values are matched literally, regular expressions state it
/// themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The whole field; `*` matches anything.
    Whole,
    /// Any part of the field, but the whole field if the value contains `*`.
    Part,
    /// Any part of the field, with `*` or without.
    Within,
}

/// The unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// An HTTP status: `4xx` is a range.
    Status,
    /// Bytes, in powers of 1000 as displayed.
    Bytes,
    /// Milliseconds, unless `s` or `min` follows.
    Time,
    /// The number of an entry.
    Entry,
}

/// A term.
#[derive(Debug)]
pub struct Row {
    /// The field it tests.
    pub field: Field,
    /// Its name, and its key in `assets/words/*.toml`.
    pub name: &'static str,
    /// Aliases.
    pub also: &'static [&'static str],
    /// Its values.
    pub values: Values,
    /// The most expensive data that it needs.
    pub need: Need,
    /// Whether it tests findings.
    pub findings: bool,
    /// A usage example.
    pub example: &'static str,
}

const fn row(field: Field, name: &'static str, values: Values, example: &'static str) -> Row {
    Row { field, name, also: &[], values, need: Need::Summary, findings: false, example }
}

impl Row {
    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    const fn needs(self, need: Need) -> Self {
        Self { need, ..self }
    }

    const fn finds(self) -> Self {
        Self { findings: true, ..self }
    }
}

use Values::{Choice, Number, Text};

/// All terms, in the order in which they are suggested and documented.
pub const TERMS: &[Row] = &[
    row(Field::Is, "is", Choice, "is:failed").finds(),
    row(Field::Status, "status-code", Number(Unit::Status), "status-code:4xx").also(&["status"]),
    row(Field::Method, "method", Text(Fit::Whole), "method:POST,PATCH"),
    row(Field::Domain, "domain", Text(Fit::Part), "domain:*.wbx2.example").also(&["host"]),
    row(Field::Url, "url", Text(Fit::Part), "url:/users/onboard"),
    row(Field::Body, "body", Text(Fit::Within), "body:\"already exists\"").needs(Need::Bodies),
    row(Field::User, "user", Text(Fit::Within), "user:kim.minjun").needs(Need::Bodies).finds(),
    row(Field::Code, "code", Text(Fit::Whole), "code:5302").needs(Need::Bodies).finds(),
    row(Field::Tracking, "tracking", Text(Fit::Within), "tracking:ATLAS_b08b4631")
        .needs(Need::Bodies)
        .finds(),
    row(Field::Cause, "cause", Text(Fit::Within), "cause:domain").finds(),
    row(Field::Entry, "entry", Number(Unit::Entry), "entry:10-20"),
    row(Field::Has, "has", Choice, "has:messages"),
    row(Field::Header, "header", Text(Fit::Within), "header:x-cache").needs(Need::Entry),
    row(
        Field::RequestHeader,
        "request-header",
        Text(Fit::Within),
        "request-header:\"x-requested-with: xml\"",
    )
    .needs(Need::Entry),
    row(Field::ResponseHeader, "response-header", Text(Fit::Within), "response-header:no-store")
        .needs(Need::Entry),
    row(Field::Message, "message", Text(Fit::Within), "message:subscribe").needs(Need::Bodies),
    row(Field::Mime, "mime-type", Text(Fit::Part), "mime-type:json").also(&["mime"]),
    row(Field::Resource, "resource-type", Choice, "resource-type:xhr,fetch").also(&["type"]),
    row(Field::Time, "time", Number(Unit::Time), "time>500ms"),
    row(Field::Size, "size", Number(Unit::Bytes), "size:10k-1M"),
    row(Field::LargerThan, "larger-than", Number(Unit::Bytes), "larger-than:100k"),
    row(Field::Scheme, "scheme", Text(Fit::Whole), "scheme:wss"),
    row(Field::HasRequestHeader, "has-request-header", Text(Fit::Whole), "has-request-header:authorization")
        .needs(Need::Entry),
    row(Field::HasResponseHeader, "has-response-header", Text(Fit::Whole), "has-response-header:retry-after")
        .needs(Need::Entry),
    row(Field::Protocol, "protocol", Text(Fit::Part), "protocol:h2").needs(Need::Entry),
    row(Field::Remote, "remote", Text(Fit::Within), "remote:10.0.0.").needs(Need::Entry),
    row(Field::Initiator, "initiator", Text(Fit::Within), "initiator:app.js").needs(Need::Entry),
    row(Field::CookieName, "cookie-name", Text(Fit::Whole), "cookie-name:session*").needs(Need::Entry),
    row(Field::SetCookieName, "set-cookie-name", Text(Fit::Whole), "set-cookie-name:session*")
        .needs(Need::Entry),
];

impl Field {
    /// Its row of the table.
    #[must_use]
    pub fn row(self) -> &'static Row {
        TERMS.iter().find(|row| row.field == self).unwrap_or(&TERMS[0])
    }

    /// The accepted words, if there is a fixed set.
    #[must_use]
    pub fn choices(self) -> Vec<&'static str> {
        match self {
            Self::Is => STATES.iter().map(|(_, name)| *name).collect(),
            Self::Has => PARTS.iter().map(|(_, name)| *name).collect(),
            Self::Resource => RESOURCES.iter().map(|(_, name)| *name).collect(),
            _ => Vec::new(),
        }
    }
}

/// The term with this name, compared case-insensitively.
#[must_use]
pub fn named(name: &str) -> Option<&'static Row> {
    let is = |own: &&str| own.eq_ignore_ascii_case(name);
    TERMS.iter().find(|row| is(&row.name) || row.also.iter().any(is))
}
