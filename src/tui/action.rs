//! All user actions in one table: the source of key bindings, help, hints and the README's key table.

use crate::text::Lang;
use crate::text::words::{Words, words};

/// Defines the actions and their table, in the order of the help. An action without a name and keys does not compile.
macro_rules! actions {
    (
        $($(#[$doc:meta])+ $first:ident $first_name:literal $first_keys:tt,)+
        chips: $($place:literal $chip_name:literal $chip_keys:tt,)+
        then: $($(#[$more_doc:meta])* $action:ident $name:literal $keys:tt,)+
    ) => {
        /// A user action.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])+ $first,)+
            /// Toggles the filter of this chip.
            Chip(usize),
            $($(#[$more_doc])* $action,)+
        }

        /// All actions with their default keys.
        pub const BINDINGS: &[Binding] = &[
            $(Binding { action: Action::$first, name: $first_name, keys: &$first_keys },)+
            $(Binding { action: Action::Chip($place), name: $chip_name, keys: &$chip_keys },)+
            $(Binding { action: Action::$action, name: $name, keys: &$keys },)+
        ];
    };
}

/// A row of the table.
#[derive(Debug)]
pub struct Binding {
    pub action: Action,
    /// The name in the language files and in the user's settings.
    pub name: &'static str,
    /// Default keys in the syntax of [`super::keymap`]; hints show the first one.
    pub keys: &'static [&'static str],
}

actions! {
    /// Opens the filter input.
    Search "search" ["/"],
    /// Switches the filter off or on.
    FilterOff "filter_off" ["f"],

    chips:
    0 "chip_1" ["1"],
    1 "chip_2" ["2"],
    2 "chip_3" ["3"],
    3 "chip_4" ["4"],
    4 "chip_5" ["5"],
    5 "chip_6" ["6"],
    6 "chip_7" ["7"],

    then:
    /// Searches in the open text.
    Find "find" ["Ctrl-f"],
    /// Selects the next failed onboard or license request.
    NextFailure "next_failure" ["n", "]"],
    /// Selects the previous failed one.
    PreviousFailure "previous_failure" ["N", "["],
    /// Explain what the cursor is on.
    Explain "explain" ["K"],
    /// Show the causes of what failed.
    Causes "causes" ["C"],
    /// Show everything that touches the user.
    Story "story" ["u"],
    /// Copy the diagnosis, or the selected lines.
    Copy "copy" ["y"],
    /// Opens the copy menu.
    CopyMenu "copy_menu" ["c"],
    /// Opens the export menu.
    Export "export" ["e"],
    /// Opens the body in a pager or editor.
    OpenBody "open_body" ["o"],
    /// Prints the active tab outside the alternate screen.
    Print "print" ["p"],
    /// Previews a support case.
    Case "case" ["x"],
    /// Compares the selected entry with the marked one, or with the most informative one.
    Compare "compare" ["d"],
    /// Marks the selected entry for comparison.
    Mark "mark" ["m"],
    NextFile "next_file" ["."],
    PreviousFile "previous_file" [","],
    /// Returns to the entry before the last jump.
    JumpBack "jump_back" ["Ctrl-o"],
    /// Explains the user statuses.
    Statuses "statuses" ["S"],
    /// Opens the format report.
    Report "report" ["!"],
    NextTab "next_tab" ["l", "Right"],
    PreviousTab "previous_tab" ["h", "Left"],
    NextPane "next_pane" ["Tab"],
    PreviousPane "previous_pane" ["BackTab"],
    /// Focuses the body; there, toggles the fold under the cursor.
    Open "open" ["Enter"],
    /// Closes the overlay, else clears the search, else returns to the list.
    Back "back" ["Esc"],
    /// Moves down one line or entry.
    Down "down" ["j", "Down"],
    /// Moves up one line or entry.
    Up "up" ["k", "Up"],
    /// Scrolls down one page.
    PageDown "page_down" ["Space", "PageDown", "Ctrl-d"],
    /// Scrolls up one page.
    PageUp "page_up" ["b", "PageUp", "Ctrl-u"],
    First "first" ["g", "Home"],
    Last "last" ["G", "End"],
    /// Shows the next view of the tab.
    NextView "next_view" ["t"],
    /// Folds or unfolds everything.
    FoldAll "fold_all" ["z"],
    /// Moves to the next member of the same container.
    NextSibling "next_sibling" ["}"],
    /// Moves to the previous member.
    PreviousSibling "previous_sibling" ["{"],
    /// Moves to the enclosing container.
    Parent "parent" ["H"],
    /// Starts or ends a selection of lines.
    Select "select" ["v"],
    /// Copies the selected lines unredacted.
    CopyRaw "copy_raw" ["Y"],
    /// Opens "go to line".
    GoTo "go_to" ["Ctrl-g"],
    /// Toggles line wrapping.
    Wrap "wrap" ["W"],
    /// Scrolls long lines to the left.
    ScrollLeft "aside_left" ["<"],
    /// Scrolls long lines to the right.
    ScrollRight "aside_right" [">"],
    /// Toggles line numbers.
    Numbers "numbers" ["#"],
    /// Scrolls the diagnosis down, from any pane.
    DiagnosisDown "diagnosis_down" ["J", "Ctrl-e"],
    /// Scrolls the diagnosis up, from any pane.
    DiagnosisUp "diagnosis_up" ["Ctrl-y"],
    /// Opens the column chooser.
    Columns "columns" ["|"],
    /// Cycles through the ways to group the list.
    Group "group" ["P"],
    /// Sorts by the next column; after the last, in file order.
    Sort "sort" ["s"],
    /// Reverses the sort order.
    Reverse "reverse" ["R"],
    /// Toggles matches between rank and file order.
    ToggleOrder "toggle_order" ["O"],
    /// Toggles the waterfall.
    Waterfall "waterfall" ["w"],
    /// Toggles redaction of tokens, cookies and passwords.
    Secrets "secrets" ["X"],
    /// Reloads the file.
    Reload "reload" ["r"],
    /// Switches the language.
    Language "language" ["L"],
    /// Zooms the focused pane, or undoes that.
    Zoom "zoom" ["Z"],
    /// Makes the list one row higher.
    ListHigher "list_higher" ["+"],
    /// Makes the list one row lower.
    ListLower "list_lower" ["-"],
    /// Makes the panel one column wider.
    PanelWider "panel_wider" ["("],
    /// Makes the panel one column narrower.
    PanelNarrower "panel_narrower" [")"],
    /// Toggles between the program's and the terminal's mouse handling.
    Mouse "mouse" ["M"],
    /// Switches to the next theme.
    Theme "theme" ["Ctrl-t"],
    /// Suspends the program until the shell continues it.
    Suspend "suspend" ["Ctrl-z"],
    /// Opens the command palette.
    Palette "help" ["?", ":", "F1"],
    Quit "quit" ["q", "Ctrl-c"],
}

/// The actions of the hint line, the most useful first: a narrow window shows as many as fit.
pub const HINTS: &[Action] = &[
    Action::Search,
    Action::NextFailure,
    Action::Copy,
    Action::NextTab,
    Action::NextPane,
    Action::Statuses,
    Action::Causes,
    Action::Story,
];

/// The hints while the body is focused.
pub const BODY_HINTS: &[Action] = &[
    Action::Open,
    Action::NextView,
    Action::CopyMenu,
    Action::Select,
    Action::GoTo,
    Action::FoldAll,
    Action::Back,
];

/// The first hint while a pane is zoomed.
pub const ZOOMED_HINT: Action = Action::Zoom;

/// The last hints, shown in every window.
pub const LAST_HINTS: &[Action] = &[Action::Palette, Action::Quit];

impl Action {
    pub fn binding(self) -> Option<&'static Binding> {
        BINDINGS.iter().find(|binding| binding.action == self)
    }
}

impl Binding {
    pub fn description<'a>(&self, words: &'a Words) -> &'a str {
        words.actions.get(self.name).map_or("", String::as_str)
    }

    /// The short name shown in hints.
    pub fn hint<'a>(&self, words: &'a Words) -> &'a str {
        words.hints.get(self.name).map_or("", String::as_str)
    }
}

/// A key's name for display; arrow keys as arrows.
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

/// Keys, name and English description of every action, by default bindings.
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
