//! The meaning of table columns and record keys: stated by the user, or guessed from common names.

use std::collections::HashMap;

use crate::text;

use super::grouping::Grouping;

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
    /// A part of the name that stands before the rest, such as a first name.
    NameStart,
    /// A part of the name that stands after the rest, such as a family name.
    NameEnd,
}

impl ColumnField {
    /// Whether a unit has at most one value of it.
    pub fn is_single(self) -> bool {
        use ColumnField::*;
        matches!(self, Id | Parent | Name | Acronym | Kind | Summary)
    }

    /// The word that states it.
    pub fn word(self) -> &'static str {
        let field = if self.is_name() { ColumnField::Name } else { self };
        FIELDS.iter().find(|(known, _, _)| *known == field).map_or("", |(_, word, _)| word)
    }

    /// Whether it is the name of a unit, or a part of it.
    pub fn is_name(self) -> bool {
        matches!(self, ColumnField::Name | ColumnField::NameStart | ColumnField::NameEnd)
    }
}

const FIELD_COUNT: usize = ColumnField::NameEnd as usize + 1;

/// More column names are not remembered: the keys of records can be any number.
const MAX_GUESSES: usize = 1_000;

/// What the column names seen so far mean, so that the keys of a record are not folded again for each
/// record.
#[derive(Debug, Default)]
pub struct ColumnGuesses(HashMap<String, Option<Guess>>);

/// The field that the name of a column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    field: ColumnField,
    /// How good the name is for the field, 0 the best; from [`ASSUMED_RANK`] on it is only assumed.
    rank: usize,
    /// Whether it is a name for what a person does.
    is_title: bool,
    /// Whether it is the family name beside a first name.
    is_family: bool,
}

/// Columns stated by the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Fields and the names of their columns.
    fields: Vec<(ColumnField, String)>,
    /// The columns with the units above the rows.
    pub by: Grouping,
}

/// Fields with the word that states them and the folded names of columns, most specific first. These names are
/// taken for granted.
#[rustfmt::skip]
const FIELDS: [(ColumnField, &str, &[&str]); 16] = [
    (ColumnField::Id, "id", &["id", "identifier", "identifiant", "post unique reference", "ref", "code", "slug"]),
    (ColumnField::Parent, "parent", &["parent id", "parentid", "parent", "id parent", "reports to senior post",
        "parent organization", "parentorganization", "rattachement", "partof", "part of"]),
    (ColumnField::Level, "level", &["parent level1", "parent level2", "parent level3", "parent level4", "parent level5"]),
    (ColumnField::Name, "name", &["preflabel", "name", "nom", "title", "titre", "libelle", "label", "intitule", "displayname",
        "display name"]),
    (ColumnField::Acronym, "acronym", &["acronym", "acronyme", "sigle", "abbreviation", "short name"]),
    (ColumnField::Kind, "kind", &["classification", "kind", "pivotlocal", "type", "nature", "category", "categorie", "grade"]),
    (ColumnField::OtherName, "other_names", &["other names", "altlabel", "altname", "alias", "aliases", "autres noms", "ancien nom"]),
    (ColumnField::Summary, "abstract", &["abstract", "summary", "resume", "purpose"]),
    (ColumnField::Mission, "missions", &["missions", "mission", "description", "job team function"]),
    (ColumnField::Email, "email", &["email", "e mail", "mail", "courriel", "contact e mail", "adresse courriel", "emails", "e mails", "mails",
        "courriels", "email addresses"]),
    (ColumnField::Phone, "phone", &["phone", "telephone", "tel", "contact phone", "phones", "telephones",
        "phone numbers", "phonenumbers", "businessphones", "business phones"]),
    (ColumnField::Fax, "fax", &["fax", "telecopie"]),
    (ColumnField::Address, "address", &["address", "adresse", "postal address"]),
    (ColumnField::Person, "person", &["person", "responsable", "contact", "head", "manager"]),
    (ColumnField::Link, "link", &["url", "uri", "website", "web url", "agency url", "homepage", "site internet", "site", "source url"]),
    (ColumnField::Note, "note", &["note", "notes", "remarque", "remarques", "comment"]),
];

