//! A record's index row, made by walking its kind's table. Absent by design: SQL, and any kind's name.

use serde_json::{Map, Value, json};

use super::tokens;
use crate::schema::{Date, Facts, FieldSpec, Instant, Kind, Money, RecordId, Scalar, ValueKind};

/// What lists and search know of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexRow {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// Its number, if the kind has numbers.
    pub number: Option<String>,
    /// One line by which a person knows it.
    pub title: String,
    /// Its status's code; empty when no line of the table holds.
    pub status: &'static str,
    /// Nothing more is expected of it.
    pub closed: bool,
    /// Its customer.
    pub customer: Option<RecordId>,
    /// Who is responsible.
    pub responsible: Option<RecordId>,
    /// The earliest due time of its open clocks.
    pub due: Option<Instant>,
    /// When the last change happened.
    pub updated: Instant,
    /// All fields as JSON: scalars by name, rows as arrays of objects with their `id`.
    pub body: Value,
    /// Values of the fields marked `index`, by field name.
    pub keys: Vec<(&'static str, String)>,
    /// What search finds it by, separated by spaces.
    pub tokens: String,
}

/// Makes the index row of a record.
pub fn index_row(
    kind: &Kind,
    record: RecordId,
    facts: &Facts,
    due: Option<Instant>,
    updated: Instant,
    today: Date,
) -> IndexRow {
    let status = kind.status(facts, today);
    let (mut body, mut keys, mut text) = (Map::new(), Vec::new(), String::new());
    let mut note = |field: &'static FieldSpec, value: &Scalar| {
        let plain = plain_text(field, value);
        if field.search {
            text.push_str(&plain);
            text.push('\n');
        }
        if field.index && !plain.is_empty() {
            keys.push((field.name, plain));
        }
    };
    for field in kind.table.fields {
        let value = facts.get(field.name);
        if !value.is_null() {
            body.insert(field.name.into(), to_json(field, value));
            note(field, value);
        }
    }
    for table in kind.table.items {
        let mut rows = Vec::new();
        for item in facts.items(table.name) {
            let mut row = Map::from_iter([("id".to_owned(), json!(item.id))]);
            for field in table.fields {
                let value = item.get(field.name);
                if !value.is_null() {
                    row.insert(field.name.into(), to_json(field, value));
                    note(field, value);
                }
            }
            rows.push(Value::Object(row));
        }
        if !rows.is_empty() {
            body.insert(table.name.into(), Value::Array(rows));
        }
    }
    keys.sort();
    keys.dedup();
    IndexRow {
        record,
        kind: kind.code(),
        number: facts.text("number").map(str::to_owned),
        title: (kind.title)(facts),
        status: status.map_or("", |rule| rule.code),
        closed: status.is_some_and(|rule| rule.closed),
        customer: kind.customer(record, facts),
        responsible: (!kind.responsible_field.is_empty()).then(|| facts.reference(kind.responsible_field)).flatten(),
        due,
        updated,
        body: Value::Object(body),
        keys,
        tokens: tokens(&text).into_iter().collect::<Vec<_>>().join(" "),
    }
}

/// A value as text for keys and search: references and blobs by their id, instants as UTC milliseconds.
fn plain_text(field: &FieldSpec, value: &Scalar) -> String {
    match to_json(field, value) {
        Value::String(text) => text,
        Value::Object(object) => {
            object.get("utc_ms").or_else(|| object.get("minor")).map_or_else(String::new, Value::to_string)
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A value as JSON: instants and money as objects, ids and blobs as base32, a value of a wrong type as null.
pub(crate) fn to_json(field: &FieldSpec, value: &Scalar) -> Value {
    match (field.kind, value) {
        (ValueKind::Instant, value) => Instant::from_scalar(value).map_or(Value::Null, |instant| json!(instant)),
        (ValueKind::Money, value) => Money::from_scalar(value).map_or(Value::Null, |money| json!(money)),
        (_, Scalar::Bytes(bytes)) => {
            json!(data_encoding::BASE32_NOPAD.encode(bytes).to_ascii_lowercase())
        }
        (_, Scalar::Text(text)) => json!(text),
        (_, Scalar::Integer(number)) => json!(number),
        (_, Scalar::Boolean(boolean)) => json!(boolean),
        (_, Scalar::Null) => Value::Null,
    }
}
