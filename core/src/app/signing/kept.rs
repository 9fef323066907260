//! Signed forms as they are kept: the PDF, the file to hand on, the seal that a later one follows.
//! Absent by design: rendering; what was signed is never made again.

use crate::{
    app::{App, AppError},
    process::steps,
    schema::{Facts, Hash32, RecordId},
    seal::{Attachment, Receipt, Row, SealedFile, SealedForm, names},
    store::Store,
    sync::http::Transport,
};

impl App {
    /// The signed PDF of the present round, as it was made; `None` before it was signed, or when its
    /// bytes are not on this phone.
    pub fn form_pdf(&self, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = facts.blob(&format!("rounds/{}/document", steps::round(&facts))) else { return Ok(None) };
        Ok(self.store.read(|r| r.blob(&digest))?)
    }

    /// The file to hand on: the seal with the server's receipt, the PDF, the strokes and the shareable
    /// photos, as far as they are here. Photos as they were taken stay in the company. Anybody can verify
    /// the file offline. `None` as for the PDF.
    pub fn sealed_file(&self, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = present_seal(&facts) else { return Ok(None) };
        let Some(form) = seal_here(&self.store, &digest)? else { return Ok(None) };
        let mut attachments = Vec::new();
        for row in handed_on(&form) {
            if let Some(bytes) = self.store.read(|r| r.blob(&row.digest))? {
                attachments.push(Attachment { name: row.name.clone(), bytes });
            }
        }
        let receipt = self.store.read(|r| r.receipt(&digest))?;
        let receipt = receipt.map(|bytes| Receipt::from_bytes(&bytes)).transpose();
        let receipt = receipt.map_err(|error| AppError::Corrupt(error.to_string()))?;
        let file = SealedFile { form, receipt, attachments };
        Ok(Some(file.encode().map_err(|error| AppError::Form(error.to_string()))?))
    }

    /// The same of a record that was signed elsewhere: the seal, what belongs to it and the receipt are
    /// fetched first, as far as the server has them. `None` before the record was signed.
    pub fn fetch_sealed_file(&self, transport: &dyn Transport, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = present_seal(&facts) else { return Ok(None) };
        self.fetch_blob(transport, &digest)?;
        let Some(form) = seal_here(&self.store, &digest)? else { return Ok(None) };
        for row in handed_on(&form) {
            match self.fetch_blob(transport, &row.digest) {
                // What the server does not have yet is left out, and a verifier says so.
                Ok(_) | Err(AppError::NoSuchRecord) => {}
                Err(error) => return Err(error),
            }
        }
        self.fetch_receipt(transport, &digest)?;
        self.sealed_file(record)
    }
}

/// The blob of the present round's seal.
fn present_seal(facts: &Facts) -> Option<Hash32> {
    facts.blob(&format!("rounds/{}/seal", steps::round(facts)))
}

/// The seal that a blob holds; `None` when its bytes are not on this phone.
fn seal_here(store: &Store, blob: &Hash32) -> Result<Option<SealedForm>, AppError> {
    let Some(bytes) = store.read(|r| r.blob(blob))? else { return Ok(None) };
    SealedForm::decode(&bytes).map(Some).map_err(|error| AppError::Corrupt(error.to_string()))
}

/// The files that leave the company with the seal: everything but photos as they were taken.
fn handed_on(form: &SealedForm) -> impl Iterator<Item = &Row> {
    form.files().filter(|row| names::shareable_of(&row.name).is_none())
}

/// The record's latest seal, by the digest of its table: of this round when it was refused or left
/// unsigned before, else of an earlier one. `None` also when its bytes are not on this phone.
pub(super) fn previous_seal(store: &Store, before: &Facts, round: i64) -> Result<Option<Hash32>, AppError> {
    for earlier in (1..=round).rev() {
        if let Some(digest) = before.blob(&format!("rounds/{earlier}/seal")) {
            return Ok(seal_here(store, &digest)?.map(|form| form.digest()));
        }
    }
    Ok(None)
}
