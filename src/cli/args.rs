//! What the command line can ask, in both languages. The words are built when they are
//! needed, since the language is only known then.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command as Clap};
use clap_complete::Shell;

use super::args_error;
use crate::error::Error;
use crate::export::Format;
use crate::formats::{self, Columns, Manner};
use crate::lang::{Lang, Tr};
use crate::settings::{Choices, Color, Linear};

/// What is asked, and the choices that come with it.
#[derive(Debug)]
pub struct Asked {
    pub command: Command,
    pub choices: Choices,
}

#[derive(Debug)]
pub enum Command {
    Browse {
        query: String,
        compare: Option<PathBuf>,
    },
    Find {
        query: String,
        json: bool,
        limit: usize,
    },
    Show {
        unit: String,
        json: bool,
    },
    Tree {
        unit: Option<String>,
        depth: usize,
        format: Format,
    },
    Check {
        files: Vec<PathBuf>,
    },
    Convert {
        files: Vec<PathBuf>,
    },
    Diff {
        old: PathBuf,
        new: PathBuf,
        json: bool,
    },
    Completions(Shell),
    Man,
    /// The help or the version, already said.
    Help(String),
}

/// Understands the words of the command line, the program's name first. `hint` says where help
/// is found when they make no sense.
pub fn understand(words: &[OsString], lang: Lang, hint: Tr) -> Result<Asked, Error> {
    match command(lang).try_get_matches_from(words) {
        // It goes with the browser alone, which is no command of its own.
        Ok(matches) if matches.subcommand().is_some() && matches.contains_id("compare") => {
            Err(Error::Usage(args_error::unknown("--compare", lang, hint)))
        }
        Ok(matches) => Ok(asked(&matches)),
        Err(error) => match args_error::explain(&error, lang, hint) {
            args_error::Said::Help(text) => {
                Ok(Asked { command: Command::Help(text), choices: Choices::default() })
            }
            args_error::Said::Wrong(said) => Err(Error::Usage(said)),
        },
    }
}

/// The whole grammar.
pub fn command(lang: Lang) -> Clap {
    let words = |words: Tr| words.get(lang);
    let sub = |name: &'static str, about: Tr| {
        Clap::new(name).about(words(about)).disable_help_flag(true).help_template(template(lang))
    };
    let root = sub("ramure", ABOUT)
        .help_template(format!("{}{}", words(TITLE), template(lang)))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(false)
        .override_usage(words(USAGE))
        .subcommand_help_heading(words(COMMANDS))
        .arg(many("query", words(QUERY)).help(words(BROWSE_QUERY)))
        .arg(valued("compare", words(FILE)).value_parser(ValueParser::path_buf()).help(words(COMPARE)))
        .arg(flag("version", lang, VERSION).short('V').action(ArgAction::Version))
        .after_help(words(EXAMPLES));
    let root = root
        .subcommand(
            sub("find", FIND)
                .arg(many("query", words(QUERY)).required(true).help(words(SOUGHT)))
                .arg(json(lang))
                .arg(limit(lang)),
        )
        .subcommand(
            sub("show", SHOW)
                .arg(many("unit", words(UNIT)).required(true).help(words(MEANT)))
                .arg(json(lang)),
        )
        .subcommand(
            sub("tree", TREE)
                .arg(many("unit", words(UNIT)).help(words(MEANT)))
                .arg(depth(lang))
                .arg(format(lang)),
        )
        .subcommand(
            sub("check", CHECK)
                .arg(many("files", words(FILE)).value_parser(ValueParser::path_buf()).help(words(CHECKED))),
        )
        .subcommand(
            sub("convert", CONVERT).arg(
                many("files", words(FILE))
                    .required(true)
                    .value_parser(ValueParser::path_buf())
                    .help(words(CONVERTED)),
            ),
        )
        .subcommand(sub("diff", DIFF).arg(side("old", OLD, lang)).arg(side("new", NEW, lang)).arg(json(lang)))
        .subcommand(sub("completions", COMPLETIONS).arg(shell(lang)))
        .subcommand(sub("man", MAN));
    let root = globals(lang).into_iter().fold(root, |root, arg| root.arg(arg.global(true)));
    headed(root, lang)
}

