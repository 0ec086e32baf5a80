//! The man page and the completions: complete and well formed.

use std::process::Command;

use ramure::input::BINDINGS;
use ramure::input::key::{KeyEvent, label};
use ramure::lang::Lang;
use ramure::search::SYNTAX;
use ramure::settings::{VARIABLES, setting_names};

use crate::pty::RAMURE;
use crate::support::{file, run, stderr, stdout};

/// The shells whose scripts do not ask the program.
const STATIC_SHELLS: [&str; 3] = ["elvish", "nushell", "powershell"];
const LANGS: [(Lang, &str); 2] = [(Lang::Fr, "fr"), (Lang::En, "en")];

fn man(lang: &str) -> String {
    stdout(&run(&["man", "--lang", lang]))
}

fn page_of(command: &str, lang: &str) -> String {
    stdout(&run(&["man", command, "--lang", lang]))
}

/// All pages in both languages.
fn pages() -> Vec<String> {
    let both = |name: &String| LANGS.map(|(_, lang)| page_of(name, lang));
    commands().iter().flat_map(both).chain(LANGS.map(|(_, lang)| man(lang))).collect()
}

/// The text of the page, without macros and with escapes replaced.
fn rendered(page: &str) -> String {
    let text = page.lines().filter(|line| !line.starts_with('.')).collect::<Vec<_>>().join("\n");
    let escapes = [
        (r"\fB", ""),
        (r"\fI", ""),
        (r"\fR", ""),
        (r"\&", ""),
        (r"\-", "-"),
        (r"\ ", "\u{a0}"),
        (r"\*(Aq", "'"),
        (r"\(ha", "^"),
        (r"\(ti", "~"),
        (r"\(ga", "`"),
    ];
    escapes.iter().fold(text, |text, (escape, sign)| text.replace(escape, sign))
}

/// The commands listed by `--help`.
fn commands() -> Vec<String> {
    let help = stdout(&run(&["--help"]));
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed.map_while(|line| line.split_whitespace().next());
    names.map(str::to_string).collect()
}

/// The options listed by the `--help` of every command.
fn options() -> Vec<String> {
    let mut options = Vec::new();
    for command in commands().iter().map(|name| vec![name.as_str()]).chain([vec![]]) {
        let help = stdout(&run(&[command.as_slice(), &["--help"]].concat()));
        let words = help.lines().filter(|line| line.trim_start().starts_with('-'));
        let words = words.flat_map(|line| line.split_whitespace().filter(|word| word.starts_with("--")));
        // A value that can be left out is in brackets: `--pick[=<FIELD>]`.
        options.extend(words.filter_map(|word| word.split('[').next()).map(str::to_string));
    }
    options
}

#[test]
fn the_help_lists_what_these_tests_look_for() {
    assert!(commands().contains(&"man".to_string()) && commands().len() >= 6, "{:?}", commands());
    for option in ["--limit", "--format", "--no-mouse", "--help"] {
        assert!(options().contains(&option.to_string()), "{option}");
    }
}

#[test]
fn the_man_page_holds_every_command_and_option() {
    for (_, name) in LANGS {
        let (page, text) = (man(name), rendered(&man(name)));
        for command in commands() {
            assert!(page.contains(&format!("\n.SS \"ramure {command}\"\n")), "{command}: {page}");
        }
        for option in options() {
            assert!(text.contains(&option), "{option}: {text}");
        }
    }
}

#[test]
fn the_man_page_holds_every_form_and_variable() {
    for (lang, name) in LANGS {
        let page = rendered(&man(name));
        let assert_entry = |term: &str, description: &str| {
            assert!(page.contains(&format!("\n{term}\n{description}\n")), "{term}, {description}: {page}");
        };
        SYNTAX.iter().for_each(|(form, description)| assert_entry(form.get(lang), description.get(lang)));
        VARIABLES.iter().for_each(|(variable, description)| assert_entry(variable, description.get(lang)));
    }
}

#[test]
fn the_man_page_holds_every_setting_file_and_status() {
    for (_, name) in LANGS {
        let page = rendered(&man(name));
        let files = page.split("config.toml").nth(1).unwrap_or_default();
        for setting in setting_names() {
            assert!(files.contains(setting), "{setting}: {files}");
        }
        for term in ["$XDG_STATE_HOME/ramure/*.history", "$XDG_CACHE_HOME/ramure/*.cache", "128+N"] {
            assert!(page.contains(&format!("\n{term}\n")), "{term}: {page}");
        }
    }
}

#[test]
fn the_synopsis_is_the_usage_of_the_help() {
    let named = commands();
    for command in named.iter().map(|name| vec![name.as_str()]).chain([vec![]]) {
        let help = stdout(&run(&[&command[..], &["--help"]].concat()));
        let usage = help.split("Usage: ").nth(1).and_then(|rest| rest.split("\n\n").next());
        let usage: Vec<&str> = usage.unwrap_or_default().lines().map(str::trim).collect();
        let page = stdout(&run(&[&["man"], &command[..]].concat()));
        let synopsis = page.split(".SH SYNOPSIS\n").nth(1).and_then(|rest| rest.split(".SH").next());
        assert_eq!(rendered(synopsis.unwrap_or_default()).lines().collect::<Vec<_>>(), usage);
    }
}

