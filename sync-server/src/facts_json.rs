//! A record's facts as JSON, for the index: readable, and read back without loss.
//! Absent by design: labels.

use data_encoding::BASE64;
use fieldseal_core::schema::{Facts, Scalar};
use serde_json::{Map, Value, json};

/// Facts to JSON. Bytes become `{"base64": "…"}`.
pub fn to_json(facts: &Facts) -> String {
    let values: Map<String, Value> = facts.0.iter().map(|(key, value)| (key.clone(), from_scalar(value))).collect();
    Value::Object(values).to_string()
}

/// Facts from JSON; what is not of that shape is left out.
pub fn from_json(text: &str) -> Facts {
    let values: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
    Facts(values.into_iter().filter_map(|(key, value)| Some((key, to_scalar(value)?))).collect())
}

fn from_scalar(value: &Scalar) -> Value {
    match value {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => json!(value),
        Scalar::Integer(value) => json!(value),
        Scalar::Text(value) => json!(value),
        Scalar::Bytes(value) => json!({ "base64": BASE64.encode(value) }),
    }
}

fn to_scalar(value: Value) -> Option<Scalar> {
    Some(match value {
        Value::Null => Scalar::Null,
        Value::Bool(value) => Scalar::Boolean(value),
        Value::Number(value) => Scalar::Integer(value.as_i64()?),
        Value::String(value) => Scalar::Text(value),
        Value::Object(value) => Scalar::Bytes(BASE64.decode(value.get("base64")?.as_str()?.as_bytes()).ok()?),
        Value::Array(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_comes_back() {
        let values = [
            ("a", Scalar::Null),
            ("b", Scalar::Boolean(true)),
            ("c", Scalar::Integer(i64::MIN)),
            ("d", Scalar::text("轴承 \"x\"")),
            ("e", Scalar::Bytes(vec![0, 255])),
        ];
        let facts = Facts(values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
        assert_eq!(from_json(&to_json(&facts)), facts);
        assert_eq!(from_json("[1"), Facts::default());
    }
}
