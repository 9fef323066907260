//! Performing a step: plan, sign, fold, and one transaction that makes it durable.
//! Absent by design: what the step means.

use std::collections::BTreeMap;

use super::{
    App, AppError,
    directory::{DIRECTORY_KINDS, Surroundings},
    host::random_id,
    identity::{Identity, company_of},
    index, meta,
    synchronise_blobs::QUOTA_BYTES,
    synchronise_receipts::expect_receipts,
};
use crate::{
    ledger::{Change, Document, ENVELOPE_VERSION, Envelope, FoldError, Header, Part, Read, limits},
    process::{
        numbering::{Numbers, format_number, month_of},
        steps::{Call, Plan, find_step, plan},
    },
    records,
    schema::{Facts, Hash32, Instant, IntentId, Kind, Lookup, Problem, RecordId, Scalar, StepSpec, Values},
    seal::shareable_photo,
    store::{Priority, ReadConnection, StoreError, WriteTransaction},
};

/// What a performed step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// The step's record.
    pub record: RecordId,
    /// The intent: the same for ever, however often it is sent.
    pub intent: IntentId,
    /// Every record it wrote, the step's own first, with its kind.
    pub wrote: Vec<(String, RecordId)>,
}

/// A step's kind and table entry by its code, `kind.verb`.
pub(super) fn step_of(code: &str) -> Result<(&'static Kind, &'static StepSpec), AppError> {
    let found = code.split_once('.').and_then(|(kind, verb)| {
        let kind = records::kind(kind)?;
        Some((kind, find_step(kind, verb)?))
    });
    found.ok_or_else(|| {
        AppError::Problems(vec![Problem::general("unknown_step", "没有这个步骤", "there is no such step")])
    })
}

impl App {
    /// Performs a step and makes it durable: when this returns, it survives a kill. Every problem comes
    /// at once; then nothing was written, and a draft that was kept for the step is still there.
    pub fn perform(&self, step: &str, record: Option<RecordId>, given: &Values) -> Result<Performed, AppError> {
        self.perform_for(step, record, given, None)
    }

    /// The same, as the stand-in of somebody who is away. Both names are recorded.
    pub fn perform_for(
        &self,
        step: &str,
        record: Option<RecordId>,
        given: &Values,
        acting_for: Option<RecordId>,
    ) -> Result<Performed, AppError> {
        let intent = random_id(&*self.host);
        self.perform_intent(step, record, given, acting_for, intent, self.now()?, None)
    }

    /// The same with an intent and a time of the caller's, who must have them from this device: the
    /// signing of a form seals both before the step is performed. What was sealed is kept in the same
    /// transaction, if the record still says what was sealed.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn perform_intent(
        &self,
        code: &str,
        record: Option<RecordId>,
        given: &Values,
        acting_for: Option<RecordId>,
        intent: IntentId,
        at: Instant,
        sealed: Option<Sealed<'_>>,
    ) -> Result<Performed, AppError> {
        if !at.is_plausible() {
            let (zh, en) =
                ("设备时间明显不正确，请先校正设备时间", "this device's clock is plainly wrong: set it first");
            return Err(AppError::Problems(vec![Problem::general("clock", zh, en)]));
        }
        let identity = self.identity()?;
        let (kind, step) = step_of(code)?;
        let record = record.unwrap_or_else(|| intent.derive("record"));
        let surroundings = self.surroundings()?;
        let author = surroundings.author(identity.person, acting_for, at)?;
        let mut fresh = || random_id(&*self.host);
        let performed = self.store.write(|tx| {
            let lookup = TransactionLookup { tx };
            let before = tx.document(record)?.filter(|document| document.kind() == kind.code());
            let facts = before.as_ref().map(Document::facts);
            let kept = match &sealed {
                Some(sealed) => sealed.keep(tx, facts.as_ref())?,
                None => Vec::new(),
            };
            let table_version = kind.table.version;
            let call = Call { kind, step, table_version, record, before: facts.as_ref(), given, at, intent };
            let mut numbers = StoreNumbers { tx, segment: identity.number_segment(), failed: None };
            let plan = plan(call, &author, &lookup, &mut numbers).map_err(AppError::Problems)?;
            if let Some(error) = numbers.failed {
                return Err(error.into());
            }
            let context = Signing { identity: &identity, code, table_version, at, intent };
            let envelope = context.envelope(tx, &plan, author.acting_for, surroundings.directory_seq, &mut fresh)?;
            append(tx, &envelope, &surroundings, at)?;
            if writes_directory(&plan) {
                let after = Surroundings::load(tx, surroundings.directory_seq)?;
                index::recount(tx, &surroundings, &after, at)?;
            }
            for blob in &kept {
                tx.name_blob(blob, record, &envelope.hash())?;
            }
            tx.delete_draft(facts.is_some().then_some(record), code)?;
            Ok::<_, AppError>(plan)
        })?;
        if writes_directory(&performed) {
            self.forget_cached();
        }
        let wrote = performed.parts.iter().map(|part| (part.kind.to_owned(), part.record)).collect();
        Ok(Performed { record, intent, wrote })
    }
}

