use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Phone, Store, StoreError, document, id, row};
use crate::store::ListQuery;

#[test]
fn what_was_written_is_there_after_opening_again() {
    let phone = Phone::new();
    phone.write(|tx| {
        tx.put_meta("name", b"one")?;
        tx.put_accepted(&document(id(1), &["a"]))?;
        tx.put_record(&row(id(1), "主轴"))
    });
    let phone = phone.reopen();
    assert_eq!(phone.read(|r| r.meta("name")), Some(b"one".to_vec()));
    assert_eq!(phone.read(|r| r.meta("other")), None);
    assert_eq!(phone.read(|r| r.document(id(1))).unwrap().encode(), document(id(1), &["a"]).encode());
    assert_eq!(phone.read(|r| r.list(&ListQuery::default())).len(), 1);
    phone.write(|tx| tx.put_meta("name", b"two"));
    assert_eq!(phone.reopen().read(|r| r.meta("name")), Some(b"two".to_vec()));
}

#[test]
fn the_database_is_durable_and_readable_beside_its_writer() {
    let phone = Phone::new();
    phone.write(|tx| {
        let setting = |name: &str| tx.connection.pragma_query_value(None, name, |row| row.get::<_, String>(0));
        assert_eq!(setting("journal_mode")?, "wal");
        let number = |name: &str| tx.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        assert_eq!(number("synchronous")?, 2);
        assert_eq!(number("foreign_keys")?, 1);
        tx.put_meta("name", b"unseen")?;
        // Readers see the last committed state, and wait for nobody.
        assert_eq!(phone.read(|r| r.meta("name")), None);
        Ok(())
    });
    assert_eq!(phone.read(|r| r.meta("name")), Some(b"unseen".to_vec()));
}

#[test]
fn a_reader_cannot_write() {
    let phone = Phone::new();
    let refused = phone.read(|r| Ok(r.connection.execute("DELETE FROM meta", [])));
    assert!(refused.is_err());
}

#[test]
fn an_error_rolls_the_whole_transaction_back() {
    let phone = Phone::new();
    phone.write(|tx| tx.put_meta("name", b"before"));
    let failed: Result<(), StoreError> = phone.store.write(|tx| {
        tx.put_meta("name", b"after")?;
        tx.put_accepted(&document(id(1), &["a"]))?;
        tx.put_record(&row(id(1), "主轴"))?;
        tx.next_serial("K7", "GD", "2611")?;
        Err(StoreError::Malformed("test"))
    });
    assert!(matches!(failed, Err(StoreError::Malformed("test"))));
    assert_eq!(phone.read(|r| r.meta("name")), Some(b"before".to_vec()));
    assert!(phone.read(|r| r.document(id(1))).is_none());
    assert_eq!(phone.read(|r| r.count("ticket")), 0);
    assert_eq!(phone.write(|tx| tx.next_serial("K7", "GD", "2611")), 1);
}

#[test]
fn a_panic_rolls_back_and_the_store_goes_on() {
    let phone = Phone::new();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        phone.write(|tx| -> Result<(), StoreError> {
            tx.put_meta("name", b"lost")?;
            panic!("a defect inside a transaction");
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(phone.read(|r| r.meta("name")), None);
    phone.write(|tx| tx.put_meta("name", b"kept"));
    assert_eq!(phone.read(|r| r.meta("name")), Some(b"kept".to_vec()));
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let garbage = b"these bytes are no database at all, whatever the name says".repeat(200);
    std::fs::write(&path, &garbage).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Corrupt)));
    assert_eq!(std::fs::read(&path).unwrap(), garbage);
}

#[test]
fn a_damaged_database_says_so() {
    let phone = Phone::new();
    for n in 0..50 {
        phone.write(|tx| tx.put_record(&row(id(n), &"主轴轴承".repeat(200))));
    }
    let (path, folder) = (phone.path(), phone.folder);
    drop(phone.store);
    let mut bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() > 200_000);
    bytes[4_096..].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let met = match Store::open(&path) {
        Ok(store) => store.read(|r| r.list(&ListQuery { limit: 1_000, ..ListQuery::default() })).map(drop),
        Err(error) => Err(error),
    };
    assert!(matches!(met, Err(StoreError::Corrupt)), "{met:?}");
    drop(folder);
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let phone = Phone::new();
    let (path, folder) = (phone.path(), phone.folder);
    drop(phone.store);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 7).unwrap();
    drop(connection);
    let refused = Store::open(&path).map(drop);
    assert!(matches!(refused, Err(StoreError::Newer { found: 7, known: 4 })), "{refused:?}");
    assert_eq!(refused.unwrap_err().to_string(), "the database is of version 7, this build knows up to 4");
    let connection = Connection::open(&path).unwrap();
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 7);
    drop(folder);
}

/// Every file of a folder, by name, with its bytes.
fn files(folder: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn another_programs_database_is_refused_and_not_touched() {
    let statements = [
        "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')",
        "CREATE TABLE notes (text); PRAGMA user_version = 2",
        "CREATE TABLE notes (text); PRAGMA application_id = 77; PRAGMA user_version = 3",
        "PRAGMA application_id = 77; PRAGMA journal_mode = WAL; CREATE TABLE envelope (hash); PRAGMA user_version = 9",
    ];
    for sql in statements {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        let connection = Connection::open(&path).unwrap();
        for statement in sql.split("; ") {
            let mut statement = connection.prepare(statement).unwrap();
            let mut rows = statement.query([]).unwrap();
            while rows.next().unwrap().is_some() {}
        }
        drop(connection);
        let before = files(folder.path());
        let refused = Store::open(&path).map(drop);
        assert!(matches!(refused, Err(StoreError::Foreign)), "{sql}: {refused:?}");
        assert_eq!(files(folder.path())["phone.db"], before["phone.db"], "{sql}");
    }
}

#[test]
fn a_database_that_was_cut_or_overwritten_is_refused_and_not_touched() {
    let phone = Phone::new();
    for n in 0..50 {
        phone.write(|tx| tx.put_record(&row(id(n), &"主轴轴承".repeat(200))));
    }
    let (path, _folder) = (phone.path(), phone.folder);
    drop(phone.store);
    let whole = std::fs::read(&path).unwrap();
    let cut = whole[..whole.len() / 2 / 4_096 * 4_096].to_vec();
    let half_a_page = whole[..700].to_vec();
    let mut overwritten = whole.clone();
    overwritten[100..4_096].fill(0x5A);
    let mut header = whole.clone();
    header[..16].copy_from_slice(b"another format!!");
    for damaged in [cut, half_a_page, overwritten, header] {
        std::fs::write(&path, &damaged).unwrap();
        let refused = Store::open(&path).map(drop);
        assert!(matches!(refused, Err(StoreError::Corrupt)), "{refused:?}");
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(Store::open(&path).unwrap().read::<_, StoreError>(|r| r.count("ticket")).unwrap(), 50);
}

#[test]
fn an_empty_file_becomes_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    std::fs::write(&path, []).unwrap();
    Store::open(&path).unwrap().write(|tx| tx.put_meta("name", b"one")).unwrap();
    drop(Connection::open(folder.path().join("begun.db")).unwrap().pragma_update(None, "journal_mode", "WAL"));
    Store::open(&folder.path().join("begun.db")).unwrap();
}
