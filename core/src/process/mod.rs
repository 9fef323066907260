//! The step engine, roles, calendar, clock engine and numbering: pure functions of (records looked up,
//! person, settings, now). Absent by design: I/O, SQL, and any record kind beyond the directory and the calendar.

mod directory;

pub use directory::{DeviceEntry, Directory, role_classes};
