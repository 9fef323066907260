//! Cases 1 to 3, 9 to 11: submission, night, urgency, solved by telephone, a later visit, parts.
//! Absent by design: what follows a confirmation (`answers`).

use super::*;
use crate::records::office::SUPERVISOR;

fn regrade(office: &mut Office, person: RecordId, verb: &str, urgency: &str, kind: &str, more: &[(&str, Scalar)]) {
    let fields = [("urgency", text(urgency)), ("kind", text(kind)), ("reason", text("客户说明"))];
    let given = with(row("gradings", "g2", fields), more);
    office.does(person, &format!("ticket.{verb}"), TICKET, &given);
}

#[test]
fn case_01_a_ticket_is_submitted_when_the_customer_said_so() {
    let mut office = office("2026-11-23 14:00");
    let answered = with(submitted("2026-11-23 14:00"), &[("call_answered", YES)]);
    office.does(DESK, "ticket.take_in", TICKET, &answered);
    assert_eq!(office.states("ticket", TICKET, "D-09"), [Met], "an answered call is its own response");
    let unopened = submitted("2026-11-23 11:00");
    let given: Vec<(&str, Scalar)> = unopened.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    assert_eq!(office.refused(DESK, "ticket.take_in", OTHER, &given), ["late_entry_reason"]);
    let late = with(unopened, &[("submitted_late_reason", text("表单未打开"))]);
    office.does(DESK, "ticket.take_in", OTHER, &late);
    assert_eq!(due(&office, "ticket", OTHER, "D-09"), ["2026-11-23 11:10"]);
    assert_eq!(office.states("ticket", OTHER, "D-09"), [Overdue], "a form that nobody opened is three hours late");
    let on_site =
        with(submitted("2026-11-23 13:45"), &[("channel", text("on_site")), ("engineer", ENGINEER.to_scalar())]);
    office.does(ENGINEER, "ticket.take_in", COMPLAINT, &on_site);
    assert_eq!(due(&office, "ticket", COMPLAINT, "D-09"), ["2026-11-23 13:55"], "when it was said on site");
    office.wait(1);
    let future = submitted("2026-11-23 15:00");
    let given: Vec<(&str, Scalar)> = future.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    assert_eq!(office.refused(DESK, "ticket.take_in", Id([99; 16]), &given), ["in_future"]);
}

#[test]
fn case_02_night_and_holiday_change_nothing() {
    let mut office = office("2026-09-30 09:00");
    graded(&mut office, TICKET, "2026-10-01 02:41", "urgent");
    assert_eq!(due(&office, "ticket", TICKET, "D-10"), ["2026-10-01 04:41"]);
    assert_eq!(due(&office, "ticket", TICKET, "D-11"), ["2026-10-01 06:41"]);
}

#[test]
fn case_03_an_urgency_that_changes_says_why() {
    let mut base = office("2026-11-23 08:00");
    dispatched(&mut base, TICKET, "2026-11-23 09:00", "general");
    let mut worsened = base.clone();
    worsened.go("2026-11-23 10:00");
    worsened.does(ENGINEER, "ticket.contact", TICKET, &contact("c1"));
    worsened.go("2026-11-23 14:00");
    let reported = [("gradings/g2/reported_at", worsened.at.to_scalar())];
    regrade(&mut worsened, ENGINEER, "regrade_up", "urgent", "worsened", &reported);
    assert_eq!(due(&worsened, "ticket", TICKET, "D-10"), ["2026-11-23 16:00"]);
    assert_eq!(due(&worsened, "ticket", TICKET, "D-11"), ["2026-11-23 18:00"]);
    assert_eq!(worsened.states("ticket", TICKET, "D-10"), [Running], "a new response is needed");
    assert_eq!(worsened.states("ticket", TICKET, "D-12"), [Met], "what is finished stays");
    assert_eq!(worsened.states("ticket", TICKET, "D-13"), [Cancelled]);

    let mut misgraded = base.clone();
    misgraded.go("2026-11-23 12:30");
    regrade(&mut misgraded, DESK, "regrade_up", "urgent", "misgraded", &[]);
    assert_eq!(due(&misgraded, "ticket", TICKET, "D-10"), ["2026-11-23 11:00"]);
    assert_eq!(misgraded.states("ticket", TICKET, "D-10"), [Overdue], "rightly");
    assert_eq!(due(&misgraded, "ticket", TICKET, "D-11"), ["2026-11-23 13:00"]);

    let mut eased = office("2026-11-23 08:00");
    dispatched(&mut eased, TICKET, "2026-11-23 09:00", "urgent");
    eased.go("2026-11-23 10:00");
    eased.does(ENGINEER, "ticket.contact", TICKET, &contact("c1"));
    eased.go("2026-11-23 14:00");
    let down =
        row("gradings", "g2", [("urgency", text("general")), ("kind", text("eased")), ("reason", text("已恢复"))]);
    let given: Vec<(&str, Scalar)> = down.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    assert_eq!(eased.refused(ENGINEER, "ticket.regrade_down", TICKET, &given), ["not_yours"]);
    regrade(&mut eased, SUPERVISOR, "regrade_down", "general", "eased", &[]);
    assert_eq!(eased.states("ticket", TICKET, "D-11"), [Missed], "past due when it eased");
    assert_eq!(eased.states("ticket", TICKET, "D-12"), [Met], "the response serves the new grade");
    assert_eq!(due(&eased, "ticket", TICKET, "D-13"), ["2026-11-25 09:00"], "from the submission");
}

