//! Text tables: the encoding recognised and checked, then rows and cells as RFC 4180 has them.
//! Absent by design: leniency that moves text between cells; a broken quotation mark is an error with its place.

use std::sync::Arc;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{
    error::{ImportError, Trouble},
    place::{Source, column_letters},
    sheet::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX, Raw, RawCell, RawRow, Sheet},
};

/// Separators that programs write, the likeliest first.
const SEPARATORS: [char; 4] = [',', '\t', ';', '|'];
/// How much text is looked at to tell the separator, in characters.
const SEPARATOR_SAMPLE: usize = 4_000;

/// One row as read: its cells, filled or not.
type Record = Vec<String>;

/// What went wrong where: row and column from 0.
struct Fault {
    row: usize,
    column: Option<usize>,
    trouble: Trouble,
}

/// Reads one text file as one sheet.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, ImportError> {
    let fail = |fault: Fault| ImportError {
        file: name.to_owned(),
        sheet: None,
        row: Some(fault.row as u32 + 1),
        column: fault.column.map(|column| column_letters(column as u32)),
        trouble: fault.trouble,
    };
    let text = decode(bytes).map_err(fail)?;
    let (separator, text) = separator(&text);
    let records = parse(text, separator).map_err(fail)?;
    let rows: Vec<RawRow> = records
        .into_iter()
        .enumerate()
        .map(|(index, record)| RawRow {
            number: index as u32 + 1,
            fields: Some(record.len() as u32),
            cells: record
                .into_iter()
                .enumerate()
                .map(|(column, text)| RawCell { column: column as u32, value: Raw::text(text), merged_from: None })
                .filter(|cell| !cell.value.is_blank())
                .collect(),
        })
        .filter(|row| !row.cells.is_empty())
        .collect();
    if rows.is_empty() {
        return Err(ImportError::of_file(name, Trouble::Empty));
    }
    Ok(vec![Sheet { source: Arc::new(Source { file: name.to_owned(), sheet: None }), rows, serial_shift_days: 0.0 }])
}

/// Text in whichever encoding spreadsheet programs write in China: UTF-8 and UTF-16 by their mark,
/// UTF-8 without one when all of it is valid, otherwise GB18030, of which GBK and GB2312 are parts.
fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => match utf16_without_mark(bytes) {
            Some(encoding) => (encoding, bytes),
            None => (GB18030, bytes),
        },
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    // Reserved in full, so that the decoder never stops for want of room.
    text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3));
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    if !matches!(result, DecoderResult::InputEmpty) {
        let row = last_row(&text);
        return Err(Fault { row, column: None, trouble: Trouble::NotText(encoding.name()) });
    }
    if let Some(position) = text.find('\0') {
        return Err(Fault { row: last_row(&text[..position]), column: None, trouble: Trouble::NulByte });
    }
    Ok(text)
}

/// UTF-16 shows itself by NULs in every other byte, from the ASCII that each table has; a few Chinese
/// characters have their zero in the other one.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SEPARATOR_SAMPLE)];
    let nul = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    match bytes.len() % 2 {
        0 if odd > 4 * even => Some(UTF_16LE),
        0 if even > 4 * odd => Some(UTF_16BE),
        _ => None,
    }
}

/// The row, from 0, that the text's end stands in.
fn last_row(text: &str) -> usize {
    match parse(text, separator(text).0) {
        Ok(records) => records.len().saturating_sub(usize::from(!text.ends_with('\n'))),
        Err(fault) => fault.row,
    }
}

/// The separator, and the text after a line `sep=` that names it for Excel.
fn separator(text: &str) -> (char, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(named) = rest.chars().next().filter(|c| SEPARATORS.contains(c))
    {
        // The line stays a row of the file, so that later rows keep their numbers.
        return (named, text);
    }
    let mut counts = [0usize; SEPARATORS.len()];
    let mut quoted = false;
    for c in text.chars().take(SEPARATOR_SAMPLE) {
        quoted ^= c == '"';
        if let Some(index) = SEPARATORS.iter().position(|separator| *separator == c && !quoted) {
            counts[index] += 1;
        }
    }
    let best = (0..SEPARATORS.len()).rev().max_by_key(|index| counts[*index]).unwrap_or(0);
    (SEPARATORS[best], text)
}

enum Within {
    Start,
    Plain,
    Quoted,
    AfterQuote,
}

fn parse(text: &str, separator: char) -> Result<Vec<Record>, Fault> {
    let mut records: Vec<Record> = Vec::new();
    let mut record = Record::new();
    let mut cell = String::new();
    let mut within = Within::Start;
    let mut cells = 0usize;
    let mut opened = (0usize, 0usize);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (&within, c) {
            (Within::Quoted, '"') if characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            (Within::Quoted, '"') => within = Within::AfterQuote,
            (Within::Quoted, c) => cell.push(c),
            (Within::Start, '"') => {
                opened = (records.len(), record.len());
                within = Within::Quoted;
            }
            (_, '\r' | '\n') => {
                if c == '\r' && characters.peek() == Some(&'\n') {
                    characters.next();
                }
                record.push(std::mem::take(&mut cell));
                cells += record.len();
                records.push(std::mem::take(&mut record));
                within = Within::Start;
                check_size(&records, cells)?;
            }
            (_, c) if c == separator => {
                record.push(std::mem::take(&mut cell));
                within = Within::Start;
                if record.len() > COLUMNS_MAX as usize {
                    let trouble = Trouble::TooManyColumns(COLUMNS_MAX);
                    return Err(Fault { row: records.len(), column: Some(record.len()), trouble });
                }
            }
            (Within::AfterQuote, ' ') => {}
            (Within::AfterQuote, _) => {
                return Err(Fault { row: records.len(), column: Some(record.len()), trouble: Trouble::TextAfterQuote });
            }
            (_, c) => {
                cell.push(c);
                within = Within::Plain;
            }
        }
    }
    if matches!(within, Within::Quoted) {
        return Err(Fault { row: opened.0, column: Some(opened.1), trouble: Trouble::UnterminatedQuote });
    }
    if !cell.is_empty() || !record.is_empty() {
        record.push(cell);
        records.push(record);
    }
    Ok(records)
}

fn check_size(records: &[Record], cells: usize) -> Result<(), Fault> {
    let fault = |trouble| Err(Fault { row: records.len() - 1, column: None, trouble });
    if records.len() > ROWS_MAX as usize {
        return fault(Trouble::TooManyRows(ROWS_MAX));
    }
    if cells > CELLS_MAX {
        return fault(Trouble::TooManyCells(CELLS_MAX));
    }
    Ok(())
}
