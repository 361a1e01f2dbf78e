//! One user's story: everything in the file that touches an e-mail or a user ID, in order of time.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnose::causes::Causes;
use crate::diagnose::explain;
use crate::diagnose::finding::{AccountStatus, Finding};
use crate::redact;
use crate::text::{clean, fit_middle, human, words};
use crate::tui::message::effect::Effect;
use crate::tui::message::story::{StoryFound, StoryRequest};
use crate::tui::state::App;
use crate::tui::state::board::{BoardKind, BoardRow, Link};
use crate::tui::state::overlay::Overlay;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// An e-mail or a UUID in a text.
#[expect(clippy::unwrap_used, reason = "a test compiles the pattern")]
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b").unwrap()
});

/// Columns of a path.
const PATH: usize = 44;

impl App {
    /// Looks for everything that touches the user of the selected entry, or of the line that the cursor is on.
    pub(super) fn open_story(&mut self) -> Vec<Effect> {
        let names = self.names_here();
        let words = &words::words(self.lang).board;
        let (Some(first), Some(store)) = (names.first(), self.store()) else {
            return self.notify(words.no_user.clone(), Role::Dim);
        };
        let title = words::fill(&words.story, &[("who", &clean(first))]);
        let looking = Line::of(words.looking.clone(), Role::Dim);
        let rows = vec![BoardRow { lines: vec![looking], ..BoardRow::default() }];
        let found = std::sync::Arc::clone(&self.findings.found);
        self.open_board(BoardKind::Story, title, rows);
        vec![Effect::FindStory(Box::new(StoryRequest { names, store, found }))]
    }

    /// The names of the user that the keys are about: in the line with the cursor, else of the finding stepped to, else
    /// of the only finding that the file has.
    fn names_here(&self) -> Vec<String> {
        let named = self.name_at_cursor();
        let selected = self.list.selected().map_or(&[][..], |number| self.findings.of(number));
        let all = || self.findings.all();
        let finding = match &named {
            Some(name) => all().find(|finding| names_of(finding).any(|own| own.eq_ignore_ascii_case(name))),
            None => selected.get(self.panes.user).or_else(|| all().next().filter(|_| all().count() == 1)),
        };
        let mut names: Vec<String> = finding.into_iter().flat_map(names_of).map(str::to_owned).collect();
        if let (true, Some(name)) = (names.is_empty(), named) {
            names.push(name);
        }
        names
    }

    /// The e-mail or UUID in the line of the body that the cursor is on, while the body has the keys.
    fn name_at_cursor(&self) -> Option<String> {
        let (_, text) = self.line_at_cursor()?;
        NAME.find(&text).map(|found| found.as_str().to_owned())
    }

    /// The entries are found: each gets a row.
    pub(super) fn on_story(&mut self, story: &StoryFound) {
        let rows: Vec<BoardRow> =
            story.entries.iter().filter_map(|entry| self.story_row(*entry, &story.names)).collect();
        if let Some(Overlay::Board(board)) = &mut self.overlay
            && board.kind == BoardKind::Story
        {
            let title = std::mem::take(&mut board.title);
            self.open_board(BoardKind::Story, title, rows);
        }
    }

    fn story_row(&self, entry: usize, names: &[String]) -> Option<BoardRow> {
        let summary = self.index.get(entry)?;
        let url = redact::summary_url(summary);
        let path = fit_middle(&clean(crate::har::url::Url::parse(&url).rest), PATH);
        let status = summary.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
        let clock = human::clock(&summary.started).unwrap_or("–");
        let about = self.roles_of(entry, names);
        let role = about.first().map_or(Role::Normal, |(_, role)| *role);
        let head = format!("{clock:>8}  {entry:>5}  {:<7} {status:>3}  ", clean(&summary.method));
        let hang = crate::text::width(&head);
        let mut lines = vec![Line {
            hang,
            spans: vec![Span::new(head, role), Span::new(path, Role::Normal)],
            ..Line::default()
        }];
        lines.extend(about.into_iter().map(|(text, role)| {
            let spans = vec![Span::new(" ".repeat(19), role), Span::new(clean(&text), role)];
            Line { hang: 19, spans, ..Line::default() }
        }));
        Some(BoardRow { lines, link: Some(Link::Entry(entry)), findings: Vec::new() })
    }

    /// What an entry is in the story: what failed, what came of a later attempt, which status it shows.
    fn roles_of(&self, entry: usize, names: &[String]) -> Vec<(String, Role)> {
        let words = &words::words(self.lang).board;
        let is_user = |finding: &&Finding| names_of(finding).any(|own| names.iter().any(|name| name == own));
        let mine = || self.findings.all().filter(is_user);
        let mut about = Vec::new();
        if mine().any(|finding| finding.retry.is_some_and(|retry| retry.entry == entry)) {
            about.push((words.story_next.clone(), Role::Normal));
        }
        for finding in mine().filter(|finding| finding.entry == entry) {
            let causes = Causes::of([finding]);
            let title = causes
                .of_finding(finding)
                .map(|cause| explain::cause_title(self.knowledge, cause, self.lang));
            let title = title.unwrap_or_default();
            about.insert(0, (words::fill(&words.story_failed, &[("title", &title)]), Role::Failed));
        }
        let statuses = mine().filter_map(|finding| finding.named()).flat_map(|user| {
            [&user.account_status, &user.later_status]
                .into_iter()
                .flatten()
                .filter(|seen| seen.entry == entry)
        });
        let mut shown: Vec<&AccountStatus> = Vec::new();
        for status in statuses {
            if !shown.contains(&status) {
                shown.push(status);
                about.push((self.status_text(status), Role::Heading));
            }
        }
        let is_found = self.findings.of(entry).iter().any(|finding| is_user(&finding));
        if self.findings.undecided.contains_key(&entry) {
            about.push((words.story_undecided.clone(), Role::Warning));
        } else if self.findings.succeeded.contains_key(&entry) && !is_found {
            about.push((words.story_succeeded.clone(), Role::Good));
        }
        if about.is_empty() {
            let method = self.index.get(entry).map_or("", |summary| &summary.method);
            about.push(match method {
                "OPTIONS" => (words.story_preflight.clone(), Role::Dim),
                "GET" | "HEAD" => (words.story_lookup.clone(), Role::Dim),
                _ => (words.story_sent.clone(), Role::Dim),
            });
        }
        about
    }

    fn status_text(&self, status: &AccountStatus) -> String {
        let words = &words::words(self.lang).board;
        let name =
            status.status.as_deref().map_or("", |id| explain::status_name(self.knowledge, id, self.lang));
        let values = [("name", name), ("field", &status.field), ("value", &status.value)];
        words::fill(if name.is_empty() { &words.story_value } else { &words.story_status }, &values)
    }
}

/// The e-mail and the UUID of a finding's user, also where only the request names it.
fn names_of(finding: &Finding) -> impl Iterator<Item = &str> {
    let user = finding.user.iter().flat_map(|user| [&user.email, &user.uuid]);
    let asked = finding.requested.iter().filter(|_| finding.user.is_none() && finding.requested.len() == 1);
    user.chain(asked.flat_map(|person| [&person.email, &person.uuid])).flatten().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_line() {
        let name = |text| NAME.find(text).map(|found| found.as_str());
        assert_eq!(name("  \"email\": \"kim.m@corp.example\","), Some("kim.m@corp.example"));
        assert_eq!(
            name("id f5dde0dc-9e75-446b-ae50-9d1642f88fa5 x"),
            Some("f5dde0dc-9e75-446b-ae50-9d1642f88fa5")
        );
        assert_eq!(name("nobody @ here"), None);
    }
}
