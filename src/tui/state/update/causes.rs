//! The board of causes: what failed, how many users, when, and whether it was retried.

use std::collections::BTreeMap;

use crate::diagnose::causes::{Cause, Causes};
use crate::diagnose::explain;
use crate::diagnose::finding::{Failure, Severity};
use crate::query::finding_index::{cause_filter, failure_filter};
use crate::text::{clean, human, words};
use crate::tui::state::App;
use crate::tui::state::board::{BoardKind, BoardRow, Link};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// Columns of a count with the gap after it.
const COUNT: usize = 7;

impl App {
    /// Opens the board of causes; says so where nothing failed.
    pub(super) fn open_causes(&mut self) {
        let rows = self.cause_rows();
        let words = &words::words(self.lang).board;
        if rows.is_empty() {
            self.notify(words.no_causes.clone(), Role::Strong);
            return;
        }
        self.open_board(BoardKind::Causes, words.causes.clone(), rows);
    }

    /// Opens the board where several requests failed that the knowledge is about, unless the user does something else.
    pub(super) fn show_causes_first(&mut self) {
        let counts = self.findings.counts();
        let is_free = !self.has_chosen && self.overlay.is_none();
        if is_free && counts.onboard + counts.license + counts.jobs > 1 {
            self.open_causes();
        }
    }

    fn cause_rows(&self) -> Vec<BoardRow> {
        let words = &words::words(self.lang).board;
        let causes = Causes::of(self.findings.all());
        let mut rows: Vec<BoardRow> =
            causes.ranked().into_iter().map(|cause| self.cause_row(cause)).collect();
        let others = self.failure_rows();
        if !rows.is_empty() && !others.is_empty() {
            let lines = vec![Line::default(), Line::of(words.other.clone(), Role::Heading)];
            rows.push(BoardRow { lines, ..BoardRow::default() });
        }
        rows.extend(others);
        rows
    }

    fn cause_row(&self, cause: &Cause<'_>) -> BoardRow {
        let words = &words::words(self.lang).board;
        let counted = |count: usize, one: &str, many: &str| {
            words::fill(if count == 1 { one } else { many }, &[("n", &human::count(count))])
        };
        let title = clean(&explain::cause_title(self.knowledge, cause, self.lang)).into_owned();
        let role = if cause.first.severity == Severity::Error { Role::Failed } else { Role::Warning };
        let mut facts = Vec::new();
        if cause.users > 0 {
            facts.push(counted(cause.users, &words.users_one, &words.users));
        }
        match cause.entries.as_slice() {
            [entry] => facts.push(words::fill(&words.entry, &[("n", &entry.to_string())])),
            entries => facts.push(counted(entries.len(), &words.requests_one, &words.requests)),
        }
        facts.extend(cause.times().and_then(|(first, last)| period(first, last)));
        facts.push(match cause.retried() {
            (0, 0) => words.not_retried.clone(),
            (succeeded, failed) => {
                let of = [(succeeded, &words.retried), (failed, &words.failed_again)];
                let told = of.iter().filter(|(count, _)| *count > 0);
                told.map(|(count, text)| counted(*count, text, text)).collect::<Vec<_>>().join(" · ")
            }
        });
        let count = cause.users.max(cause.entries.len());
        let findings = cause.findings.iter().filter_map(|finding| {
            let place = self.findings.of(finding.entry).iter().position(|own| std::ptr::eq(own, *finding))?;
            Some((finding.entry, place))
        });
        BoardRow {
            findings: findings.collect(),
            link: Some(Link::Filter(cause_filter(cause.first))),
            lines: lines(count, role, title, &facts),
        }
    }

    /// The other failures, those of one kind in a row, the most frequent first.
    fn failure_rows(&self) -> Vec<BoardRow> {
        let words = &words::words(self.lang).board;
        let mut kinds: BTreeMap<_, Vec<&Failure>> = BTreeMap::new();
        for failure in self.findings.failures.values() {
            let key = (&failure.rule, failure.error.as_deref(), failure.http_status);
            kinds.entry(key).or_default().push(failure);
        }
        let mut kinds: Vec<Vec<&Failure>> = kinds.into_values().collect();
        kinds
            .sort_by_key(|failures| (std::cmp::Reverse(failures.len()), failures.first().map(|it| it.entry)));
        let row = |failures: &Vec<&Failure>| {
            let first = failures.first()?;
            let title = clean(&explain::failure_title(self.knowledge, first, self.lang)).into_owned();
            let started = |failure: &&&Failure| Some(&*self.index.get(failure.entry)?.started);
            let times =
                || failures.iter().filter_map(|failure| started(&failure)).filter(|at| !at.is_empty());
            let mut facts = match failures.as_slice() {
                [one] => vec![words::fill(&words.entry, &[("n", &one.entry.to_string())])],
                _ => vec![words::fill(&words.requests, &[("n", &human::count(failures.len()))])],
            };
            facts.extend(times().min().zip(times().max()).and_then(|(first, last)| period(first, last)));
            Some(BoardRow {
                link: Some(Link::Filter(failure_filter(first))),
                lines: lines(failures.len(), Role::Warning, title, &facts),
                findings: Vec::new(),
            })
        };
        kinds.iter().filter_map(row).collect()
    }
}

/// A count and a title, and below them facts.
fn lines(count: usize, role: Role, title: String, facts: &[String]) -> Vec<Line> {
    let count = format!("{:>4} ×  ", human::count(count));
    let gap = " ".repeat(COUNT);
    vec![
        Line {
            hang: COUNT,
            spans: vec![Span::new(count, role), Span::new(title, Role::Strong)],
            ..Line::default()
        },
        Line { hang: COUNT, ..Line::of(format!("{gap}{}", facts.join(" · ")), Role::Dim) },
    ]
}

/// `10:02:24–10:05:01`; one time where both are the same.
fn period(first: &str, last: &str) -> Option<String> {
    let (from, to) = (human::clock(first)?, human::clock(last)?);
    Some(if from == to { from.to_owned() } else { format!("{from}–{to}") })
}
