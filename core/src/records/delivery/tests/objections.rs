//! Objections: raised, answered within two hours, logged, settled, withdrawn (S-12, D-05); who may; every status.
//! Absent by design: what a replacement brings (`replacements`).

use super::*;
use crate::schema::Role;

/// An objection raised after the receipt, in row `o`.
pub(super) fn raised(blocks: bool) -> Given {
    with(objection(blocks), vec![("objections/o/raised_by", text("赵工")), ("objections/o/channel", text("telephone"))])
}

/// An answer that reached the customer.
pub(super) fn answer() -> Given {
    with(contact(true), vec![("objections/o/promise", text("明天换新"))])
}

pub(super) fn remedy(remedy: &str) -> Given {
    vec![("objections/o/remedy", text(remedy)), ("objections/o/department", text("logistics"))]
}

pub(super) fn settled() -> Given {
    vec![
        ("objections/o/cause_category", text("transport")),
        ("objections/o/cause", text("运输碰撞")),
        ("objections/o/corrective_action", text("加护角")),
        ("objections/o/result", text("已修整")),
        ("objections/o/result_way", text("telephone")),
        ("objections/o/customer_word", text("赵工 13800000000 电话确认")),
    ]
}

pub(super) fn received() -> (Rig, RecordId) {
    let (mut rig, delivery) = arrived();
    run(&mut rig, "receive", delivery, receipt());
    (rig, delivery)
}

#[test]
fn s12_an_older_phone_settles_a_blocking_objection_as_it_could() {
    let (mut rig, delivery) = arrived();
    rig.table_version = 2;
    run(&mut rig, "receive", delivery, with(receipt(), objection(true)));
    assert!(rig.all("installation").is_empty());
    run(&mut rig, "respond_to_objection", delivery, answer());
    let closing = vec![
        ("objections/o/cause", text("运输碰撞")),
        ("objections/o/customer_word", text("赵工电话确认")),
        ("units/b/returned", boolean(true)),
    ];
    assert_eq!(refused(&mut rig, "close_objection", delivery, closing.clone()), ["required", "required"]);
    run(&mut rig, "agree_remedy", delivery, remedy("exchange"));
    rig.wait_minutes(60);
    run(&mut rig, "close_objection", delivery, closing);
    let installations = rig.all("installation");
    let machines: Vec<&str> = installations[0].1.items("machines").iter().map(|row| row.id).collect();
    assert_eq!(machines, ["a"], "the returned machine is not installed");
    assert_eq!(installations[0].1.instant("received_at"), Some(rig.at));
}

#[test]
fn d05_d06_a_blocking_objection_holds_the_installation_until_it_is_settled_or_withdrawn() {
    for withdrawn in [false, true] {
        let (mut rig, delivery) = arrived();
        run(&mut rig, "receive", delivery, with(receipt(), objection(true)));
        assert_eq!(rig.all("equipment").len(), 2);
        assert!(rig.all("installation").is_empty());
        assert_eq!(rig.status("delivery", delivery), "exception_open");
        rig.wait_minutes(60);
        if withdrawn {
            let word = vec![("objections/o/customer_word", text("赵工撤回"))];
            run(&mut rig, "withdraw_objection", delivery, word);
            assert_eq!(clocks(&rig, delivery, "D-05")[0].2, "cancelled");
            assert_eq!(rig.status("delivery", delivery), "received");
        } else {
            run(&mut rig, "respond_to_objection", delivery, answer());
            run(&mut rig, "agree_remedy", delivery, remedy("repair"));
            run(&mut rig, "close_objection", delivery, settled());
            assert_eq!(rig.status("delivery", delivery), "received_reserved");
            assert_eq!(rig.record("delivery", delivery).reference("objections/o/handled_by"), Some(id(SALESPERSON)));
        }
        let late = vec![("objections/o/customer_word", text("又说不行"))];
        assert_eq!(refused(&mut rig, "withdraw_objection", delivery, late), ["not_its_turn"]);
        let installations = rig.all("installation");
        assert_eq!(installations[0].1.instant("received_at"), Some(rig.at), "D-06 runs from now");
    }
}

#[test]
fn s12_a_harmless_objection_is_a_reservation_that_blocks_nothing() {
    let (mut rig, delivery) = arrived();
    run(&mut rig, "receive", delivery, with(receipt(), objection(false)));
    assert_eq!(rig.all("installation").len(), 1);
    assert_eq!(rig.status("delivery", delivery), "exception_open");
    run(&mut rig, "withdraw_objection", delivery, vec![("objections/o/customer_word", text("赵工撤回"))]);
    assert_eq!(rig.status("delivery", delivery), "received");
    assert_eq!(rig.all("installation").len(), 1);
}

