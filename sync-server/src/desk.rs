//! Steps and questions of a person at the console, or of the server itself. A step here is an envelope
//! like any other: planned, signed by the server "for person X", judged and appended by the same path.
//! Absent by design: HTML, and whether somebody is signed in.

mod clocks;
mod numbers;

use std::cell::RefCell;

use fieldseal_core::{
    ledger::{Conflict, ENVELOPE_VERSION, Envelope, Header, HistoryEntry, Part, Read},
    process::{
        clocks::Clock,
        numbering::{self, Numbers},
        steps::{self, Author, AvailableStep, Call},
    },
    records,
    schema::{Facts, Hash32, Instant, IntentId, Kind, Problem, RecordId, Values},
    sync::wire::Outcome,
};

use crate::{
    accepting::Acceptance,
    judging::ServerWorld,
    server::{Server, document_of, facts_of},
    storage::{IndexQuery, IndexRow, StorageError, Stored, Writer},
};

pub use self::clocks::{DueRow, PreviewRow};

/// Rows of one page of a list.
pub const PAGE_ROWS: usize = 100;

/// The desk of one server.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub(crate) server: &'a Server,
}

/// A step counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// The step's record.
    pub record: RecordId,
    /// Its number, for a kind with numbers.
    pub number: Option<String>,
    /// Other records that the step began or changed, in the order of the envelope's parts.
    pub touched: Vec<(String, RecordId)>,
    /// The envelope.
    pub envelope: Hash32,
    /// Its intent.
    pub intent: IntentId,
    /// Its log position.
    pub position: u64,
}

/// A step does not count. Nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What is wrong, all of it.
    #[error("the step was refused: {}", codes(.0))]
    Refused(Vec<Problem>),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn codes(problems: &[Problem]) -> String {
    problems.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>().join(", ")
}

impl DeskError {
    /// The problems to show; a failing storage is one, too.
    pub fn problems(self) -> Vec<Problem> {
        match self {
            Self::Refused(problems) => problems,
            Self::Storage(_) => {
                vec![Problem::general("storage", "服务器存储出错，请稍后再试", "the storage failed: try later")]
            }
        }
    }
}

/// Everything about one record.
pub struct Shown {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its row in lists.
    pub row: IndexRow,
    /// What it says.
    pub facts: Facts,
    /// Keys for which different values stand.
    pub conflicts: Vec<Conflict>,
    /// Who did what, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Its clocks now.
    pub clocks: Vec<Clock>,
}

impl Server {
    /// The desk.
    pub fn desk(&self) -> Desk<'_> {
        Desk { server: self }
    }
}

