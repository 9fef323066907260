//! Values as they cross the border.
//! Absent by design: whether a value is right for its field; the step checks that.

use std::collections::HashMap;

use fieldseal_core::{
    records,
    schema::{Hash32, Id, Instant, Language, Money, Scalar, ValueKind, Values},
};

use crate::FieldsealError;

uniffi::custom_type!(Id, String, {
    remote,
    try_lift: |text| text.parse().map_err(|_| FieldsealError::NotAnId.into()),
    lower: |id| id.to_string(),
});

uniffi::custom_type!(Hash32, String, {
    remote,
    try_lift: |text| text.parse().map_err(|_| FieldsealError::NotAnId.into()),
    lower: |digest| digest.to_string(),
});

/// When something happened, by the clock of whoever wrote it.
#[uniffi::remote(Record)]
pub struct Instant {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub utc_ms: i64,
    /// The writer's offset from UTC, in minutes east.
    pub offset_minutes: i16,
    /// How far the writer's clock may have been off, in milliseconds.
    pub error_ms: u32,
}

/// An amount of money.
#[uniffi::remote(Record)]
pub struct Money {
    /// Minor units: fen for CNY.
    pub minor: i64,
    /// ISO 4217 code, three capitals.
    pub currency: String,
}

/// The languages of the product.
#[uniffi::remote(Enum)]
pub enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

/// One value of a record. Steps take and records give maps from document key (`description`,
/// `parts/p1/quantity`) to value.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Value {
    /// Nothing; given to a step it clears the field.
    Null,
    /// Yes or no.
    Boolean {
        /// The value.
        value: bool,
    },
    /// A whole number; decimals are scaled as the field's documentation says.
    Integer {
        /// The value.
        value: i64,
    },
    /// Text, the code of a choice, or a day as `2026-11-23`.
    Text {
        /// The value.
        value: String,
    },
    /// A moment.
    Instant {
        /// The value.
        value: Instant,
    },
    /// Money.
    Money {
        /// The value.
        value: Money,
    },
    /// Another record.
    Reference {
        /// Its id.
        value: Id,
    },
    /// A photo, drawing or file.
    Blob {
        /// The SHA-256 by which it is kept.
        value: Hash32,
    },
    /// Raw bytes, or a value that this version can't read.
    Bytes {
        /// The value.
        value: Vec<u8>,
    },
}

impl Value {
    /// A document's value as its field's kind reads it.
    pub(crate) fn of(kind: Option<ValueKind>, scalar: &Scalar) -> Self {
        let bytes = match scalar {
            Scalar::Null => return Self::Null,
            Scalar::Boolean(value) => return Self::Boolean { value: *value },
            Scalar::Integer(value) => return Self::Integer { value: *value },
            Scalar::Text(value) => return Self::Text { value: value.clone() },
            Scalar::Bytes(bytes) => bytes,
        };
        let read = match kind {
            Some(ValueKind::Instant) => Instant::from_scalar(scalar).map(|value| Self::Instant { value }),
            Some(ValueKind::Money) => Money::from_scalar(scalar).map(|value| Self::Money { value }),
            Some(ValueKind::Reference) => Id::from_scalar(scalar).map(|value| Self::Reference { value }),
            Some(ValueKind::Blob) => Hash32::from_scalar(scalar).map(|value| Self::Blob { value }),
            _ => None,
        };
        read.unwrap_or_else(|| Self::Bytes { value: bytes.clone() })
    }
}

impl From<Value> for Scalar {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean { value } => Self::Boolean(value),
            Value::Integer { value } => Self::Integer(value),
            Value::Text { value } => Self::text(value),
            Value::Instant { value } => value.to_scalar(),
            Value::Money { value } => value.to_scalar(),
            Value::Reference { value } => value.to_scalar(),
            Value::Blob { value } => value.to_scalar(),
            Value::Bytes { value } => Self::Bytes(value),
        }
    }
}

/// What a shell gave, as the core takes it.
pub(crate) fn given(values: HashMap<String, Value>) -> Values {
    values.into_iter().map(|(key, value)| (key, value.into())).collect()
}

/// One value of a record of a kind.
pub(crate) fn read(kind: &str, key: &str, scalar: &Scalar) -> Value {
    let spec = records::kind(kind).and_then(|kind| kind.table.field(key));
    Value::of(spec.map(|spec| spec.kind), scalar)
}

/// Values that a step gave, by its code, `kind.verb`.
pub(crate) fn of_step(step: &str, values: &Values) -> HashMap<String, Value> {
    let kind = step.split('.').next().unwrap_or_default();
    values.iter().map(|(key, scalar)| (key.clone(), read(kind, key, scalar))).collect()
}
