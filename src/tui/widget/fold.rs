//! JSON as a foldable tree. A folded container takes one row; the lines inside it are skipped and never built.

use super::document::Document;
use super::text::{Line, Lines, Span};
use crate::text::human;
use crate::tui::theme::Role;

/// The folded lines of a document: one bit per line, allocated with the first fold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds(Vec<u64>);

impl Folds {
    pub const NONE: Self = Self(Vec::new());

    pub fn is_folded(&self, line: usize) -> bool {
        self.0.get(line / 64).is_some_and(|bits| bits & (1 << (line % 64)) != 0)
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    pub fn set(&mut self, line: usize, folded: bool) {
        if self.0.len() <= line / 64 {
            self.0.resize(line / 64 + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(line / 64) {
            *bits = if folded { *bits | 1 << (line % 64) } else { *bits & !(1 << (line % 64)) };
        }
    }

    /// Unfolds every container that hides a line.
    pub fn reveal(&mut self, document: &Document, line: usize) {
        let tree = document.tree();
        let mut around = tree.open(line).or_else(|| tree.parent(line));
        while let Some(at) = around {
            if self.is_folded(at) {
                self.set(at, false);
            }
            around = tree.parent(at);
        }
    }

    /// Folds every container below the outermost one.
    pub fn fold_all(&mut self, document: &Document) {
        let tree = document.tree();
        for line in 0..tree.len() {
            if tree.close(line).is_some() && tree.parent(line).is_some() {
                self.set(line, true);
            }
        }
    }

    pub fn unfold_all(&mut self) {
        self.0.clear();
    }

    /// The line on which a line is visible: itself, or the outermost folded line that contains it.
    pub fn seen_on(&self, document: &Document, line: usize) -> usize {
        if self.0.is_empty() {
            return line;
        }
        let tree = document.tree();
        let mut around = tree.open(line).unwrap_or(line);
        let mut seen = if self.is_folded(around) { around } else { line };
        while let Some(parent) = tree.parent(around) {
            if self.is_folded(parent) {
                seen = parent;
            }
            around = parent;
        }
        seen
    }
}

/// A document with its folds applied.
#[derive(Debug, Clone, Copy)]
pub struct FoldedDocument<'a> {
    pub document: &'a Document,
    pub folds: &'a Folds,
}

impl FoldedDocument<'_> {
    /// The closing line of the container folded at a segment; `None` if it is not folded.
    fn folded_to(&self, segment: usize) -> Option<usize> {
        let line = self.document.line_of(segment);
        self.document.tree().close(line).filter(|_| self.folds.is_folded(line))
    }

    fn is_last_of_line(&self, segment: usize) -> bool {
        segment + 1 >= self.document.count()
            || self.document.line_of(segment + 1) != self.document.line_of(segment)
    }
}

impl Lines for FoldedDocument<'_> {
    fn count(&self) -> usize {
        self.document.count()
    }

    fn line(&self, at: usize) -> Line {
        let mut line = self.document.line(at);
        let Some(close) = self.folded_to(at).filter(|_| self.is_last_of_line(at)) else { return line };
        let opening = self.document.line_of(at);
        let members = self.document.tree().members(opening);
        let role = if self.document.is_marked(opening + 1..close) { Role::Failed } else { Role::Dim };
        let count = members.map_or_else(String::new, |count| format!(" {}", human::count(count)));
        line.spans.push(Span::new(format!(" …{count} "), role));
        if members.is_some() {
            let closing = self.document.lines(close..close + 1).trim_start().to_owned();
            line.spans.push(Span::new(closing, Role::Normal));
        }
        line
    }

    fn after(&self, at: usize) -> Option<usize> {
        let Some(close) = self.folded_to(at).filter(|_| self.is_last_of_line(at)) else {
            return self.document.after(at);
        };
        (close + 1 < self.document.last_number()).then(|| self.document.segment_of(close + 1))
    }

    fn before(&self, at: usize) -> Option<usize> {
        let before = self.document.before(at)?;
        Some(self.seen(before))
    }

    fn last(&self) -> Option<usize> {
        self.document.last().map(|last| self.seen(last))
    }
}

