//! Finding the list in a sheet: which row is the heading, which kind of list it is, what each column means.
//! Absent by design: dropping a column that is not known; it is listed. A row's values.

use std::sync::Arc;

use super::{
    error::{ImportError, Trouble},
    key::folded,
    mapping::{Column, ListKind, Need},
    place::{Source, column_letters},
    sheet::{Raw, RawRow, Sheet},
};

/// The heading stands within this many filled rows of the top.
const HEADING_WITHIN_ROWS: usize = 40;
/// Fewer known columns than this make no heading.
const KNOWN_COLUMNS_MIN: usize = 2;

/// One column of a list as found.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Column, from 0.
    pub index: u32,
    /// The heading's text, in one line.
    pub text: String,
    /// What it means; `None` for a column that is not imported.
    pub meaning: Option<&'static Column>,
}

/// A list found in a sheet.
#[derive(Clone, Debug)]
pub struct List {
    /// What its rows are.
    pub kind: ListKind,
    /// Where it comes from.
    pub source: Arc<Source>,
    /// Rows above the heading.
    pub title_rows: Vec<u32>,
    /// The heading's row.
    pub heading_row: u32,
    /// Its columns from left to right.
    pub headings: Vec<Heading>,
    /// The filled rows below the heading.
    pub rows: Vec<RawRow>,
    /// See [`Sheet::serial_shift_days`].
    pub serial_shift_days: f64,
    /// Sheets of the same file in which no list was found; said once, with the file's first list.
    pub other_sheets: Vec<Source>,
}

impl Heading {
    /// Letters and text, as a reason names a column: `G 联系方式`.
    pub fn name(&self) -> String {
        format!("{} {}", column_letters(self.index), self.text)
    }
}

/// A heading as compared: without marks of being required, and without what stands in brackets.
pub fn folded_heading(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for c in folded(text).chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '*' | ':' | '.' | '_' | '-' | '、' | '\'' | '"' => {}
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Finds the lists of one file's sheets. `wanted` says which kind they are, where the headings alone
/// would leave it open.
pub fn find_lists(sheets: Vec<Sheet>, wanted: Option<ListKind>) -> Result<Vec<List>, ImportError> {
    let mut lists: Vec<List> = Vec::new();
    let mut other = Vec::new();
    let file = sheets.first().map(|sheet| sheet.source.file.clone()).unwrap_or_default();
    for sheet in sheets {
        match find_list(&sheet, wanted)? {
            Some(list) => lists.push(list),
            None => other.push((*sheet.source).clone()),
        }
    }
    match lists.first_mut() {
        Some(first) => first.other_sheets = other,
        None => return Err(ImportError::of_file(file, Trouble::NoHeading)),
    }
    Ok(lists)
}

/// What a row would mean as the heading of a kind of list.
struct Candidate {
    row: usize,
    kind: ListKind,
    known: usize,
    missing: Option<&'static Column>,
}

fn find_list(sheet: &Sheet, wanted: Option<ListKind>) -> Result<Option<List>, ImportError> {
    let kinds: Vec<ListKind> = wanted.map_or(ListKind::ALL.to_vec(), |kind| vec![kind]);
    let candidates: Vec<Candidate> = sheet
        .rows
        .iter()
        .take(HEADING_WITHIN_ROWS)
        .enumerate()
        .flat_map(|(row, raw)| kinds.iter().map(move |kind| (row, raw, *kind)))
        .map(|(row, raw, kind)| {
            let found: Vec<&Column> = headings(raw, kind).iter().filter_map(|heading| heading.meaning).collect();
            let has = |column: &Column| found.iter().any(|other| other.label == column.label);
            let missing = kind.columns().iter().find(|column| column.need == Need::Required && !has(column));
            Candidate { row, kind, known: found.len(), missing }
        })
        .filter(|candidate| candidate.known >= KNOWN_COLUMNS_MIN)
        .collect();
    let Some(most) = candidates.iter().map(|candidate| candidate.known).max() else { return Ok(None) };
    let best: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.known == most).collect();
    let whole: Vec<&&Candidate> = best.iter().filter(|candidate| candidate.missing.is_none()).collect();
    let fail = |row: usize, column: Option<u32>, trouble| ImportError {
        file: sheet.source.file.clone(),
        sheet: sheet.source.sheet.clone(),
        row: Some(sheet.rows[row].number),
        column: column.map(column_letters),
        trouble,
    };
    let chosen = match whole.as_slice() {
        [] => {
            let lacking = best.iter().find_map(|candidate| Some((*candidate, candidate.missing?)));
            let (candidate, column) = lacking.expect("a candidate that is not whole lacks a column");
            return Err(fail(candidate.row, None, Trouble::MissingColumn(candidate.kind, &column.label)));
        }
        [first, rest @ ..] if rest.iter().any(|other| other.row == first.row) => {
            return Err(fail(first.row, None, Trouble::AmbiguousHeading));
        }
        [first, ..] => first,
    };
    let headings = headings(&sheet.rows[chosen.row], chosen.kind);
    for (position, heading) in headings.iter().enumerate() {
        let same = |other: &&Heading| match (other.meaning, heading.meaning) {
            (Some(a), Some(b)) => a.key == b.key && !a.key.is_empty(),
            _ => false,
        };
        if let (Some(earlier), Some(meaning)) = (headings[..position].iter().find(same), heading.meaning) {
            let trouble = Trouble::RepeatedColumn(&meaning.label, column_letters(earlier.index));
            return Err(fail(chosen.row, Some(heading.index), trouble));
        }
    }
    check_width(sheet, chosen.row)?;
    Ok(Some(List {
        kind: chosen.kind,
        source: sheet.source.clone(),
        title_rows: sheet.rows[..chosen.row].iter().map(|row| row.number).collect(),
        heading_row: sheet.rows[chosen.row].number,
        headings,
        rows: sheet.rows[chosen.row + 1..].to_vec(),
        serial_shift_days: sheet.serial_shift_days,
        other_sheets: Vec::new(),
    }))
}

/// What each filled cell of a row means as a heading of a kind of list.
pub fn headings(row: &RawRow, kind: ListKind) -> Vec<Heading> {
    row.cells
        .iter()
        .filter_map(|cell| match &cell.value {
            Raw::Text(text) => {
                let folded = folded_heading(text);
                let meaning = kind.columns().iter().find(|column| {
                    column.every_name().any(|name| folded_heading(name) == folded && !folded.is_empty())
                });
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                Some(Heading { index: cell.column, text, meaning })
            }
            Raw::Number(number) => Some(Heading { index: cell.column, text: number.to_string(), meaning: None }),
            _ => None,
        })
        .collect()
}

/// In a text file a row with another number of cells has lost or gained a separator, and every cell
/// after that would stand in a wrong column.
fn check_width(sheet: &Sheet, heading: usize) -> Result<(), ImportError> {
    let Some(expected) = sheet.rows[heading].fields else { return Ok(()) };
    for row in &sheet.rows[heading + 1..] {
        let found = row.fields.unwrap_or(expected);
        let last_filled = row.cells.last().map_or(0, |cell| cell.column + 1);
        let short_total = found < expected && super::row::is_total(row);
        if last_filled <= expected && (found >= expected || short_total) {
            continue;
        }
        return Err(ImportError {
            file: sheet.source.file.clone(),
            sheet: sheet.source.sheet.clone(),
            row: Some(row.number),
            column: Some(column_letters(found.min(expected))),
            trouble: Trouble::Ragged { expected, found },
        });
    }
    Ok(())
}