/// The options that hold everywhere.
fn globals(lang: Lang) -> Vec<Arg> {
    let words = |words: Tr| words.get(lang);
    vec![
        valued("data", words(FILE))
            .action(ArgAction::Append)
            .value_parser(ValueParser::path_buf())
            .help(words(DATA)),
        valued("from", "FORMAT").value_parser(names(formats::Format::NAMES)).help(words(FROM)),
        valued("columns", words(COLUMNS)).value_parser(columns).help(words(COLUMNS_HELP)),
        valued("lang", "fr|en").value_parser(PossibleValuesParser::new(["fr", "en"])).help(words(LANG)),
        valued("color", "auto|always|never")
            .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
            .help(words(COLOR)),
        valued("theme", words(NAME)).help(words(THEME)),
        flag("ascii", lang, ASCII).action(ArgAction::SetTrue),
        flag("no-mouse", lang, NO_MOUSE).action(ArgAction::SetTrue),
        flag("linear", lang, LINEAR).action(ArgAction::SetTrue),
        valued("idle", words(SECONDS)).value_parser(clap::value_parser!(u64)).help(words(IDLE)),
        flag("restricted", lang, RESTRICTED).action(ArgAction::SetTrue),
        flag("help", lang, HELP).short('h').action(ArgAction::Help),
    ]
}

fn json(lang: Lang) -> Arg {
    flag("json", lang, JSON).action(ArgAction::SetTrue)
}

fn limit(lang: Lang) -> Arg {
    valued("limit", "N")
        .short('n')
        .allow_negative_numbers(true)
        .value_parser(clap::value_parser!(usize))
        .help(LIMIT.get(lang))
}

fn depth(lang: Lang) -> Arg {
    valued("depth", "N")
        .allow_negative_numbers(true)
        .value_parser(clap::value_parser!(usize))
        .help(DEPTH.get(lang))
}

fn format(lang: Lang) -> Arg {
    valued("format", "FORMAT").value_parser(names(Format::NAMES)).help(FORMAT.get(lang))
}

fn names<T, const N: usize>(named: [(&'static str, T); N]) -> PossibleValuesParser {
    PossibleValuesParser::new(named.map(|(name, _)| name))
}

/// What columns mean; an error is what is none.
fn columns(stated: &str) -> Result<Columns, String> {
    Columns::stated(stated).map_err(String::from)
}

/// A file to compare.
fn side(name: &'static str, words: [Tr; 2], lang: Lang) -> Arg {
    let [value, help] = words.map(|words| words.get(lang));
    let files = ValueParser::path_buf();
    Arg::new(name).value_name(value).required(true).value_parser(files).help(help)
}

fn shell(lang: Lang) -> Arg {
    let shells = ValueParser::new(clap::value_parser!(Shell));
    Arg::new("shell")
        .value_name("SHELL")
        .hide_possible_values(true)
        .required(true)
        .value_parser(shells)
        .help(SHELL.get(lang))
}

fn flag(name: &'static str, lang: Lang, help: Tr) -> Arg {
    Arg::new(name).long(name).help(help.get(lang))
}

fn valued(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).hide_possible_values(true)
}

fn many(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).value_name(value).num_args(1..)
}

/// The help's headings in the user's language, for the command and those below.
fn headed(command: Clap, lang: Lang) -> Clap {
    let heading = |arg: Arg| {
        let heading = if arg.is_positional() { ARGUMENTS } else { OPTIONS };
        arg.help_heading(heading.get(lang))
    };
    command.mut_args(heading).mut_subcommands(move |sub| headed(sub, lang))
}

fn template(lang: Lang) -> &'static str {
    Tr::new(
        "{about}\n\nUtilisation : {args_error}\n\n{all-args}{after-help}",
        "{about}\n\nUsage: {args_error}\n\n{all-args}{after-help}",
    )
    .get(lang)
}

