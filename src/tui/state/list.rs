//! Which entries are listed, which one is selected, and which rows are in view.

mod groups;

use std::sync::Arc;

use self::groups::{At, Folded, Groups};
use crate::query::group::Group;
use crate::query::sort::Column;

/// The list's state. A place counts listed entries; a row counts what is shown of them, headings of groups included;
/// numbers are places in the file.
#[derive(Debug, Default)]
pub struct List {
    listed: Listed,
    /// Where the entries are grouped.
    groups: Option<Groups>,
    folded: Folded,
    cursor: usize,
    offset: usize,
    /// Whether the view was moved away from the selected entry, until another one is selected.
    is_scrolled: bool,
    /// Whether the time of each entry is drawn as a bar.
    pub waterfall: bool,
    /// The columns that the user has chosen, in their order; none for the usual ones.
    pub columns: Vec<Column>,
}

/// The entries that are listed.
#[derive(Debug)]
enum Listed {
    /// The first entries of the file: all that are known.
    All(usize),
    /// These.
    Some(Vec<usize>),
}

impl Default for Listed {
    fn default() -> Self {
        Self::All(0)
    }
}

/// What is in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Row<'a> {
    /// The heading of a group.
    Heading {
        /// The group.
        group: &'a Group,
        /// Whether its entries are folded away.
        is_folded: bool,
    },
    /// The entry of this number.
    Entry(usize),
}

impl List {
    /// How many entries are listed.
    pub fn len(&self) -> usize {
        match &self.listed {
            Listed::All(count) => *count,
            Listed::Some(numbers) => numbers.len(),
        }
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the entry at a place.
    pub fn number_at(&self, place: usize) -> Option<usize> {
        match &self.listed {
            Listed::All(count) => (place < *count).then_some(place),
            Listed::Some(numbers) => numbers.get(place).copied(),
        }
    }

    /// The place of an entry.
    pub fn place_of(&self, number: usize) -> Option<usize> {
        match &self.listed {
            Listed::All(count) => (number < *count).then_some(number),
            Listed::Some(numbers) => numbers.iter().position(|listed| *listed == number),
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.groups.as_ref().map_or_else(|| self.len(), Groups::rows)
    }

    /// What is in a row.
    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        let Some(groups) = &self.groups else { return self.number_at(row).map(Row::Entry) };
        match groups.at(row)? {
            At::Heading(place) => {
                let group = groups.all().get(place)?;
                Some(Row::Heading { group, is_folded: self.folded.has(&group.key) })
            }
            At::Entry(place) => self.number_at(place).map(Row::Entry),
        }
    }

    /// The rows from one on.
    pub fn rows_from(&self, row: usize) -> impl Iterator<Item = Row<'_>> {
        (row..).map_while(|row| self.row(row))
    }

    /// The groups; none where nothing is grouped.
    pub fn groups(&self) -> &[Group] {
        self.groups.as_ref().map_or(&[], Groups::all)
    }

    /// The selected row.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The number of the selected entry; `None` without one, or while a heading is selected.
    pub fn selected(&self) -> Option<usize> {
        match self.row(self.cursor)? {
            Row::Entry(number) => Some(number),
            Row::Heading { .. } => None,
        }
    }

    /// The place of the selected entry.
    pub fn place(&self) -> Option<usize> {
        match &self.groups {
            None => (self.cursor < self.len()).then_some(self.cursor),
            Some(groups) => match groups.at(self.cursor)? {
                At::Entry(place) => Some(place),
                At::Heading(_) => None,
            },
        }
    }

    /// The group whose heading is selected.
    pub fn heading(&self) -> Option<&Group> {
        match self.row(self.cursor)? {
            Row::Heading { group, .. } => Some(group),
            Row::Entry(_) => None,
        }
    }

    /// The selected entry, or the first one of the group whose heading is selected.
    pub fn nearest(&self) -> Option<usize> {
        self.selected().or_else(|| self.number_at(self.heading()?.entries.start))
    }

    /// The row in view at the top.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Lists the first `count` entries of the file; the selected one stays selected.
    pub fn list_all(&mut self, count: usize) {
        let (selected, is_scrolled) = (self.nearest(), self.is_scrolled);
        self.listed = Listed::All(count);
        self.groups = None;
        self.keep(selected, None);
        // More of the file is no reason to take the view back.
        self.is_scrolled = is_scrolled && self.selected() == selected;
    }

    /// Lists these entries, grouped or not. The one to be selected is, or the next one in file order; without one, the
    /// heading stays selected that is.
    pub fn list_some(&mut self, numbers: Vec<usize>, groups: Option<Vec<Group>>, selected: Option<usize>) {
        let heading = self.heading().map(|group| Arc::clone(&group.key));
        self.listed = Listed::Some(numbers);
        self.groups = groups.map(|groups| Groups::new(groups, &self.folded));
        self.keep(selected, heading);
    }

