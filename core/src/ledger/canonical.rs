//! Deterministic CBOR: what was decoded must encode to the very same bytes.
//! Absent by design: any particular message.

use minicbor::{Decode, Encode};

/// Bytes are not the deterministic CBOR of the expected shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// Not CBOR, or of another shape.
    #[error("not the expected CBOR: {0}")]
    Shape(String),
    /// Decodes, but would be encoded otherwise.
    #[error("not the deterministic encoding")]
    NotCanonical,
}

/// Decodes a value and refuses any other encoding of it than the deterministic one.
pub fn decode_canonical<T>(bytes: &[u8]) -> Result<T, CanonicalError>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let value: T = minicbor::decode(bytes).map_err(|error| CanonicalError::Shape(error.to_string()))?;
    match minicbor::to_vec(&value) {
        Ok(again) if again == bytes => Ok(value),
        _ => Err(CanonicalError::NotCanonical),
    }
}
