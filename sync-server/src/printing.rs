//! Forms printed for a person of the office, from the records that this person sees.
//! Absent by design: what stands on a form (the core's `app`), and whether somebody is signed in.

use std::cell::RefCell;

use fieldseal_core::{
    app::{PrintError, PrintOptions, PrintRecords, PrintSource, Printed},
    schema::{Facts, Lookup, Problem, RecordId},
};

use crate::{
    desk::{Desk, DeskError},
    scopes::PersonScope,
    server::facts_of,
    storage::{IndexQuery, Reader, StorageError, Stored},
};

/// Records as one person sees them now.
struct Seen<'a> {
    reader: &'a dyn Reader,
    scope: PersonScope,
    head: u64,
    failure: RefCell<Option<StorageError>>,
}

impl Seen<'_> {
    fn noted<T: Default>(&self, result: Stored<T>) -> T {
        result.unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    fn read(&self, kind: &str, record: RecordId) -> Stored<Option<Facts>> {
        if !self.scope.sees(&self.reader.memberships(record)?, self.head) {
            return Ok(None);
        }
        Ok(facts_of(self.reader, record)?.filter(|(of, _)| of.code() == kind).map(|(_, facts)| facts))
    }
}

impl Lookup for Seen<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.noted(self.read(kind, record))
    }
}

impl PrintRecords for Seen<'_> {
    fn of_customer(&self, kind: &str, customer: RecordId) -> Vec<RecordId> {
        let query = IndexQuery {
            kind: Some(kind.to_owned()),
            customer: Some(customer),
            limit: usize::MAX >> 1,
            ..IndexQuery::default()
        };
        self.noted(self.reader.list(&query)).into_iter().map(|row| row.record).collect()
    }
}

impl Desk<'_> {
    /// Prints a form of a record for a person, with what this person sees now.
    ///
    /// # Errors
    /// A problem to show, or the storage's failure.
    pub fn print(
        &self,
        person: RecordId,
        record: RecordId,
        form: &str,
        options: PrintOptions,
    ) -> Result<Printed, DeskError> {
        let (server, reader) = (self.server, self.server.storage.reader()?);
        let head = reader.head()?;
        let scope = PersonScope::new(reader.grants(person, head)?);
        let seen = Seen { reader: &*reader, scope, head, failure: RefCell::default() };
        let directory = server.directory();
        let logo_png = directory.logo().and_then(|logo| server.blobs.read_whole(&logo).ok());
        let source = PrintSource { records: &seen, directory: &directory, person, now: server.now(), logo_png };
        let printed = source.print(record, form, options);
        seen.failure.into_inner().map_or(Ok(()), Err)?;
        printed.map_err(|error| {
            DeskError::Refused(vec![match error {
                PrintError::Refused(problem) => problem,
                PrintError::NoSuchRecord => {
                    let (zh, en) = ("没有这份单据，或您无权查看", "there is no such form, or it is not yours to see");
                    Problem::general("no_such_record", zh, en)
                }
                PrintError::Form(error) => {
                    tracing::error!(%error, form, "a form could not be printed");
                    Problem::general("form_failed", "单据无法生成", "the form could not be made")
                }
            }])
        })
    }
}
