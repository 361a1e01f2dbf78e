//! The meaning of a piece of text, independent of its colour.

use strum::{IntoStaticStr, VariantArray};

/// What a piece of text means; the theme decides how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, VariantArray, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// Ordinary text.
    #[default]
    Normal,
    /// Less important.
    Dim,
    /// More important.
    Strong,
    Heading,
    /// The focused pane.
    Focus,
    /// The cause of a failure; the only strong accent.
    Failed,
    /// A lesser failure, or something worth checking.
    Warning,
    /// Success.
    Good,
    /// A key in JSON or the name of a header.
    Key,
    /// A string in JSON or code.
    String,
    /// A number or literal in JSON or code.
    Number,
    /// Characters matched by a search.
    Matched,
    /// An error in typed text.
    Mistake,
    /// The selected row.
    Selected,
    /// A rule between panes.
    Rule,
}

impl Role {
    /// In declaration order.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The key in a theme file.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
