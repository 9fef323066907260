//! Instants and dates. Now is always an argument; nothing here reads a clock.

use std::{cmp::Ordering, fmt, str::FromStr};

use jiff::{Timestamp, civil, tz};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Scalar;

/// When something happened: UTC milliseconds, with the device's offset from UTC and the error its
/// clock is known to have, both as known when it was written and never recomputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Instant {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[n(0)]
    pub utc_ms: i64,
    /// The writer's offset from UTC, in minutes east.
    #[n(1)]
    pub offset_minutes: i16,
    /// How far the writer's clock may have been off, in milliseconds; 0 on the server.
    #[n(2)]
    pub error_ms: u32,
}

/// The smallest and largest instant accepted: 1970-01-01 to 2200-01-01.
const UTC_MS_RANGE: std::ops::Range<i64> = 0..7_258_118_400_000;

impl Instant {
    /// An instant of a clock without known error, written in China's zone.
    pub const fn from_utc_ms(utc_ms: i64) -> Self {
        Self { utc_ms, offset_minutes: 480, error_ms: 0 }
    }

    /// The same, `milliseconds` later; offset and error kept.
    #[must_use]
    pub const fn plus_ms(self, milliseconds: i64) -> Self {
        Self { utc_ms: self.utc_ms.saturating_add(milliseconds), ..self }
    }

    /// Inside the accepted range of years and offsets.
    pub fn is_plausible(&self) -> bool {
        UTC_MS_RANGE.contains(&self.utc_ms) && (-18 * 60..=18 * 60).contains(&self.offset_minutes)
    }

    /// As a document value: one byte string of deterministic CBOR.
    pub fn to_scalar(self) -> Scalar {
        Scalar::Bytes(minicbor::to_vec(self).unwrap_or_default())
    }

    /// From a document value; `None` when it is not the canonical form of a plausible instant.
    pub fn from_scalar(value: &Scalar) -> Option<Self> {
        let instant: Self = minicbor::decode(value.as_bytes()?).ok()?;
        (instant.is_plausible() && &instant.to_scalar() == value).then_some(instant)
    }

    /// As wall time in a zone.
    pub fn in_zone(&self, zone: &tz::TimeZone) -> civil::DateTime {
        zone.to_datetime(Timestamp::from_millisecond(self.utc_ms).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// As wall time at the offset where it was written.
    pub fn local(&self) -> civil::DateTime {
        let offset = tz::Offset::from_seconds(i32::from(self.offset_minutes) * 60).unwrap_or(tz::Offset::UTC);
        self.in_zone(&offset.to_time_zone())
    }
}

/// By moment alone: the offset and the error bound do not order.
impl Ord for Instant {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.utc_ms, self.offset_minutes, self.error_ms).cmp(&(other.utc_ms, other.offset_minutes, other.error_ms))
    }
}

impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Local wall time to the minute, `2026-11-23 14:05`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local().strftime("%Y-%m-%d %H:%M"))
    }
}

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date(pub civil::Date);

impl Date {
    /// As a document value: text `2026-11-23`.
    pub fn to_scalar(self) -> Scalar {
        Scalar::Text(self.to_string())
    }

    /// From a document value.
    pub fn from_scalar(value: &Scalar) -> Option<Self> {
        let text = value.as_text()?;
        let date: Self = text.parse().ok()?;
        (date.to_string() == text).then_some(date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Date {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}
