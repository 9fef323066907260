//! Bodies that are too large, and connections that never finish, against a server process of its own: refused,
//! its memory bounded, others served. Absent by design: what a body says.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

use fieldseal_core::{
    app::{App, SystemHost},
    schema::{Id, RecordId},
    sync::{
        enrolment::Invitation,
        http::HttpsTransport,
        request::{RequestSignature, SIGNATURE_HEADER},
        wire::{REQUEST_BYTES_MAX, REQUEST_INFLATED_BYTES_MAX},
    },
};
use fieldseal_server::environment::Environment;
use fieldseal_tests::{VALID_MS, add_person, child, found, handbook};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

/// What the server may grow by while it refuses. It holds one body of 8 MB at a time here, which a growing
/// buffer may have twice while it is copied, a window of 8 MB and a frame to inflate it, and what its
/// allocator keeps for its threads; four times the body is room for that, and far from the 100 MB that are sent
/// and the gigabytes that they inflate to.
const GROWTH_KB_MAX: u64 = 4 * REQUEST_BYTES_MAX as u64 / 1024;

/// A served folder with one enrolled phone.
struct Scene {
    process: child::Process,
    address: SocketAddr,
    phone: App,
    transport: HttpsTransport,
    tls: Arc<ClientConfig>,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new(test: &str) -> Self {
        let temporary = tempfile::tempdir().expect("the scene is sound");
        let folder = temporary.path().join("server");
        let address = child::free_address();
        let made = found(&folder, Environment::system());
        let supervisor: RecordId = add_person(&made.server, made.administrator, "supervisor");
        let way = format!("https://{address}");
        let invitation: Invitation =
            made.server.invite(supervisor, made.administrator, &way, true, VALID_MS).expect("the scene is sound");
        drop(made);
        let process = child::serve(test, &folder, address);
        let phone =
            App::open(&temporary.path().join("phone.db"), Arc::new(SystemHost::default())).expect("the scene is sound");
        let transport = HttpsTransport::new(&invitation.server, invitation.tls_key).expect("the scene is sound");
        phone.enrol(&invitation, "test", &transport).expect("the scene is sound");
        phone.sync(&transport).expect("the scene is sound");
        let pem = std::fs::read(folder.join("tls.certificate.pem")).expect("the scene is sound");
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&pem).expect("the scene is sound")).expect("the scene is sound");
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the scene is sound")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { process, address, phone, transport, tls: Arc::new(tls), _folder: temporary }
    }

    fn connect(&self) -> StreamOwned<ClientConnection, TcpStream> {
        let stream = TcpStream::connect(self.address).expect("the scene is sound");
        let name = ServerName::try_from("127.0.0.1").expect("the scene is sound");
        StreamOwned::new(ClientConnection::new(self.tls.clone(), name).expect("the scene is sound"), stream)
    }

    fn signature(&self, body: &[u8], count: u8) -> String {
        let key = self.phone.identity().expect("the scene is sound").key();
        let now_ms = self.phone.now().expect("the scene is sound").utc_ms;
        RequestSignature::sign(&key, now_ms, Id([count; 16]), "POST", "/v1/sync", body).to_header()
    }

    /// The phone works and syncs.
    fn others_are_served(&self) {
        self.phone.perform("library.draft", None, &handbook("手册")).expect("the scene is sound");
        assert_eq!(self.phone.sync(&self.transport).expect("the scene is sound").accepted, 1);
    }
}

fn head(signature: Option<&str>, framing: &str) -> String {
    let signed = signature.map(|value| format!("{SIGNATURE_HEADER}: {value}\r\n")).unwrap_or_default();
    format!("POST /v1/sync HTTP/1.1\r\nhost: 127.0.0.1\r\n{signed}{framing}\r\n\r\n")
}

