//! Short messages that stay on the status line until the next key.

use crate::lang::{Lang, Tr, number};
use crate::text::Printable;

const SENT: Tr = Tr::new("envoyé au terminal : {}", "sent to the terminal: {}");
const GIVEN: Tr = Tr::new("envoyé à tmux : {}", "sent to tmux: {}");
const TOO_LONG: Tr = Tr::new(
    "trop long à copier ({} octets sur {}) : « ramure show {} » l’imprime",
    "too long to copy ({} bytes of {}): “ramure show {}” prints it",
);
const NO_CONTACT: Tr = Tr::new("aucun contact sur cette fiche", "no contact on this card");
const NO_RELATION: Tr = Tr::new("pas de relation n° {}", "no relation {}");
const OUTSIDE: Tr = Tr::new("{} est hors de cette organisation", "{} is outside this organisation");
const NO_EARLIER_UNIT: Tr = Tr::new("aucune unité visitée avant", "no unit visited before");
const NO_LATER_UNIT: Tr = Tr::new("aucune unité visitée après", "no unit visited after");
const RELOADED: Tr = Tr::new("fichiers rechargés", "files reloaded");
const NOT_RELOADED: Tr = Tr::new("rien n’a changé ici ; {}", "nothing changed here; {}");
const NO_FILTER: Tr = Tr::new("pas de filtre : / pour filtrer", "no filter: / to filter");

/// A message that does not depend on the language until it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// This text was sent to the terminal's clipboard.
    SentToTerminal(Printable),
    /// This text was sent to tmux's clipboard.
    SentToTmux(Printable),
    /// The card of the unit with this id exceeds the clipboard limit, `most` bytes.
    TooLongToCopy {
        unit: Printable,
        bytes: usize,
        limit: usize,
    },
    NoContact,
    NoRelation(usize),
    /// The other end of a relation is not a unit of this organisation.
    OutsideOrganisation(Printable),
    NoEarlierUnit,
    NoLaterUnit,
    NoFilter,
    /// The files were reloaded.
    Reloaded,
    /// The files could not be reloaded, for this reason.
    NotReloaded(Printable),
}

impl Notice {
    /// The message in one sentence.
    pub fn message(&self, lang: Lang) -> Printable {
        Printable::new(&match self {
            Notice::SentToTerminal(text) => SENT.with(lang, &[text]),
            Notice::SentToTmux(text) => GIVEN.with(lang, &[text]),
            Notice::TooLongToCopy { unit, bytes, limit } => {
                TOO_LONG.with(lang, &[&number(*bytes, lang), &number(*limit, lang), unit])
            }
            Notice::NoContact => NO_CONTACT.get(lang).to_string(),
            Notice::NoRelation(n) => NO_RELATION.with(lang, &[&n.to_string()]),
            Notice::OutsideOrganisation(name) => OUTSIDE.with(lang, &[name]),
            Notice::NoEarlierUnit => NO_EARLIER_UNIT.get(lang).to_string(),
            Notice::NoLaterUnit => NO_LATER_UNIT.get(lang).to_string(),
            Notice::NoFilter => NO_FILTER.get(lang).to_string(),
            Notice::Reloaded => RELOADED.get(lang).to_string(),
            Notice::NotReloaded(reason) => NOT_RELOADED.with(lang, &[reason]),
        })
    }
}
