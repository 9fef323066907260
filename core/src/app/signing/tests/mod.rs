//! Signing end to end on one enrolled phone, offline: what is sealed, printed, refused.
//! Absent by design: the rules of a step, which the records' own tests hold.

mod complaint;
mod delivery;
mod installation;
mod instruction;
pub(in crate::app) mod phone;
mod photos;
mod refusals;
mod ticket;
mod training;
mod ways;
