//! Ed25519 keys and signatures, always over a context string, so that a signature made for one purpose
//! never counts for another.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signer, SigningKey as DalekSigningKey, VerifyingKey};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use zeroize::Zeroizing;

use crate::schema::Scalar;

/// What a signature is for. The context's bytes and a zero byte precede the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// An envelope's header.
    Envelope,
    /// A certificate.
    Certificate,
    /// A request to the server.
    Request,
    /// A request to enrol: proves that the asker holds the device key.
    Enrolment,
    /// A server's snapshot of a record.
    Snapshot,
    /// A customer's sealed signature.
    Seal,
    /// The server's receipt for a sealed signature.
    Receipt,
    /// The server's list of what is in a customer's file.
    CustomerFile,
}

impl Context {
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Envelope => b"fieldseal.envelope.v1\0",
            Self::Certificate => b"fieldseal.certificate.v1\0",
            Self::Request => b"fieldseal.request.v1\0",
            Self::Enrolment => b"fieldseal.enrolment.v1\0",
            Self::Snapshot => b"fieldseal.snapshot.v1\0",
            Self::Seal => b"fieldseal.seal.v1\0",
            Self::Receipt => b"fieldseal.receipt.v1\0",
            Self::CustomerFile => b"fieldseal.customer_file.v1\0",
        }
    }

    fn message(self, message: &[u8]) -> Vec<u8> {
        [self.prefix(), message].concat()
    }
}

/// A signature does not belong to this key, context and message, or the key is no valid key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct SignatureMismatch;

/// A secret signing key. Wiped from memory when dropped.
pub struct SigningKey(DalekSigningKey);

impl SigningKey {
    /// A key from 32 secret random bytes.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(DalekSigningKey::from_bytes(secret))
    }

    /// A fresh key; `random` fills a buffer with secret random bytes.
    pub fn generate(random: &mut dyn FnMut(&mut [u8])) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        random(secret.as_mut());
        Self::from_bytes(&secret)
    }

    /// The 32 secret bytes, to be kept in a key store.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a message for one purpose.
    pub fn sign(&self, context: Context, message: &[u8]) -> Signature {
        Signature(self.0.sign(&context.message(message)).to_bytes())
    }
}

/// Never shows the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

impl PublicKey {
    /// Checks a signature made for one purpose, strictly (no malleable or small-order forms).
    pub fn verify(&self, context: Context, message: &[u8], signature: &Signature) -> Result<(), SignatureMismatch> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| SignatureMismatch)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&context.message(message), &signature).map_err(|_| SignatureMismatch)
    }

    /// As a document value.
    pub fn to_scalar(self) -> Scalar {
        Scalar::Bytes(self.0.to_vec())
    }

    /// From a document value of 32 bytes.
    pub fn from_scalar(value: &Scalar) -> Option<Self> {
        value.as_bytes()?.try_into().ok().map(Self)
    }
}

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; $length]);

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

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?;
                Ok(())
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                d.bytes()?.try_into().map(Self).map_err(|_| decode::Error::message("bytes of the wrong length"))
            }
        }
    };
}

fixed_bytes!(
    /// An Ed25519 public key.
    PublicKey,
    32
);
fixed_bytes!(
    /// An Ed25519 signature.
    Signature,
    64
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_counts_for_its_key_context_and_message_alone() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signature = key.sign(Context::Envelope, b"message");
        assert_eq!(key.public().verify(Context::Envelope, b"message", &signature), Ok(()));
        assert!(key.public().verify(Context::Request, b"message", &signature).is_err());
        assert!(key.public().verify(Context::Envelope, b"massage", &signature).is_err());
        let other = SigningKey::from_bytes(&[8; 32]).public();
        assert!(other.verify(Context::Envelope, b"message", &signature).is_err());
        assert!(PublicKey([0; 32]).verify(Context::Envelope, b"message", &signature).is_err());
    }
}
