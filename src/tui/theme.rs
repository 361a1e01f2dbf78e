//! Themes: styles by [`Role`], read from `assets/themes/*.toml` and from the user's files.

pub mod background;
pub mod file;
pub mod lookup;
mod role;

use ratatui::style::Style;

pub use self::role::Role;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    /// Indexed by role.
    styles: [Style; Role::ALL.len()],
}

/// The built-in themes, in the order in which the theme key cycles through them.
const BUILT_IN: [(&str, &str); 6] = [
    ("default", include_str!("../../assets/themes/default.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("basic", include_str!("../../assets/themes/basic.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

impl Theme {
    /// The default theme for an environment: no colours with a non-empty `NO_COLOR` or on a dumb terminal, 16 colours
    /// if the terminal does not claim more, otherwise the standard theme.
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

    pub fn built_in(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(own, _)| *own == name)?;
        Some(Self { name: (*name).to_owned(), styles: compiled_in(text) })
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    pub fn standard() -> Self {
        Self { name: "default".to_owned(), styles: compiled_in(BUILT_IN[0].1) }
    }

    /// The theme for 16 colours.
    pub fn basic() -> Self {
        Self::built_in("basic").unwrap_or_else(Self::standard)
    }

    /// The theme without colours.
    pub fn mono() -> Self {
        Self::built_in("mono").unwrap_or_else(Self::standard)
    }

    /// Parses a theme: a table of roles with their styles. Roles that it omits look as in the standard theme.
    ///
    /// # Errors
    ///
    /// A [`file::Mistake`] with the line and the closest valid name.
    pub fn from_toml(text: &str) -> Result<Self, file::Mistake> {
        let styles = file::styles(text, Self::standard().styles)?;
        Ok(Self { name: "own".to_owned(), styles })
    }

    /// The same theme under another name.
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is the theme that uses the terminal's own palette.
    pub fn is_standard(&self) -> bool {
        self.name == BUILT_IN[0].0
    }

    /// The theme after this one; the user's own comes after the last.
    pub fn next(&self, own: Option<&Self>) -> Self {
        let place = BUILT_IN.iter().position(|(name, _)| *name == self.name);
        let next = place.and_then(|place| BUILT_IN.get(place + 1));
        match (place, next, own) {
            (_, Some((name, _)), _) => Self::built_in(name).unwrap_or_else(Self::standard),
            (Some(_), None, Some(own)) => own.clone(),
            _ => Self::standard(),
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }
}

#[expect(clippy::panic, reason = "the themes are compiled in, and a test parses them")]
fn compiled_in(text: &str) -> [Style; Role::ALL.len()] {
    file::styles(text, Default::default()).unwrap_or_else(|mistake| panic!("assets/themes: {mistake}"))
}

/// Terminals with the 256-colour palette say so in `TERM`, set `COLORTERM`, or are known by name.
fn has_256_colours(term: &str, colorterm: bool) -> bool {
    const KNOWN: [&str; 6] = ["kitty", "alacritty", "ghostty", "wezterm", "foot", "direct"];
    colorterm || cfg!(windows) || term.contains("256") || KNOWN.iter().any(|name| term.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Color, Modifier};

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

    #[test]
    fn every_theme_says_how_each_role_looks_and_leads_to_the_next() {
        for (place, role) in Role::ALL.iter().copied().enumerate() {
            assert_eq!(role as usize, place);
        }
        for (name, text) in BUILT_IN {
            let roles = text.lines().filter(|line| line.contains('=') && !line.starts_with('#'));
            let roles: Vec<_> = roles.filter_map(|line| line.split_whitespace().next()).collect();
            assert!(roles.iter().copied().eq(Role::ALL.iter().map(|role| role.name())), "{name}");
        }
        let own = Theme::from_toml("failed = 'bold #ff0000'").unwrap().named("mine");
        let mut theme = Theme::standard();
        let mut names = Vec::new();
        for _ in 0..8 {
            names.push(theme.name().to_owned());
            theme = theme.next(Some(&own));
        }
        assert_eq!(names, ["default", "dark", "light", "high-contrast", "basic", "mono", "mine", "default"]);
        assert_eq!(Theme::mono().next(None), Theme::standard());
    }

    /// The luminance of a colour of the 256-colour palette; the first 16 are not fixed.
    fn luminance(index: u8) -> f64 {
        let cube = |level: u8| if level == 0 { 0.0 } else { f64::from(55 + 40 * level) };
        let [r, g, b] = match index {
            0..16 => panic!("{index}: the terminal's own colour"),
            16..232 => [cube((index - 16) / 36), cube((index - 16) / 6 % 6), cube((index - 16) % 6)],
            232.. => [f64::from(8 + 10 * (index - 232)); 3],
        };
        let linear = |level: f64| match level / 255.0 {
            level if level <= 0.04045 => level / 12.92,
            level => ((level + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(one: f64, other: f64) -> f64 {
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn everything_can_be_read_on_the_background_it_is_for() {
        let index = |colour: Color| match colour {
            Color::Indexed(index) => index,
            colour => panic!("{colour} differs from terminal to terminal"),
        };
        // The lightest background that counts as dark, and the darkest that counts as light.
        for (name, background, least) in
            [("dark", 235, 4.5), ("light", 255, 4.5), ("high-contrast", 16, 7.0_f64)]
        {
            let theme = Theme::built_in(name).unwrap();
            let selected = theme.style(Role::Selected);
            for (role, role_name) in Role::ALL.iter().map(|role| (*role, role.name())) {
                let style = theme.style(role);
                let Some(colour) = style.fg.map(index).map(luminance) else { continue };
                let own = style.bg.map_or(background, index);
                let least = if matches!(role, Role::Failed | Role::Mistake) { least.min(4.5) } else { least };
                let least = if role == Role::Rule { 3.0 } else { least };
                let found = contrast(colour, luminance(own));
                assert!(found >= least, "{name}: {role_name} {found:.1}");
                // The selected row keeps accents unless it is reversed.
                if let Some(row) = selected.bg.filter(|_| style.bg.is_none() && role != Role::Rule) {
                    let found = contrast(colour, luminance(index(row)));
                    assert!(found >= 3.0, "{name}: {role_name} in the selected row {found:.1}");
                }
            }
        }
    }

    #[test]
    fn failures_have_the_strongest_accent() {
        for name in Theme::names() {
            let theme = Theme::built_in(name).unwrap();
            let failed = theme.style(Role::Failed);
            assert!(failed.add_modifier.contains(Modifier::BOLD), "{name}");
            for (role, role_name) in Role::ALL.iter().map(|role| (*role, role.name())) {
                let is_own = matches!(role, Role::Failed | Role::Mistake) || name == "mono";
                let same = (theme.style(role).fg, theme.style(role).bg) == (failed.fg, failed.bg);
                assert!(is_own || !same, "{name}: {role_name} looks as what failed");
            }
        }
    }
}
