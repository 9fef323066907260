//! A copy of a running server in another folder, verified, that can be served in its place. Whoever
//! opens the copy begins another lineage, since phones may know more than it does.
//! Absent by design: the company's root key, which is kept apart from every server.

use std::{fs, path::Path};

use crate::{
    blobs::BlobFolder,
    folder::make_private,
    keys::{KeyError, ServerKeys},
    server::{DATABASE_FILE, Server, meta},
    storage::{Storage, StorageError, sqlite::SqliteStorage},
    tls::{self, TlsError},
};

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Log position up to which it goes.
    pub position: u64,
    /// Blobs in it.
    pub blobs: u64,
}

/// The backup failed; what lies in its folder is not one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder holds something already.
    #[error("the backup's folder holds something already")]
    NotEmpty,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The keys can't be copied.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The TLS files can't be copied.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        Self::Storage(StorageError::File(error))
    }
}

/// Copies a server, running or not, to an empty folder and checks the copy: the database's integrity and
/// every blob's digest. Keys are in it, so it is to be kept as safe as the server.
///
/// # Errors
/// When the folder is not empty, something can't be read or written, or the copy fails its check.
pub fn backup(server: &Server, to: &Path) -> Result<Backup, BackupError> {
    make_private(to)?;
    if fs::read_dir(to)?.next().is_some() {
        return Err(BackupError::NotEmpty);
    }
    let file = to.join(DATABASE_FILE);
    server.storage.copy_to(&file)?;
    let copy = SqliteStorage::open(&file, server.company())?;
    let writer = copy.writer()?;
    let position = writer.head()?;
    writer.put_meta(meta::COPIED, &[1])?;
    writer.commit()?;
    // After the database: every blob that it names as whole is then here.
    let blobs = server.blobs.copy_to(&BlobFolder::open(&to.join("blobs"))?)?;
    ServerKeys::copy(&server.folder, to)?;
    tls::copy(&server.folder, to)?;
    Ok(Backup { position, blobs })
}
