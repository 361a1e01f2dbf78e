//! The rows of a grouped list: a heading for each group, and below it the entries, unless they are folded away.

use std::collections::HashSet;
use std::sync::Arc;

use crate::query::group::Group;

/// Which groups are folded: it stays so when the groups are made again, and can be said before they are there.
#[derive(Debug, Default)]
pub struct Folded {
    /// All but the others are folded, else none but the others.
    all: bool,
    others: HashSet<Arc<str>>,
}

impl Folded {
    /// Whether a group is folded.
    pub fn has(&self, key: &str) -> bool {
        self.all != self.others.contains(key)
    }

    /// Folds a group, or unfolds it.
    pub fn turn(&mut self, key: &Arc<str>) {
        if !self.others.remove(key) {
            self.others.insert(Arc::clone(key));
        }
    }

    /// Folds every group; where one is folded, unfolds them all.
    pub fn turn_all(&mut self, groups: &[Group]) {
        let is_any =
            if groups.is_empty() { self.all } else { groups.iter().any(|group| self.has(&group.key)) };
        *self = Self { all: !is_any, others: HashSet::new() };
    }
}

/// Groups, and which rows they take.
#[derive(Debug)]
pub struct Groups {
    groups: Vec<Group>,
    /// The row of each heading.
    headings: Vec<usize>,
    rows: usize,
}

/// What is in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The heading of the group of this place.
    Heading(usize),
    /// The entry of this place among all that are listed.
    Entry(usize),
}

impl Groups {
    /// The rows of some groups.
    pub fn new(groups: Vec<Group>, folded: &Folded) -> Self {
        let mut new = Self { groups, headings: Vec::new(), rows: 0 };
        new.lay_out(folded);
        new
    }

    /// Counts the rows again, after something was folded or unfolded.
    pub fn lay_out(&mut self, folded: &Folded) {
        self.rows = 0;
        self.headings.clear();
        for group in &self.groups {
            self.headings.push(self.rows);
            self.rows += 1 + if folded.has(&group.key) { 0 } else { group.entries.len() };
        }
    }

    /// The groups.
    pub fn all(&self) -> &[Group] {
        &self.groups
    }

    /// How many rows they take.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What is in a row.
    pub fn at(&self, row: usize) -> Option<At> {
        let place = self.headings.partition_point(|heading| *heading <= row).checked_sub(1)?;
        let (heading, group) = (self.headings.get(place)?, self.groups.get(place)?);
        match row - heading {
            _ if row >= self.rows => None,
            0 => Some(At::Heading(place)),
            below => Some(At::Entry(group.entries.start + below - 1)),
        }
    }

    /// The group that the entry of a place is in.
    pub fn of(&self, entry: usize) -> Option<usize> {
        let place = self.groups.partition_point(|group| group.entries.end <= entry);
        (place < self.groups.len()).then_some(place)
    }

    /// The row in which an entry is seen: its own, or the heading that it is folded into.
    pub fn row_of(&self, entry: usize, folded: &Folded) -> Option<usize> {
        let place = self.of(entry)?;
        let (heading, group) = (*self.headings.get(place)?, self.groups.get(place)?);
        Some(if folded.has(&group.key) { heading } else { heading + 1 + entry - group.entries.start })
    }

    /// The row of the heading of a group.
    pub fn heading_of(&self, key: &str) -> Option<usize> {
        let place = self.groups.iter().position(|group| *group.key == *key)?;
        self.headings.get(place).copied()
    }
}
