//! How values read: by their field's table, in Chinese with English beside it.
//! Absent by design: HTML.

use std::sync::Arc;

use fieldseal_core::{
    process::directory::Directory,
    schema::{Facts, FieldSpec, Kind, Language, RecordId, Scalar, ValueKind, display},
};
use jiff::tz::TimeZone;

use crate::{
    server::Server,
    storage::{StorageError, Stored},
};

/// What other records are called.
pub struct Names<'a> {
    directory: Arc<Directory>,
    zone: TimeZone,
    reader: Box<dyn crate::storage::Reader + 'a>,
}

impl<'a> Names<'a> {
    /// Names as they stand now.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn new(server: &'a Server) -> Result<Self, StorageError> {
        let directory = server.directory();
        Ok(Self { zone: directory.zone(), directory, reader: server.storage.reader()? })
    }

    /// A person's name; the beginning of the id for who is not known.
    pub fn person(&self, person: RecordId) -> String {
        self.directory.name(person).map_or_else(|| short(person), str::to_owned)
    }

    /// A record's number and title.
    pub fn record(&self, record: RecordId) -> String {
        let row: Stored<_> = self.reader.index_row(record);
        match row {
            Ok(Some(row)) if row.title.is_empty() => row.number.unwrap_or_else(|| short(record)),
            Ok(Some(row)) => row.title,
            _ => short(record),
        }
    }
}

fn short(record: RecordId) -> String {
    record.to_string()[..8].to_owned()
}

/// A value as text, in Chinese with English beside it where they differ.
pub fn text(field: Option<&FieldSpec>, value: &Scalar, names: &Names<'_>) -> String {
    match (field.map(|field| field.kind), value) {
        (Some(ValueKind::Reference), value) if !value.is_null() => {
            RecordId::from_scalar(value).map_or_else(String::new, |record| names.record(record))
        }
        (Some(ValueKind::Blob | ValueKind::Bytes), Scalar::Bytes(bytes)) => format!("{} B", bytes.len()),
        _ => {
            let read = |language| display(field, value, language, &names.zone);
            let (zh, en) = (read(Language::Chinese), read(Language::English));
            if zh == en { zh } else { format!("{zh} {en}") }
        }
    }
}

/// A field's label; for a row's field the table's before it.
pub fn label(kind: &Kind, key: &str) -> String {
    let Some(field) = kind.table.field(key) else { return key.to_owned() };
    let table = key.split('/').next().and_then(|name| kind.table.items.iter().find(|items| items.name == name));
    match table {
        Some(table) => format!("{}·{} {}: {}", table.label.zh, field.label.zh, table.label.en, field.label.en),
        None => format!("{} {}", field.label.zh, field.label.en),
    }
}

/// The keys that hold something, plain fields first, in the order of the tables.
pub fn keys(kind: &Kind, facts: &Facts) -> Vec<String> {
    let mut keys: Vec<String> =
        kind.table.fields.iter().filter(|field| facts.has(field.name)).map(|field| field.name.to_owned()).collect();
    for table in kind.table.items {
        for row in facts.items(table.name) {
            let held = table.fields.iter().filter(|field| row.has(field.name) && field.name != "position");
            keys.extend(held.map(|field| row.key(field.name)));
        }
    }
    keys
}
