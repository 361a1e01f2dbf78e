//! Deviations from HAR 1.2 and from JSON: their location, kind and severity.
//!
//! An [`Anomaly`] is data only; the texts for users, in each language, are up to the caller.

/// One deviation from the HAR 1.2 specification or from JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// Path of the field, from the entry (`response.status`) or from the file (`log.creator`); empty for the
    /// entry or file as a whole.
    pub field: String,
    /// The problem and how it was handled.
    pub kind: AnomalyKind,
    /// Name of the header, cookie or parameter that the value belongs to, if any.
    pub name: Option<String>,
    /// The offending value, shortened, such as `"400"`. May contain secrets and control characters.
    pub value: Option<String>,
    /// Whether it matters to users.
    pub severity: Severity,
    /// Byte offset in the uncompressed file, where known.
    pub offset: Option<u64>,
}

/// How much a deviation matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Violates the letter of the specification, but well-behaved exporters do it and nothing displayed depends
    /// on it. Does not make the entry or the file count as odd.
    Note,
    /// Something was left out, repaired or reinterpreted.
    #[default]
    Odd,
}

/// The kinds of deviations, each with how it is handled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnomalyKind {
    /// A required field is absent.
    Missing,
    /// A required string is empty.
    Empty,
    /// The list of anomalies is full; more were found.
    More,
    /// The table of kinds is full; more kinds were found.
    MoreKinds,
    /// The file could not be read at all.
    Unread {
        /// The error's message.
        reason: String,
    },

    /// `null` in place of a string, read as an empty string.
    NullAsEmpty,
    /// An array in place of a string; its values are joined.
    ArrayJoined,
    /// A value of one JSON type, converted to another.
    ReadAs {
        /// The type in the file.
        found: JsonType,
        /// The type it was converted to.
        read_as: JsonType,
    },
    /// A value of the wrong type, left out.
    WrongType {
        /// The type in the file.
        found: JsonType,
        /// The type that the specification requires.
        expected: JsonType,
    },
    /// A string in place of a number that does not parse as one, left out.
    NotANumber,
    /// A negative duration, left out.
    Negative,
    /// A fraction in place of an integer, rounded towards zero.
    NotWholeRounded,
    /// A number too large for an integer, left out.
    NotWholeOmitted,
    /// An object in place of an array, read as name/value pairs.
    ObjectAsPairs,
    /// An object in place of an array, read as its single cookie.
    ObjectAsCookie,
    /// An array in place of an object, read as a name/value pair.
    ArrayAsPair,
    /// The entry is not an object.
    EntryNotAnObject {
        /// The type in the file.
        found: JsonType,
    },
    /// Not an ISO 8601 date and time, kept.
    NotADate,
    /// A date and time without a time zone, kept.
    NoTimeZone,
    /// A time zone without a colon.
    TimeZoneWithoutColon,
    /// A URL without a scheme, kept.
    RelativeUrl,

    /// A bare word that JSON does not have, such as `NaN`.
    NotJson {
        /// The type it was converted to.
        read_as: JsonType,
    },
    /// A valid JSON number that overflows `f64`, read as `null`.
    OutOfRange,
    /// An unescaped quote inside a string, kept.
    UnescapedQuote,
    /// Invalid UTF-8 in a string, replaced by U+FFFD.
    InvalidUtf8,
    /// Raw control characters in a string, kept.
    ControlCharacters,
    /// An unknown escape in a string, kept.
    UnknownEscape,
    /// A lone surrogate in a string, replaced by U+FFFD.
    LoneSurrogate,
    /// Bytes follow the JSON value, left out.
    TrailingBytes,
    /// The JSON ends early; open containers are closed.
    JsonCut,
    /// A value is missing, read as `null`.
    MissingValue,
    /// A comma is missing.
    MissingComma,
    /// A superfluous comma.
    ExtraComma,
    /// A colon is missing.
    MissingColon,
    /// A key has no quotes.
    UnquotedKey,
    /// A closing bracket is missing.
    MissingBracket,
    /// Bytes that are not JSON, left out.
    NotJsonBytes,
    /// Containers nested too deeply, left out.
    TooDeep,

    /// A damaged entry; it is assumed to end where the next one begins.
    EntryDamaged,
    /// Bytes between entries that are part of none, left out.
    StrayBytes,
    /// A superfluous bracket between entries, left out.
    ExtraBracket,
    /// `log.entries` is closed too early; the entries after it are read as well.
    EntriesClosedEarly,
    /// `log.entries` was not found; every object that looks like an entry is read.
    EntriesNotFound,
    /// The file is an array of entries without a `log`.
    BareArray,
    /// The file is a single entry without a `log`.
    BareEntry,
    /// `log` is inside another object.
    NestedLog,
    /// `entries` is outside `log`.
    EntriesOutsideLog,
    /// The file is damaged outside its entries.
    DamagedOutsideEntries,
    /// The file holds several HARs; the entries of all of them are read.
    SeveralHars,
    /// The HAR is the argument of a function call (JSONP).
    Jsonp,
    /// The file is truncated; all complete entries are read.
    FileCut,
    /// Bytes after the end of the HAR, left out; the value is their number.
    BytesAfterEnd,

    /// The file is UTF-16, converted.
    Utf16,
    /// The file begins with a byte order mark, skipped.
    ByteOrderMark,
    /// A compressed stream ends early; what precedes the end is read.
    EndsEarly {
        /// The truncated stream.
        stream: Stream,
    },
    /// A compressed stream is damaged; what precedes the damage is read.
    Damaged {
        /// The damaged stream.
        stream: Stream,
    },
    /// A stream exceeds the limit; what precedes the limit is read.
    OverLimit {
        /// The stream that is too large.
        stream: Stream,
        /// The limit in bytes.
        limit: u64,
    },
    /// The zip archive contains further HARs, which are not read; the value names them.
    OtherHarsInZip {
        /// The archive member that is read.
        member: String,
    },

    /// A body declared as base64 is not valid base64, decoded as far as possible.
    NotBase64,
    /// A compressed body is damaged, decompressed as far as possible.
    DamagedCoding {
        /// The content coding, such as `gzip`.
        coding: &'static str,
    },
    /// The exporter truncated the body at its size limit.
    BodyCut,
    /// The body ends in NUL characters, with which Firefox pads truncated bodies; left out.
    NulPadding,
    /// The body is in a separate file next to the HAR that does not exist; the value is its name.
    AttachmentMissing,
}

