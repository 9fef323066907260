use std::collections::BTreeSet;

use fieldseal_core::{
    schema::{Facts, RecordId, Values},
    store::{Priority, StoreError},
};
use fieldseal_tests::{Company, Phone, text, values};

use super::{photo, ticket};

fn facts(phone: &Phone, record: RecordId) -> Facts {
    phone.app.show(record).unwrap().facts
}

/// The record as the phone knows the server to have it, encoded.
fn accepted(phone: &Phone, record: RecordId) -> Vec<u8> {
    let document = phone.app.store().read::<_, StoreError>(|r| r.accepted_document(record)).unwrap();
    document.unwrap().encode()
}

fn chase(row: &str, note: &str) -> Values {
    let key = |field: &str| format!("chases/{row}/{field}");
    Values::from([(key("caller"), text("客户")), (key("note"), text(note))])
}

fn waits(phone: &Phone) -> usize {
    phone.app.store().read::<_, StoreError>(|r| r.offers(0, usize::MAX)).unwrap().len()
}

fn number(phone: &Phone, record: RecordId) -> String {
    facts(phone, record).text("number").unwrap().to_owned()
}

#[test]
fn what_a_restored_server_lost_comes_back_from_whoever_has_it() {
    let mut company = Company::with(&["desk", "engineer"]);
    let (mut desk, mut engineer) = (company.phone("desk", 1), company.phone("engineer", 2));
    let early = company.urgent_ticket();
    desk.sync().unwrap();
    engineer.sync().unwrap();
    let copy = company.back_up();

    // Work goes on: at the office, on both phones, and on each other's records.
    company.desk("desk", "ticket.customer_chase", Some(early), chase("office", "办公室记下")).unwrap();
    engineer.sync().unwrap();
    engineer.app.perform("ticket.accept_job", Some(early), &Values::new()).unwrap();
    let picture = desk.app.keep_blob(&photo(3, 300_000), Priority::Original).unwrap();
    let mut given = ticket(&company, "主轴异响");
    given.insert("photos/p1/photo".into(), picture.to_scalar());
    let late = desk.app.perform("ticket.take_in", None, &given).unwrap().record;
    desk.app.perform("ticket.grade", Some(late), &values([("urgency", text("urgent"))])).unwrap();
    let to = values([("engineer", company.people["engineer"].to_scalar())]);
    desk.app.perform("ticket.dispatch", Some(late), &to).unwrap();
    for phone in [&desk, &engineer, &desk] {
        phone.sync().unwrap();
    }
    engineer.app.perform("ticket.accept_job", Some(late), &Values::new()).unwrap();
    engineer.sync().unwrap();
    desk.app.perform("ticket.customer_chase", Some(late), &chase("d1", "又来电")).unwrap();
    desk.sync().unwrap();
    engineer.sync().unwrap();
    engineer.app.perform("ticket.customer_chase", Some(late), &chase("e1", "还没有发出")).unwrap();
    let expected = [early, late].map(|record| facts(&engineer, record));
    assert!(company.holds(&picture));

    company.restore(&copy);
    assert!(company.server.desk().show(late).unwrap().is_none());
    assert!(!company.holds(&picture));
    let fresh = company.urgent_ticket();
    desk.transport = company.transport();
    engineer.transport = company.transport();
    // The engineer's phone comes first: what builds on the other's lost work waits for it.
    let first = engineer.sync().unwrap();
    assert!(first.waiting > 0 && first.refused == 0, "{first:?}");
    for phone in [&desk, &engineer, &desk] {
        let report = phone.sync().unwrap();
        assert_eq!((report.waiting, report.refused), (0, 0), "{report:?}");
    }
    assert_eq!((waits(&desk), waits(&engineer)), (0, 0));
    assert!(desk.app.attention().unwrap().is_empty() && engineer.app.attention().unwrap().is_empty());
    for (record, expected) in [early, late].into_iter().zip(expected) {
        assert_eq!(facts(&engineer, record), expected);
        assert_eq!(company.server.desk().show(record).unwrap().unwrap().facts, expected);
        assert_eq!(accepted(&desk, record), accepted(&engineer, record));
    }
    assert!(company.holds(&picture), "photos are sent again");

    let after = desk.app.perform("ticket.take_in", None, &ticket(&company, "另一台")).unwrap().record;
    desk.sync().unwrap();
    let numbers: BTreeSet<String> = [early, late, fresh, after].map(|record| number(&desk, record)).into();
    assert_eq!(numbers.len(), 4, "{numbers:?}");
    let nothing_new = engineer.sync().unwrap();
    assert_eq!(nothing_new.exchanges, 1);
    assert!(nothing_new.bytes_sent + nothing_new.bytes_received <= 200, "{nothing_new:?}");
}

#[test]
fn a_phone_gives_back_what_a_colleague_wrote_whose_phone_is_gone() {
    let mut company = Company::with(&["supervisor", "desk"]);
    let (supervisor, mut desk) = (company.phone("supervisor", 1), company.phone("desk", 2));
    let ticket = desk.app.perform("ticket.take_in", None, &ticket(&company, "主轴异响")).unwrap().record;
    desk.sync().unwrap();
    supervisor.sync().unwrap();
    let copy = company.back_up();
    // Of its own step the desk's phone adds to what only the supervisor's phone, now lost, had written.
    supervisor.app.perform("ticket.customer_chase", Some(ticket), &chase("s1", "主管记下")).unwrap();
    supervisor.sync().unwrap();
    desk.sync().unwrap();
    desk.app.perform("ticket.customer_chase", Some(ticket), &chase("d1", "前台记下")).unwrap();
    desk.sync().unwrap();
    let expected = facts(&desk, ticket);
    drop(supervisor);

    company.restore(&copy);
    desk.transport = company.transport();
    let report = desk.sync().unwrap();
    assert_eq!((report.waiting, report.refused), (0, 0), "{report:?}");
    assert_eq!(facts(&desk, ticket), expected);
    assert_eq!(company.server.desk().show(ticket).unwrap().unwrap().facts, expected);
    assert_eq!(waits(&desk), 0);
}

#[test]
fn a_restore_that_is_interrupted_goes_on_with_the_next_visit() {
    let mut company = Company::with(&["desk"]);
    let mut desk = company.phone("desk", 1);
    let copy = company.back_up();
    let records: Vec<RecordId> = (0..5)
        .map(|n| desk.app.perform("ticket.take_in", None, &ticket(&company, &format!("第{n}台"))).unwrap().record)
        .collect();
    desk.sync().unwrap();
    company.restore(&copy);
    desk.transport = company.transport();
    let line = fieldseal_tests::BreakingLine::after(1, &desk.transport);
    assert!(desk.app.sync(&line).is_err(), "told of the restore, and then no coverage");
    assert!(records.iter().all(|record| desk.app.show(*record).is_ok()), "own work is shown all the time");
    assert_eq!(desk.sync().unwrap().accepted, 5);
    assert!(records.iter().all(|record| company.server.desk().show(*record).unwrap().is_some()));
}
