//! The lists as they really look, each kind of blemish, hostile files, and properties that always hold.
//! Absent by design: anything that writes records.

mod blemishes;
mod hostile;
mod real_lists;
mod workbook;

use fieldseal_core::schema::{Id, Instant};

use super::{ImportError, Known, List, Outcome, Plan, PlannedRow, Settings, find_lists, plan, sheet};

/// A company at noon of 2026-11-23 in China.
fn settings() -> Settings {
    Settings { company: Id([7; 16]), now: Instant::from_utc_ms(1_795_406_400_000) }
}

fn lists_of(name: &str, bytes: Vec<u8>) -> Result<Vec<List>, ImportError> {
    find_lists(sheet::read_bytes(name, bytes)?, None)
}

fn csv(name: &str, text: &str) -> Vec<List> {
    lists_of(name, text.as_bytes().to_vec()).expect("a list")
}

fn plan_of(lists: &[List]) -> Plan {
    plan(lists, &Known::default(), &settings())
}

fn row_at<'a>(plan: &'a Plan, file: &str, row: u32) -> &'a PlannedRow {
    plan.rows.iter().find(|planned| planned.place.source.file == file && planned.place.row == row).expect("a row there")
}

fn held_codes(row: &PlannedRow) -> Vec<&'static str> {
    match &row.outcome {
        Outcome::Held { reasons } => reasons.iter().map(|reason| reason.code).collect(),
        _ => Vec::new(),
    }
}

fn note_codes(row: &PlannedRow) -> Vec<&'static str> {
    row.notes.iter().map(|note| note.code).collect()
}
