//! The step engine, roles, calendar, clock engine and numbering: pure functions of records looked up,
//! the person, the settings and now. Absent by design: I/O, SQL, signatures, and any record's rules.

pub mod calendar;
pub mod calendar_reading;
pub mod calendar_warnings;
#[cfg(test)]
mod clock_cases;
pub mod clock_due;
pub mod clock_explanation;
#[cfg(test)]
mod clock_properties;
pub mod clock_state;
mod clock_walk;
pub mod clocks;
pub mod comparing;
pub mod directory;
pub mod duty;
pub mod number_gaps;
pub mod numbering;
pub mod reminders;
mod restoring;
pub mod steps;
#[cfg(test)]
mod worked_examples;
