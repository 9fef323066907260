//! How a phone becomes a person's device: the QR code's content, and the two messages.
//! Absent by design: how codes are kept and certificates signed; that is the server's.

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Encode, bytes::ByteVec};

use crate::{
    schema::{Hash32, Id, RecordId},
    seal::keys::{Context, PublicKey, Signature, SigningKey},
};

/// What the enrolment's QR code says, and what can be typed when no camera works.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Invitation {
    /// Where the server is, such as `https://192.168.1.5:8443`.
    #[n(0)]
    pub server: String,
    /// SHA-256 of the company's root public key.
    #[n(1)]
    pub root_fingerprint: Hash32,
    /// SHA-256 of the server's TLS public key (SubjectPublicKeyInfo); `None` behind a proxy.
    #[n(2)]
    pub tls_key: Option<Hash32>,
    /// The one-time code.
    #[n(3)]
    pub code: String,
}

/// Before the invitation's base32.
const PREFIX: &str = "FIELDSEAL1-";

/// The text is no invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an enrolment code of Fieldseal")]
pub struct NotAnInvitation;

impl Invitation {
    /// The text of the QR code: capitals, digits and `-` only.
    pub fn to_text(&self) -> String {
        let bytes = minicbor::to_vec(self).expect("encoding into memory does not fail");
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes))
    }

    /// From the text of a QR code; spaces and case don't matter.
    pub fn from_text(text: &str) -> Result<Self, NotAnInvitation> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let encoded = text.strip_prefix(PREFIX).filter(|rest| rest.len() <= 1_024).ok_or(NotAnInvitation)?;
        let bytes = BASE32_NOPAD.decode(encoded.as_bytes()).map_err(|_| NotAnInvitation)?;
        minicbor::decode(&bytes).map_err(|_| NotAnInvitation)
    }
}

/// A phone asks to be enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolmentRequest {
    /// The one-time code.
    #[n(0)]
    pub code: String,
    /// The key that the phone made.
    #[n(1)]
    pub device: PublicKey,
    /// What kind of phone, for the office's list: at most 80 characters.
    #[n(2)]
    pub platform: String,
    /// By the device's key over code and key: proves that the phone holds it.
    #[n(3)]
    pub signature: Signature,
}

impl EnrolmentRequest {
    /// Makes a signed request.
    pub fn sign(code: &str, platform: &str, key: &SigningKey) -> Self {
        let device = key.public();
        let signature = key.sign(Context::Enrolment, &message(code, &device));
        Self { code: code.into(), device, platform: platform.into(), signature }
    }

    /// True when the asker holds the device's key.
    pub fn is_signed(&self) -> bool {
        self.device.verify(Context::Enrolment, &message(&self.code, &self.device), &self.signature).is_ok()
    }
}

fn message(code: &str, device: &PublicKey) -> Vec<u8> {
    [code.as_bytes(), &[0], &device.0].concat()
}

/// The phone is enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolmentAnswer {
    /// The company.
    #[n(0)]
    pub company: Id,
    /// Whose device it is now.
    #[n(1)]
    pub person: RecordId,
    /// The certificate chain (`seal::Chain`), encoded: root, server and device.
    #[n(2)]
    pub chain: ByteVec,
    /// The segment of the device's numbers.
    #[n(3)]
    pub segment: String,
    /// The server's clock, UTC milliseconds.
    #[n(4)]
    pub server_time_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_survives_a_qr_code_and_typing() {
        let invitation = Invitation {
            server: "https://10.0.0.5:8443".into(),
            root_fingerprint: Hash32([1; 32]),
            tls_key: Some(Hash32([2; 32])),
            code: "ABCD-EFGH".into(),
        };
        let text = invitation.to_text();
        assert!(text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-'));
        assert_eq!(Invitation::from_text(&text), Ok(invitation.clone()));
        assert_eq!(Invitation::from_text(&format!(" {} ", text.to_lowercase())), Ok(invitation));
        assert_eq!(Invitation::from_text("FIELDSEAL1-AAAA"), Err(NotAnInvitation));
    }

    #[test]
    fn a_request_proves_the_key() {
        let request = EnrolmentRequest::sign("code", "Android", &SigningKey::from_bytes(&[4; 32]));
        assert!(request.is_signed());
        let mut stolen = request.clone();
        stolen.code = "other".into();
        assert!(!stolen.is_signed());
    }
}
