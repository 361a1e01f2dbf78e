//! An explanation as lines, before wrapping.

use super::references;
use crate::diagnose::explain::{self, Block, Explanation};
use crate::text::{Lang, clean, width};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// Labels are padded to the longest of them, up to this width; longer ones are not padded, so that a UUID fits next
/// to the others.
const MAX_LABEL: usize = 10;

pub fn lines(explanation: &Explanation, lang: Lang) -> Vec<Line> {
    let labels = explanation.blocks.iter().filter_map(|block| match block {
        Block::Fact { label, .. } => Some(width(label)),
        _ => None,
    });
    let label_width = labels.filter(|width| *width <= MAX_LABEL).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut before = None;
    for block in &explanation.blocks {
        if before.is_some_and(|before| explain::gap(before, block)) {
            lines.push(Line::default());
        }
        block_lines(&mut lines, block, label_width, lang);
        before = Some(block);
    }
    lines.into_iter().map(references::marked).collect()
}

fn block_lines(lines: &mut Vec<Line>, block: &Block, label_width: usize, lang: Lang) {
    match block {
        Block::Headline { failed, text, detail } => {
            let (sign, role) = if *failed { ("✗ ", Role::Failed) } else { ("", Role::Strong) };
            let mut spans = vec![Span::new(format!("{sign}{}", clean(text)), role)];
            if !detail.is_empty() {
                spans.push(Span::new(format!(" · {}", clean(detail)), Role::Dim));
            }
            lines.push(Line { hang: width(sign), spans, ..Line::default() });
        }
        Block::Person(text) | Block::Title(text) => plain(lines, text, Role::Strong, 0),
        Block::Paragraph(text) => plain(lines, text, Role::Normal, 0),
        Block::Heading(text) => plain(lines, text, Role::Heading, 0),
        Block::Step { number, text } => {
            let number = format!(" {number} ");
            let hang = width(&number);
            let spans = vec![Span::new(number, Role::Heading), Span::new(clean(text), Role::Normal)];
            lines.push(Line { hang, spans, ..Line::default() });
        }
        Block::Item(text) => {
            let spans = vec![Span::new("   • ", Role::Heading), Span::new(clean(text), Role::Normal)];
            lines.push(Line { hang: 5, spans, ..Line::default() });
        }
        Block::Fact { label, value } => {
            let gap = " ".repeat(label_width.saturating_sub(width(label)) + 2);
            let label = Span::new(format!("{}{gap}", clean(label)), Role::Dim);
            lines.push(Line {
                hang: label_width + 2,
                spans: vec![label, Span::new(clean(value), Role::Normal)],
                ..Line::default()
            });
        }
        Block::Branch { rail, text } => {
            let spans = vec![Span::new(rail.clone(), Role::Dim), Span::new(clean(text), Role::Normal)];
            lines.push(Line { hang: width(rail), spans, ..Line::default() });
        }
        Block::Quote(text) => {
            for line in text.lines() {
                lines.push(Line {
                    hang: 2,
                    spans: vec![Span::new("│ ", Role::Failed), Span::new(clean(line), Role::Normal)],
                    ..Line::default()
                });
            }
        }
        Block::Source { title, link, basis } => {
            let basis = format!(" · {}", explain::basis(*basis, lang));
            lines.push(Line {
                spans: vec![Span::new(clean(title), Role::Normal), Span::new(basis, Role::Dim)],
                ..Line::default()
            });
            plain(lines, link, Role::Dim, 0);
        }
    }
}

fn plain(lines: &mut Vec<Line>, text: &str, role: Role, hang: usize) {
    lines.push(Line { hang, ..Line::of(clean(text), role) });
}
