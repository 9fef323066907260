//! D-01 and D-02 from real steps, with the manual's worked examples 37, 38 and 44.
//! Absent by design: how days are counted, which the clock engine's tests show.

use ClockState::{Cancelled, DueSoon, Met, MetLate, Missed, Overdue, Running};

use super::*;

#[test]
fn d01_example_44_a_connected_needs_talk_starts_it_and_nothing_else() {
    let (mut scene, sales) = taken("a", "2026-11-20 09:00");
    for purpose in ["follow_up", "negotiation", "callback", "other"] {
        log(&mut scene, sales, "2026-11-20 10:00", said(purpose.replace('_', "-").as_str(), purpose));
    }
    let tried = with(said("m0", "needs_talk"), [("communications/m0/connected", Scalar::Boolean(false))]);
    log(&mut scene, sales, "2026-11-20 10:30", tried);
    assert_eq!(clocks(&scene, sales, "D-01", "2026-11-20 12:00"), []);
    let ends = [
        ("communications/m1/started_at", moment("2026-11-20 16:30").to_scalar()),
        ("communications/m1/ended_at", moment("2026-11-20 17:30").to_scalar()),
    ];
    log(&mut scene, sales, "2026-11-20 17:40", with(said("m1", "needs_talk"), ends));
    assert_eq!(clocks(&scene, sales, "D-01", "2026-11-21 11:29"), [one("2026-11-21 17:30", Running)]);
    assert_eq!(clocks(&scene, sales, "D-01", "2026-11-21 17:31"), [one("2026-11-21 17:30", Overdue)]);
    // A corrected time moves it.
    let corrected = values([
        ("communications/m1/ended_at", moment("2026-11-20 17:00").to_scalar()),
        ("communications/m1/corrected_reason", text("笔误")),
    ]);
    scene.perform("customer_sales.correct_communication", sales, SALES, moment("2026-11-20 18:00"), corrected).unwrap();
    assert_eq!(clocks(&scene, sales, "D-01", "2026-11-21 10:00"), [one("2026-11-21 17:00", Running)]);
}

#[test]
fn d01_ends_with_the_lead_or_the_talk_and_a_miss_is_not_washed_away() {
    let talk = || {
        let (mut scene, sales) = taken("a", "2026-11-20 09:00");
        log(&mut scene, sales, "2026-11-20 10:00", said("m1", "needs_talk"));
        (scene, sales)
    };
    let withdrawn = values([("communications/m1/withdrawn_reason", text("登记错误"))]);
    let lost = values([("closed_reason", text("选了竞品"))]);
    for (step, given) in [("withdraw_communication", withdrawn), ("close", lost)] {
        for (when, state) in [("2026-11-20 12:00", Cancelled), ("2026-11-21 12:00", Missed)] {
            let (mut scene, sales) = talk();
            scene.perform(&format!("customer_sales.{step}"), sales, SALES, moment(when), given.clone()).unwrap();
            assert_eq!(clocks(&scene, sales, "D-01", "2026-11-23 09:00"), [one("2026-11-21 10:00", state)], "{step}");
        }
    }
    let (mut scene, sales) = talk();
    scene.put("customer", id(8), [("name", text("总厂"))]);
    let into = values([("merged_into", id(8).to_scalar())]);
    scene.perform("customer.merge", CUSTOMER, MANAGER, moment("2026-11-20 12:00"), into).unwrap();
    assert_eq!(clocks(&scene, sales, "D-01", "2026-11-23 09:00"), [one("2026-11-21 10:00", Cancelled)]);
}

