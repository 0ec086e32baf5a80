//! The messages of problems, in both languages.

use crate::address;
use crate::lang::{Lang, Tr, count as count_of, number, units};
use crate::text::Printable;

use super::DiagnosticKind;

/// The width of what a message quotes, in terminal columns, at most: an id or a key, and a value at its end.
const MAX_QUOTED_COLUMNS: usize = 60;
const MAX_VALUE_COLUMNS: usize = 90;
/// The width of the reason why a file is not read.
const MAX_REASON_COLUMNS: usize = 150;
/// The width of the name of a column in a list, and of the list.
const MAX_COLUMN_COLUMNS: usize = 40;
const MAX_LIST_COLUMNS: usize = 105;
/// Columns that a message lists, at most.
const MAX_QUOTED_LISTED: usize = 10;

impl DiagnosticKind {
    /// The problem in one sentence. What it quotes is shortened.
    pub fn message(&self, lang: Lang) -> String {
        let short = |quoted: &Printable| quoted.truncate(MAX_QUOTED_COLUMNS, "…");
        let long = |quoted: &Printable| quoted.truncate(MAX_VALUE_COLUMNS, "…");
        match self {
            DiagnosticKind::Windows1252 => WINDOWS_1252.get(lang).to_string(),
            DiagnosticKind::MixedEncodings { count } => {
                MIXED_ENCODINGS.with(lang, &[&count_of(*count, BYTE, BYTES, lang)])
            }
            DiagnosticKind::UnmarkedUtf16 => UNMARKED_UTF16.get(lang).to_string(),
            DiagnosticKind::MalformedUtf16 => MALFORMED_UTF16.get(lang).to_string(),
            DiagnosticKind::UnreadFile { fr, en } => {
                let reason = if lang == Lang::Fr { fr } else { en };
                UNREAD_FILE.with(lang, &[&reason.truncate(MAX_REASON_COLUMNS, "…")])
            }
            DiagnosticKind::NoFormat => NO_FORMAT.get(lang).to_string(),
            DiagnosticKind::IgnoredHeader { key, value } => {
                IGNORED_HEADER.with(lang, &[&short(key), &long(value)])
            }
            DiagnosticKind::NotARecord { value } => NOT_A_RECORD.with(lang, &[&long(value)]),
            DiagnosticKind::IgnoredLine { text } => IGNORED_LINE.with(lang, &[&long(text)]),
            DiagnosticKind::IgnoredText { text } => IGNORED_TEXT.with(lang, &[&long(text)]),
            DiagnosticKind::AssumedColumns { columns } => assumed_columns(columns, lang),
            DiagnosticKind::AssumedUnits { columns } => ASSUMED_UNITS.with(lang, &[&short(columns)]),
            DiagnosticKind::NoHierarchy { column } => NO_HIERARCHY.with(lang, &[&short(column)]),
            DiagnosticKind::BlankBelow { column } => BLANK_BELOW.with(lang, &[&short(column)]),
            DiagnosticKind::BlankLevels => BLANK_LEVELS.get(lang).to_string(),
            DiagnosticKind::UnclosedQuote => UNCLOSED_QUOTE.get(lang).to_string(),
            DiagnosticKind::SwallowedRows => SWALLOWED_ROWS.get(lang).to_string(),
            DiagnosticKind::EdgesLeadUp => EDGES_LEAD_UP.get(lang).to_string(),
            DiagnosticKind::NoId { assigned } => NO_ID.with(lang, &[&short(assigned)]),
            DiagnosticKind::DuplicateId { id, assigned } => {
                DUPLICATE_ID.with(lang, &[&short(id), &short(assigned)])
            }
            DiagnosticKind::EmptyName { id } => EMPTY_NAME.with(lang, &[&short(id)]),
            DiagnosticKind::UnknownParent { id, parent } => {
                UNKNOWN_PARENT.with(lang, &[&short(id), &short(parent)])
            }
            DiagnosticKind::AmbiguousParent { id, parent } => {
                AMBIGUOUS_PARENT.with(lang, &[&short(id), &short(parent)])
            }
            DiagnosticKind::AddedParent { parent, count } => {
                ADDED_PARENT.with(lang, &[&short(parent), &units(*count, lang)])
            }
            DiagnosticKind::UnknownChild { id, child } => {
                UNKNOWN_CHILD.with(lang, &[&short(id), &short(child)])
            }
            DiagnosticKind::AmbiguousChild { id, child } => {
                AMBIGUOUS_CHILD.with(lang, &[&short(id), &short(child)])
            }
            DiagnosticKind::OwnParent { id } => OWN_PARENT.with(lang, &[&short(id)]),
            DiagnosticKind::Cycle { id, parent } => CYCLE.with(lang, &[&short(id), &short(parent)]),
            DiagnosticKind::PartialDocument { found, total } => {
                PARTIAL_DOCUMENT.with(lang, &[&number(*found, lang), &number(*total, lang)])
            }
            DiagnosticKind::MultipleRoots { count } => MULTIPLE_ROOTS.with(lang, &[&number(*count, lang)]),
            DiagnosticKind::UnknownRelation { id, to } => {
                UNKNOWN_RELATION.with(lang, &[&short(id), &short(to)])
            }
            DiagnosticKind::WrongType { id, key } => WRONG_TYPE.with(lang, &[&short(id), &short(key)]),
            DiagnosticKind::Incomplete { id, key } => INCOMPLETE.with(lang, &[&short(id), &short(key)]),
            DiagnosticKind::RepeatedKey { id, key } => REPEATED_KEY.with(lang, &[&short(id), &short(key)]),
            DiagnosticKind::UnprintableText { id, key } => {
                UNPRINTABLE_TEXT.with(lang, &[&short(id), &short(key)])
            }
            DiagnosticKind::NotText { id, key } => NOT_TEXT.with(lang, &[&short(id), &short(key)]),
            DiagnosticKind::UnrecognisedLine => UNRECOGNISED_LINE.get(lang).to_string(),
            DiagnosticKind::UnclosedCard => UNCLOSED_CARD.get(lang).to_string(),
            DiagnosticKind::AssumedCharset { charset } => ASSUMED_CHARSET.with(lang, &[&short(charset)]),
            DiagnosticKind::UnrecognisedText { text } => UNRECOGNISED_TEXT.with(lang, &[&long(text)]),
            DiagnosticKind::IgnoredNodes { first, count } => {
                IGNORED_NODES.with(lang, &[&short(first), &number(*count, lang)])
            }
            DiagnosticKind::AssumedChildren { key } => ASSUMED_CHILDREN.with(lang, &[&short(key)]),
            DiagnosticKind::KeptAsFacts { key } => KEPT_AS_FACTS.with(lang, &[&short(key)]),
            DiagnosticKind::LdifChange { id, change } => {
                LDIF_CHANGE.with(lang, &[&short(id), &short(change)])
            }
            DiagnosticKind::SuspectAddress { id, address } => {
                let host = address::other_host(address).map(|host| format!(" {}", short(&host)));
                let message = match () {
                    () if address::has_ambiguous_host(address) => AMBIGUOUS_HOST,
                    () if address::has_deceptive_host(address) => DECEPTIVE_HOST,
                    () => FORBIDDEN_SCHEME,
                };
                message.with(lang, &[&short(id), &short(address)]) + &host.unwrap_or_default()
            }
            DiagnosticKind::LdapServer { fr, en } => if lang == Lang::Fr { fr } else { en }.to_string(),
            DiagnosticKind::MalformedAlias => MALFORMED_ALIAS.get(lang).to_string(),
            DiagnosticKind::UnknownAlias { alias, name } => {
                UNKNOWN_ALIAS.with(lang, &[&short(alias), &short(name)])
            }
            DiagnosticKind::AmbiguousAlias { alias, name, count } => {
                AMBIGUOUS_ALIAS.with(lang, &[&short(alias), &short(name), &units(*count, lang)])
            }
        }
    }
}

