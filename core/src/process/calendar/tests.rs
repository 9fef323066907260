//! Days, hours and versions of a calendar.
//! Absent by design: reading one (`calendar_reading`).

use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_day_is_what_its_weekday_says_unless_excepted() {
    let calendar = Calendar::shipped();
    for (day, kind) in [
        ("2026-09-30", Some(DayKind::Working)),
        ("2026-10-01", Some(DayKind::Holiday)),
        ("2026-10-03", Some(DayKind::Weekend)),
        ("2026-10-10", Some(DayKind::MakeUp)),
        ("2027-01-04", None),
        ("2023-12-29", None),
    ] {
        assert_eq!(calendar.day(date(day)), kind, "{day}");
    }
}

#[test]
fn counting_stops_where_the_calendar_does() {
    let calendar = Calendar::shipped();
    assert_eq!(calendar.nth_working_day_after(date("2026-12-30"), 1), Some(date("2026-12-31")));
    assert_eq!(calendar.nth_working_day_after(date("2026-12-30"), 2), None);
    assert_eq!(calendar.last_working_day_before(date("2026-10-08")), Some(date("2026-09-30")));
    assert_eq!(calendar.last_working_day_before(date("2024-01-02")), None);
    assert_eq!(calendar.nth_working_day_after(date("2026-10-03"), 0), Some(date("2026-10-08")));
}

#[test]
fn an_end_of_hours_on_the_edge_of_a_stretch_lies_in_it() {
    let calendar = Calendar::shipped();
    let end = calendar.end_of_hours(date("2026-05-11"));
    assert_eq!(calendar.ends_of_working_hours(end, end), Some(1));
    assert_eq!(calendar.ends_of_working_hours(end.plus_ms(1), end.plus_ms(86_399_999)), Some(0));
    assert_eq!(calendar.ends_of_working_hours(end, end.plus_ms(86_400_000)), Some(2));
}

#[test]
fn a_moment_carries_the_offset_of_the_zone_and_saturates() {
    let calendar = Calendar::shipped();
    let end = calendar.end_of_hours(date("2026-10-09"));
    assert_eq!((end.to_string().as_str(), end.offset_minutes, end.error_ms), ("2026-10-09 18:00", 480, 0));
    for utc_ms in [i64::MIN, i64::MAX] {
        let day = calendar.date_of(Instant::from_utc_ms(utc_ms));
        assert_eq!(calendar.date_of(calendar.start_of_day(day)), day);
    }
    assert_eq!(plus_days(date("2026-10-09"), i64::MAX), Date(*DAYS.end()));
    assert_eq!(plus_days(date("2026-10-09"), i64::MIN), Date(*DAYS.start()));
    assert_eq!(plus_months(date("2026-01-31"), 1), date("2026-02-28"));
    assert_eq!(plus_months(date("2026-01-31"), u32::MAX), Date(*DAYS.end()));
}

#[test]
fn a_zone_with_summer_time_skips_no_day() {
    let json = r#"{"zone": "America/Santiago", "hours": ["00:00", "18:00"], "exceptions": {}, "years": [2026]}"#;
    let calendar = Calendar::from_json(json).unwrap();
    // Midnight of 2026-09-06 does not exist in Chile.
    let day = date("2026-09-06");
    assert_eq!(calendar.date_of(calendar.start_of_day(day)), day);
    assert_eq!(calendar.end_of_hours(day).utc_ms - calendar.start_of_day(day).utc_ms, 17 * 3_600_000);
}

#[test]
fn a_calendar_remembers_which_it_replaced() {
    let first = Calendar::shipped();
    let json = r#"{"zone": "Asia/Shanghai", "hours": ["08:30", "17:30"], "exceptions": {}, "years": [2026]}"#;
    let second = Calendar::from_json(json).unwrap();
    let (at_second, at_third) = (Instant::from_utc_ms(1_000), Instant::from_utc_ms(2_000));
    let now = first.clone().replacing(second.clone().replacing(first.clone(), at_second), at_third);
    assert_ne!(first.version(), second.version());
    assert_eq!(now.in_force_at(Instant::from_utc_ms(999)).version(), first.version());
    assert_eq!(now.in_force_at(at_second).version(), second.version());
    assert_eq!(now.in_force_at(Instant::from_utc_ms(1_999)).version(), second.version());
    assert_eq!(now.in_force_at(at_third), &now);
}
