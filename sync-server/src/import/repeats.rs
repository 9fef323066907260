//! Rows of one natural key: the later ones repeat the first, or contradict it, and then all are held.
//! Absent by design: which row is right.

use std::collections::BTreeMap;

use fieldseal_core::schema::{Scalar, Values};

use super::{
    key::folded,
    mapping::{CUSTOMER_KEY, ListKind},
    place::{Place, Reason},
    plan::Outcome,
    row::ReadRow,
};

/// The rows of one list kind, grouped by natural key.
#[derive(Debug)]
pub(super) struct Repeats {
    kind: ListKind,
    first_of_key: BTreeMap<String, usize>,
    rows: BTreeMap<usize, Entry>,
}

#[derive(Debug)]
struct Entry {
    place: Place,
    values: Values,
    quarrels: Vec<Reason>,
    again: Option<(usize, Vec<String>)>,
    has_cell_reasons: bool,
    held: bool,
}

/// A row that repeats an earlier one.
#[derive(Debug)]
pub(super) struct Again {
    pub first: Place,
    pub added: Vec<String>,
    pub first_held: bool,
}

impl Again {
    /// What importing the repeating row does.
    pub fn outcome(self) -> Outcome {
        if !self.first_held {
            return Outcome::Merge { into: self.first, added: self.added };
        }
        let reason = Reason::of_places(
            "repeats_held",
            "重复{}，而该行待处理",
            "repeats {}, which is held back",
            std::slice::from_ref(&self.first),
        );
        Outcome::Held { reasons: vec![reason] }
    }
}

impl Repeats {
    pub fn new(kind: ListKind) -> Self {
        Self { kind, first_of_key: BTreeMap::new(), rows: BTreeMap::new() }
    }

    /// Adds a row; rows are added in order.
    pub fn add(&mut self, index: usize, natural_key: &str, row: &ReadRow) {
        let mut entry = Entry {
            place: row.place.clone(),
            values: row.values.clone(),
            quarrels: Vec::new(),
            again: None,
            has_cell_reasons: !row.held.is_empty(),
            held: !row.held.is_empty(),
        };
        let first_index = *self.first_of_key.entry(natural_key.to_owned()).or_insert(index);
        if let Some(first) = self.rows.get_mut(&first_index) {
            let differing: Vec<String> = entry
                .values
                .iter()
                .filter(|(key, value)| first.values.get(*key).is_some_and(|mine| !says_the_same(key, mine, value)))
                .map(|(key, _)| key.clone())
                .collect();
            if differing.is_empty() {
                let mut added = Vec::new();
                if !entry.has_cell_reasons {
                    for (key, value) in &entry.values {
                        if !first.values.contains_key(key) {
                            first.values.insert(key.clone(), value.clone());
                            added.push(key.clone());
                        }
                    }
                }
                entry.again = Some((first_index, added));
            } else {
                let (zh, en) = self.kind.labels_of(&differing);
                let reason = |place: &Place| {
                    Reason::of_places(
                        "contradicts",
                        &format!("与{{}}是同一条，但{zh}不同"),
                        &format!("the same as {{}}, but {en} differ"),
                        std::slice::from_ref(place),
                    )
                };
                entry.quarrels.push(reason(&first.place));
                first.quarrels.push(reason(&entry.place));
            }
        }
        self.rows.insert(index, entry);
    }

    /// Why a row is held because of others of its key.
    pub fn quarrels(&self, index: usize) -> Vec<Reason> {
        self.rows.get(&index).map(|entry| entry.quarrels.clone()).unwrap_or_default()
    }

    /// Says that a row is held back, so that what repeats it is too. Rows are decided in order.
    pub fn hold(&mut self, index: usize) {
        if let Some(entry) = self.rows.get_mut(&index) {
            entry.held = true;
        }
    }

    /// The earlier row that this one repeats.
    pub fn again(&self, index: usize) -> Option<Again> {
        let (first, added) = self.rows.get(&index)?.again.as_ref()?;
        let first = self.rows.get(first)?;
        let first_held = first.held || !first.quarrels.is_empty();
        Some(Again { first: first.place.clone(), added: added.clone(), first_held })
    }

    /// A row's values with what its repetitions add.
    pub fn values(&self, index: usize) -> Values {
        self.rows.get(&index).map(|entry| entry.values.clone()).unwrap_or_default()
    }
}

/// Two values of one column say the same; names however they were typed.
fn says_the_same(key: &str, one: &Scalar, other: &Scalar) -> bool {
    match (one.as_text(), other.as_text()) {
        (Some(one), Some(other)) if key == CUSTOMER_KEY => folded(one) == folded(other),
        _ => one == other,
    }
}
