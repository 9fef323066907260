//! Three phones without a network: the same independent steps, in any order and split over the phones in any way,
//! judged and merged in any order, end in the same record, the same status and the same clocks.
//! Absent by design: steps that say different things of the same field, which stay as a visible conflict, and what
//! is counted where a step happens: numbers of new records, and the how-many-th objection of a delivery.

mod acts;

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use proptest::prelude::*;

use self::acts::{Act, common, derived, independent};
use super::{
    Change, DeviceStanding, Document, ENVELOPE_VERSION, Envelope, Header, Judgement, Part, Read, World, judge,
};
use crate::{
    process::{
        calendar::Calendar,
        clocks::evaluate,
        numbering::{Numbers, format_number},
        steps::{Author, Call, find_step, plan},
    },
    records,
    schema::{Date, Facts, Hash32, Id, Instant, Lookup, RecordId, Role},
    seal::keys::{PublicKey, SigningKey},
};

/// Monday 2026-11-23 09:00 in China.
const NINE: Instant = Instant::from_utc_ms(1_795_395_600_000);
const COMPANY: Id = Id([1; 16]);
const PERSON: RecordId = Id([2; 16]);
const PHONES: usize = 3;

type Documents = BTreeMap<RecordId, Document>;

struct Seen<'a>(&'a Documents);

impl Lookup for Seen<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.0.get(&record).filter(|document| document.kind() == kind).map(Document::facts)
    }
}

/// The office: what was accepted.
#[derive(Clone, Default)]
struct Office {
    documents: Documents,
}

impl World for Office {
    fn company(&self) -> Id {
        COMPANY
    }

    fn device(&self, key: &PublicKey) -> Option<DeviceStanding> {
        let segment = (0..PHONES).find(|at| SigningKey::from_bytes(&[*at as u8 + 1; 32]).public() == *key)?;
        Some(DeviceStanding {
            person: Some(PERSON),
            segment: format!("K{segment}"),
            former_segments: Vec::new(),
            revoked: false,
        })
    }

    fn roles(&self, _: RecordId, _: u64) -> BTreeSet<Role> {
        all_roles()
    }

    fn may_act_for(&self, _: RecordId, _: RecordId, _: Instant) -> bool {
        false
    }

    fn document(&self, record: RecordId) -> Option<Rc<Document>> {
        self.documents.get(&record).cloned().map(Rc::new)
    }

    fn number_taken(&self, number: &str) -> bool {
        self.documents.values().any(|document| document.facts().text("number") == Some(number))
    }
}

fn all_roles() -> BTreeSet<Role> {
    Role::ALL.iter().map(|(role, _)| *role).collect()
}

/// One phone, and what it did that the office has not heard of.
#[derive(Clone)]
struct Phone {
    at: usize,
    serial: u32,
    documents: Documents,
    outbox: Vec<Envelope>,
}

struct Serials<'a>(&'a mut u32, usize);

impl Numbers for Serials<'_> {
    fn next(&mut self, prefix: &str, at: Instant) -> String {
        *self.0 += 1;
        format_number(prefix, at, &format!("K{}", self.1), *self.0)
    }
}

impl Phone {
    fn new(at: usize) -> Self {
        Self { at, serial: 0, documents: Documents::new(), outbox: Vec::new() }
    }

    fn perform(&mut self, act: &Act) {
        let key = SigningKey::from_bytes(&[self.at as u8 + 1; 32]);
        let (code, verb) = act.step.split_once('.').expect("kind.verb");
        let kind = records::kind(code).expect("a kind");
        let step = find_step(kind, verb).expect("a step");
        let (intent, at) = (derived(act.name), NINE.plus_ms(act.minute * 60_000));
        let before = self.documents.get(&act.record).map(Document::facts);
        let table_version = kind.table.version;
        let call = Call {
            kind,
            step,
            table_version,
            record: act.record,
            before: before.as_ref(),
            given: &act.given,
            at,
            intent,
        };
        let author = Author { person: PERSON, acting_for: None, roles: all_roles() };
        let planned = plan(call, &author, &Seen(&self.documents), &mut Serials(&mut self.serial, self.at))
            .unwrap_or_else(|problems| panic!("{} on phone {}: {problems:?}", act.name, self.at));
        let heads = |record: RecordId| self.documents.get(&record).map_or_else(Vec::new, Document::heads);
        let mut header = Header {
            version: ENVELOPE_VERSION,
            company: COMPANY,
            intent,
            nonce: Id([self.at as u8 + 1; 16]),
            person: PERSON,
            acting_for: None,
            device: key.public(),
            step: act.step.to_owned(),
            table_version,
            directory_seq: 0,
            effective: at,
            reads: Vec::new(),
            parts: Vec::new(),
        };
        header.reads = (planned.reads.iter())
            .filter(|(_, record)| self.documents.contains_key(record))
            .map(|(kind, record)| Read { kind: kind.clone(), record: *record, dependencies: heads(*record) })
            .collect();
        let actor = header.actor();
        let parts = planned.parts.iter().map(|part| Part {
            salt: derived(&format!("salt {} {}", act.name, part.record)),
            kind: part.kind.to_owned(),
            record: part.record,
            dependencies: heads(part.record),
            sequence: self.documents.get(&part.record).map_or(1, |document| document.next_sequence(&actor)),
            writes: part.writes.clone().into_iter().collect(),
        });
        let envelope = Envelope::sign(header, parts.collect(), &key);
        for part in envelope.parts.iter().flatten() {
            let document =
                self.documents.entry(part.record).or_insert_with(|| Document::new(part.kind.clone(), part.record));
            document.fold(Change::of(&envelope, part)).expect("an own step folds");
        }
        self.outbox.push(envelope);
    }

