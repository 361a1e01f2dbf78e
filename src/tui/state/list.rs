//! The list: listed entries, selection, and scroll offset.

mod groups;

use std::sync::Arc;

use self::groups::{FoldState, Groups, RowKind};
use crate::query::group::Group;
use crate::query::sort::Column;

/// The list's state. Three indices are in use: a *number* is an entry's index in `log.entries`, a *place* is an index
/// among the listed entries, and a *row* counts displayed rows, group headings included.
#[derive(Debug, Default)]
pub struct List {
    listed: Listed,
    /// `None` if the list is not grouped.
    groups: Option<Groups>,
    folded: FoldState,
    cursor: usize,
    offset: usize,
    /// Whether the user scrolled away from the selection. The view follows the selection again when it changes.
    is_scrolled: bool,
    /// Whether the waterfall is shown.
    pub waterfall: bool,
    /// The columns that the user has chosen, in order; empty for the default ones.
    pub columns: Vec<Column>,
}

/// The listed entries.
#[derive(Debug)]
enum Listed {
    /// The first entries of the file, without a filter.
    All(usize),
    /// The numbers of these entries.
    Some(Vec<usize>),
}

impl Default for Listed {
    fn default() -> Self {
        Self::All(0)
    }
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Row<'a> {
    Heading {
        group: &'a Group,
        is_folded: bool,
    },
    /// An entry, by number.
    Entry(usize),
}

