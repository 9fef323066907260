//! Cases 15 to 20: reopened, repeated, merged, complained of, scored, counted.
//! Absent by design: how the job came to its signature.

use super::*;
use crate::records::{office::SUPERVISOR, satisfaction::Satisfaction};

/// A general ticket of 09:00, solved on site and signed at 12:00 with this score.
fn signed(office: &mut Office, ticket: RecordId) {
    dispatched(office, ticket, "2026-11-23 09:00", "general");
    office.does(ENGINEER, "ticket.give_solution", ticket, &solution());
    office.must(ENGINEER, "ticket.leave", ticket, &[("visits/v/packed", text("扳手"))]);
    office.must(ENGINEER, "ticket.arrive", ticket, &[]);
    office.go("2026-11-23 12:00");
    office.does(ENGINEER, "ticket.solve", ticket, &solved("1", "part_replaced"));
    let shown = row("rounds", "1", [("statement", text("声明")), ("privacy_notice_shown", YES)]);
    let sold = [("serial_number", text("SN-1")), ("warranty", text("in_warranty"))];
    office.must(ENGINEER, "ticket.record_work", ticket, &sold);
    office.does(ENGINEER, "ticket.present", ticket, &shown);
    let signature = [
        ("way", text("device")),
        ("signer_name", text("李四")),
        ("capacity", text("person_in_charge")),
        ("opinion", text("agree")),
        ("solved", text("solved")),
        ("strokes", blob()),
        ("engineer_strokes", blob()),
        ("seal", blob()),
    ];
    office.does(ENGINEER, "ticket.confirm", ticket, &row("rounds", "1", signature));
}

fn call(row_id: &str, result: &str, score: i64) -> Given {
    let fields = [
        ("result", text(result)),
        ("to_name", text("李四")),
        ("to_phone", text("139")),
        ("content", text("又响了")),
        ("score", number(score)),
    ];
    row("callbacks", row_id, fields)
}

#[test]
fn case_15_a_reopened_ticket_runs_again_without_a_first_response() {
    let mut office = office("2026-11-23 08:00");
    signed(&mut office, TICKET);
    assert_eq!(office.states("ticket", TICKET, "D-15"), [Running]);
    office.go("2026-11-24 10:00");
    office.does(DESK, "ticket.call_back", TICKET, &call("b1", "callback_unsolved", 3));
    assert_eq!(office.states("ticket", TICKET, "D-15"), [Met], "met by the callback that found it");
    assert_eq!(office.states("ticket", TICKET, "D-09").len(), 1);
    assert_eq!(due(&office, "ticket", TICKET, "D-12")[1], "2026-11-25 10:00");
    assert_eq!(due(&office, "ticket", TICKET, "D-13")[1], "2026-11-26 10:00");
    assert!(office.record("ticket", TICKET).has("rounds/1/seal"), "what was signed stands");
}

#[test]
fn case_16_the_same_fault_again_is_a_ticket_of_its_own_linked_to_the_first() {
    let mut office = office("2026-11-23 08:00");
    signed(&mut office, TICKET);
    office.go("2026-11-24 10:00");
    office.does(DESK, "ticket.call_back", TICKET, &call("b1", "callback_solved", 5));
    assert_eq!(office.status("ticket", TICKET), "closed");
    office.go("2026-12-10 09:00");
    let repeated = with(submitted("2026-12-10 09:00"), &[("repeat_of", TICKET.to_scalar())]);
    office.does(DESK, "ticket.take_in", OTHER, &repeated);
    assert_eq!(office.record("ticket", OTHER).reference("repeat_of"), Some(TICKET));
    assert_eq!(office.states("ticket", OTHER, "D-09"), [Running], "all of its clocks are its own");
    assert_eq!(office.status("ticket", TICKET), "closed", "the first is not reopened");
}

