//! Who sees which record at which log position: buckets and grants as periods, and how an accepted
//! change moves them. Plan, then apply. Absent by design: SQL, and what a kind's buckets are.

use std::collections::{BTreeMap, BTreeSet};

use fieldseal_core::{
    process::directory::Directory,
    schema::{BUCKETS_MAX, Bucket, Facts, Holder, Instant, Kind, RecordId},
};

use crate::storage::{Claim, GrantRow, MembershipRow, Reader, Stored, Writer};

/// Log positions from the first at which something holds to the first at which it no longer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First position.
    pub from: u64,
    /// First position after; `None` while it lasts.
    pub to: Option<u64>,
}

impl Period {
    /// Whether it holds at a position.
    pub fn covers(&self, position: u64) -> bool {
        self.from <= position && self.to.is_none_or(|to| position < to)
    }

    /// Whether it holds at every position of `first..=last`.
    pub fn covers_throughout(&self, first: u64, last: u64) -> bool {
        self.from <= first && self.to.is_none_or(|to| last < to)
    }

    /// Whether both hold together at some position of `first..=last`.
    fn meets(&self, other: &Self, first: u64, last: u64) -> bool {
        let begin = self.from.max(other.from).max(first);
        begin <= last && self.covers(begin) && other.covers(begin)
    }

    fn moved_in(&self, after: u64, up_to: u64) -> bool {
        let inside = |position: u64| after < position && position <= up_to;
        inside(self.from) || self.to.is_some_and(inside)
    }
}

/// A bucket's key in the storage: `a/job`, `c/<customer>/job`, `p/<person>/job`.
pub fn bucket_key(bucket: &Bucket) -> String {
    match bucket.holder {
        Holder::All => format!("a/{}", bucket.class),
        Holder::Customer(customer) => format!("c/{customer}/{}", bucket.class),
        Holder::Person(person) => format!("p/{person}/{}", bucket.class),
    }
}

/// Key of the bucket that holds people, devices, company and calendar.
pub const DIRECTORY_BUCKET: &str = "a/directory";

/// What one person may see, over time.
#[derive(Clone, Debug, Default)]
pub struct PersonScope {
    grants: BTreeMap<String, Vec<Period>>,
}

impl PersonScope {
    /// From a person's grants.
    pub fn new(rows: Vec<GrantRow>) -> Self {
        let mut grants: BTreeMap<String, Vec<Period>> = BTreeMap::new();
        for row in rows {
            grants.entry(row.bucket).or_default().push(row.period);
        }
        Self { grants }
    }

    fn any(&self, memberships: &[MembershipRow], holds: impl Fn(&Period) -> bool) -> bool {
        memberships
            .iter()
            .filter(|membership| holds(&membership.period))
            .any(|membership| self.grants.get(&membership.bucket).is_some_and(|periods| periods.iter().any(&holds)))
    }

    /// Whether a record with these memberships is visible at a position: it is in a bucket that the
    /// person has.
    pub fn sees(&self, memberships: &[MembershipRow], position: u64) -> bool {
        self.any(memberships, |period| period.covers(position))
    }

    /// Whether one and the same bucket shows the record at every position of `first..=last`.
    pub fn sees_throughout(&self, memberships: &[MembershipRow], first: u64, last: u64) -> bool {
        self.any(memberships, |period| period.covers_throughout(first, last))
    }

    /// Whether the record was visible at some position of `first..=last`.
    pub fn saw(&self, memberships: &[MembershipRow], first: u64, last: u64) -> bool {
        memberships.iter().any(|membership| {
            let grants = self.grants.get(&membership.bucket);
            grants.is_some_and(|periods| periods.iter().any(|period| membership.period.meets(period, first, last)))
        })
    }

    /// Buckets that the person got or lost at a position in `after + 1..=up_to`.
    pub fn buckets_moved(&self, after: u64, up_to: u64) -> impl Iterator<Item = &str> {
        let moved = move |periods: &[Period]| periods.iter().any(|period| period.moved_in(after, up_to));
        self.grants.iter().filter(move |(_, periods)| moved(periods)).map(|(bucket, _)| bucket.as_str())
    }

    /// Records whose visibility may differ between two positions.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn candidates(&self, reader: &dyn Reader, after: u64, up_to: u64) -> Stored<BTreeSet<RecordId>> {
        let mut records: BTreeSet<RecordId> = reader.records_moved(after, up_to)?.into_iter().collect();
        for bucket in self.buckets_moved(after, up_to) {
            records.extend(reader.records_in_bucket(bucket, after, up_to)?);
        }
        Ok(records)
    }
}

/// One change of scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Move {
    Enter(RecordId, String),
    Leave(RecordId, String),
    Grant(Claim),
    Withdraw(Claim),
}

/// Changes of scopes, to be applied at one log position.
#[derive(Debug, Default)]
pub struct ScopePlan {
    moves: Vec<Move>,
    claims: Vec<(RecordId, Vec<Claim>)>,
}