impl List {
    /// Number of listed entries.
    pub fn len(&self) -> usize {
        match &self.listed {
            Listed::All(count) => *count,
            Listed::Some(numbers) => numbers.len(),
        }
    }

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

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.groups.as_ref().map_or_else(|| self.len(), Groups::rows)
    }

    /// The content of a row.
    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        let Some(groups) = &self.groups else { return self.number_at(row).map(Row::Entry) };
        match groups.at(row)? {
            RowKind::Heading(place) => {
                let group = groups.all().get(place)?;
                Some(Row::Heading { group, is_folded: self.folded.is_folded(&group.key) })
            }
            RowKind::Entry(place) => self.number_at(place).map(Row::Entry),
        }
    }

    /// The content of this row and all following ones.
    pub fn rows_from(&self, row: usize) -> impl Iterator<Item = Row<'_>> {
        (row..).map_while(|row| self.row(row))
    }

    /// The groups; empty if the list is not grouped.
    pub fn groups(&self) -> &[Group] {
        self.groups.as_ref().map_or(&[], Groups::all)
    }

    /// The selected row.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The number of the selected entry; `None` if a heading is selected.
    pub fn selected(&self) -> Option<usize> {
        match self.row(self.cursor)? {
            Row::Entry(number) => Some(number),
            Row::Heading { .. } => None,
        }
    }

    /// The place of the selected entry.
    pub fn selected_place(&self) -> Option<usize> {
        match &self.groups {
            None => (self.cursor < self.len()).then_some(self.cursor),
            Some(groups) => match groups.at(self.cursor)? {
                RowKind::Entry(place) => Some(place),
                RowKind::Heading(_) => None,
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

    /// The number of the selected entry, or of the first entry of the selected group.
    pub fn nearest(&self) -> Option<usize> {
        self.selected().or_else(|| self.number_at(self.heading()?.entries.start))
    }

    /// The first row in view.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Lists the first `count` entries of the file and keeps the selection.
    pub fn list_all(&mut self, count: usize) {
        let (selected, is_scrolled) = (self.nearest(), self.is_scrolled);
        self.listed = Listed::All(count);
        self.groups = None;
        self.select_or_keep(selected, None);
        // Loading more entries must not scroll the list back to the selection.
        self.is_scrolled = is_scrolled && self.selected() == selected;
    }

    /// Lists these entries. Selects `selected`, or else the next entry in file order; with `None`, keeps a selected
    /// heading.
    pub fn list_some(&mut self, numbers: Vec<usize>, groups: Option<Vec<Group>>, selected: Option<usize>) {
        let heading = self.heading().map(|group| Arc::clone(&group.key));
        self.listed = Listed::Some(numbers);
        self.groups = groups.map(|groups| Groups::new(groups, &self.folded));
        self.select_or_keep(selected, heading);
    }

    /// Selects an entry, unfolding its group; returns whether it is listed.
    pub fn go_to(&mut self, number: usize) -> bool {
        let Some(place) = self.place_of(number) else { return false };
        if let Some(groups) = &mut self.groups
            && let Some(group) = groups.of(place).and_then(|group| groups.all().get(group))
            && self.folded.is_folded(&group.key)
        {
            self.folded.toggle(&group.key);
            groups.lay_out(&self.folded);
        }
        self.move_to(self.row_of(place).unwrap_or(place));
        true
    }

    /// Selects a row, clamped to the last one.
    pub fn move_to(&mut self, row: usize) {
        self.is_scrolled = false;
        self.cursor = row.min(self.rows().saturating_sub(1));
    }

    pub fn move_by(&mut self, by: isize) {
        self.move_to(self.cursor.saturating_add_signed(by));
    }

    /// Selects a row, counted from the first in view.
    pub fn click(&mut self, row: usize) {
        let row = self.offset + row;
        if row < self.rows() {
            self.move_to(row);
        }
    }

    /// Scrolls the list without changing the selection; `rows` is the height of the view.
    pub fn scroll_by(&mut self, by: isize, rows: usize) {
        self.offset = self.offset.saturating_add_signed(by).min(self.rows().saturating_sub(rows));
        self.is_scrolled = true;
    }

    /// Toggles the fold of the selected group.
    pub fn fold(&mut self) {
        let Some(key) = self.heading().map(|group| Arc::clone(&group.key)) else { return };
        self.folded.toggle(&key);
        if let Some(groups) = &mut self.groups {
            groups.lay_out(&self.folded);
        }
    }

    /// Folds all groups, or unfolds all if any is folded. Also applies to groups that are not there yet.
    pub fn fold_all(&mut self) {
        let (place, heading) = (self.selected_place(), self.heading().map(|group| Arc::clone(&group.key)));
        self.folded.toggle_all(self.groups.as_ref().map_or(&[], Groups::all));
        let Some(groups) = &mut self.groups else { return };
        groups.lay_out(&self.folded);
        let row = match (place, heading) {
            (Some(place), _) => self.row_of(place),
            (None, heading) => heading.and_then(|key| self.groups.as_ref()?.heading_of(&key)),
        };
        self.move_to(row.unwrap_or(0));
    }

    /// Unfolds everything, because the grouping changes.
    pub fn unfold_all(&mut self) {
        self.folded = FoldState::default();
    }

    /// Scrolls the selected row into view, with two rows of context above and below if possible.
    pub fn scroll_to_selection(&mut self, rows: usize) {
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

    /// The row that shows the entry at a place, which is the heading of a folded group.
    fn row_of(&self, place: usize) -> Option<usize> {
        match &self.groups {
            None => Some(place),
            Some(groups) => groups.row_of(place, &self.folded),
        }
    }

    fn select_or_keep(&mut self, selected: Option<usize>, heading: Option<Arc<str>>) {
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

    /// The place of the next listed entry in file order.
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
            list.scroll_to_selection(10);
            let offset = list.offset();
            assert!((offset..offset + 10).contains(&position) && offset <= 90, "{position} {offset}");
        }
        list.move_to(50);
        list.scroll_to_selection(1);
        assert_eq!(list.offset(), 50);
        list.scroll_by(-30, 10);
        list.list_all(120);
        list.scroll_to_selection(10);
        assert_eq!((list.offset(), list.selected()), (20, Some(50)));
        list.click(3);
        list.scroll_to_selection(10);
        assert_eq!((list.offset(), list.selected()), (20, Some(23)));
        list.scroll_by(1000, 10);
        assert_eq!(list.offset(), 110);
        list.list_all(3);
        list.scroll_to_selection(10);
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

    /// The rows as words: a group's key (with `+` if folded), or an entry's number.
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
        assert_eq!(
            (shown(&list).as_str(), list.selected(), list.selected_place()),
            ("a 5 1 b 7 3", Some(7), Some(2))
        );
        list.fold_all();
        assert_eq!((shown(&list).as_str(), list.selected(), list.nearest()), ("+a +b", None, Some(7)));
        assert!(list.go_to(3) && !list.go_to(4));
        assert_eq!((shown(&list).as_str(), list.selected()), ("+a b 7 3", Some(3)));
        list.move_to(0);
        list.fold();
        assert_eq!((shown(&list).as_str(), list.cursor()), ("a 5 1 b 7 3", 0));
        list.move_to(3);
        list.fold();
        // A heading stays selected and a group folded when other entries are listed.
        list.list_some(vec![8, 5, 7], Some(groups(&[("c", 1), ("a", 1), ("b", 1)])), None);
        assert_eq!(
            (shown(&list).as_str(), list.cursor()),
            ("+c a 5 +b", 3),
            "all were folded before it came"
        );
        // An entry in a folded group is selected through its heading.
        list.list_some(vec![8, 7], Some(groups(&[("c", 1), ("b", 1)])), Some(7));
        assert_eq!((list.heading().map(|group| &*group.key), list.cursor()), (Some("b"), 1));
        list.list_all(9);
        assert_eq!((list.selected(), list.rows()), (Some(7), 9));
        list.fold();
        assert_eq!(list.rows(), 9, "nothing to fold");
        // Fold state set before the groups are known applies to them.
        list.unfold_all();
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
        list.scroll_to_selection(20);
        assert_eq!(list.rows_from(list.offset()).take(20).count(), 20);
        assert_eq!(list.row(101 * 500 + 1), Some(Row::Entry(50_000)));
    }
}
