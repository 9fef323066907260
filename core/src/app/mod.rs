//! The front door: open, enrol, perform, list, show, sign, sync. A shell needs nothing else.
//! Absent by design: rules (in `records` and `process`), SQL (in `store`), frames (in `sync`).

mod clean_up;
mod clocks;
mod comparing;
mod directory;
mod error;
mod host;
mod identity;
mod index;
mod library;
mod lineage;
mod observe;
mod perform;
#[cfg(feature = "forms")]
mod printing;
mod replica;
mod settling;
#[cfg(feature = "forms")]
mod signing;
mod synchronise;
mod synchronise_blobs;
mod synchronise_receipts;
mod time;
mod view;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use minicbor::{Decode, Encode};

#[cfg(feature = "forms")]
pub use self::printing::{PrintError, PrintOptions, PrintRecords, PrintSource, Printed};
#[cfg(feature = "forms")]
pub use self::signing::{PRIVACY_NOTICE, Presentation, SignatureInput, Signed};
pub use self::{
    clean_up::{ENVELOPES_KEPT_MS, UNNAMED_BLOBS_KEPT_MS},
    clocks::{DueRow, RecordReminder},
    directory::Surroundings,
    error::AppError,
    host::{Host, SystemHost},
    identity::Identity,
    library::NewerInstruction,
    observe::{ListBatch, Subscription},
    perform::Performed,
    synchronise::SyncReport,
    view::{CandidateView, ConflictView, FieldView, HistoryView, RecordView, fields_of, step_label},
};
use self::{host::random_id, time::Anchor};
use crate::{
    schema::{Hash32, Id, Instant},
    seal::{Chain, Fingerprint, keys::SigningKey},
    store::Store,
    sync::{
        enrolment::{EnrolmentAnswer, EnrolmentRequest, Invitation},
        http::{HttpRequest, Transport},
    },
};

/// One phone's app: a store, an identity once it is enrolled, and a machine.
pub struct App {
    store: Store,
    host: Arc<dyn Host>,
    cached: Mutex<Option<Arc<Surroundings>>>,
}

/// How far this phone has heard the server's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
struct Cursor {
    #[n(0)]
    lineage: Id,
    #[n(1)]
    position: u64,
}

impl Cursor {
    /// Of no lineage: the server tells everything.
    const START: Self = Self { lineage: Id([0; 16]), position: 0 };
}

/// Names in the store's meta.
mod meta {
    pub(super) const IDENTITY: &str = "identity";
    pub(super) const CURSOR: &str = "cursor";
    pub(super) const ANCHOR: &str = "anchor";
    pub(super) const CLEANED: &str = "cleaned";
    /// While an enrolment is under way: SHA-256 of its code, then the key that it is for.
    pub(super) const ENROLLING: &str = "enrolling";
}

fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("encoding into memory does not fail")
}

impl App {
    /// Opens the store at a path, making or upgrading it.
    pub fn open(path: &Path, host: Arc<dyn Host>) -> Result<Self, AppError> {
        Ok(Self { store: Store::open(path)?, host, cached: Mutex::default() })
    }

    /// Makes this phone a person's device: an office's invitation in, a certified key out. The key never
    /// leaves the phone. Refused when it is enrolled already.
    pub fn enrol(&self, invitation: &Invitation, platform: &str, transport: &dyn Transport) -> Result<(), AppError> {
        if self.store.read(|r| r.meta(meta::IDENTITY))?.is_some() {
            return Err(AppError::EnrolmentRefused { code: "enrolled_already".into() });
        }
        let key = self.key_for(&invitation.code)?;
        let body = encode(&EnrolmentRequest::sign(&invitation.code, platform, &key));
        let boot_before = self.host.boot_ms();
        let answer = transport.send(HttpRequest { method: "POST", path: "/v1/enrol".into(), signature: None, body })?;
        if answer.status != 200 {
            return Err(AppError::EnrolmentRefused { code: synchronise::Refusal::read(answer).code });
        }
        let answer: EnrolmentAnswer = read_answer(answer)?;
        let root = Fingerprint(invitation.root_fingerprint);
        let untrusted = |error: &dyn std::fmt::Display| AppError::UntrustedServer(error.to_string());
        let chain = Chain::from_bytes(&answer.chain).map_err(|error| untrusted(&error))?;
        let certified = chain.verify(&root).map_err(|error| untrusted(&error))?;
        if certified.device != key.public() || certified.person != answer.person {
            return Err(AppError::UntrustedServer("the certificate is for another key or person".into()));
        }
        let identity = Identity::new(
            answer.company,
            answer.person,
            &key,
            random_id(&*self.host),
            answer.segment,
            answer.chain.into(),
            chain.server.claims.key,
            invitation.server.clone(),
            invitation.tls_key,
            invitation.root_fingerprint,
        );
        let round_trip_ms = u32::try_from(self.host.boot_ms() - boot_before).unwrap_or(u32::MAX);
        self.store.write(|tx| {
            tx.put_meta(meta::IDENTITY, &encode(&identity))?;
            tx.put_meta(meta::ANCHOR, &encode(&self.anchor(answer.server_time_ms, round_trip_ms)?))?;
            tx.put_meta(meta::ENROLLING, &[])?;
            Ok::<_, AppError>(())
        })
    }

