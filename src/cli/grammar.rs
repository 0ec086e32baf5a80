//! The grammar of the command line, in both languages. It is built at run time, once the language
//! is known. The help, the man page and the completions are made from it.

use std::ffi::OsString;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, Command as Clap};

use crate::export::{ExportFormat, UnitField};
use crate::import;
use crate::import::Columns;
use crate::lang::{Lang, Tr};

use super::command_options;
use super::shell::Shell;

/// The grammar of the whole command line.
pub fn command(lang: Lang) -> Clap {
    build(lang, false)
}

/// The same with the options of all commands repeated at each that takes them, for generators of scripts, which do not
/// know that an option is hidden.
pub fn command_for_scripts(lang: Lang) -> Clap {
    build(lang, true)
}

fn build(lang: Lang, is_for_scripts: bool) -> Clap {
    let text = |text: Tr| text.get(lang);
    let root = subcommand("ramure", ABOUT, lang)
        .help_template(format!("{}{}", text(TITLE), template(lang)))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(false)
        .override_usage(text(USAGE))
        .subcommand_help_heading(text(COMMANDS))
        .arg(
            repeated("words", text(FILE_OR_WORD))
                .value_parser(ValueParser::os_string())
                .help(text(BROWSE_WORDS)),
        )
        .arg(unit_field("pick", lang, PICK).num_args(0..=1).require_equals(true).default_missing_value("id"))
        .arg(
            option_with_value("compare", text(FILE))
                .value_parser(ValueParser::path_buf())
                .help(text(COMPARE)),
        )
        .arg(flag("version", lang, VERSION).short('V').action(ArgAction::Version))
        .after_help(text(EXAMPLES))
        .subcommands(subcommands(lang).into_iter().map(|sub| with_shared(sub, is_for_scripts, lang)))
        .args(global_options(lang).into_iter().map(|arg| arg.global(!is_for_scripts)));
    with_headings(root, lang)
}

/// The command that the words call: its name, or that of the program.
pub fn called<'a>(root: &'a Clap, words: &[OsString]) -> &'a Clap {
    let mut words = words.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.strip_prefix("--").filter(|name| !name.is_empty()) {
            Some(name) => {
                let has_value =
                    |arg: &Arg| arg.get_long() == Some(name) && command_options::takes_next_word(arg);
                if root.get_arguments().any(has_value) {
                    words.next();
                }
            }
            None if word.starts_with('-') => {}
            None => return root.find_subcommand(&*word).unwrap_or(root),
        }
    }
    root
}

/// The command with the options of all commands that it takes or, where these are global, with those that it
/// refuses as hidden ones of its own.
fn with_shared(command: Clap, is_for_scripts: bool, lang: Lang) -> Clap {
    let refused = command_options::refused(command.get_name());
    let is_added = |arg: &Arg| refused.contains(&arg.get_id().as_str()) != is_for_scripts;
    command.args(global_options(lang).into_iter().filter(is_added).map(|arg| arg.hide(!is_for_scripts)))
}

fn subcommand(name: &'static str, about: Tr, lang: Lang) -> Clap {
    Clap::new(name).about(about.get(lang)).disable_help_flag(true).help_template(template(lang))
}

