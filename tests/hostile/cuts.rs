//! A sync answer that breaks off: at every frame, and in the middle of bytes. What came before the last
//! checkpoint is applied, and the next sync ends where a phone ends whose line held.
//! Absent by design: lines that alter what they carry; `answers` has those.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

use fieldseal_core::{app::App, schema::RecordId, sync::wire::Frame};
use fieldseal_tests::{
    Company, Phone, handbook,
    line::{self, Altered, body, broken_off},
    text, values,
};

/// Everything that a phone has heard, by record.
type Heard = BTreeMap<RecordId, Vec<u8>>;

fn heard(app: &App) -> Heard {
    let records = app.store().read(|r| r.accepted_records()).expect("the scene is sound");
    let document = |record| {
        app.store()
            .read(|r| r.accepted_document(record))
            .expect("the scene is sound")
            .expect("the scene is sound")
            .encode()
    };
    records.into_iter().map(|record| (record, document(record))).collect()
}

/// A copy of a phone as it was before its sync: cut lines are tried on copies.
fn copy(company: &Company, from: &Path, number: u64) -> App {
    let to = company.phone_file(number);
    let beside = |path: &Path| path.with_extension("db-wal");
    std::fs::copy(from, &to).expect("the scene is sound");
    if beside(from).exists() {
        std::fs::copy(beside(from), beside(&to)).expect("the scene is sound");
    }
    App::open(&to, company.machine(number)).expect("the scene is sound")
}

/// Tries every cut of the answer to the sync that a phone is about to make. `cuts` copies are numbered from it.
fn every_cut_heals(company: &Company, phone: Phone, path: &Path, first: u64) {
    let Phone { app, transport } = phone;
    drop(app);
    let answer = Arc::new(Mutex::new(Vec::new()));
    let kept = answer.clone();
    let keeps = move |bytes: Vec<u8>| {
        let mut kept = kept.lock().expect("the scene is sound");
        if kept.is_empty() {
            kept.clone_from(&bytes);
        }
        body(bytes)
    };
    let uncut = copy(company, path, first);
    uncut.sync(&Altered { inner: &transport, alter: keeps }).expect("the scene is sound");
    let (whole, answer) = (heard(&uncut), answer.lock().expect("the scene is sound").clone());
    let frames = line::frames(&answer);
    let checkpoints = frames.iter().filter(|frame| matches!(frame, Frame::Checkpoint(_))).count();
    assert!(frames.len() > 3 && checkpoints > 0);

    let mut number = first;
    let mut heals = |cut: Vec<u8>, told: Option<usize>| {
        number += 1;
        let app = copy(company, path, number);
        let before = heard(&app);
        let broken = app.sync(&Altered { inner: &transport, alter: |_| body(cut.clone()) });
        assert!(broken.is_err(), "a cut answer is not taken for a whole one");
        if let Some(told) = told {
            let upto = frames[..told].iter().rposition(|frame| matches!(frame, Frame::Checkpoint(_)));
            let applied = heard(&app);
            match upto {
                None => assert_eq!(applied, before, "without a checkpoint nothing is applied"),
                Some(upto) => {
                    for frame in &frames[..upto] {
                        if let Frame::Snapshot(snapshot) = frame {
                            assert!(applied.contains_key(&snapshot.record), "what a checkpoint closed is applied");
                        }
                    }
                    let later = frames[upto..].iter().filter_map(|frame| match frame {
                        Frame::Snapshot(snapshot) => Some(snapshot.record),
                        _ => None,
                    });
                    let mut later = later.filter(|record| !before.contains_key(record));
                    assert!(later.all(|record| !applied.contains_key(&record)), "what none closed is not");
                }
            }
        }
        app.sync(&transport).expect("the scene is sound");
        assert_eq!(heard(&app), whole);
        assert_eq!(app.store().read(|r| r.outbox_len()).expect("the scene is sound"), 0);
    };
    for told in 0..frames.len() {
        heals(broken_off(&frames[..told]), Some(told));
    }
    for part in 0..16 {
        heals(answer[..answer.len() * part / 16].to_vec(), None);
    }
    heals(answer[..answer.len() - 1].to_vec(), None);
}

#[test]
fn a_fresh_phones_answer_cut_anywhere_is_completed_by_the_next_sync() {
    let company = Company::with(&["desk", "supervisor", "engineer"]);
    company.urgent_ticket();
    for title in ["甲", "乙", "丙"] {
        company.desk("supervisor", "library.draft", None, handbook(title)).unwrap();
    }
    let invitation = company.invite("supervisor");
    let transport = fieldseal_core::sync::http::HttpsTransport::new(&invitation.server, invitation.tls_key).unwrap();
    let app = company.bare_phone(1);
    app.enrol(&invitation, "test", &transport).unwrap();
    every_cut_heals(&company, Phone { app, transport }, &company.phone_file(1), 100);
}

#[test]
fn an_answer_with_verdicts_and_changes_cut_anywhere_is_completed_by_the_next_sync() {
    let company = Company::with(&["supervisor"]);
    let (phone, other) = (company.phone("supervisor", 1), company.phone("administrator", 2));
    let shared = phone.app.perform("library.draft", None, &handbook("共用")).unwrap().record;
    phone.sync().unwrap();
    other.sync().unwrap();
    for title in ["甲", "乙"] {
        other.app.perform("library.edit", Some(shared), &values([("title", text(title))])).unwrap();
        other.app.perform("library.draft", None, &handbook(title)).unwrap();
    }
    other.sync().unwrap();
    phone.app.perform("library.edit", Some(shared), &values([("version", text("2"))])).unwrap();
    phone.app.perform("library.draft", None, &handbook("我的")).unwrap();
    every_cut_heals(&company, phone, &company.phone_file(1), 100);
}
