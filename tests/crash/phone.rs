//! A phone that is killed while it works and syncs, against a server that lives.
//! Absent by design: what a kill does to the store alone; that is beside this.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use fieldseal_core::{
    app::{App, SystemHost},
    schema::{Id, RecordId, Values},
    store::Priority,
    sync::{enrolment::Invitation, http::HttpsTransport},
};
use fieldseal_tests::{
    Company,
    child::{self, Process},
    handbook,
    proxy::{Proxy, Way},
    text, values,
};

use super::integrity;

/// Set for the process that is to be killed: where its database is.
const DATABASE: &str = "FIELDSEAL_TEST_PHONE";

const TEST: &str = "crash::phone::what_a_killed_phone_acknowledged_reaches_the_server_exactly_once";

/// What the child said of one performed step.
#[derive(Debug)]
struct Acknowledged {
    intent: String,
    record: RecordId,
    number: String,
}

fn open(path: &Path) -> (App, HttpsTransport) {
    let app = App::open(path, Arc::new(SystemHost::default())).expect("no repair is needed");
    let identity = app.identity().expect("it is enrolled");
    let transport = HttpsTransport::new(&identity.server, identity.tls_key).expect("the pin makes a transport");
    (app, transport)
}

fn number_of(app: &App, record: RecordId) -> String {
    app.show(record).expect("it is here").facts.text("number").expect("it has a number").to_owned()
}

/// The process that is killed: drafts, edits, keeps files, syncs, and says each, until it is.
fn work_until_killed(path: &Path) -> ! {
    let (app, transport) = open(path);
    for turn in 0_u32.. {
        let (step, record, given) = match turn % 3 {
            0 | 1 => ("library.draft", None, handbook(&format!("手册 {turn}"))),
            _ => {
                let last = app.store().read(|r| {
                    r.list(&fieldseal_core::store::ListQuery { kind: Some("library".into()), ..Default::default() })
                });
                let last = last.expect("the store is read").first().expect("two were drafted").record;
                ("library.edit", Some(last), values([("version", text(&format!("{}.{turn}", std::process::id())))]))
            }
        };
        let mut given: Values = given;
        let mut kept = None;
        if turn % 5 == 4 {
            let bytes: Vec<u8> = (0..3_000 + turn * 7).map(|n| (n * 31 + turn) as u8).collect();
            let digest = app.keep_blob(&bytes, Priority::Original).expect("there is room");
            given.insert("file".into(), digest.to_scalar());
            kept = Some(digest);
        }
        let performed = app.perform(step, record, &given).expect("a supervisor may");
        child::say(&format!(
            "performed {} {} {}",
            performed.intent,
            performed.record,
            number_of(&app, performed.record)
        ));
        if let Some(kept) = kept {
            child::say(&format!("kept {kept}"));
        }
        if turn % 4 == 3 {
            app.sync(&transport).expect("the server is there");
            child::say("synced");
        }
    }
    unreachable!("it is killed before it has counted so far")
}

/// Runs a child, kills it at a point that differs from round to round, and gives every line it said.
fn killed(path: &Path, proxy: &Proxy, round: usize) -> Vec<String> {
    let mut process = Process::run(TEST, &[(DATABASE, path.to_str().expect("its name is text"))]);
    let killer = process.killer();
    let after_lines = match round % 4 {
        // In the middle of what it sends: a handshake has some 500 bytes, an outbox some thousand.
        0 => {
            proxy.after_bytes(Way::Up, 300 + round * 173, move || killer.kill());
            usize::MAX
        }
        // In the middle of an answer: a handshake has some 1,000 bytes.
        1 => {
            proxy.after_bytes(Way::Down, 900 + round * 89, move || killer.kill());
            usize::MAX
        }
        // Between two of its own transactions.
        _ => 1 + round * 7 % 23,
    };
    let mut said = Vec::new();
    while let Some(line) = process.next_line() {
        said.push(line);
        if said.len() == after_lines {
            process.killer().kill();
        }
    }
    process.wait();
    assert!(
        !proxy.is_set() && (after_lines == usize::MAX || said.len() >= after_lines),
        "it was killed where it should"
    );
    said
}

#[test]
fn what_a_killed_phone_acknowledged_reaches_the_server_exactly_once() {
    if let Some(path) = std::env::var_os(DATABASE) {
        work_until_killed(Path::new(&path));
    }
    let company = Company::with(&["supervisor"]);
    let proxy = Proxy::to(company.running.address);
    let invitation = Invitation { server: format!("https://{}", proxy.address), ..company.invite("supervisor") };
    let path = company.phone_file(1);
    let app = App::open(&path, Arc::new(SystemHost::default())).expect("a store can be made");
    let transport = HttpsTransport::new(&invitation.server, invitation.tls_key).expect("the pin makes a transport");
    app.enrol(&invitation, "test", &transport).expect("a fresh code enrols");
    app.sync(&transport).expect("the first sync works");
    drop(app);

    let (mut steps, mut kept) = (Vec::new(), BTreeSet::new());
    for round in 0..child::rounds() {
        for line in killed(&path, &proxy, round) {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["performed", intent, record, number] => {
                    let record: Id = record.parse().expect("an id");
                    steps.push(Acknowledged { intent: intent.into(), record, number: number.into() });
                }
                ["kept", digest] => {
                    kept.insert(digest.to_owned());
                }
                _ => assert_eq!(line, "synced"),
            }
        }
        let (app, transport) = open(&path);
        for step in &steps {
            assert_eq!(number_of(&app, step.record), step.number);
        }
        app.sync(&transport).expect("the next sync works");
        assert_eq!(app.store().read(|r| r.outbox_len()).expect("it is read"), 0, "it drains the outbox");
        assert!(app.store().read(|r| r.attention()).expect("it is read").is_empty(), "nothing was refused");
        assert!(app.store().read(|r| r.unsent_blobs()).expect("it is read").is_empty());
        drop(app);
        integrity(&path);
    }

    let mut numbers: BTreeMap<&str, RecordId> = BTreeMap::new();
    for step in &steps {
        let before = numbers.insert(&step.number, step.record);
        assert!(before.is_none_or(|record| record == step.record), "{} was given out twice", step.number);
        let shown = company.server.desk().show(step.record).unwrap().expect("the server has it");
        assert_eq!(shown.facts.text("number"), Some(step.number.as_str()));
    }
    let database = company.folder().join("server/fieldseal.db");
    let counted = super::intents(&database);
    for step in &steps {
        assert_eq!(counted.get(&step.intent), Some(&1), "{step:?}");
    }
    let blobs = super::blobs(&database);
    assert!(kept.iter().all(|digest| blobs.contains(digest)), "every file that a step named is at the server");
    assert!(kept.is_empty() || child::rounds() > 0 && steps.len() > kept.len());
    integrity(&database);
}
