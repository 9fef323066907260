//! Keys and certificates, what a customer's signature covers, and making and verifying the sealed file.
//! Absent by design: SQLite, the network, and any record's fields: a seal covers a table of named digests.

pub mod keys;
pub mod strokes;
