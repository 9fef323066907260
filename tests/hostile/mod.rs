//! Bad input from outside: refused by name, nothing harmed, everybody else served.
//! Absent by design: what fuzzing of single decoders shows beside their code.

mod answers;
mod bodies;
mod cuts;
mod envelopes;
mod requests;
mod roles;
mod values;

use std::io::Read;

use fieldseal_core::{
    app::AppError,
    schema::{Hash32, Values},
    sync::{
        enrolment::Invitation,
        http::{HttpRequest, HttpsTransport, Transport},
    },
};
use fieldseal_tests::{Company, text, values};

fn post(company: &Company, path: &str, body: Vec<u8>) -> (u16, String) {
    let transport =
        HttpsTransport::new(&company.address(), Some(company.server.tls_key())).expect("the pin makes a transport");
    let request = HttpRequest { method: "POST", path: path.into(), signature: None, body };
    match transport.send(request) {
        Ok(answer) => {
            let mut text = String::new();
            let _ = answer.body.take(4_096).read_to_string(&mut text);
            (answer.status, text)
        }
        // The server may close the line in the middle of a body that it will not read.
        Err(_) => (0, String::new()),
    }
}

fn refused_code(error: AppError) -> String {
    match error {
        AppError::EnrolmentRefused { code } | AppError::DeviceRefused { code } => code,
        other => panic!("another error: {other}"),
    }
}

#[test]
fn a_wrong_a_used_and_an_expired_code_enrol_nobody() {
    let company = Company::with(&["engineer"]);
    let good = company.invite("engineer");
    let transport = HttpsTransport::new(&good.server, good.tls_key).unwrap();
    let wrong = Invitation { code: "AAAA-BBBB-CCCC-DDDD".into(), ..good.clone() };
    let unknown = refused_code(company.bare_phone(1).enrol(&wrong, "test", &transport).unwrap_err());
    company.bare_phone(2).enrol(&good, "test", &transport).unwrap();
    let used = refused_code(company.bare_phone(3).enrol(&good, "test", &transport).unwrap_err());
    let late = company.invite("engineer");
    company.clock.pass_minutes(25 * 60);
    let expired = refused_code(company.bare_phone(4).enrol(&late, "test", &transport).unwrap_err());
    assert_eq!(
        [unknown, used, expired].map(|code| code.replace("code_", "").replace("_code", "")),
        ["unknown", "used", "expired"]
    );
}

#[test]
fn a_server_with_another_tls_key_or_another_root_is_not_trusted() {
    let company = Company::with(&["engineer"]);
    let invitation = company.invite("engineer");
    let pinned_otherwise = HttpsTransport::new(&invitation.server, Some(Hash32([1; 32]))).unwrap();
    let error = company.bare_phone(1).enrol(&invitation, "test", &pinned_otherwise).unwrap_err();
    assert!(matches!(error, AppError::UntrustedServer(_)), "{error}");
    let transport = HttpsTransport::new(&invitation.server, invitation.tls_key).unwrap();
    let other_root = Invitation { root_fingerprint: Hash32([2; 32]), ..invitation };
    let error = company.bare_phone(2).enrol(&other_root, "test", &transport).unwrap_err();
    assert!(matches!(error, AppError::UntrustedServer(_)), "{error}");
}

#[test]
fn a_revoked_device_is_refused_and_keeps_its_own_data() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    phone.app.perform("ticket.accept_job", Some(ticket), &Values::new()).unwrap();
    let key = phone.app.identity().unwrap().key().public();
    let device = company.server.directory().device(&key).unwrap().record;
    let reason = values([("revoked_reason", text("遗失"))]);
    company.desk("administrator", "device.revoke", Some(device), reason).unwrap();
    assert!(refused_code(phone.sync().unwrap_err()).contains("revoked"));
    assert!(phone.app.show(ticket).unwrap().facts.has("accepted_at"));
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 1);
}

#[test]
fn unsigned_garbage_and_huge_bodies_are_refused_and_others_are_served() {
    let company = Company::with(&["desk", "engineer"]);
    let phone = company.phone("engineer", 1);
    for body in [Vec::new(), b"garbage".to_vec(), vec![0; 100_000], vec![0x5a; 100 * 1024 * 1024]] {
        for path in ["/v1/sync", "/v1/enrol"] {
            let (status, text) = post(&company, path, body.clone());
            assert!(status == 0 || (400..500).contains(&status), "{path}: {status} {text}");
            assert!(!text.contains("panicked") && !text.contains(".rs:"), "{text}");
        }
    }
    company.urgent_ticket();
    assert!(!phone.sync().unwrap().changed.is_empty());
}
