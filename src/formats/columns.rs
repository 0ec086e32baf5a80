//! What the columns of a table mean, or the keys of a record: as it is stated, or guessed from
//! the names that directories use.

use crate::text;

/// What a value is to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Id,
    Parent,
    /// One of several columns, the unit right above being in the last that is filled.
    Level,
    Name,
    Acronym,
    Kind,
    OtherName,
    Summary,
    Mission,
    Email,
    Phone,
    Fax,
    Address,
    Person,
    Link,
    Note,
}

impl Field {
    /// Whether a unit has one of it at most.
    pub fn is_single(self) -> bool {
        use Field::*;
        matches!(self, Id | Parent | Name | Acronym | Kind | Summary)
    }
}

/// Which columns were stated: a field, and the name of its column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Field, String)>);

/// Fields, the word to state them by, and the names of columns that mean them, folded; those that
/// say most surely come first.
#[rustfmt::skip]
const FIELDS: [(Field, &str, &[&str]); 16] = [
    (Field::Id, "id", &["id", "identifier", "identifiant", "post unique reference", "ref", "code", "slug"]),
    (Field::Parent, "parent", &["parent id", "parentid", "parent", "id parent", "reports to senior post",
        "parent organization", "parentorganization", "rattachement"]),
    (Field::Level, "level", &["parent level1", "parent level2", "parent level3", "parent level4", "parent level5"]),
    (Field::Name, "name", &["preflabel", "job title", "name", "nom", "title", "titre", "libelle", "label", "intitule"]),
    (Field::Acronym, "acronym", &["acronym", "acronyme", "sigle", "abbreviation", "short name"]),
    (Field::Kind, "kind", &["classification", "kind", "type", "nature", "category", "categorie", "grade"]),
    (Field::OtherName, "other_names", &["other names", "altlabel", "altname", "alias", "aliases", "autres noms", "ancien nom"]),
    (Field::Summary, "abstract", &["abstract", "summary", "resume", "purpose"]),
    (Field::Mission, "missions", &["missions", "mission", "description", "job team function"]),
    (Field::Email, "email", &["email", "e mail", "mail", "courriel", "contact e mail", "adresse courriel"]),
    (Field::Phone, "phone", &["phone", "telephone", "tel", "contact phone"]),
    (Field::Fax, "fax", &["fax", "telecopie"]),
    (Field::Address, "address", &["address", "adresse", "postal address"]),
    (Field::Person, "person", &["person", "responsable", "contact", "head", "manager"]),
    (Field::Link, "link", &["url", "uri", "website", "web url", "agency url", "homepage", "site internet", "site", "source url"]),
    (Field::Note, "note", &["note", "notes", "remarque", "remarques", "comment"]),
];

impl Columns {
    /// What columns were said to be: `id=Code,parent=Above`. An error is the part that makes no
    /// sense.
    pub fn stated(stated: &str) -> Result<Self, &str> {
        let pair = |part| {
            let (word, column): (&str, &str) = str::split_once(part, '=').ok_or(part)?;
            let field = FIELDS.iter().find(|(_, known, _)| *known == word).ok_or(part)?.0;
            Ok((field, column.to_string()))
        };
        stated.split(',').map(pair).collect::<Result<_, _>>().map(Columns)
    }

    /// The words that fields are stated by, for help.
    pub fn words() -> String {
        FIELDS.map(|(_, word, _)| word).join(", ")
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What each of the columns means, if anything; of those that would be the one name, the one
    /// id of a unit, the surest is.
    pub fn fields<'a>(&self, names: impl Iterator<Item = &'a str> + Clone) -> Vec<Option<Field>> {
        let meant: Vec<Option<(Field, usize)>> = names.clone().map(|name| self.meaning(name)).collect();
        let surest =
            |field| meant.iter().flatten().filter(|(of, _)| *of == field).map(|(_, rank)| rank).min();
        let decide = |meant: &Option<(Field, usize)>| match *meant {
            Some((Field::Name, rank)) if surest(Field::Name) < Some(&rank) => Some(Field::OtherName),
            Some((field, rank)) if field.is_single() && surest(field) < Some(&rank) => None,
            meant => meant.map(|(field, _)| field),
        };
        meant.iter().map(decide).collect()
    }

    /// The field of a column, and how many names would say it more surely.
    fn meaning(&self, name: &str) -> Option<(Field, usize)> {
        if let Some((field, _)) = self.0.iter().find(|(_, column)| column == name) {
            return Some((*field, 0));
        }
        let (field, rank) = guess(name)?;
        (!self.0.iter().any(|(stated, _)| *stated == field)).then_some((field, rank))
    }
}

/// What a column of this name means, if that can be guessed, and how many names are surer.
fn guess(name: &str) -> Option<(Field, usize)> {
    let folded = text::fold(name).text;
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let said = words.collect::<Vec<_>>().join(" ");
    FIELDS.iter().find_map(|(field, _, names)| Some((*field, names.iter().position(|known| *known == said)?)))
}

/// Whether a column of this name would mean something.
pub fn is_known(name: &str) -> bool {
    guess(name).is_some()
}

/// Whether a column of this name would be the name of a unit.
pub fn is_name(name: &str) -> bool {
    guess(name).is_some_and(|(field, _)| field == Field::Name)
}
