//! What a step is, as data, and the run in which its guard and effect work.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{Facts, Instant, IntentId, ItemId, Label, Problem, RecordId, Role, Scalar, Values};

/// One step of one kind of record: the only way to write.
#[derive(Clone, Copy)]
pub struct StepSpec {
    /// The verb; the step's code is `kind.verb`.
    pub verb: &'static str,
    /// What a person reads on the button.
    pub label: Label,
    /// Ids of the manual's rules it carries out.
    pub rules: &'static [&'static str],
    /// Who may do it (domain §7.1).
    pub who: &'static [Who],
    /// True for a step that begins a record instead of changing one.
    pub begins: bool,
    /// What the person fills in, in the order of the form.
    pub inputs: &'static [Input],
    /// What the step itself writes on its record, beyond the inputs.
    pub stamps: &'static [&'static str],
    /// What it writes on other records.
    pub touches: &'static [Touch],
    /// Whether it is this step's turn and whether the values fit together. Sees every problem.
    pub guard: fn(&StepRun<'_>, &mut Vec<Problem>),
    /// The writes beyond the inputs. A pure function of the run: judging repeats it.
    pub effect: fn(&mut StepRun<'_>),
}

/// Who may do a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// The role needed.
    pub role: Role,
    /// Only on own records (own customers, own jobs).
    pub own: bool,
}

/// Any record of the kind.
pub const fn any(role: Role) -> Who {
    Who { role, own: false }
}

/// Own records only.
pub const fn own(role: Role) -> Who {
    Who { role, own: true }
}

/// One field a person fills in. `*` in the key stands for any row, `@` for the present round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The document key, or a pattern of keys.
    pub key: &'static str,
    /// Must be there before the step can be done.
    pub required: bool,
    /// The version of the kind's table in which the step first asked for it.
    pub since: u16,
}

impl Input {
    /// The same, asked for from a version of the kind's table on: older phones neither give nor owe it.
    pub const fn since(self, table_version: u16) -> Self {
        Self { since: table_version, ..self }
    }
}

/// A field that must be filled in.
pub const fn required(key: &'static str) -> Input {
    Input { key, required: true, since: 1 }
}

/// A field that may be left empty.
pub const fn optional(key: &'static str) -> Input {
    Input { key, required: false, since: 1 }
}

/// Fields a step writes on records of another kind (or on other records of its own).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The kind.
    pub kind: &'static str,
    /// True when the step creates such records, false when it changes existing ones.
    pub creates: bool,
    /// Key patterns it may write.
    pub keys: &'static [&'static str],
}

/// Looks up what records say, where the step's author stood.
pub trait Lookup {
    /// The facts of a record, `None` when it is not known here.
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts>;

    /// The company's record of settings, whose id derives from the company's own; `None` where nothing is
    /// known of it.
    fn company(&self) -> Option<RecordId> {
        None
    }

    /// Values that a key had or that lost a conflict, in any order.
    fn former_values(&self, _kind: &str, _record: RecordId, _key: &str) -> Vec<Scalar> {
        Vec::new()
    }
}

/// The writes planned for one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPart {
    /// The record's kind.
    pub kind: &'static str,
    /// The record.
    pub record: RecordId,
    /// The step begins this record.
    pub creates: bool,
    /// Keys and values, in key order.
    pub writes: BTreeMap<String, Scalar>,
}

/// Records looked at, by kind and id; `None` for one that is not known here.
type LookedUp = BTreeMap<(String, RecordId), Option<Rc<Facts>>>;

/// One run of a step: what its guard may look at and where its effect writes.
pub struct StepRun<'a> {
    /// The kind of the step's record.
    pub kind: &'static str,
    /// The step's record.
    pub record: RecordId,
    /// What the record says before the step.
    pub before: &'a Facts,
    /// What the person gave.
    pub given: &'a Values,
    /// Who does it.
    pub person: RecordId,
    /// For whom a stand-in acts.
    pub acting_for: Option<RecordId>,
    /// When it happened, by the device's corrected clock.
    pub at: Instant,
    /// The intent that this run belongs to.
    pub intent: IntentId,
    /// The version of the kind's table that the author had; see [`StepRun::knows`].
    table_version: u16,
    lookup: &'a dyn Lookup,
    cache: RefCell<LookedUp>,
    parts: Vec<PlannedPart>,
}

