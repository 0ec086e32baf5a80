//! Settings in layers, lowest first: defaults, the configuration file, the environment, the
//! command line. This is the only module that reads the environment.

mod alias_file;
mod config;
mod effective;
mod terminal;
mod user_keys;
mod variables;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::import::ImportOptions;
use crate::input::KeyMap;
use crate::lang::Lang;
use crate::theme::Theme;
pub use alias_file::{AliasFile, SetBy};
pub use config::{ConfigWarning, ConfigWarningKind, parse_config, unknown_theme};
pub use effective::{EffectiveSetting, Origin, effective_settings, example_configuration, setting_names};
pub use terminal::TerminalTraits;
pub use variables::VARIABLES;

/// When to use something that not every terminal can show: colour, hyperlinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Auto,
    Always,
    Never,
}

impl When {
    pub fn name(self) -> &'static str {
        match self {
            When::Auto => "auto",
            When::Always => "always",
            When::Never => "never",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(When::Auto),
            "always" => Some(When::Always),
            "never" => Some(When::Never),
            _ => None,
        }
    }
}

/// When to use linear mode: line by line instead of a drawn screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinearMode {
    Always,
    /// When standard output is a terminal.
    OnTerminal,
    Never,
}

impl LinearMode {
    /// The value of a setting that is true or false.
    pub fn from_flag(is_on: bool) -> Self {
        if is_on { LinearMode::OnTerminal } else { LinearMode::Never }
    }
}

/// The settings of one layer; `None` where it sets nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartialSettings {
    pub lang: Option<Lang>,
    /// The language of the locale, where `lang` is not set in any layer.
    pub locale: Option<Lang>,
    pub color: Option<When>,
    pub hyperlinks: Option<When>,
    /// The name of the theme.
    pub theme: Option<String>,
    /// The themes of the configuration file, by name.
    pub themes: Vec<(String, Theme)>,
    pub ascii: Option<bool>,
    pub mouse: Option<bool>,
    pub linear: Option<LinearMode>,
    pub data: Vec<PathBuf>,
    pub aliases: Option<AliasFile>,
    /// From the command line only.
    pub import_options: ImportOptions,
    /// The file that contains the password for an LDAP directory.
    pub password_file: Option<PathBuf>,
    /// What the environment says about the terminal.
    pub terminal: TerminalTraits,
    /// Whether what is opened in the browser is remembered.
    pub history: Option<bool>,
    /// Whether sources that are slow to open are kept as packs.
    pub cache: Option<bool>,
    /// Share of the tree in the browser's width, in percent.
    pub tree_percent: Option<u16>,
    pub full_screen: Option<bool>,
    /// The key bindings with the user’s own, from the configuration file only.
    pub keys: Option<KeyMap>,
    /// The lines of the configuration file that set something, from 1, by the names of the settings.
    pub lines: Vec<(String, usize)>,
    /// Seconds without a key after which the browser ends; 0 for never. From the command line
    /// only.
    pub idle: Option<u64>,
    /// From the command line only, so that no file or variable can turn it off.
    pub restricted: bool,
}

impl PartialSettings {
    /// These settings, completed by those of a lower layer.
    pub fn or(self, lower: PartialSettings) -> PartialSettings {
        PartialSettings {
            themes: [self.themes, lower.themes].concat(),
            lang: self.lang.or(lower.lang),
            locale: self.locale.or(lower.locale),
            color: self.color.or(lower.color),
            hyperlinks: self.hyperlinks.or(lower.hyperlinks),
            theme: self.theme.or(lower.theme),
            ascii: self.ascii.or(lower.ascii),
            mouse: self.mouse.or(lower.mouse),
            linear: self.linear.or(lower.linear),
            data: if self.data.is_empty() { lower.data } else { self.data },
            aliases: self.aliases.or(lower.aliases),
            import_options: self.import_options,
            password_file: self.password_file.or(lower.password_file),
            terminal: self.terminal.or(lower.terminal),
            history: self.history.or(lower.history),
            cache: self.cache.or(lower.cache),
            tree_percent: self.tree_percent.or(lower.tree_percent),
            full_screen: self.full_screen.or(lower.full_screen),
            keys: self.keys.or(lower.keys),
            lines: [self.lines, lower.lines].concat(),
            idle: self.idle.or(lower.idle),
            restricted: self.restricted || lower.restricted,
        }
    }

