//! `ramure man`: the man page, made from the grammar of the command line and from the tables
//! of keys, of what can be typed and of variables.

use std::io;

use clap::Command as Clap;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::{args, print};
use crate::error::Error;
use crate::keymap::{HelpLine, help};
use crate::lang::{Lang, Tr};
use crate::search::SYNTAX;
use crate::settings::{Settings, VARIABLES};

/// Lines are neither stretched nor broken within words: the readers' patterns are English.
const LINES: &str = ".nh\n.ad l\n";
/// Where what is said of a key or a variable begins, in columns.
const INDENT: &str = "24";
/// The encoding, told to what reads the page.
const ENCODING: &str = ".\\\" -*- coding: utf-8 -*-\n";

/// Prints the page.
pub fn run(settings: &Settings) -> Result<u8, Error> {
    let page = page(settings.lang, settings.ascii);
    print(|out| out.write_all(page.as_bytes()))
}

fn page(lang: Lang, ascii: bool) -> String {
    let root = args::command(lang);
    let sections = [
        title(&root, lang),
        grammar(&root, lang),
        commands(&root, lang),
        tables(lang, ascii),
        examples(&root, lang),
    ];
    // An empty document is what every piece begins with; once is enough.
    let start = Roff::new().render();
    format!("{ENCODING}{start}{}", literal(&sections.concat().replace(&start, "")))
}

fn title(root: &Clap, lang: Lang) -> String {
    // The date is two quotes: left empty, the version would take its place.
    let man = man(root.clone()).date("\"\"").manual(MANUAL.get(lang));
    written(|out| man.render_title(out)) + LINES
}

/// The sections that the grammar gives as they are.
fn grammar(root: &Clap, lang: Lang) -> String {
    let man = man(root.clone().long_about(PURPOSE.get(lang)));
    let name = section(NAME, lang, &written(|out| man.render_name_section(out)));
    let synopsis = section(SYNOPSIS, lang, &written(|out| man.render_synopsis_section(out)));
    let description = section(DESCRIPTION, lang, &written(|out| man.render_description_section(out)));
    let options = section(OPTIONS, lang, &written(|out| man.render_options_section(out)));
    [name, synopsis, description, options].concat()
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
    let about = written(|out| man.render_description_section(out));
    let options = written(|out| man.render_options_section(out));
    [heading.as_str(), body(&about), body(&options)].concat()
}

/// The sections that are tables of the program.
fn tables(lang: Lang, ascii: bool) -> String {
    let mut roff = Roff::new();
    roff.control("SH", [KEYS.get(lang)]);
    help("").into_iter().for_each(|line| key(&mut roff, line, lang, ascii));
    let said = |(what, words): &(&'static str, Tr)| (*what, words.get(lang));
    table(&mut roff, FILTER.get(lang), SYNTAX.iter().map(|(form, words)| (form.get(lang), words.get(lang))));
    table(&mut roff, EXIT_STATUS.get(lang), STATUSES.iter().map(said));
    table(&mut roff, ENVIRONMENT.get(lang), VARIABLES.iter().map(said));
    table(&mut roff, FILES.get(lang), [("$XDG_CONFIG_HOME/ramure/config.toml", CONFIGURATION.get(lang))]);
    roff.render()
}

/// A line of the help.
fn key(roff: &mut Roff, line: HelpLine, lang: Lang, ascii: bool) {
    match line {
        HelpLine::Blank => {}
        HelpLine::Title(group) => {
            roff.control("SS", [group.title().get(lang)]);
        }
        HelpLine::Binding(binding) => entry(roff, &binding.spell(lang, ascii), binding.words.get(lang)),
        HelpLine::Other(with, words) => entry(roff, with.get(lang), words.get(lang)),
    }
}

fn table<'a>(roff: &mut Roff, heading: &str, entries: impl IntoIterator<Item = (&'a str, &'a str)>) {
    roff.control("SH", [heading]);
    entries.into_iter().for_each(|(what, words)| entry(roff, what, words));
}

/// What there is, and beside it what it is for.
fn entry(roff: &mut Roff, what: &str, words: &str) {
    roff.control("TP", [INDENT]).text([bold(what)]).text([roman(words)]);
}

/// The examples of the help, whose first line is their heading there.
fn examples(root: &Clap, lang: Lang) -> String {
    let examples = root.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut roff = Roff::new();
    roff.control("SH", [EXAMPLES.get(lang)]).control("nf", []);
    examples.lines().skip(1).for_each(|line| {
        roff.text([roman(line.trim())]);
    });
    roff.control("fi", []).render()
}

/// The writer of pages, with arguments and options below one heading.
fn man(command: Clap) -> Man {
    Man::new(command.mut_args(|arg| arg.help_heading(None)))
}

fn written(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = render(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A section of the writer's below a heading in the user's language: its own are in English.
fn section(heading: Tr, lang: Lang, written: &str) -> String {
    Roff::new().control("SH", [heading.get(lang)]).render() + body(written)
}

/// What is below the heading.
fn body(section: &str) -> &str {
    let below = section.split_once(".SH ").and_then(|(_, heading)| heading.split_once('\n'));
    below.map_or("", |(_, body)| body)
}

/// Signs that roff would set as others, or break a line at, as they are.
fn literal(page: &str) -> String {
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
const PURPOSE: Tr = Tr::new(
    "L’arbre des départements et des unités, une fiche pour chacune, et un filtre qui trouve la bonne à partir d’un fragment : un sigle, un demi-mot, un mot sans ses accents. Sans terminal, ramure affiche l’arbre, ou ce que find trouve.",
    "An outline of departments and units, a card for each, and a filter that finds the right one from a fragment: an acronym, half a word, a word without its accents. Without a terminal, ramure prints the tree, or what find finds.",
);
#[rustfmt::skip]
const STATUSES: &[(&str, Tr)] = &[
    ("0", Tr::new("tout va bien, ou c’est trouvé", "fine, or found")),
    ("1", Tr::new("rien n’est trouvé, des problèmes sont signalés, ou des différences", "nothing found, problems reported, or differences")),
    ("2", Tr::new("la commande n’a pas pu être faite (usage, fichier)", "could not be done (usage, file)")),
];
const CONFIGURATION: Tr = Tr::new(
    "la configuration : lang, color, theme, ascii, mouse, data, et un style par rôle sous [themes.NOM]. L’environnement l’emporte sur elle, et la ligne de commande sur l’environnement.",
    "the configuration: lang, color, theme, ascii, mouse, data, and a style per role below [themes.NAME]. The environment wins over it, and the command line over the environment.",
);