fn subcommands(lang: Lang) -> Vec<Clap> {
    let text = |text: Tr| text.get(lang);
    let sub = |name, about| subcommand(name, about, lang);
    let mut commands = vec![
        sub("find", FIND)
            .arg(repeated("query", text(QUERY)).required(true).help(text(FIND_QUERY)))
            .arg(json(lang))
            .arg(unit_field("print", lang, PRINT).conflicts_with("json"))
            .arg(flag("all", lang, ALL).action(ArgAction::SetTrue))
            .arg(limit(lang))
            .arg(csv_safe(lang).conflicts_with_all(["json", "print"])),
        sub("show", SHOW)
            .arg(repeated("unit", text(UNIT)).required(true).help(text(UNIT_HELP)))
            .arg(json(lang))
            .arg(unit_field("print", lang, PRINT).conflicts_with("json")),
        sub("tree", TREE)
            .arg(repeated("unit", text(UNIT)).help(text(UNIT_HELP)))
            .arg(depth(lang))
            .arg(format(lang))
            .arg(csv_safe(lang)),
        sub("check", CHECK).arg(files_argument(CHECK_FILES, lang)),
        sub("convert", CONVERT).arg(files_argument(CONVERT_FILES, lang).required(true)),
        sub("pack", PACK)
            .arg(files_argument(PACK_FILES, lang))
            .arg(written_file("output", lang, PACK_OUTPUT).short('o'))
            .arg(written_file("executable", lang, PACK_EXECUTABLE)),
        sub("diff", DIFF)
            .arg(compared_file("old", OLD, lang).display_order(1))
            .arg(compared_file("new", NEW, lang).display_order(2))
            .arg(json(lang)),
        sub("config", CONFIG).arg(flag("example", lang, CONFIG_EXAMPLE).action(ArgAction::SetTrue)),
        sub("completions", COMPLETIONS).arg(shell(lang)),
    ];
    let command =
        Arg::new("command").value_name(text(COMMAND)).hide_possible_values(true).help(text(HELP_OF));
    let names = commands.iter().map(Clap::get_name).chain(["man", "help"]).map(str::to_string);
    let with_page = PossibleValuesParser::new(names.collect::<Vec<_>>());
    commands.extend([
        sub("man", MAN).arg(command.clone().value_parser(with_page)),
        sub("help", HELP_COMMAND).arg(command),
    ]);
    commands
}

fn files_argument(help: Tr, lang: Lang) -> Arg {
    repeated("files", FILE.get(lang)).value_parser(ValueParser::path_buf()).help(help.get(lang))
}

fn written_file(name: &'static str, lang: Lang, help: Tr) -> Arg {
    option_with_value(name, FILE.get(lang)).value_parser(ValueParser::path_buf()).help(help.get(lang))
}

/// The options of all commands.
fn global_options(lang: Lang) -> Vec<Arg> {
    let text = |text: Tr| text.get(lang);
    vec![
        option_with_value("data", text(FILE))
            .action(ArgAction::Append)
            .value_parser(ValueParser::path_buf())
            .help(text(DATA)),
        option_with_value("aliases", text(FILE)).value_parser(ValueParser::path_buf()).help(text(ALIASES)),
        option_with_value("from", "FORMAT")
            .value_parser(possible_names(import::ImportFormat::NAMES))
            .help(text(FROM)),
        option_with_value("columns", text(COLUMNS)).value_parser(parse_columns).help(text(COLUMNS_HELP)),
        option_with_value("by", text(BY)).help(text(BY_HELP)),
        option_with_value("lang", "fr|en")
            .value_parser(PossibleValuesParser::new(["fr", "en"]))
            .help(text(LANG)),
        when("color", lang, COLOR),
        when("hyperlinks", lang, HYPERLINKS),
        option_with_value("theme", text(NAME)).help(text(THEME)),
        flag("ascii", lang, ASCII).action(ArgAction::SetTrue),
        flag("no-mouse", lang, NO_MOUSE).action(ArgAction::SetTrue),
        flag("no-history", lang, NO_HISTORY).action(ArgAction::SetTrue),
        flag("no-cache", lang, NO_CACHE).action(ArgAction::SetTrue),
        flag("linear", lang, LINEAR).action(ArgAction::SetTrue),
        option_with_value("idle", text(SECONDS)).value_parser(clap::value_parser!(u64)).help(text(IDLE)),
        flag("restricted", lang, RESTRICTED).action(ArgAction::SetTrue),
        flag("help", lang, HELP).short('h').action(ArgAction::Help),
    ]
}

/// An option for what not every terminal can show.
fn when(name: &'static str, lang: Lang, help: Tr) -> Arg {
    option_with_value(name, "auto|always|never")
        .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
        .help(help.get(lang))
}