/// Names that mean this in most tables, in particular those of staff; without blanks and other signs. A
/// meaning that is guessed from them is told.
#[rustfmt::skip]
const ASSUMED_FIELDS: [(ColumnField, &[&str]); 6] = [
    (ColumnField::Parent, &["reportsto", "reportingto", "reportstoid", "managerid", "manageremployeeid", "managernumber", "manageremail",
        "managername", "linemanager", "linemanagerid", "supervisorid", "supervisor", "supervisoremail", "supervisorname", "bossid", "boss",
        "pid", "parentorgunitid", "parentorgunit", "parentunit", "parentunitid", "parentname", "parentcode", "parentkey", "parentdepartment",
        "parentdepartmentid", "parentorg", "parentorgid", "overordnetenhet", "ubergeordneteeinheit", "ubergeordneteinheit", "vorgesetzter",
        "superieur", "superieurhierarchique", "idsuperieur", "responsablehierarchique", "codeparent", "uniteparente", "unitemere",
        "uniterattachement", "unitederattachement", "rattachea", "entiteparente"]),
    (ColumnField::Id, &["employeeid", "employeenumber", "empid", "employee", "personid", "personnelnumber", "positionid", "staffid", "workerid",
        "matricule", "userid", "orgunitid", "unitid", "departmentid", "organisationid", "organizationid", "idunite", "codeunite"]),
    (ColumnField::Name, &["employeename", "worker", "workername", "fullname", "nomcomplet", "nometprenom", "prenometnom", "lastnamefirstname",
        "unitname", "orgname", "orgunitname", "organisationname", "organizationname", "departmentname", "teamname", "nomduservice",
        "nomdelunite", "denomination", "bezeichnung", "navn", "naam", "nome", "nombre"]),
    (ColumnField::NameStart, &["firstname", "givenname", "forename", "preferredfirstname", "prenom", "prenoms", "vorname", "fornavn"]),
    (ColumnField::NameEnd, &["lastname", "surname", "familyname", "sn", "nomdefamille", "nachname", "etternavn", "efternavn"]),
    (ColumnField::Kind, TITLE_COLUMNS),
];

/// The names of columns with what a person does. Beside another name they are no other name of the unit.
const TITLE_COLUMNS: &[&str] = &[
    "jobtitle",
    "title",
    "businesstitle",
    "positiontitle",
    "position",
    "role",
    "poste",
    "fonction",
    "function",
    "titre",
    "intituleduposte",
    "stilling",
];
/// The names that are family names beside a first name.
const FAMILY_NAME_COLUMNS: [&str; 2] = ["name", "nom"];
/// The title that can be the only name of a record.
const JOB_TITLE: &str = "job title";
/// The name of the column by which organograms of the UK are known: their units are posts.
const POST_COLUMN: &str = "Post Unique Reference";
/// The rank of a name that is only assumed to have its meaning.
const ASSUMED_RANK: usize = 1_000;

impl Columns {
    /// Parses `id=Code,parent=Above,name="Last name, first name"`. The error is the part that is not valid.
    pub fn parse(spec: &str) -> Result<Self, &str> {
        let pair = |part: &'_ str| -> Option<(ColumnField, String)> {
            let (word, column) = part.split_once('=')?;
            let field = FIELDS.iter().find(|(_, known, _)| *known == word)?.0;
            let quoted = column.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
            Some((field, quoted.unwrap_or(Some(column))?.to_string()))
        };
        let mut is_quoted = false;
        let parts = spec.split(|c: char| {
            is_quoted ^= c == '"';
            c == ',' && !is_quoted
        });
        let fields = parts.map(|part| pair(part).ok_or(part)).collect::<Result<_, _>>()?;
        Ok(Self { fields, by: Grouping::default() })
    }

    /// The words for fields, joined by commas, for help texts.
    pub fn field_names() -> String {
        FIELDS.map(|(_, word, _)| word).join(", ")
    }

    /// The same with columns that have the units above the rows.
    pub fn grouped(self, by: Grouping) -> Self {
        Self { by, ..self }
    }

    /// Whether the parents are stated, and units above the rows as well.
    pub fn has_two_trees(&self) -> bool {
        let is_tree =
            |(field, _): &(ColumnField, String)| matches!(field, ColumnField::Parent | ColumnField::Level);
        !self.by.names().is_empty() && self.fields.iter().any(is_tree)
    }

    /// The names of the columns whose fields are stated.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(_, column)| column.as_str())
    }

    /// Whether no field is stated.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The field of each column, if known. Of several columns for a single-valued field, the best
    /// match is used.
    pub fn fields<'a>(
        &self,
        names: impl Iterator<Item = &'a str>,
        guesses: &mut ColumnGuesses,
    ) -> Vec<Option<ColumnField>> {
        let mut are_posts = false;
        let guess = |name: &str| {
            are_posts |= name.eq_ignore_ascii_case(POST_COLUMN);
            self.guess(name, guesses)
        };
        let mut guessed: Vec<Option<Guess>> = names.map(guess).collect();
        let has_name = |guess: &Guess| guess.field.is_name() && !guess.is_title;
        let is_named = !are_posts && guessed.iter().flatten().any(has_name);
        place_titles(&mut guessed, is_named);
        let mut best_ranks = [usize::MAX; FIELD_COUNT];
        for guess in guessed.iter().flatten() {
            let best = &mut best_ranks[guess.field as usize];
            *best = (*best).min(guess.rank);
        }
        let has = |field: ColumnField| best_ranks[field as usize] < usize::MAX;
        let [has_name, has_start, has_end] =
            [ColumnField::Name, ColumnField::NameStart, ColumnField::NameEnd].map(has);
        let is_best = |guess: &&Guess| guess.rank == best_ranks[guess.field as usize];
        let mut names = guessed.iter().flatten().filter(|guess| guess.field == ColumnField::Name);
        let is_family = names.find(is_best).is_some_and(|name| name.is_family);
        let decide = |Guess { field, rank, .. }: Guess| match field {
            ColumnField::NameStart | ColumnField::NameEnd if has_name && has_start && has_end => None,
            ColumnField::NameEnd if has_name => None,
            ColumnField::NameStart if has_name && !is_family => None,
            _ if rank == best_ranks[field as usize] => Some(match field {
                // Beside a first name, a “Nom” or “Name” is the family name.
                ColumnField::Name if has_start && !has_end && is_family => ColumnField::NameEnd,
                field => field,
            }),
            ColumnField::Name => Some(ColumnField::OtherName),
            ColumnField::NameStart | ColumnField::NameEnd => None,
            field => (!field.is_single()).then_some(field),
        };
        guessed.into_iter().map(|guessed| guessed.and_then(decide)).collect()
    }

    /// What a column means: as stated, or else by its name.
    fn guess(&self, name: &str, guesses: &mut ColumnGuesses) -> Option<Guess> {
        let stated = |field: ColumnField| self.fields.iter().filter(move |(other, _)| *other == field);
        if let Some((field, _)) = self.fields.iter().find(|(_, column)| column == name) {
            let is_in_parts = *field == ColumnField::Name && stated(*field).count() > 1;
            let is_first = || stated(*field).next().is_some_and(|(_, column)| column == name);
            let field = match is_in_parts {
                true if is_first() => ColumnField::NameStart,
                true => ColumnField::NameEnd,
                false => *field,
            };
            return Some(Guess { field, rank: 0, is_title: false, is_family: false });
        }
        let guess = guesses.guess(name)?;
        let is_stated = match guess.field.is_name() {
            true => stated(ColumnField::Name).next().is_some(),
            false => stated(guess.field).next().is_some(),
        };
        (!is_stated).then_some(guess)
    }
}

