//! Table of the commands of linear mode, for parsing and for the help.

use crate::input::action::Action;
use crate::lang::{Lang, Tr, colon};
use crate::text::fold;

/// A parsed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineCommand {
    Search(String),
    /// Opens a unit of the list by its number, from 1.
    Open(usize),
    Next,
    Previous,
    First,
    Last,
    ReadList,
    Results,
    Weaker,
    /// An action of the browser that moves the cursor.
    Move(Action),
    Parent,
    Location,
    Card,
    Contacts,
    Relations,
    Help,
    Reload,
    Quit,
}

/// The argument that a command takes.
#[derive(Debug)]
enum Argument {
    /// None: the name alone is the command.
    Fixed(LineCommand),
    /// A number, after the name. With an empty name the line is only the number.
    Number(fn(usize) -> LineCommand),
    /// Words, after the name. With an empty name the line is only the words.
    Text(fn(String) -> LineCommand),
}

/// The names of a command, its argument and its help.
#[derive(Debug)]
struct CommandSpec {
    /// In both languages, case-folded and without accents.
    names: &'static [&'static str],
    argument: Argument,
    /// What to type, as the help shows it.
    usage: Tr,
    description: Tr,
}

/// Parses a line. The last command of the table that matches is taken; the first one, a search,
/// matches every line.
pub fn parse_line(line: &str) -> LineCommand {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = fold(&line).text;
    let command = COMMANDS.iter().rev().find_map(|spec| spec.parse(&line, &folded));
    command.unwrap_or(LineCommand::Search(line))
}

/// The help: one line for each command.
pub fn help(lang: Lang) -> Vec<String> {
    let line =
        |spec: &CommandSpec| format!("{}{}{}", spec.usage.get(lang), colon(lang), spec.description.get(lang));
    COMMANDS.iter().map(line).collect()
}

impl CommandSpec {
    /// The command with its argument, if the line matches.
    fn parse(&self, line: &str, folded: &str) -> Option<LineCommand> {
        match &self.argument {
            Argument::Fixed(command) => self.names.contains(&folded).then(|| command.clone()),
            Argument::Number(command) => {
                self.names.iter().find_map(|name| number(argument_after(folded, name)?)).map(command)
            }
            Argument::Text(command) => {
                let words = self.names.iter().find_map(|name| line.strip_prefix(name))?.trim_start();
                (!words.is_empty()).then(|| command(words.to_string()))
            }
        }
    }
}

/// The text after a name and a blank.
fn argument_after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    match name {
        "" => Some(line),
        name => line.strip_prefix(name)?.strip_prefix(' '),
    }
}

/// Parses a number; one that is too large to count anything is no number.
fn number(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

const fn spec(names: &'static [&'static str], argument: Argument, usage: Tr, description: Tr) -> CommandSpec {
    CommandSpec { names, argument, usage, description }
}

use Argument::{Fixed, Number, Text};

