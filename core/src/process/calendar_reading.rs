//! Reading a calendar: from a JSON text, from the facts of a calendar record, and the shipped default.
//! Absent by design: counting days (`calendar`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    civil,
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::Deserialize;

use super::calendar::{Calendar, DAY_MINUTES, DayException, Hours, YEARS};
use crate::schema::{Date, Facts, Problem};

/// The notices of the State Council for the years the product was shipped with, as JSON:
/// see [`Calendar::from_json`].
pub const SHIPPED: &str = include_str!("../../data/calendar.cn.json");

/// A longer text is no calendar: every day of every year fits.
const JSON_BYTES_MAX: usize = 4 << 20;

/// The company's zone unless it says otherwise.
const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// Working hours unless the company says otherwise.
const DEFAULT_HOURS: Hours = Hours { from: 9 * 60, to: 18 * 60 };

/// Why a JSON text is no calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Larger than any calendar.
    #[error("the calendar is longer than {JSON_BYTES_MAX} bytes")]
    TooLong,
    /// Not JSON, or not of the shape; what and where.
    #[error("not a calendar: {0}")]
    Shape(String),
    /// No such zone in the time zone database.
    #[error("`zone` is not the name of a time zone")]
    UnknownZone,
    /// Not `"HH:MM"` up to `"24:00"`, or the end not after the start.
    #[error("`hours` must be two times such as \"09:00\" and \"18:00\", the second later")]
    Hours,
    /// A key of `exceptions` that is not a day of the years a calendar may hold.
    #[error("`exceptions` holds a key that is not a day such as \"2026-10-01\"")]
    ExceptionDay,
    /// A value of `exceptions` that is neither `"off"` nor `"work"`.
    #[error("`exceptions` on {0}: must be \"off\" or \"work\"")]
    ExceptionKind(civil::Date),
    /// A year outside of those a calendar may hold.
    #[error("`years` holds a year outside {first} to {last}", first = YEARS.start(), last = YEARS.end())]
    Year,
}

#[derive(Deserialize)]
struct CalendarJson {
    zone: Option<String>,
    hours: [String; 2],
    exceptions: BTreeMap<String, String>,
    #[serde(default)]
    years: BTreeSet<i64>,
}

impl Calendar {
    /// The calendar the product ships with: mainland China, 2024–2026, 09:00–18:00.
    pub fn shipped() -> Self {
        Self::from_json(SHIPPED).expect("the embedded calendar is read by a test")
    }

    /// Reads `{"zone", "hours": ["09:00", "18:00"], "exceptions": {"2026-10-01": "off" | "work"},
    /// "years": [2026]}`. Published are the years that have exceptions and those listed.
    ///
    /// # Errors
    /// [`CalendarError`], which names the part that is wrong.
    pub fn from_json(text: &str) -> Result<Self, CalendarError> {
        if text.len() > JSON_BYTES_MAX {
            return Err(CalendarError::TooLong);
        }
        let json: CalendarJson = serde_json::from_str(text).map_err(|error| CalendarError::Shape(error.to_string()))?;
        let zone = zone(json.zone.as_deref().unwrap_or(DEFAULT_ZONE)).ok_or(CalendarError::UnknownZone)?;
        let [from, to] = json.hours.map(|text| minute_of_day(&text));
        let (from, to) = from.zip(to).filter(|(from, to)| from < to).ok_or(CalendarError::Hours)?;
        let mut exceptions = BTreeMap::new();
        let mut years = BTreeSet::new();
        for (day, kind) in &json.exceptions {
            let day = calendar_day(day).ok_or(CalendarError::ExceptionDay)?;
            exceptions.insert(day, exception(kind).ok_or(CalendarError::ExceptionKind(day))?);
            years.insert(day.year());
        }
        for number in json.years {
            years.insert(year(number).ok_or(CalendarError::Year)?);
        }
        Ok(Self::from_parts(zone, Hours { from, to }, exceptions, years))
    }

