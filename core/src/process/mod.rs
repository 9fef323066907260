//! The step engine, roles, calendar, clock engine and numbering: pure functions of records looked up,
//! the person, the settings and now. Absent by design: I/O, SQL, signatures, and any record's rules.

pub mod directory;
