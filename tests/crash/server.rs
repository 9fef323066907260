//! A server process that is killed while phones push, pull and send files, and starts again on the same
//! folder and port. Absent by design: a restored back-up, which the server's own tests have.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use fieldseal_core::{
    app::{App, SystemHost},
    schema::{Hash32, RecordId},
    store::{BlobState, Priority},
    sync::http::HttpsTransport,
};
use fieldseal_server::{environment::Environment, server::Server};
use fieldseal_tests::{
    VALID_MS, add_person,
    child::{self, Killer},
    found, handbook,
    proxy::{Proxy, Way},
    text, values,
};

use super::{blobs, integrity, intents};

const TEST: &str = "crash::server::what_a_killed_server_answered_for_is_there_and_phones_end_equal";

const PHONES: usize = 3;

/// A phone with everything that it did.
struct Worker {
    app: App,
    transport: HttpsTransport,
    number: usize,
    turns: usize,
    intents: Vec<String>,
    files: BTreeMap<Hash32, Vec<u8>>,
}

impl Worker {
    fn enrol(
        server: &Server,
        supervisor: RecordId,
        administrator: RecordId,
        way: &str,
        folder: &Path,
        number: usize,
    ) -> impl FnOnce() -> Self + use<> {
        let invitation = server.invite(supervisor, administrator, way, true, VALID_MS).expect("the storage works");
        let path = folder.join(format!("phone-{number}.db"));
        move || {
            let app = App::open(&path, Arc::new(SystemHost::default())).expect("a store can be made");
            let transport =
                HttpsTransport::new(&invitation.server, invitation.tls_key).expect("the pin makes a transport");
            app.enrol(&invitation, "test", &transport).expect("a fresh code enrols");
            app.sync(&transport).expect("the first sync works");
            Self { app, transport, number, turns: 0, intents: Vec::new(), files: BTreeMap::new() }
        }
    }

    /// Drafts with a file of two chunks, edits what somebody drafted, syncs; until the server is gone.
    fn work_until_it_is_gone(&mut self, answered: &dyn Fn(usize)) {
        loop {
            self.turns += 1;
            let mut given = handbook(&format!("手册 {} {}", self.number, self.turns));
            if self.turns % 2 == 1 {
                let salt = self.turns * 7 + self.number;
                let bytes: Vec<u8> = (0..265_000 + salt).map(|n| (n * 31 + n / 251 + salt) as u8).collect();
                let digest = self.app.keep_blob(&bytes, Priority::Original).expect("there is room");
                given.insert("file".into(), digest.to_scalar());
                self.files.insert(digest, bytes);
            }
            let drafted = self.app.perform("library.draft", None, &given).expect("a supervisor may");
            self.intents.push(drafted.intent.to_string());
            let records = self.records();
            let some = records[self.turns * 7 % records.len()];
            let edit = values([("title", text(&format!("{} 改 {}", self.number, self.turns)))]);
            let edited = self.app.perform("library.edit", Some(some), &edit).expect("a supervisor may");
            self.intents.push(edited.intent.to_string());
            match self.app.sync(&self.transport) {
                Ok(report) => answered(report.accepted),
                Err(_) => return,
            }
        }
    }

    fn records(&self) -> Vec<RecordId> {
        let documents = self.app.store().read(|r| r.documents_of_kind("library")).expect("the store is read");
        documents.iter().map(|document| document.record()).collect()
    }

    /// Checks that the server's log has everything that it answered for.
    fn nothing_lost(&self, counted: &BTreeMap<String, u64>, whole: &std::collections::BTreeSet<String>) {
        let waiting = self.app.store().read(|r| r.outbox(usize::MAX)).expect("the store is read");
        let waiting: Vec<String> = waiting.iter().map(|entry| entry.intent.to_string()).collect();
        for intent in &self.intents {
            match counted.get(intent) {
                None => assert!(waiting.contains(intent), "the answered {intent} was lost"),
                Some(count) => assert_eq!(*count, 1, "{intent}"),
            }
        }
        for digest in self.files.keys() {
            let status = self.app.store().read(|r| r.blob_status(digest)).expect("the store is read");
            let receipted = status.is_some_and(|status| status.state == BlobState::Receipted);
            assert!(!receipted || whole.contains(&digest.to_string()), "the receipted {digest} was lost");
        }
        assert!(self.app.store().read(|r| r.attention()).expect("the store is read").is_empty(), "nothing was refused");
    }
}

