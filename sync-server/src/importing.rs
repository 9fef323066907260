//! Carrying an import's plan out: one step for each record, all of them in one transaction.
//! Absent by design: reading files and deciding; that is [`crate::import`]'s.

use fieldseal_core::schema::{IntentId, Language, Problem, RecordId, Values};

use crate::{
    accepting::Acceptance,
    desk::DeskError,
    import::{Known, KnownCustomer, KnownEquipment, NewRecord, Outcome, Plan, PlannedRow, Settings},
    server::{Server, facts_of},
    storage::{StorageError, Stored},
};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Records made.
    pub created: usize,
    /// Rows whose record was there already.
    pub existing: usize,
    /// Rows held back or repeated; the plan says why.
    pub left: usize,
}

/// An import stopped. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportingError {
    /// A row that the plan would create was refused by the record's own rules.
    #[error("{place}: {}", problems.iter().map(|problem| format!("{} ({})", problem.zh, problem.en)).collect::<Vec<_>>().join("; "))]
    Refused {
        /// File, sheet and row.
        place: String,
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What the server knows already, for the plan.
///
/// # Errors
/// When the storage fails.
pub fn known(server: &Server) -> Stored<Known> {
    let reader = server.storage.reader()?;
    let mut known = Known::default();
    for company in reader.records_of_kind("company")? {
        let went_live_on = facts_of(&*reader, company)?.and_then(|(_, facts)| facts.date("went_live_on"));
        known.went_live_on = known.went_live_on.or(went_live_on);
    }
    for kind in ["customer", "customer_sales", "equipment", "ticket"] {
        for record in reader.records_of_kind(kind)? {
            known.records.insert(record);
            let Some((_, facts)) = facts_of(&*reader, record)? else { continue };
            let texts = |table: &str, field: &str| {
                let rows = facts.items(table);
                rows.iter().filter_map(|row| row.text(field).map(str::to_owned)).collect::<Vec<_>>()
            };
            match kind {
                "customer" => known.customers.push(KnownCustomer {
                    record,
                    name: facts.text("name").unwrap_or_default().to_owned(),
                    credit_code: facts.text("credit_code").map(str::to_owned),
                    phones: texts("contacts", "phone"),
                    addresses: texts("sites", "address"),
                }),
                "equipment" => {
                    if let (Some(serial), Some(customer)) = (facts.text("serial_number"), facts.reference("customer")) {
                        let serial_number = serial.to_owned();
                        known.equipment.push(KnownEquipment { record, serial_number, customer });
                    }
                }
                _ => {}
            }
        }
    }
    Ok(known)
}

/// Carries a plan out for a person. The intent of each step derives from the row's natural key, so
/// that the same row is the same intent in every import.
///
/// # Errors
/// When a row is refused or the storage fails: then nothing was written.
pub fn carry_out(
    server: &Server,
    person: RecordId,
    plan: &Plan,
    settings: &Settings,
    mut progress: impl FnMut(),
) -> Result<Imported, ImportingError> {
    let mut acceptance = Acceptance::begin(server, settings.now)?;
    let mut done = Imported::default();
    for row in &plan.rows {
        match &row.outcome {
            Outcome::Create { record, companion } => {
                create(server, &mut acceptance, person, row, record, settings)?;
                done.created += 1;
                if let Some(companion) = companion {
                    describe(server, &mut acceptance, person, row, record, companion, settings)?;
                }
            }
            Outcome::Exists { .. } => done.existing += 1,
            Outcome::Merge { .. } | Outcome::Held { .. } => done.left += 1,
            Outcome::Skipped(_) => {}
        }
        progress();
    }
    acceptance.commit()?;
    Ok(done)
}

fn create(
    server: &Server,
    acceptance: &mut Acceptance<'_>,
    person: RecordId,
    row: &PlannedRow,
    record: &NewRecord,
    settings: &Settings,
) -> Result<(), ImportingError> {
    let mut values = record.values.clone();
    for (key, reference) in &record.references {
        values.insert((*key).to_owned(), reference.id(&settings.company).to_scalar());
    }
    let intent = intent_of(record, settings);
    let step = format!("{}.import", record.kind);
    let id = record.id(&settings.company);
    server
        .desk()
        .perform_intent_in(acceptance, person, &step, Some(id), &values, intent)
        .map_err(|error| refused(row, error))?;
    Ok(())
}

/// The companion began with its customer; what the list says of it is a step of its own.
fn describe(
    server: &Server,
    acceptance: &mut Acceptance<'_>,
    person: RecordId,
    row: &PlannedRow,
    customer: &NewRecord,
    companion: &NewRecord,
    settings: &Settings,
) -> Result<(), ImportingError> {
    let values: Values = companion.values.clone();
    if values.is_empty() {
        return Ok(());
    }
    let begun = intent_of(customer, settings).derive("customer_sales:sales");
    let intent = intent_of(companion, settings);
    server
        .desk()
        .perform_intent_in(acceptance, person, "customer_sales.import", Some(begun), &values, intent)
        .map_err(|error| refused(row, error))?;
    Ok(())
}

fn intent_of(record: &NewRecord, settings: &Settings) -> IntentId {
    record.id(&settings.company).derive("import")
}

fn refused(row: &PlannedRow, error: DeskError) -> ImportingError {
    match error {
        DeskError::Refused(problems) => ImportingError::Refused { place: row.place.text(Language::Chinese), problems },
        DeskError::Storage(error) => error.into(),
    }
}
