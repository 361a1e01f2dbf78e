//! Compares two entries of one file or of two files.
//!
//! Headers, parameters and form fields are compared by name, JSON by path, text by line. Differences that any two
//! messages have (dates, tracking IDs, tokens) are listed apart from those that may be the cause. The result
//! contains secrets only if requested.

mod align;
mod body;
mod excerpt;
mod fields;
mod json;
pub mod partner;
mod subject;
mod volatile;
pub mod words;
pub mod write;

#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::har::source::Source;
use crate::har::summary::Span;
use crate::text::Lang;
use crate::worker::CancelToken;

/// The two sides of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides<T> {
    /// The first value.
    pub left: T,
    /// The second value.
    pub right: T,
}

/// An entry to compare.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Display name of its file.
    pub file: &'a str,
    /// Its number in the file.
    pub number: usize,
    /// The file.
    pub source: &'a Source,
    /// Its location in the file.
    pub span: Span,
}

/// Options of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Language of the descriptions.
    pub lang: Lang,
    /// Whether to keep tokens, cookies and passwords in the result.
    pub shows_secrets: bool,
}

/// Identifies a compared entry; redacted unless secrets were requested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Display name of its file.
    pub file: String,
    /// Its number in the file.
    pub number: usize,
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The HTTP status; `None` without a response.
    pub status: Option<i64>,
    /// `startedDateTime`, as written in the file.
    pub started: String,
}

/// The differences between two entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The compared entries.
    pub heads: Sides<Head>,
    /// The differences by part, the most important part first; parts without differences are left out.
    pub differing: Vec<Section>,
    /// Differences that any two messages have.
    pub volatile: Vec<Row>,
    /// What is equal.
    pub same: Vec<Same>,
}

impl Comparison {
    /// Whether there are no differences except volatile ones.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.differing.is_empty()
    }

    /// Number of differences, volatile ones excluded.
    #[must_use]
    pub fn count(&self) -> usize {
        self.differing.iter().map(|section| section.rows.len() + section.more).sum()
    }
}

/// The parts of an entry, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Status, method, URL.
    Call,
    /// The response body.
    ResponseBody,
    /// The request body.
    RequestBody,
    /// The response headers.
    ResponseHeaders,
    /// The request headers.
    RequestHeaders,
}

/// The differences of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The part of the entry.
    pub part: Part,
    /// The differing item or items.
    pub rows: Vec<Row>,
    /// Number of further differences that are not listed.
    pub more: usize,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The part in which it was found.
    pub part: Part,
    /// The differing item or items.
    pub name: Name,
    /// The values.
    pub values: Values,
}

/// Names a compared value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A fact about the call.
    Fact(Fact),
    /// A header, parameter or path, as written in the file.
    Own(String),
    /// A line of a text: its number from 1, on the left and on the right.
    Line(Option<usize>, Option<usize>),
}

/// A fact about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is named as what it is")]
pub enum Fact {
    Status,
    Error,
    Redirect,
    Method,
    Host,
    Path,
    Protocol,
    Body,
    Started,
    Took,
    Address,
}

/// The values of a difference; long ones are shortened around the difference. Not cleaned for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Both sides have a value.
    Changed(Sides<String>),
    /// Only the left side has one.
    Left(String),
    /// Only the right side has one.
    Right(String),
}

impl Values {
    /// The value on each side.
    #[must_use]
    pub fn sides(&self) -> Sides<Option<&str>> {
        match self {
            Self::Changed(sides) => Sides { left: Some(&sides.left), right: Some(&sides.right) },
            Self::Left(value) => Sides { left: Some(value), right: None },
            Self::Right(value) => Sides { left: None, right: Some(value) },
        }
    }
}

/// An equal component of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    /// The part of the entry.
    pub part: Part,
    /// The equal component.
    pub what: Unchanged,
}

/// What is equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unchanged {
    /// Facts.
    Facts(Vec<Fact>),
    /// Values with these names.
    Names(Vec<String>),
    /// Number of equal values of a JSON text.
    Values(usize),
    /// Number of equal lines of a text.
    Lines(usize),
    /// The whole part, with its length in bytes.
    Whole(usize),
}