impl Desk<'_> {
    /// Performs a step (`kind.verb`) for a person. `record` is `None` for one that the step begins
    /// and whose id is to derive from the intent.
    ///
    /// # Errors
    /// Every problem at once, or the storage's failure.
    pub fn perform(
        &self,
        person: RecordId,
        step: &str,
        record: Option<RecordId>,
        values: &Values,
        now: Instant,
    ) -> Result<Performed, DeskError> {
        let mut acceptance = Acceptance::begin(self.server, now)?;
        let performed = self.perform_in(&mut acceptance, person, step, record, values)?;
        acceptance.commit()?;
        Ok(performed)
    }

    /// The same inside a transaction that is open, for several steps that count together or not at all.
    ///
    /// # Errors
    /// As [`Desk::perform`]; the transaction is then to be dropped.
    pub fn perform_in(
        &self,
        acceptance: &mut Acceptance<'_>,
        person: RecordId,
        step: &str,
        record: Option<RecordId>,
        values: &Values,
    ) -> Result<Performed, DeskError> {
        self.perform_intent_in(acceptance, person, step, record, values, self.server.environment.id())
    }

    /// The same with an intent of the caller's: an import derives it from the row, so that the same row
    /// is the same intent in every import.
    ///
    /// # Errors
    /// As [`Desk::perform_in`].
    pub fn perform_intent_in(
        &self,
        acceptance: &mut Acceptance<'_>,
        person: RecordId,
        step: &str,
        record: Option<RecordId>,
        values: &Values,
        intent: IntentId,
    ) -> Result<Performed, DeskError> {
        let (envelope, number) = self.sign(acceptance, person, step, record, values, intent)?;
        let bytes = envelope.encode();
        if bytes.len() > fieldseal_core::ledger::limits::ENVELOPE_BYTES_MAX {
            let (zh, en) = ("内容过多，请分几步填写", "too much at once: fill it in in several steps");
            return Err(DeskError::Refused(vec![Problem::general("too_large", zh, en)]));
        }
        match acceptance.offer(&envelope, &bytes)? {
            Outcome::Accepted(position) => {
                let mut parts = envelope.parts.iter().flatten().map(|part| (part.kind.clone(), part.record));
                let own = parts.next().map(|(_, record)| record).ok_or(StorageError::Malformed("an empty step"))?;
                let (hash, intent) = (envelope.hash(), envelope.header.intent);
                Ok(Performed { record: own, number, touched: parts.collect(), envelope: hash, intent, position })
            }
            Outcome::Refused(problems) => Err(DeskError::Refused(problems)),
            Outcome::Later(problem) => Err(DeskError::Refused(vec![problem])),
            Outcome::BlockedBy(_) => Err(StorageError::Malformed("a document's heads").into()),
        }
    }

    fn sign(
        &self,
        acceptance: &Acceptance<'_>,
        person: RecordId,
        step: &str,
        record: Option<RecordId>,
        values: &Values,
        intent: IntentId,
    ) -> Result<(Envelope, Option<String>), DeskError> {
        let (server, writer) = (self.server, &*acceptance.writer);
        let (kind, spec) = find(step)?;
        let record = record.unwrap_or_else(|| intent.derive(kind.code()));
        let world = ServerWorld::new(server, writer, &acceptance.directory, acceptance.now);
        let before = document_of(writer, record)?.map(|document| document.facts());
        let roles = fieldseal_core::ledger::World::roles(&world, person, u64::MAX);
        let author = Author { person, acting_for: None, roles };
        let mut serials = Serials { writer, segment: &server.segment, failure: RefCell::default() };
        let call = Call {
            kind,
            step: spec,
            table_version: kind.table.version,
            record,
            before: before.as_ref(),
            given: values,
            at: acceptance.now,
            intent,
        };
        let planned = steps::plan(call, &author, &world, &mut serials);
        world.check()?;
        serials.failure.into_inner().map_or(Ok(()), Err)?;
        let plan = planned.map_err(DeskError::Refused)?;
        let mut header = Header {
            version: ENVELOPE_VERSION,
            company: server.company(),
            intent,
            nonce: server.nonce,
            person,
            acting_for: None,
            device: server.keys.signing.public(),
            step: step.to_owned(),
            table_version: kind.table.version,
            directory_seq: writer.head()?,
            effective: acceptance.now,
            reads: Vec::new(),
            parts: Vec::new(),
        };
        for (kind, record) in plan.reads {
            let dependencies = writer.document(record)?.map(|document| document.heads).unwrap_or_default();
            header.reads.push(Read { kind, record, dependencies });
        }
        let mut parts = Vec::new();
        for planned in plan.parts {
            let document = document_of(writer, planned.record)?;
            let sequence = document.as_ref().map_or(1, |document| document.next_sequence(&header.actor()));
            parts.push(Part {
                salt: server.environment.id(),
                kind: planned.kind.to_owned(),
                record: planned.record,
                dependencies: document.map(|document| document.heads()).unwrap_or_default(),
                sequence,
                writes: planned.writes.into_iter().collect(),
            });
        }
        let written = parts.first().and_then(|part| part.writes.iter().find(|(key, _)| key == "number"));
        let number = written.and_then(|(_, value)| value.as_text()).or(before.as_ref().and_then(|f| f.text("number")));
        let number = number.map(str::to_owned);
        Ok((Envelope::sign(header, parts, &server.keys.signing), number))
    }

    /// Index rows, last updated first, with title and status as of now.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn list(&self, query: &IndexQuery) -> Stored<Vec<IndexRow>> {
        let mut rows = self.server.storage.reader()?.list(query)?;
        let today = self.server.directory().day_of(self.server.now());
        for row in &mut rows {
            let Some(kind) = records::kind(&row.kind) else { continue };
            let facts = crate::facts_json::from_json(&row.body);
            if let Some(status) = kind.status(&facts, today) {
                row.status = status.code.to_owned();
                row.closed = status.closed;
            }
        }
        Ok(rows)
    }

    /// Everything about a record; `None` when there is none, or its kind is not known to this version.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn show(&self, record: RecordId) -> Stored<Option<Shown>> {
        let reader = self.server.storage.reader()?;
        let (Some(document), Some(row)) = (document_of(&*reader, record)?, reader.index_row(record)?) else {
            return Ok(None);
        };
        let Some(kind) = records::kind(document.kind()) else { return Ok(None) };
        let facts = document.facts();
        let clocks = self.clocks(kind, &facts);
        Ok(Some(Shown { kind, row, conflicts: document.conflicts(), history: document.history(), clocks, facts }))
    }

    fn clocks(&self, kind: &Kind, facts: &Facts) -> Vec<Clock> {
        let directory = self.server.directory();
        clocks::evaluate(kind, facts, &directory, &directory.working_calendar(), self.server.now())
    }

    /// Steps that a person may do on a record now, with their forms.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn available(&self, person: RecordId, record: RecordId, now: Instant) -> Stored<Vec<AvailableStep>> {
        let reader = self.server.storage.reader()?;
        let Some((kind, facts)) = facts_of(&*reader, record)? else { return Ok(Vec::new()) };
        let directory = self.server.directory();
        let world = ServerWorld::new(self.server, &*reader, &directory, now);
        let author = Author { person, acting_for: None, roles: directory.roles_at(person, now) };
        let available = steps::available(kind, record, &facts, &author, &world, now);
        world.check()?;
        Ok(available)
    }
}

fn find(step: &str) -> Result<(&'static Kind, &'static fieldseal_core::schema::StepSpec), DeskError> {
    let unknown =
        || DeskError::Refused(vec![Problem::general("unknown_step", "没有这个步骤", "there is no such step")]);
    let (kind, verb) = step.split_once('.').ok_or_else(unknown)?;
    let kind = records::kind(kind).ok_or_else(unknown)?;
    Ok((kind, steps::find_step(kind, verb).ok_or_else(unknown)?))
}

/// Numbers of the server's own segment.
struct Serials<'a> {
    writer: &'a dyn Writer,
    segment: &'a str,
    failure: RefCell<Option<StorageError>>,
}

impl Numbers for Serials<'_> {
    fn next(&mut self, prefix: &str, at: Instant) -> String {
        let serial = self.writer.next_serial(self.segment, prefix, &numbering::month_of(at));
        let serial = serial.unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            0
        });
        numbering::format_number(prefix, at, self.segment, serial)
    }
}
