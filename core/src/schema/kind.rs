//! One kind of record: its table, statuses, steps and clocks, and who holds it.

use super::{ClockSpec, Date, Facts, RecordId, RecordTable, StatusRule, StepSpec};

/// Everything the product knows of one kind of record. All of it is data and pure functions.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Fields and item tables.
    pub table: &'static RecordTable,
    /// Statuses; the first whose fact holds wins.
    pub statuses: &'static [StatusRule],
    /// Steps, in the order of the work.
    pub steps: &'static [StepSpec],
    /// Clocks.
    pub clocks: &'static [ClockSpec],
    /// One line by which a person knows the record.
    pub title: fn(&Facts) -> String,
    /// The field that names the record's customer; `""` when there is none.
    pub customer_field: &'static str,
    /// The field that names who is responsible; `""` when there is none.
    pub responsible_field: &'static str,
    /// Whether the record is a person's own (own customer, own job).
    pub is_own: fn(RecordId, &Facts, RecordId) -> bool,
    /// The buckets it belongs to, at most [`BUCKETS_MAX`].
    pub buckets: fn(RecordId, &Facts) -> Vec<Bucket>,
    /// The buckets that a person gets to see because of this record.
    pub grants: fn(RecordId, &Facts, Date) -> Vec<Grant>,
}

/// More buckets than this on one record are a defect of its kind.
pub const BUCKETS_MAX: usize = 8;

/// A set of records that is granted as a whole: whose × which class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bucket {
    /// Whose.
    pub holder: Holder,
    /// Which class of record, such as `service`.
    pub class: &'static str,
}

/// Whose a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// The whole company.
    All,
    /// One customer.
    Customer(RecordId),
    /// One person.
    Person(RecordId),
}

/// A bucket that a person sees because of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grant {
    /// Who.
    pub person: RecordId,
    /// What.
    pub bucket: Bucket,
}

impl Kind {
    /// The kind's code.
    pub const fn code(&self) -> &'static str {
        self.table.kind
    }

    /// The record's status today.
    pub fn status(&self, facts: &Facts, today: Date) -> Option<&'static StatusRule> {
        self.statuses.iter().find(|rule| (rule.holds)(facts, today))
    }

    /// A step by its verb.
    pub fn step(&self, verb: &str) -> Option<&'static StepSpec> {
        self.steps.iter().find(|step| step.verb == verb)
    }

    /// The customer of a record, which for a customer is itself.
    pub fn customer(&self, record: RecordId, facts: &Facts) -> Option<RecordId> {
        match self.customer_field {
            "" => None,
            "id" => Some(record),
            field => facts.reference(field),
        }
    }
}

/// A record of nobody in particular.
pub fn nobodys(_: RecordId, _: &Facts, _: RecordId) -> bool {
    false
}

/// A record that grants nothing.
pub fn grants_nothing(_: RecordId, _: &Facts, _: Date) -> Vec<Grant> {
    Vec::new()
}
