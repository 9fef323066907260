//! Taking an envelope in: judge, append, store, index and move scopes, all in one transaction.
//! Absent by design: where the envelope came from, and the rules by which it is judged.

use std::{
    collections::BTreeSet,
    sync::{Arc, MutexGuard},
};

use fieldseal_core::{
    ledger::{Document, Envelope, Judgement, Part, judge},
    process::directory::Directory,
    records,
    schema::{Date, Facts, Instant, Kind, Problem, RecordId},
    sync::wire::{Outcome, PROBLEMS_MAX},
};

use crate::{
    facts_json,
    judging::ServerWorld,
    receipts,
    scopes::ScopePlan,
    server::{Server, facts_of},
    storage::{IndexRow, NewEnvelope, Refusal, StorageError, Stored, StoredDocument, Writer},
};

/// Refused envelopes kept of one device: a phone that sends more is broken or hostile, and keeps them itself.
const REFUSALS_PER_DEVICE_MAX: u64 = 10_000;

/// The accepting transaction. Dropped without [`Acceptance::commit`], nothing of it happened.
pub struct Acceptance<'a> {
    server: &'a Server,
    pub(crate) writer: Box<dyn Writer + 'a>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) now: Instant,
    today: Date,
    /// Last, so that the transaction ends before the next one may begin.
    guard: MutexGuard<'a, ()>,
}

