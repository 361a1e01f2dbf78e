//! Parsing of theme files.

use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

use super::role::Role;
use crate::text::line_of;
use crate::text::nearest::nearest;

/// An error in a theme file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Mistake {
    pub line: usize,
    /// What is wrong, with a suggestion.
    pub what: String,
}

/// Applies the styles of a file; roles that it omits are left unchanged.
pub(super) fn styles(
    text: &str,
    mut styles: [Style; Role::ALL.len()],
) -> Result<[Style; Role::ALL.len()], Mistake> {
    let mistake = |byte, what| Mistake { line: line_of(text, byte), what };
    let table = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        mistake(start, error.message().trim().replace('\n', "; "))
    })?;
    for (name, value) in table.into_inner() {
        let role = Role::ALL.iter().find(|role| role.name() == name.get_ref().as_ref());
        let Some(&role) = role else {
            let names = Role::ALL.iter().map(|role| role.name());
            let what = format!("there is no role `{}`; {}", name.get_ref(), meant(name.get_ref(), names));
            return Err(mistake(name.span().start, what));
        };
        let at = value.span().start;
        let DeValue::String(words) = value.into_inner() else {
            let what = format!("`{}` takes a text, such as \"bold lightred\"", name.get_ref());
            return Err(mistake(at, what));
        };
        styles[role as usize] = style(&words).map_err(|what| mistake(at, what))?;
    }
    Ok(styles)
}

/// Words of a style that are not colours.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// The names of the terminal's 16 colours.
const COLOURS: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "darkgray",
    "lightred",
    "lightgreen",
    "lightyellow",
    "lightblue",
    "lightmagenta",
    "lightcyan",
    "white",
];

/// Parses a style such as `bold 231 on #d70000`.
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut is_background = false;
    for word in words.split_whitespace() {
        if word == "on" {
            is_background = true;
        } else if let Some((_, modifier)) = MODIFIERS.into_iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(modifier);
        } else if let Ok(colour) = word.parse::<Color>() {
            let is_background = std::mem::take(&mut is_background);
            style = if is_background { style.bg(colour) } else { style.fg(colour) };
        } else {
            let names = MODIFIERS.into_iter().map(|(name, _)| name).chain(COLOURS);
            return Err(format!("there is no colour or style `{word}`; {}", meant(word, names)));
        }
    }
    if is_background { Err("a colour is missing behind `on`".to_owned()) } else { Ok(style) }
}

/// The closest name, otherwise all names.
fn meant<'n>(typed: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    match nearest(typed, names.clone()).first() {
        Some(name) => format!("`{name}` may be meant"),
        None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Theme;

    #[test]
    fn a_user_theme_changes_only_the_roles_it_names() {
        let theme = Theme::from_toml("# mine\nfailed = \"bold 231 on #d70000\"\nnormal = 'white on black'\n");
        let theme = theme.unwrap();
        let failed = theme.style(Role::Failed);
        assert_eq!((failed.fg, failed.bg), (Some(Color::Indexed(231)), Some(Color::Rgb(0xd7, 0, 0))));
        assert!(failed.add_modifier.contains(Modifier::BOLD));
        assert_eq!(theme.style(Role::Normal).bg, Some(Color::Black));
        assert_eq!(theme.style(Role::Selected), Theme::standard().style(Role::Selected));
    }

    #[test]
    fn a_mistake_is_reported_with_its_line_and_a_suggestion() {
        let error = |text: &str| Theme::from_toml(text).unwrap_err().to_string();
        assert_eq!(
            error("dim = 'dim'\nfaild = 'red'"),
            "line 2: there is no role `faild`; `failed` may be meant"
        );
        assert_eq!(
            error("\n\ngood = 'bold gren'"),
            "line 3: there is no colour or style `gren`; `green` may be meant"
        );
        assert_eq!(error("good = 'red on'"), "line 1: a colour is missing behind `on`");
        assert_eq!(error("good = 7"), "line 1: `good` takes a text, such as \"bold lightred\"");
        assert!(error("zzz = 'red'").contains("there are normal, dim, strong"));
        assert!(error("good = 'red'\ngood = 'blue'").starts_with("line 2: "));
        assert!(error("good = ").starts_with("line 1: "));
    }
}
