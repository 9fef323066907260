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

/// Whose clocks a due list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DueOf {
    /// Everybody's.
    #[default]
    Everybody,
    /// Those that one of these people is assigned to, or nobody, and one of these roles must act.
    Of {
        /// The people.
        people: Vec<RecordId>,
        /// The roles' codes.
        roles: Vec<&'static str>,
    },
}

impl DueOf {
    /// Only what one person is assigned to.
    pub fn assigned_to(person: RecordId) -> Self {
        Self::Of { people: vec![person], roles: Vec::new() }
    }
}

/// What a due list asks for.
#[derive(Clone, Debug, Default)]
pub struct DueQuery {
    /// Whose clocks.
    pub of: DueOf,
    /// Only due up to this moment, UTC milliseconds.
    pub until_ms: Option<i64>,
    /// Rows at most; 0 means 50.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

const LIMIT_DEFAULT: u32 = 50;

fn blob(person: &RecordId) -> SqlValue {
    SqlValue::Blob(person.0.to_vec())
}

const COLUMNS: &str = "record, rule, instance, state, sorts_at_ms, next_change_ms, responsible, role, body";

pub(super) const CHANGED_BY: &str =
    "SELECT DISTINCT record FROM clock WHERE next_change_ms IS NOT NULL AND next_change_ms <= ?1";

pub(super) fn build(query: &DueQuery) -> (String, Vec<SqlValue>) {
    let mut values: Vec<SqlValue> = Vec::new();
    let mut all = |some: &mut dyn Iterator<Item = SqlValue>| -> String {
        let before = values.len();
        values.extend(some);
        (before + 1..=values.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ")
    };
    let (mut index, mut conditions) = ("clock_due", vec!["open = 1".to_owned()]);
    match &query.of {
        DueOf::Everybody => {}
        DueOf::Of { people, roles } if people.len() == 1 && roles.is_empty() => {
            index = "clock_due_of";
            conditions.push(format!("responsible = {}", all(&mut people.iter().map(blob))));
        }
        // Walked in the order of due times until there are enough rows: a team has many of them.
        DueOf::Of { people, roles } => {
            let people = all(&mut people.iter().map(blob));
            let roles = all(&mut roles.iter().map(|role| SqlValue::Text((*role).to_owned())));
            conditions.push(format!("(responsible IN ({people}) OR (responsible IS NULL AND role IN ({roles})))"));
        }
    }
    if let Some(until) = query.until_ms {
        conditions.push(format!("sorts_at_ms <= {}", all(&mut [SqlValue::Integer(until)].into_iter())));
    }
    let limit = if query.limit == 0 { LIMIT_DEFAULT } else { query.limit };
    let (condition, offset) = (conditions.join(" AND "), query.offset);
    let sql = format!(
        "SELECT {COLUMNS} FROM clock INDEXED BY {index} WHERE {condition}
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

    /// Records with an open clock.
    pub fn records_with_open_clocks(&self) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT DISTINCT record FROM clock WHERE open = 1")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| record_id(&bytes?)).collect()
    }

    /// Years whose missing calendar leaves open clocks without a due time, with how many.
    pub fn years_without_calendar(&self) -> Result<Vec<(i16, u64)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT json_extract(body, '$.missing_year') AS year, count(*) FROM clock
             WHERE open = 1 AND year IS NOT NULL GROUP BY year ORDER BY year",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
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
                "missing_year": clock.missing_year,
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
