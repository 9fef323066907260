//! Starting over with a server that was restored: it may have lost what it had confirmed, so this phone
//! offers again what it keeps. Absent by design: noticing it; the server says so.

use std::collections::{BTreeMap, BTreeSet};

use super::{AppError, settling::decode};
use crate::{
    ledger::Document,
    schema::RecordId,
    store::{StoreError, WriteTransaction},
};

/// What the server said so far no longer counts. Records are told anew; every own envelope waits for its
/// verdict once more, and every received one that is whole is offered, too: the server answers those
/// it knows as accepted. Records on which own work waits again are added to `touched`.
pub(super) fn start_over(
    tx: &WriteTransaction<'_>,
    told: &BTreeMap<RecordId, Document>,
    touched: &mut BTreeSet<RecordId>,
) -> Result<(), AppError> {
    for record in tx.accepted_records()? {
        if !told.contains_key(&record) {
            tx.clear_record(record)?;
        }
    }
    tx.forget_receipts()?;
    for (hash, own) in tx.kept_envelopes()? {
        let bytes = tx.envelope(&hash)?.ok_or(StoreError::Malformed("envelope"))?;
        let envelope = decode(&bytes)?;
        if own {
            let records: Vec<RecordId> = envelope.parts.iter().flatten().map(|part| part.record).collect();
            tx.append_outbox(&hash, envelope.header.intent, &records)?;
            touched.extend(records);
        } else if envelope.is_whole() {
            tx.offer_again(&hash)?;
        }
    }
    Ok(())
}
