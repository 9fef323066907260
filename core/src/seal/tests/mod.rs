//! Tests of the whole seal: one sample, and everything that can be done to it.

mod certificates;
pub mod content;
mod customer_files;
mod sample;
mod tampering;
mod vectors;
mod verdicts;
