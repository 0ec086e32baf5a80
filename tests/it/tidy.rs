//! The shape of the source: layers, outside libraries, size, typography. A failure names the file and the line.

use std::fs;
use std::path::Path;

use crate::imports::{Graph, Source, sources};

/// The layers, the lowest first. A module imports from its own layer and those below.
const LAYERS: &[&[&str]] = &[
    &["text", "address", "lang", "json", "memory", "pack"],
    &["org", "theme"],
    &["import", "export", "diff", "search", "input", "settings"],
    &["app"],
    &["error", "linear"],
    &["ui"],
    &["tui"],
    &["cli"],
];

/// Outside libraries and the only modules, or files inside them, that may name them.
const ALLOWED_USES: &[(&str, &[&str])] = &[
    ("base64", &["cli/ldap", "import"]),
    ("encoding_rs", &["import/encoding"]),
    ("bzip2::", &["import/archive"]),
    ("flate2::", &["import/archive", "import/zip", "pack"]),
    ("lzma_rust2", &["import/archive"]),
    ("ruzstd", &["import/archive"]),
    ("::tar::", &["import/archive"]),
    ("rawzip", &["import/zip"]),
    ("quick_xml", &["import/xml"]),
    ("percent_encoding", &["address", "cli/ldap", "import/jsonld", "import/html"]),
    ("oxrdf", &["import/rdf"]),
    ("oxttl", &["import/rdf"]),
    ("saphyr_parser", &["import/yaml"]),
    ("rpassword", &["cli/ldap"]),
    (
        "rustix",
        &[
            "tui",
            "cli/cache",
            "cli/ldap",
            "cli/memory_limit",
            "cli/new_file",
            "cli/own_program",
            "cli/private_directory",
            "cli/restricted/sandbox",
            "cli/watched_reader",
        ],
    ),
    ("rustls", &["cli/ldap"]),
    ("signal_hook", &["tui"]),
    ("crossterm", &["input", "tui"]),
    ("ratatui", &["app/layout", "theme", "ui", "tui"]),
    ("fuzzy_matcher", &["search/fuzzy"]),
    ("clap", &["cli"]),
    ("toml::", &["settings"]),
    ("std::env", &["settings", "main"]),
    ("std::fs", &["cli", "tui"]),
    ("std::process", &["cli/new_file", "main", "tui"]),
    ("stdout()", &["cli", "tui"]),
    ("stdin()", &["cli", "tui"]),
    ("stderr()", &["cli", "main"]),
];

/// The most lines of a file before its tests.
const MAX_LINES: usize = 450;

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// Every violation that `check` finds, a line at a time.
fn violations(check: impl Fn(&Source, &str) -> Option<String>) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources() {
        for (number, line) in source.lines() {
            let violation = check(&source, line);
            violations.extend(violation.map(|text| format!("{}:{number}: {text}", source.path.display())));
        }
    }
    violations
}

#[track_caller]
fn assert_none(violations: Vec<String>) {
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn imports_go_downwards_only() {
    let Graph { sources, imports } = Graph::of(sources());
    let is_upward = |from: &str, to: &str| from != to && layer(from).is_some() && layer(to) > layer(from);
    let upward = imports.iter().filter_map(|import| {
        let (from, to) = (&sources[import.from], sources[import.to].first());
        let place = || format!("{}:{}: imports {to}", from.path.display(), import.line);
        is_upward(from.first(), to).then(place)
    });
    assert_none(upward.collect());
}

#[test]
fn modules_have_no_import_cycle() {
    let graph = Graph::of(sources());
    assert!(graph.imports.len() > 300, "only {} imports are seen", graph.imports.len());
    assert_none(graph.module_cycles());
}

#[test]
fn files_have_no_import_cycle() {
    assert_none(Graph::of(sources()).file_cycles());
}

#[test]
fn every_module_has_a_layer() {
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.first())) {
        assert!(layer(source.first()).is_some(), "{} has no layer", source.first());
    }
}

