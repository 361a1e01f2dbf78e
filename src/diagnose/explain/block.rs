//! The parts of an explanation, and how they become plain text.

use std::fmt::Write as _;

use crate::diagnose::finding::Basis;
use crate::diagnose::rule::{Meaning, Source};
use crate::diagnose::words::{self, Words};
use crate::redact;
use crate::text::clean;
use crate::text::lang::Lang;

/// An ordered text: who failed, what it means, what to do, and on what grounds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The parts, in the order in which a person needs them.
    pub blocks: Vec<Block>,
}

/// One part of an [`Explanation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The first line of each run.
    Headline {
        /// Something failed; otherwise the line only describes the entry.
        failed: bool,
        /// What happened.
        text: String,
        /// With what status; may be empty.
        detail: String,
    },
    /// An affected user, by e-mail or UUID.
    Person(String),
    /// What it means, in one line.
    Title(String),
    /// One or two sentences.
    Paragraph(String),
    /// The heading of what follows.
    Heading(String),
    /// One of the things to do.
    Step {
        /// From 1.
        number: usize,
        /// What to do.
        text: String,
    },
    /// One of the things to have at hand.
    Item(String),
    /// A name and its value.
    Fact {
        /// The name.
        label: String,
        /// The value.
        value: String,
    },
    /// A line of a tree drawn with text.
    Branch {
        /// Lines and arrows, as wide as those of its neighbours.
        rail: String,
        /// The text.
        text: String,
    },
    /// A text as the server sent it.
    Quote(String),
    /// A document that says so.
    Source {
        /// Its title.
        title: String,
        /// Its address.
        link: String,
        /// Documented, or derived from it.
        basis: Basis,
    },
}

impl Block {
    /// Whether it is a step or in the list below one; `before` is the same of the previous block.
    #[must_use]
    pub fn belongs_to_step(&self, before: bool) -> bool {
        matches!(self, Self::Step { .. }) || (before && matches!(self, Self::Item(_)))
    }
}

impl Explanation {
    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.push(Block::Paragraph(text.to_owned()));
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.push(Block::Heading(text.to_owned()));
    }

    pub(super) fn fact(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            self.push(Block::Fact { label: label.to_owned(), value: redact::text(value).into() });
        }
    }

    pub(super) fn meaning(&mut self, meaning: &Meaning) {
        self.push(Block::Title(meaning.title.clone()));
        self.paragraph(&meaning.cause);
    }

    pub(super) fn steps(&mut self, actions: &[String]) {
        for (place, text) in actions.iter().enumerate() {
            self.push(Block::Step { number: place + 1, text: text.clone() });
        }
    }

    pub(super) fn sources(&mut self, sources: &[Source], lang: Lang) {
        for source in sources {
            self.push(Block::Source {
                title: source.title.clone(),
                link: source.address(lang).to_owned(),
                basis: source.basis,
            });
        }
    }
}

/// The whole as plain text that reads well in a ticket, and is safe in a terminal.
#[must_use]
pub fn to_text(explanation: &Explanation, lang: Lang) -> String {
    let words = words::of(lang);
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    let mut belongs_to_step = false;
    for block in &explanation.blocks {
        belongs_to_step = block.belongs_to_step(belongs_to_step);
        if before.is_some_and(|before| gap(before, block)) {
            text.push('\n');
        }
        // Each block is one line: a line feed in an e-mail must not begin a section of its own. Writing into a string
        // cannot fail.
        let _ = match block {
            Block::Headline { failed, text: line, detail } => {
                let mark = if *failed { "✗ " } else { "" };
                let dot = if detail.is_empty() { "" } else { " · " };
                writeln!(text, "{mark}{}{dot}{}", clean(line), clean(detail))
            }
            Block::Person(line) | Block::Title(line) | Block::Paragraph(line) | Block::Heading(line) => {
                writeln!(text, "{}", clean(line))
            }
            Block::Step { number, text: line } => writeln!(text, "  {number}. {}", clean(line)),
            Block::Item(line) => {
                let indent = if belongs_to_step { "   " } else { "" };
                writeln!(text, "  {indent}- {}", clean(line))
            }
            Block::Fact { label, value } => writeln!(text, "  {}: {}", clean(label), clean(value)),
            Block::Branch { rail, text: line } => writeln!(text, "  {rail}{}", clean(line)),
            Block::Quote(line) => line.lines().try_for_each(|line| writeln!(text, "  > {}", clean(line))),
            Block::Source { title, link, basis } => {
                let basis = basis_text(*basis, words);
                writeln!(text, "  {} ({basis})\n  {}", clean(title), clean(link))
            }
        };
        before = Some(block);
    }
    text
}

/// Whether an empty line separates two blocks.
#[must_use]
pub fn gap(before: &Block, block: &Block) -> bool {
    match block {
        Block::Headline { .. } | Block::Heading(_) => true,
        Block::Title(_) | Block::Quote(_) => !matches!(before, Block::Heading(_)),
        Block::Paragraph(_) => {
            !matches!(before, Block::Title(_) | Block::Heading(_) | Block::Paragraph(_) | Block::Person(_))
        }
        _ => false,
    }
}

/// "documented" or "derived", in words.
#[must_use]
pub fn basis(basis: Basis, lang: Lang) -> &'static str {
    basis_text(basis, words::of(lang))
}

fn basis_text(basis: Basis, words: &Words) -> &str {
    match basis {
        Basis::Documented => &words.documented,
        Basis::Derived => &words.derived,
    }
}
