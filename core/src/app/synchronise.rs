//! One visit to the server: send the outbox, apply what comes back, batch by batch.
//! Absent by design: what a frame means (in `sync::session`) and how bytes travel (in `sync::http`).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    App, AppError,
    directory::{DIRECTORY_KINDS, Surroundings},
    host::random_id,
    identity::Identity,
    index, lineage,
};
use crate::{
    ledger::{Change, Document, Envelope},
    schema::{Hash32, Id, Instant, Problem, RecordId},
    seal::keys::PublicKey,
    store::{Attention, OutboxEntry, Store, WriteTransaction},
    sync::{
        http::{HttpAnswer, HttpRequest, Transport},
        request::RequestSignature,
        session::{Batch, BatchPlan, Replica},
        wire::{
            BATCH_BYTES_MAX, Checkpoint, Frame, FrameReader, FrameWriter, Hello, OFFERS_MAX, Outcome, PROTOCOL_VERSION,
            REQUEST_BYTES_MAX,
        },
    },
};

/// What a visit brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Own intents that the server accepted.
    pub accepted: usize,
    /// Own intents that it refused: see attention.
    pub refused: usize,
    /// Own intents that wait for others.
    pub waiting: usize,
    /// Records that changed here.
    pub changed: BTreeSet<RecordId>,
    /// Records that left this phone.
    pub forgotten: BTreeSet<RecordId>,
    /// Exchanges it took.
    pub exchanges: usize,
    /// Bytes of request and answer bodies.
    pub bytes_sent: usize,
    /// Bytes of answer bodies as they came over the line.
    pub bytes_received: usize,
    /// Photos and files sent.
    pub blobs_sent: usize,
    /// Photos and files fetched.
    pub blobs_received: usize,
    /// Receipts of seals that came.
    pub receipts: usize,
}

/// What one exchange left to do.
struct Exchanged {
    /// The place up to which envelopes were offered.
    offered: i64,
    /// The server is of another lineage than before.
    started_over: bool,
    /// The server has more to tell.
    more: bool,
}

/// Exchanges in one visit: an outbox of a million steps would need more.
const EXCHANGES_MAX: usize = 256;

/// Bytes of envelopes in one request, leaving room for the frames' own.
const OFFER_BYTES_MAX: usize = REQUEST_BYTES_MAX / 2;

/// What an answer may inflate to: batches are bounded one by one, so this only ends an endless answer.
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024 * 1024;

/// Checkpoints in a row that bring nothing and move no cursor: an honest answer has two at most.
const IDLE_CHECKPOINTS_MAX: u32 = 8;

impl App {
    /// Visits the server once: sends everything that waits, applies everything new, then photos and
    /// files, and asks for receipts that are due. Blocks; an interruption anywhere loses nothing.
    pub fn sync(&self, transport: &dyn Transport) -> Result<SyncReport, AppError> {
        let mut report = SyncReport::default();
        let mut offered = 0;
        loop {
            report.exchanges += 1;
            let exchanged = self.exchange(transport, offered, &mut report)?;
            // What a refusal made this phone sign again stands behind what was offered; a server that was
            // restored is offered everything.
            offered = if exchanged.started_over { 0 } else { exchanged.offered };
            let more_to_send = !self.store.read(|r| r.offers(offered, 1))?.is_empty();
            if (!exchanged.more && !more_to_send) || report.exchanges >= EXCHANGES_MAX {
                break;
            }
        }
        report.waiting = self.store.read(|r| r.outbox_len())?;
        self.clean_up()?;
        self.sync_blobs(transport, &mut report)?;
        self.sync_receipts(transport, &mut report)?;
        Ok(report)
    }

