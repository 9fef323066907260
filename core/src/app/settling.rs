//! What verdicts make of own work: accepted leaves the outbox, refused goes to attention, and what was built
//! on a refused step is signed again. Absent by design: the exchange that brought the verdicts.

use std::collections::{BTreeMap, BTreeSet};

use super::{AppError, directory::Surroundings, identity::Identity, index, synchronise::SyncReport};
use crate::{
    ledger::{Change, Document, Envelope},
    schema::{Hash32, Id, Instant, Problem, RecordId},
    store::{Attention, OutboxEntry, WriteTransaction},
    sync::{session::BatchPlan, wire::Outcome},
};

/// Carries out the verdicts on own intents; returns the refused envelopes.
pub(super) fn settle(
    tx: &WriteTransaction<'_>,
    plan: &BatchPlan,
    touched: &mut BTreeSet<RecordId>,
    report: &mut SyncReport,
    now: Instant,
) -> Result<BTreeSet<Hash32>, AppError> {
    let mut refused = BTreeSet::new();
    for verdict in &plan.verdicts {
        if matches!(verdict.outcome, Outcome::Accepted(_) | Outcome::Refused(_)) {
            tx.remove_offer_again(&verdict.envelope)?;
        }
        let Some(entry) = tx.outbox_entry(&verdict.envelope)? else { continue };
        let envelope = decode(&entry.envelope)?;
        match &verdict.outcome {
            Outcome::Accepted(_) => {
                report.accepted += 1;
                tx.mark_accepted(&verdict.envelope, now.utc_ms)?;
            }
            Outcome::Refused(problems) => {
                report.refused += 1;
                give_attention(tx, &entry, &envelope, problems, now)?;
                refused.insert(verdict.envelope);
            }
            Outcome::BlockedBy(_) | Outcome::Later(_) => continue,
        }
        touched.extend(envelope.parts.iter().flatten().map(|part| part.record));
    }
    for received in &plan.envelopes {
        // An envelope that came in the log was accepted, however it travelled.
        tx.mark_accepted(&received.hash, now.utc_ms)?;
        tx.remove_offer_again(&received.hash)?;
    }
    Ok(refused)
}

fn give_attention(
    tx: &WriteTransaction<'_>,
    entry: &OutboxEntry,
    envelope: &Envelope,
    problems: &[Problem],
    now: Instant,
) -> Result<(), AppError> {
    let own = envelope.parts.iter().flatten().next();
    tx.put_attention(&Attention {
        intent: entry.intent,
        step: envelope.header.step.clone(),
        record: own.map_or(entry.intent, |part| part.record),
        values: own.map(|part| part.writes.iter().cloned().collect()).unwrap_or_default(),
        problems: problems.to_vec(),
        refused_at_ms: now.utc_ms,
        envelope: entry.envelope.clone(),
    })?;
    let hash = envelope.hash();
    tx.keep_blobs_of_refused(&hash, entry.intent)?;
    tx.remove_from_outbox(&hash)?;
    // Kept with the intent only: a restored server is not offered again what the person was told of.
    tx.drop_envelope(&hash)?;
    Ok(())
}

