//! What a verifier found, each question answered apart: is the content intact, is the signer certified,
//! was it received and when, was the signer's device revoked.
//! Absent by design: how it was found out, and how it is worded.

use std::collections::BTreeMap;

use super::{
    chain::{Certified, ChainError},
    keys::PublicKey,
    receipt::ReceiptError,
};
use crate::schema::{Hash32, Id, Instant, Label};

/// The devices that a company has revoked, from a source that the verifier trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocations {
    /// Up to when the list is complete.
    pub as_of: Instant,
    /// When each device's key was revoked.
    pub devices: BTreeMap<PublicKey, Instant>,
}

/// Everything that a verifier can say of one sealed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The company that the seal names.
    pub company: Id,
    /// The seal's digest.
    pub seal: Hash32,
    /// The check code that the genuine PDF prints.
    pub check_code: String,
    /// What the intact entries say.
    pub summary: Summary,
    /// Whether the content is what was signed.
    pub content: ContentVerdict,
    /// Whose device signed it.
    pub signer: SignerVerdict,
    /// Whether and when the server received it.
    pub receipt: ReceiptVerdict,
    /// Whether the device was revoked.
    pub revocation: RevocationVerdict,
}

impl Report {
    /// Nothing speaks against the file: content intact, signer certified, no false receipt, and the
    /// device not revoked before the receipt. Withheld parts and a missing receipt do not count.
    pub fn is_sound(&self) -> bool {
        self.content.is_intact()
            && self.signer.is_ok()
            && !matches!(self.receipt, ReceiptVerdict::False(_))
            && !matches!(
                self.revocation,
                RevocationVerdict::BeforeReceipt { .. } | RevocationVerdict::WithoutReceipt { .. }
            )
    }
}

/// What a seal says of itself, from intact entries alone; empty or `None` where one is not intact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The kind of record.
    pub record_kind: String,
    /// The code of the way of confirmation.
    pub way: String,
    /// The names of the signers, as printed.
    pub signers: Vec<String>,
    /// When the device says it was signed.
    pub signed_at: Option<Instant>,
}

/// Something of the file, by the name of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The row's name, or `signature`.
    pub name: String,
    /// What a person reads for it, in Chinese.
    pub label_zh: String,
    /// What a person reads for it, in English.
    pub label_en: String,
}

/// How something differs from what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Other bytes than those sealed.
    Altered,
    /// The sealed bytes, but they are no entry of this name: they were not made by this product.
    NotAnEntry,
    /// Not there, though every seal shows it.
    Missing,
    /// Attached, but not covered by the seal.
    NotSealed,
    /// The device's signature does not match the table of digests.
    Signature,
    /// It says something else than the certificates do.
    Contradicts,
    /// A time that cannot be, beside the others.
    Impossible,
}

impl Differs {
    /// The same for a person to read.
    pub const fn label(self) -> Label {
        match self {
            Self::Altered => Label::new("已被改动", "was altered"),
            Self::NotAnEntry => Label::new("不是有效的封存内容", "is no valid sealed entry"),
            Self::Missing => Label::new("缺失", "is missing"),
            Self::NotSealed => Label::new("不在封存范围内", "is not covered by the seal"),
            Self::Signature => Label::new("与内容摘要表不符", "does not match the table of digests"),
            Self::Contradicts => Label::new("与证书不一致", "contradicts the certificates"),
            Self::Impossible => Label::new("时间前后矛盾", "is a time that cannot be"),
        }
    }
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What.
    pub what: Named,
    /// How.
    pub how: Differs,
}

/// Whether the content is what was signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentVerdict {
    /// Everything that differs.
    pub differences: Vec<Difference>,
    /// Sealed, but not handed on: entries withheld and files not attached.
    pub withheld: Vec<Named>,
}

impl ContentVerdict {
    /// Nothing that is there differs from what was signed.
    pub fn is_intact(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Whose device signed, or why nobody can say.
pub type SignerVerdict = Result<Certified, SignerError>;

/// Why the signer is not certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// The certificates prove nothing.
    #[error(transparent)]
    Chain(ChainError),
    /// The certificates are of another company than the seal.
    #[error("the certificates are of another company than the seal")]
    OtherCompany,
    /// The certified device did not sign this table.
    #[error("the certified device did not sign this")]
    OtherDevice,
}

impl SignerError {
    /// The same for a person to read.
    pub const fn label(self) -> Label {
        match self {
            Self::Chain(error) => error.label(),
            Self::OtherCompany => {
                Label::new("证书与封存不属于同一公司", "the certificates are of another company than the seal")
            }
            Self::OtherDevice => Label::new("并非由证书所载设备签署", "the certified device did not sign this"),
        }
    }
}

/// Whether the server received the seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptVerdict {
    /// No receipt is in the file.
    Absent,
    /// Received.
    Received {
        /// When, by the server.
        at: Instant,
        /// Where in the company's log.
        log_seq: u64,
    },
    /// There is a receipt, and it proves nothing.
    False(ReceiptError),
}

/// Whether the device that signed was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationVerdict {
    /// No list of revocations was at hand.
    Unknown,
    /// Not revoked up to a time.
    NotRevoked {
        /// Up to when the list is complete.
        as_of: Instant,
    },
    /// Revoked, but the seal had been received before.
    AfterReceipt {
        /// When it was revoked.
        revoked_at: Instant,
    },
    /// Revoked before the seal was received.
    BeforeReceipt {
        /// When it was revoked.
        revoked_at: Instant,
    },
    /// Revoked, and nothing proves that the seal was there before.
    WithoutReceipt {
        /// When it was revoked.
        revoked_at: Instant,
    },
}
