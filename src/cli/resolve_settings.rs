//! Merges the settings of the command line, the environment and the configuration file.

use std::fs;
use std::io;

use crate::error::Error;
use crate::lang::{Lang, Tr, did_you_mean};
use crate::settings;
use crate::settings::{PartialSettings, Settings};
use crate::text::{Printable, nearest};

const INVALID_VALUE: Tr = Tr::new(
    "{} : valeur « {} » non valide (valeurs possibles : {})",
    "{}: invalid value “{}” (possible values: {})",
);

/// The settings of all layers, merged in `partial`; an error if they name an unknown theme.
pub fn resolve_settings(partial: PartialSettings, lang: Lang) -> Result<Settings, Error> {
    match partial.theme() {
        Err(name) => {
            let message = settings::unknown_theme(name, &partial.theme_names(), lang);
            Err(Error::Usage(Printable::new(&message)))
        }
        Ok(_) => Ok(Settings::from(partial)),
    }
}

/// The settings below the command line.
pub struct LowerLayers {
    pub environment: PartialSettings,
    pub configuration: PartialSettings,
}

impl LowerLayers {
    /// The settings of the environment and of the configuration file, and warnings about both, each
    /// starting with `ramure: `, in the language of the command line if it names one.
    pub fn read(lang: Option<Lang>) -> (Self, Vec<Printable>) {
        let (environment, invalid_variables) = settings::environment();
        let (configuration, errors) = configuration();
        let mut layers = Self { environment, configuration };
        let merged = layers.merged();
        let lang = lang.unwrap_or_else(|| Settings::from(merged.clone()).lang);
        let invalid = |name: &str, value: &str, possible: &str| {
            let message = INVALID_VALUE.with(lang, &[name, value, possible]);
            message + &did_you_mean(nearest(value, possible.split(", ")), lang)
        };
        let mut warnings: Vec<String> =
            invalid_variables.iter().map(|found| invalid(found.name, &found.value, found.possible)).collect();
        if let Err(name) = merged.theme() {
            warnings.push(invalid("RAMURE_THEME", name, &merged.theme_names().join(", ")));
            layers.environment.theme = None;
        }
        warnings.extend(errors.iter().map(|error| error.message(lang).to_string()));
        let prefixed = |warning: &String| Printable::new(&format!("ramure: {warning}"));
        (layers, warnings.iter().map(prefixed).collect())
    }

    /// The environment over the configuration file.
    pub fn merged(&self) -> PartialSettings {
        self.environment.clone().or(self.configuration.clone())
    }
}

/// The settings of the configuration file, if it exists, and its errors.
fn configuration() -> (PartialSettings, Vec<Error>) {
    let Some(path) = settings::config_path() else { return Default::default() };
    let name = Printable::new(&path.to_string_lossy());
    match fs::read_to_string(&path) {
        Ok(text) => {
            let (partial, warnings) = settings::parse_config(&text);
            let to_error = |warning| Error::Configuration { path: name.clone(), warning };
            (partial, warnings.into_iter().map(to_error).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
        Err(error) => (PartialSettings::default(), vec![Error::File { path: name, error }]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    #[test]
    fn an_unknown_theme_gets_the_name_of_a_known_one() {
        assert!(Theme::NAMES.iter().all(|name| Theme::from_name(name).is_some()));
        let message = |theme: &str| {
            let partial = PartialSettings {
                theme: Some(theme.to_string()),
                themes: vec![("mine".to_string(), Theme::plain())],
                ..PartialSettings::default()
            };
            resolve_settings(partial, Lang::En).err().map(|error| error.message(Lang::En).to_string())
        };
        let known = "(possible values: terminal, plain, high-contrast, mine)";
        let expected = |name: &str, end: &str| Some(format!("unknown theme “{name}” {known}{end}"));
        assert_eq!(message("mnie"), expected("mnie", "; did you mean “mine”?"));
        assert_eq!(message("high-contrst"), expected("high-contrst", "; did you mean “high-contrast”?"));
        assert_eq!((message("solarized"), message("mine")), (expected("solarized", ""), None));
    }
}