    /// The names of the themes that there are.
    pub fn theme_names(&self) -> Vec<&str> {
        Theme::NAMES.into_iter().chain(self.themes.iter().map(|(name, _)| name.as_str())).collect()
    }

    /// The theme of these settings. An error is the name of an unknown theme.
    pub fn theme(&self) -> Result<Theme, &str> {
        let name = self.theme.as_deref().unwrap_or("terminal");
        let custom = self.themes.iter().find(|(custom, _)| custom == name).map(|(_, theme)| theme.clone());
        custom.or_else(|| Theme::from_name(name)).ok_or(name)
    }
}

/// The settings of all layers together.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub lang: Lang,
    pub color: When,
    /// The theme of the browser; without colours if `color` is never.
    pub theme: Theme,
    pub ascii: bool,
    pub mouse: bool,
    /// `None`: on terminals that cannot be drawn on.
    pub linear: Option<LinearMode>,
    /// The files to open instead of the embedded organisation; `-` is standard input.
    pub data: Vec<PathBuf>,
    /// The aliases that are joined to the organisation.
    pub aliases: Option<AliasFile>,
    /// How to read the data.
    pub import_options: ImportOptions,
    /// The file that contains the password for an LDAP directory.
    pub password_file: Option<PathBuf>,
    /// Whether the program runs inside tmux, through which it can copy text.
    pub tmux: bool,
    /// Whether the program runs inside tmux or screen, on this machine or on that of the SSH
    /// client.
    pub is_multiplexed: bool,
    /// Whether what is copied may have to pass GNU screen.
    pub is_screen: bool,
    /// Whether the terminal is known to have no clipboard.
    pub lacks_clipboard: bool,
    /// Whether addresses are written as hyperlinks (OSC 8).
    pub hyperlinks: bool,
    /// Whether what is opened in the browser is remembered. Never in restricted mode.
    pub history: bool,
    /// Whether sources that are slow to open are kept as packs. Never in restricted mode.
    pub cache: bool,
    /// Share of the tree in the browser's width, in percent; `None` to fit the content.
    pub tree_percent: Option<u16>,
    /// Whether the tree and the card have the whole screen, one at a time.
    pub full_screen: bool,
    pub keys: KeyMap,
    /// The browser ends after this time without a key.
    pub idle: Option<Duration>,
    /// Restricted mode: the user is a remote client and may not open, write or start anything.
    pub restricted: bool,
}

/// Seconds without a key after which the browser ends in restricted mode, unless set.
const RESTRICTED_IDLE_SECONDS: u64 = 600;

impl From<PartialSettings> for Settings {
    fn from(partial: PartialSettings) -> Self {
        let color = partial.color.unwrap_or(When::Auto);
        let theme = partial.theme().unwrap_or(Theme::terminal());
        let idle = partial.idle.or(partial.restricted.then_some(RESTRICTED_IDLE_SECONDS));
        Self {
            lang: partial.lang.or(partial.locale).unwrap_or(Lang::En),
            color,
            theme: if color == When::Never { Theme::plain() } else { theme },
            ascii: partial.ascii.unwrap_or(false),
            mouse: partial.mouse.unwrap_or(true),
            linear: partial.linear,
            data: partial.data,
            aliases: partial.aliases,
            import_options: partial.import_options,
            password_file: partial.password_file,
            tmux: partial.terminal.is_tmux && !partial.restricted,
            is_multiplexed: partial.terminal.is_multiplexed,
            is_screen: partial.terminal.is_screen,
            lacks_clipboard: partial.terminal.lacks_clipboard,
            hyperlinks: match partial.hyperlinks.unwrap_or(When::Auto) {
                When::Auto => partial.terminal.shows_hyperlinks,
                when => when == When::Always,
            },
            history: partial.history.unwrap_or(true) && !partial.restricted,
            cache: partial.cache.unwrap_or(true) && !partial.restricted,
            tree_percent: partial.tree_percent,
            full_screen: partial.full_screen.unwrap_or(false),
            keys: partial.keys.unwrap_or_default(),
            idle: idle.filter(|seconds| *seconds > 0).map(Duration::from_secs),
            restricted: partial.restricted,
        }
    }
}

