//! One visit to the server: send the outbox, apply what comes back, batch by batch.
//! Absent by design: what a frame means (in `sync::session`) and how bytes travel (in `sync::http`).

use std::collections::BTreeSet;

use super::{
    App, AppError,
    directory::{DIRECTORY_KINDS, Surroundings},
    host::random_id,
    index, lineage,
    replica::StoreReplica,
    settling::{rebase, rebuild, settle},
};
use crate::{
    schema::RecordId,
    sync::{
        http::{HttpAnswer, HttpRequest, Transport},
        request::RequestSignature,
        session::{Batch, BatchPlan},
        wire::{
            BATCH_BYTES_MAX, Checkpoint, Frame, FrameReader, FrameWriter, Hello, OFFERS_MAX, PROTOCOL_VERSION,
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
    /// files, fetches the library's, and asks for receipts that are due. Blocks; an interruption anywhere loses nothing.
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
        self.sync_library(transport, &mut report)?;
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
        let before = self.surroundings()?;
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
            let surroundings =
                if directory_touched { Surroundings::load(tx, checkpoint.cursor)? } else { (*before).clone() };
            for record in &touched {
                rebuild(tx, *record, &surroundings, now)?;
            }
            index::recount(tx, &before, &surroundings, now)?;
            Ok::<_, AppError>(touched)
        })?;
        self.forget_cached();
        report.changed.extend(&changed);
        Ok(())
    }
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
