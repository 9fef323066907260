//! Showing a record: its fields with their labels, status, clocks, conflicts, history and next steps.
//! Absent by design: layout; a shell draws it.

use jiff::tz::TimeZone;

use super::{App, AppError, identity::company_of, index::clocks_of, meta};
use crate::{
    process::{
        clocks::Clock,
        steps::{self, AvailableStep},
    },
    records,
    schema::{Facts, FieldSpec, Hash32, Instant, Kind, Label, Lookup, RecordId, Scalar, Values},
    store::{Attention, Draft, ListQuery, RecordRow, Store},
};

/// One field of a record that holds something.
#[derive(Clone, Debug)]
pub struct FieldView {
    /// The document key.
    pub key: String,
    /// The field's table entry.
    pub spec: &'static FieldSpec,
    /// The table of rows it stands in, if any.
    pub table: Option<Label>,
    /// The value.
    pub value: Scalar,
}

/// One candidate or former value, with who wrote it when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateView {
    /// The value.
    pub value: Scalar,
    /// The writer's name, or their id where the directory does not know them.
    pub person: String,
    /// When.
    pub at: Instant,
    /// By which step.
    pub step: String,
}

/// A field for which people wrote different values without seeing each other's.
#[derive(Clone, Debug)]
pub struct ConflictView {
    /// The document key.
    pub key: String,
    /// The field.
    pub label: Label,
    /// Every value that stands, the winner first.
    pub candidates: Vec<CandidateView>,
}

/// One step in a record's history.
#[derive(Clone, Debug)]
pub struct HistoryView {
    /// The envelope that made it.
    pub envelope: Hash32,
    /// Who, by name.
    pub person: String,
    /// For whom, when a stand-in acted.
    pub acting_for: Option<String>,
    /// The step's code.
    pub step: String,
    /// What a person reads of the step.
    pub label: Option<Label>,
    /// When it happened.
    pub at: Instant,
    /// Which fields it changed, from what to what.
    pub writes: Vec<(String, Scalar, Scalar)>,
}

/// Everything that a screen shows of a record.
#[derive(Clone, Debug)]
pub struct RecordView {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// One line by which a person knows it.
    pub title: String,
    /// Its status's code.
    pub status: &'static str,
    /// What a person reads of the status.
    pub status_label: Option<Label>,
    /// Its fields and rows, in the order of the table.
    pub fields: Vec<FieldView>,
    /// Its clocks.
    pub clocks: Vec<Clock>,
    /// Its conflicts.
    pub conflicts: Vec<ConflictView>,
    /// The steps this person may do now.
    pub steps: Vec<AvailableStep>,
    /// The values, for programs.
    pub facts: Facts,
    /// The company's zone, in which [`display`](crate::schema::display) shows times.
    pub zone: TimeZone,
}

/// The fields of a record that hold something, in the order of its table.
pub fn fields_of(kind: &Kind, facts: &Facts) -> Vec<FieldView> {
    let mut fields = Vec::new();
    let mut add = |key: String, spec, table| {
        let value = facts.get(&key).clone();
        if !value.is_null() {
            fields.push(FieldView { key, spec, table, value });
        }
    };
    for spec in kind.table.fields {
        add(spec.name.to_owned(), spec, None);
    }
    for table in kind.table.items {
        for item in facts.items(table.name) {
            for spec in table.fields {
                add(item.key(spec.name), spec, Some(table.label));
            }
        }
    }
    fields
}

/// Looks records up in the store.
pub(super) struct StoreLookup<'a> {
    pub(super) store: &'a Store,
}

impl Lookup for StoreLookup<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        let document = self.store.read(|r| r.document(record)).ok()??;
        (document.kind() == kind).then(|| document.facts())
    }

    fn company(&self) -> Option<RecordId> {
        company_of(self.store.read(|r| r.meta(meta::IDENTITY)))
    }
}

