//! What the numbers are measured on: tickets as an engineer takes them in, and a company at several stages
//! of its work, each copied for every measurement. Absent by design: measuring.

pub mod site;
pub mod stages;
pub mod tickets;