/// Sends a head and as much of a body as the server takes, and reads the status of its answer. `None` when the
/// line was closed on a body that the server would not read: the answer may be lost then.
fn status(scene: &Scene, head: &str, body: impl Iterator<Item = Vec<u8>>) -> Option<u16> {
    let mut line = scene.connect();
    line.write_all(head.as_bytes()).expect("the scene is sound");
    for piece in body {
        if line.write_all(&piece).is_err() {
            break;
        }
    }
    let _ = line.flush();
    let mut answer = Vec::new();
    let _ = line.take(12).read_to_end(&mut answer);
    std::str::from_utf8(&answer).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

#[test]
fn a_hundred_megabytes_and_a_bomb_signed_and_unsigned_are_refused_in_bounded_memory() {
    child::serve_if_child();
    let scene =
        Scene::new("hostile::bodies::a_hundred_megabytes_and_a_bomb_signed_and_unsigned_are_refused_in_bounded_memory");
    scene.others_are_served();
    let before_kb = scene.process.memory_peak_kb();

    let huge = vec![0x5a; 100 << 20];
    let of_length = |length: usize| format!("content-length: {length}");
    let none = std::iter::empty::<Vec<u8>>;
    assert_eq!(status(&scene, &head(None, &of_length(huge.len())), none()), Some(401));
    let signed = scene.signature(&huge, 1);
    assert_eq!(status(&scene, &head(Some(&signed), &of_length(huge.len())), none()), Some(413));
    // Without a length it is read as far as a body may go.
    let pieces = || {
        let pieces = huge.chunks(1 << 20).take(REQUEST_BYTES_MAX / (1 << 20) + 1);
        pieces.map(|piece| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat())
    };
    let chunked = status(&scene, &head(Some(&scene.signature(&huge, 2)), "transfer-encoding: chunked"), pieces());
    assert!(matches!(chunked, None | Some(413)), "{chunked:?}");

    // A few hundred kilobytes that inflate to two gigabytes, as one frame and as frames without content.
    let bomb = zstd::encode_all(std::io::repeat(0).take(2 << 30), 3).unwrap();
    let frame = [&[0, 0, 0, 5, 0x82, 0x18, 99, 0x41, 0][..]].concat();
    let frames = zstd::encode_all(Repeated { unit: frame, at: 0 }.take(2 << 30), 3).unwrap();
    for (count, bomb) in (3..).zip([&bomb, &frames]) {
        assert!(bomb.len() < REQUEST_BYTES_MAX && (2_u64 << 30) > REQUEST_INFLATED_BYTES_MAX);
        let body = || std::iter::once(bomb.clone());
        let unsigned = status(&scene, &head(None, &of_length(bomb.len())), body());
        assert!(matches!(unsigned, None | Some(401)), "{unsigned:?}");
        let refused = status(&scene, &head(Some(&scene.signature(bomb, count)), &of_length(bomb.len())), body());
        assert!(matches!(refused, Some(400 | 413)), "a signed body is read whole, and then refused: {refused:?}");
    }
    scene.others_are_served();
    let grown_kb = scene.process.memory_peak_kb() - before_kb;
    assert!(grown_kb <= GROWTH_KB_MAX, "it grew by {grown_kb} KB from {before_kb} KB");
    scene.process.kill();
}

struct Repeated {
    unit: Vec<u8>,
    at: usize,
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in &mut *buffer {
            *byte = self.unit[self.at];
            self.at = (self.at + 1) % self.unit.len();
        }
        Ok(buffer.len())
    }
}

#[test]
fn two_hundred_connections_with_half_a_request_keep_nobody_from_being_served() {
    child::serve_if_child();
    let scene =
        Scene::new("hostile::bodies::two_hundred_connections_with_half_a_request_keep_nobody_from_being_served");
    let before_kb = scene.process.memory_peak_kb();
    let signed = scene.signature(b"never sent", 1);
    let whole = head(Some(&signed), "content-length: 1000000");
    let mut lines = Vec::new();
    for number in 0..200 {
        let mut line = scene.connect();
        match number % 4 {
            // Only a connection.
            0 => {}
            // Half a handshake.
            1 => line.sock.write_all(&[0x16, 0x03, 0x01]).unwrap(),
            // Half a head.
            2 => line.write_all(&whole.as_bytes()[..whole.len() / 2]).unwrap(),
            // A head with a right device's name, and a tenth of a body.
            _ => line.write_all(&[whole.as_bytes(), &[0x5a; 100_000]].concat()).unwrap(),
        }
        let _ = line.sock.flush();
        lines.push(line);
        if number % 50 == 49 {
            scene.others_are_served();
        }
    }
    scene.others_are_served();
    let grown_kb = scene.process.memory_peak_kb() - before_kb;
    // Each connection has its buffers and what it sent: 100 KB and TLS's own, a quarter of a megabyte in all.
    assert!(grown_kb <= 200 * 256 + GROWTH_KB_MAX, "it grew by {grown_kb} KB from {before_kb} KB");
    drop(lines);
    scene.others_are_served();
    scene.process.kill();
}
