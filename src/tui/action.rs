//! Every intent of the user: one table from which the keys, the help, the hints and the README's key table come.

use crate::text::Lang;
use crate::text::words::{Words, words};

/// Defines the actions together with their table, in the order in which help shows them: an action without a name and
/// keys does not compile.
macro_rules! actions {
    (
        $($(#[$doc:meta])+ $first:ident $first_name:literal $first_keys:tt,)+
        chips: $($place:literal $chip_name:literal $chip_keys:tt,)+
        then: $($(#[$more_doc:meta])+ $action:ident $name:literal $keys:tt,)+
    ) => {
        /// Something a user can want.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])+ $first,)+
            /// The filter of this chip, or off again.
            Chip(usize),
            $($(#[$more_doc])+ $action,)+
        }

        /// All actions with their default keys.
        pub const BINDINGS: &[Binding] = &[
            $(Binding { action: Action::$first, name: $first_name, keys: &$first_keys },)+
            $(Binding { action: Action::Chip($place), name: $chip_name, keys: &$chip_keys },)+
            $(Binding { action: Action::$action, name: $name, keys: &$keys },)+
        ];
    };
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

actions! {
    /// Start typing a filter.
    Search "search" ["/"],
    /// The filter off, or on again.
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
    /// Search in the open text.
    Find "find" ["Ctrl-f"],
    /// Select the next failed onboard or license POST.
    NextFailure "next_failure" ["n", "]"],
    /// Select the previous one.
    PreviousFailure "previous_failure" ["N", "["],
    /// Copy the diagnosis, or the selected lines.
    Copy "copy" ["y"],
    /// Show what can be copied.
    CopyMenu "copy_menu" ["c"],
    /// Show what can be put into files.
    Export "export" ["e"],
    /// Open the body in a pager or editor.
    OpenBody "open_body" ["o"],
    /// Print the open tab outside the alternate screen.
    Print "print" ["p"],
    /// Show what would go into a support case, and make it.
    Case "case" ["x"],
    /// Compare the selected entry with the marked one, or with the one that tells most.
    Compare "compare" ["d"],
    /// Mark the selected entry, to compare another one with it.
    Mark "mark" ["m"],
    /// Show the next file.
    NextFile "next_file" ["."],
    /// Show the previous file.
    PreviousFile "previous_file" [","],
    /// Back to the entry before the last jump.
    JumpBack "jump_back" ["Ctrl-o"],
    /// Show what every user status means.
    Statuses "statuses" ["S"],
    /// Show how well the file could be read.
    Report "report" ["!"],
    /// Show the next tab.
    NextTab "next_tab" ["l", "Right"],
    /// Show the previous tab.
    PreviousTab "previous_tab" ["h", "Left"],
    /// Give the next pane the keys.
    NextPane "next_pane" ["Tab"],
    /// Give the previous pane the keys.
    PreviousPane "previous_pane" ["BackTab"],
    /// Give the body pane the keys; there, fold or unfold what the cursor is on.
    Open "open" ["Enter"],
    /// Close what is open, else take the search back, else return to the list.
    Back "back" ["Esc"],
    /// One line or entry down.
    Down "down" ["j", "Down"],
    /// One line or entry up.
    Up "up" ["k", "Up"],
    /// One page down.
    PageDown "page_down" ["Space", "PageDown", "Ctrl-d"],
    /// One page up.
    PageUp "page_up" ["b", "PageUp", "Ctrl-u"],
    /// To the beginning.
    First "first" ["g", "Home"],
    /// To the end.
    Last "last" ["G", "End"],
    /// Show the same in another way.
    NextView "next_view" ["t"],
    /// Fold everything, or unfold everything.
    FoldAll "fold_all" ["z"],
    /// To the next member of the same container.
    NextSibling "next_sibling" ["}"],
    /// To the member before.
    PreviousSibling "previous_sibling" ["{"],
    /// To the container around it.
    Parent "parent" ["H"],
    /// Begin or end selecting lines.
    Select "select" ["v"],
    /// Copy the selected lines as the file has them.
    CopyRaw "copy_raw" ["Y"],
    /// To a line by its number.
    GoTo "go_to" ["Ctrl-g"],
    /// Wrap long lines, or not.
    Wrap "wrap" ["W"],
    /// Long lines: further to the left.
    AsideLeft "aside_left" ["<"],
    /// Long lines: further to the right.
    AsideRight "aside_right" [">"],
    /// Number lines, or not.
    Numbers "numbers" ["#"],
    /// The diagnosis a line further, from any pane.
    DiagnosisDown "diagnosis_down" ["J"],
    /// The diagnosis a line back, from any pane.
    DiagnosisUp "diagnosis_up" ["K"],
    /// Choose the columns of the list.
    Columns "columns" ["|"],
    /// Group the list in the next way.
    Group "group" ["P"],
    /// Order the list by the next column; after the last as in the file.
    Sort "sort" ["s"],
    /// The same order the other way.
    Reverse "reverse" ["R"],
    /// Order matches by rank or as in the file.
    ToggleOrder "toggle_order" ["O"],
    /// Draw the time of each entry as a bar, or stop it.
    Waterfall "waterfall" ["w"],
    /// Show tokens, cookies and passwords, or hide them again.
    Secrets "secrets" ["X"],
    /// Read the file again.
    Reload "reload" ["r"],
    /// Change the language.
    Language "language" ["L"],
    /// Give the pane that has the keys the whole window, or take that back.
    Zoom "zoom" ["Z"],
    /// The list a row higher.
    ListHigher "list_higher" ["+"],
    /// The list a row lower.
    ListLower "list_lower" ["-"],
    /// The panel a column wider.
    PanelWider "panel_wider" ["("],
    /// The panel a column narrower.
    PanelNarrower "panel_narrower" [")"],
    /// Let the mouse be used here, or leave it to the terminal.
    Mouse "mouse" ["M"],
    /// Look another way: the next theme.
    Theme "theme" ["Ctrl-t"],
    /// Stop the program, until the shell lets it go on.
    Suspend "suspend" ["Ctrl-z"],
    /// Show all actions with their keys, to be searched and carried out.
    Palette "help" ["?", ":", "F1"],
    /// Leave the program.
    Quit "quit" ["q", "Ctrl-c"],
}

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

/// The hints at the end of the line, whatever the width of the window.
pub const LAST_HINTS: &[Action] = &[Action::Palette, Action::Quit];

impl Action {
    /// Its row of the table.
    pub fn binding(self) -> Option<&'static Binding> {
        BINDINGS.iter().find(|binding| binding.action == self)
    }
}

impl Binding {
    /// What the action does, in words.
    pub fn description<'a>(&self, words: &'a Words) -> &'a str {
        words.actions.get(self.name).map_or("", String::as_str)
    }

    /// The short word of the hint line.
    pub fn hint<'a>(&self, words: &'a Words) -> &'a str {
        words.hints.get(self.name).map_or("", String::as_str)
    }
}

/// A key's name as a person reads it: arrows as arrows.
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
