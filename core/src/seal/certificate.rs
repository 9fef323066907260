//! Certificates: an offline company root signs server keys, server keys sign device keys.
//! Absent by design: whom a chain of them certifies, and revocation, which happens after the signing.

use minicbor::{Decode, Decoder, Encode, Encoder, bytes::ByteSlice, decode, encode};

use super::{
    keys::{Context, PublicKey, Signature, SigningKey},
    limits::CERTIFIED_TEXT_BYTES_MAX,
};
use crate::schema::{Id, Instant, RecordId, decode_canonical};

/// The version of the certificate's format that this build writes and reads.
pub const CERTIFICATE_VERSION: u16 = 1;

/// How a key signs. The tag leaves room for keys in a phone's hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032).
    #[n(1)]
    Ed25519,
}

/// What a certificate says of its key, and the text that keeps one sort of certificate from passing
/// for another.
pub trait Claims {
    /// Second element of the signed body.
    const ROLE: &'static str;
    /// The bounds that the shape alone does not give.
    fn in_bounds(&self) -> bool;
}

/// What the company's root says of a server's key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ServerClaims {
    /// The company.
    #[n(0)]
    pub company: Id,
    /// How the key signs.
    #[n(1)]
    pub algorithm: Algorithm,
    /// The server's key.
    #[n(2)]
    pub key: PublicKey,
    /// From when it may sign.
    #[n(3)]
    pub valid_from: Instant,
    /// Until when; `None` while it is not retired.
    #[n(4)]
    pub valid_until: Option<Instant>,
    /// Counts the root's certificates.
    #[n(5)]
    pub serial: u64,
}

/// What a server says of a device's key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeviceClaims {
    /// The company.
    #[n(0)]
    pub company: Id,
    /// Whose device it is.
    #[n(1)]
    pub person: RecordId,
    /// The person's name when certified, at most 200 bytes.
    #[n(2)]
    pub name: String,
    /// How the key signs.
    #[n(3)]
    pub algorithm: Algorithm,
    /// The device's key.
    #[n(4)]
    pub key: PublicKey,
    /// The number segment of the device's install; empty until it has one.
    #[n(5)]
    pub segment: String,
    /// From when it may sign.
    #[n(6)]
    pub valid_from: Instant,
    /// Until when; `None` means until revoked.
    #[n(7)]
    pub valid_until: Option<Instant>,
    /// Counts the company's device certificates.
    #[n(8)]
    pub serial: u64,
}

impl Claims for ServerClaims {
    const ROLE: &'static str = "server";

    fn in_bounds(&self) -> bool {
        self.valid_from.is_plausible()
    }
}

impl Claims for DeviceClaims {
    const ROLE: &'static str = "device";

    fn in_bounds(&self) -> bool {
        self.valid_from.is_plausible()
            && (1..=CERTIFIED_TEXT_BYTES_MAX).contains(&self.name.len())
            && self.segment.len() <= CERTIFIED_TEXT_BYTES_MAX
    }
}

/// Claims signed by an issuer's key. Encodes as `[body, signature]`, the body being a byte string of
/// `[version, role, issuer, claims]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate<C> {
    /// The key that signed.
    pub issuer: PublicKey,
    /// What it says.
    pub claims: C,
    signature: Signature,
}

/// The root's certificate of a server's key.
pub type ServerCertificate = Certificate<ServerClaims>;
/// A server's certificate of a device's key.
pub type DeviceCertificate = Certificate<DeviceClaims>;

impl<C: Claims + Encode<()>> Certificate<C> {
    /// Signs claims.
    pub fn issue(claims: C, issuer: &SigningKey) -> Self {
        let mut certificate = Self { issuer: issuer.public(), claims, signature: Signature([0; 64]) };
        certificate.signature = issuer.sign(Context::Certificate, &certificate.body());
        certificate
    }

    fn body(&self) -> Vec<u8> {
        minicbor::to_vec((CERTIFICATE_VERSION, C::ROLE, self.issuer, &self.claims))
            .expect("encoding into memory does not fail")
    }

    pub(super) fn is_signed(&self) -> bool {
        self.issuer.verify(Context::Certificate, &self.body(), &self.signature).is_ok()
    }
}

impl<C: Claims + Encode<()>> Encode<()> for Certificate<C> {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut ()) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.bytes(&self.body())?.encode(self.signature)?;
        Ok(())
    }
}

impl<'b, C: Claims + Encode<()> + for<'c> Decode<'c, ()>> Decode<'b, ()> for Certificate<C> {
    fn decode(d: &mut Decoder<'b>, _: &mut ()) -> Result<Self, decode::Error> {
        let (body, signature): (&ByteSlice, Signature) = d.decode()?;
        let (version, role, issuer, claims): (u16, &str, PublicKey, C) =
            decode_canonical(body).map_err(|_| decode::Error::message("not the body of a certificate"))?;
        if version != CERTIFICATE_VERSION || role != C::ROLE || !claims.in_bounds() {
            return Err(decode::Error::message("a certificate of another version or role, or out of bounds"));
        }
        Ok(Self { issuer, claims, signature })
    }
}
