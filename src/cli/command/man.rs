//! `ramure man`: prints the man page of the program or of a command, generated from the grammar of the command
//! line and the tables of keys, filter syntax and environment variables.

use std::io;

use clap::Command as Clap;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::grammar;
use crate::cli::output::print;
use crate::error::Error;
use crate::input::{HelpLine, KeyMap, help_lines, key_labels};
use crate::lang::{Lang, Tr};
use crate::search::SYNTAX;
use crate::settings;
use crate::settings::{Settings, VARIABLES};

/// No hyphenation and no justification: man readers hyphenate by English rules.
const LINE_FORMAT: &str = ".nh\n.ad l\n";
/// Indentation of the descriptions in tables, in columns.
const INDENT: &str = "24";
/// Declares the encoding to the reader.
const ENCODING: &str = ".\\\" -*- coding: utf-8 -*-\n";

/// Prints the page of the command or, without one, of the program.
pub fn run(command: Option<&str>, settings: &Settings) -> Result<u8, Error> {
    let root = grammar::command(settings.lang);
    let mut built = root.clone();
    built.build();
    let usage = command.and_then(|name| Some(built.find_subcommand_mut(name)?.render_usage()));
    let usage = usage.unwrap_or_else(|| built.render_usage()).to_string();
    let page = match command.and_then(|name| root.find_subcommand(name)) {
        Some(command) => page(&command_sections(command, &usage, settings.lang)),
        None => page(&program_sections(&root, &usage, settings.lang, settings.ascii)),
    };
    print(|out| out.write_all(page.as_bytes()))
}

/// A page of these sections. Each repeats the preamble of an empty document, of which one is needed.
fn page(sections: &[String]) -> String {
    let preamble = Roff::new().render();
    format!("{ENCODING}{preamble}{}", escaped(&sections.concat().replace(&preamble, "")))
}

fn program_sections(root: &Clap, usage: &str, lang: Lang, ascii: bool) -> Vec<String> {
    let pages = root.get_subcommands().map(|sub| format!("ramure-{}(1)", sub.get_name()));
    vec![
        title(root, lang),
        main_sections(&root.clone().long_about(PURPOSE.get(lang)), usage, lang),
        commands(root, lang),
        tables(lang, ascii),
        examples(root, lang),
        see_also(&pages.collect::<Vec<_>>().join(", "), lang),
    ]
}

/// The page of a command has its own arguments and options, and refers to that of the program for the rest.
fn command_sections(command: &Clap, usage: &str, lang: Lang) -> Vec<String> {
    let name = command.get_name();
    let named = command.clone().bin_name(format!("ramure {name}")).display_name(format!("ramure-{name}"));
    vec![title(&named, lang), main_sections(&named, usage, lang), see_also(GLOBAL_OPTIONS.get(lang), lang)]
}

/// The title line, and the format of all lines.
fn title(command: &Clap, lang: Lang) -> String {
    // An empty date is written as two quotes: otherwise the version would take its place.
    let source = concat!("ramure ", env!("CARGO_PKG_VERSION"));
    let man = man(command.clone()).date("\"\"").source(source).manual(MANUAL.get(lang));
    rendered(|out| man.render_title(out)) + LINE_FORMAT
}

/// Name, synopsis, description and options.
fn main_sections(command: &Clap, usage: &str, lang: Lang) -> String {
    let man = man(command.clone());
    let name = section(NAME, lang, &rendered(|out| man.render_name_section(out)));
    let description = section(DESCRIPTION, lang, &rendered(|out| man.render_description_section(out)));
    let options = section(OPTIONS, lang, &rendered(|out| man.render_options_section(out)));
    [name, synopsis(usage, lang), description, options].concat()
}

/// The usage as the help has it, a line for each form.
fn synopsis(usage: &str, lang: Lang) -> String {
    let forms = usage.split_once(' ').map_or("", |(_, forms)| forms).lines();
    let mut roff = Roff::new();
    roff.control("SH", [SYNOPSIS.get(lang)]);
    for (at, form) in forms.enumerate() {
        if at > 0 {
            roff.control("br", []);
        }
        roff.text([roman(form.trim())]);
    }
    roff.render()
}

