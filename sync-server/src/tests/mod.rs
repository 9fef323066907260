//! The server as phones meet it: through its routes, with the core's own session on the other side.
//! Absent by design: a network; the integration tests have one.

mod clocks;
mod enrolment;
mod exchange;
mod handing_over;
mod hostile;
mod listening;
mod office;
mod phone;
mod printing;
mod receipts;
mod scope;
