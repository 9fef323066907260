//! From the plan to the door: D-04, moves, short notice, another receiver, scanned numbers, part deliveries.
//! Absent by design: what happens once the boxes are open.

use super::*;
use crate::schema::Date;

const HOUR: i64 = 60;

fn moment(rig: &Rig, hours: i64) -> Scalar {
    rig.at.plus_ms(hours * HOUR * 60_000).to_scalar()
}

fn day(text: &str) -> Scalar {
    text.parse::<Date>().unwrap().to_scalar()
}

/// A planned moment in a row of its own.
fn planning(row: &'static str, moment: Scalar) -> Given {
    let at = match row {
        "a" => "plannings/a/planned_at",
        _ => "plannings/b/planned_at",
    };
    vec![(at, moment)]
}

fn moved(moment: Scalar, by: &str) -> Given {
    let given = with(planning("b", moment), vec![("plannings/b/wanted_by", text(by))]);
    let given = with(given, vec![("plannings/b/reason", text("排产调整"))]);
    if by == "customer" { with(given, vec![("plannings/b/wanted_name", text("赵工"))]) } else { given }
}

fn ship_to(address: &str) -> Given {
    vec![("ship_to_address", text(address)), ("ship_to_name", text("赵工")), ("ship_to_phone", text("13800000000"))]
}

fn confirmation(address: &str) -> Given {
    with(ship_to(address), vec![("confirmed_by", text("赵工"))])
}

