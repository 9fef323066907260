//! The golden vectors of `docs/wire.md`: what this build writes from fixed keys is what stands there.
//! Absent by design: anything that could differ from run to run. `FIELDSEAL_WRITE_VECTORS=1` rewrites.

use std::{collections::BTreeMap, path::Path};

use data_encoding::HEXLOWER;

use super::{
    enrolment::{EnrolmentRequest, Invitation},
    request::RequestSignature,
    wire::{Checkpoint, Frame, Hello, LoggedEnvelope, Outcome, Snapshot, Verdict, encoded_frame},
};
use crate::{
    ledger::{Change, Document, ENVELOPE_VERSION, Envelope, Header, Part, Read},
    schema::{Hash32, Id, Instant, Money, Problem, Scalar, device_actor},
    seal::keys::SigningKey,
};

const AT: Instant = Instant { utc_ms: 1_795_399_200_000, offset_minutes: 480, error_ms: 1_300 };

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn envelope() -> Envelope {
    let header = Header {
        version: ENVELOPE_VERSION,
        company: Id([1; 16]),
        intent: Id([2; 16]),
        nonce: Id([3; 16]),
        person: Id([4; 16]),
        acting_for: None,
        device: key().public(),
        step: "ticket.take_in".into(),
        table_version: 1,
        directory_seq: 42,
        effective: AT,
        reads: vec![Read { kind: "equipment".into(), record: Id([5; 16]), dependencies: vec![Hash32([6; 32])] }],
        parts: Vec::new(),
    };
    let writes = [
        ("charge", Money::cny(120_050).to_scalar()),
        ("description", Scalar::text("主轴轴承异响")),
        ("machine_down", Scalar::Boolean(true)),
        ("nothing", Scalar::Null),
        ("parts/p1/quantity", Scalar::Integer(-3)),
        ("submitted_at", AT.to_scalar()),
    ];
    let part = Part {
        salt: Id([8; 16]),
        kind: "ticket".into(),
        record: Id([9; 16]),
        dependencies: Vec::new(),
        sequence: 1,
        writes: writes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    };
    Envelope::sign(header, vec![part], &key())
}

fn document() -> Document {
    let envelope = envelope();
    let mut document = Document::new("ticket", Id([9; 16]));
    for part in envelope.parts.iter().flatten() {
        document.fold(Change::of(&envelope, part)).unwrap();
    }
    document
}

fn vectors() -> BTreeMap<&'static str, Vec<u8>> {
    let envelope = envelope();
    let verdict = |outcome| Frame::Verdict(Verdict { envelope: envelope.hash(), intent: Id([2; 16]), outcome });
    let snapshot = Snapshot::sign(Id([1; 16]), Id([9; 16]), 5, document().encode(), &key());
    let invitation = Invitation {
        server: "https://192.168.1.5:8443".into(),
        root_fingerprint: Hash32([10; 32]),
        tls_key: None,
        code: "ABCD-EFGH".into(),
    };
    let problem = Problem::of_field("urgency", "required", "请填写“紧急程度”", "“Urgency” is required");
    BTreeMap::from([
        ("actor", device_actor(&Id([1; 16]), &key().public().0, &[3; 16]).0.to_vec()),
        ("derived_id", Id([2; 16]).derive("equipment:unit").0.to_vec()),
        ("device_key", key().public().0.to_vec()),
        ("document", document().encode()),
        ("enrolment_request", minicbor::to_vec(EnrolmentRequest::sign("ABCD-EFGH", "Android 16", &key())).unwrap()),
        ("envelope", envelope.encode()),
        ("envelope_hash", envelope.hash().0.to_vec()),
        ("envelope_without_parts", envelope.with_parts(|_, _| false).encode()),
        ("frame_change", encoded_frame(&Frame::Change(LoggedEnvelope { sequence: 6, envelope: vec![1, 2, 3].into() }))),
        (
            "frame_checkpoint",
            encoded_frame(&Frame::Checkpoint(Checkpoint { cursor: 9, server_time_ms: AT.utc_ms, more: true })),
        ),
        ("frame_forget", encoded_frame(&Frame::Forget(Id([9; 16])))),
        ("frame_hello", encoded_frame(&Frame::Hello(Hello { protocol: 1, lineage: Id([11; 16]), cursor: 7 }))),
        ("frame_offer", encoded_frame(&Frame::Offer(vec![1, 2, 3]))),
        ("frame_reset", encoded_frame(&Frame::Reset(Id([11; 16])))),
        ("frame_snapshot", encoded_frame(&Frame::Snapshot(snapshot))),
        ("frame_verdict_accepted", encoded_frame(&verdict(Outcome::Accepted(6)))),
        ("frame_verdict_blocked", encoded_frame(&verdict(Outcome::BlockedBy(vec![Hash32([12; 32])])))),
        ("frame_verdict_later", encoded_frame(&verdict(Outcome::Later(problem.clone())))),
        ("frame_verdict_refused", encoded_frame(&verdict(Outcome::Refused(vec![problem])))),
        ("invitation", invitation.to_text().into_bytes()),
        (
            "request_header",
            RequestSignature::sign(&key(), AT.utc_ms, Id([13; 16]), "POST", "/v1/sync", b"body")
                .to_header()
                .into_bytes(),
        ),
    ])
}

#[test]
fn what_goes_over_the_wire_is_what_the_document_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/wire.json");
    let made: BTreeMap<&str, String> =
        vectors().into_iter().map(|(name, bytes)| (name, HEXLOWER.encode(&bytes))).collect();
    if std::env::var_os("FIELDSEAL_WRITE_VECTORS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    let golden: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(made.len(), golden.len());
    for (name, hex) in &made {
        assert_eq!(Some(hex), golden.get(*name), "{name}");
    }
}

#[test]
fn the_shown_envelope_and_document_are_read_back() {
    let decoded = Envelope::decode(&envelope().encode()).unwrap();
    assert_eq!(decoded, envelope());
    let withheld = Envelope::decode(&envelope().with_parts(|_, _| false).encode()).unwrap();
    assert_eq!((withheld.hash(), withheld.parts), (decoded.hash(), vec![None]));
    assert_eq!(Document::decode(&document().encode()).unwrap().facts(), document().facts());
}
