//! What can be wrong with data that opens all the same, said in both languages.

use crate::lang::{Lang, Tr, number};
use crate::text::Printable;

/// A fault and the line of the file where it is, or where its record starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its number among the files that were read, from 0.
    pub file: usize,
    /// From 1.
    pub line: u32,
    pub kind: DiagnosticKind,
}

/// What is wrong, and with which words of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiagnosticKind {
    NoFormat,
    IgnoredHeader { key: Printable, value: Printable },
    NotARecord { value: Printable },
    UnclosedQuote,
    NoId { given: Printable },
    DuplicateId { id: Printable, given: Printable },
    EmptyName { id: Printable },
    UnknownParent { id: Printable, parent: Printable },
    UnknownChild { id: Printable, child: Printable },
    OwnParent { id: Printable },
    Cycle { id: Printable, parent: Printable },
    PartialDocument { found: usize, total: usize },
    MultipleRoots { count: usize },
    UnknownRelation { id: Printable, to: Printable },
    WrongType { id: Printable, key: Printable },
    Incomplete { id: Printable, key: Printable },
    RepeatedKey { id: Printable, key: Printable },
    UnprintableText { id: Printable, key: Printable },
    NotText { id: Printable, key: Printable },
    UnrecognisedLine,
    LdifChange { id: Printable, change: Printable },
}

impl DiagnosticKind {
    /// In which step of reading a file the fault is met, from 0: those of one line are told in
    /// this order.
    pub(super) fn read_stage(&self) -> u8 {
        match self {
            DiagnosticKind::IgnoredHeader { .. } | DiagnosticKind::PartialDocument { .. } => 0,
            DiagnosticKind::NoFormat => 1,
            DiagnosticKind::NotARecord { .. }
            | DiagnosticKind::UnclosedQuote
            | DiagnosticKind::WrongType { .. }
            | DiagnosticKind::Incomplete { .. }
            | DiagnosticKind::RepeatedKey { .. }
            | DiagnosticKind::UnprintableText { .. }
            | DiagnosticKind::NotText { .. }
            | DiagnosticKind::UnrecognisedLine
            | DiagnosticKind::LdifChange { .. } => 2,
            DiagnosticKind::NoId { .. }
            | DiagnosticKind::DuplicateId { .. }
            | DiagnosticKind::EmptyName { .. } => 3,
            DiagnosticKind::UnknownParent { .. }
            | DiagnosticKind::UnknownChild { .. }
            | DiagnosticKind::OwnParent { .. } => 4,
            DiagnosticKind::Cycle { .. } => 5,
            DiagnosticKind::MultipleRoots { .. } => 6,
            DiagnosticKind::UnknownRelation { .. } => 7,
        }
    }

    /// The fault in one sentence.
    pub fn to_message(&self, lang: Lang) -> String {
        match self {
            DiagnosticKind::NoFormat => NO_FORMAT.get(lang).to_string(),
            DiagnosticKind::IgnoredHeader { key, value } => LEFT_OUT.with(lang, &[key, value]),
            DiagnosticKind::NotARecord { value } => NOT_A_RECORD.with(lang, &[value]),
            DiagnosticKind::UnclosedQuote => OPEN_QUOTE.get(lang).to_string(),
            DiagnosticKind::NoId { given } => NO_ID.with(lang, &[given]),
            DiagnosticKind::DuplicateId { id, given } => DUPLICATE_ID.with(lang, &[id, given]),
            DiagnosticKind::EmptyName { id } => EMPTY_NAME.with(lang, &[id]),
            DiagnosticKind::UnknownParent { id, parent } => UNKNOWN_PARENT.with(lang, &[id, parent]),
            DiagnosticKind::UnknownChild { id, child } => UNKNOWN_CHILD.with(lang, &[id, child]),
            DiagnosticKind::OwnParent { id } => OWN_PARENT.with(lang, &[id]),
            DiagnosticKind::Cycle { id, parent } => CYCLE.with(lang, &[id, parent]),
            DiagnosticKind::PartialDocument { found, total } => {
                PART.with(lang, &[&number(*found, lang), &number(*total, lang)])
            }
            DiagnosticKind::MultipleRoots { count } => MANY_ROOTS.with(lang, &[&number(*count, lang)]),
            DiagnosticKind::UnknownRelation { id, to } => UNKNOWN_RELATION.with(lang, &[id, to]),
            DiagnosticKind::WrongType { id, key } => WRONG_TYPE.with(lang, &[id, key]),
            DiagnosticKind::Incomplete { id, key } => INCOMPLETE.with(lang, &[id, key]),
            DiagnosticKind::RepeatedKey { id, key } => REPEATED_KEY.with(lang, &[id, key]),
            DiagnosticKind::UnprintableText { id, key } => DISTURBING.with(lang, &[id, key]),
            DiagnosticKind::NotText { id, key } => NOT_TEXT.with(lang, &[id, key]),
            DiagnosticKind::UnrecognisedLine => NOT_UNDERSTOOD.get(lang).to_string(),
            DiagnosticKind::LdifChange { id, change } => CHANGE.with(lang, &[id, change]),
        }
    }
}

