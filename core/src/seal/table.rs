//! The table that a device signs: names and SHA-256 digests, sorted by name.
//! Absent by design: the values; they travel beside the table.

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Encode};

use super::{
    limits::{NAME_BYTES_MAX, ROWS_MAX},
    names::{FILE_PREFIX, PDF},
};
use crate::schema::{Hash32, Id, decode_canonical};

/// The version of the seal's format that this build writes and reads.
pub const SEAL_VERSION: u16 = 1;

/// Letters of a printed check code.
const CHECK_CODE_LETTERS: usize = 10;

/// One row: what is sealed, and its digest.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Row {
    /// The row's name.
    #[n(0)]
    pub name: String,
    /// SHA-256 of the entry of that name, or of the file itself when the name begins with `file/`.
    #[n(1)]
    pub digest: Hash32,
}

impl Row {
    /// The digest is that of a file, not of an entry.
    pub fn is_file(&self) -> bool {
        self.name.starts_with(FILE_PREFIX)
    }
}

/// What the device signs. Rows are sorted by the bytes of their names, each name once.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Table {
    /// Format version.
    #[n(0)]
    pub version: u16,
    /// The company.
    #[n(1)]
    pub company: Id,
    /// The rows.
    #[n(2)]
    pub rows: Vec<Row>,
}

impl Table {
    /// The deterministic encoding, which is what the device signs.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("encoding into memory does not fail")
    }

    /// From its deterministic encoding alone; `None` for another version, unsorted or oversized rows.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let table: Self = decode_canonical(bytes).ok()?;
        let sorted = table.rows.is_sorted_by(|left, right| left.name < right.name);
        let named = table.rows.iter().all(|row| (1..=NAME_BYTES_MAX).contains(&row.name.len()));
        let known = table.version == SEAL_VERSION && table.rows.len() <= ROWS_MAX;
        (known && sorted && named).then_some(table)
    }

    /// The digest of a row.
    pub fn digest_of(&self, name: &str) -> Option<Hash32> {
        let index = self.rows.binary_search_by(|row| row.name.as_str().cmp(name)).ok()?;
        Some(self.rows[index].digest)
    }

    /// The seal's own name, which a receipt and the next seal of the record refer to.
    pub fn digest(&self) -> Hash32 {
        Hash32::of(&self.to_bytes())
    }

    /// The first ten base32 letters of the SHA-256 of the table without the PDF's row. The PDF prints
    /// it, so its own row cannot be in it.
    pub fn check_code(&self) -> String {
        let rows = self.rows.iter().filter(|row| row.name != PDF).cloned().collect();
        let digest = Self { rows, ..*self }.digest();
        BASE32_NOPAD.encode(&digest.0)[..CHECK_CODE_LETTERS].to_owned()
    }
}
