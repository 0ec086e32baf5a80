//! Generates organisations like those of the French administration, of any size and the same every
//! time: ministries, directorates, bureaus and antennas of invented towns.

use std::collections::HashSet;
use std::io::{self, Write};

use ramure::text::fold;
use serde::Serialize;

use super::rng::Rng;

/// The lengths of names, in characters.
const MIN_NAME_CHARS: usize = 20;
const MAX_NAME_CHARS: usize = 90;
/// The share of units with an acronym, and with a town in their name.
const ACRONYM_PERCENT: u64 = 70;
const TOWN_PERCENT: u64 = 50;
/// The deepest level; the first unit is on level 0.
const MAX_DEPTH: usize = 7;
/// One unit in this many starts a ministry.
const UNITS_PER_MINISTRY: u64 = 2_000;

/// The kinds of units on each level.
const KINDS: &[&[&str]] = &[
    &["République"],
    &["Ministère"],
    &[
        "Direction générale",
        "Direction",
        "Secrétariat général",
        "Inspection générale",
        "Délégation",
        "Agence",
    ],
    &["Sous-direction", "Service", "Direction régionale", "Direction départementale", "Rectorat"],
    &["Bureau", "Département", "Mission", "Division", "Service"],
    &["Pôle", "Bureau", "Cellule", "Unité", "Section"],
    &["Cellule", "Antenne", "Section", "Unité", "Guichet"],
    &["Antenne", "Équipe", "Secrétariat", "Permanence"],
];

/// Fields of responsibility, the second part of a name.
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "de l’environnement", "de l’aménagement", "du logement", "de l’urbanisme", "des paysages",
    "de la biodiversité", "de la prévention des risques naturels", "de la qualité de l’air", "de l’eau",
    "des milieux marins", "du littoral", "de la forêt et du bois", "de l’agriculture", "de l’alimentation",
    "de la protection des végétaux", "de la pêche", "des affaires juridiques", "du contentieux",
    "de la commande publique", "des achats", "de l’immobilier", "du budget", "des finances publiques",
    "de la fiscalité des entreprises", "du contrôle fiscal", "du cadastre", "de la comptabilité",
    "des pensions", "des douanes", "de la concurrence", "de la consommation",
    "de la répression des fraudes", "de l’industrie", "de l’énergie", "des mines", "de la sûreté nucléaire",
    "des transports terrestres", "des routes", "des ports", "de la navigation", "de l’aviation civile",
    "de la sécurité routière", "des infrastructures ferroviaires", "des mobilités durables",
    "de la santé publique", "de l’offre de soins", "des hôpitaux", "de la pharmacie",
    "de la veille sanitaire", "de l’autonomie", "de la cohésion sociale", "de la famille et de l’enfance",
    "de la protection sociale", "du handicap", "de l’insertion", "du travail", "de l’emploi",
    "de l’apprentissage", "de la formation professionnelle", "des relations sociales",
    "des ressources humaines", "des carrières", "de la paie", "de la médecine de prévention",
    "de l’action sanitaire et sociale", "de l’enseignement scolaire", "de l’enseignement supérieur",
    "de la recherche", "des examens et concours", "de la vie étudiante", "des bibliothèques",
    "des archives", "des musées", "du patrimoine", "de la création artistique", "du spectacle vivant",
    "des médias", "de la langue française", "de la jeunesse", "des sports", "de la vie associative",
    "de la citoyenneté", "de l’immigration", "de l’asile", "des étrangers", "de la nationalité",
    "des titres d’identité", "des élections", "des libertés publiques", "de la police judiciaire",
    "de la gendarmerie", "de la sécurité civile", "de la gestion des crises", "de la défense",
    "des anciens combattants", "du service national", "de l’administration pénitentiaire",
    "des affaires civiles", "des grâces", "de la protection judiciaire", "de l’accès au droit",
    "des greffes", "des affaires européennes", "des affaires internationales", "du protocole",
    "de la coopération", "des visas", "des collectivités locales", "des outre-mer", "de la ville",
    "de la ruralité", "du tourisme", "de l’artisanat", "du commerce extérieur", "des études économiques",
    "de la statistique", "de l’évaluation", "de la prospective", "de la communication",
    "de l’accueil du public", "du courrier", "de la logistique", "du parc automobile",
    "des systèmes d’information", "de la sécurité informatique", "des réseaux et télécommunications",
    "du numérique éducatif", "des données géographiques", "de l’innovation", "de l’appui aux territoires",
    "du conseil de gestion", "de l’expertise foncière", "des services aux usagers", "des produits de santé",
    "des plateformes logistiques", "de la coordination interministérielle", "de la qualité comptable",
    // Words that names of the DINUM contain too, in other phrases.
    "de l’attractivité des métiers", "des parcours professionnels", "de la mobilité des agents",
    "du campus", "de l’accès à l’internet", "de la maîtrise d’ouvrage", "des réseaux électriques",
    "des codes et nomenclatures", "de l’intérêt local", "des opérateurs publics",
    "de la plateforme téléphonique", "des entrepreneurs", "de l’intervention d’urgence",
    "de l’identité numérique", "de l’infrastructure hospitalière", "de la filière viande",
    "de la collecte des déchets", "des outils de gestion", "de l’expérience des usagers",
    "du réseau consulaire",
];

