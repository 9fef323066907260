//! What goes over the wire, the session that decides what to do with it, and the HTTPS driver.
//! Absent by design: SQL (the store applies effects) and judging (the server's, by the ledger).

pub mod cancel;
pub mod enrolment;
pub mod http;
pub mod request;
pub mod session;
pub mod wire;

#[cfg(test)]
mod vectors;