#[test]
fn outside_libraries_are_used_only_where_allowed() {
    assert_none(violations(|source, line| {
        let named = ALLOWED_USES.iter().filter(|(library, _)| line.contains(library));
        let mut forbidden =
            named.filter(|(_, modules)| !modules.iter().any(|module| source.is_inside(module)));
        forbidden.next().map(|(library, _)| format!("{} names {library}", source.first()))
    }));
}

#[test]
fn no_file_is_too_long() {
    let long = sources().into_iter().filter_map(|source| {
        let lines = source.code.lines().count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines before its tests", source.path.display()))
    });
    assert_none(long.collect());
}

#[test]
fn french_is_set_with_no_break_spaces() {
    assert_none(violations(|_, line| {
        let breaks = ["« ", " »", " ;\\n", "{} ?", "{} :"];
        breaks.iter().find(|text| line.contains(**text)).map(|text| format!("{text:?} has a breaking space"))
    }));
}

/// The French texts of a source: the first argument of each `Tr::new`, without escapes for ends of lines.
fn french_texts(code: &str) -> Vec<String> {
    let first_literal = |rest: &str| {
        let mut chars = rest.trim_start().strip_prefix('"')?.chars();
        let mut text = String::new();
        loop {
            match chars.next()? {
                '"' => return Some(text),
                '\\' => match chars.next()? {
                    'n' => text.push('\n'),
                    '\n' => chars = chars.as_str().trim_start().chars(),
                    'u' => {
                        let (code, rest) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                        text.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                        chars = rest.chars();
                    }
                    other => text.push(other),
                },
                c => text.push(c),
            }
        }
    };
    code.split("Tr::new(").skip(1).filter_map(first_literal).collect()
}

/// What stands before a sign that wants a no-break space there, or behind one, in a French text.
fn breaking_space(text: &str) -> Option<&str> {
    // Names of keys are no sentence.
    if text.split(' ').all(|word| word.chars().count() <= 2) {
        return None;
    }
    let before = |sign: char| {
        let at = text.match_indices(sign).map(|(at, _)| at).find(|&at| {
            let is_end = text[at + sign.len_utf8()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
            // A sign that is typed, such as `!word` or `/`, may stand after an ordinary space.
            is_end && text[..at].ends_with(' ')
        });
        at.map(|at| &text[text[..at].trim_end().len()..at + sign.len_utf8()])
    };
    let percent = || {
        let at = text
            .match_indices('%')
            .map(|(at, _)| at)
            .find(|&at| text[..at].ends_with(|c: char| c.is_ascii_digit()))?;
        Some(&text[at - 1..=at])
    };
    let quote = text.find("« ").map(|at| &text[at..at + "« ".len()]);
    [';', ':', '?', '!', '»', '%'].into_iter().find_map(before).or(quote).or_else(percent)
}

#[test]
fn signs_in_french_texts_follow_no_break_spaces() {
    let sources = sources();
    let texts: Vec<_> = sources
        .iter()
        .flat_map(|source| french_texts(&source.code).into_iter().map(move |text| (&source.path, text)))
        .collect();
    assert!(texts.len() > 500, "only {} texts are seen", texts.len());
    let faulty = texts.iter().filter_map(|(path, text)| {
        Some(format!("{}: {:?} in {text:?}", path.display(), breaking_space(text)?))
    });
    assert_none(faulty.collect());
    for faulty in ["mot : b", "mot ; b", "« mot", "mot »", "100 %", "100% de", "quoi ?"] {
        assert!(breaking_space(faulty).is_some(), "{faulty}");
    }
    assert_eq!(breaking_space("mot\u{a0}: b, «\u{a0}!x\u{a0}», 10\u{a0}%, a !pfs"), None);
}

#[test]
fn the_layers_in_the_documentation_are_those_of_the_test() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("text");
    for module in LAYERS.iter().copied().flatten() {
        assert!(map.contains(&format!("[`{module}`]")), "src/lib.rs lacks {module}");
    }
}