fn writes_directory(plan: &Plan) -> bool {
    plan.parts.iter().any(|part| DIRECTORY_KINDS.contains(&part.kind))
}

/// What a signature sealed before its step is performed.
pub(super) struct Sealed<'a> {
    /// What the record said when it was sealed.
    pub(super) before: &'a Facts,
    /// Strokes, PDF, seal, and whatever else is handed on with them: they travel with the step.
    pub(super) blobs: &'a [Vec<u8>],
    /// Photos whose shareable derivatives the seal covers.
    pub(super) photos: &'a [Hash32],
}

impl Sealed<'_> {
    /// Keeps the blobs with the step and gives their digests; refused when the record changed since, for
    /// instance by a sync.
    fn keep(&self, tx: &WriteTransaction<'_>, facts: Option<&Facts>) -> Result<Vec<Hash32>, AppError> {
        if facts != Some(self.before) {
            let (zh, en) =
                ("展示后内容有改动，请重新展示后再签", "the content changed after it was shown: show it again");
            return Err(AppError::Problems(vec![Problem::general("changed_after_shown", zh, en)]));
        }
        let mut kept = Vec::new();
        for bytes in self.blobs {
            kept.push(tx.put_blob(bytes, Priority::Seal, QUOTA_BYTES)?);
        }
        for photo in self.photos {
            if let Some(bytes) = derivative(tx, photo)? {
                kept.push(tx.put_blob(&bytes, Priority::Original, QUOTA_BYTES)?);
            }
        }
        Ok(kept)
    }
}

/// The shareable derivative of a photo; `None` when the photo is not here or can't be read.
pub(super) fn derivative(read: &ReadConnection<'_>, photo: &Hash32) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(read.blob(photo)?.as_deref().and_then(shareable_photo))
}

/// Looks records up inside the transaction.
pub(super) struct TransactionLookup<'a> {
    pub(super) tx: &'a WriteTransaction<'a>,
}

impl Lookup for TransactionLookup<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        let document = self.tx.document(record).ok()??;
        (document.kind() == kind).then(|| document.facts())
    }

    fn company(&self) -> Option<RecordId> {
        company_of(self.tx.meta(meta::IDENTITY))
    }

    fn former_values(&self, _: &str, record: RecordId, key: &str) -> Vec<Scalar> {
        self.tx.document(record).ok().flatten().map_or_else(Vec::new, |document| document.former_values(key))
    }
}

struct StoreNumbers<'a> {
    tx: &'a WriteTransaction<'a>,
    segment: String,
    failed: Option<StoreError>,
}