/// Kills the server at a point that differs from round to round, while every phone works.
fn kill_while_working(round: usize, workers: &mut [Worker], proxy: &Proxy, killer: &Killer) {
    let (answered, after) = (AtomicUsize::new(0), if round.is_multiple_of(3) { 1 + round % 13 } else { usize::MAX });
    let by_bytes = killer.clone();
    match round % 3 {
        // Three handshakes have some 2,000 bytes up and 4,000 down; a file has some 265,000.
        1 => proxy.after_bytes(Way::Up, 1_500 + round * 21_011, move || by_bytes.kill()),
        2 => proxy.after_bytes(Way::Down, 2_500 + round * 211, move || by_bytes.kill()),
        _ => {}
    }
    std::thread::scope(|scope| {
        for worker in workers {
            let answered = &answered;
            scope.spawn(move || {
                worker.work_until_it_is_gone(&|accepted| {
                    if answered.fetch_add(accepted, Ordering::SeqCst) + accepted >= after {
                        killer.kill();
                    }
                });
            });
        }
    });
    assert!(!proxy.is_set(), "it was killed where it should");
}

fn start(folder: &Path, address: SocketAddr) -> child::Process {
    child::serve(TEST, folder, address)
}

#[test]
fn what_a_killed_server_answered_for_is_there_and_phones_end_equal() {
    child::serve_if_child();
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let folder = temporary.path().join("server");
    let database = folder.join("fieldseal.db");
    let address = child::free_address();
    let proxy = Proxy::to(address);
    let way = format!("https://{}", proxy.address);
    let made = found(&folder, Environment::system());
    let supervisor = add_person(&made.server, made.administrator, "supervisor");
    let enrolments: Vec<_> = (0..PHONES)
        .map(|number| Worker::enrol(&made.server, supervisor, made.administrator, &way, temporary.path(), number))
        .collect();
    drop(made);

    let mut process = start(&folder, address);
    let mut workers: Vec<Worker> = enrolments.into_iter().map(|enrol| enrol()).collect();
    for round in 0..child::rounds() {
        kill_while_working(round, &mut workers, &proxy, &process.killer());
        process.wait();
        let (counted, whole) = (intents(&database), blobs(&database));
        for worker in &workers {
            worker.nothing_lost(&counted, &whole);
        }
        integrity(&database);
        process = start(&folder, address);
    }

    // Twice: the first to send what still waits, the second to hear what the others sent after it.
    for worker in workers.iter().chain(&workers) {
        worker.app.sync(&worker.transport).expect("the server is there again");
    }
    let counted = intents(&database);
    let documents = |worker: &Worker| {
        let records = worker.records().into_iter();
        let told = records.map(|record| worker.app.store().read(|r| r.accepted_document(record)));
        told.map(|document| document.unwrap().expect("nothing is unsent").encode()).collect::<Vec<_>>()
    };
    let first = documents(&workers[0]);
    assert!(first.len() >= child::rounds());
    for (worker, other) in workers.iter().zip(workers.iter().cycle().skip(1)) {
        assert_eq!(worker.app.store().read(|r| r.outbox_len()).unwrap(), 0);
        assert!(worker.intents.iter().all(|intent| counted.get(intent) == Some(&1)), "each intent exactly once");
        assert_eq!(documents(worker), first);
        let (digest, bytes) = worker.files.last_key_value().expect("it kept a file");
        assert_eq!(other.app.fetch_blob(&other.transport, digest).unwrap(), *bytes, "another phone gets its file");
    }
    process.kill();
    integrity(&database);
}
