//! The five values a document may hold. There are no floats: decimals are scaled integers.

use minicbor::{Decode, Decoder, Encode, Encoder, data::Type, decode, encode};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// One value of a document. A compound value (money, instant) is one byte string of
/// deterministic CBOR, so that it merges whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Scalar {
    /// Nothing: what clearing a field writes.
    #[default]
    Null,
    /// Yes or no.
    Boolean(bool),
    /// A 64-bit signed integer.
    Integer(i64),
    /// Text in Unicode normal form C.
    Text(String),
    /// Bytes: an id, a digest, or a compound value.
    Bytes(Vec<u8>),
}

impl Scalar {
    /// Text, brought into normal form C.
    pub fn text(value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        Self::Text(if is_nfc(value) { value.to_owned() } else { value.nfc().collect() })
    }

    /// True for [`Scalar::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }

    /// The bytes, if it is bytes.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(value) => Some(value),
            _ => None,
        }
    }
}

impl<C> Encode<C> for Scalar {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::Null => e.null()?,
            Self::Boolean(value) => e.bool(*value)?,
            Self::Integer(value) => e.i64(*value)?,
            Self::Text(value) => e.str(value)?,
            Self::Bytes(value) => e.bytes(value)?,
        };
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Scalar {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        Ok(match d.datatype()? {
            Type::Null => {
                d.null()?;
                Self::Null
            }
            Type::Bool => Self::Boolean(d.bool()?),
            Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                Self::Integer(d.i64()?)
            }
            Type::String => {
                let text = d.str()?;
                if !is_nfc(text) {
                    return Err(decode::Error::message("text is not in normal form C"));
                }
                Self::Text(text.to_owned())
            }
            Type::Bytes => Self::Bytes(d.bytes()?.to_vec()),
            other => return Err(decode::Error::type_mismatch(other)),
        })
    }
}
