//! Dates and moments in the forms people type and spreadsheets store.
//! Absent by design: choosing between two readings. Day before month, or a year of two digits, is held back.

use fieldseal_core::schema::{Date, Instant};
use jiff::{SignedDuration, civil, tz};
use unicode_normalization::UnicodeNormalization;

/// Why something is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADate {
    /// The year does not come first, so day and month may be read either way.
    DayMonthOrder,
    /// A year of two digits.
    TwoDigitYear,
    /// In a known form, but no such day or time.
    NoSuchDay,
    /// Earlier than 1950 or later than 2100, which a list of this kind never means.
    OutOfRange,
    /// A moment was needed, and there is no time of day.
    NoTime,
    /// In no known form.
    Unknown,
}

/// Years accepted, so that a number in a wrong column is not read as a day of 1905.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2100;

/// A day, and the time of day when one was given.
pub type Reading = (civil::Date, Option<civil::Time>);

/// A day from text: `2025-10-22`, `2025/1/4`, `2025.06.10`, `2026年9月12日`, `20251022`, each with or
/// without a time; full-width digits too.
pub fn from_text(text: &str) -> Result<Reading, NotADate> {
    let text: String = text.nfkc().filter(|c| !super::cell::is_invisible(*c)).collect();
    let text = text.trim();
    let (numbers, marks) = scan(text)?;
    // Numbers and the marks after them, as one shape: `2026年9月12日` is [2026, 9, 12] and `年月日`.
    let shape: String = marks.concat();
    if let [(number, 8)] = numbers.as_slice()
        && shape.is_empty()
    {
        return day(*number / 10_000, *number / 100 % 100, *number % 100).map(|day| (day, None));
    }
    if numbers.len() < 3 {
        return Err(NotADate::Unknown);
    }
    let date_marks: Vec<&str> = marks.iter().take(2).map(String::as_str).collect();
    let year_first = numbers[0].1 == 4;
    let known = matches!(date_marks.as_slice(), ["-", "-"] | ["/", "/"] | [".", "."] | ["年", "月"]);
    if !known {
        return Err(NotADate::Unknown);
    }
    if !year_first {
        return Err(if numbers[2].1 == 4 { NotADate::DayMonthOrder } else { NotADate::TwoDigitYear });
    }
    let date = day(numbers[0].0, numbers[1].0, numbers[2].0)?;
    let after_day = marks.get(2).map_or("", String::as_str);
    let rest: &str = &marks.iter().skip(3).map(String::as_str).collect::<String>();
    let seconds = match (numbers.len(), rest) {
        (3, "") if matches!(after_day, "" | "日" | "号") => return Ok((date, None)),
        (5, ":" | "时分" | "点分" | "时" | "点") => 0,
        (6, "::" | "时分秒" | "点分秒" | "时分") => numbers[5].0,
        _ => return Err(NotADate::Unknown),
    };
    if !matches!(after_day, " " | "日" | "日 " | "号" | "号 " | "T") {
        return Err(NotADate::Unknown);
    }
    let [hour, minute, second] = [numbers[3].0, numbers[4].0, seconds].map(|n| i8::try_from(n).unwrap_or(-1));
    let time = civil::Time::new(hour, minute, second, 0).map_err(|_| NotADate::NoSuchDay)?;
    Ok((date, Some(time)))
}

/// A day from a serial number of the 1900 system, or from a number written as `20251022`.
pub fn from_number(number: f64) -> Result<Reading, NotADate> {
    if number.fract() == 0.0 && (19_500_101.0..=21_001_231.0).contains(&number) {
        let digits = number as i64;
        return day(digits / 10_000, digits / 100 % 100, digits % 100).map(|day| (day, None));
    }
    // 18,264 is 1950-01-01 and 73,415 is 2100-12-31; the false leap day of 1900 is before both.
    if !(18_264.0..73_416.0).contains(&number) {
        return Err(NotADate::OutOfRange);
    }
    let seconds = (number * 86_400.0).round() as i64;
    let moment = civil::date(1899, 12, 30)
        .at(0, 0, 0, 0)
        .checked_add(SignedDuration::from_secs(seconds))
        .map_err(|_| NotADate::OutOfRange)?;
    Ok((moment.date(), (number.fract() != 0.0).then(|| moment.time())))
}

/// A moment at an offset from UTC; without a time of day there is none.
pub fn moment((date, time): Reading, offset_minutes: i16) -> Result<Instant, NotADate> {
    let local = date.to_datetime(time.ok_or(NotADate::NoTime)?);
    let offset = tz::Offset::from_seconds(i32::from(offset_minutes) * 60).map_err(|_| NotADate::OutOfRange)?;
    let timestamp = offset.to_timestamp(local).map_err(|_| NotADate::OutOfRange)?;
    let instant = Instant { utc_ms: timestamp.as_millisecond(), offset_minutes, error_ms: 0 };
    if instant.is_plausible() { Ok(instant) } else { Err(NotADate::OutOfRange) }
}

