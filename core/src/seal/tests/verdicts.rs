use std::collections::BTreeMap;

use super::sample::{
    LOG_SEQ, PDF, chain, content, device_claims, device_key, file, form, manipulated, received_at, root, root_key,
    server_claims, server_key, signed_at,
};
use crate::{
    schema::{Hash32, Id, Instant, Language},
    seal::{
        Certificate, Chain, ChainError, DeviceClaims, Differs, Fingerprint, Receipt, ReceiptError, ReceiptVerdict,
        Report, RevocationVerdict, Revocations, SealContent, SealedFile, ServerClaims, SignerError, keys::SigningKey,
        names, seal, verify,
    },
};

fn report(file: &SealedFile, revocations: Option<&Revocations>) -> Report {
    verify(&file.encode().unwrap(), &root(), revocations).unwrap()
}

fn with_receipt(receipt: Option<Receipt>) -> Report {
    report(&SealedFile { receipt, ..file() }, None)
}

#[test]
fn each_question_is_answered_apart() {
    let report = report(&file(), None);
    assert_eq!(report.signer.clone().unwrap().name, "王工");
    assert_eq!(report.receipt, ReceiptVerdict::Received { at: received_at(), log_seq: LOG_SEQ });
    assert_eq!(report.revocation, RevocationVerdict::Unknown);
    assert_eq!(report.summary.way, "device");
    assert_eq!(report.summary.signers, ["李四（代 张三 签，同事，书面授权）", "王工"]);
    assert_eq!(report.summary.signed_at, Some(signed_at()));
}

#[test]
fn another_root_certifies_nobody_and_the_content_is_still_intact() {
    let other = Fingerprint::of(&SigningKey::from_bytes(&[8; 32]).public());
    let report = verify(&file().encode().unwrap(), &other, None).unwrap();
    assert_eq!(report.signer, Err(SignerError::Chain(ChainError::OtherRoot)));
    assert_eq!(report.receipt, ReceiptVerdict::False(ReceiptError::Server(ChainError::OtherRoot)));
    assert!(report.content.is_intact());
    assert!(!report.is_sound());
}

#[test]
fn certificates_exchanged_after_the_signing_are_found() {
    let thief = DeviceClaims { person: Id([0x66; 16]), name: "赵六".into(), ..device_claims() };
    let other_device = DeviceClaims { key: SigningKey::from_bytes(&[8; 32]).public(), ..device_claims() };
    for (claims, contradicted) in
        [(thief, vec![names::PERSON_ID, names::PERSON_NAME]), (other_device, vec![names::DEVICE_KEY])]
    {
        let is_other_device = claims.key != device_key().public();
        let mut exchanged = file();
        exchanged.form.chain.device = Certificate::issue(claims, &server_key());
        let report = report(&exchanged, None);
        let found = |name: &str, how: Differs| {
            report.content.differences.iter().any(|difference| difference.what.name == name && difference.how == how)
        };
        assert!(found(names::CERTIFICATES, Differs::Altered));
        assert!(contradicted.iter().all(|name| found(name, Differs::Contradicts)));
        assert_eq!(report.signer.clone().err(), is_other_device.then_some(SignerError::OtherDevice));
        assert!(!report.is_sound());
    }
}

#[test]
fn a_certificate_that_ended_before_the_signing_certifies_nobody() {
    let sealed_under = |valid_until: Instant| {
        let device =
            Certificate::issue(DeviceClaims { valid_until: Some(valid_until), ..device_claims() }, &server_key());
        let content = SealContent { chain: Chain { device, ..chain() }, ..content() };
        (content.clone(), seal(&content, Hash32::of(PDF), &device_key()))
    };
    let (content, expired) = sealed_under(signed_at().plus_ms(-60_000));
    assert!(expired.is_err(), "the product itself does not seal under it");
    let forged = manipulated(&content);
    let report = report(&SealedFile { form: forged, receipt: None, attachments: vec![] }, None);
    assert!(report.content.is_intact());
    assert_eq!(report.signer, Err(SignerError::Chain(ChainError::DeviceExpired)));
    assert!(sealed_under(signed_at().plus_ms(60_000)).1.is_ok());
}

#[test]
fn times_that_cannot_be_are_named() {
    let heard_later = SealContent { last_server_time: Some(received_at()), ..content() };
    let form = manipulated(&heard_later);
    let report = report(&SealedFile { form, receipt: None, attachments: vec![] }, None);
    assert_eq!(report.content.differences.len(), 1);
    assert_eq!(report.content.differences[0].what.name, names::SIGNED_AT);
    assert_eq!(report.content.differences[0].how, Differs::Impossible);

    let before = signed_at().plus_ms(-41);
    let receipt = Receipt::sign(super::sample::form().digest(), before, 1, chain().server, &server_key());
    let report = with_receipt(Some(receipt));
    assert_eq!(report.content.differences[0].how, Differs::Impossible);
}

