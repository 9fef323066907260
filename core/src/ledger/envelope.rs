//! The envelope: one intent, signed by a device, with one part for each record it writes.
//! `docs/wire.md` describes it to the byte. Absent by design: whether a step was allowed.

use minicbor::{Decode, Encode, bytes::ByteVec};

use super::{CanonicalError, decode_canonical};
use crate::{
    schema::{Hash32, Id, Instant, IntentId, RecordId, Scalar, device_actor},
    seal::keys::{Context, PublicKey, Signature, SigningKey},
};

/// The version of the envelope's format that this build writes.
pub const ENVELOPE_VERSION: u16 = 1;

/// The bounds of an envelope, checked before anything in it is used.
pub mod limits {
    /// Bytes of an encoded envelope: a step's form is a few kilobytes, its photos are blobs.
    pub const ENVELOPE_BYTES_MAX: usize = 64 * 1024;
    /// Writes of all parts together.
    pub const WRITES_MAX: usize = 4_096;
    /// Records that one step writes.
    pub const PARTS_MAX: usize = 64;
    /// Records that its guards looked at.
    pub const READS_MAX: usize = 64;
    /// Concurrent heads that one change may depend on.
    pub const DEPENDENCIES_MAX: usize = 64;
    /// Bytes of a document key.
    pub const KEY_BYTES_MAX: usize = 128;
}

/// A record that the step's guards looked at, as its author knew it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Read {
    /// The record's kind.
    #[n(0)]
    pub kind: String,
    /// The record.
    #[n(1)]
    pub record: RecordId,
    /// Its heads, sorted.
    #[n(2)]
    pub dependencies: Vec<Hash32>,
}

/// What the device signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Header {
    /// Format version.
    #[n(0)]
    pub version: u16,
    /// The company.
    #[n(1)]
    pub company: Id,
    /// The intent: stays the same however often, and on whatever base, it is sent.
    #[n(2)]
    pub intent: IntentId,
    /// The install's nonce, which with the device key makes the actor.
    #[n(3)]
    pub nonce: Id,
    /// Who performed the step.
    #[n(4)]
    pub person: RecordId,
    /// For whom, when a stand-in acts.
    #[n(5)]
    pub acting_for: Option<RecordId>,
    /// The device's public key.
    #[n(6)]
    pub device: PublicKey,
    /// The step, `kind.verb`.
    #[n(7)]
    pub step: String,
    /// Version of the kind's tables by which the step was performed.
    #[n(8)]
    pub table_version: u16,
    /// The log position up to which the author had seen the directory.
    #[n(9)]
    pub directory_seq: u64,
    /// When it happened, by the device's corrected clock.
    #[n(10)]
    pub effective: Instant,
    /// Other records that the guards looked at.
    #[n(11)]
    pub reads: Vec<Read>,
    /// SHA-256 of each part, the step's own record first.
    #[n(12)]
    pub parts: Vec<Hash32>,
}

impl Header {
    /// The actor that writes.
    pub fn actor(&self) -> Id {
        device_actor(&self.company, &self.device.0, &self.nonce.0)
    }
}

/// A key and the value written to it.
pub type Write = (String, Scalar);

/// What an envelope writes on one record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Part {
    /// Random, so that the hash of a part that is withheld tells nothing.
    #[n(0)]
    pub salt: Id,
    /// The record's kind.
    #[n(1)]
    pub kind: String,
    /// The record.
    #[n(2)]
    pub record: RecordId,
    /// Envelopes that the author had seen of this record: its heads, sorted; empty for a new record.
    #[n(3)]
    pub dependencies: Vec<Hash32>,
    /// How many changes this actor has now made on this record, from 1.
    #[n(4)]
    pub sequence: u64,
    /// Keys and values, sorted by key, each key once.
    #[n(5)]
    pub writes: Vec<Write>,
}

impl Part {
    fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("encoding into memory does not fail")
    }
}

/// An envelope does not hold together. Nothing of it was used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Larger than a bound of [`limits`].
    #[error("the envelope exceeds its limit of {0}")]
    TooLarge(&'static str),
    /// Not the deterministic encoding of an envelope.
    #[error("malformed envelope: {0}")]
    Malformed(#[from] CanonicalError),
    /// A format version this build does not know.
    #[error("envelope version {0} is not known here")]
    Version(u16),
    /// The device's signature does not match its header.
    #[error("the device's signature does not match")]
    Signature,
    /// A part is not the one its header names, or is not in order.
    #[error("part {0} does not match its header or is out of order")]
    Part(usize),
}

/// A header's exact bytes with its signature: what names and proves an envelope for ever, even when
/// parts are withheld or erased.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedHeader {
    #[n(0)]
    header: ByteVec,
    #[n(1)]
    signature: Signature,
}

/// A signed header and those of its parts that the holder may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The header, decoded.
    pub header: Header,
    signed: SignedHeader,
    /// For each hash of the header: the part, or `None` when it is withheld or erased.
    pub parts: Vec<Option<Part>>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct EncodedEnvelope {
    #[n(0)]
    signed: SignedHeader,
    #[n(1)]
    parts: Vec<Option<ByteVec>>,
}

