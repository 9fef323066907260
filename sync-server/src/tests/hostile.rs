//! Phones that were tampered with, and strangers: a clear refusal, no panic, and others are still served.

use std::io::Write;

use axum::body::Body;
use fieldseal_core::{
    ledger::Envelope,
    schema::{Hash32, Id, Role, Values},
    seal::keys::SigningKey,
    sync::{
        request::RequestSignature,
        wire::{Frame, FrameReader, Hello, Outcome},
    },
};
use proptest::prelude::*;

use super::{
    office::{Office, code, text, values},
    phone::{Phone, request},
};

fn draft() -> Values {
    values([("document_kind", text("handbook")), ("title", text("手册")), ("version", text("1"))])
}

fn office_with_phone() -> (Office, Phone) {
    let office = Office::new();
    let person = office.add_person("李工", &[Role::Supervisor]);
    let mut phone = Phone::enrol(&office, person, 1);
    phone.sync(&office);
    (office, phone)
}

fn hello(phone: &Phone) -> Hello {
    Hello { protocol: 1, lineage: phone.lineage, cursor: phone.cursor }
}

fn still_served(office: &Office, phone: &mut Phone) {
    phone.outbox.clear();
    phone.perform("library.draft", None, &draft(), office.now());
    phone.sync(office);
    assert!(phone.outbox.is_empty());
}

/// The outcome of one offered envelope, in whatever bytes.
fn offer(office: &Office, phone: &mut Phone, bytes: Vec<u8>) -> Outcome {
    let hash = Envelope::decode(&bytes).map_or_else(|_| Hash32::of(&bytes), |envelope| envelope.hash());
    let body = request(hello(phone), &[bytes]);
    let signature = phone.sign(office.now(), "POST", "/v1/sync", &body);
    let (status, answer) = office.send("POST", "/v1/sync", Some(signature), body);
    assert_eq!(status, 200);
    let mut reader = FrameReader::new(&answer[..], u64::MAX).unwrap();
    loop {
        match reader.read().unwrap() {
            Some(Frame::Verdict(verdict)) if verdict.envelope == hash => return verdict.outcome,
            Some(_) => {}
            None => panic!("no verdict"),
        }
    }
}

fn refusal(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Refused(problems) => &problems[0].code,
        other => panic!("not refused but {other:?}"),
    }
}

#[test]
fn requests_without_a_right_signature_are_refused() {
    let (office, mut phone) = office_with_phone();
    let body = phone.request();
    assert_eq!(code(&office.send("POST", "/v1/sync", None, body.clone())), "signature");
    assert_eq!(code(&office.send("POST", "/v1/sync", Some("%%%".into()), body.clone())), "signature");
    let other_body = phone.sign(office.now(), "POST", "/v1/sync", b"other");
    assert_eq!(code(&office.send("POST", "/v1/sync", Some(other_body), body.clone())), "signature");
    let other_path = phone.sign(office.now(), "POST", "/v1/other", &body);
    assert_eq!(code(&office.send("POST", "/v1/sync", Some(other_path), body.clone())), "signature");
    let stranger = SigningKey::from_bytes(&[99; 32]);
    let strange = RequestSignature::sign(&stranger, office.now().utc_ms, Id([1; 16]), "POST", "/v1/sync", &body);
    let answer = office.send("POST", "/v1/sync", Some(strange.to_header()), body.clone());
    assert_eq!((answer.0, code(&answer).as_str()), (403, "unknown_device"));
    let right = phone.sign(office.now(), "POST", "/v1/sync", &body);
    assert_eq!(office.send("POST", "/v1/sync", Some(right.clone()), body.clone()).0, 200);
    assert_eq!(code(&office.send("POST", "/v1/sync", Some(right), body)), "replayed");
    still_served(&office, &mut phone);
}

#[test]
fn a_wrong_clock_is_told_the_time() {
    let (office, mut phone) = office_with_phone();
    let body = phone.request();
    let late = phone.sign(office.now().plus_ms(-11 * 60_000), "POST", "/v1/sync", &body);
    let answer = office.send("POST", "/v1/sync", Some(late), body);
    let json: serde_json::Value = serde_json::from_slice(&answer.1).unwrap();
    assert_eq!((answer.0, json["code"].as_str()), (401, Some("clock")));
    assert_eq!(json["server_time_ms"].as_i64(), Some(office.now().utc_ms));
}