#[test]
fn a_delivery_goes_from_notice_to_the_door() {
    let (mut rig, delivery) = planned();
    assert_eq!(rig.refused("delivery.ship", delivery, &[("carrier", text("顺达物流"))]), ["not_confirmed"]);
    rig.must("delivery.notify", delivery, &contact(false));
    assert_eq!(rig.status("delivery", delivery), "planned");
    let second: Given = contact(true).into_iter().map(|(key, value)| (renamed(key), value)).collect();
    rig.must("delivery.notify", delivery, &second);
    assert_eq!(rig.status("delivery", delivery), "notified");
    let confirmed = [
        ("ship_to_address", text("天津市滨海新区2号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("confirmed_by", text("赵工")),
    ];
    rig.must("delivery.confirm", delivery, &confirmed);
    assert_eq!(rig.status("delivery", delivery), "confirmed");
    let known = rig.record("delivery", delivery);
    let named = |order: u8| -> Vec<(&str, Scalar)> {
        let others =
            known.0.iter().filter(|(key, _)| *key != "order").map(|(key, value)| (key.as_str(), value.clone()));
        others.chain([("order", reference(order))]).collect()
    };
    rig.put("delivery", id(98), &named(99));
    let unseen = rig.refused("delivery.ship", id(98), &[("carrier", text("顺达物流"))]);
    assert_eq!(unseen, ["order_stopped"], "an order that was not looked at may be on hold");
    rig.must("order.hold", id(ORDER), &[("holds/h/reason", text("欠款"))]);
    assert_eq!(rig.refused("delivery.ship", delivery, &[("carrier", text("顺达物流"))]), ["order_stopped"]);
    rig.must("order.resume", id(ORDER), &[]);
    rig.must("delivery.ship", delivery, &[("carrier", text("顺达物流")), ("waybill_number", text("SD123"))]);
    assert_eq!(rig.status("delivery", delivery), "in_transit");
    assert_eq!(rig.status("order", id(ORDER)), "shipped");
    assert_eq!(rig.refused("delivery.cancel", delivery, &[("cancelled_reason", text("改期"))]), ["not_its_turn"]);
    rig.must("delivery.arrive", delivery, &[]);
    assert_eq!(rig.status("delivery", delivery), "arrived");
    let absent = [("unsigned_way", text("absent")), ("unsigned_reason", text("现场无人"))];
    rig.must("delivery.record_unsigned", delivery, &absent);
    assert_eq!(rig.status("delivery", delivery), "unsigned");
    rig.must("delivery.refuse_goods", delivery, &[("goods_refused_reason", text("整批损坏"))]);
    assert_eq!(rig.status("delivery", delivery), "refused");
    assert_eq!(line_sum(&rig.record("order", id(ORDER)), "m", "planned"), 0, "it can be planned again");
}

fn renamed(key: &'static str) -> &'static str {
    match key {
        "contacts/c/connected" => "contacts/d/connected",
        "contacts/c/channel" => "contacts/d/channel",
        "contacts/c/to_name" => "contacts/d/to_name",
        _ => "contacts/d/content",
    }
}

fn further(machines: i64) -> Given {
    vec![
        ("order", reference(ORDER)),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("lines/m/quantity_due", number(machines)),
    ]
}

#[test]
fn further_deliveries_bring_what_is_still_to_come() {
    let (mut rig, first) = planned();
    let second = id(70);
    assert_eq!(rig.refused("delivery.plan", second, &further(1)), ["too_many"]);
    let replacement = with(further(1), vec![("replaces", first.to_scalar())]);
    rig.must("delivery.plan", second, &replacement);
    assert_eq!(rig.record("delivery", second).integer("batch"), Some(2));
    assert_eq!(rig.record("delivery", second).text("lines/m/model"), Some("X200"));
    rig.must("delivery.cancel", first, &[("cancelled_reason", text("改分两批"))]);
    assert_eq!(rig.status("delivery", first), "cancelled");
    rig.must("delivery.plan", id(71), &further(1));
    assert_eq!(rig.refused("delivery.plan", id(72), &further(1)), ["too_many"]);
    let unknown = with(further(1), vec![("lines/x/quantity_due", number(1))]);
    assert_eq!(rig.refused("delivery.plan", id(72), &unknown), ["too_many", "row_unknown"]);
    assert_eq!(
        rig.refused("delivery.plan", id(72), &with(further(1), vec![("order", reference(99))])),
        ["unknown_order"]
    );
}

#[test]
fn only_the_orders_salesperson_or_a_manager_plans() {
    let (mut rig, first) = planned();
    rig.must("delivery.cancel", first, &[("cancelled_reason", text("改分两批"))]);
    rig.person = id(5);
    rig.put("person", id(5), &[("roles/sales/granted_at", rig.at.to_scalar())]);
    assert_eq!(rig.refused("delivery.plan", id(70), &further(1)), ["not_yours"]);
    rig.put("person", id(5), &[("roles/manager/granted_at", rig.at.to_scalar())]);
    rig.must("delivery.plan", id(70), &further(1));
}

#[test]
fn s10_d04_the_notice_is_due_24_hours_before_the_planned_moment_or_day() {
    let (mut rig, delivery) = planned();
    assert!(clocks(&rig, delivery, "D-04").is_empty(), "nothing is planned yet");
    let at = moment(&rig, 72);
    run(&mut rig, "replan_shipment", delivery, planning("a", at));
    assert_eq!(clocks(&rig, delivery, "D-04"), [("1".into(), "2026-11-25 09:00".into(), "running")]);
    rig.wait_minutes(44 * HOUR);
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "due_soon");
    run(&mut rig, "notify", delivery, contact(false));
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "due_soon", "nobody was reached");
    rig.wait_minutes(4 * HOUR);
    run(&mut rig, "notify", delivery, contact(true).into_iter().map(|(key, value)| (renamed(key), value)).collect());
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "met", "at the due time, to the millisecond");

    let (mut rig, delivery) = planned();
    run(&mut rig, "replan_shipment", delivery, vec![("plannings/a/planned_on", day("2026-11-27"))]);
    assert_eq!(clocks(&rig, delivery, "D-04"), [("1".into(), "2026-11-26 09:00".into(), "running")]);
    rig.wait_minutes(72 * HOUR + 1);
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "overdue");
    run(&mut rig, "notify", delivery, contact(true));
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "met_late");
}

#[test]
fn d04_moves_with_the_shipment_and_a_notice_given_still_counts() {
    let (mut rig, delivery) = planned();
    let (at, later) = (moment(&rig, 72), moment(&rig, 120));
    run(&mut rig, "replan_shipment", delivery, planning("a", at));
    run(&mut rig, "notify", delivery, contact(true));
    rig.wait_minutes(60);
    assert_eq!(
        refused(&mut rig, "replan_shipment", delivery, planning("b", later.clone())),
        ["required", "required"],
        "a move says who wanted it and why"
    );
    run(&mut rig, "replan_shipment", delivery, moved(later.clone(), "company"));
    let due = [("1".into(), "2026-11-25 09:00".into(), "met"), ("2".into(), "2026-11-27 09:00".into(), "met")];
    assert_eq!(clocks(&rig, delivery, "D-04"), due);
    assert_eq!(rig.record("delivery", delivery).get("planned_shipment_at"), &later);

    // Without a notice the old run ends with the move: cancelled before it was due, missed after.
    for (wait, old) in [(60, "cancelled"), (49 * HOUR, "missed")] {
        let (mut rig, delivery) = planned();
        let at = moment(&rig, 72);
        run(&mut rig, "replan_shipment", delivery, planning("a", at));
        rig.wait_minutes(wait);
        let later = moment(&rig, 72);
        run(&mut rig, "replan_shipment", delivery, moved(later, "customer"));
        let states: Vec<_> = clocks(&rig, delivery, "D-04").into_iter().map(|clock| clock.2).collect();
        assert_eq!(states, [old, "running"]);
    }
}