#[test]
fn d02a_example_37_grade_a_is_decided_or_reviewed_in_thirty_days() {
    let (mut scene, sales) = taken("a", "2026-04-01 10:00");
    assert_eq!(clocks(&scene, sales, "D-02a", "2026-04-20 12:00"), [one("2026-05-06 18:00", Running)]);
    assert_eq!(clocks(&scene, sales, "D-02a", "2026-04-30 12:00"), [one("2026-05-06 18:00", DueSoon)]);
    take(&mut scene, sales, "a", "2026-05-06 17:00");
    let [first, second] = clocks(&scene, sales, "D-02a", "2026-05-07 09:00").try_into().unwrap();
    assert_eq!(
        (first, second.1),
        (one("2026-05-06 18:00", Met), Running),
        "S-02 again is a review, and the next begins"
    );
    let won = values([("closed_reason", text("价格合适"))]);
    scene.perform("customer_sales.win", sales, SALES, moment("2026-07-01 10:00"), won.clone()).unwrap();
    assert_eq!(clocks(&scene, sales, "D-02a", "2026-07-02 09:00")[1].1, MetLate);
    assert_eq!(scene.refused("customer_sales.win", sales, SALES, moment("2026-07-01 11:00"), won.clone()), ["won"]);
    assert_eq!(scene.status("customer", CUSTOMER, "2026-07-02".parse().unwrap()), "graded", "a win closes nothing");
    take(&mut scene, sales, "a", "2026-07-03 10:00");
    assert_eq!(clocks(&scene, sales, "D-02a", "2026-07-04 09:00")[2].1, Running);
    scene.perform("customer_sales.win", sales, SALES, moment("2026-07-05 10:00"), won).unwrap();
    let silent = values([("closed_reason", text(" "))]);
    take(&mut scene, sales, "a", "2026-07-06 10:00");
    assert_eq!(
        scene.refused("customer_sales.win", sales, SALES, moment("2026-07-07 10:00"), silent.clone()),
        ["required"]
    );
    assert_eq!(scene.refused("customer_sales.close", sales, SALES, moment("2026-07-07 10:00"), silent), ["required"]);
}

#[test]
fn d02b_example_38_each_contact_with_a_b_customer_starts_the_next() {
    let (mut scene, sales) = taken("b", "2026-01-05 10:00");
    let rule = |scene: &Scene, now: &str| clocks(scene, sales, "D-02b", now);
    assert_eq!(rule(&scene, "2026-01-06 09:00"), [one("2026-02-05 18:00", Running)]);
    let tried = with(said("m0", "follow_up"), [("communications/m0/connected", Scalar::Boolean(false))]);
    log(&mut scene, sales, "2026-01-20 10:00", tried);
    assert_eq!(rule(&scene, "2026-01-21 09:00").len(), 1, "an attempt is no contact");
    log(&mut scene, sales, "2026-01-31 10:00", said("m1", "follow_up"));
    assert_eq!(rule(&scene, "2026-02-21 18:00"), [one("2026-02-05 18:00", Met), one("2026-02-28 18:00", DueSoon)]);
    // A review that keeps the grade is no contact, and starts none.
    take(&mut scene, sales, "b", "2026-02-22 10:00");
    assert_eq!(rule(&scene, "2026-02-22 18:00").len(), 2);
    // A new grade ends it: not yet due.
    take(&mut scene, sales, "c", "2026-02-23 10:00");
    assert_eq!(rule(&scene, "2026-02-24 18:00")[1], one("2026-02-28 18:00", Cancelled));
    // A withdrawn contact never was one.
    let withdrawn = values([("communications/m1/withdrawn_reason", text("登记错误"))]);
    let now = moment("2026-02-24 10:00");
    scene.perform("customer_sales.withdraw_communication", sales, SALES, now, withdrawn).unwrap();
    assert_eq!(rule(&scene, "2026-02-24 18:00"), [one("2026-02-05 18:00", Missed)], "past due when the grade changed");
}

#[test]
fn d02b_a_late_entry_meets_it_and_is_shown_as_one() {
    let (mut scene, sales) = taken("b", "2026-01-05 10:00");
    let late = [
        ("communications/m1/started_at", moment("2026-01-10 10:00").to_scalar()),
        ("communications/m1/ended_at", moment("2026-01-10 10:10").to_scalar()),
        ("communications/m1/late_reason", text("出差无信号")),
    ];
    log(&mut scene, sales, "2026-02-20 10:00", with(said("m1", "follow_up"), late));
    let facts = scene.facts("customer_sales", sales);
    let all = evaluate(&KIND, &facts, &|_, _| None, &Calendar::shipped(), moment("2026-02-20 12:00"));
    let first = all.iter().find(|clock| clock.rule == "D-02b").unwrap();
    assert_eq!((first.state, first.late_entry, first.who_field), (Met, true, "salesperson"));
}

#[test]
fn d02c_a_b_grade_is_reviewed_in_three_months() {
    let (mut scene, sales) = taken("b", "2026-06-15 10:00");
    let rule = |scene: &Scene, now: &str| clocks(scene, sales, "D-02c", now);
    assert_eq!(rule(&scene, "2026-07-01 09:00"), [one("2026-09-15 18:00", Running)]);
    log(&mut scene, sales, "2026-07-01 10:00", said("m1", "follow_up"));
    assert_eq!(rule(&scene, "2026-09-08 18:00"), [one("2026-09-15 18:00", DueSoon)], "a contact is no review");
    take(&mut scene, sales, "a", "2026-09-16 10:00");
    assert_eq!(rule(&scene, "2026-09-17 09:00"), [one("2026-09-15 18:00", MetLate)]);
    assert_eq!(clocks(&scene, sales, "D-02a", "2026-09-17 09:00").len(), 1, "the new grade's begins that day");
}

