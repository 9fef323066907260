//! Who this phone is: its key, its person, its company and server. Kept in the store's meta.
//! Absent by design: how certificates are made; the server does that.

use minicbor::{Decode, Encode, bytes::ByteVec};
use zeroize::Zeroizing;

use crate::{
    records::company::record_of,
    schema::{Hash32, Id, RecordId, device_actor},
    seal::keys::{PublicKey, SigningKey},
    store::StoreError,
};

/// What enrolment gave.
#[derive(Clone, Encode, Decode)]
#[cbor(array)]
pub struct Identity {
    /// The company.
    #[n(0)]
    pub company: Id,
    /// Whose phone it is.
    #[n(1)]
    pub person: RecordId,
    /// The device key's secret bytes.
    #[n(2)]
    secret: ByteVec,
    /// The install's nonce; with the key it makes the actor.
    #[n(3)]
    pub nonce: Id,
    /// The segment of its numbers; empty until the server gave one to this nonce.
    #[n(4)]
    pub segment: String,
    /// The certificate chain, encoded.
    #[n(5)]
    pub chain: ByteVec,
    /// The server's certified key.
    #[n(6)]
    pub server_key: PublicKey,
    /// Where the server is.
    #[n(7)]
    pub server: String,
    /// The pinned TLS key.
    #[n(8)]
    pub tls_key: Option<Hash32>,
    /// SHA-256 of the company's root key.
    #[n(9)]
    pub root_fingerprint: Hash32,
}

/// The company's record of settings, by the identity that the store keeps.
pub(super) fn company_of(kept: Result<Option<Vec<u8>>, StoreError>) -> Option<RecordId> {
    let identity: Identity = minicbor::decode(&kept.ok()??).ok()?;
    Some(record_of(identity.company))
}

impl Identity {
    /// An identity; `key` is the device's.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        company: Id,
        person: RecordId,
        key: &SigningKey,
        nonce: Id,
        segment: String,
        chain: Vec<u8>,
        server_key: PublicKey,
        server: String,
        tls_key: Option<Hash32>,
        root_fingerprint: Hash32,
    ) -> Self {
        let secret = key.to_bytes().to_vec().into();
        let chain = chain.into();
        Self { company, person, secret, nonce, segment, chain, server_key, server, tls_key, root_fingerprint }
    }

    /// The device's key.
    pub fn key(&self) -> SigningKey {
        let mut secret = Zeroizing::new([0; 32]);
        let length = self.secret.len().min(32);
        secret[..length].copy_from_slice(&self.secret[..length]);
        SigningKey::from_bytes(&secret)
    }

    /// The actor under which this install writes.
    pub fn actor(&self) -> Id {
        device_actor(&self.company, &self.key().public().0, &self.nonce.0)
    }

    /// What its numbers carry: the segment, or the nonce's first six characters until there is one.
    pub fn number_segment(&self) -> String {
        if self.segment.is_empty() { self.nonce.to_string()[..6].to_ascii_uppercase() } else { self.segment.clone() }
    }
}

/// Never shows the secret.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity(company {}, segment {:?})", self.company, self.segment)
    }
}
