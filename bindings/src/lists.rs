//! Lists: what they ask for and their rows.
//! Absent by design: how a list is found.

use fieldseal_core::{
    schema::Id,
    store::{self, ClockRow, Order as ListOrder, RecordRow},
};

/// The order of a list.
#[uniffi::remote(Enum)]
pub enum ListOrder {
    /// Latest change first.
    Updated,
    /// Earliest due first; rows without a due time last.
    Due,
}

/// What a list asks for; every condition that is set must hold.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ListQuery {
    /// Of this kind.
    #[uniffi(default = None)]
    pub kind: Option<String>,
    /// With one of these statuses; empty for any.
    #[uniffi(default = [])]
    pub statuses: Vec<String>,
    /// Only what is not closed.
    #[uniffi(default = false)]
    pub open_only: bool,
    /// For which this person is responsible.
    #[uniffi(default = None)]
    pub responsible: Option<Id>,
    /// Of this customer.
    #[uniffi(default = None)]
    pub customer: Option<Id>,
    /// Whose indexed fields have these values.
    #[uniffi(default = [])]
    pub keys: Vec<KeyFilter>,
    /// Found by this text: words, single Chinese characters, last digits of a number.
    #[uniffi(default = "")]
    pub text: String,
    /// In this order; latest change first when not said.
    #[uniffi(default = None)]
    pub order: Option<ListOrder>,
    /// Rows at most; 0 means 50.
    #[uniffi(default = 0)]
    pub limit: u32,
    /// Rows to pass over.
    #[uniffi(default = 0)]
    pub offset: u32,
}

/// A value that an indexed field must have.
#[derive(Clone, Debug, uniffi::Record)]
pub struct KeyFilter {
    /// The field's name.
    pub field: String,
    /// Its value as text: ids and digests as such, instants as UTC milliseconds.
    pub value: String,
}

impl From<ListQuery> for store::ListQuery {
    fn from(query: ListQuery) -> Self {
        Self {
            kind: query.kind,
            statuses: query.statuses,
            open_only: query.open_only,
            responsible: query.responsible,
            customer: query.customer,
            keys: query.keys.into_iter().map(|key| (key.field, key.value)).collect(),
            text: query.text,
            order: query.order.unwrap_or_default(),
            limit: query.limit,
            offset: query.offset,
        }
    }
}

/// A row of a list.
#[uniffi::remote(Record)]
pub struct RecordRow {
    /// The record.
    pub record: Id,
    /// Its kind.
    pub kind: String,
    /// Its number.
    pub number: Option<String>,
    /// One line by which a person knows it.
    pub title: String,
    /// Its status's code.
    pub status: String,
    /// Nothing more is expected of it.
    pub closed: bool,
    /// Its customer.
    pub customer: Option<Id>,
    /// Who is responsible.
    pub responsible: Option<Id>,
    /// The earliest due time of its open clocks, UTC milliseconds.
    pub due_ms: Option<i64>,
    /// When the last change happened, UTC milliseconds.
    pub updated_ms: i64,
    /// All fields as JSON text: plain ones by name, rows as arrays of objects with their `id`.
    pub body: String,
}

/// One clock of a due list.
#[uniffi::remote(Record)]
pub struct ClockRow {
    /// The record.
    pub record: Id,
    /// The rule's id, such as `D-10`.
    pub rule: String,
    /// Which run of the rule.
    pub instance: String,
    /// The state's code: `running`, `due_soon`, `overdue` or `paused`.
    pub state: String,
    /// Where it stands by due time, UTC milliseconds.
    pub sorts_at_ms: i64,
    /// When the state changes by itself, UTC milliseconds.
    pub next_change_ms: Option<i64>,
    /// Who is assigned.
    pub responsible: Option<Id>,
    /// Which role must act when nobody is assigned.
    pub role: String,
    /// As JSON text: `label` and `due` in both languages, `start`, `met_at`, `late_entry`.
    pub body: String,
}
