//! Files as raw cells with their places: what kind of file it is, its limits, and what a cell may hold.
//! Absent by design: what a column means, and any cleaning of a cell's text.

use std::{fs::File, io::Read, path::Path, sync::Arc};

use super::{
    delimited,
    error::{ImportError, Trouble},
    place::Source,
    xlsx,
};

/// A file larger than this is refused: a list of fifty thousand rows has about 5 MB.
pub const FILE_MEGABYTES_MAX: u64 = 32;
/// More rows are refused: the largest list a company of the product's size has, tenfold.
pub const ROWS_MAX: u32 = 50_000;
/// More columns are refused.
pub const COLUMNS_MAX: u32 = 256;
/// More filled cells in one sheet are refused.
pub const CELLS_MAX: usize = 1_000_000;
/// Characters a spreadsheet program lets a person type into one cell.
pub const CELL_CHARACTERS_MAX: usize = 32_767;

/// What one cell holds, before any interpretation.
#[derive(Clone, Debug, PartialEq)]
pub enum Raw {
    /// Text, as written.
    Text(String),
    /// A number. In a date column it may be a day's serial number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A serial number that the sheet shows as a date or time, in the 1900 system.
    Serial(f64),
    /// A length of time.
    Duration,
    /// An error such as `#N/A`, in a spreadsheet program's words.
    Failed(String),
    /// A formula that was saved without a result, with its text.
    Formula(String),
    /// More than [`CELL_CHARACTERS_MAX`] characters; how many.
    TooLong(usize),
}

/// One filled cell.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCell {
    /// Column, from 0.
    pub column: u32,
    /// What it holds.
    pub value: Raw,
    /// The row where the value stands, when the cell is a lower part of a merged one.
    pub merged_from: Option<u32>,
}

/// One row with at least one filled cell.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRow {
    /// The number a spreadsheet program shows, from 1.
    pub number: u32,
    /// Filled cells by column.
    pub cells: Vec<RawCell>,
    /// In a text file, how many cells the row has, filled or not.
    pub fields: Option<u32>,
}

/// One sheet, or one text file.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Where it comes from.
    pub source: Arc<Source>,
    /// Rows by number.
    pub rows: Vec<RawRow>,
    /// Days to add to a plain serial number: 1462 in a workbook of the 1904 system, otherwise 0.
    pub serial_shift_days: f64,
}

impl RawRow {
    /// The cell of a column, when filled.
    pub fn cell(&self, column: u32) -> Option<&RawCell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

impl Raw {
    /// Text within the limit of a cell.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.len() <= CELL_CHARACTERS_MAX {
            return Self::Text(text);
        }
        match text.chars().count() {
            count if count > CELL_CHARACTERS_MAX => Self::TooLong(count),
            _ => Self::Text(text),
        }
    }

    /// True for text of nothing but space.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(|c| c.is_whitespace() || super::cell::is_invisible(c)))
    }
}

/// Reads every sheet of a file that has anything in it.
pub fn read(path: &Path) -> Result<Vec<Sheet>, ImportError> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let unreadable =
        |error: std::io::Error| ImportError::of_file(name.clone(), Trouble::Unreadable(error.kind().to_string()));
    let mut bytes = Vec::new();
    let limit = FILE_MEGABYTES_MAX << 20;
    File::open(path).map_err(unreadable)?.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    read_bytes(&name, bytes)
}

/// Reads every sheet of a file's bytes. What the file is, is told by its content: an extension is
/// only a name.
pub fn read_bytes(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, ImportError> {
    let fail = |trouble| Err(ImportError::of_file(name, trouble));
    if bytes.len() as u64 > FILE_MEGABYTES_MAX << 20 {
        return fail(Trouble::TooLarge(FILE_MEGABYTES_MAX));
    }
    if bytes.is_empty() {
        return fail(Trouble::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return xlsx::read(name, bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        // A password-protected .xlsx is wrapped in the old container, under this stream's name.
        let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(marker.len()).any(|window| window == marker);
        return fail(if encrypted { Trouble::Encrypted } else { Trouble::OldWorkbook });
    }
    let known_binary: [&[u8]; 6] = [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"\x1F\x8B", b"Rar!", b"7z\xBC\xAF"];
    if known_binary.iter().any(|magic| bytes.starts_with(magic)) || name.to_ascii_lowercase().ends_with(".xlsx") {
        return fail(Trouble::NotASpreadsheet);
    }
    delimited::read(name, &bytes)
}