/// Each command with its own arguments and options.
fn commands(root: &Clap, lang: Lang) -> String {
    let heading = Roff::new().control("SH", [COMMANDS.get(lang)]).render();
    root.get_subcommands().fold(heading, |page, sub| page + &command(sub))
}

fn command(command: &Clap) -> String {
    let name = format!("ramure {}", command.get_name());
    let heading = Roff::new().control("SS", [name.as_str()]).render();
    let man = man(command.clone());
    let about = rendered(|out| man.render_description_section(out));
    let options = rendered(|out| man.render_options_section(out));
    [heading.as_str(), body(&about), body(&options)].concat()
}

/// Keys, filter syntax, exit statuses, environment variables and files.
fn tables(lang: Lang, ascii: bool) -> String {
    let mut roff = Roff::new();
    roff.control("SH", [KEYS.get(lang)]);
    help_lines(&KeyMap::default(), "").into_iter().for_each(|line| key(&mut roff, line, lang, ascii));
    let in_language = |(term, description): &(&'static str, Tr)| (*term, description.get(lang));
    table(
        &mut roff,
        FILTER.get(lang),
        SYNTAX.iter().map(|(form, description)| (form.get(lang), description.get(lang))),
    );
    table(&mut roff, EXIT_STATUS.get(lang), STATUSES.iter().map(in_language));
    table(&mut roff, ENVIRONMENT.get(lang), VARIABLES.iter().map(in_language));
    let configuration =
        CONFIGURATION.with(lang, &[&settings::setting_names().collect::<Vec<_>>().join(", ")]);
    let files = [(CONFIGURATION_FILE, configuration.as_str())].into_iter();
    table(&mut roff, FILES.get(lang), files.chain(OTHER_FILES.iter().map(in_language)));
    roff.render()
}

/// A line of the help.
fn key(roff: &mut Roff, line: HelpLine, lang: Lang, ascii: bool) {
    match line {
        HelpLine::Blank => {}
        HelpLine::Title(group) => {
            roff.control("SS", [group.title().get(lang)]);
        }
        HelpLine::Bindings(bindings) => {
            entry(roff, &key_labels(&bindings, lang, ascii), bindings[0].description.get(lang))
        }
        HelpLine::Other(control, description) => entry(roff, control.get(lang), description.get(lang)),
    }
}

fn table<'a>(roff: &mut Roff, heading: &str, entries: impl IntoIterator<Item = (&'a str, &'a str)>) {
    roff.control("SH", [heading]);
    entries.into_iter().for_each(|(term, description)| entry(roff, term, description));
}

/// A term and its description.
fn entry(roff: &mut Roff, term: &str, description: &str) {
    roff.control("TP", [INDENT]).text([bold(term)]).text([roman(description)]);
}

/// The examples of the help, without their heading.
fn examples(root: &Clap, lang: Lang) -> String {
    let examples = root.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut roff = Roff::new();
    roff.control("SH", [EXAMPLES.get(lang)]).control("nf", []);
    examples.lines().skip(1).for_each(|line| {
        roff.text([roman(line.trim())]);
    });
    roff.control("fi", []).render()
}

fn see_also(text: &str, lang: Lang) -> String {
    Roff::new().control("SH", [SEE_ALSO.get(lang)]).text([roman(text)]).render()
}

/// The page generator, without the separate headings of arguments and options.
fn man(command: Clap) -> Man {
    Man::new(command.mut_args(|arg| arg.help_heading(None)))
}