/// Tells what columns were taken for, and how to state another meaning of the first.
fn assumed_columns(columns: &[(Printable, Printable)], lang: Lang) -> String {
    let mut meanings: Vec<String> = Vec::new();
    for columns in columns[..columns.len().min(MAX_QUOTED_LISTED)].chunk_by(|one, next| one.0 == next.0) {
        let quoted = columns
            .iter()
            .map(|(_, column)| QUOTED_COLUMN.with(lang, &[&column.truncate(MAX_COLUMN_COLUMNS, "…")]));
        meanings.push(format!("{} ← {}", columns[0].0, quoted.collect::<Vec<_>>().join(", ")));
    }
    let field = columns.first().map(|(field, _)| field.to_string()).unwrap_or_default();
    let meanings = Printable::new(&meanings.join(LIST_SEPARATOR.get(lang))).truncate(MAX_LIST_COLUMNS, "…");
    ASSUMED_COLUMNS.with(lang, &[&meanings, &field])
}

const WINDOWS_1252: Tr = Tr::new(
    "le fichier est lu en Windows-1252, car il n’est pas en UTF-8 ; si des lettres sont fausses, convertissez-le : « iconv -f CODAGE -t UTF-8 »",
    "the file is read as Windows-1252, because it is not UTF-8; if letters are wrong, convert it: “iconv -f ENCODING -t UTF-8”",
);
const BYTE: Tr = Tr::new("octet", "byte");
const BYTES: Tr = Tr::new("octets", "bytes");
const MIXED_ENCODINGS: Tr = Tr::new(
    "tout n’est pas en UTF-8 ; lu en Windows-1252 : {}",
    "not everything is UTF-8; read as Windows-1252: {}",
);
const UNMARKED_UTF16: Tr = Tr::new(
    "le fichier est lu en UTF-16, car un octet sur deux y est nul ; il n’a pas d’indicateur d’ordre des octets",
    "the file is read as UTF-16, because every other byte is null; it has no byte order mark",
);
const MALFORMED_UTF16: Tr = Tr::new(
    "des caractères UTF-16 sont invalides ; ils sont remplacés par �",
    "some UTF-16 characters are not valid; they are replaced by �",
);
const UNREAD_FILE: Tr = Tr::new("ce fichier n’est pas lu : {}", "this file is not read: {}");
const NO_FORMAT: Tr = Tr::new(
    "« format » manque : le fichier est lu comme « ramure/1 »",
    "“format” is missing: the file is read as “ramure/1”",
);
const IGNORED_HEADER: Tr = Tr::new(
    "« {} », dans l’en-tête du document, est ignoré : {}",
    "“{}” in the document header is ignored: {}",
);
const NOT_A_RECORD: Tr = Tr::new(
    "une unité doit être un objet JSON ; cette valeur est ignorée : {}",
    "a unit must be a JSON object; this value is ignored: {}",
);
const IGNORED_LINE: Tr = Tr::new(
    "cette ligne, avant les noms des colonnes, est ignorée : {}",
    "this line, before the names of the columns, is ignored: {}",
);
const IGNORED_TEXT: Tr = Tr::new(
    "ce texte n’appartient à aucune unité ; il est ignoré : {}",
    "this text belongs to no unit; it is ignored: {}",
);
const ASSUMED_COLUMNS: Tr = Tr::new(
    "sens supposé des colonnes : {} (« --columns {}=COLONNE » pour un autre)",
    "the meaning of columns is assumed: {} (“--columns {}=COLUMN” states another)",
);
const ASSUMED_UNITS: Tr = Tr::new(
    "la table n’a pas de colonne de parents : les unités sont celles de « --by {} », une supposition (« --by \"\" » n’en fait aucune)",
    "the table has no column of parents: its units are those of “--by {}”, which is assumed (“--by \"\"” makes none)",
);
const NO_HIERARCHY: Tr = Tr::new(
    "la table n’a pas de colonne de parents : « --by {} » fait des unités des valeurs de cette colonne",
    "the table has no column of parents: “--by {}” makes units of the values of this column",
);
const QUOTED_COLUMN: Tr = Tr::new("« {} »", "“{}”");
const LIST_SEPARATOR: Tr = Tr::new(" ; ", "; ");
const BLANK_BELOW: Tr = Tr::new(
    "la colonne « {} » est vide sous ses valeurs, comme des cellules fusionnées : remplie à chaque ligne, elle ferait des unités",
    "the column “{}” is blank below its values, as merged cells are: with its value in each row it would make units",
);
const BLANK_LEVELS: Tr = Tr::new(
    "les cellules vides au début des lignes sont lues comme celles du dessus",
    "blank cells at the start of rows are read as the ones above them",
);
const UNCLOSED_QUOTE: Tr = Tr::new(
    "guillemet ouvrant sans guillemet fermant : le reste du fichier est lu comme une seule cellule",
    "missing closing quotation mark: the rest of the file is read as one cell",
);
const SWALLOWED_ROWS: Tr = Tr::new(
    "une cellule de cette ligne semble contenir les lignes suivantes : elle commence par un guillemet, qui est peut-être en trop",
    "a cell of this row seems to hold the rows after it: it starts with a quotation mark, which may be one too many",
);
const EDGES_LEAD_UP: Tr = Tr::new(
    "les flèches sont lues de l’enfant vers le parent : aucune unité n’en a plusieurs qui partent d’elle",
    "the arrows are read from child to parent: no unit has several that start at it",
);
const NO_ID: Tr =
    Tr::new("unité sans « id » : l’id « {} » lui est attribué", "unit without “id”: it is given the id “{}”");
