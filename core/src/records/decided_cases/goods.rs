//! Cases 12 and 13: objections, refused goods, and a receipt by a proxy.
//! Absent by design: what a replacement brings.

use super::*;

#[test]
fn case_12_an_objection_is_a_reservation_unless_it_blocks_the_installation() {
    let mut base = office("2026-11-20 09:00");
    let delivery = arrived(&mut base);
    let mut harmless = base.clone();
    let parts = harmless.does(SALES, "delivery.receive", delivery, &[receipt(), objection(NO)].concat());
    let job = begun(&parts, "installation");
    assert_eq!(harmless.states("installation", job, "D-06"), [Running], "it does not stop D-06");
    assert_eq!(harmless.states("delivery", delivery, "D-05"), [Running]);
    harmless.wait(90);
    let telephone = with(contact("c"), &[("objections/o/promise", text("明天派人修整"))]);
    harmless.does(SALES, "delivery.respond_to_objection", delivery, &telephone);
    assert_eq!(harmless.states("delivery", delivery, "D-05"), [Met], "the telephone counts");

    let mut at_once = base.clone();
    let answered = with(objection(NO), &[("objections/o/promise", text("当场修整"))]);
    at_once.does(SALES, "delivery.receive", delivery, &[receipt(), answered].concat());
    let facts = at_once.record("delivery", delivery);
    assert_eq!(facts.instant("objections/o/responded_at"), facts.instant("objections/o/raised_at"));
    assert_eq!(at_once.states("delivery", delivery, "D-05"), [Met], "raised and answered on the spot");

    let mut blocking = base.clone();
    let parts = blocking.does(SALES, "delivery.receive", delivery, &[receipt(), objection(YES)].concat());
    assert!(parts.iter().all(|part| part.kind != "installation"), "D-06 waits for the replacement");

    base.must(SALES, "delivery.refuse_goods", delivery, &[("goods_refused_reason", text("整批损坏"))]);
    assert_eq!(base.status("delivery", delivery), "refused");
    assert!(base.all("installation").is_empty(), "refused as a whole: no D-06");
}

#[test]
fn case_13_a_proxys_receipt_starts_the_booking_clock() {
    let mut office = office("2026-11-20 09:00");
    let delivery = arrived(&mut office);
    let proxy = [
        ("proxy_for", text("赵工")),
        ("proxy_reason", text("出差")),
        ("authority", text("oral")),
        ("authority_note", text("赵工 138 电话同意")),
    ];
    let parts = office.does(SALES, "delivery.receive", delivery, &with(receipt(), &proxy));
    assert_eq!(office.status("delivery", delivery), "ratification");
    assert_eq!(office.states("installation", begun(&parts, "installation"), "D-06"), [Running], "the goods are there");
}
