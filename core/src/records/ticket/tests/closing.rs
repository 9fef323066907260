//! What is shown, signed, refused, amended, called back and reopened.
//! Absent by design: how it came so far.

use super::*;

#[test]
fn a_reopened_ticket_gets_new_clocks_and_keeps_the_signed_round() {
    let mut scene = presented();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), signature()).unwrap();
    assert_eq!(run(&scene, "D-15", "1").start, at(205));
    scene.perform("ticket.call_back", TICKET, DESK, at(1500), callback("b1", "callback_unsolved")).unwrap();
    assert_eq!(run(&scene, "D-15", "1").met_at, Some(at(1500)));
    assert_eq!(run(&scene, "D-12", "2").start, at(1500));
    assert_eq!(run(&scene, "D-13", "2").met_at, None);
    assert_eq!(runs(&scene, "D-09").len(), 1);
    let facts = scene.facts("ticket", TICKET);
    assert_eq!(facts.integer("round"), Some(2));
    assert!(facts.has("rounds/1/confirmed_at") && !facts.has("rounds/2/confirmed_at"));
    assert_ne!(status(&scene), "to_call_back");
    assert_eq!(closed_at(&facts), None);
}

#[test]
fn a_refusal_starts_the_short_callback_clock() {
    let mut scene = presented();
    let refusal = values([("rounds/1/refusal_reason", text("charge")), ("rounds/1/signer_name", text("李四"))]);
    let codes = scene.refused("ticket.refuse", TICKET, ENGINEER, at(210), refusal.clone());
    assert!(codes.contains(&"required".to_owned()));
    let words = with(refusal, [("rounds/1/refusal_words", text("费用太高"))]);
    scene.perform("ticket.refuse", TICKET, ENGINEER, at(210), words).unwrap();
    assert_eq!(run(&scene, "D-15-unsigned", "1").start, at(210));
    assert!(runs(&scene, "D-15").is_empty());
    assert_eq!(closed_at(&scene.facts("ticket", TICKET)), None);
}

#[test]
fn a_signature_needs_what_was_shown_and_who_signs() {
    let mut scene = presented();
    let mut refused = |given: Values| scene.refused("ticket.confirm", TICKET, ENGINEER, at(205), given);
    let without = |key: &str| {
        let mut given = signature();
        given.remove(key);
        given
    };
    assert_eq!(refused(without("rounds/1/strokes")), ["required"]);
    assert_eq!(refused(without("rounds/1/capacity")), ["required"]);
    assert_eq!(refused(without("rounds/1/opinion")), ["required"]);
    assert_eq!(refused(with(signature(), [("rounds/1/capacity", text("trainee"))])), ["choice_not_here"]);
    assert_eq!(refused(with(signature(), [("rounds/1/opinion", text("reserved"))])), ["reservation_missing"]);
    assert_eq!(refused(with(signature(), [("rounds/1/confirmed_at", at(204).to_scalar())])), ["time_not_typed"]);
    let ours = [("rounds/1/signer_name", text("王工")), ("rounds/1/signer_phone", text("13800000001"))];
    assert_eq!(refused(with(signature(), ours)), ["signer_is_ours"]);
    let telephone = [
        ("rounds/1/way", text("telephone")),
        ("rounds/1/signer_phone", text("13900000000")),
        ("rounds/1/telephone_words", text("已恢复")),
    ];
    assert_eq!(refused(with(signature(), telephone)), ["not_remote"]);
}

