//! Deviations from HAR 1.2 and from JSON: where they are, of which kind, and how much they matter.
//!
//! An [`Anomaly`] holds data only. Its wording, in each language, is the caller's.

/// One deviation from the HAR 1.2 specification or from JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// The field, as a path from the entry (`response.status`) or from the file (`log.creator`); empty for the entry
    /// or the file as a whole.
    pub field: String,
    /// What was found, and what was made of it.
    pub kind: AnomalyKind,
    /// The name of the header, cookie or parameter that the value belongs to, where it belongs to one.
    pub name: Option<String>,
    /// The offending value, shortened, where there is one to name: `"400"`. Not cleaned, secrets included.
    pub value: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// Byte offset in the unpacked file, where known.
    pub at: Option<u64>,
}

/// How much a deviation matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Against the letter of the specification, but nothing shown depends on it, and sound exporters do it. Neither
    /// the entry nor the file counts as odd.
    Note,
    /// Something was left out, repaired, or read as something else.
    #[default]
    Odd,
}

/// The kinds of deviations, with what was done about each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnomalyKind {
    /// A required field is absent.
    Missing,
    /// A required text is empty.
    Empty,
    /// The list of anomalies is full; more were found.
    More,
    /// The table of kinds is full; more kinds were found.
    MoreKinds,
    /// The whole file could not be read.
    Unread {
        /// The error's message.
        reason: String,
    },

    /// Null in place of text, read as empty.
    NullAsEmpty,
    /// An array in place of text; its values were joined.
    ArrayJoined,
    /// A value of one type read as another.
    ReadAs {
        /// The type in the file.
        found: JsonType,
        /// The type it was read as.
        read_as: JsonType,
    },
    /// A value of the wrong type, left out.
    WrongType {
        /// The type in the file.
        found: JsonType,
        /// The type that the specification asks for.
        expected: JsonType,
    },
    /// Text in place of a number that holds no number, left out.
    NotANumber,
    /// A negative duration, left out.
    Negative,
    /// A fraction in place of a whole number, rounded towards zero.
    NotWholeRounded,
    /// A number too large for a whole number, left out.
    NotWholeOmitted,
    /// An object in place of an array, read as names and values.
    ObjectAsPairs,
    /// An object in place of an array, read as its only cookie.
    ObjectAsCookie,
    /// An array in place of an object, read as name and value.
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

    /// A word that is not JSON.
    NotJson {
        /// The type it was read as.
        read_as: JsonType,
    },
    /// A number that is JSON but too large for a double, read as null.
    OutOfRange,
    /// A quote inside a string is not escaped, kept.
    UnescapedQuote,
    /// Invalid UTF-8 in a string, replaced by U+FFFD.
    InvalidUtf8,
    /// Raw control characters in a string, kept.
    ControlCharacters,
    /// An unknown escape in a string, kept.
    UnknownEscape,
    /// Half a surrogate pair in a string, replaced by U+FFFD.
    LoneSurrogate,
    /// Bytes follow the JSON value, left out.
    TrailingBytes,
    /// The JSON ends early; whatever was open is closed.
    JsonCut,
    /// A value is missing, read as null.
    MissingValue,
    /// A comma is missing.
    MissingComma,
    /// There is one comma too many.
    ExtraComma,
    /// A colon is missing.
    MissingColon,
    /// A key has no quotes.
    UnquotedKey,
    /// A closing bracket is missing.
    MissingBracket,
    /// Bytes that are not JSON, left out.
    NotJsonBytes,
    /// Containers nested too deep, left out.
    TooDeep,

    /// A damaged entry; it is taken to end where the next begins.
    EntryDamaged,
    /// Bytes between entries that belong to none, left out.
    StrayBytes,
    /// One bracket too many between entries, left out.
    ExtraBracket,
    /// `log.entries` is closed too early; the entries after it are read too.
    EntriesClosedEarly,
    /// `log.entries` was not found; whatever looks like an entry is read.
    EntriesNotFound,
    /// The file is an array of entries without a `log`.
    BareArray,
    /// The file is a single entry without a `log`.
    BareEntry,
    /// `log` is inside another object.
    NestedLog,
    /// The entries are outside of `log`.
    EntriesOutsideLog,
    /// The file is damaged outside of its entries.
    DamagedOutsideEntries,
    /// The file holds several HARs; the entries of all are read.
    SeveralHars,
    /// The HAR is the argument of a function call (JSONP).
    Jsonp,
    /// The file is cut off; all complete entries are read.
    FileCut,
    /// Bytes follow the end of the HAR, left out; the value is their number.
    BytesAfterEnd,

    /// The file is UTF-16, converted.
    Utf16,
    /// The file begins with a byte order mark, skipped.
    ByteOrderMark,
    /// A packed stream ends early; what came before is read.
    EndsEarly {
        /// The stream.
        stream: Stream,
    },
    /// A packed stream is damaged; what came before is read.
    Damaged {
        /// The stream.
        stream: Stream,
    },
    /// A stream is larger than the limit; what comes before is read.
    OverLimit {
        /// The stream.
        stream: Stream,
        /// The limit in bytes.
        limit: u64,
    },
    /// The zip archive has more HARs, which are not read; the value names them.
    OtherHarsInZip {
        /// The member that is read.
        member: String,
    },

    /// A body said to be base64 is not, decoded as far as possible.
    NotBase64,
    /// A compressed body is damaged, decompressed as far as possible.
    DamagedCoding {
        /// The content coding, such as `gzip`.
        coding: &'static str,
    },
    /// The exporter cut the body at its limit.
    BodyCut,
    /// The body ends in NUL characters, which Firefox fills a cut body with; left out.
    NulPadding,
    /// The body is a file next to the HAR that does not exist; the value names it.
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

/// What a file's bytes are unpacked from.
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
    /// A NetLog, which a browser that was killed leaves open.
    NetLog,
}

/// Why an entry cannot be shown as a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unreadable {
    /// It is not a JSON object.
    NotAnObject,
    /// It is an object without a request in it.
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
        Quirk::from(kind).at("", None)
    }

    /// Whether it is more than a note.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.severity == Severity::Odd
    }
}

/// An anomaly of a value whose place is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quirk {
    kind: AnomalyKind,
    value: Option<String>,
}

impl Quirk {
    pub(super) fn of(value: impl Into<String>, kind: AnomalyKind) -> Self {
        Self { kind, value: Some(value.into()) }
    }

    pub(super) fn at(self, field: impl Into<String>, at: Option<u64>) -> Anomaly {
        Anomaly {
            field: field.into(),
            kind: self.kind,
            name: None,
            value: self.value,
            severity: Severity::Odd,
            at,
        }
    }
}

impl From<AnomalyKind> for Quirk {
    fn from(kind: AnomalyKind) -> Self {
        Self { kind, value: None }
    }
}

/// A list of anomalies with a limit, so that a file full of them does not fill the memory.
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

    pub(super) fn add(&mut self, field: impl Into<String>, quirk: impl Into<Quirk>, at: Option<u64>) {
        self.push(quirk.into().at(field, at));
    }

    pub(super) fn note(&mut self, field: impl Into<String>, quirk: impl Into<Quirk>) {
        self.push(Anomaly { severity: Severity::Note, ..quirk.into().at(field, None) });
    }

    pub(super) fn push(&mut self, anomaly: Anomaly) {
        self.count += 1;
        if self.list.len() < Self::MAX {
            self.list.push(anomaly);
        } else if self.list.len() == Self::MAX {
            self.list.push(Quirk::from(AnomalyKind::More).at("", anomaly.at));
        }
    }
}
