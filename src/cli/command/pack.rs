//! `ramure pack`: writes a packed directory, or a copy of the program that ends with it.

mod targets;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::directory;
use crate::cli::ldap;
use crate::cli::load;
use crate::cli::new_file::NewFile;
use crate::cli::output::print;
use crate::cli::own_program;
use crate::cli::pack_file::copy_start;
use crate::cli::problems_message::problems_message;
use crate::cli::progress::{INDEXING, Progress, WRITING};
use crate::error::Error;
use crate::lang::{Tr, bytes, units};
use crate::org::{Org, PackInfo, PackedSource};
use crate::search::Index;
use crate::settings::Settings;
use crate::text::Printable;
use crate::tui::Interruption;

pub use targets::Target;

/// The permissions of a new file and of a new program, before the mask of the process.
const FILE_MODE: u32 = 0o666;
const PROGRAM_MODE: u32 = 0o777;

const PACKED: Tr = Tr::new("{} : {}, {}", "{}: {}, {}");

/// Packs the files as one organisation; without files, the one that the settings name. That they have problems is added
/// to `messages`.
pub fn run(
    files: &[PathBuf],
    target: &Target,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let paths = if files.is_empty() { &settings.data[..] } else { files };
    let targets = target.files(paths, settings)?;
    let org = match paths {
        [] => load::embedded(settings.lang)?,
        paths => load::files(paths, settings, progress)?,
    };
    load::check_memory(&org, paths)?;
    let index = Index::with_progress(&org, &mut progress.of(INDEXING));
    let interruption = Interruption::new().map_err(Error::Terminal)?;
    let packing = Packing { org: &org, index: &index, info: info(paths), interruption: &interruption };
    for (path, is_program) in targets {
        let written = packing.write(&path, is_program, progress);
        progress.clear();
        interruption.signal().map_or(Ok(()), |signal| Err(Error::Interrupted(signal)))?;
        load::check_pack(&org, paths)?;
        let name = Printable::new(&path.to_string_lossy());
        written.map_err(|error| Error::File { path: name.clone(), error })?;
        let size = fs::metadata(&path).map_or(0, |found| found.len());
        let lang = settings.lang;
        let line = PACKED.with(lang, &[&name, &units(org.len(), lang), &bytes(size, lang)]);
        print(|out| writeln!(out, "{line}"))?;
    }
    messages.extend(problems_message(&org, paths, settings));
    Ok(0)
}

/// What is written to each target.
struct Packing<'a> {
    org: &'a Org,
    index: &'a Index,
    info: PackInfo,
    interruption: &'a Interruption,
}

impl Packing<'_> {
    /// Writes a file that replaces another only once it is whole.
    fn write(&self, path: &Path, is_program: bool, progress: &mut Progress) -> io::Result<()> {
        let mode = if is_program { PROGRAM_MODE } else { FILE_MODE };
        let file = NewFile::create(path, mode)?;
        let mut out = InterruptibleFile { file, interruption: self.interruption };
        if is_program {
            let program = own_program::open()?;
            copy_start(&program, own_program::program_bytes(&program)?, &mut out)?;
        }
        let out = self.index.write_pack(self.org, self.info.clone(), out, &mut progress.of(WRITING))?;
        // A new pack of a damaged one would be missing something.
        match self.org.pack_fault() {
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            None => out.file.finish(),
        }
    }
}

/// A file that is given up when a signal comes.
struct InterruptibleFile<'a> {
    file: NewFile,
    interruption: &'a Interruption,
}

impl Write for InterruptibleFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.interruption.signal() {
            // After an error of the kind `Interrupted` it would be tried again.
            Some(_) => Err(io::ErrorKind::Other.into()),
            None => self.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What is packed, and when.
fn info(paths: &[PathBuf]) -> PackInfo {
    let source = |path: &PathBuf| PackedSource { name: source_name(path), bytes: source_bytes(path) };
    PackInfo {
        program: env!("CARGO_PKG_VERSION").into(),
        created: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()),
        sources: paths.iter().map(source).collect(),
    }
}

/// The size of a file, or of all files of a directory.
fn source_bytes(path: &Path) -> u64 {
    let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    let files = directory::files(path).ok().flatten();
    files.map_or_else(|| size(path), |files| files.iter().map(|file| size(file)).sum())
}

/// The name of a source for whoever opens the pack: a file without its directories, an LDAP directory without
/// the query of its address, which can name an account.
fn source_name(path: &Path) -> Printable {
    let name = match ldap::address(path) {
        Some(address) => address.split('?').next().unwrap_or_default().into(),
        None => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(),
    };
    Printable::new(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_without_its_directory_or_account() {
        let name = |path: &str| source_name(Path::new(path)).to_string();
        assert_eq!(name("/home/me/town.csv"), "town.csv");
        assert_eq!(name("-"), "-");
        assert_eq!(name("ldap://host/dc=example??sub?(ou=*)?bindname=cn=me"), "ldap://host/dc=example");
    }
}
