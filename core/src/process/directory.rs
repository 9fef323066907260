//! The directory: who holds which role, whose device may sign, what the company set, at a moment.
//! Absent by design: reading documents, checking certificates, and whether a step is allowed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{calendar::Calendar, clock_due::finished_at};
use crate::{
    records::{
        company::{self, SpanUnit},
        customer::LEADS,
    },
    schema::{Bucket, Choice, ClockRun, Date, Facts, Hash32, Holder, Instant, RecordId, Role, Scalar, Span, Values},
    seal::keys::PublicKey,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is known of people, devices and the company. Built from their records' facts; later facts of
/// the same record replace earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    people: BTreeMap<RecordId, Person>,
    devices: BTreeMap<RecordId, DeviceEntry>,
    company: Facts,
    calendar: Facts,
}

/// When a person held a role: from, and until when revoked.
type Tenure = (Instant, Option<Instant>);

#[derive(Clone, Debug, Default)]
struct Person {
    name: String,
    roles: BTreeMap<Role, Tenure>,
    /// Who stands in, on which first to which last day.
    stand_ins: Vec<(RecordId, Date, Date)>,
    suspended_at: Option<Instant>,
    left_at: Option<Instant>,
}

/// A device that may or might sign for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceEntry {
    /// Its record.
    pub record: RecordId,
    /// Whose it is.
    pub person: RecordId,
    /// Its key.
    pub public_key: PublicKey,
    /// Its certificate, in its deterministic encoding; empty when there is none.
    pub certificate: Vec<u8>,
    /// Its number segment; empty when it has none.
    pub segment: String,
    /// From when it may sign.
    pub enrolled_at: Instant,
    /// From when it may not.
    pub revoked_at: Option<Instant>,
}

impl DeviceEntry {
    /// Whether what it signed at a moment counts. A lock only stops the phone itself: work it did
    /// offline still counts when it comes.
    pub fn is_valid_at(&self, at: Instant) -> bool {
        self.enrolled_at.utc_ms <= at.utc_ms && self.revoked_at.is_none_or(|revoked| at.utc_ms < revoked.utc_ms)
    }
}

