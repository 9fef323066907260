//! Signed forms as they are kept: the PDF, the file to hand on, the seal that a later one follows.
//! Absent by design: rendering; what was signed is never made again.

use crate::{
    app::{App, AppError},
    process::steps,
    schema::{Facts, Hash32, RecordId},
    seal::{Attachment, SealedFile, SealedForm, names},
    store::Store,
};

impl App {
    /// The signed PDF of the present round, as it was made; `None` before it was signed, or when its
    /// bytes are not on this phone.
    pub fn form_pdf(&self, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = facts.blob(&format!("rounds/{}/document", steps::round(&facts))) else { return Ok(None) };
        Ok(self.store.read(|r| r.blob(&digest))?)
    }

    /// The file to hand on: the seal with the PDF, the strokes and those photos that are here. Anybody
    /// can verify it offline. `None` as for the PDF.
    pub fn sealed_file(&self, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = facts.blob(&format!("rounds/{}/seal", steps::round(&facts))) else { return Ok(None) };
        let Some(bytes) = self.store.read(|r| r.blob(&digest))? else { return Ok(None) };
        let form = SealedForm::decode(&bytes).map_err(|error| AppError::Corrupt(error.to_string()))?;
        let mut attachments = Vec::new();
        let files: Vec<(String, Hash32)> = form.files().map(|row| (row.name.clone(), row.digest)).collect();
        for (name, digest) in files {
            if name == names::CERTIFICATES {
                continue;
            }
            if let Some(bytes) = self.store.read(|r| r.blob(&digest))? {
                attachments.push(Attachment { name, bytes });
            }
        }
        let file = SealedFile { form, receipt: None, attachments };
        Ok(Some(file.encode().map_err(|error| AppError::Form(error.to_string()))?))
    }
}

/// The record's latest seal, by the digest of its table: of this round when it was refused or left
/// unsigned before, else of an earlier one. `None` also when its bytes are not on this phone.
pub(super) fn previous_seal(store: &Store, before: &Facts, round: i64) -> Result<Option<Hash32>, AppError> {
    for earlier in (1..=round).rev() {
        if let Some(digest) = before.blob(&format!("rounds/{earlier}/seal")) {
            let Some(bytes) = store.read(|r| r.blob(&digest))? else { return Ok(None) };
            let form = SealedForm::decode(&bytes).map_err(|error| AppError::Corrupt(error.to_string()))?;
            return Ok(Some(form.digest()));
        }
    }
    Ok(None)
}
