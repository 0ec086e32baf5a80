//! Short messages that stay on the status line until the next key.

use crate::input::action::Action;
use crate::lang::{Lang, Tr, number};
use crate::text::Printable;

const COPIED_TO_TERMINAL: Tr =
    Tr::new("Copié : {} (presse-papiers du terminal)", "Copied {} (clipboard of the terminal)");
const COPIED_TO_TMUX: Tr = Tr::new("Copié : {} (tampon de tmux)", "Copied {} (tmux buffer)");
const TOO_LONG_TO_COPY: Tr =
    Tr::new("trop long à copier ({} octets sur {})", "too long to copy ({} bytes of {})");
const NO_CLIPBOARD: Tr = Tr::new("pas de presse-papiers ici", "no clipboard here");
const PRINTS_CARD: Tr = Tr::new(" : « {} » imprime la fiche", ": “{}” prints the card");
const NO_CONTACT: Tr = Tr::new("aucun contact sur cette fiche", "no contact on this card");
const NO_RELATION: Tr = Tr::new("pas de relation n° {}", "no relation {}");
const NO_EARLIER_UNIT: Tr = Tr::new("aucune unité visitée avant", "no unit visited before");
const NO_LATER_UNIT: Tr = Tr::new("aucune unité visitée après", "no unit visited after");
const RELOADING: Tr = Tr::new("lecture des fichiers…", "reading the files…");
const RELOADED: Tr = Tr::new("fichiers rechargés", "files reloaded");
const NOT_RELOADED: Tr = Tr::new("rechargement impossible : {}", "reload failed: {}");
const NOTHING_BELOW: Tr = Tr::new("rien en dessous de {}", "nothing below {}");
const NO_WEAK_MATCH: Tr = Tr::new("pas de résultat plus faible", "no weaker match");
const NO_CHANGE: Tr = Tr::new("aucun changement", "no change");
const DAMAGED_PACK: Tr = Tr::new(
    "l’annuaire empaqueté a changé ou est endommagé",
    "the packed directory has changed or is damaged",
);
const READ_AGAIN: Tr = Tr::new("\u{a0}: {} le relit", ": {} reads it again");
const NO_FILTER: Tr = Tr::new("pas de filtre", "no filter");
const FILTER: Tr = Tr::new("\u{a0}: {} pour filtrer", ": {} to filter");

/// A message that does not depend on the language until it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// This text was sent to the clipboard of the terminal.
    CopiedToTerminal(Printable),
    /// This text was sent to a buffer of tmux.
    CopiedToTmux(Printable),
    /// The card is longer than the clipboard limit; both in bytes. The command that prints it, if one can be run.
    TooLongToCopy {
        command: Option<Printable>,
        bytes: usize,
        limit: usize,
    },
    /// The terminal has no clipboard. The command that prints the card, if one can be run.
    NoClipboard {
        command: Option<Printable>,
    },
    NoContact,
    NoRelation(usize),
    NoEarlierUnit,
    NoLaterUnit,
    NoFilter,
    /// The unit with this name has no units below.
    NothingBelow(Printable),
    /// All matches are shown already.
    NoWeakMatch,
    /// The comparison found no change.
    NoChange,
    /// The files are being read again.
    Reloading,
    /// The files were reloaded.
    Reloaded,
    /// The files could not be reloaded, for this reason.
    NotReloaded(Printable),
    /// What was to be shown could not be read from the packed directory.
    DamagedPack,
}

impl Notice {
    /// Whether it tells that what is shown is out of date or incomplete: it waits until it was drawn.
    pub(super) fn is_fault(&self) -> bool {
        matches!(self, Notice::NotReloaded(_) | Notice::DamagedPack)
    }

    /// The message in one sentence. `key_of` gives the name of the key of an action, if it has one.
    pub fn message(&self, lang: Lang, key_of: impl Fn(&Action) -> Option<String>) -> Printable {
        let with_key = |what: Tr, action, how: Tr| {
            let how = key_of(action).map(|key| how.with(lang, &[&key]));
            what.get(lang).to_string() + &how.unwrap_or_default()
        };
        Printable::new(&match self {
            Notice::CopiedToTerminal(text) => COPIED_TO_TERMINAL.with(lang, &[text]),
            Notice::CopiedToTmux(text) => COPIED_TO_TMUX.with(lang, &[text]),
            Notice::TooLongToCopy { command, bytes, limit } => {
                TOO_LONG_TO_COPY.with(lang, &[&number(*bytes, lang), &number(*limit, lang)])
                    + &prints_card(command.as_ref(), lang)
            }
            Notice::NoClipboard { command } => {
                NO_CLIPBOARD.get(lang).to_string() + &prints_card(command.as_ref(), lang)
            }
            Notice::NoContact => NO_CONTACT.get(lang).to_string(),
            Notice::NoRelation(n) => NO_RELATION.with(lang, &[&n.to_string()]),
            Notice::NoEarlierUnit => NO_EARLIER_UNIT.get(lang).to_string(),
            Notice::NoLaterUnit => NO_LATER_UNIT.get(lang).to_string(),
            Notice::NothingBelow(name) => NOTHING_BELOW.with(lang, &[name]),
            Notice::NoWeakMatch => NO_WEAK_MATCH.get(lang).to_string(),
            Notice::NoChange => NO_CHANGE.get(lang).to_string(),
            Notice::NoFilter => with_key(NO_FILTER, &Action::Filter, FILTER),
            Notice::Reloading => RELOADING.get(lang).to_string(),
            Notice::Reloaded => RELOADED.get(lang).to_string(),
            Notice::DamagedPack => with_key(DAMAGED_PACK, &Action::Reload, READ_AGAIN),
            Notice::NotReloaded(reason) => NOT_RELOADED.with(lang, &[reason]),
        })
    }
}

/// The end of a message that names the command which prints a card.
fn prints_card(command: Option<&Printable>, lang: Lang) -> String {
    command.map_or(String::new(), |command| PRINTS_CARD.with(lang, &[command]))
}
