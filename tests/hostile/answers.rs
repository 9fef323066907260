//! A server that is hostile, or a line that alters what it carries: the phone says so, keeps what is its own,
//! and syncs with the honest server afterwards. Absent by design: cut lines; `cuts` has those.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    sync::atomic::{AtomicU64, Ordering},
};

use fieldseal_core::{
    app::AppError,
    ledger::Document,
    schema::{Id, RecordId},
    seal::keys::SigningKey,
    sync::wire::{Checkpoint, FRAME_BYTES_MAX, Frame, Hello, LoggedEnvelope, Snapshot},
};
use fieldseal_tests::{
    Company, Phone, handbook,
    line::{self, Altered, Body, Hostile, body, stream},
    text, values,
};

/// A phone with a draft that it has not sent, and a server with changes and a new record for it.
struct Scene {
    company: Company,
    phone: Phone,
    unsent: RecordId,
    shared: RecordId,
    /// Phones that came to compare with.
    others: AtomicU64,
}

impl Scene {
    fn new() -> Self {
        let company = Company::with(&["supervisor"]);
        let phone = company.phone("supervisor", 1);
        let shared = phone.app.perform("library.draft", None, &handbook("共用")).expect("the scene is sound").record;
        phone.sync().expect("the scene is sound");
        let unsent = phone.app.perform("library.draft", None, &handbook("未发送")).expect("the scene is sound").record;
        Self { company, phone, unsent, shared, others: AtomicU64::new(900) }
    }

    /// The office changes one record and begins another.
    fn news(&self, title: &str) {
        self.company
            .desk("administrator", "library.edit", Some(self.shared), values([("title", text(title))]))
            .expect("the scene is sound");
        self.company.desk("administrator", "library.draft", None, handbook(title)).expect("the scene is sound");
    }

    fn keeps_its_own(&self) {
        assert_eq!(self.phone.app.show(self.unsent).expect("the scene is sound").facts.text("title"), Some("未发送"));
    }

    /// The honest server is believed again, and everything is as on a phone that never met another.
    fn heals(&self) {
        self.keeps_its_own();
        self.phone.sync().expect("the scene is sound");
        assert_eq!(self.phone.app.store().read(|r| r.outbox_len()).expect("the scene is sound"), 0);
        assert!(self.company.server.desk().show(self.unsent).expect("the scene is sound").is_some());
        let documents = |phone: &Phone| {
            let records = phone.app.store().read(|r| r.accepted_records()).expect("the scene is sound");
            let document = |record| {
                phone
                    .app
                    .store()
                    .read(|r| r.accepted_document(record))
                    .expect("the scene is sound")
                    .expect("the scene is sound")
                    .encode()
            };
            records.into_iter().map(|record| (record, document(record))).collect::<BTreeMap<_, _>>()
        };
        let untouched = self.company.phone("supervisor", self.others.fetch_add(1, Ordering::SeqCst));
        self.phone.sync().expect("the scene is sound");
        assert_eq!(documents(&self.phone), documents(&untouched));
    }

    /// One answer, altered, is an error.
    fn errs(&self, name: &str, alter: impl Fn(Vec<u8>) -> Body + Send + Sync) {
        let error = self.phone.app.sync(&Altered { inner: &self.phone.transport, alter }).expect_err("it must fail");
        assert!(matches!(error, AppError::Protocol(_)), "{name}: {error}");
        self.keeps_its_own();
    }
}

fn checkpoint(cursor: u64, server_time_ms: i64, more: bool) -> Frame {
    Frame::Checkpoint(Checkpoint { cursor, server_time_ms, more })
}

#[test]
fn garbage_truncated_and_bent_answers_are_errors_and_heal() {
    let scene = Scene::new();
    scene.news("一");
    scene.errs("nothing", |_| body(Vec::new()));
    scene.errs("garbage", |_| body(vec![0x5a; 10_000]));
    scene.errs("a page", |_| body(b"<html>Sign in to this network</html>".to_vec()));
    scene.errs("half", |bytes| body(bytes[..bytes.len() / 2].to_vec()));
    scene.errs("garbage behind", |mut bytes| {
        bytes.extend([0xff; 64]);
        body(bytes)
    });
    scene.errs("a bomb", |_| body(zeros()));
    for at in 4..24 {
        // A bent byte may leave the stream readable; then its frames are still checked one by one.
        let bent = move |mut bytes: Vec<u8>| {
            let length = bytes.len();
            bytes[length * at / 24] ^= 0x10;
            body(bytes)
        };
        let _ = scene.phone.app.sync(&Altered { inner: &scene.phone.transport, alter: bent });
        scene.keeps_its_own();
    }
    scene.heals();
}

/// A stream of a few kilobytes that inflates to a gigabyte.
fn zeros() -> Vec<u8> {
    zstd::encode_all(std::io::repeat(0).take(1 << 30), 1).expect("the scene is sound")
}

#[test]
fn frames_in_a_wrong_order_are_an_error_and_heal() {
    let scene = Scene::new();
    scene.news("一");
    scene.errs("the checkpoint first", |bytes| {
        let mut frames = line::frames(&bytes);
        frames.rotate_right(1);
        body(stream(&frames))
    });
    scene.heals();
    scene.news("二");
    scene.errs("no checkpoint", |bytes| {
        let frames = line::frames(&bytes);
        body(stream(&frames[..frames.len() - 1]))
    });
    scene.errs("what only a phone sends", |bytes| {
        let mut frames = line::frames(&bytes);
        frames.insert(0, Frame::Hello(Hello { protocol: 1, lineage: Id([1; 16]), cursor: 1 }));
        body(stream(&frames))
    });
    scene.heals();
}

