//! A conversation with an LDAP server: requests, and answers of bounded size.

use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use crate::lang::{Tr, bytes, number};

use super::ber;
use super::failure::{CLOSED, Failure};
use super::message::{self, Answer};
use super::password::Password;
use super::socket::{self, MAX_SILENCE, Socket};
use super::tls::{self, TlsStream};
use super::url::LdapUrl;

/// The size of a message, in bytes: an entry with all its values. A group of 100,000 members has about 8 MiB.
const MAX_MESSAGE_BYTES: usize = 32 << 20;
/// Everything that is read from a server, in bytes.
const MAX_RECEIVED_BYTES: usize = 256 << 20;

const UNREACHABLE: Tr = Tr::new("connexion impossible : {}", "cannot connect: {}");
const BROKEN: Tr = Tr::new("la connexion est interrompue : {}", "the connection is broken: {}");
const SILENT: Tr = Tr::new("le serveur ne répond plus depuis {} s", "the server has not answered for {} s");
const TIME: Tr = Tr::new(
    "la limite de temps de {} s est atteinte ; « x-timelimit=SECONDES » dans l’adresse en fixe une autre",
    "the time limit of {} s is reached; “x-timelimit=SECONDS” in the address sets another",
);
const MALFORMED: Tr = Tr::new("la réponse n’est pas du LDAP valide", "the answer is not valid LDAP");
const MESSAGE_SIZE: Tr = Tr::new(
    "le serveur annonce une réponse de {} ; la limite est de {} pour une entrée : demandez moins d’attributs dans l’adresse (« ?ou,cn »)",
    "the server announces an answer of {}; the limit is {} for an entry: ask for fewer attributes in the address (“?ou,cn”)",
);
const TOTAL_SIZE: Tr = Tr::new(
    "la limite de {} en tout est atteinte : demandez moins d’attributs ou d’entrées dans l’adresse (« ?ou,cn?sub?(ou=*) »)",
    "the limit of {} in all is reached: ask for fewer attributes or entries in the address (“?ou,cn?sub?(ou=*)”)",
);
const IN_CLEAR: Tr = Tr::new(
    "le mot de passe passerait en clair sur le réseau : utilisez « ldaps:// », ou ajoutez « x-starttls » aux extensions de l’adresse (« x-insecure » pour l’envoyer tout de même)",
    "the password would be sent in clear over the network: use “ldaps://”, or add “x-starttls” to the extensions of the address (“x-insecure” sends it all the same)",
);

/// The bytes that go to the server and come from it.
#[derive(Debug)]
enum Stream {
    Plain(Socket),
    Tls(Box<TlsStream>),
}

#[derive(Debug)]
pub struct Connection {
    reader: BufReader<Stream>,
    /// The number of the last request.
    id: u32,
    received: usize,
    /// The time limit of the search, once it has begun.
    time_limit: Option<Duration>,
}

impl Stream {
    fn socket(&mut self) -> &mut Socket {
        match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => &mut stream.sock,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            Stream::Tls(stream) => stream.flush(),
        }
    }
}

impl Connection {
    /// Connects, and starts TLS if the address says so.
    pub fn open(url: &LdapUrl) -> Result<Self, Failure> {
        let addresses = socket::resolve(&url.host, url.port);
        let addresses = addresses.map_err(|error| Failure::of_resolver(&url.host, &error))?;
        let socket = Socket::connect(&addresses);
        let socket = socket.map_err(|error| Failure::of_system(UNREACHABLE, &error))?;
        let stream = match url.is_tls {
            true => Stream::Tls(Box::new(tls::start(socket, &url.host)?)),
            false => Stream::Plain(socket),
        };
        let reader = BufReader::new(stream);
        let mut connection = Self { reader, id: 0, received: 0, time_limit: None };
        if url.starts_tls {
            connection = connection.with_tls(&url.host)?;
        }
        Ok(connection)
    }

    /// # Errors
    /// If a password would be sent to another machine without TLS.
    pub fn check_secrecy(&self, url: &LdapUrl) -> Result<(), Failure> {
        match self.reader.get_ref() {
            Stream::Plain(socket) if !socket.is_loopback() && !url.is_insecure => {
                Err(Failure::new(IN_CLEAR, &[]))
            }
            _ => Ok(()),
        }
    }

    pub fn bind(&mut self, name: &str, password: &Password) -> Result<(), Failure> {
        // Typing the password took time.
        self.set_deadline(MAX_SILENCE);
        self.id += 1;
        let mut request = message::bind(self.id, name, password.as_bytes());
        let sent = self.send(&request);
        message::wipe(&mut request);
        sent?;
        self.outcome()
    }

