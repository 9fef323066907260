//! What is wrong with something a person asked for, said in both languages.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// One problem. A refused step returns all of them at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Problem {
    /// The field it is about, as a document key; empty when it is about the step as a whole.
    #[n(0)]
    pub field: String,
    /// A stable code for programs, such as `required` or `too_long`.
    #[n(1)]
    pub code: String,
    /// What is wrong, in Chinese. Never repeats what the person typed.
    #[n(2)]
    pub zh: String,
    /// What is wrong, in English.
    #[n(3)]
    pub en: String,
}

impl Problem {
    /// A problem of the step as a whole.
    pub fn general(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::of_field("", code, zh, en)
    }

    /// A problem of one field.
    pub fn of_field(field: impl Into<String>, code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), zh: zh.into(), en: en.into() }
    }
}