#[test]
fn d02_a_grade_given_elsewhere_after_the_loss_starts_nothing_until_the_customer_is_reopened() {
    let (mut scene, sales) = taken("b", "2026-01-05 10:00");
    let lost = values([("closed_reason", text("停产"))]);
    scene.perform("customer_sales.close", sales, SALES, moment("2026-01-06 10:00"), lost).unwrap();
    // From a phone that had not heard of the loss.
    let elsewhere = [("gradings/g9/grade", text("c")), ("gradings/g9/at", moment("2026-01-07 10:00").to_scalar())];
    scene.put("customer_sales", sales, elsewhere);
    assert_eq!(clocks(&scene, sales, "D-02d", "2026-01-08 09:00"), []);
    scene.perform("customer_sales.reopen", sales, SALES, moment("2026-01-08 10:00"), values([])).unwrap();
    assert_eq!(clocks(&scene, sales, "D-02d", "2026-01-09 09:00").len(), 1, "by the grade it has now");
}

#[test]
fn d02d_a_c_customer_is_contacted_every_ninety_days() {
    let (mut scene, sales) = taken("c", "2026-06-29 10:00");
    let rule = |scene: &Scene, now: &str| clocks(scene, sales, "D-02d", now);
    assert_eq!(rule(&scene, "2026-07-01 09:00"), [one("2026-09-28 18:00", Running)]);
    log(&mut scene, sales, "2026-07-03 10:00", said("m1", "callback"));
    assert_eq!(rule(&scene, "2026-07-04 09:00"), [one("2026-09-28 18:00", Met), one("2026-10-08 18:00", Running)]);
    let lost = values([("closed_reason", text("停产"))]);
    scene.perform("customer_sales.close", sales, SALES, moment("2026-07-05 10:00"), lost).unwrap();
    assert_eq!(rule(&scene, "2026-07-06 09:00")[1].1, Cancelled);
    scene.perform("customer_sales.reopen", sales, SALES, moment("2026-07-10 10:00"), values([])).unwrap();
    assert_eq!(rule(&scene, "2026-07-11 09:00")[2], one("2026-10-08 18:00", Running), "reopened, it runs anew");
    scene.put("customer", id(8), [("name", text("总厂"))]);
    let into = values([("merged_into", id(8).to_scalar())]);
    scene.perform("customer.merge", CUSTOMER, MANAGER, moment("2026-10-09 10:00"), into).unwrap();
    assert_eq!(rule(&scene, "2026-10-10 09:00")[2].1, Missed, "merging does not wash a miss away");
}

#[test]
fn s02_d02_an_imported_grade_starts_no_clock() {
    let (mut scene, sales) = recorded(moment("2026-04-01 10:00"));
    let listed = values([("grade", text("a")), ("next_follow_up", text("2026-05-01"))]);
    scene.perform("customer_sales.import", sales, MANAGER, moment("2026-04-01 11:00"), listed).unwrap();
    assert!(
        evaluate(&KIND, &scene.facts("customer_sales", sales), &|_, _| None, &Calendar::shipped(), at(0)).is_empty()
    );
    take(&mut scene, sales, "a", "2026-04-02 10:00");
    let again = values([("grade", text("b"))]);
    assert_eq!(scene.refused("customer_sales.import", sales, MANAGER, moment("2026-04-03 10:00"), again), ["graded"]);
}

#[test]
fn d02_a_closing_by_a_phone_without_outcomes_ends_the_clocks_too() {
    let mut rig = crate::records::rig::Rig::new(SALES);
    let graded =
        [("gradings/g/grade", text("b")), ("gradings/g/at", at(-60).to_scalar()), ("salesperson", SALES.to_scalar())];
    rig.put("customer_sales", id(50), &graded);
    rig.table_version = 1;
    rig.must("customer_sales.close", id(50), &[("closed_reason", text("停产"))]);
    let facts = rig.record("customer_sales", id(50));
    assert!(facts.items("outcomes").is_empty());
    let all = evaluate(&KIND, &facts, &|_, _| None, &Calendar::shipped(), at(60));
    let states: Vec<_> = all.iter().map(|clock| (clock.rule, clock.state)).collect();
    assert_eq!(states, [("D-02b", Cancelled), ("D-02c", Met)]);
}
