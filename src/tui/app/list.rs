//! Which entries are listed, which one is selected, and which ones are in view.

/// The list's state. Positions count listed entries; numbers are places in the file.
#[derive(Debug, Default)]
pub struct List {
    listed: Listed,
    cursor: usize,
    offset: usize,
    /// Whether the view was moved away from the selected entry, until another one is selected.
    is_scrolled: bool,
    /// Whether the time of each entry is drawn as a bar.
    pub waterfall: bool,
}

/// The entries that are listed.
#[derive(Debug)]
enum Listed {
    /// The first so many of the file: all that are known.
    All(usize),
    /// These.
    Some(Vec<usize>),
}

impl Default for Listed {
    fn default() -> Self {
        Self::All(0)
    }
}

impl List {
    /// How many entries are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.listed {
            Listed::All(count) => *count,
            Listed::Some(numbers) => numbers.len(),
        }
    }

    /// Whether none is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the entry at a position.
    #[must_use]
    pub fn number_at(&self, position: usize) -> Option<usize> {
        match &self.listed {
            Listed::All(count) => (position < *count).then_some(position),
            Listed::Some(numbers) => numbers.get(position).copied(),
        }
    }

    /// The position of the selected entry.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The number of the selected entry.
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        self.number_at(self.cursor)
    }

    /// The position of an entry.
    #[must_use]
    pub fn position_of(&self, number: usize) -> Option<usize> {
        match &self.listed {
            Listed::All(count) => (number < *count).then_some(number),
            Listed::Some(numbers) => numbers.iter().position(|listed| *listed == number),
        }
    }

    /// The position in view at the top.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Lists the first `count` entries of the file; the selected one stays selected.
    pub fn list_all(&mut self, count: usize) {
        let (selected, is_scrolled) = (self.selected(), self.is_scrolled);
        self.listed = Listed::All(count);
        self.keep(selected);
        // More of the file is no reason to take the view back.
        self.is_scrolled = is_scrolled && self.selected() == selected;
    }

    /// Lists these entries; the selected one stays selected, or the next one in file order is.
    pub fn list_some(&mut self, numbers: Vec<usize>, selected: Option<usize>) {
        self.listed = Listed::Some(numbers);
        self.keep(selected);
    }

    /// Selects a position, or the last one.
    pub fn move_to(&mut self, position: usize) {
        self.is_scrolled = false;
        self.cursor = position.min(self.len().saturating_sub(1));
    }

    /// Selects a position so many further down, or (negative) up.
    pub fn move_by(&mut self, by: isize) {
        self.move_to(self.cursor.saturating_add_signed(by));
    }

    /// Selects what is shown in a row of the view.
    pub fn press(&mut self, row: usize) {
        let position = self.offset + row;
        if position < self.len() {
            self.move_to(position);
        }
    }

    /// Moves the view of so many rows; what is selected stays selected.
    pub fn scroll_by(&mut self, by: isize, rows: usize) {
        self.offset = self.offset.saturating_add_signed(by).min(self.len().saturating_sub(rows));
        self.is_scrolled = true;
    }

    /// Brings the selected entry into a view of so many rows, with two more rows in sight on both sides where there
    /// is room.
    pub fn bring_into_view(&mut self, rows: usize) {
        let margin = 2.min(rows.saturating_sub(1) / 2);
        let lowest = (self.cursor + margin + 1).saturating_sub(rows);
        let highest = self.cursor.saturating_sub(margin);
        let last = self.len().saturating_sub(rows);
        if self.is_scrolled {
            self.offset = self.offset.min(last);
            return;
        }
        self.offset = self.offset.clamp(lowest, highest.max(lowest)).min(last);
    }

    fn keep(&mut self, selected: Option<usize>) {
        let position = selected.and_then(|number| {
            self.position_of(number).or_else(|| match &self.listed {
                Listed::All(_) => None,
                Listed::Some(numbers) => {
                    let next = numbers.iter().enumerate().filter(|(_, listed)| **listed > number);
                    next.min_by_key(|(_, listed)| **listed).map(|(position, _)| position)
                }
            })
        });
        let fallback = if selected.is_some() { self.len() } else { 0 };
        self.move_to(position.unwrap_or(fallback));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_entry_stays_or_the_next_in_the_file_follows() {
        let mut list = List::default();
        list.list_all(10);
        list.move_to(4);
        list.list_some(vec![9, 2, 4], list.selected());
        assert_eq!(list.selected(), Some(4));
        list.list_some(vec![9, 2, 6], list.selected());
        assert_eq!(list.selected(), Some(6));
        list.list_some(vec![1, 2], list.selected());
        assert_eq!(list.selected(), Some(2));
        list.list_some(vec![], list.selected());
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
}
