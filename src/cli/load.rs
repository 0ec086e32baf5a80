//! Loads an organisation from files, directories, standard input, an LDAP directory or the embedded data. It is
//! read completely before the terminal is set up, with progress on standard error.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::error::Error;
use crate::import;
use crate::import::{FileGroup, ImportOptions, Importer, MissingColumn, ReadError, ReadErrorKind};
use crate::lang::{Lang, Tr};
use crate::memory;
use crate::memory::Shortage;
use crate::org::Org;
use crate::pack::PackError;
use crate::settings::Settings;
use crate::text::{Printable, nearest};

use super::aliases;
use super::cache::{Cache, Entry};
use super::directory;
use super::ldap;
use super::own_program;
use super::pack_file::PackFile;
use super::progress::Progress;
use super::source_name::is_standard_input;
use super::watched_reader::WatchedReader;

/// The organisation that comes with the program.
const EMBEDDED: &[u8] = include_bytes!("../../assets/dinum.json");
/// The name of the program in errors.
const OWN_NAME: &str = "ramure";
/// Its name in reported problems.
const EMBEDDED_NAME: &str = "dinum.json";

const READING: Tr = Tr::new("lecture", "reading");
const PARSING: Tr = Tr::new("analyse", "parsing");
const BUILDING: Tr = Tr::new("construction de l’arbre", "building the tree");

/// An organisation, and its entry in the cache if one is to be written.
#[derive(Debug)]
pub struct Loaded {
    pub org: Org,
    pub to_cache: Option<Entry>,
}

/// The organisation that the settings name, with the aliases.
pub fn organisation(settings: &Settings, progress: &mut Progress) -> Result<Loaded, Error> {
    let loaded = match &settings.data[..] {
        // The embedded organisation has no columns.
        [] => match MissingColumn::first(&settings.import_options.columns) {
            Some(column) => Err(no_column(column)),
            None => embedded(settings.lang).map(Loaded::from),
        },
        paths => load(paths, settings, progress).map_err(|(_, error)| error),
    };
    with_aliases(loaded?, settings)
}

/// The embedded organisation: that of the packed directory which the program ends with, or else the one
/// that comes with it.
pub fn embedded(lang: Lang) -> Result<Org, Error> {
    packed_in_program(lang)?.map_or_else(|| built_in(lang), Ok)
}

/// The organisation of the packed directory which the program ends with; `None` if it ends with none.
pub fn packed_in_program(lang: Lang) -> Result<Option<Org>, Error> {
    let pack = own_program::pack().and_then(|pack| pack.map(|pack| Org::open_pack(&pack, lang)).transpose());
    pack.map_err(|fault| damaged_pack(fault, &[]))
}

/// # Errors
/// If a fault was met while an organisation was read from a packed directory, the only one of `paths`: what
/// was made of it is incomplete.
pub fn check_pack(org: &Org, paths: &[PathBuf]) -> Result<(), Error> {
    org.pack_fault().map_or(Ok(()), |fault| Err(damaged_pack(fault.clone(), paths)))
}

/// # Errors
/// If memory is too short for work on all units of an organisation that was opened.
pub fn check_memory(org: &Org, paths: &[PathBuf]) -> Result<(), Error> {
    memory::check_room(0, org.len()).map_err(|shortage| too_little_memory(shortage, paths))
}

/// The error for work on an organisation that was read from `paths`.
pub fn too_little_memory(shortage: Shortage, paths: &[PathBuf]) -> Error {
    let path = paths.first().map_or(OWN_NAME.into(), |path| Printable::new(&path.to_string_lossy()));
    Error::Invalid { path, error: shortage.into() }
}

/// The error for a packed directory, the only one of `paths`, or else the one that the program ends with.
pub fn damaged_pack(fault: PackError, paths: &[PathBuf]) -> Error {
    let path = paths.first().map(|path| Printable::new(&path.to_string_lossy()));
    Error::Invalid { path: path.unwrap_or(OWN_NAME.into()), error: fault.into() }
}

/// The organisation that comes with the program.
fn built_in(lang: Lang) -> Result<Org, Error> {
    let mut importer = Importer::new(ImportOptions::default(), lang);
    let read = importer.read(&EMBEDDED_NAME.into(), Cow::Borrowed(EMBEDDED), &mut |_, _| {});
    read.map_err(read_error)?;
    Ok(importer.finish())
}

/// The language of the embedded organisation.
pub fn embedded_language() -> Lang {
    let named = embedded(Lang::Fr).ok().and_then(|org| org.metadata.lang);
    named.map_or(Lang::Fr, |lang| Lang::from_locale(&lang))
}

