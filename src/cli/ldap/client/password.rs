//! The password for an LDAP directory, from the file that `RAMURE_PASSWORD_FILE` names or from a prompt. It is kept
//! out of core files, and overwritten after use.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::cli::progress::Progress;
use crate::lang::Tr;
use crate::settings::Settings;
use crate::text::Printable;

use super::failure::{Failure, quoted};
use super::message::wipe;

/// The length of a password, in bytes, at most.
const MAX_PASSWORD_BYTES: u64 = 4096;
/// The permissions of others than the owner of a file.
const OTHERS: u32 = 0o077;

const PROMPT: Tr = Tr::new("Mot de passe de {} : ", "Password for {}: ");
const NEEDED: Tr = Tr::new(
    "mot de passe nécessaire, et pas de terminal où le demander : indiquez dans RAMURE_PASSWORD_FILE le fichier qui le contient",
    "password needed, and there is no terminal to ask for it: set RAMURE_PASSWORD_FILE to the file that contains it",
);
const UNREADABLE: Tr = Tr::new("le fichier du mot de passe, {} : {}", "the password file, {}: {}");
const EMPTY: Tr = Tr::new(
    "le mot de passe est vide : le serveur prendrait cette connexion pour une connexion anonyme (retirez « bindname » pour en faire une)",
    "the password is empty: the server would take the connection for an anonymous one (remove “bindname” to make one)",
);
const TOO_LONG: Tr =
    Tr::new("le fichier du mot de passe dépasse {} octets", "the password file is over {} bytes");
const READABLE_BY_OTHERS: Tr = Tr::new(
    "d’autres utilisateurs peuvent lire ou changer le fichier du mot de passe : « chmod 600 » l’empêche",
    "other users can read or change the password file: “chmod 600” prevents it",
);
const CORE: Tr = Tr::new(
    "impossible d’interdire le fichier « core », qui contiendrait le mot de passe : {}",
    "cannot forbid a core file, which would contain the password: {}",
);

pub struct Password(Vec<u8>);

impl Password {
    /// Reads or asks for the password of an account.
    pub fn read(bind_name: &str, settings: &Settings, progress: &mut Progress) -> Result<Self, Failure> {
        forbid_core().map_err(|error| Failure::of_system(CORE, &error))?;
        let mut password = match &settings.password_file {
            Some(path) => Self::from_file(path, progress)?,
            None => Self::from_terminal(bind_name, settings, progress)?,
        };
        let line_end = password.0.iter().rev().take_while(|byte| b"\r\n".contains(byte)).count();
        password.0.truncate(password.0.len() - line_end);
        if password.0.is_empty() { Err(Failure::new(EMPTY, &[])) } else { Ok(password) }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn from_file(path: &Path, progress: &mut Progress) -> Result<Self, Failure> {
        // Room for all of it, so that no part is left in memory that is given back.
        let mut password = Self(Vec::with_capacity(2 * MAX_PASSWORD_BYTES as usize));
        let mode = read_file(path, &mut password.0).map_err(|error| unreadable(path, &error))?;
        if password.0.len() as u64 > MAX_PASSWORD_BYTES {
            return Err(Failure::new(TOO_LONG, &[&MAX_PASSWORD_BYTES.to_string()]));
        }
        if mode & OTHERS != 0 {
            progress.warn(READABLE_BY_OTHERS);
        }
        Ok(password)
    }

    fn from_terminal(bind_name: &str, settings: &Settings, progress: &mut Progress) -> Result<Self, Failure> {
        if progress.is_silent() {
            return Err(Failure::new(NEEDED, &[]));
        }
        progress.clear();
        let prompt = PROMPT.with(settings.lang, &[&Printable::new(bind_name)]);
        let typed = rpassword::prompt_password(prompt);
        typed.map(|typed| Self(typed.into_bytes())).map_err(|_| Failure::new(NEEDED, &[]))
    }
}

impl Drop for Password {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let name = quoted(&path.to_string_lossy());
    let reason = Failure::of_system(Tr::new("{}", "{}"), error);
    Failure::in_both(|lang| UNREADABLE.with(lang, &[&name, reason.message(lang)]))
}

/// Reads a file up to one byte more than a password may have. Returns its permissions, if it is a regular file.
fn read_file(path: &Path, to: &mut Vec<u8>) -> io::Result<u32> {
    let file = File::open(path)?;
    let found = file.metadata()?;
    file.take(MAX_PASSWORD_BYTES + 1).read_to_end(to)?;
    Ok(if found.is_file() { found.permissions().mode() } else { 0 })
}

/// No core file is written, and other processes of the user cannot read the memory.
fn forbid_core() -> io::Result<()> {
    let maximum = getrlimit(Resource::Core).maximum;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum })?;
    // A program that receives core files heeds no limit.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
