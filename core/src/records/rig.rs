//! For tests: a world of records in memory, in which steps are performed by their tables alone, and the
//! checks that every kind's table must pass. Absent by design: roles, and everything a ledger does.

use std::collections::{BTreeMap, BTreeSet};

use super::{KINDS, kind};
use crate::{
    process::steps::given_of,
    schema::{
        BUCKETS_MAX, Date, Facts, Id, Instant, Kind, Lookup, PlannedPart, Problem, RecordId, Scalar, StepRun, Touch,
        Values, key_matches,
    },
};

/// The first moment of every rig: 2026-11-23 09:00 in Shanghai, a Monday.
pub const START: Instant = Instant::from_utc_ms(1_795_395_600_000);

/// An id that tests can tell from others.
pub fn id(n: u8) -> RecordId {
    Id([n; 16])
}

/// Records, the moment, and who acts.
pub struct Rig {
    records: BTreeMap<(String, RecordId), Facts>,
    steps: u64,
    pub at: Instant,
    pub person: RecordId,
    /// The version of the tables that whoever acts has.
    pub table_version: u16,
}

impl Lookup for Rig {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.records.get(&(kind.to_owned(), record)).cloned()
    }

    /// The one record of that kind in this world.
    fn company(&self) -> Option<RecordId> {
        self.all("company").first().map(|(id, _)| *id)
    }
}

impl Rig {
    pub fn new(person: RecordId) -> Self {
        Self { records: BTreeMap::new(), steps: 0, at: START, person, table_version: u16::MAX }
    }

    /// Puts a record into the world without a step.
    pub fn put(&mut self, kind: &str, record: RecordId, values: &[(&str, Scalar)]) {
        let facts = values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        self.records.insert((kind.to_owned(), record), Facts(facts));
    }

    /// What a record says.
    pub fn record(&self, kind: &str, record: RecordId) -> Facts {
        self.facts(kind, record).unwrap_or_default()
    }

    /// Every record of a kind.
    pub fn all(&self, kind: &str) -> Vec<(RecordId, &Facts)> {
        self.records.iter().filter(|((of, _), _)| of == kind).map(|((_, id), facts)| (*id, facts)).collect()
    }

