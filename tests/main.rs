//! Whole-product tests in one target: `acceptance` by the manual's ids, `bindings` from another language,
//! `hostile` for bad input, `crash` for phones that die.
//! Absent by design: what a unit test beside its code shows better.

mod acceptance;
mod bindings;
mod crash;
mod hostile;
