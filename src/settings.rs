//! Layers of choices and what they add up to. Least first: built-in, the configuration file,
//! the environment, the command line. This is the only place that reads the environment.

mod config;
mod variables;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::formats::Manner;
use crate::lang::Lang;
use crate::theme::Theme;
pub use config::{Fault, Warning, config};
pub use variables::VARIABLES;

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

/// When to speak line by line instead of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linear {
    Always,
    /// When standard output is a terminal.
    OnTerminal,
    Never,
}

impl Linear {
    /// What a setting that is true or false asks for.
    pub fn wished(wished: bool) -> Self {
        if wished { Linear::OnTerminal } else { Linear::Never }
    }
}

/// The choices of one layer: what it says nothing of is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    pub lang: Option<Lang>,
    pub color: Option<Color>,
    /// The name of a theme.
    pub theme: Option<String>,
    /// Themes that are not built in, by name.
    pub themes: Vec<(String, Theme)>,
    pub ascii: Option<bool>,
    pub mouse: Option<bool>,
    pub linear: Option<Linear>,
    pub data: Vec<PathBuf>,
    /// From the command line only.
    pub manner: Manner,
    /// The file that holds the password for a directory.
    pub password_file: Option<PathBuf>,
    /// Whether the terminal is one of tmux.
    pub tmux: Option<bool>,
    /// After how many seconds without a key the browser ends; 0 for never. From the command
    /// line only.
    pub idle: Option<u64>,
    /// From the command line only, so that nothing that is read can lift it.
    pub restricted: bool,
}

impl Choices {
    /// These choices, with those of a lower layer where they say nothing.
    pub fn over(self, lower: Choices) -> Choices {
        Choices {
            themes: [self.themes, lower.themes].concat(),
            lang: self.lang.or(lower.lang),
            color: self.color.or(lower.color),
            theme: self.theme.or(lower.theme),
            ascii: self.ascii.or(lower.ascii),
            mouse: self.mouse.or(lower.mouse),
            linear: self.linear.or(lower.linear),
            data: if self.data.is_empty() { lower.data } else { self.data },
            manner: self.manner,
            password_file: self.password_file.or(lower.password_file),
            tmux: self.tmux.or(lower.tmux),
            idle: self.idle.or(lower.idle),
            restricted: self.restricted || lower.restricted,
        }
    }

