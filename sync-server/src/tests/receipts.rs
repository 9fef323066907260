//! The receipt of a seal: whichever of seal and step comes first, once, for whoever may read the seal.

use fieldseal_core::{
    schema::{Date, Hash32, Id, Instant, RecordId, Role, Scalar, ValueKind, Values},
    seal::{
        Algorithm, Certificate, Chain, DeviceClaims, Outcome, Place, Receipt, SealContent, SealedForm,
        ServerCertificate, ServerClaims, ShownField, Template, keys::SigningKey, seal,
    },
};

use super::{
    office::{Answer, Office, code, environment, text, values},
    phone::Phone,
};
use crate::{backup::backup, server::Server};

const YES: Scalar = Scalar::Boolean(true);

/// A ticket that the engineer solved on site, for which nobody is there to sign.
fn solved_ticket(office: &Office, engineer: RecordId) -> RecordId {
    let at = office.now().to_scalar();
    let step = |verb: &str, ticket: Option<RecordId>, given: Values| {
        let performed = office.perform(engineer, &format!("ticket.{verb}"), ticket, &given);
        performed.unwrap_or_else(|error| panic!("{verb}: {:?}", error.problems())).record
    };
    let taken = values([
        ("channel", text("hotline")),
        ("submitted_at", at),
        ("call_answered", YES),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text("主轴轴承异响，停机")),
        ("machine_down", YES),
    ]);
    let ticket = step("take_in", None, taken);
    step("grade", Some(ticket), values([("urgency", text("urgent")), ("urgency_reason", text("停机"))]));
    step("dispatch", Some(ticket), values([("engineer", engineer.to_scalar())]));
    step("accept_job", Some(ticket), values([]));
    step("leave", Some(ticket), values([("visits/v1/packed", text("轴承"))]));
    step("arrive", Some(ticket), values([]));
    let today: Date = "2026-11-23".parse().unwrap();
    let solution = [
        ("solutions/s1/text", text("更换轴承")),
        ("solutions/s1/promised_on", today.to_scalar()),
        ("solutions/s1/told_to", text("龚䶮")),
        ("solutions/s1/channel", text("visit")),
    ];
    step("give_solution", Some(ticket), values(solution));
    let work = [
        ("work/1/fault_confirmed", text("轴承磨损")),
        ("work/1/diagnosis", text("轴承磨损")),
        ("work/1/cause", text("assembly")),
        ("work/1/method", text("part_replaced")),
        ("work/1/work_done", text("更换轴承，负载运行 20 分钟")),
        ("work/1/test_result", text("passed")),
    ];
    step("solve", Some(ticket), values(work));
    ticket
}

/// The step that names a blob as the ticket's seal; it may be done again, with another seal.
fn name_seal(office: &Office, engineer: RecordId, ticket: RecordId, blob: &[u8]) {
    let given = values([("rounds/1/absent_note", text("现场无人")), ("rounds/1/seal", Hash32::of(blob).to_scalar())]);
    let performed = office.perform(engineer, "ticket.absent", Some(ticket), &given);
    performed.unwrap_or_else(|error| panic!("{:?}", error.problems()));
}

/// A seal by a phone that this office certified.
fn sealed(office: &Office, phone: &Phone) -> SealedForm {
    let keys = &office.server().keys;
    sealed_under(office, phone, keys.certificate.clone(), &keys.signing)
}

/// A seal by a phone that a server of another root certified, for any company.
fn sealed_by_stranger(office: &Office, phone: &Phone, company: Id) -> SealedForm {
    let (root, server) = (SigningKey::from_bytes(&[8; 32]), SigningKey::from_bytes(&[9; 32]));
    let claims = ServerClaims {
        company,
        algorithm: Algorithm::Ed25519,
        key: server.public(),
        valid_from: office.now(),
        valid_until: None,
        serial: 1,
    };
    sealed_under(office, phone, Certificate::issue(claims, &root), &server)
}

fn sealed_under(office: &Office, phone: &Phone, certificate: ServerCertificate, key: &SigningKey) -> SealedForm {
    let claims = DeviceClaims {
        company: certificate.claims.company,
        person: phone.person,
        name: "王工".into(),
        algorithm: Algorithm::Ed25519,
        key: phone.key.public(),
        segment: phone.segment.clone(),
        valid_from: office.now(),
        valid_until: None,
        serial: 2,
    };
    let chain = Chain { server: certificate, device: Certificate::issue(claims, key) };
    let content = SealContent {
        record_kind: "ticket".into(),
        record: Id([7; 16]),
        template: Template { id: "service_order".into(), version: 4 },
        fields: vec![ShownField {
            key: "number".into(),
            label_zh: "编号".into(),
            label_en: "Number".into(),
            kind: ValueKind::Text,
            value: text("GD-1"),
            text: "GD-1".into(),
        }],
        statement: "声明".into(),
        privacy_notice: String::new(),
        photos: Vec::new(),
        shareable: [].into(),
        outcome: Outcome::Absent { sought: "龚䶮".into(), tried: "电话".into(), link_sent_to: String::new() },
        signers: Vec::new(),
        reservations: Vec::new(),
        place: Place { position: None, address: "一号车间".into() },
        signed_at: office.now(),
        last_server_time: None,
        previous: None,
        chain,
        secret: [9; 32],
    };
    seal(&content, Hash32::of(b"pdf"), &phone.key).unwrap()
}

fn signed(office: &Office, phone: &mut Phone, method: &str, path: &str, body: Vec<u8>) -> Answer {
    let signature = phone.sign(office.now(), method, path, &body);
    office.send(method, path, Some(signature), body)
}

