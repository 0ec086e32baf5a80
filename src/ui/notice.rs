//! What there is to say until the next key, in words.

use crate::app::Notice;
use crate::lang::{Lang, Tr, number};
use crate::text::Printable;

const SENT: Tr = Tr::new("envoyé au terminal : {}", "sent to the terminal: {}");
const GIVEN: Tr = Tr::new("donné à tmux : {}", "given to tmux: {}");
const TOO_LONG: Tr = Tr::new(
    "trop long à copier ({} octets sur {}) : « ramure show {} » l’imprime",
    "too long to copy ({} bytes of {}): “ramure show {}” prints it",
);
const NO_CONTACT: Tr = Tr::new("aucun contact sur cette fiche", "no contact on this card");
const NO_RELATION: Tr = Tr::new("pas de relation n° {}", "no relation {}");
const OUTSIDE: Tr = Tr::new("{} est hors de cette organisation", "{} is outside this organisation");
const FIRST: Tr = Tr::new("rien de visité avant", "nothing visited before");
const LAST: Tr = Tr::new("rien de visité après", "nothing visited after");
const RELOADED: Tr = Tr::new("fichiers relus", "files read again");
const NOT_RELOADED: Tr = Tr::new("rien n’a changé ici ; {}", "nothing changed here; {}");
const NO_FILTER: Tr = Tr::new("pas de filtre : / pour filtrer", "no filter: / to filter");

/// The notice in one sentence.
pub fn say(notice: &Notice, lang: Lang) -> Printable {
    Printable::new(&match notice {
        Notice::Sent(text) => SENT.with(lang, &[text]),
        Notice::Given(text) => GIVEN.with(lang, &[text]),
        Notice::TooLong { unit, bytes, most } => {
            TOO_LONG.with(lang, &[&number(*bytes, lang), &number(*most, lang), unit])
        }
        Notice::NoContact => NO_CONTACT.get(lang).to_string(),
        Notice::NoRelation(n) => NO_RELATION.with(lang, &[&n.to_string()]),
        Notice::Outside(name) => OUTSIDE.with(lang, &[name]),
        Notice::NothingVisitedBefore => FIRST.get(lang).to_string(),
        Notice::NothingVisitedAfter => LAST.get(lang).to_string(),
        Notice::NoFilter => NO_FILTER.get(lang).to_string(),
        Notice::Reloaded => RELOADED.get(lang).to_string(),
        Notice::NotReloaded(reason) => NOT_RELOADED.with(lang, &[reason]),
    })
}
