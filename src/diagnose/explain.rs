//! Findings as ordered text in either language: what the panel shows and what a ticket gets, decided once.
//!
//! Texts from the file are redacted here; whoever shows them makes them safe for a terminal.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    fmt::Write as _,
};

use super::{
    causes::{Cause, Causes, Key},
    finding::{ApiError, Basis, Finding, Kind, Person, Severity, Undecided, User},
    knowledge::{Condition, Knowledge, TacFact},
    rule::{Meaning, Rule, Source},
    words::{self, Words, fill},
};
use crate::{
    har::summary::Summary,
    redact,
    text::{clean, lang::Lang},
};

mod import;
mod item;
mod plain;
mod run;
mod said;
mod status;
mod ticket;
mod told;

pub use import::{anomalies, import, unreadable};
pub use item::{faults, item};
pub use plain::entry;
pub use status::{named, statuses};
pub use ticket::{heading, marks, ticket};
pub use told::Told;

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
        /// Something failed (otherwise it is only told what the entry is).
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
    /// A line of a picture made of text: what stands before it, and what it says.
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
    /// Whether it is a step or stands in the list below one; `before` is what holds for the block before it.
    #[must_use]
    pub fn belongs_to_step(&self, before: bool) -> bool {
        matches!(self, Self::Step { .. }) || (before && matches!(self, Self::Item(_)))
    }
}

/// Causes of one entry that are told in full before the rest is only counted.
const CAUSES: usize = 20;

/// More users than this with one cause share one run.
const ALONE: usize = 3;

/// Explains the findings of one entry: a run for each user; many with the same cause share one. `causes` are those of the
/// whole file.
#[must_use]
pub fn findings(knowledge: &Knowledge, findings: &[Finding], causes: &Causes<'_>, lang: Lang) -> Explanation {
    told(knowledge, findings, causes, None, lang)
}

/// As [`findings`], in a report of the whole file: what it has told before is not explained again.
#[must_use]
pub fn in_report(
    knowledge: &Knowledge,
    findings: &[Finding],
    causes: &Causes<'_>,
    before: &mut Told,
    lang: Lang,
) -> Explanation {
    told(knowledge, findings, causes, Some(before), lang)
}

fn told(
    knowledge: &Knowledge,
    findings: &[Finding],
    causes: &Causes<'_>,
    mut before: Option<&mut Told>,
    lang: Lang,
) -> Explanation {
    let mut explanation = Explanation::default();
    let mut groups = grouped(findings);
    // what failed before what is only to be noted
    groups.sort_by_key(|group| group.first().map(|finding| finding.severity));
    if findings.len() > 1 {
        run::overview(&mut explanation, knowledge, findings, &groups, lang);
    }
    for group in groups.iter().take(CAUSES) {
        // A few users are told each for themselves; of many with one cause, the cause is told once.
        let shared = if group.len() > ALONE { group.len() } else { 1 };
        for run in group.chunks(shared) {
            let Some(first) = run.first() else { continue };
            match before.as_deref_mut().and_then(|told| told.before(first)) {
                Some(before) => run::again(&mut explanation, knowledge, run, &before, lang),
                None => run::write(&mut explanation, knowledge, run, causes, lang),
            }
        }
    }
    if groups.len() > CAUSES {
        let more = (groups.len() - CAUSES).to_string();
        explanation.heading(&fill(&words::of(lang).more_causes, &[("n", &more)]));
    }
    explanation
}

/// Findings of one entry that are told together, in the order of their first.
fn grouped(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut places: HashMap<Run<'_>, usize> = HashMap::new();
    for finding in findings {
        match places.entry(Run::of(finding)) {
            Entry::Occupied(place) => groups[*place.get()].push(finding),
            Entry::Vacant(place) => {
                place.insert(groups.len());
                groups.push(vec![finding]);
            }
        }
    }
    groups
}

/// What findings that share a run have in common.
#[derive(PartialEq, Eq, Hash)]
struct Run<'f> {
    cause: Key<'f>,
    status: Option<i64>,
    names_user: bool,
}

impl<'f> Run<'f> {
    fn of(finding: &'f Finding) -> Self {
        Self {
            cause: Key::of(finding),
            status: finding.user.as_ref().and_then(|user| user.status),
            names_user: finding.named().is_some(),
        }
    }
}

/// What failed the requests of a whole file: each cause with its users and entries. Empty where only one failed.
#[must_use]
pub fn causes(knowledge: &Knowledge, causes: &Causes<'_>, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let mut explanation = Explanation::default();
    let ranked = causes.ranked();
    let entries: HashSet<usize> = ranked.iter().flat_map(|cause| cause.entries.iter().copied()).collect();
    if entries.len() < 2 {
        return explanation;
    }
    explanation.heading(&words.causes);
    for cause in ranked {
        explanation.push(Block::Item(run::cause(knowledge, cause, lang)));
    }
    explanation
}

/// Explains why it cannot be told whether a request failed.
#[must_use]
pub fn undecided(undecided: &Undecided, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let text = match undecided.kind {
        Kind::License => &words.license_undecided,
        // nothing is undecided of the other kinds: see the engine
        _ => &words.onboard_undecided,
    };
    let detail = http_text(undecided.http_status, words);
    let mut explanation = Explanation::default();
    explanation.push(Block::Headline { failed: false, text: text.to_owned(), detail });
    explanation.paragraph(&redact::text(&undecided.reason.text(lang)));
    explanation
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
        // writing into a string cannot fail
        // Each block is one line: a line feed in an e-mail must not begin a section of its own.
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

/// Whether an empty line stands between two blocks.
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

fn http_text(http: Option<i64>, words: &Words) -> String {
    match http {
        Some(http) => fill(&words.http_status, &[("http", &http.to_string())]),
        None => words.no_answer.clone(),
    }
}

impl Explanation {
    fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    fn paragraph(&mut self, text: &str) {
        self.push(Block::Paragraph(text.to_owned()));
    }

    fn heading(&mut self, text: &str) {
        self.push(Block::Heading(text.to_owned()));
    }

    fn fact(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            self.push(Block::Fact { label: label.to_owned(), value: redact::text(value).into() });
        }
    }

    fn meaning(&mut self, meaning: &Meaning) {
        self.push(Block::Title(meaning.title.clone()));
        self.paragraph(&meaning.cause);
    }

    fn steps(&mut self, actions: &[String]) {
        for (place, text) in actions.iter().enumerate() {
            self.push(Block::Step { number: place + 1, text: text.clone() });
        }
    }

    fn sources(&mut self, sources: &[Source]) {
        for source in sources {
            self.push(Block::Source {
                title: source.title.clone(),
                link: source.link.clone(),
                basis: source.basis,
            });
        }
    }
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
