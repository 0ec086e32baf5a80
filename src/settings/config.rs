//! Reads the configuration file. An invalid setting is a warning with its line; the others apply.

use std::ops::{Deref, RangeInclusive};
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::input::action::Action;
use crate::input::{KeyConflict, key};
use crate::lang::{Lang, Tr, did_you_mean};
use crate::text::{Printable, nearest};
use crate::theme::{Role, Theme, parse_style};

use super::effective::setting_names;
use super::{AliasFile, LANGUAGES, LinearMode, PartialSettings, SetBy, WHEN, When};

/// An invalid setting, and its line, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigWarning {
    pub line: usize,
    pub kind: ConfigWarningKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigWarningKind {
    /// The message of the TOML parser.
    Syntax(Printable),
    UnknownKey {
        name: Printable,
        nearest: Option<&'static str>,
    },
    InvalidValue {
        key: Printable,
        expected: &'static str,
    },
    UnknownTheme {
        name: Printable,
        /// Those that there are.
        names: Vec<Printable>,
    },
    UnknownRole(Printable),
    InvalidStyle(Printable),
    UnknownAction {
        name: Printable,
        nearest: Option<&'static str>,
    },
    UnknownKeyName(Printable),
    Keys(KeyConflict),
}

impl ConfigWarningKind {
    /// The message, without the line.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            ConfigWarningKind::Syntax(message) => SYNTAX.with(lang, &[message]),
            ConfigWarningKind::UnknownKey { name, nearest } => {
                UNKNOWN_KEY.with(lang, &[name]) + &did_you_mean(*nearest, lang)
            }
            ConfigWarningKind::InvalidValue { key, expected } => INVALID_VALUE.with(lang, &[key, expected]),
            ConfigWarningKind::UnknownTheme { name, names } => unknown_theme(name, names, lang),
            ConfigWarningKind::UnknownRole(name) => UNKNOWN_ROLE.with(lang, &[name]),
            ConfigWarningKind::InvalidStyle(word) => INVALID_STYLE.with(lang, &[word]),
            ConfigWarningKind::UnknownAction { name, nearest } => {
                UNKNOWN_ACTION.with(lang, &[name]) + &did_you_mean(*nearest, lang)
            }
            ConfigWarningKind::UnknownKeyName(name) => UNKNOWN_KEY_NAME.with(lang, &[name]),
            ConfigWarningKind::Keys(conflict) => conflict_message(conflict, lang),
        }
    }
}

const SYNTAX: Tr = Tr::new("TOML non valide ({})", "invalid TOML ({})");
const UNKNOWN_KEY: Tr = Tr::new("réglage inconnu « {} »", "unknown setting “{}”");
const INVALID_VALUE: Tr =
    Tr::new("valeur non valide pour « {} » ; attendu : {}", "invalid value for “{}”; expected: {}");
const UNKNOWN_THEME: Tr =
    Tr::new("thème inconnu « {} » (valeurs possibles : {})", "unknown theme “{}” (possible values: {})");
const UNKNOWN_ROLE: Tr = Tr::new("rôle inconnu dans un thème : « {} »", "unknown role in a theme: “{}”");
const INVALID_STYLE: Tr =
    Tr::new("« {} » n’est ni une couleur ni un style", "“{}” is neither a colour nor a style");

const UNKNOWN_ACTION: Tr = Tr::new("action inconnue «\u{a0}{}\u{a0}»", "unknown action “{}”");
const UNKNOWN_KEY_NAME: Tr = Tr::new(
    "«\u{a0}{}\u{a0}» n’est pas une touche qu’un terminal envoie\u{a0}; exemples\u{a0}: k, Ctrl-T, Alt-Left, F2, Space",
    "“{}” is not a key that a terminal sends; examples: k, Ctrl-T, Alt-Left, F2, Space",
);
const RESERVED: Tr = Tr::new("Ctrl-C quitte toujours", "Ctrl-C always quits");
const NOT_IN_MODE: Tr =
    Tr::new("{} n’a pas de touche dans le mode «\u{a0}{}\u{a0}»", "{} has no keys in the mode “{}”");
const SET_BEFORE: Tr = Tr::new("«\u{a0}{}\u{a0}» est déjà une touche de {}", "“{}” is already a key of {}");
const TAKEN: Tr = Tr::new(
    "«\u{a0}{}\u{a0}» était une touche de {}, qui la perd\u{a0}; donnez à {} ses propres touches, ou []",
    "“{}” belonged to {}, which loses it; give {} keys of its own, or []",
);

