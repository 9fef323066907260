//! A company for tests and benchmarks: a real server over HTTPS on loopback, a clock that is moved by hand,
//! and phones. Absent by design: any expectation; tests have those.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use fieldseal_core::{
    app::{App, AppError, Host},
    schema::{Hash32, Instant, Problem, RecordId, Scalar, Values},
    sync::{
        enrolment::Invitation,
        http::{HttpAnswer, HttpRequest, HttpsTransport, Transport, TransportError},
    },
};
use fieldseal_server::{
    backup::backup,
    environment::Environment,
    serve::{self, Listening, Running},
    server::Server,
    setup::{self, Setup},
};

/// 2026-11-23 10:00 in China.
pub const BEGINNING_MS: i64 = 1_795_399_200_000;

/// A clock that the test moves.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// A clock that shows [`BEGINNING_MS`].
    pub fn at_beginning() -> Self {
        Self(Arc::new(AtomicI64::new(BEGINNING_MS)))
    }

    /// Goes on by some minutes.
    pub fn pass_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// What it shows.
    pub fn now(&self) -> Instant {
        Instant::from_utc_ms(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes that differ from call to call and are the same in every run.
#[derive(Debug)]
struct Counter(Mutex<u64>);

impl Counter {
    /// `seed` tells apart who must not say the same.
    fn new(seed: u64) -> Self {
        Self(Mutex::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in buffer {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (*state >> 33) as u8;
        }
    }
}

struct TestPhone {
    clock: TestClock,
    random: Counter,
    skew_ms: AtomicI64,
}

impl Host for TestPhone {
    fn wall_ms(&self) -> i64 {
        self.clock.now().utc_ms + self.skew_ms.load(Ordering::SeqCst)
    }
    fn boot_ms(&self) -> i64 {
        self.clock.now().utc_ms - BEGINNING_MS
    }
    fn offset_minutes(&self) -> i16 {
        480
    }
    fn random(&self, buffer: &mut [u8]) {
        self.random.fill(buffer);
    }
}

/// A phone's machine on a clock; `seed` tells its random bytes from others'.
pub fn host(clock: &TestClock, seed: u64) -> Arc<dyn Host> {
    Arc::new(TestPhone { clock: clock.clone(), random: Counter::new(seed), skew_ms: AtomicI64::new(0) })
}

/// A server's machine on a clock; `seed` tells its random bytes from others'.
pub fn environment(clock: &TestClock, seed: u64) -> Environment {
    let (time, random) = (clock.clone(), Counter::new(seed));
    Environment::new(move || time.now(), move |buffer: &mut [u8]| random.fill(buffer))
}

/// Lets a server listen on any free port of loopback, over HTTPS.
pub fn listen(runtime: &tokio::runtime::Runtime, server: Arc<Server>) -> Running {
    let local = ([127, 0, 0, 1], 0).into();
    runtime.block_on(serve::serve(server, local, Listening::Https)).expect("loopback can be bound")
}

/// A phone with its transport.
pub struct Phone {
    /// The app.
    pub app: App,
    /// The way to the server.
    pub transport: HttpsTransport,
}

impl Phone {
    /// A visit to the server.
    ///
    /// # Errors
    /// What went wrong.
    pub fn sync(&self) -> Result<fieldseal_core::app::SyncReport, AppError> {
        self.app.sync(&self.transport)
    }
}

/// A line that breaks after so many requests, and notes which were made.
pub struct BreakingLine<'a> {
    inner: &'a dyn Transport,
    left: AtomicUsize,
    made: Mutex<Vec<String>>,
}

impl<'a> BreakingLine<'a> {
    /// A line over another that lets so many requests through.
    pub fn after(requests: usize, inner: &'a dyn Transport) -> Self {
        Self { inner, left: AtomicUsize::new(requests), made: Mutex::default() }
    }

    /// The requests that came through, method and path.
    pub fn made(&self) -> Vec<String> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for BreakingLine<'_> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let through = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        through.map_err(|_| TransportError::Unreachable("no coverage".into()))?;
        let name = format!("{} {}", request.method, request.path);
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        self.inner.send(request)
    }
}

/// A company with a server that listens.
pub struct Company {
    /// Keeps the runtime that serves alive.
    pub runtime: tokio::runtime::Runtime,
    /// The server.
    pub server: Arc<Server>,
    /// The listener.
    pub running: Running,
    /// The clock of everybody.
    pub clock: TestClock,
    /// People by role code; `administrator` is there from the start.
    pub people: BTreeMap<&'static str, RecordId>,
    folder: tempfile::TempDir,
    /// Where the present server's data lies.
    served: PathBuf,
}

/// Name of the server's folder in the company's.
const SERVER_FOLDER: &str = "server";

/// Hours that the tests' invitations count.
const VALID_MS: i64 = 24 * 60 * 60 * 1000;

impl Company {
    /// A fresh company with one person for each of these role codes, named after it.
    pub fn with(roles: &[&'static str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let clock = TestClock::at_beginning();
        let company = Setup {
            name_zh: "测试公司".into(),
            name_en: "Test".into(),
            address: String::new(),
            service_line: String::new(),
            administrator: "管理员".into(),
            hosts: vec!["127.0.0.1".into()],
        };
        let served = folder.path().join(SERVER_FOLDER);
        let made = setup::setup(&served, &company, environment(&clock, 1)).expect("an empty folder is set up");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
        let running = listen(&runtime, made.server.clone());
        let mut company = Self {
            runtime,
            server: made.server,
            running,
            clock,
            people: BTreeMap::from([("administrator", made.administrator)]),
            folder,
            served,
        };
        for role in roles {
            let mut given = values([("name", text(role)), ("phone", text("13800000000"))]);
            given.insert(format!("roles/{role}/granted_reason"), text("test"));
            let person = company.desk("administrator", "person.add_person", None, given).expect("a person is added");
            company.people.insert(role, person);
        }
        company
    }

    /// A checked copy of the server as it is now.
    pub fn back_up(&self) -> PathBuf {
        let copy = self.folder.path().join("backup");
        backup(&self.server, &copy).expect("an empty folder takes the copy");
        copy
    }

    /// The server is lost, and a copy serves in its place, at another address.
    pub fn restore(&mut self, copy: &Path) {
        self.server = Server::open(copy, environment(&self.clock, 0xB0A7)).expect("a copy opens");
        self.running = listen(&self.runtime, self.server.clone());
        self.served = copy.to_owned();
    }

    /// A way to the present server.
    pub fn transport(&self) -> HttpsTransport {
        HttpsTransport::new(&self.address(), Some(self.server.tls_key())).expect("the pin makes a transport")
    }

    /// Whether the present server holds every byte of a photo or file.
    pub fn holds(&self, blob: &Hash32) -> bool {
        let name = blob.to_string();
        let file = self.served.join("blobs/whole").join(&name[..2]).join(&name);
        std::fs::read(file).is_ok_and(|bytes| Hash32::of(&bytes) == *blob)
    }

    /// The file of a phone's store.
    pub fn phone_file(&self, seed: u64) -> PathBuf {
        self.folder.path().join(format!("phone-{seed}.db"))
    }

    /// Where the server is.
    pub fn address(&self) -> String {
        format!("https://{}", self.running.address)
    }

    /// Where the company's data lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A step at the desk, by the person of a role.
    ///
    /// # Errors
    /// Every problem.
    pub fn desk(
        &self,
        role: &str,
        step: &str,
        record: Option<RecordId>,
        values: Values,
    ) -> Result<RecordId, Vec<Problem>> {
        let performed = self.server.desk().perform(self.people[role], step, record, &values, self.clock.now());
        performed.map(|performed| performed.record).map_err(|error| error.problems())
    }

    /// An invitation for the person of a role.
    pub fn invite(&self, role: &str) -> Invitation {
        let (person, by) = (self.people[role], self.people["administrator"]);
        self.server.invite(person, by, &self.address(), true, VALID_MS).expect("the storage works")
    }

    /// A phone that is not enrolled yet; `seed` tells phones apart.
    pub fn bare_phone(&self, seed: u64) -> App {
        App::open(&self.phone_file(seed), host(&self.clock, seed)).expect("a store can be made")
    }

    /// An enrolled phone of the person of a role, after its first sync.
    pub fn phone(&self, role: &str, seed: u64) -> Phone {
        let invitation = self.invite(role);
        let transport = HttpsTransport::new(&invitation.server, invitation.tls_key).expect("the pin makes a transport");
        let app = self.bare_phone(seed);
        app.enrol(&invitation, "test", &transport).expect("a fresh code enrols");
        let phone = Phone { app, transport };
        phone.sync().expect("the first sync works");
        phone
    }

    /// Whether these bytes stand anywhere in the files of the phone with this seed.
    pub fn bytes_on_phone(&self, seed: u64, bytes: &[u8]) -> bool {
        let files = std::fs::read_dir(self.folder.path()).expect("the folder is there").flatten();
        let own = files.filter(|file| file.file_name().to_string_lossy().starts_with(&format!("phone-{seed}.db")));
        own.map(|file| std::fs::read(file.path()).expect("the file is readable"))
            .any(|content| content.windows(bytes.len()).any(|window| window == bytes))
    }

    /// An urgent ticket at the desk, dispatched to the engineer.
    pub fn urgent_ticket(&self) -> RecordId {
        self.urgent_ticket_of(None)
    }

    /// The same of a customer that has a record.
    pub fn urgent_ticket_of(&self, customer: Option<RecordId>) -> RecordId {
        let mut given = values([
            ("channel", text("hotline")),
            ("submitted_at", self.clock.now().to_scalar()),
            ("call_answered", Scalar::Boolean(true)),
            ("customer_name", text("云杉精密")),
            ("contact_name", text("龚䶮")),
            ("contact_phone", text("13810012001")),
            ("description", text("主轴轴承异响，停机")),
            ("machine_down", Scalar::Boolean(true)),
        ]);
        given.extend(customer.map(|customer| ("customer".to_owned(), customer.to_scalar())));
        let ticket = self.desk("desk", "ticket.take_in", None, given).expect("a ticket is taken in");
        self.desk("desk", "ticket.grade", Some(ticket), values([("urgency", text("urgent"))])).expect("it is graded");
        let engineer = values([("engineer", self.people["engineer"].to_scalar())]);
        self.desk("desk", "ticket.dispatch", Some(ticket), engineer).expect("it is dispatched");
        ticket
    }
}

/// Values by document key.
pub fn values<const N: usize>(entries: [(&str, Scalar); N]) -> Values {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Text.
pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}