impl<'a> Acceptance<'a> {
    /// Begins; waits for whoever is accepting. On the first of a day, scopes that time has changed are
    /// brought up to date.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn begin(server: &'a Server, now: Instant) -> Stored<Self> {
        let guard = server.accepting();
        let directory = server.directory();
        let writer = server.storage.writer()?;
        let today = directory.day_of(now);
        let acceptance = Self { server, writer, directory, now, today, guard };
        if server.swept() != Some(today) {
            acceptance.sweep()?;
        }
        Ok(acceptance)
    }

    /// Brings scopes up to date that time has changed, if nobody did today.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn keep_scopes_current(server: &'a Server) -> Stored<()> {
        let now = server.now();
        if server.swept() == Some(server.directory().day_of(now)) {
            return Ok(());
        }
        Self::begin(server, now)?.commit()
    }

    fn sweep(&self) -> Stored<()> {
        let reader = &*self.writer;
        let plan = ScopePlan::of_day(reader, &self.directory, self.now, &|record| facts_of(reader, record))?;
        if plan.is_empty() {
            return Ok(());
        }
        let position = self.writer.append_scope_change()?;
        plan.apply(&*self.writer, position)
    }

    /// Takes an envelope in that [`Envelope::decode`] let through, whose encoding is `bytes`.
    ///
    /// # Errors
    /// When the storage fails; the transaction is then to be dropped.
    pub fn offer(&mut self, envelope: &Envelope, bytes: &[u8]) -> Stored<Outcome> {
        let hash = envelope.hash();
        if let Some(position) = self.writer.position_of(&hash)? {
            return Ok(Outcome::Accepted(position));
        }
        if let Some(problems) = self.writer.refusal(&hash)? {
            return Ok(Outcome::Refused(problems));
        }
        if !envelope.is_whole() {
            // Not kept: the whole envelope has the same name, and is to be judged when it comes.
            let (zh, en) = ("信封内容不完整", "parts of the envelope are missing");
            return Ok(Outcome::Refused(vec![Problem::general("incomplete", zh, en)]));
        }
        if self.writer.envelope_of_intent(&envelope.header.intent)?.is_some() {
            let (zh, en) = ("该操作已由另一信封生效", "the intent was accepted by another envelope");
            return self.refuse(envelope, bytes, vec![Problem::general("intent_repeated", zh, en)]);
        }
        let world = ServerWorld::new(self.server, &*self.writer, &self.directory, self.now);
        let judgement = judge(envelope, &world);
        world.check()?;
        match judgement {
            Judgement::Accepted(documents) => self.accept(envelope, bytes, documents),
            Judgement::Duplicate => Err(StorageError::Malformed("a document without its log entry")),
            Judgement::BlockedBy(missing) => Ok(Outcome::BlockedBy(missing)),
            Judgement::Later(problem) => Ok(Outcome::Later(problem)),
            Judgement::Refused(problems) => self.refuse(envelope, bytes, problems),
        }
    }

    fn accept(&mut self, envelope: &Envelope, bytes: &[u8], documents: Vec<Document>) -> Stored<Outcome> {
        let facts: Vec<Facts> = documents.iter().map(Document::facts).collect();
        if repeats_a_number(&documents, &facts) {
            let (zh, en) = ("编号在信封中重复", "a number stands twice in the envelope");
            return self.refuse(envelope, bytes, vec![Problem::general("number_taken", zh, en)]);
        }
        let header = &envelope.header;
        let records: Vec<RecordId> = documents.iter().map(Document::record).collect();
        let position = self.writer.append_envelope(&NewEnvelope {
            envelope: envelope.hash(),
            intent: header.intent,
            person: header.person,
            device: &header.device.0,
            records: &records,
            bytes,
            received_ms: self.now.utc_ms,
        })?;
        for (document, facts) in documents.iter().zip(&facts) {
            self.store(document, position)?;
            if Arc::make_mut(&mut self.directory).put(document.kind(), document.record(), facts) {
                tracing::debug!(position, "the directory changed");
            }
        }
        for ((part, document), facts) in envelope.parts.iter().flatten().zip(&documents).zip(&facts) {
            let kind = records::kind(document.kind()).ok_or(StorageError::Malformed("a kind accepted unknown"))?;
            self.index(kind, document.record(), facts, header.effective)?;
            self.note_blobs(kind, part, position)?;
            let plan = ScopePlan::of_record(&*self.writer, kind, document.record(), facts, &self.directory, self.now)?;
            plan.apply(&*self.writer, position)?;
        }
        Ok(Outcome::Accepted(position))
    }

    fn store(&self, document: &Document, position: u64) -> Stored<()> {
        let stored = StoredDocument {
            kind: document.kind().to_owned(),
            heads: document.heads(),
            changes: document.changes().len() as u64,
            last_position: position,
            bytes: document.encode(),
        };
        self.writer.put_document(document.record(), &stored)
    }

    fn index(&self, kind: &Kind, record: RecordId, facts: &Facts, at: Instant) -> Stored<()> {
        let status = kind.status(facts, self.directory.day_of(self.now));
        self.writer.put_index_row(&IndexRow {
            record,
            kind: kind.code().to_owned(),
            number: facts.text("number").map(str::to_owned),
            title: (kind.title)(facts),
            status: status.map_or("", |status| status.code).to_owned(),
            closed: status.is_some_and(|status| status.closed),
            customer: kind.customer(record, facts),
            updated_ms: at.utc_ms,
            body: facts_json::to_json(facts),
        })
    }

    fn note_blobs(&self, kind: &Kind, part: &Part, position: u64) -> Stored<()> {
        for (field, blob) in kind.table.blobs(&part.writes) {
            self.writer.put_blob_of_record(&blob, part.record)?;
            if field.seal {
                self.writer.put_seal_named(&blob, position)?;
                receipts::give(self.server, &*self.writer, &blob, self.now)?;
            }
        }
        Ok(())
    }

    /// Keeps the envelope with its problems and tells its author by a log entry, if it is certain who the
    /// author is: a stranger's signature makes nobody an author.
    fn refuse(&self, envelope: &Envelope, bytes: &[u8], mut problems: Vec<Problem>) -> Stored<Outcome> {
        problems.truncate(PROBLEMS_MAX);
        let header = &envelope.header;
        // A device that is not known may be one whose record a restored server gets back later: then its
        // envelopes are judged anew. And nobody fills the storage under keys made up for it.
        let Some(device) = self.directory.device(&header.device) else { return Ok(Outcome::Refused(problems)) };
        if self.writer.refusals_of_device(&header.device.0)? >= REFUSALS_PER_DEVICE_MAX {
            return Ok(Outcome::Refused(problems));
        }
        let hash = envelope.hash();
        self.writer.put_refusal(&Refusal {
            envelope: hash,
            intent: header.intent,
            device: &header.device.0,
            problems: &problems,
            bytes,
            received_ms: self.now.utc_ms,
        })?;
        self.writer.append_verdict(device.person, &hash, &header.intent, &problems)?;
        Ok(Outcome::Refused(problems))
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// When the storage fails; nothing of it happened then.
    pub fn commit(self) -> Stored<()> {
        let Self { server, writer, directory, today, guard, .. } = self;
        writer.commit()?;
        server.put_directory(directory);
        server.put_swept(today);
        drop(guard);
        Ok(())
    }
}

fn repeats_a_number(documents: &[Document], facts: &[Facts]) -> bool {
    let mut seen = BTreeSet::new();
    let created = documents.iter().zip(facts).filter(|(document, _)| document.changes().len() == 1);
    created.filter_map(|(_, facts)| facts.text("number")).any(|number| !seen.insert(number.to_owned()))
}