impl Envelope {
    /// Signs a step's parts. `header.parts` is filled in here.
    pub fn sign(mut header: Header, parts: Vec<Part>, key: &SigningKey) -> Self {
        header.parts = parts.iter().map(|part| Hash32::of(&part.encode())).collect();
        let bytes = minicbor::to_vec(&header).expect("encoding into memory does not fail");
        let signature = key.sign(Context::Envelope, &bytes);
        let signed = SignedHeader { header: bytes.into(), signature };
        Self { header, signed, parts: parts.into_iter().map(Some).collect() }
    }

    /// The envelope's name: SHA-256 of the header's bytes.
    pub fn hash(&self) -> Hash32 {
        Hash32::of(&self.signed.header)
    }

    /// The deterministic encoding.
    pub fn encode(&self) -> Vec<u8> {
        let parts = self.parts.iter().map(|part| part.as_ref().map(|part| part.encode().into())).collect();
        minicbor::to_vec(EncodedEnvelope { signed: self.signed.clone(), parts })
            .expect("encoding into memory does not fail")
    }

    /// The same envelope with only the parts that `keep` says yes to, by kind and record.
    pub fn with_parts(&self, keep: impl Fn(&str, RecordId) -> bool) -> Self {
        let parts = self.parts.iter().map(|part| part.clone().filter(|part| keep(&part.kind, part.record))).collect();
        Self { header: self.header.clone(), signed: self.signed.clone(), parts }
    }

    /// True when no part is withheld.
    pub fn is_whole(&self) -> bool {
        self.parts.iter().all(Option::is_some)
    }

    /// Decodes and checks everything that needs no other knowledge: size, canonical form, the
    /// device's own signature, each part's hash, order and bounds. Whether that device may speak for
    /// that person is the certificate's to say.
    pub fn decode(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let envelope = Self::decode_kept(bytes)?;
        let (device, signed) = (&envelope.header.device, &envelope.signed);
        device.verify(Context::Envelope, &signed.header, &signed.signature).map_err(|_| EnvelopeError::Signature)?;
        Ok(envelope)
    }

    /// Decodes and checks everything but the signature: only for bytes that this device signed itself and
    /// kept. An outbox of thousands is read several times, and each check of a signature takes longer than
    /// all the rest of the decoding.
    pub fn decode_kept(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > limits::ENVELOPE_BYTES_MAX {
            return Err(EnvelopeError::TooLarge("bytes"));
        }
        let encoded: EncodedEnvelope = decode_canonical(bytes)?;
        let header: Header = decode_canonical(&encoded.signed.header)?;
        if header.version != ENVELOPE_VERSION {
            return Err(EnvelopeError::Version(header.version));
        }
        check_header(&header)?;
        if encoded.parts.len() != header.parts.len() {
            return Err(EnvelopeError::Part(encoded.parts.len()));
        }
        let mut parts = Vec::with_capacity(encoded.parts.len());
        let mut writes = 0;
        for (index, (bytes, hash)) in encoded.parts.into_iter().zip(&header.parts).enumerate() {
            let Some(bytes) = bytes else {
                parts.push(None);
                continue;
            };
            if Hash32::of(&bytes) != *hash {
                return Err(EnvelopeError::Part(index));
            }
            let part: Part = decode_canonical(&bytes)?;
            writes += part.writes.len();
            check_part(index, &part)?;
            parts.push(Some(part));
        }
        if writes > limits::WRITES_MAX {
            return Err(EnvelopeError::TooLarge("writes"));
        }
        Ok(Self { header, signed: encoded.signed, parts })
    }
}

fn check_header(header: &Header) -> Result<(), EnvelopeError> {
    if header.parts.is_empty() || header.parts.len() > limits::PARTS_MAX {
        return Err(EnvelopeError::TooLarge("parts"));
    }
    if header.reads.len() > limits::READS_MAX {
        return Err(EnvelopeError::TooLarge("reads"));
    }
    if header.reads.iter().any(|read| !dependencies_ok(&read.dependencies)) {
        return Err(EnvelopeError::TooLarge("dependencies"));
    }
    if !header.effective.is_plausible() {
        return Err(EnvelopeError::TooLarge("effective time"));
    }
    Ok(())
}

fn check_part(index: usize, part: &Part) -> Result<(), EnvelopeError> {
    let keys_ok = part.writes.iter().all(|(key, _)| (1..=limits::KEY_BYTES_MAX).contains(&key.len()))
        && part.writes.is_sorted_by(|(left, _), (right, _)| left < right);
    let sequence_ok = part.sequence >= 1 && part.sequence <= i64::MAX as u64;
    (keys_ok && sequence_ok && dependencies_ok(&part.dependencies)).then_some(()).ok_or(EnvelopeError::Part(index))
}

fn dependencies_ok(dependencies: &[Hash32]) -> bool {
    dependencies.len() <= limits::DEPENDENCIES_MAX && dependencies.is_sorted_by(|left, right| left < right)
}

#[cfg(test)]
mod tests;