impl Directory {
    /// A directory from the facts of records, each with its kind's code and id; other kinds than
    /// person, device, company and calendar are passed over.
    pub fn new<'a>(records: impl IntoIterator<Item = (&'a str, RecordId, &'a Facts)>) -> Self {
        let mut directory = Self::default();
        for (kind, record, facts) in records {
            directory.put(kind, record, facts);
        }
        directory
    }

    /// Takes in what a record says now. Returns false for a kind that is not of the directory.
    pub fn put(&mut self, kind: &str, record: RecordId, facts: &Facts) -> bool {
        match kind {
            "person" => {
                self.people.insert(record, Person::read(facts));
            }
            "device" => match device(record, facts) {
                Some(entry) => {
                    self.devices.insert(record, entry);
                }
                None => {
                    self.devices.remove(&record);
                }
            },
            "company" => self.company = facts.clone(),
            "calendar" => self.calendar = facts.clone(),
            _ => return false,
        }
        true
    }

    /// True for a person whose record is known, whatever became of them.
    pub fn knows(&self, person: RecordId) -> bool {
        self.people.contains_key(&person)
    }

    /// A person's name; `None` when the person is not known.
    pub fn name(&self, person: RecordId) -> Option<&str> {
        self.people.get(&person).map(|entry| entry.name.as_str())
    }

    /// Everyone known, by id.
    pub fn people(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.people.keys().copied()
    }

    /// The roles a person holds at a moment: none while suspended or after leaving. Where nobody is
    /// supervisor, the sales manager holds that role's rights too (rule R-supervisor).
    pub fn roles_at(&self, person: RecordId, at: Instant) -> BTreeSet<Role> {
        self.roles_with_grace(person, at, 0)
    }

    /// The same, with roles that were revoked, and people who left, less than `grace_days` days
    /// before `now`: honest offline work is not refused because the world moved on (design §5). A
    /// suspension takes effect at once.
    pub fn roles_with_grace(&self, person: RecordId, now: Instant, grace_days: i64) -> BTreeSet<Role> {
        let grace_ms = grace_days.clamp(0, 3_650) * DAY_MS;
        let mut roles = self.people.get(&person).map(|entry| entry.roles(now, grace_ms)).unwrap_or_default();
        if roles.contains(&Role::Manager) && !self.has_supervisor(now) {
            roles.insert(Role::Supervisor);
        }
        roles
    }

    fn has_supervisor(&self, at: Instant) -> bool {
        self.people.values().any(|entry| entry.roles(at, 0).contains(&Role::Supervisor))
    }

    /// Whether `person` may act with the rights of `absent` at a moment: named as stand-in for that
    /// day in the company's zone, and both still work here.
    pub fn may_stand_in(&self, person: RecordId, absent: RecordId, at: Instant) -> bool {
        let today = self.day_of(at);
        let is_named = self.people.get(&absent).is_some_and(|entry| {
            entry.stand_ins.iter().any(|(id, from, until)| *id == person && *from <= today && today <= *until)
        });
        person != absent && is_named && self.works_at(person, at) && self.works_at(absent, at)
    }

    /// Whether a person works here at a moment: neither suspended nor gone.
    pub fn works_at(&self, person: RecordId, at: Instant) -> bool {
        self.people.get(&person).is_some_and(|entry| entry.works_at(at, 0))
    }

    /// Everyone who holds a role at a moment, by id.
    pub fn people_with(&self, role: Role, at: Instant) -> Vec<RecordId> {
        self.people().filter(|person| self.roles_at(*person, at).contains(&role)).collect()
    }

    /// Whether somebody was named to stand in for a person on that day, whoever it is.
    pub fn is_away(&self, person: RecordId, at: Instant) -> bool {
        let today = self.day_of(at);
        let entry = self.people.get(&person);
        entry.is_some_and(|entry| entry.stand_ins.iter().any(|(_, from, until)| *from <= today && today <= *until))
    }

    /// Who may act for a person at a moment, by id.
    pub fn stand_ins_of(&self, person: RecordId, at: Instant) -> Vec<RecordId> {
        self.people().filter(|other| self.may_stand_in(*other, person, at)).collect()
    }

    /// For whom a person may act at a moment, by id.
    pub fn principals(&self, person: RecordId, at: Instant) -> Vec<RecordId> {
        self.people().filter(|absent| self.may_stand_in(person, *absent, at)).collect()
    }

    /// The device of a public key. When several records name one key, one that is not revoked wins.
    pub fn device(&self, public_key: &PublicKey) -> Option<&DeviceEntry> {
        let of_key = self.devices.values().filter(|entry| entry.public_key == *public_key);
        of_key.min_by_key(|entry| (entry.revoked_at.is_some(), entry.enrolled_at.utc_ms))
    }

    /// The devices of a person, revoked ones included.
    pub fn devices_of(&self, person: RecordId) -> impl Iterator<Item = &DeviceEntry> + '_ {
        self.devices.values().filter(move |entry| entry.person == person)
    }

    /// The buckets a person sees by their roles at a moment; empty for who is unknown, suspended or
    /// gone. Those that records grant (own customers, own jobs) come beside them.
    pub fn buckets_at(&self, person: RecordId, at: Instant) -> BTreeSet<Bucket> {
        let Some(entry) = self.people.get(&person).filter(|entry| entry.works_at(at, 0)) else {
            return BTreeSet::new();
        };
        let roles = self.roles_at(person, at);
        let classes = EVERYONE.iter().chain(roles.iter().flat_map(|role| role_classes(*role)));
        let mut buckets: BTreeSet<Bucket> = classes.map(|class| Bucket { holder: Holder::All, class }).collect();
        buckets.insert(Bucket { holder: Holder::Person(person), class: "job" });
        if entry.roles(at, 0).contains(&Role::Sales) {
            buckets.insert(Bucket { holder: Holder::Person(person), class: "sales" });
        }
        buckets
    }

    /// The company's zone; Asia/Shanghai when it set none, or one unknown here.
    pub fn zone(&self) -> TimeZone {
        let name = self.company.text("zone").unwrap_or(company::ZONE);
        let zones = TimeZoneDatabase::bundled();
        zones.get(name).or_else(|_| zones.get(company::ZONE)).unwrap_or(TimeZone::UTC)
    }

    /// The day of a moment, in the company's zone.
    pub fn day_of(&self, at: Instant) -> Date {
        Date(at.in_zone(&self.zone()).date())
    }

    /// The length the company set for a clock's run; `None` when the manual's own length counts. A setting
    /// counts from its effective time on, for runs that start then or later; one that applies to running
    /// clocks counts also for those that were open when it was set, and for no run that was finished before.
    /// Of several, the one that is effective latest counts; of those, that of the greater row id.
    pub fn span_for(&self, clock: &str, run: &ClockRun) -> Option<Span> {
        let rules = self.company.items("rules");
        let in_force = rules.iter().filter(|rule| rule.text("clock") == Some(clock)).filter_map(|rule| {
            let from = rule.instant("effective_from")?;
            let set_at = rule.instant("set_at");
            let was_over = set_at.is_some_and(|set| finished_at(run).is_some_and(|end| end.utc_ms < set.utc_ms));
            let reaches = rule.is_true("applies_to_running") && set_at.is_some_and(|set| run.start.utc_ms < set.utc_ms);
            let counts = !was_over && (from.utc_ms <= run.start.utc_ms || reaches);
            let span = SpanUnit::from_code(rule.text("unit")?).span(rule.integer("amount")?)?;
            counts.then_some(((from.utc_ms, rule.id), span))
        });
        in_force.max_by_key(|(key, _)| *key).map(|(_, span)| span)
    }

    /// The same directory with other company settings: what a change would come to.
    pub fn with_company(&self, values: &Values) -> Self {
        let mut other = self.clone();
        other.company.0.extend(values.iter().map(|(key, value)| (key.clone(), value.clone())));
        other
    }

    /// Whether every clock stands the same under another directory: calendar, zone and lengths are equal.
    pub fn counts_like(&self, other: &Self) -> bool {
        let lengths = |company: &Facts| -> Vec<(String, Scalar)> {
            let kept = company.0.iter().filter(|(key, _)| key.as_str() == "zone" || key.starts_with("rules/"));
            kept.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        self.calendar == other.calendar && lengths(&self.company) == lengths(&other.company)
    }

    /// Who is on call at a moment, by roster row.
    pub fn on_call_at(&self, at: Instant) -> Vec<RecordId> {
        let rows = self.company.items("on_call");
        let on_duty = rows.iter().filter(|row| {
            let from = row.instant("from").is_some_and(|from| from.utc_ms <= at.utc_ms);
            from && row.instant("until").is_some_and(|until| at.utc_ms < until.utc_ms)
        });
        on_duty.filter_map(|row| row.reference("person")).collect()
    }

    /// Days that a revoked role still counts for work done offline.
    pub fn role_grace_days(&self) -> i64 {
        self.company.integer("role_grace_days").unwrap_or(company::ROLE_GRACE_DAYS)
    }

    /// Months of warranty, from acceptance and from receipt: the earlier end counts (domain §4.1).
    pub fn warranty_months(&self) -> (i64, i64) {
        (
            self.company.integer("warranty_months").unwrap_or(company::WARRANTY_MONTHS),
            self.company.integer("warranty_months_from_receipt").unwrap_or(company::WARRANTY_MONTHS_FROM_RECEIPT),
        )
    }

    /// The calendar's facts with the company's zone, as the calendar engine reads them.
    pub fn calendar(&self) -> Facts {
        let mut facts = self.calendar.clone();
        let zone = self.company.text("zone").unwrap_or(company::ZONE);
        facts.0.insert("zone".to_owned(), Scalar::text(zone));
        facts
    }

    /// The working calendar: the company's, or the shipped one until there is one.
    pub fn working_calendar(&self) -> Calendar {
        if self.calendar.0.is_empty() { Calendar::shipped() } else { Calendar::from_facts(&self.calendar()).0 }
    }

    /// What the company's record says: names, address, service line, for the forms.
    pub fn company(&self) -> &Facts {
        &self.company
    }

    /// The company's logo, for the forms.
    pub fn logo(&self) -> Option<Hash32> {
        self.company.blob("logo")
    }
}

