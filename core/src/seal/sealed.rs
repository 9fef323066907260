//! Making a seal, and its encoding: the table, the device's signature over it, its certificates, and the
//! entries. Absent by design: attachments and receipts; they travel beside the seal in the file.

use minicbor::{Decode, Encode, bytes::ByteSlice};

use super::{
    chain::Chain,
    content::SealContent,
    entry::Entry,
    keys::{Context, Signature, SigningKey},
    limits::SEAL_BYTES_MAX,
    names,
    rows::rows_of,
    table::{Row, SEAL_VERSION, Table},
    validate::problems_of,
};
use crate::schema::{Hash32, Problem, decode_canonical};

/// Why nothing was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The content must not be sealed as it is; every problem, for a person to read.
    #[error("the content has {} problems", .0.len())]
    Content(Vec<Problem>),
    /// The key is not the one that the content's certificates certify.
    #[error("the key is not the certified one")]
    OtherKey,
    /// The seal would be larger than its limit.
    #[error("the seal exceeds {SEAL_BYTES_MAX} bytes")]
    TooLarge,
}

/// Bytes are not an intact seal. [`verify`](super::verify) says what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealedFormError {
    /// Too large, or not the deterministic encoding of a seal.
    #[error("malformed seal")]
    Malformed,
    /// The device's signature does not match the table.
    #[error("the device's signature does not match")]
    Signature,
    /// An entry or the certificates are not the ones in the table.
    #[error("the seal's content differs from its table")]
    Differs,
}

/// A seal: immutable once made. Entries may be withheld from a copy without breaking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedForm {
    /// What the device signed.
    pub table: Table,
    /// The certificates of the device.
    pub chain: Chain,
    /// For each row of the table that is no file, in its order: the entry, or `None` when withheld.
    pub entries: Vec<Option<Entry>>,
    signature: Signature,
}

/// The outermost encoding of a seal, without a look inside.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct RawSeal<'b> {
    #[b(0)]
    pub(super) table: &'b ByteSlice,
    #[n(1)]
    pub(super) signature: Signature,
    #[b(2)]
    pub(super) chain: &'b ByteSlice,
    #[b(3)]
    pub(super) entries: Vec<Option<&'b ByteSlice>>,
}

impl<'b> RawSeal<'b> {
    pub(super) fn from_bytes(bytes: &'b [u8]) -> Option<Self> {
        if bytes.len() > SEAL_BYTES_MAX {
            return None;
        }
        decode_canonical(bytes).ok()
    }
}

/// The table of a content; without the PDF's row as long as there is no PDF.
pub(super) fn table_of(content: &SealContent, pdf: Option<Hash32>) -> Table {
    let rows = rows_of(content);
    let entries = rows.entries.iter().map(|entry| (entry.name.clone(), entry.digest()));
    let pdf = pdf.map(|digest| (names::PDF.to_owned(), digest));
    let mut rows: Vec<Row> = entries.chain(rows.files).chain(pdf).map(|(name, digest)| Row { name, digest }).collect();
    rows.sort_by(|left, right| left.name.cmp(&right.name));
    Table { version: SEAL_VERSION, company: content.chain.device.claims.company, rows }
}

/// The check code that the PDF prints, before there is a PDF: ten letters of base32.
pub fn check_code(content: &SealContent) -> String {
    table_of(content, None).check_code()
}

/// Seals a content with the PDF that was made from it and shows its check code.
///
/// # Errors
/// Every problem of the content, a key that the content's certificates do not certify, or size.
pub fn seal(content: &SealContent, pdf: Hash32, key: &SigningKey) -> Result<SealedForm, SealError> {
    let problems = problems_of(content);
    if !problems.is_empty() {
        return Err(SealError::Content(problems));
    }
    if key.public() != content.chain.device.claims.key {
        return Err(SealError::OtherKey);
    }
    let table = table_of(content, Some(pdf));
    let mut entries = rows_of(content).entries;
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    let signature = key.sign(Context::Seal, &table.to_bytes());
    let entries = entries.into_iter().map(Some).collect();
    let form = SealedForm { table, chain: content.chain.clone(), entries, signature };
    if form.encode().len() > SEAL_BYTES_MAX {
        return Err(SealError::TooLarge);
    }
    Ok(form)
}

