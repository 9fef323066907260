//! What the manual asks for, shown on a real server and phones; test names carry the rules' ids.
//! Absent by design: counting rules, which `process::worked_examples` in the core shows line by line.

mod cancelled;
mod clocks;
mod course;
mod coverage;
mod duties;
mod offline;
mod one_job;
mod roles;
mod sales;
mod selling;
mod serving;
mod signatures;
mod tickets;