#[test]
fn d04_another_address_needs_a_new_notice_and_a_new_confirmation() {
    let (mut rig, delivery) = planned();
    let at = moment(&rig, 72);
    run(&mut rig, "replan_shipment", delivery, planning("a", at));
    run(&mut rig, "notify", delivery, contact(true));
    run(&mut rig, "confirm", delivery, confirmation("天津市滨海新区1号"));
    run(&mut rig, "release_unconfirmed", delivery, vec![("unconfirmed_reason", text("客户急用"))]);
    rig.wait_minutes(60);
    let change = |address: &str| with(ship_to(address), vec![("ship_to_change_reason", text("厂区搬迁"))]);
    assert_eq!(refused(&mut rig, "change_ship_to", delivery, change("天津市滨海新区1号")), ["nothing_changed"]);
    assert_eq!(refused(&mut rig, "change_ship_to", delivery, ship_to("滨海新区9号")), ["required", "required"]);
    assert_eq!(refused(&mut rig, "change_ship_to", delivery, change(" "))[0], "required");
    run(&mut rig, "change_ship_to", delivery, change("天津市滨海新区9号"));
    assert_eq!(rig.status("delivery", delivery), "planned");
    let states = |rig: &Rig| clocks(rig, delivery, "D-04").into_iter().map(|clock| clock.2).collect::<Vec<_>>();
    assert_eq!(states(&rig), ["met", "running"], "the old notice no longer counts");
    assert_eq!(refused(&mut rig, "ship", delivery, vec![("carrier", text("顺达物流"))]), ["not_confirmed"]);
    rig.wait_minutes(60);
    // The customer who confirms was told.
    run(&mut rig, "confirm", delivery, confirmation("天津市滨海新区9号"));
    assert_eq!(states(&rig), ["met", "met"]);
    run(&mut rig, "ship", delivery, vec![("carrier", text("顺达物流"))]);
    assert_eq!(refused(&mut rig, "change_ship_to", delivery, change("天津市滨海新区7号")), ["not_its_turn"]);
    let at = moment(&rig, 72);
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, moved(at, "company")), ["not_its_turn"]);
}

#[test]
fn d04_short_notice_is_cancelled_at_the_customers_wish_and_late_at_ours() {
    let (mut rig, delivery) = planned();
    let tomorrow = moment(&rig, 23);
    let wish = moved(tomorrow.clone(), "customer");
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, planning("a", tomorrow)), ["required", "required"]);
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, wish.clone()), ["confirm_now"]);
    let unreached = with(with(wish.clone(), contact(false)), vec![("plannings/b/confirmed_in_call", boolean(true))]);
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, unreached), ["confirm_now"]);
    let nameless = without(wish.clone(), &["plannings/b/wanted_name"]);
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, nameless), ["required", "confirm_now"]);
    let in_call = with(with(wish, contact(true)), vec![("plannings/b/confirmed_in_call", boolean(true))]);
    run(&mut rig, "replan_shipment", delivery, in_call);
    assert_eq!(clocks(&rig, delivery, "D-04"), [("1".into(), "2026-11-23 08:00".into(), "cancelled")]);
    assert_eq!(rig.status("delivery", delivery), "confirmed");
    assert_eq!(rig.record("delivery", delivery).text("confirmed_by"), Some("赵工"));

    let (mut rig, delivery) = planned();
    let tomorrow = moment(&rig, 23);
    run(&mut rig, "replan_shipment", delivery, moved(tomorrow, "company"));
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "overdue");
    run(&mut rig, "notify", delivery, contact(true));
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "met_late");

    // A day counts from its opening hour; the day after tomorrow leaves the notice.
    let (mut rig, delivery) = planned();
    let on = |text: &str| vec![("plannings/a/planned_on", day(text))];
    run(&mut rig, "replan_shipment", delivery, on("2026-11-24"));
    let (mut rig, delivery) = planned();
    rig.wait_minutes(1);
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, on("2026-11-24")), ["required", "required"]);
    run(&mut rig, "replan_shipment", delivery, on("2026-11-25"));
}

