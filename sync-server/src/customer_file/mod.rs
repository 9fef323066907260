//! One customer, one file (S-30, 一户一档): everything about a customer that somebody may see, in one archive
//! that `fieldseal verify` checks whole. Making it is itself a step, so that the log says who did.
//! Absent by design: the archive's format (the core's `seal`), and how a page looks (`pages`).

mod pages;
mod sealed;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use fieldseal_core::{
    ledger::Envelope,
    records::KINDS,
    schema::{Hash32, Problem, RecordId, Scalar, ValueKind, Values},
    seal::{CustomerFileError, CustomerFileWriter, Manifest, shareable_photo},
};
use serde_json::json;

use crate::{
    console::{self, Names},
    desk::{DeskError, Shown},
    facts_json,
    scopes::PersonScope,
    server::Server,
    storage::{IndexQuery, LogBody, Reader, StorageError, Stored},
};

/// Log entries read at once.
const PAGE: usize = 500;

/// The archive was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The person may not have it, or there is no such customer.
    #[error(transparent)]
    Refused(#[from] DeskError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The archive could not be written.
    #[error(transparent)]
    File(#[from] CustomerFileError),
}

/// What was made.
pub struct Made {
    /// The signed list.
    pub manifest: Manifest,
    /// Photos and files that are not in it, because no picture without position and device data could be made
    /// of them or their bytes are not here.
    pub kept_back: usize,
}

/// A file of the archive, before its bytes are read.
enum Entry {
    Text(String),
    Bytes(Vec<u8>),
    SharedPhoto(Hash32),
}

impl Server {
    /// Writes a customer's file for a person, with everything that this person may see. The step that says so
    /// comes first: it is in the file, too.
    ///
    /// # Errors
    /// When the person may not, or something can't be read or written.
    pub fn make_customer_file(
        &self,
        person: RecordId,
        customer: RecordId,
        reason: &str,
        out: impl Write,
    ) -> Result<Made, MakeError> {
        self.note_making(person, customer, reason)?;
        let shown = self.records_of(person, customer)?;
        let numbers: BTreeMap<RecordId, String> =
            shown.iter().map(|(record, shown)| (*record, file_name(*record, shown))).collect();
        let (entries, kept_back) = self.entries(customer, &shown, &numbers)?;
        let mut writer = CustomerFileWriter::begin(out)?;
        self.add_history(&mut writer, &numbers.keys().copied().collect())?;
        for (name, entry) in entries {
            match entry {
                Entry::Text(text) => writer.add(&name, text.as_bytes())?,
                Entry::Bytes(bytes) => writer.add(&name, &bytes)?,
                Entry::SharedPhoto(blob) => {
                    let picture = self.shared_photo(&blob)?.ok_or(StorageError::Malformed("a photo"))?;
                    writer.add(&name, &picture)?;
                }
            }
        }
        let name = self.directory().name(person).unwrap_or_default().to_owned();
        let manifest =
            writer.finish(customer, self.now(), (person, &name), &self.keys.certificate, &self.keys.signing)?;
        Ok(Made { manifest, kept_back })
    }

    /// The step: on the customer for the office, on its sales companion for an own salesperson.
    fn note_making(&self, person: RecordId, customer: RecordId, reason: &str) -> Result<(), MakeError> {
        let row = self.environment.id();
        let values: Values = [(format!("files/{row}/reason"), Scalar::text(reason))].into();
        let desk = self.desk();
        let Err(refused) = desk.perform(person, "customer.make_file", Some(customer), &values, self.now()) else {
            return Ok(());
        };
        let is_role = matches!(&refused, DeskError::Refused(problems)
            if problems.iter().all(|problem: &Problem| problem.code == "not_yours"));
        let companion = desk.show(customer)?.and_then(|shown| shown.facts.reference("sales"));
        let Some(companion) = companion.filter(|_| is_role) else { return Err(refused.into()) };
        desk.perform(person, "customer_sales.make_file", Some(companion), &values, self.now())?;
        Ok(())
    }

    /// The customer's records that a person sees now, in the order of the kinds.
    fn records_of(&self, person: RecordId, customer: RecordId) -> Stored<BTreeMap<RecordId, Shown>> {
        let reader = self.storage.reader()?;
        let head = reader.head()?;
        let scope = PersonScope::new(reader.grants(person, head)?);
        let query = IndexQuery { customer: Some(customer), limit: usize::MAX >> 1, ..IndexQuery::default() };
        let mut shown = BTreeMap::new();
        let add = |shown: &mut BTreeMap<RecordId, Shown>, record| -> Stored<()> {
            if scope.sees(&reader.memberships(record)?, head)
                && let Some(found) = self.desk().show(record)?
            {
                shown.insert(record, found);
            }
            Ok(())
        };
        for row in reader.list(&query)? {
            add(&mut shown, row.record)?;
        }
        for record in self.companions(&*reader, &shown)? {
            add(&mut shown, record)?;
        }
        Ok(shown)
    }

    /// Records that name no customer but one of these records: what a quote or a ticket costs, and the like.
    fn companions(&self, reader: &dyn Reader, shown: &BTreeMap<RecordId, Shown>) -> Stored<Vec<RecordId>> {
        let mut found = Vec::new();
        for kind in KINDS.iter().filter(|kind| kind.customer_field.is_empty()) {
            let query = IndexQuery { kind: Some(kind.code().into()), limit: usize::MAX >> 1, ..IndexQuery::default() };
            let references = || kind.table.fields.iter().filter(|field| field.kind == ValueKind::Reference);
            for row in reader.list(&query)? {
                let facts = facts_json::from_json(&row.body);
                let named = references().filter_map(|field| facts.reference(field.name));
                if named.into_iter().any(|record| shown.contains_key(&record)) {
                    found.push(row.record);
                }
            }
        }
        Ok(found)
    }

    /// Everything but the history, by name, and how many files are kept back.
    fn entries(
        &self,
        customer: RecordId,
        shown: &BTreeMap<RecordId, Shown>,
        numbers: &BTreeMap<RecordId, String>,
    ) -> Stored<(BTreeMap<String, Entry>, usize)> {
        let mut entries = BTreeMap::new();
        let mut in_seals = BTreeSet::new();
        let mut kept_back = 0;
        for (record, found) in shown {
            let number = &numbers[record];
            let (forms, damaged) = self.sealed_forms(found)?;
            kept_back += damaged;
            for form in forms {
                in_seals.extend(form.covers);
                entries.insert(format!("sealed/{number}-{}.fieldseal", form.round), Entry::Bytes(form.file));
                if let Some(pdf) = form.pdf {
                    entries.insert(format!("sealed/{number}-{}.pdf", form.round), Entry::Bytes(pdf));
                }
            }
        }
        let names = Names::new(self)?;
        let mut kept = BTreeSet::new();
        for (record, found) in shown {
            let mut photos = Vec::new();
            for (key, blob) in photo_keys(found).filter(|(_, blob)| !in_seals.contains(blob)) {
                let name = pages::photo_name(&blob);
                if entries.contains_key(&name) || self.shared_photo(&blob)?.is_some() {
                    entries.insert(name.clone(), Entry::SharedPhoto(blob));
                    photos.push((key.clone(), name));
                } else {
                    kept.insert(blob);
                }
            }
            let number = &numbers[record];
            let page = pages::record(found, &photos, &names);
            entries.insert(format!("records/{number}.html"), Entry::Text(page));
            entries.insert(format!("records/{number}.json"), Entry::Text(as_json(*record, found, &names)));
        }
        let forms: Vec<&String> = entries.keys().filter(|name| name.starts_with("sealed/")).collect();
        let title = shown.get(&customer).map_or("", |found| found.row.title.as_str());
        let index = pages::index(title, shown, numbers, &forms);
        entries.insert("index.html".into(), Entry::Text(index));
        Ok((entries, kept_back + kept.len()))
    }

    /// What may be handed on of a photo; `None` when nothing may, or its bytes are not here.
    fn shared_photo(&self, blob: &Hash32) -> Stored<Option<Vec<u8>>> {
        let is_here = self.storage.reader()?.blob(blob)?.is_some_and(|row| row.complete);
        let bytes = if is_here { self.blobs.read_whole(blob).ok() } else { None };
        Ok(bytes.and_then(|bytes| shareable_photo(&bytes)))
    }

    /// The signed steps on these records, each with only the parts that are about them.
    fn add_history<W: Write>(
        &self,
        writer: &mut CustomerFileWriter<W>,
        records: &BTreeSet<RecordId>,
    ) -> Result<(), MakeError> {
        let head = self.storage.reader()?.head()?;
        let mut position = 0;
        loop {
            let entries = self.storage.reader()?.entries(position, head, PAGE)?;
            let Some(last) = entries.last() else { return Ok(()) };
            position = last.position;
            for entry in entries {
                let LogBody::Envelope { records: of, bytes, .. } = entry.body else { continue };
                if !of.iter().any(|record| records.contains(record)) {
                    continue;
                }
                let envelope = Envelope::decode_kept(&bytes).map_err(|_| StorageError::Malformed("an envelope"))?;
                let own = envelope.with_parts(|_, record| records.contains(&record));
                writer.add(&format!("history/{:010}.cbor", entry.position), &own.encode())?;
            }
        }
    }
}

/// What a record's files are called: its number, else its kind and the beginning of its id.
fn file_name(record: RecordId, shown: &Shown) -> String {
    let number = shown.row.number.as_deref().filter(|number| !number.is_empty());
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let id = record.to_string();
    match number {
        Some(number) => number.chars().map(plain).collect(),
        None => format!("{}-{}", shown.kind.code(), &id[..id.len().min(12)]),
    }
}

/// The photos and files that a record names, other than seals.
fn photo_keys(shown: &Shown) -> impl Iterator<Item = (&String, Hash32)> {
    shown.facts.0.iter().filter_map(|(key, value)| {
        shown.kind.table.field(key).filter(|field| field.kind == ValueKind::Blob && !field.seal)?;
        Some((key, Hash32::from_scalar(value)?))
    })
}

fn as_json(record: RecordId, shown: &Shown, names: &Names<'_>) -> String {
    let facts: serde_json::Value = serde_json::from_str(&facts_json::to_json(&shown.facts)).unwrap_or_default();
    let texts: BTreeMap<&String, String> = shown
        .facts
        .0
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key, console::text(shown.kind.table.field(key), value, names)))
        .collect();
    let json = json!({
        "record": record.to_string(),
        "kind": shown.kind.code(),
        "number": shown.row.number,
        "title": shown.row.title,
        "status": shown.row.status,
        "facts": facts,
        "texts": texts,
    });
    serde_json::to_string_pretty(&json).unwrap_or_default()
}