#[test]
fn a_revoked_phone_hands_its_work_in_and_gets_nothing() {
    let (office, mut phone) = office_with_phone();
    phone.perform("library.draft", None, &draft(), office.now());
    let hash = phone.outbox[0].hash();
    let directory = office.server().directory();
    let device = directory.device(&phone.key.public()).unwrap().record;
    office.administer("device.revoke", Some(device), &values([("revoked_reason", text("遗失"))]));
    let answer = phone.exchange(&office);
    assert_eq!((answer.0, code(&answer).as_str()), (403, "device_revoked"));
    let kept = office.server().storage.reader().unwrap().refusal(&hash).unwrap().unwrap();
    assert_eq!(kept[0].code, "device_revoked");
}

#[test]
fn nobody_writes_as_another() {
    let (office, mut phone) = office_with_phone();
    let other = office.add_person("王工", &[Role::Supervisor]);
    let mut victim = Phone::enrol(&office, other, 2);
    victim.sync(&office);
    phone.sync(&office);
    victim.perform("library.draft", None, &draft(), office.now());
    let envelope = victim.outbox[0].clone();
    let parts: Vec<_> = envelope.parts.iter().flatten().cloned().collect();

    // The victim's header under the attacker's signature.
    let forged = Envelope::sign(envelope.header.clone(), parts.clone(), &phone.key);
    assert_eq!(refusal(&offer(&office, &mut phone, forged.encode())), "signature");
    // The attacker's own device in the victim's name.
    let mut header = envelope.header.clone();
    header.device = phone.key.public();
    let named = Envelope::sign(header, parts.clone(), &phone.key);
    assert_eq!(refusal(&offer(&office, &mut phone, named.encode())), "other_person");
    // A device that nobody certified.
    let stranger = SigningKey::from_bytes(&[77; 32]);
    let mut header = envelope.header.clone();
    header.device = stranger.public();
    let strange = Envelope::sign(header, parts.clone(), &stranger);
    assert_eq!(refusal(&offer(&office, &mut phone, strange.encode())), "unknown_device");
    // Another writing than the step's.
    let mut header = phone.header("library.draft", Id([7; 16]), office.now());
    header.person = phone.person;
    let mut part = parts[0].clone();
    part.record = Id([8; 16]);
    part.writes.push(("published_at".into(), office.now().to_scalar()));
    part.writes.sort();
    part.writes.retain(|(key, _)| key != "number");
    let more = Envelope::sign(header, vec![part], &phone.key);
    assert_eq!(refusal(&offer(&office, &mut phone, more.encode())), "other_writes");
    // Withheld parts: not kept, so that the whole one still counts.
    let hollow = envelope.with_parts(|_, _| false);
    assert_eq!(refusal(&offer(&office, &mut phone, hollow.encode())), "incomplete");
    victim.sync(&office);
    assert!(victim.outbox.is_empty());
    assert!(victim.verdicts.iter().all(|verdict| matches!(verdict.outcome, Outcome::Accepted(_))));
    still_served(&office, &mut phone);
}

