//! The sync server: what the `fieldseal` command is made of.
//! Absent by design: a phone's store.

pub mod import;
