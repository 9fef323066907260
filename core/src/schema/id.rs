//! Identifiers: 16 random or derived bytes, and 32-byte digests.

use std::{fmt, str::FromStr};

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use sha2::{Digest, Sha256};

use super::Scalar;

macro_rules! byte_array {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }

            /// From a slice of exactly the right length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// As a document value.
            pub fn to_scalar(self) -> Scalar {
                Scalar::Bytes(self.0.to_vec())
            }

            /// From a document value.
            pub fn from_scalar(value: &Scalar) -> Option<Self> {
                Self::from_slice(value.as_bytes()?)
            }
        }

        /// Lower-case base32 without padding.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).map_err(|_| InvalidId)?;
                Self::from_slice(&bytes).ok_or(InvalidId)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?;
                Ok(())
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                Self::from_slice(d.bytes()?).ok_or_else(|| decode::Error::message("an id of the wrong length"))
            }
        }
    };
}

/// A text is not an id of the expected length in base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected lower-case base32")]
pub struct InvalidId;

byte_array!(
    /// Sixteen bytes that name a record, an intent, a company or a person.
    Id,
    16
);
byte_array!(
    /// A SHA-256 digest.
    Hash32,
    32
);

/// Names a record for ever.
pub type RecordId = Id;
/// Names one intent: one performed step, however often it is sent.
pub type IntentId = Id;

/// Names an item (a row) inside a record. Letters, digits and `-`, at most 40 of them.
pub type ItemId = String;

impl Id {
    /// An id derived from another one and a purpose, the same on every replica: records and items
    /// that a step creates derive from its intent, so a replay creates nothing twice.
    pub fn derive(&self, purpose: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"fieldseal.id.v1\0");
        hasher.update(self.0);
        hasher.update(purpose.as_bytes());
        Self::truncate(&hasher.finalize())
    }

    /// An id from a natural key, such as an imported row's: the same key always gives the same id.
    pub fn from_natural_key(company: &Id, key: &str) -> Self {
        company.derive(&format!("natural:{key}"))
    }

    fn truncate(digest: &[u8]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }

    /// A short id for a row, derived from this one.
    pub fn derive_item(&self, purpose: &str) -> ItemId {
        BASE32_NOPAD.encode(&self.derive(purpose).0[..8]).to_ascii_lowercase()
    }
}

impl Hash32 {
    /// The SHA-256 of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// The actor under which a device writes: 16 bytes of SHA-256 over company, device key and install
/// nonce. A restored or cloned install gets a fresh nonce and so a fresh actor.
pub fn device_actor(company: &Id, device_key: &[u8; 32], install_nonce: &[u8; 16]) -> Id {
    let mut hasher = Sha256::new();
    hasher.update(b"fieldseal.actor.v1\0");
    hasher.update(company.0);
    hasher.update(device_key);
    hasher.update(install_nonce);
    Id::truncate(&hasher.finalize())
}
