//! The replacements of a copy, looked over before it is made: any of them can be taken back, and values can be added.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::redact::{Choices, Kind, Marks, Options, Replacement};
use crate::tui::widget::input::Input;

/// What is made of the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewPurpose {
    /// The folder of a support case.
    Case,
    /// A HAR of these entries.
    Export(BTreeSet<usize>),
}

/// How far the review is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewStatus {
    /// The replacements are being looked for.
    Looking,
    /// They are there.
    Ready,
    /// The file could not be read again, and why.
    Failed(String),
}

/// An open review.
#[derive(Debug)]
pub struct Review {
    /// What Enter makes.
    pub purpose: ReviewPurpose,
    /// How far it is.
    pub status: ReviewStatus,
    /// The replacements by kind, and within a kind in the order of the file.
    pub replacements: Vec<Replacement>,
    /// The chosen one.
    pub cursor: usize,
    /// What the user decided.
    pub choices: Choices,
    /// The value that is being typed, to be replaced too.
    pub adding: Option<Input>,
    /// Counts the requests: an answer to an earlier one is dropped.
    pub(super) generation: u64,
    marks: Marks,
}

impl Review {
    /// A review that waits for its replacements.
    #[must_use]
    pub fn new(purpose: ReviewPurpose, generation: u64, marks: Marks) -> Self {
        Self {
            purpose,
            status: ReviewStatus::Looking,
            replacements: Vec::new(),
            cursor: 0,
            choices: Choices::default(),
            adding: None,
            generation,
            marks,
        }
    }

    /// How the copy is to be made.
    #[must_use]
    pub fn options(&self) -> Options {
        Options { marks: self.marks, choices: self.choices.clone(), ..Options::default() }
    }

    /// How to look for the replacements: what is kept is to be listed too, so that it can be replaced again.
    pub(super) fn options_of_search(&self) -> Options {
        let mut choices = Choices::default();
        self.choices.added().for_each(|value| choices.add(value));
        Options { choices, ..self.options() }
    }

    pub(super) fn set_replacements(&mut self, mut found: Vec<Replacement>) {
        if let ReviewPurpose::Export(entries) = &self.purpose {
            found.retain(|one| one.place.entry.is_none_or(|entry| entries.contains(&entry)));
        }
        found.sort_by_key(|one| one.place.kind);
        self.replacements = found;
        self.status = ReviewStatus::Ready;
        self.go(0);
    }

    /// The chosen replacement.
    #[must_use]
    pub fn chosen(&self) -> Option<&Replacement> {
        self.replacements.get(self.cursor)
    }

    /// How many are replaced, and how many are kept.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let kept = self.replacements.iter().filter(|one| self.choices.keeps(one)).count();
        (self.replacements.len() - kept, kept)
    }

    pub(super) fn go(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.replacements.len().saturating_sub(1));
    }

    /// Chooses the first replacement of the next kind, around the end.
    pub(super) fn next_kind(&mut self) {
        let Some(kind) = self.chosen().map(|one| one.place.kind) else { return };
        let next = self.replacements.iter().position(|one| one.place.kind > kind);
        self.cursor = next.unwrap_or(0);
    }

    /// Keeps the chosen value in its place, or replaces it again.
    pub(super) fn toggle(&mut self) {
        if let Some(one) = self.replacements.get(self.cursor) {
            match self.choices.keeps(one) {
                true => self.choices.replace(one),
                false => self.choices.keep(one),
            }
        }
        self.go(1);
    }

    /// Keeps the chosen value in every place, or replaces it again.
    pub(super) fn toggle_everywhere(&mut self) {
        let Some(chosen) = self.replacements.get(self.cursor) else { return };
        if self.choices.keeps(chosen) {
            let same = self.replacements.iter().filter(|one| one.original == chosen.original);
            same.for_each(|one| self.choices.replace(one));
        } else {
            self.choices.keep_everywhere(chosen);
        }
    }

    /// The replacements that are in view in this many rows, the chosen one among them.
    #[must_use]
    pub fn in_view(&self, rows: usize) -> Range<usize> {
        let start = (self.cursor + 1).saturating_sub(rows);
        start..(start + rows).min(self.replacements.len())
    }

    /// Whether a replacement is the first of its kind.
    #[must_use]
    pub fn kind(&self, place: usize) -> Option<Kind> {
        Some(self.replacements.get(place)?.place.kind)
    }
}

/// A value as it is shown while secrets are hidden: its beginning, where it is long enough not to be told by that.
#[must_use]
pub fn masked(value: &str) -> String {
    /// Characters that are shown.
    const SHOWN: usize = 4;
    /// Shorter values are hidden as a whole.
    const LONG: usize = 16;
    match value.chars().count() {
        count if count < LONG => "•".repeat(count.min(8)),
        _ => format!("{}…", value.chars().take(SHOWN).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Place;

    fn replacement(kind: Kind, entry: usize, original: &str) -> Replacement {
        let place = Place { entry: Some(entry), path: "request.url".into(), kind, count: 1 };
        Replacement { place, original: original.into(), mark: "REDACTED".into() }
    }

    #[test]
    fn replacements_are_kept_in_their_place_or_everywhere() {
        let purpose = ReviewPurpose::Export([1, 2].into());
        let mut review = Review::new(purpose, 1, Marks::PLAIN);
        review.set_replacements(vec![
            replacement(Kind::Token, 1, "a"),
            replacement(Kind::Cookie, 1, "b"),
            replacement(Kind::Token, 2, "a"),
            replacement(Kind::Token, 3, "a"),
        ]);
        assert_eq!(
            review.replacements.iter().map(|one| one.place.kind).collect::<Vec<_>>(),
            [Kind::Cookie, Kind::Token, Kind::Token]
        );
        review.next_kind();
        assert_eq!(review.cursor, 1);
        review.toggle();
        assert_eq!((review.counts(), review.cursor), ((2, 1), 2));
        review.toggle_everywhere();
        assert_eq!(review.counts(), (1, 2));
        review.toggle_everywhere();
        assert_eq!(review.counts(), (3, 0));
        assert_eq!(review.in_view(2), 1..3);
    }

    #[test]
    fn a_masked_value_is_not_told() {
        assert_eq!(masked("hunter2"), "•••••••");
        assert_eq!(masked("eyJhbGciOiJIUzI1NiJ9"), "eyJh…");
    }
}
