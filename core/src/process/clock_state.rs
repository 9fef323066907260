//! The state of a clock: from its reckoning, what happened, and the present moment (domain §2.1).
//! Absent by design: counting (`clock_due`) and texts other than the states' names.

use crate::schema::{ChoiceCode, ClockRun, DueSoon, Instant, Label, Span};

use super::{
    calendar::Calendar,
    clock_due::{Due, Reckoning, finished_at, last_quarter},
};

/// The state of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClockState {
    /// 计时中
    Running,
    /// 即将到期
    DueSoon,
    /// 已逾期: not met yet, and past due.
    Overdue,
    /// 已暂停
    Paused,
    /// 按时完成
    Met,
    /// 逾期完成
    MetLate,
    /// 已取消: ended before it was due, or waived by the customer; not assessed.
    Cancelled,
    /// 逾期未完成: ended when it was past due.
    Missed,
}

impl ClockState {
    /// Every state with its stored code and label.
    pub const ALL: &'static [(ClockState, ChoiceCode)] = &[
        (Self::Running, code("running", "计时中", "Running")),
        (Self::DueSoon, code("due_soon", "即将到期", "Due soon")),
        (Self::Overdue, code("overdue", "已逾期", "Overdue")),
        (Self::Paused, code("paused", "已暂停", "Paused")),
        (Self::Met, code("met", "按时完成", "Met")),
        (Self::MetLate, code("met_late", "逾期完成", "Met late")),
        (Self::Cancelled, code("cancelled", "已取消", "Cancelled")),
        (Self::Missed, code("missed", "逾期未完成", "Missed")),
    ];

    fn entry(self) -> ChoiceCode {
        Self::ALL[self as usize].1
    }

    /// The stored code.
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// What a person reads.
    pub fn label(self) -> Label {
        self.entry().label
    }

    /// From a stored code; an unknown one is no state.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, entry)| entry.code == code).map(|(state, _)| *state)
    }

    /// True while what it asks for may still happen.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::DueSoon | Self::Overdue | Self::Paused)
    }

    /// True when somebody was late: overdue, met late or missed.
    pub const fn is_late(self) -> bool {
        matches!(self, Self::Overdue | Self::MetLate | Self::Missed)
    }
}

const fn code(code: &'static str, zh: &'static str, en: &'static str) -> ChoiceCode {
    ChoiceCode { code, label: Label::new(zh, en) }
}

/// What a clock's state is, and what becomes of it by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: ClockState,
    /// Met after the due time, but by no more than the error of the clock that told the time (时钟误差内).
    pub within_clock_error: bool,
    /// From when it is due soon; `None` without a due time.
    pub due_soon_from: Option<Instant>,
    /// The next moment at which the state changes though nobody does anything.
    pub next_change: Option<Instant>,
}

/// The standing of a run at a moment.
pub fn standing(
    due_soon: DueSoon,
    run: &ClockRun,
    reckoning: &Reckoning,
    calendar: &Calendar,
    now: Instant,
) -> Standing {
    let due_soon_from = due_soon_from(due_soon, reckoning, calendar);
    let finished = |state, within_clock_error| Standing { state, within_clock_error, due_soon_from, next_change: None };
    if run.waived.is_some() {
        return finished(ClockState::Cancelled, false);
    }
    match (finished_at(run), run.met_at) {
        (Some(end), Some(met_at)) if met_at.utc_ms == end.utc_ms => {
            let (state, within) = met(met_at, reckoning.due);
            finished(state, within)
        }
        (Some(end), _) => finished(ended(end, reckoning.due), false),
        (None, _) => open(due_soon_from, reckoning, now),
    }
}

/// Met or late: late only when later than due by more than the error known for that fact.
fn met(met_at: Instant, due: Due) -> (ClockState, bool) {
    let late_ms = due.moment().map_or(0, |due| met_at.utc_ms.saturating_sub(due.utc_ms));
    match late_ms {
        ..=0 => (ClockState::Met, false),
        late_ms if late_ms <= i64::from(met_at.error_ms) => (ClockState::Met, true),
        _ => (ClockState::MetLate, false),
    }
}

/// Ended without being met: cancelled when not yet past due. A miss is never washed away.
fn ended(at: Instant, due: Due) -> ClockState {
    match due {
        Due::At(due) if at.utc_ms > due.utc_ms => ClockState::Missed,
        _ => ClockState::Cancelled,
    }
}

fn open(due_soon_from: Option<Instant>, reckoning: &Reckoning, now: Instant) -> Standing {
    let at = |state, next_change| Standing { state, within_clock_error: false, due_soon_from, next_change };
    if let Some(pause) = reckoning.pauses.iter().find(|pause| pause.holds_at(now)) {
        return at(ClockState::Paused, (!pause.open).then_some(pause.to));
    }
    let past_due = reckoning.due.moment().map(|due| due.plus_ms(1));
    let (state, by_itself) = if past_due.is_some_and(|past_due| past_due.utc_ms <= now.utc_ms) {
        (ClockState::Overdue, None)
    } else if due_soon_from.is_some_and(|from| from.utc_ms <= now.utc_ms) {
        (ClockState::DueSoon, past_due)
    } else {
        (ClockState::Running, due_soon_from)
    };
    let next_pause = reckoning.pauses.iter().map(|pause| pause.from).find(|from| from.utc_ms > now.utc_ms);
    at(state, [by_itself, next_pause].into_iter().flatten().min_by_key(|at| at.utc_ms))
}

/// From when a clock is due soon. The unit in force decides: an elapsed clock in its last quarter, a
/// clock of days from 00:00 of the due day, so that a company that changes a rule's unit gets that
/// unit's rule; a rule that names its own notice keeps it.
fn due_soon_from(due_soon: DueSoon, reckoning: &Reckoning, calendar: &Calendar) -> Option<Instant> {
    let due = reckoning.due.moment()?;
    match (due_soon, reckoning.span, reckoning.agreed_day) {
        (DueSoon::MinutesBefore(minutes), ..) => Some(calendar.moment(due.utc_ms - i64::from(minutes) * 60_000)),
        (_, Span::Minutes(minutes), None) => last_quarter(reckoning, minutes, calendar),
        _ => Some(calendar.start_of_day(calendar.closing_day(due))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enumeration() {
        for (index, (state, entry)) in ClockState::ALL.iter().enumerate() {
            assert_eq!(*state as usize, index);
            assert_eq!(ClockState::from_code(entry.code), Some(*state));
        }
        assert_eq!(ClockState::from_code("late"), None);
    }

    #[test]
    fn late_means_later_than_the_error_of_the_clock() {
        let due = Due::At(Instant::from_utc_ms(1_000_000));
        let met_at = |utc_ms, error_ms| met(Instant { error_ms, ..Instant::from_utc_ms(utc_ms) }, due);
        assert_eq!(met_at(999_999, 0), (ClockState::Met, false));
        assert_eq!(met_at(1_000_000, 0), (ClockState::Met, false));
        assert_eq!(met_at(1_000_001, 0), (ClockState::MetLate, false));
        assert_eq!(met_at(1_002_000, 2_000), (ClockState::Met, true));
        assert_eq!(met_at(1_002_001, 2_000), (ClockState::MetLate, false));
    }

    #[test]
    fn ended_at_the_due_time_is_not_yet_past_due() {
        let due = Due::At(Instant::from_utc_ms(1_000_000));
        assert_eq!(ended(Instant::from_utc_ms(1_000_000), due), ClockState::Cancelled);
        assert_eq!(ended(Instant::from_utc_ms(1_000_001), due), ClockState::Missed);
    }
}
