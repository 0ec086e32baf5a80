//! The one table of what can be typed: what a line asks for and what the help says come from it.

use crate::action::Action;
use crate::lang::{Lang, Tr, colon};
use crate::text::fold;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    Search(String),
    /// A unit of the list, by its number from 1.
    Open(usize),
    Next,
    Previous,
    First,
    Last,
    Again,
    Found,
    /// A move that the browser has too.
    Go(Action),
    Parent,
    Where,
    Card,
    Contacts,
    Relations,
    Help,
    Reload,
    Quit,
}

/// What may stand beside a command's name.
#[derive(Debug)]
enum Asks {
    Alone(Wish),
    /// A number, after a name or, where there is none, alone.
    Number(fn(usize) -> Wish),
    /// Words, after a name or, where there is none, alone.
    Words(fn(String) -> Wish),
}

/// Names, what they ask for and how that is said.
#[derive(Debug)]
struct Command {
    /// In both languages, folded.
    names: &'static [&'static str],
    asks: Asks,
    /// What to type, in the words of the help.
    typed: Tr,
    words: Tr,
}

/// What a line asks for: the last command that it fits, and the first fits all others.
pub fn understand(line: &str) -> Wish {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = fold(&line).text;
    let wish = COMMANDS.iter().rev().find_map(|command| command.meant(&line, &folded));
    wish.unwrap_or(Wish::Search(line))
}

/// Every command, one a line.
pub fn help(lang: Lang) -> Vec<String> {
    let say =
        |command: &Command| format!("{}{}{}", command.typed.get(lang), colon(lang), command.words.get(lang));
    COMMANDS.iter().map(say).collect()
}

impl Command {
    /// The wish, if the line is one of this command's.
    fn meant(&self, line: &str, folded: &str) -> Option<Wish> {
        match &self.asks {
            Asks::Alone(wish) => self.names.contains(&folded).then(|| wish.clone()),
            Asks::Number(wish) => self.names.iter().find_map(|name| number(after(folded, name)?)).map(wish),
            Asks::Words(wish) => {
                let words = self.names.iter().find_map(|name| line.strip_prefix(name))?.trim_start();
                (!words.is_empty()).then(|| wish(words.to_string()))
            }
        }
    }
}

/// What stands after a name and a blank.
fn after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    match name {
        "" => Some(line),
        name => line.strip_prefix(name)?.strip_prefix(' '),
    }
}

/// A number, however large.
fn number(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

const fn command(names: &'static [&'static str], asks: Asks, typed: Tr, words: Tr) -> Command {
    Command { names, asks, typed, words }
}

use Asks::{Alone, Number, Words};

