//! Replacements and returns (补发, 换货, 退货), and what they do to order, machines and D-06 (S-12).
//! Absent by design: how an objection is raised and settled (`objections`).

use super::{
    objections::{answer, received, remedy, settled},
    *,
};

/// One of two machines is damaged, and an exchange is agreed; gives the replacement.
fn exchanged(blocks: bool) -> (Rig, RecordId, RecordId) {
    let (mut rig, delivery) = arrived();
    run(&mut rig, "receive", delivery, with(receipt(), objection(blocks)));
    run(&mut rig, "respond_to_objection", delivery, answer());
    let given = with(remedy("exchange"), vec![("objections/o/quantity", number(1))]);
    let parts = rig.must("delivery.agree_remedy", delivery, &given);
    let replacement = parts.iter().find(|part| part.creates && part.kind == "delivery").unwrap().record;
    rig.wait_minutes(24 * 60);
    (rig, delivery, replacement)
}

/// Machines planned, shipped and received of the order.
fn sums(rig: &Rig) -> [i64; 3] {
    let order = rig.record("order", id(ORDER));
    ["planned", "shipped", "received"].map(|field| line_sum(&order, "m", field))
}

#[test]
fn s12_goods_brought_again_count_once_on_the_order() {
    let (mut rig, delivery, replacement) = exchanged(false);
    assert_eq!(sums(&rig), [2, 1, 1], "one is on its way again");
    run(&mut rig, "arrive", replacement, vec![]);
    run(&mut rig, "receive", replacement, replaced());
    assert_eq!(sums(&rig), [2, 2, 2]);
    give_back(&mut rig, delivery);
    assert_eq!(sums(&rig), [2, 2, 2], "what went back was not counted any more");

    let (mut rig, delivery, replacement) = exchanged(false);
    give_back(&mut rig, delivery);
    assert_eq!(sums(&rig), [2, 1, 1]);
    run(&mut rig, "arrive", replacement, vec![]);
    run(&mut rig, "refuse_goods", replacement, vec![("goods_refused_reason", text("又损坏"))]);
    assert_eq!(sums(&rig), [1, 1, 1], "it can be planned again");
}

#[test]
fn s12_what_never_came_is_brought_without_being_taken_off() {
    let (mut rig, delivery) = arrived();
    let short = vec![("lines/p/quantity_received", number(8)), ("lines/p/remark", text("少两个"))];
    run(&mut rig, "receive", delivery, with(receipt(), short));
    let parts = |rig: &Rig| {
        let order = rig.record("order", id(ORDER));
        ["planned", "received"].map(|field| line_sum(&order, "p", field))
    };
    assert_eq!(parts(&rig), [8, 8]);
    let missing = vec![("objections/o/category", text("shortage")), ("objections/o/line", text("p"))];
    run(&mut rig, "raise_objection", delivery, with(super::objections::raised(false), missing));
    run(&mut rig, "respond_to_objection", delivery, answer());
    let two = with(remedy("reship"), vec![("objections/o/quantity", number(2))]);
    run(&mut rig, "agree_remedy", delivery, two);
    assert_eq!(parts(&rig), [10, 8]);
}

fn give_back(rig: &mut Rig, delivery: RecordId) {
    let given = vec![("objections/o/returned_quantity", number(1)), ("units/b/returned", boolean(true))];
    run(rig, "record_return", delivery, given);
}

/// The replacement's receipt: one machine.
fn replaced() -> Given {
    vec![
        ("lines/m/quantity_received", number(1)),
        ("lines/m/model_matches", boolean(true)),
        ("lines/m/appearance", text("intact")),
        ("units/c/line", text("m")),
        ("units/c/serial_number", text("SN-0003")),
        ("signer_name", text("赵工")),
        ("capacity", text("receiver")),
        ("receipt_photo", blob()),
    ]
}

#[test]
fn s12_an_exchange_begins_the_delivery_of_the_replacement_linked_both_ways() {
    let (mut rig, delivery, replacement) = exchanged(true);
    let begun = rig.record("delivery", replacement);
    assert_eq!(begun.reference("replaces"), Some(delivery));
    assert_eq!(begun.text("replaced_objection"), Some("o"));
    assert_eq!(begun.integer("lines/m/quantity_due"), Some(1));
    assert_eq!(begun.integer("batch"), Some(2));
    assert_eq!(begun.text("ship_to_address"), Some("天津市滨海新区1号"));
    assert_eq!(rig.record("delivery", delivery).reference("objections/o/replacement"), Some(replacement));
    assert_eq!(rig.status("delivery", replacement), "planned");
    // Agreed again: the one on its way stands; only when it ended another is begun.
    run(&mut rig, "agree_remedy", delivery, vec![("objections/o/department", text("warehouse"))]);
    assert_eq!(rig.all("delivery").len(), 2);
    run(&mut rig, "arrive", replacement, vec![]);
    run(&mut rig, "refuse_goods", replacement, vec![("goods_refused_reason", text("又损坏"))]);
    assert!(rig.all("installation").is_empty(), "whole delivery refused: no D-06");
    run(&mut rig, "agree_remedy", delivery, vec![("objections/o/department", text("production"))]);
    assert_eq!(rig.all("delivery").len(), 3);
}