/// The possible values of settings.
const LANGUAGES: &str = "fr, en";
const WHEN: &str = "auto, always, never";
const FLAG: &str = "1, 0";

/// An environment variable, if it is set, not empty, and valid UTF-8.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// An environment variable with an invalid value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidVariable {
    pub name: &'static str,
    pub value: String,
    /// The possible values, separated by commas.
    pub possible: &'static str,
}

/// What the environment says about the terminal. The only part of it that restricted mode uses.
pub fn terminal_traits() -> TerminalTraits {
    TerminalTraits::from_variables(variable)
}

/// The settings of the environment, and the variables with invalid values.
pub fn environment() -> (PartialSettings, Vec<InvalidVariable>) {
    settings_from(variable)
}

fn settings_from(variable: impl Fn(&str) -> Option<String>) -> (PartialSettings, Vec<InvalidVariable>) {
    let mut invalid = Vec::new();
    let locale = effective::LOCALE_VARIABLES.into_iter().find_map(&variable);
    let lang = parse_variable(&variable, "RAMURE_LANG", LANGUAGES, Lang::from_name, &mut invalid);
    let color = parse_variable(&variable, "RAMURE_COLOR", WHEN, When::from_name, &mut invalid);
    let linear = parse_variable(&variable, "RAMURE_LINEAR", FLAG, parse_bool, &mut invalid);
    // By convention any value of this variable turns the mode on; “0” and “no” are still taken as off.
    let accessible = variable("ACCESSIBLE").filter(|value| parse_bool(value) != Some(false));
    let partial = PartialSettings {
        lang,
        locale: locale.map(|locale| Lang::from_locale(&locale)),
        hyperlinks: parse_variable(&variable, "RAMURE_HYPERLINKS", WHEN, When::from_name, &mut invalid),
        color: color.or(variable("NO_COLOR").map(|_| When::Never)),
        theme: variable("RAMURE_THEME"),
        ascii: parse_variable(&variable, "RAMURE_ASCII", FLAG, parse_bool, &mut invalid),
        mouse: parse_variable(&variable, "RAMURE_MOUSE", FLAG, parse_bool, &mut invalid),
        linear: linear.or(accessible.map(|_| true)).map(LinearMode::from_flag),
        data: variable("RAMURE_DATA").map(PathBuf::from).into_iter().collect(),
        aliases: variable("RAMURE_ALIASES").map(|path| AliasFile::new(path, SetBy::Variable)),
        password_file: variable("RAMURE_PASSWORD_FILE").map(PathBuf::from),
        history: parse_variable(&variable, "RAMURE_HISTORY", FLAG, parse_bool, &mut invalid),
        terminal: TerminalTraits::from_variables(&variable),
        ..PartialSettings::default()
    };
    (partial, invalid)
}

/// The parsed value of a variable; an invalid one is added to `invalid`.
fn parse_variable<T>(
    variable: impl Fn(&str) -> Option<String>,
    name: &'static str,
    possible: &'static str,
    parse_value: fn(&str) -> Option<T>,
    invalid: &mut Vec<InvalidVariable>,
) -> Option<T> {
    let value = variable(name)?;
    let parsed = parse_value(&value);
    if parsed.is_none() {
        invalid.push(InvalidVariable { name, value, possible });
    }
    parsed
}

