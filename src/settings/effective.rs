//! The settings by name: which value each has, where it comes from, and the commented configuration file.

use std::fmt::Write as _;
use std::path::Path;

use crate::input::action::Action;
use crate::input::{BINDINGS, KeyMap, Mode, key};
use crate::lang::{Lang, Tr};

use super::{LinearMode, PartialSettings, When, variable};

/// A setting of the configuration file.
struct SettingSpec {
    name: &'static str,
    /// The environment variables that set it, the one that counts first.
    variables: &'static [&'static str],
    option: Option<&'static str>,
    /// The value as TOML where nothing sets it; `None` if it then depends on something else.
    default: Option<&'static str>,
    /// An example, as TOML.
    example: &'static str,
    description: Tr,
    /// The value in a layer, as TOML.
    value: fn(&PartialSettings) -> Option<String>,
}

/// A setting with its value and what sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveSetting {
    /// The table of the configuration file, such as `keys`; empty for the settings at its top.
    pub table: String,
    pub name: String,
    /// As TOML; `None` if nothing sets it and it depends on something else.
    pub value: Option<String>,
    pub origin: Origin,
}

/// What sets a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing: it has what is built in.
    BuiltIn,
    /// An option of the command line, or a variable.
    Named(&'static str),
    /// A line of the configuration file, from 1.
    Line(usize),
}

/// The names that may stand at the top of the configuration file.
pub fn setting_names() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|setting| setting.name).chain(["themes", "keys"])
}

/// The settings of the layers, in the order of the example.
pub fn effective_settings(
    options: &PartialSettings,
    environment: &PartialSettings,
    configuration: &PartialSettings,
) -> Vec<EffectiveSetting> {
    let settings = SETTINGS.iter().map(|spec| {
        let (value, origin) = spec.effective(options, environment, configuration);
        EffectiveSetting { table: String::new(), name: spec.name.to_string(), value, origin }
    });
    let keys = configuration.keys.iter().flat_map(KeyMap::user_keys).map(|keys| EffectiveSetting {
        table: keys.mode.map_or("keys".to_string(), |mode| format!("keys.{}", mode.name())),
        name: keys.action.name().unwrap_or_default().to_string(),
        value: Some(key_list(&keys.keys)),
        origin: Origin::Line(keys.line),
    });
    let mut settings: Vec<EffectiveSetting> = settings.chain(keys).collect();
    settings.sort_by(|one, other| one.table.cmp(&other.table));
    settings
}

impl SettingSpec {
    fn effective(
        &self,
        options: &PartialSettings,
        environment: &PartialSettings,
        configuration: &PartialSettings,
    ) -> (Option<String>, Origin) {
        if let (Some(value), Some(option)) = ((self.value)(options), self.option) {
            return (Some(value), Origin::Named(option));
        }
        if let Some(value) = (self.value)(environment) {
            let variable = self.variables.iter().find(|name| variable(name).is_some());
            return (Some(value), variable.map_or(Origin::BuiltIn, |name| Origin::Named(name)));
        }
        if let Some(value) = (self.value)(configuration) {
            let line = configuration.lines.iter().find(|(name, _)| name == self.name);
            return (Some(value), line.map_or(Origin::BuiltIn, |(_, line)| Origin::Line(*line)));
        }
        match (self.name, environment.locale) {
            ("lang", Some(lang)) => {
                let locale = LOCALE_VARIABLES.into_iter().find(|name| variable(name).is_some());
                (Some(quoted(lang.name())), locale.map_or(Origin::BuiltIn, Origin::Named))
            }
            _ => (self.default.map(str::to_string), Origin::BuiltIn),
        }
    }
}

