//! What the columns of a table mean, or the keys of a record: as it is stated, or guessed from
//! names that directories use.

use crate::text;

/// What a value is to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Id,
    Parent,
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

/// Which columns were stated: each field, as it is spelled, and the name of its column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Field, String)>);

impl Columns {
    /// What columns were said to be: `id=Code,parent=Above`. An error is the part that is not
    /// understood.
    pub fn stated(stated: &str) -> Result<Self, &str> {
        let pair = |part| {
            let (name, column): (&str, &str) = part_of(part)?;
            let field = FIELDS.iter().find(|(_, known, _)| *known == name).ok_or(part)?.0;
            Ok((field, column.to_string()))
        };
        stated.split(',').map(pair).collect::<Result<_, _>>().map(Columns)
    }

    /// The names of all fields, for help.
    pub fn names() -> String {
        FIELDS.map(|(_, name, _)| name).join(", ")
    }

    /// What a column means: as it was stated or, if nothing was of that field, guessed.
    pub fn field(&self, name: &str) -> Option<Field> {
        let stated = self.0.iter().find(|(_, column)| column == name).map(|(field, _)| *field);
        let is_open = |field: &Field| !self.0.iter().any(|(stated, _)| stated == field);
        stated.or_else(|| field(name).filter(is_open))
    }
}

fn part_of(part: &str) -> Result<(&str, &str), &str> {
    part.split_once('=').filter(|(_, column)| !column.is_empty()).ok_or(part)
}

/// How a field is stated, and the names of columns that mean it, folded.
const FIELDS: [(Field, &str, &[&str]); 15] = [
    (Field::Id, "id", &["id", "identifiant", "code", "identifier", "ref", "post unique reference", "slug"]),
    (
        Field::Parent,
        "parent",
        &[
            "parent",
            "parent id",
            "parentid",
            "parent_id",
            "id parent",
            "reports to senior post",
            "parent organization",
        ],
    ),
    (
        Field::Name,
        "name",
        &["name", "nom", "title", "titre", "libelle", "label", "intitule", "job title", "preflabel"],
    ),
    (Field::Acronym, "acronym", &["acronym", "acronyme", "sigle", "abbreviation", "short name"]),
    (Field::Kind, "kind", &["kind", "classification", "type", "category", "categorie", "grade", "nature"]),
    (
        Field::OtherName,
        "other_names",
        &["other names", "alias", "aliases", "altname", "autres noms", "ancien nom"],
    ),
    (Field::Summary, "abstract", &["abstract", "summary", "resume", "purpose"]),
    (Field::Mission, "missions", &["missions", "mission", "description", "job team function"]),
    (Field::Email, "email", &["email", "e mail", "mail", "courriel", "contact e mail", "adresse courriel"]),
    (Field::Phone, "phone", &["phone", "telephone", "tel", "contact phone"]),
    (Field::Fax, "fax", &["fax", "telecopie"]),
    (Field::Address, "address", &["address", "adresse", "postal address"]),
    (Field::Person, "person", &["contact", "responsable", "head", "manager"]),
    (
        Field::Link,
        "link",
        &[
            "url",
            "uri",
            "website",
            "web url",
            "site",
            "site internet",
            "source url",
            "agency url",
            "homepage",
        ],
    ),
    (Field::Note, "note", &["note", "notes", "remarque", "remarques", "comment"]),
];

/// What a column of this name means, if that can be guessed.
pub fn field(name: &str) -> Option<Field> {
    let folded: String = text::fold(name)
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    FIELDS.iter().find(|(.., names)| names.contains(&&*folded)).map(|(field, ..)| *field)
}
