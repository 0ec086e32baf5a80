//! An LDAP server whose answers a test writes byte by byte.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

pub const BIND: u8 = 0x60;
pub const SEARCH: u8 = 0x63;

const SEQUENCE: u8 = 0x30;
const STRING: u8 = 0x04;

/// Everything that clients sent, as far as it was read.
type Log = Arc<Mutex<Vec<u8>>>;

/// A server that answers each connection with the same script.
pub struct Server {
    pub port: u16,
    log: Log,
}

impl Server {
    pub fn start(script: impl Fn(&mut Conversation) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (log, script) = (Log::default(), Arc::new(script));
        let server = Self { port, log: Arc::clone(&log) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, script) = (Arc::clone(&log), Arc::clone(&script));
                thread::spawn(move || {
                    let socket = stream.try_clone().ok();
                    script(&mut Conversation { stream: Box::new(stream), socket, id: vec![1], log });
                });
            }
        });
        server
    }

    /// A server whose only content is what it sends after a search request.
    pub fn answering(answer: impl Fn(&mut Conversation) + Send + Sync + 'static) -> Self {
        Self::start(move |client| client.answer(&answer))
    }

    /// Whether the bytes are in what clients sent without TLS.
    pub fn has_received(&self, bytes: &[u8]) -> bool {
        let log = self.log.lock().expect("a log");
        log.windows(bytes.len()).any(|window| window == bytes)
    }
}

pub trait Channel: Read + Write + Send {}
impl<T: Read + Write + Send> Channel for T {}

/// The server's side of a connection.
pub struct Conversation {
    stream: Box<dyn Channel>,
    /// The connection without TLS.
    socket: Option<TcpStream>,
    /// The number of the last request, as it was written.
    id: Vec<u8>,
    log: Log,
}

impl Conversation {
    /// Accepts every bind, and answers every search.
    pub fn answer(&mut self, answer: &impl Fn(&mut Conversation)) {
        while let Some(tag) = self.request() {
            match tag {
                BIND => {
                    self.operation(0x61, &result(0, ""));
                }
                SEARCH => answer(self),
                _ => return,
            }
        }
    }

    /// Reads a request; returns its tag. `None` at the end.
    pub fn request(&mut self) -> Option<u8> {
        let mut header = [0; 2];
        self.stream.read_exact(&mut header).ok()?;
        let mut length = usize::from(header[1]);
        if length >= 0x80 {
            let mut bytes = vec![0; length - 0x80];
            self.stream.read_exact(&mut bytes).ok()?;
            length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        }
        let mut content = vec![0; length];
        self.stream.read_exact(&mut content).ok()?;
        let id_end = 2 + usize::from(content[1]);
        self.id = content[2..id_end].to_vec();
        self.log.lock().expect("a log").extend_from_slice(&content);
        Some(content[id_end])
    }

    /// Whether the bytes could be sent.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).is_ok()
    }

    /// Sends an answer to the last request.
    pub fn operation(&mut self, tag: u8, content: &[u8]) -> bool {
        let message = self.message(tag, content, &[]);
        self.send(&message)
    }

    /// An answer to the last request.
    pub fn message(&self, tag: u8, content: &[u8], controls: &[u8]) -> Vec<u8> {
        element(SEQUENCE, &[element(0x02, &self.id), element(tag, content), controls.to_vec()].concat())
    }

    /// Sends an entry with values of attributes.
    pub fn entry(&mut self, name: &[u8], attributes: &[(&[u8], &[u8])]) -> bool {
        let attribute = |(name, value): &(&[u8], &[u8])| {
            element(SEQUENCE, &[string(name), element(0x31, &string(value))].concat())
        };
        let attributes: Vec<u8> = attributes.iter().flat_map(attribute).collect();
        self.operation(0x64, &[string(name), element(SEQUENCE, &attributes)].concat())
    }

    /// Sends an organisational unit below `o=Valombre`.
    pub fn unit(&mut self, name: &str) -> bool {
        let full_name = format!("ou={name},o=Valombre");
        self.entry(full_name.as_bytes(), &[(b"objectClass", b"organizationalUnit"), (b"ou", name.as_bytes())])
    }

    /// Ends a search.
    pub fn done(&mut self, code: u8, text: &str) -> bool {
        self.operation(0x65, &result(code, text))
    }

    /// Ends a page that others follow.
    pub fn page_end(&mut self) -> bool {
        let value = element(SEQUENCE, &[element(0x02, &[0]), string(b"next")].concat());
        let control = [string(b"1.2.840.113556.1.4.319"), string(&value)].concat();
        let controls = element(0xa0, &element(SEQUENCE, &control));
        let message = self.message(0x65, &result(0, ""), &controls);
        self.send(&message)
    }

    /// Continues with TLS; `certificate` is a file of the fixtures. False if the client refuses it.
    pub fn start_tls(&mut self, certificate: &str) -> bool {
        let Some(socket) = self.socket.take() else { return false };
        let connection = ServerConnection::new(configuration(certificate)).expect("a connection");
        let mut stream = StreamOwned::new(connection, socket);
        let complete = stream.conn.complete_io(&mut stream.sock);
        self.stream = Box::new(stream);
        complete.is_ok()
    }

    /// Answers a request for TLS, with more bytes in the same packet, and starts it.
    pub fn accept_tls(&mut self, certificate: &str, more: &[u8]) -> bool {
        self.request();
        let answer = [self.message(0x78, &result(0, ""), &[]), more.to_vec()].concat();
        self.send(&answer) && self.start_tls(certificate)
    }
}

/// The content of a result.
pub fn result(code: u8, text: &str) -> Vec<u8> {
    [element(0x0a, &[code]), string(b""), string(text.as_bytes())].concat()
}

pub fn string(text: &[u8]) -> Vec<u8> {
    element(STRING, text)
}

pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

fn configuration(certificate: &str) -> Arc<ServerConfig> {
    let bytes = fs::read(fixture(certificate)).expect("a certificate");
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let key = PrivateKeyDer::from_pem_slice(&bytes).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_no_client_auth();
    Arc::new(config.with_single_cert(chain.expect("certificates"), key).expect("a pair"))
}

/// The path of a file of the fixtures for LDAP.
pub fn fixture(name: &str) -> String {
    format!("{}/tests/it/fixtures/ldap/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// An address of this machine that is not a loopback address, if it has one.
pub fn own_address() -> io::Result<String> {
    // Nothing is sent: the system only chooses the address that it would send from.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0")?;
    socket.connect("192.0.2.1:9")?;
    Ok(socket.local_addr()?.ip().to_string())
}
