//! A device's certificate with its server's above it: whom it certifies under the company's root.
//! Absent by design: revocation and leases, which need to know what happened after the signing.

use std::{fmt, str::FromStr};

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use super::{
    certificate::{DeviceCertificate, DeviceClaims, ServerCertificate, ServerClaims},
    keys::PublicKey,
    limits::CHAIN_BYTES_MAX,
};
use crate::schema::{Hash32, Id, Instant, Label, RecordId, decode_canonical};

/// Why a chain certifies nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Not the deterministic encoding of a chain.
    #[error("the certificates are malformed")]
    Malformed,
    /// Another company's root, or a false fingerprint.
    #[error("the certificates lead to another root")]
    OtherRoot,
    /// The root did not sign the server's certificate.
    #[error("the root's signature on the server's certificate does not match")]
    ServerSignature,
    /// The device's certificate names another issuer than the chain's server.
    #[error("the device's certificate was issued by another server")]
    OtherServer,
    /// The server did not sign the device's certificate.
    #[error("the server's signature on the device's certificate does not match")]
    DeviceSignature,
    /// Server and device are of different companies.
    #[error("the server and the device are certified for different companies")]
    OtherCompany,
    /// The server's key was not valid when it certified the device, or when it signed.
    #[error("the server's key was not valid at that time")]
    ServerNotValid,
    /// Before the device's certificate began.
    #[error("the device's certificate was not valid yet")]
    DeviceNotYetValid,
    /// After the device's certificate ended.
    #[error("the device's certificate had expired")]
    DeviceExpired,
}

impl ChainError {
    /// The same for a person to read.
    pub const fn label(self) -> Label {
        match self {
            Self::Malformed => Label::new("证书格式有误", "the certificates are malformed"),
            Self::OtherRoot => Label::new(
                "证书不属于该公司根密钥（指纹不符）",
                "the certificates lead to another root (fingerprint differs)",
            ),
            Self::ServerSignature => Label::new(
                "服务器证书上的根签名不符",
                "the root's signature on the server's certificate does not match",
            ),
            Self::OtherServer => {
                Label::new("设备证书由另一服务器签发", "the device's certificate was issued by another server")
            }
            Self::DeviceSignature => Label::new(
                "设备证书上的服务器签名不符",
                "the server's signature on the device's certificate does not match",
            ),
            Self::OtherCompany => Label::new(
                "服务器与设备的证书不属于同一公司",
                "the server and the device are certified for different companies",
            ),
            Self::ServerNotValid => {
                Label::new("服务器密钥当时不在有效期内", "the server's key was not valid at that time")
            }
            Self::DeviceNotYetValid => Label::new("设备证书当时尚未生效", "the device's certificate was not valid yet"),
            Self::DeviceExpired => Label::new("设备证书当时已过期", "the device's certificate had expired"),
        }
    }
}

/// What a verified chain proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The company.
    pub company: Id,
    /// Whose device it is.
    pub person: RecordId,
    /// The person's name when certified.
    pub name: String,
    /// The device's key.
    pub device: PublicKey,
    /// Serial of the device's certificate.
    pub device_serial: u64,
    /// Serial of the server's certificate.
    pub server_serial: u64,
}

/// A device's certificate with the server's above it. Whoever knows the root's fingerprint needs
/// nothing else: the root's key is the server certificate's issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The root's certificate of the server.
    pub server: ServerCertificate,
    /// The server's certificate of the device.
    pub device: DeviceCertificate,
}

impl Encode<()> for Chain {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, ctx: &mut ()) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?;
        self.server.encode(e, ctx)?;
        self.device.encode(e, ctx)
    }
}

impl<'b> Decode<'b, ()> for Chain {
    fn decode(d: &mut Decoder<'b>, _: &mut ()) -> Result<Self, decode::Error> {
        d.decode().map(|(server, device)| Self { server, device })
    }
}

impl Chain {
    /// The deterministic encoding, `[server certificate, device certificate]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("encoding into memory does not fail")
    }

    /// From its deterministic encoding alone.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ChainError> {
        if bytes.len() > CHAIN_BYTES_MAX {
            return Err(ChainError::Malformed);
        }
        decode_canonical(bytes).map_err(|_| ChainError::Malformed)
    }

    /// Whom it certifies, whatever the time of use.
    ///
    /// # Errors
    /// The first thing that is wrong, from the root down.
    pub fn verify(&self, root: &Fingerprint) -> Result<Certified, ChainError> {
        verify_server(&self.server, root, self.device.claims.valid_from)?;
        if self.device.issuer != self.server.claims.key {
            return Err(ChainError::OtherServer);
        }
        if !self.device.is_signed() {
            return Err(ChainError::DeviceSignature);
        }
        if self.device.claims.company != self.server.claims.company {
            return Err(ChainError::OtherCompany);
        }
        let DeviceClaims { company, person, name, key, serial, .. } = self.device.claims.clone();
        let server_serial = self.server.claims.serial;
        Ok(Certified { company, person, name, device: key, device_serial: serial, server_serial })
    }

    /// Whom it certifies for something signed at a time. The time's known error counts in favour.
    ///
    /// # Errors
    /// As [`Chain::verify`], and outside the device certificate's time.
    pub fn verify_at(&self, root: &Fingerprint, at: Instant) -> Result<Certified, ChainError> {
        let certified = self.verify(root)?;
        self.device_valid_at(at)?;
        Ok(certified)
    }

    /// Whether the device's certificate covers a time, signatures aside.
    pub(super) fn device_valid_at(&self, at: Instant) -> Result<(), ChainError> {
        let DeviceClaims { valid_from, valid_until, .. } = self.device.claims;
        let error_ms = i64::from(at.error_ms);
        if at.utc_ms.saturating_add(error_ms) < valid_from.utc_ms {
            return Err(ChainError::DeviceNotYetValid);
        }
        if valid_until.is_some_and(|until| at.utc_ms.saturating_sub(error_ms) >= until.utc_ms) {
            return Err(ChainError::DeviceExpired);
        }
        Ok(())
    }
}

/// Checks a server's certificate for something the server signed at a time of its own clock.
pub(super) fn verify_server(
    server: &ServerCertificate,
    root: &Fingerprint,
    signed_at: Instant,
) -> Result<(), ChainError> {
    if Fingerprint::of(&server.issuer) != *root {
        return Err(ChainError::OtherRoot);
    }
    if !server.is_signed() {
        return Err(ChainError::ServerSignature);
    }
    let ServerClaims { valid_from, valid_until, .. } = server.claims;
    let begun = valid_from.utc_ms <= signed_at.utc_ms;
    let ended = valid_until.is_some_and(|until| until.utc_ms <= signed_at.utc_ms);
    if begun && !ended { Ok(()) } else { Err(ChainError::ServerNotValid) }
}

/// SHA-256 of the root's public key: what an enrolment code and a verifier carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub Hash32);

impl Fingerprint {
    /// The fingerprint of a root's key.
    pub fn of(root: &PublicKey) -> Self {
        Self(Hash32::of(&root.0))
    }
}

/// Base32 in thirteen groups of four, `ABCD-EFGH-…`.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in BASE32_NOPAD.encode(&self.0.0).chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

/// A text is no root's fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint: expected 52 letters and digits of base32")]
pub struct InvalidFingerprint;

/// Takes any grouping by spaces or hyphens, in capitals or not.
impl FromStr for Fingerprint {
    type Err = InvalidFingerprint;

    fn from_str(text: &str) -> Result<Self, InvalidFingerprint> {
        let letters: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        letters.parse().map(Self).map_err(|_| InvalidFingerprint)
    }
}
