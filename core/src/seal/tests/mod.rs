//! Tests of the whole seal: one sample, and everything that can be done to it.

mod certificates;
pub mod content;
mod sample;
mod tampering;
mod vectors;
mod verdicts;
