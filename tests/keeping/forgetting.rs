use fieldseal_core::{
    app::ENVELOPES_KEPT_MS,
    schema::{RecordId, Values},
    store::{Priority, StoreError},
};
use fieldseal_tests::{Company, Phone, text, values};

use super::{photo, ticket};

const MARKER: &str = "qvxunmistakable";
const NAME: &str = "欧阳䶮";

fn engineer_of(company: &Company) -> Values {
    values([("engineer", company.people["engineer"].to_scalar())])
}

/// A ticket with a photo, taken in on a phone and dispatched to the engineer.
fn dispatched(company: &Company, desk: &Phone, picture: &[u8]) -> RecordId {
    let digest = desk.app.keep_blob(picture, Priority::Original).unwrap();
    let mut given = ticket(company, &format!("{MARKER} 漏油"));
    given.insert("photos/p1/photo".into(), digest.to_scalar());
    let record = desk.app.perform("ticket.take_in", None, &given).unwrap().record;
    desk.app.perform("ticket.grade", Some(record), &values([("urgency", text("urgent"))])).unwrap();
    desk.app.perform("ticket.dispatch", Some(record), &engineer_of(company)).unwrap();
    desk.sync().unwrap();
    record
}

#[test]
fn a_job_that_was_handed_on_leaves_no_byte_in_the_phones_file() {
    let company = Company::with(&["desk", "engineer"]);
    let (desk, engineer) = (company.phone("desk", 1), company.phone("engineer", 2));
    let picture = photo(5, 300_000);
    let record = dispatched(&company, &desk, &picture);
    engineer.sync().unwrap();
    let digest = fieldseal_core::schema::Hash32::of(&picture);
    assert_eq!(engineer.app.fetch_blob(&engineer.transport, &digest).unwrap(), picture);
    let chase = values([("chases/c1/caller", text("客户")), ("chases/c1/note", text(MARKER))]);
    desk.app.perform("ticket.customer_chase", Some(record), &chase).unwrap();
    desk.sync().unwrap();
    engineer.sync().unwrap();

    let file = company.phone_file(2);
    let stands = |needle: &[u8]| {
        let mut bytes = std::fs::read(&file).unwrap();
        bytes.extend(std::fs::read(file.with_extension("db-wal")).unwrap_or_default());
        bytes.windows(needle.len()).any(|window| window == needle)
    };
    // Of a term in the search index its first letters may stand with a neighbour.
    let needles: [&[u8]; 5] =
        [MARKER.as_bytes(), &MARKER.as_bytes()[3..], NAME.as_bytes(), &picture[..64], &picture[262_144..262_208]];
    assert!(needles.iter().all(|needle| stands(needle)));
    let received = engineer.app.store().read::<_, StoreError>(|r| r.kept_envelopes()).unwrap().len();

    let mut given = values([("name", text("另一位")), ("phone", text("13800000001"))]);
    given.insert("roles/engineer/granted_reason".into(), text("test"));
    let other = company.desk("administrator", "person.add_person", None, given).unwrap();
    let reason = values([("engineer", other.to_scalar()), ("assignments/a1/reason", text("生病"))]);
    company.desk("desk", "ticket.dispatch", Some(record), reason).unwrap();
    assert!(engineer.sync().unwrap().forgotten.contains(&record));
    for needle in needles {
        assert!(!stands(needle), "{}", String::from_utf8_lossy(needle));
    }
    assert!(engineer.app.store().read::<_, StoreError>(|r| r.blob(&digest)).unwrap().is_none());
    let left = engineer.app.store().read::<_, StoreError>(|r| r.kept_envelopes()).unwrap().len();
    assert!(left < received, "the received envelope went, too");
    assert!(desk.app.store().read::<_, StoreError>(|r| r.blob(&digest)).unwrap().is_some(), "it is still the desk's");
}

#[test]
fn envelopes_are_kept_thirty_days_after_their_receipt_and_unsent_ones_for_ever() {
    let company = Company::with(&["desk", "engineer"]);
    let (desk, engineer) = (company.phone("desk", 1), company.phone("engineer", 2));
    let record = dispatched(&company, &desk, &photo(1, 100));
    engineer.sync().unwrap();
    engineer.app.perform("ticket.accept_job", Some(record), &Values::new()).unwrap();
    let days = |days: i64| company.clock.pass_minutes(days * 24 * 60);
    // The step waits for coverage; its time begins with the server's verdict.
    days(20);
    engineer.sync().unwrap();
    desk.sync().unwrap();
    let kept = |phone: &Phone, own: bool| {
        let kept = phone.app.store().read::<_, StoreError>(|r| r.kept_envelopes()).unwrap();
        kept.iter().filter(|(_, is_own)| *is_own == own).count()
    };
    assert_eq!((kept(&desk, true), kept(&engineer, true)), (3, 1));
    days(29);
    desk.sync().unwrap();
    engineer.sync().unwrap();
    assert_eq!((kept(&desk, true), kept(&desk, false), kept(&engineer, true)), (0, 1, 1));
    let chase = values([("chases/c1/caller", text("客户"))]);
    engineer.app.perform("ticket.customer_chase", Some(record), &chase).unwrap();
    days(ENVELOPES_KEPT_MS / 86_400_000 + 5);
    desk.sync().unwrap();
    assert_eq!(kept(&desk, false), 0);
    // Kept for longer than any other, because it still waits.
    assert_eq!(engineer.app.store().read::<_, StoreError>(|r| r.outbox_len()).unwrap(), 1);
    assert_eq!(engineer.sync().unwrap().accepted, 1);
    assert_eq!(kept(&engineer, true), 1);
    assert!(engineer.app.show(record).unwrap().facts.has("accepted_at"), "the record itself stays");
}