/// A day without its time.
pub fn date((date, _): Reading) -> Date {
    Date(date)
}

fn day(year: i64, month: i64, day: i64) -> Result<civil::Date, NotADate> {
    let part = |number: i64| i8::try_from(number).map_err(|_| NotADate::NoSuchDay);
    let year = i16::try_from(year).map_err(|_| NotADate::NoSuchDay)?;
    let date = civil::Date::new(year, part(month)?, part(day)?).map_err(|_| NotADate::NoSuchDay)?;
    if YEARS.contains(&year) { Ok(date) } else { Err(NotADate::OutOfRange) }
}

/// A number and how many digits it was written with.
type Number = (i64, usize);

/// Splits into numbers and the marks after each; runs of space count as one.
fn scan(text: &str) -> Result<(Vec<Number>, Vec<String>), NotADate> {
    let mut numbers: Vec<Number> = Vec::new();
    let mut marks: Vec<String> = Vec::new();
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            if marks.len() == numbers.len() {
                numbers.push((0, 0));
            }
            let last = numbers.last_mut().ok_or(NotADate::Unknown)?;
            *last = (last.0 * 10 + i64::from(digit), last.1 + 1);
            if last.1 > 8 {
                return Err(NotADate::Unknown);
            }
            continue;
        }
        if numbers.is_empty() || numbers.len() > 6 {
            return Err(NotADate::Unknown);
        }
        if marks.len() < numbers.len() {
            marks.push(String::new());
        }
        let mark = marks.last_mut().ok_or(NotADate::Unknown)?;
        let c = if c.is_whitespace() { ' ' } else { c };
        if !(c == ' ' && mark.ends_with(' ')) {
            mark.push(c);
        }
    }
    Ok((numbers, marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(reading: Result<Reading, NotADate>) -> Result<String, NotADate> {
        reading.map(|(date, time)| match time {
            Some(time) => format!("{date} {time}"),
            None => date.to_string(),
        })
    }

    #[test]
    fn every_form_of_the_lists_is_read() {
        for (typed, expected) in [
            ("2025-10-22", "2025-10-22"),
            ("2026/3/7", "2026-03-07"),
            ("2025.06.10", "2025-06-10"),
            ("2026年9月12日", "2026-09-12"),
            ("２０２６年９月１２日", "2026-09-12"),
            ("20251022", "2025-10-22"),
            (" 2024-02-29 ", "2024-02-29"),
            ("2026-10-23 13:50", "2026-10-23 13:50:00"),
            ("2026/9/5 9:48:07", "2026-09-05 09:48:07"),
            ("2026年09月15日 12时37分", "2026-09-15 12:37:00"),
            ("2026年9月15日12点37分08秒", "2026-09-15 12:37:08"),
            ("2026-10-23T13:50", "2026-10-23 13:50:00"),
        ] {
            assert_eq!(text_of(from_text(typed)).as_deref(), Ok(expected), "{typed}");
        }
        assert_eq!(text_of(from_number(45_762.0)).as_deref(), Ok("2025-04-15"));
        assert_eq!(text_of(from_number(46_318.576_388_888_9)).as_deref(), Ok("2026-10-23 13:50:00"));
        assert_eq!(text_of(from_number(20_251_022.0)).as_deref(), Ok("2025-10-22"));
    }

    #[test]
    fn what_could_be_read_twice_is_not_read() {
        for (typed, why) in [
            ("03/04/2025", NotADate::DayMonthOrder),
            ("25-10-22", NotADate::TwoDigitYear),
            ("25年10月22日", NotADate::TwoDigitYear),
            ("2025-02-30", NotADate::NoSuchDay),
            ("2025-10-22 25:00", NotADate::NoSuchDay),
            ("1899-10-22", NotADate::OutOfRange),
            ("去年十月", NotADate::Unknown),
            ("2025-10", NotADate::Unknown),
            ("2025-10/22", NotADate::Unknown),
            ("2026-10-23 下午1:50", NotADate::Unknown),
            ("", NotADate::Unknown),
        ] {
            assert_eq!(from_text(typed), Err(why), "{typed}");
        }
        assert_eq!(from_number(2025.0), Err(NotADate::OutOfRange));
        assert_eq!(from_number(f64::NAN), Err(NotADate::OutOfRange));
    }

    #[test]
    fn a_moment_needs_a_time_of_day() {
        let midday = from_text("2026-11-23 06:10").and_then(|reading| moment(reading, 480));
        assert_eq!(midday.map(|instant| instant.to_string()).as_deref(), Ok("2026-11-23 06:10"));
        assert_eq!(from_text("2026-11-23").and_then(|reading| moment(reading, 480)), Err(NotADate::NoTime));
    }
}