#[test]
fn the_pages_of_packages_do_not_depend_on_who_makes_them() {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(home.path().join("ramure")).expect("made");
    std::fs::write(home.path().join("ramure/config.toml"), "ascii = true\n").expect("written");
    let directory = home.path().join("man");
    let mut script = Command::new("bash");
    script.arg("dist/man").args([RAMURE, directory.to_str().expect("text")]);
    script.env("XDG_CONFIG_HOME", home.path()).env("RAMURE_ASCII", "1");
    assert!(script.status().expect("bash").success());
    let page = |path: &str| std::fs::read_to_string(directory.join(path)).expect("a page");
    assert_eq!((page("man1/ramure.1"), page("fr/man1/ramure-find.1")), (man("en"), page_of("find", "fr")));
}

#[test]
fn the_man_page_holds_every_binding() {
    for (lang, name) in LANGS {
        let page = rendered(&man(name));
        let lines: Vec<&str> = page.lines().collect();
        for binding in BINDINGS {
            // Bindings of two modes may share an entry.
            let is_listed = lines.windows(2).any(|pair| {
                let has = |key: &KeyEvent| pair[0].contains(&label(*key, lang, false));
                pair[1] == binding.description.get(lang) && binding.keys.iter().all(has)
            });
            assert!(is_listed, "{}: {page}", binding.key_labels(lang, false));
        }
    }
}

#[test]
fn the_man_page_is_in_one_language() {
    let headings = |name| {
        let page = man(name);
        let lines = page.lines().filter_map(|line| line.strip_prefix(".SH "));
        lines.map(|heading| heading.trim_matches('"').replace(r"\ ", " ")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        headings("fr"),
        "NOM, SYNOPSIS, DESCRIPTION, OPTIONS, COMMANDES, TOUCHES, FILTRE, CODE DE RETOUR, ENVIRONNEMENT, \
         FICHIERS, EXEMPLES, VOIR AUSSI"
    );
    assert_eq!(
        headings("en"),
        "NAME, SYNOPSIS, DESCRIPTION, OPTIONS, COMMANDS, KEYS, FILTER, EXIT STATUS, ENVIRONMENT, FILES, EXAMPLES, \
         SEE ALSO"
    );
    assert!(man("fr").contains(r"un fragment\ : un sigle") && !man("fr").contains('\u{a0}'));
}

#[test]
fn each_command_has_a_page_with_its_own_options() {
    for name in commands() {
        let page = rendered(&page_of(&name, "en"));
        assert!(
            page.contains(&format!("ramure-{name} - ")) && page.contains(&format!("ramure {name}")),
            "{page}"
        );
        assert!(page.contains("ramure(1) describes"), "{page}");
        let others = page_of(&name, "fr");
        assert!(others.contains(".SH SYNOPSIS") && others.contains(".SH \"VOIR AUSSI\""), "{others}");
        assert!(rendered(&man("en")).contains(&format!("ramure-{name}(1)")), "{name}");
    }
    let find = rendered(&page_of("find", "en"));
    for option in ["--json", "--print", "--all", "--limit"] {
        assert!(find.contains(option), "{option}");
    }
    assert!(!find.contains("--theme") && !find.contains("--depth"), "{find}");
    assert_eq!(run(&["man", "nothing"]).status.code(), Some(2));
}

#[test]
fn every_line_of_the_man_page_that_starts_with_a_dot_is_a_macro() {
    let macros = ["TH", "SH", "SS", "TP", "PP", "br", "nf", "fi", "nh", "ad", "ie", "el", "\\\""];
    for page in pages() {
        for line in page.lines() {
            assert!(!line.starts_with('\''), "{line}");
            let Some(rest) = line.strip_prefix('.') else { continue };
            assert!(rest.split(' ').next().is_some_and(|word| macros.contains(&word)), "{line}");
        }
    }
}

#[test]
#[ignore = "needs groff"]
fn groff_reports_nothing_on_the_man_page() {
    for page in pages() {
        let page = file(page.as_bytes());
        let groff =
            Command::new("groff").args(["-k", "-man", "-Tutf8", "-ww", "-z"]).arg(page.path()).output();
        let groff = groff.expect("groff");
        assert!(groff.status.success() && stderr(&groff).is_empty(), "{}", stderr(&groff));
    }
}

#[test]
fn completions_hold_every_command_and_option() {
    for shell in STATIC_SHELLS {
        let script = stdout(&run(&["completions", shell]));
        for word in commands().into_iter().chain(options()) {
            assert!(script.contains(&word), "{shell} lacks {word}");
        }
    }
    let offered = |words: &[&str]| {
        let printed = stdout(&run(&[&["__complete", "zsh"], words].concat()));
        printed
            .lines()
            .map(|line| line.split('\t').next().unwrap_or_default().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(offered(&[""]), commands());
    let mut all = offered(&["--"]);
    all.extend(commands().iter().flat_map(|command| offered(&[command, "--"])));
    for option in options() {
        assert!(all.contains(&option), "{option} is not offered");
    }
}

#[test]
fn an_unknown_shell_is_refused_with_the_known_ones() {
    let output = run(&["completions", "csh", "--lang", "fr"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "ramure: valeur «\u{a0}csh\u{a0}» non valide pour «\u{a0}<SHELL>\u{a0}» (valeurs possibles\u{a0}: bash, elvish, \
         fish, nushell, powershell, zsh)\u{a0}; vouliez-vous dire «\u{a0}zsh\u{a0}»\u{a0}? \
         (voir «\u{a0}ramure completions --help\u{a0}»)\n"
    );
}