    /// The key for an enrolment, kept before it is sent: when the answer is lost, the code is used up for
    /// every other key. Another code gets another key, because the server may know this one already.
    fn key_for(&self, code: &str) -> Result<SigningKey, AppError> {
        let code = Hash32::of(code.as_bytes());
        let kept = self.store.read(|r| r.meta(meta::ENROLLING))?.unwrap_or_default();
        if let Some(secret) = kept.strip_prefix(&code.0).and_then(|secret| secret.try_into().ok()) {
            return Ok(SigningKey::from_bytes(secret));
        }
        let key = SigningKey::generate(&mut |buffer| self.host.random(buffer));
        self.store.write(|tx| tx.put_meta(meta::ENROLLING, &[code.0, *key.to_bytes()].concat()))?;
        Ok(key)
    }

    /// Who this phone is.
    pub fn identity(&self) -> Result<Identity, AppError> {
        let bytes = self.store.read(|r| r.meta(meta::IDENTITY))?.ok_or(AppError::NotEnrolled)?;
        minicbor::decode(&bytes).map_err(|_| AppError::Corrupt("identity".into()))
    }

    /// Now, by the clock that the server last set right.
    pub fn now(&self) -> Result<Instant, AppError> {
        let anchor = self.store.read(|r| r.meta(meta::ANCHOR))?;
        let anchor = anchor.and_then(|bytes| minicbor::decode(&bytes).ok());
        Ok(time::corrected(&*self.host, anchor))
    }

    /// What the clocks say as the server tells its time. A time outside the accepted years would stop this
    /// phone from writing anything: it is not believed.
    fn anchor(&self, server_ms: i64, round_trip_ms: u32) -> Result<Anchor, AppError> {
        if !Instant::from_utc_ms(server_ms).is_plausible() {
            return Err(AppError::Protocol("the server's time is outside the accepted years".into()));
        }
        Ok(Anchor { server_ms, wall_ms: self.host.wall_ms(), boot_ms: self.host.boot_ms(), round_trip_ms })
    }

    fn set_clock(&self, server_ms: i64, round_trip_ms: u32) -> Result<(), AppError> {
        let anchor = encode(&self.anchor(server_ms, round_trip_ms)?);
        Ok(self.store.write(|tx| tx.put_meta(meta::ANCHOR, &anchor))?)
    }

    /// The next exchange tells everything anew: what a server said that broke the protocol's rules may have
    /// left a gap behind the cursor. What is unsent here stays and is offered again.
    fn start_over(&self) -> Result<(), AppError> {
        self.store.write(|tx| tx.put_meta(meta::CURSOR, &encode(&Cursor::START)))?;
        self.forget_cached();
        Ok(())
    }

    fn cursor(&self) -> Result<Cursor, AppError> {
        let bytes = self.store.read(|r| r.meta(meta::CURSOR))?;
        Ok(bytes.and_then(|bytes| minicbor::decode(&bytes).ok()).unwrap_or(Cursor::START))
    }

    /// The directory and the calendar, read once and kept until they change.
    pub fn surroundings(&self) -> Result<Arc<Surroundings>, AppError> {
        let mut cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(surroundings) = &*cached {
            return Ok(surroundings.clone());
        }
        let position = self.cursor()?.position;
        let loaded = Arc::new(self.store.read(|r| Surroundings::load(r, position))?);
        *cached = Some(loaded.clone());
        Ok(loaded)
    }

    fn forget_cached(&self) {
        *self.cached.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The store, for what needs no more than it has: lists, due clocks, drafts, blobs, attention.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Bytes of an enrolment answer at most.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

fn read_answer<T: for<'b> Decode<'b, ()>>(answer: crate::sync::http::HttpAnswer) -> Result<T, AppError> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = answer.body.take(ANSWER_BYTES_MAX).read_to_end(&mut bytes);
    read.map_err(|error| AppError::Protocol(error.to_string()))?;
    minicbor::decode(&bytes).map_err(|error| AppError::Protocol(error.to_string()))
}
