//! Two entries, and what differs between them: of one file or of two.
//!
//! Names are compared with names, JSON by path, text by line. What differs in any two messages (dates, tracking IDs,
//! tokens) is diff apart from what may be the reason. Nothing secret is in the result unless it is asked for.

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
    /// What is compared.
    pub left: T,
    /// What it is compared with.
    pub right: T,
}

/// An entry to be compared.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The name of its file, as it is shown.
    pub file: &'a str,
    /// Its number.
    pub number: usize,
    /// Where it is read from.
    pub source: &'a Source,
    /// Its place.
    pub span: Span,
}

/// How to compare.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The language of remarks.
    pub lang: Lang,
    /// Keep tokens, cookies and passwords in the result.
    pub shows_secrets: bool,
}

/// Which entry a side is; without secrets unless they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The name of its file.
    pub file: String,
    /// Its number.
    pub number: usize,
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The HTTP status; `None` where no answer came.
    pub status: Option<i64>,
    /// When it was sent, as written in the file.
    pub started: String,
}

/// What differs between two entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The entries.
    pub heads: Sides<Head>,
    /// What differs, part by part, the first to look at first; only parts in which something does.
    pub differing: Vec<Section>,
    /// What differs in any two messages.
    pub volatile: Vec<Row>,
    /// What is the same.
    pub same: Vec<Same>,
}

impl Comparison {
    /// Whether nothing differs, but for what differs in any two messages.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.differing.is_empty()
    }

    /// How many differences there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.differing.iter().map(|section| section.rows.len() + section.more).sum()
    }
}

/// A part of an entry, in the order in which they are diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Status, method, URL.
    Call,
    /// The body of the answer.
    ResponseBody,
    /// The body of the request.
    RequestBody,
    /// The headers of the answer.
    ResponseHeaders,
    /// The headers of the request.
    RequestHeaders,
}

/// The differences of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Which part.
    pub part: Part,
    /// What differs.
    pub rows: Vec<Row>,
    /// How many further differences are not listed.
    pub more: usize,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it was found.
    pub part: Part,
    /// What differs.
    pub name: Name,
    /// The values.
    pub values: Values,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A fact about the call.
    Fact(Fact),
    /// A header, parameter or path, as the file names it.
    Own(String),
    /// A line of a text, by its number from 1; on the left and on the right.
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

/// The values of a difference, long ones shortened around what differs; not cleaned for a terminal yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Both sides have one.
    Changed(Sides<String>),
    /// Only the left one has it.
    Left(String),
    /// Only the right one has it.
    Right(String),
}

impl Values {
    /// The value of each side.
    #[must_use]
    pub fn sides(&self) -> Sides<Option<&str>> {
        match self {
            Self::Changed(sides) => Sides { left: Some(&sides.left), right: Some(&sides.right) },
            Self::Left(value) => Sides { left: Some(value), right: None },
            Self::Right(value) => Sides { left: None, right: Some(value) },
        }
    }
}

/// What is the same of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    /// Which part.
    pub part: Part,
    /// What of it.
    pub what: Unchanged,
}

/// What is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unchanged {
    /// These facts.
    Facts(Vec<Fact>),
    /// What has these names.
    Names(Vec<String>),
    /// The number of equal values of a JSON text.
    Values(usize),
    /// The number of equal lines of a text.
    Lines(usize),
    /// All of it, with its length in bytes.
    Whole(usize),
}

/// More differences of a part are counted, not listed.
const MAX: usize = 1000;

/// Compares two entries; `None` once it is not `wanted` any more, which is asked again and again.
///
/// # Errors
/// When an entry cannot be read.
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

fn diff(sides: Sides<subject::Whole>, lang: Lang, cancel: &CancelToken) -> Option<Comparison> {
    let Sides { left, right } = sides;
    let mut diff = DiffBuilder::default();
    diff.call(&left, &right);
    diff.fields(Part::Call, &fields::compare(&left.query, &right.query, str::to_owned));
    diff.body(Part::ResponseBody, &left.response, &right.response, lang, cancel)?;
    diff.body(Part::RequestBody, &left.request, &right.request, lang, cancel)?;
    // HTTP/2 writes names in lower case.
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

/// What has been diff so far.
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

    fn call(&mut self, left: &subject::Whole, right: &subject::Whole) {
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

    fn fields(&mut self, part: Part, found: &fields::Found) {
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
