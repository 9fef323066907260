//! Becoming a device: once, in time, and only with the key.

use fieldseal_core::{
    schema::Role,
    seal::keys::SigningKey,
    sync::enrolment::{EnrolmentAnswer, EnrolmentRequest},
};

use super::{
    office::{Answer, Office, code, values},
    phone::Phone,
};

fn ask(office: &Office, code: &str, seed: u8) -> Answer {
    let request = EnrolmentRequest::sign(code, "Android", &SigningKey::from_bytes(&[seed; 32]));
    office.send("POST", "/v1/enrol", None, minicbor::to_vec(&request).unwrap())
}

fn invite(office: &Office, person: fieldseal_core::schema::RecordId) -> String {
    let invitation = office.server().invite(person, office.set_up.administrator, "https://x", true, 60_000).unwrap();
    assert_eq!(invitation.tls_key, Some(office.set_up.tls_key));
    assert_eq!(invitation.root_fingerprint, office.set_up.root.0);
    invitation.code
}

#[test]
fn a_code_counts_once_and_a_lost_answer_can_be_asked_for_again() {
    let office = Office::new();
    let person = office.add_person("王工", &[Role::Engineer]);
    let given = invite(&office, person);
    let first = ask(&office, &given, 1);
    assert_eq!(first.0, 200);
    let answer: EnrolmentAnswer = minicbor::decode(&first.1).unwrap();
    let typed = ask(&office, &given.to_lowercase(), 1);
    assert_eq!(typed.0, 200);
    let again: EnrolmentAnswer = minicbor::decode(&ask(&office, &given, 1).1).unwrap();
    assert_eq!(answer, again);
    assert_eq!(code(&ask(&office, &given, 2)), "code_used");
    assert_eq!(code(&ask(&office, &invite(&office, person), 1)), "device_known");
}

#[test]
fn unknown_and_expired_codes_and_foreign_keys_are_refused() {
    let office = Office::new();
    let person = office.add_person("王工", &[Role::Engineer]);
    assert_eq!(code(&ask(&office, "AAAA-BBBB", 1)), "code_unknown");
    let given = invite(&office, person);
    let mut request = EnrolmentRequest::sign(&given, "Android", &SigningKey::from_bytes(&[1; 32]));
    request.device = SigningKey::from_bytes(&[2; 32]).public();
    let answer = office.send("POST", "/v1/enrol", None, minicbor::to_vec(&request).unwrap());
    assert_eq!((answer.0, code(&answer).as_str()), (401, "signature"));
    assert_eq!(code(&office.send("POST", "/v1/enrol", None, vec![1, 2])), "malformed");
    assert_eq!(code(&office.send("POST", "/v1/enrol", None, vec![0; 100_000])), "too_large");
    office.wait_ms(60_001);
    assert_eq!(code(&ask(&office, &given, 1)), "code_expired");
    office.administer("person.leave", Some(person), &values([]));
    assert_eq!(code(&ask(&office, &invite(&office, person), 1)), "person_stopped");
}

#[test]
fn guessing_ends() {
    let office = Office::new();
    let codes: Vec<String> = (0..25).map(|n| code(&ask(&office, &format!("CODE{n}"), 1))).collect();
    assert_eq!((codes[0].as_str(), codes[24].as_str()), ("code_unknown", "too_many_attempts"));
    office.wait_ms(10 * 60 * 1000);
    assert_eq!(code(&ask(&office, "CODE", 1)), "code_unknown");
}

#[test]
fn segments_are_nobody_elses() {
    let office = Office::new();
    let person = office.add_person("王工", &[Role::Engineer]);
    let phones: Vec<Phone> = (1..6).map(|seed| Phone::enrol(&office, person, seed)).collect();
    let mut segments: Vec<&str> = phones.iter().map(|phone| phone.segment.as_str()).collect();
    segments.push(&office.server().segment);
    segments.sort_unstable();
    segments.dedup();
    assert_eq!(segments.len(), 6);
}

#[test]
fn information_needs_no_device() {
    let office = Office::new();
    let (status, body) = office.send("GET", "/v1/info", None, "");
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, json["protocol"].as_i64()), (200, Some(1)));
    assert_eq!(json["server_time_ms"].as_i64(), Some(office.now().utc_ms));
}

#[test]
fn the_console_shows_records_to_who_knows_its_key() {
    let office = Office::new();
    let person = office.add_person("<b>王工</b>", &[Role::Engineer]);
    assert_eq!(office.send("GET", "/", None, "").0, 303);
    assert_eq!(office.send("GET", &format!("/record/{person}"), None, "").0, 303);
    let wrong = office.send("POST", "/sign-in", None, "key=WRONG");
    assert_eq!(wrong.0, 200);
    assert!(String::from_utf8(wrong.1).unwrap().contains("密钥不正确"));
    let router = crate::routes::router(office.server().clone());
    let (list, record) = office.runtime.block_on(async {
        use axum::{body::Body, http::Request};
        use tower::ServiceExt;
        let key = format!("key={}", office.set_up.console_key);
        let sign_in = Request::post("/sign-in").body(Body::from(key)).unwrap();
        let answer = router.clone().oneshot(sign_in).await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut pages = Vec::new();
        for path in ["/?kind=person".to_owned(), format!("/record/{person}")] {
            let request = Request::get(path).header("cookie", &cookie).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), 200);
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            pages.push(String::from_utf8(body.to_vec()).unwrap());
        }
        (pages.remove(0), pages.remove(0))
    });
    assert!(list.contains("&lt;b&gt;王工&lt;/b&gt;") && !list.contains("<b>王工"));
    assert!(record.contains("姓名 Name") && record.contains("新增人员 Add a person"));
    let read = office.server().storage.reader().unwrap().readings(person).unwrap();
    assert_eq!(read.iter().map(|row| row.at_ms).collect::<Vec<_>>(), [office.now().utc_ms], "who read it is noted");
    assert!(record.contains(&read[0].reader) && read[0].reader.len() == 12);
}