/// Loads the organisation that the settings name again, with the aliases and without showing
/// progress. An error if it came from standard input.
pub fn reload(settings: &Settings) -> Result<Loaded, Error> {
    let loaded = match &settings.data[..] {
        [] => embedded(settings.lang).map(Loaded::from),
        paths if paths.iter().any(|path| is_standard_input(path)) => Err(Error::StdinAlreadyRead),
        paths => load(paths, settings, &mut Progress::silent(settings.lang)).map_err(|(_, error)| error),
    };
    with_aliases(loaded?, settings)
}

fn with_aliases(mut loaded: Loaded, settings: &Settings) -> Result<Loaded, Error> {
    aliases::join(&mut loaded.org, settings)?;
    Ok(loaded)
}

/// Loads files as one organisation; `-` is standard input.
pub fn files(paths: &[PathBuf], settings: &Settings, progress: &mut Progress) -> Result<Org, Error> {
    files_or_failed(paths, settings, progress).map_err(|(_, error)| error)
}

/// Like [`files`]; an error comes with the index of the file that failed, or of the last one.
pub fn files_or_failed(
    paths: &[PathBuf],
    settings: &Settings,
    progress: &mut Progress,
) -> Result<Org, (usize, Error)> {
    load(paths, settings, progress).map(|loaded| loaded.org)
}

/// Opens the files in the cache or, if it does not have them, reads them.
fn load(paths: &[PathBuf], settings: &Settings, progress: &mut Progress) -> Result<Loaded, (usize, Error)> {
    let entry = Cache::new(settings).and_then(|cache| cache.entry(paths, settings));
    if let Some(org) = entry.as_ref().and_then(|entry| open_cached(entry, paths, settings)) {
        return Ok(org.into());
    }
    let start = Instant::now();
    let read = read_files(paths, settings, progress);
    // An error is reported on a line of its own.
    progress.clear();
    let org = read?;
    let to_cache = entry.filter(|entry| entry.is_due(&org, start.elapsed()));
    Ok(Loaded { org, to_cache })
}

fn open_cached(entry: &Entry, paths: &[PathBuf], settings: &Settings) -> Option<Org> {
    let (paths, settings) = (paths.to_vec(), settings.clone());
    entry.open(Box::new(move || read_files(&paths, &settings, &mut Progress::silent(settings.lang)).ok()))
}

fn read_files(
    paths: &[PathBuf],
    settings: &Settings,
    progress: &mut Progress,
) -> Result<Org, (usize, Error)> {
    let mut importer = Importer::new(settings.import_options.clone(), settings.lang);
    for (index, path) in paths.iter().enumerate() {
        let read = read_source(path, &mut importer, settings, progress);
        let is_last = index + 1 == paths.len();
        read.map_err(|error| (index, if is_last { with_stated_column(error, &importer) } else { error }))?;
    }
    if let Some(column) = importer.missing_column() {
        return Err((paths.len().saturating_sub(1), no_column(column)));
    }
    Ok(importer.finish_with_progress(&mut progress.of(BUILDING)))
}

/// The error for a stated column that does not exist, if it is the reason why a table has no names.
fn with_stated_column(error: Error, importer: &Importer) -> Error {
    let has_no_name = matches!(
        &error,
        Error::Invalid { error: ReadError { kind: ReadErrorKind::NoNameColumn { .. }, .. }, .. }
    );
    importer.missing_column().filter(|_| has_no_name).map_or(error, no_column)
}

