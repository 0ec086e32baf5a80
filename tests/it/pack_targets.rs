//! What `ramure pack` does not write: over what it reads, two packs into one file, or nowhere.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::pty::RAMURE;
use crate::support::{self, stderr};

const TABLE: &str = "id,name\na,Library\n";

/// A directory with a table, links to it, another file of aliases, and a directory of tables.
fn place() -> TempDir {
    let place = TempDir::new().expect("a directory");
    let path = |name: &str| place.path().join(name);
    fs::create_dir(path("dir")).expect("a directory");
    for name in ["town.csv", "dir/b.csv"] {
        fs::write(path(name), TABLE).expect("written");
    }
    fs::write(path("aliases"), "lib\ta\n").expect("written");
    symlink("town.csv", path("link")).expect("a link");
    fs::hard_link(path("town.csv"), path("name")).expect("a link");
    place
}

fn run_in(place: &Path, program: &Path, line: &str) -> Output {
    let mut command = support::program(program);
    command.current_dir(place).args(line.split(' ')).args(["--lang", "en"]).output().expect("it runs")
}

/// The files of a directory, with their content.
fn contents(place: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut pending = vec![place.to_path_buf()];
    let mut found = Vec::new();
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => pending.push(path),
                false => found.push((path.clone(), fs::read(path).expect("a file"))),
            }
        }
    }
    found.sort();
    found
}

/// Runs a command that fails with status 2 and a message that ends with `reason`, and changes nothing.
#[track_caller]
fn assert_refused(place: &Path, program: &Path, line: &str, reason: &str) {
    let before = contents(place);
    let output = run_in(place, program, line);
    let message = stderr(&output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{line}: {output:?}");
    assert!(message.trim_end().ends_with(reason), "{line}: {message}");
    assert!(contents(place) == before, "{line} wrote something");
}

const IS_SOURCE: &str = "this file is one of the sources: name another one to write";

#[test]
fn a_pack_is_not_written_over_what_it_is_made_of() {
    let place = place();
    let program = Path::new(RAMURE);
    assert!(run_in(place.path(), program, "pack dir/b.csv -o old.rmr").status.success());
    for line in [
        "pack town.csv -o town.csv",
        "pack town.csv --executable town.csv",
        "pack town.csv -o ./dir/../town.csv",
        "pack town.csv -o link",
        "pack link -o town.csv",
        "pack town.csv -o name",
        "pack dir -o dir/b.csv",
        "pack dir/b.csv town.csv -o town.csv",
        "pack --data town.csv -o town.csv",
        "pack old.rmr -o old.rmr",
        "pack old.rmr",
    ] {
        assert_refused(place.path(), program, line, IS_SOURCE);
    }
    assert_refused(
        place.path(),
        program,
        "pack town.csv --aliases aliases -o aliases",
        "this is the file of the aliases: name another one to write",
    );
    let mut piped = support::program(program);
    let input = fs::File::open(place.path().join("town.csv")).expect("a file");
    let output = piped.current_dir(place.path()).args(["pack", "-", "-o", "town.csv"]).stdin(input).output();
    assert_eq!(output.expect("it runs").status.code(), Some(2));
    assert_eq!(fs::read_to_string(place.path().join("town.csv")).expect("a file"), TABLE);
    // Another file is replaced.
    assert!(run_in(place.path(), program, "pack town.csv -o old.rmr").status.success());
}

#[test]
fn a_program_is_replaced_only_by_one_with_another_directory() {
    let place = place();
    assert!(run_in(place.path(), Path::new(RAMURE), "pack dir/b.csv --executable own").status.success());
    let own = place.path().join("own");
    for line in ["pack -o own", "pack --executable own", "pack town.csv -o own"] {
        assert_refused(place.path(), &own, line, IS_SOURCE);
    }
    assert!(run_in(place.path(), &own, "pack town.csv --executable own").status.success());
}

#[test]
fn each_target_is_a_file_of_its_own() {
    let place = place();
    let program = Path::new(RAMURE);
    for line in [
        "pack town.csv -o same --executable same",
        "pack town.csv -o same --executable dir/../same",
        "pack town.csv -o aliases --executable ./aliases",
    ] {
        assert_refused(place.path(), program, line, "“-o” and “--executable” name the same file");
    }
    let reason = "is not written to standard output: name a file (“./-” for one of that name)";
    assert_refused(place.path(), program, "pack town.csv -o -", reason);
    assert_refused(place.path(), program, "pack town.csv --executable -", reason);
    assert!(run_in(place.path(), program, "pack town.csv -o one --executable two").status.success());
}

#[test]
fn what_is_missing_is_named() {
    let place = place();
    let program = Path::new(RAMURE);
    for (line, reason) in [
        ("pack nothere.csv", "ramure: nothere.csv: this file does not exist"),
        ("pack dir", "ramure: say which file to write with “-o” or “--executable”"),
        ("pack town.csv -o none/town.rmr", "ramure: none/town.rmr: the directory “none” does not exist"),
        ("pack town.csv -o none/", "ramure: none/: the directory “none/” does not exist"),
        ("pack town.csv -o dir", "ramure: dir: this is a directory"),
    ] {
        assert_refused(place.path(), program, line, reason);
    }
}
