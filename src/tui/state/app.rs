//! The state of an open file and of its window.

use std::sync::Arc;

use super::list::List;
use crate::diagnose::causes::Causes;
use crate::diagnose::explain;
use crate::diagnose::explain::Explanation;
use crate::diagnose::finding::Severity;
use crate::diagnose::knowledge::Knowledge;
use crate::har::index::Index;
use crate::har::summary::Summary;
use crate::query::chips::Counts;
use crate::query::value_counts::ValueCounts;
use crate::query::worker::Order;
use crate::text::{Lang, human, words};
use crate::tui::config::Config;
use crate::tui::keymap::Keymap;
use crate::tui::layout::columns::Columns;
use crate::tui::layout::{Focus, Layout, Shares, chips, tabs, views};
use crate::tui::message::event::{EntryId, FileId};
use crate::tui::page::Tab;
use crate::tui::picture::Protocol;
use crate::tui::state::counted::Counted;
use crate::tui::state::exporting::ExportState;
use crate::tui::state::file::{File, FileTab};
use crate::tui::state::findings::{Findings, Mark};
use crate::tui::state::mouse::Mouse;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::panes::Panes;
use crate::tui::state::report::Report;
use crate::tui::state::search::SearchBar;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::text::Span;

/// A notice in the status bar, shown until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub role: Role,
}

/// All state of one file.
#[derive(Debug)]
pub struct App {
    /// Index on the command line.
    pub id: FileId,
    /// The tabs of all files, if there are several.
    pub tabs: Vec<FileTab>,
    /// The entry marked for comparison, in this or another file.
    pub marked: Option<EntryId>,
    /// The language of the interface.
    pub lang: Lang,
    pub theme: Theme,
    pub file: File,
    /// Whether this program is recording the file.
    pub is_recording: bool,
    /// Summaries of the entries loaded so far.
    pub index: Index,
    /// Failures by entry.
    pub findings: Findings,
    pub list: List,
    pub search: SearchBar,
    /// Values that occur in the file, for completion.
    pub known: ValueCounts,
    /// The number of entries that match each chip.
    pub chips: Counts,
    /// Tabs and diagnosis.
    pub panes: Panes,
    /// The notice in the status bar.
    pub notice: Option<Notice>,
    /// The overlay, which receives the keys.
    pub overlay: Option<Overlay>,
    /// The format report.
    pub report: Report,
    /// The state of the export menu.
    pub export: ExportState,
    /// Whether tokens, cookies and passwords are shown.
    pub shows_secrets: bool,
    /// `None` while the window is too small.
    pub layout: Option<Layout>,
    pub keymap: Arc<Keymap>,
    /// How the user has divided the window.
    pub shares: Shares,
    /// The terminal's image protocol, if any.
    pub pictures: Option<Protocol>,
    pub mouse: Mouse,
    /// Description of the text being copied, for the notice.
    pub(super) copying: String,
    /// Whether that text may contain secrets.
    pub(super) copies_secrets: bool,
    pub(super) size: (u16, u16),
    pub(super) knowledge: &'static Knowledge,
    /// The user's own theme, if any.
    pub(super) own_theme: Option<Theme>,
    /// Whether the theme adapts to the terminal's background.
    pub(super) follows_background: bool,
    /// The last selected entry.
    pub(super) last_selected: Option<usize>,
    /// Whether the user has selected an entry; from then on the selection does not change automatically.
    pub(super) has_chosen: bool,
    /// Digits that were typed just now.
    pub(super) counted: Option<Counted>,
    /// Entries left by a jump, the most recent last.
    pub(super) jumps: Vec<usize>,
    /// Number of comparisons started.
    pub(super) comparisons: u64,
    /// How many reviews were asked for.
    pub(super) reviews: u64,
    /// How often the file was reloaded; results of earlier generations are ignored.
    pub(super) generation: u64,
    /// The entry to select again after a reload: its index and summary.
    pub(super) return_to: Option<(usize, Summary)>,
}