/// The message for a theme that is none of `names`.
pub fn unknown_theme<S: Deref<Target = str>>(name: &str, names: &[S], lang: Lang) -> String {
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let nearest = nearest(name, names.iter().copied());
    UNKNOWN_THEME.with(lang, &[name, &names.join(", ")]) + &did_you_mean(nearest, lang)
}

fn conflict_message(conflict: &KeyConflict, lang: Lang) -> String {
    let name = |action: &Action| action.name().unwrap_or_default();
    match conflict {
        KeyConflict::Reserved { .. } => RESERVED.get(lang).to_string(),
        KeyConflict::NotInMode { action, mode, .. } => NOT_IN_MODE.with(lang, &[name(action), mode.name()]),
        KeyConflict::SetBefore { key, action, .. } => {
            SET_BEFORE.with(lang, &[&key::label(*key, lang, false), name(action)])
        }
        KeyConflict::Taken { key, from, .. } => {
            TAKEN.with(lang, &[&key::label(*key, lang, false), name(from), name(from)])
        }
    }
}

/// The expected values of `tree_width`.
const PERCENT: &str = "\"10%\" … \"90%\"";
/// The expected table of a theme.
const THEMES: &str = "[themes.…]";
/// The shares of the tree that leave room for it and for the card, in percent.
const TREE_PERCENTS: RangeInclusive<u16> = 10..=90;

pub(super) type Table<'a> = DeTable<'a>;
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// The settings in the text of a configuration file, and the warnings about it.
pub fn parse_config(text: &str) -> (PartialSettings, Vec<ConfigWarning>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = ConfigReader { text, warnings: Vec::new() };
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader.warn(at, ConfigWarningKind::Syntax(Printable::new(error.message())));
    }
    let mut partial = reader.read_table(table.get_ref());
    if let Err(name) = partial.theme() {
        let at = table
            .get_ref()
            .iter()
            .find(|(key, _)| &**key.get_ref() == "theme")
            .map_or(0, |(_, name)| name.span().start);
        let names = partial.theme_names().into_iter().map(Printable::new).collect();
        reader.warn(at, ConfigWarningKind::UnknownTheme { name: Printable::new(name), names });
        partial.theme = None;
    }
    let mut warnings = reader.warnings;
    warnings.sort_by_key(|warning| warning.line);
    // One fault of syntax causes several errors, and what is left of its line others.
    warnings.dedup_by(|next, first| {
        next.line == first.line && matches!(first.kind, ConfigWarningKind::Syntax(_))
    });
    (partial, warnings)
}

pub(super) struct ConfigReader<'a> {
    text: &'a str,
    warnings: Vec<ConfigWarning>,
}