#[test]
fn d04_ends_with_a_cancelled_shipment_or_one_that_left_without_a_notice() {
    let (mut rig, delivery) = planned();
    let at = moment(&rig, 72);
    run(&mut rig, "replan_shipment", delivery, planning("a", at));
    run(&mut rig, "cancel", delivery, vec![("cancelled_reason", text("客户改期"))]);
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "cancelled");

    let (mut rig, delivery) = planned();
    let at = moment(&rig, 72);
    run(&mut rig, "replan_shipment", delivery, planning("a", at));
    rig.wait_minutes(49 * HOUR);
    run(&mut rig, "release_unconfirmed", delivery, vec![("unconfirmed_reason", text("客户急用，经理同意"))]);
    run(&mut rig, "ship", delivery, vec![("carrier", text("顺达物流"))]);
    assert_eq!(clocks(&rig, delivery, "D-04")[0].2, "missed");
    assert_eq!(
        refused(&mut rig, "release_unconfirmed", delivery, vec![("unconfirmed_reason", text("再"))])[0],
        "not_its_turn"
    );
}

#[test]
fn s10_a_shipment_is_set_for_one_time_that_has_not_passed() {
    let (mut rig, delivery) = planned();
    let (at, past) = (moment(&rig, 72), moment(&rig, -1));
    let both = with(planning("a", at.clone()), vec![("plannings/a/planned_on", day("2026-11-27"))]);
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, both), ["one_time"]);
    let neither = vec![("plannings/a/reason", text("先排产"))];
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, neither), ["one_time"]);
    let late = moved(past, "company");
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, late), ["in_past"]);
    let two = with(planning("a", at.clone()), moved(at, "company"));
    assert_eq!(refused(&mut rig, "replan_shipment", delivery, two), ["too_many_rows"]);
}

#[test]
fn d04_runs_from_the_plan_of_a_delivery_and_an_older_phone_keeps_no_row() {
    for (table_version, rows) in [(u16::MAX, 1), (2, 0)] {
        let (mut rig, first) = planned();
        run(&mut rig, "cancel", first, vec![("cancelled_reason", text("改分两批"))]);
        rig.table_version = table_version;
        let soon = with(further(1), vec![("planned_shipment_on", day("2026-11-23"))]);
        let expected: &[&str] = if rows == 1 { &["short_notice"] } else { &[] };
        if rows == 1 {
            assert_eq!(refused(&mut rig, "plan", id(70), soon), expected);
        }
        run(&mut rig, "plan", id(70), with(further(1), vec![("planned_shipment_on", day("2026-11-27"))]));
        assert_eq!(clocks(&rig, id(70), "D-04").len(), rows, "table {table_version}");
    }
}

#[test]
fn s10_serial_numbers_scanned_at_shipment_are_proposed_at_the_receipt() {
    let (mut rig, delivery) = planned();
    run(&mut rig, "confirm", delivery, confirmation("天津市滨海新区1号"));
    let scanned = |second: &str| {
        vec![
            ("carrier", text("顺达物流")),
            ("packages", number(3)),
            ("shipped_units/a/line", text("m")),
            ("shipped_units/a/serial_number", text("SN-0001")),
            ("shipped_units/b/line", text("m")),
            ("shipped_units/b/serial_number", text(second)),
        ]
    };
    assert_eq!(refused(&mut rig, "ship", delivery, scanned("SN-0001")), ["duplicate", "duplicate"]);
    assert_eq!(refused(&mut rig, "ship", delivery, scanned(" ")), ["required"]);
    let strange = with(scanned("SN-0002"), vec![("shipped_units/b/line", text("x"))]);
    assert_eq!(refused(&mut rig, "ship", delivery, strange), ["row_unknown"]);
    let more = vec![("shipped_units/c/line", text("m")), ("shipped_units/c/serial_number", text("SN-0003"))];
    assert_eq!(refused(&mut rig, "ship", delivery, with(scanned("SN-0002"), more)), ["too_many"; 3]);
    run(&mut rig, "ship", delivery, scanned("SN-0002"));
    run(&mut rig, "arrive", delivery, vec![]);
    let proposed = proposed_units(&rig.record("delivery", delivery));
    assert_eq!(proposed.len(), 4);
    let typed = without(receipt(), &["units/a/line", "units/a/serial_number", "units/b/line", "units/b/serial_number"]);
    let given: Vec<(&str, Scalar)> =
        typed.into_iter().chain(proposed.iter().map(|(key, value)| (key.as_str(), value.clone()))).collect();
    rig.must("delivery.receive", delivery, &given);
    assert_eq!(rig.record("delivery", delivery).text("units/b/serial_number"), Some("SN-0002"));
    assert!(proposed_units(&rig.record("delivery", delivery)).is_empty(), "nothing is proposed twice");
}

