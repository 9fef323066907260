//! A job that began by an older work instruction. Absent by design: how documents are replaced.

use super::{
    installation::{INSTRUCTION, JOB, presented},
    phone::{Phone, YES, text, values},
};
use crate::{
    app::{AppError, SyncReport},
    ledger::Envelope,
    records::library::ChecklistChange,
    schema::{Hash32, Id, RecordId},
    store::{Priority, StoreError, WriteTransaction},
    sync::http::{HttpAnswer, HttpRequest, Transport, TransportError},
};

const NEWER: RecordId = Id([6; 16]);
const UNUSED: RecordId = Id([7; 16]);

/// A line that nobody should use.
struct NoLine;

impl Transport for NoLine {
    fn send(&self, _: HttpRequest) -> Result<HttpAnswer, TransportError> {
        panic!("nothing is to be fetched")
    }
}

fn superseded(phone: &Phone, document: RecordId) {
    let published = phone.in_minutes(0);
    phone.put("library", document, values([("published_at", published), ("superseded_by", NEWER.to_scalar())]));
}

/// The server accepted everything that was performed here.
fn all_accepted(phone: &Phone) {
    let now_ms = phone.app.now().unwrap().utc_ms;
    let accept = |tx: &WriteTransaction<'_>| -> Result<(), StoreError> {
        for entry in tx.outbox(usize::MAX)? {
            tx.mark_accepted(&Envelope::decode_kept(&entry.envelope).unwrap().hash(), now_ms)?;
        }
        Ok(())
    };
    phone.app.store.write(accept).unwrap();
}

fn publish_newer(phone: &Phone) {
    let newer = [
        ("title", text("加工中心安装作业指导书")),
        ("version", text("V4")),
        ("published_at", phone.in_minutes(0)),
        ("checklist/c1/title", text("接地电阻")),
        ("checklist/c1/nominal_value", text("≤ 1")),
        ("checklist/c1/unit", text("Ω")),
        ("checklist/c1/required", YES),
        ("checklist/c9/title", text("急停")),
    ];
    phone.put("library", NEWER, values(newer));
}

#[test]
fn s15_k_library_a_job_is_told_of_a_newer_instruction_and_goes_on_by_its_own() {
    let phone = presented();
    assert_eq!(phone.app.newer_instruction(JOB).unwrap(), None);
    let before = phone.facts(JOB);
    publish_newer(&phone);
    superseded(&phone, INSTRUCTION);
    let found = phone.app.newer_instruction(JOB).unwrap().unwrap();
    assert_eq!((found.older, found.newer), (INSTRUCTION, NEWER));
    assert_eq!((found.older_title.contains("V3"), found.newer_title.contains("V4")), (true, true));
    let stricter = vec![("nominal_value", text("≤ 4"), text("≤ 1"))];
    let changed = ChecklistChange::Changed { title: "接地电阻".into(), fields: stricter };
    assert_eq!(found.changes, [changed, ChecklistChange::Added { title: "急停".into() }]);
    assert_eq!(phone.facts(JOB), before, "the job itself does not change");
    assert!(matches!(phone.app.newer_instruction(Id([99; 16])), Err(AppError::NoSuchRecord)));
}

#[test]
fn s15_k_library_an_open_job_pins_its_instructions_file() {
    let phone = presented();
    let with_file = |document: RecordId, bytes: &[u8]| -> Hash32 {
        let file = phone.app.keep_blob(bytes, Priority::Original).unwrap();
        phone.app.store.write(|tx| tx.mark_receipted(&file)).unwrap();
        phone.put("library", document, values([("file", file.to_scalar())]));
        file
    };
    let (pinned, unused) = (with_file(INSTRUCTION, b"V3"), with_file(UNUSED, b"another"));
    let photo = phone.app.keep_blob(b"shown on a job, too", Priority::Original).unwrap();
    phone.app.store.write(|tx| tx.mark_receipted(&photo)).unwrap();
    phone.put("library", Id([8; 16]), values([("file", photo.to_scalar())]));
    phone.put("installation", Id([98; 16]), values([("photos/p/photo", photo.to_scalar())]));
    publish_newer(&phone);
    for document in [INSTRUCTION, UNUSED, Id([8; 16])] {
        superseded(&phone, document);
    }
    let here = || {
        phone.app.sync_library(&NoLine, &mut SyncReport::default()).unwrap();
        [pinned, unused, photo].map(|file| phone.app.store.read(|r| r.blob(&file)).unwrap().is_some())
    };
    assert_eq!(here(), [true, true, true], "unsent work names them");
    all_accepted(&phone);
    assert_eq!(here(), [true, false, true]);
    phone.put("installation", JOB, values([("cancelled_at", phone.in_minutes(0))]));
    all_accepted(&phone);
    assert_eq!(here(), [false, false, true], "the job is closed");
}
