//! A phone in memory: performs steps, keeps an outbox, and applies answers with the core's own session.
//! Absent by design: a store; documents are in a map.

use std::collections::{BTreeMap, HashMap};

use fieldseal_core::{
    ledger::{Change, Document, ENVELOPE_VERSION, Envelope, Header, Part, Read},
    process::{
        numbering::{Numbers, format_number},
        steps::{self, Author, Call},
    },
    records,
    schema::{Facts, Hash32, Id, Instant, Kind, Lookup, RecordId, Role, Scalar, Values},
    seal::{
        Chain,
        keys::{PublicKey, SigningKey},
    },
    sync::{
        enrolment::{EnrolmentAnswer, EnrolmentRequest},
        request::RequestSignature,
        session::{Batch, Replica},
        wire::{Frame, FrameReader, FrameWriter, Hello, Outcome, Verdict},
    },
};

use super::office::{Answer, Office};

pub struct Phone {
    pub key: SigningKey,
    pub nonce: Id,
    pub person: RecordId,
    pub company: Id,
    pub segment: String,
    pub server_key: PublicKey,
    pub lineage: Id,
    pub cursor: u64,
    pub accepted: BTreeMap<RecordId, Document>,
    pub outbox: Vec<Envelope>,
    pub verdicts: Vec<Verdict>,
    /// Frames of the last answer.
    pub frames: Vec<Frame>,
    /// Bytes of the last request's and answer's bodies.
    pub bytes: usize,
    /// The app on it is an older one, of every table's first version.
    pub older: bool,
    random: u64,
    serial: u32,
}

impl Replica for Phone {
    fn company(&self) -> Id {
        self.company
    }

    fn server_key(&self) -> PublicKey {
        self.server_key
    }

    fn device_known(&self, key: &PublicKey) -> bool {
        let devices = self.accepted.values().filter(|document| document.kind() == "device");
        devices.map(Document::facts).any(|facts| facts.get("public_key") == &key.to_scalar())
    }

    fn accepted(&self, record: RecordId) -> Option<Document> {
        self.accepted.get(&record).cloned()
    }

    fn own_envelope(&self, envelope: &Hash32) -> Option<Envelope> {
        self.outbox.iter().find(|own| own.hash() == *envelope).cloned()
    }
}

impl Lookup for Phone {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.local(record).filter(|document| document.kind() == kind).map(|document| document.facts())
    }
}

struct Serials<'a>(&'a str, &'a mut u32);

impl Numbers for Serials<'_> {
    fn next(&mut self, prefix: &str, at: Instant) -> String {
        *self.1 += 1;
        format_number(prefix, at, self.0, *self.1)
    }
}

impl Phone {
    /// Enrols a phone for a person.
    pub fn enrol(office: &Office, person: RecordId, seed: u8) -> Self {
        let administrator = office.set_up.administrator;
        let invitation = office.server().invite(person, administrator, "https://localhost", true, 86_400_000).unwrap();
        let key = SigningKey::from_bytes(&[seed; 32]);
        let request = EnrolmentRequest::sign(&invitation.code, "测试 Android", &key);
        let answer = office.send("POST", "/v1/enrol", None, minicbor::to_vec(&request).unwrap());
        assert_eq!(answer.0, 200, "{}", String::from_utf8_lossy(&answer.1));
        let answer: EnrolmentAnswer = minicbor::decode(&answer.1).unwrap();
        let chain = Chain::from_bytes(&answer.chain).unwrap();
        let certified = chain.verify(&office.set_up.root).unwrap();
        assert_eq!((certified.person, certified.device), (person, key.public()));
        Self {
            key,
            nonce: Id([seed; 16]),
            person,
            company: answer.company,
            segment: answer.segment,
            server_key: chain.server.claims.key,
            lineage: Id([0; 16]),
            cursor: 0,
            accepted: BTreeMap::new(),
            outbox: Vec::new(),
            verdicts: Vec::new(),
            frames: Vec::new(),
            bytes: 0,
            older: false,
            random: u64::from(seed) << 40,
            serial: 0,
        }
    }

    pub fn id(&mut self) -> Id {
        self.random += 1;
        Id::from_slice(&Hash32::of(&self.random.to_be_bytes()).0[..16]).unwrap()
    }

    /// A record as this phone has it, its own unsent changes included.
    pub fn local(&self, record: RecordId) -> Option<Document> {
        let mut document = self.accepted.get(&record).cloned();
        for envelope in &self.outbox {
            for part in envelope.parts.iter().flatten().filter(|part| part.record == record) {
                let document = document.get_or_insert_with(|| Document::new(part.kind.clone(), record));
                let _ = document.fold(Change::of(envelope, part));
            }
        }
        document
    }

    /// Performs a step with every role, as a phone that lies would: what counts is the server's to say.
    pub fn perform(&mut self, step: &str, record: Option<RecordId>, given: &Values, at: Instant) -> RecordId {
        let (kind, verb) = step.split_once('.').unwrap();
        let kind = records::kind(kind).unwrap();
        let intent = self.id();
        let record = record.unwrap_or_else(|| intent.derive(kind.code()));
        let before = self.local(record).map(|document| document.facts());
        let roles = Role::ALL.iter().map(|(role, _)| *role).collect();
        let author = Author { person: self.person, acting_for: None, roles };
        let call = Call {
            kind,
            step: steps::find_step(kind, verb).unwrap(),
            table_version: self.table_version(kind),
            record,
            before: before.as_ref(),
            given,
            at,
            intent,
        };
        let mut serial = self.serial;
        let plan = steps::plan(call, &author, self, &mut Serials(&self.segment, &mut serial)).unwrap();
        self.serial = serial;
        let mut header = self.header(step, intent, at);
        for (kind, record) in plan.reads {
            header.reads.push(Read { kind, record, dependencies: self.local(record).unwrap().heads() });
        }
        let actor = header.actor();
        let mut parts = Vec::new();
        for planned in plan.parts {
            let document = self.local(planned.record);
            parts.push(Part {
                salt: self.id(),
                kind: planned.kind.into(),
                record: planned.record,
                dependencies: document.as_ref().map(Document::heads).unwrap_or_default(),
                sequence: document.map_or(1, |document| document.next_sequence(&actor)),
                writes: planned.writes.into_iter().collect(),
            });
        }
        self.outbox.push(Envelope::sign(header, parts, &self.key));
        record
    }