/// Names of towns are combined from these: enough for a dictionary as large as a real one, in which three
/// letters are as selective.
#[rustfmt::skip]
const ONSETS: &[&str] = &[
    "B", "Bl", "Br", "C", "Ch", "Cl", "Cr", "D", "Dr", "F", "Fl", "Fr", "G", "Gl", "Gr", "H", "L", "M", "N",
    "P", "Pl", "Pr", "Qu", "R", "S", "T", "Tr", "V", "Vr", "",
];
const VOWELS: &[&str] =
    &["a", "an", "ar", "e", "el", "er", "i", "in", "o", "on", "or", "ou", "u", "ai", "au", "oi"];
#[rustfmt::skip]
const TAILS: &[&str] = &[
    "bourg", "béliard", "bray", "cy", "dan", "don", "fort", "gnac", "gny", "court", "lieu", "louse", "mont",
    "nay", "neuve", "nières", "pierre", "rac", "ron", "roux", "san", "sy", "té", "tin", "ville", "villers",
    "vray", "zac",
];
const FIRST_NAMES: &[&str] =
    &["anne", "karim", "claire", "denis", "fatou", "hugo", "ines", "jean", "lea", "marc"];
/// The start of the description of a unit, before its field.
const VERBS: &[&str] = &[
    "Prépare et suit les textes",
    "Contrôle les crédits",
    "Conseille les préfets en matière",
    "Tient les registres",
    "Instruit les demandes",
    "Anime le réseau des correspondants",
    "Rend compte aux élus",
    "Forme les agents chargés",
];
const STOP_WORDS: &[&str] = &["d", "de", "des", "du", "l", "la", "le", "les", "et", "a", "au", "aux"];

/// A unit in the public format.
#[derive(Clone, Debug, Serialize)]
pub struct Unit {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardFields>,
}

/// The fields of a whole card.
#[derive(Clone, Debug, Serialize)]
pub struct CardFields {
    pub classification: &'static str,
    pub r#abstract: String,
    pub contact_details: [Contact; 2],
}

#[derive(Clone, Debug, Serialize)]
pub struct Contact {
    r#type: &'static str,
    pub value: String,
}

/// An endless iterator of units in reading order.
pub struct Units<'a> {
    rng: Rng,
    count: usize,
    /// The numbers of the units from the root to the last unit.
    path: Vec<usize>,
    /// Folded acronyms and initials that no unit may have, since the labelled units have them.
    reserved: &'a HashSet<String>,
}

impl<'a> Units<'a> {
    pub fn new(seed: u64, reserved: &'a HashSet<String>) -> Self {
        Self { rng: Rng::new(seed), count: 0, path: Vec::new(), reserved }
    }

