//! A format that a refused text is like, and what the text lacks of it, for error messages.

use crate::lang::{Lang, Tr, and_more, colon};
use crate::text::Printable;

use super::columns;

/// Lines that a message lists, at most.
const MAX_LISTED_LINES: usize = 3;
/// A format that a text is like, by its name, and what the text lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    pub format: &'static str,
    pub lack: Lack,
}

/// What a text lacks of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// XML starts with another element.
    Element(Printable),
    /// The text starts with something else; the words that it should start with, and the line where they are.
    Start(&'static str, usize),
    /// A column or key for the name; the fields that others have.
    Name(Vec<&'static str>),
    /// No line is below another one.
    Indentation,
    /// Some lines are different: their numbers, and what they are.
    Lines(Vec<usize>, OtherLines),
}

/// What the lines are that do not fit a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherLines {
    UnevenRows,
    NoItems,
}

/// What a table or a list of records lacks: the name. `None` if no column or key has a known field.
pub fn without_name(format: &'static str, names: &[String]) -> Option<Likeness> {
    let known = known_fields(names);
    (!known.is_empty()).then_some(Likeness { format, lack: Lack::Name(known) })
}

/// The words for the fields that names of columns tell, each once.
pub fn known_fields(names: &[String]) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    for word in names.iter().filter_map(|name| columns::field_by_name(name)).map(|field| field.word()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The end of the message for a text that is refused: the nearest formats, or nothing.
pub fn message(found: &[Likeness], lang: Lang) -> String {
    let found: Vec<String> = found.iter().map(|likeness| likeness.message(lang)).collect();
    match found.is_empty() {
        true => String::new(),
        false => NEAREST.with(lang, &[&found.join(OR.get(lang))]),
    }
}

impl Likeness {
    fn message(&self, lang: Lang) -> String {
        let lack = match &self.lack {
            Lack::Element(name) => OTHER_ELEMENT.with(lang, &[name]),
            Lack::Start(mark, line) => OTHER_START.with(lang, &[mark.trim_end(), &line.to_string()]),
            Lack::Name(known) if known.is_empty() => NO_FIELD.get(lang).to_string(),
            Lack::Name(known) => NO_NAME.with(lang, &[&known.join(", ")]),
            Lack::Indentation => NO_INDENTATION.get(lang).to_string(),
            Lack::Lines(lines, kind) => kind.message(lines, lang),
        };
        format!("{}{}{lack}", self.format, colon(lang))
    }
}

impl OtherLines {
    fn message(self, lines: &[usize], lang: Lang) -> String {
        let listed = lines.iter().take(MAX_LISTED_LINES).map(|line| line.to_string());
        let more = lines.len().saturating_sub(MAX_LISTED_LINES);
        let listed: Vec<String> = listed.chain((more > 0).then(|| and_more(more, lang))).collect();
        let (one, many) = match self {
            OtherLines::UnevenRows => (UNEVEN_ROW, UNEVEN_ROWS),
            OtherLines::NoItems => (NO_ITEM, NO_ITEMS),
        };
        if lines.len() == 1 { one } else { many }.with(lang, &[&listed.join(", ")])
    }
}

const NEAREST: Tr = Tr::new(" ; le plus proche : {}", "; nearest: {}");
const OR: Tr = Tr::new(" ; ", "; ");
const OTHER_ELEMENT: Tr = Tr::new("le premier élément est « {} »", "the first element is “{}”");
const OTHER_START: Tr = Tr::new(
    "« {} » est à la ligne {}, et non au début : retirez ce qui précède",
    "“{}” is on line {}, not at the start: remove what is before it",
);
const NO_FIELD: Tr = Tr::new(
    "il manque une première ligne avec les noms des colonnes, dont celle des noms",
    "a first line with the names of the columns, one of them for names, is missing",
);
const NO_NAME: Tr = Tr::new("champs reconnus : {} ; le nom manque", "{} recognised, the name is missing");
const NO_INDENTATION: Tr =
    Tr::new("aucune ligne n’est en retrait sous une autre", "no line is indented below another");
const UNEVEN_ROW: Tr =
    Tr::new("la ligne {} n’a pas autant de cellules", "line {} has another number of cells");
const UNEVEN_ROWS: Tr =
    Tr::new("les lignes {} n’ont pas autant de cellules", "lines {} have another number of cells");
const NO_ITEM: Tr =
    Tr::new("la ligne {} n’est pas un nom dans une liste", "line {} is not a name in an outline");
const NO_ITEMS: Tr =
    Tr::new("les lignes {} ne sont pas des noms dans une liste", "lines {} are not names in an outline");
