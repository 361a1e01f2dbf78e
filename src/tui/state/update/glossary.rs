//! What the cursor is on, explained: a header, status, code, media type, cookie attribute, cache directive.

use crate::diagnose::explain;
use crate::text::glossary::{Kind, meaning};
use crate::text::{clean, words};
use crate::tui::layout::{Focus, Layout};
use crate::tui::message::effect::Effect;
use crate::tui::page::Tab;
use crate::tui::state::App;
use crate::tui::state::popup::Popup;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Lines as _};

/// A term and what it means.
type Explained = (String, String);

impl App {
    /// Explains what the cursor is on: in the list the entry, in the body the line.
    pub(super) fn explain_here(&mut self) -> Vec<Effect> {
        let words = &words::words(self.lang).glossary;
        let explained = match self.line_at_cursor() {
            Some((tab, line)) => self.terms_of_line(tab, &line),
            None => self.terms_of_entry(),
        };
        if explained.is_empty() {
            return self.notify(words.nothing.clone(), Role::Dim);
        }
        let mut lines = Vec::new();
        for (term, text) in explained {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::of(clean(&term).into_owned(), Role::Heading));
            lines.push(Line::of(clean(&text).into_owned(), Role::Normal));
        }
        self.open_popup(Popup::new(&words.title, lines));
        Vec::new()
    }

    /// The line of the body that the cursor is on, while the body has the keys.
    pub(super) fn line_at_cursor(&self) -> Option<(Tab, String)> {
        let layout: Layout = self.layout.filter(|layout| self.panes.focus(layout) == Focus::Body)?;
        let tab = self.panes.tab(layout.panel.is_some());
        let (view, place) = (self.panes.view(tab)?, self.panes.viewport(tab));
        let line = view.content.lines(&place.folds, usize::from(layout.body.width)).line(place.cursor.line);
        Some((tab, line.spans.iter().map(|span| span.text.as_str()).collect()))
    }

    /// Method, status and media type of the selected entry.
    fn terms_of_entry(&self) -> Vec<Explained> {
        let Some(summary) = self.list.selected().and_then(|number| self.index.get(number)) else {
            return Vec::new();
        };
        let mut explained = self.explained(Kind::Method, &summary.method);
        explained.extend(self.status(summary.status.unwrap_or(0)));
        let mime = summary.mime.split(';').next().unwrap_or_default();
        explained.extend(self.explained(Kind::Mime, mime));
        explained
    }

    /// The terms of a line of a tab.
    fn terms_of_line(&self, tab: Tab, line: &str) -> Vec<Explained> {
        let mut explained = Vec::new();
        let header = line.trim().split_once(": ").map(|(name, value)| (name.trim_matches('"'), value));
        if let Some((name, value)) = header {
            explained.extend(self.explained(Kind::Header, name));
            let name = name.to_ascii_lowercase();
            if name == "cache-control" {
                explained
                    .extend(value.split(',').flat_map(|part| self.explained(Kind::Directive, key(part))));
            }
            if name == "set-cookie" {
                explained.extend(
                    value.split(';').skip(1).flat_map(|part| self.explained(Kind::Cookie, key(part))),
                );
            }
        }
        let tokens = || line.split(|c: char| c.is_whitespace() || ",;\"'()[]{}=".contains(c));
        explained.extend(tokens().flat_map(|token| self.explained(Kind::Mime, token)));
        if tab == Tab::Cookies {
            explained.extend(tokens().flat_map(|token| self.explained(Kind::Cookie, token)));
        }
        if let Some(method) = tokens().next().filter(|token| token.chars().all(|c| c.is_ascii_uppercase())) {
            explained.extend(self.explained(Kind::Method, method));
        }
        let is_code = |token: &&str| token.len() >= 3 && token.bytes().all(|byte| byte.is_ascii_digit());
        let says_status = line.contains("HTTP/") || line.to_ascii_lowercase().contains("status");
        for code in tokens().map(|token| token.trim_end_matches([':', '.'])).filter(is_code) {
            explained.extend(self.code(code));
            if let (true, Ok(status)) = (says_status || tab == Tab::Overview, code.parse()) {
                explained.extend(self.status(status));
            }
        }
        if let Some((_, value)) = header {
            explained.extend(self.account_status(value.trim_matches([',', '"'])));
        }
        explained.dedup();
        explained
    }

    fn explained(&self, kind: Kind, term: &str) -> Vec<Explained> {
        let found = meaning(kind, term, self.lang);
        found.map(|text| (term.trim().to_owned(), text.to_owned())).into_iter().collect()
    }

    /// What an HTTP status means.
    fn status(&self, code: i64) -> Option<Explained> {
        let status = self.knowledge.http(code)?;
        let meaning = status.rule.meaning(self.lang);
        Some((format!("{code} {}", status.reason), format!("{}: {}", meaning.title, meaning.cause)))
    }

    /// What an error code of Webex means, as far as a rule knows it.
    fn code(&self, code: &str) -> Vec<Explained> {
        let rules = self.knowledge.rules.iter().filter(|rule| rule.names_code(code));
        let text = |rule: &crate::diagnose::rule::Rule| {
            let meaning = rule.meaning(self.lang);
            (code.to_owned(), format!("{}: {}", meaning.title, meaning.cause))
        };
        rules.take(3).map(text).collect()
    }

    /// What a user status means.
    fn account_status(&self, value: &str) -> Option<Explained> {
        let status = self.knowledge.statuses().of_value(value).into_iter().next()?;
        let name = explain::status_name(self.knowledge, &status.id, self.lang);
        Some((value.to_owned(), format!("{name}: {}", status.text(self.lang).meaning)))
    }
}

/// The name of `name=value`.
fn key(part: &str) -> &str {
    part.split('=').next().unwrap_or_default().trim()
}
