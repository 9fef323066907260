//! Whole-product tests in one target: `acceptance` by the manual's ids, `bindings` from another language,
//! `hostile` for bad input, `crash` for phones and servers that die, `keeping` for what phones keep, forget and
//! give back to a restored server.
//! Absent by design: what a unit test beside its code shows better.
// What tests share may fail as tests do; clippy's own exemption knows only functions marked `#[test]`.
#![allow(clippy::unwrap_used)]

mod acceptance;
mod bindings;
mod crash;
mod hostile;
mod keeping;