#[test]
fn case_17_a_duplicate_ends_its_clocks_and_leaves_the_earlier_submission() {
    let mut office = office("2026-11-23 08:00");
    graded(&mut office, TICKET, "2026-11-23 09:00", "urgent");
    graded(&mut office, OTHER, "2026-11-23 10:30", "urgent");
    office.go("2026-11-23 11:30");
    let merged = [("merged_into", OTHER.to_scalar()), ("merge_reason", text("同一故障"))];
    office.must(DESK, "ticket.merge", TICKET, &merged);
    assert_eq!(office.states("ticket", TICKET, "D-10"), [Missed], "past due stays a miss");
    assert_eq!(office.states("ticket", TICKET, "D-11"), [Cancelled]);
    assert_eq!(office.record("ticket", OTHER).instant("submitted_at"), Some(moment_of("2026-11-23 09:00")));
    assert_eq!(due(&office, "ticket", OTHER, "D-11"), ["2026-11-23 13:00"]);
}

#[test]
fn case_18_a_complaint_runs_from_the_customers_words_beside_its_ticket() {
    let mut office = office("2026-11-23 08:00");
    dispatched(&mut office, TICKET, "2026-11-23 09:00", "general");
    office.go("2026-11-23 14:10");
    let complained = [
        ("submitted_at", moment_of("2026-11-23 14:00").to_scalar()),
        ("channel", text("hotline")),
        ("contact_name", text("李四")),
        ("contact_phone", text("139")),
        ("ticket", TICKET.to_scalar()),
        ("nature", text("attitude")),
        ("severity", text("serious")),
        ("content", text("无人联系")),
    ];
    office.must(DESK, "complaint.take_in", COMPLAINT, &complained);
    for (rule, moment) in [("D-17a", "2026-11-23 15:00"), ("D-17b", "2026-11-23 17:00"), ("D-17c", "2026-11-26 14:00")]
    {
        assert_eq!(due(&office, "complaint", COMPLAINT, rule), [moment], "{rule}");
    }
    assert_eq!(office.states("ticket", TICKET, "D-12"), [Running], "the ticket goes on");
    assert_eq!(office.record("complaint", COMPLAINT).reference("ticket"), Some(TICKET));
}

#[test]
fn case_19_what_must_follow_a_callback_follows_or_the_supervisor_says_why_not() {
    let mut base = office("2026-11-23 08:00");
    signed(&mut base, TICKET);
    base.go("2026-11-24 10:00");
    let after = |result: &str, score: i64| {
        let mut office = base.clone();
        office.does(DESK, "ticket.call_back", TICKET, &call("b1", result, score));
        (office.status("ticket", TICKET), office.all("complaint").len())
    };
    assert_eq!(after("callback_solved", 2), ("closed", 1), "a low score becomes a complaint");
    assert_eq!(after("callback_solved", 3), ("closed", 0), "3 is neutral");
    let (status, complaints) = after("callback_unsolved", 1);
    assert!(status != "closed" && complaints == 0, "unsolved reopens, whatever the score: {status}");
    let settled =
        with(call("b1", "callback_unsolved", 1), &[("callbacks/b1/no_follow_up_reason", text("客户改用备机"))]);
    base.does(SUPERVISOR, "ticket.call_back_settled", TICKET, &settled);
    assert_eq!((base.status("ticket", TICKET), base.all("complaint").len()), ("closed", 0));
}

#[test]
fn case_20_satisfaction_is_two_figures_named_as_such_with_the_number_of_scores() {
    let mut scores = Vec::new();
    for score in [5, 4, 3, 3, 1] {
        let mut office = office("2026-11-23 08:00");
        signed(&mut office, TICKET);
        office.go("2026-11-24 10:00");
        office.does(DESK, "ticket.call_back", TICKET, &call("b1", "callback_solved", score));
        scores.extend(office.record("ticket", TICKET).items("callbacks")[0].integer("score"));
    }
    let figures = Satisfaction::of(scores);
    assert_eq!((figures.scores(), figures.mean_percent(), figures.satisfied_percent()), (5, Some(64), Some(40)));
    assert_eq!(figures.text(Language::Chinese), "平均满意度 64%，满意率（4–5 分）40%，共 5 个评分");
    assert_eq!(Satisfaction::of([]).mean_percent(), None);
}