impl ScopePlan {
    /// What a record's new facts change: its buckets, and who sees something because of it. For a
    /// record of the directory, which is in `directory` already, also what everyone sees by role.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn of_record(
        reader: &dyn Reader,
        kind: &Kind,
        record: RecordId,
        facts: &Facts,
        directory: &Directory,
        now: Instant,
    ) -> Stored<Self> {
        let mut plan = Self::default();
        let wanted: BTreeSet<String> = (kind.buckets)(record, facts).iter().take(BUCKETS_MAX).map(bucket_key).collect();
        let memberships = reader.memberships(record)?.into_iter().filter(|row| row.period.to.is_none());
        let present: BTreeSet<String> = memberships.map(|row| row.bucket).collect();
        plan.moves.extend(present.difference(&wanted).map(|bucket| Move::Leave(record, bucket.clone())));
        plan.moves.extend(wanted.difference(&present).map(|bucket| Move::Enter(record, bucket.clone())));
        if matches!(kind.code(), "person" | "company") {
            plan.by_role(reader, directory, now)?;
        } else {
            plan.by_record(reader, kind, record, facts, directory, now)?;
        }
        Ok(plan)
    }

    /// What the passing of time changes: roles and stand-ins that began or ended, and grants of closed
    /// records that ran out. `facts` opens a record.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn of_day(
        reader: &dyn Reader,
        directory: &Directory,
        now: Instant,
        facts: &dyn Fn(RecordId) -> Stored<Option<(&'static Kind, Facts)>>,
    ) -> Stored<Self> {
        let mut plan = Self::default();
        plan.by_role(reader, directory, now)?;
        for record in reader.closed_reasons()? {
            if let Some((kind, facts)) = facts(record)? {
                plan.by_record(reader, kind, record, &facts, directory, now)?;
            }
        }
        Ok(plan)
    }

    fn by_record(
        &mut self,
        reader: &dyn Reader,
        kind: &Kind,
        record: RecordId,
        facts: &Facts,
        directory: &Directory,
        now: Instant,
    ) -> Stored<()> {
        let grants = (kind.grants)(record, facts, directory.day_of(now));
        let claims: BTreeSet<Claim> = grants
            .iter()
            .map(|grant| Claim { reason: record, person: grant.person, bucket: bucket_key(&grant.bucket) })
            .collect();
        let works = |claim: &&Claim| !directory.buckets_at(claim.person, now).is_empty();
        let wanted: BTreeSet<Claim> = claims.iter().filter(works).cloned().collect();
        self.regrant(&reader.open_grants_of_reason(record)?.into_iter().collect(), &wanted);
        self.claims.push((record, claims.into_iter().collect()));
        Ok(())
    }

    fn by_role(&mut self, reader: &dyn Reader, directory: &Directory, now: Instant) -> Stored<()> {
        for person in directory.people() {
            let mut wanted = role_claims(directory, person, now);
            if !wanted.is_empty() {
                wanted.extend(reader.claims_of_person(person)?);
            }
            self.regrant(&reader.open_grants_of_person(person)?.into_iter().collect(), &wanted);
        }
        Ok(())
    }

    fn regrant(&mut self, present: &BTreeSet<Claim>, wanted: &BTreeSet<Claim>) {
        self.moves.extend(present.difference(wanted).cloned().map(Move::Withdraw));
        self.moves.extend(wanted.difference(present).cloned().map(Move::Grant));
    }

    /// True when nobody's scope changes.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty()
    }

    /// Writes the changes down as of a position.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn apply(&self, writer: &dyn Writer, position: u64) -> Stored<()> {
        for change in &self.moves {
            match change {
                Move::Enter(record, bucket) => writer.open_membership(*record, bucket, position)?,
                Move::Leave(record, bucket) => writer.close_membership(*record, bucket, position)?,
                Move::Grant(claim) => writer.open_grant(claim, position)?,
                Move::Withdraw(claim) => writer.close_grant(claim, position)?,
            }
        }
        for (record, claims) in &self.claims {
            writer.put_claims(*record, claims)?;
        }
        Ok(())
    }
}

/// What a person sees by role, and by the roles of those they stand in for; nothing for who does not
/// work here at that moment.
fn role_claims(directory: &Directory, person: RecordId, now: Instant) -> BTreeSet<Claim> {
    let own = directory.buckets_at(person, now);
    if own.is_empty() {
        return BTreeSet::new();
    }
    let claim = |reason| move |bucket: Bucket| Claim { reason, person, bucket: bucket_key(&bucket) };
    let mut claims: BTreeSet<Claim> = own.into_iter().map(claim(person)).collect();
    for principal in directory.principals(person, now) {
        claims.extend(directory.buckets_at(principal, now).into_iter().map(claim(principal)));
    }
    claims
}

#[cfg(test)]
mod tests;