impl FoldedDocument<'_> {
    /// The segment on which another is visible: itself, or the last segment of the line that hides it.
    pub fn seen(&self, segment: usize) -> usize {
        let line = self.document.line_of(segment);
        let seen = self.folds.seen_on(self.document, line);
        if seen == line { segment } else { self.document.segment_of(seen + 1).saturating_sub(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pretty;
    use crate::tui::widget::text::{Scroll, end, moved, rows};
    use crate::worker::CancelToken;
    use proptest::prelude::*;

    fn document(json: &str) -> Document {
        Document::json(pretty::layout(json, &CancelToken::never()).unwrap(), &[])
    }

    fn shown(document: &Document, folds: &Folds) -> Vec<String> {
        let lines = FoldedDocument { document, folds };
        rows(&lines, Scroll::default(), 10_000, 10_000)
            .iter()
            .map(|row| row.spans.iter().map(|span| span.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn a_folded_container_is_one_row_with_its_size() {
        let document = document(r#"{"a":[1,{"b":2},[]],"c":{"d":3}}"#);
        let mut folds = Folds::default();
        folds.set(1, true);
        assert_eq!(
            shown(&document, &folds),
            ["{", "  \"a\": [ … 3 ],", "  \"c\": {", "    \"d\": 3", "  }", "}"]
        );
        folds.set(3, true);
        assert_eq!(
            FoldedDocument { document: &document, folds: &folds }.seen(4),
            1,
            "the outermost fold hides it"
        );
        folds.unfold_all();
        folds.fold_all(&document);
        assert_eq!(shown(&document, &folds), ["{", "  \"a\": [ … 3 ],", "  \"c\": { … 1 }", "}"]);
        folds.set(0, true);
        assert_eq!(shown(&document, &folds), ["{ … 2 }"]);
    }

    #[test]
    fn truncated_json_folds_to_its_end_and_marks_show_on_folds() {
        let laid_out = pretty::layout(r#"[{"a":1},{"status":400,"b":"cu"#, &CancelToken::never()).unwrap();
        let document = Document::json(laid_out, &["\"status\": 400".to_owned()]);
        let mut folds = Folds::default();
        folds.fold_all(&document);
        assert_eq!(shown(&document, &folds), ["[", "  { … 1 },", "  { … "]);
        let lines = FoldedDocument { document: &document, folds: &folds };
        assert_eq!(lines.line(lines.last().unwrap()).spans.last().unwrap().role, Role::Failed);
    }

    #[test]
    fn millions_of_rows_are_moved_over_without_building_them() {
        let document = document(&format!("[{}[1]]", "[1,2,3],".repeat(100_000)));
        let mut folds = Folds::default();
        folds.fold_all(&document);
        let lines = FoldedDocument { document: &document, folds: &folds };
        let last = end(&lines, 80, 1);
        assert_eq!(document.line_of(last.line), 500_004, "the closing bracket");
        assert_eq!(moved(&lines, last, -2, 80, 1).line, 499_996);
    }

    proptest! {
        #[test]
        fn up_is_the_way_back_and_every_row_is_met_once(text in "[\\[{][\\[\\]{}\",:a1 ]{0,60}", bits in any::<u64>()) {
            if let Some(laid_out) = pretty::layout(&text, &CancelToken::never()) {
                let document = Document::json(laid_out, &[]);
                let mut folds = Folds::default();
                for line in 0..document.last_number() {
                    folds.set(line, bits & (1 << (line % 64)) != 0);
                }
                let lines = FoldedDocument { document: &document, folds: &folds };
                let mut down = vec![0];
                while let Some(next) = lines.after(*down.last().unwrap()) {
                    prop_assert!(next > *down.last().unwrap());
                    down.push(next);
                }
                prop_assert_eq!(lines.last(), down.last().copied());
                let mut back = vec![lines.last().unwrap()];
                while let Some(before) = lines.before(*back.last().unwrap()) {
                    back.push(before);
                }
                back.reverse();
                prop_assert_eq!(down, back);
            }
        }

        #[test]
        fn the_rows_hold_the_same_tokens(text in "[\\[{][\\PC\"\\\\\\[\\]{},: \n]{0,80}") {
            if let Some(laid_out) = pretty::layout(&text, &CancelToken::never()) {
                let document = Document::json(laid_out, &[]);
                let rows = shown(&document, &Folds::default()).concat();
                prop_assert_eq!(tokens(&rows), tokens(&crate::text::clean_lines(text.trim())));
            }
        }
    }

    /// The characters of a JSON text without the white space between tokens; escapes as they are displayed.
    fn tokens(text: &str) -> String {
        let (mut out, mut in_string, mut escaped) = (String::new(), false, false);
        for c in text.chars() {
            match c {
                '\n' if in_string => out.push('␊'),
                c if !in_string && c.is_whitespace() => {}
                c => out.push(c),
            }
            match c {
                _ if escaped => escaped = false,
                '\\' if in_string => escaped = true,
                '"' => in_string = !in_string,
                _ => {}
            }
        }
        out
    }
}