#[test]
fn d05_each_objection_has_its_own_two_hours_met_by_the_first_contact_that_says_what_happens_next() {
    let (mut rig, delivery) = received();
    let start = rig.at;
    run(&mut rig, "raise_objection", delivery, raised(false));
    assert_eq!(clocks(&rig, delivery, "D-05"), [("o".into(), "2026-11-23 11:40".into(), "running")]);
    rig.wait_minutes(91);
    assert_eq!(clocks(&rig, delivery, "D-05")[0].2, "due_soon");
    let second: Given = raised(false)
        .into_iter()
        .map(|(key, value)| (if key == "objections/o/text" { "objections/z/text" } else { z(key) }, value))
        .collect();
    run(&mut rig, "raise_objection", delivery, second);
    assert_eq!(rig.record("delivery", delivery).integer("objections/z/ordinal"), Some(2), "SH…-Y2");
    let unreached = with(contact(false), vec![("objections/o/promise", text("明天换新"))]);
    assert_eq!(refused(&mut rig, "respond_to_objection", delivery, unreached), ["not_connected"]);
    let early = with(
        answer(),
        vec![("contacts/c/at", start.plus_ms(-60_000).to_scalar()), ("contacts/c/late_reason", text("补"))],
    );
    assert_eq!(refused(&mut rig, "respond_to_objection", delivery, early), ["out_of_order"]);
    let unsaid = without(answer(), &["objections/o/promise"]);
    assert!(!refused(&mut rig, "respond_to_objection", delivery, unsaid).is_empty());
    rig.wait_minutes(60);
    // Telephoned in time, entered late: met, and shown as a late entry.
    let told = with(
        answer(),
        vec![("contacts/c/at", start.plus_ms(100 * 60_000).to_scalar()), ("contacts/c/late_reason", text("在路上"))],
    );
    run(&mut rig, "respond_to_objection", delivery, told);
    let states =
        |rig: &Rig| clocks(rig, delivery, "D-05").into_iter().map(|clock| (clock.0, clock.2)).collect::<Vec<_>>();
    assert_eq!(states(&rig), [("o".to_owned(), "met"), ("z".to_owned(), "running")]);
    let runs = (KIND.clocks[1].runs)(&rig.record("delivery", delivery));
    assert!(runs[0].late_entry && !runs[1].late_entry);
    // A later answer does not move the first.
    let again: Given = answer().into_iter().map(|(key, value)| (renamed(key), value)).collect();
    let again = with(again, vec![("objections/o/promise", text("后天换新"))]);
    run(&mut rig, "respond_to_objection", delivery, again);
    assert_eq!(states(&rig)[0].1, "met");
    rig.wait_minutes(61);
    run(&mut rig, "withdraw_objection", delivery, vec![("objections/z/customer_word", text("赵工撤回"))]);
    assert_eq!(states(&rig)[1].1, "missed", "a miss is never washed away");
}

