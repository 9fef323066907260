//! The library on this phone: the files of current documents are here to read without coverage, and a job is
//! told of a newer instruction. Absent by design: changing a job; it keeps the version it began with.

use super::{App, AppError, SyncReport, view::StoreLookup};
use crate::{
    records::{
        KINDS,
        guard::round,
        library::{self, ChecklistChange, checklist_changes, documents_of, is_current, newer_version},
    },
    schema::{Facts, Hash32, Kind, Lookup, RecordId},
    store::StoreError,
    sync::http::Transport,
};

/// A newer version of the instruction that a job works by.
#[derive(Clone, Debug, PartialEq)]
pub struct NewerInstruction {
    /// The document the job works by.
    pub older: RecordId,
    /// Its title and version.
    pub older_title: String,
    /// The document that is current now.
    pub newer: RecordId,
    /// Its title and version.
    pub newer_title: String,
    /// What differs between their checklists.
    pub changes: Vec<ChecklistChange>,
}

impl App {
    /// The current version of the work instruction that a job's present round follows, when that is an older
    /// one, with what differs. The job goes on by the version it began with.
    pub fn newer_instruction(&self, record: RecordId) -> Result<Option<NewerInstruction>, AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let facts = document.facts();
        let Some(older) = facts.reference(&format!("work/{}/work_instruction", round(&facts))) else {
            return Ok(None);
        };
        let lookup = StoreLookup { store: &self.store };
        let (Some(before), Some((newer, after))) = (lookup.facts("library", older), newer_version(older, &lookup))
        else {
            return Ok(None);
        };
        let title = |facts: &Facts| (library::KIND.title)(facts);
        Ok(Some(NewerInstruction {
            older,
            older_title: title(&before),
            newer,
            newer_title: title(&after),
            changes: checklist_changes(&before, &after),
        }))
    }

    /// Fetches the files of current documents and lets those of others go, unless an open job works by them.
    /// A file that the server has not got yet, or that finds no room, waits for another visit.
    pub(super) fn sync_library(&self, transport: &dyn Transport, report: &mut SyncReport) -> Result<(), AppError> {
        let documents = self.store.read(|r| r.documents_of_kind(library::KIND.code()))?;
        let files: Vec<(RecordId, bool, Hash32)> = documents
            .iter()
            .filter_map(|document| {
                let facts = document.facts();
                Some((document.record(), is_current(&facts), facts.blob("file")?))
            })
            .collect();
        for (_, _, file) in files.iter().filter(|(_, is_current, _)| *is_current) {
            if self.store.read(|r| r.blob_status(file))?.is_some_and(|status| status.complete) {
                continue;
            }
            match self.fetch_blob(transport, file) {
                Ok(_) => report.blobs_received += 1,
                Err(AppError::NoSuchRecord | AppError::Store(StoreError::Quota { .. } | StoreError::BlobBounds)) => {}
                Err(error) => return Err(error),
            }
        }
        self.let_old_files_go(&files)
    }

    fn let_old_files_go(&self, files: &[(RecordId, bool, Hash32)]) -> Result<(), AppError> {
        let mut old = Vec::new();
        for (document, is_current, file) in files {
            if !*is_current && self.store.read(|r| r.blob_status(file))?.is_some() {
                old.push((*document, *file));
            }
        }
        if old.is_empty() {
            return Ok(());
        }
        let pinned = self.pinned_documents()?;
        let stays = |record: &RecordId| {
            // Another record than a document of the library, such as one whose photo it is, keeps it.
            pinned.contains(record)
                || files.iter().find(|(document, ..)| document == record).is_none_or(|(_, is_current, _)| *is_current)
        };
        for (_, file) in old {
            let naming = self.store.read(|r| r.records_naming(&file))?;
            if !naming.iter().any(stays) {
                self.store.write(|tx| tx.let_go(&file))?;
            }
        }
        Ok(())
    }

    /// Documents that a job here works by or handed out, as long as the job is open.
    fn pinned_documents(&self) -> Result<Vec<RecordId>, AppError> {
        let today = self.surroundings()?.today(self.now()?);
        let to_library = |kind: &&&Kind| {
            let rows = kind.table.items.iter().flat_map(|table| table.fields);
            kind.code() != library::KIND.code()
                && kind.table.fields.iter().chain(rows).any(|spec| spec.to == library::KIND.code())
        };
        let mut pinned = Vec::new();
        for kind in KINDS.iter().filter(to_library) {
            for document in self.store.read(|r| r.documents_of_kind(kind.code()))? {
                let facts = document.facts();
                if !kind.status(&facts, today).is_some_and(|status| status.closed) {
                    pinned.extend(documents_of(kind, &facts));
                }
            }
        }
        Ok(pinned)
    }
}
