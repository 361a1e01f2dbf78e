//! The rows of a grouped list: a heading per group, followed by its entries unless folded.

use std::collections::HashSet;
use std::sync::Arc;

use crate::query::group::Group;

/// Which groups are folded. Outlives the groups themselves, which are created again with each search.
#[derive(Debug, Default)]
pub struct FoldState {
    /// Whether groups are folded by default; `others` are the exceptions.
    all: bool,
    others: HashSet<Arc<str>>,
}

impl FoldState {
    pub fn is_folded(&self, key: &str) -> bool {
        self.all != self.others.contains(key)
    }

    /// Toggles the fold of a group.
    pub fn toggle(&mut self, key: &Arc<str>) {
        if !self.others.remove(key) {
            self.others.insert(Arc::clone(key));
        }
    }

    /// Folds all groups, or unfolds all if any is folded.
    pub fn toggle_all(&mut self, groups: &[Group]) {
        let is_any =
            if groups.is_empty() { self.all } else { groups.iter().any(|group| self.is_folded(&group.key)) };
        *self = Self { all: !is_any, others: HashSet::new() };
    }
}

/// The groups and the rows they take.
#[derive(Debug)]
pub struct Groups {
    groups: Vec<Group>,
    /// The row of each group's heading.
    headings: Vec<usize>,
    rows: usize,
}

/// The kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// The heading of the group with this index.
    Heading(usize),
    /// The entry at this place in the list.
    Entry(usize),
}

impl Groups {
    /// Computes the rows of some groups.
    pub fn new(groups: Vec<Group>, folded: &FoldState) -> Self {
        let mut new = Self { groups, headings: Vec::new(), rows: 0 };
        new.lay_out(folded);
        new
    }

    /// Recomputes the rows after a fold has changed.
    pub fn lay_out(&mut self, folded: &FoldState) {
        self.rows = 0;
        self.headings.clear();
        for group in &self.groups {
            self.headings.push(self.rows);
            self.rows += 1 + if folded.is_folded(&group.key) { 0 } else { group.entries.len() };
        }
    }

    pub fn all(&self) -> &[Group] {
        &self.groups
    }

    /// Total number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The kind of a row.
    pub fn at(&self, row: usize) -> Option<RowKind> {
        let place = self.headings.partition_point(|heading| *heading <= row).checked_sub(1)?;
        let (heading, group) = (self.headings.get(place)?, self.groups.get(place)?);
        match row - heading {
            _ if row >= self.rows => None,
            0 => Some(RowKind::Heading(place)),
            below => Some(RowKind::Entry(group.entries.start + below - 1)),
        }
    }

    /// The index of the group that contains the entry at a place.
    pub fn of(&self, entry: usize) -> Option<usize> {
        let place = self.groups.partition_point(|group| group.entries.end <= entry);
        (place < self.groups.len()).then_some(place)
    }

    /// The row of an entry: its own, or the heading of its folded group.
    pub fn row_of(&self, entry: usize, folded: &FoldState) -> Option<usize> {
        let place = self.of(entry)?;
        let (heading, group) = (*self.headings.get(place)?, self.groups.get(place)?);
        Some(if folded.is_folded(&group.key) { heading } else { heading + 1 + entry - group.entries.start })
    }

    /// The row of a group's heading.
    pub fn heading_of(&self, key: &str) -> Option<usize> {
        let place = self.groups.iter().position(|group| *group.key == *key)?;
        self.headings.get(place).copied()
    }
}
