//! What a screen shows of a record, owned.
//! Absent by design: layout.

use fieldseal_core::{
    app,
    process::{calendar::Calendar, clocks::Clock},
    records,
    schema::{FieldSpec, Hash32, Id, Instant, Language, Scalar, display},
};

use crate::{AvailableStep, BilingualText, Field, Value, values};

/// A value as a person reads it, in the company's zone.
type Read<'a> = &'a dyn Fn(Option<&FieldSpec>, &Scalar) -> BilingualText;

/// Everything that a screen shows of a record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecordView {
    /// The record.
    pub record: Id,
    /// Its kind.
    pub kind: String,
    /// One line by which a person knows it.
    pub title: String,
    /// Its status's code.
    pub status: String,
    /// What is read of the status.
    pub status_label: Option<BilingualText>,
    /// Its fields and rows that hold something, in the order of the table.
    pub fields: Vec<FieldView>,
    /// Its clocks.
    pub clocks: Vec<ClockView>,
    /// What people wrote without seeing each other's.
    pub conflicts: Vec<ConflictView>,
    /// The steps this person may do now.
    pub steps: Vec<AvailableStep>,
}

impl RecordView {
    pub(crate) fn of(view: app::RecordView, calendar: &Calendar) -> Self {
        let kind = view.kind;
        let read: Read<'_> = &|spec, value| {
            let text = |language| display(spec, value, language, &view.zone);
            BilingualText { zh: text(Language::Chinese), en: text(Language::English) }
        };
        Self {
            record: view.record,
            kind: kind.into(),
            title: view.title,
            status: view.status.into(),
            status_label: view.status_label.map(Into::into),
            fields: view.fields.into_iter().map(|field| FieldView::of(field, read)).collect(),
            clocks: view.clocks.iter().map(|clock| ClockView::of(clock, calendar)).collect(),
            conflicts: view.conflicts.into_iter().map(|conflict| ConflictView::of(kind, conflict, read)).collect(),
            steps: view.steps.into_iter().map(Into::into).collect(),
        }
    }
}

/// One field that holds something.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldView {
    /// The document key.
    pub key: String,
    /// What is known of the field.
    pub field: Field,
    /// The table of rows it stands in, if any.
    pub table: Option<BilingualText>,
    /// The value.
    pub value: Value,
    /// The value as a person reads it.
    pub text: BilingualText,
}

impl FieldView {
    fn of(view: app::FieldView, read: Read<'_>) -> Self {
        Self {
            value: Value::of(Some(view.spec.kind), &view.value),
            text: read(Some(view.spec), &view.value),
            key: view.key,
            field: view.spec.into(),
            table: view.table.map(Into::into),
        }
    }
}

/// One clock of a record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ClockView {
    /// The rule's id, such as `D-10`.
    pub rule: String,
    /// Tells the runs of a rule on one record apart.
    pub instance: String,
    /// What must happen.
    pub label: BilingualText,
    /// The state's code.
    pub state: String,
    /// What is read of the state.
    pub state_label: BilingualText,
    /// True while what it asks for may still happen.
    pub open: bool,
    /// True when somebody was late.
    pub late: bool,
    /// When it is due; none while the calendar of that year is not published.
    pub due_at: Option<Instant>,
    /// The same as a person reads it.
    pub due: BilingualText,
    /// When what it asks for happened.
    pub met_at: Option<Instant>,
    /// How the due time came about.
    pub explanation: BilingualText,
}

impl ClockView {
    fn of(clock: &Clock, calendar: &Calendar) -> Self {
        let explanation = clock.explanation(calendar);
        Self {
            rule: clock.rule.into(),
            instance: clock.instance.clone(),
            label: clock.label.into(),
            state: clock.state.code().into(),
            state_label: clock.state.label().into(),
            open: clock.state.is_open(),
            late: clock.state.is_late(),
            due_at: clock.due.moment(),
            due: BilingualText { zh: clock.due.text(Language::Chinese), en: clock.due.text(Language::English) },
            met_at: clock.met_at,
            explanation: BilingualText { zh: explanation.zh, en: explanation.en },
        }
    }
}

/// A field for which people wrote different values without seeing each other's. The step
/// `kind.restore_value`, given the key and one of the values, brings that value back.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ConflictView {
    /// The document key.
    pub key: String,
    /// The field.
    pub label: BilingualText,
    /// Every value that stands, the winner first.
    pub candidates: Vec<CandidateView>,
}

/// One of the values, with who wrote it when.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CandidateView {
    /// The value.
    pub value: Value,
    /// The value as a person reads it.
    pub text: BilingualText,
    /// The writer's name, or their id where the directory does not know them.
    pub person: String,
    /// When.
    pub at: Instant,
    /// By which step, `kind.verb`.
    pub step: String,
}

impl ConflictView {
    fn of(kind: &str, conflict: app::ConflictView, read: Read<'_>) -> Self {
        let spec = records::kind(kind).and_then(|kind| kind.table.field(&conflict.key));
        let candidates = conflict.candidates.into_iter().map(|candidate| CandidateView {
            value: Value::of(spec.map(|spec| spec.kind), &candidate.value),
            text: read(spec, &candidate.value),
            person: candidate.person,
            at: candidate.at,
            step: candidate.step,
        });
        Self { candidates: candidates.collect(), key: conflict.key, label: conflict.label.into() }
    }
}

/// One step in a record's history.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HistoryView {
    /// The signed envelope that made it, by its SHA-256.
    pub envelope: Hash32,
    /// Who, by name.
    pub person: String,
    /// For whom, when a stand-in acted.
    pub acting_for: Option<String>,
    /// The step's code, `kind.verb`.
    pub step: String,
    /// What is read of the step.
    pub label: Option<BilingualText>,
    /// When it happened.
    pub at: Instant,
    /// Which fields it changed.
    pub writes: Vec<WriteView>,
}

/// One field's change.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WriteView {
    /// The document key.
    pub key: String,
    /// What its author saw before.
    pub before: Value,
    /// What was written.
    pub after: Value,
}

impl HistoryView {
    pub(crate) fn of(kind: &str, entry: app::HistoryView) -> Self {
        let writes = entry.writes.into_iter().map(|(key, before, after)| WriteView {
            before: values::read(kind, &key, &before),
            after: values::read(kind, &key, &after),
            key,
        });
        Self {
            envelope: entry.envelope,
            person: entry.person,
            acting_for: entry.acting_for,
            step: entry.step,
            label: entry.label.map(Into::into),
            at: entry.at,
            writes: writes.collect(),
        }
    }
}
