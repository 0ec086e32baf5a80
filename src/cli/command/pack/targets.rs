//! The files that `ramure pack` writes. None of them may be one that it reads.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::cli::directory;
use crate::cli::file_id::FileId;
use crate::cli::ldap;
use crate::cli::new_file::directory_of;
use crate::cli::own_program;
use crate::cli::source_name::is_standard_input;
use crate::error::Error;
use crate::lang::{Lang, Tr};
use crate::settings::Settings;
use crate::text::Printable;

/// The extension of packed directories.
const EXTENSION: &str = "rmr";

const NO_TARGET: Tr = Tr::new(
    "indiquez le fichier à écrire avec « -o » ou « --executable »",
    "say which file to write with “-o” or “--executable”",
);
const STANDARD_OUTPUT: Tr = Tr::new(
    "un annuaire empaqueté ne s’écrit pas sur la sortie standard : indiquez un fichier (« ./- » pour celui de ce nom)",
    "a packed directory is not written to standard output: name a file (“./-” for one of that name)",
);
const SAME_TARGET: Tr = Tr::new(
    "« -o » et « --executable » désignent le même fichier",
    "“-o” and “--executable” name the same file",
);
const IS_SOURCE: Tr = Tr::new(
    "{} : ce fichier est l’une des sources : indiquez-en un autre à écrire",
    "{}: this file is one of the sources: name another one to write",
);
const IS_ALIASES: Tr = Tr::new(
    "{} : ce fichier est celui des alias : indiquez-en un autre à écrire",
    "{}: this is the file of the aliases: name another one to write",
);

/// What is written.
#[derive(Debug)]
pub struct Target {
    /// A packed directory.
    pub output: Option<PathBuf>,
    /// A copy of the program that ends with it.
    pub executable: Option<PathBuf>,
}

impl Target {
    /// The files to write, each with whether it is a program. Without one it is named after the first of the sources,
    /// in the current directory.
    ///
    /// # Errors
    /// If it is not said which, or if one of them is read.
    pub fn files(&self, sources: &[PathBuf], settings: &Settings) -> Result<Vec<(PathBuf, bool)>, Error> {
        let named = [(&self.output, false), (&self.executable, true)];
        let mut files: Vec<(PathBuf, bool)> =
            named.into_iter().filter_map(|(path, is_program)| Some((path.clone()?, is_program))).collect();
        if files.is_empty() {
            files.push((default_file(sources, settings.lang)?, false));
        }
        check(&files, sources, settings)?;
        Ok(files)
    }
}

/// The file that is written if none is named.
fn default_file(sources: &[PathBuf], lang: Lang) -> Result<PathBuf, Error> {
    let Some(first) = sources.first() else { return Err(usage(NO_TARGET, lang)) };
    match fs::metadata(first) {
        Err(error) if !is_standard_input(first) && ldap::address(first).is_none() => {
            Err(Error::File { path: shown(first), error })
        }
        found => {
            let stem = stem(first).filter(|_| found.is_ok_and(|found| found.is_file()));
            stem.map(|stem| Path::new(&stem).with_extension(EXTENSION)).ok_or_else(|| usage(NO_TARGET, lang))
        }
    }
}

/// The name of a file up to its first dot.
fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let stem = name.split('.').next()?;
    (!stem.is_empty()).then(|| stem.to_string())
}

/// # Errors
/// If a file to write cannot be one, is read, or is the same as the other one.
fn check(files: &[(PathBuf, bool)], sources: &[PathBuf], settings: &Settings) -> Result<(), Error> {
    let lang = settings.lang;
    let read: Vec<FileId> = sources.iter().flat_map(|source| source_ids(source)).collect();
    let aliases = settings.aliases.as_ref().and_then(|file| FileId::of(&file.path));
    let own_program = own_program::open().and_then(|program| program.metadata());
    let own_program = own_program.ok().as_ref().map(FileId::from);
    let mut written = Vec::new();
    for (path, is_program) in files {
        if is_standard_input(path) {
            return Err(usage(STANDARD_OUTPUT, lang));
        }
        let file = target_id(path)?;
        // A program may be replaced by one with another directory.
        let is_own_program = own_program.as_ref() == Some(&file) && (sources.is_empty() || !is_program);
        if is_own_program || read.contains(&file) {
            return Err(usage_of(IS_SOURCE, path, lang));
        }
        if aliases.as_ref() == Some(&file) {
            return Err(usage_of(IS_ALIASES, path, lang));
        }
        if written.contains(&file) {
            return Err(usage(SAME_TARGET, lang));
        }
        written.push(file);
    }
    Ok(())
}

/// A source, or all files of a directory.
fn source_ids(source: &Path) -> Vec<FileId> {
    let files = directory::files(source).ok().flatten();
    files.unwrap_or_else(|| vec![source.to_path_buf()]).iter().filter_map(|file| FileId::of(file)).collect()
}

fn target_id(path: &Path) -> Result<FileId, Error> {
    let is_directory = path.as_os_str().as_bytes().ends_with(b"/");
    let directory = if is_directory { path } else { directory_of(path) };
    FileId::of_target(path, directory).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NoDirectory { path: shown(path), directory: shown(directory) },
        _ => Error::File { path: shown(path), error },
    })
}

fn shown(path: &Path) -> Printable {
    Printable::new(&path.to_string_lossy())
}

fn usage(message: Tr, lang: Lang) -> Error {
    Error::Usage(Printable::from(message.get(lang)))
}

fn usage_of(message: Tr, path: &Path, lang: Lang) -> Error {
    Error::Usage(Printable::new(&message.with(lang, &[&path.to_string_lossy()])))
}
