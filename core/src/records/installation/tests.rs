//! What an installation does: from booking to acceptance, the decisions of domain §2.3, refusals.
//! Absent by design: due times, which the clock engine's tests count.

mod acceptance;
mod booking;
mod training;

use super::{KIND, WarrantyMonths, closed_at, result_of};
use crate::{
    records::scene::{Scene, YES, at, blob, day, text, values},
    schema::{ClockRun, Date, Id, RecordId, Scalar, Values},
};

const JOB: RecordId = Id([1; 16]);
const LATHE: RecordId = Id([2; 16]);
const MILL: RecordId = Id([4; 16]);
const CUSTOMER: RecordId = Id([3; 16]);
const INSTRUCTION: RecordId = Id([5; 16]);
const DESK: RecordId = Id([10; 16]);
const ENGINEER: RecordId = Id([11; 16]);
const SUPERVISOR: RecordId = Id([13; 16]);
const DAY: i64 = 24 * 60;

/// An installation of two machines as a receipt begins it, dispatched and accepted.
fn scene() -> Scene {
    let mut scene = Scene::default();
    scene.put("customer", CUSTOMER, [("name", text("东方机械"))]);
    for machine in [LATHE, MILL] {
        scene.put("equipment", machine, [("customer", CUSTOMER.to_scalar()), ("received_on", day(0).to_scalar())]);
    }
    scene.put(
        "installation",
        JOB,
        [
            ("customer", CUSTOMER.to_scalar()),
            ("customer_name", text("东方机械")),
            ("site_address", text("苏州市星湖街 328 号")),
            ("received_at", at(0).to_scalar()),
            ("machines/m1/equipment", LATHE.to_scalar()),
            ("machines/m1/product_name", text("数控车床")),
            ("machines/m1/model", text("CK6150")),
            ("machines/m1/serial_number", text("SN-1")),
            ("machines/m2/equipment", MILL.to_scalar()),
            ("machines/m2/product_name", text("立式铣床")),
            ("machines/m2/model", text("XK5032")),
            ("machines/m2/serial_number", text("SN-2")),
        ],
    );
    scene.put(
        "library",
        INSTRUCTION,
        [
            ("title", text("数控车床安装作业指导书")),
            ("version", text("V3")),
            ("checklist/c1/title", text("接地电阻")),
            ("checklist/c1/nominal_value", text("≤ 4")),
            ("checklist/c1/unit", text("Ω")),
            ("checklist/c1/required", YES),
            ("checklist/c1/safety", YES),
            ("checklist/c2/title", text("水平度")),
        ],
    );
    scene.perform("installation.dispatch", JOB, DESK, at(1), values([("engineer", ENGINEER.to_scalar())])).unwrap();
    scene.perform("installation.accept_job", JOB, ENGINEER, at(2), values([])).unwrap();
    scene
}

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

fn contact(row: &str, connected: bool) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), Scalar::Boolean(connected)),
        (key("channel"), text("telephone")),
        (key("to_name"), text("李四")),
        (key("content"), text("约定安装")),
    ]
    .into()
}

fn booked(days: i64) -> Values {
    let appointment = at(days * DAY).to_scalar();
    with(contact("c1", true), [("bookings/b1/result", text("booked")), ("appointments/a1/at", appointment)])
}

fn runs(scene: &Scene, rule: &str) -> Vec<ClockRun> {
    let clock = KIND.clocks.iter().find(|clock| clock.id == rule).unwrap();
    (clock.runs)(&scene.facts("installation", JOB))
}

fn status(scene: &Scene) -> &'static str {
    scene.status("installation", JOB, day(0))
}

/// On site, the work begun, every item checked and the trial run done.
fn worked() -> Scene {
    let mut scene = scene();
    scene.perform("installation.contact", JOB, ENGINEER, at(10), booked(10)).unwrap();
    scene.perform("installation.confirm_appointment", JOB, ENGINEER, at(DAY), contact("c2", true)).unwrap();
    scene.perform("installation.arrive", JOB, ENGINEER, at(10 * DAY), values([])).unwrap();
    work(&mut scene, 1);
    scene
}

fn work(scene: &mut Scene, round: i64) {
    let key = |field: &str| format!("work/{round}/{field}");
    let start: Values = [(key("work_instruction"), INSTRUCTION.to_scalar())].into();
    scene.perform("installation.start_work", JOB, ENGINEER, at(10 * DAY + 1), start).unwrap();
    let facts = scene.facts("installation", JOB);
    let mut checked = Values::new();
    for item in facts.items("checklist").iter().filter(|item| item.integer("round") == Some(round)) {
        checked.insert(item.key("verdict"), text("pass"));
        checked.insert(item.key("measured_value"), text("2"));
    }
    scene.perform("installation.record_checklist", JOB, ENGINEER, at(10 * DAY + 2), checked).unwrap();
    let trial: Values = [
        (key("trial_from"), at(10 * DAY).to_scalar()),
        (key("trial_to"), at(10 * DAY + 3).to_scalar()),
        (key("trial_load"), text("80%")),
        (key("trial_result"), text("trial_passed")),
    ]
    .into();
    scene.perform("installation.trial_run", JOB, ENGINEER, at(10 * DAY + 3), trial).unwrap();
}

fn shown(round: i64, results: [&str; 2]) -> Values {
    let key = |field: &str| format!("rounds/{round}/{field}");
    let mut given: Values = [
        (key("statement"), text("声明")),
        (key("privacy_notice_shown"), YES),
        (key("installed_on"), day(10).to_scalar()),
    ]
    .into();
    for (machine, result) in ["m1", "m2"].iter().zip(results) {
        given.insert(format!("results/r{round}{machine}/machine"), text(machine));
        given.insert(format!("results/r{round}{machine}/result"), text(result));
        given.insert(format!("results/r{round}{machine}/state"), text("normal"));
    }
    if results.contains(&"to_rectify") {
        given.insert("rectifications/t1/text".into(), text("更换防护罩"));
        given.insert("rectifications/t1/responsible".into(), text("王工"));
        given.insert("rectifications/t1/due_on".into(), day(15).to_scalar());
    }
    given
}

fn signature(round: i64, opinion: &str) -> Values {
    let key = |field: &str| format!("rounds/{round}/{field}");
    [
        (key("way"), text("device")),
        (key("signer_name"), text("李四")),
        (key("capacity"), text("accepting_person")),
        (key("opinion"), text(opinion)),
        (key("strokes"), blob()),
        (key("engineer_strokes"), blob()),
        (key("seal"), blob()),
    ]
    .into()
}

fn presented(results: [&str; 2]) -> Scene {
    let mut scene = worked();
    scene.perform("installation.present", JOB, ENGINEER, at(10 * DAY + 10), shown(1, results)).unwrap();
    scene
}

const SIGNED: i64 = 10 * DAY + 15;