fn asked(matches: &ArgMatches) -> Asked {
    let (command, matches) = match matches.subcommand() {
        Some(("find", sub)) => {
            let limit = sub.get_one("limit").copied().unwrap_or(usize::MAX);
            (Command::Find { query: joined(sub, "query"), json: sub.get_flag("json"), limit }, sub)
        }
        Some(("show", sub)) => (Command::Show { unit: joined(sub, "unit"), json: sub.get_flag("json") }, sub),
        Some(("tree", sub)) => {
            let depth = sub.get_one("depth").copied().unwrap_or(usize::MAX);
            let format = sub.get_one::<String>("format").and_then(|format| Format::named(format));
            let unit = Some(joined(sub, "unit")).filter(|words| !words.is_empty());
            (Command::Tree { unit, depth, format: format.unwrap_or(Format::Text) }, sub)
        }
        Some(("completions", sub)) => {
            let shell = sub.get_one("shell").copied().unwrap_or(Shell::Bash);
            (Command::Completions(shell), sub)
        }
        Some(("man", sub)) => (Command::Man, sub),
        Some(("diff", sub)) => {
            let [old, new] = ["old", "new"].map(|side| sub.get_one(side).cloned().unwrap_or_default());
            (Command::Diff { old, new, json: sub.get_flag("json") }, sub)
        }
        Some(("convert", sub)) => (Command::Convert { files: files(sub) }, sub),
        Some((_, sub)) => (Command::Check { files: files(sub) }, sub),
        None => {
            let compare = matches.get_one("compare").cloned();
            (Command::Browse { query: joined(matches, "query"), compare }, matches)
        }
    };
    Asked { command, choices: choices(matches) }
}

fn files(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many("files").into_iter().flatten().cloned().collect()
}