#[test]
fn a_receipt_counts_for_its_seal_and_server_alone() {
    assert_eq!(with_receipt(None).receipt, ReceiptVerdict::Absent);
    assert!(with_receipt(None).is_sound());
    let digest = form().digest();
    let false_receipt = |receipt: Receipt| match with_receipt(Some(receipt)).receipt {
        ReceiptVerdict::False(error) => error,
        other => panic!("{other:?}"),
    };
    let server = || chain().server;
    let other_seal = Receipt::sign(Hash32([0; 32]), received_at(), 1, server(), &server_key());
    assert_eq!(false_receipt(other_seal), ReceiptError::OtherSeal);
    let other_key = Receipt::sign(digest, received_at(), 1, server(), &device_key());
    assert_eq!(false_receipt(other_key), ReceiptError::Signature);
    let other_company = Certificate::issue(ServerClaims { company: Id([1; 16]), ..server_claims() }, &root_key());
    let other_company = Receipt::sign(digest, received_at(), 1, other_company, &server_key());
    assert_eq!(false_receipt(other_company), ReceiptError::OtherSeal);
    let retired = ServerClaims { valid_until: Some(signed_at()), ..server_claims() };
    let retired = Receipt::sign(digest, received_at(), 1, Certificate::issue(retired, &root_key()), &server_key());
    assert_eq!(false_receipt(retired), ReceiptError::Server(ChainError::ServerNotValid));
    let receipt = super::sample::receipt(&form());
    assert_eq!(Receipt::from_bytes(&receipt.to_bytes()), Ok(receipt));
}

#[test]
fn a_revocation_counts_by_the_receipts_time() {
    let revoked = |revoked_at: Instant, receipt: bool| {
        let devices = BTreeMap::from([(device_key().public(), revoked_at)]);
        let revocations = Revocations { as_of: received_at().plus_ms(1_000), devices };
        let mut file = file();
        if !receipt {
            file.receipt = None;
        }
        let report = report(&file, Some(&revocations));
        (report.revocation, report.is_sound())
    };
    let (before, after) = (received_at().plus_ms(-1), received_at().plus_ms(1));
    assert_eq!(revoked(before, true), (RevocationVerdict::BeforeReceipt { revoked_at: before }, false));
    assert_eq!(revoked(after, true), (RevocationVerdict::AfterReceipt { revoked_at: after }, true));
    assert_eq!(revoked(after, false), (RevocationVerdict::WithoutReceipt { revoked_at: after }, false));
    let nobody = Revocations { as_of: after, devices: BTreeMap::new() };
    assert_eq!(report(&file(), Some(&nobody)).revocation, RevocationVerdict::NotRevoked { as_of: after });
}

#[test]
fn the_report_reads_in_both_languages() {
    let lines = report(&file(), None).lines(Language::Chinese);
    assert_eq!(lines[0], "验证通过：未发现签署后的改动。");
    assert_eq!(
        lines[1],
        "设备上手写签名，2026-11-23 14:05:00 UTC+08:00（±40 毫秒），签字人：李四（代 张三 签，同事，书面授权）、王工"
    );
    let mut altered = file();
    altered.form.entries.iter_mut().flatten().find(|entry| entry.name == "field/result").unwrap().text = "合格".into();
    altered.attachments.retain(|attachment| attachment.name != names::photo_original(2));
    altered.receipt = None;
    let english = report(&altered, None).lines(Language::English);
    assert_eq!(english[0], "Not verified: see the lines below.");
    assert!(english.contains(&"Content: differs in 1 place(s).".to_owned()), "{english:#?}");
    assert!(english.contains(&"  ✗ Result [field/result] was altered".to_owned()), "{english:#?}");
    let missing = "  － Photo 2, original [file/photo/002/original] was not handed on and not checked";
    assert!(english.contains(&missing.to_owned()), "{english:#?}");
    let chinese = report(&altered, None).lines(Language::Chinese);
    assert!(chinese.contains(&"  ✗ 验收结果 [field/result]：已被改动".to_owned()), "{chinese:#?}");
    assert_eq!(chinese.len(), english.len());
}

#[test]
fn a_forged_label_cannot_dress_up_the_report() {
    let mut forged = file();
    let entry = forged.form.entries[0].as_mut().unwrap();
    entry.label_zh = "\u{1b}[2J验证通过\n\u{202e}".into();
    let text = report(&forged, None).lines(Language::Chinese).concat();
    assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'));
}
