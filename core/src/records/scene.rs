//! A scene for tests of several people: each step says who performs it, and when.
//! Absent by design: the performing itself, which is the rig's.

use super::rig::{Rig, START};
pub use super::rig::{blob, id, text};
use crate::schema::{Date, Facts, Instant, Problem, RecordId, Scalar, Values};

/// Monday 2026-11-23 09:00 in China.
pub const MONDAY_NINE: Instant = START;

/// So many minutes after Monday nine.
pub fn at(minutes: i64) -> Instant {
    MONDAY_NINE.plus_ms(minutes * 60_000)
}

/// The day of that moment, so many days later.
pub fn day(days: i64) -> Date {
    Date(at(days * 24 * 60).local().date())
}

/// Values that a person gives, from what converts.
pub fn values<const N: usize>(pairs: [(&str, Scalar); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Yes.
pub const YES: Scalar = Scalar::Boolean(true);

/// Records in memory.
pub struct Scene(Rig);

impl Default for Scene {
    fn default() -> Self {
        Self(Rig::new(id(0)))
    }
}

impl Scene {
    /// Puts values on a record without a step.
    pub fn put<const N: usize>(&mut self, kind: &str, record: RecordId, pairs: [(&str, Scalar); N]) {
        let mut facts = self.facts(kind, record);
        facts.0.extend(values(pairs));
        let all: Vec<(&str, Scalar)> = facts.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        self.0.put(kind, record, &all);
    }

    /// What a record says.
    pub fn facts(&self, kind: &str, record: RecordId) -> Facts {
        self.0.record(kind, record)
    }

    /// The status of a record on a day.
    pub fn status(&self, code: &str, record: RecordId, today: Date) -> &'static str {
        let kind = super::kind(code).expect("a kind of this version");
        kind.status(&self.facts(code, record), today).expect("every list ends with a status that holds").code
    }

    /// Gives whoever acts from now on an older version of the tables.
    pub fn by_table(&mut self, table_version: u16) {
        self.0.table_version = table_version;
    }

    /// Performs a step: who, when, with what.
    pub fn perform(
        &mut self,
        step: &str,
        record: RecordId,
        person: RecordId,
        at: Instant,
        given: Values,
    ) -> Result<(), Vec<Problem>> {
        (self.0.person, self.0.at) = (person, at);
        let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        self.0.perform(step, record, &given).map(|_| ())
    }

    /// Performs a step that must be refused, and gives the problems' codes.
    pub fn refused(
        &mut self,
        step: &str,
        record: RecordId,
        person: RecordId,
        at: Instant,
        given: Values,
    ) -> Vec<String> {
        let problems = self.perform(step, record, person, at, given).expect_err("the step must be refused");
        assert!(problems.iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
        problems.into_iter().map(|problem| problem.code).collect()
    }
}
