//! Reads `[keys]` of the configuration file: keys by the names of actions, for all modes or, in a table
//! such as `[keys.filter]`, for one.

use toml::de::DeValue;

use crate::input::action::Action;
use crate::input::{KeyMap, Mode, UserKeys, key};
use crate::text::{Printable, nearest};

use super::config::{ConfigReader, ConfigWarningKind, Table, Value};

/// The expected values of an action.
const KEYS: &str = "\"Ctrl-T\", [\"j\", \"Down\"]";

impl ConfigReader<'_> {
    /// The key bindings with those of the file.
    pub(super) fn key_map(&mut self, value: &Value) -> Option<KeyMap> {
        let table = self.table("keys", value, "[keys]")?;
        let mut user_keys = Vec::new();
        for (name, value) in table {
            match (Mode::from_name(name.get_ref()), value.get_ref().as_table()) {
                (Some(mode), Some(of_mode)) => self.read_actions(of_mode, Some(mode), &mut user_keys),
                (None, _) => self.read_action(name, value, None, &mut user_keys),
                (Some(mode), None) => self.warn_of_value(value, mode.name(), "[keys.…]"),
            }
        }
        user_keys.sort_by_key(|keys| keys.line);
        let (keys, conflicts) = KeyMap::new(&user_keys);
        for conflict in conflicts {
            self.warn_at_line(conflict.line(), ConfigWarningKind::Keys(conflict));
        }
        Some(keys)
    }

    fn read_actions(&mut self, table: &Table, mode: Option<Mode>, user_keys: &mut Vec<UserKeys>) {
        for (name, value) in table {
            self.read_action(name, value, mode, user_keys);
        }
    }

    fn read_action(
        &mut self,
        name: &toml::Spanned<toml::de::DeString>,
        value: &Value,
        mode: Option<Mode>,
        user_keys: &mut Vec<UserKeys>,
    ) {
        let Some(action) = Action::from_name(name.get_ref()) else {
            let nearest = nearest(name.get_ref(), Action::NAMED.iter().map(|(name, _)| *name));
            let kind = ConfigWarningKind::UnknownAction { name: Printable::new(name.get_ref()), nearest };
            return self.warn(name.span().start, kind);
        };
        if let Some(keys) = self.keys(name.get_ref(), value) {
            user_keys.push(UserKeys { mode, action, keys, line: self.line(name.span().start) });
        }
    }

    /// A key or a list of keys. `None` if none of those that are given is one.
    fn keys(&mut self, name: &str, value: &Value) -> Option<Vec<key::KeyEvent>> {
        let values = match value.get_ref() {
            DeValue::Array(values) if values.is_empty() => return Some(Vec::new()),
            DeValue::Array(values) => values.iter().collect(),
            _ => vec![value],
        };
        let keys: Vec<_> = values.into_iter().filter_map(|value| self.one_key(name, value)).collect();
        (!keys.is_empty()).then_some(keys)
    }

    fn one_key(&mut self, name: &str, value: &Value) -> Option<key::KeyEvent> {
        let Some(text) = value.get_ref().as_str() else {
            self.warn_of_value(value, name, KEYS);
            return None;
        };
        let key = key::from_name(text);
        if key.is_none() {
            self.warn(value.span().start, ConfigWarningKind::UnknownKeyName(Printable::new(text)));
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::settings::parse_config;

    fn read(text: &str) -> (KeyMap, Vec<String>) {
        let (partial, warnings) = parse_config(text);
        let messages = warnings.iter().map(|w| format!("{}: {}", w.line, w.kind.message(Lang::En)));
        (partial.keys.unwrap_or_default(), messages.collect())
    }

    #[test]
    fn keys_are_read_for_all_modes_and_for_one() {
        let (keys, warnings) =
            read("[keys]\nparent = \"u\"\nreload = [\"F5\", \"R\"]\n[keys.filter]\nnext_match = \"Alt-n\"\n");
        assert_eq!(warnings, [""; 0]);
        assert_eq!(keys.key_action(Mode::Tree, key::char('u')), Some(Action::Parent));
        assert_eq!(keys.key_action(Mode::Card, key::char('R')), Some(Action::Reload));
        assert_eq!(keys.first_key(Mode::Filter, &Action::NextMatch), key::from_name("Alt-n"));
        assert_eq!(keys.first_key(Mode::Tree, &Action::NextMatch), Some(key::char('n')));
    }

    #[test]
    fn what_is_no_table_of_keys_is_a_warning() {
        assert_eq!(read("keys = 3\n").1, ["1: invalid value for “keys”; expected: [keys]"]);
        assert_eq!(read("[keys]\ntree = 3\n").1, ["2: invalid value for “tree”; expected: [keys.…]"]);
    }

    #[test]
    fn the_action_that_loses_a_key_is_named() {
        let (_, warnings) = read("[keys]\nreload = \"n\"\n");
        let lost = "2: “n” belonged to next_match, which loses it; give next_match keys of its own, or []";
        assert_eq!(warnings, [lost]);
        assert_eq!(read("[keys]\nreload = \"n\"\nnext_match = []\n").1, [""; 0]);
    }

    #[test]
    fn what_cannot_be_bound_is_a_warning_with_its_line() {
        let (_, warnings) = read(
            "[keys]\nparnet = \"u\"\nparent = 3\nback = \"Ctrl-Entr\"\nreload = \"x\"\nquit = [\"x\", \"Ctrl-C\"]\n\
             tree = \"t\"\n[keys.help]\nback = \"Ctrl-Y\"\n",
        );
        assert_eq!(
            warnings,
            [
                "2: unknown action “parnet”; did you mean “parent”?",
                "3: invalid value for “parent”; expected: \"Ctrl-T\", [\"j\", \"Down\"]",
                "4: “Ctrl-Entr” is not a key that a terminal sends; examples: k, Ctrl-T, Alt-Left, F2, Space",
                "6: Ctrl-C always quits",
                "6: “x” is already a key of reload",
                "7: invalid value for “tree”; expected: [keys.…]",
                "9: back has no keys in the mode “help”",
            ]
        );
    }
}
