//! Hints: sent by anybody, taken up by desk or sales.
//! Absent by design: those that a callback makes (its own tests).

use super::KIND;
use crate::{
    records::scene::{Scene, at, day, id, text, values},
    schema::{Holder, RecordId, Role},
};

const HINT: RecordId = crate::schema::Id([1; 16]);
const CUSTOMER: RecordId = crate::schema::Id([3; 16]);
const TICKET: RecordId = crate::schema::Id([5; 16]);
const DESK: RecordId = crate::schema::Id([10; 16]);
const ENGINEER: RecordId = crate::schema::Id([11; 16]);

#[test]
fn s29_s28_an_engineers_hint_is_a_task_for_desk_and_salesperson() {
    let mut scene = Scene::default();
    scene.put("customer", CUSTOMER, [("name", text("东方机械"))]);
    scene.put("ticket", TICKET, [("customer", CUSTOMER.to_scalar())]);
    let nameless = values([("about", text("lead")), ("text", text("想再买一台"))]);
    assert_eq!(scene.refused("hint.send", HINT, ENGINEER, at(0), nameless.clone()), ["required"]);
    let mut given = nameless;
    given.insert("ticket".into(), TICKET.to_scalar());
    scene.perform("hint.send", HINT, ENGINEER, at(0), given).unwrap();
    assert_eq!(scene.status("hint", HINT, day(0)), "open");
    let facts = scene.facts("hint", HINT);
    assert_eq!((facts.reference("customer"), facts.text("customer_name")), (Some(CUSTOMER), Some("东方机械")));
    let buckets: Vec<_> =
        (KIND.buckets)(HINT, &facts).into_iter().map(|bucket| (bucket.holder, bucket.class)).collect();
    let expected =
        [(Holder::All, "callback"), (Holder::Person(ENGINEER), "job"), (Holder::Customer(CUSTOMER), "sales")];
    assert_eq!(buckets, expected);
    let unknown = values([("handled_note", text("已登记")), ("lead", id(99).to_scalar())]);
    assert_eq!(scene.refused("hint.handle", HINT, DESK, at(9), unknown), ["unknown_record"]);
    let made = values([("handled_note", text("已登记")), ("lead", CUSTOMER.to_scalar())]);
    scene.perform("hint.handle", HINT, DESK, at(10), made).unwrap();
    assert_eq!(scene.status("hint", HINT, day(0)), "handled");
    let again = values([("handled_note", text("再次"))]);
    assert_eq!(scene.refused("hint.handle", HINT, DESK, at(11), again), ["handled"]);
    let who = |verb: &str, role: Role| KIND.step(verb).unwrap().who.iter().any(|who| who.role == role);
    assert!(who("send", Role::Engineer) && !who("handle", Role::Engineer), "an engineer only hints");
}