impl Person {
    fn read(facts: &Facts) -> Self {
        let roles = facts.items("roles").into_iter().filter_map(|row| {
            Some((Role::from_code(row.id)?, (row.instant("granted_at")?, row.instant("revoked_at"))))
        });
        let stand_ins = facts
            .items("stand_ins")
            .into_iter()
            .filter_map(|row| Some((row.reference("person")?, row.date("from")?, row.date("until")?)));
        Self {
            name: facts.text("name").unwrap_or_default().to_owned(),
            roles: roles.collect(),
            stand_ins: stand_ins.collect(),
            suspended_at: facts.instant("suspended_at"),
            left_at: facts.instant("left_at"),
        }
    }

    fn works_at(&self, at: Instant, grace_ms: i64) -> bool {
        self.suspended_at.is_none_or(|suspended| at.utc_ms < suspended.utc_ms)
            && self.left_at.is_none_or(|left| at.utc_ms < left.utc_ms.saturating_add(grace_ms))
    }

    fn roles(&self, at: Instant, grace_ms: i64) -> BTreeSet<Role> {
        if !self.works_at(at, grace_ms) {
            return BTreeSet::new();
        }
        let held = self.roles.iter().filter(|(_, (granted, revoked))| {
            granted.utc_ms <= at.utc_ms
                && revoked.is_none_or(|revoked| at.utc_ms < revoked.utc_ms.saturating_add(grace_ms))
        });
        held.map(|(role, _)| *role).collect()
    }
}

