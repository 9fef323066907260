//! Submission, first response, grading, duplicates, imported history.
//! Absent by design: the work.

use super::*;

#[test]
fn a_submission_is_never_in_the_future_and_late_only_with_a_reason() {
    let mut scene = scene();
    let future = with(intake(), [("submitted_at", at(2).to_scalar())]);
    assert_eq!(scene.refused("ticket.take_in", TICKET, DESK, at(1), future), ["in_future"]);
    assert_eq!(scene.refused("ticket.take_in", TICKET, DESK, at(31), intake()), ["late_entry_reason"]);
    scene.perform("ticket.take_in", TICKET, DESK, at(30), intake()).unwrap();
    let reason = with(intake(), [("submitted_late_reason", text("网页表单未打开"))]);
    scene.perform("ticket.take_in", id(9), DESK, at(180), reason).unwrap();
}

#[test]
fn an_attempt_is_no_response() {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
    scene.perform("ticket.respond", TICKET, DESK, at(5), attempt("c1")).unwrap();
    assert_eq!(run(&scene, "D-09", "1").met_at, None);
    scene.perform("ticket.respond", TICKET, DESK, at(9), contact("c2")).unwrap();
    assert_eq!(run(&scene, "D-09", "1").met_at, Some(at(9)));
    assert_eq!(run(&scene, "D-09", "1").start, MONDAY_NINE);
    assert_eq!(scene.refused("ticket.respond", TICKET, DESK, at(10), contact("c3")), ["already_responded"]);
}

#[test]
fn an_answered_call_is_a_response_at_once() {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(20), with(intake(), [("call_answered", YES)])).unwrap();
    assert_eq!(run(&scene, "D-09", "1").met_at, Some(MONDAY_NINE));
}

#[test]
fn worsened_starts_at_the_report_and_misgraded_at_the_submission() {
    let regrade = |kind: &str| {
        let mut scene = dispatched("general");
        let mut given = values([
            ("gradings/g2/urgency", text("urgent")),
            ("gradings/g2/kind", text(kind)),
            ("gradings/g2/reason", text("现已停机")),
        ]);
        if kind == "worsened" {
            given.insert("gradings/g2/reported_at".into(), at(300).to_scalar());
        }
        scene.perform("ticket.contact", TICKET, ENGINEER, at(60), contact("c2")).unwrap();
        scene.perform("ticket.regrade_up", TICKET, ENGINEER, at(301), given).unwrap();
        scene
    };
    let worsened = regrade("worsened");
    let (response, arrival) = (run(&worsened, "D-10", "1.2"), run(&worsened, "D-11", "1.2"));
    assert_eq!((response.start, response.met_at), (at(300), None));
    assert_eq!(arrival.start, at(300));
    assert_eq!(run(&worsened, "D-13", "1").ended.unwrap().at, at(301));
    assert_eq!(run(&worsened, "D-12", "1").met_at, Some(at(60)));
    let misgraded = regrade("misgraded");
    let response = run(&misgraded, "D-10", "1.2");
    assert_eq!((response.start, response.met_at), (MONDAY_NINE, Some(at(60))));
}

#[test]
fn a_report_that_promised_the_next_action_is_the_response() {
    let mut scene = dispatched("general");
    let given = values([
        ("gradings/g2/urgency", text("urgent")),
        ("gradings/g2/kind", text("worsened")),
        ("gradings/g2/reason", text("现已停机")),
        ("gradings/g2/reported_at", at(300).to_scalar()),
        ("gradings/g2/next_action", text("工程师立即出发")),
    ]);
    scene.perform("ticket.regrade_up", TICKET, DESK, at(300), given).unwrap();
    assert_eq!(run(&scene, "D-10", "1.2").met_at, Some(at(300)));
}

#[test]
fn gradings_go_the_way_their_step_says() {
    let mut scene = dispatched("general");
    let down = |kind: &str| {
        values([
            ("gradings/g2/urgency", text("suggestion")),
            ("gradings/g2/kind", text(kind)),
            ("gradings/g2/reason", text("仅为建议")),
        ])
    };
    assert_eq!(scene.refused("ticket.regrade_up", TICKET, DESK, at(20), down("misgraded")), ["wrong_direction"]);
    assert_eq!(
        scene.refused("ticket.regrade_down", TICKET, DESK, at(20), down("worsened")),
        ["wrong_kind", "required"]
    );
    scene.perform("ticket.regrade_down", TICKET, DESK, at(20), down("eased")).unwrap();
    assert_eq!(
        scene.refused("ticket.grade", TICKET, DESK, at(21), values([("urgency", text("urgent"))])),
        ["already_graded"]
    );
}

#[test]
fn a_duplicate_gives_its_earlier_submission() {
    let mut scene = dispatched("general");
    let survivor = id(50);
    let later = with(intake(), [("submitted_at", at(60).to_scalar())]);
    scene.perform("ticket.take_in", survivor, DESK, at(60), later).unwrap();
    let merge = |target: RecordId| values([("merged_into", target.to_scalar()), ("merge_reason", text("同一故障"))]);
    assert_eq!(scene.refused("ticket.merge", TICKET, DESK, at(61), merge(TICKET)), ["same_record"]);
    assert_eq!(scene.refused("ticket.merge", TICKET, DESK, at(61), merge(id(99))), ["unknown_record"]);
    scene.perform("ticket.merge", TICKET, DESK, at(61), merge(survivor)).unwrap();
    assert_eq!(scene.facts("ticket", survivor).instant("submitted_at"), Some(MONDAY_NINE));
    assert_eq!(status(&scene), "merged");
    assert_eq!(run(&scene, "D-12", "1").ended.map(|end| end.at), Some(at(61)));
}