#[test]
fn s12_a_replacement_says_which_line_and_how_many() {
    let (mut rig, delivery) = received();
    let whole = without(super::objections::raised(false), &["objections/o/line"]);
    run(&mut rig, "raise_objection", delivery, whole);
    assert_eq!(refused(&mut rig, "agree_remedy", delivery, remedy("reship")), ["required"]);
    let line = with(remedy("reship"), vec![("objections/o/line", text("m"))]);
    assert_eq!(refused(&mut rig, "agree_remedy", delivery, line.clone()), ["required"]);
    let many = with(line.clone(), vec![("objections/o/quantity", number(3))]);
    assert_eq!(refused(&mut rig, "agree_remedy", delivery, many), ["too_many"]);
    let one = with(line, vec![("objections/o/quantity", number(1))]);
    let mut order = rig.record("order", id(ORDER));
    order.0.insert("cancelled_at".to_owned(), rig.at.to_scalar());
    let cancelled: Vec<(&str, Scalar)> = order.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    rig.put("order", id(ORDER), &cancelled);
    assert_eq!(refused(&mut rig, "agree_remedy", delivery, one), ["unknown_order"]);
    // An older phone agrees without beginning anything.
    rig.table_version = 2;
    run(&mut rig, "agree_remedy", delivery, remedy("reship"));
    assert_eq!(rig.all("delivery").len(), 1);
}

#[test]
fn d06_a_blocked_installation_starts_with_the_receipt_of_the_replacement() {
    let (mut rig, delivery, replacement) = exchanged(true);
    give_back(&mut rig, delivery);
    assert!(rig.all("installation").is_empty());
    run(&mut rig, "arrive", replacement, vec![]);
    rig.wait_minutes(30);
    run(&mut rig, "receive", replacement, replaced());
    let received_at = rig.at;
    let installations = rig.all("installation");
    assert_eq!(installations.len(), 1, "one job for the machines of both");
    let begun = installations[0].1;
    assert_eq!(begun.instant("received_at"), Some(received_at));
    let serials: BTreeSet<_> =
        begun.items("machines").iter().filter_map(|row| row.text("serial_number")).map(str::to_owned).collect();
    assert_eq!(serials, BTreeSet::from(["SN-0001".to_owned(), "SN-0003".to_owned()]), "the returned one stays out");
    let installation = installations[0].0;
    for record in [delivery, replacement] {
        assert_eq!(rig.record("delivery", record).reference("installation"), Some(installation));
    }
    assert_eq!(rig.record("delivery", delivery).instant("objections/o/replacement_received_at"), Some(received_at));
    rig.wait_minutes(60);
    run(&mut rig, "close_objection", delivery, settled());
    assert_eq!(rig.all("installation").len(), 1);
    assert_eq!(rig.status("delivery", delivery), "received_reserved");
    let order = rig.record("order", id(ORDER));
    assert_eq!(["planned", "received"].map(|field| line_sum(&order, "m", field)), [2, 2], "one went back, one came");
}

#[test]
fn d06_a_receiver_who_does_not_hold_the_first_delivery_still_starts_it_from_that_receipt() {
    let (mut rig, delivery, replacement) = exchanged(true);
    give_back(&mut rig, delivery);
    let first = rig.record("delivery", delivery);
    let held: Vec<(&str, Scalar)> = first.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let mut engineers = Rig::new(id(ENGINEER));
    for (kind, records) in ["order", "delivery", "person"].map(|kind| (kind, rig.all(kind))) {
        for (record, facts) in records.into_iter().filter(|(record, _)| *record != delivery) {
            let all: Vec<(&str, Scalar)> = facts.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
            engineers.put(kind, record, &all);
        }
    }
    engineers.at = rig.at;
    run(&mut engineers, "arrive", replacement, vec![]);
    run(&mut engineers, "receive", replacement, replaced());
    assert_eq!(engineers.all("installation")[0].1.items("machines").len(), 1);
    let received_at = engineers.at;
    engineers.put("delivery", delivery, &held);
    engineers.wait_minutes(60);
    run(&mut engineers, "close_objection", delivery, settled());
    let starts: Vec<_> = engineers.all("installation").iter().map(|(_, facts)| facts.instant("received_at")).collect();
    assert_eq!(starts, [Some(received_at); 2]);
}