    /// Reads the facts of a calendar record: `zone`, `hours_from` and `hours_to` (texts such as
    /// `09:00`), rows `exceptions/<yyyy-mm-dd>/kind` (`off` or `work`) and `years/<yyyy>/published`.
    /// Published are only the years that say so. A value that can't be read counts as absent and is
    /// named in the problems.
    pub fn from_facts(facts: &Facts) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let zone_name = facts.text("zone").unwrap_or(DEFAULT_ZONE);
        let zone = zone(zone_name).unwrap_or_else(|| {
            problems.push(unreadable("zone"));
            zone(DEFAULT_ZONE).unwrap_or(TimeZone::UTC)
        });
        let hours = read_hours(facts, &mut problems);
        let mut exceptions = BTreeMap::new();
        for row in facts.items("exceptions").into_iter().filter(|row| row.has("kind")) {
            match calendar_day(row.id).zip(row.text("kind").and_then(exception)) {
                Some((day, kind)) => _ = exceptions.insert(day, kind),
                None => problems.push(unreadable(row.key("kind"))),
            }
        }
        let mut years = BTreeSet::new();
        for row in facts.items("years").into_iter().filter(|row| row.is_true("published")) {
            match row.id.parse().ok().and_then(year) {
                Some(year) => _ = years.insert(year),
                None => problems.push(unreadable(row.key("published"))),
            }
        }
        (Self::from_parts(zone, hours, exceptions, years), problems)
    }
}

fn read_hours(facts: &Facts, problems: &mut Vec<Problem>) -> Hours {
    let mut read = |key: &str, default| {
        if !facts.has(key) {
            return default;
        }
        facts.text(key).and_then(minute_of_day).unwrap_or_else(|| {
            problems.push(unreadable(key));
            default
        })
    };
    let hours = Hours { from: read("hours_from", DEFAULT_HOURS.from), to: read("hours_to", DEFAULT_HOURS.to) };
    if hours.from < hours.to {
        return hours;
    }
    problems.push(unreadable("hours_to"));
    DEFAULT_HOURS
}

fn unreadable(key: impl Into<String>) -> Problem {
    Problem::of_field(
        key,
        "unreadable",
        "日历中的值无法识别，按空值处理",
        "unreadable value in the calendar, read as empty",
    )
}

fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// `09:00`, in exactly this shape, up to `24:00`; in minutes after 00:00.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= DAY_MINUTES).then_some(hour * 60 + minute)
}

/// `2026-10-01`, in exactly this shape, of a year a calendar may hold.
fn calendar_day(text: &str) -> Option<civil::Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text && YEARS.contains(&date.0.year())).then_some(date.0)
}

fn year(number: i64) -> Option<i16> {
    i16::try_from(number).ok().filter(|year| YEARS.contains(year))
}

