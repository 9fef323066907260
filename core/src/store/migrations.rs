//! The database's versions, as an ordered list: a new one is added at the end, none is ever changed.
//! Absent by design: queries.

use rusqlite::Connection;

use super::StoreError;

/// Each version's statements, in order; the version is the position, from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_envelope_records.sql"),
    include_str!("migrations/0003_forgetting.sql"),
    include_str!("migrations/0004_receipt.sql"),
];

/// Which product a database is of, in its header: `FSD1`. Written by version 3.
const APPLICATION_ID: i32 = 0x4653_4431;

/// The last version that did not mark its file; it is known by its tables.
const UNMARKED_VERSION_MAX: u32 = 2;

/// Refuses what is not this product's, and what a newer version wrote. Reads only.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len() as u32;
    let tables = |condition: &str| -> Result<u32, StoreError> {
        let sql = format!("SELECT count(*) FROM sqlite_schema WHERE {condition}");
        Ok(connection.query_row(&sql, [], |row| row.get(0))?)
    };
    // Read in any case: a damaged file says so here.
    let is_empty = tables("1")? == 0;
    match (application, found) {
        (APPLICATION_ID, found) if found > known => Err(StoreError::Newer { found, known }),
        (APPLICATION_ID, _) => Ok(()),
        (0, 0) if is_empty => Ok(()),
        (0, 1..=UNMARKED_VERSION_MAX) if tables("name IN ('envelope', 'outbox', 'attention')")? == 3 => Ok(()),
        _ => Err(StoreError::Foreign),
    }
}

/// Brings a database to the newest version, each step in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    migrate_to(connection, MIGRATIONS.len())
}

fn migrate_to(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len() as u32;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (index, sql) in MIGRATIONS.iter().enumerate().take(version).skip(found as usize) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", index as u32 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY name")
            .unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn every_older_database_upgrades_to_what_a_fresh_one_is() {
        let mut fresh = Connection::open_in_memory().unwrap();
        migrate(&mut fresh).unwrap();
        for version in 1..=MIGRATIONS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            migrate_to(&mut old, version).unwrap();
            migrate(&mut old).unwrap();
            assert_eq!(dump(&old), dump(&fresh), "from version {version}");
        }
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer { found: 999, .. })));
    }
    #[test]
    fn an_older_database_knows_what_names_its_photos() {
        let mut old = Connection::open_in_memory().unwrap();
        migrate_to(&mut old, 2).unwrap();
        let digest = |n: u8| vec![n; 32];
        let within = |n: u8| [&b"before"[..], &digest(n), b"after"].concat();
        for n in 1..=4 {
            old.execute("INSERT INTO blob VALUES (?1, 1, 2, 1, 0)", [digest(n)]).unwrap();
        }
        old.execute("INSERT INTO document VALUES (?1, 'ticket', ?2, NULL)", ([1_u8; 16], within(1))).unwrap();
        for (hash, n) in [([7_u8; 32], 2), ([8_u8; 32], 3)] {
            old.execute("INSERT INTO envelope VALUES (?1, 1, 0, ?2)", (hash, within(n))).unwrap();
        }
        old.execute("INSERT INTO outbox VALUES (1, ?1, ?2)", ([7_u8; 32], [9_u8; 16])).unwrap();
        old.execute("INSERT INTO outbox_record VALUES (?1, 1)", [[1_u8; 16]]).unwrap();
        let attention = "INSERT INTO attention VALUES (?1, 'a.b', ?2, 0, x'', x'', ?3)";
        old.execute(attention, ([6_u8; 16], [1_u8; 16], within(3))).unwrap();
        migrate(&mut old).unwrap();
        let mut statement = old.prepare("SELECT blob, envelope, refused FROM blob_name ORDER BY blob").unwrap();
        type Name = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);
        let names: Vec<Name> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let refused = (digest(3), vec![6; 16], Some(vec![6; 16]));
        assert_eq!(names, [(digest(1), Vec::new(), None), (digest(2), vec![7; 32], None), refused]);
        let kept: u32 = old.query_row("SELECT count(*) FROM envelope", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 1, "the refused one is kept under attention");
        check(&old).unwrap();
    }
}
