//! A company for tests and benchmarks: a real server over HTTPS on loopback, a clock that is moved by hand,
//! and phones. Beside it what bad input needs: processes to kill, lines that break, and devices that lie.
//! Absent by design: any expectation; tests have those.

mod breaking_line;
pub mod child;
pub mod insider;
pub mod line;
pub mod machine;
pub mod proxy;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

pub use breaking_line::BreakingLine;
use fieldseal_core::{
    app::{App, AppError, Host},
    schema::{Hash32, Instant, Problem, RecordId, Scalar, Values},
    sync::{enrolment::Invitation, http::HttpsTransport},
};
use fieldseal_server::{
    backup::backup,
    environment::Environment,
    serve::{self, Listening, Running},
    server::Server,
    setup::{self, SetUp, Setup},
};

use crate::machine::{Counter, Machine};

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

/// A phone's machine on a clock; `seed` tells its random bytes from others'.
pub fn host(clock: &TestClock, seed: u64) -> Arc<dyn Host> {
    Arc::new(Machine::new(clock.clone(), seed))
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

/// How long the tests' invitations count: a day.
pub const VALID_MS: i64 = 24 * 60 * 60 * 1000;

impl Company {
    /// A fresh company with one person for each of these role codes, named after it.
    pub fn with(roles: &[&'static str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let clock = TestClock::at_beginning();
        let served = folder.path().join("server");
        let made = found(&served, environment(&clock, 1));
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
            let person = add_person(&company.server, company.people["administrator"], role);
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
        self.bare_phone_on(seed, self.machine(seed))
    }

    /// A machine for a phone, whose clocks the test sets.
    pub fn machine(&self, seed: u64) -> Arc<Machine> {
        Arc::new(Machine::new(self.clock.clone(), seed))
    }

    /// The same on a machine of the test's; a phone that is there already is opened again.
    pub fn bare_phone_on(&self, seed: u64, machine: Arc<Machine>) -> App {
        App::open(&self.phone_file(seed), machine).expect("a store can be made")
    }

    /// Where a phone's database lies.
    pub fn phone_file(&self, seed: u64) -> PathBuf {
        self.folder.path().join(format!("phone-{seed}.db"))
    }

    /// An enrolled phone of the person of a role, after its first sync.
    pub fn phone(&self, role: &str, seed: u64) -> Phone {
        self.phone_on(role, seed, self.machine(seed))
    }

    /// The same on a machine of the test's.
    pub fn phone_on(&self, role: &str, seed: u64, machine: Arc<Machine>) -> Phone {
        let invitation = self.invite(role);
        let transport = HttpsTransport::new(&invitation.server, invitation.tls_key).expect("the pin makes a transport");
        let app = self.bare_phone_on(seed, machine);
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

/// A company set up in a folder, reached by its loopback address.
pub fn found(folder: &Path, environment: Environment) -> SetUp {
    let company = Setup {
        name_zh: "测试公司".into(),
        name_en: "Test".into(),
        address: String::new(),
        service_line: String::new(),
        administrator: "管理员".into(),
        hosts: vec!["127.0.0.1".into()],
    };
    setup::setup(folder, &company, environment).expect("an empty folder is set up")
}

/// A person with one role, named after it.
pub fn add_person(server: &Server, administrator: RecordId, role: &str) -> RecordId {
    let mut given = values([("name", text(role)), ("phone", text("13800000000"))]);
    given.insert(format!("roles/{role}/granted_reason"), text("test"));
    let added = server.desk().perform(administrator, "person.add_person", None, &given, server.now());
    added.expect("a person is added").record
}

/// A draft of the library: everybody's to read, a supervisor's to write, and numbered.
pub fn handbook(title: &str) -> Values {
    values([("document_kind", text("handbook")), ("title", text(title)), ("version", text("1"))])
}

/// Values by document key.
pub fn values<const N: usize>(entries: [(&str, Scalar); N]) -> Values {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Text.
pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}