/// An option whose value is a field to print.
fn unit_field(name: &'static str, lang: Lang, help: Tr) -> Arg {
    option_with_value(name, FIELD.get(lang))
        .value_parser(possible_names(UnitField::NAMES))
        .help(help.get(lang))
}

fn json(lang: Lang) -> Arg {
    flag("json", lang, JSON).action(ArgAction::SetTrue)
}

fn limit(lang: Lang) -> Arg {
    option_with_value("limit", "N")
        .short('n')
        .allow_negative_numbers(true)
        .value_parser(clap::value_parser!(usize))
        .help(LIMIT.get(lang))
}

fn depth(lang: Lang) -> Arg {
    option_with_value("depth", "N")
        .allow_negative_numbers(true)
        .value_parser(clap::value_parser!(usize))
        .help(DEPTH.get(lang))
}

fn format(lang: Lang) -> Arg {
    option_with_value("format", "FORMAT")
        .value_parser(possible_names(ExportFormat::NAMES))
        .help(FORMAT.get(lang))
}

fn csv_safe(lang: Lang) -> Arg {
    flag("csv-safe", lang, CSV_SAFE).action(ArgAction::SetTrue)
}

fn possible_names<T, const N: usize>(named: [(&'static str, T); N]) -> PossibleValuesParser {
    PossibleValuesParser::new(named.map(|(name, _)| name))
}

/// Parses the value of `--columns`; an error is the part that is not valid.
fn parse_columns(text: &str) -> Result<Columns, String> {
    Columns::parse(text).map_err(String::from)
}

/// A file to compare: `name`, and its value name and help.
fn compared_file(name: &'static str, texts: [Tr; 2], lang: Lang) -> Arg {
    let [value, help] = texts.map(|text| text.get(lang));
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

fn option_with_value(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).hide_possible_values(true)
}

fn repeated(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).value_name(value).num_args(1..)
}

/// Sets the headings of the help in the user's language, for the command and its subcommands.
fn with_headings(command: Clap, lang: Lang) -> Clap {
    let heading = |arg: Arg| {
        let heading = if arg.is_positional() { ARGUMENTS } else { OPTIONS };
        arg.help_heading(heading.get(lang))
    };
    command.mut_args(heading).mut_subcommands(move |sub| with_headings(sub, lang))
}

fn template(lang: Lang) -> &'static str {
    Tr::new(
        "{about}\n\nUtilisation : {usage}\n\n{all-args}{after-help}",
        "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
    )
    .get(lang)
}

const TITLE: Tr = Tr::new("ramure : ", "ramure: ");
const ABOUT: Tr =
    Tr::new("parcourir une organisation dans le terminal", "browse an organisation in the terminal");
const FIND: Tr = Tr::new(
    "afficher les unités trouvées, la plus pertinente d’abord",
    "print the matching units, best first",
);
const SHOW: Tr = Tr::new("afficher la fiche d’une unité", "print the card of a unit");
const TREE: Tr =
    Tr::new("afficher l’arbre, ou le sous-arbre d’une unité", "print the tree, or the subtree of a unit");
const CHECK: Tr = Tr::new("afficher tous les problèmes des données", "print every problem in the data");
const CONVERT: Tr =
    Tr::new("convertir des fichiers au format ramure/1", "convert files to the ramure/1 format");
