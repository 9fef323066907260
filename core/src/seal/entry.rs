//! One sealed value with what a person read beside it.
//! Absent by design: which entries a seal has.

use minicbor::{Decode, Encode};

use crate::schema::{Hash32, Id, Scalar, ValueKind};

/// A named value, its label and the text that was shown for it. Its digest is the SHA-256 of its
/// deterministic encoding; the salt keeps a short value from being guessed from the digest when the
/// entry itself is withheld.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Entry {
    /// The row's name.
    #[n(0)]
    pub name: String,
    /// 16 bytes that nobody can guess.
    #[n(1)]
    pub salt: Id,
    /// The Chinese label.
    #[n(2)]
    pub label_zh: String,
    /// The English label.
    #[n(3)]
    pub label_en: String,
    /// The value as the form shows it.
    #[n(4)]
    pub text: String,
    /// The kind of value: `text`, `integer`, `boolean`, `date`, `instant`, `money`, `choice`,
    /// `reference`, `blob` or `bytes`.
    #[n(5)]
    pub kind: String,
    /// The value as the record holds it.
    #[n(6)]
    pub value: Scalar,
}

impl Entry {
    /// The deterministic encoding.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("encoding into memory does not fail")
    }

    /// What the table holds of it.
    pub fn digest(&self) -> Hash32 {
        Hash32::of(&self.to_bytes())
    }
}

/// The salt of one row, from the seal's secret: SHA-256("fieldseal.salt.v1\0" secret name), 16 bytes.
pub(super) fn salt(secret: &[u8; 32], name: &str) -> Id {
    let digest = Hash32::of(&[b"fieldseal.salt.v1\0", secret.as_slice(), name.as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.0[..16]);
    Id(bytes)
}

/// The code of a kind of value in an entry.
pub(super) const fn kind_code(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "text",
        ValueKind::Integer => "integer",
        ValueKind::Boolean => "boolean",
        ValueKind::Date => "date",
        ValueKind::Instant => "instant",
        ValueKind::Money => "money",
        ValueKind::Choice => "choice",
        ValueKind::Reference => "reference",
        ValueKind::Blob => "blob",
        ValueKind::Bytes => "bytes",
    }
}
