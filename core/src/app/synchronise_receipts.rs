//! The server's receipts of seals: which steps make one due, asking for it, and keeping it once it is proved.
//! Absent by design: sending the seals, and what a seal says.

use std::io::Read;

use super::{App, AppError, SyncReport};
use crate::{
    ledger::Envelope,
    records,
    schema::Hash32,
    seal::{Fingerprint, Receipt, SealedForm, limits::RECEIPT_BYTES_MAX},
    store::WriteTransaction,
    sync::http::Transport,
};

/// Receipts asked for in one visit: more signatures than a phone takes in a day.
const RECEIPTS_PER_VISIT_MAX: usize = 64;

/// How long a phone waits after the server had no receipt for a seal that it holds: a server that was
/// restored or is not upgraded yet may have one later.
const ASK_AGAIN_MS: i64 = 24 * 60 * 60 * 1000;

/// Notes the seals that an own envelope names: their receipts are due.
pub(super) fn expect_receipts(tx: &WriteTransaction<'_>, envelope: &Envelope) -> Result<(), AppError> {
    for part in envelope.parts.iter().flatten() {
        let Some(kind) = records::kind(&part.kind) else { continue };
        for (_, seal) in kind.table.blobs(&part.writes).filter(|(field, _)| field.seal) {
            tx.expect_receipt(&seal, &envelope.header.intent)?;
        }
    }
    Ok(())
}

impl App {
    /// Asks for the receipts that are due. What is lost on the way is asked again at the next visit.
    pub(super) fn sync_receipts(&self, transport: &dyn Transport, report: &mut SyncReport) -> Result<(), AppError> {
        let now_ms = self.now()?.utc_ms;
        for seal in self.store.read(|r| r.receipts_to_ask(now_ms, RECEIPTS_PER_VISIT_MAX))? {
            if self.ask_receipt(transport, &seal)? {
                report.receipts += 1;
            } else {
                self.store.write(|tx| tx.ask_receipt_from(&seal, now_ms + ASK_AGAIN_MS))?;
            }
        }
        Ok(())
    }

    /// Fetches the server's receipt of a seal that is here, by the digest of its blob; one that is here
    /// already stays. `false` when the server has none.
    ///
    /// # Errors
    /// [`AppError::UntrustedServer`] when what came is no receipt of this seal under the root that
    /// enrolment pinned: nothing is kept of it.
    pub fn fetch_receipt(&self, transport: &dyn Transport, seal: &Hash32) -> Result<bool, AppError> {
        if self.store.read(|r| r.receipt(seal))?.is_some() {
            return Ok(true);
        }
        self.ask_receipt(transport, seal)
    }

    fn ask_receipt(&self, transport: &dyn Transport, seal: &Hash32) -> Result<bool, AppError> {
        let form = self.store.read(|r| r.blob(seal))?.ok_or(AppError::NoSuchRecord)?;
        let form = SealedForm::decode(&form).map_err(|error| AppError::Corrupt(error.to_string()))?;
        let answer = self.signed(transport, "GET", &format!("/v1/receipt/{seal}"), Vec::new())?;
        if answer.status == 404 {
            return Ok(false);
        }
        let mut bytes = Vec::new();
        let read = answer.body.take(RECEIPT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| AppError::Protocol(error.to_string()))?;
        let identity = self.identity()?;
        let root = Fingerprint(identity.root_fingerprint);
        let proved =
            Receipt::from_bytes(&bytes).and_then(|receipt| receipt.verify(&root, identity.company, form.digest()));
        proved.map_err(|error| AppError::UntrustedServer(error.to_string()))?;
        self.store.write(|tx| tx.put_receipt(seal, &bytes))?;
        Ok(true)
    }
}