/// All commands. Later ones take precedence.
#[rustfmt::skip]
static COMMANDS: &[CommandSpec] = &[
    spec(&[""], Text(LineCommand::Search),
        Tr::new("des mots", "words"),
        Tr::new("chercher, les meilleurs résultats d’abord", "search, best matches first")),
    spec(&["/"], Text(LineCommand::Search),
        Tr::new("/ et des mots", "/ and words"),
        Tr::new("chercher un texte qui serait pris pour un numéro ou une commande",
            "search for text that would be taken for a number or a command")),
    spec(&["/", "resultats", "results", "matches"], Fixed(LineCommand::Results),
        Tr::new("/ seul, ou résultats", "/ alone, or results"),
        Tr::new("relire les résultats de la recherche", "read the search results again")),
    spec(&["+", "faibles", "weaker"], Fixed(LineCommand::Weaker),
        Tr::new("+ ou faibles", "+ or weaker"),
        Tr::new("lire aussi les résultats plus faibles", "read the weaker results too")),
    spec(&[""], Number(LineCommand::Open),
        Tr::new("un numéro", "a number"),
        Tr::new("ouvrir cette unité de la dernière liste", "open that unit of the last list")),
    spec(&["", "n", "suite", "suivant", "suivante", "next", "more"], Fixed(LineCommand::Next),
        Tr::new("une ligne vide, n ou suite", "an empty line, n or next"),
        Tr::new("lire la page suivante de la liste", "read the next page of the list")),
    spec(&["-", "precedent", "precedente", "previous"], Fixed(LineCommand::Previous),
        Tr::new("- ou précédent", "- or previous"),
        Tr::new("lire la page précédente de la liste", "read the previous page of the list")),
    spec(&["g", "debut", "first", "start"], Fixed(LineCommand::First),
        Tr::new("g ou début", "g or first"),
        Tr::new("lire la liste depuis le début", "read the list from the beginning")),
    spec(&["fin", "last", "end"], Fixed(LineCommand::Last),
        Tr::new("fin", "last"),
        Tr::new("lire la fin de la liste", "read the end of the list")),
    spec(&["l", "liste", "list"], Fixed(LineCommand::ReadList),
        Tr::new("l ou liste", "l or list"),
        Tr::new("relire la liste", "read the list again")),
    spec(&["p", "monter", "parent", "up"], Fixed(LineCommand::Parent),
        Tr::new("p ou monter", "p or up"),
        Tr::new("aller à l’unité parente", "go to the parent unit")),
    spec(&["b", "retour", "revenir", "back"], Fixed(LineCommand::Move(Action::Back)),
        Tr::new("b ou retour", "b or back"),
        Tr::new("revenir à l’unité visitée avant", "back to the unit visited before")),
    spec(&["a", "avancer", "ahead", "forward"], Fixed(LineCommand::Move(Action::Forward)),
        Tr::new("a ou avancer", "a or ahead"),
        Tr::new("retourner à l’unité visitée après", "forward to the unit visited after")),
    spec(&["w", "ou", "ou suis-je", "where", "where am i"], Fixed(LineCommand::Location),
        Tr::new("w ou où", "w or where"),
        Tr::new("dire où vous êtes", "say where you are")),
    spec(&["f", "fiche", "card"], Fixed(LineCommand::Card),
        Tr::new("f ou fiche", "f or card"),
        Tr::new("lire la fiche", "read the card")),
    spec(&["c", "contact", "contacts"], Fixed(LineCommand::Contacts),
        Tr::new("c ou contact", "c or contact"),
        Tr::new("lire les contacts", "read the contacts")),
    spec(&["r", "relation", "relations"], Fixed(LineCommand::Relations),
        Tr::new("r ou relations", "r or relations"),
        Tr::new("lire les relations", "read the relations")),
    spec(&["r", "relation"], Number(|n| LineCommand::Move(Action::FollowNumber(n))),
        Tr::new("r et un numéro", "r and a number"),
        Tr::new("suivre la relation qui porte ce numéro", "follow the relation with that number")),
    spec(&["?", "h", "aide", "help"], Fixed(LineCommand::Help),
        Tr::new("? ou aide", "? or help"),
        Tr::new("aide", "help")),
    spec(&["recharger", "reload"], Fixed(LineCommand::Reload),
        Tr::new("recharger", "reload"),
        Tr::new("relire les fichiers", "read the files again")),
    spec(&["q", "quitter", "quit", "exit"], Fixed(LineCommand::Quit),
        Tr::new("q ou quitter", "q or quit"),
        Tr::new("quitter", "quit")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::BINDINGS;

    #[test]
    fn names_are_folded_and_unique() {
        let alone = COMMANDS.iter().filter(|spec| matches!(spec.argument, Fixed(_)));
        let names: Vec<&str> = alone.flat_map(|spec| spec.names).copied().collect();
        for (i, name) in names.iter().enumerate() {
            assert_eq!(fold(name).text, *name);
            assert!(!names[..i].contains(name), "{name} twice");
        }
    }

    #[test]
    fn the_usage_in_the_help_is_parsed_as_its_command() {
        for spec in COMMANDS {
            let Fixed(command) = &spec.argument else { continue };
            for usage in [spec.usage.fr, spec.usage.en] {
                let word = usage.rsplit(' ').next().expect("a word");
                assert_eq!(parse_line(word), *command, "{usage}");
            }
        }
    }

    #[test]
    fn descriptions_are_those_of_the_browser() {
        let shared = [
            (LineCommand::Parent, Action::Parent),
            (LineCommand::Quit, Action::Quit),
            (LineCommand::Help, Action::Help),
        ];
        for (command, action) in shared {
            let spec =
                COMMANDS.iter().find(|spec| matches!(&spec.argument, Fixed(fixed) if *fixed == command));
            let binding = BINDINGS.iter().find(|binding| binding.action == action);
            assert_eq!(spec.map(|spec| spec.description), binding.map(|binding| binding.description));
        }
    }

    #[test]
    fn a_line_is_a_command_a_number_or_words() {
        assert_eq!(parse_line(" Où "), LineCommand::Location);
        assert_eq!(parse_line("PRÉCÉDENT"), LineCommand::Previous);
        assert_eq!(parse_line("12"), LineCommand::Open(12));
        let large = "9".repeat(100);
        assert_eq!(parse_line(&large), LineCommand::Search(large));
        assert_eq!(parse_line("r 2"), LineCommand::Move(Action::FollowNumber(2)));
        assert_eq!(parse_line("/ 12"), LineCommand::Search("12".into()));
        assert_eq!(parse_line("/Fiche"), LineCommand::Search("Fiche".into()));
        assert_eq!(parse_line("grands  projets"), LineCommand::Search("grands projets".into()));
        assert_eq!(parse_line("rie"), LineCommand::Search("rie".into()));
        assert_eq!(parse_line("/"), LineCommand::Results);
        assert_eq!(parse_line(" \t"), LineCommand::Next);
    }
}
