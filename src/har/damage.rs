//! What was odd, where, and what was done about it.

/// One deviation from the HAR 1.2 specification or from JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// The field, as a path from the entry (`response.status`) or from the file (`log.creator`).
    pub field: String,
    /// What was odd and what was done, in English, ready to show: `"400" is text, read as a number`.
    pub what: String,
    /// Byte offset in the unpacked file, where known.
    pub at: Option<u64>,
}