fn exception(kind: &str) -> Option<DayException> {
    match kind {
        "off" => Some(DayException::Off),
        "work" => Some(DayException::Work),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Scalar;

    #[test]
    fn the_shipped_calendar_knows_three_years() {
        let calendar = Calendar::shipped();
        assert_eq!((2022..=2028).filter(|year| calendar.is_published(*year)).collect::<Vec<_>>(), [2024, 2025, 2026]);
        assert!(calendar.version().starts_with("2024-2026."));
        assert_eq!(calendar.zone().iana_name(), Some("Asia/Shanghai"));
    }

    #[test]
    fn a_text_that_is_no_calendar_is_refused_with_the_part_that_is_wrong() {
        let with = |zone: &str, hours: &str, exceptions: &str, years: &str| {
            let text = format!(r#"{{"zone":"{zone}","hours":{hours},"exceptions":{exceptions},"years":{years}}}"#);
            Calendar::from_json(&text).map(|_| ()).unwrap_err()
        };
        let hours = r#"["09:00","18:00"]"#;
        assert_eq!(with("Asia/Atlantis", hours, "{}", "[]"), CalendarError::UnknownZone);
        for wrong in [r#"["18:00","09:00"]"#, r#"["9:00","18:00"]"#, r#"["09:00","24:01"]"#, r#"["09:00","+1:00"]"#] {
            assert_eq!(with("UTC", wrong, "{}", "[]"), CalendarError::Hours, "{wrong}");
        }
        for wrong in ["2026-02-29", "2026-2-28", "1900-01-01", "x", "2026-02-28T00:00"] {
            let exceptions = format!(r#"{{"{wrong}":"off"}}"#);
            assert_eq!(with("UTC", hours, &exceptions, "[]"), CalendarError::ExceptionDay, "{wrong}");
        }
        let exceptions = r#"{"2026-10-01":"holiday"}"#;
        assert_eq!(with("UTC", hours, exceptions, "[]"), CalendarError::ExceptionKind(civil::date(2026, 10, 1)));
        assert_eq!(with("UTC", hours, "{}", "[99999]"), CalendarError::Year);
        assert!(matches!(Calendar::from_json("[]"), Err(CalendarError::Shape(_))));
        assert!(matches!(Calendar::from_json("{"), Err(CalendarError::Shape(_))));
        assert_eq!(Calendar::from_json(&" ".repeat(JSON_BYTES_MAX + 1)), Err(CalendarError::TooLong));
    }

    fn facts(rows: &[(&str, Scalar)]) -> Facts {
        Facts(rows.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    }

    #[test]
    fn a_record_with_the_shipped_content_is_the_shipped_calendar() {
        let json: CalendarJson = serde_json::from_str(SHIPPED).unwrap();
        let mut rows = Facts::default();
        for (day, kind) in &json.exceptions {
            rows.0.insert(format!("exceptions/{day}/kind"), Scalar::text(kind));
        }
        for year in 2024..=2026 {
            rows.0.insert(format!("years/{year}/published"), Scalar::Boolean(true));
        }
        assert_eq!(Calendar::from_facts(&rows), (Calendar::shipped(), Vec::new()));
        rows.0.insert("hours_to".into(), Scalar::text("17:30"));
        let (other, problems) = Calendar::from_facts(&rows);
        assert!(problems.is_empty());
        assert_ne!(other.version(), Calendar::shipped().version());
    }

    #[test]
    fn a_record_publishes_only_what_it_says_and_forgets_removed_rows() {
        let (calendar, problems) = Calendar::from_facts(&facts(&[
            ("exceptions/2026-10-01/kind", Scalar::text("off")),
            ("exceptions/2026-10-02/kind", Scalar::text("off")),
            ("exceptions/2026-10-02/removed", Scalar::Boolean(true)),
            ("exceptions/2027-01-01/kind", Scalar::text("off")),
            ("years/2026/published", Scalar::Boolean(true)),
            ("years/2027/published", Scalar::Boolean(false)),
        ]));
        assert!(problems.is_empty());
        let is_working = |day: &str| calendar.is_working_day(day.parse().unwrap());
        assert_eq!(is_working("2026-10-01"), Some(false));
        assert_eq!(is_working("2026-10-02"), Some(true));
        assert_eq!(is_working("2027-01-01"), None);
    }

    #[test]
    fn what_a_record_says_wrongly_counts_as_absent_and_is_named() {
        let (calendar, problems) = Calendar::from_facts(&facts(&[
            ("zone", Scalar::text("Nowhere")),
            ("hours_from", Scalar::text("19:00")),
            ("exceptions/2026-10-01/kind", Scalar::text("holiday")),
            ("exceptions/tomorrow/kind", Scalar::text("off")),
            ("years/2026/published", Scalar::Boolean(true)),
            ("years/12026/published", Scalar::Boolean(true)),
        ]));
        let named: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        let expected =
            ["zone", "hours_to", "exceptions/2026-10-01/kind", "exceptions/tomorrow/kind", "years/12026/published"];
        assert_eq!(named, expected);
        assert_eq!(calendar.is_working_day("2026-10-01".parse().unwrap()), Some(true));
        assert_eq!(calendar.end_of_hours("2026-10-01".parse().unwrap()).to_string(), "2026-10-01 18:00");
    }
}
