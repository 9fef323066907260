//! Keys and certificates, what a customer's signature covers, and making and verifying the sealed file.
//! Absent by design: SQLite, the network, and any record's fields: a seal covers a table of named digests.

mod certificate;
mod chain;
mod content;
mod customer_file;
mod entry;
mod file;
pub mod keys;
pub mod names;
mod receipt;
mod render;
mod report;
mod rows;
mod sealed;
mod shareable;
mod signing;
pub mod strokes;
mod table;
mod validate;
mod verify;

#[cfg(test)]
mod tests;

pub use certificate::{
    Algorithm, CERTIFICATE_VERSION, Certificate, Claims, DeviceCertificate, DeviceClaims, ServerCertificate,
    ServerClaims,
};
pub use chain::{Certified, Chain, ChainError, Fingerprint, InvalidFingerprint};
pub use content::{Place, Position, SealContent, SealedPhoto, ShownField, Template};
pub use customer_file::{
    CustomerFileError, CustomerFileWriter, EntryDiffers, EntryVerdict, Manifest, ManifestEntry, is_customer_file,
    read_customer_file,
};
pub use entry::Entry;
pub use file::{Attachment, FileError, SealedFile};
pub use receipt::{Receipt, ReceiptBody, ReceiptError};
pub use report::{
    ContentVerdict, Difference, Differs, Named, ReceiptVerdict, Report, RevocationVerdict, Revocations, SignerError,
    SignerVerdict, Summary,
};
pub use sealed::{SealError, SealedForm, SealedFormError, check_code, seal};
pub use shareable::shareable_photo;
#[cfg(test)]
pub(crate) use shareable::tests::jpeg_with_position;
pub use signing::{Outcome, Proxy, ProxyAuthority, Reservation, Side, Signer};
pub use table::{Row, SEAL_VERSION, Table};
pub use verify::verify;

/// The bounds of a sealed file, checked before anything in it is used.
pub mod limits {
    /// Bytes of the whole file: some 40 original photos of 6 MB.
    pub const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
    /// Bytes of the seal without its attachments: a record holds 256 KB, labels and salts add to it.
    pub const SEAL_BYTES_MAX: usize = 2 * 1024 * 1024;
    /// Rows of a table: a record's 4,096 writes and what surrounds them.
    pub const ROWS_MAX: usize = 8_192;
    /// Bytes of a row's name: a document key of 128 bytes and its prefix.
    pub const NAME_BYTES_MAX: usize = 160;
    /// Bytes of one entry: the longest text of a form with its labels.
    pub const ENTRY_BYTES_MAX: usize = 64 * 1024;
    /// Photos, signers or reservations of one seal: their rows are numbered by three digits.
    pub const NUMBERED_MAX: usize = 999;
    /// Attachments of one file: two for each photo, one for each signer and proxy, and the PDF.
    pub const ATTACHMENTS_MAX: usize = 4_000;
    /// Bytes of a certificate chain: two certificates of some 200 bytes.
    pub const CHAIN_BYTES_MAX: usize = 4 * 1024;
    /// Entries of a customer's file.
    pub const ENTRIES_MAX: usize = 100_000;
    /// Bytes of the signed list of a customer's file, with its signature.
    pub const MANIFEST_BYTES_MAX: usize = 32 * 1024 * 1024;
    /// Bytes of a receipt.
    pub const RECEIPT_BYTES_MAX: usize = 4 * 1024;
    /// Bytes of a certified person's name, and of a number segment.
    pub const CERTIFIED_TEXT_BYTES_MAX: usize = 200;
}
