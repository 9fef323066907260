//! The line by which a person knows a numbered record. Absent by design: anything but text.

use crate::schema::Facts;

/// The record's number and the text of one of its fields, as far as they are there.
pub fn numbered(facts: &Facts, field: &str) -> String {
    joined(facts, &["number", field])
}

/// The texts of some fields, as far as they are there.
pub fn joined(facts: &Facts, fields: &[&str]) -> String {
    fields.iter().filter_map(|field| facts.text(field)).collect::<Vec<_>>().join(" · ")
}
