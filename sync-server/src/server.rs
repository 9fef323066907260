//! One company's server: its storage, keys, time, and what it keeps in memory.
//! Absent by design: HTTP, and what is done with any of it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use fieldseal_core::{
    ledger::Document,
    process::{calendar_warnings::CalendarWarning, directory::Directory},
    schema::{Date, Facts, Hash32, Id, Instant, Kind, RecordId},
};

use crate::{
    blobs::BlobFolder,
    environment::Environment,
    gate::{Attempts, NonceTable},
    keys::{KeyError, ServerKeys},
    segments,
    storage::{Reader, Storage, StorageError, Stored, sqlite::SqliteStorage},
    tls::{self, TlsError},
};

/// Name of the database's file.
pub const DATABASE_FILE: &str = "fieldseal.db";

/// Settings of the server's own, by key.
pub(crate) mod meta {
    /// Identifies this database's history: a restored one gets another.
    pub const LINEAGE: &str = "lineage";
    /// Segment of the numbers that the server itself gives out.
    pub const SEGMENT: &str = "segment";
    /// Its segments before restores, with commas between.
    pub const FORMER_SEGMENTS: &str = "former_segments";
    /// Set in a copy: whoever opens it first begins another lineage.
    pub const COPIED: &str = "copied";
    /// SHA-256 of the console's key.
    pub const CONSOLE_KEY: &str = "console_key";
    /// How many device certificates were issued.
    pub const CERTIFICATES: &str = "certificates";
}

/// Segments left out after a restore: more devices than anyone enrols between two backups.
const SEGMENTS_SKIPPED: u64 = 200;

/// The server can't start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The keys can't be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The TLS key or certificate can't be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The folder holds no server.
    #[error("this folder holds no server: run the set-up first")]
    NotSetUp,
}

/// One company's server.
pub struct Server {
    pub(crate) folder: PathBuf,
    pub(crate) storage: Box<dyn Storage>,
    pub(crate) blobs: BlobFolder,
    pub(crate) keys: ServerKeys,
    pub(crate) environment: Environment,
    pub(crate) lineage: Id,
    pub(crate) segment: String,
    pub(crate) former_segments: Vec<String>,
    /// This process's own: with the key it makes the actor of console steps.
    pub(crate) nonce: Id,
    pub(crate) nonces: NonceTable,
    pub(crate) wrong_codes: Attempts,
    pub(crate) sessions: crate::console::Sessions,
    pub(crate) tls_key: Hash32,
    accepting: Mutex<()>,
    swept: Mutex<Option<Date>>,
    /// Years without calendar, as of a log position.
    warned: Mutex<Option<(u64, Vec<CalendarWarning>)>>,
    directory: RwLock<Arc<Directory>>,
}

impl Server {
    /// Opens a folder that [`crate::setup::setup`] made.
    ///
    /// # Errors
    /// When something in it is missing, malformed or of a newer version.
    pub fn open(folder: &Path, environment: Environment) -> Result<Arc<Self>, OpenError> {
        if !folder.join(DATABASE_FILE).exists() {
            return Err(OpenError::NotSetUp);
        }
        let keys = ServerKeys::load(folder)?;
        let storage = SqliteStorage::open(&folder.join(DATABASE_FILE), keys.company())?;
        let identity = identity(&storage, &environment)?;
        let directory = load_directory(&*storage.reader()?)?;
        let nonce = environment.id();
        Ok(Arc::new(Self {
            folder: folder.to_owned(),
            blobs: BlobFolder::open(&folder.join("blobs")).map_err(StorageError::File)?,
            tls_key: tls::pin(folder)?,
            storage: Box::new(storage),
            keys,
            lineage: identity.0,
            segment: identity.1,
            former_segments: identity.2,
            nonce,
            nonces: NonceTable::default(),
            wrong_codes: Attempts::default(),
            sessions: crate::console::Sessions::default(),
            accepting: Mutex::default(),
            swept: Mutex::default(),
            warned: Mutex::default(),
            directory: RwLock::new(Arc::new(directory)),
            environment,
        }))
    }

    /// The company.
    pub fn company(&self) -> Id {
        self.keys.company()
    }

