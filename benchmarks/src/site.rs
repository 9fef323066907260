//! A company's data copied to a folder of its own, with a server that listens and phones opened again.
//! Absent by design: how the data came about; that is in `stages`.

use std::{
    fs, io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use fieldseal_core::{app::App, sync::http::HttpsTransport};
use fieldseal_server::{serve::Running, server::Server};
use fieldseal_tests::{Phone, TestClock, environment, host, listen};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Seeds of random bytes: a machine that starts again must not say what it said before.
static SEEDS: AtomicU64 = AtomicU64::new(1_000);

fn fresh_seed() -> u64 {
    // Processes that share data must differ, too.
    SEEDS.fetch_add(1, Ordering::SeqCst) + (u64::from(std::process::id()) << 20)
}

/// A server that listens on loopback.
pub struct Office {
    running: Running,
    /// Keeps the server's tasks alive.
    _runtime: Runtime,
    /// The server.
    pub server: Arc<Server>,
}

impl Office {
    /// Opens the server of a folder and lets it listen.
    pub fn open(folder: &Path) -> Self {
        let clock = TestClock::at_beginning();
        let server = Server::open(folder, environment(&clock, fresh_seed())).expect("the folder holds a server");
        let runtime = Runtime::new().expect("a runtime starts");
        let running = listen(&runtime, server.clone());
        Self { running, _runtime: runtime, server }
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("https://{}", self.running.address)
    }
}

/// Opens the app of a phone that was enrolled before.
pub fn open_app(path: &Path) -> App {
    App::open(path, host(&TestClock::at_beginning(), fresh_seed())).expect("the phone's store opens")
}

/// A copy of a company's data with a server that listens.
pub struct Site {
    /// The server.
    pub office: Office,
    folder: TempDir,
}

impl Site {
    /// Copies what lies in a folder, which nobody writes to, and opens the server.
    pub fn copy_of(folder: &TempDir) -> Self {
        let copy = copied(folder.path());
        Self { office: Office::open(&copy.path().join("server")), folder: copy }
    }

    /// A phone of the folder, with a connection to this server to be made.
    pub fn phone(&self, seed: u64) -> Phone {
        let app = open_app(&self.folder.path().join(format!("phone-{seed}.db")));
        let transport = HttpsTransport::new(&self.office.address(), Some(self.office.server.tls_key()));
        Phone { app, transport: transport.expect("the pin makes a transport") }
    }
}

/// A copy of a folder in a temporary one.
pub fn copied(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder can be made");
    copy_into(folder, copy.path()).expect("the disk has room for a copy");
    copy
}

fn copy_into(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy_into(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
