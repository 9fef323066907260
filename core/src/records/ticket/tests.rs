//! What a ticket does: a job from submission to callback, the decisions of domain §2.3, refusals.
//! Absent by design: due times, which the clock engine's tests count.

mod callback_record;
mod closing;
mod course;
mod intake;
mod work;

use super::{KIND, closed_at};
use crate::{
    records::scene::{MONDAY_NINE, Scene, YES, at, blob, day, id, text, values},
    schema::{Bucket, ClockRun, Holder, Money, RecordId, Scalar, Values},
};

const TICKET: RecordId = crate::schema::Id([1; 16]);
const MACHINE: RecordId = crate::schema::Id([2; 16]);
const CUSTOMER: RecordId = crate::schema::Id([3; 16]);
const DESK: RecordId = crate::schema::Id([10; 16]);
const ENGINEER: RecordId = crate::schema::Id([11; 16]);
const OTHER: RecordId = crate::schema::Id([12; 16]);
const SUPERVISOR: RecordId = crate::schema::Id([13; 16]);

/// A scene with a customer, a machine under warranty, and the people.
fn scene() -> Scene {
    let mut scene = Scene::default();
    scene.put("customer", CUSTOMER, [("name", text("东方机械"))]);
    scene.put(
        "equipment",
        MACHINE,
        [
            ("customer", CUSTOMER.to_scalar()),
            ("product_name", text("数控车床")),
            ("model", text("CK6150")),
            ("serial_number", text("SN-0042")),
            ("warranty_until", day(100).to_scalar()),
        ],
    );
    scene.put("person", ENGINEER, [("name", text("王工")), ("phone", text("13800000001"))]);
    scene
}

fn intake() -> Values {
    values([
        ("channel", text("hotline")),
        ("submitted_at", MONDAY_NINE.to_scalar()),
        ("equipment", MACHINE.to_scalar()),
        ("contact_name", text("李四")),
        ("contact_phone", text("13900000000")),
        ("service_address", text("苏州市星湖街 328 号")),
        ("description", text("主轴异响")),
        ("machine_down", YES),
    ])
}

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

/// Taken in at once, graded and dispatched.
fn dispatched(urgency: &str) -> Scene {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
    scene.perform("ticket.respond", TICKET, DESK, at(5), contact("c1")).unwrap();
    let reason = text("客户说明");
    scene
        .perform("ticket.grade", TICKET, DESK, at(6), values([("urgency", text(urgency)), ("urgency_reason", reason)]))
        .unwrap();
    if urgency != "suggestion" {
        scene.perform("ticket.dispatch", TICKET, DESK, at(7), values([("engineer", ENGINEER.to_scalar())])).unwrap();
        scene.perform("ticket.accept_job", TICKET, ENGINEER, at(8), values([])).unwrap();
    }
    scene
}

fn contact(row: &str) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), YES),
        (key("channel"), text("telephone")),
        (key("to_name"), text("李四")),
        (key("content"), text("已约定下一步")),
    ]
    .into()
}

fn attempt(row: &str) -> Values {
    with(contact(row), [(&format!("contacts/{row}/connected"), Scalar::Boolean(false))])
}

fn work() -> Values {
    values([
        ("work/1/fault_confirmed", text("主轴轴承磨损")),
        ("work/1/diagnosis", text("轴承")),
        ("work/1/cause", text("wear")),
        ("work/1/method", text("part_replaced")),
        ("work/1/work_done", text("更换轴承")),
        ("work/1/test_result", text("passed")),
    ])
}

fn solution() -> Values {
    values([
        ("solutions/s1/text", text("更换轴承")),
        ("solutions/s1/promised_on", day(1).to_scalar()),
        ("solutions/s1/told_to", text("李四")),
        ("solutions/s1/channel", text("telephone")),
    ])
}

/// What is filled in when the form is shown.
fn showing() -> Values {
    values([("rounds/1/statement", text("声明")), ("rounds/1/privacy_notice_shown", YES)])
}

/// Dispatched, visited and solved on site at minute 200.
fn solved() -> Scene {
    let mut scene = dispatched("general");
    scene.perform("ticket.give_solution", TICKET, ENGINEER, at(20), solution()).unwrap();
    scene.perform("ticket.leave", TICKET, ENGINEER, at(60), values([("visits/v1/packed", text("扳手"))])).unwrap();
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    scene.perform("ticket.solve", TICKET, ENGINEER, at(200), work()).unwrap();
    scene
}

/// The same, and shown.
fn presented() -> Scene {
    let mut scene = solved();
    scene.perform("ticket.present", TICKET, ENGINEER, at(201), showing()).unwrap();
    scene
}

fn signature() -> Values {
    values([
        ("rounds/1/way", text("device")),
        ("rounds/1/signer_name", text("李四")),
        ("rounds/1/capacity", text("person_in_charge")),
        ("rounds/1/opinion", text("agree")),
        ("rounds/1/solved", text("solved")),
        ("rounds/1/strokes", blob()),
        ("rounds/1/engineer_strokes", blob()),
        ("rounds/1/seal", blob()),
    ])
}

fn callback(row: &str, result: &str) -> Values {
    let key = |field: &str| format!("callbacks/{row}/{field}");
    let mut given: Values = [
        (key("result"), text(result)),
        (key("to_name"), text("李四")),
        (key("to_phone"), text("13900000000")),
        (key("content"), text("又响了")),
    ]
    .into();
    if result.starts_with("callback") {
        given.insert(key("score"), Scalar::Integer(5));
    }
    given
}

fn runs(scene: &Scene, rule: &str) -> Vec<ClockRun> {
    let clock = KIND.clocks.iter().find(|clock| clock.id == rule).unwrap();
    (clock.runs)(&scene.facts("ticket", TICKET))
}

fn run(scene: &Scene, rule: &str, instance: &str) -> ClockRun {
    runs(scene, rule).into_iter().find(|run| run.instance == instance).unwrap()
}

fn status(scene: &Scene) -> &'static str {
    scene.status("ticket", TICKET, day(0))
}