fn joined(matches: &ArgMatches, name: &str) -> String {
    let words = matches.get_many::<String>(name).into_iter().flatten();
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn choices(matches: &ArgMatches) -> Choices {
    let named = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    Choices {
        lang: named("lang").and_then(Lang::named),
        color: named("color").and_then(Color::named),
        theme: named("theme").map(str::to_string),
        themes: Vec::new(),
        ascii: matches.get_flag("ascii").then_some(true),
        mouse: matches.get_flag("no-mouse").then_some(false),
        linear: matches.get_flag("linear").then_some(Linear::Always),
        data: matches.get_many("data").into_iter().flatten().cloned().collect(),
        manner: Manner {
            from: named("from").and_then(formats::Format::named),
            columns: matches.get_one("columns").cloned().unwrap_or_default(),
        },
        password_file: None,
        tmux: None,
        idle: matches.get_one("idle").copied(),
        restricted: matches.get_flag("restricted"),
    }
}

const TITLE: Tr = Tr::new("ramure : ", "ramure: ");
const ABOUT: Tr =
    Tr::new("parcourir une organisation dans le terminal", "browse an organisation in the terminal");
const FIND: Tr =
    Tr::new("afficher les unités trouvées, la meilleure d’abord", "print the units found, the best first");
const SHOW: Tr = Tr::new("afficher la fiche d’une unité", "print the card of a unit");
const TREE: Tr =
    Tr::new("afficher l’arbre, ou ce qui est sous une unité", "print the tree, or what is below a unit");
const CHECK: Tr = Tr::new("afficher tous les problèmes des données", "print every problem in the data");
const CONVERT: Tr = Tr::new(
    "afficher l’organisation de fichiers au format ramure/1",
    "print the organisation of files in the ramure/1 format",
);
const CONVERTED: Tr = Tr::new("les fichiers à convertir, ensemble", "the files to convert, together");
const DIFF: Tr = Tr::new(
    "afficher les unités ajoutées, supprimées, renommées, déplacées, modifiées",
    "print the units added, removed, renamed, moved, changed",
);
const OLD: [Tr; 2] = [Tr::new("ANCIEN", "OLD"), Tr::new("le fichier d’avant", "the file as it was")];
const NEW: [Tr; 2] = [Tr::new("NOUVEAU", "NEW"), Tr::new("le fichier d’après", "the file as it is")];
const COMPLETIONS: Tr = Tr::new(
    "afficher de quoi compléter la commande dans un shell",
    "print what completes the command in a shell",
);
const MAN: Tr = Tr::new("afficher la page de manuel", "print the man page");
const SHELL: Tr = Tr::new("bash, zsh, fish, elvish ou powershell", "bash, zsh, fish, elvish or powershell");
const USAGE: Tr = Tr::new(
    "ramure [OPTIONS] [REQUÊTE]...\n       ramure COMMANDE [OPTIONS] ...",
    "ramure [OPTIONS] [QUERY]...\n       ramure COMMAND [OPTIONS] ...",
);
const COMMANDS: Tr = Tr::new("Commandes ", "Commands");
const ARGUMENTS: Tr = Tr::new("Arguments ", "Arguments");
const OPTIONS: Tr = Tr::new("Options ", "Options");
const QUERY: Tr = Tr::new("REQUÊTE", "QUERY");
const UNIT: Tr = Tr::new("UNITÉ", "UNIT");
/// What stands for a file in help.
pub const FILE: Tr = Tr::new("FICHIER", "FILE");
const NAME: Tr = Tr::new("NOM", "NAME");
const BROWSE_QUERY: Tr = Tr::new("ouvrir filtré par ces mots", "open filtered by these words");
const SOUGHT: Tr = Tr::new("les mots cherchés, dans n’importe quel ordre", "the words to find, in any order");
const CHECKED: Tr = Tr::new(
    "les fichiers à vérifier, au lieu de celui qui serait ouvert",
    "the files to check, instead of the one that would be opened",
);
const MEANT: Tr = Tr::new(
    "id, sigle, nom, ou des mots qui n’en désignent qu’une",
    "an id, an acronym, a name, or words that mean one only",
);
const COMPARE: Tr = Tr::new(
    "marquer dans le navigateur ce qui a changé depuis ce fichier",
    "mark in the browser what changed since this file",
);
const VERSION: Tr = Tr::new("afficher la version", "print the version");
const HELP: Tr = Tr::new("afficher cette aide", "print this help");
const DATA: Tr = Tr::new(
    "ouvrir ce fichier, ou plusieurs ; - pour l’entrée standard",
    "open this file, or several; - for standard input",
);
const FROM: Tr = Tr::new(
    "le format des fichiers, s’il n’est pas reconnu",
    "the files’ format, where it is not recognised",
);
const COLUMNS: Tr = Tr::new("CHAMP=COLONNE,...", "FIELD=COLUMN,...");
const COLUMNS_HELP: Tr = Tr::new(
    "ce que sont les colonnes d’une table : name=Intitulé,parent=Au-dessus",
    "what the columns of a table are: name=Label,parent=Above",
);
const LANG: Tr = Tr::new("langue de l’interface", "language of the interface");
const COLOR: Tr = Tr::new("quand mettre de la couleur", "when to use colour");
const THEME: Tr = Tr::new(
    "terminal, plain (sans couleur), high-contrast, ou un des vôtres",
    "terminal, plain (no colour), high-contrast, or one of your own",
);
const ASCII: Tr = Tr::new("ne dessiner qu’avec des signes ASCII", "draw with ASCII signs only");
const NO_MOUSE: Tr = Tr::new("laisser la souris au terminal", "leave the mouse to the terminal");
const LINEAR: Tr = Tr::new(
    "parler ligne par ligne, pour lecteurs d’écran, plages braille et liaisons lentes",
    "speak line by line, for screen readers, braille displays and slow links",
);
const SECONDS: Tr = Tr::new("SECONDES", "SECONDS");
const IDLE: Tr =
    Tr::new("finir après tant de secondes sans touche", "end after so many seconds without a key");
const RESTRICTED: Tr = Tr::new(
    "ne rien lire, écrire ni lancer : pour servir d’unique commande derrière sshd",
    "read, write and start nothing: to be the only command behind sshd",
);
const JSON: Tr = Tr::new("afficher du JSON", "print JSON");
const LIMIT: Tr = Tr::new("s’arrêter après N résultats", "stop after N matches");
const DEPTH: Tr = Tr::new("descendre de N niveaux", "go N levels down");
const FORMAT: Tr = Tr::new(
    "text, json (ramure/1), csv, markdown, mermaid, dot (Graphviz), svg, vcard ou jsonld (W3C ORG)",
    "text, json (ramure/1), csv, markdown, mermaid, dot (Graphviz), svg, vcard or jsonld (W3C ORG)",
);
const EXAMPLES: Tr = Tr::new(
    "Exemples :\n  ramure\n  ramure rie\n  ramure find grands projets\n  ramure show tnt\n  ramure tree iso --depth 1",
    "Examples:\n  ramure\n  ramure rie\n  ramure find grands projets\n  ramure show tnt\n  ramure tree iso --depth 1",
);
