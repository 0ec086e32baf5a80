//! The shape of the source: layers, doors, house rules. A failure names the file and the line.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, the lowest first. A module imports from its own layer and those below.
const LAYERS: &[&[&str]] = &[
    &["text", "lang", "json", "key", "action"],
    &["org", "card", "field", "prompt", "layout", "theme"],
    &["formats", "diff", "news", "export", "search", "outline", "keymap", "settings"],
    &["app"],
    &["ui", "error", "linear"],
    &["tui"],
    &["cli"],
];

/// Outside things and the only modules, or files inside them, that may name them.
const DOORS: &[(&str, &[&str])] = &[
    ("base64", &["cli/directory", "formats", "tui"]),
    ("ldap3", &["cli/directory"]),
    ("rpassword", &["cli/directory"]),
    ("rustix", &["tui", "cli/confine"]),
    ("signal_hook", &["tui"]),
    ("crossterm", &["key", "keymap", "tui"]),
    ("ratatui", &["layout", "theme", "ui", "tui"]),
    ("fuzzy_matcher", &["search"]),
    ("clap", &["cli"]),
    ("toml::", &["settings"]),
    ("std::env", &["settings", "main"]),
    ("std::fs", &["cli", "tui"]),
    ("std::process", &["main", "tui"]),
    ("stdout()", &["cli", "tui"]),
    ("stdin()", &["cli", "tui"]),
    ("stderr()", &["cli", "main"]),
];

struct Source {
    /// From the root of the project.
    path: PathBuf,
    /// The module of the first level that it belongs to.
    module: String,
    /// The text up to its tests.
    code: String,
    whole: String,
}

impl Source {
    /// Whether the file is a module, or belongs to it.
    fn is_inside(&self, module: &str) -> bool {
        self.path.with_extension("").starts_with(Path::new("src").join(module))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let path = entry.strip_prefix(root).expect("inside").to_path_buf();
            let whole = fs::read_to_string(&entry).expect("text");
            let first = path.components().nth(1).expect("a name").as_os_str().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_string();
            let code = whole.split("\n#[cfg(test)]").next().unwrap_or_default().to_string();
            sources.push(Source { path, module, code, whole });
        }
    }
    assert!(sources.len() > 30, "the source was found");
    sources
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// Every fault that `judge` finds, a line at a time.
fn faults(judge: impl Fn(&Source, &str) -> Option<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in
            source.code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            let fault = judge(&source, line);
            faults.extend(fault.map(|fault| format!("{}:{}: {fault}", source.path.display(), number + 1)));
        }
    }
    faults
}

fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn imports_go_downwards_only() {
    none(faults(|source, line| {
        let mine = layer(&source.module);
        let named = line.split("crate::").skip(1).filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            Some(&rest[..end]).filter(|name| *name != source.module)
        });
        let above = named.into_iter().find(|name| layer(name).is_none() || layer(name) > mine);
        above.filter(|_| mine.is_some()).map(|name| format!("{} imports {name}", source.module))
    }));
}

#[test]
fn every_module_has_a_layer() {
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.module.as_str())) {
        assert!(layer(&source.module).is_some(), "{} has no layer", source.module);
    }
}

#[test]
fn every_outside_thing_has_its_door() {
    none(faults(|source, line| {
        let doors = DOORS.iter().filter(|(thing, _)| line.contains(thing));
        let closed =
            doors.into_iter().find(|(_, modules)| !modules.iter().any(|door| source.is_inside(door)));
        closed.map(|(thing, _)| format!("{} names {thing}", source.module))
    }));
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for source in sources() {
        assert!(source.whole.starts_with("//! "), "{}", source.path.display());
    }
}

#[test]
fn no_file_outgrows_its_idea() {
    for source in sources() {
        let lines = source.code.lines().count();
        assert!(lines <= 450, "{} has {lines} lines before its tests", source.path.display());
    }
}

#[test]
fn french_is_set_with_no_break_spaces() {
    none(faults(|_, line| {
        let breaks = ["« ", " »", " ;\\n", "{} ?", "{} :"];
        breaks.iter().find(|text| line.contains(**text)).map(|text| format!("{text:?} has a breaking space"))
    }));
}

#[test]
fn the_layers_of_the_map_are_those_of_the_test() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("text");
    for module in LAYERS.iter().copied().flatten() {
        assert!(map.contains(&format!("[`{module}`]")), "the map lacks {module}");
    }
}