    /// Asks for a page of the search; the first page begins the time of the whole search.
    pub fn request_page(&mut self, url: &LdapUrl, cookie: &[u8]) -> Result<(), Failure> {
        if self.time_limit.is_none() {
            self.time_limit = Some(url.max_time);
            self.set_deadline(url.max_time);
        }
        self.id += 1;
        self.send(&message::search(self.id, url, cookie))
    }

    /// The next message that answers the last request, as [`message::parse`] takes it.
    pub fn receive(&mut self) -> Result<Vec<u8>, Failure> {
        loop {
            let length = self.message_length()?;
            self.check_size(length)?;
            let mut message = Vec::new();
            // The memory grows with what arrives, whatever the server announces.
            let read = self.reader.by_ref().take(length as u64).read_to_end(&mut message);
            read.map_err(|error| self.failure(&error))?;
            if message.len() < length {
                return Err(Failure::new(CLOSED, &[]));
            }
            match message::parse(&message).ok_or_else(malformed)? {
                (id, _) if id == self.id => return Ok(message),
                // Without a request: the server says why it closes the connection.
                (0, Answer::Done(outcome)) => outcome.check()?,
                _ => {}
            }
        }
    }

    /// Says that the conversation ends. The server need not hear it.
    pub fn close(mut self) {
        self.id += 1;
        let _ = self.send(&message::unbind(self.id));
    }

    fn with_tls(mut self, host: &str) -> Result<Self, Failure> {
        self.id += 1;
        self.send(&message::start_tls(self.id))?;
        self.outcome()?;
        // What came before TLS must not be taken for what comes under its protection.
        if !self.reader.buffer().is_empty() {
            return Err(malformed());
        }
        let Stream::Plain(socket) = self.reader.into_inner() else { return Err(malformed()) };
        let stream = Stream::Tls(Box::new(tls::start(socket, host)?));
        Ok(Self { reader: BufReader::new(stream), ..self })
    }

    /// The outcome of a request that has one answer.
    fn outcome(&mut self) -> Result<(), Failure> {
        let message = self.receive()?;
        match message::parse(&message) {
            Some((_, Answer::Done(outcome))) => outcome.check(),
            _ => Err(malformed()),
        }
    }

    fn set_deadline(&mut self, time: Duration) {
        self.reader.get_mut().socket().deadline = Instant::now() + time;
    }

    fn send(&mut self, request: &[u8]) -> Result<(), Failure> {
        let stream = self.reader.get_mut();
        let sent = stream.write_all(request).and_then(|()| stream.flush());
        sent.map_err(|error| self.failure(&error))
    }

    /// Reads the tag and the length of a message.
    fn message_length(&mut self) -> Result<usize, Failure> {
        let [tag, first] = self.read_array()?;
        let length = match ber::length_bytes(first) {
            _ if tag != ber::SEQUENCE => None,
            None => Some(usize::from(first)),
            Some(count) if count > ber::MAX_LENGTH_BYTES => None,
            Some(count) => {
                let mut length = [0; ber::MAX_LENGTH_BYTES];
                self.read(&mut length[..count])?;
                ber::length(&length[..count])
            }
        };
        length.ok_or_else(malformed)
    }

    /// Counts a message before it is read.
    fn check_size(&mut self, length: usize) -> Result<(), Failure> {
        if length > MAX_MESSAGE_BYTES {
            return Err(Failure::in_both(|lang| {
                let sizes = [bytes(length as u64, lang), bytes(MAX_MESSAGE_BYTES as u64, lang)];
                MESSAGE_SIZE.with(lang, &[&sizes[0], &sizes[1]])
            }));
        }
        // No message is free: an empty one costs its header.
        self.received += length + 2;
        if self.received > MAX_RECEIVED_BYTES {
            let size = |lang| bytes(MAX_RECEIVED_BYTES as u64, lang);
            return Err(Failure::in_both(|lang| TOTAL_SIZE.with(lang, &[&size(lang)])));
        }
        Ok(())
    }

    fn read_array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        let mut bytes = [0; N];
        self.read(&mut bytes)?;
        Ok(bytes)
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Failure> {
        self.reader.read_exact(bytes).map_err(|error| self.failure(&error))
    }

    /// What an error of the connection means.
    fn failure(&mut self, error: &io::Error) -> Failure {
        match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
                Failure::new(CLOSED, &[])
            }
            // A read that took too long says one or the other.
            ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                let is_late = Instant::now() >= self.reader.get_mut().socket().deadline;
                let reached = self.time_limit.filter(|_| is_late);
                let (text, time) = reached.map_or((SILENT, MAX_SILENCE), |limit| (TIME, limit));
                Failure::in_both(|lang| text.with(lang, &[&number(time.as_secs() as usize, lang)]))
            }
            _ => Failure::of_system(BROKEN, error),
        }
    }
}

fn malformed() -> Failure {
    Failure::new(MALFORMED, &[])
}
