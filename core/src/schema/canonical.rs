//! Deterministic CBOR: what was decoded must encode to the very same bytes.
//! Absent by design: any particular message.

use minicbor::{Decode, Encode, Encoder, encode};

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

/// Decodes a value, owned or borrowed, and refuses any other encoding of it than the deterministic one.
pub fn decode_canonical<'b, T>(bytes: &'b [u8]) -> Result<T, CanonicalError>
where
    T: Decode<'b, ()> + Encode<()>,
{
    let value: T = minicbor::decode(bytes).map_err(|error| CanonicalError::Shape(error.to_string()))?;
    let mut comparison = Comparison { expected: bytes };
    let same = Encoder::new(&mut comparison).encode(&value).is_ok() && comparison.expected.is_empty();
    same.then_some(value).ok_or(CanonicalError::NotCanonical)
}

/// Takes what is written only as long as it is what was expected: compares without a second copy.
struct Comparison<'b> {
    expected: &'b [u8],
}

/// What was written is not what was expected.
#[derive(Debug)]
struct Differs;

impl encode::Write for Comparison<'_> {
    type Error = Differs;

    fn write_all(&mut self, written: &[u8]) -> Result<(), Differs> {
        self.expected = self.expected.strip_prefix(written).ok_or(Differs)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_encoding_alone_is_accepted() {
        assert_eq!(decode_canonical::<(u16, String)>(&[0x82, 0x05, 0x61, b'a']), Ok((5, "a".into())));
        for other in [
            [0x82, 0x18, 0x05, 0x61, b'a'].as_slice(),
            &[0x9f, 0x05, 0x61, b'a', 0xff],
            &[0x82, 0x05, 0x61, b'a', 0x00],
            &[0x82, 0x05, 0x61],
            &[],
        ] {
            assert!(decode_canonical::<(u16, String)>(other).is_err(), "{other:?}");
        }
        assert_eq!(decode_canonical::<&str>(&[0x61, b'a']), Ok("a"));
    }
}