fn rendered(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = render(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A generated section with its English heading replaced.
fn section(heading: Tr, lang: Lang, rendered: &str) -> String {
    Roff::new().control("SH", [heading.get(lang)]).render() + body(rendered)
}

/// A section without its heading.
fn body(section: &str) -> &str {
    let below = section.split_once(".SH ").and_then(|(_, heading)| heading.split_once('\n'));
    below.map_or("", |(_, body)| body)
}

/// Escapes characters that roff would replace or break lines at.
fn escaped(page: &str) -> String {
    let signs = [("^", r"\(ha"), ("~", r"\(ti"), ("`", r"\(ga"), ("\u{a0}", r"\ ")];
    signs.iter().fold(page.to_string(), |page, (sign, escape)| page.replace(sign, escape))
}

const MANUAL: Tr = Tr::new("Manuel de l’utilisateur", "User Commands");
const NAME: Tr = Tr::new("NOM", "NAME");
const SYNOPSIS: Tr = Tr::new("SYNOPSIS", "SYNOPSIS");
const DESCRIPTION: Tr = Tr::new("DESCRIPTION", "DESCRIPTION");
const OPTIONS: Tr = Tr::new("OPTIONS", "OPTIONS");
const COMMANDS: Tr = Tr::new("COMMANDES", "COMMANDS");
const KEYS: Tr = Tr::new("TOUCHES", "KEYS");
const FILTER: Tr = Tr::new("FILTRE", "FILTER");
const EXIT_STATUS: Tr = Tr::new("CODE DE RETOUR", "EXIT STATUS");
const ENVIRONMENT: Tr = Tr::new("ENVIRONNEMENT", "ENVIRONMENT");
const FILES: Tr = Tr::new("FICHIERS", "FILES");
const EXAMPLES: Tr = Tr::new("EXEMPLES", "EXAMPLES");
const SEE_ALSO: Tr = Tr::new("VOIR AUSSI", "SEE ALSO");
const GLOBAL_OPTIONS: Tr = Tr::new(
    "ramure(1) décrit les options communes à toutes les commandes, l’environnement et les codes de retour.",
    "ramure(1) describes the options that all commands take, the environment and the exit statuses.",
);
const PURPOSE: Tr = Tr::new(
    "L’arbre des départements et des unités, une fiche pour chacune, et un filtre qui trouve la bonne à partir d’un fragment : un sigle, une partie d’un mot, un mot sans ses accents. Sans terminal, ramure affiche l’arbre, ou les résultats de find.",
    "An outline of departments and units, a card for each, and a filter that finds the right one from a fragment: an acronym, part of a word, a word without its accents. Without a terminal, ramure prints the tree, or the matches of find.",
);
#[rustfmt::skip]
const STATUSES: &[(&str, Tr)] = &[
    ("0", Tr::new("succès", "success")),
    ("1", Tr::new("aucun résultat, aucune unité choisie, ou des problèmes ou des différences ont été trouvés", "no match, no unit picked, or problems or differences were found")),
    ("2", Tr::new("erreur (usage, fichier)", "error (usage, file)")),
    ("128+N", Tr::new("fin par le signal N", "ended by the signal N")),
];
const CONFIGURATION_FILE: &str = "$XDG_CONFIG_HOME/ramure/config.toml";
const CONFIGURATION: Tr = Tr::new(
    "la configuration : {}. [themes.NOM] a un style par rôle, [keys] des touches. L’environnement est prioritaire sur la configuration, et la ligne de commande sur l’environnement.",
    "the configuration: {}. [themes.NAME] has a style per role, [keys] has keys. The environment overrides it, and the command line overrides the environment.",
);
#[rustfmt::skip]
const OTHER_FILES: &[(&str, Tr)] = &[
    ("$XDG_STATE_HOME/ramure/*.history", Tr::new(
        "les unités ouvertes dans le navigateur, un fichier pour chaque organisation.",
        "the units opened in the browser, one file for each organisation.",
    )),
    ("$XDG_CACHE_HOME/ramure/*.cache", Tr::new(
        "les sources longues à ouvrir, empaquetées ; tout peut être supprimé.",
        "sources that are slow to open, packed; all can be deleted.",
    )),
];
