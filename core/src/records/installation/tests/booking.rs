//! Booking, confirming, moving and cancelling, with the clocks of it.
//! Absent by design: the acceptance.

use super::*;

#[test]
fn later_meets_the_booking_clock_and_starts_one_on_the_agreed_day() {
    let mut scene = scene();
    scene.perform("installation.contact", JOB, ENGINEER, at(5), contact("c0", false)).unwrap();
    assert_eq!(runs(&scene, "D-06")[0].met_at, None, "an attempt meets nothing");
    let later = with(contact("c1", true), [("bookings/b1/result", text("later"))]);
    assert_eq!(scene.refused("installation.contact", JOB, ENGINEER, at(10), later.clone()), ["required", "required"]);
    let agreed = [("bookings/b1/call_again_on", day(20).to_scalar()), ("bookings/b1/reason", text("厂房未完工"))];
    scene.perform("installation.contact", JOB, ENGINEER, at(10), with(later, agreed)).unwrap();
    assert_eq!(status(&scene), "postponed");
    let [first, second] = runs(&scene, "D-06").try_into().unwrap();
    assert_eq!((first.start, first.met_at), (at(0), Some(at(10))));
    assert_eq!((second.start, second.agreed_day, second.met_at), (at(10), Some(day(20)), None));
}

#[test]
fn an_appointment_before_the_goods_meets_at_the_receipt() {
    let mut scene = scene();
    scene.put("installation", JOB, [("bookings/b0/result", text("booked")), ("bookings/b0/at", at(-500).to_scalar())]);
    let run = &runs(&scene, "D-06")[0];
    assert_eq!(run.met_at, Some(run.start));
}

#[test]
fn short_notice_asks_who_wished_it() {
    let mut scene = scene();
    assert_eq!(scene.refused("installation.contact", JOB, ENGINEER, at(10), booked(2)), ["required"]);
    let company = with(booked(2), [("appointments/a1/short_notice_by", text("company"))]);
    let customer = with(
        booked(2),
        [("appointments/a1/short_notice_by", text("customer")), ("appointments/a1/short_notice_name", text("李四"))],
    );
    assert_eq!(scene.refused("installation.contact", JOB, ENGINEER, at(10), customer.clone()), ["confirm_now"]);
    let confirmed = with(customer, [("appointments/a1/confirmed_in_call", YES)]);
    scene.perform("installation.contact", JOB, ENGINEER, at(10), confirmed).unwrap();
    assert_eq!(status(&scene), "confirmed");
    assert!(runs(&scene, "D-07")[0].waived.is_some());
    let mut scene = self::scene();
    scene.perform("installation.contact", JOB, ENGINEER, at(10), company).unwrap();
    assert_eq!(status(&scene), "booked");
    let run = &runs(&scene, "D-07")[0];
    assert!(run.waived.is_none() && run.met_at.is_none());
}

#[test]
fn a_moved_appointment_is_confirmed_anew() {
    let mut scene = scene();
    scene.perform("installation.contact", JOB, ENGINEER, at(10), booked(10)).unwrap();
    scene.perform("installation.confirm_appointment", JOB, ENGINEER, at(20), contact("c2", true)).unwrap();
    assert_eq!(status(&scene), "confirmed");
    let moved = with(
        contact("c3", true),
        [
            ("appointments/a2/at", at(15 * DAY).to_scalar()),
            ("appointments/a2/moved_by", text("customer")),
            ("appointments/a2/moved_reason", text("停电")),
        ],
    );
    scene.perform("installation.reschedule", JOB, DESK, at(30), moved).unwrap();
    assert_eq!(status(&scene), "booked");
    let [old, new] = runs(&scene, "D-07").try_into().unwrap();
    assert_eq!(old.met_at, Some(at(20)));
    assert_eq!((new.start, new.met_at, new.ended), (at(30), None, None));
    scene.perform("installation.arrive", JOB, ENGINEER, at(15 * DAY), values([])).unwrap();
    assert_eq!(runs(&scene, "D-07")[1].ended.map(|end| end.at), Some(at(15 * DAY)), "missed: never confirmed");
}

#[test]
fn a_cancelled_installation_ends_its_clocks() {
    let mut scene = scene();
    scene.perform("installation.cancel", JOB, DESK, at(50), values([("cancelled_reason", text("退货"))])).unwrap();
    assert_eq!(status(&scene), "cancelled");
    assert_eq!(runs(&scene, "D-06")[0].ended.map(|end| end.at), Some(at(50)));
    assert_eq!(scene.status("equipment", LATHE, day(0)), "not_installed");
    assert_eq!(scene.refused("installation.contact", JOB, ENGINEER, at(60), contact("c1", false)), ["closed"]);
}
