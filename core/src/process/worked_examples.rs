//! The 45 worked examples of domain §3, one table: rule, facts, what is due when, and in which state.
//! Absent by design: anything the manual's table does not say.

use jiff::civil;

use super::{
    calendar::Calendar,
    clocks::{Clock, ClockState, Due, compute},
};
use crate::schema::{Anchor, ClockRun, ClockSpec, Date, DueSoon, Ended, Instant, Label, Language, Pause, Role, Span};

use ClockState::{Cancelled, DueSoon as Soon, Met, MetLate, Missed, Overdue, Running};

/// A moment in China from `2026-09-30 16:20`, `…:59.999`, or `2026-10-09 24:00`.
fn at(text: &str) -> Instant {
    let (day, hour) = text.split_once(' ').unwrap();
    let calendar = Calendar::shipped();
    let date: Date = day.parse().unwrap();
    match hour {
        "24:00" => calendar.start_of_day(Date(date.0.tomorrow().unwrap())),
        hour => calendar.at(date, hour.parse::<civil::Time>().unwrap()),
    }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn from(start: &str) -> ClockRun {
    ClockRun::from("1", at(start))
}

fn before(anchor: Anchor, set: &str) -> ClockRun {
    ClockRun { anchor: Some(anchor), ..from(set) }
}

fn appointment(moment: &str, set: &str) -> ClockRun {
    before(Anchor::Moment(at(moment)), set)
}

fn met(run: ClockRun, moment: &str) -> ClockRun {
    ClockRun { met_at: Some(at(moment)), ..run }
}

fn ended(run: ClockRun, moment: &str) -> ClockRun {
    ClockRun { ended: Some(Ended { at: at(moment), reason: Label::new("被取代", "Superseded") }), ..run }
}

fn paused(run: ClockRun, reason: &str, begin: &str, end: &str) -> ClockRun {
    let pause = Pause { reason: reason.into(), from: at(begin), until: Some(at(end)) };
    ClockRun { pauses: vec![pause], ..run }
}

/// The rules of the examples with their default lengths (domain §2.2) and pauses (§2.4).
fn rule(id: &'static str) -> ClockSpec {
    let (span, due_soon, stopped_by): (Span, DueSoon, &[&str]) = match id {
        "D-01" => (Span::Minutes(24 * 60), DueSoon::LastQuarter, &[]),
        "D-02a" => (Span::CalendarDays(30), DueSoon::MinutesBefore(7 * 24 * 60), &[]),
        "D-02b" => (Span::CalendarMonths(1), DueSoon::MinutesBefore(7 * 24 * 60), &[]),
        "D-03" => (Span::WorkingDays(1), DueSoon::DueDay, &[]),
        "D-04" => (Span::MinutesBefore(24 * 60), DueSoon::MinutesBefore(4 * 60), &[]),
        "D-05" => (Span::Minutes(2 * 60), DueSoon::LastQuarter, &[]),
        "D-06" => (Span::WorkingDays(2), DueSoon::DueDay, &["customer_unreachable", "force_majeure"]),
        "D-07" => (Span::DaysBefore(3), DueSoon::MinutesBefore(24 * 60), &[]),
        "D-08" => (Span::WorkingDays(3), DueSoon::DueDay, &[]),
        "D-09" => (Span::Minutes(10), DueSoon::LastQuarter, &[]),
        "D-10" => (Span::Minutes(2 * 60), DueSoon::LastQuarter, &[]),
        "D-11" => (Span::Minutes(4 * 60), DueSoon::LastQuarter, &["customer_reschedule", "site_not_ready"]),
        "D-12" => (Span::Minutes(24 * 60), DueSoon::LastQuarter, &["customer_unreachable"]),
        "D-13" => (Span::Minutes(48 * 60), DueSoon::LastQuarter, &["customer_reschedule", "site_not_ready"]),
        "D-14" => (Span::WorkingDays(3), DueSoon::DueDay, &["awaiting_customer_information"]),
        "D-15" => (Span::WorkingDays(3), DueSoon::DueDay, &[]),
        "D-16" => (Span::CalendarDays(90), DueSoon::MinutesBefore(7 * 24 * 60), &[]),
        other => panic!("no rule {other} in the examples"),
    };
    let label = Label::new("例", "Example");
    let runs = |_: &_| Vec::new();
    ClockSpec { id, label, span, due_soon, who: Role::Desk, who_field: "", stopped_by, runs }
}

struct Example {
    number: u8,
    rule: &'static str,
    run: ClockRun,
    now: &'static str,
    due: &'static str,
    state: ClockState,
}

fn row(
    number: u8,
    rule: &'static str,
    run: ClockRun,
    now: &'static str,
    due: &'static str,
    state: ClockState,
) -> Example {
    Example { number, rule, run, now, due, state }
}

#[rustfmt::skip]
fn examples() -> Vec<Example> {
    let agreed = ClockRun { agreed_day: Some(date("2026-11-09")), ..ClockRun::from("2", at("2026-10-08 10:00")) };
    let short_notice = appointment("2026-11-26 10:00", "2026-11-24 11:00");
    let wished = Label::new("客户要求提前", "Wished by the customer");
    vec![
        row(1, "D-06", from("2026-09-30 16:20"), "2026-10-08 12:00", "2026-10-09 18:00", Running),
        row(2, "D-06", from("2026-02-13 10:00"), "2026-02-24 00:00", "2026-02-24 18:00", Soon),
        row(3, "D-06", from("2025-12-31 10:00"), "2026-01-04 23:59", "2026-01-05 18:00", Running),
        row(4, "D-06", from("2026-01-01 10:00"), "2026-01-05 18:00", "2026-01-05 18:00", Soon),
        row(5, "D-06", from("2026-11-23 23:59"), "2026-11-25 18:01", "2026-11-25 18:00", Overdue),
        row(6, "D-06", from("2026-11-24 00:00"), "2026-11-25 18:01", "2026-11-26 18:00", Running),
        row(7, "D-06", from("2025-09-30 10:00"), "2025-10-09 12:00", "2025-10-10 18:00", Running),
        row(8, "D-06", from("2026-06-18 10:00"), "2026-06-22 12:00", "2026-06-23 18:00", Running),
        row(9, "D-03", from("2026-09-18 00:00"), "2026-09-19 12:00", "2026-09-20 18:00", Running),
        row(10, "D-03", from("2026-10-09 00:00"), "2026-10-10 12:00", "2026-10-10 18:00", Soon),
        row(11, "D-03", from("2026-09-19 00:00"), "2026-09-19 12:00", "2026-09-20 18:00", Running),
        row(12, "D-03", from("2024-02-28 00:00"), "2024-02-28 12:00", "2024-02-29 18:00", Running),
        row(12, "D-03", from("2024-02-29 00:00"), "2024-02-29 12:00", "2024-03-01 18:00", Running),
        row(13, "D-08", from("2026-04-29 17:00"), "2026-05-01 12:00", "2026-05-07 18:00", Running),
        row(14, "D-08", from("2026-09-24 17:00"), "2026-09-29 12:00", "2026-09-30 18:00", Running),
        row(15, "D-08", from("2025-01-24 17:00"), "2025-02-04 12:00", "2025-02-05 18:00", Running),
        row(16, "D-08", ended(from("2026-11-02 17:00"), "2026-11-04 10:00"), "2026-11-20 12:00", "2026-11-05 18:00", Cancelled),
        row(16, "D-08", from("2026-11-10 17:00"), "2026-11-12 12:00", "2026-11-13 18:00", Running),
        row(17, "D-08", ended(from("2026-11-02 17:00"), "2026-11-06 10:00"), "2026-11-20 12:00", "2026-11-05 18:00", Missed),
        row(17, "D-08", from("2026-11-10 17:00"), "2026-11-12 12:00", "2026-11-13 18:00", Running),
        row(18, "D-14", from("2026-05-09 10:00"), "2026-05-12 12:00", "2026-05-13 18:00", Running),
        row(19, "D-14", paused(from("2026-05-09 10:00"), "awaiting_customer_information", "2026-05-11 10:00", "2026-05-12 09:30"), "2026-05-13 20:00", "2026-05-14 18:00", Running),
        row(20, "D-15", from("2026-02-14 15:00"), "2026-02-25 12:00", "2026-02-26 18:00", Running),
        row(21, "D-15", from("2026-10-10 15:00"), "2026-10-13 12:00", "2026-10-14 18:00", Running),
        row(22, "D-09", from("2026-11-23 23:55"), "2026-11-24 00:00", "2026-11-24 00:05", Running),
        row(23, "D-10", from("2026-10-01 02:41"), "2026-10-01 03:00", "2026-10-01 04:41", Running),
        row(23, "D-11", from("2026-10-01 02:41"), "2026-10-01 05:41", "2026-10-01 06:41", Soon),
        row(24, "D-05", from("2026-12-31 23:10"), "2027-01-01 00:00", "2027-01-01 01:10", Running),
        row(25, "D-11", paused(from("2026-11-05 14:00"), "customer_reschedule", "2026-11-05 15:30", "2026-11-06 09:00"), "2026-11-06 09:00", "2026-11-06 11:30", Running),
        row(26, "D-13", paused(from("2026-11-05 09:00"), "site_not_ready", "2026-11-05 15:00", "2026-11-06 10:00"), "2026-11-06 12:00", "2026-11-08 04:00", Running),
        row(27, "D-10", from("2026-11-05 14:00"), "2026-11-05 14:30", "2026-11-05 16:00", Running),
        row(27, "D-11", from("2026-11-05 14:00"), "2026-11-05 14:30", "2026-11-05 18:00", Running),
        row(27, "D-12", ended(from("2026-11-05 09:00"), "2026-11-05 14:00"), "2026-11-20 12:00", "2026-11-06 09:00", Cancelled),
        row(27, "D-13", ended(from("2026-11-05 09:00"), "2026-11-05 14:00"), "2026-11-20 12:00", "2026-11-07 09:00", Cancelled),
        row(28, "D-10", from("2026-11-05 09:00"), "2026-11-05 12:30", "2026-11-05 11:00", Overdue),
        row(28, "D-11", from("2026-11-05 09:00"), "2026-11-05 12:30", "2026-11-05 13:00", Soon),
        row(28, "D-12", ended(from("2026-11-05 09:00"), "2026-11-05 12:30"), "2026-11-20 12:00", "2026-11-06 09:00", Cancelled),
        row(29, "D-07", appointment("2026-10-12 14:00", "2026-09-28 10:00"), "2026-10-08 23:59", "2026-10-09 24:00", Running),
        row(30, "D-07", appointment("2026-10-08 14:00", "2026-09-28 10:00"), "2026-10-05 00:00", "2026-10-05 24:00", Soon),
        row(31, "D-07", appointment("2026-03-03 14:00", "2026-02-10 10:00"), "2026-02-27 12:00", "2026-02-28 24:00", Running),
        row(32, "D-07", appointment("2024-03-02 14:00", "2024-02-10 10:00"), "2024-02-27 12:00", "2024-02-28 24:00", Running),
        row(33, "D-07", ClockRun { waived: Some(wished), ..met(short_notice.clone(), "2026-11-24 11:00") }, "2026-11-24 12:00", "2026-11-23 24:00", Cancelled),
        row(34, "D-07", short_notice.clone(), "2026-11-24 11:00", "2026-11-23 24:00", Overdue),
        row(34, "D-07", met(short_notice, "2026-11-24 15:00"), "2026-11-24 16:00", "2026-11-23 24:00", MetLate),
        row(35, "D-04", appointment("2026-10-09 08:00", "2026-09-28 10:00"), "2026-10-08 04:00", "2026-10-08 08:00", Soon),
        row(36, "D-04", before(Anchor::Day(date("2026-10-09")), "2026-09-28 10:00"), "2026-10-08 04:00", "2026-10-08 09:00", Running),
        row(37, "D-02a", from("2026-04-01 10:00"), "2026-04-20 12:00", "2026-05-06 18:00", Running),
        row(38, "D-02b", from("2026-01-31 10:00"), "2026-02-21 18:00", "2026-02-28 18:00", Soon),
        row(39, "D-16", from("2026-07-03 10:00"), "2026-10-01 17:59", "2026-10-08 18:00", Running),
        row(40, "D-16", from("2026-06-29 10:00"), "2026-09-21 18:00", "2026-09-28 18:00", Soon),
        row(41, "D-16", from("2026-11-23 10:00"), "2026-12-01 12:00", "not before 2027-02-21", Running),
        row(42, "D-08", from("2026-12-30 17:00"), "2026-12-31 12:00", "not before 2027-01-02", Running),
        row(43, "D-06", met(from("2026-09-30 16:20"), "2026-10-08 10:00"), "2026-11-01 12:00", "2026-10-09 18:00", Met),
        row(43, "D-06", agreed, "2026-11-01 12:00", "2026-11-09 18:00", Running),
        row(44, "D-01", from("2026-11-20 17:30"), "2026-11-21 11:29", "2026-11-21 17:30", Running),
        row(45, "D-09", met(from("2026-11-23 23:55"), "2026-11-24 00:05"), "2026-11-24 09:00", "2026-11-24 00:05", Met),
        row(45, "D-06", met(from("2026-09-30 16:20"), "2026-10-09 18:00"), "2026-10-12 09:00", "2026-10-09 18:00", Met),
        row(45, "D-07", met(appointment("2026-10-12 14:00", "2026-09-28 10:00"), "2026-10-09 24:00"), "2026-10-12 09:00", "2026-10-09 24:00", Met),
        row(45, "D-09", met(from("2026-11-23 23:55"), "2026-11-24 00:05:00.001"), "2026-11-24 09:00", "2026-11-24 00:05", MetLate),
    ]
}

fn computed(example: &Example) -> Clock {
    let spec = rule(example.rule);
    compute(&spec, &example.run, spec.span, &Calendar::shipped(), at(example.now))
}

fn due(text: &str) -> Due {
    match text.strip_prefix("not before ") {
        Some(day) => Due::NotBefore(date(day)),
        None => Due::At(at(text)),
    }
}

#[test]
fn every_example_of_the_manual() {
    for example in &examples() {
        let clock = computed(example);
        let told = format!("example {}, {}: {}", example.number, example.rule, clock.due.text(Language::English));
        assert_eq!(clock.due, due(example.due), "{told}");
        assert_eq!(clock.state, example.state, "{told}");
    }
}

#[test]
fn every_number_of_the_manual_is_in_the_table() {
    let mut numbers: Vec<u8> = examples().iter().map(|example| example.number).collect();
    numbers.dedup();
    assert_eq!(numbers, (1..=45).collect::<Vec<u8>>());
}

#[test]
fn where_the_manual_names_only_a_day_the_hour_of_the_event_changes_nothing() {
    let named_by_day = [2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 37, 38, 39, 40, 41, 42];
    for example in examples().into_iter().filter(|example| named_by_day.contains(&example.number)) {
        let day = Calendar::shipped().date_of(example.run.start);
        for hour in ["00:00", "08:59", "18:00:00.001", "23:59:59.999"] {
            let run = ClockRun { start: at(&format!("{day} {hour}")), ..example.run.clone() };
            let moved = Example {
                run,
                ..row(example.number, example.rule, from("2026-01-01 00:00"), example.now, example.due, example.state)
            };
            assert_eq!(computed(&moved).due, due(example.due), "example {} at {hour}", example.number);
        }
    }
}

#[test]
fn a_day_counted_back_to_a_rest_day_is_reminded_of_on_the_last_working_day_before_it() {
    for (number, reminder) in [(29, None), (30, Some("2026-09-30 18:00")), (31, None), (32, None), (35, None)] {
        let example = examples().into_iter().find(|example| example.number == number).unwrap();
        assert_eq!(computed(&example).reminder, reminder.map(at), "example {number}");
    }
    let late = row(30, "D-07", appointment("2026-10-08 14:00", "2026-10-01 10:00"), "2026-10-02 10:00", "", Running);
    assert_eq!(computed(&late).reminder, None, "it was over before the clock started");
}

fn explained(number: u8, language: Language) -> String {
    let example = examples().into_iter().find(|example| example.number == number).unwrap();
    let calendar = Calendar::shipped();
    let explanation = computed(&example).explanation(&calendar);
    explanation.in_language(language).replace(calendar.version(), "V")
}

#[test]
fn explanations_in_chinese() {
    for (number, text) in [
        (1, "起算 2026-09-30 → 10-01…10-07 放假 → 10-08 第1个工作日 → 10-09 第2个工作日 18:00 截止（日历 V）"),
        (9, "起算 2026-09-18 → 09-19 周末 → 09-20 第1个工作日（调休上班） 18:00 截止（日历 V）"),
        (
            16,
            "起算 2026-11-02 → 11-03 第1个工作日 → 11-04 第2个工作日 → 11-05 第3个工作日 18:00 截止（日历 V）；已取消：被取代",
        ),
        (
            19,
            "起算 2026-05-09 → 05-10 周末 → 05-11 第1个工作日 → 05-12 第2个工作日 → 05-13 第3个工作日 → 暂停 05-11 10:00…05-12 09:30，顺延 1 个工作日 → 05-14 顺延1 18:00 截止（日历 V）",
        ),
        (22, "起算 2026-11-23 23:55 + 10 分钟 = 11-24 00:05 截止"),
        (25, "起算 2026-11-05 14:00 + 4 小时 + 暂停 11-05 15:30…11-06 09:00（17 小时 30 分钟） = 11-06 11:30 截止"),
        (30, "预定 2026-10-08，前第 3 天 = 10-05 24:00 截止，不顺延；当天休息，09-30 18:00 提前提醒"),
        (33, "预定 2026-11-26，前第 3 天 = 11-23 24:00 截止，不顺延；已取消：客户要求提前"),
        (36, "预定 2026-10-09 09:00（只有日期，按上班时间计） − 24 小时 = 10-08 09:00 截止"),
        (38, "起算 2026-01-31 + 1 个月 = 02-28（当月没有 31 日，取月末） 18:00 截止（日历 V）"),
        (39, "起算 2026-07-03 + 90 天 = 10-01 → 10-01…10-07 放假 → 10-08 下一工作日 18:00 截止（日历 V）"),
        (41, "起算 2026-11-23 + 90 天 = 2027-02-21 → 日历未发布，不早于 2027-02-21（日历 V）"),
        (42, "起算 2026-12-30 → 12-31 第1个工作日 → 日历未发布，不早于 2027-01-02（日历 V）"),
    ] {
        assert_eq!(explained(number, Language::Chinese), text, "example {number}");
    }
}

#[test]
fn explanations_in_english() {
    for (number, text) in [
        (
            1,
            "from 2026-09-30 → 10-01…10-07 holiday → 10-08 working day 1 → 10-09 working day 2, due 18:00 (calendar V)",
        ),
        (
            3,
            "from 2025-12-31 → 2026-01-01…01-03 holiday → 01-04 working day 1 (make-up day) → 01-05 working day 2, due 18:00 (calendar V)",
        ),
        (26, "from 2026-11-05 09:00 + 48 h + paused 11-05 15:00…11-06 10:00 (19 h) = due 11-08 04:00"),
        (31, "3 days before 2026-03-03 = due 02-28 24:00, never moved to a working day"),
        (40, "from 2026-06-29 + 90 days = 09-27 → 09-27 weekend → 09-28 next working day, due 18:00 (calendar V)"),
        (42, "from 2026-12-30 → 12-31 working day 1 → calendar not published, not before 2027-01-02 (calendar V)"),
    ] {
        assert_eq!(explained(number, Language::English), text, "example {number}");
    }
}
