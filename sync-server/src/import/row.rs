//! One row of a list as values, with every reason to hold it back at once.
//! Absent by design: other rows. Duplicates and references are the plan's.

use std::collections::BTreeMap;

use fieldseal_core::schema::{Scalar, ValueKind};

use super::{
    cell,
    header::List,
    key::folded,
    mapping::{Column, Need, Reads},
    place::{Place, Reason},
    sheet::{Raw, RawRow},
};

/// Why a row of the file is no row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// Nothing in it, nor in the rows after it: how many.
    Blank(u32),
    /// Above the heading.
    Title,
    /// The heading.
    Heading,
    /// The heading again, as printed on a further page.
    RepeatedHeading,
    /// A total.
    Total,
}

/// The words a total's row begins with.
const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "总数", "total", "grandtotal", "subtotal", "sum"];

/// One row of a list.
#[derive(Clone, Debug)]
pub struct ReadRow {
    /// Where it stands.
    pub place: Place,
    /// Its values by the mapping's keys; a blank has none.
    pub values: BTreeMap<String, Scalar>,
    /// Reasons to hold it back.
    pub held: Vec<Reason>,
    /// What a person should know.
    pub notes: Vec<Reason>,
}

/// A row of a list, or why it is none.
#[derive(Clone, Debug)]
pub enum Body {
    /// A row of the list.
    Row(ReadRow),
    /// None.
    Skipped(Place, Skipped),
}

impl ReadRow {
    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key)?.as_text()
    }
}

/// True for a row that begins with a word for a total.
pub fn is_total(row: &RawRow) -> bool {
    row.cells.first().is_some_and(|cell| match &cell.value {
        Raw::Text(text) => {
            let text = folded(text);
            let word = text.trim_end_matches(|c: char| c.is_ascii_digit() || ":,.".contains(c));
            TOTALS.contains(&word)
        }
        _ => false,
    })
}

/// Every row of a list's sheet in order, from its first title to its last row.
pub fn read_rows(list: &List, offset_minutes: i16) -> Vec<Body> {
    let place = |row| Place { source: list.source.clone(), row };
    let mut body: Vec<Body> = Vec::new();
    let mut next = 1;
    let tops = list.title_rows.iter().map(|row| (*row, Skipped::Title)).chain([(list.heading_row, Skipped::Heading)]);
    let mut step = |row: u32, what: Body, body: &mut Vec<Body>| {
        if row > next {
            body.push(Body::Skipped(place(next), Skipped::Blank(row - next)));
        }
        next = row + 1;
        body.push(what);
    };
    for (row, what) in tops {
        step(row, Body::Skipped(place(row), what), &mut body);
    }
    for raw in &list.rows {
        let what = if is_total(raw) {
            Body::Skipped(place(raw.number), Skipped::Total)
        } else if is_heading_again(list, raw) {
            Body::Skipped(place(raw.number), Skipped::RepeatedHeading)
        } else {
            Body::Row(read_row(list, raw, place(raw.number), offset_minutes))
        };
        step(raw.number, what, &mut body);
    }
    body
}

/// Most of the row's cells say what their columns are called.
fn is_heading_again(list: &List, raw: &RawRow) -> bool {
    let repeated = raw
        .cells
        .iter()
        .filter(|cell| {
            let heading = list.headings.iter().find(|heading| heading.index == cell.column);
            matches!((&cell.value, heading), (Raw::Text(text), Some(heading)) if cell::clean(text) == heading.text)
        })
        .count();
    repeated >= 2 && repeated * 2 > raw.cells.len()
}

fn read_row(list: &List, raw: &RawRow, place: Place, offset_minutes: i16) -> ReadRow {
    let mut row = ReadRow { place, values: BTreeMap::new(), held: Vec::new(), notes: Vec::new() };
    for heading in &list.headings {
        let Some(column) = heading.meaning else { continue };
        let name = heading.name();
        let cell = raw.cell(heading.index);
        let mut failed = false;
        if let Some(cell) = cell {
            match cell::read(column, &cell.value, list.serial_shift_days, offset_minutes) {
                Ok(reading) => {
                    row.held.extend(reading.values.iter().filter_map(|(key, value)| check(column, key, value, &name)));
                    // A column of its own wins over what another column's cell gives on the side.
                    for (key, value) in reading.values {
                        if key == column.key {
                            row.values.insert(key, value);
                        } else {
                            row.values.entry(key).or_insert(value);
                        }
                    }
                    row.notes.extend(reading.notes.into_iter().map(|note| note.in_column(name.clone())));
                    if let Some(from) = cell.merged_from {
                        row.notes.push(
                            Reason::of_row(
                                "merged_cell",
                                format!("合并单元格，取第 {from} 行的值"),
                                format!("a merged cell, the value of row {from}"),
                            )
                            .in_column(name.clone()),
                        );
                    }
                }
                Err(reason) => {
                    failed = true;
                    row.held.push(reason.in_column(name.clone()));
                }
            }
        }
        if !failed && !has_value(&row, column) {
            match column.need {
                Need::Required => row
                    .held
                    .push(Reason::of_row("blank_required", "必填，却是空白", "needed, but blank").in_column(name)),
                Need::Expected => row.notes.push(Reason::of_row("blank", "空白", "blank").in_column(name)),
                Need::Optional => {}
            }
        }
    }
    row
}

fn has_value(row: &ReadRow, column: &Column) -> bool {
    let beside = |suffix: &str| row.values.contains_key(&column.key.replace("/phone", suffix));
    let model_and_name = matches!(column.reads, Reads::ModelAndName) && row.values.contains_key("product_name");
    column.key.is_empty()
        || row.values.contains_key(column.key)
        || model_and_name
        || beside("/email")
        || beside("/wechat")
}

/// What the record's own table has against a value: its length, above all. A customer's name stands
/// where the record will refer to the customer, and is not judged as a reference.
fn check(column: &Column, key: &str, value: &Scalar, name: &str) -> Option<Reason> {
    let field = fieldseal_core::records::kind(column.kind)?.table.field(&key.replace('*', "x"))?;
    let problem = if field.kind == ValueKind::Reference { None } else { field.check(key, value) }?;
    Some(Reason::of_row("refused_by_field", problem.zh, problem.en).in_column(name))
}
