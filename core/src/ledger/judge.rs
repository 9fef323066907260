//! Judging a foreign envelope where its author stood: the step is planned again on what the author had
//! seen, and its writes must be the same. Absent by design: storage; the world is looked up.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::{Change, Document, Envelope, FoldError, Part};
use crate::{
    process::{
        numbering::{Numbers, is_number_of},
        steps::{Author, Call, Plan, find_step, givens_of, plan},
    },
    records::{self, company::record_of},
    schema::{Facts, Hash32, Id, Instant, Kind, Lookup, Problem, RecordId, Role, Scalar},
    seal::keys::PublicKey,
};

/// What is known of the device that signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceStanding {
    /// Whose it is; `None` for the server itself, which signs for whoever sits at the console.
    pub person: Option<RecordId>,
    /// The segment of its numbers.
    pub segment: String,
    /// Segments that it had before: numbers given out then still count when their envelopes come back.
    pub former_segments: Vec<String>,
    /// It was revoked.
    pub revoked: bool,
}

/// What judging needs to know. The server answers from its storage.
pub trait World {
    /// The company this world is of.
    fn company(&self) -> Id;
    /// A device by its key; `None` when it was never certified.
    fn device(&self, key: &PublicKey) -> Option<DeviceStanding>;
    /// The roles that count for somebody who had seen the directory up to a log position: those held
    /// now, and those withdrawn later than that and within the grace.
    fn roles(&self, person: RecordId, directory_seq: u64) -> std::collections::BTreeSet<Role>;
    /// Whether a stand-in may act for a person at a moment.
    fn may_act_for(&self, person: RecordId, principal: RecordId, at: Instant) -> bool;
    /// A record's document; `None` when there is none.
    fn document(&self, record: RecordId) -> Option<Rc<Document>>;
    /// Whether a number was given out before.
    fn number_taken(&self, number: &str) -> bool;
}

/// The outcome of judging. Refusals and acceptances are final; the others are not.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// It counts: these are the documents after it, in the order of its parts.
    Accepted(Vec<Document>),
    /// It was accepted before.
    Duplicate,
    /// Envelopes it builds on have not arrived.
    BlockedBy(Vec<Hash32>),
    /// This build can't judge it yet: it was made by newer tables.
    Later(Problem),
    /// It does not count, and why.
    Refused(Vec<Problem>),
}

/// Judges an envelope that [`Envelope::decode`] let through.
pub fn judge(envelope: &Envelope, world: &dyn World) -> Judgement {
    let judge = Judge { envelope, world, documents: RefCell::default() };
    match judge.run() {
        Ok(documents) => Judgement::Accepted(documents),
        Err(early) => early,
    }
}

struct Judge<'a> {
    envelope: &'a Envelope,
    world: &'a dyn World,
    documents: RefCell<BTreeMap<RecordId, Option<Rc<Document>>>>,
}

fn refused(code: &str, zh: &str, en: &str) -> Judgement {
    Judgement::Refused(vec![Problem::general(code, zh, en)])
}

