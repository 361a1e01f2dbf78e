//! What was odd, where, and what was done about it.

use std::borrow::Cow;

/// One deviation from the HAR 1.2 specification or from JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anomaly {
    /// The field, as a path from the entry (`response.status`) or from the file (`log.creator`).
    pub field: String,
    /// What was odd and what was done, in English and worded the same for every value: `is text, read as a number`.
    pub what: Cow<'static, str>,
    /// The value that was odd, in few characters, where there is one to name: `"400"`. [`Anomaly::text`] puts it before
    /// the rest.
    pub value: Option<String>,
    /// How much it matters.
    pub weight: Severity,
    /// Byte offset in the unpacked file, where known.
    pub at: Option<u64>,
}

/// How much a deviation matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Against the letter of the specification, but nothing that is shown depends on it, and sound exporters do it. It
    /// makes neither an entry nor a file odd.
    Note,
    /// Something was left out, repaired, or read as something else.
    #[default]
    Odd,
}

/// Why an entry cannot be shown as a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unreadable {
    /// It is no JSON object.
    NotAnObject,
    /// It is an object without a request in it.
    NoRequest,
}

impl Anomaly {
    /// What was odd, with its value: `"400" is text, read as a number`. As the file has it: not cleaned.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.value {
            Some(value) => format!("{value} {}", self.what),
            None => self.what.clone().into_owned(),
        }
    }

    /// Whether it is more than a note.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.weight == Severity::Odd
    }
}

/// What was odd about a value, before it is known where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Odd {
    what: Cow<'static, str>,
    value: Option<String>,
}

impl Odd {
    /// `what` is worded the same for every `value`.
    pub(super) fn of(value: impl Into<String>, what: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), value: Some(value.into()) }
    }

    pub(super) fn at(self, field: impl Into<String>, at: Option<u64>) -> Anomaly {
        Anomaly { field: field.into(), what: self.what, value: self.value, weight: Severity::Odd, at }
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Odd {
    fn from(what: T) -> Self {
        Self { what: what.into(), value: None }
    }
}

/// Oddities as they are collected; a file that is odd everywhere does not fill the memory with them.
#[derive(Debug, Default)]
pub(super) struct Anomalies {
    pub(super) list: Vec<Anomaly>,
    /// All that were added, kept or not.
    pub(super) count: usize,
}

impl Anomalies {
    const MAX: usize = 100;

    pub(super) fn is_full(&self) -> bool {
        self.list.len() > Self::MAX
    }

    pub(super) fn add(&mut self, field: impl Into<String>, odd: impl Into<Odd>, at: Option<u64>) {
        self.push(odd.into().at(field, at));
    }

    /// Adds what is against the letter of the specification only.
    pub(super) fn remark(&mut self, field: impl Into<String>, odd: impl Into<Odd>) {
        self.push(Anomaly { weight: Severity::Note, ..odd.into().at(field, None) });
    }

    pub(super) fn push(&mut self, oddity: Anomaly) {
        self.count += 1;
        if self.list.len() < Self::MAX {
            self.list.push(oddity);
        } else if self.list.len() == Self::MAX {
            self.list.push(Anomaly { what: "and more".into(), at: oddity.at, ..Anomaly::default() });
        }
    }
}