    /// The level of the next unit, usually near the last, so that there are three to eight levels.
    fn level(&mut self) -> usize {
        let last = self.path.len();
        if last < 2 || self.rng.below(UNITS_PER_MINISTRY) == 0 {
            return last.min(1);
        }
        match self.rng.below(100) {
            0..38 => last.min(MAX_DEPTH),
            38..70 => last - 1,
            70..90 => last - 2,
            _ => last.saturating_sub(3),
        }
        .max(2)
    }

    /// A name of a permitted length, and the acronym made of its initials.
    fn name(&mut self, kind: &str) -> (String, String) {
        loop {
            let [one, two, three] = [SUBJECTS; 3].map(|subjects| self.rng.pick(subjects));
            let mut name = match self.rng.below(10) {
                0..3 if one != two => format!("{kind} {one} et {two}"),
                3 if one != two && two != three && three != one => format!("{kind} {one}, {two} et {three}"),
                _ => format!("{kind} {one}"),
            };
            let acronym = initials(&name);
            if self.rng.below(100) < TOWN_PERCENT {
                name += &format!(" de {}", self.town());
            }
            let is_reserved = [&acronym, &initials(&name)].iter().any(|short| self.reserved.contains(*short));
            if (MIN_NAME_CHARS..=MAX_NAME_CHARS).contains(&name.chars().count()) && !is_reserved {
                return (name, acronym.to_uppercase());
            }
        }
    }

    fn town(&mut self) -> String {
        let [onset, vowel, tail] = [ONSETS, VOWELS, TAILS].map(|parts| self.rng.pick(parts));
        let mut letters = format!("{onset}{vowel}{tail}").chars().collect::<Vec<_>>();
        letters[0] = letters[0].to_ascii_uppercase();
        letters.into_iter().collect()
    }

    fn card_fields(&mut self, kind: &'static str) -> CardFields {
        let rng = &mut self.rng;
        let (verb, one, two) = (rng.pick(VERBS), rng.pick(SUBJECTS), rng.pick(SUBJECTS));
        let person = format!("{}.{}", self.rng.pick(FIRST_NAMES), fold(&self.town()).text);
        let town = self.town();
        let phone = 100_000_000 + self.rng.below(499_999_999);
        CardFields {
            classification: kind,
            r#abstract: format!(
                "{verb} {one}. Veille à la mise en œuvre {two} avec les services déconcentrés et les élus de {town}."
            ),
            contact_details: [
                Contact { r#type: "email", value: format!("{person}@administration.gouv.fr") },
                Contact { r#type: "phone", value: format!("+33{phone}") },
            ],
        }
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let level = self.level();
        let kind = self.rng.pick(KINDS[level]);
        let (name, acronym) = self.name(kind);
        self.path.truncate(level);
        let unit = Unit {
            id: format!("u{}", self.count),
            parent_id: self.path.last().map(|parent| format!("u{parent}")),
            acronym: (self.rng.below(100) < ACRONYM_PERCENT).then_some(acronym),
            card: Some(self.card_fields(kind)),
            name,
        };
        self.path.push(self.count);
        self.count += 1;
        Some(unit)
    }
}

/// The first letters of the content words, folded.
pub fn initials(name: &str) -> String {
    content_words(name).iter().filter_map(|word| word.chars().next()).collect()
}

/// The words of a name without stop words, folded.
pub fn content_words(name: &str) -> Vec<String> {
    let folded = fold(name).text;
    let all = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    all.filter(|word| !STOP_WORDS.contains(word)).map(String::from).collect()
}

/// Writes a document in the public format, one unit per line.
pub fn write(units: impl Iterator<Item: Serialize>, mut to: impl Write) -> io::Result<()> {
    write!(to, "{{\"format\":\"ramure/1\",\"name\":\"République\",\"lang\":\"fr\",\"units\":[")?;
    for (i, unit) in units.enumerate() {
        to.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut to, &unit)?;
    }
    to.write_all(b"\n]}\n")?;
    to.flush()
}

impl Unit {
    /// The same unit with only its id, parent, name and acronym.
    pub fn without_card(self) -> Self {
        Self { card: None, ..self }
    }

    /// The line for a line finder.
    pub fn line(&self) -> String {
        match &self.acronym {
            Some(acronym) => format!("{} ({acronym})", self.name),
            None => self.name.clone(),
        }
    }
}
