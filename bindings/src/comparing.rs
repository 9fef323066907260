//! What differs: a record then and now, a job's instruction and the one that is current.
//! Absent by design: layout.

use fieldseal_core::{
    app,
    process::comparing,
    records::{self, library},
    schema::{Id, Language, Scalar, display},
};

use crate::{BilingualText, Field, Value, values};

/// One field of a record that differs. A row that was not there yet, or was removed, has nothing on that side.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Difference {
    /// The document key.
    pub key: String,
    /// What is known of the field.
    pub field: Field,
    /// The table of rows it stands in, if any.
    pub table: Option<BilingualText>,
    /// What it held.
    pub then: Value,
    /// The same as a person reads it.
    pub then_text: BilingualText,
    /// What it holds.
    pub now: Value,
    /// The same as a person reads it.
    pub now_text: BilingualText,
}

impl Difference {
    pub(crate) fn of(difference: comparing::Difference, surroundings: &app::Surroundings) -> Self {
        let (spec, zone) = (difference.spec, surroundings.directory.zone());
        let read = |value: &Scalar| {
            let text = |language| display(Some(spec), value, language, &zone);
            BilingualText { zh: text(Language::Chinese), en: text(Language::English) }
        };
        Self {
            then: Value::of(Some(spec.kind), &difference.then),
            then_text: read(&difference.then),
            now: Value::of(Some(spec.kind), &difference.now),
            now_text: read(&difference.now),
            key: difference.key,
            field: spec.into(),
            table: difference.table.map(Into::into),
        }
    }
}

/// A newer version of the instruction that a job works by. The job goes on by the version it began with.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewerInstruction {
    /// The document the job works by.
    pub older: Id,
    /// Its title and version.
    pub older_title: String,
    /// The document that is current now.
    pub newer: Id,
    /// Its title and version.
    pub newer_title: String,
    /// What differs between their checklists.
    pub changes: Vec<ChecklistChange>,
}

/// What became of one checklist item.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ChecklistChange {
    /// It is new.
    Added {
        /// Its title.
        title: String,
    },
    /// It is gone.
    Removed {
        /// Its title.
        title: String,
    },
    /// It says something else.
    Changed {
        /// Its title now.
        title: String,
        /// The fields that differ.
        fields: Vec<ChecklistField>,
    },
}

/// One field of a checklist item that differs.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChecklistField {
    /// What is read of the field.
    pub label: BilingualText,
    /// What it held.
    pub then: Value,
    /// What it holds.
    pub now: Value,
}

impl From<app::NewerInstruction> for NewerInstruction {
    fn from(found: app::NewerInstruction) -> Self {
        Self {
            older: found.older,
            older_title: found.older_title,
            newer: found.newer,
            newer_title: found.newer_title,
            changes: found.changes.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<library::ChecklistChange> for ChecklistChange {
    fn from(change: library::ChecklistChange) -> Self {
        match change {
            library::ChecklistChange::Added { title } => Self::Added { title },
            library::ChecklistChange::Removed { title } => Self::Removed { title },
            library::ChecklistChange::Changed { title, fields } => {
                let fields = fields.into_iter().filter_map(|(name, then, now)| {
                    let key = format!("checklist/x/{name}");
                    let spec = records::kind("library")?.table.field(&key)?;
                    let read = |value| values::read("library", &key, value);
                    Some(ChecklistField { label: spec.label.into(), then: read(&then), now: read(&now) })
                });
                Self::Changed { title, fields: fields.collect() }
            }
        }
    }
}