    /// Selects an entry, unfolding what hides it; whether it is listed.
    pub fn go_to(&mut self, number: usize) -> bool {
        let Some(place) = self.place_of(number) else { return false };
        if let Some(groups) = &mut self.groups
            && let Some(group) = groups.of(place).and_then(|group| groups.all().get(group))
            && self.folded.has(&group.key)
        {
            self.folded.turn(&group.key);
            groups.lay_out(&self.folded);
        }
        self.move_to(self.row_of(place).unwrap_or(place));
        true
    }

    /// Selects a row, or the last one.
    pub fn move_to(&mut self, row: usize) {
        self.is_scrolled = false;
        self.cursor = row.min(self.rows().saturating_sub(1));
    }

    /// Selects a row this many further down, or (negative) up.
    pub fn move_by(&mut self, by: isize) {
        self.move_to(self.cursor.saturating_add_signed(by));
    }

    /// Selects what is shown in a row of the view.
    pub fn press(&mut self, row: usize) {
        let row = self.offset + row;
        if row < self.rows() {
            self.move_to(row);
        }
    }

    /// Moves the view of this many rows; what is selected stays selected.
    pub fn scroll_by(&mut self, by: isize, rows: usize) {
        self.offset = self.offset.saturating_add_signed(by).min(self.rows().saturating_sub(rows));
        self.is_scrolled = true;
    }

    /// Folds the group whose heading is selected, or unfolds it.
    pub fn fold(&mut self) {
        let Some(key) = self.heading().map(|group| Arc::clone(&group.key)) else { return };
        self.folded.turn(&key);
        if let Some(groups) = &mut self.groups {
            groups.lay_out(&self.folded);
        }
    }

    /// Folds every group, also those that are still to come; where one is folded, unfolds them all.
    pub fn fold_all(&mut self) {
        let (place, heading) = (self.place(), self.heading().map(|group| Arc::clone(&group.key)));
        self.folded.turn_all(self.groups.as_ref().map_or(&[], Groups::all));
        let Some(groups) = &mut self.groups else { return };
        groups.lay_out(&self.folded);
        let row = match (place, heading) {
            (Some(place), _) => self.row_of(place),
            (None, heading) => heading.and_then(|key| self.groups.as_ref()?.heading_of(&key)),
        };
        self.move_to(row.unwrap_or(0));
    }

    /// Forgets what is folded: what comes is grouped another way.
    pub fn unfold(&mut self) {
        self.folded = Folded::default();
    }

    /// Brings the selected row into a view of this many rows, with two more rows in sight on both sides where there is
    /// room.
    pub fn bring_into_view(&mut self, rows: usize) {
        let margin = 2.min(rows.saturating_sub(1) / 2);
        let lowest = (self.cursor + margin + 1).saturating_sub(rows);
        let highest = self.cursor.saturating_sub(margin);
        let last = self.rows().saturating_sub(rows);
        if self.is_scrolled {
            self.offset = self.offset.min(last);
            return;
        }
        self.offset = self.offset.clamp(lowest, highest.max(lowest)).min(last);
    }

    /// The row in which the entry of a place is seen.
    fn row_of(&self, place: usize) -> Option<usize> {
        match &self.groups {
            None => Some(place),
            Some(groups) => groups.row_of(place, &self.folded),
        }
    }

    fn keep(&mut self, selected: Option<usize>, heading: Option<Arc<str>>) {
        let row = match (selected, heading) {
            (Some(number), _) => self.place_of(number).or_else(|| self.next_after(number)),
            (None, Some(key)) => {
                let row = self.groups.as_ref().and_then(|groups| groups.heading_of(&key));
                return self.move_to(row.unwrap_or(0));
            }
            (None, None) => None,
        };
        let fallback = if selected.is_some() { usize::MAX } else { 0 };
        self.move_to(row.and_then(|place| self.row_of(place)).unwrap_or(fallback));
    }

