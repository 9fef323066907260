//! Storage in one SQLite file: WAL, fully durable commits, one writer, readers beside it.
//! Absent by design: anything that would keep another backend from passing the same suite.

mod read;
mod write;

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fieldseal_core::schema::Id;
use rusqlite::{Connection, OpenFlags};

use super::{Reader, Storage, StorageError, Stored, Writer};

/// The tables, as a new database gets them.
pub const DDL: &str = include_str!("schema.sql");

/// The version of the tables, kept in SQLite's `user_version`.
const SCHEMA_VERSION: i64 = 3;

/// How long a connection waits for a lock that another process holds, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Reading connections kept open; more are opened as needed and closed after use.
const IDLE_READERS_MAX: usize = 8;

/// Prepared statements kept by each connection: more than this module has.
const STATEMENTS_CACHED: usize = 64;

/// One SQLite file, used for one company.
pub struct SqliteStorage {
    file: PathBuf,
    company: Id,
    writer: Mutex<Connection>,
    idle: Mutex<Vec<Connection>>,
}

impl SqliteStorage {
    /// Opens a database, or begins one.
    ///
    /// # Errors
    /// When the file can't be opened, or was written by a newer version.
    pub fn open(file: &Path, company: Id) -> Stored<Self> {
        let writer = connect(file, OpenFlags::default())?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        match writer.pragma_query_value(None, "user_version", |row| row.get(0))? {
            // Every version so far only added tables.
            0..SCHEMA_VERSION => {
                writer.execute_batch(DDL)?;
                writer.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            }
            SCHEMA_VERSION => {}
            _ => return Err(StorageError::Malformed("tables of a newer version")),
        }
        Ok(Self { file: file.to_owned(), company, writer: Mutex::new(writer), idle: Mutex::default() })
    }
}

fn connect(file: &Path, flags: OpenFlags) -> Stored<Connection> {
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(connection)
}

impl Storage for SqliteStorage {
    fn reader(&self) -> Stored<Box<dyn Reader + '_>> {
        let idle = lock(&self.idle).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?,
        };
        let pooled = Pooled { connection: Some(connection), pool: &self.idle };
        Ok(Box::new(Session::begin(pooled, self.company, "BEGIN")?))
    }

    fn writer(&self) -> Stored<Box<dyn Writer + '_>> {
        Ok(Box::new(Session::begin(lock(&self.writer), self.company, "BEGIN IMMEDIATE")?))
    }

    fn copy_to(&self, file: &Path) -> Stored<()> {
        if file.exists() {
            return Err(StorageError::File(std::io::ErrorKind::AlreadyExists.into()));
        }
        let source = connect(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let mut target = Connection::open(file)?;
        rusqlite::backup::Backup::new(&source, &mut target)?.run_to_completion(1_024, Duration::ZERO, None)?;
        let verdict: String = target.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if verdict == "ok" { Ok(()) } else { Err(StorageError::Malformed("the copy fails its integrity check")) }
    }
}

/// A lock whose holder panicked is still a lock: SQLite rolled that transaction back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reading connection that goes back to where it came from.
struct Pooled<'a> {
    connection: Option<Connection>,
    pool: &'a Mutex<Vec<Connection>>,
}

impl Deref for Pooled<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("taken only when dropped")
    }
}

impl Drop for Pooled<'_> {
    fn drop(&mut self) {
        let mut pool = lock(self.pool);
        if pool.len() < IDLE_READERS_MAX {
            pool.extend(self.connection.take());
        }
    }
}

/// One transaction of one company.
struct Session<C: Deref<Target = Connection>> {
    connection: C,
    company: Id,
    open: bool,
}

impl<C: Deref<Target = Connection>> Session<C> {
    fn begin(connection: C, company: Id, statement: &str) -> Stored<Self> {
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK")?;
        }
        connection.execute_batch(statement)?;
        Ok(Self { connection, company, open: true })
    }
}

impl<C: Deref<Target = Connection>> Drop for Session<C> {
    fn drop(&mut self) {
        if self.open {
            // A failed rollback leaves the connection outside autocommit, which the next begin sees.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}
