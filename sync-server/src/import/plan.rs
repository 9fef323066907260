//! What importing lists would do, row by row: a pure function of the lists, what the company's records
//! already say, and now.
//! Absent by design: writing anything. Whoever carries a plan out sees here all there is to do.

use std::collections::{BTreeMap, BTreeSet};

use fieldseal_core::schema::{Date, Id, Instant, RecordId, Values};

use super::{
    customers, equipment,
    header::List,
    mapping::{BESIDE, ListKind},
    place::{Place, Reason, Source},
    row::{Body, ReadRow, Skipped, read_rows},
    tickets,
};

/// For whom and when a plan is made.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The company, from which every imported record's id derives.
    pub company: Id,
    /// Now. The lists' wall times are meant at its offset from UTC; a ticket later than now is held.
    pub now: Instant,
}

/// What the company's records already say, as far as lists refer to it.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Customers.
    pub customers: Vec<KnownCustomer>,
    /// Machines with a serial number.
    pub equipment: Vec<KnownEquipment>,
    /// The day the company went live: D-16 of imported machines counts from it at the earliest.
    pub went_live_on: Option<Date>,
    /// Ids of all records there are of the imported kinds: a row whose own id is among them was
    /// imported before.
    pub records: BTreeSet<RecordId>,
}

/// A customer that has a record.
#[derive(Clone, Debug)]
pub struct KnownCustomer {
    /// Its record.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// Its unified social credit code, when it has one.
    pub credit_code: Option<String>,
    /// Telephone numbers of its contacts.
    pub phones: Vec<String>,
    /// Addresses of its sites.
    pub addresses: Vec<String>,
}

/// A machine that has a record.
#[derive(Clone, Debug)]
pub struct KnownEquipment {
    /// Its record.
    pub record: RecordId,
    /// Its serial number.
    pub serial_number: String,
    /// Whose it is.
    pub customer: RecordId,
}

/// The record that a row refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// One that the plan creates, by its natural key.
    Planned(String),
    /// One that there is.
    Existing(RecordId),
}

/// A record that the plan creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Its kind's code.
    pub kind: &'static str,
    /// What makes it the same in every import; ids of record and intent derive from it.
    pub natural_key: String,
    /// Its values by document key, without references; inputs of the kind's import step.
    pub values: Values,
    /// What the row says under keys of [`super::mapping::BESIDE`], for which records have no field.
    pub beside: Values,
    /// The records it refers to, by document key.
    pub references: BTreeMap<&'static str, Reference>,
}

/// What importing one row would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A record, and for a customer the companion that only sales reads.
    Create {
        /// The record.
        record: NewRecord,
        /// Its companion, when the row says anything of it.
        companion: Option<NewRecord>,
    },
    /// Nothing: it was imported before, or there is a record of it, which stays as it is.
    Exists {
        /// The record.
        record: RecordId,
    },
    /// The row repeats an earlier one without contradicting it; what it adds goes there.
    Merge {
        /// The earlier row.
        into: Place,
        /// Keys that this row added to it.
        added: Vec<String>,
    },
    /// Nothing, until a person decides. All reasons at once.
    Held {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// Nothing: it is no row of the list.
    Skipped(Skipped),
}

/// One row and what importing it would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Where it stands.
    pub place: Place,
    /// The list's kind.
    pub kind: ListKind,
    /// By what a person knows it: the customer's name, a machine's model and number.
    pub title: String,
    /// What importing it would do.
    pub outcome: Outcome,
    /// What a person should know, though it holds nothing back.
    pub notes: Vec<Reason>,
}

/// A column that is not imported because no list has one of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownColumn {
    /// File and sheet.
    pub source: Source,
    /// Letters and heading.
    pub name: String,
}

/// What importing some lists would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every row in the order of the files.
    pub rows: Vec<PlannedRow>,
    /// Columns that are not imported.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Sheets in which no list was found.
    pub other_sheets: Vec<Source>,
}

impl NewRecord {
    pub(super) fn new(
        kind: &'static str,
        natural_key: String,
        all: Values,
        references: BTreeMap<&'static str, Reference>,
    ) -> Self {
        let (beside, values) = all.into_iter().partition(|(key, _)| BESIDE.iter().any(|(other, _)| other == key));
        Self { kind, natural_key, values, beside, references }
    }

    /// The record's id, the same in every import.
    pub fn id(&self, company: &Id) -> RecordId {
        Id::from_natural_key(company, &self.natural_key)
    }
}

impl Reference {
    /// The id of the record referred to.
    pub fn id(&self, company: &Id) -> RecordId {
        match self {
            Self::Planned(natural_key) => Id::from_natural_key(company, natural_key),
            Self::Existing(record) => *record,
        }
    }
}

/// What a kind's module decides of one row.
#[derive(Debug)]
pub(super) struct Decided {
    pub title: String,
    pub outcome: Outcome,
    pub notes: Vec<Reason>,
}

/// Plans the import of some lists. Rows refer to each other across lists, in whatever order these are given.
pub fn plan(lists: &[List], known: &Known, settings: &Settings) -> Plan {
    let mut plan = Plan::default();
    let mut bodies: Vec<(ListKind, Body)> = Vec::new();
    for list in lists {
        plan.other_sheets.extend(list.other_sheets.iter().cloned());
        plan.unknown_columns.extend(
            list.headings
                .iter()
                .filter(|heading| heading.meaning.is_none())
                .map(|heading| UnknownColumn { source: (*list.source).clone(), name: heading.name() }),
        );
        bodies.extend(read_rows(list, settings.now.offset_minutes).into_iter().map(|body| (list.kind, body)));
    }
    let of_kind = |wanted: ListKind| -> Vec<&ReadRow> {
        bodies
            .iter()
            .filter_map(|(kind, body)| match body {
                Body::Row(row) if *kind == wanted => Some(row),
                _ => None,
            })
            .collect()
    };
    let (customer_rows, customers) = customers::decide(&of_kind(ListKind::Customers), known, settings);
    let (equipment_rows, machines) = equipment::decide(&of_kind(ListKind::Equipment), &customers, known, settings);
    let ticket_rows = tickets::decide(&of_kind(ListKind::Tickets), &customers, &machines, known, settings);
    let mut decided = BTreeMap::from([
        (ListKind::Customers, customer_rows.into_iter()),
        (ListKind::Equipment, equipment_rows.into_iter()),
        (ListKind::Tickets, ticket_rows.into_iter()),
    ]);
    for (kind, body) in bodies {
        let row = match body {
            Body::Skipped(place, why) => {
                PlannedRow { place, kind, title: String::new(), outcome: Outcome::Skipped(why), notes: Vec::new() }
            }
            Body::Row(row) => {
                let next = decided.get_mut(&kind).and_then(Iterator::next);
                let Decided { title, outcome, mut notes } =
                    next.expect("each row of a kind was decided once, in order");
                notes.splice(0..0, row.notes);
                PlannedRow { place: row.place, kind, title, outcome, notes }
            }
        };
        plan.rows.push(row);
    }
    plan
}