fn z(key: &'static str) -> &'static str {
    match key {
        "objections/o/category" => "objections/z/category",
        "objections/o/line" => "objections/z/line",
        "objections/o/blocks_installation" => "objections/z/blocks_installation",
        "objections/o/raised_by" => "objections/z/raised_by",
        _ => "objections/z/channel",
    }
}

fn renamed(key: &'static str) -> &'static str {
    match key {
        "contacts/c/connected" => "contacts/d/connected",
        "contacts/c/channel" => "contacts/d/channel",
        "contacts/c/to_name" => "contacts/d/to_name",
        "contacts/c/content" => "contacts/d/content",
        other => other,
    }
}

#[test]
fn s12_an_objection_says_who_raised_it_how_and_what_about() {
    let (mut rig, delivery) = arrived();
    assert_eq!(refused(&mut rig, "raise_objection", delivery, raised(false)), ["not_its_turn"]);
    run(&mut rig, "receive", delivery, receipt());
    for field in ["category", "text", "blocks_installation", "raised_by", "channel"] {
        let key = format!("objections/o/{field}");
        let given = without(raised(false), &[&key]);
        assert_eq!(refused(&mut rig, "raise_objection", delivery, given), ["required"], "{field}");
    }
    let strange = with(raised(false), vec![("objections/o/line", text("x"))]);
    assert_eq!(refused(&mut rig, "raise_objection", delivery, strange), ["row_unknown"]);
    let mailed = vec![("objections/o/channel", text("email")), ("objections/o/promise", text("明天换新"))];
    assert_eq!(refused(&mut rig, "raise_objection", delivery, with(raised(false), mailed)), ["not_on_the_spot"]);
    let early = vec![("objections/o/raised_at", rig.at.plus_ms(-31 * 60_000).to_scalar())];
    assert_eq!(refused(&mut rig, "raise_objection", delivery, with(raised(false), early)), ["late_entry_reason"]);
    let at_once = with(raised(false), vec![("objections/o/promise", text("明天换新"))]);
    run(&mut rig, "raise_objection", delivery, at_once);
    assert_eq!(clocks(&rig, delivery, "D-05")[0].2, "met", "answered in the same call");
}

#[test]
fn s12_an_objection_is_settled_with_cause_result_and_the_customers_confirmation() {
    let (mut rig, delivery) = received();
    run(&mut rig, "raise_objection", delivery, raised(false));
    run(&mut rig, "agree_remedy", delivery, remedy("allowance"));
    assert_eq!(refused(&mut rig, "close_objection", delivery, settled()), ["not_answered"]);
    run(&mut rig, "respond_to_objection", delivery, answer());
    for field in ["cause_category", "cause", "result", "result_way", "customer_word"] {
        let key = format!("objections/o/{field}");
        assert_eq!(
            refused(&mut rig, "close_objection", delivery, without(settled(), &[&key])),
            ["required"],
            "{field}"
        );
    }
    let signed = with(settled(), vec![("objections/o/result_way", text("signature"))]);
    assert_eq!(refused(&mut rig, "close_objection", delivery, signed), ["required"]);
    let headed = with(settled(), vec![("objections/o/department_head", reference(99))]);
    assert_eq!(refused(&mut rig, "close_objection", delivery, headed), ["unknown_person"]);
    let returned = with(settled(), vec![("units/b/returned", boolean(true))]);
    assert_eq!(refused(&mut rig, "close_objection", delivery, returned), ["not_here"]);
    run(
        &mut rig,
        "close_objection",
        delivery,
        with(settled(), vec![("objections/o/department_head", reference(ENGINEER))]),
    );
    assert_eq!(rig.record("delivery", delivery).instant("objections/o/closed_at"), Some(rig.at));
}

#[test]
fn s12_work_on_an_objection_is_logged_with_time_and_name() {
    let (mut rig, delivery) = received();
    run(&mut rig, "raise_objection", delivery, raised(false));
    let entry = |objection: &str| {
        vec![("objection_log/w/objection", text(objection)), ("objection_log/w/text", text("已联系承运人"))]
    };
    assert_eq!(refused(&mut rig, "log_work", delivery, entry("x")), ["row_unknown"]);
    assert_eq!(refused(&mut rig, "log_work", delivery, without(entry("o"), &["objection_log/w/text"])), ["required"]);
    run(&mut rig, "log_work", delivery, entry("o"));
    let facts = rig.record("delivery", delivery);
    assert_eq!(facts.instant("objection_log/w/at"), Some(rig.at));
    assert_eq!(facts.reference("objection_log/w/by"), Some(id(SALESPERSON)));
    run(&mut rig, "withdraw_objection", delivery, vec![("objections/o/customer_word", text("赵工撤回"))]);
    let late = vec![("objection_log/v/objection", text("o")), ("objection_log/v/text", text("又一次"))];
    assert_eq!(refused(&mut rig, "log_work", delivery, late), ["row_unknown"]);
}

#[test]
fn s10_s11_s12_who_may_is_as_the_manual_says() {
    use Role::{Desk, Engineer, Finance, Manager, Sales, Supervisor, Warehouse};
    let may = |verb: &str, role: Role| {
        KIND.step(verb).unwrap().who.iter().find(|who| who.role == role).map(|who| if who.own { 'o' } else { 'D' })
    };
    for (verbs, expected) in [
        (&["notify", "confirm", "replan_shipment", "change_ship_to"][..], "oD-D--"),
        (&["ship"], "--D---"),
        (&["release_unconfirmed"], "-D----"),
        (&["present", "receive", "refuse", "absent", "refuse_goods"], "oD---o"),
        (&["raise_objection", "respond_to_objection", "withdraw_objection"], "oD-DDo"),
        (&["agree_remedy", "log_work", "record_return", "close_objection"], "oDD-D-"),
        (&["amend"], "oD--Do"),
    ] {
        for verb in verbs {
            let roles = [Sales, Manager, Warehouse, Desk, Supervisor, Engineer];
            let held: String = roles.map(|role| may(verb, role).unwrap_or('-')).iter().collect();
            assert_eq!(held, expected, "{verb}");
            assert_eq!(may(verb, Finance), None);
        }
    }
}

#[test]
fn every_status_of_an_objection_is_reached() {
    let status = |rig: &Rig, delivery| objection_status(&rig.record("delivery", delivery).item("objections", "o")).code;
    let (mut rig, delivery) = received();
    run(&mut rig, "raise_objection", delivery, raised(false));
    assert_eq!(status(&rig, delivery), "raised");
    run(&mut rig, "respond_to_objection", delivery, answer());
    assert_eq!(status(&rig, delivery), "responded");
    run(&mut rig, "agree_remedy", delivery, remedy("repair"));
    assert_eq!(status(&rig, delivery), "remedying");
    run(&mut rig, "close_objection", delivery, settled());
    assert_eq!(status(&rig, delivery), "closed");
    let (mut rig, delivery) = received();
    run(&mut rig, "raise_objection", delivery, raised(false));
    run(&mut rig, "withdraw_objection", delivery, vec![("objections/o/customer_word", text("赵工撤回"))]);
    assert_eq!(status(&rig, delivery), "withdrawn");
}

#[test]
fn every_status_of_a_delivery_is_reached() {
    let mut seen = BTreeSet::new();
    let (mut rig, delivery) = planned();
    let mut note = |rig: &Rig, delivery| assert!(seen.insert(rig.status("delivery", delivery)));
    note(&rig, delivery);
    run(&mut rig, "notify", delivery, contact(true));
    note(&rig, delivery);
    let confirmed = vec![
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("confirmed_by", text("赵工")),
    ];
    run(&mut rig, "confirm", delivery, confirmed);
    note(&rig, delivery);
    run(&mut rig, "ship", delivery, vec![("carrier", text("顺达物流"))]);
    note(&rig, delivery);
    run(&mut rig, "arrive", delivery, vec![]);
    note(&rig, delivery);
    run(&mut rig, "absent", delivery, vec![("rounds/1/absent_note", text("收货人已下班"))]);
    note(&rig, delivery);
    run(&mut rig, "receive", delivery, receipt());
    note(&rig, delivery);
    run(&mut rig, "raise_objection", delivery, raised(false));
    note(&rig, delivery);
    let again: Given = answer().into_iter().map(|(key, value)| (renamed(key), value)).collect();
    run(&mut rig, "respond_to_objection", delivery, again);
    run(&mut rig, "agree_remedy", delivery, remedy("repair"));
    run(&mut rig, "close_objection", delivery, settled());
    note(&rig, delivery);
    let (mut rig, delivery) = arrived();
    let oral = vec![
        ("proxy_for", text("赵工")),
        ("proxy_reason", text("同事，赵工出差")),
        ("authority", text("oral")),
        ("authority_note", text("赵工 13800000000 14:05 同意")),
    ];
    run(&mut rig, "receive", delivery, with(receipt(), oral));
    note(&rig, delivery);
    let (mut rig, delivery) = arrived();
    run(&mut rig, "refuse_goods", delivery, vec![("goods_refused_reason", text("整批损坏"))]);
    note(&rig, delivery);
    let (mut rig, delivery) = planned();
    run(&mut rig, "cancel", delivery, vec![("cancelled_reason", text("改期"))]);
    note(&rig, delivery);
    assert_eq!(seen, KIND.statuses.iter().map(|rule| rule.code).collect());
}

#[test]
fn s12_two_phones_that_gave_the_same_number_print_different_ones() {
    let (rig, delivery) = received();
    let mut facts = rig.record("delivery", delivery);
    for (row, ordinal, minutes) in [("c", 2, 9), ("a", 1, 5), ("b", 2, 7), ("d", 3, 1)] {
        facts.0.insert(format!("objections/{row}/ordinal"), number(ordinal));
        facts.0.insert(format!("objections/{row}/raised_at"), rig.at.plus_ms(minutes * 60_000).to_scalar());
    }
    let expected = [("a", 1), ("b", 2), ("c", 3), ("d", 4)].map(|(row, number)| (row.to_owned(), number));
    assert_eq!(objection_numbers(&facts), expected.into());
}
