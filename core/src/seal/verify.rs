//! Verifies a sealed file from outside: names everything that differs and answers each question apart.
//! Absent by design: trust in any byte of the file. Its strings are shown, never believed.

use std::collections::BTreeMap;

use super::{
    chain::{Chain, ChainError, Fingerprint},
    entry::Entry,
    file::{FileError, RawFile},
    keys::{Context, PublicKey},
    names,
    receipt::Receipt,
    report::{
        ContentVerdict, Difference, Differs, Named, ReceiptVerdict, Report, RevocationVerdict, Revocations,
        SignerError, SignerVerdict, Summary,
    },
    sealed::{RawSeal, entry_of},
    table::{Row, Table},
};
use crate::schema::{Hash32, Id, Instant, decode_canonical};

/// Verifies a file with nothing but the root's fingerprint, and the company's revocations if at hand.
/// Holds no more than the file's own bytes again, however it was made.
///
/// # Errors
/// The bytes are no sealed file at all, or its structure is damaged, so that nothing can be named.
pub fn verify(bytes: &[u8], root: &Fingerprint, revocations: Option<&Revocations>) -> Result<Report, FileError> {
    let file = RawFile::from_bytes(bytes)?;
    let raw = RawSeal::from_bytes(file.seal).ok_or(FileError::Seal)?;
    let table = Table::from_bytes(raw.table).ok_or(FileError::Seal)?;
    let rows: Vec<&Row> = table.rows.iter().filter(|row| !row.is_file()).collect();
    if rows.len() != raw.entries.len() {
        return Err(FileError::Seal);
    }

    let mut findings = Findings::default();
    for (row, bytes) in rows.iter().zip(&raw.entries) {
        findings.entry(row, bytes.map(|bytes| &**bytes));
    }
    findings.files(&table, &file, raw.chain);
    findings.required(&table);

    let chain = Chain::from_bytes(raw.chain);
    let signed_by = |key: &PublicKey| key.verify(Context::Seal, raw.table, &raw.signature).is_ok();
    let named_key = findings.value(names::DEVICE_KEY).and_then(|entry| PublicKey::from_scalar(&entry.value));
    let certified_key = chain.as_ref().ok().map(|chain| chain.device.claims.key);
    if !named_key.or(certified_key).is_some_and(|key| signed_by(&key)) {
        findings.differs("signature", Differs::Signature);
    }
    if let Ok(chain) = &chain {
        findings.compare_with_certificates(chain);
    }
    let signed_at = findings.instant(names::SIGNED_AT);
    let signer =
        chain.map_err(SignerError::Chain).and_then(|chain| certify(&chain, root, &table, signed_at, signed_by));
    let receipt = receipt_verdict(file.receipt, root, table.company, table.digest());
    findings.compare_times(&receipt);

    Ok(Report {
        company: table.company,
        seal: table.digest(),
        check_code: table.check_code(),
        summary: findings.summary(),
        revocation: revocation_verdict(revocations, certified_key.or(named_key), &receipt),
        content: findings.verdict,
        signer,
        receipt,
    })
}

fn certify(
    chain: &Chain,
    root: &Fingerprint,
    table: &Table,
    signed_at: Option<Instant>,
    signed_by: impl Fn(&PublicKey) -> bool,
) -> SignerVerdict {
    let certified = match signed_at {
        Some(at) => chain.verify_at(root, at),
        // The time of signing was altered or withheld, which is named already.
        None => chain.verify(root),
    }
    .map_err(|error: ChainError| SignerError::Chain(error))?;
    if certified.company != table.company {
        return Err(SignerError::OtherCompany);
    }
    if !signed_by(&certified.device) {
        return Err(SignerError::OtherDevice);
    }
    Ok(certified)
}

fn receipt_verdict(bytes: Option<&[u8]>, root: &Fingerprint, company: Id, seal: Hash32) -> ReceiptVerdict {
    let Some(bytes) = bytes else { return ReceiptVerdict::Absent };
    let receipt = Receipt::from_bytes(bytes).and_then(|receipt| receipt.verify(root, company, seal).map(|()| receipt));
    match receipt {
        Ok(receipt) => ReceiptVerdict::Received { at: receipt.body.received_at, log_seq: receipt.body.log_seq },
        Err(error) => ReceiptVerdict::False(error),
    }
}

fn revocation_verdict(
    revocations: Option<&Revocations>,
    device: Option<PublicKey>,
    receipt: &ReceiptVerdict,
) -> RevocationVerdict {
    let (Some(revocations), Some(device)) = (revocations, device) else { return RevocationVerdict::Unknown };
    let Some(&revoked_at) = revocations.devices.get(&device) else {
        return RevocationVerdict::NotRevoked { as_of: revocations.as_of };
    };
    match receipt {
        ReceiptVerdict::Received { at, .. } if at.utc_ms < revoked_at.utc_ms => {
            RevocationVerdict::AfterReceipt { revoked_at }
        }
        ReceiptVerdict::Received { .. } => RevocationVerdict::BeforeReceipt { revoked_at },
        ReceiptVerdict::Absent | ReceiptVerdict::False(_) => RevocationVerdict::WithoutReceipt { revoked_at },
    }
}

