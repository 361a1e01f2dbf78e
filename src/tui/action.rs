//! Every intent of the user: one table from which the keys, the help, the hints and the README's key table come.

use crate::text::Lang;
use crate::text::words::{Words, words};

/// Something a user can want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// One line or entry down.
    Down,
    /// One line or entry up.
    Up,
    /// One page down.
    PageDown,
    /// One page up.
    PageUp,
    /// The diagnosis a line further, from any pane.
    DiagnosisDown,
    /// The diagnosis a line back, from any pane.
    DiagnosisUp,
    /// To the beginning.
    First,
    /// To the end.
    Last,
    /// Select the next failed onboard or license POST.
    NextFailure,
    /// Select the previous one.
    PreviousFailure,
    /// Give the next pane the keys.
    NextPane,
    /// Give the previous pane the keys.
    PreviousPane,
    /// Show the next tab.
    NextTab,
    /// Show the previous tab.
    PreviousTab,
    /// Give the body pane the keys; there, fold or unfold what the cursor is on.
    Open,
    /// Show the same in another way.
    NextView,
    /// Fold everything, or unfold everything.
    FoldAll,
    /// To the next member of the same container.
    NextSibling,
    /// To the member before.
    PreviousSibling,
    /// To the container around it.
    Parent,
    /// Begin or end selecting lines.
    Select,
    /// To a line by its number.
    GoTo,
    /// Wrap long lines, or not.
    Wrap,
    /// Number lines, or not.
    Numbers,
    /// Long lines: further to the left.
    AsideLeft,
    /// Long lines: further to the right.
    AsideRight,
    /// Start typing a filter.
    Search,
    /// Search in the open text.
    Find,
    /// The filter off, or on again.
    FilterOff,
    /// The filter of this chip, or off again.
    Chip(usize),
    /// Choose the columns of the list.
    Columns,
    /// Group the list in the next way.
    Group,
    /// Order the list by the next column; after the last as in the file.
    Sort,
    /// The same order the other way.
    Reverse,
    /// Order matches by rank or as in the file.
    ToggleOrder,
    /// Draw the time of each entry as a bar, or stop it.
    Waterfall,
    /// Copy the diagnosis, or the selected lines.
    Copy,
    /// Copy the selected lines as the file has them.
    CopyRaw,
    /// Show what can be copied.
    CopyMenu,
    /// Show what can be put into files.
    Export,
    /// Open the body in a pager or editor.
    OpenBody,
    /// Print the open tab outside of the alternate screen.
    Print,
    /// Show what would go into a support case, and make it.
    Case,
    /// Mark the selected entry, to compare another one with it.
    Mark,
    /// Compare the selected entry with the marked one, or with the one that tells most.
    Compare,
    /// Show the next file.
    NextFile,
    /// Show the previous file.
    PreviousFile,
    /// Show what every user status means.
    Statuses,
    /// Show tokens, cookies and passwords, or hide them again.
    Secrets,
    /// Read the file again.
    Reload,
    /// Show how well the file could be read.
    Report,
    /// Change the language.
    Language,
    /// Show all actions with their keys, to be searched and carried out.
    Palette,
    /// Look another way: the next theme.
    Theme,
    /// Let the mouse be used here, or leave it to the terminal.
    Mouse,
    /// Give the pane that has the keys the whole window, or take that back.
    Zoom,
    /// The list a row higher.
    ListHigher,
    /// The list a row lower.
    ListLower,
    /// The panel a column wider.
    PanelWider,
    /// The panel a column narrower.
    PanelNarrower,
    /// Stop the program, until the shell lets it go on.
    Suspend,
    /// Close what is open, else take the search back, else return to the list.
    Back,
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// The action.
    pub action: Action,
    /// Its name in the words files and in the user's settings.
    pub name: &'static str,
    /// Its keys, as [`super::keymap`] reads them; the first is the one that hints show.
    pub keys: &'static [&'static str],
}

