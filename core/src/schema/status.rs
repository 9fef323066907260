//! A status is never stored: it is the first line of a table whose fact holds.

use super::{Date, Facts, Label};

/// One line of a kind's status table.
#[derive(Clone, Copy)]
pub struct StatusRule {
    /// The status's code, such as `to_dispatch`.
    pub code: &'static str,
    /// What a person reads.
    pub label: Label,
    /// The record is over: it counts as closed in lists and leaves the phone after a while.
    pub closed: bool,
    /// The fact, given the record and today's date.
    pub holds: fn(&Facts, Date) -> bool,
}

impl StatusRule {
    /// A status of work that goes on.
    pub const fn open(code: &'static str, zh: &'static str, en: &'static str, holds: fn(&Facts, Date) -> bool) -> Self {
        Self { code, label: Label::new(zh, en), closed: false, holds }
    }

    /// A status after which nothing more is expected.
    pub const fn closed(
        code: &'static str,
        zh: &'static str,
        en: &'static str,
        holds: fn(&Facts, Date) -> bool,
    ) -> Self {
        Self { code, label: Label::new(zh, en), closed: true, holds }
    }
}
