//! The tables that a shell draws forms, lists and buttons from, owned.
//! Absent by design: the name of any kind or field.

use fieldseal_core::{
    process::steps,
    records,
    schema::{self, ChoiceCode, FieldSpec, Kind, Label, ValueKind},
};

use crate::Value;

/// What a person reads, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BilingualText {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<Label> for BilingualText {
    fn from(label: Label) -> Self {
        Self { zh: label.zh.into(), en: label.en.into() }
    }
}

/// What kind of value a field holds.
#[uniffi::remote(Enum)]
pub enum ValueKind {
    /// Text, limited in characters.
    Text,
    /// A whole number, limited in range.
    Integer,
    /// Yes or no.
    Boolean,
    /// A day, as text `2026-11-23`.
    Date,
    /// A moment.
    Instant,
    /// Money.
    Money,
    /// The code of one of the field's choices, as text.
    Choice,
    /// Another record.
    Reference,
    /// A photo, drawing or file.
    Blob,
    /// Raw bytes.
    Bytes,
}

/// One code that a field takes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is read.
    pub label: BilingualText,
}

impl From<&ChoiceCode> for Choice {
    fn from(choice: &ChoiceCode) -> Self {
        Self { code: choice.code.into(), label: choice.label.into() }
    }
}

/// One field of a record or of a row: what a form needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Field {
    /// The document key; for a field of a row, its last part.
    pub name: String,
    /// What is read beside it.
    pub label: BilingualText,
    /// What it means, in English.
    pub doc: String,
    /// What kind of value it holds.
    pub kind: ValueKind,
    /// The codes it takes, for a choice.
    pub choices: Vec<Choice>,
    /// The kind of record it points to, for a reference.
    pub to: String,
    /// Smallest number, or fewest characters or bytes.
    pub min: i64,
    /// Largest number, or most characters or bytes.
    pub max: i64,
    /// Personal data: never to be logged.
    pub personal: bool,
}

impl From<&FieldSpec> for Field {
    fn from(spec: &FieldSpec) -> Self {
        Self {
            name: spec.name.into(),
            label: spec.label.into(),
            doc: spec.doc.into(),
            kind: spec.kind,
            choices: spec.choices.iter().map(Choice::from).collect(),
            to: spec.to.into(),
            min: spec.limits.min,
            max: spec.limits.max,
            personal: spec.personal,
        }
    }
}

/// A step that this person may do now, with its form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AvailableStep {
    /// The step's code, `kind.verb`.
    pub code: String,
    /// What stands on the button.
    pub label: BilingualText,
    /// The form, in order.
    pub fields: Vec<StepField>,
}

/// One field of a step's form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StepField {
    /// The document key; a `*` in it stands for the id of a row, which the shell chooses for a new one.
    pub key: String,
    /// What the form needs to know of it.
    pub field: Field,
    /// Must be filled in.
    pub required: bool,
    /// What stands now; null for a row.
    pub value: Value,
}

impl From<steps::AvailableStep> for AvailableStep {
    fn from(step: steps::AvailableStep) -> Self {
        let fields = step.fields.into_iter().map(|field| StepField {
            value: Value::of(Some(field.spec.kind), &field.value),
            key: field.key,
            field: field.spec.into(),
            required: field.required,
        });
        Self { code: step.code, label: step.label.into(), fields: fields.collect() }
    }
}

/// One kind of record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct KindTable {
    /// Its code, such as `ticket`.
    pub code: String,
    /// What is read.
    pub label: BilingualText,
    /// Its statuses.
    pub statuses: Vec<StatusTable>,
    /// Its plain fields, in the order of a form.
    pub fields: Vec<Field>,
    /// Its tables of rows.
    pub rows: Vec<RowTable>,
}

/// A status that a record of a kind can have.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StatusTable {
    /// Its code.
    pub code: String,
    /// What is read.
    pub label: BilingualText,
    /// Nothing more is expected of a record in it.
    pub closed: bool,
}

/// A table of rows inside a record: keys are `name/row id/field`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RowTable {
    /// First part of the keys.
    pub name: String,
    /// What is read.
    pub label: BilingualText,
    /// The fields of a row.
    pub fields: Vec<Field>,
}

fn fields(specs: &[schema::FieldSpec]) -> Vec<Field> {
    specs.iter().map(Field::from).collect()
}

impl From<&Kind> for KindTable {
    fn from(kind: &Kind) -> Self {
        let statuses = kind.statuses.iter();
        let rows = kind.table.items.iter();
        Self {
            code: kind.code().into(),
            label: kind.table.label.into(),
            statuses: statuses
                .map(|rule| StatusTable { code: rule.code.into(), label: rule.label.into(), closed: rule.closed })
                .collect(),
            fields: fields(kind.table.fields),
            rows: rows
                .map(|table| RowTable {
                    name: table.name.into(),
                    label: table.label.into(),
                    fields: fields(table.fields),
                })
                .collect(),
        }
    }
}

/// Every kind of record that this build knows, with its fields and statuses.
#[uniffi::export]
pub fn kinds() -> Vec<KindTable> {
    records::KINDS.iter().map(|kind| (*kind).into()).collect()
}
