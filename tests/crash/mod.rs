//! Phones and servers that die at any moment: what was acknowledged is there, whole, without any repair.
//! Absent by design: the network's own failures; `hostile` breaks answers off.

mod phone;
mod server;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use fieldseal_core::{
    ledger::{Change, Document},
    schema::{Hash32, Id, Instant, Scalar, Values},
    store::{Draft, IndexRow, ListQuery, Priority, Store, StoreError, tokens},
};

/// Set for the process that is to be killed: where its database is.
const DATABASE: &str = "FIELDSEAL_CRASH_DATABASE";

/// Before each acknowledgement, to tell it from what the test runner prints.
const ACKNOWLEDGED: &str = "acknowledged ";

/// How often the phone is killed.
const ROUNDS: u32 = 24;

const QUOTA_BYTES: u64 = 1 << 30;

/// The number that the next item gets is a serial: it comes from the same transaction.
fn write_one(store: &Store) -> Result<u32, StoreError> {
    store.write(|tx| {
        let serial = tx.next_serial("K7", "GD", "2611")?;
        let (record, envelope) = (record(serial), Hash32::of(&serial.to_be_bytes()));
        tx.put_envelope(&envelope, &content(serial), &[record], true, 0)?;
        tx.append_outbox(&envelope, record, &[record])?;
        tx.put_local(&document(serial, envelope))?;
        tx.put_record(&row(serial))?;
        tx.put_draft(&draft(serial))?;
        tx.put_blob(&content(serial), Priority::Original, QUOTA_BYTES)?;
        tx.put_meta("last", &serial.to_be_bytes())?;
        Ok(serial)
    })
}

fn record(serial: u32) -> Id {
    Id([1; 16]).derive(&serial.to_string())
}

/// Bytes that differ from item to item, some of them over several pages of the database.
fn content(serial: u32) -> Vec<u8> {
    (0..500 + serial * 997 % 20_000).map(|n| (n * 31 + serial) as u8).collect()
}

fn document(serial: u32, envelope: Hash32) -> Document {
    let mut document = Document::new("ticket", record(serial));
    let change = Change {
        envelope,
        dependencies: Vec::new(),
        actor: Id([2; 16]),
        sequence: 1,
        person: Id([3; 16]),
        acting_for: None,
        step: "ticket.take_in".into(),
        effective: Instant::from_utc_ms(1_795_449_900_000),
        writes: vec![("description".into(), Scalar::Text(format!("主轴异响 {serial}")))],
    };
    document.fold(change).expect("a first change folds");
    document
}

fn row(serial: u32) -> IndexRow {
    let text = format!("编号{serial}x");
    IndexRow {
        record: record(serial),
        kind: "ticket",
        number: Some(serial.to_string()),
        title: text.clone(),
        status: "new",
        closed: false,
        customer: None,
        responsible: None,
        due: None,
        updated: Instant::from_utc_ms(i64::from(serial)),
        body: Values::new().len().into(),
        keys: vec![("serial", serial.to_string())],
        tokens: tokens(&text).into_iter().collect::<Vec<_>>().join(" "),
    }
}

fn draft(serial: u32) -> Draft {
    let values = Values::from([("description".to_owned(), Scalar::Integer(i64::from(serial)))]);
    Draft { record: Some(record(serial)), step: "ticket.edit".into(), updated_ms: i64::from(serial), values }
}

/// The process that is killed: writes, and says so, until it is.
fn write_until_killed(path: &Path) -> ! {
    let store = Store::open(path).expect("the database opens after every kill");
    let mut out = std::io::stdout().lock();
    loop {
        let serial = write_one(&store).expect("the disk has room");
        writeln!(out, "{ACKNOWLEDGED}{serial}").expect("the parent reads");
        out.flush().expect("the parent reads");
    }
}

/// Lets a child write, kills it after so many acknowledgements, and gives all that it made.
fn killed_after(path: &Path, count: usize) -> Vec<u32> {
    let mut child = Command::new(std::env::current_exe().expect("this test runs from a file"))
        .args(["--exact", "crash::what_was_acknowledged_survives_a_kill", "--nocapture"])
        .env(DATABASE, path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        let line = line.expect("the child writes text");
        if let Some((_, serial)) = line.split_once(ACKNOWLEDGED) {
            acknowledged.push(serial.parse().expect("a serial"));
        }
        if acknowledged.len() == count {
            child.kill().expect("it is this process's child");
        }
    }
    let status = child.wait().expect("it is this process's child");
    assert!(!status.success(), "it never ends by itself");
    assert!(acknowledged.len() >= count, "it ended before it was killed: {acknowledged:?}");
    acknowledged
}

