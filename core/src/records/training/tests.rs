//! What a training does: planned, held, signed for, called back; the refusals on the way.
//! Absent by design: how days are counted, which the clock engine's tests show.

mod attendance;
mod callback;
mod clocks;
mod planning;
mod sessions;

use super::{KIND, closed_at};
use crate::{
    process::calendar::Calendar,
    records::scene::{Scene, YES, blob, text, values},
    schema::{Date, Id, Instant, RecordId, Scalar, Values},
};

const JOB: RecordId = Id([1; 16]);
const LATHE: RecordId = Id([2; 16]);
const CUSTOMER: RecordId = Id([3; 16]);
const HANDBOOK: RecordId = Id([5; 16]);
const COMPANY: RecordId = Id([6; 16]);
const DESK: RecordId = Id([10; 16]);
const ENGINEER: RecordId = Id([11; 16]);
const ASSISTANT: RecordId = Id([12; 16]);

const NO: Scalar = Scalar::Boolean(false);

/// A moment in China, such as `2026-11-02 17:00`.
fn when(text: &str) -> Instant {
    let (day, hour) = text.split_once(' ').unwrap();
    Calendar::shipped().at(day.parse().unwrap(), hour.parse().unwrap())
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

fn status(scene: &Scene) -> &'static str {
    scene.status("training", JOB, date("2026-11-20"))
}

/// Who may be named, a handbook, and a training that the desk planned on 2026-10-30, dispatched and
/// accepted.
fn planned() -> Scene {
    let mut scene = Scene::default();
    scene.put("customer", CUSTOMER, [("name", text("东方机械"))]);
    scene.put("person", ENGINEER, [("name", text("王工")), ("phone", text("13900000001"))]);
    scene.put("person", ASSISTANT, [("name", text("赵工")), ("phone", text("13900000002"))]);
    let published = when("2026-01-05 10:00").to_scalar();
    scene.put(
        "library",
        HANDBOOK,
        [
            ("document_kind", text("handbook")),
            ("title", text("数控车床使用手册")),
            ("version", text("V2.1")),
            ("published_at", published),
        ],
    );
    scene.perform("training.plan", JOB, DESK, when("2026-10-30 10:00"), plan()).unwrap();
    let crew = values([("engineer", ENGINEER.to_scalar()), ("assistants/a1/person", ASSISTANT.to_scalar())]);
    scene.perform("training.dispatch", JOB, DESK, when("2026-10-30 10:05"), crew).unwrap();
    scene.perform("training.accept_job", JOB, ENGINEER, when("2026-10-30 11:00"), values([])).unwrap();
    scene
}

fn plan() -> Values {
    values([
        ("customer", CUSTOMER.to_scalar()),
        ("customer_name", text("东方机械")),
        ("site_address", text("苏州市星湖街 328 号")),
        ("form", text("group")),
        ("topic_operation", YES),
        ("machines/m1/equipment", LATHE.to_scalar()),
        ("machines/m1/product_name", text("数控车床")),
    ])
}

/// What dates the session of a row.
fn dated(row: &str, day: &str) -> Values {
    let key = |field: &str| format!("sessions/{row}/{field}");
    [(key("dated_on"), date(day).to_scalar()), (key("agreed_with"), text("李四")), (key("place"), text("二车间"))]
        .into()
}

fn date_session(scene: &mut Scene, row: &str, day: &str, at: &str) {
    scene.perform("training.date_session", JOB, ENGINEER, when(at), dated(row, day)).unwrap();
}

/// Begins the next session and hands out the handbook.
fn begin(scene: &mut Scene, row: &str, at: &str) {
    scene.perform("training.begin_session", JOB, ENGINEER, when(at), values([])).unwrap();
    let key = |field: &str| format!("sessions/{row}/{field}");
    let handbook: Values =
        [(key("handbook"), HANDBOOK.to_scalar()), (key("handbook_copies"), Scalar::Integer(3))].into();
    scene.perform("training.hand_out_handbook", JOB, ENGINEER, when(at), handbook).unwrap();
}

/// What an attendee gives who signs in.
fn signs(row: &str, name: &str) -> Values {
    let key = |field: &str| format!("attendees/{row}/{field}");
    [(key("name"), text(name)), (key("in_person"), YES), (key("handbook_received"), YES), (key("signature"), blob())]
        .into()
}

fn closing(ordinal: i64) -> Values {
    let key = |field: &str| format!("rounds/{ordinal}/{field}");
    [(key("engineer_strokes"), blob()), (key("seal"), blob())].into()
}

/// Ends the session that is going on.
fn end(scene: &mut Scene, at: &str) {
    scene.perform("training.end_session", JOB, ENGINEER, when(at), values([])).unwrap();
}

