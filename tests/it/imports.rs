//! The import graph of `src`: which file names which other file, read from `use` statements and
//! `crate::`, `super::` and `self::` paths. Re-exports are followed to the file that defines.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

pub struct Source {
    /// From the root of the project.
    pub path: PathBuf,
    /// The path of the module: `["export", "chart"]`.
    pub module: Vec<String>,
    /// The text without its tests.
    pub code: String,
}

impl Source {
    /// The module of the first level that the file belongs to.
    pub fn first(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Whether the file is a module, or belongs to it.
    pub fn is_inside(&self, module: &str) -> bool {
        self.path.with_extension("").starts_with(Path::new("src").join(module))
    }

    /// The lines of code with their numbers, without comments.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.lines().enumerate().map(|(i, line)| (i + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Every file of `src`.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            // A table is no code.
            if entry.extension().is_some_and(|extension| extension == "txt") {
                continue;
            }
            let path = entry.strip_prefix(root).expect("inside").to_path_buf();
            let names = path.with_extension("");
            let names =
                names.components().skip(1).map(|name| name.as_os_str().to_string_lossy().into_owned());
            let module = names.filter(|name| name != "lib" && name != "mod").collect();
            let code = without_tests(&fs::read_to_string(&entry).expect("text")).to_string();
            sources.push(Source { path, module, code });
        }
    }
    assert!(sources.len() > 30, "the source was found");
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn without_tests(text: &str) -> &str {
    text.rfind("\n#[cfg(test)]\nmod tests {").map_or(text, |end| &text[..end])
}

/// A path that a file names.
#[derive(Debug, PartialEq)]
struct Named {
    line: usize,
    path: Vec<String>,
}

