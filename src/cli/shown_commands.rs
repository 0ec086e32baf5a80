//! The command lines that messages name, for the data that is open.

use std::path::Path;

use crate::import::ImportOptions;
use crate::settings::{SetBy, Settings};
use crate::text::Printable;

use super::grammar;
use super::ldap;

/// Command lines that list the problems, the most precise first: on a narrow screen a shorter one is shown. None
/// in restricted mode, which does not allow them.
pub fn check_commands(settings: &Settings) -> Vec<Printable> {
    if settings.restricted {
        return Vec::new();
    }
    let general = format!("ramure check {}", grammar::FILE.get(settings.lang));
    let precise = precise_command(settings);
    let is_precise = precise.is_some();
    let short = (!is_precise || !settings.data.is_empty()).then_some(general);
    precise.into_iter().chain(short).map(|command| Printable::new(&command)).collect()
}

/// What follows `ramure show UNIT` so that it opens the same data; `None` in restricted mode, which does not allow it.
pub fn show_options(settings: &Settings) -> Option<Printable> {
    let general = || format!(" --data {}", grammar::FILE.get(settings.lang));
    let options =
        data_words(settings).map(|words| words.iter().map(|word| format!(" --data {word}")).collect());
    (!settings.restricted).then(|| Printable::new(&options.unwrap_or_else(general)))
}

/// The command with the files that are open; `None` if it would need more than their names.
fn precise_command(settings: &Settings) -> Option<String> {
    let mut words = vec!["ramure check".to_string()];
    words.extend(data_words(settings)?);
    if let Some(file) = settings.aliases.as_ref().filter(|file| file.set_by == SetBy::Option) {
        words.push(format!("--aliases {}", word(&file.path)?));
    }
    Some(words.join(" "))
}

/// The files that are open as words of a command; `None` if it would need more than their names.
fn data_words(settings: &Settings) -> Option<Vec<String>> {
    let has_options = settings.import_options != ImportOptions::default();
    settings.data.iter().map(|path| word(path)).collect::<Option<_>>().filter(|_| !has_options)
}

/// A path as a shell reads it. `None` for an address with parts that are not shown, or a path that cannot be typed.
fn word(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    if ldap::address(path).is_some_and(|address| *ldap::shown_address(address) != *address) {
        return None;
    }
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=+@%".contains(c);
    match text.chars().all(is_plain) && !text.is_empty() {
        true => Some(text.to_string()),
        false => Some(format!("'{}'", text.replace('\'', r"'\''"))),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::import::ImportFormat;
    use crate::lang::Lang;
    use crate::settings::{AliasFile, PartialSettings};

    fn commands(partial: PartialSettings) -> Vec<String> {
        let settings = Settings::from(PartialSettings { lang: Some(Lang::En), ..partial });
        check_commands(&settings).iter().map(ToString::to_string).collect()
    }

    fn commands_for(data: &[&str]) -> Vec<String> {
        commands(PartialSettings { data: data.iter().map(PathBuf::from).collect(), ..Default::default() })
    }

    #[test]
    fn the_command_names_what_is_open() {
        assert_eq!(commands_for(&[]), ["ramure check"]);
        assert_eq!(commands_for(&["dir/", "b.csv"]), ["ramure check dir/ b.csv", "ramure check FILE"]);
        assert_eq!(
            commands_for(&["l'État.csv", "a b"]),
            [r"ramure check 'l'\''État.csv' 'a b'", "ramure check FILE"]
        );
        assert_eq!(commands_for(&["ldap://h/o=x"]), ["ramure check ldap://h/o=x", "ramure check FILE"]);
        assert_eq!(commands_for(&["ldap://me:secret@h/o=x"]), ["ramure check FILE"]);
    }

    #[test]
    fn options_that_change_what_is_read_belong_to_the_command() {
        let data = vec![PathBuf::from("a.csv")];
        let aliases = |set_by| PartialSettings {
            data: data.clone(),
            aliases: Some(AliasFile::new("mine", set_by)),
            ..Default::default()
        };
        assert_eq!(commands(aliases(SetBy::Option))[0], "ramure check a.csv --aliases mine");
        assert_eq!(commands(aliases(SetBy::Variable))[0], "ramure check a.csv");
        let shown =
            |partial: PartialSettings| show_options(&Settings::from(partial)).map(|end| end.to_string());
        assert_eq!(shown(aliases(SetBy::Option)).as_deref(), Some(" --data a.csv"));
        assert_eq!(shown(PartialSettings::default()).as_deref(), Some(""));
        assert_eq!(shown(PartialSettings { restricted: true, ..Default::default() }), None);
        let import_options = ImportOptions { format: Some(ImportFormat::Csv), ..Default::default() };
        assert_eq!(
            commands(PartialSettings { data, import_options, ..Default::default() }),
            ["ramure check FILE"]
        );
        assert_eq!(
            commands(PartialSettings { restricted: true, ..Default::default() }),
            Vec::<String>::new()
        );
    }
}
