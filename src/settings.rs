//! Layers of choices and what they add up to. Least first: built-in, the configuration file,
//! the environment, the command line. This is the only place that reads the environment.

mod config;

use std::path::PathBuf;

use etcetera::BaseStrategy;

use crate::lang::Lang;
use crate::theme::Theme;
pub use config::{Fault, Warning, config};

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Color::Auto),
            "always" => Some(Color::Always),
            "never" => Some(Color::Never),
            _ => None,
        }
    }
}

/// The choices of one layer: what it says nothing of is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    pub lang: Option<Lang>,
    pub color: Option<Color>,
    pub theme: Option<Theme>,
    pub ascii: Option<bool>,
    pub mouse: Option<bool>,
    pub data: Option<PathBuf>,
}

impl Choices {
    /// These choices, with those of a lower layer where they say nothing.
    pub fn over(self, lower: Choices) -> Choices {
        Choices {
            lang: self.lang.or(lower.lang),
            color: self.color.or(lower.color),
            theme: self.theme.or(lower.theme),
            ascii: self.ascii.or(lower.ascii),
            mouse: self.mouse.or(lower.mouse),
            data: self.data.or(lower.data),
        }
    }
}

/// What the choices add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub lang: Lang,
    pub color: Color,
    /// The theme of the browser; without colour when colour is never wanted.
    pub theme: Theme,
    pub ascii: bool,
    pub mouse: bool,
    /// The file to open instead of the embedded organisation; `-` is standard input.
    pub data: Option<PathBuf>,
}

impl From<Choices> for Settings {
    fn from(choices: Choices) -> Self {
        let color = choices.color.unwrap_or(Color::Auto);
        let theme = choices.theme.unwrap_or(Theme::terminal());
        Self {
            lang: choices.lang.unwrap_or(Lang::En),
            color,
            theme: if color == Color::Never { Theme::plain() } else { theme },
            ascii: choices.ascii.unwrap_or(false),
            mouse: choices.mouse.unwrap_or(true),
            data: choices.data,
        }
    }
}

/// A variable of the environment, if it is set, is text, and says something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What the environment chooses.
pub fn environment() -> Choices {
    chosen_by(variable)
}

fn chosen_by(variable: impl Fn(&str) -> Option<String>) -> Choices {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(&variable);
    let truth = |name: &str| variable(name).map(|value| value != "0" && value != "false");
    let no_color = variable("NO_COLOR").map(|_| Color::Never);
    Choices {
        lang: variable("RAMURE_LANG")
            .and_then(|name| Lang::named(&name))
            .or(locale.map(|locale| Lang::of_locale(&locale))),
        color: variable("RAMURE_COLOR").and_then(|name| Color::named(&name)).or(no_color),
        theme: variable("RAMURE_THEME").and_then(|name| Theme::named(&name)),
        ascii: truth("RAMURE_ASCII"),
        mouse: truth("RAMURE_MOUSE"),
        data: variable("RAMURE_DATA").map(PathBuf::from),
    }
}

/// Whether the terminal can be drawn on: `TERM` is set and is not `dumb`.
pub fn can_draw() -> bool {
    variable("TERM").is_some_and(|term| term != "dumb")
}

/// Where the configuration file is looked for: `ramure/config.toml` in the XDG configuration
/// directory.
pub fn config_path() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::Xdg::new().ok()?;
    Some(strategy.config_dir().join("ramure").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Choices {
        let find =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        chosen_by(find)
    }

    #[test]
    fn a_layer_wins_over_those_below() {
        let flags = Choices { lang: Some(Lang::Fr), ..Choices::default() };
        let below = Choices { lang: Some(Lang::En), ascii: Some(true), ..Choices::default() };
        let settings = Settings::from(flags.over(below));
        assert_eq!((settings.lang, settings.ascii, settings.mouse), (Lang::Fr, true, true));
    }

    #[test]
    fn the_language_comes_from_the_locale_unless_said() {
        assert_eq!(env(&[("LANG", "fr_FR.UTF-8")]).lang, Some(Lang::Fr));
        assert_eq!(env(&[("LC_ALL", "C"), ("LANG", "fr_FR")]).lang, Some(Lang::En));
        assert_eq!(env(&[("RAMURE_LANG", "fr"), ("LC_ALL", "C")]).lang, Some(Lang::Fr));
        assert_eq!(env(&[]).lang, None);
    }

    #[test]
    fn no_color_takes_every_theme_s_colours_away() {
        let settings = Settings::from(env(&[("NO_COLOR", "1"), ("RAMURE_THEME", "high-contrast")]));
        assert_eq!(settings.theme, Theme::plain());
        let always = Choices { color: Some(Color::Always), ..Choices::default() };
        assert_ne!(Settings::from(always.over(env(&[("NO_COLOR", "1")]))).theme, Theme::plain());
    }
}
