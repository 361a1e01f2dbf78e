//! Entries that the diagnosis names: each is a link.

use ratatui::layout::Position;

use crate::redact;
use crate::text::{clean, fit_middle, width, words};
use crate::tui::layout::references::entries;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::board::{BoardKind, BoardRow, Link};
use crate::tui::state::panes::diagnosis_columns;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Scroll, Span, end, rows};

/// Columns of an address.
const ADDRESS: usize = 70;

impl App {
    /// Goes to the entry that the diagnosis names; where it names several, shows them to choose from.
    pub(super) fn follow_reference(&mut self) -> Vec<Effect> {
        let here = self.list.selected();
        let mut named: Vec<usize> = Vec::new();
        for (_, number) in self.panes.diagnosis.iter().flat_map(|line| entries(&text(line))) {
            if Some(number) != here && !named.contains(&number) {
                named.push(number);
            }
        }
        let words = &words::words(self.lang).board;
        match named.as_slice() {
            [] => self.notify(words.no_references.clone(), Role::Dim),
            [one] => self.follow(Link::Entry(*one)),
            _ => {
                let rows = named.iter().filter_map(|number| self.reference_row(*number)).collect();
                self.open_board(BoardKind::References, words.references.clone(), rows);
                Vec::new()
            }
        }
    }

    fn reference_row(&self, number: usize) -> Option<BoardRow> {
        let summary = self.index.get(number)?;
        let status = summary.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
        let address = fit_middle(&clean(&redact::summary_url(summary)), ADDRESS);
        let head =
            Span::new(format!("{number:>5}  {status:>3}  {:<7} ", clean(&summary.method)), Role::Heading);
        let line = Line { spans: vec![head, Span::new(address, Role::Normal)], ..Line::default() };
        Some(BoardRow { lines: vec![line], link: Some(Link::Entry(number)), findings: Vec::new() })
    }

    /// The entry whose number is at a place of the diagnosis.
    pub(super) fn reference_at(&self, at: Position) -> Option<usize> {
        let layout = self.layout?;
        let is_panel = layout.panel.is_some();
        let area = layout.panel.map_or(layout.whole_body(), |panel| panel.text);
        if !area.contains(at) {
            return None;
        }
        let columns = diagnosis_columns(area.width, is_panel);
        let (lines, height) = (self.panes.diagnosis.as_slice(), usize::from(area.height));
        let scroll: Scroll = self.panes.diagnosis_scroll.min(end(lines, columns, height));
        let row = rows(lines, scroll, columns, height).into_iter().nth(usize::from(at.y - area.y))?;
        let column = usize::from(at.x - area.x).checked_sub(usize::from(!is_panel))?;
        let text = text(&row);
        let is_there = |range: &std::ops::Range<usize>| {
            // The word before the number is part of the link.
            let word = text[..range.start].trim_end().rfind(' ').map_or(0, |space| space + 1);
            (width(&text[..word])..width(&text[..range.end])).contains(&column)
        };
        entries(&text).into_iter().find(|(range, _)| is_there(range)).map(|(_, number)| number)
    }
}

fn text(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}