#[test]
fn a_change_that_was_left_out_is_noticed_at_the_next_one_and_heals() {
    let scene = Scene::new();
    scene.phone.sync().unwrap();
    scene.news("一");
    let dropped = |bytes: Vec<u8>| {
        let mut frames = line::frames(&bytes);
        frames.retain(|frame| !matches!(frame, Frame::Change(_)));
        body(stream(&frames))
    };
    scene.phone.app.sync(&Altered { inner: &scene.phone.transport, alter: dropped }).unwrap();
    scene.news("二");
    let error = scene.phone.sync().unwrap_err();
    assert!(matches!(error, AppError::Protocol(_)), "{error}");
    scene.heals();
}

#[test]
fn forged_snapshots_and_changed_envelopes_are_errors_and_heal() {
    let scene = Scene::new();
    scene.news("一");
    scene.errs("a changed envelope", |bytes| {
        let mut frames = line::frames(&bytes);
        let mut found = false;
        for frame in &mut frames {
            if let Frame::Change(LoggedEnvelope { envelope, .. }) = frame {
                let middle = envelope.len() / 2;
                envelope[middle] ^= 1;
                found = true;
            }
        }
        assert!(found);
        body(stream(&frames))
    });
    let company = scene.company.server.company();
    let forged = |record: Id, key: u8| {
        let document = Document::new("library", record).encode();
        Frame::Snapshot(Snapshot::sign(company, record, 1, document, &SigningKey::from_bytes(&[key; 32])))
    };
    scene.errs("a stranger's snapshot", |bytes| {
        let mut frames = line::frames(&bytes);
        frames.insert(0, forged(scene.shared, 9));
        body(stream(&frames))
    });
    scene.errs("a changed snapshot", |bytes| {
        let mut frames = line::frames(&bytes);
        for frame in &mut frames {
            if let Frame::Snapshot(snapshot) = frame {
                snapshot.record = scene.unsent;
            }
        }
        body(stream(&frames))
    });
    scene.heals();
}

#[test]
fn an_endless_answer_ends_in_an_error() {
    let scene = Scene::new();
    let scene = &scene;
    // An unknown frame of the largest size, again and again; and checkpoints that lead nowhere.
    let mut unknown = vec![0; FRAME_BYTES_MAX];
    unknown[..4].copy_from_slice(&[0x82, 0x18, 99, 0x40]);
    let framed = [&(FRAME_BYTES_MAX as u32).to_be_bytes()[..], &unknown].concat();
    let endless = move |unit: Vec<u8>| -> Body { Box::new(Endless { unit, at: 0 }) };
    let big = zstd::encode_all(&framed[..], 1).unwrap();
    scene.errs("frames", |_| endless(big.clone()));
    let forget = line::stream(&vec![Frame::Forget(Id([3; 16])); 1_000]);
    scene.errs("frames of a known type", |_| endless(forget.clone()));
    let now_ms = scene.company.clock.now().utc_ms;
    let idle = line::stream(&[checkpoint(1, now_ms, true)]);
    scene.errs("checkpoints", |_| endless(idle.clone()));
    scene.heals();
}

/// Whole zstd frames without end: a decoder reads them on as one stream.
struct Endless {
    unit: Vec<u8>,
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut rest = Cursor::new(&self.unit[self.at..]);
        let read = rest.read(buffer)?;
        self.at = (self.at + read) % self.unit.len();
        Ok(read)
    }
}

#[test]
fn a_server_that_tells_an_impossible_time_is_not_believed() {
    let scene = Scene::new();
    let before = scene.phone.app.now().unwrap();
    for time_ms in [i64::MAX, i64::MIN, -1] {
        scene.errs("a checkpoint", move |_| body(stream(&[checkpoint(1, time_ms, false)])));
        let clock = format!(r#"{{"code":"clock","server_time_ms":{time_ms}}}"#);
        let hostile = Hostile(move |_: &_| (401, body(clock.clone().into_bytes())));
        let error = scene.phone.app.sync(&hostile).unwrap_err();
        assert!(matches!(error, AppError::Protocol(_)), "{error}");
        assert_eq!(scene.phone.app.now().unwrap(), before);
    }
    // A possible one is, and is set right again.
    let wrong_ms = before.utc_ms + 4_000_000_000_000;
    let clock = format!(r#"{{"code":"clock","server_time_ms":{wrong_ms}}}"#);
    let hostile = Hostile(move |_: &_| (401, body(clock.clone().into_bytes())));
    assert!(scene.phone.app.sync(&hostile).is_err());
    scene.heals();
}

#[test]
fn a_server_of_another_kind_is_an_error_whatever_it_answers() {
    let scene = Scene::new();
    for status in [100, 200, 204, 301, 400, 403, 404, 413, 429, 500, 503, 599] {
        for text in ["", "{}", "null", r#"{"code":7}"#, r#"{"code":"x","server_time_ms":"soon"}"#] {
            let hostile = Hostile(move |_: &_| (status, body(text.as_bytes().to_vec())));
            assert!(scene.phone.app.sync(&hostile).is_err(), "{status} {text}");
        }
    }
    scene.heals();
}
