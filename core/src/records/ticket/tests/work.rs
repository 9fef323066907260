//! Remote solutions, arrivals, charges, customers who can't be reached.
//! Absent by design: the end of the work.

use super::*;

#[test]
fn a_remote_solution_ends_the_arrival_clock() {
    let mut scene = dispatched("urgent");
    assert_eq!(scene.refused("ticket.solve", TICKET, ENGINEER, at(60), work()), ["required"]);
    scene
        .perform("ticket.solve", TICKET, ENGINEER, at(60), with(work(), [("work/1/solved_word_of", text("李四"))]))
        .unwrap();
    let arrival = run(&scene, "D-11", "1");
    assert_eq!(arrival.met_at, None);
    assert_eq!(arrival.ended.map(|end| (end.at, end.reason.zh)), Some((at(60), "远程已解决")));
    assert_eq!(run(&scene, "D-10", "1").ended.map(|end| end.at), Some(at(60)));
}

#[test]
fn an_arrival_meets_both_urgent_clocks() {
    let mut scene = dispatched("urgent");
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    assert_eq!(run(&scene, "D-10", "1").met_at, Some(at(100)));
    assert_eq!(run(&scene, "D-11", "1").met_at, Some(at(100)));
    assert!(runs(&scene, "D-13").is_empty(), "the manual gives urgent tickets no solution time");
}

#[test]
fn a_charge_needs_consent_to_exactly_that_sum() {
    let mut scene = dispatched("general");
    let offer = |total: i64| {
        values([
            ("work/1/charge_labour", Money::cny(30_000).to_scalar()),
            ("work/1/charge_travel", Money::cny(10_000).to_scalar()),
            ("work/1/charge_parts", Money::cny(total - 40_000).to_scalar()),
            ("work/1/charge_total", Money::cny(total).to_scalar()),
        ])
    };
    let wrong = with(offer(50_000), [("work/1/charge_total", Money::cny(1).to_scalar())]);
    assert_eq!(scene.refused("ticket.offer_charge", TICKET, ENGINEER, at(20), wrong), ["wrong_sum"]);
    scene.perform("ticket.offer_charge", TICKET, ENGINEER, at(20), offer(50_000)).unwrap();
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    assert_eq!(scene.refused("ticket.solve", TICKET, ENGINEER, at(120), work()), ["charge_consent"]);
    let consent = values([("work/1/charge_consent_name", text("李四")), ("work/1/charge_consent_way", text("visit"))]);
    scene.perform("ticket.consent_charge", TICKET, ENGINEER, at(110), consent).unwrap();
    scene.perform("ticket.offer_charge", TICKET, ENGINEER, at(115), offer(60_000)).unwrap();
    assert_eq!(scene.refused("ticket.solve", TICKET, ENGINEER, at(120), work()), ["charge_consent"]);
}

#[test]
fn unreachable_needs_three_spaced_attempts() {
    let mut scene = dispatched("general");
    let pause =
        values([("pauses/q1/reason", text("customer_unreachable")), ("pauses/q1/expected_end", at(2000).to_scalar())]);
    for (row, minute) in [("c2", 20), ("c3", 30), ("c4", 60)] {
        scene.perform("ticket.contact", TICKET, ENGINEER, at(minute), attempt(row)).unwrap();
    }
    assert_eq!(scene.refused("ticket.pause", TICKET, ENGINEER, at(61), pause.clone()), ["attempts_missing"]);
    scene.perform("ticket.contact", TICKET, ENGINEER, at(90), attempt("c5")).unwrap();
    scene.perform("ticket.pause", TICKET, ENGINEER, at(91), pause).unwrap();
    assert_eq!(run(&scene, "D-12", "1").pauses.len(), 1);
    let disallow = values([("pauses/q1/disallowed_reason", text("电话可通"))]);
    scene.perform("ticket.disallow_pause", TICKET, SUPERVISOR, at(100), disallow).unwrap();
    assert!(run(&scene, "D-12", "1").pauses.is_empty(), "it counts as never begun");
}
