//! What a clock is, as data: how long, from when, met when. Counting is the clock engine's.

use super::{Date, Facts, Instant, Label, Role};

/// How a clock counts. Each rule names exactly one unit (domain §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "unit", content = "amount")]
pub enum Span {
    /// Elapsed minutes, day and night.
    Minutes(u32),
    /// Working days after; due at the end of working hours.
    WorkingDays(u32),
    /// Calendar days after, rolled to a working day; due at the end of working hours.
    CalendarDays(u32),
    /// Calendar months after, then as calendar days.
    CalendarMonths(u32),
    /// Calendar days before an anchor's day; due at 24:00 and never rolled.
    DaysBefore(u32),
    /// Elapsed minutes before an anchor.
    MinutesBefore(u32),
}

/// From when a clock is due soon (domain §2.1, "due soon").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueSoon {
    /// In the last quarter of its length.
    LastQuarter,
    /// From 00:00 of the day it is due.
    DueDay,
    /// So many minutes before it is due.
    MinutesBefore(u32),
}

/// One rule of the manual (D-…), declared beside the steps of the kind it runs on.
#[derive(Clone, Copy)]
pub struct ClockSpec {
    /// The rule's id, such as `D-10`.
    pub id: &'static str,
    /// What must happen.
    pub label: Label,
    /// The default length, which a company's settings may change.
    pub span: Span,
    /// When it turns due soon.
    pub due_soon: DueSoon,
    /// Who must act when nobody is assigned.
    pub who: Role,
    /// The key of the field that names who must act, if somebody is assigned.
    pub who_field: &'static str,
    /// Codes of the pause reasons that stop it (domain §2.4).
    pub stopped_by: &'static [&'static str],
    /// The runs of this clock on a record: one for each time it was started.
    pub runs: fn(&Facts) -> Vec<ClockRun>,
}

/// One run of a clock on one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRun {
    /// Tells runs of one rule on one record apart: a round, a session, an item's id.
    pub instance: String,
    /// The event it runs from.
    pub start: Instant,
    /// What it counts back from, for [`Span::DaysBefore`] and [`Span::MinutesBefore`].
    pub anchor: Option<Anchor>,
    /// A day agreed with the customer that replaces the length: due at the end of working hours of
    /// it, or of the next working day (domain §2.3 no. 4).
    pub agreed_day: Option<Date>,
    /// When what it asks for happened.
    pub met_at: Option<Instant>,
    /// `met_at` was entered late, with a reason (补录).
    pub late_entry: bool,
    /// The thing ended without it: cancelled when not yet due, else missed.
    pub ended: Option<Ended>,
    /// The customer wished the short notice: cancelled whatever the due time (domain §2.3 no. 6).
    pub waived: Option<Label>,
    /// Pauses of the record; the engine takes those whose reason stops this clock.
    pub pauses: Vec<Pause>,
    /// The length that the customer's contract agrees on: it wins over the company's (domain §2.1).
    pub agreed_span: Option<AgreedSpan>,
    /// Whom the rule's field names has not taken it yet: the rule's role must act.
    pub untaken: bool,
}

/// A length from a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedSpan {
    /// The length.
    pub span: Span,
    /// The contract, as its number names it.
    pub contract_number: String,
}

impl ClockRun {
    /// A run from an event, not met yet.
    pub fn from(instance: impl Into<String>, start: Instant) -> Self {
        Self {
            instance: instance.into(),
            start,
            anchor: None,
            agreed_day: None,
            met_at: None,
            late_entry: false,
            ended: None,
            waived: None,
            pauses: Vec::new(),
            agreed_span: None,
            untaken: false,
        }
    }
}

/// What a clock counts back from: a moment, or only a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A moment.
    Moment(Instant),
    /// A day: counts as the start of its working hours.
    Day(Date),
}

/// The thing a clock ran on ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Why, as a person reads it.
    pub reason: Label,
}

/// A pause of a record's clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Code of the reason (domain §2.4).
    pub reason: String,
    /// From when.
    pub from: Instant,
    /// Until when; open when `None`.
    pub until: Option<Instant>,
}
