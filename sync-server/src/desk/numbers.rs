//! The auditor's report: every number of every form, what is missing and why (domain §8).
//! Absent by design: reading a number and explaining a gap; that is the core's.

use std::collections::BTreeMap;

use fieldseal_core::{
    ledger::Envelope,
    process::{
        directory::Directory,
        number_gaps::{RefusedNumber, SegmentOwner, Series, series},
    },
    records,
    schema::Label,
};

use super::Desk;
use crate::{
    facts_json::from_json,
    storage::{IndexRow, RefusedRow, Stored},
};

/// Statuses of records that count no more but keep their number.
const VOID: &[&str] = &["void", "cancelled", "withdrawn", "merged"];

/// Refused envelopes read at a time.
const REFUSED_ROWS: usize = 200;

impl Desk<'_> {
    /// By prefix, month and segment: the numbers given out, what is missing with its reason, what is void.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn number_gaps(&self) -> Stored<Vec<Series>> {
        let directory = self.server.directory();
        let mut present = Vec::new();
        let today = directory.day_of(self.server.now());
        self.walk_rows(|row| {
            if let Some(number) = &row.number {
                present.push((number.clone(), void(row, today)));
            }
        })?;
        let refused = self.refused_numbers(&directory)?;
        let owners = owners(&directory);
        let server = self.server;
        let owner_of = |segment: &str| {
            if segment == server.segment {
                return SegmentOwner::Server;
            }
            if server.former_segments.iter().any(|former| former == segment) {
                return SegmentOwner::LostDatabase;
            }
            owners.get(segment).cloned().unwrap_or(SegmentOwner::Unknown)
        };
        Ok(series(present, refused, owner_of))
    }

    fn refused_numbers(&self, directory: &Directory) -> Stored<Vec<RefusedNumber>> {
        let reader = self.server.storage.reader()?;
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let rows: Vec<RefusedRow> = reader.refusals_after(after.as_ref(), REFUSED_ROWS)?;
            let Some(last) = rows.last() else { return Ok(found) };
            after = Some(last.envelope);
            for row in &rows {
                let Ok(envelope) = Envelope::decode_kept(&row.bytes) else { continue };
                let person = envelope.header.person;
                let person = directory.name(person).map_or_else(|| person.to_string(), str::to_owned);
                let problem = row.problems.first();
                let reason = problem.map_or_else(Default::default, |first| (first.zh.clone(), first.en.clone()));
                let writes = envelope.parts.iter().flatten().flat_map(|part| &part.writes);
                let numbers = writes.filter(|(key, _)| key == "number").filter_map(|(_, value)| value.as_text());
                found.extend(numbers.map(|number| RefusedNumber {
                    number: number.to_owned(),
                    person: person.clone(),
                    reason: reason.clone(),
                }));
            }
        }
    }
}

fn void(row: &IndexRow, today: fieldseal_core::schema::Date) -> Option<Label> {
    let status = records::kind(&row.kind)?.status(&from_json(&row.body), today)?;
    VOID.contains(&status.code).then_some(status.label)
}

/// Whose the devices' segments are; of several devices with one segment, one that is not revoked.
fn owners(directory: &Directory) -> BTreeMap<&str, SegmentOwner> {
    let mut owners = BTreeMap::new();
    for person in directory.people() {
        let name = directory.name(person).unwrap_or_default().to_owned();
        for device in directory.devices_of(person).filter(|device| !device.segment.is_empty()) {
            let owner = if device.revoked_at.is_some() {
                SegmentOwner::RevokedDevice(name.clone())
            } else {
                SegmentOwner::Device(name.clone())
            };
            let known = owners.entry(device.segment.as_str()).or_insert_with(|| owner.clone());
            if device.revoked_at.is_none() {
                *known = owner;
            }
        }
    }
    owners
}
