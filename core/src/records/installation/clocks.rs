//! The clocks of an installation, D-06 and D-07, as runs that follow from its facts (domain §2.2, §2.3).
//! Absent by design: calendars, due times and states; the clock engine counts.

use crate::{
    records::{pause::pauses, visit},
    schema::{Anchor, ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, ItemFacts, Label, Role, Span},
};

/// Days of notice of an appointment (D-07).
pub(super) const NOTICE_DAYS: i32 = 3;

/// The clocks.
pub const CLOCKS: &[ClockSpec] = &[
    ClockSpec {
        id: "D-06",
        label: Label::new("联系客户预约安装", "Contact the customer and book"),
        span: Span::WorkingDays(2),
        due_soon: DueSoon::DueDay,
        who: Role::Desk,
        who_field: "engineer",
        stopped_by: &["customer_unreachable", "force_majeure"],
        runs: book,
    },
    ClockSpec {
        id: "D-07",
        label: Label::new("确认预约", "Confirm the appointment"),
        span: Span::DaysBefore(NOTICE_DAYS as u32),
        due_soon: DueSoon::MinutesBefore(24 * 60),
        who: Role::Desk,
        who_field: "engineer",
        stopped_by: &[],
        runs: confirm,
    },
];

const CANCELLED: Label = Label::new("安装已取消", "Installation cancelled");
const APPOINTMENT_CANCELLED: Label = Label::new("预约已取消", "Appointment cancelled");
const MOVED: Label = Label::new("已改约", "Appointment moved");
const ARRIVED: Label = Label::new("未确认即上门", "Arrived without a confirmation");
const CUSTOMERS_WISH: Label = Label::new("客户要求提前", "Short notice at the customer's wish");

fn by_time<'a>(mut rows: Vec<ItemFacts<'a>>, field: &str) -> Vec<ItemFacts<'a>> {
    rows.retain(|row| row.has(field));
    rows.sort_by_key(|row| (row.instant(field).map(|at| at.utc_ms), row.id));
    rows
}

/// D-06: from the receipt; and again from each "later", due on the agreed day (§2.3 no. 4).
fn book(facts: &Facts) -> Vec<ClockRun> {
    let Some(received) = facts.instant("received_at") else { return Vec::new() };
    let bookings = by_time(facts.items("bookings"), "at");
    let end = facts.instant("cancelled_at").map(|at| Ended { at, reason: CANCELLED });
    let mut runs = vec![met_by(ClockRun::from("1", received), bookings.first(), end)];
    for (index, booking) in bookings.iter().enumerate() {
        if booking.text("result") != Some("later") {
            continue;
        }
        let (Some(at), Some(day)) = (booking.instant("at"), booking.date("call_again_on")) else { continue };
        let mut run = ClockRun::from(format!("later-{}", booking.id), at);
        run.agreed_day = Some(day);
        runs.push(met_by(run, bookings.get(index + 1), end));
    }
    for run in &mut runs {
        run.pauses = pauses(facts);
    }
    runs
}

/// Met by a booking contact; one before the receipt meets it at the moment of the receipt.
fn met_by(mut run: ClockRun, booking: Option<&ItemFacts<'_>>, end: Option<Ended>) -> ClockRun {
    let at: Option<Instant> = booking.and_then(|row| row.instant("at")).map(|at| at.max(run.start));
    run.met_at = at.filter(|at| end.is_none_or(|end| at.utc_ms <= end.at.utc_ms));
    run.late_entry = run.met_at.is_some() && booking.is_some_and(|row| row.is_true("late_entry"));
    run.ended = if run.met_at.is_some() { None } else { end };
    run
}

/// D-07: one run for each appointment. A move ends the old run (cancelled, or missed when it was
/// past due: a miss is never washed away) and starts the next with its own anchor.
fn confirm(facts: &Facts) -> Vec<ClockRun> {
    let appointments = by_time(facts.items("appointments"), "set_at");
    let mut runs = Vec::new();
    for (index, row) in appointments.iter().enumerate() {
        let (Some(set_at), Some(at)) = (row.instant("set_at"), row.instant("at")) else { continue };
        let round = row.integer("round").unwrap_or(1);
        let next = appointments.get(index + 1);
        let moved =
            next.filter(|next| next.integer("round").unwrap_or(1) == round).and_then(|next| next.instant("set_at"));
        let arrived = visit::arrivals(facts, round)
            .iter()
            .filter_map(|visit| visit.instant("arrived_at"))
            .find(|arrived| arrived.utc_ms >= set_at.utc_ms);
        let end = [
            (facts.instant("cancelled_at"), CANCELLED),
            (row.instant("cancelled_at"), APPOINTMENT_CANCELLED),
            (moved, MOVED),
            (arrived, ARRIVED),
        ]
        .into_iter()
        .filter_map(|(at, reason)| at.map(|at| Ended { at, reason }))
        .min_by_key(|end| end.at.utc_ms);
        let mut run = ClockRun::from(format!("{}", index + 1), set_at);
        run.anchor = Some(Anchor::Moment(at));
        // A wish for short notice waives it only where the notice is short.
        let is_short = (at.local().date() - set_at.local().date()).get_days() < NOTICE_DAYS;
        run.waived = (is_short && row.text("short_notice_by") == Some("customer")).then_some(CUSTOMERS_WISH);
        run.met_at = row.instant("confirmed_at").filter(|at| end.is_none_or(|end| at.utc_ms <= end.at.utc_ms));
        run.late_entry = run.met_at.is_some() && row.is_true("late_entry");
        run.ended = if run.met_at.is_some() { None } else { end };
        runs.push(run);
    }
    runs
}