/// Reads a file, a directory of files, standard input or an LDAP directory.
fn read_source(
    path: &Path,
    importer: &mut Importer,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<(), Error> {
    if let Some(address) = ldap::address(path).filter(|_| !settings.restricted) {
        return read_ldap(address, importer, settings, progress);
    }
    let name = Printable::new(&path.to_string_lossy());
    let content = match settings.restricted {
        true => packed_content(path, &name),
        false if !is_standard_input(path) && path.is_dir() => {
            return read_directory(path, name, importer, progress);
        }
        false => read_content(path, &name, progress),
    };
    let mut report = progress.of(PARSING);
    match content? {
        Content::Bytes(bytes) => importer.read(&name, Cow::Owned(bytes), &mut report),
        Content::Pack(file) => importer.open_pack(Box::new(file)).map_err(|error| (name, error)),
    }
    .map_err(read_error)
}

/// Reads the entries of an LDAP directory. What its server did not send is a problem.
fn read_ldap(
    address: &str,
    importer: &mut Importer,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<(), Error> {
    let directory = ldap::read(address, settings, progress)?;
    let mut report = |done, total| progress.report(BUILDING, done as u64, total as u64);
    let read = importer.read(&ldap::shown_address(address), Cow::Owned(directory.ldif), &mut report);
    read.map_err(read_error)?;
    directory.problems.into_iter().for_each(|problem| importer.report(problem));
    Ok(())
}

/// Reads the files of a directory. Those that cannot be read are problems, unless none can.
fn read_directory(
    path: &Path,
    name: Printable,
    importer: &mut Importer,
    progress: &mut Progress,
) -> Result<(), Error> {
    let files = directory::files(path).map_err(|error| Error::File { path: name.clone(), error })?;
    let files = files.ok_or_else(|| read_error((name.clone(), ReadErrorKind::TooManyFiles.into())))?;
    let mut group = FileGroup::new(name);
    for (done, file) in files.iter().enumerate() {
        progress.report(READING, done as u64, files.len() as u64);
        let name = Printable::new(&file.to_string_lossy());
        importer.read_into(&mut group, &name, read_file(file).map(Cow::Owned), &mut |_, _| {});
    }
    importer.finish_group(group).map_err(read_error)
}

/// The bytes of a file of a directory.
fn read_file(path: &Path) -> Result<Vec<u8>, ReadError> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let bytes = read(file, size, &mut |_| {})?;
    bytes.ok_or_else(ReadError::too_large)
}

fn no_column(column: MissingColumn) -> Error {
    let suggestion = nearest(&column.name, column.found.iter().map(|name| &**name)).map(Printable::new);
    Error::NoColumn { column, suggestion }
}

fn read_error((path, error): (Printable, ReadError)) -> Error {
    Error::Invalid { path, error }
}

impl From<Org> for Loaded {
    fn from(org: Org) -> Self {
        Self { org, to_cache: None }
    }
}

/// What a file has: bytes that were read, or a packed directory, which is read when it is needed.
enum Content {
    Bytes(Vec<u8>),
    Pack(PackFile),
}

/// The content of a packed directory; other files are not read in restricted mode.
fn packed_content(path: &Path, name: &Printable) -> Result<Content, Error> {
    let pack = File::open(path).and_then(|file| PackFile::recognise(&file));
    let pack = pack.map_err(|error| Error::File { path: name.clone(), error })?;
    pack.map(Content::Pack).ok_or_else(|| Error::OnlyPacks { path: name.clone() })
}

/// The content of a file or of standard input.
fn read_content(path: &Path, name: &Printable, progress: &mut Progress) -> Result<Content, Error> {
    let io_error = |error| Error::File { path: name.clone(), error };
    let bytes = if is_standard_input(path) {
        let input = io::stdin().as_fd().try_clone_to_owned().map_err(io_error)?;
        read_pipe(input.into(), progress)
    } else {
        let file = File::open(path).map_err(io_error)?;
        if let Some(pack) = PackFile::recognise(&file).map_err(io_error)? {
            return Ok(Content::Pack(pack));
        }
        match file.metadata().map_err(io_error)? {
            found if found.is_file() => {
                check_size(found.len()).map_err(|shortage| read_error((name.clone(), shortage.into())))?;
                read(file, found.len(), &mut |bytes| progress.report(READING, bytes, found.len()))
            }
            _ => read_pipe(file, progress),
        }
    };
    let bytes = bytes.map_err(io_error)?;
    bytes.map(Content::Bytes).ok_or_else(|| read_error((name.clone(), ReadError::too_large())))
}

/// # Errors
/// If memory is too short for a file of that size, which is not too large itself.
fn check_size(size: u64) -> Result<(), Shortage> {
    if size > import::MAX_FILE_BYTES { Ok(()) } else { memory::check_room(size as usize, 0) }
}

/// Reads what may come slowly, as from a pipe.
fn read_pipe(from: File, progress: &mut Progress) -> io::Result<Option<Vec<u8>>> {
    let mut report = |bytes| progress.report(READING, bytes, 0);
    read(WatchedReader::new(from, &mut report), 0, &mut |_| {})
}

/// All the bytes, or `None` if they exceed the size limit. `size` is the expected number of
/// bytes, used to reserve memory; 0 if unknown. `on_progress` is told how many were read.
fn read(mut from: impl Read, size: u64, on_progress: &mut dyn FnMut(u64)) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // One more, so that the end is found without more room. A failed reservation is no error yet: the actual size may
    // be smaller.
    let _ = bytes.try_reserve_exact(size.min(import::MAX_FILE_BYTES) as usize + 1);
    while size.max(bytes.len() as u64) <= import::MAX_FILE_BYTES {
        let has_more = memory::read_part(&mut from, &mut bytes)?;
        on_progress(bytes.len() as u64);
        if !has_more {
            return Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= import::MAX_FILE_BYTES));
        }
    }
    Ok(None)
}