    /// The code of a record's status on the rig's day.
    pub fn status(&self, code: &str, record: RecordId) -> &'static str {
        let kind = kind(code).expect("a known kind");
        kind.status(&self.record(code, record), Date(self.at.local().date()))
            .expect("a last status that always holds")
            .code
    }

    /// Lets minutes pass.
    pub fn wait_minutes(&mut self, minutes: i64) {
        self.at = self.at.plus_ms(minutes * 60_000);
    }

    /// Performs `kind.verb`, and fails the test when it writes what its tables do not say.
    pub fn perform(
        &mut self,
        step: &str,
        record: RecordId,
        given: &[(&str, Scalar)],
    ) -> Result<Vec<PlannedPart>, Vec<Problem>> {
        let (code, verb) = step.split_once('.').expect("kind.verb");
        let kind = kind(code).expect("a known kind");
        let spec = kind.step(verb).unwrap_or_else(|| panic!("no step {step}"));
        let given: Values = given.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let before = self.record(kind.code(), record);
        let round = super::guard::round(&before);
        let given: Values = given.into_iter().filter(|(key, value)| before.get(key) != value).collect();
        self.steps += 1;
        let intent = Id::from_natural_key(&id(1), &format!("intent {}", self.steps));
        let world = Rig { records: self.records.clone(), ..Rig::new(self.person) };
        let mut run =
            StepRun::new(kind.code(), record, spec.begins, &before, &given, self.person, None, self.at, intent, &world)
                .by_table(self.table_version);
        let mut problems = Vec::new();
        for (key, value) in &given {
            assert!(spec.inputs.iter().any(|input| key_matches(input.key, key, round)), "{step} takes no {key}");
            let field = kind.table.field(key).unwrap_or_else(|| panic!("no field {key}"));
            problems.extend(field.check(key, value));
        }
        for input in spec.inputs.iter().filter(|input| input.required && !input.key.contains('*')) {
            let key = input.key.replace('@', &round.to_string());
            if run.after(&key).is_null() {
                problems.push(Problem::of_field(key, "required", "必填", "required"));
            }
        }
        (spec.guard)(&run, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        (spec.effect)(&mut run);
        let parts = run.into_parts();
        let again = given_of(spec, &parts[0].writes, &before);
        let mut judged =
            StepRun::new(kind.code(), record, spec.begins, &before, &again, self.person, None, self.at, intent, &world)
                .by_table(self.table_version);
        (spec.guard)(&judged, &mut problems);
        (spec.effect)(&mut judged);
        assert_eq!((judged.into_parts(), problems), (parts.clone(), Vec::new()), "{step} is judged otherwise");
        for (index, part) in parts.iter().enumerate() {
            for (key, value) in &part.writes {
                let may = if index == 0 {
                    let inputs = spec.inputs.iter().map(|input| input.key);
                    inputs.chain(spec.stamps.iter().copied()).any(|pattern| key_matches(pattern, key, round))
                } else {
                    spec.touches.iter().any(|touch| {
                        touch.kind == part.kind
                            && touch.creates == part.creates
                            && touch.keys.iter().any(|pattern| key_matches(pattern, key, round))
                    })
                };
                assert!(may, "{step} writes {key} on {}, which its table does not say", part.kind);
                if let Some(kind) = super::kind(part.kind) {
                    let field = kind.table.field(key).unwrap_or_else(|| panic!("{} has no {key}", part.kind));
                    assert_eq!(field.check(key, value), None, "{step} writes a wrong {key}");
                }
            }
            self.records.entry((part.kind.to_owned(), part.record)).or_default().0.extend(part.writes.clone());
        }
        Ok(parts)
    }

    /// Performs a step that must work.
    pub fn must(&mut self, step: &str, record: RecordId, given: &[(&str, Scalar)]) -> Vec<PlannedPart> {
        self.perform(step, record, given).unwrap_or_else(|problems| panic!("{step} refused: {problems:?}"))
    }

    /// The codes for which a step is refused, in order; empty when it is not.
    pub fn refused(&mut self, step: &str, record: RecordId, given: &[(&str, Scalar)]) -> Vec<String> {
        let problems = self.perform(step, record, given).err().unwrap_or_default();
        assert!(problems.iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
        problems.into_iter().map(|problem| problem.code).collect()
    }
}

/// Text as a document value.
pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

/// A number as a document value.
pub fn number(value: i64) -> Scalar {
    Scalar::Integer(value)
}

/// Yes or no as a document value.
pub fn boolean(value: bool) -> Scalar {
    Scalar::Boolean(value)
}

/// A reference as a document value.
pub fn reference(n: u8) -> Scalar {
    id(n).to_scalar()
}

/// A blob as a document value.
pub fn blob() -> Scalar {
    Scalar::Bytes(vec![9; 32])
}

/// What every kind's tables must hold to.
pub fn check_kind(kind: &Kind) {
    let table = kind.table;
    let code = kind.code();
    let names: Vec<&str> = table.fields.iter().map(|f| f.name).chain(table.items.iter().map(|t| t.name)).collect();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{code}: a name occurs twice");
    for fields in table.items.iter().map(|items| items.fields).chain([table.fields]) {
        for field in fields {
            assert!(!field.doc.is_empty() && !field.label.zh.is_empty() && !field.label.en.is_empty());
            assert!(field.limits.min <= field.limits.max, "{code}: limits of {}", field.name);
        }
        assert_eq!(fields.len(), fields.iter().map(|f| f.name).collect::<BTreeSet<_>>().len(), "{code}: row fields");
    }
    assert_eq!(table.prefix.is_empty(), table.field("number").is_none(), "{code}: prefix without number");

    let is_key = |pattern: &str| table.field(&pattern.replace('*', "x").replace('@', "1")).is_some();
    for step in kind.steps {
        let at = format!("{code}.{}", step.verb);
        assert_eq!(kind.steps.iter().filter(|other| other.verb == step.verb).count(), 1, "{at} occurs twice");
        assert!(!step.label.zh.is_empty() && !step.label.en.is_empty() && !step.who.is_empty(), "{at}");
        for pattern in step.inputs.iter().map(|input| input.key).chain(step.stamps.iter().copied()) {
            assert!(is_key(pattern), "{at}: no field {pattern}");
        }
        for Touch { kind: touched, keys, .. } in step.touches {
            if let Some(touched) = super::kind(touched) {
                for pattern in *keys {
                    let key = pattern.replace('*', "x").replace('@', "1");
                    assert!(touched.table.field(&key).is_some(), "{at}: {} has no {pattern}", touched.code());
                }
            }
        }
    }

    let written_of = |of: &Kind| -> BTreeSet<String> {
        let touches = KINDS.iter().flat_map(|kind| kind.steps).flat_map(|step| step.touches);
        let touched = touches.filter(|touch| touch.kind == of.code()).flat_map(|touch| touch.keys.iter().copied());
        let own = of
            .steps
            .iter()
            .flat_map(|step| step.inputs.iter().map(|input| input.key).chain(step.stamps.iter().copied()));
        own.chain(touched).map(|key| key.replace('@', "*")).collect()
    };
    let written = written_of(kind);
    // A row that several kinds share has fields that only some of them need.
    let shared: BTreeSet<String> = KINDS.iter().flat_map(|kind| written_of(kind)).collect();
    let plain = table.fields.iter().map(|field| field.name.to_owned()).filter(|key| key != "number");
    let mut unwritten: Vec<String> = plain.filter(|key| !written.contains(key)).collect();
    for items in table.items {
        let fields = items.fields.iter().filter(|field| !matches!(field.name, "position" | "removed"));
        unwritten
            .extend(fields.map(|field| format!("{}/*/{}", items.name, field.name)).filter(|key| !shared.contains(key)));
    }
    assert_eq!(unwritten, Vec::<String>::new(), "{code}: no step writes these");

    let empty = Facts::default();
    let today = Date(START.local().date());
    let codes: BTreeSet<&str> = kind.statuses.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), kind.statuses.len(), "{code}: a status occurs twice");
    assert_eq!(kind.status(&empty, today).map(|rule| rule.code), kind.statuses.last().map(|rule| rule.code));
    assert!((1..=BUCKETS_MAX).contains(&(kind.buckets)(id(1), &empty).len()), "{code}: buckets");
    (kind.title)(&empty);
}
