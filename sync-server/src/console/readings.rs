//! The log of who read what at the console: every record with cost or personal data (domain §7.2, §7.3).
//! Absent by design: who may read; whoever is signed in.

use fieldseal_core::schema::{Kind, RecordId};

use crate::{
    server::Server,
    storage::{ReadingRow, Stored},
};

/// Kinds that hold what something costs the company.
const OF_COST: [&str; 3] = ["quote_cost", "floor_price", "service_cost"];

fn is_logged(kind: &Kind) -> bool {
    let rows = kind.table.items.iter().flat_map(|items| items.fields);
    OF_COST.contains(&kind.code()) || kind.table.fields.iter().chain(rows).any(|field| field.personal)
}

/// Notes a reading, durably, before anything is shown.
///
/// # Errors
/// When the storage fails: then nothing is to be shown.
pub(super) fn note(server: &Server, reader: &str, record: RecordId, kind: &Kind) -> Stored<()> {
    if !is_logged(kind) {
        return Ok(());
    }
    let _guard = server.accepting();
    let writer = server.storage.writer()?;
    writer.put_reading(&ReadingRow { record, at_ms: server.now().utc_ms, reader: reader.to_owned() })?;
    writer.commit()
}
