//! For tests: a company whose people perform steps through the step engine, each with the rights of an own role.
//! Absent by design: seals, envelopes and the network; single guards and effects, which the rig performs.

use std::collections::{BTreeMap, BTreeSet};

use super::kind;
use crate::{
    process::{
        calendar::Calendar,
        clocks::{Clock, ClockState, evaluate},
        numbering::{Numbers, format_number},
        steps::{Author, Call, Plan, RESTORE_VALUE, available, find_step, givens_of, plan},
    },
    records::rig::START,
    schema::{Date, Facts, Id, Instant, Lookup, PlannedPart, Problem, RecordId, Role, Scalar, Values},
};

pub const MANAGER: RecordId = Id([1; 16]);
pub const SALES: RecordId = Id([3; 16]);
pub const ENGINEER: RecordId = Id([4; 16]);
pub const LEGAL: RecordId = Id([5; 16]);
pub const DESK: RecordId = Id([6; 16]);
pub const SUPERVISOR: RecordId = Id([7; 16]);
pub const WAREHOUSE: RecordId = Id([8; 16]);
pub const FINANCE: RecordId = Id([9; 16]);
pub const ADMINISTRATOR: RecordId = Id([10; 16]);
pub const OTHER_ENGINEER: RecordId = Id([11; 16]);
pub const COMPANY: RecordId = Id([100; 16]);

const PEOPLE: [(RecordId, Role, &str); 10] = [
    (MANAGER, Role::Manager, "经理乙"),
    (SALES, Role::Sales, "销售甲"),
    (ENGINEER, Role::Engineer, "王工"),
    (OTHER_ENGINEER, Role::Engineer, "孙工"),
    (LEGAL, Role::Legal, "法务丙"),
    (DESK, Role::Desk, "客服丁"),
    (SUPERVISOR, Role::Supervisor, "主管戊"),
    (WAREHOUSE, Role::Warehouse, "仓管己"),
    (FINANCE, Role::Finance, "财务庚"),
    (ADMINISTRATOR, Role::Administrator, "管理员辛"),
];

/// Records in memory with what each key ever said, and the moment.
#[derive(Clone)]
pub struct Office {
    records: BTreeMap<(String, RecordId), Facts>,
    former: BTreeMap<(RecordId, String), Vec<Scalar>>,
    steps: u64,
    serial: Serial,
    pub at: Instant,
    /// The version of the tables that whoever acts has, where it is an older one.
    pub table_version: Option<u16>,
}

#[derive(Clone)]
struct Serial(u32);

impl Numbers for Serial {
    fn next(&mut self, prefix: &str, at: Instant) -> String {
        self.0 += 1;
        format_number(prefix, at, "K7", self.0)
    }
}

impl Lookup for Office {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.records.get(&(kind.to_owned(), record)).cloned()
    }

    fn company(&self) -> Option<RecordId> {
        self.records.keys().find(|(kind, _)| kind == "company").map(|(_, record)| *record)
    }

    fn former_values(&self, _kind: &str, record: RecordId, key: &str) -> Vec<Scalar> {
        self.former.get(&(record, key.to_owned())).cloned().unwrap_or_default()
    }
}

/// What a server judges by: only what the author names as read.
struct AsRead<'a> {
    office: &'a Office,
    plan: &'a Plan,
}

impl Lookup for AsRead<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        let is_read = self.plan.reads.contains(&(kind.to_owned(), record));
        is_read.then(|| self.office.facts(kind, record)).flatten()
    }

    fn company(&self) -> Option<RecordId> {
        self.office.company()
    }

    fn former_values(&self, kind: &str, record: RecordId, key: &str) -> Vec<Scalar> {
        self.office.former_values(kind, record, key)
    }
}

impl Default for Office {
    /// People and company; Monday 2026-11-23 09:00.
    fn default() -> Self {
        let (records, former) = Default::default();
        let mut office = Self { records, former, steps: 0, serial: Serial(0), at: START, table_version: None };
        let granted = START.to_scalar();
        for (index, (person, role, name)) in PEOPLE.iter().enumerate() {
            let role = format!("roles/{}/granted_at", role.code());
            let phone = Scalar::text(format!("1390000000{index}"));
            office.put("person", *person, [("name", Scalar::text(*name)), ("phone", phone), (&role, granted.clone())]);
        }
        let company = [("name_zh", Scalar::text("封印仪器")), ("address", Scalar::text("上海市浦东新区2号"))];
        office.put("company", COMPANY, company);
        office
    }
}

impl Office {
    /// Puts values on a record without a step: for people, company and library.
    pub fn put<const N: usize>(&mut self, kind: &str, record: RecordId, pairs: [(&str, Scalar); N]) {
        let writes = pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        self.write(kind, record, writes);
    }

    /// Lets a key have had a value that lost a conflict.
    pub fn remember(&mut self, record: RecordId, key: &str, value: Scalar) {
        self.former.entry((record, key.to_owned())).or_default().push(value);
    }

    /// Puts writes on a record without a step.
    pub fn write(&mut self, kind: &str, record: RecordId, writes: BTreeMap<String, Scalar>) {
        let facts = self.records.entry((kind.to_owned(), record)).or_default();
        for (key, value) in writes {
            self.former.entry((record, key.clone())).or_default().push(value.clone());
            facts.0.insert(key, value);
        }
    }

