//! A record's sealed forms, each as the file that is handed on, with its PDF.
//! Absent by design: making or judging a seal.

use fieldseal_core::{
    schema::Hash32,
    seal::{Attachment, Receipt, SealedFile, SealedForm, names},
};

use crate::{
    desk::Shown,
    server::Server,
    storage::{StorageError, Stored},
};

/// One sealed form.
pub(super) struct SealedRound {
    /// The row of the record that names it: the number of the round.
    pub(super) round: String,
    /// The file to hand on.
    pub(super) file: Vec<u8>,
    /// The PDF, if its bytes are here.
    pub(super) pdf: Option<Vec<u8>>,
    /// The blobs that it covers.
    pub(super) covers: Vec<Hash32>,
}

impl Server {
    /// The sealed forms of a record whose seals are here, and how many seals are no seals: one that a phone
    /// damaged must not keep a customer from the file.
    ///
    /// # Errors
    /// When the storage fails.
    pub(super) fn sealed_forms(&self, shown: &Shown) -> Stored<(Vec<SealedRound>, usize)> {
        let (mut forms, mut damaged) = (Vec::new(), 0);
        for (key, value) in &shown.facts.0 {
            let Some(blob) = Hash32::from_scalar(value) else { continue };
            if !shown.kind.table.field(key).is_some_and(|field| field.seal) {
                continue;
            }
            let Some(bytes) = self.whole_blob(&blob)? else { continue };
            let Ok(form) = SealedForm::decode(&bytes) else {
                damaged += 1;
                continue;
            };
            let round = key.split('/').nth(1).unwrap_or("1").to_owned();
            forms.push(self.handed_on(form, &blob, round)?);
        }
        Ok((forms, damaged))
    }

    fn handed_on(&self, form: SealedForm, blob: &Hash32, round: String) -> Stored<SealedRound> {
        let covers: Vec<Hash32> = form.files().map(|row| row.digest).chain([*blob]).collect();
        let mut attachments = Vec::new();
        let mut pdf = None;
        for row in form.files().filter(|row| names::shareable_of(&row.name).is_none()) {
            if let Some(bytes) = self.whole_blob(&row.digest)? {
                if row.name == names::PDF {
                    pdf = Some(bytes.clone());
                }
                attachments.push(Attachment { name: row.name.clone(), bytes });
            }
        }
        let receipt = self.storage.reader()?.receipt(blob)?;
        let receipt = receipt.map(|bytes| Receipt::from_bytes(&bytes)).transpose();
        let receipt = receipt.map_err(|_| StorageError::Malformed("a receipt"))?;
        let file = SealedFile { form, receipt, attachments };
        let file = file.encode().map_err(|_| StorageError::Malformed("a sealed file"))?;
        Ok(SealedRound { round, file, pdf, covers })
    }

    fn whole_blob(&self, blob: &Hash32) -> Stored<Option<Vec<u8>>> {
        if !self.storage.reader()?.blob(blob)?.is_some_and(|row| row.complete) {
            return Ok(None);
        }
        self.blobs.read_whole(blob).map(Some).map_err(StorageError::File)
    }
}