const NO_FORMAT: Tr = Tr::new(
    "« format » manque : le fichier est lu comme « ramure/1 »",
    "“format” is missing: the file is read as “ramure/1”",
);
const LEFT_OUT: Tr = Tr::new(
    "« {} », en tête du document, n’est pas retenu : {}",
    "“{}”, at the head of the document, is left out: {}",
);
const NOT_A_RECORD: Tr = Tr::new(
    "une unité doit être un objet JSON ; celle-ci n’est pas retenue : {}",
    "a unit must be a JSON object; this one is left out: {}",
);
const OPEN_QUOTE: Tr = Tr::new(
    "des guillemets ouverts ici ne sont pas fermés : la fin du fichier est dans une case",
    "a quotation mark opened here is not closed: the end of the file is in one cell",
);
const NO_ID: Tr = Tr::new("unité sans « id », nommée « {} »", "unit without “id”, called “{}”");
const DUPLICATE_ID: Tr = Tr::new(
    "l’id « {} » est déjà pris : cette unité devient « {} »",
    "the id “{}” is already taken: this unit becomes “{}”",
);
const EMPTY_NAME: Tr =
    Tr::new("« {} » n’a pas de nom : son id en tient lieu", "“{}” has no name: its id stands in");
const UNKNOWN_PARENT: Tr = Tr::new(
    "« {} » a pour parent « {} », qui n’existe pas",
    "“{}” has the parent “{}”, which does not exist",
);
const UNKNOWN_CHILD: Tr = Tr::new(
    "« {} » a sous elle « {} », qui n’est dans aucun fichier",
    "“{}” has “{}” below it, which is in no file",
);
const OWN_PARENT: Tr = Tr::new("« {} » est son propre parent", "“{}” is its own parent");
const CYCLE: Tr = Tr::new(
    "« {} » est sous son propre descendant « {} » : le cycle est coupé ici",
    "“{}” is below its own descendant “{}”: the cycle is cut here",
);
const PART: Tr = Tr::new(
    "le document est une partie d’un tout : {} unités sur {}",
    "the document is a part of a whole: {} units of {}",
);
const MANY_ROOTS: Tr = Tr::new(
    "{} unités sont sans parent : elles sont réunies sous une racine ajoutée",
    "{} units have no parent: they are gathered below an added root",
);
const UNKNOWN_RELATION: Tr = Tr::new(
    "« {} » a une relation avec « {} », qui n’existe pas",
    "“{}” has a relation to “{}”, which does not exist",
);
const WRONG_TYPE: Tr = Tr::new(
    "« {} » : « {} » n’a pas la forme attendue ; sa valeur est gardée telle quelle",
    "“{}”: “{}” does not have the expected form; its value is kept as it is",
);
const INCOMPLETE: Tr = Tr::new(
    "« {} » : il manque l’essentiel à un élément de « {} » ; il est gardé tel quel",
    "“{}”: an item of “{}” lacks what matters; it is kept as it is",
);
const REPEATED_KEY: Tr = Tr::new(
    "« {} » donne deux fois « {} » ; la seconde valeur est gardée telle quelle",
    "“{}” gives “{}” twice; the second value is kept as it is",
);
const DISTURBING: Tr = Tr::new(
    "« {} » : caractères de commande ou invisibles dans « {} », remplacés par �",
    "“{}”: control or invisible characters in “{}”, replaced by �",
);
const NOT_TEXT: Tr = Tr::new(
    "« {} » : une valeur de « {} » n’est pas du texte ; elle n’est pas retenue",
    "“{}”: a value of “{}” is no text; it is left out",
);
const NOT_UNDERSTOOD: Tr = Tr::new(
    "cette ligne n’est pas comprise ; elle n’est pas retenue",
    "this line is not understood; it is left out",
);
const CHANGE: Tr = Tr::new(
    "« {} » n’est pas décrite, mais modifiée (« {} ») : ce n’est pas retenu",
    "“{}” is not described but changed (“{}”): this is left out",
);