/// The paths in code that start at the crate, or at a module beside or below the file; those of a
/// `use` statement with its braces expanded.
fn named(source: &Source, is_module: impl Fn(&[String]) -> bool) -> Vec<Named> {
    let mut found = Vec::new();
    let code: String = (source.code.split_inclusive('\n'))
        .map(|line| if line.trim_start().starts_with("//") { "\n" } else { line })
        .collect();
    let mut line = 1;
    for (at, c) in code.char_indices() {
        line += usize::from(c == '\n');
        let is_start = !code[..at].ends_with(|c: char| is_word(c) || c == ':' || c == '"');
        let rest = &code[at..];
        let is_path = ["crate::", "super::", "self::"].iter().any(|start| rest.starts_with(start));
        let is_used = code[..at].ends_with("use ") && rest.starts_with(is_word);
        if is_start && (is_path || is_used) {
            let paths = expanded(rest).into_iter().filter_map(|path| absolute(source, path, &is_module));
            found.extend(paths.map(|path| Named { line, path }));
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The paths of a use tree: `a::{b, c::D as E}` is `a::b` and `a::c::D`.
fn expanded(tree: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let (mut path, mut bases): (Vec<String>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut rest, mut is_next, mut is_new) = (tree, true, false);
    loop {
        let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        if !word.is_empty() {
            if is_next {
                path.push(word.to_string());
                is_new = true;
            }
            (rest, is_next) = (&rest[word.len()..], false);
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        let base = bases.last().copied();
        match (c, base) {
            _ if rest.starts_with("::") => is_next = true,
            ('{', _) if is_next => bases.push(path.len()),
            (',' | '}', Some(base)) => {
                if is_new {
                    paths.push(path.clone());
                }
                if c == '}' {
                    bases.pop();
                }
                path.truncate(base);
                (is_next, is_new) = (c == ',', false);
            }
            (_, Some(_)) => {}
            (_, None) => break,
        }
        rest = &rest[if rest.starts_with("::") { 2 } else { c.len_utf8() }..];
        if c == '}' && bases.is_empty() {
            return paths;
        }
    }
    if is_new {
        paths.push(path);
    }
    paths
}

/// The path from the crate. None for one of another crate.
fn absolute(
    source: &Source,
    path: Vec<String>,
    is_module: impl Fn(&[String]) -> bool,
) -> Option<Vec<String>> {
    let up = path.iter().take_while(|name| *name == "super").count();
    let own = &source.module;
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([own, &path[1..]].concat()),
        "super" => Some([&own[..own.len().saturating_sub(up)], &path[up..]].concat()),
        name => {
            let child = [own.as_slice(), &[name.to_string()]].concat();
            is_module(&child).then(|| [own, path.as_slice()].concat())
        }
    }
}

/// A file that names another, as indexes into [`Graph::sources`].
#[derive(Clone, Debug)]
pub struct Import {
    pub from: usize,
    pub line: usize,
    pub to: usize,
}

pub struct Graph {
    pub sources: Vec<Source>,
    pub imports: Vec<Import>,
}

impl Graph {
    pub fn of(sources: Vec<Source>) -> Self {
        let modules: HashMap<&[String], usize> =
            sources.iter().enumerate().map(|(i, source)| (source.module.as_slice(), i)).collect();
        let is_module = |path: &[String]| modules.contains_key(path);
        let reexports: HashMap<Vec<String>, Vec<String>> =
            sources.iter().flat_map(|source| reexports(source, is_module)).collect();
        let mut imports = Vec::new();
        for (from, source) in sources.iter().enumerate() {
            for Named { line, path } in named(source, is_module) {
                let path = defined(path, &reexports);
                let to = (1..=path.len()).rev().find_map(|end| modules.get(&path[..end]).copied());
                imports.extend(to.filter(|&to| to != from).map(|to| Import { from, line, to }));
            }
        }
        Self { sources, imports }
    }

    /// Cycles between the modules of the first level.
    pub fn module_cycles(&self) -> Vec<String> {
        let first = |i: usize| self.sources[i].first().to_string();
        let edges = self.imports.iter().map(|import| (first(import.from), first(import.to)));
        cycles(edges.filter(|(from, to)| from != to && from != "lib" && from != "main" && to != "lib"))
    }

    /// Cycles between files. Imports of a module from its own submodules do not count: a module
    /// declares them, and they use its types.
    pub fn file_cycles(&self) -> Vec<String> {
        let module = |i: usize| self.sources[i].module.as_slice();
        let is_submodule = |import: &&Import| module(import.to).starts_with(module(import.from));
        let name = |i: usize| self.sources[i].path.with_extension("").display().to_string();
        let edges = self.imports.iter().filter(|import| !is_submodule(import));
        cycles(edges.map(|import| (name(import.from), name(import.to))))
    }
}

/// The `pub use` items of a module: the path under which each is visible, and the path that it names.
fn reexports(
    source: &Source,
    is_module: impl Fn(&[String]) -> bool + Copy,
) -> Vec<(Vec<String>, Vec<String>)> {
    let statements = source.code.split("\npub use ").skip(1);
    let paths = statements.flat_map(|rest| expanded(rest.split(';').next().unwrap_or_default()));
    let paths = paths.filter_map(|path| absolute(source, path, is_module));
    let own = |path: &Vec<String>| [source.module.as_slice(), &path[path.len() - 1..]].concat();
    paths.map(|path| (own(&path), path)).collect()
}

/// The path of the definition, with re-exports resolved.
fn defined(mut path: Vec<String>, reexports: &HashMap<Vec<String>, Vec<String>>) -> Vec<String> {
    let step = |path: &[String]| {
        let (end, target) = (1..=path.len()).find_map(|end| Some((end, reexports.get(&path[..end])?)))?;
        (target[..] != path[..end]).then(|| [target, &path[end..]].concat())
    };
    // Chains of re-exports are short; the bound is for one that ends in itself.
    for _ in 0..8 {
        let Some(next) = step(&path) else { break };
        path = next;
    }
    path
}

/// The shortest cycle through each node, without duplicates, as `a → b → a`.
fn cycles(edges: impl Iterator<Item = (String, String)>) -> Vec<String> {
    let mut next: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in edges {
        next.entry(from).or_default().insert(to);
    }
    let mut found = BTreeMap::new();
    for start in next.keys() {
        if let Some(cycle) = cycle(start, &next) {
            let nodes: BTreeSet<String> = cycle.iter().cloned().collect();
            found.entry(nodes).or_insert_with(|| cycle.join(" → "));
        }
    }
    found.into_values().collect()
}

fn cycle(start: &str, next: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut before: HashMap<&str, &str> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for to in next.get(node).into_iter().flatten() {
            if before.contains_key(to.as_str()) {
                continue;
            }
            before.insert(to, node);
            if to == start {
                return Some(path_back(start, &before));
            }
            queue.push_back(to);
        }
    }
    None
}

fn path_back(start: &str, before: &HashMap<&str, &str>) -> Vec<String> {
    let mut path = vec![start.to_string()];
    let mut node = before[start];
    while node != start {
        path.push(node.to_string());
        node = before[node];
    }
    path.push(start.to_string());
    path.reverse();
    path
}

/// A made-up file of `src`.
fn source(module: &[&str], code: &str) -> Source {
    let path = Path::new("src").join(module.join("/")).with_extension("rs");
    let module = module.iter().map(|name| name.to_string()).collect();
    Source { path, module, code: without_tests(code).to_string() }
}

#[test]
fn only_the_module_of_tests_at_the_end_is_left_out() {
    let code = "a\n#[cfg(test)]\nmod x;\nb\n#[cfg(test)]\nmod tests {\nc";
    assert_eq!(without_tests(code), "a\n#[cfg(test)]\nmod x;\nb");
}

#[test]
fn a_use_tree_is_expanded() {
    let tree = "crate::{\n    a::{self, B as C, d::*},\n    e,\n}; f::g";
    let paths: Vec<String> = expanded(tree).iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["crate::a::self", "crate::a::B", "crate::a::d", "crate::e"]);
    assert_eq!(expanded("crate::a::b(c::d)"), [["crate", "a", "b"]]);
}

#[test]
fn cycles_are_found_through_paths_in_code_and_re_exports() {
    let graph = Graph::of(vec![
        source(&["a"], "use crate::b::Thing;"),
        source(&["b"], "mod inner;\npub use inner::Thing;"),
        source(&["b", "inner"], "// crate::d\nfn f() -> super::super::c::C {}"),
        source(&["c"], "use std::fs;\nfn g() { crate::a::g() }"),
        source(&["d"], "use crate::a;"),
    ]);
    assert_eq!(graph.file_cycles(), ["src/a → src/b/inner → src/c → src/a"]);
    assert_eq!(graph.module_cycles(), ["a → b → c → a"]);
}
