//! `ramure config`: prints the settings that apply with what sets each, or a commented configuration file.

use std::path::Path;

use crate::cli::output::print;
use crate::error::Error;
use crate::lang::{Lang, Tr};
use crate::settings;
use crate::settings::{EffectiveSetting, Origin, Settings};
use crate::text::Printable;

/// Prints the settings as TOML, each with a comment that says what sets it.
pub fn run(is_example: bool, effective: &[EffectiveSetting], settings: &Settings) -> Result<u8, Error> {
    let text = match is_example {
        true => settings::example_configuration(settings.lang),
        false => report(effective, settings::config_path().as_deref(), settings.lang),
    };
    print(|out| out.write_all(text.as_bytes()))
}

fn report(effective: &[EffectiveSetting], path: Option<&Path>, lang: Lang) -> String {
    let name = path.map_or(String::new(), |path| Printable::new(&path.to_string_lossy()).to_string());
    let file = match path {
        None => NO_HOME.get(lang).to_string(),
        Some(path) if path.exists() => name,
        Some(_) => NO_FILE.with(lang, &[&name]),
    };
    let mut lines = vec![format!("# {file}")];
    let mut table = "";
    for setting in effective {
        if setting.table != table {
            table = &setting.table;
            lines.push(format!("\n[{table}]"));
        }
        lines.push(line(setting, lang));
    }
    lines.join("\n") + "\n"
}

fn line(setting: &EffectiveSetting, lang: Lang) -> String {
    let origin = match setting.origin {
        Origin::BuiltIn if setting.value.is_none() => NOT_SET.get(lang).to_string(),
        Origin::BuiltIn => BUILT_IN.get(lang).to_string(),
        Origin::Named(name) => name.to_string(),
        Origin::Line(line) => LINE.with(lang, &[&line.to_string()]),
    };
    let assignment = match &setting.value {
        Some(value) => format!("{} = {value}", setting.name),
        None => format!("#{} =", setting.name),
    };
    format!("{assignment:ORIGIN_COLUMN$}  # {origin}")
}

/// Where the comments begin, in characters from 0, if the value is not longer.
const ORIGIN_COLUMN: usize = 26;

const NO_FILE: Tr = Tr::new(
    "{} n’existe pas\u{a0}; «\u{a0}ramure config --example\u{a0}» en affiche un",
    "{} does not exist; “ramure config --example” prints one",
);
const NO_HOME: Tr = Tr::new("aucun fichier\u{a0}: HOME n’est pas définie", "no file: HOME is not set");
const BUILT_IN: Tr = Tr::new("par défaut", "built in");
const NOT_SET: Tr = Tr::new("non défini", "not set");
const LINE: Tr = Tr::new("ligne {}", "line {}");