/// All actions with their default keys, in the order in which help shows them.
pub const BINDINGS: &[Binding] = &[
    Binding { action: Action::Search, name: "search", keys: &["/"] },
    Binding { action: Action::FilterOff, name: "filter_off", keys: &["f"] },
    Binding { action: Action::Chip(0), name: "chip_1", keys: &["1"] },
    Binding { action: Action::Chip(1), name: "chip_2", keys: &["2"] },
    Binding { action: Action::Chip(2), name: "chip_3", keys: &["3"] },
    Binding { action: Action::Chip(3), name: "chip_4", keys: &["4"] },
    Binding { action: Action::Chip(4), name: "chip_5", keys: &["5"] },
    Binding { action: Action::Chip(5), name: "chip_6", keys: &["6"] },
    Binding { action: Action::Chip(6), name: "chip_7", keys: &["7"] },
    Binding { action: Action::Find, name: "find", keys: &["Ctrl-f"] },
    Binding { action: Action::NextFailure, name: "next_failure", keys: &["n", "]"] },
    Binding { action: Action::PreviousFailure, name: "previous_failure", keys: &["N", "["] },
    Binding { action: Action::Copy, name: "copy", keys: &["y"] },
    Binding { action: Action::CopyMenu, name: "copy_menu", keys: &["c"] },
    Binding { action: Action::Export, name: "export", keys: &["e"] },
    Binding { action: Action::OpenBody, name: "open_body", keys: &["o"] },
    Binding { action: Action::Print, name: "print", keys: &["p"] },
    Binding { action: Action::Case, name: "case", keys: &["x"] },
    Binding { action: Action::Compare, name: "compare", keys: &["d"] },
    Binding { action: Action::Mark, name: "mark", keys: &["m"] },
    Binding { action: Action::NextFile, name: "next_file", keys: &["."] },
    Binding { action: Action::PreviousFile, name: "previous_file", keys: &[","] },
    Binding { action: Action::Statuses, name: "statuses", keys: &["S"] },
    Binding { action: Action::Report, name: "report", keys: &["!"] },
    Binding { action: Action::NextTab, name: "next_tab", keys: &["l", "Right"] },
    Binding { action: Action::PreviousTab, name: "previous_tab", keys: &["h", "Left"] },
    Binding { action: Action::NextPane, name: "next_pane", keys: &["Tab"] },
    Binding { action: Action::PreviousPane, name: "previous_pane", keys: &["BackTab"] },
    Binding { action: Action::Open, name: "open", keys: &["Enter"] },
    Binding { action: Action::Back, name: "back", keys: &["Esc"] },
    Binding { action: Action::Down, name: "down", keys: &["j", "Down"] },
    Binding { action: Action::Up, name: "up", keys: &["k", "Up"] },
    Binding { action: Action::PageDown, name: "page_down", keys: &["Space", "PageDown", "Ctrl-d"] },
    Binding { action: Action::PageUp, name: "page_up", keys: &["b", "PageUp", "Ctrl-u"] },
    Binding { action: Action::First, name: "first", keys: &["g", "Home"] },
    Binding { action: Action::Last, name: "last", keys: &["G", "End"] },
    Binding { action: Action::NextView, name: "next_view", keys: &["t"] },
    Binding { action: Action::FoldAll, name: "fold_all", keys: &["z"] },
    Binding { action: Action::NextSibling, name: "next_sibling", keys: &["}"] },
    Binding { action: Action::PreviousSibling, name: "previous_sibling", keys: &["{"] },
    Binding { action: Action::Parent, name: "parent", keys: &["H"] },
    Binding { action: Action::Select, name: "select", keys: &["v"] },
    Binding { action: Action::CopyRaw, name: "copy_raw", keys: &["Y"] },
    Binding { action: Action::GoTo, name: "go_to", keys: &["Ctrl-g"] },
    Binding { action: Action::Wrap, name: "wrap", keys: &["W"] },
    Binding { action: Action::AsideLeft, name: "aside_left", keys: &["<"] },
    Binding { action: Action::AsideRight, name: "aside_right", keys: &[">"] },
    Binding { action: Action::Numbers, name: "numbers", keys: &["#"] },
    Binding { action: Action::DiagnosisDown, name: "diagnosis_down", keys: &["J"] },
    Binding { action: Action::DiagnosisUp, name: "diagnosis_up", keys: &["K"] },
    Binding { action: Action::Columns, name: "columns", keys: &["|"] },
    Binding { action: Action::Group, name: "group", keys: &["P"] },
    Binding { action: Action::Sort, name: "sort", keys: &["s"] },
    Binding { action: Action::Reverse, name: "reverse", keys: &["R"] },
    Binding { action: Action::ToggleOrder, name: "toggle_order", keys: &["O"] },
    Binding { action: Action::Waterfall, name: "waterfall", keys: &["w"] },
    Binding { action: Action::Secrets, name: "secrets", keys: &["X"] },
    Binding { action: Action::Reload, name: "reload", keys: &["r"] },
    Binding { action: Action::Language, name: "language", keys: &["L"] },
    Binding { action: Action::Zoom, name: "zoom", keys: &["Z"] },
    Binding { action: Action::ListHigher, name: "list_higher", keys: &["+"] },
    Binding { action: Action::ListLower, name: "list_lower", keys: &["-"] },
    Binding { action: Action::PanelWider, name: "panel_wider", keys: &["("] },
    Binding { action: Action::PanelNarrower, name: "panel_narrower", keys: &[")"] },
    Binding { action: Action::Mouse, name: "mouse", keys: &["M"] },
    Binding { action: Action::Theme, name: "theme", keys: &["Ctrl-t"] },
    Binding { action: Action::Suspend, name: "suspend", keys: &["Ctrl-z"] },
    Binding { action: Action::Palette, name: "help", keys: &["?", ":", "F1"] },
    Binding { action: Action::Quit, name: "quit", keys: &["q", "Ctrl-c"] },
];