impl ColumnGuesses {
    fn guess(&mut self, name: &str) -> Option<Guess> {
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
        self.guess(name).map(|guess| guess.field)
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

/// The field guessed from a column name. Of a composed name, such as `contact.email`, the last part tells
/// contacts and links.
fn guess(name: &str) -> Option<Guess> {
    use ColumnField::*;
    guess_whole(name).or_else(|| {
        let (_, last) = name.rsplit_once('.')?;
        guess_whole(last).filter(|guess| matches!(guess.field, Email | Phone | Fax | Address | Link))
    })
}

fn guess_whole(name: &str) -> Option<Guess> {
    let folded = text::fold(name).text;
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (spaced, joined) = (words.join(" "), words.concat());
    let is_title = TITLE_COLUMNS.contains(&&*joined);
    let is_family = FAMILY_NAME_COLUMNS.contains(&&*joined);
    let known = FIELDS
        .iter()
        .find_map(|(field, _, names)| Some((*field, names.iter().position(|known| *known == spaced)?)));
    let assumed = || {
        ASSUMED_FIELDS.iter().find_map(|(field, names)| {
            Some((*field, ASSUMED_RANK + names.iter().position(|known| *known == joined)?))
        })
    };
    known.or_else(assumed).map(|(field, rank)| Guess { field, rank, is_title, is_family })
}

/// What a person does is the kind. Without another name, and for posts, the best title is the name.
fn place_titles(guessed: &mut [Option<Guess>], is_named: bool) {
    let ranks = guessed.iter().flatten().filter(|guess| guess.is_title).map(|guess| guess.rank);
    let best = ranks.min().filter(|_| !is_named);
    for guess in guessed.iter_mut().flatten().filter(|guess| guess.is_title) {
        match guess.field {
            _ if best == Some(guess.rank) => (guess.field, guess.rank) = (ColumnField::Name, 0),
            ColumnField::Name => {
                (guess.field, guess.rank) = (ColumnField::Kind, ASSUMED_RANK + TITLE_COLUMNS.len());
            }
            _ => {}
        }
    }
}

/// Whether the name of a column is one for the unit's name, or for a part of it.
pub fn is_name_column(name: &str) -> bool {
    guess(name).is_some_and(|guess| guess.field.is_name() || text::fold(name).text == JOB_TITLE)
}

/// The field that the name of a column tells.
pub fn field_by_name(name: &str) -> Option<ColumnField> {
    guess(name).map(|guess| guess.field)
}

/// Whether the name of a column does not tell for certain that it has this field: parents and ids are also
/// found by what columns hold, and titles are names or kinds.
pub fn is_assumed(name: &str, field: ColumnField) -> bool {
    let is_by_content = matches!(field, ColumnField::Parent | ColumnField::Id);
    guess(name).map_or(is_by_content, |guess| {
        guess.rank >= ASSUMED_RANK || guess.field != field && (is_by_content || guess.is_title)
    })
}