#[test]
fn bodies_that_are_too_large_or_malformed_are_refused() {
    let (office, mut phone) = office_with_phone();
    let send = |phone: &mut Phone, body: Vec<u8>| {
        let signature = phone.sign(office.now(), "POST", "/v1/sync", &body);
        code(&office.send("POST", "/v1/sync", Some(signature), body))
    };
    assert_eq!(send(&mut phone, vec![0; 100 << 20]), "too_large");
    let streamed = Body::from_stream(endless());
    let signature = phone.sign(office.now(), "POST", "/v1/sync", b"");
    assert_eq!(code(&office.send("POST", "/v1/sync", Some(signature), streamed)), "too_large");
    assert_eq!(send(&mut phone, Vec::new()), "malformed");
    assert_eq!(send(&mut phone, b"not zstd at all".to_vec()), "malformed");
    let whole = request(hello(&phone), &[vec![1; 1000]]);
    assert_eq!(send(&mut phone, whole[..whole.len() - 3].to_vec()), "malformed");
    let mut bomb = zstd::Encoder::new(Vec::new(), 19).unwrap();
    for _ in 0..400 {
        bomb.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    assert!(["too_large", "malformed"].contains(&send(&mut phone, bomb).as_str()));
    // Frames that inflate without end: each of them is in order.
    let frames = request(hello(&phone), &vec![vec![0; 60_000]; 4_000]);
    assert!(frames.len() < 1 << 20);
    assert!(["too_large", "malformed"].contains(&send(&mut phone, frames).as_str()));
    let old = request(Hello { protocol: 0, ..hello(&phone) }, &[]);
    assert_eq!(send(&mut phone, old), "version");
    still_served(&office, &mut phone);
}

/// A body of unknown length that never ends.
fn endless() -> impl futures_core::Stream<Item = std::io::Result<Vec<u8>>> {
    struct Endless;
    impl futures_core::Stream for Endless {
        type Item = std::io::Result<Vec<u8>>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Ok(vec![0; 1 << 16])))
        }
    }
    Endless
}

#[test]
fn no_garbage_makes_the_server_panic() {
    let (office, mut phone) = office_with_phone();
    phone.perform("library.draft", None, &draft(), office.now());
    let good = phone.outbox[0].encode();
    let garbage = prop::collection::vec(any::<u8>(), 0..300);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let strategy = (garbage, 0..good.len(), any::<u8>(), 0..good.len());
    runner
        .run(&strategy, |(garbage, at, flip, cut)| {
            let phone = &mut Phone::copy(&phone, at as u64 + 1);
            let mut altered = good.clone();
            altered[at] ^= flip | 1;
            for bytes in [garbage, altered, good[..cut].to_vec()] {
                prop_assert!(matches!(offer(&office, phone, bytes), Outcome::Refused(_) | Outcome::Later(_)));
            }
            Ok(())
        })
        .unwrap();
    phone.sync(&office);
    assert!(phone.outbox.is_empty(), "and the good one still counts");
}

#[test]
fn blobs_go_to_whom_a_record_shows_them() {
    let (office, mut phone) = office_with_phone();
    let other = office.add_person("王工", &[Role::Engineer]);
    let mut reader = Phone::enrol(&office, other, 2);
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n % 253) as u8).collect();
    let blob = fieldseal_core::schema::Hash32::of(&content);
    let send = |phone: &mut Phone, method: &str, path: &str, body: Vec<u8>| {
        let signature = phone.sign(office.now(), method, path, &body);
        office.send(method, path, Some(signature), body)
    };
    let chunk = |n: usize| content[n * 262_144..content.len().min((n + 1) * 262_144)].to_vec();
    let path = |n: usize| format!("/v1/blob/{blob}/{n}?size=300000");
    assert_eq!(code(&send(&mut phone, "PUT", &path(0), chunk(1))), "malformed");
    assert_eq!(code(&send(&mut phone, "PUT", &format!("/v1/blob/{blob}/0?size=99999999999"), chunk(0))), "too_large");
    assert_eq!(send(&mut phone, "PUT", &path(1), chunk(1)).0, 200);
    let (_, status) = send(&mut phone, "GET", &format!("/v1/blob/{blob}?size=300000"), Vec::new());
    assert_eq!(String::from_utf8(status).unwrap(), r#"{"chunks":[1],"complete":false,"size":300000}"#);
    assert_eq!(send(&mut phone, "PUT", &path(0), chunk(0)).0, 200);
    let fetch = format!("/v1/blob/{blob}/1");
    assert_eq!(send(&mut phone, "GET", &fetch, Vec::new()), (200, chunk(1)));
    assert_eq!(code(&send(&mut reader, "GET", &fetch, Vec::new())), "not_found");
    let mut handbook = draft();
    handbook.insert("file".into(), blob.to_scalar());
    phone.perform("library.draft", None, &handbook, office.now());
    phone.sync(&office);
    assert_eq!(send(&mut reader, "GET", &fetch, Vec::new()), (200, chunk(1)));
    assert_eq!(code(&send(&mut reader, "GET", &format!("/v1/blob/{blob}/9"), Vec::new())), "not_found");
}