#[test]
fn a_proxy_is_complete_by_the_authority() {
    let proxy = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
    ];
    let mut scene = presented();
    let missing = |authority: &str, scene: &mut Scene| {
        let given = with(with(signature(), proxy.clone()), [("rounds/1/authority", text(authority))]);
        scene.refused("ticket.confirm", TICKET, ENGINEER, at(205), given).len()
    };
    assert_eq!(missing("written", &mut scene), 1);
    assert_eq!(missing("position", &mut scene), 2);
    assert_eq!(missing("oral", &mut scene), 3);
    let oral = [
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("13700000000")),
        ("rounds/1/authority_at", at(203).to_scalar()),
    ];
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), with(with(signature(), proxy), oral)).unwrap();
    assert_eq!(run(&scene, "D-15", "1").start, at(205));
    assert_eq!(scene.status("ticket", TICKET, day(30)), "to_call_back");
    assert_eq!(scene.status("ticket", TICKET, day(31)), "unsigned");
    let answer = values([("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("电话"))]);
    scene.perform("ticket.ratify", TICKET, DESK, at(400), answer.clone()).unwrap();
    assert_eq!(scene.status("ticket", TICKET, day(31)), "to_call_back");
    assert_eq!(scene.refused("ticket.ratify", TICKET, DESK, at(401), answer), ["nothing_to_ratify"]);
}

#[test]
fn what_is_shown_falls_away_when_it_changes_and_what_is_signed_is_amended() {
    let mut scene = presented();
    let change = values([("work/1/work_done", text("更换两只轴承"))]);
    scene.perform("ticket.record_work", TICKET, ENGINEER, at(202), change).unwrap();
    assert_eq!(scene.refused("ticket.confirm", TICKET, ENGINEER, at(205), signature()), ["not_presented"]);
    scene.perform("ticket.present", TICKET, ENGINEER, at(206), showing()).unwrap();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(207), signature()).unwrap();
    assert_eq!(scene.refused("ticket.confirm", TICKET, ENGINEER, at(208), signature()), ["already_signed"]);
    let change = values([("work/1/work_done", text("另外"))]);
    assert_eq!(scene.refused("ticket.record_work", TICKET, ENGINEER, at(208), change), ["sealed"]);
    let amend = values([("amendments/a1/reason", text("序列号写错")), ("serial_number", text("SN-0043"))]);
    assert_eq!(scene.refused("ticket.amend", TICKET, ENGINEER, at(8 * 1440), amend.clone()), ["too_late"]);
    scene.perform("ticket.amend", TICKET, SUPERVISOR, at(8 * 1440), amend).unwrap();
    let facts = scene.facts("ticket", TICKET);
    assert_eq!(facts.text("amendments/a1/changed"), Some("serial_number"));
    assert!(facts.is_true("amendments/a1/needs_signature"));
}

#[test]
fn nobody_calls_back_an_own_repair_and_unreachable_needs_two_days() {
    let mut scene = presented();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), signature()).unwrap();
    let call = |row: &str, result: &str| callback(row, result);
    assert_eq!(
        scene.refused("ticket.call_back", TICKET, ENGINEER, at(300), call("b1", "callback_solved")),
        ["own_repair"]
    );
    assert_eq!(
        scene.refused("ticket.call_back", TICKET, DESK, at(300), call("b1", "unreachable")),
        ["attempts_missing"]
    );
    scene.perform("ticket.call_back", TICKET, DESK, at(300), call("b1", "no_answer")).unwrap();
    scene.perform("ticket.call_back", TICKET, DESK, at(360), call("b2", "no_answer")).unwrap();
    assert_eq!(
        scene.refused("ticket.call_back", TICKET, DESK, at(400), call("b3", "unreachable")),
        ["attempts_missing"]
    );
    scene.perform("ticket.call_back", TICKET, DESK, at(1500), call("b3", "unreachable")).unwrap();
    assert_eq!(status(&scene), "closed");
    assert_eq!(run(&scene, "D-15", "1").ended.map(|end| end.at), Some(at(1500)));
}

#[test]
fn a_form_is_shown_only_when_it_is_whole_and_the_engineer_can_mend_it() {
    let mut scene = dispatched("general");
    scene.put("ticket", TICKET, [("service_address", Scalar::Null), ("warranty", text("unknown"))]);
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    scene.perform("ticket.solve", TICKET, ENGINEER, at(200), work()).unwrap();
    let problems = scene.perform("ticket.present", TICKET, ENGINEER, at(201), showing()).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["service_address", "warranty", "solutions"]);
    let mended = values([("service_address", text("苏州市星湖街 328 号")), ("warranty", text("service_contract"))]);
    scene.perform("ticket.record_work", TICKET, ENGINEER, at(202), mended).unwrap();
    scene.perform("ticket.give_solution", TICKET, ENGINEER, at(203), solution()).unwrap();
    scene.perform("ticket.present", TICKET, ENGINEER, at(204), showing()).unwrap();
}