const DUPLICATE_ID: Tr = Tr::new(
    "l’id « {} » est déjà pris : cette unité devient « {} »",
    "the id “{}” is already taken: this unit becomes “{}”",
);
const EMPTY_NAME: Tr =
    Tr::new("« {} » n’a pas de nom : son id est affiché", "“{}” has no name: its id is shown instead");
const UNKNOWN_PARENT: Tr = Tr::new(
    "« {} » a pour parent « {} », qui n’existe pas",
    "“{}” has the parent “{}”, which does not exist",
);
const AMBIGUOUS_PARENT: Tr = Tr::new(
    "« {} » a pour parent « {} », nom que plusieurs unités portent",
    "“{}” has the parent “{}”, which is the name of several units",
);
const ADDED_PARENT: Tr = Tr::new(
    "« {} », parent de {}, n’a pas d’entrée : l’unité est ajoutée",
    "“{}”, the parent of {}, has no entry: the unit is added",
);
const UNKNOWN_CHILD: Tr =
    Tr::new("« {} » a pour enfant « {} », qui n’existe pas", "“{}” has the child “{}”, which does not exist");
const AMBIGUOUS_CHILD: Tr = Tr::new(
    "« {} » a pour enfant « {} », nom que plusieurs unités portent",
    "“{}” has the child “{}”, which is the name of several units",
);
const OWN_PARENT: Tr = Tr::new("« {} » est son propre parent", "“{}” is its own parent");
const CYCLE: Tr = Tr::new(
    "« {} » est sous son propre descendant « {} » : le cycle est coupé ici",
    "“{}” is below its own descendant “{}”: the cycle is cut here",
);
const PARTIAL_DOCUMENT: Tr = Tr::new(
    "le document est incomplet : il contient {} unités sur {}",
    "the document is incomplete: it contains {} of {} units",
);
const MULTIPLE_ROOTS: Tr = Tr::new(
    "{} unités sont sans parent : une racine commune est ajoutée",
    "{} units have no parent: a common root is added",
);
const UNKNOWN_RELATION: Tr = Tr::new(
    "« {} » a une relation avec « {} », qui n’existe pas",
    "“{}” has a relation to “{}”, which does not exist",
);
const WRONG_TYPE: Tr = Tr::new(
    "« {} » : « {} » n’a pas le type attendu ; sa valeur est conservée telle quelle",
    "“{}”: “{}” does not have the expected type; its value is kept as is",
);
const INCOMPLETE: Tr = Tr::new(
    "« {} » : un élément de « {} » est incomplet ; il est conservé tel quel",
    "“{}”: an item of “{}” is incomplete; it is kept as is",
);
const REPEATED_KEY: Tr = Tr::new(
    "« {} » contient deux fois « {} » ; la seconde valeur est conservée telle quelle",
    "“{}” contains “{}” twice; the second value is kept as is",
);
const UNPRINTABLE_TEXT: Tr = Tr::new(
    "« {} » : caractères de contrôle ou invisibles dans « {} », remplacés par �",
    "“{}”: control or invisible characters in “{}”, replaced by �",
);
const NOT_TEXT: Tr = Tr::new(
    "« {} » : une valeur de « {} » n’est pas du texte ; elle est ignorée",
    "“{}”: a value of “{}” is not text; it is ignored",
);
const UNRECOGNISED_LINE: Tr = Tr::new(
    "cette ligne n’est pas reconnue ; elle est ignorée",
    "this line is not recognised; it is ignored",
);
const UNRECOGNISED_TEXT: Tr = Tr::new(
    "cette ligne n’est pas reconnue ; elle est ignorée : {}",
    "this line is not recognised; it is ignored: {}",
);
const UNCLOSED_CARD: Tr = Tr::new(
    "cette fiche n’a pas de « END:VCARD » : elle est lue jusqu’à la suivante ou à la fin",
    "this card has no “END:VCARD”: it is read up to the next one or the end",
);
const ASSUMED_CHARSET: Tr = Tr::new(
    "cette valeur est lue en Windows-1252, car son codage, « {} », n’est pas connu ou n’est pas le sien",
    "this value is read as Windows-1252, because its encoding, “{}”, is not known or is not the one it has",
);
const IGNORED_NODES: Tr = Tr::new(
    "ce qui n’est ni une unité ni lié à une unité est ignoré : « {} » ; nœuds en tout : {}",
    "what is neither a unit nor linked to one is ignored: “{}”; nodes in all: {}",
);
const ASSUMED_CHILDREN: Tr = Tr::new(
    "les objets sous « {} » ressemblent à celui qui les contient : ils sont lus comme les unités qui en dépendent",
    "the objects under “{}” look like the one that holds them: they are read as the units below it",
);
const KEPT_AS_FACTS: Tr = Tr::new(
    "les valeurs de « {} » ne sont pas lues comme des unités : elles restent sur la fiche",
    "the values of “{}” are not read as units: they stay on the card",
);
const LDIF_CHANGE: Tr = Tr::new(
    "« {} » : cette modification (« {} ») est ignorée ; seules les entrées complètes sont lues",
    "“{}”: this change (“{}”) is ignored; only complete entries are read",
);
const FORBIDDEN_SCHEME: Tr = Tr::new(
    "« {} » : cette adresse n’est pas cliquable, car son schéma n’est pas de ceux qui s’ouvrent : {}",
    "“{}”: this address is not clickable, because its scheme is none that is opened: {}",
);
const AMBIGUOUS_HOST: Tr = Tr::new(
    "« {} » : cette adresse n’est pas cliquable, car son « \\ » fait que tous les programmes n’y voient pas le même hôte : {}",
    "“{}”: this address is not clickable, because its “\\” makes programs find different hosts in it: {}",
);
const DECEPTIVE_HOST: Tr = Tr::new(
    "« {} » : l’hôte de cette adresse mêle des écritures ou ressemble à un autre : {}",
    "“{}”: the host of this address mixes scripts or looks like another one: {}",
);
const MALFORMED_ALIAS: Tr = Tr::new(
    "cette ligne est ignorée : il y faut un alias, une tabulation et une unité",
    "this line is ignored: it must have an alias, a tab and a unit",
);
const UNKNOWN_ALIAS: Tr = Tr::new(
    "l’alias « {} » est ignoré : aucune unité n’a pour id, sigle ou nom « {} »",
    "the alias “{}” is ignored: no unit has the id, acronym or name “{}”",
);
const AMBIGUOUS_ALIAS: Tr = Tr::new(
    "l’alias « {} » est ignoré : « {} » peut désigner {}",
    "the alias “{}” is ignored: “{}” could refer to {}",
);