/// Holds the session of a row, which has its date, to the end at a moment of that day.
fn hold(scene: &mut Scene, row: &str, ordinal: i64, end_at: &str) {
    let (day, _) = end_at.split_once(' ').unwrap();
    begin(scene, row, &format!("{day} 09:00"));
    let given = signs(&format!("p{row}"), "张三");
    scene.perform("training.sign_in", JOB, ENGINEER, when(&format!("{day} 09:05")), given).unwrap();
    end(scene, end_at);
    scene.perform("training.close_sheet", JOB, ENGINEER, when(end_at), closing(ordinal)).unwrap();
}

/// One session, held on Monday 2026-11-02 until 17:00.
fn held() -> Scene {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    hold(&mut scene, "s1", 1, "2026-11-02 17:00");
    scene
}

fn contact(row: &str, connected: Scalar) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), connected),
        (key("channel"), text("telephone")),
        (key("to_name"), text("李四")),
        (key("content"), text("了解掌握情况")),
    ]
    .into()
}

/// What a callback gives that was answered.
fn called(row: &str, mastery: &str) -> Values {
    let key = |field: &str| format!("callbacks/{row}/{field}");
    let mut given = contact(&format!("c{row}"), YES);
    given.extend([(key("mastery"), text(mastery)), (key("questions_answered"), YES)]);
    if mastery == "to_retrain" {
        given.insert(key("further_training"), text("编程"));
    }
    given
}

fn call_back(scene: &mut Scene, row: &str, mastery: &str, at: &str) {
    scene.perform("training.call_back", JOB, DESK, when(at), called(row, mastery)).unwrap();
}

fn attempt(scene: &mut Scene, row: &str, at: &str) {
    scene.perform("training.record_attempt", JOB, DESK, when(at), contact(row, NO)).unwrap();
}

#[test]
fn k_training_the_tables_hold() {
    crate::records::rig::check_kind(&KIND);
}

#[test]
fn k_training_every_status_is_reached_by_its_steps() {
    let mut scene = planned();
    assert_eq!(status(&scene), "to_book");
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    assert_eq!(status(&scene), "booked");
    begin(&mut scene, "s1", "2026-11-02 09:00");
    assert_eq!(status(&scene), "in_session");
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), signs("p1", "张三")).unwrap();
    end(&mut scene, "2026-11-02 17:00");
    assert_eq!(status(&scene), "to_call_back");
    scene.perform("training.close_sheet", JOB, ENGINEER, when("2026-11-02 17:05"), closing(1)).unwrap();
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-04 10:00");
    assert_eq!(status(&scene), "second_session");
    hold(&mut scene, "s2", 2, "2026-11-10 17:00");
    assert_eq!(status(&scene), "to_call_back");
    call_back(&mut scene, "b1", "to_retrain", "2026-11-11 10:00");
    assert_eq!(status(&scene), "retraining");
    let third = with(dated("s3", "2026-11-16"), [("sessions/s3/extra_reason", text("客户要求再讲编程"))]);
    scene.perform("training.date_session", JOB, DESK, when("2026-11-11 10:10"), third).unwrap();
    assert_eq!(status(&scene), "second_session");
    hold(&mut scene, "s3", 3, "2026-11-16 17:00");
    assert_eq!(closed_at(&scene.facts("training", JOB)), None);
    call_back(&mut scene, "b2", "skilled", "2026-11-17 10:00");
    assert_eq!(status(&scene), "completed");
    assert_eq!(closed_at(&scene.facts("training", JOB)), Some(when("2026-11-17 10:00")));

    let mut scene = planned();
    let reason = values([("cancelled_reason", text("客户不需要"))]);
    scene.perform("training.cancel", JOB, DESK, when("2026-11-01 10:00"), reason.clone()).unwrap();
    assert_eq!(status(&scene), "cancelled");
    assert_eq!(scene.refused("training.cancel", JOB, DESK, when("2026-11-02 10:00"), reason), ["closed"]);
}

#[test]
fn k_training_leaves_its_crew_once_it_is_over_and_stays_in_the_service_file() {
    use crate::schema::{Bucket, Holder};
    let mut scene = held();
    let bucket = |holder, class| Bucket { holder, class };
    let of = |scene: &Scene| (KIND.buckets)(JOB, &scene.facts("training", JOB));
    let open = [
        bucket(Holder::All, "job"),
        bucket(Holder::Customer(CUSTOMER), "job"),
        bucket(Holder::Person(ENGINEER), "job"),
        bucket(Holder::Person(ASSISTANT), "job"),
    ];
    assert_eq!(of(&scene), open);
    call_back(&mut scene, "b1", "basic", "2026-11-03 10:00");
    assert!(of(&scene).contains(&bucket(Holder::Customer(CUSTOMER), "service")));
    assert!(!of(&scene).contains(&bucket(Holder::Person(ENGINEER), "job")));
    let grants = |day: &str| (KIND.grants)(JOB, &scene.facts("training", JOB), date(day)).len();
    assert_eq!((grants("2026-12-03"), grants("2026-12-04")), (4, 0), "30 days after closing");
}
