//! A host in restricted mode: a system user, and a private `sshd` on the loopback interface. Both
//! are removed when the value is dropped.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::documented;
use crate::process::{Process, below, kill, of_user};
use crate::session::{Session, eventually};
use crate::system_calls::{TRACED, forbidden, programs};

/// The parent directory of the files. sshd wants every parent of a chroot to belong to root, which
/// is not so for the usual temporary directory.
const BASE_DIRECTORY: &str = "/var/lib";

const SSHD: &str = "/usr/sbin/sshd";

/// Held while a user is made or removed: one program at a time may change the list of users.
static USERS: Mutex<()> = Mutex::new(());

/// How sshd is configured to run the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// The program is the login shell.
    LoginShell,
    /// The same with `ForceCommand kiosk`.
    ForceCommand,
    /// The same in a chroot, with the program as its only file.
    Chroot,
    /// A key with `command="kiosk"`.
    KeyCommand,
    /// A key that allows no terminal.
    KeyCommandWithoutTerminal,
    /// The login shell is `sh`, and the key's command names the program.
    KeyCommandInShell,
    /// Connections are accepted without a key.
    NoAuthentication,
    /// The configuration of `docs/ssh.md`.
    Documented,
}

impl Setup {
    pub const ALL: [Setup; 8] = [
        Setup::LoginShell,
        Setup::ForceCommand,
        Setup::Chroot,
        Setup::KeyCommand,
        Setup::KeyCommandWithoutTerminal,
        Setup::KeyCommandInShell,
        Setup::NoAuthentication,
        Setup::Documented,
    ];

    /// The setups that allow a terminal.
    pub fn with_terminal() -> impl Iterator<Item = Setup> {
        Setup::ALL.into_iter().filter(|setup| *setup != Setup::KeyCommandWithoutTerminal)
    }
}

pub struct Host {
    setup: Setup,
    /// The options of the program where a command line names it.
    options: String,
    pub directory: PathBuf,
    pub user: String,
    uid: u32,
    pub port: u16,
    /// `sshd`, or `strace` around it.
    sshd: Option<Child>,
}

impl Host {
    pub fn new(setup: Setup) -> Self {
        Self::with(setup, "")
    }

    /// A host with additional lines in the configuration of `sshd`.
    pub fn with(setup: Setup, lines: &str) -> Self {
        Self::with_program(setup, lines, &built(), "--restricted")
    }

    /// A host that runs this program; where a command line names it, with these options.
    pub fn with_program(setup: Setup, lines: &str, program: &Path, options: &str) -> Self {
        let mut host = Self::built(setup, program, options);
        host.start(lines, Command::new(SSHD));
        host
    }

    /// A host whose system calls are reported: see [`Host::assert_isolated`].
    pub fn traced(setup: Setup, lines: &str) -> Self {
        let mut host = Self::built(setup, &built(), "--restricted");
        let mut strace = Command::new("strace");
        strace.args(["-f", "--seccomp-bpf", "-e", TRACED, "-o", &host.path("calls"), "--", SSHD]);
        host.start(lines, strace);
        host
    }

    fn built(setup: Setup, program: &Path, options: &str) -> Self {
        assert!(
            rustix::process::geteuid().is_root(),
            "needs root to create the user: `.ci/ssh` runs this as root"
        );
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ramure-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let directory = Path::new(BASE_DIRECTORY).join(&name);
        // From here on, Drop cleans up after a failure.
        let options = options.to_string();
        let mut host = Self { setup, options, directory, user: name, uid: 0, port: free_port(), sshd: None };
        host.build(program);
        host
    }