/// A configuration file with every setting and every key, each in a comment with what is built in or an
/// example: read as it is, it changes nothing.
pub fn example_configuration(lang: Lang) -> String {
    let mut text = format!("# {}\n\n", HEADING.get(lang));
    for spec in SETTINGS {
        let value = spec.default.unwrap_or(spec.example);
        let _ = writeln!(text, "# {}\n#{} = {value}\n", spec.description.get(lang), spec.name);
    }
    let _ = writeln!(text, "# {}\n#[themes.mine]\n#match = \"bold yellow\"\n", THEMES.get(lang));
    let _ = writeln!(text, "# {}", KEYS.get(lang));
    for table in [None].into_iter().chain(Mode::ALL.map(Some)) {
        let name = table.map_or("keys".to_string(), |mode| format!("keys.{}", mode.name()));
        let _ = writeln!(text, "#[{name}]");
        for (action, keys, description) in built_in_keys(table) {
            let _ = writeln!(text, "#{action} = {}  # {}", key_list(&keys), description.get(lang));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// The actions with their built-in keys: those that have the same in all their modes or, for a mode, its own
/// of the others.
fn built_in_keys(table: Option<Mode>) -> Vec<(&'static str, Vec<key::KeyEvent>, Tr)> {
    let keys = KeyMap::default();
    let actions = Action::NAMED.iter().filter_map(|(name, action)| {
        let mut in_modes: Vec<(Mode, Vec<key::KeyEvent>)> =
            Mode::ALL.into_iter().map(|mode| (mode, keys.changeable_keys(mode, action))).collect();
        in_modes.retain(|(_, keys)| !keys.is_empty());
        let is_same = in_modes.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let (mode, keys) = match table {
            None if is_same => in_modes.into_iter().next()?,
            Some(mode) if !is_same => in_modes.into_iter().find(|(of, _)| *of == mode)?,
            _ => return None,
        };
        let binding =
            BINDINGS.iter().find(|binding| binding.action == *action && binding.modes.contains(&mode))?;
        Some((*name, keys, binding.description))
    });
    actions.collect()
}

fn key_list(keys: &[key::KeyEvent]) -> String {
    let names: Vec<String> = keys.iter().map(|key| quoted(&key::label(*key, Lang::En, true))).collect();
    match &names[..] {
        [name] => name.clone(),
        names => format!("[{}]", names.join(", ")),
    }
}

/// A text as TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

fn path(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

fn when(when: Option<When>) -> Option<String> {
    when.map(|when| quoted(when.name()))
}

fn flag(value: Option<bool>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// The variables of the locale, the one that counts first.
pub(super) const LOCALE_VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

const HEADING: Tr = Tr::new(
    "La configuration de ramure\u{a0}: ôtez le # des lignes à changer. «\u{a0}ramure config\u{a0}» affiche ce qui s’applique.",
    "The configuration of ramure: remove the # of the lines to change. “ramure config” prints what applies.",
);
const THEMES: Tr = Tr::new(
    "Vos thèmes\u{a0}: un style par rôle (voir docs/configuration.md)\u{a0}; les autres rôles sont ceux de «\u{a0}terminal\u{a0}».",
    "Themes of your own: a style for each role (see docs/configuration.md); the other roles are those of “terminal”.",
);
const KEYS: Tr = Tr::new(
    "Les touches, par action\u{a0}: une, plusieurs, ou []. [keys] vaut pour tous les modes, [keys.filter] pour un seul.",
    "Keys by action: one, several, or []. [keys] is for all modes, [keys.filter] for one.",
);

const SETTINGS: &[SettingSpec] = &[
    SettingSpec {
        name: "lang",
        variables: &["RAMURE_LANG"],
        option: Some("--lang"),
        default: None,
        example: "\"fr\"",
        description: Tr::new(
            "fr ou en\u{a0}; sinon, la langue de la locale",
            "fr or en; otherwise the language of the locale",
        ),
        value: |layer| layer.lang.map(|lang| quoted(lang.name())),
    },
    SettingSpec {
        name: "color",
        variables: &["RAMURE_COLOR", "NO_COLOR"],
        option: Some("--color"),
        default: Some("\"auto\""),
        example: "",
        description: Tr::new("auto, always (toujours) ou never (jamais)", "auto, always or never"),
        value: |layer| when(layer.color),
    },
    SettingSpec {
        name: "hyperlinks",
        variables: &["RAMURE_HYPERLINKS"],
        option: Some("--hyperlinks"),
        default: Some("\"auto\""),
        example: "",
        description: Tr::new(
            "adresses cliquables\u{a0}: auto, always (toujours) ou never (jamais)",
            "clickable addresses: auto, always or never",
        ),
        value: |layer| when(layer.hyperlinks),
    },
    SettingSpec {
        name: "theme",
        variables: &["RAMURE_THEME"],
        option: Some("--theme"),
        default: Some("\"terminal\""),
        example: "",
        description: Tr::new(
            "terminal, plain, high-contrast, ou un thème à vous",
            "terminal, plain, high-contrast, or one of your own",
        ),
        value: |layer| layer.theme.as_deref().map(quoted),
    },
    SettingSpec {
        name: "ascii",
        variables: &["RAMURE_ASCII"],
        option: Some("--ascii"),
        default: Some("false"),
        example: "",
        description: Tr::new(
            "true\u{a0}: ne dessiner qu’avec des caractères ASCII",
            "true: draw with ASCII characters only",
        ),
        value: |layer| flag(layer.ascii),
    },
    SettingSpec {
        name: "mouse",
        variables: &["RAMURE_MOUSE"],
        option: Some("--no-mouse"),
        default: Some("true"),
        example: "",
        description: Tr::new("false\u{a0}: ne pas capturer la souris", "false: do not capture the mouse"),
        value: |layer| flag(layer.mouse),
    },
    SettingSpec {
        name: "linear",
        variables: &["RAMURE_LINEAR", "ACCESSIBLE"],
        option: Some("--linear"),
        default: Some("false"),
        example: "",
        description: Tr::new(
            "true\u{a0}: le mode linéaire sur tout terminal",
            "true: the linear mode on every terminal",
        ),
        value: |layer| flag(layer.linear.map(|linear| linear != LinearMode::Never)),
    },
    SettingSpec {
        name: "history",
        variables: &["RAMURE_HISTORY"],
        option: Some("--no-history"),
        default: Some("true"),
        example: "",
        description: Tr::new(
            "false\u{a0}: ne pas retenir ce qui est ouvert",
            "false: do not remember what is opened",
        ),
        value: |layer| flag(layer.history),
    },
    SettingSpec {
        name: "cache",
        variables: &[],
        option: Some("--no-cache"),
        default: Some("true"),
        example: "",
        description: Tr::new(
            "false\u{a0}: ne pas garder sous forme d’annuaires empaquetés les sources longues à ouvrir",
            "false: do not keep sources that are slow to open as packs",
        ),
        value: |layer| flag(layer.cache),
    },
    SettingSpec {
        name: "tree_width",
        variables: &[],
        option: None,
        default: None,
        example: "\"45%\"",
        description: Tr::new(
            "part de l’arbre, de 10\u{a0}% à 90\u{a0}%\u{a0}; sinon, selon le contenu",
            "share of the tree, from 10% to 90%; otherwise it fits the content",
        ),
        value: |layer| layer.tree_percent.map(|percent| quoted(&format!("{percent}%"))),
    },
    SettingSpec {
        name: "full_screen",
        variables: &[],
        option: None,
        default: Some("false"),
        example: "",
        description: Tr::new(
            "true\u{a0}: l’arbre ou la fiche occupe tout l’écran",
            "true: the tree and the card have the whole screen, one at a time",
        ),
        value: |layer| flag(layer.full_screen),
    },
    SettingSpec {
        name: "data",
        variables: &["RAMURE_DATA"],
        option: Some("--data"),
        default: None,
        example: "\"/srv/directory.json\"",
        description: Tr::new(
            "le fichier à ouvrir, ou plusieurs\u{a0}: [\"…\", \"…\"]\u{a0}; sinon, l’organisation intégrée",
            "the file to open, or several: [\"…\", \"…\"]; otherwise the embedded organisation",
        ),
        value: |layer| {
            let paths: Vec<String> = layer.data.iter().map(|data| path(data)).collect();
            match &paths[..] {
                [] => None,
                [one] => Some(one.clone()),
                several => Some(format!("[{}]", several.join(", "))),
            }
        },
    },
    SettingSpec {
        name: "aliases",
        variables: &["RAMURE_ALIASES"],
        option: Some("--aliases"),
        default: None,
        example: "\"/home/me/aliases.tsv\"",
        description: Tr::new(
            "vos propres mots pour des unités\u{a0}: une ligne pour chacun, une tabulation, puis l’unité",
            "words of your own for units: one a line, a tab, then the unit",
        ),
        value: |layer| layer.aliases.as_ref().map(|aliases| path(&aliases.path)),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{VARIABLES, parse_config};

    /// The lines of the example that are settings, without their comment signs.
    fn uncommented(text: &str) -> String {
        let line = |line: &str| {
            line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_string()
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_example_changes_nothing_and_every_line_of_it_is_valid() {
        for lang in [Lang::Fr, Lang::En] {
            let example = example_configuration(lang);
            assert_eq!(parse_config(&example), (PartialSettings::default(), Vec::new()));
            let (partial, warnings) = parse_config(&uncommented(&example));
            assert_eq!(warnings, []);
            let keys = partial.keys.expect("keys");
            for mode in Mode::ALL {
                for (_, action) in Action::NAMED {
                    let default = KeyMap::default().first_key(mode, action);
                    assert_eq!(keys.first_key(mode, action), default, "{mode:?} {action:?}");
                }
            }
        }
    }

    #[test]
    fn the_example_has_every_setting_of_the_file() {
        let example = uncommented(&example_configuration(Lang::En));
        for spec in SETTINGS {
            assert!(example.contains(&format!("\n{} = ", spec.name)), "{}", spec.name);
            assert!((spec.value)(&parse_config(&example).0).is_some(), "{}", spec.name);
        }
    }

    #[test]
    fn each_setting_says_what_sets_it() {
        let (configuration, _) = parse_config("lang = \"en\"\n\nascii = true\n[keys]\nparent = \"u\"\n");
        let options = PartialSettings { ascii: Some(false), ..PartialSettings::default() };
        let settings = effective_settings(&options, &PartialSettings::default(), &configuration);
        let found = |name: &str| settings.iter().find(|setting| setting.name == name).expect("a setting");
        assert_eq!(
            (found("lang").value.as_deref(), &found("lang").origin),
            (Some("\"en\""), &Origin::Line(1))
        );
        let ascii = (found("ascii").value.as_deref(), &found("ascii").origin);
        assert_eq!(ascii, (Some("false"), &Origin::Named("--ascii")));
        assert_eq!(found("mouse").origin, Origin::BuiltIn);
        assert_eq!(found("tree_width").value, None);
        let parent = found("parent");
        assert_eq!((&*parent.table, parent.value.as_deref()), ("keys", Some("\"u\"")));
        assert_eq!(parent.origin, Origin::Line(5));
    }

    #[test]
    fn text_is_quoted_as_toml() {
        let odd = "a\"b\\c\u{1}\u{9}";
        let (partial, warnings) = parse_config(&format!("theme = {}\n", quoted("plain")));
        assert_eq!((partial.theme.as_deref(), warnings.len()), (Some("plain"), 0));
        let (partial, _) = parse_config(&format!("data = {}\n", quoted(odd)));
        assert_eq!(partial.data, [Path::new(odd)]);
    }

    #[test]
    fn the_variables_are_those_of_the_environment() {
        let known: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
        for name in SETTINGS.iter().flat_map(|spec| spec.variables) {
            assert!(known.contains(name), "{name}");
        }
    }
}
