//! Colours by meaning, as data (`assets/themes/*.toml`).

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

/// What a piece of text means; the theme says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

/// How everything looks.
#[derive(Debug, Clone)]
pub struct Theme(Styles);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Styles {
    normal: Look,
    dim: Look,
    strong: Look,
    heading: Look,
    focus: Look,
    failed: Look,
    warning: Look,
    good: Look,
    key: Look,
    string: Look,
    number: Look,
    matched: Look,
    mistake: Look,
    selected: Look,
    rule: Look,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Look(Style);

impl TryFrom<String> for Look {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        let mut style = Style::new();
        let mut background = false;
        for word in words.split_whitespace() {
            style = match word {
                "on" => {
                    background = true;
                    continue;
                }
                "bold" => style.add_modifier(Modifier::BOLD),
                "dim" => style.add_modifier(Modifier::DIM),
                "italic" => style.add_modifier(Modifier::ITALIC),
                "underlined" => style.add_modifier(Modifier::UNDERLINED),
                "reversed" => style.add_modifier(Modifier::REVERSED),
                colour => {
                    let colour: Color = colour.parse().map_err(|_| format!("no such colour: {colour}"))?;
                    if std::mem::take(&mut background) { style.bg(colour) } else { style.fg(colour) }
                }
            };
        }
        Ok(Self(style))
    }
}

impl Theme {
    /// The theme that suits the environment: no colours under `NO_COLOR` (any value but an empty one) or on a dumb
    /// terminal, 16 colours where the terminal names no more, else the default.
    #[must_use]
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) || term == "dumb" {
            Self::mono()
        } else if has_256_colours(&term, variable("COLORTERM").is_some()) {
            Self::standard()
        } else {
            Self::basic()
        }
    }

    /// The default theme.
    #[must_use]
    pub fn standard() -> Self {
        Self::built_in(include_str!("../../assets/themes/default.toml"))
    }

    /// For 16 colours.
    #[must_use]
    pub fn basic() -> Self {
        Self::built_in(include_str!("../../assets/themes/basic.toml"))
    }

    /// Without colours.
    #[must_use]
    pub fn mono() -> Self {
        Self::built_in(include_str!("../../assets/themes/mono.toml"))
    }

    #[expect(clippy::panic, reason = "the themes are compiled in, and a test parses them")]
    fn built_in(toml: &str) -> Self {
        Self(toml::from_str(toml).unwrap_or_else(|error| panic!("assets/themes: {error}")))
    }

    /// How something of this meaning looks.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let styles = &self.0;
        let look = match role {
            Role::Normal => styles.normal,
            Role::Dim => styles.dim,
            Role::Strong => styles.strong,
            Role::Heading => styles.heading,
            Role::Focus => styles.focus,
            Role::Failed => styles.failed,
            Role::Warning => styles.warning,
            Role::Good => styles.good,
            Role::Key => styles.key,
            Role::String => styles.string,
            Role::Number => styles.number,
            Role::Matched => styles.matched,
            Role::Mistake => styles.mistake,
            Role::Selected => styles.selected,
            Role::Rule => styles.rule,
        };
        look.0
    }
}

/// Terminals that know the 256-colour palette say so in `TERM`, set `COLORTERM`, or are known by name.
fn has_256_colours(term: &str, colorterm: bool) -> bool {
    const KNOWN: [&str; 6] = ["kitty", "alacritty", "ghostty", "wezterm", "foot", "direct"];
    colorterm || cfg!(windows) || term.contains("256") || KNOWN.iter().any(|name| term.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(variables: &[(&str, &str)]) -> Theme {
        Theme::of_environment(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn no_color_means_no_colours() {
        let mono = theme(&[("NO_COLOR", "1"), ("TERM", "xterm-256color")]);
        for role in [Role::Failed, Role::Selected, Role::Key, Role::Warning, Role::Good, Role::Heading] {
            let style = mono.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        assert!(mono.style(Role::Selected).add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn the_terminal_decides_on_the_selected_row() {
        let selected = |term| theme(&[("TERM", term)]).style(Role::Selected);
        assert_eq!(selected("xterm-256color").bg, Some(Color::Indexed(238)));
        assert_eq!(selected("linux").bg, None);
        assert!(selected("linux").add_modifier.contains(Modifier::REVERSED));
        assert_eq!(
            theme(&[("NO_COLOR", ""), ("TERM", "linux")]).style(Role::Failed).fg,
            Some(Color::LightRed)
        );
    }
}