fn send(office: &Office, phone: &mut Phone, blob: &[u8]) {
    let path = format!("/v1/blob/{}/0?size={}", Hash32::of(blob), blob.len());
    assert_eq!(signed(office, phone, "PUT", &path, blob.to_vec()).0, 200);
}

fn ask(office: &Office, phone: &mut Phone, blob: &[u8]) -> Option<Receipt> {
    let answer = signed(office, phone, "GET", &format!("/v1/receipt/{}", Hash32::of(blob)), Vec::new());
    if answer.0 != 200 {
        assert_eq!((answer.0, code(&answer).as_str()), (404, "not_found"));
        return None;
    }
    Some(Receipt::from_bytes(&answer.1).unwrap())
}

/// An office, an engineer who is desk too, with a phone, and a ticket to seal.
fn on_site() -> (Office, Phone, RecordId) {
    let office = Office::new();
    let engineer = office.add_person("王工", &[Role::Engineer, Role::Desk]);
    let phone = Phone::enrol(&office, engineer, 1);
    let ticket = solved_ticket(&office, engineer);
    (office, phone, ticket)
}

#[test]
fn seal_and_step_make_a_receipt_whichever_comes_first() {
    for blob_first in [true, false] {
        let (mut office, mut phone, ticket) = on_site();
        let form = sealed(&office, &phone);
        let blob = form.encode();
        let engineer = phone.person;
        for (turn, sends_blob) in [blob_first, !blob_first].into_iter().enumerate() {
            assert_eq!(ask(&office, &mut phone, &blob), None, "one of the two is missing");
            // What came first is on the disk, not in memory.
            let folder = office.server().folder.clone();
            office.set_up.server = Server::open(&folder, environment(&office.clock, (turn as u64 + 1) << 40)).unwrap();
            office.wait_ms(60_000);
            match sends_blob {
                true => send(&office, &mut phone, &blob),
                false => name_seal(&office, engineer, ticket, &blob),
            }
        }
        let received = office.now();
        let receipt = ask(&office, &mut phone, &blob).unwrap();
        receipt.verify(&office.set_up.root, office.server().company(), form.digest()).unwrap();
        assert_eq!(receipt.body.received_at, received);
        let named_at = office.head();
        assert_eq!(receipt.body.log_seq, named_at);
        // Whatever comes again later, the receipt stays the one it is.
        office.wait_ms(60_000);
        send(&office, &mut phone, &blob);
        name_seal(&office, engineer, ticket, &blob);
        assert_eq!(ask(&office, &mut phone, &blob), Some(receipt.clone()));
        // The same seal with an entry withheld is the same seal.
        let copy = form.withholding(|name| name != "field/number").encode();
        assert_ne!(copy, blob);
        send(&office, &mut phone, &copy);
        name_seal(&office, engineer, ticket, &copy);
        assert_eq!(ask(&office, &mut phone, &copy), Some(receipt.clone()));
        let to = tempfile::tempdir().unwrap();
        backup(office.server(), &to.path().join("copy")).unwrap();
        office.set_up.server = Server::open(&to.path().join("copy"), environment(&office.clock, 1 << 48)).unwrap();
        assert_eq!(ask(&office, &mut phone, &blob), Some(receipt), "a backup carries it");
    }
}

#[test]
fn what_is_no_seal_of_this_company_gets_none_and_harms_nothing() {
    let (office, mut phone, ticket) = on_site();
    let engineer = phone.person;
    let good = sealed(&office, &phone).encode();
    let mut tampered = good.clone();
    let middle = tampered.len() / 2;
    tampered[middle] ^= 1;
    let blobs = [
        b"a picture of a seal".to_vec(),
        tampered,
        good[..good.len() - 1].to_vec(),
        vec![0xf6; 200_000],
        sealed_by_stranger(&office, &phone, Id([9; 16])).encode(),
        sealed_by_stranger(&office, &phone, office.server().company()).encode(),
    ];
    for blob in &blobs {
        send(&office, &mut phone, blob);
        name_seal(&office, engineer, ticket, blob);
        assert_eq!(ask(&office, &mut phone, blob), None);
    }
    send(&office, &mut phone, &good);
    name_seal(&office, engineer, ticket, &good);
    assert!(ask(&office, &mut phone, &good).is_some(), "and the good one still counts");
    for path in ["/v1/receipt/short", &format!("/v1/receipt/{}", Hash32([0; 32]))] {
        let answer = signed(&office, &mut phone, "GET", path, Vec::new());
        assert!([400, 404].contains(&answer.0), "{path}");
    }
    assert_eq!(code(&office.send("GET", &format!("/v1/receipt/{}", Hash32::of(&good)), None, Vec::new())), "signature");
}

#[test]
fn only_who_may_read_the_seal_gets_its_receipt() {
    let (office, mut phone, ticket) = on_site();
    let other = office.add_person("李工", &[Role::Engineer]);
    let colleague = office.add_person("何丽", &[Role::Desk]);
    let (mut stranger, mut desk) = (Phone::enrol(&office, other, 2), Phone::enrol(&office, colleague, 3));
    let blob = sealed(&office, &phone).encode();
    let engineer = phone.person;
    send(&office, &mut phone, &blob);
    name_seal(&office, engineer, ticket, &blob);
    let receipt = ask(&office, &mut phone, &blob);
    assert!(receipt.is_some());
    assert_eq!(ask(&office, &mut desk, &blob), receipt);
    assert_eq!(ask(&office, &mut stranger, &blob), None);
    assert!(receipt.unwrap().body.received_at >= Instant::from_utc_ms(super::office::START_MS));
}