#[test]
fn k_order_k_delivery_part_shipments_add_up_line_by_line() {
    let (mut rig, first) = planned();
    run(&mut rig, "cancel", first, vec![("cancelled_reason", text("改分两批"))]);
    for (delivery, serial) in [(id(70), "SN-1"), (id(71), "SN-2")] {
        run(&mut rig, "plan", delivery, further(1));
        run(&mut rig, "confirm", delivery, confirmation("天津市滨海新区1号"));
        run(&mut rig, "ship", delivery, vec![("carrier", text("顺达物流"))]);
        assert_eq!(rig.status("order", id(ORDER)), "partly_shipped", "the parts are still to come");
        run(&mut rig, "arrive", delivery, vec![]);
        let given = vec![
            ("lines/m/quantity_received", number(1)),
            ("lines/m/model_matches", boolean(true)),
            ("lines/m/appearance", text("intact")),
            ("units/a/line", text("m")),
            ("units/a/serial_number", text(serial)),
            ("signer_name", text("赵工")),
            ("capacity", text("receiver")),
            ("receipt_photo", blob()),
        ];
        run(&mut rig, "receive", delivery, given);
    }
    let order = rig.record("order", id(ORDER));
    assert_eq!(["planned", "shipped", "received"].map(|field| line_sum(&order, "m", field)), [2, 2, 2]);
    assert_eq!(line_sum(&order, "p", "received"), 0);
    assert_eq!(rig.all("installation").len(), 2);
}

#[test]
fn s10_s11_steps_out_of_turn_or_half_filled_are_refused() {
    let (mut rig, delivery) = planned();
    let check = |rig: &mut Rig, verb: &str, given: Given, code: &str| {
        let codes = refused(rig, verb, delivery, given);
        assert!(codes.contains(&code.to_owned()), "{verb}: {codes:?}");
    };
    let nobody = without(confirmation("天津市滨海新区1号"), &["confirmed_by"]);
    check(&mut rig, "confirm", nobody, "required");
    check(&mut rig, "refuse_goods", vec![("goods_refused_reason", text("损坏"))], "not_arrived");
    check(&mut rig, "present", vec![], "not_arrived");
    check(&mut rig, "notify", without(contact(true), &["contacts/c/content"]), "required");
    run(&mut rig, "arrive", delivery, vec![]);
    check(&mut rig, "arrive", vec![], "not_its_turn");
    check(&mut rig, "notify", contact(true), "not_its_turn");
    check(&mut rig, "confirm", confirmation("天津市滨海新区1号"), "not_its_turn");
    check(&mut rig, "absent", vec![("rounds/1/absent_note", text(" "))], "required");
    run(&mut rig, "receive", delivery, receipt());
    check(&mut rig, "assign_engineer", vec![("engineer", reference(ENGINEER))], "not_its_turn");
    check(&mut rig, "agree_remedy", vec![("objections/o/remedy", text("repair"))], "nothing_there");
    run(&mut rig, "raise_objection", delivery, super::objections::raised(false));
    check(&mut rig, "agree_remedy", vec![("objections/o/remedy", text("repair"))], "required");
    check(&mut rig, "agree_remedy", vec![("objections/o/department", text("sales"))], "required");
    check(&mut rig, "withdraw_objection", vec![("objections/x/customer_word", text("撤回"))], "row_unknown");
    let foreign = vec![("replaces", reference(99))];
    assert!(refused(&mut rig, "plan", id(70), with(further(1), foreign)).contains(&"not_the_orders".to_owned()));
    let none = without(further(1), &["lines/m/quantity_due"]);
    assert!(refused(&mut rig, "plan", id(70), none).contains(&"row_missing".to_owned()));
}