const CONVERT_FILES: Tr = Tr::new(
    "les fichiers à convertir, lus comme une seule organisation",
    "the files to convert, read as one organisation",
);
const DIFF: Tr = Tr::new(
    "afficher les unités ajoutées, supprimées, renommées, déplacées ou modifiées",
    "print the units added, removed, renamed, moved or changed",
);
const PACK: Tr = Tr::new(
    "écrire un annuaire empaqueté, qui s’ouvre sans attendre",
    "write a packed directory, which opens at once",
);
const PACK_FILES: Tr = Tr::new(
    "les sources à réunir ; par défaut, celles qui seraient ouvertes",
    "the sources to combine; by default, those that would be opened",
);
const PACK_OUTPUT: Tr = Tr::new(
    "le fichier à écrire ; par défaut, dans le répertoire courant, le nom de la première source avec l’extension .rmr",
    "the file to write; by default, in the current directory, the name of the first source with the extension .rmr",
);
const PACK_EXECUTABLE: Tr = Tr::new(
    "écrire une copie du programme qui contient cet annuaire",
    "write a copy of the program that contains this directory",
);
const OLD: [Tr; 2] = [Tr::new("ANCIEN", "OLD"), Tr::new("l’ancien fichier", "the old file")];
const NEW: [Tr; 2] = [Tr::new("NOUVEAU", "NEW"), Tr::new("le nouveau fichier", "the new file")];
const CONFIG: Tr = Tr::new(
    "afficher les réglages qui s’appliquent, et d’où vient chacun",
    "print the settings that apply, and where each comes from",
);
const CONFIG_EXAMPLE: Tr = Tr::new(
    "afficher plutôt un fichier de configuration commenté",
    "print a commented configuration file instead",
);
const COMPLETIONS: Tr =
    Tr::new("afficher le script de complétion d’un shell", "print the completion script for a shell");
const MAN: Tr = Tr::new(
    "afficher la page de manuel, ou celle d’une commande",
    "print the man page, or that of a command",
);
const SHELL: Tr = Tr::new(
    "bash, zsh, fish, elvish, nushell ou powershell",
    "bash, zsh, fish, elvish, nushell or powershell",
);
const USAGE: Tr = Tr::new(
    "ramure [OPTIONS] [FICHIER|MOT]...\n       ramure COMMANDE [OPTIONS] ...",
    "ramure [OPTIONS] [FILE|WORD]...\n       ramure COMMAND [OPTIONS] ...",
);
const HELP_COMMAND: Tr = Tr::new("afficher l’aide d’une commande", "print the help of a command");
const HELP_OF: Tr =
    Tr::new("la commande ; par défaut, ramure lui-même", "the command; by default, ramure itself");
const COMMAND: Tr = Tr::new("COMMANDE", "COMMAND");
const COMMANDS: Tr = Tr::new("Commandes ", "Commands");
const ARGUMENTS: Tr = Tr::new("Arguments ", "Arguments");
const OPTIONS: Tr = Tr::new("Options ", "Options");
const QUERY: Tr = Tr::new("REQUÊTE", "QUERY");
const UNIT: Tr = Tr::new("UNITÉ", "UNIT");
/// Placeholder of a file in the help.
pub const FILE: Tr = Tr::new("FICHIER", "FILE");
const NAME: Tr = Tr::new("NOM", "NAME");
const FILE_OR_WORD: Tr = Tr::new("FICHIER|MOT", "FILE|WORD");
const BROWSE_WORDS: Tr = Tr::new(
    "ouvrir ces fichiers, avec ces mots comme filtre",
    "open these files, with these words as the filter",
);
const FIELD: Tr = Tr::new("CHAMP", "FIELD");
const PICK: Tr = Tr::new(
    "afficher ce champ (id par défaut) de l’unité choisie dans le navigateur : voir find --print",
    "print this field (id by default) of the unit chosen in the browser: see find --print",
);
const PRINT: Tr = Tr::new(
    "n’afficher que ce champ : id, name, acronym, email, phone, path ou json",
    "print this field only: id, name, acronym, email, phone, path or json",
);
const FIND_QUERY: Tr =
    Tr::new("les mots à chercher, dans n’importe quel ordre", "the words to find, in any order");
const CHECK_FILES: Tr = Tr::new(
    "les fichiers à vérifier ; par défaut, ceux qui seraient ouverts",
    "the files to check; by default, those that would be opened",
);
const UNIT_HELP: Tr = Tr::new(
    "id, sigle, nom, ou mots qui désignent une seule unité",
    "id, acronym, name, or words that match a single unit",
);
const COMPARE: Tr = Tr::new("marquer les changements depuis ce fichier", "mark the changes since this file");
const VERSION: Tr = Tr::new("afficher la version", "print the version");
const HELP: Tr = Tr::new("afficher cette aide", "print this help");
const DATA: Tr = Tr::new(
    "ouvrir ce fichier (option répétable) ; - pour l’entrée standard",
    "open this file (repeatable); - for standard input",
);
const ALIASES: Tr = Tr::new(
    "vos alias : un par ligne, une tabulation, puis une unité",
    "your aliases: one a line, a tab, then a unit",
);
const FROM: Tr =
    Tr::new("format des fichiers, s’il n’est pas détecté", "format of the files, if it is not detected");