impl App {
    /// Everything that a screen shows of a record.
    pub fn show(&self, record: RecordId) -> Result<RecordView, AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let kind = records::kind(document.kind()).ok_or(AppError::NoSuchRecord)?;
        let (identity, surroundings, now) = (self.identity()?, self.surroundings()?, self.now()?);
        let facts = document.facts();
        let author = surroundings.author(identity.person, None, now)?;
        let lookup = StoreLookup { store: &self.store };
        let name = |person| surroundings.directory.name(person).map_or_else(|| person.to_string(), str::to_owned);
        let conflicts = document.conflicts().into_iter().filter_map(|conflict| {
            let label = kind.table.field(&conflict.key)?.label;
            let candidates = conflict.candidates.into_iter().map(|candidate| CandidateView {
                value: candidate.value,
                person: name(candidate.person),
                at: candidate.at,
                step: candidate.step,
            });
            Some(ConflictView { key: conflict.key, label, candidates: candidates.collect() })
        });
        let status = kind.status(&facts, surroundings.today(now));
        Ok(RecordView {
            record,
            kind: kind.code(),
            title: (kind.title)(&facts),
            status: status.map_or("", |rule| rule.code),
            status_label: status.map(|rule| rule.label),
            fields: fields_of(kind, &facts),
            clocks: clocks_of(kind, &facts, &surroundings, now),
            conflicts: conflicts.collect(),
            steps: steps::available(kind, record, &facts, &author, &lookup, now),
            facts,
            zone: surroundings.directory.zone(),
        })
    }

    /// Who did what to a record, oldest first.
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryView>, AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let surroundings = self.surroundings()?;
        let name =
            |person: RecordId| surroundings.directory.name(person).map_or_else(|| person.to_string(), str::to_owned);
        let entries = document.history().into_iter().map(|entry| HistoryView {
            envelope: entry.envelope,
            person: name(entry.person),
            acting_for: entry.acting_for.map(name),
            label: step_label(&entry.step),
            step: entry.step,
            at: entry.at,
            writes: entry.writes.into_iter().map(|write| (write.key, write.from, write.to)).collect(),
        });
        Ok(entries.collect())
    }

    /// A list.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<RecordRow>, AppError> {
        Ok(self.store.read(|r| r.list(query))?)
    }

    /// Steps of a kind that begin a record and that this person may do.
    pub fn beginnings(&self, kind: &str) -> Result<Vec<AvailableStep>, AppError> {
        let kind = records::kind(kind).ok_or(AppError::NoSuchRecord)?;
        let author = self.surroundings()?.author(self.identity()?.person, None, self.now()?)?;
        Ok(steps::beginnings(kind, &author))
    }

    /// Saves what was typed so far of a step; it survives a kill.
    pub fn save_draft(&self, step: &str, record: Option<RecordId>, values: &Values) -> Result<(), AppError> {
        let draft = Draft { record, step: step.to_owned(), updated_ms: self.now()?.utc_ms, values: values.clone() };
        Ok(self.store.write(|tx| tx.put_draft(&draft))?)
    }

    /// Refused intents that wait for a person.
    pub fn attention(&self) -> Result<Vec<Attention>, AppError> {
        Ok(self.store.read(|r| r.attention())?)
    }

    /// Drops a refused intent, and with it the photos that only it names.
    pub fn discard(&self, intent: crate::schema::IntentId) -> Result<(), AppError> {
        Ok(self.store.write(|tx| tx.remove_attention(intent))?)
    }

    /// Performs a refused step again, as a new intent with the same values.
    pub fn apply_again(&self, intent: crate::schema::IntentId) -> Result<super::Performed, AppError> {
        let refused =
            self.attention()?.into_iter().find(|entry| entry.intent == intent).ok_or(AppError::NoSuchRecord)?;
        let (kind, step) = super::perform::step_of(&refused.step)?;
        let before = self.store.read(|r| r.document(refused.record))?.map(|document| document.facts());
        let values = refused.values.into_iter().collect();
        let given = steps::given_of(step, &values, &before.unwrap_or_default());
        debug_assert_eq!(kind.code(), refused.step.split('.').next().unwrap_or_default());
        let record = (!step.begins).then_some(refused.record);
        let performed = self.perform(&refused.step, record, &given)?;
        self.store.write(|tx| {
            tx.hand_on_blobs(intent, performed.intent)?;
            tx.remove_attention(intent)
        })?;
        Ok(performed)
    }
}

/// What a person reads of a step's code.
pub fn step_label(code: &str) -> Option<Label> {
    let (kind, verb) = code.split_once('.')?;
    Some(steps::find_step(records::kind(kind)?, verb)?.label)
}
