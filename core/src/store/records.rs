//! Index rows: writing them, lists and search. Reading a list opens no document.
//! Absent by design: what a field means.

use rusqlite::{OptionalExtension, Row, types::Value as SqlValue};

use super::{IndexRow, ReadConnection, StoreError, WriteTransaction, documents::record_id, query_terms};
use crate::schema::RecordId;

/// A row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Its number.
    pub number: Option<String>,
    /// One line by which a person knows it.
    pub title: String,
    /// Its status's code.
    pub status: String,
    /// Nothing more is expected of it.
    pub closed: bool,
    /// Its customer.
    pub customer: Option<RecordId>,
    /// Who is responsible.
    pub responsible: Option<RecordId>,
    /// The earliest due time of its open clocks, UTC milliseconds.
    pub due_ms: Option<i64>,
    /// When the last change happened, UTC milliseconds.
    pub updated_ms: i64,
    /// All fields as JSON text.
    pub body: String,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Latest change first.
    #[default]
    Updated,
    /// Earliest due first; rows without a due time last.
    Due,
}

/// What a list asks for; every condition that is set must hold.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Of this kind.
    pub kind: Option<String>,
    /// With one of these statuses; empty for any.
    pub statuses: Vec<String>,
    /// Only what is not closed.
    pub open_only: bool,
    /// For which this person is responsible.
    pub responsible: Option<RecordId>,
    /// Of this customer.
    pub customer: Option<RecordId>,
    /// Whose indexed fields have these values.
    pub keys: Vec<(String, String)>,
    /// Found by this text.
    pub text: String,
    /// In this order. With a text, an exact number comes first.
    pub order: Order,
    /// Rows at most; 0 means the default of 50.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

/// Rows of a list when nobody says how many, and the most that one list gives.
const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 1_000;

const COLUMNS: &str = "r.record, r.kind, r.number, r.title, r.status, r.closed, r.customer, r.responsible, r.due_ms, r.updated_ms, r.body";

impl ReadConnection<'_> {
    /// The index row of one record.
    pub fn record(&self, record: RecordId) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record r WHERE r.record = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_row([&record.0[..]], read_row).optional()?.transpose()
    }

    /// A list.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<RecordRow>, StoreError> {
        let (sql, values) = build(query);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), read_row)?;
        rows.map(|row| row?).collect()
    }

    /// How many records of a kind there are.
    pub fn count(&self, kind: &str) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM record WHERE kind = ?1")?;
        Ok(statement.query_row([kind], |row| row.get(0))?)
    }
}

pub(super) fn build(query: &ListQuery) -> (String, Vec<SqlValue>) {
    let mut values: Vec<SqlValue> = Vec::new();
    let mut conditions = Vec::new();
    let mut bind = |value: SqlValue| {
        values.push(value);
        format!("?{}", values.len())
    };
    let mut from = "record r".to_owned();
    let terms = query_terms(&query.text);
    if !terms.is_empty() {
        let fts: Vec<String> = terms.iter().map(super::tokenizer::QueryTerm::to_fts).collect();
        let place = bind(SqlValue::Text(fts.join(" AND ")));
        from = "search JOIN search_row s ON s.id = search.rowid JOIN record r ON r.record = s.record".into();
        conditions.push(format!("search MATCH {place}"));
    }
    if let Some(kind) = &query.kind {
        conditions.push(format!("r.kind = {}", bind(SqlValue::Text(kind.clone()))));
    }
    if !query.statuses.is_empty() {
        let places: Vec<String> = query.statuses.iter().map(|status| bind(SqlValue::Text(status.clone()))).collect();
        conditions.push(format!("r.status IN ({})", places.join(", ")));
    }
    if query.open_only {
        conditions.push("r.closed = 0".into());
    }
    for (column, id) in [("responsible", query.responsible), ("customer", query.customer)] {
        if let Some(id) = id {
            conditions.push(format!("r.{column} = {}", bind(SqlValue::Blob(id.0.to_vec()))));
        }
    }
    for (field, value) in &query.keys {
        let (field, value) = (bind(SqlValue::Text(field.clone())), bind(SqlValue::Text(value.clone())));
        conditions
            .push(format!("r.record IN (SELECT record FROM record_key WHERE field = {field} AND value = {value})"));
    }
    let number = query.text.trim().to_uppercase();
    let exact =
        if terms.is_empty() { String::new() } else { format!("r.number IS {} DESC, ", bind(SqlValue::Text(number))) };
    let order = match query.order {
        Order::Updated => "r.updated_ms DESC, r.record",
        Order::Due => "r.due_ms IS NULL, r.due_ms, r.record",
    };
    let limit = if query.limit == 0 { LIMIT_DEFAULT } else { query.limit.min(LIMIT_MAX) };
    let condition = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
    let offset = query.offset;
    let sql =
        format!("SELECT {COLUMNS} FROM {from} WHERE {condition} ORDER BY {exact}{order} LIMIT {limit} OFFSET {offset}");
    (sql, values)
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Result<RecordRow, StoreError>> {
    let id = |index: usize| -> rusqlite::Result<Option<RecordId>> {
        Ok(row.get::<_, Option<Vec<u8>>>(index)?.and_then(|bytes| RecordId::from_slice(&bytes)))
    };
    let record = record_id(&row.get::<_, Vec<u8>>(0)?);
    let (customer, responsible) = (id(6)?, id(7)?);
    let (kind, number, title, status) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    let (closed, due_ms, updated_ms, body) = (row.get(5)?, row.get(8)?, row.get(9)?, row.get(10)?);
    Ok(record.map(|record| RecordRow {
        record,
        kind,
        number,
        title,
        status,
        closed,
        customer,
        responsible,
        due_ms,
        updated_ms,
        body,
    }))
}

impl WriteTransaction<'_> {
    /// Writes a record's index, key and search rows anew.
    pub fn put_record(&self, row: &IndexRow) -> Result<(), StoreError> {
        let id = &row.record.0[..];
        self.execute(
            "INSERT OR REPLACE INTO record
             (record, kind, number, title, status, closed, customer, responsible, due_ms, updated_ms, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            rusqlite::params![
                id,
                row.kind,
                row.number,
                row.title,
                row.status,
                row.closed,
                row.customer.map(|id| id.0.to_vec()),
                row.responsible.map(|id| id.0.to_vec()),
                row.due.map(|due| due.utc_ms),
                row.updated.utc_ms,
                row.body.to_string(),
            ],
        )?;
        self.execute("DELETE FROM record_key WHERE record = ?1", [id])?;
        for (field, value) in &row.keys {
            self.execute("INSERT INTO record_key (field, value, record) VALUES (?1, ?2, ?3)", (field, value, id))?;
        }
        self.remove_search(row.record)?;
        if !row.tokens.is_empty() {
            self.execute("INSERT INTO search_row (record) VALUES (?1)", [id])?;
            let rowid = self.connection.last_insert_rowid();
            self.execute("INSERT INTO search (rowid, tokens) VALUES (?1, ?2)", (rowid, &row.tokens))?;
        }
        Ok(())
    }

    /// Takes a record out of the search.
    pub(super) fn remove_search(&self, record: RecordId) -> Result<(), StoreError> {
        let id = [&record.0[..]];
        self.execute("DELETE FROM search WHERE rowid = (SELECT id FROM search_row WHERE record = ?1)", id)?;
        self.execute("DELETE FROM search_row WHERE record = ?1", id)?;
        Ok(())
    }
}