/// Puts what built on refused envelopes onto the accepted state, under a fresh nonce: intent, created
/// ids and numbers stay. What can't stand without the refused one goes to attention with it.
pub(super) fn rebase(
    tx: &WriteTransaction<'_>,
    identity: &Identity,
    mut lost: BTreeSet<Hash32>,
    touched: &mut BTreeSet<RecordId>,
    fresh: &mut dyn FnMut() -> Id,
    now: Instant,
) -> Result<(), AppError> {
    let mut documents: BTreeMap<RecordId, Option<Document>> = BTreeMap::new();
    for entry in tx.outbox(usize::MAX)? {
        let envelope = decode(&entry.envelope)?;
        let parts: Vec<_> = envelope.parts.iter().flatten().cloned().collect();
        for part in &parts {
            if let std::collections::btree_map::Entry::Vacant(slot) = documents.entry(part.record) {
                slot.insert(tx.accepted_document(part.record)?);
            }
        }
        let builds_on_lost = parts.iter().flat_map(|part| &part.dependencies).any(|hash| lost.contains(hash))
            || envelope.header.reads.iter().flat_map(|read| &read.dependencies).any(|hash| lost.contains(hash));
        let standing = if builds_on_lost {
            lost.insert(envelope.hash());
            touched.extend(parts.iter().map(|part| part.record));
            let orphaned = parts
                .iter()
                .any(|part| !part.dependencies.is_empty() && documents.get(&part.record).is_none_or(Option::is_none));
            if orphaned {
                let (zh, en) = ("它所依据的一步被拒绝", "the step it built on was refused");
                give_attention(tx, &entry, &envelope, &[Problem::general("depends_on_refused", zh, en)], now)?;
                continue;
            }
            let again = sign_again(&envelope, &documents, identity, fresh, tx)?;
            tx.replace_in_outbox(&envelope.hash(), &again.hash(), &again.encode(), now.utc_ms)?;
            again
        } else {
            envelope
        };
        for part in standing.parts.iter().flatten() {
            let known = documents.entry(part.record).or_default();
            if known.is_some() || part.dependencies.is_empty() {
                let document = known.get_or_insert_with(|| Document::new(part.kind.clone(), part.record));
                // A part whose base is not here changes nothing here; it is still judged by the server.
                let _ = document.fold(Change::of(&standing, part));
            }
        }
    }
    Ok(())
}

fn sign_again(
    envelope: &Envelope,
    documents: &BTreeMap<RecordId, Option<Document>>,
    identity: &Identity,
    fresh: &mut dyn FnMut() -> Id,
    tx: &WriteTransaction<'_>,
) -> Result<Envelope, AppError> {
    let actor = identity.actor();
    let mut header = envelope.header.clone();
    header.nonce = identity.nonce;
    for read in &mut header.reads {
        let document = match documents.get(&read.record) {
            Some(document) => document.clone(),
            None => tx.accepted_document(read.record)?,
        };
        read.dependencies = document.map(|document| document.heads()).unwrap_or_default();
    }
    let mut parts: Vec<_> = envelope.parts.iter().flatten().cloned().collect();
    for part in &mut parts {
        let document = documents.get(&part.record).and_then(Option::as_ref);
        part.salt = fresh();
        part.dependencies = document.map(Document::heads).unwrap_or_default();
        part.sequence = document.map_or(1, |document| document.next_sequence(&actor));
    }
    Ok(Envelope::sign(header, parts, &identity.key()))
}

/// The local document is the accepted one with the outbox folded on top.
pub(super) fn rebuild(
    tx: &WriteTransaction<'_>,
    record: RecordId,
    surroundings: &Surroundings,
    now: Instant,
) -> Result<(), AppError> {
    let shown = tx.local_document(record)?;
    let mut local = tx.accepted_document(record)?;
    let mut unsent = false;
    for entry in tx.outbox_of(record)? {
        let envelope = decode(&entry.envelope)?;
        for part in envelope.parts.iter().flatten().filter(|part| part.record == record) {
            let document = local.get_or_insert_with(|| Document::new(part.kind.clone(), record));
            // A part whose base left the scope can't be shown here; it is still judged by the server.
            unsent |= document.fold(Change::of(&envelope, part)).is_ok();
        }
    }
    match local {
        Some(document) if !document.is_empty() => {
            if unsent {
                tx.put_local(&document)?;
            } else {
                tx.clear_local(record)?;
            }
            // What own steps made of it was indexed with them: after a push that is nearly everything.
            if shown.is_none_or(|shown| shown.heads() != document.heads()) {
                index::put(tx, &document, surroundings, now)?;
                index::name_blobs_of(tx, &document)?;
            }
        }
        _ => tx.clear_record(record)?,
    }
    Ok(())
}

/// An envelope that this phone checked before it kept it.
pub(super) fn decode(bytes: &[u8]) -> Result<Envelope, AppError> {
    Envelope::decode_kept(bytes).map_err(|error| AppError::Corrupt(error.to_string()))
}
