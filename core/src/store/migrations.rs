//! The database's versions, as an ordered list: a new one is added at the end, none is ever changed.
//! Absent by design: queries.

use rusqlite::Connection;

use super::StoreError;

/// Each version's statements, in order; the version is the position, from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_envelope_records.sql"),
    include_str!("migrations/0004_receipt.sql"),
];

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
}