impl ConfigReader<'_> {
    pub(super) fn warn(&mut self, byte: usize, kind: ConfigWarningKind) {
        self.warn_at_line(self.line(byte), kind);
    }

    pub(super) fn warn_at_line(&mut self, line: usize, kind: ConfigWarningKind) {
        self.warnings.push(ConfigWarning { line, kind });
    }

    pub(super) fn warn_of_value(&mut self, value: &Value, key: &str, expected: &'static str) {
        self.warn(value.span().start, ConfigWarningKind::InvalidValue { key: Printable::new(key), expected });
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        let before = self.text.as_bytes().get(..byte).unwrap_or(self.text.as_bytes());
        memchr::memchr_iter(b'\n', before).count() + 1
    }

    fn read_table(&mut self, table: &Table) -> PartialSettings {
        let mut partial = PartialSettings::default();
        for (key, value) in table {
            partial.lines.push((key.get_ref().to_string(), self.line(key.span().start)));
            match &**key.get_ref() {
                "lang" => partial.lang = self.word(key.get_ref(), value, LANGUAGES, Lang::from_name),
                "color" => partial.color = self.word(key.get_ref(), value, WHEN, When::from_name),
                "hyperlinks" => partial.hyperlinks = self.word(key.get_ref(), value, WHEN, When::from_name),
                "ascii" => partial.ascii = self.bool(key.get_ref(), value),
                "mouse" => partial.mouse = self.bool(key.get_ref(), value),
                "history" => partial.history = self.bool(key.get_ref(), value),
                "cache" => partial.cache = self.bool(key.get_ref(), value),
                "full_screen" => partial.full_screen = self.bool(key.get_ref(), value),
                "tree_width" => partial.tree_percent = self.word(key.get_ref(), value, PERCENT, tree_percent),
                "linear" => partial.linear = self.bool(key.get_ref(), value).map(LinearMode::from_flag),
                "data" => partial.data = self.paths(key.get_ref(), value),
                "aliases" => {
                    let file = |path: &str| Some(AliasFile::new(path, SetBy::Configuration));
                    partial.aliases = self.word(key.get_ref(), value, "\"…\"", file);
                }
                "theme" => {
                    partial.theme = self.word(key.get_ref(), value, "\"…\"", |name| Some(name.to_string()))
                }
                "themes" => partial.themes = self.themes(value),
                "keys" => partial.keys = self.key_map(value),
                other => {
                    let nearest = nearest(other, setting_names());
                    let kind = ConfigWarningKind::UnknownKey { name: Printable::new(other), nearest };
                    self.warn(key.span().start, kind);
                }
            }
        }
        partial
    }

    /// A path, or a list of paths.
    fn paths(&mut self, key: &str, value: &Value) -> Vec<PathBuf> {
        let one =
            |reader: &mut Self, value| reader.word(key, value, "\"…\"", |path| Some(PathBuf::from(path)));
        match value.get_ref() {
            DeValue::Array(paths) => paths.iter().filter_map(|path| one(self, path)).collect(),
            _ => one(self, value).into_iter().collect(),
        }
    }

    fn word<T>(
        &mut self,
        key: &str,
        value: &Value,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.expect(key, value, expected, value.get_ref().as_str().and_then(parse))
    }

    fn bool(&mut self, key: &str, value: &Value) -> Option<bool> {
        self.expect(key, value, "true, false", value.get_ref().as_bool())
    }

    pub(super) fn table<'v>(
        &mut self,
        key: &str,
        value: &'v Value<'v>,
        expected: &'static str,
    ) -> Option<&'v Table<'v>> {
        self.expect(key, value, expected, value.get_ref().as_table())
    }

    /// What was found in a value; `None` is a warning that says what was expected.
    fn expect<T>(&mut self, key: &str, value: &Value, expected: &'static str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.warn_of_value(value, key, expected);
        }
        found
    }

    /// The custom themes, `[themes.NAME]`: a style per role.
    fn themes(&mut self, value: &Value) -> Vec<(String, Theme)> {
        let themes = self.table("themes", value, THEMES).into_iter().flatten();
        themes
            .filter_map(|(name, theme)| {
                let table = self.table(name.get_ref(), theme, THEMES)?;
                Some((name.get_ref().to_string(), self.custom_theme(table)))
            })
            .collect()
    }

    fn custom_theme(&mut self, table: &Table) -> Theme {
        let mut theme = Theme::terminal();
        for (key, value) in table {
            let Some(role) = Role::from_name(key.get_ref()) else {
                self.warn(key.span().start, ConfigWarningKind::UnknownRole(Printable::new(key.get_ref())));
                continue;
            };
            let Some(words) = self.word(key.get_ref(), value, "\"…\"", |words| Some(words.to_string()))
            else {
                continue;
            };
            match parse_style(&words) {
                Ok(style) => theme = theme.with(role, |_| style),
                Err(word) => {
                    self.warn(value.span().start, ConfigWarningKind::InvalidStyle(Printable::new(&word)))
                }
            }
        }
        theme
    }
}

