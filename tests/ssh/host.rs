//! A machine that strangers may look things up on: a user whose login shell is the program, and
//! an `sshd` of its own on the loopback. All of it is gone when the value is.

use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::process::{Process, below, kill, of_user};
use crate::session::{Session, patiently};

/// Where the machine is built. The way to a chroot must belong to root all along, which that to
/// the usual temporary directory does not.
const GROUND: &str = "/var/lib";

/// How the program comes to be what a connection runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is the login shell, and nothing more.
    Login,
    /// `ForceCommand kiosk` besides.
    Forced,
    /// A chroot besides, with the program as its only file.
    Jailed,
    /// A key with `command="kiosk"`.
    Keyed,
    /// A key that allows no terminal.
    KeyedWithoutTerminal,
    /// The login shell is `sh`, and the key's command names the program.
    Shelled,
    /// Nobody is asked for a key.
    Public,
}

impl Way {
    pub const ALL: [Way; 7] = [
        Way::Login,
        Way::Forced,
        Way::Jailed,
        Way::Keyed,
        Way::KeyedWithoutTerminal,
        Way::Shelled,
        Way::Public,
    ];

    /// The ways that give a terminal to who asks for one.
    pub fn with_terminal() -> impl Iterator<Item = Way> {
        Way::ALL.into_iter().filter(|way| *way != Way::KeyedWithoutTerminal)
    }
}

pub struct Host {
    way: Way,
    pub directory: PathBuf,
    pub user: String,
    uid: u32,
    pub port: u16,
    sshd: Option<Child>,
}

impl Host {
    pub fn new(way: Way) -> Self {
        Self::with(way, "")
    }