impl Judge<'_> {
    fn run(&self) -> Result<Vec<Document>, Judgement> {
        let header = &self.envelope.header;
        if header.company != self.world.company() {
            return Err(refused("company", "不属于本公司", "of another company"));
        }
        if !self.envelope.is_whole() {
            return Err(refused("incomplete", "信封内容不完整", "parts of the envelope are missing"));
        }
        let parts: Vec<&Part> = self.envelope.parts.iter().flatten().collect();
        if parts.iter().all(|part| self.knows(part)) {
            return Err(Judgement::Duplicate);
        }
        let device = self.device()?;
        let kind = self.kind()?;
        let step = header.step.split_once('.').and_then(|(_, verb)| find_step(kind, verb));
        let Some(step) = step else {
            return Err(refused("unknown_step", "没有这个步骤", "there is no such step"));
        };
        self.distinct_records(&parts)?;
        self.dependencies_known(&parts)?;
        let Some(own) = parts.first() else {
            return Err(refused("incomplete", "信封内容不完整", "parts of the envelope are missing"));
        };
        let before = self.facts_at(own.record, &own.dependencies)?;
        let writes: BTreeMap<String, Scalar> = own.writes.iter().cloned().collect();
        let author = self.author()?;
        let mut refusal = None;
        for given in givens_of(step, &writes, before.as_ref().unwrap_or(&Facts::default())) {
            let call = Call {
                kind,
                step,
                table_version: header.table_version,
                record: own.record,
                before: before.as_ref(),
                given: &given,
                at: header.effective,
                intent: header.intent,
            };
            let mut numbers = self.numbers(&parts, &device)?;
            let problem = match plan(call, &author, self, &mut numbers) {
                Ok(planned) if same_writes(&planned, &parts) => {
                    return parts.iter().map(|part| self.fold(part)).collect();
                }
                Ok(_) => {
                    let (zh, en) =
                        ("写入的内容与该步骤应有的结果不同", "the writes are not what this step would write");
                    refused("other_writes", zh, en)
                }
                Err(problems) => Judgement::Refused(problems),
            };
            refusal.get_or_insert(problem);
        }
        Err(refusal.unwrap_or_else(|| refused("incomplete", "信封内容不完整", "parts of the envelope are missing")))
    }

    fn knows(&self, part: &Part) -> bool {
        self.load(part.record).is_some_and(|document| document.contains(&self.envelope.hash()))
    }

    fn device(&self) -> Result<DeviceStanding, Judgement> {
        let header = &self.envelope.header;
        let Some(device) = self.world.device(&header.device) else {
            return Err(refused("unknown_device", "设备未经认证", "the device was never certified"));
        };
        if device.revoked {
            return Err(refused("device_revoked", "设备已吊销", "the device was revoked"));
        }
        if device.person.is_some_and(|person| person != header.person) {
            return Err(refused("other_person", "设备不属于此人", "the device is another person's"));
        }
        Ok(device)
    }

    fn kind(&self) -> Result<&'static Kind, Judgement> {
        let header = &self.envelope.header;
        let code = header.step.split('.').next().unwrap_or_default();
        let Some(kind) = records::kind(code) else {
            return Err(refused("unknown_kind", "没有这类记录", "there is no such kind of record"));
        };
        if header.table_version > kind.table.version {
            let (zh, en) =
                ("由更新版本生成，待服务器升级后处理", "made by a newer version; waits for the server's upgrade");
            return Err(Judgement::Later(Problem::general("newer_table", zh, en)));
        }
        Ok(kind)
    }

    fn author(&self) -> Result<Author, Judgement> {
        let header = &self.envelope.header;
        if let Some(principal) = header.acting_for
            && !self.world.may_act_for(header.person, principal, header.effective)
        {
            return Err(refused("no_stand_in", "不是该人员的代理人", "not a stand-in of that person"));
        }
        let principal = header.acting_for.unwrap_or(header.person);
        let roles = self.world.roles(principal, header.directory_seq);
        Ok(Author { person: header.person, acting_for: header.acting_for, roles })
    }

    fn distinct_records(&self, parts: &[&Part]) -> Result<(), Judgement> {
        let mut records: Vec<RecordId> = parts.iter().map(|part| part.record).collect();
        records.sort();
        records.dedup();
        if records.len() == parts.len() {
            return Ok(());
        }
        Err(refused("repeated_record", "同一记录在信封中出现两次", "a record stands twice in the envelope"))
    }

    fn dependencies_known(&self, parts: &[&Part]) -> Result<(), Judgement> {
        let mut missing = Vec::new();
        let reads = self.envelope.header.reads.iter().map(|read| (read.record, &read.dependencies));
        for (record, dependencies) in parts.iter().map(|part| (part.record, &part.dependencies)).chain(reads) {
            let document = self.load(record);
            missing.extend(
                dependencies
                    .iter()
                    .copied()
                    .filter(|hash| document.as_ref().is_none_or(|document| !document.contains(hash))),
            );
        }
        if missing.is_empty() { Ok(()) } else { Err(Judgement::BlockedBy(missing)) }
    }

    /// The numbers that the envelope gives to the records it creates, all of the device's own segment.
    fn numbers(&self, parts: &[&Part], device: &DeviceStanding) -> Result<GivenNumbers, Judgement> {
        let nonce = self.envelope.header.nonce.to_string()[..6].to_ascii_uppercase();
        let mut numbers = Vec::new();
        for part in parts.iter().filter(|part| part.dependencies.is_empty()) {
            let Some((_, Scalar::Text(number))) = part.writes.iter().find(|(key, _)| key == "number") else { continue };
            let prefix = records::kind(&part.kind).map_or("", |kind| kind.table.prefix);
            let mut segments = [&device.segment, &nonce].into_iter().chain(&device.former_segments);
            if !segments.any(|segment| is_number_of(number, prefix, segment)) {
                return Err(refused(
                    "foreign_number",
                    "编号不属于该设备的号段",
                    "the number is not of the device's segment",
                ));
            }
            if self.world.number_taken(number) {
                return Err(refused("number_taken", "编号已被使用", "the number was given out before"));
            }
            numbers.push(number.clone());
        }
        numbers.reverse();
        Ok(GivenNumbers(numbers))
    }

    fn fold(&self, part: &Part) -> Result<Document, Judgement> {
        let mut document = match self.load(part.record) {
            Some(document) if document.kind() != part.kind => {
                return Err(refused("other_kind", "记录类型不符", "the record is of another kind"));
            }
            Some(document) => (*document).clone(),
            None => Document::new(part.kind.clone(), part.record),
        };
        match document.fold(Change::of(self.envelope, part)) {
            Ok(_) => Ok(document),
            Err(FoldError::MissingDependencies(missing)) => Err(Judgement::BlockedBy(missing)),
            Err(FoldError::SequenceGap { .. }) => {
                let (zh, en) = ("之前的改动尚未到达", "an earlier change has not arrived");
                Err(Judgement::Later(Problem::general("sequence_gap", zh, en)))
            }
            Err(FoldError::SequenceTaken | FoldError::OwnChangeNotSeen) => {
                let (zh, en) = (
                    "安装被复制或恢复过，需要新的安装标识",
                    "the install was cloned or restored and needs a fresh nonce",
                );
                Err(refused("cloned_install", zh, en))
            }
            Err(FoldError::TooLarge) => {
                Err(refused("record_too_large", "记录超过大小上限", "the record would grow too large"))
            }
            Err(FoldError::Malformed(_) | FoldError::Version(_)) => {
                Err(refused("malformed", "内容格式错误", "malformed content"))
            }
        }
    }

    fn load(&self, record: RecordId) -> Option<Rc<Document>> {
        self.documents.borrow_mut().entry(record).or_insert_with(|| self.world.document(record)).clone()
    }

    /// What a record said to the author; `None` for a record that is to begin.
    fn facts_at(&self, record: RecordId, dependencies: &[Hash32]) -> Result<Option<Facts>, Judgement> {
        match self.load(record) {
            None => Ok(None),
            Some(_) if dependencies.is_empty() => Err(refused("exists", "该记录已存在", "this record exists already")),
            Some(document) => Ok(document.facts_at(dependencies)),
        }
    }
}

/// Only what the author names as read, as it was then.
impl Lookup for Judge<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        let read = self.envelope.header.reads.iter().find(|read| read.record == record && read.kind == kind)?;
        self.load(record).filter(|document| document.kind() == kind)?.facts_at(&read.dependencies)
    }

    fn company(&self) -> Option<RecordId> {
        Some(record_of(self.envelope.header.company))
    }

    fn former_values(&self, _: &str, record: RecordId, key: &str) -> Vec<Scalar> {
        self.load(record).map_or_else(Vec::new, |document| document.former_values(key))
    }
}

/// Numbers read back from an envelope, first at the end.
struct GivenNumbers(Vec<String>);

impl Numbers for GivenNumbers {
    fn next(&mut self, _: &str, _: Instant) -> String {
        self.0.pop().unwrap_or_default()
    }
}

fn same_writes(plan: &Plan, parts: &[&Part]) -> bool {
    plan.parts.len() == parts.len()
        && plan.parts.iter().zip(parts).all(|(planned, part)| {
            planned.kind == part.kind
                && planned.record == part.record
                && (!planned.creates || part.dependencies.is_empty())
                && planned.writes.iter().eq(part.writes.iter().map(|(key, value)| (key, value)))
        })
}
