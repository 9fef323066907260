//! What the manual lets happen and when: pure functions of records, settings and the present moment.
//! Absent by design: I/O, SQL, envelopes, and reading the time from anywhere but an argument.

pub mod calendar;
pub mod calendar_reading;
#[cfg(test)]
mod clock_cases;
mod clock_due;
mod clock_explanation;
#[cfg(test)]
mod clock_properties;
mod clock_state;
mod clock_walk;
pub mod clocks;
#[cfg(test)]
mod worked_examples;
