//! Workbooks: unpacked under a limit first, then streamed cell by cell, so that neither a declared
//! size nor a lone far-away cell costs memory.
//! Absent by design: evaluating formulas. A saved result is what people saw; without one there is none.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::{
    error::{ImportError, Trouble},
    place::{Source, column_letters},
    sheet::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX, Raw, RawCell, RawRow, Sheet},
};

/// A workbook that unpacks to more is refused.
const INFLATED_MEGABYTES_MAX: u64 = 64;
/// More files than this inside a workbook are refused.
const ENTRIES_MAX: usize = 2_000;
/// More merged regions in a sheet are refused.
const MERGES_MAX: usize = 10_000;
/// Days between the epochs of the 1900 and the 1904 date system.
const SHIFT_1904_DAYS: f64 = 1462.0;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Reads the worksheets that hold anything.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, ImportError> {
    check_inflated_size(name, &bytes)?;
    // The reader is not ours; should a malformed workbook make it panic, that is the file's fault.
    catch_unwind(AssertUnwindSafe(|| read_workbook(name, bytes)))
        .unwrap_or_else(|_| Err(ImportError::of_file(name, Trouble::Damaged("reader stopped".into()))))
}

/// Unpacks every entry into nothing, counting: the sizes an archive declares may lie.
fn check_inflated_size(name: &str, bytes: &[u8]) -> Result<(), ImportError> {
    let fail = |trouble| ImportError::of_file(name, trouble);
    let damaged = |error: String| fail(Trouble::Damaged(error));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    if archive.len() > ENTRIES_MAX {
        return Err(fail(Trouble::NotASpreadsheet));
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(fail(Trouble::NotASpreadsheet));
    }
    let mut left = INFLATED_MEGABYTES_MAX << 20;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why) if why.contains("assword") => fail(Trouble::Encrypted),
            other => damaged(other.to_string()),
        })?;
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|error| damaged(error.to_string()))?;
        left = left.checked_sub(read).ok_or_else(|| fail(Trouble::InflatesTooFar(INFLATED_MEGABYTES_MAX)))?;
    }
    Ok(())
}

fn read_workbook(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, ImportError> {
    let mut workbook: Workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error: XlsxError| {
        let trouble =
            if matches!(error, XlsxError::Password) { Trouble::Encrypted } else { Trouble::Damaged(error.to_string()) };
        ImportError::of_file(name, trouble)
    })?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for sheet in names {
        let read = read_sheet(name, &sheet, &mut workbook)?;
        if !read.rows.is_empty() {
            sheets.push(read);
        }
    }
    if sheets.is_empty() {
        return Err(ImportError::of_file(name, Trouble::Empty));
    }
    Ok(sheets)
}

fn read_sheet(file: &str, sheet: &str, workbook: &mut Workbook) -> Result<Sheet, ImportError> {
    let fail = |trouble, row: Option<u32>, column: Option<u32>| ImportError {
        file: file.to_owned(),
        sheet: Some(sheet.to_owned()),
        row: row.map(|row| row + 1),
        column: column.map(column_letters),
        trouble,
    };
    let shift = if workbook.has_1904_epoch() { SHIFT_1904_DAYS } else { 0.0 };
    let mut rows: BTreeMap<u32, BTreeMap<u32, RawCell>> = BTreeMap::new();
    let mut last = None;
    let mut count = 0usize;
    let damaged = |error: XlsxError, last: Option<u32>| fail(Trouble::Damaged(error.to_string()), last, None);
    {
        let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(error, None))?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| damaged(error, last))? {
            let (row, column) = cell.pos;
            last = Some(row);
            let Some(value) = raw(cell.value, cell.formula, shift) else { continue };
            if value.is_blank() {
                continue;
            }
            if column >= COLUMNS_MAX {
                return Err(fail(Trouble::TooManyColumns(COLUMNS_MAX), Some(row), Some(column)));
            }
            count += 1;
            if count > CELLS_MAX {
                return Err(fail(Trouble::TooManyCells(CELLS_MAX), Some(row), Some(column)));
            }
            rows.entry(row).or_default().insert(column, RawCell { column, value, merged_from: None });
            if rows.len() > ROWS_MAX as usize {
                return Err(fail(Trouble::TooManyRows(ROWS_MAX), Some(row), None));
            }
        }
    }
    let merges = workbook.merge_cells_by_sheet_name(sheet).map_err(|error| damaged(error, None))?;
    if merges.len() > MERGES_MAX {
        return Err(fail(Trouble::TooManyCells(MERGES_MAX), None, None));
    }
    for merge in merges {
        let (top, column) = merge.start;
        let Some(value) = rows.get(&top).and_then(|row| row.get(&column)).map(|cell| cell.value.clone()) else {
            continue;
        };
        if merge.end.0 <= top {
            continue;
        }
        for (_, row) in rows.range_mut(top + 1..=merge.end.0) {
            count += 1;
            if count > CELLS_MAX {
                return Err(fail(Trouble::TooManyCells(CELLS_MAX), Some(top), Some(column)));
            }
            row.entry(column).or_insert_with(|| RawCell { column, value: value.clone(), merged_from: Some(top + 1) });
        }
    }
    let rows = rows
        .into_iter()
        .map(|(row, cells)| RawRow { number: row + 1, cells: cells.into_values().collect(), fields: None })
        .collect();
    let source = Source { file: file.to_owned(), sheet: Some(sheet.to_owned()) };
    Ok(Sheet { source: Arc::new(source), rows, serial_shift_days: shift })
}

/// A cell's value; `None` when there is none.
fn raw(value: DataRef<'_>, formula: Option<XlsxFormulaMetadata>, shift: f64) -> Option<Raw> {
    let formula = formula.map(|formula| match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => String::new(),
    });
    Some(match value {
        DataRef::Empty => match formula {
            None => return None,
            // An empty text is a result too, but the file can't tell it from "never computed".
            Some(text) => match Raw::text(format!("={text}")) {
                Raw::Text(text) => Raw::Formula(text),
                other => other,
            },
        },
        DataRef::Int(number) => Raw::Number(number as f64),
        DataRef::Float(number) => Raw::Number(number),
        DataRef::Bool(value) => Raw::Boolean(value),
        DataRef::String(text) | DataRef::DateTimeIso(text) => Raw::text(text),
        DataRef::SharedString(text) => Raw::text(text),
        DataRef::DateTime(moment) if moment.is_duration() => Raw::Duration,
        DataRef::DateTime(moment) => Raw::Serial(moment.as_f64() + shift),
        DataRef::DurationIso(_) => Raw::Duration,
        DataRef::Error(error) => Raw::Failed(error.to_string()),
    })
}