/// Maximum number of differences listed per part; further ones are only counted.
const MAX: usize = 1000;

/// Compares two entries; `None` if cancelled.
///
/// # Errors
/// If an entry cannot be read.
pub fn compare(
    sides: Sides<Subject<'_>>,
    options: Options,
    cancel: &CancelToken,
) -> Result<Option<Comparison>, Error> {
    // Sanitized copies of two files have marks with different keys: their digits cannot be compared.
    let drops_marks = !std::ptr::eq(sides.left.source, sides.right.source);
    let read = |subject| subject::read(subject, options, drops_marks, cancel);
    let Some(left) = read(sides.left)? else { return Ok(None) };
    let Some(right) = read(sides.right)? else { return Ok(None) };
    Ok(diff(Sides { left, right }, options.lang, cancel))
}

fn diff(sides: Sides<subject::Prepared>, lang: Lang, cancel: &CancelToken) -> Option<Comparison> {
    let Sides { left, right } = sides;
    let mut diff = DiffBuilder::default();
    diff.call(&left, &right);
    diff.fields(Part::Call, &fields::compare(&left.query, &right.query, str::to_owned));
    diff.body(Part::ResponseBody, &left.response, &right.response, lang, cancel)?;
    diff.body(Part::RequestBody, &left.request, &right.request, lang, cancel)?;
    // HTTP/2 sends names in lower case.
    let in_any_case = |name: &str| name.to_ascii_lowercase();
    let headers = |part, left: &[_], right: &[_]| (part, fields::compare(left, right, in_any_case));
    for (part, found) in [
        headers(Part::ResponseHeaders, &left.response_headers, &right.response_headers),
        headers(Part::RequestHeaders, &left.request_headers, &right.request_headers),
    ] {
        diff.fields(part, &found);
    }
    Some(diff.finish(Sides { left: left.head, right: right.head }))
}

/// The comparison built so far.
#[derive(Default)]
struct DiffBuilder {
    differing: Vec<Section>,
    volatile: Vec<Row>,
    same: Vec<Same>,
}

impl DiffBuilder {
    fn differs(&mut self, part: Part, name: Name, values: Values) {
        self.section(part).rows.push(Row { part, name, values });
    }

    fn section(&mut self, part: Part) -> &mut Section {
        if self.differing.last().is_none_or(|section| section.part != part) {
            self.differing.push(Section { part, rows: Vec::new(), more: 0 });
        }
        let last = self.differing.len() - 1;
        &mut self.differing[last]
    }

    fn call(&mut self, left: &subject::Prepared, right: &subject::Prepared) {
        let mut same = Vec::new();
        for fact in subject::FACTS {
            let (one, other) = (left.fact(fact), right.fact(fact));
            let Some(values) = fields::values(one, other) else {
                same.extend(one.map(|_| fact));
                continue;
            };
            let row = Row { part: Part::Call, name: Name::Fact(fact), values };
            if volatile::FACTS.contains(&fact) {
                self.volatile.push(row);
            } else {
                self.section(Part::Call).rows.push(row);
            }
        }
        if !same.is_empty() {
            self.same.push(Same { part: Part::Call, what: Unchanged::Facts(same) });
        }
    }

    fn fields(&mut self, part: Part, found: &fields::FieldComparison) {
        let mut listed = 0;
        for (name, values, is_volatile) in &found.differing {
            let (name, values) = (Name::Own(name.clone()), values.clone());
            if *is_volatile {
                self.volatile.push(Row { part, name, values });
            } else if listed >= MAX {
                self.section(part).more += 1;
            } else {
                listed += 1;
                self.differs(part, name, values);
            }
        }
        if !found.same.is_empty() {
            self.same.push(Same { part, what: Unchanged::Names(found.same.clone()) });
        }
    }

    fn finish(self, heads: Sides<Head>) -> Comparison {
        Comparison { heads, differing: self.differing, volatile: self.volatile, same: self.same }
    }
}