/// Checks that an item is there in every table, with every byte.
fn whole(store: &Store, serial: u32) -> Result<(), StoreError> {
    let (record, envelope) = (record(serial), Hash32::of(&serial.to_be_bytes()));
    store.read(|r| {
        assert_eq!(r.envelope(&envelope)?, Some(content(serial)), "envelope {serial}");
        assert_eq!(r.outbox_of(record)?.len(), 1, "outbox {serial}");
        let kept = r.document(record)?.map(|document| document.encode());
        assert_eq!(kept, Some(document(serial, envelope).encode()), "document {serial}");
        let by_text = ListQuery { text: format!("编号{serial}x"), ..ListQuery::default() };
        assert_eq!(r.list(&by_text)?.first().map(|row| row.record), Some(record), "search {serial}");
        let by_key = ListQuery { keys: vec![("serial".into(), serial.to_string())], ..ListQuery::default() };
        assert_eq!(r.list(&by_key)?.len(), 1, "key {serial}");
        assert_eq!(r.draft(Some(record), "ticket.edit")?, Some(draft(serial)), "draft {serial}");
        assert_eq!(r.blob(&Hash32::of(&content(serial)))?, Some(content(serial)), "blob {serial}");
        Ok(())
    })
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    if let Some(path) = std::env::var_os(DATABASE) {
        write_until_killed(Path::new(&path));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("phone.db");
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        let count = [1, 2, 3, 5, 8, 13][round as usize % 6] + round as usize / 6;
        for serial in killed_after(&path, count) {
            assert!(acknowledged.insert(serial), "serial {serial} was given out twice");
        }
        let store = Store::open(&path).expect("no repair is needed");
        let last = store.read::<_, StoreError>(|r| r.meta("last")).expect("it is read").expect("something was written");
        let last = u32::from_be_bytes(last.try_into().expect("four bytes"));
        // A kill may come between the commit and its acknowledgement; then the item is there, and whole.
        assert!(acknowledged.last().is_some_and(|serial| *serial <= last));
        assert!(last as usize <= acknowledged.len() + round as usize + 1);
        for serial in 1..=last {
            whole(&store, serial).expect("it is read");
        }
        assert!(acknowledged.iter().all(|serial| (1..=last).contains(serial)));
        let (records, waiting, drafts) = store
            .read::<_, StoreError>(|r| Ok((r.count("ticket")?, r.outbox_len()?, r.drafts()?.len())))
            .expect("it is read");
        assert_eq!((records, waiting, drafts), (u64::from(last), last as usize, last as usize), "nothing by halves");
        drop(store);
        integrity(&path);
    }
}

/// SQLite finds nothing wrong with a database.
fn integrity(path: &Path) {
    let connection = rusqlite::Connection::open(path).expect("the database opens");
    let integrity: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("it is checked");
    assert_eq!(integrity, "ok");
}

/// How often each intent stands in a server's log of accepted envelopes.
fn intents(database: &Path) -> BTreeMap<String, u64> {
    let connection = rusqlite::Connection::open(database).expect("the database opens");
    let mut statement = connection
        .prepare("SELECT intent, count(*) FROM log WHERE class = 0 GROUP BY intent")
        .expect("the server's tables are known");
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))
        .expect("the server's tables are known");
    let counted = rows.map(|row| {
        row.map(|(intent, count)| (Id::from_slice(&intent).expect("the server's tables are known").to_string(), count))
    });
    counted.collect::<Result<_, _>>().expect("the log is read")
}

/// The digests of the whole files that a server knows.
fn blobs(database: &Path) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(database).expect("the database opens");
    let mut statement =
        connection.prepare("SELECT blob FROM blob WHERE complete = 1").expect("the server's tables are known");
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("the server's tables are known");
    rows.map(|row| {
        Hash32::from_slice(&row.expect("the server's tables are known"))
            .expect("the server's tables are known")
            .to_string()
    })
    .collect()
}