    /// A visit: everything is offered, judged, and what the office has comes back.
    fn sync(&mut self, office: &mut Office) {
        for envelope in self.outbox.drain(..) {
            match judge(&envelope, office) {
                Judgement::Accepted(documents) => {
                    office.documents.extend(documents.into_iter().map(|document| (document.record(), document)));
                }
                other => panic!("{}: {other:?}", envelope.header.step),
            }
        }
        for (record, theirs) in &office.documents {
            let ours = self.documents.entry(*record).or_insert_with(|| Document::new(theirs.kind(), *record));
            for change in theirs.changes() {
                ours.fold(change.clone()).expect("the office's changes come in its order");
            }
        }
    }
}

/// What records come to, line by line: facts, status, and clocks.
fn outcome(documents: &Documents) -> BTreeSet<String> {
    let at = NINE.plus_ms(200 * 60_000);
    let calendar = Calendar::shipped();
    let mut lines = BTreeSet::new();
    for document in documents.values() {
        let kind = records::kind(document.kind()).expect("a kind");
        let facts = document.facts();
        let status = kind.status(&facts, Date(at.local().date())).expect("the last status always holds").code;
        lines.insert(format!("{} {}: {status}", kind.code(), document.record()));
        let counted = |key: &str| key == "number" || key.ends_with("/ordinal");
        for (key, value) in facts.0.iter().filter(|(key, _)| !counted(key)) {
            lines.insert(format!("{} {}: {key} = {value:?}", kind.code(), document.record()));
        }
        for clock in evaluate(kind, &facts, &|_, _| None, &calendar, at) {
            let (state, met_at) = (clock.state.code(), clock.met_at);
            lines.insert(format!(
                "{} {}: {} {} {state} {met_at:?}",
                kind.code(),
                document.record(),
                clock.rule,
                clock.instance
            ));
        }
    }
    lines
}

/// Who performs each step, in which order, and which phones visit the office between.
#[derive(Clone, Debug)]
struct Play {
    acts: Vec<Act>,
    phones: Vec<usize>,
    visits: Vec<Option<usize>>,
    last_visits: Vec<usize>,
}

fn play() -> impl Strategy<Value = Play> {
    let all = independent();
    let count = all.len();
    let some = prop::sample::subsequence(all, 1..=count).prop_shuffle();
    let phones = prop::collection::vec(0..PHONES, count);
    let visits = prop::collection::vec(prop::option::weighted(0.3, 0..PHONES), count);
    let last_visits = Just((0..PHONES).collect::<Vec<_>>()).prop_shuffle();
    (some, phones, visits, last_visits).prop_map(|(acts, phones, visits, last_visits)| Play {
        acts,
        phones,
        visits,
        last_visits,
    })
}

/// The office and three phones that know what is common.
fn parted() -> (Office, Vec<Phone>) {
    let mut office = Office::default();
    let mut phones: Vec<Phone> = (0..PHONES).map(Phone::new).collect();
    common().iter().for_each(|act| phones[0].perform(act));
    phones.iter_mut().for_each(|phone| phone.sync(&mut office));
    (office, phones)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_split_over_three_phones_end_in_the_same_record_status_and_clocks(play in play()) {
        thread_local!(static PARTED: (Office, Vec<Phone>) = parted());
        let (mut office, mut phones) = PARTED.with(Clone::clone);
        let mut alone = phones[0].clone();
        let mut in_time = play.acts.clone();
        in_time.sort_by_key(|act| act.minute);
        in_time.iter().for_each(|act| alone.perform(act));
        let expected = outcome(&alone.documents);
        for ((act, phone), visit) in play.acts.iter().zip(&play.phones).zip(&play.visits) {
            phones[*phone].perform(act);
            if let Some(visitor) = visit {
                phones[*visitor].sync(&mut office);
            }
        }
        for _ in 0..2 {
            play.last_visits.iter().for_each(|visitor| phones[*visitor].sync(&mut office));
        }
        for documents in phones.iter().map(|phone| &phone.documents).chain([&office.documents]) {
            let found = outcome(documents);
            let different: Vec<&String> = found.symmetric_difference(&expected).collect();
            prop_assert!(different.is_empty(), "{different:#?}");
            prop_assert!(documents.values().all(|document| document.conflicts().is_empty()));
        }
    }
}

#[test]
fn the_office_gives_back_what_each_phone_did_and_the_digests_agree() {
    let (office, phones) = parted();
    let digests = |documents: &Documents| -> Vec<Hash32> {
        documents.values().map(|document| Hash32::of(&document.encode())).collect()
    };
    assert!(phones.iter().all(|phone| digests(&phone.documents) == digests(&office.documents)));
}