const COLUMNS: Tr = Tr::new("CHAMP=COLONNE,...", "FIELD=COLUMN,...");
const COLUMNS_HELP: Tr = Tr::new(
    "colonnes d’une table : name=Intitulé,parent=Au-dessus",
    "columns of a table: name=Label,parent=Above",
);
const BY: Tr = Tr::new("COLONNE,...", "COLUMN,...");
const BY_HELP: Tr = Tr::new(
    "colonnes d’une table dont les valeurs sont des unités au-dessus des lignes : Direction,Service ; \"\" pour aucune",
    "columns of a table whose values are units above its rows: Division,Team; \"\" for none",
);
const LANG: Tr = Tr::new("langue de l’interface", "language of the interface");
const COLOR: Tr = Tr::new("quand utiliser la couleur", "when to use colour");
const HYPERLINKS: Tr = Tr::new("quand rendre les adresses cliquables", "when to make addresses clickable");
const THEME: Tr = Tr::new(
    "terminal, plain (sans couleur), high-contrast, ou un thème de la configuration",
    "terminal, plain (no colour), high-contrast, or a theme from the configuration",
);
const ASCII: Tr = Tr::new("ne dessiner qu’avec des caractères ASCII", "draw with ASCII characters only");
const NO_MOUSE: Tr = Tr::new("ne pas capturer la souris", "do not capture the mouse");
const NO_HISTORY: Tr = Tr::new("ne pas retenir ce qui est ouvert", "do not remember what is opened");
const NO_CACHE: Tr = Tr::new(
    "lire les sources sans passer par le cache, et ne rien y écrire",
    "read the sources without the cache, and write nothing to it",
);
const LINEAR: Tr = Tr::new(
    "dialoguer ligne par ligne, pour lecteurs d’écran, plages braille et liaisons lentes",
    "work line by line, for screen readers, braille displays and slow links",
);
const SECONDS: Tr = Tr::new("SECONDES", "SECONDS");
const IDLE: Tr = Tr::new(
    "quitter après ce nombre de secondes sans frappe",
    "quit after this many seconds without a key press",
);
const RESTRICTED: Tr = Tr::new(
    "ni fichier ni autre programme : pour servir de commande forcée à sshd",
    "no files, no other programs: for use as a forced command of sshd",
);
const JSON: Tr = Tr::new("afficher du JSON", "print JSON");
const ALL: Tr = Tr::new("afficher aussi les résultats plus faibles", "print the weaker matches too");
const LIMIT: Tr = Tr::new("afficher au plus N résultats", "print at most N matches");
const DEPTH: Tr = Tr::new("limiter la profondeur à N niveaux", "limit the depth to N levels");
const FORMAT: Tr = Tr::new(
    "text, json (ramure/1), csv, markdown, mermaid, dot (Graphviz), svg, html, vcard ou jsonld (W3C ORG)",
    "text, json (ramure/1), csv, markdown, mermaid, dot (Graphviz), svg, html, vcard or jsonld (W3C ORG)",
);
const CSV_SAFE: Tr = Tr::new(
    "pour un tableur : une apostrophe devant ce qu’il prendrait pour une formule",
    "for a spreadsheet: an apostrophe before what it would take for a formula",
);
const EXAMPLES: Tr = Tr::new(
    "Exemples :\n  ramure\n  ramure rie\n  ramure annuaire.csv rie\n  ramure find grands projets\n  ramure show tnt\n  ramure tree iso --depth 1",
    "Examples:\n  ramure\n  ramure rie\n  ramure directory.csv rie\n  ramure find grands projets\n  ramure show tnt\n  ramure tree iso --depth 1",
);
