//! Requests that are not the device's own, and devices whose clocks are wrong.
//! Absent by design: what is asked; and codes and revocation, which stand beside this.

use fieldseal_core::{
    app::AppError,
    schema::Values,
    sync::wire::{Frame, Hello, PROTOCOL_VERSION},
};
use fieldseal_tests::{Company, Phone, handbook, insider::Insider, line};

const HOUR_MS: i64 = 60 * 60 * 1000;
const YEAR_MS: i64 = 365 * 24 * HOUR_MS;

fn code(answer: &(u16, Vec<u8>)) -> (u16, String) {
    let text = String::from_utf8_lossy(&answer.1);
    let code = text.split_once(r#""code":""#).and_then(|(_, rest)| rest.split_once('"'));
    (answer.0, code.map_or_else(String::new, |(code, _)| code.to_owned()))
}

#[test]
fn a_request_with_a_wrong_signature_or_signed_for_another_path_or_body_or_sent_twice_is_refused() {
    let company = Company::with(&["desk", "engineer"]);
    let phone = company.phone("engineer", 1);
    let insider = Insider::of(&phone, &company.clock);
    let hello = Hello { protocol: PROTOCOL_VERSION, lineage: fieldseal_core::schema::Id([0; 16]), cursor: 0 };
    let body = line::stream(&[Frame::Hello(hello)]);
    let refused = |signature: &str| code(&insider.send("POST", "/v1/sync", signature, &body));
    let right = insider.signature("POST", "/v1/sync", &body);
    let mut bent = right.clone().into_bytes();
    let at = bent.len() - 9;
    bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
    let unsigned = (401, "signature".to_owned());
    assert_eq!(refused(std::str::from_utf8(&bent).unwrap()), unsigned);
    assert_eq!(refused("not base64 at all"), unsigned);
    assert_eq!(refused(&insider.signature("POST", "/v1/blob/x", &body)), unsigned);
    assert_eq!(refused(&insider.signature("PUT", "/v1/sync", &body)), unsigned);
    assert_eq!(refused(&insider.signature("POST", "/v1/sync", b"another body")), unsigned);
    assert_eq!(insider.send("POST", "/v1/sync", &right, &body).0, 200);
    assert_eq!(refused(&right), (401, "replayed".to_owned()));
    company.urgent_ticket();
    assert!(!phone.sync().unwrap().changed.is_empty(), "the device itself is served");
}

/// A phone on a machine that boots again with a wrong wall clock finds the time and works on.
fn finds_the_time_again(company: &Company, phone: &Phone, off_by_ms: i64) {
    let report = phone.sync().unwrap_or_else(|error| panic!("off by {off_by_ms} ms: {error}"));
    assert_eq!((report.refused, report.waiting), (0, 0));
    let off = phone.app.now().expect("the scene is sound").utc_ms.abs_diff(company.clock.now().utc_ms);
    assert!(off <= 1_000, "off by {off} ms after the sync, from {off_by_ms}");
}

#[test]
fn a_clock_off_by_more_than_ten_minutes_is_corrected_and_the_request_sent_again() {
    let company = Company::with(&["supervisor"]);
    let machine = company.machine(1);
    let phone = company.phone_on("supervisor", 1, machine.clone());
    for off_by_ms in [11 * 60_000, -11 * 60_000, 30 * HOUR_MS, -30 * HOUR_MS, 9 * YEAR_MS, -9 * YEAR_MS, -40 * YEAR_MS]
    {
        company.clock.pass_minutes(30);
        phone.sync().unwrap();
        machine.reboot_off_by_ms(off_by_ms);
        let off = phone.app.now().unwrap().utc_ms.abs_diff(company.clock.now().utc_ms);
        assert!(off > 10 * 60_000, "{off_by_ms}: the phone can't know better yet");
        // By a clock that is slow the role may not be granted yet; by a fast one it is, and the work counts.
        let offline = phone.app.perform("library.draft", None, &handbook("离线"));
        assert!(offline.is_ok() || off_by_ms < 0, "{offline:?}");
        finds_the_time_again(&company, &phone, off_by_ms);
        if let Ok(offline) = offline {
            assert!(company.server.desk().show(offline.record).unwrap().is_some());
        }
        phone.app.perform("library.draft", None, &handbook("再次")).unwrap();
        assert_eq!(phone.sync().unwrap().accepted, 1);
    }
}

#[test]
fn a_clock_outside_every_year_writes_nothing_until_it_is_right() {
    let company = Company::with(&["supervisor"]);
    let machine = company.machine(1);
    let phone = company.phone_on("supervisor", 1, machine.clone());
    for off_by_ms in [-90 * YEAR_MS, 900 * YEAR_MS, i64::MIN / 2, i64::MAX / 2] {
        company.clock.pass_minutes(30);
        phone.sync().unwrap();
        machine.reboot_off_by_ms(off_by_ms);
        let refused = phone.app.perform("library.draft", None, &handbook("手册")).unwrap_err();
        assert_eq!(refused.problems()[0].code, "clock", "{off_by_ms}");
        assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 0);
        finds_the_time_again(&company, &phone, off_by_ms);
        phone.app.perform("library.draft", None, &handbook("手册")).unwrap();
        phone.sync().unwrap();
    }
}

#[test]
fn a_code_whose_answer_was_lost_enrols_the_same_phone_again_and_no_other() {
    let company = Company::with(&["engineer"]);
    let invitation = company.invite("engineer");
    let transport = fieldseal_core::sync::http::HttpsTransport::new(&invitation.server, invitation.tls_key).unwrap();
    let lost = LosesAnswers(&transport);
    let phone = company.bare_phone(1);
    assert!(matches!(phone.enrol(&invitation, "test", &lost), Err(AppError::Offline(_))));
    let other = company.bare_phone(2).enrol(&invitation, "test", &transport).unwrap_err();
    assert_eq!(super::refused_code(other), "code_used");
    phone.enrol(&invitation, "test", &transport).unwrap();
    assert!(phone.sync(&transport).unwrap().accepted == 0);
    let late = company.invite("engineer");
    let third = company.bare_phone(3);
    assert!(matches!(third.enrol(&late, "test", &lost), Err(AppError::Offline(_))));
    // The office gives another code, not knowing that the first one counted.
    third.enrol(&company.invite("engineer"), "test", &transport).unwrap();
    assert!(third.perform("library.draft", None, &Values::new()).is_err());
}

/// A line on which every answer is lost.
struct LosesAnswers<'a>(&'a dyn fieldseal_core::sync::http::Transport);

impl fieldseal_core::sync::http::Transport for LosesAnswers<'_> {
    fn send(
        &self,
        request: fieldseal_core::sync::http::HttpRequest,
    ) -> Result<fieldseal_core::sync::http::HttpAnswer, fieldseal_core::sync::http::TransportError> {
        self.0.send(request)?;
        Err(fieldseal_core::sync::http::TransportError::Unreachable("the answer was lost".into()))
    }
}