    /// A machine whose `sshd` has some more lines in its configuration.
    pub fn with(way: Way, lines: &str) -> Self {
        assert!(rustix::process::geteuid().is_root(), "root makes the user: `.ci/ssh` runs this as root");
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("ramure-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let directory = Path::new(GROUND).join(&name);
        // From here on, what is made is unmade when something fails.
        let mut host = Self { way, directory, user: name, uid: 0, port: free_port(), sshd: None };
        host.build();
        host.start(lines);
        host
    }

    fn build(&mut self) {
        for directory in ["", "bin", "jail", "home"] {
            make_directory(&self.directory.join(directory));
        }
        put(&built(), &self.program());
        let jailed = self.jail().join(self.program().strip_prefix("/").expect("an absolute path"));
        make_directory(jailed.parent().expect("a directory"));
        put(&built(), &jailed);
        self.make_user();
        for key in ["host", "key"] {
            let path = self.path(key);
            done(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &path]));
        }
        let public = fs::read_to_string(self.directory.join("key.pub")).expect("a key");
        self.write("keys", &format!("{}{public}", self.key_options()));
        let host = fs::read_to_string(self.directory.join("host.pub")).expect("a key");
        self.write("known", &format!("[127.0.0.1]:{} {host}", self.port));
    }

    fn make_user(&mut self) {
        let shell = match self.way {
            Way::Shelled => "/bin/sh".to_string(),
            _ => self.program().display().to_string(),
        };
        // A password that no text has, so that the account is not taken for a locked one.
        let password = if self.way == Way::Public { "" } else { "*" };
        let home = ["--system", "--no-create-home", "--home-dir", "/"];
        done(Command::new("useradd").args(home).args([
            "--shell",
            &shell,
            "--password",
            password,
            &self.user,
        ]));
        let id = Command::new("id").args(["-u", &self.user]).output().expect("id");
        self.uid = String::from_utf8_lossy(&id.stdout).trim().parse().expect("a number");
    }

    fn key_options(&self) -> String {
        match self.way {
            Way::Keyed => "restrict,pty,command=\"kiosk\" ".to_string(),
            Way::KeyedWithoutTerminal => "restrict,command=\"kiosk\" ".to_string(),
            Way::Shelled => format!("restrict,pty,command=\"{} --restricted\" ", self.program().display()),
            _ => String::new(),
        }
    }

    fn configuration(&self) -> String {
        let of_the_way = match self.way {
            Way::Forced => "ForceCommand kiosk".to_string(),
            Way::Jailed => format!("ForceCommand kiosk\nChrootDirectory {}", self.jail().display()),
            Way::Public => "ForceCommand kiosk\nAuthenticationMethods none\nPasswordAuthentication yes\n\
                 PermitEmptyPasswords yes"
                .to_string(),
            _ => String::new(),
        };
        let (port, user) = (self.port, &self.user);
        let [host, pid, keys] = ["host", "pid", "keys"].map(|name| self.path(name));
        format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nPidFile {pid}\nAuthorizedKeysFile {keys}\n\
             AllowUsers {user}\nUsePAM no\nKbdInteractiveAuthentication no\nMaxStartups 1000\nLogLevel VERBOSE\n\
             DisableForwarding yes\nPermitUserRC no\nPermitTTY yes\n{of_the_way}\n"
        )
    }

    fn start(&mut self, lines: &str) {
        make_directory(Path::new("/run/sshd"));
        let own = if self.way == Way::Public { "" } else { "PasswordAuthentication no\n" };
        // sshd keeps the first of two lines that contradict each other.
        self.write("sshd_config", &format!("{lines}\n{own}{}", self.configuration()));
        let log = File::create(self.directory.join("log")).expect("a log");
        let mut sshd = Command::new("/usr/sbin/sshd");
        sshd.args(["-D", "-e", "-f", &self.path("sshd_config")]).stdin(Stdio::null()).stderr(log);
        self.sshd = Some(sshd.spawn().expect("sshd"));
        let answers = || TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok();
        assert!(patiently(answers).is_some(), "sshd does not start: {}", self.log());
    }

    pub fn program(&self) -> PathBuf {
        self.directory.join("bin/ramure")
    }

    pub fn jail(&self) -> PathBuf {
        self.directory.join("jail")
    }

    /// What `sshd` said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    /// A client without settings of its own, that asks nobody anything; options come after.
    pub fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.directory.join("home")).env("TERM", "xterm-256color");
        command.args(self.options()).stdin(Stdio::null());
        command
    }

    /// What every client of OpenSSH is told.
    pub fn options(&self) -> Vec<String> {
        let methods = if self.way == Way::Public { "none" } else { "publickey" };
        let settings = [
            format!("Port={}", self.port),
            format!("IdentityFile={}", self.path("key")),
            format!("UserKnownHostsFile={}", self.path("known")),
            format!("PreferredAuthentications={methods}"),
            format!("User={}", self.user),
            "IdentitiesOnly=yes".to_string(),
            "BatchMode=yes".to_string(),
            "LogLevel=ERROR".to_string(),
        ];
        let mut options = vec!["-F".to_string(), "none".to_string()];
        options.extend(settings.into_iter().flat_map(|setting| ["-o".to_string(), setting]));
        options
    }

    /// `ssh OPTIONS 127.0.0.1 REQUEST`.
    pub fn ssh(&self, options: &[&str], request: Option<&str>) -> Command {
        let mut command = self.client("ssh");
        command.args(options).arg("127.0.0.1").args(request);
        command
    }

    /// Sends a request without a terminal.
    pub fn ask(&self, request: &str) -> Output {
        self.ssh(&[], Some(request)).output().expect("ssh")
    }

    /// Opens the browser in a terminal of 80 by 24, its first frame drawn.
    pub fn browse(&self) -> Session {
        let session = self.session(&[], 80, 24);
        session.wait_for_frame();
        session
    }

    pub fn session(&self, options: &[&str], columns: u16, rows: u16) -> Session {
        Session::start(&self.ssh(options, None), columns, rows)
    }

    /// What the user runs of the program.
    pub fn programs(&self) -> Vec<Process> {
        of_user(self.uid).into_iter().filter(|process| process.name == "ramure").collect()
    }

    /// The only one of them.
    pub fn program_running(&self) -> Process {
        let programs = patiently(|| Some(self.programs()).filter(|programs| programs.len() == 1));
        programs.and_then(|programs| programs.into_iter().next()).expect("one program")
    }

    /// Whether nothing of the program is left, in time.
    pub fn is_left_alone(&self) -> bool {
        patiently(|| self.programs().is_empty().then_some(())).is_some()
    }

    fn path(&self, name: &str) -> String {
        self.directory.join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.directory.join(name), text).expect("written");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(sshd) = &mut self.sshd {
            let sessions = below(sshd.id());
            let _ = sshd.kill();
            let _ = sshd.wait();
            sessions.into_iter().for_each(kill);
        }
        if self.uid != 0 {
            of_user(self.uid).into_iter().for_each(|process| kill(process.pid));
            let _ = patiently(|| of_user(self.uid).is_empty().then_some(()));
            let _ = Command::new("userdel").arg(&self.user).stderr(Stdio::null()).status();
        }
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// The static binary that `.ci/ssh` built.
pub fn built() -> PathBuf {
    let path = std::env::var_os("RAMURE_STATIC").map(PathBuf::from);
    path.expect("RAMURE_STATIC names the static binary: `.ci/ssh` sets it")
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

fn put(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    fs::set_permissions(to, Permissions::from_mode(0o755)).expect("permissions");
}

fn make_directory(path: &Path) {
    fs::create_dir_all(path).expect("a directory");
    fs::set_permissions(path, Permissions::from_mode(0o755)).expect("permissions");
}

fn done(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
