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

/// Oddities as they are collected; a file that is odd everywhere does not fill the memory with them.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) list: Vec<Oddity>,
    /// All that were added, kept or not.
    pub(super) count: usize,
}

impl Notes {
    const MOST: usize = 100;

    pub(super) fn is_full(&self) -> bool {
        self.list.len() > Self::MOST
    }

    pub(super) fn add(&mut self, field: impl Into<String>, what: impl Into<String>, at: Option<u64>) {
        self.count += 1;
        if self.list.len() < Self::MOST {
            self.list.push(Oddity { field: field.into(), what: what.into(), at });
        } else if self.list.len() == Self::MOST {
            self.list.push(Oddity { field: String::new(), what: "and more".to_owned(), at });
        }
    }
}