#[test]
fn s12_goods_brought_again_are_settled_only_when_they_came_and_the_wrong_ones_went() {
    let (mut rig, delivery, replacement) = exchanged(true);
    assert_eq!(refused(&mut rig, "close_objection", delivery, settled()), ["not_replaced", "not_returned"]);
    run(&mut rig, "arrive", replacement, vec![]);
    run(&mut rig, "receive", replacement, replaced());
    assert_eq!(refused(&mut rig, "close_objection", delivery, settled()), ["not_returned"]);
    give_back(&mut rig, delivery);
    run(&mut rig, "close_objection", delivery, settled());
}

#[test]
fn s12_a_return_names_what_went_back_and_the_machines_file_says_so() {
    let (mut rig, delivery, _) = exchanged(false);
    let machine = rig.record("delivery", delivery).reference("units/b/equipment").unwrap();
    let installation = rig.all("installation")[0].0;
    let given = |quantity: i64| vec![("objections/o/returned_quantity", number(quantity))];
    assert_eq!(refused(&mut rig, "record_return", delivery, given(1)), ["units_differ"]);
    let both = vec![("units/a/returned", boolean(true)), ("units/b/returned", boolean(true))];
    assert_eq!(refused(&mut rig, "record_return", delivery, with(given(1), both.clone())), ["units_differ"]);
    let strange = vec![("units/x/returned", boolean(true))];
    assert_eq!(refused(&mut rig, "record_return", delivery, with(given(1), strange)), ["units_differ"]);
    assert_eq!(refused(&mut rig, "record_return", delivery, with(given(3), both)), ["too_many", "units_differ"]);
    give_back(&mut rig, delivery);
    assert_eq!(rig.status("equipment", machine), "returned");
    assert_eq!(rig.record("installation", installation).items("machines").len(), 1, "the other one is installed");
    assert_eq!(rig.status("installation", installation), "to_dispatch");
    assert_eq!(refused(&mut rig, "record_return", delivery, given(2))[0], "not_its_turn");
}

#[test]
fn d06_ends_when_all_goods_are_returned() {
    let (mut rig, delivery) = received();
    let installation = rig.all("installation")[0].0;
    run(&mut rig, "raise_objection", delivery, super::objections::raised(false));
    run(&mut rig, "respond_to_objection", delivery, answer());
    let all = vec![
        ("objections/o/returned_quantity", number(2)),
        ("units/a/returned", boolean(true)),
        ("units/b/returned", boolean(true)),
    ];
    run(&mut rig, "agree_remedy", delivery, remedy("repair"));
    assert_eq!(refused(&mut rig, "record_return", delivery, all.clone()), ["not_its_turn"]);
    run(&mut rig, "agree_remedy", delivery, remedy("return"));
    run(&mut rig, "record_return", delivery, all);
    assert_eq!(rig.status("installation", installation), "cancelled");
    let book = crate::records::installation::KIND.clocks.iter().find(|clock| clock.id == "D-06").unwrap();
    assert!((book.runs)(&rig.record("installation", installation))[0].ended.is_some());
    run(&mut rig, "close_objection", delivery, settled());
    assert_eq!(rig.all("installation").len(), 1, "nothing is left to install");
}

#[test]
fn s12_a_replacement_planned_by_hand_is_linked_to_its_objection() {
    let (mut rig, delivery) = arrived();
    run(&mut rig, "receive", delivery, with(receipt(), objection(true)));
    let hand = |row: &str| {
        vec![
            ("order", reference(ORDER)),
            ("replaces", delivery.to_scalar()),
            ("replaced_objection", text(row)),
            ("ship_to_address", text("天津市滨海新区1号")),
            ("ship_to_name", text("赵工")),
            ("ship_to_phone", text("13800000000")),
            ("lines/m/quantity_due", number(1)),
        ]
    };
    assert_eq!(refused(&mut rig, "plan", id(70), hand("x")), ["objection_unknown"]);
    let loose = without(hand("o"), &["replaces"]);
    assert_eq!(refused(&mut rig, "plan", id(70), loose)[0], "objection_unknown");
    run(&mut rig, "plan", id(70), hand("o"));
    assert_eq!(rig.record("delivery", delivery).reference("objections/o/replacement"), Some(id(70)));
    assert_eq!(refused(&mut rig, "plan", id(71), hand("o")), ["objection_unknown"], "one replaces already");
    run(&mut rig, "respond_to_objection", delivery, answer());
    run(&mut rig, "agree_remedy", delivery, remedy("exchange"));
    assert_eq!(rig.all("delivery").len(), 2, "none is begun beside it");
}

#[test]
fn s12_documents_sent_after_need_no_delivery_of_their_own() {
    let (mut rig, delivery) = received();
    let papers = with(super::objections::raised(false), vec![("objections/o/category", text("documents"))]);
    run(&mut rig, "raise_objection", delivery, papers);
    run(&mut rig, "respond_to_objection", delivery, answer());
    run(&mut rig, "agree_remedy", delivery, remedy("reship"));
    assert_eq!(rig.all("delivery").len(), 1);
    run(&mut rig, "close_objection", delivery, settled());
}
