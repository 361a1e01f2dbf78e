//! What a piece of text means.

use strum::{IntoStaticStr, VariantArray};

/// What a piece of text means; the theme says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, VariantArray, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// Ordinary text.
    #[default]
    Normal,
    /// What matters less.
    Dim,
    /// What matters more.
    Strong,
    /// A heading.
    Heading,
    /// The pane that has the keys.
    Focus,
    /// What failed: the one accent.
    Failed,
    /// What failed mildly, or is worth a look.
    Warning,
    /// What went well.
    Good,
    /// A name in JSON or a header.
    Key,
    /// A text in JSON.
    String,
    /// A number or word in JSON.
    Number,
    /// Characters that a search matched.
    Matched,
    /// What is typed wrongly.
    Mistake,
    /// The selected row.
    Selected,
    /// A line between panes.
    Rule,
}

impl Role {
    /// All of them, in the order in which they are declared.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The name that themes give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}