/// A device from its facts; `None` while it is not enrolled or its key is not one.
fn device(record: RecordId, facts: &Facts) -> Option<DeviceEntry> {
    Some(DeviceEntry {
        record,
        person: facts.reference("person")?,
        public_key: PublicKey::from_scalar(facts.get("public_key"))?,
        certificate: facts.get("certificate").as_bytes().unwrap_or_default().to_vec(),
        segment: facts.text("segment").unwrap_or_default().to_owned(),
        enrolled_at: facts.instant("enrolled_at")?,
        revoked_at: facts.instant("revoked_at"),
    })
}

/// What everyone who works here sees of the whole company.
const EVERYONE: &[&str] = &["directory", "library"];

/// What a role sees of the whole company, beyond what everyone sees (domain §7.2, §7.3). Sales see
/// their own customers and engineers their own jobs, which records grant; leads without owner are
/// every salesperson's.
pub const fn role_classes(role: Role) -> &'static [&'static str] {
    match role {
        Role::Engineer => &[],
        Role::Legal => &["legal"],
        Role::Sales => &[LEADS.class],
        Role::Manager => &[
            "customer",
            "sales",
            "quote",
            "quote_cost",
            "floor_price",
            "contract",
            "service",
            "job",
            "order",
            "order_price",
            "service_cost",
            "callback",
            "complaint",
            "complaint_consequence",
        ],
        Role::Administrator => &[
            "customer",
            "sales",
            "quote",
            "quote_cost",
            "floor_price",
            "contract",
            "service",
            "job",
            "order",
            "order_price",
            "service_cost",
            "callback",
            "complaint",
        ],
        Role::Finance => &["costing", "quote_cost", "floor_price", "order", "order_price", "service_cost"],
        Role::Warehouse => &["order"],
        Role::Desk => &["customer", "service", "job", "order", "callback", "complaint"],
        Role::Supervisor => {
            &["customer", "service", "job", "order", "service_cost", "callback", "complaint", "complaint_consequence"]
        }
    }
}

#[cfg(test)]
mod tests;