impl App {
    /// The state before anything is loaded.
    pub fn new(name: &str, lang: Lang, theme: Theme, size: (u16, u16)) -> Self {
        let is_own = Theme::names().all(|name| name != theme.name());
        Self {
            id: FileId::default(),
            tabs: Vec::new(),
            marked: None,
            lang,
            own_theme: is_own.then(|| theme.clone()),
            theme,
            file: File { name: name.to_owned(), ..File::default() },
            is_recording: false,
            index: Index::default(),
            findings: Findings::default(),
            list: List::default(),
            search: SearchBar::default(),
            known: ValueCounts::default(),
            chips: Counts::default(),
            panes: Panes::default(),
            notice: None,
            overlay: None,
            report: Report::default(),
            export: ExportState::default(),
            shows_secrets: false,
            layout: Layout::of(size, 0, Shares::default(), None),
            shares: Shares::default(),
            pictures: None,
            mouse: Mouse::default(),
            copying: String::new(),
            copies_secrets: false,
            size,
            knowledge: Knowledge::builtin(),
            keymap: Arc::default(),
            follows_background: false,
            last_selected: None,
            jumps: Vec::new(),
            has_chosen: false,
            counted: None,
            comparisons: 0,
            reviews: 0,
            generation: 0,
            return_to: None,
        }
    }

    /// Sets the knowledge base, with a notice if part of it could not be loaded.
    pub fn with_knowledge(self, knowledge: &'static Knowledge) -> Self {
        let text = &words::words(self.lang).status.knowledge_faults;
        let said = |faults: usize| Notice {
            text: self.keymap.fill(text, &[("n", &faults.to_string())]),
            role: Role::Warning,
        };
        let notice = Some(knowledge.faults.len()).filter(|faults| *faults > 0).map(said);
        Self { knowledge, notice: self.notice.or(notice), ..self }
    }

    /// Applies the user's settings, with a notice if some are invalid.
    pub fn with_config(mut self, config: Config) -> Self {
        self.keymap = Arc::new(config.keymap);
        self.mouse.is_ours = config.mouse;
        if !config.columns.is_empty() {
            self.set_columns(config.columns);
        }
        if let Some(first) = config.faults.first() {
            let (first, count) = (first.text(self.lang), config.faults.len().to_string());
            let text = &words::words(self.lang).config.faults;
            let text = words::fill(text, &[("first", &first), ("n", &count)]);
            self.notice = Some(Notice { text, role: Role::Warning });
        }
        self
    }

