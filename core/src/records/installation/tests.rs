//! What an installation does: from booking to acceptance, the decisions of domain §2.3, refusals.
//! Absent by design: due times, which the clock engine's tests count.

use super::{KIND, closed_at, result_of, warranty_until};
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
            ("received_at", at(0).to_scalar()),
            ("machines/m1/equipment", LATHE.to_scalar()),
            ("machines/m1/serial_number", text("SN-1")),
            ("machines/m2/equipment", MILL.to_scalar()),
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

#[test]
fn an_accepted_installation_starts_the_warranty_of_each_machine() {
    let mut scene = worked();
    assert_eq!(status(&scene), "on_site");
    assert_eq!(scene.status("equipment", LATHE, day(0)), "installing");
    let facts = scene.facts("installation", JOB);
    assert_eq!(facts.items("checklist").len(), 4, "two items for each of two machines");
    assert_eq!(facts.text("work/1/instruction_version"), Some("V3"));
    scene.perform("installation.present", JOB, ENGINEER, at(10 * DAY + 10), shown(1, ["accepted"; 2])).unwrap();
    assert_eq!(status(&scene), "presented");
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert_eq!(status(&scene), "accepted");
    for machine in [LATHE, MILL] {
        let machine = scene.facts("equipment", machine);
        assert_eq!(machine.date("installed_on"), Some(day(10)));
        assert_eq!(machine.date("warranty_from"), Some(day(10)));
        assert_eq!(machine.date("warranty_until"), Some("2027-12-03".parse().unwrap()));
    }
    assert_eq!(scene.status("equipment", LATHE, day(0)), "in_warranty");
    assert_eq!(scene.status("customer", CUSTOMER, day(0)), "active");
    assert!(closed_at(&scene.facts("installation", JOB)).is_some());
}

#[test]
fn the_warranty_ends_by_whichever_is_earlier() {
    let date = |text: &str| -> Date { text.parse().unwrap() };
    for (accepted, received, until) in [
        ("2026-03-01", Some("2026-02-01"), "2027-03-01"),
        ("2026-12-01", Some("2026-02-01"), "2027-08-01"),
        ("2026-08-01", Some("2026-02-01"), "2027-08-01"),
        ("2024-02-29", None, "2025-02-28"),
        ("2026-12-31", Some("2025-08-31"), "2027-02-28"),
    ] {
        assert_eq!(warranty_until(date(accepted), received.map(date)).0, date(until), "{accepted}");
    }
}

#[test]
fn a_reservation_decides_the_result() {
    for (shown, opinion, blocks, result) in [
        ("accepted", "agree", false, "accepted"),
        ("accepted", "reserved", false, "accepted_reserved"),
        ("accepted", "reserved", true, "to_rectify"),
        ("to_rectify", "reserved", false, "to_rectify"),
        ("rejected", "agree", false, "rejected"),
        ("unheard of", "agree", false, "rejected"),
    ] {
        assert_eq!(result_of(shown, opinion, blocks), result, "{shown} {opinion} {blocks}");
    }
}

#[test]
fn closing_the_last_reservation_accepts() {
    let mut scene = presented(["accepted"; 2]);
    let row = [
        ("reservations/v1/text", text("缺一份合格证")),
        ("reservations/v1/category", text("documents")),
        ("reservations/v1/blocks_use", Scalar::Boolean(false)),
    ];
    let reserved = with(signature(1, "reserved"), row);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), reserved).unwrap();
    assert_eq!(status(&scene), "accepted_reserved");
    assert!(scene.facts("equipment", LATHE).has("warranty_from"));
    let word = values([("reservations/v1/closed_word", text("李四：已收到"))]);
    scene.perform("installation.close_reservation", JOB, DESK, at(12 * DAY), word).unwrap();
    assert_eq!(status(&scene), "accepted");
    assert_eq!(closed_at(&scene.facts("installation", JOB)), Some(at(12 * DAY)));
}

#[test]
fn what_is_to_be_rectified_has_no_warranty_and_gets_another_round() {
    let mut scene = presented(["accepted", "to_rectify"]);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert_eq!(status(&scene), "rectifying");
    assert!(!scene.facts("equipment", LATHE).has("warranty_from"));
    let done = values([("rectifications/t1/closed_note", text("已更换"))]);
    scene.perform("installation.close_rectification", JOB, ENGINEER, at(SIGNED + 1), done).unwrap();
    let reason = values([("next_round_reason", text("整改完成"))]);
    scene.perform("installation.next_round", JOB, ENGINEER, at(SIGNED + 2), reason.clone()).unwrap();
    assert_eq!(scene.refused("installation.next_round", JOB, ENGINEER, at(SIGNED + 3), reason), ["round_open"]);
    assert_eq!(status(&scene), "on_site");
    work(&mut scene, 2);
    scene.perform("installation.present", JOB, ENGINEER, at(SIGNED + 10), shown(2, ["accepted"; 2])).unwrap();
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED + 11), signature(2, "agree")).unwrap();
    assert_eq!(status(&scene), "accepted");
    let facts = scene.facts("installation", JOB);
    assert_eq!(facts.text("rounds/1/result"), Some("to_rectify"), "the old round stands as it was signed");
    assert!(scene.facts("equipment", LATHE).has("warranty_from"));
}

