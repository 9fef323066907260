//! The phone's SQLite: one writer, readers beside it; every step is one durable transaction.
//! Absent by design: any record's name, and what a record means; it keeps what it is handed.

mod blob_names;
mod blobs;
mod clocks;
mod commits;
mod documents;
mod drafts;
mod error;
mod forgetting;
mod index;
mod migrations;
mod offers;
mod outbox;
mod receipts;
mod records;
mod tokenizer;

#[cfg(test)]
mod tests;

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

pub use self::{
    blobs::{BlobState, BlobStatus, Priority},
    clocks::{ClockRow, DueOf, DueQuery},
    commits::Commits,
    drafts::Draft,
    error::StoreError,
    index::{IndexRow, index_row},
    offers::Offer,
    outbox::{Attention, OutboxEntry},
    records::{ListQuery, Order, RecordRow},
    tokenizer::{query_terms, tokens},
};

/// How long a connection waits for another's lock before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Idle reading connections kept open: a shell's screen, a background job and a spare.
const IDLE_READERS_MAX: usize = 3;

/// The database of one phone.
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    commits: Arc<Commits>,
}

/// A connection that may only read.
#[derive(Clone, Copy)]
pub struct ReadConnection<'a> {
    connection: &'a Connection,
}

/// The one transaction that writes. It reads, too, and sees its own writes.
pub struct WriteTransaction<'a> {
    read: ReadConnection<'a>,
}

impl<'a> Deref for WriteTransaction<'a> {
    type Target = ReadConnection<'a>;
    fn deref(&self) -> &ReadConnection<'a> {
        &self.read
    }
}

impl Store {
    /// Opens the database at a path, making or upgrading it. A database of a newer version or of another
    /// program, and a file that is damaged or no database, is refused and not touched.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        examine(path)?;
        let mut writer = Connection::open(path)?;
        configure(&writer)?;
        migrations::migrate(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            commits: Arc::default(),
        })
    }

    /// Runs one transaction. When this returns `Ok`, what it wrote survives a kill and a power cut;
    /// on an error nothing of it was written.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let done = work(&WriteTransaction { read: ReadConnection { connection: &transaction } })?;
        transaction.commit().map_err(StoreError::from)?;
        drop(writer);
        self.commits.tell();
        Ok(done)
    }

    /// Where to wait for the next commit.
    pub fn commits(&self) -> &Arc<Commits> {
        &self.commits
    }

    /// Reads one consistent state beside the writer.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&ReadConnection<'_>) -> Result<T, E>) -> Result<T, E> {
        let idle = lock(&self.readers).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.open_reader()?,
        };
        let done = {
            let transaction = connection.transaction().map_err(StoreError::from)?;
            work(&ReadConnection { connection: &transaction })
        };
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS_MAX {
            readers.push(connection);
        }
        done
    }

    fn open_reader(&self) -> Result<Connection, StoreError> {
        open_reader(&self.path)
    }
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Looks at a file that is there already before anything may write to it.
fn examine(path: &Path) -> Result<(), StoreError> {
    let begun = std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    if begun { migrations::check(&open_reader(path)?) } else { Ok(()) }
}

/// Whoever waits for a commit stops waiting.
impl Drop for Store {
    fn drop(&mut self) {
        self.commits.close();
    }
}

/// A panic while holding a connection rolled its transaction back; the connection is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Before the file's first page: purged photos give their space back to the phone.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    Ok(())
}

impl ReadConnection<'_> {
    /// A value kept under a name; `None` when there is none.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a value under a name.
    pub fn put_meta(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2",
            (name, value),
        )?;
        Ok(())
    }

    /// Runs one statement; returns the rows it changed.
    fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<usize, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.execute(parameters)?)
    }
}