/// What was found so far, and the entries that are intact.
#[derive(Default)]
struct Findings {
    verdict: ContentVerdict,
    intact: BTreeMap<String, Entry>,
}

impl Findings {
    fn differs(&mut self, name: &str, how: Differs) {
        self.differs_as(named(name, None), how);
    }

    fn differs_as(&mut self, what: Named, how: Differs) {
        self.verdict.differences.push(Difference { what, how });
    }

    fn entry(&mut self, row: &Row, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else {
            if names::must_stay(&row.name) {
                self.differs(&row.name, Differs::Missing);
            } else {
                self.verdict.withheld.push(named(&row.name, None));
            }
            return;
        };
        if let Some(entry) = entry_of(row, bytes) {
            self.intact.insert(row.name.clone(), entry);
            return;
        }
        let same_bytes = Hash32::of(bytes) == row.digest;
        let how = if same_bytes { Differs::NotAnEntry } else { Differs::Altered };
        let claimed: Option<Entry> = decode_canonical(bytes).ok();
        self.differs_as(named(&row.name, claimed.as_ref()), how);
    }

    fn files(&mut self, table: &Table, file: &RawFile<'_>, chain: &[u8]) {
        let attached: BTreeMap<&str, &[u8]> = file.attachments.iter().copied().collect();
        for row in table.rows.iter().filter(|row| row.is_file()) {
            let bytes = if row.name == names::CERTIFICATES { Some(chain) } else { attached.get(&*row.name).copied() };
            match bytes {
                None => self.verdict.withheld.push(self.named_file(&row.name)),
                Some(bytes) if Hash32::of(bytes) != row.digest => {
                    self.differs_as(self.named_file(&row.name), Differs::Altered);
                }
                Some(_) => {}
            }
        }
        for name in attached.keys() {
            let covered = *name != names::CERTIFICATES && name.starts_with(names::FILE_PREFIX);
            if !covered || table.digest_of(name).is_none() {
                self.differs(name, Differs::NotSealed);
            }
        }
    }

    /// A file as a person reads it; a signer's with the name that stands beside it.
    fn named_file(&self, name: &str) -> Named {
        let mut named = named(name, None);
        if let Some(signer) = names::signer_name_of(name).and_then(|entry| self.intact.get(&entry)) {
            named.label_zh.push_str(&format!("（{}）", signer.text));
            named.label_en.push_str(&format!(" ({})", signer.text));
        }
        named
    }

    fn required(&mut self, table: &Table) {
        for name in names::REQUIRED {
            if table.digest_of(name).is_none() {
                self.differs(name, Differs::Missing);
            }
        }
    }

    fn compare_with_certificates(&mut self, chain: &Chain) {
        let claims = &chain.device.claims;
        for (name, certified) in [
            (names::PERSON_ID, claims.person.to_scalar()),
            (names::PERSON_NAME, crate::schema::Scalar::text(&claims.name)),
            (names::DEVICE_KEY, claims.key.to_scalar()),
        ] {
            if self.value(name).is_some_and(|entry| entry.value != certified) {
                self.differs(name, Differs::Contradicts);
            }
        }
    }

    /// A device cannot sign before the server's time it had heard, nor a server receive before.
    fn compare_times(&mut self, receipt: &ReceiptVerdict) {
        let Some(signed_at) = self.instant(names::SIGNED_AT) else { return };
        let error_ms = i64::from(signed_at.error_ms);
        let heard_later = self
            .instant(names::LAST_SERVER_TIME)
            .is_some_and(|heard| heard.utc_ms > signed_at.utc_ms.saturating_add(error_ms));
        let received_before = matches!(receipt, ReceiptVerdict::Received { at, .. }
            if at.utc_ms < signed_at.utc_ms.saturating_sub(error_ms));
        if heard_later || received_before {
            self.differs(names::SIGNED_AT, Differs::Impossible);
        }
    }

    fn value(&self, name: &str) -> Option<&Entry> {
        self.intact.get(name)
    }

    fn instant(&self, name: &str) -> Option<Instant> {
        Instant::from_scalar(&self.value(name)?.value)
    }

    fn summary(&self) -> Summary {
        let text = |name: &str| self.value(name).map(|entry| entry.text.clone()).unwrap_or_default();
        let code = self.value(names::WAY).and_then(|entry| entry.value.as_text()).unwrap_or_default();
        let is_name = |name: &str| name.starts_with("signer/") && name.ends_with("/name");
        let signers = self.intact.iter().filter(|(name, _)| is_name(name)).map(|(_, entry)| entry.text.clone());
        Summary {
            record_kind: text(names::RECORD_KIND),
            way: code.to_owned(),
            signers: signers.collect(),
            signed_at: self.instant(names::SIGNED_AT),
        }
    }
}

/// A row as a person reads it. What an altered entry calls itself is a hint; its name is the table's.
fn named(name: &str, claimed: Option<&Entry>) -> Named {
    let label = match (claimed, names::file_label(name)) {
        (Some(entry), _) => (entry.label_zh.clone(), entry.label_en.clone()),
        (None, Some(label)) => label,
        (None, None) if name == "signature" => ("设备签名".to_owned(), "The device's signature".to_owned()),
        (None, None) => (name.to_owned(), name.to_owned()),
    };
    Named { name: name.to_owned(), label_zh: label.0, label_en: label.1 }
}
