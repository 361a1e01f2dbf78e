//! The nesting of the lines of a pretty-printed text, for folding, moving between siblings and paths, at twelve
//! bytes per line.

/// Stands for "no line".
const NONE: u32 = u32::MAX;

/// A line's position in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LineNode {
    /// The line that opens the container of this one.
    parent: u32,
    /// The line with the matching bracket if this line opens or closes one; one past the last line if it is
    /// missing.
    matching: u32,
    /// Number of preceding siblings; for a closing bracket, the number of members.
    position: u32,
}

/// The nesting of all lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree(Vec<LineNode>);

impl Tree {
    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the text ends before all brackets are closed.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        // Every container still open encloses the last line.
        let mut enclosing = self.len().checked_sub(1);
        while let Some(line) = enclosing {
            if self.close(line).is_some_and(|close| close >= self.len()) {
                return true;
            }
            enclosing = self.parent(line);
        }
        false
    }

    /// Memory used, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.0.len() * size_of::<LineNode>()
    }

    /// The line that opens the container of this line.
    #[must_use]
    pub fn parent(&self, line: usize) -> Option<usize> {
        let place = self.0.get(line)?;
        (place.parent != NONE).then_some(place.parent as usize)
    }

    /// The line that closes the container opened here; one past the last line if it is missing.
    #[must_use]
    pub fn close(&self, line: usize) -> Option<usize> {
        let matching = self.0.get(line)?.matching;
        (matching != NONE && matching as usize > line).then_some(matching as usize)
    }

    /// The line that opens the container closed here.
    #[must_use]
    pub fn open(&self, line: usize) -> Option<usize> {
        let matching = self.0.get(line)?.matching;
        (matching != NONE && (matching as usize) < line).then_some(matching as usize)
    }

    /// Number of siblings before a line.
    #[must_use]
    pub fn position(&self, line: usize) -> usize {
        self.0.get(line).map_or(0, |place| place.position as usize)
    }

    /// Number of members of the container opened here; `None` if it is truncated.
    #[must_use]
    pub fn members(&self, line: usize) -> Option<usize> {
        self.0.get(self.close(line)?).map(|close| close.position as usize)
    }

    /// The next member of the same container.
    #[must_use]
    pub fn next_sibling(&self, line: usize) -> Option<usize> {
        let next = self.close(line).unwrap_or(line) + 1;
        (next < self.len() && self.open(next).is_none() && self.parent(next) == self.parent(line))
            .then_some(next)
    }

    /// The previous member of the same container.
    #[must_use]
    pub fn previous_sibling(&self, line: usize) -> Option<usize> {
        let before = line.checked_sub(1)?;
        let before = self.open(before).unwrap_or(before);
        (self.parent(before) == self.parent(line) && Some(before) != self.parent(line)).then_some(before)
    }
}

/// Builds a tree line by line. The first line exists from the start.
#[derive(Debug)]
pub(super) struct Builder {
    places: Vec<LineNode>,
    /// The lines that open the enclosing containers, each with its number of members so far.
    open: Vec<(u32, u32)>,
    /// Number of top-level values.
    top: u32,
}

impl Default for Builder {
    fn default() -> Self {
        let first = LineNode { parent: NONE, matching: NONE, position: 0 };
        Self { places: vec![first], open: Vec::new(), top: 0 }
    }
}

impl Builder {
    /// The number of the current line.
    fn current(&self) -> u32 {
        u32::try_from(self.places.len() - 1).unwrap_or(NONE)
    }

    /// Whether the current line closes a bracket, so that it cannot open one as well.
    pub(super) fn is_closing(&self) -> bool {
        self.places.last().is_some_and(|place| place.matching != NONE)
    }

    /// Starts the first line inside the bracket that the previous line opened.
    pub(super) fn open(&mut self) {
        let opening = self.current();
        self.open.push((opening, 0));
        self.places.push(LineNode { parent: opening, matching: NONE, position: 0 });
    }

    /// Starts the line of the next member.
    pub(super) fn next(&mut self) {
        let (parent, position) = match self.open.last_mut() {
            Some((opening, members)) => {
                *members += 1;
                (*opening, *members)
            }
            None => {
                self.top += 1;
                (NONE, self.top)
            }
        };
        self.places.push(LineNode { parent, matching: NONE, position });
    }

    /// Starts the line that closes the innermost bracket.
    pub(super) fn close(&mut self) {
        let Some((opening, members)) = self.open.pop() else {
            self.top += 1;
            return self.places.push(LineNode { parent: NONE, matching: NONE, position: self.top });
        };
        let parent = self.open.last().map_or(NONE, |(enclosing, _)| *enclosing);
        self.places.push(LineNode { parent, matching: opening, position: members + 1 });
        let closing = self.current();
        if let Some(place) = self.places.get_mut(opening as usize) {
            place.matching = closing;
        }
    }

    /// Returns the tree; unclosed containers extend to the end.
    pub(super) fn finish(mut self) -> Tree {
        let end = self.current().saturating_add(1);
        for (opening, _) in self.open {
            if let Some(place) = self.places.get_mut(opening as usize) {
                place.matching = end;
            }
        }
        Tree(self.places)
    }
}

#[cfg(test)]
mod tests {
    use crate::text::pretty;
    use crate::worker::CancelToken;

    #[test]
    fn lines_know_their_parents_siblings_and_brackets() {
        let tree = pretty::layout(r#"{"a":[1,{"b":2},[]],"c":3}"#, &CancelToken::never()).unwrap().tree;
        // 0 {  1 "a": [  2 1,  3 {  4 "b": 2  5 },  6 []  7 ],  8 "c": 3  9 }
        assert_eq!(
            (tree.close(0), tree.close(1), tree.close(3), tree.close(6)),
            (Some(9), Some(7), Some(5), None)
        );
        assert_eq!((tree.open(5), tree.open(9), tree.open(4)), (Some(3), Some(0), None));
        assert_eq!(
            (tree.parent(4), tree.parent(8), tree.parent(0), tree.parent(7)),
            (Some(3), Some(0), None, Some(0))
        );
        assert_eq!((tree.members(0), tree.members(1), tree.members(3)), (Some(2), Some(3), Some(1)));
        assert_eq!((tree.position(6), tree.position(8)), (2, 1));
        assert_eq!(
            (tree.next_sibling(1), tree.next_sibling(8), tree.next_sibling(3)),
            (Some(8), None, Some(6))
        );
        assert_eq!(
            (tree.previous_sibling(8), tree.previous_sibling(6), tree.previous_sibling(2)),
            (Some(1), Some(3), None)
        );
    }

    #[test]
    fn truncated_containers_extend_to_the_end() {
        let tree = pretty::layout(r#"[{"a":1,"b":"cu"#, &CancelToken::never()).unwrap().tree;
        assert_eq!((tree.close(0), tree.close(1), tree.members(1)), (Some(4), Some(4), None));
        assert!(tree.is_cut());
        assert!(!pretty::layout("[{}]", &CancelToken::never()).unwrap().tree.is_cut());
    }
}