#[test]
fn nothing_open_or_failed_is_accepted() {
    let mut scene = scene();
    scene.perform("installation.arrive", JOB, ENGINEER, at(100), values([])).unwrap();
    let start = values([("work/1/work_instruction", INSTRUCTION.to_scalar())]);
    scene.perform("installation.start_work", JOB, ENGINEER, at(101), start.clone()).unwrap();
    assert_eq!(scene.refused("installation.start_work", JOB, ENGINEER, at(102), start), ["already_started"]);
    let today = with(shown(1, ["accepted"; 2]), [("rounds/1/installed_on", day(0).to_scalar())]);
    let codes = scene.refused("installation.present", JOB, ENGINEER, at(102), today);
    assert_eq!(codes, ["checklist_open", "no_trial_run"]);
    let facts = scene.facts("installation", JOB);
    let item = facts.items("checklist")[0].id.to_owned();
    let verdict = |code: &str| values([(format!("checklist/{item}/verdict").as_str(), text(code))]);
    assert_eq!(scene.refused("installation.record_checklist", JOB, ENGINEER, at(103), verdict("pass")), ["required"]);
    assert_eq!(scene.refused("installation.record_checklist", JOB, ENGINEER, at(103), verdict("fail")), ["required"]);
    let reason = with(verdict("not_applicable"), [(&format!("checklist/{item}/reason"), text("无此项"))]);
    assert_eq!(scene.refused("installation.record_checklist", JOB, ENGINEER, at(103), reason), ["safety_required"]);
    let failed = with(verdict("fail"), [(&format!("checklist/{item}/reason"), text("接地不良"))]);
    let mut scene = worked();
    let item = scene.facts("installation", JOB).items("checklist")[0].id.to_owned();
    let failed: Values = failed
        .into_iter()
        .map(|(key, value)| (format!("checklist/{item}/{}", key.rsplit('/').next().unwrap()), value))
        .collect();
    scene.perform("installation.record_checklist", JOB, ENGINEER, at(10 * DAY + 4), failed).unwrap();
    let codes = scene.refused("installation.present", JOB, ENGINEER, at(10 * DAY + 5), shown(1, ["accepted"; 2]));
    assert_eq!(codes, ["failed_item"]);
    let mut unlisted = shown(1, ["accepted", "to_rectify"]);
    unlisted.retain(|key, _| !key.starts_with("rectifications"));
    let codes = scene.refused("installation.present", JOB, ENGINEER, at(10 * DAY + 5), unlisted);
    assert_eq!(codes, ["rectification_missing"]);
    let mut one = shown(1, ["rejected"; 2]);
    one.retain(|key, _| !key.starts_with("results/r1m2"));
    assert_eq!(scene.refused("installation.present", JOB, ENGINEER, at(10 * DAY + 5), one), ["result_missing"]);
}

#[test]
fn a_disagreeing_customer_accepts_nothing_and_the_telephone_is_no_way() {
    let mut scene = presented(["accepted"; 2]);
    let disagrees = with(signature(1, "disagree"), [("rounds/1/opinion_text", text("精度不够"))]);
    assert_eq!(scene.refused("installation.confirm", JOB, ENGINEER, at(SIGNED), disagrees), ["disagrees"]);
    let telephone = with(
        signature(1, "agree"),
        [
            ("rounds/1/way", text("telephone")),
            ("rounds/1/signer_phone", text("139")),
            ("rounds/1/telephone_words", text("同意")),
        ],
    );
    assert_eq!(scene.refused("installation.confirm", JOB, ENGINEER, at(SIGNED), telephone), ["choice_not_here"]);
}

#[test]
fn an_oral_authority_leaves_the_warranty_provisional() {
    let mut scene = presented(["accepted"; 2]);
    let proxy = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("137")),
        ("rounds/1/authority_at", at(SIGNED - 1).to_scalar()),
    ];
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), with(signature(1, "agree"), proxy)).unwrap();
    assert_eq!(status(&scene), "ratification");
    assert!(scene.facts("equipment", LATHE).is_true("warranty_provisional"));
    let answer =
        |code: &str| values([("rounds/1/ratification", text(code)), ("rounds/1/ratification_note", text("张三电话"))]);
    scene.perform("installation.ratify", JOB, DESK, at(SIGNED + DAY), answer("ratification_refused")).unwrap();
    assert_eq!(status(&scene), "unsigned");
    assert!(!scene.facts("equipment", LATHE).has("warranty_until"));
}

#[test]
fn deemed_acceptance_needs_clause_notice_and_days() {
    let mut scene = presented(["accepted"; 2]);
    let deem = |notice: Date| {
        values([
            ("rounds/1/deemed_clause", text("合同4.3")),
            ("rounds/1/deemed_notice_on", notice.to_scalar()),
            ("rounds/1/deemed_days", Scalar::Integer(7)),
        ])
    };
    let later = at(20 * DAY);
    assert_eq!(scene.refused("installation.deem_accepted", JOB, SUPERVISOR, later, deem(day(11))), ["not_refused"]);
    let refusal = values([
        ("rounds/1/refusal_reason", text("stamp_first")),
        ("rounds/1/refusal_words", text("盖章再说")),
        ("rounds/1/signer_name", text("李四")),
    ]);
    scene.perform("installation.refuse", JOB, ENGINEER, at(SIGNED), refusal).unwrap();
    assert_eq!(status(&scene), "refused");
    assert!(!scene.facts("equipment", LATHE).has("warranty_from"));
    assert_eq!(scene.refused("installation.deem_accepted", JOB, SUPERVISOR, later, deem(day(13))), ["days_not_passed"]);
    assert_eq!(scene.refused("installation.deem_accepted", JOB, ENGINEER, later, deem(day(12))), ["own_refusal"]);
    scene.perform("installation.deem_accepted", JOB, SUPERVISOR, later, deem(day(12))).unwrap();
    assert_eq!(status(&scene), "deemed");
    assert_eq!(scene.facts("equipment", MILL).date("warranty_from"), Some(day(20)));
}

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
