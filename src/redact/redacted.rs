//! The types of text that may leave the program.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::Serialize;

/// Text that went through redaction. Only this module creates one from the text of a file, so functions that take it
/// cannot receive unredacted text. Literals of the program convert directly: `Redacted::from("not found")`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Redacted<'t>(Cow<'t, str>);

impl<'t> Redacted<'t> {
    pub(super) fn new(safe: impl Into<Cow<'t, str>>) -> Self {
        Self(safe.into())
    }

    /// The same text, independent of where it was read from.
    #[must_use]
    pub fn into_owned(self) -> Redacted<'static> {
        Redacted(Cow::Owned(self.0.into_owned()))
    }

    /// Whether nothing was replaced and nothing had to be copied.
    #[must_use]
    pub fn is_borrowed(&self) -> bool {
        matches!(self.0, Cow::Borrowed(_))
    }

    /// A part of redacted text is redacted too.
    #[must_use]
    pub fn part<'a>(&'a self, cut: impl FnOnce(&'a str) -> &'a str) -> Redacted<'a> {
        Redacted(Cow::Borrowed(cut(&self.0)))
    }
}

impl Deref for Redacted<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Redacted<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A literal of the program holds no secret of a file.
impl From<&'static str> for Redacted<'static> {
    fn from(own: &'static str) -> Self {
        Self(Cow::Borrowed(own))
    }
}

impl From<Redacted<'_>> for String {
    fn from(safe: Redacted<'_>) -> Self {
        safe.0.into_owned()
    }
}

impl PartialEq<str> for Redacted<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Redacted<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Redacted<'_> {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

/// Pieces of redacted text, one after the other.
impl<'t> FromIterator<Redacted<'t>> for Redacted<'static> {
    fn from_iter<I: IntoIterator<Item = Redacted<'t>>>(pieces: I) -> Self {
        Self(Cow::Owned(pieces.into_iter().map(String::from).collect()))
    }
}

/// Text on its way out of the program: without its secrets, or as the file has it because the user asked for that. What
/// writes either one takes this type; what must never hold a secret takes [`Redacted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Outgoing<'t> {
    /// Its secrets are replaced.
    Redacted(Redacted<'t>),
    /// As the file has it: the user asked to see the secrets.
    Disclosed(Cow<'t, str>),
}

impl<'t> Outgoing<'t> {
    /// Text as the file has it. Each call is a place where the user asked for the secrets.
    #[must_use]
    pub fn disclosed_on_request(text: impl Into<Cow<'t, str>>) -> Self {
        Self::Disclosed(text.into())
    }
}

impl Deref for Outgoing<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Redacted(safe) => safe,
            Self::Disclosed(text) => text,
        }
    }
}

impl fmt::Display for Outgoing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl<'t> From<Redacted<'t>> for Outgoing<'t> {
    fn from(safe: Redacted<'t>) -> Self {
        Self::Redacted(safe)
    }
}

impl From<Outgoing<'_>> for String {
    fn from(text: Outgoing<'_>) -> Self {
        match text {
            Outgoing::Redacted(safe) => safe.into(),
            Outgoing::Disclosed(text) => text.into_owned(),
        }
    }
}
