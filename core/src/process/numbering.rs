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
    format!("{prefix}-{}-{segment}-{serial:0width$}", month_of(at), width = SERIAL_DIGITS)
}

/// True when a number has this prefix and segment and is well formed.
pub fn is_number_of(number: &str, prefix: &str, segment: &str) -> bool {
    let mut parts = number.split('-');
    let (Some(first), Some(month), Some(second), Some(serial), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let digits = |text: &str, range: std::ops::RangeInclusive<usize>| {
        range.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    first == prefix && second == segment && digits(month, 4..=4) && digits(serial, SERIAL_DIGITS..=9)
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