    /// One request with what is to be offered after a place, and its answer, applied.
    fn exchange(
        &self,
        transport: &dyn Transport,
        offered: i64,
        report: &mut SyncReport,
    ) -> Result<Exchanged, AppError> {
        let (body, offered) = self.request_body(offered)?;
        report.bytes_sent += body.len();
        let boot_before = self.host.boot_ms();
        let answer = self.signed(transport, "POST", "/v1/sync", body)?;
        let mut received = CountingReader { inner: answer.body, bytes: 0 };
        let mut reader = FrameReader::new(&mut received, BATCH_BYTES_MAX)?;
        let mut batch = Batch::default();
        let mut last: Option<Checkpoint> = None;
        let (mut started_over, mut inflated, mut idle) = (false, 0, 0);
        let replica = StoreReplica::new(&self.store, self.identity()?, self.surroundings()?);
        loop {
            match reader.read() {
                Ok(Some(frame)) => {
                    let brings_nothing = batch.is_empty();
                    let taken = match batch.take(frame, &replica) {
                        Ok(taken) => taken,
                        Err(error) => return Err(self.broke_a_rule(&error.to_string())),
                    };
                    let Some((plan, checkpoint)) = taken else { continue };
                    let stands = last.as_ref().is_some_and(|last| last.cursor == checkpoint.cursor);
                    idle = if brings_nothing && stands { idle + 1 } else { 0 };
                    inflated += BATCH_BYTES_MAX - reader.left();
                    if idle > IDLE_CHECKPOINTS_MAX || inflated > ANSWER_BYTES_MAX {
                        return Err(AppError::Protocol("the answer does not end".into()));
                    }
                    reader.allow(BATCH_BYTES_MAX);
                    started_over |= plan.reset.is_some();
                    let round_trip = u32::try_from(self.host.boot_ms() - boot_before).unwrap_or(u32::MAX);
                    self.apply(plan, &checkpoint, round_trip, report)?;
                    replica.reload(self.surroundings()?);
                    last = Some(checkpoint);
                }
                Ok(None) if batch.is_empty() => break,
                Ok(None) => return Err(self.broke_a_rule("the answer ended without a checkpoint")),
                Err(error) => return Err(error.into()),
            }
        }
        drop(reader);
        report.bytes_received += received.bytes;
        let checkpoint = last.ok_or_else(|| AppError::Protocol("the answer ended without a checkpoint".into()))?;
        Ok(Exchanged { offered, started_over, more: checkpoint.more })
    }

    /// What a server may not say, whoever it is: the phone keeps what it has and is told everything anew.
    fn broke_a_rule(&self, rule: &str) -> AppError {
        self.start_over().err().unwrap_or_else(|| AppError::Protocol(rule.to_owned()))
    }

    /// The body, and the place up to which it offers.
    fn request_body(&self, after: i64) -> Result<(Vec<u8>, i64), AppError> {
        let protocol = |error: &dyn std::fmt::Display| AppError::Protocol(error.to_string());
        let cursor = self.cursor()?;
        let offers = self.store.read(|r| r.offers(after, OFFERS_MAX))?;
        let mut writer = FrameWriter::new(Vec::new()).map_err(|error| protocol(&error))?;
        let hello = Hello { protocol: PROTOCOL_VERSION, lineage: cursor.lineage, cursor: cursor.position };
        writer.write(&Frame::Hello(hello)).map_err(|error| protocol(&error))?;
        let (mut bytes, mut offered) = (0, after);
        for offer in offers {
            bytes += offer.envelope.len();
            if bytes > OFFER_BYTES_MAX {
                break;
            }
            writer.write(&Frame::Offer(offer.envelope)).map_err(|error| protocol(&error))?;
            offered = offer.place;
        }
        Ok((writer.finish().map_err(|error| protocol(&error))?, offered))
    }

    /// Sends a signed request. When the server says that this phone's clock is off, it is set right and
    /// the request sent once more.
    pub(super) fn signed(
        &self,
        transport: &dyn Transport,
        method: &'static str,
        path: &str,
        body: Vec<u8>,
    ) -> Result<HttpAnswer, AppError> {
        let identity = self.identity()?;
        for attempt in 0..2 {
            let (time, nonce) = (self.now()?.utc_ms, random_id(&*self.host));
            let signature = RequestSignature::sign(&identity.key(), time, nonce, method, path, &body).to_header();
            let answer = transport.send(HttpRequest {
                method,
                path: path.to_owned(),
                signature: Some(signature),
                body: body.clone(),
            })?;
            if (200..300).contains(&answer.status) || answer.status == 404 {
                return Ok(answer);
            }
            let refusal = Refusal::read(answer);
            match refusal.server_time_ms {
                Some(server_ms) if refusal.code == "clock" && attempt == 0 => self.set_clock(server_ms, 1_000)?,
                _ => return Err(AppError::DeviceRefused { code: refusal.code }),
            }
        }
        Err(AppError::DeviceRefused { code: "clock".into() })
    }

