//! Clock rows and the due list. Absent by design: counting; that is the clock engine's.

use rusqlite::types::Value as SqlValue;
use serde_json::json;

use super::{ReadConnection, StoreError, WriteTransaction, documents::record_id};
use crate::{
    process::clocks::Clock,
    schema::{Language, RecordId},
};

/// One clock of one record, as it stood when it was last computed.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockRow {
    /// The record.
    pub record: RecordId,
    /// The rule's id, such as `D-10`.
    pub rule: String,
    /// Which run of the rule.
    pub instance: String,
    /// The state's code.
    pub state: String,
    /// Where it stands by due time, UTC milliseconds.
    pub sorts_at_ms: i64,
    /// When the state changes by itself, UTC milliseconds.
    pub next_change_ms: Option<i64>,
    /// Who is assigned.
    pub responsible: Option<RecordId>,
    /// Which role must act when nobody is assigned.
    pub role: String,
    /// Label, due time and met time as JSON text.
    pub body: String,
}

/// What a due list asks for.
#[derive(Clone, Debug, Default)]
pub struct DueQuery {
    /// Only what this person is assigned to.
    pub responsible: Option<RecordId>,
    /// Only due up to this moment, UTC milliseconds.
    pub until_ms: Option<i64>,
    /// Rows at most; 0 means 50.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

const LIMIT_DEFAULT: u32 = 50;

const COLUMNS: &str = "record, rule, instance, state, sorts_at_ms, next_change_ms, responsible, role, body";

pub(super) const CHANGED_BY: &str =
    "SELECT DISTINCT record FROM clock WHERE next_change_ms IS NOT NULL AND next_change_ms <= ?1";

pub(super) fn build(query: &DueQuery) -> (String, Vec<SqlValue>) {
    let mut conditions = vec!["open = 1".to_owned()];
    let mut values: Vec<SqlValue> = Vec::new();
    if let Some(person) = query.responsible {
        values.push(SqlValue::Blob(person.0.to_vec()));
        conditions.push(format!("responsible = ?{}", values.len()));
    }
    if let Some(until) = query.until_ms {
        values.push(SqlValue::Integer(until));
        conditions.push(format!("sorts_at_ms <= ?{}", values.len()));
    }
    let limit = if query.limit == 0 { LIMIT_DEFAULT } else { query.limit };
    let (condition, offset) = (conditions.join(" AND "), query.offset);
    let sql = format!(
        "SELECT {COLUMNS} FROM clock WHERE {condition}
         ORDER BY sorts_at_ms, record, rule, instance LIMIT {limit} OFFSET {offset}"
    );
    (sql, values)
}

impl ReadConnection<'_> {
    /// Open clocks, the earliest due first.
    pub fn due(&self, query: &DueQuery) -> Result<Vec<ClockRow>, StoreError> {
        let (sql, values) = build(query);
        self.clocks(&sql, values)
    }

    /// The clocks of one record.
    pub fn clocks_of(&self, record: RecordId) -> Result<Vec<ClockRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM clock WHERE record = ?1 ORDER BY sorts_at_ms, rule, instance");
        self.clocks(&sql, vec![SqlValue::Blob(record.0.to_vec())])
    }

    /// Records with a clock whose state changed by itself up to a moment: they are to be computed anew.
    pub fn clocks_changed_by(&self, moment_ms: i64) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached(CHANGED_BY)?;
        let rows = statement.query_map([moment_ms], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| record_id(&bytes?)).collect()
    }

    fn clocks(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<ClockRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            let responsible = row.get::<_, Option<Vec<u8>>>(6)?.and_then(|bytes| RecordId::from_slice(&bytes));
            let record = record_id(&row.get::<_, Vec<u8>>(0)?);
            let (rule, instance, state, sorts_at_ms) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            let (next_change_ms, role, body) = (row.get(5)?, row.get(7)?, row.get(8)?);
            Ok(record.map(|record| ClockRow {
                record,
                rule,
                instance,
                state,
                sorts_at_ms,
                next_change_ms,
                responsible,
                role,
                body,
            }))
        })?;
        rows.map(|row| row?).collect()
    }
}

impl WriteTransaction<'_> {
    /// Replaces the clocks of a record; `responsible` is who is assigned to it.
    pub fn put_clocks(
        &self,
        record: RecordId,
        clocks: &[Clock],
        responsible: impl Fn(&Clock) -> Option<RecordId>,
    ) -> Result<(), StoreError> {
        self.execute("DELETE FROM clock WHERE record = ?1", [&record.0[..]])?;
        for clock in clocks {
            let body = json!({
                "label": clock.label,
                "due": { "zh": clock.due.text(Language::Chinese), "en": clock.due.text(Language::English) },
                "start": clock.start,
                "met_at": clock.met_at,
                "late_entry": clock.late_entry,
            });
            self.execute(
                "INSERT OR REPLACE INTO clock (record, rule, instance, state, open, sorts_at_ms, next_change_ms,
                 responsible, role, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                rusqlite::params![
                    &record.0[..],
                    clock.rule,
                    clock.instance,
                    clock.state.code(),
                    clock.state.is_open(),
                    clock.sorts_at.utc_ms,
                    crate::process::clocks::next_change(clock).map(|at| at.utc_ms),
                    responsible(clock).map(|person| person.0.to_vec()),
                    clock.who.code(),
                    body.to_string(),
                ],
            )?;
        }
        Ok(())
    }
}