impl SealedForm {
    /// The deterministic encoding, `[table, signature, certificates, entries]`.
    pub fn encode(&self) -> Vec<u8> {
        let (table, chain) = (self.table.to_bytes(), self.chain.to_bytes());
        let entries: Vec<Option<Vec<u8>>> =
            self.entries.iter().map(|entry| entry.as_ref().map(Entry::to_bytes)).collect();
        let entries = entries.iter().map(|entry| entry.as_deref().map(<&ByteSlice>::from)).collect();
        let (table, chain) = (table.as_slice().into(), chain.as_slice().into());
        minicbor::to_vec(RawSeal { table, signature: self.signature, chain, entries })
            .expect("encoding into memory does not fail")
    }

    /// Decodes an intact seal. Whether its certificates lead to the company's root is
    /// [`Chain::verify_at`]'s to say.
    ///
    /// # Errors
    /// Malformed bytes, another signature, or an entry that is not the sealed one.
    pub fn decode(bytes: &[u8]) -> Result<Self, SealedFormError> {
        let raw = RawSeal::from_bytes(bytes).ok_or(SealedFormError::Malformed)?;
        let table = Table::from_bytes(raw.table).ok_or(SealedFormError::Malformed)?;
        let chain = Chain::from_bytes(raw.chain).map_err(|_| SealedFormError::Malformed)?;
        chain
            .device
            .claims
            .key
            .verify(Context::Seal, raw.table, &raw.signature)
            .map_err(|_| SealedFormError::Signature)?;
        if table.digest_of(names::CERTIFICATES) != Some(Hash32::of(raw.chain)) {
            return Err(SealedFormError::Differs);
        }
        let rows: Vec<&Row> = table.rows.iter().filter(|row| !row.is_file()).collect();
        if rows.len() != raw.entries.len() {
            return Err(SealedFormError::Differs);
        }
        let mut entries = Vec::with_capacity(rows.len());
        for (row, bytes) in rows.into_iter().zip(&raw.entries) {
            let Some(bytes) = bytes else {
                entries.push(None);
                continue;
            };
            let entry = entry_of(row, bytes).ok_or(SealedFormError::Differs)?;
            entries.push(Some(entry));
        }
        Ok(Self { table, chain, entries, signature: raw.signature })
    }

    /// The seal's own name: SHA-256 of its table.
    pub fn digest(&self) -> Hash32 {
        self.table.digest()
    }

    /// An entry by name; `None` when there is none or it is withheld.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().flatten().find(|entry| entry.name == name)
    }

    /// The files that belong to it, by row name: what to attach when it is handed on.
    pub fn files(&self) -> impl Iterator<Item = &Row> {
        self.table.rows.iter().filter(|row| row.is_file() && row.name != names::CERTIFICATES)
    }

    /// A copy without the entries that `keep` says no to. It stays valid; a verifier names what is
    /// withheld. What makes it a seal (way, time, person, template) always stays.
    #[must_use]
    pub fn withholding(&self, keep: impl Fn(&str) -> bool) -> Self {
        let entries = self
            .entries
            .iter()
            .map(|entry| entry.clone().filter(|entry| names::must_stay(&entry.name) || keep(&entry.name)));
        let entries = entries.collect();
        Self { entries, ..self.clone() }
    }
}

#[cfg(test)]
impl SealedForm {
    /// A form of whatever parts, as a manipulated phone would make it.
    pub(super) fn replaced(
        self,
        table: Table,
        chain: Chain,
        entries: Vec<Option<Entry>>,
        signature: Signature,
    ) -> Self {
        Self { table, chain, entries, signature }
    }
}

/// The entry of a row, if these are the bytes that were sealed under that name.
pub(super) fn entry_of(row: &Row, bytes: &[u8]) -> Option<Entry> {
    if Hash32::of(bytes) != row.digest {
        return None;
    }
    decode_canonical::<Entry>(bytes).ok().filter(|entry| entry.name == row.name)
}