/// Every command.
#[rustfmt::skip]
static COMMANDS: &[Command] = &[
    command(&[""], Words(Wish::Search),
        Tr::new("des mots", "words"),
        Tr::new("chercher, les meilleurs résultats d’abord", "find, the best matches first")),
    command(&["/"], Words(Wish::Search),
        Tr::new("/ et des mots", "/ and words"),
        Tr::new("chercher aussi ce qui serait un numéro ou une commande",
            "find even what would be a number or a command")),
    command(&["/", "resultats", "results", "matches"], Alone(Wish::Found),
        Tr::new("/ seul, ou résultats", "/ alone, or results"),
        Tr::new("relire ce qui a été trouvé", "read again what was found")),
    command(&[""], Number(Wish::Open),
        Tr::new("un numéro", "a number"),
        Tr::new("ouvrir cette unité de la dernière liste lue", "open that unit of the list last read")),
    command(&["", "n", "suite", "suivant", "suivante", "next", "more"], Alone(Wish::Next),
        Tr::new("une ligne vide, n ou suite", "an empty line, n or next"),
        Tr::new("lire la suite de la liste", "read on in the list")),
    command(&["-", "precedent", "precedente", "previous"], Alone(Wish::Previous),
        Tr::new("- ou précédent", "- or previous"),
        Tr::new("lire ce qui précède dans la liste", "read what comes before in the list")),
    command(&["g", "debut", "first", "start"], Alone(Wish::First),
        Tr::new("g ou début", "g or first"),
        Tr::new("lire la liste depuis le début", "read the list from the beginning")),
    command(&["fin", "last", "end"], Alone(Wish::Last),
        Tr::new("fin", "last"),
        Tr::new("lire la fin de la liste", "read the end of the list")),
    command(&["l", "liste", "list"], Alone(Wish::Again),
        Tr::new("l ou liste", "l or list"),
        Tr::new("relire la liste", "read the list again")),
    command(&["p", "monter", "parent", "up"], Alone(Wish::Parent),
        Tr::new("p ou monter", "p or up"),
        Tr::new("aller à l’unité au-dessus", "go to the unit above")),
    command(&["b", "retour", "revenir", "back"], Alone(Wish::Go(Action::Back)),
        Tr::new("b ou retour", "b or back"),
        Tr::new("revenir à l’unité visitée avant", "back to the unit visited before")),
    command(&["a", "avancer", "ahead", "forward"], Alone(Wish::Go(Action::Forward)),
        Tr::new("a ou avancer", "a or ahead"),
        Tr::new("retourner à l’unité visitée après", "forward to the unit visited after")),
    command(&["w", "ou", "ou suis-je", "where", "where am i"], Alone(Wish::Where),
        Tr::new("w ou où", "w or where"),
        Tr::new("dire où l’on est", "say where one is")),
    command(&["f", "fiche", "card"], Alone(Wish::Card),
        Tr::new("f ou fiche", "f or card"),
        Tr::new("lire la fiche", "read the card")),
    command(&["c", "contact", "contacts"], Alone(Wish::Contacts),
        Tr::new("c ou contact", "c or contact"),
        Tr::new("dire à qui écrire", "say whom to write to")),
    command(&["r", "relation", "relations"], Alone(Wish::Relations),
        Tr::new("r ou relations", "r or relations"),
        Tr::new("lire les relations", "read the relations")),
    command(&["r", "relation"], Number(|n| Wish::Go(Action::FollowNumber(n))),
        Tr::new("r et un numéro", "r and a number"),
        Tr::new("suivre la relation de ce numéro", "follow the relation of that number")),
    command(&["?", "h", "aide", "help"], Alone(Wish::Help),
        Tr::new("? ou aide", "? or help"),
        Tr::new("aide", "help")),
    command(&["recharger", "reload"], Alone(Wish::Reload),
        Tr::new("recharger", "reload"),
        Tr::new("relire les fichiers", "read the files again")),
    command(&["q", "quitter", "quit", "exit"], Alone(Wish::Quit),
        Tr::new("q ou quitter", "q or quit"),
        Tr::new("quitter", "quit")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::BINDINGS;

    #[test]
    fn names_are_folded_and_mean_one_thing() {
        let alone = COMMANDS.iter().filter(|command| matches!(command.asks, Alone(_)));
        let names: Vec<&str> = alone.flat_map(|command| command.names).copied().collect();
        for (i, name) in names.iter().enumerate() {
            assert_eq!(fold(name).text, *name);
            assert!(!names[..i].contains(name), "{name} twice");
        }
    }

    #[test]
    fn what_the_help_says_to_type_is_understood() {
        for command in COMMANDS {
            let Alone(wish) = &command.asks else { continue };
            for typed in [command.typed.fr, command.typed.en] {
                let word = typed.rsplit(' ').next().expect("a word");
                assert_eq!(understand(word), *wish, "{typed}");
            }
        }
    }

    #[test]
    fn a_move_is_said_in_the_words_of_the_browser() {
        let moves = [
            (Wish::Parent, Action::Parent),
            (Wish::Go(Action::Back), Action::Back),
            (Wish::Go(Action::Forward), Action::Forward),
            (Wish::Quit, Action::Quit),
            (Wish::Help, Action::Help),
        ];
        for (wish, action) in moves {
            let command = COMMANDS.iter().find(|command| matches!(&command.asks, Alone(w) if *w == wish));
            let binding = BINDINGS.iter().find(|binding| binding.action == action);
            assert_eq!(command.map(|command| command.words), binding.map(|binding| binding.words));
        }
    }

    #[test]
    fn a_line_is_a_command_a_number_or_words() {
        assert_eq!(understand(" Où "), Wish::Where);
        assert_eq!(understand("PRÉCÉDENT"), Wish::Previous);
        assert_eq!(understand("12"), Wish::Open(12));
        assert_eq!(understand(&"9".repeat(100)), Wish::Open(usize::MAX));
        assert_eq!(understand("r 2"), Wish::Go(Action::FollowNumber(2)));
        assert_eq!(understand("/ 12"), Wish::Search("12".into()));
        assert_eq!(understand("/Fiche"), Wish::Search("Fiche".into()));
        assert_eq!(understand("grands  projets"), Wish::Search("grands projets".into()));
        assert_eq!(understand("rie"), Wish::Search("rie".into()));
        assert_eq!(understand("/"), Wish::Found);
        assert_eq!(understand(" \t"), Wish::Next);
    }
}