    /// The place of the entry that follows in the file.
    fn next_after(&self, number: usize) -> Option<usize> {
        let Listed::Some(numbers) = &self.listed else { return None };
        let next = numbers.iter().enumerate().filter(|(_, listed)| **listed > number);
        next.min_by_key(|(_, listed)| **listed).map(|(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::totals::Totals;

    #[test]
    fn the_selected_entry_stays_or_the_next_in_the_file_follows() {
        let mut list = List::default();
        list.list_all(10);
        list.move_to(4);
        list.list_some(vec![9, 2, 4], None, list.selected());
        assert_eq!(list.selected(), Some(4));
        list.list_some(vec![9, 2, 6], None, list.selected());
        assert_eq!(list.selected(), Some(6));
        list.list_some(vec![1, 2], None, list.selected());
        assert_eq!(list.selected(), Some(2));
        list.list_some(vec![], None, list.selected());
        assert_eq!(list.selected(), None);
        list.list_all(3);
        assert_eq!(list.selected(), Some(0));
    }

    #[test]
    fn the_view_follows_the_selection() {
        let mut list = List::default();
        list.list_all(100);
        for position in [0, 50, 99, 3, 98] {
            list.move_to(position);
            list.bring_into_view(10);
            let offset = list.offset();
            assert!((offset..offset + 10).contains(&position) && offset <= 90, "{position} {offset}");
        }
        list.move_to(50);
        list.bring_into_view(1);
        assert_eq!(list.offset(), 50);
        list.scroll_by(-30, 10);
        list.list_all(120);
        list.bring_into_view(10);
        assert_eq!((list.offset(), list.selected()), (20, Some(50)));
        list.press(3);
        list.bring_into_view(10);
        assert_eq!((list.offset(), list.selected()), (20, Some(23)));
        list.scroll_by(1000, 10);
        assert_eq!(list.offset(), 110);
        list.list_all(3);
        list.bring_into_view(10);
        assert_eq!(list.offset(), 0);
    }

    fn groups(of: &[(&str, usize)]) -> Vec<Group> {
        let mut start = 0;
        of.iter()
            .map(|(key, count)| {
                start += count;
                Group { key: (*key).into(), entries: start - count..start, totals: Totals::default() }
            })
            .collect()
    }

    /// Each row in a word: a group's key (`+` where it is folded), an entry's number.
    fn shown(list: &List) -> String {
        let row = |row| match row {
            Row::Heading { group, is_folded } => format!("{}{}", if is_folded { "+" } else { "" }, group.key),
            Row::Entry(number) => number.to_string(),
        };
        let rows: Vec<String> = list.rows_from(0).map(row).collect();
        assert_eq!(rows.len(), list.rows());
        rows.join(" ")
    }

    #[test]
    fn groups_fold_and_the_selection_stays() {
        let mut list = List::default();
        list.list_some(vec![5, 1, 7, 3], Some(groups(&[("a", 2), ("b", 2)])), Some(7));
        assert_eq!((shown(&list).as_str(), list.selected(), list.place()), ("a 5 1 b 7 3", Some(7), Some(2)));
        list.fold_all();
        assert_eq!((shown(&list).as_str(), list.selected(), list.nearest()), ("+a +b", None, Some(7)));
        assert!(list.go_to(3) && !list.go_to(4));
        assert_eq!((shown(&list).as_str(), list.selected()), ("+a b 7 3", Some(3)));
        list.move_to(0);
        list.fold();
        assert_eq!((shown(&list).as_str(), list.cursor()), ("a 5 1 b 7 3", 0));
        list.move_to(3);
        list.fold();
        // A heading stays selected when others come, and a folded group folded.
        list.list_some(vec![8, 5, 7], Some(groups(&[("c", 1), ("a", 1), ("b", 1)])), None);
        assert_eq!(
            (shown(&list).as_str(), list.cursor()),
            ("+c a 5 +b", 3),
            "all were folded before it came"
        );
        // What is to be selected is seen in its heading.
        list.list_some(vec![8, 7], Some(groups(&[("c", 1), ("b", 1)])), Some(7));
        assert_eq!((list.heading().map(|group| &*group.key), list.cursor()), (Some("b"), 1));
        list.list_all(9);
        assert_eq!((list.selected(), list.rows()), (Some(7), 9));
        list.fold();
        assert_eq!(list.rows(), 9, "nothing to fold");
        // What is said before the groups are there holds for them.
        list.unfold();
        list.fold_all();
        list.list_some(vec![8, 7], Some(groups(&[("c", 1), ("b", 1)])), None);
        assert_eq!(shown(&list), "+c +b");
        list.list_some(vec![], Some(vec![]), None);
        assert_eq!((list.rows(), list.selected(), list.row(0)), (0, None, None));
    }

    #[test]
    fn a_row_of_many_is_found_without_going_over_them() {
        let mut list = List::default();
        let keys: Vec<String> = (0..1000).map(|key| format!("h{key}")).collect();
        let of: Vec<(&str, usize)> = keys.iter().map(|key| (key.as_str(), 100)).collect();
        list.list_some((0..100_000).collect(), Some(groups(&of)), Some(99_999));
        assert_eq!((list.rows(), list.cursor()), (101_000, 100_999));
        list.bring_into_view(20);
        assert_eq!(list.rows_from(list.offset()).take(20).count(), 20);
        assert_eq!(list.row(101 * 500 + 1), Some(Row::Entry(50_000)));
    }
}