    fn table_version(&self, kind: &Kind) -> u16 {
        if self.older { 1 } else { kind.table.version }
    }

    pub fn header(&self, step: &str, intent: Id, at: Instant) -> Header {
        Header {
            version: ENVELOPE_VERSION,
            company: self.company,
            intent,
            nonce: self.nonce,
            person: self.person,
            acting_for: None,
            device: self.key.public(),
            step: step.into(),
            table_version: step
                .split_once('.')
                .and_then(|(kind, _)| records::kind(kind))
                .map_or(1, |kind| self.table_version(kind)),
            directory_seq: self.cursor,
            effective: at,
            reads: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub fn sign(&mut self, now: Instant, method: &str, path: &str, body: &[u8]) -> String {
        let nonce = self.id();
        RequestSignature::sign(&self.key, now.utc_ms, nonce, method, path, body).to_header()
    }

    pub fn request(&self) -> Vec<u8> {
        let hello = Hello { protocol: 1, lineage: self.lineage, cursor: self.cursor };
        let offers: Vec<Vec<u8>> = self.outbox.iter().map(Envelope::encode).collect();
        request(hello, &offers)
    }

    /// One exchange.
    pub fn sync(&mut self, office: &Office) {
        let answer = self.exchange(office);
        assert_eq!(answer.0, 200, "{}", String::from_utf8_lossy(&answer.1));
        self.apply(&answer.1, usize::MAX);
    }

    pub fn exchange(&mut self, office: &Office) -> Answer {
        let body = self.request();
        self.bytes = body.len();
        let signature = self.sign(office.now(), "POST", "/v1/sync", &body);
        let answer = office.send("POST", "/v1/sync", Some(signature), body);
        self.bytes += answer.1.len();
        answer
    }

    /// Applies an answer of which only so many frames arrive.
    pub fn apply(&mut self, answer: &[u8], frames_max: usize) {
        let mut reader = FrameReader::new(answer, u64::MAX).unwrap();
        let mut batch = Batch::default();
        self.frames.clear();
        while self.frames.len() < frames_max
            && let Some(frame) = reader.read().unwrap()
        {
            self.frames.push(frame.clone());
            let Some((plan, checkpoint)) = batch.take(frame, self).unwrap() else { continue };
            if let Some(lineage) = plan.reset {
                self.lineage = lineage;
                self.accepted.clear();
            }
            self.accepted.extend(plan.accepted);
            for record in plan.forget {
                self.accepted.remove(&record);
            }
            for verdict in &plan.verdicts {
                if matches!(verdict.outcome, Outcome::Accepted(_) | Outcome::Refused(_)) {
                    self.outbox.retain(|envelope| envelope.hash() != verdict.envelope);
                }
            }
            self.verdicts.extend(plan.verdicts);
            self.cursor = checkpoint.cursor;
        }
    }

    /// The outcome of an envelope, as last told.
    pub fn outcome(&self, envelope: &Hash32) -> Option<&Outcome> {
        self.verdicts.iter().rev().find(|verdict| verdict.envelope == *envelope).map(|verdict| &verdict.outcome)
    }

    pub fn count(&self, counts: impl Fn(&Frame) -> bool) -> usize {
        self.frames.iter().filter(|frame| counts(frame)).count()
    }

    pub fn says(&self, record: RecordId, key: &str) -> Scalar {
        self.accepted.get(&record).map_or(Scalar::Null, |document| document.facts().get(key).clone())
    }

    /// Every record that it has, as encoded.
    pub fn holdings(&self) -> HashMap<RecordId, Vec<u8>> {
        self.accepted.iter().map(|(record, document)| (*record, document.encode())).collect()
    }
}

/// A request's body.
pub fn request(hello: Hello, offers: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = FrameWriter::new(Vec::new()).unwrap();
    writer.write(&Frame::Hello(hello)).unwrap();
    for offer in offers {
        writer.write(&Frame::Offer(offer.clone())).unwrap();
    }
    writer.finish().unwrap()
}

impl Phone {
    /// The same install with other nonces to come.
    pub fn copy(other: &Self, salt: u64) -> Self {
        Self {
            key: SigningKey::from_bytes(&other.key.to_bytes()),
            nonce: other.nonce,
            person: other.person,
            company: other.company,
            segment: other.segment.clone(),
            server_key: other.server_key,
            lineage: other.lineage,
            cursor: other.cursor,
            accepted: other.accepted.clone(),
            outbox: other.outbox.clone(),
            verdicts: Vec::new(),
            frames: Vec::new(),
            bytes: 0,
            older: other.older,
            random: next_salt(salt),
            serial: other.serial,
        }
    }
}

/// Never the same twice in a process.
fn next_salt(salt: u64) -> u64 {
    static COUNTER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    (COUNTER.fetch_add(1, std::sync::atomic::Ordering::SeqCst) << 32) + (salt << 8) + (1 << 62)
}