/// The share of the tree in percent, from `10%` to `90%`.
fn tree_percent(text: &str) -> Option<u16> {
    let percent = text.strip_suffix('%')?.trim_end().parse().ok()?;
    TREE_PERCENTS.contains(&percent).then_some(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_read() {
        let (partial, warnings) = parse_config(
            "lang = \"fr\"\ncolor = \"never\"\nascii = true\nmouse = false\nlinear = true\ndata = \"/x.json\"\ntheme = \"plain\"\n\
             hyperlinks = \"never\"\nhistory = false\nfull_screen = true\ntree_width = \"40%\"\naliases = \"/a.tsv\"\ncache = false\n",
        );
        assert_eq!(warnings, []);
        assert_eq!((partial.lang, partial.color), (Some(Lang::Fr), Some(When::Never)));
        assert_eq!((partial.ascii, partial.mouse), (Some(true), Some(false)));
        assert_eq!(partial.linear, Some(LinearMode::OnTerminal));
        assert_eq!((partial.hyperlinks, partial.history), (Some(When::Never), Some(false)));
        assert_eq!((partial.full_screen, partial.tree_percent), (Some(true), Some(40)));
        assert_eq!(partial.aliases, Some(AliasFile::new("/a.tsv", SetBy::Configuration)));
        assert_eq!(partial.cache, Some(false));
        assert_eq!((partial.data, partial.theme), (vec!["/x.json".into()], Some("plain".to_string())));
    }

    #[test]
    fn a_custom_theme_changes_some_roles() {
        let (partial, warnings) = parse_config("theme = \"mine\"\n[themes.mine]\nmatch = \"bold green\"\n");
        assert_eq!(warnings, []);
        let expected = Theme::terminal().with(Role::Match, |_| parse_style("bold green").expect("a style"));
        assert_eq!(partial.theme(), Ok(expected));
    }

    #[test]
    fn what_is_no_theme_or_style_is_a_warning() {
        let messages = |text: &str| -> Vec<String> {
            parse_config(text).1.iter().map(|warning| warning.kind.message(Lang::En)).collect()
        };
        let expected = |key: &str, form: &str| format!("invalid value for “{key}”; expected: {form}");
        assert_eq!(messages("themes = 3\n"), [expected("themes", "[themes.…]")]);
        assert_eq!(messages("[themes]\nmine = \"red\"\n"), [expected("mine", "[themes.…]")]);
        assert_eq!(messages("[themes.mine]\nmatch = 3\n"), [expected("match", "\"…\"")]);
    }

    #[test]
    fn an_invalid_setting_is_a_warning_with_its_line_and_the_rest_applies() {
        let text = "lang = \"fr\"\nfoo = 1\nascii = 3\ntheme = \"mine\"\n[themes.mine]\nmatch = \"blurple\"\nnope = \"red\"\n";
        let (partial, warnings) = parse_config(text);
        let messages: Vec<_> =
            warnings.iter().map(|w| format!("{}: {}", w.line, w.kind.message(Lang::En))).collect();
        assert_eq!(
            messages,
            [
                "2: unknown setting “foo”",
                "3: invalid value for “ascii”; expected: true, false",
                "6: “blurple” is neither a colour nor a style",
                "7: unknown role in a theme: “nope”",
            ]
        );
        assert_eq!(partial.lang, Some(Lang::Fr));
    }

    #[test]
    fn a_mistyped_setting_or_theme_gets_the_one_that_is_close() {
        let message = |text: &str| {
            let messages = parse_config(text).1;
            messages.iter().map(|warning| warning.kind.message(Lang::En)).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(message("colr = \"auto\"\n"), "unknown setting “colr”; did you mean “color”?");
        assert_eq!(message("[thmes.mine]\n"), "unknown setting “thmes”; did you mean “themes”?");
        assert_eq!(
            message("theme = \"mnie\"\n[themes.mine]\n"),
            "unknown theme “mnie” (possible values: terminal, plain, high-contrast, mine); did you mean “mine”?"
        );
        let unprintable = message("theme = \"x\"\n[themes.\"a\\u001b[2Jb\"]\n");
        assert!(!unprintable.is_empty() && !unprintable.contains('\u{1b}'), "{unprintable:?}");
    }

    #[test]
    fn invalid_toml_is_one_warning_and_the_other_lines_apply() {
        for fault in ["= = =", "ascii = ", "ascii = yes", "ascii true", "ascii = \"x", "color = [", "[themes"]
        {
            let (partial, warnings) = parse_config(&format!("lang = \"fr\"\n{fault}\n"));
            assert_eq!(partial.lang, Some(Lang::Fr), "{fault}");
            assert_eq!(warnings.len(), 1, "{fault}: {warnings:?}");
            assert_eq!(warnings[0].line, 2, "{fault}: {warnings:?}");
        }
    }

    #[test]
    fn the_width_of_the_tree_is_a_share_that_leaves_room_for_both() {
        let read = |value: &str| parse_config(&format!("tree_width = {value}\n"));
        for (value, percent) in [("\"10%\"", 10), ("\"45 %\"", 45), ("\"90%\"", 90)] {
            assert_eq!(read(value).0.tree_percent, Some(percent));
        }
        for value in ["\"9%\"", "\"91%\"", "\"45\"", "45", "\"-20%\"", "\"x%\""] {
            let (partial, warnings) = read(value);
            let message = warnings[0].kind.message(Lang::En);
            assert_eq!((partial.tree_percent, warnings.len()), (None, 1), "{value}");
            assert_eq!(message, "invalid value for “tree_width”; expected: \"10%\" … \"90%\"");
        }
    }
}
