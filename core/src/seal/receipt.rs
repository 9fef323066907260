//! The server's receipt: proves that a seal had reached the company by a time of the server's clock.
//! Absent by design: any judgement of the seal's content.

use minicbor::{Decode, Decoder, Encode, Encoder, bytes::ByteSlice, decode, encode};

use super::{
    certificate::ServerCertificate,
    chain::{ChainError, Fingerprint, verify_server},
    keys::{Context, Signature, SigningKey},
    limits::RECEIPT_BYTES_MAX,
};
use crate::schema::{Hash32, Id, Instant, Label, decode_canonical};

/// The version of the receipt's format that this build writes and reads.
const RECEIPT_VERSION: u16 = 1;

/// What the server signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReceiptBody {
    #[n(0)]
    version: u16,
    /// The company.
    #[n(1)]
    pub company: Id,
    /// SHA-256 of the seal's table.
    #[n(2)]
    pub seal: Hash32,
    /// When the server received it.
    #[n(3)]
    pub received_at: Instant,
    /// The position in the company's log of what brought it.
    #[n(4)]
    pub log_seq: u64,
}

/// A server's receipt for one seal. Encodes as `[body, server certificate, signature]`, the body being a
/// byte string of `[version, company, seal, received at, log position]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What it says.
    pub body: ReceiptBody,
    /// The root's certificate of the server that signed.
    pub server: ServerCertificate,
    signature: Signature,
}

/// Why a receipt proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not the deterministic encoding of a receipt.
    #[error("the receipt is malformed")]
    Malformed,
    /// For another seal or another company.
    #[error("the receipt belongs to another seal")]
    OtherSeal,
    /// The server's certificate does not lead to the root, or was not valid.
    #[error("the receipt's server is not certified: {0}")]
    Server(ChainError),
    /// The server did not sign it.
    #[error("the receipt's signature does not match")]
    Signature,
}

impl ReceiptError {
    /// The same for a person to read.
    pub const fn label(self) -> Label {
        match self {
            Self::Malformed => Label::new("回执格式有误", "the receipt is malformed"),
            Self::OtherSeal => Label::new("回执属于另一份签章封存", "the receipt belongs to another seal"),
            Self::Server(error) => error.label(),
            Self::Signature => Label::new("回执上的服务器签名不符", "the receipt's signature does not match"),
        }
    }
}

impl Receipt {
    /// Signs a receipt. The key is the one that the certificate certifies.
    pub fn sign(seal: Hash32, received_at: Instant, log_seq: u64, server: ServerCertificate, key: &SigningKey) -> Self {
        let company = server.claims.company;
        let body = ReceiptBody { version: RECEIPT_VERSION, company, seal, received_at, log_seq };
        let signature = key.sign(Context::Receipt, &body.to_bytes());
        Self { body, server, signature }
    }

    /// The deterministic encoding.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("encoding into memory does not fail")
    }

    /// From its deterministic encoding alone.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > RECEIPT_BYTES_MAX {
            return Err(ReceiptError::Malformed);
        }
        decode_canonical(bytes).map_err(|_| ReceiptError::Malformed)
    }

    /// Checks that a server under this root received this seal of this company.
    ///
    /// # Errors
    /// Another seal, an uncertified server, or another signature.
    pub fn verify(&self, root: &Fingerprint, company: Id, seal: Hash32) -> Result<(), ReceiptError> {
        if self.body.seal != seal || self.body.company != company || self.server.claims.company != company {
            return Err(ReceiptError::OtherSeal);
        }
        verify_server(&self.server, root, self.body.received_at).map_err(ReceiptError::Server)?;
        let key = self.server.claims.key;
        key.verify(Context::Receipt, &self.body.to_bytes(), &self.signature).map_err(|_| ReceiptError::Signature)
    }
}

impl ReceiptBody {
    fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("encoding into memory does not fail")
    }
}

impl Encode<()> for Receipt {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, ctx: &mut ()) -> Result<(), encode::Error<W::Error>> {
        e.array(3)?.bytes(&self.body.to_bytes())?;
        self.server.encode(e, ctx)?;
        e.encode(self.signature)?;
        Ok(())
    }
}

impl<'b> Decode<'b, ()> for Receipt {
    fn decode(d: &mut Decoder<'b>, _: &mut ()) -> Result<Self, decode::Error> {
        let (body, server, signature): (&ByteSlice, ServerCertificate, Signature) = d.decode()?;
        let body: ReceiptBody =
            decode_canonical(body).map_err(|_| decode::Error::message("not the body of a receipt"))?;
        if body.version != RECEIPT_VERSION || !body.received_at.is_plausible() {
            return Err(decode::Error::message("a receipt of another version, or out of range"));
        }
        Ok(Self { body, server, signature })
    }
}