    /// What a record says.
    pub fn record(&self, kind: &str, record: RecordId) -> Facts {
        self.facts(kind, record).unwrap_or_default()
    }

    /// Every record of a kind.
    pub fn all(&self, kind: &str) -> Vec<RecordId> {
        self.records.keys().filter(|(of, _)| of == kind).map(|(_, record)| *record).collect()
    }

    /// The code of a record's status today.
    pub fn status(&self, code: &str, record: RecordId) -> &'static str {
        let kind = kind(code).expect("a kind of this version");
        let rule = kind.status(&self.record(code, record), Date(self.at.local().date()));
        rule.expect("every list ends with a status that holds").code
    }

    /// Goes to a moment in China, such as `2026-11-24 09:30`.
    pub fn go(&mut self, moment: &str) {
        self.at = moment_of(moment);
    }

    /// Lets minutes pass.
    pub fn wait(&mut self, minutes: i64) {
        self.at = self.at.plus_ms(minutes * 60_000);
    }

    /// Performs `kind.verb` as the engine does, and as the server judges it.
    pub fn perform(
        &mut self,
        person: RecordId,
        step: &str,
        record: RecordId,
        given: &[(&str, Scalar)],
    ) -> Result<Vec<PlannedPart>, Vec<Problem>> {
        let (code, verb) = step.split_once('.').expect("kind.verb");
        let kind = kind(code).unwrap_or_else(|| panic!("no kind {code}"));
        let spec = find_step(kind, verb).unwrap_or_else(|| panic!("no step {step}"));
        let roles: BTreeSet<Role> = PEOPLE.iter().filter(|(of, ..)| *of == person).map(|(_, role, _)| *role).collect();
        let author = Author { person, acting_for: None, roles };
        let given: Values = given.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        self.steps += 1;
        let before = self.facts(code, record);
        let call = Call {
            kind,
            step: spec,
            table_version: self.table_version.unwrap_or(kind.table.version),
            record,
            before: before.as_ref(),
            given: &given,
            at: self.at,
            intent: Id::from_natural_key(&record, &format!("intent {}", self.steps)),
        };
        let mut serial = self.serial.clone();
        let planned = plan(call, &author, self, &mut serial)?;
        let facts = before.clone().unwrap_or_default();
        if !spec.begins && verb != RESTORE_VALUE {
            let offered = available(kind, record, &facts, &author, self, self.at);
            assert!(offered.iter().any(|open| open.code == step), "{step} is done and not offered");
        }
        let read = AsRead { office: self, plan: &planned };
        let judged = givens_of(spec, &planned.parts[0].writes, &facts).into_iter().any(|again| {
            let planned_again = plan(Call { given: &again, ..call }, &author, &read, &mut self.serial.clone());
            planned_again.is_ok_and(|judged| judged == planned)
        });
        assert!(judged, "{step} is judged otherwise");
        self.serial = serial;
        for part in &planned.parts {
            self.write(part.kind, part.record, part.writes.clone());
        }
        Ok(planned.parts)
    }

    /// Performs a step that must work.
    pub fn must(
        &mut self,
        person: RecordId,
        step: &str,
        record: RecordId,
        given: &[(&str, Scalar)],
    ) -> Vec<PlannedPart> {
        self.perform(person, step, record, given).unwrap_or_else(|problems| panic!("{step} refused: {problems:?}"))
    }

    /// The same with keys that were put together.
    pub fn does(
        &mut self,
        person: RecordId,
        step: &str,
        record: RecordId,
        given: &[(String, Scalar)],
    ) -> Vec<PlannedPart> {
        let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        self.must(person, step, record, &given)
    }

    /// The codes for which a step is refused, in order; empty when it is not.
    pub fn refused(&mut self, person: RecordId, step: &str, record: RecordId, given: &[(&str, Scalar)]) -> Vec<String> {
        let problems = self.perform(person, step, record, given).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.code).collect()
    }

    /// The clocks of one rule on a record now.
    pub fn clocks(&self, code: &str, record: RecordId, rule: &str) -> Vec<Clock> {
        let kind = kind(code).expect("a kind of this version");
        let all = evaluate(kind, &self.record(code, record), &|_, _| None, &Calendar::shipped(), self.at);
        all.into_iter().filter(|clock| clock.rule == rule).collect()
    }

    /// Their states.
    pub fn states(&self, code: &str, record: RecordId, rule: &str) -> Vec<ClockState> {
        self.clocks(code, record, rule).into_iter().map(|clock| clock.state).collect()
    }
}

/// The record of a kind that a step began.
pub fn begun(parts: &[PlannedPart], kind: &str) -> RecordId {
    parts.iter().find(|part| part.kind == kind && part.creates).unwrap_or_else(|| panic!("no {kind} was begun")).record
}

/// A moment in China from `2026-09-30 16:20`.
pub fn moment_of(text: &str) -> Instant {
    let (day, hour) = text.split_once(' ').expect("a day and an hour");
    Calendar::shipped().at(day.parse().expect("a day"), hour.parse().expect("an hour"))
}