#[test]
fn history_starts_no_clock() {
    let mut scene = scene();
    let old = values([
        ("original_number", text("2019-7")),
        ("submitted_at", at(-900_000).to_scalar()),
        ("customer", CUSTOMER.to_scalar()),
        ("description", text("旧工单")),
        ("urgency", text("urgent")),
    ]);
    scene.perform("ticket.import", TICKET, SUPERVISOR, at(0), old).unwrap();
    for clock in KIND.clocks {
        assert!((clock.runs)(&scene.facts("ticket", TICKET)).is_empty(), "{}", clock.id);
    }
    assert_eq!(status(&scene), "closed");
}

#[test]
fn r_admin_a_ticket_imported_as_open_runs_from_its_submission() {
    let mut scene = scene();
    let open = values([
        ("submitted_at", at(-60).to_scalar()),
        ("customer", CUSTOMER.to_scalar()),
        ("equipment", MACHINE.to_scalar()),
        ("description", text("旧系统未结")),
        ("urgency", text("general")),
        ("imported_open", YES),
    ]);
    let closed = with(open.clone(), [("imported_closed_at", at(-1).to_scalar())]);
    assert_eq!(scene.refused("ticket.import", TICKET, SUPERVISOR, at(0), closed), ["closed"]);
    scene.perform("ticket.import", TICKET, SUPERVISOR, at(0), open).unwrap();
    for rule in ["D-09", "D-12", "D-13"] {
        assert_eq!(run(&scene, rule, "1").start, at(-60), "{rule}");
    }
    assert_eq!(status(&scene), "graded");
    assert_eq!(scene.status("equipment", MACHINE, day(0)), "under_repair");
    scene.perform("ticket.dispatch", TICKET, DESK, at(1), values([("engineer", ENGINEER.to_scalar())])).unwrap();
}

#[test]
fn d10_d11_d12_d13_the_contracts_own_times_win_and_are_named() {
    use crate::process::{calendar::Calendar, clocks::evaluate};
    let standing = |scene: &Scene| -> Vec<(&'static str, i64, Option<String>, bool)> {
        let company = |_: &str, _: &ClockRun| Some(crate::schema::Span::Minutes(999));
        let clocks = evaluate(&KIND, &scene.facts("ticket", TICKET), &company, &Calendar::shipped(), at(10));
        let ran = clocks.into_iter().filter(|clock| ["D-10", "D-11", "D-12", "D-13"].contains(&clock.rule));
        ran.map(|clock| {
            let minutes = (clock.sorts_at.utc_ms - MONDAY_NINE.utc_ms) / 60_000;
            let told = clock.explanation(&Calendar::shipped()).zh.contains("HT-1");
            (clock.rule, minutes, clock.contract_number, told)
        })
        .collect()
    };
    let taken_in = |urgency: &str, table_version: u16| {
        let mut scene = scene();
        let agreed = [("contract_number", text("HT-1")), ("response_minutes", Scalar::Integer(30))];
        scene.put("equipment", MACHINE, agreed);
        scene.put("equipment", MACHINE, [("arrival_minutes", Scalar::Integer(180))]);
        scene.by_table(table_version);
        scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
        let graded = values([("urgency", text(urgency)), ("urgency_reason", text("客户说明"))]);
        scene.perform("ticket.grade", TICKET, DESK, at(6), graded).unwrap();
        standing(&scene)
    };
    let contract = || Some("HT-1".to_owned());
    assert_eq!(taken_in("urgent", 3), [("D-10", 30, contract(), true), ("D-11", 180, contract(), true)]);
    assert_eq!(taken_in("general", 3), [("D-12", 30, contract(), true), ("D-13", 999, None, false)]);
    assert_eq!(taken_in("urgent", 2), [("D-10", 999, None, false), ("D-11", 999, None, false)]);
}

#[test]
fn d10_is_the_desks_until_the_engineer_accepted_and_d11_the_engineers_from_the_dispatch() {
    use crate::process::{calendar::Calendar, clocks::evaluate};
    let who = |scene: &Scene| {
        let facts = scene.facts("ticket", TICKET);
        let clocks = evaluate(&KIND, &facts, &|_, _| None, &Calendar::shipped(), at(10));
        ["D-10", "D-11"].map(|rule| {
            clocks.iter().find(|clock| clock.rule == rule).and_then(|clock| facts.reference(clock.who_field))
        })
    };
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
    scene.perform("ticket.grade", TICKET, DESK, at(6), values([("urgency", text("urgent"))])).unwrap();
    assert_eq!(who(&scene), [None, None]);
    scene.perform("ticket.dispatch", TICKET, DESK, at(7), values([("engineer", ENGINEER.to_scalar())])).unwrap();
    assert_eq!(who(&scene), [None, Some(ENGINEER)]);
    scene.perform("ticket.accept_job", TICKET, ENGINEER, at(8), values([])).unwrap();
    assert_eq!(who(&scene), [Some(ENGINEER); 2]);
}
