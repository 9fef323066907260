//! What came of a step, what is being typed, what the server refused, what a visit to it brought.
//! Absent by design: the steps themselves.

use std::collections::HashMap;

use fieldseal_core::{
    app,
    schema::{Id, Problem},
    store::{self, Priority},
};

use crate::{Value, values};

/// Whose device this is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Enrolment {
    /// The company.
    pub company: Id,
    /// The person.
    pub person: Id,
    /// Where the server is.
    pub server: String,
    /// What the numbers given out here carry.
    pub number_segment: String,
}

impl From<app::Identity> for Enrolment {
    fn from(identity: app::Identity) -> Self {
        let number_segment = identity.number_segment();
        Self { company: identity.company, person: identity.person, server: identity.server, number_segment }
    }
}

/// What a performed step did.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Performed {
    /// The step's record.
    pub record: Id,
    /// The intent: the same for ever, however often it is sent.
    pub intent: Id,
    /// Every record it wrote, the step's own first.
    pub wrote: Vec<WrittenRecord>,
}

/// A record that a step wrote.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WrittenRecord {
    /// Its kind.
    pub kind: String,
    /// The record.
    pub record: Id,
}

impl From<app::Performed> for Performed {
    fn from(performed: app::Performed) -> Self {
        let wrote = performed.wrote.into_iter().map(|(kind, record)| WrittenRecord { kind, record });
        Self { record: performed.record, intent: performed.intent, wrote: wrote.collect() }
    }
}

/// What was typed so far of a step.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Draft {
    /// The record; none for a step that begins one.
    pub record: Option<Id>,
    /// The step's code, `kind.verb`.
    pub step: String,
    /// When it was last saved, UTC milliseconds.
    pub updated_ms: i64,
    /// The values, by document key.
    pub values: HashMap<String, Value>,
}

impl From<store::Draft> for Draft {
    fn from(draft: store::Draft) -> Self {
        let values = values::of_step(&draft.step, &draft.values);
        Self { record: draft.record, step: draft.step, updated_ms: draft.updated_ms, values }
    }
}

/// A performed step that the server refused: it waits for a person, who applies it again or discards it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Attention {
    /// The intent.
    pub intent: Id,
    /// The step's code, `kind.verb`.
    pub step: String,
    /// The step's record.
    pub record: Id,
    /// What it wrote on that record.
    pub values: HashMap<String, Value>,
    /// Why it was refused.
    pub problems: Vec<Problem>,
    /// When that was heard, UTC milliseconds.
    pub refused_at_ms: i64,
}

impl From<store::Attention> for Attention {
    fn from(refused: store::Attention) -> Self {
        Self {
            intent: refused.intent,
            values: values::of_step(&refused.step, &refused.values),
            step: refused.step,
            record: refused.record,
            problems: refused.problems,
            refused_at_ms: refused.refused_at_ms,
        }
    }
}

/// Which photos and files travel first.
#[uniffi::remote(Enum)]
pub enum Priority {
    /// Seals, strokes and forms.
    Seal,
    /// Small pictures of photos.
    Thumbnail,
    /// Photos as taken, and files.
    Original,
}

/// What only this device has. When both are 0 the device is safe to hand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Unsent {
    /// Steps without the server's verdict.
    pub steps: u64,
    /// Photos and files without its receipt.
    pub blobs: u64,
}

/// What a visit to the server brought.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncReport {
    /// Own steps that the server accepted.
    pub accepted: u64,
    /// Own steps that it refused: see attention.
    pub refused: u64,
    /// Own steps that wait for others.
    pub waiting: u64,
    /// Records that changed here.
    pub changed: Vec<Id>,
    /// Records that left this device.
    pub forgotten: Vec<Id>,
    /// Photos and files sent.
    pub blobs_sent: u64,
    /// Files of the library fetched.
    pub blobs_received: u64,
    /// Bytes of request bodies.
    pub bytes_sent: u64,
    /// Bytes of answer bodies as they came over the line.
    pub bytes_received: u64,
}

impl From<app::SyncReport> for SyncReport {
    fn from(report: app::SyncReport) -> Self {
        Self {
            accepted: report.accepted as u64,
            refused: report.refused as u64,
            waiting: report.waiting as u64,
            changed: report.changed.into_iter().collect(),
            forgotten: report.forgotten.into_iter().collect(),
            blobs_sent: report.blobs_sent as u64,
            blobs_received: report.blobs_received as u64,
            bytes_sent: report.bytes_sent as u64,
            bytes_received: report.bytes_received as u64,
        }
    }
}
