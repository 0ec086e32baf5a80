//! The meaning of table columns and record keys: stated by the user, or guessed from common names.

use std::collections::HashMap;

use crate::text;

/// The field of a unit that a column fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnField {
    Id,
    Parent,
    /// One of several columns; the last one that is filled contains the parent.
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

impl ColumnField {
    /// Whether a unit has at most one value of it.
    pub fn is_single(self) -> bool {
        use ColumnField::*;
        matches!(self, Id | Parent | Name | Acronym | Kind | Summary)
    }
}

/// More column names are not remembered: the keys of records can be any number.
const MAX_GUESSES: usize = 1_000;

/// What the column names seen so far mean, so that the keys of a record are not folded again for each
/// record.
#[derive(Debug, Default)]
pub struct ColumnGuesses(HashMap<String, Option<(ColumnField, usize)>>);

/// Columns stated by the user: a field and the name of its column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(ColumnField, String)>);

/// Fields with the word that states them and the folded names of columns, most specific first.
#[rustfmt::skip]
const FIELDS: [(ColumnField, &str, &[&str]); 16] = [
    (ColumnField::Id, "id", &["id", "identifier", "identifiant", "post unique reference", "ref", "code", "slug"]),
    (ColumnField::Parent, "parent", &["parent id", "parentid", "parent", "id parent", "reports to senior post",
        "parent organization", "parentorganization", "rattachement", "partof", "part of"]),
    (ColumnField::Level, "level", &["parent level1", "parent level2", "parent level3", "parent level4", "parent level5"]),
    (ColumnField::Name, "name", &["preflabel", "job title", "name", "nom", "title", "titre", "libelle", "label", "intitule", "displayname",
        "display name"]),
    (ColumnField::Acronym, "acronym", &["acronym", "acronyme", "sigle", "abbreviation", "short name"]),
    (ColumnField::Kind, "kind", &["classification", "kind", "pivotlocal", "type", "nature", "category", "categorie", "grade"]),
    (ColumnField::OtherName, "other_names", &["other names", "altlabel", "altname", "alias", "aliases", "autres noms", "ancien nom"]),
    (ColumnField::Summary, "abstract", &["abstract", "summary", "resume", "purpose"]),
    (ColumnField::Mission, "missions", &["missions", "mission", "description", "job team function"]),
    (ColumnField::Email, "email", &["email", "e mail", "mail", "courriel", "contact e mail", "adresse courriel", "emails", "e mails", "mails",
        "courriels", "email addresses"]),
    (ColumnField::Phone, "phone", &["phone", "telephone", "tel", "contact phone", "phones", "telephones",
        "phone numbers"]),
    (ColumnField::Fax, "fax", &["fax", "telecopie"]),
    (ColumnField::Address, "address", &["address", "adresse", "postal address"]),
    (ColumnField::Person, "person", &["person", "responsable", "contact", "head", "manager"]),
    (ColumnField::Link, "link", &["url", "uri", "website", "web url", "agency url", "homepage", "site internet", "site", "source url"]),
    (ColumnField::Note, "note", &["note", "notes", "remarque", "remarques", "comment"]),
];

impl Columns {
    /// Parses `id=Code,parent=Above`. The error is the part that is not valid.
    pub fn parse(spec: &str) -> Result<Self, &str> {
        let pair = |part| {
            let (word, column): (&str, &str) = str::split_once(part, '=').ok_or(part)?;
            let field = FIELDS.iter().find(|(_, known, _)| *known == word).ok_or(part)?.0;
            Ok((field, column.to_string()))
        };
        spec.split(',').map(pair).collect::<Result<_, _>>().map(Columns)
    }

    /// The words for fields, joined by commas, for help texts.
    pub fn field_names() -> String {
        FIELDS.map(|(_, word, _)| word).join(", ")
    }

    /// The names of the stated columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, column)| column.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The field of each column, if known. Of several columns for a single-valued field, the best
    /// match is used.
    pub fn fields<'a>(
        &self,
        names: impl Iterator<Item = &'a str>,
        guesses: &mut ColumnGuesses,
    ) -> Vec<Option<ColumnField>> {
        let guessed: Vec<Option<(ColumnField, usize)>> =
            names.map(|name| self.field_and_rank(name, guesses)).collect();
        let mut best_ranks = [usize::MAX; FIELDS.len()];
        for (field, rank) in guessed.iter().flatten() {
            let best = &mut best_ranks[*field as usize];
            *best = (*best).min(*rank);
        }
        let decide = |(field, rank): (ColumnField, usize)| match field {
            _ if rank == best_ranks[field as usize] => Some(field),
            ColumnField::Name => Some(ColumnField::OtherName),
            field => (!field.is_single()).then_some(field),
        };
        guessed.into_iter().map(|guessed| guessed.and_then(decide)).collect()
    }

    /// The field of a column and its rank, 0 the best.
    fn field_and_rank(&self, name: &str, guesses: &mut ColumnGuesses) -> Option<(ColumnField, usize)> {
        if let Some((field, _)) = self.0.iter().find(|(_, column)| column == name) {
            return Some((*field, 0));
        }
        let (field, rank) = guesses.guess(name)?;
        (!self.0.iter().any(|(stated, _)| *stated == field)).then_some((field, rank))
    }
}

impl ColumnGuesses {
    fn guess(&mut self, name: &str) -> Option<(ColumnField, usize)> {
        if let Some(known) = self.0.get(name) {
            return *known;
        }
        let guessed = guess(name);
        if self.0.len() < MAX_GUESSES {
            self.0.insert(name.to_string(), guessed);
        }
        guessed
    }

    /// Whether the name of a column is known.
    pub fn is_known(&mut self, name: &str) -> bool {
        self.guess(name).is_some()
    }

    /// The field of a column by its name, if it is known.
    pub fn field(&mut self, name: &str) -> Option<ColumnField> {
        self.guess(name).map(|(field, _)| field)
    }

    /// The type of the contacts in a column; `None` if it has others.
    pub fn contact_kind(&mut self, name: &str) -> Option<&'static str> {
        match self.field(name)? {
            ColumnField::Email => Some("email"),
            ColumnField::Phone => Some("voice"),
            ColumnField::Fax => Some("fax"),
            _ => None,
        }
    }
}

/// The field guessed from a column name and its rank, 0 the best. Of a composed name, such as `contact.email`,
/// the last part tells contacts and links.
pub fn guess(name: &str) -> Option<(ColumnField, usize)> {
    use ColumnField::*;
    guess_whole(name).or_else(|| {
        let (_, last) = name.rsplit_once('.')?;
        guess_whole(last).filter(|(field, _)| matches!(field, Email | Phone | Fax | Address | Link))
    })
}

fn guess_whole(name: &str) -> Option<(ColumnField, usize)> {
    let folded = text::fold(name).text;
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words_joined = words.collect::<Vec<_>>().join(" ");
    FIELDS
        .iter()
        .find_map(|(field, _, names)| Some((*field, names.iter().position(|known| *known == words_joined)?)))
}

/// Whether the name of a column is one for the unit's name.
pub fn is_name_column(name: &str) -> bool {
    guess(name).is_some_and(|(field, _)| field == ColumnField::Name)
}