/// The type of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the types of RFC 8259")]
pub enum JsonType {
    Null,
    Boolean,
    Number,
    Text,
    Array,
    Object,
}

/// The stream that a file's bytes are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the formats' names")]
pub enum Stream {
    /// A pipe or standard input.
    Input,
    Gzip,
    Zlib,
    Utf16,
    /// The HAR inside a zip archive.
    ZipMember,
    /// A Chrome NetLog, which is left unterminated when the browser is killed.
    NetLog,
    /// A session archive of Fiddler.
    Saz,
}

/// Why an entry cannot be shown as a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unreadable {
    /// It is not a JSON object.
    NotAnObject,
    /// It is an object without a request.
    NoRequest,
}

impl AnomalyKind {
    /// Whether the file ends before the HAR does, so that entries may be lost.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(self, Self::FileCut | Self::JsonCut | Self::EndsEarly { .. } | Self::OverLimit { .. })
    }

    /// Whether the file is damaged, so that entries may be lost.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::EntryDamaged
                | Self::StrayBytes
                | Self::EntriesClosedEarly
                | Self::EntriesNotFound
                | Self::DamagedOutsideEntries
                | Self::Damaged { .. }
                | Self::DamagedCoding { .. }
        )
    }
}

impl Anomaly {
    /// An anomaly of the file as a whole.
    #[must_use]
    pub fn of_file(kind: AnomalyKind) -> Self {
        Quirk::from(kind).located("", None)
    }

    /// Whether the severity is above [`Severity::Note`].
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.severity == Severity::Odd
    }
}

/// An anomaly whose field and offset are not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quirk {
    kind: AnomalyKind,
    value: Option<String>,
}

impl Quirk {
    pub(super) fn of(value: impl Into<String>, kind: AnomalyKind) -> Self {
        Self { kind, value: Some(value.into()) }
    }

    pub(super) fn located(self, field: impl Into<String>, offset: Option<u64>) -> Anomaly {
        Anomaly {
            field: field.into(),
            kind: self.kind,
            name: None,
            value: self.value,
            severity: Severity::Odd,
            offset,
        }
    }
}

impl From<AnomalyKind> for Quirk {
    fn from(kind: AnomalyKind) -> Self {
        Self { kind, value: None }
    }
}

/// A bounded list of anomalies: a thoroughly broken file must not exhaust memory.
#[derive(Debug, Default)]
pub(super) struct Anomalies {
    pub(super) list: Vec<Anomaly>,
    /// All anomalies added, including those dropped over the limit.
    pub(super) count: usize,
}

impl Anomalies {
    const MAX: usize = 100;

    pub(super) fn is_full(&self) -> bool {
        self.list.len() > Self::MAX
    }

    pub(super) fn add(&mut self, field: impl Into<String>, quirk: impl Into<Quirk>, offset: Option<u64>) {
        self.push(quirk.into().located(field, offset));
    }

    pub(super) fn note(&mut self, field: impl Into<String>, quirk: impl Into<Quirk>) {
        self.push(Anomaly { severity: Severity::Note, ..quirk.into().located(field, None) });
    }

    pub(super) fn push(&mut self, anomaly: Anomaly) {
        self.count += 1;
        if self.list.len() < Self::MAX {
            self.list.push(anomaly);
        } else if self.list.len() == Self::MAX {
            self.list.push(Quirk::from(AnomalyKind::More).located("", anomaly.offset));
        }
    }
}