    fn build(&mut self, program: &Path) {
        for directory in ["", "bin", "chroot", "home"] {
            make_directory(&self.directory.join(directory));
        }
        install(program, &self.program());
        let chrooted = self.chroot().join(self.program().strip_prefix("/").expect("an absolute path"));
        make_directory(chrooted.parent().expect("a directory"));
        install(program, &chrooted);
        self.make_user();
        for key in ["host", "key"] {
            let path = self.path(key);
            run_checked(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &path]));
        }
        let public = fs::read_to_string(self.directory.join("key.pub")).expect("a key");
        self.write("keys", &format!("{}{public}", self.key_options()));
        let host = fs::read_to_string(self.directory.join("host.pub")).expect("a key");
        self.write("known", &format!("[127.0.0.1]:{} {host}", self.port));
    }

    fn make_user(&mut self) {
        let shell = match self.setup {
            Setup::KeyCommandInShell => "/bin/sh".to_string(),
            _ => self.program().display().to_string(),
        };
        // An impossible password hash: unlike an empty one, it does not count as a locked account.
        let password = if self.setup == Setup::NoAuthentication { "" } else { "*" };
        let home = ["--system", "--no-create-home", "--home-dir", "/"];
        let users = USERS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        run_checked(Command::new("useradd").args(home).args([
            "--shell",
            &shell,
            "--password",
            password,
            &self.user,
        ]));
        drop(users);
        let id = Command::new("id").args(["-u", &self.user]).output().expect("id");
        self.uid = String::from_utf8_lossy(&id.stdout).trim().parse().expect("a number");
    }

    fn key_options(&self) -> String {
        match self.setup {
            Setup::KeyCommand => "restrict,pty,command=\"kiosk\" ".to_string(),
            Setup::KeyCommandWithoutTerminal => "restrict,command=\"kiosk\" ".to_string(),
            Setup::KeyCommandInShell => {
                format!("restrict,pty,command=\"{} {}\" ", self.program().display(), self.options)
            }
            _ => String::new(),
        }
    }

    fn configuration(&self) -> String {
        let lines = match self.setup {
            Setup::Documented => documented::configuration(self),
            _ => self.own_configuration(),
        };
        format!("ListenAddress 127.0.0.1\nLogLevel VERBOSE\n{lines}")
    }

    fn own_configuration(&self) -> String {
        let setup_lines = match self.setup {
            Setup::ForceCommand => "ForceCommand kiosk".to_string(),
            Setup::Chroot => format!("ForceCommand kiosk\nChrootDirectory {}", self.chroot().display()),
            Setup::NoAuthentication => {
                "ForceCommand kiosk\nAuthenticationMethods none\nPasswordAuthentication yes\n\
                 PermitEmptyPasswords yes"
                    .to_string()
            }
            _ => String::new(),
        };
        let (port, user) = (self.port, &self.user);
        let [host, pid, keys] = ["host", "pid", "keys"].map(|name| self.path(name));
        format!(
            "Port {port}\nHostKey {host}\nPidFile {pid}\nAuthorizedKeysFile {keys}\n\
             AllowUsers {user}\nUsePAM no\nKbdInteractiveAuthentication no\nMaxStartups 1000\n\
             DisableForwarding yes\nPermitUserRC no\nPermitTTY yes\n{setup_lines}\n"
        )
    }

    /// Starts `sshd` by a command to which its options are added.
    fn start(&mut self, lines: &str, mut sshd: Command) {
        make_directory(Path::new("/run/sshd"));
        let own = if self.setup == Setup::NoAuthentication { "" } else { "PasswordAuthentication no\n" };
        // sshd uses the first value of a keyword.
        self.write("sshd_config", &format!("{lines}\n{own}{}", self.configuration()));
        let log = File::create(self.directory.join("log")).expect("a log");
        sshd.args(["-D", "-e", "-f", &self.path("sshd_config")]).stdin(Stdio::null()).stderr(log);
        self.sshd = Some(sshd.spawn().expect("sshd"));
        let answers = || TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok();
        assert!(eventually(answers).is_some(), "sshd does not start: {}", self.log());
    }

    pub fn program(&self) -> PathBuf {
        self.directory.join("bin/ramure")
    }

    pub fn chroot(&self) -> PathBuf {
        self.directory.join("chroot")
    }

    /// The log of `sshd`.
    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    /// A client program with the options of this host, without a configuration and without prompts.
    pub fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.directory.join("home")).env("TERM", "xterm-256color");
        command.args(self.options()).stdin(Stdio::null());
        command
    }

    /// The options for every OpenSSH client.
    pub fn options(&self) -> Vec<String> {
        let methods = if self.setup == Setup::NoAuthentication { "none" } else { "publickey" };
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

    /// Opens the browser in a terminal of 80 by 24 and waits for its first frame.
    pub fn browse(&self) -> Session {
        let session = self.session(&[], 80, 24);
        session.wait_for_frame();
        session
    }

    pub fn session(&self, options: &[&str], columns: u16, rows: u16) -> Session {
        Session::start(&self.ssh(options, None), columns, rows)
    }

    /// The processes of the program.
    pub fn programs(&self) -> Vec<Process> {
        of_user(self.uid).into_iter().filter(|process| process.name == "ramure").collect()
    }

    /// All processes below `sshd`.
    pub fn processes(&self) -> Vec<u32> {
        self.sshd.as_ref().map_or(Vec::new(), |sshd| below(sshd.id()))
    }

    /// The only process of the program.
    pub fn running_program(&self) -> Process {
        let programs = eventually(|| Some(self.programs()).filter(|programs| programs.len() == 1));
        programs.and_then(|programs| programs.into_iter().next()).expect("one program")
    }

    /// Whether every process of the program ends in time.
    pub fn has_no_process(&self) -> bool {
        eventually(|| self.programs().is_empty().then_some(())).is_some()
    }

    /// Checks that no program ran but `sshd` and ours, which started nothing, and opened and changed no file.
    #[track_caller]
    pub fn assert_isolated(&self) {
        assert!(self.has_no_process());
        let report = fs::read_to_string(self.directory.join("calls")).expect("a report");
        let program = self.program().display().to_string();
        assert_eq!(programs(&report), BTreeSet::from([SSHD, &program]));
        assert_eq!(forbidden(&report), [""; 0]);
    }

    pub fn path(&self, name: &str) -> String {
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
            let _ = eventually(|| of_user(self.uid).is_empty().then_some(()));
            let _users = USERS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let _ = Command::new("userdel").arg(&self.user).stderr(Stdio::null()).status();
        }
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// The static release build made by `.ci/ssh`.
pub fn built() -> PathBuf {
    let path = std::env::var_os("RAMURE_RELEASE").map(PathBuf::from);
    path.expect("RAMURE_RELEASE names the release build: `.ci/ssh` sets it")
}

/// A port that is free.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

fn install(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    fs::set_permissions(to, Permissions::from_mode(0o755)).expect("permissions");
}

fn make_directory(path: &Path) {
    fs::create_dir_all(path).expect("a directory");
    fs::set_permissions(path, Permissions::from_mode(0o755)).expect("permissions");
}

pub fn run_checked(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