    /// The theme that is chosen; an error is the name of one that does not exist.
    pub fn theme(&self) -> Result<Theme, &str> {
        let name = self.theme.as_deref().unwrap_or("terminal");
        let own = self.themes.iter().find(|(own, _)| own == name).map(|(_, theme)| theme.clone());
        own.or_else(|| Theme::named(name)).ok_or(name)
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
    /// When nothing is said of it, a terminal that cannot be drawn on is spoken to.
    pub linear: Option<Linear>,
    /// The files to open instead of the embedded organisation; `-` is standard input.
    pub data: Vec<PathBuf>,
    /// How they are read.
    pub manner: Manner,
    /// The file that holds the password for a directory.
    pub password_file: Option<PathBuf>,
    /// Whether the terminal is one of tmux, which can be given texts to copy.
    pub tmux: bool,
    /// The browser ends after so long without a key.
    pub idle: Option<Duration>,
    /// Nothing may be read, written or started: the person at the keyboard is a stranger.
    pub restricted: bool,
}

/// After how many seconds without a key a stranger's browser ends.
const STRANGERS_IDLE: u64 = 600;

impl From<Choices> for Settings {
    fn from(choices: Choices) -> Self {
        let color = choices.color.unwrap_or(Color::Auto);
        let theme = choices.theme().unwrap_or(Theme::terminal());
        let idle = choices.idle.or(choices.restricted.then_some(STRANGERS_IDLE));
        Self {
            lang: choices.lang.unwrap_or(Lang::En),
            color,
            theme: if color == Color::Never { Theme::plain() } else { theme },
            ascii: choices.ascii.unwrap_or(false),
            mouse: choices.mouse.unwrap_or(true),
            linear: choices.linear,
            data: choices.data,
            manner: choices.manner,
            password_file: choices.password_file,
            tmux: choices.tmux.unwrap_or(false) && !choices.restricted,
            idle: idle.filter(|seconds| *seconds > 0).map(Duration::from_secs),
            restricted: choices.restricted,
        }
    }
}

/// A variable of the environment, if it is set, is text, and says something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A variable whose value means nothing, and that value.
pub type Misfit = (&'static str, String);

/// What the environment chooses, and the variables that mean nothing.
pub fn environment() -> (Choices, Vec<Misfit>) {
    chosen_by(variable)
}

fn chosen_by(variable: impl Fn(&str) -> Option<String>) -> (Choices, Vec<Misfit>) {
    let mut misfits = Vec::new();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(&variable);
    let lang = named(&variable, "RAMURE_LANG", Lang::named, &mut misfits);
    let color = named(&variable, "RAMURE_COLOR", Color::named, &mut misfits);
    let linear = named(&variable, "RAMURE_LINEAR", truth, &mut misfits);
    // Programs that know this variable take any value for a yes; “0” is hardly meant so.
    let accessible = variable("ACCESSIBLE").filter(|value| truth(value) != Some(false));
    let choices = Choices {
        lang: lang.or(locale.map(|locale| Lang::of_locale(&locale))),
        color: color.or(variable("NO_COLOR").map(|_| Color::Never)),
        theme: variable("RAMURE_THEME"),
        ascii: named(&variable, "RAMURE_ASCII", truth, &mut misfits),
        mouse: named(&variable, "RAMURE_MOUSE", truth, &mut misfits),
        linear: linear.or(accessible.map(|_| true)).map(Linear::wished),
        data: variable("RAMURE_DATA").map(PathBuf::from).into_iter().collect(),
        password_file: variable("RAMURE_PASSWORD_FILE").map(PathBuf::from),
        tmux: variable("TMUX").map(|_| true),
        ..Choices::default()
    };
    (choices, misfits)
}

/// What a variable's value names.
fn named<T>(
    variable: impl Fn(&str) -> Option<String>,
    name: &'static str,
    meaning: fn(&str) -> Option<T>,
    misfits: &mut Vec<Misfit>,
) -> Option<T> {
    let value = variable(name)?;
    let meant = meaning(&value);
    if meant.is_none() {
        misfits.push((name, value));
    }
    meant
}

fn truth(value: &str) -> Option<bool> {
    match value {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// What the person at the other end of an SSH connection asks for, where `sshd` forces another
/// command: free text.
pub fn request() -> Option<OsString> {
    std::env::var_os("SSH_ORIGINAL_COMMAND").filter(|text| !text.is_empty())
}

/// Whether the terminal can be drawn on: `TERM` is set and is not `dumb`.
pub fn can_draw() -> bool {
    variable("TERM").is_some_and(|term| term != "dumb")
}

/// Where the configuration file is looked for: `ramure/config.toml` in the XDG configuration
/// directory, `~/.config` unless said.
pub fn config_path() -> Option<PathBuf> {
    config_path_by(|name| std::env::var_os(name).map(PathBuf::from))
}

/// A relative path is no directory, as XDG wants it. The home directory is `HOME` and nothing
/// else: asking the system for another brings its name services into the static binary.
fn config_path_by(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let directory = |name| variable(name).filter(|path| path.is_absolute());
    let config = directory("XDG_CONFIG_HOME").or_else(|| Some(directory("HOME")?.join(".config")))?;
    Some(config.join("ramure").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Choices {
        let find =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        chosen_by(find).0
    }

    #[test]
    fn a_variable_that_means_nothing_is_told() {
        let (choices, misfits) = chosen_by(|name| (name == "RAMURE_LANG").then(|| "zz".to_string()));
        assert_eq!((choices.lang, misfits), (None, vec![("RAMURE_LANG", "zz".to_string())]));
    }

    #[test]
    fn the_configuration_is_below_the_xdg_directory_or_the_home() {
        let path = |xdg: Option<&str>, home: Option<&str>| {
            let value = |name: &str| if name == "HOME" { home } else { xdg };
            config_path_by(|name| value(name).map(PathBuf::from))
        };
        assert_eq!(path(Some("/x"), Some("/h")), Some("/x/ramure/config.toml".into()));
        for xdg in [None, Some(""), Some("x")] {
            assert_eq!(path(xdg, Some("/h")), Some("/h/.config/ramure/config.toml".into()));
        }
        assert_eq!(path(None, None), None);
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
    fn accessible_asks_for_the_linear_mode_unless_it_is_refused() {
        assert_eq!(env(&[("ACCESSIBLE", "1")]).linear, Some(Linear::OnTerminal));
        assert_eq!(env(&[("ACCESSIBLE", "oui")]).linear, Some(Linear::OnTerminal));
        assert_eq!(env(&[("ACCESSIBLE", "0")]).linear, None);
        assert_eq!(env(&[("ACCESSIBLE", "1"), ("RAMURE_LINEAR", "0")]).linear, Some(Linear::Never));
        assert_eq!(env(&[]).linear, None);
    }

    #[test]
    fn a_stranger_who_types_nothing_is_let_go() {
        let idle = |restricted, idle| Settings::from(Choices { restricted, idle, ..Choices::default() }).idle;
        assert_eq!((idle(false, None), idle(true, None)), (None, Some(Duration::from_secs(600))));
        assert_eq!((idle(false, Some(5)), idle(true, Some(0))), (Some(Duration::from_secs(5)), None));
    }

    #[test]
    fn no_color_takes_every_theme_s_colours_away() {
        let settings = Settings::from(env(&[("NO_COLOR", "1"), ("RAMURE_THEME", "high-contrast")]));
        assert_eq!(settings.theme, Theme::plain());
        let always = Choices { color: Some(Color::Always), ..Choices::default() };
        assert_ne!(Settings::from(always.over(env(&[("NO_COLOR", "1")]))).theme, Theme::plain());
    }
}