    /// Now, by the server's clock.
    pub fn now(&self) -> Instant {
        self.environment.now()
    }

    /// SHA-256 of the TLS public key, which enrolments pin.
    pub fn tls_key(&self) -> Hash32 {
        self.tls_key
    }

    /// SHA-256 of the company's root key.
    pub fn root(&self) -> fieldseal_core::seal::Fingerprint {
        self.keys.root()
    }

    /// The directory as of the last accepted envelope.
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn put_directory(&self, directory: Arc<Directory>) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory;
    }

    /// One acceptance at a time: whoever panicked in one left no transaction behind.
    pub(crate) fn accepting(&self) -> MutexGuard<'_, ()> {
        self.accepting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Years without calendar, if they were counted at this log position.
    pub(crate) fn calendar_warnings(&self, head: u64) -> Option<Vec<CalendarWarning>> {
        let warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        warned.as_ref().filter(|(at, _)| *at == head).map(|(_, warnings)| warnings.clone())
    }

    pub(crate) fn put_calendar_warnings(&self, head: u64, warnings: Vec<CalendarWarning>) {
        *self.warned.lock().unwrap_or_else(PoisonError::into_inner) = Some((head, warnings));
    }

    /// The day on which scopes were last brought up to date.
    pub(crate) fn swept(&self) -> Option<Date> {
        *self.swept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn put_swept(&self, day: Date) {
        *self.swept.lock().unwrap_or_else(PoisonError::into_inner) = Some(day);
    }
}

/// Lineage, segment, and the segments before. The first two are new in a database that is a copy of another.
fn identity(storage: &dyn Storage, environment: &Environment) -> Stored<(Id, String, Vec<String>)> {
    let writer = storage.writer()?;
    let copied = writer.meta(meta::COPIED)?.is_some_and(|mark| !mark.is_empty());
    if copied {
        writer.skip_segments(SEGMENTS_SKIPPED)?;
        writer.put_meta(meta::COPIED, &[])?;
    }
    let text = |key| writer.meta(key).map(|value| value.and_then(|bytes| String::from_utf8(bytes).ok()));
    let former = text(meta::FORMER_SEGMENTS)?.unwrap_or_default();
    let mut former: Vec<String> = former.split_terminator(',').map(str::to_owned).collect();
    if copied {
        former.extend(text(meta::SEGMENT)?);
        writer.put_meta(meta::FORMER_SEGMENTS, former.join(",").as_bytes())?;
    }
    let known = |key| writer.meta(key).map(|value| value.filter(|_| !copied));
    let lineage = match known(meta::LINEAGE)?.and_then(|bytes| Id::from_slice(&bytes)) {
        Some(lineage) => lineage,
        None => environment.id(),
    };
    let segment = match known(meta::SEGMENT)?.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(segment) => segment,
        None => segments::segment(writer.next_segment()?),
    };
    writer.put_meta(meta::LINEAGE, &lineage.0)?;
    writer.put_meta(meta::SEGMENT, segment.as_bytes())?;
    writer.commit()?;
    Ok((lineage, segment, former))
}

fn load_directory(reader: &dyn Reader) -> Stored<Directory> {
    let mut directory = Directory::default();
    for code in ["person", "device", "company", "calendar"] {
        for record in reader.records_of_kind(code)? {
            if let Some((kind, facts)) = facts_of(reader, record)? {
                directory.put(kind.code(), record, &facts);
            }
        }
    }
    Ok(directory)
}

/// Opens a record's document.
pub(crate) fn document_of(reader: &dyn Reader, record: RecordId) -> Stored<Option<Document>> {
    let Some(stored) = reader.document(record)? else { return Ok(None) };
    Document::decode(&stored.bytes).map(Some).map_err(|_| StorageError::Malformed("a document"))
}

/// Opens a record, with its kind.
pub(crate) fn facts_of(reader: &dyn Reader, record: RecordId) -> Stored<Option<(&'static Kind, Facts)>> {
    let document = document_of(reader, record)?;
    Ok(document.and_then(|document| Some((fieldseal_core::records::kind(document.kind())?, document.facts()))))
}