fn parse_bool(value: &str) -> Option<bool> {
    match value {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// The command that an SSH client requested, where `sshd` forces another one. Untrusted.
pub fn ssh_original_command() -> Option<OsString> {
    std::env::var_os("SSH_ORIGINAL_COMMAND").filter(|text| !text.is_empty())
}

/// Whether `TERM` names a terminal that can be drawn on: it is set and not `dumb`.
pub fn is_term_capable() -> bool {
    variable("TERM").is_some_and(|term| term != "dumb")
}

/// The path of the configuration file: `ramure/config.toml` in the XDG configuration directory,
/// by default `~/.config`. `None` if neither directory is set.
pub fn config_path() -> Option<PathBuf> {
    config_path_by(|name| std::env::var_os(name).map(PathBuf::from))
}

/// The directory of what the program remembers between two runs: `ramure` in the XDG state
/// directory, by default `~/.local/state`. `None` if neither directory is set.
pub fn state_path() -> Option<PathBuf> {
    state_path_by(|name| std::env::var_os(name).map(PathBuf::from))
}

/// The home directory, if it is set.
pub fn home_path() -> Option<PathBuf> {
    std::env::var_os("HOME").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The directory of what the program can make again: `ramure` in the XDG cache directory, by default
/// `~/.cache`. `None` if neither directory is set.
pub fn cache_path() -> Option<PathBuf> {
    cache_path_by(|name| std::env::var_os(name).map(PathBuf::from))
}

fn config_path_by(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    Some(xdg_directory("XDG_CONFIG_HOME", ".config", variable)?.join("config.toml"))
}

fn state_path_by(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    xdg_directory("XDG_STATE_HOME", ".local/state", variable)
}

fn cache_path_by(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    xdg_directory("XDG_CACHE_HOME", ".cache", variable)
}

/// The program's directory in an XDG directory. Relative paths are ignored, as the XDG
/// specification says. The home directory is `HOME` only: a look-up in the user database would
/// link name services into the static binary.
fn xdg_directory(
    name: &str,
    below_home: &str,
    variable: impl Fn(&str) -> Option<PathBuf>,
) -> Option<PathBuf> {
    let directory = |name| variable(name).filter(|path| path.is_absolute());
    let parent = directory(name).or_else(|| Some(directory("HOME")?.join(below_home)))?;
    Some(parent.join("ramure"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> PartialSettings {
        let find =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        settings_from(find).0
    }

    #[test]
    fn a_variable_with_an_invalid_value_is_reported() {
        let (partial, invalid) = settings_from(|name| (name == "RAMURE_LANG").then(|| "zz".to_string()));
        let zz = InvalidVariable { name: "RAMURE_LANG", value: "zz".to_string(), possible: "fr, en" };
        assert_eq!((partial.lang, invalid), (None, vec![zz]));
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
    fn the_state_is_below_its_own_xdg_directory_or_the_home() {
        let path = |name: &'static str| state_path_by(|asked| (asked == name).then(|| "/x".into()));
        assert_eq!(path("XDG_STATE_HOME"), Some("/x/ramure".into()));
        assert_eq!(path("HOME"), Some("/x/.local/state/ramure".into()));
        assert_eq!(path("XDG_CONFIG_HOME"), None);
    }

    #[test]
    fn the_cache_is_below_its_own_xdg_directory_or_the_home() {
        let path = |name: &'static str| cache_path_by(|asked| (asked == name).then(|| "/x".into()));
        assert_eq!(path("XDG_CACHE_HOME"), Some("/x/ramure".into()));
        assert_eq!(path("HOME"), Some("/x/.cache/ramure".into()));
        assert_eq!(path("XDG_STATE_HOME"), None);
    }

    #[test]
    fn a_layer_overrides_those_below() {
        let flags = PartialSettings { lang: Some(Lang::Fr), ..PartialSettings::default() };
        let below = PartialSettings { lang: Some(Lang::En), ascii: Some(true), ..PartialSettings::default() };
        let settings = Settings::from(flags.or(below));
        assert_eq!((settings.lang, settings.ascii, settings.mouse), (Lang::Fr, true, true));
    }

    #[test]
    fn the_language_comes_from_the_locale_unless_set() {
        let lang = |pairs: &[(&str, &str)]| Settings::from(env(pairs)).lang;
        assert_eq!(lang(&[("LANG", "fr_FR.UTF-8")]), Lang::Fr);
        assert_eq!(lang(&[("LC_ALL", "C"), ("LANG", "fr_FR")]), Lang::En);
        assert_eq!(lang(&[("RAMURE_LANG", "fr"), ("LC_ALL", "C")]), Lang::Fr);
        assert_eq!(lang(&[]), Lang::En);
    }

    #[test]
    fn the_language_of_the_configuration_comes_before_the_locale() {
        let configured = |pairs: &[(&str, &str)]| {
            let configuration = PartialSettings { lang: Some(Lang::Fr), ..PartialSettings::default() };
            Settings::from(env(pairs).or(configuration)).lang
        };
        assert_eq!(configured(&[("LC_ALL", "en_GB.UTF-8"), ("LANG", "C")]), Lang::Fr);
        assert_eq!(configured(&[("RAMURE_LANG", "en"), ("LANG", "fr_FR")]), Lang::En);
    }

    #[test]
    fn hyperlinks_depend_on_the_terminal_unless_set() {
        let hyperlinks = |pairs: &[(&str, &str)]| Settings::from(env(pairs)).hyperlinks;
        assert!(hyperlinks(&[("TERM", "xterm-256color")]) && !hyperlinks(&[("TERM", "linux")]));
        assert!(hyperlinks(&[("TERM", "linux"), ("RAMURE_HYPERLINKS", "always")]));
        assert!(!hyperlinks(&[("TERM", "xterm-256color"), ("RAMURE_HYPERLINKS", "never")]));
    }

    #[test]
    fn nothing_is_remembered_in_restricted_mode() {
        let history = |history, restricted| {
            Settings::from(PartialSettings { history, restricted, ..PartialSettings::default() }).history
        };
        assert!(history(None, false) && !history(Some(false), false));
        assert!(!history(None, true) && !history(Some(true), true));
        assert!(!Settings::from(env(&[("RAMURE_HISTORY", "0")])).history);
    }

    #[test]
    fn nothing_is_cached_in_restricted_mode() {
        let cache = |cache, restricted| {
            Settings::from(PartialSettings { cache, restricted, ..PartialSettings::default() }).cache
        };
        assert!(cache(None, false) && !cache(Some(false), false));
        assert!(!cache(None, true) && !cache(Some(true), true));
    }

    #[test]
    fn accessible_turns_linear_mode_on_unless_another_variable_turns_it_off() {
        assert_eq!(env(&[("ACCESSIBLE", "1")]).linear, Some(LinearMode::OnTerminal));
        assert_eq!(env(&[("ACCESSIBLE", "oui")]).linear, Some(LinearMode::OnTerminal));
        assert_eq!(env(&[("ACCESSIBLE", "0")]).linear, None);
        assert_eq!(env(&[("ACCESSIBLE", "1"), ("RAMURE_LINEAR", "0")]).linear, Some(LinearMode::Never));
        assert_eq!(env(&[]).linear, None);
    }

    #[test]
    fn restricted_mode_has_an_idle_limit_by_default() {
        let idle = |restricted, idle| {
            Settings::from(PartialSettings { restricted, idle, ..PartialSettings::default() }).idle
        };
        assert_eq!((idle(false, None), idle(true, None)), (None, Some(Duration::from_secs(600))));
        assert_eq!((idle(false, Some(5)), idle(true, Some(0))), (Some(Duration::from_secs(5)), None));
    }

    #[test]
    fn no_color_removes_the_colours_of_every_theme() {
        let settings = Settings::from(env(&[("NO_COLOR", "1"), ("RAMURE_THEME", "high-contrast")]));
        assert_eq!(settings.theme, Theme::plain());
        let always = PartialSettings { color: Some(When::Always), ..PartialSettings::default() };
        let variables = env(&[("NO_COLOR", "1"), ("RAMURE_THEME", "high-contrast")]);
        assert_eq!(Settings::from(always.or(variables)).theme, Theme::high_contrast());
    }
}