impl Numbers for StoreNumbers<'_> {
    fn next(&mut self, prefix: &str, at: Instant) -> String {
        match self.tx.next_serial(&self.segment, prefix, &month_of(at)) {
            Ok(serial) => format_number(prefix, at, &self.segment, serial),
            Err(error) => {
                self.failed = Some(error);
                String::new()
            }
        }
    }
}

/// What an envelope's header says beside its parts.
pub(super) struct Signing<'a> {
    pub(super) identity: &'a Identity,
    pub(super) code: &'a str,
    pub(super) table_version: u16,
    pub(super) at: Instant,
    pub(super) intent: IntentId,
}

impl Signing<'_> {
    /// Signs a plan on what this phone knows now.
    fn envelope(
        &self,
        tx: &WriteTransaction<'_>,
        plan: &Plan,
        acting_for: Option<RecordId>,
        directory_seq: u64,
        fresh: &mut dyn FnMut() -> crate::schema::Id,
    ) -> Result<Envelope, AppError> {
        let actor = self.identity.actor();
        let mut reads = Vec::new();
        for (kind, record) in &plan.reads {
            if let Some(document) = tx.document(*record)? {
                reads.push(Read { kind: kind.clone(), record: *record, dependencies: document.heads() });
            }
        }
        let mut parts = Vec::new();
        for planned in &plan.parts {
            let document = tx.document(planned.record)?;
            parts.push(Part {
                salt: fresh(),
                kind: planned.kind.to_owned(),
                record: planned.record,
                dependencies: document.as_ref().map_or_else(Vec::new, Document::heads),
                sequence: document.as_ref().map_or(1, |document| document.next_sequence(&actor)),
                writes: planned.writes.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            });
        }
        let header = Header {
            version: ENVELOPE_VERSION,
            company: self.identity.company,
            intent: self.intent,
            nonce: self.identity.nonce,
            person: self.identity.person,
            acting_for,
            device: self.identity.key().public(),
            step: self.code.to_owned(),
            table_version: self.table_version,
            directory_seq,
            effective: self.at,
            reads,
            parts: Vec::new(),
        };
        let writes: usize = parts.iter().map(|part| part.writes.len()).sum();
        let envelope = Envelope::sign(header, parts, &self.identity.key());
        if envelope.encode().len() > limits::ENVELOPE_BYTES_MAX || writes > limits::WRITES_MAX {
            let (zh, en) = ("这一步的内容过多，请分几次填写", "too much for one step: fill it in in several");
            return Err(AppError::Problems(vec![Problem::general("too_large", zh, en)]));
        }
        Ok(envelope)
    }
}

/// Folds an own envelope into the local documents, indexes them, and puts it into the outbox.
pub(super) fn append(
    tx: &WriteTransaction<'_>,
    envelope: &Envelope,
    surroundings: &Surroundings,
    at: Instant,
) -> Result<(), AppError> {
    let records: Vec<RecordId> = envelope.parts.iter().flatten().map(|part| part.record).collect();
    tx.put_envelope(&envelope.hash(), &envelope.encode(), &records, true, at.utc_ms)?;
    tx.append_outbox(&envelope.hash(), envelope.header.intent, &records)?;
    expect_receipts(tx, envelope)?;
    index::name_blobs(tx, envelope)?;
    let mut documents = BTreeMap::new();
    for part in envelope.parts.iter().flatten() {
        let mut document = tx.document(part.record)?.unwrap_or_else(|| Document::new(part.kind.clone(), part.record));
        document.fold(Change::of(envelope, part)).map_err(|error| fold_problem(&error))?;
        documents.insert(part.record, document);
    }
    for document in documents.values() {
        tx.put_local(document)?;
        index::put(tx, document, surroundings, at)?;
    }
    Ok(())
}

fn fold_problem(error: &FoldError) -> AppError {
    match error {
        FoldError::TooLarge => {
            let (zh, en) = ("这条记录已达到大小上限", "this record has reached its size limit");
            AppError::Problems(vec![Problem::general("record_too_large", zh, en)])
        }
        other => AppError::Corrupt(other.to_string()),
    }
}
