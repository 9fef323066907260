//! Numbers given out without a network: `GD-2611-K7-0042` is prefix, year and month, the device's
//! segment, and a serial of that segment, prefix and month. Absent by design: where serials are kept.

use crate::schema::Instant;

/// Gives out numbers; each call uses one up.
pub trait Numbers {
    /// The next number of a prefix for something that happens at `at`.
    fn next(&mut self, prefix: &str, at: Instant) -> String;
}

/// Characters of a segment at most: a device's is 2 to 4, one without its segment yet uses six of its nonce.
const SEGMENT_MAX: usize = 6;

/// Digits of a serial at least; a month with more than 9,999 of a kind on one device grows longer.
const SERIAL_DIGITS: usize = 4;

/// Year and month as they stand in a number, at the writer's offset: `2611`.
pub fn month_of(at: Instant) -> String {
    at.local().strftime("%y%m").to_string()
}

/// Formats a number.
pub fn format_number(prefix: &str, at: Instant, segment: &str, serial: u32) -> String {
    format_serial(prefix, &month_of(at), segment, serial)
}

/// The same with the month as it stands in a number.
pub fn format_serial(prefix: &str, month: &str, segment: &str, serial: u32) -> String {
    format!("{prefix}-{month}-{segment}-{serial:0width$}", width = SERIAL_DIGITS)
}

/// A number taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberParts<'a> {
    /// The kind's prefix.
    pub prefix: &'a str,
    /// Year and month, as `2611`.
    pub month: &'a str,
    /// The segment that gave it out.
    pub segment: &'a str,
    /// The serial of segment, prefix and month.
    pub serial: u32,
}

/// Takes a number apart; `None` when it is not well formed.
pub fn parts(number: &str) -> Option<NumberParts<'_>> {
    let mut parts = number.split('-');
    let (prefix, month, segment, serial) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, range: std::ops::RangeInclusive<usize>| {
        range.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_number = parts.next().is_none() && digits(month, 4..=4) && digits(serial, SERIAL_DIGITS..=9);
    let serial = serial.parse().ok().filter(|_| is_number)?;
    Some(NumberParts { prefix, month, segment, serial })
}

/// True when a number has this prefix and segment and is well formed.
pub fn is_number_of(number: &str, prefix: &str, segment: &str) -> bool {
    parts(number).is_some_and(|parts| parts.prefix == prefix && parts.segment == segment)
}

/// True for a segment of capitals and digits.
pub fn is_segment(segment: &str) -> bool {
    (2..=SEGMENT_MAX).contains(&segment.len()) && segment.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_month_and_segment() {
        let at = Instant::from_utc_ms(1_795_449_900_000);
        let number = format_number("GD", at, "K7", 42);
        assert_eq!(number, "GD-2611-K7-0042");
        assert!(is_number_of(&number, "GD", "K7"));
        assert!(is_number_of(&format_number("GD", at, "K7", 12_345), "GD", "K7"));
        for wrong in ["GD-2611-K7", "GD-2611-K8-0042", "AZ-2611-K7-0042", "GD-26x1-K7-0042", "GD-2611-K7-42"] {
            assert!(!is_number_of(wrong, "GD", "K7"), "{wrong}");
        }
        assert!(is_segment("K7") && is_segment("A2B4C6") && !is_segment("k7") && !is_segment("K"));
    }
}
