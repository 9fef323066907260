//! What a record says now: the winning value of every key of its flat document.

use std::collections::BTreeMap;

use super::{Date, Hash32, Instant, Money, RecordId, Scalar};

/// The winning values of one record's document, by key. Keys are `field` or `items/<id>/field`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeMap<String, Scalar>);

static NULL: Scalar = Scalar::Null;

impl Facts {
    /// The value of a key; null when never written.
    pub fn get(&self, key: &str) -> &Scalar {
        self.0.get(key).unwrap_or(&NULL)
    }

    /// True when the key holds something other than null.
    pub fn has(&self, key: &str) -> bool {
        !self.get(key).is_null()
    }

    /// The text of a key, `None` when absent or of another type.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).as_text()
    }

    /// The integer of a key.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key) {
            Scalar::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// True when the key holds `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key) == &Scalar::Boolean(true)
    }

    /// The instant of a key.
    pub fn instant(&self, key: &str) -> Option<Instant> {
        Instant::from_scalar(self.get(key))
    }

    /// The date of a key.
    pub fn date(&self, key: &str) -> Option<Date> {
        Date::from_scalar(self.get(key))
    }

    /// The money of a key.
    pub fn money(&self, key: &str) -> Option<Money> {
        Money::from_scalar(self.get(key))
    }

    /// The record a key refers to.
    pub fn reference(&self, key: &str) -> Option<RecordId> {
        RecordId::from_scalar(self.get(key))
    }

    /// The blob a key names.
    pub fn blob(&self, key: &str) -> Option<Hash32> {
        Hash32::from_scalar(self.get(key))
    }

    /// The rows of an item table that were not removed, by position and then id.
    pub fn items<'a>(&'a self, table: &'a str) -> Vec<ItemFacts<'a>> {
        let mut rows: Vec<ItemFacts<'a>> = Vec::new();
        let prefix = format!("{table}/");
        for (key, _) in self.0.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix)) {
            let Some((id, _)) = key[prefix.len()..].split_once('/') else { continue };
            if rows.last().is_none_or(|row| row.id != id) {
                rows.push(ItemFacts { facts: self, table, id });
            }
        }
        rows.retain(|row| !row.is_true("removed"));
        rows.sort_by_key(|row| (row.integer("position").unwrap_or(i64::MAX), row.id));
        rows
    }

    /// One row of an item table, whether or not anything is written in it.
    pub fn item<'a>(&'a self, table: &'a str, id: &'a str) -> ItemFacts<'a> {
        ItemFacts { facts: self, table, id }
    }
}

/// One row of an item table.
#[derive(Clone, Copy, Debug)]
pub struct ItemFacts<'a> {
    facts: &'a Facts,
    table: &'a str,
    /// The row's id.
    pub id: &'a str,
}

impl<'a> ItemFacts<'a> {
    /// The document key of one of the row's fields.
    pub fn key(&self, field: &str) -> String {
        format!("{}/{}/{field}", self.table, self.id)
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> &'a Scalar {
        self.facts.get(&self.key(field))
    }

    /// True when the field holds something.
    pub fn has(&self, field: &str) -> bool {
        !self.get(field).is_null()
    }

    /// True when the field holds `true`.
    pub fn is_true(&self, field: &str) -> bool {
        self.get(field) == &Scalar::Boolean(true)
    }

    /// The text of a field.
    pub fn text(&self, field: &str) -> Option<&'a str> {
        self.get(field).as_text()
    }

    /// The integer of a field.
    pub fn integer(&self, field: &str) -> Option<i64> {
        self.facts.integer(&self.key(field))
    }

    /// The instant of a field.
    pub fn instant(&self, field: &str) -> Option<Instant> {
        Instant::from_scalar(self.get(field))
    }

    /// The date of a field.
    pub fn date(&self, field: &str) -> Option<Date> {
        Date::from_scalar(self.get(field))
    }

    /// The money of a field.
    pub fn money(&self, field: &str) -> Option<Money> {
        Money::from_scalar(self.get(field))
    }

    /// The record a field refers to.
    pub fn reference(&self, field: &str) -> Option<RecordId> {
        RecordId::from_scalar(self.get(field))
    }

    /// The blob a field names.
    pub fn blob(&self, field: &str) -> Option<Hash32> {
        Hash32::from_scalar(self.get(field))
    }
}