    /// Applies a batch in one transaction with its cursor: a kill before or after means a harmless replay.
    fn apply(
        &self,
        plan: BatchPlan,
        checkpoint: &Checkpoint,
        round_trip_ms: u32,
        report: &mut SyncReport,
    ) -> Result<(), AppError> {
        let mut identity = self.identity()?;
        let mut position = self.cursor()?;
        let anchor = self.anchor(checkpoint.server_time_ms, round_trip_ms)?;
        let now = super::time::corrected(&*self.host, Some(anchor));
        let fresh_nonce = random_id(&*self.host);
        let mut fresh_salt = || random_id(&*self.host);
        let directory_touched =
            plan.reset.is_some() || plan.accepted.values().any(|document| DIRECTORY_KINDS.contains(&document.kind()));
        let changed = self.store.write(|tx| {
            let mut touched: BTreeSet<RecordId> = plan.accepted.keys().copied().collect();
            if let Some(lineage) = plan.reset {
                position.lineage = lineage;
                position.position = 0;
                lineage::start_over(tx, &plan.accepted, &mut touched)?;
            }
            for received in &plan.envelopes {
                tx.put_envelope(&received.hash, &received.bytes, &received.records, false, now.utc_ms)?;
            }
            for record in &plan.forget {
                tx.forget(*record)?;
                report.forgotten.insert(*record);
            }
            for document in plan.accepted.values() {
                tx.put_accepted(document)?;
            }
            let refused = settle(tx, &plan, &mut touched, report, now)?;
            if !refused.is_empty() {
                identity.nonce = fresh_nonce;
                rebase(tx, &identity, refused, &mut touched, &mut fresh_salt, now)?;
                tx.put_meta(super::meta::IDENTITY, &super::encode(&identity))?;
            }
            position.position = checkpoint.cursor;
            tx.put_meta(super::meta::CURSOR, &super::encode(&position))?;
            tx.put_meta(super::meta::ANCHOR, &super::encode(&anchor))?;
            let surroundings = if directory_touched {
                Surroundings::load(tx, checkpoint.cursor)?
            } else {
                (*self.surroundings()?).clone()
            };
            for record in &touched {
                rebuild(tx, *record, &surroundings, now)?;
            }
            Ok::<_, AppError>(touched)
        })?;
        self.forget_cached();
        report.changed.extend(&changed);
        Ok(())
    }
}

/// Carries out the verdicts on own intents; returns the refused envelopes.
fn settle(
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
fn rebase(
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
fn rebuild(
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

/// The server's short answer to a request it refused, in JSON.
#[derive(serde::Deserialize)]
pub(super) struct Refusal {
    /// What it is.
    pub(super) code: String,
    /// The server's time, when the clock was the reason.
    #[serde(default)]
    pub(super) server_time_ms: Option<i64>,
}

impl Refusal {
    pub(super) fn read(answer: HttpAnswer) -> Self {
        use std::io::Read;
        let mut text = String::new();
        let read = answer.body.take(4_096).read_to_string(&mut text);
        let parsed = read.ok().and_then(|_| serde_json::from_str(&text).ok());
        parsed.unwrap_or_else(|| Self { code: format!("http_{}", answer.status), server_time_ms: None })
    }
}

/// Counts what came over the line.
struct CountingReader<R> {
    inner: R,
    bytes: usize,
}

impl<R: std::io::Read> std::io::Read for CountingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read;
        Ok(read)
    }
}

/// The store as a session sees it.
struct StoreReplica<'a> {
    store: &'a Store,
    identity: Identity,
    surroundings: std::cell::RefCell<std::sync::Arc<Surroundings>>,
}

impl<'a> StoreReplica<'a> {
    fn new(store: &'a Store, identity: Identity, surroundings: std::sync::Arc<Surroundings>) -> Self {
        Self { store, identity, surroundings: surroundings.into() }
    }

    fn reload(&self, surroundings: std::sync::Arc<Surroundings>) {
        self.surroundings.replace(surroundings);
    }
}

impl Replica for StoreReplica<'_> {
    fn company(&self) -> Id {
        self.identity.company
    }

    fn server_key(&self) -> PublicKey {
        self.identity.server_key
    }

    fn device_known(&self, key: &PublicKey) -> bool {
        *key == self.identity.key().public() || self.surroundings.borrow().directory.device(key).is_some()
    }

    fn accepted(&self, record: RecordId) -> Option<Document> {
        self.store.read(|r| r.accepted_document(record)).ok().flatten()
    }

    fn own_envelope(&self, envelope: &Hash32) -> Option<Envelope> {
        let entry = self.store.read(|r| r.outbox_entry(envelope)).ok()??;
        Envelope::decode_kept(&entry.envelope).ok()
    }
}
