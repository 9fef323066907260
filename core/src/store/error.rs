//! What can go wrong in the store. Absent by design: personal data; SQLite's messages carry none of
//! the values.

/// The store failed; what was acknowledged is still there.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk or the quota is full: free space and try again.
    #[error("no space left for the database")]
    Full,
    /// Another process holds the database.
    #[error("the database is in use by another process")]
    Busy,
    /// The file is damaged, or is no database.
    #[error("the database file is damaged or is no database")]
    Corrupt,
    /// It was written by a newer version of the product.
    #[error("the database is of version {found}, this build knows up to {known}")]
    Newer {
        /// The file's version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// It is a database of another program.
    #[error("the database file is another program's")]
    Foreign,
    /// Something kept does not hold together.
    #[error("what is kept under {0} does not hold together")]
    Malformed(&'static str),
    /// A blob is larger than allowed, or its chunks are out of order.
    #[error("the blob's size or chunk is out of bounds")]
    BlobBounds,
    /// The phone's quota for photos and files is used up.
    #[error("the quota of {quota_bytes} bytes for photos and files is used up")]
    Quota {
        /// The quota.
        quota_bytes: u64,
    },
    /// Any other failure of SQLite.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => Self::Corrupt,
            _ => Self::Sqlite(error),
        }
    }
}
