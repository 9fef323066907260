//! What surrounds a step on this phone: the directory, the calendar, and how far they were seen.
//! Absent by design: what the directory decides; that is in `process`.

use std::collections::BTreeSet;

use super::AppError;
use crate::{
    process::{calendar::Calendar, directory::Directory, steps::Author},
    schema::{Date, Instant, Problem, RecordId, Role},
    store::{ReadConnection, StoreError},
};

/// Kinds that the surroundings are made of.
pub(super) const DIRECTORY_KINDS: [&str; 4] = ["person", "device", "company", "calendar"];

/// The directory and the calendar as this phone knows them.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// People, devices, company settings.
    pub directory: Directory,
    /// The working calendar: the company's, or the shipped one until there is one.
    pub calendar: Calendar,
    /// The log position up to which they were seen.
    pub directory_seq: u64,
}

impl Surroundings {
    /// Reads them from the store.
    pub(super) fn load(store: &ReadConnection<'_>, directory_seq: u64) -> Result<Self, StoreError> {
        let mut directory = Directory::default();
        for kind in DIRECTORY_KINDS {
            for document in store.documents_of_kind(kind)? {
                directory.put(kind, document.record(), &document.facts());
            }
        }
        let calendar = directory.working_calendar();
        Ok(Self { directory, calendar, directory_seq })
    }

    /// Who performs a step, with the rights that count now. A stand-in must be one at that moment.
    pub(super) fn author(
        &self,
        person: RecordId,
        acting_for: Option<RecordId>,
        at: Instant,
    ) -> Result<Author, AppError> {
        if let Some(principal) = acting_for
            && !self.directory.may_stand_in(person, principal, at)
        {
            let (zh, en) = ("您不是此人的代理人", "you are not that person's stand-in");
            return Err(AppError::Problems(vec![Problem::general("no_stand_in", zh, en)]));
        }
        let roles: BTreeSet<Role> = self.directory.roles_at(acting_for.unwrap_or(person), at);
        Ok(Author { person, acting_for, roles })
    }

    /// The company's calendar day of a moment.
    pub fn today(&self, at: Instant) -> Date {
        self.directory.day_of(at)
    }
}
