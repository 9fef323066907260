//! A role that is withdrawn while a phone is away: what the phone did without knowing counts for the days of
//! grace, counted from the withdrawal to the arrival, and no longer (design §5).
//! Absent by design: the count itself, which `process::directory` has.

use fieldseal_core::{
    schema::{Problem, RecordId},
    store::Attention,
};
use fieldseal_tests::{Company, Phone, handbook, text, values};

const DAY_MINUTES: i64 = 24 * 60;

/// A supervisor whose role was withdrawn a day after their phone last synced.
fn withdrawn() -> (Company, Phone) {
    let company = Company::with(&["supervisor"]);
    let phone = company.phone("supervisor", 1);
    company.clock.pass_minutes(DAY_MINUTES);
    let reason = values([("roles/supervisor/revoked_reason", text("调岗"))]);
    company
        .desk("administrator", "person.revoke_role", Some(company.people["supervisor"]), reason)
        .expect("the scene is sound");
    company.clock.pass_minutes(1);
    (company, phone)
}

fn draft(phone: &Phone) -> RecordId {
    phone.app.perform("library.draft", None, &handbook("不知情时起草")).expect("the scene is sound").record
}

fn attention(phone: &Phone) -> Vec<Attention> {
    phone.app.store().read(|r| r.attention()).expect("the scene is sound")
}

#[test]
fn work_of_a_phone_that_had_not_seen_the_withdrawal_counts_within_the_grace() {
    let (company, phone) = withdrawn();
    let record = draft(&phone);
    company.clock.pass_minutes(14 * DAY_MINUTES - 2);
    let report = phone.sync().unwrap();
    assert_eq!((report.accepted, report.refused), (1, 0));
    assert!(company.server.desk().show(record).unwrap().is_some());
}

#[test]
fn after_the_grace_it_is_refused_with_a_reason_and_kept_for_the_person() {
    let (company, phone) = withdrawn();
    let record = draft(&phone);
    company.clock.pass_minutes(14 * DAY_MINUTES);
    let report = phone.sync().unwrap();
    assert_eq!((report.accepted, report.refused), (0, 1));
    assert!(company.server.desk().show(record).unwrap().is_none());
    let kept = attention(&phone);
    let Problem { code, zh, en, .. } = &kept[0].problems[0];
    assert_eq!(code, "not_yours");
    assert!(zh.contains("起草资料") && en.contains("Draft a document"), "{zh} {en}");
    assert_eq!(kept[0].values["title"], text("不知情时起草"), "what was typed is kept");
}

#[test]
fn the_companys_own_setting_of_the_grace_counts() {
    let (company, phone) = withdrawn();
    draft(&phone);
    let settings = values([("role_grace_days", fieldseal_core::schema::Scalar::Integer(2))]);
    let record = company.server.company().derive("company");
    company.desk("administrator", "company.edit", Some(record), settings).unwrap();
    company.clock.pass_minutes(2 * DAY_MINUTES);
    assert_eq!(phone.sync().unwrap().refused, 1);
}

#[test]
fn a_phone_that_had_seen_the_withdrawal_refuses_the_step_itself() {
    let (_company, phone) = withdrawn();
    phone.sync().unwrap();
    let refused = phone.app.perform("library.draft", None, &handbook("知情")).unwrap_err();
    assert_eq!(refused.problems()[0].code, "not_yours");
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 0, "nothing was written");
    assert!(attention(&phone).is_empty());
}
