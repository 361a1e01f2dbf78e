//! Grouping the list, and the summary of a group.

use crate::har::scan::Page;
use crate::query::group::{Group, GroupBy};
use crate::query::totals::Totals;
use crate::redact::{self, Outgoing};
use crate::text::{clean, human, words};
use crate::tui::layout::Focus;
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::search::Target;
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

impl App {
    /// Cycles to the next grouping, with a notice.
    pub(super) fn next_grouping(&mut self) -> Vec<Effect> {
        self.has_chosen = true;
        let near = self.list.nearest().map_or(Target::First, Target::Entry);
        self.search.group = GroupBy::after(self.search.group);
        let has_pages = self.index.iter().any(|(_, summary)| !summary.page.is_empty());
        if self.search.group == Some(GroupBy::Page) && !has_pages {
            self.search.group = Some(GroupBy::Host);
        }
        self.search.start_search();
        self.list.unfold_all();
        let words = &words::words(self.lang).group;
        let text = match self.search.group {
            None => &words.none,
            Some(GroupBy::Page) => &words.page,
            Some(GroupBy::Host) if has_pages => &words.host,
            Some(GroupBy::Host) => &words.host_alone,
        };
        self.notify(self.keymap.fill(text, &[]), Role::Strong);
        let effects = self.apply_filter(near);
        self.lay_out();
        effects
    }

    /// Shows a notice that the selection has nothing to copy, compare or mark.
    pub(super) fn notify_nothing(&mut self) -> Vec<Effect> {
        let words = words::words(self.lang);
        let is_group = self.list.heading().is_some();
        let text = if is_group { &words.group.choose_entry } else { &words.status.nothing_to_copy };
        self.notify(text.clone(), Role::Dim)
    }

    /// Whether "fold all" applies to the list's groups.
    pub(super) fn folds_groups(&self) -> bool {
        let has_keys = self.layout.is_some_and(|layout| self.panes.focus(&layout) == Focus::List);
        // The groups may still be on their way.
        has_keys && self.search.group.is_some()
    }

    pub(super) fn fold_groups(&mut self) -> Vec<Effect> {
        let before = self.list.selected();
        self.list.fold_all();
        self.lay_out();
        if self.list.selected() == before { Vec::new() } else { self.on_selection_changed() }
    }

    /// The totals of the listed entries.
    pub fn totals(&self) -> &Totals {
        let is_all = self.list.len() == self.index.len();
        if is_all { &self.file.totals } else { &self.search.totals }
    }

    /// A group's name (a host, or a page's title) and when the page was opened.
    pub fn group_name(&self, group: &Group) -> (String, &str) {
        let words = &words::words(self.lang).group;
        let page = self.page_of(group);
        let title = page.map_or("", |page| page.title.trim());
        let name = match (self.search.group, title, &*group.key) {
            (Some(GroupBy::Page), "", "") => words.no_page.clone(),
            (Some(GroupBy::Page), "", id) => self.safe(id),
            // Browsers use the URL as the title of a page without one.
            (Some(GroupBy::Page), title, _) => self.safe(title),
            (_, _, "") => words.no_host.clone(),
            (_, _, host) => self.safe(host),
        };
        (name, page.and_then(|page| human::clock(&page.started)).unwrap_or_default())
    }

    /// Text from the file, redacted unless secrets are shown.
    pub(in crate::tui) fn safe(&self, text: &str) -> String {
        let safe = match self.shows_secrets {
            true => Outgoing::disclosed_on_request(text),
            false => redact::text(text).into(),
        };
        clean(&safe).into_owned()
    }

    fn page_of(&self, group: &Group) -> Option<&Page> {
        let by_page = self.search.group == Some(GroupBy::Page);
        self.file.outcome.head.pages.iter().find(|page| by_page && page.id == *group.key)
    }

    /// The panel's text for the selected group.
    pub(super) fn group_lines(&self, group: &Group) -> Vec<Line> {
        let words = &words::words(self.lang).group;
        let (name, started) = self.group_name(group);
        let Totals { count, failed, bytes, time_ms, .. } = group.totals;
        let is_page = self.page_of(group).is_some();
        let facts = [
            (&words.requests, human::count(count), true),
            (&words.failed, human::count(failed), failed > 0),
            (&words.size, human::bytes(bytes), bytes > 0),
            (&words.added_up, human::duration(time_ms), time_ms > 0.0),
            (&words.started, started.to_owned(), !started.is_empty()),
            (&words.id, self.safe(&group.key), is_page),
        ];
        let widest = facts.iter().map(|(label, ..)| crate::text::width(label)).max().unwrap_or(0);
        let mut lines = vec![Line::of(name, Role::Strong), Line::default()];
        for (label, value, is_told) in facts {
            if is_told {
                let gap = " ".repeat(widest + 2 - crate::text::width(label));
                let spans =
                    vec![Span::new(format!("{label}{gap}"), Role::Dim), Span::new(value, Role::Normal)];
                lines.push(Line { hang: widest + 2, spans, ..Line::default() });
            }
        }
        lines.push(Line::default());
        lines.push(Line::of(self.keymap.fill(&words.keys, &[]), Role::Dim));
        lines
    }
}