    /// Loading progress in percent.
    pub fn percent(&self) -> u8 {
        let percent = self.file.read.saturating_mul(100).checked_div(self.file.bytes).unwrap_or(0);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    /// The selected entry: `entry 29`, with a filter `entry 29 · 3 of 12`.
    pub fn position(&self) -> String {
        let words = &words::words(self.lang).status;
        let Some((number, place)) = self.list.selected().zip(self.list.selected_place()) else {
            return String::new();
        };
        let entry = words::fill(&words.entry, &[("n", &number.to_string())]);
        if !self.search.is_list_modified() {
            return entry;
        }
        if self.search.running && self.search.looked.1 > 0 {
            return format!("{entry} · {}", self.match_count());
        }
        format!("{entry} · {}", words::position(place + 1, self.list.len(), self.lang))
    }

    /// The mark of an entry in the list.
    pub fn mark(&self, number: usize) -> Mark {
        match self.findings.of(number).iter().map(|finding| finding.severity).min() {
            Some(Severity::Error) => return Mark::Failed,
            Some(_) => return Mark::OtherFailed,
            None => {}
        }
        if self.findings.undecided.contains_key(&number) {
            return Mark::Undecided;
        }
        match self.index.get(number) {
            Some(summary) if summary.has_failed() => Mark::OtherFailed,
            Some(summary) if summary.odd => Mark::Odd,
            _ => Mark::None,
        }
    }

    /// The explanation of the selected entry.
    pub fn explanation(&self) -> Option<Explanation> {
        let number = self.list.selected()?;
        let findings = self.findings.of(number);
        if !findings.is_empty() {
            let causes = Causes::of(self.findings.failed.values().flatten());
            let mut explanation = explain::findings(self.knowledge, findings, &causes, self.lang);
            if let Some(undecided) = self.findings.undecided.get(&number) {
                explanation.blocks.extend(explain::undecided(self.knowledge, undecided, self.lang).blocks);
            }
            return Some(explanation);
        }
        if let Some(undecided) = self.findings.undecided.get(&number) {
            return Some(explain::undecided(self.knowledge, undecided, self.lang));
        }
        let succeeded = self.findings.succeeded.get(&number).copied();
        let failure = self.findings.failures.get(&number);
        Some(explain::entry(self.knowledge, self.index.get(number)?, succeeded, failure, self.lang))
    }

    /// The visible columns of the list.
    pub fn columns(&self, layout: &Layout) -> Columns {
        let room = usize::from(layout.list.width);
        Columns::of(&self.list.columns, room, self.index.len(), self.list.waterfall)
    }

    /// Whether the entry in a row of the list has only the letters of the searched words.
    #[must_use]
    pub fn is_similar(&self, row: usize) -> bool {
        let similar = if self.search.is_active() { self.search.similar } else { 0 };
        self.list.groups().is_empty() && row + similar >= self.list.len()
    }

    /// The visible filter chips.
    pub fn chips_in(&self, columns: u16) -> Vec<[Span; 5]> {
        chips::fitting(&self.chips, self.search.chip(), columns, self.lang)
    }

    /// The visible tab titles.
    pub fn tab_titles(&self, layout: &Layout) -> Vec<(Tab, Span)> {
        let wide = layout.panel.is_some();
        let has_keys = self.panes.focus(layout) == Focus::Body;
        tabs::titles(&self.panes.tabs(wide), self.panes.tab(wide), has_keys, layout.rule.width, self.lang)
    }

    /// The names of a tab's views, if there are several.
    pub fn view_names(&self, tab: Tab) -> Vec<Span> {
        self.panes
            .page(tab)
            .map_or_else(Vec::new, |page| views::names(page, self.panes.view_index(tab), self.lang))
    }

    /// Number of matches: `42 of 8,316 · best first`; with the progress while the filter is running.
    pub fn match_count(&self) -> String {
        let words = &words::words(self.lang).search;
        let similar = if self.search.is_active() { self.search.similar } else { 0 };
        let literal = self.list.len().saturating_sub(similar);
        let (all, listed) = (human::count(self.index.len()), human::count(literal));
        let (looked, to_look) = self.search.looked;
        match (self.search.is_active(), self.search.running) {
            (true, true) if to_look > 0 => {
                let (looked, to_look) = (human::count(looked), human::count(to_look));
                let values = [("n", &listed), ("m", &all), ("looked", &looked), ("all", &to_look)];
                words::fill(&words.looking, &values.map(|(name, value)| (name, value.as_str())))
            }
            (true, true) if self.list.is_empty() => words.running.clone(),
            (true, _) if literal == 0 && similar > 0 => {
                let values = [("words", self.search.words()), ("similar", &human::count(similar))];
                words::fill(&words.only_similar, &values)
            }
            _ => {
                let mut count = words::fill(&words.matches, &[("n", &listed), ("m", &all)]);
                if self.search.is_active() && self.search.totals.bytes > 0 {
                    count = format!("{count} · {}", human::bytes(self.search.totals.bytes));
                }
                if similar > 0 {
                    let similar = words::fill(&words.similar, &[("n", &human::count(similar))]);
                    count = format!("{count} · {similar}");
                }
                match self.search.order() {
                    _ if self.search.pattern().is_none() => count,
                    Order::Best => format!("{count} · {}", words.best_first),
                    Order::File => format!("{count} · {}", words.file_order),
                }
            }
        }
    }
}