impl<'a> StepRun<'a> {
    /// A run without writes yet, beyond what the person gave, by the newest tables.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        kind: &'static str,
        record: RecordId,
        creates: bool,
        before: &'a Facts,
        given: &'a Values,
        person: RecordId,
        acting_for: Option<RecordId>,
        at: Instant,
        intent: IntentId,
        lookup: &'a dyn Lookup,
    ) -> Self {
        let parts = vec![PlannedPart { kind, record, creates, writes: given.clone() }];
        Self {
            kind,
            record,
            before,
            given,
            person,
            acting_for,
            at,
            intent,
            table_version: u16::MAX,
            lookup,
            cache: RefCell::default(),
            parts,
        }
    }

    /// The same run by an older table of the step's kind: the one that its author had.
    pub fn by_table(self, table_version: u16) -> Self {
        Self { table_version, ..self }
    }

    /// Whether the author had this version of the kind's table, or a later one. A guard that became
    /// stricter, and an effect that writes more, ask this, so that an older phone's step is judged by
    /// what it could do.
    pub fn knows(&self, table_version: u16) -> bool {
        self.table_version >= table_version
    }

    /// The value of a key after the inputs: what was given, else what stands.
    pub fn after(&self, key: &str) -> &Scalar {
        self.given.get(key).unwrap_or_else(|| self.before.get(key))
    }

    /// The record as it stands after the inputs.
    pub fn merged(&self) -> Facts {
        let mut facts = self.before.clone();
        facts.0.extend(self.given.iter().map(|(key, value)| (key.clone(), value.clone())));
        facts
    }

    /// The facts of another record. Every record looked at is noted, for the envelope's reads.
    pub fn linked(&self, kind: &str, record: RecordId) -> Option<Rc<Facts>> {
        self.cache
            .borrow_mut()
            .entry((kind.to_owned(), record))
            .or_insert_with(|| self.lookup.facts(kind, record).map(Rc::new))
            .clone()
    }

    /// What the company set for itself; looked at like any other record, so it is noted. Guards take what is
    /// missing for the manual's own default.
    pub fn settings(&self) -> Option<Rc<Facts>> {
        self.linked("company", self.lookup.company()?)
    }

    /// The records looked at that exist, by kind and id.
    pub fn reads(&self) -> BTreeSet<(String, RecordId)> {
        self.cache.borrow().iter().filter(|(_, facts)| facts.is_some()).map(|(key, _)| key.clone()).collect()
    }

    /// Writes a key of the step's own record.
    pub fn set(&mut self, key: impl Into<String>, value: Scalar) {
        self.parts[0].writes.insert(key.into(), value);
    }

    /// Writes a key of another, existing record.
    pub fn touch(&mut self, kind: &'static str, record: RecordId, key: impl Into<String>, value: Scalar) {
        let index = self.parts.iter().position(|part| part.record == record).unwrap_or_else(|| {
            self.parts.push(PlannedPart { kind, record, creates: false, writes: BTreeMap::new() });
            self.parts.len() - 1
        });
        self.parts[index].writes.insert(key.into(), value);
    }

    /// Begins another record, whose id derives from the intent and the purpose; write it with
    /// [`StepRun::touch`].
    pub fn create(&mut self, kind: &'static str, purpose: &str) -> RecordId {
        let record = self.intent.derive(&format!("{kind}:{purpose}"));
        self.parts.push(PlannedPart { kind, record, creates: true, writes: BTreeMap::new() });
        record
    }

    /// The id of a row that the step adds.
    pub fn item_id(&self, purpose: &str) -> ItemId {
        self.intent.derive_item(purpose)
    }

    /// The writes so far, the step's own record first.
    pub fn parts(&self) -> &[PlannedPart] {
        &self.parts
    }

    /// The writes, the step's own record first.
    pub fn into_parts(self) -> Vec<PlannedPart> {
        self.parts
    }
}

/// True when a document key fits a pattern, `*` standing for any row and `@` for the round.
pub fn key_matches(pattern: &str, key: &str, round: i64) -> bool {
    let (mut patterns, mut keys) = (pattern.split('/'), key.split('/'));
    loop {
        match (patterns.next(), keys.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some("@"), Some(part)) if part == round.to_string() => {}
            (Some(pattern), Some(part)) if pattern == part => {}
            _ => return false,
        }
    }
}

/// A guard that never objects.
pub fn always(_: &StepRun<'_>, _: &mut Vec<Problem>) {}

/// An effect that adds nothing.
pub fn nothing(_: &mut StepRun<'_>) {}