#[test]
fn case_09_solved_by_telephone_ends_the_four_hours() {
    for (moment, state) in [("2026-11-23 12:59", Cancelled), ("2026-11-23 13:01", Missed)] {
        let mut office = office("2026-11-23 08:00");
        dispatched(&mut office, TICKET, "2026-11-23 09:00", "urgent");
        office.go(moment);
        let word = [("work/1/solved_word_of", text("李四"))];
        office.does(ENGINEER, "ticket.solve", TICKET, &with(solved("1", "remote_assistance"), &word));
        assert_eq!(office.states("ticket", TICKET, "D-11"), [state], "{moment}");
    }
}

#[test]
fn case_10_come_tomorrow_at_nine_pauses_until_then() {
    let mut office = office("2026-11-23 08:00");
    dispatched(&mut office, TICKET, "2026-11-23 14:00", "urgent");
    office.go("2026-11-23 15:30");
    let until = moment_of("2026-11-24 09:00").to_scalar();
    let fields = [("reason", text("customer_reschedule")), ("expected_end", until), ("asked_by", text("李四"))];
    office.does(ENGINEER, "ticket.pause", TICKET, &row("pauses", "q1", fields));
    assert_eq!(office.states("ticket", TICKET, "D-11"), [Paused]);
    office.go("2026-11-24 09:01");
    assert_eq!(due(&office, "ticket", TICKET, "D-11"), ["2026-11-24 11:30"]);
    assert_eq!(office.states("ticket", TICKET, "D-11"), [Running], "it ends by itself");
    assert_eq!(office.states("ticket", TICKET, "D-10"), [Overdue], "the response never paused");
}

#[test]
fn case_11_a_part_not_in_stock_stops_no_clock() {
    let mut office = office("2026-11-23 08:00");
    dispatched(&mut office, TICKET, "2026-11-23 09:00", "general");
    let part =
        [("name", text("轴承")), ("model", text("7014C")), ("quantity", number(1)), ("expected_on", day("2026-12-18"))];
    office.does(ENGINEER, "ticket.order_part", TICKET, &row("parts", "p1", part));
    let fields = [
        ("reason", text("part_on_order")),
        ("expected_end", moment_of("2026-12-18 09:00").to_scalar()),
        ("evidence", text("轴承 12-18 到")),
    ];
    office.does(ENGINEER, "ticket.pause", TICKET, &row("pauses", "q1", fields));
    assert_eq!(due(&office, "ticket", TICKET, "D-13"), ["2026-11-25 09:00"]);
    assert_eq!(office.states("ticket", TICKET, "D-13"), [Running]);
    office.must(ENGINEER, "ticket.resume", TICKET, &[("pauses/q1/until", office.at.to_scalar())]);
    office.wait(30);
    office.does(ENGINEER, "ticket.give_solution", TICKET, &solution());
    assert_eq!(office.states("ticket", TICKET, "D-13"), [Met], "the solution and its day were told");
    assert_eq!(office.status("ticket", TICKET), "awaiting_part");
}