/// The actions of the hint line, the most useful first: a narrow window shows as many as fit.
pub const HINTS: &[Action] =
    &[Action::Search, Action::NextFailure, Action::Copy, Action::NextTab, Action::NextPane, Action::Statuses];

/// The hints of the hint line while the body has the keys.
pub const BODY_HINTS: &[Action] = &[
    Action::Open,
    Action::NextView,
    Action::CopyMenu,
    Action::Select,
    Action::GoTo,
    Action::FoldAll,
    Action::Back,
];

/// The hint that comes first while one pane has the whole window: how to have the others again.
pub const ZOOMED_HINT: Action = Action::Zoom;

/// The hints that stand at the end of the line in any window.
pub const LAST_HINTS: &[Action] = &[Action::Palette, Action::Quit];

impl Action {
    /// Its row of the table.
    #[must_use]
    pub fn binding(self) -> Option<&'static Binding> {
        BINDINGS.iter().find(|binding| binding.action == self)
    }
}

impl Binding {
    /// What the action does, in words.
    #[must_use]
    pub fn description<'a>(&self, words: &'a Words) -> &'a str {
        words.actions.get(self.name).map_or("", String::as_str)
    }

    /// The short word of the hint line.
    #[must_use]
    pub fn hint<'a>(&self, words: &'a Words) -> &'a str {
        words.hints.get(self.name).map_or("", String::as_str)
    }
}

/// A key's name as a person reads it: arrows as arrows.
#[must_use]
pub fn shown(key: &str) -> &str {
    match key {
        "Down" => "↓",
        "Up" => "↑",
        "Left" => "←",
        "Right" => "→",
        "BackTab" => "Shift-Tab",
        key => key,
    }
}

/// Every action's keys, by name, with what it does, in English: for texts that no user's settings change.
#[must_use]
pub fn table() -> Vec<(String, String)> {
    let words = words(Lang::En);
    let row = |binding: &Binding| {
        let keys: Vec<&str> = binding.keys.iter().map(|key| shown(key)).collect();
        (keys.join(", "), binding.description(words).to_owned())
    };
    BINDINGS.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_action_is_described_in_both_languages_and_no_key_means_two_things() {
        for lang in [Lang::En, Lang::Ko] {
            let words = words(lang);
            let named: BTreeSet<_> = BINDINGS.iter().map(|binding| binding.name.to_owned()).collect();
            assert_eq!(named, words.actions.keys().cloned().collect());
            let hinted: BTreeSet<_> = HINTS
                .iter()
                .chain(LAST_HINTS)
                .chain(BODY_HINTS)
                .chain([&ZOOMED_HINT])
                .map(|action| action.binding().unwrap().name.to_owned())
                .collect();
            assert_eq!(hinted, words.hints.keys().cloned().collect());
        }
        let keys: Vec<_> = BINDINGS.iter().flat_map(|binding| binding.keys).collect();
        assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len());
    }
}
