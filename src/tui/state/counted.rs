//! A number that is being typed before `G`.

/// Digits typed one after the other, and the filter before the first of them: each also is the key of a chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub(super) digits: String,
    pub(super) filter: String,
    pub(super) is_off: bool,
}
