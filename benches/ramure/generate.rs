//! Organisations like those of the French administration, as large as one likes and the same
//! every time: ministries, directorates, bureaus and antennas of towns that do not exist.

use std::collections::HashSet;
use std::io::{self, Write};

use ramure::text::fold;
use serde::Serialize;

use super::dice::Dice;

/// The lengths of names, in characters.
const SHORTEST: usize = 20;
const LONGEST: usize = 90;
/// Of a hundred units, how many have an acronym, and how many are named after a town.
const WITH_ACRONYM: u64 = 70;
const WITH_TOWN: u64 = 50;
/// The deepest level, the first unit being on level 0.
const DEEPEST: usize = 7;
/// One unit in so many starts a ministry.
const MINISTRY: u64 = 2_000;

/// What units are called on each level.
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

/// What they see to.
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
    // Words that the DINUM's own names have, in other company.
    "de l’attractivité des métiers", "des parcours professionnels", "de la mobilité des agents",
    "du campus", "de l’accès à l’internet", "de la maîtrise d’ouvrage", "des réseaux électriques",
    "des codes et nomenclatures", "de l’intérêt local", "des opérateurs publics",
    "de la plateforme téléphonique", "des entrepreneurs", "de l’intervention d’urgence",
    "de l’identité numérique", "de l’infrastructure hospitalière", "de la filière viande",
    "de la collecte des déchets", "des outils de gestion", "de l’expérience des usagers",
    "du réseau consulaire",
];

/// Towns are put together from these: enough for a dictionary as large as a real one, in which
/// three letters say as much.
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
/// What every unit does, before what it sees to.
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

/// A unit as the public format has it.
#[derive(Clone, Debug, Serialize)]
pub struct Unit {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
}

/// What only a whole card has.
#[derive(Clone, Debug, Serialize)]
pub struct Rest {
    classification: &'static str,
    r#abstract: String,
    contact_details: [Contact; 2],
}

#[derive(Clone, Debug, Serialize)]
struct Contact {
    r#type: &'static str,
    value: String,
}

/// Units in reading order, without an end.
pub struct Units<'a> {
    dice: Dice,
    count: usize,
    /// The numbers of the units from the first down to the last one made.
    path: Vec<usize>,
    /// Acronyms and initials, folded, that no unit may have: somebody else is known by them.
    taken: &'a HashSet<String>,
}

impl<'a> Units<'a> {
    pub fn new(seed: u64, taken: &'a HashSet<String>) -> Self {
        Self { dice: Dice::new(seed), count: 0, path: Vec::new(), taken }
    }

    /// One level down or up at most times, so that there are three to eight.
    fn level(&mut self) -> usize {
        let last = self.path.len();
        if last < 2 || self.dice.below(MINISTRY) == 0 {
            return last.min(1);
        }
        match self.dice.below(100) {
            0..38 => last.min(DEEPEST),
            38..70 => last - 1,
            70..90 => last - 2,
            _ => last.saturating_sub(3),
        }
        .max(2)
    }

    /// A name of a fair length, and the acronym that it would have.
    fn name(&mut self, kind: &str) -> (String, String) {
        loop {
            let [one, two, three] = [SUBJECTS; 3].map(|subjects| self.dice.pick(subjects));
            let mut name = match self.dice.below(10) {
                0..3 if one != two => format!("{kind} {one} et {two}"),
                3 if one != two && two != three && three != one => format!("{kind} {one}, {two} et {three}"),
                _ => format!("{kind} {one}"),
            };
            let acronym = initials(&name);
            if self.dice.below(100) < WITH_TOWN {
                name += &format!(" de {}", self.town());
            }
            let is_taken = [&acronym, &initials(&name)].iter().any(|short| self.taken.contains(*short));
            if (SHORTEST..=LONGEST).contains(&name.chars().count()) && !is_taken {
                return (name, acronym.to_uppercase());
            }
        }
    }

    fn town(&mut self) -> String {
        let [onset, vowel, tail] = [ONSETS, VOWELS, TAILS].map(|parts| self.dice.pick(parts));
        let mut letters = format!("{onset}{vowel}{tail}").chars().collect::<Vec<_>>();
        letters[0] = letters[0].to_ascii_uppercase();
        letters.into_iter().collect()
    }

    fn rest(&mut self, kind: &'static str) -> Rest {
        let dice = &mut self.dice;
        let (verb, one, two) = (dice.pick(VERBS), dice.pick(SUBJECTS), dice.pick(SUBJECTS));
        let person = format!("{}.{}", self.dice.pick(FIRST_NAMES), fold(&self.town()).text);
        let town = self.town();
        let phone = 100_000_000 + self.dice.below(499_999_999);
        Rest {
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
        let kind = self.dice.pick(KINDS[level]);
        let (name, acronym) = self.name(kind);
        self.path.truncate(level);
        let unit = Unit {
            id: format!("u{}", self.count),
            parent_id: self.path.last().map(|parent| format!("u{parent}")),
            acronym: (self.dice.below(100) < WITH_ACRONYM).then_some(acronym),
            rest: Some(self.rest(kind)),
            name,
        };
        self.path.push(self.count);
        self.count += 1;
        Some(unit)
    }
}

/// The first letters of the words with a meaning, folded.
pub fn initials(name: &str) -> String {
    words(name).iter().filter_map(|word| word.chars().next()).collect()
}

/// The words with a meaning, folded.
pub fn words(name: &str) -> Vec<String> {
    let folded = fold(name).text;
    let all = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    all.filter(|word| !STOP_WORDS.contains(word)).map(String::from).collect()
}

/// Writes a document of the public format, a unit a line.
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
    /// The same with nothing but what it is called.
    pub fn bare(self) -> Self {
        Self { rest: None, ..self }
    }

    /// What a fuzzy finder of lines is given.
    pub fn line(&self) -> String {
        match &self.acronym {
            Some(acronym) => format!("{} ({acronym})", self.name),
            None => self.name.clone(),
        }
    }
}
