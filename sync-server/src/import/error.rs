//! What makes a whole file unreadable as a list, with the place where it is so.
//! Absent by design: what is wrong with one row's values; that holds back the row, not the file.

use std::fmt;

use fieldseal_core::schema::{Label, Language};

use super::mapping::ListKind;

/// A file that can't be imported. Nothing of it, nor of the files given with it, is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// The file's name without its folder.
    pub file: String,
    /// The sheet, when known.
    pub sheet: Option<String>,
    /// The row as a spreadsheet program shows it, when known.
    pub row: Option<u32>,
    /// The column's letters, when known.
    pub column: Option<String>,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It can't be opened or read; the operating system's words.
    Unreadable(String),
    /// Nothing in it.
    Empty,
    /// Larger than this many megabytes.
    TooLarge(u64),
    /// Larger than this many megabytes once unpacked.
    InflatesTooFar(u64),
    /// More rows than this.
    TooManyRows(u32),
    /// More columns than this.
    TooManyColumns(u32),
    /// More filled cells than this.
    TooManyCells(usize),
    /// Protected by a password.
    Encrypted,
    /// An Excel 97–2003 workbook.
    OldWorkbook,
    /// Neither a workbook nor a text file.
    NotASpreadsheet,
    /// A workbook that is cut off or broken; the reader's words.
    Damaged(String),
    /// Bytes that are no text in the encoding that was recognised.
    NotText(&'static str),
    /// A NUL in a text file.
    NulByte,
    /// A quotation mark opens a cell and never closes.
    UnterminatedQuote,
    /// Text between a closing quotation mark and the next separator.
    TextAfterQuote,
    /// A row with another number of cells than the heading.
    Ragged {
        /// Cells of the heading.
        expected: u32,
        /// Cells of the row.
        found: u32,
    },
    /// No row has the column names of any list.
    NoHeading,
    /// The heading fits more than one kind of list.
    AmbiguousHeading,
    /// What the list was taken for, and the column without which such a list says nothing.
    MissingColumn(ListKind, &'static Label),
    /// Two columns of the same meaning; the earlier one's letters.
    RepeatedColumn(&'static Label, String),
}

impl ImportError {
    /// An error of a file as a whole.
    pub fn of_file(file: impl Into<String>, trouble: Trouble) -> Self {
        Self { file: file.into(), sheet: None, row: None, column: None, trouble }
    }

    /// The place and what is wrong there, in one language.
    pub fn text(&self, language: Language) -> String {
        let chinese = language == Language::Chinese;
        let mut out = self.file.clone();
        if let Some(sheet) = &self.sheet {
            out += &if chinese { format!("「{sheet}」") } else { format!(" sheet \"{sheet}\"") };
        }
        if let Some(row) = self.row {
            out += &if chinese { format!("第 {row} 行") } else { format!(" row {row}") };
        }
        if let Some(column) = &self.column {
            out += &if chinese { format!(" {column} 列") } else { format!(" column {column}") };
        }
        let (zh, en) = self.trouble.texts();
        out + &if chinese { format!("：{zh}") } else { format!(": {en}") }
    }
}

impl Trouble {
    fn texts(&self) -> (String, String) {
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        match self {
            Self::Unreadable(why) => (format!("无法读取（{why}）"), format!("can't be read ({why})")),
            Self::Empty => both("文件是空的", "the file is empty"),
            Self::TooLarge(megabytes) => {
                (format!("文件超过 {megabytes} MB，请拆分"), format!("larger than {megabytes} MB; split it"))
            }
            Self::InflatesTooFar(megabytes) => (
                format!("解压后超过 {megabytes} MB，不像一份名单，拒绝读取"),
                format!("unpacks to more than {megabytes} MB, which no list does; refused"),
            ),
            Self::TooManyRows(max) => (format!("超过 {max} 行，请拆分"), format!("more than {max} rows; split it")),
            Self::TooManyColumns(max) => (format!("超过 {max} 列"), format!("more than {max} columns")),
            Self::TooManyCells(max) => {
                (format!("超过 {max} 个单元格，请拆分"), format!("more than {max} cells; split it"))
            }
            Self::Encrypted => both("文件有密码保护，请去掉密码后再导入", "protected by a password; remove it first"),
            Self::OldWorkbook => both(
                "这是 Excel 97–2003 的 .xls 格式，请另存为 .xlsx",
                "an Excel 97–2003 workbook (.xls); save it as .xlsx",
            ),
            Self::NotASpreadsheet => both(
                "不是表格文件（需要 .xlsx，或 .csv/.txt 文本）",
                "not a spreadsheet (.xlsx, or .csv/.txt text, is needed)",
            ),
            Self::Damaged(why) => (format!("文件已损坏或不完整（{why}）"), format!("damaged or cut off ({why})")),
            Self::NotText(encoding) => (
                format!("按 {encoding} 编码读到无效字节，请另存为 UTF-8"),
                format!("bytes that are not {encoding}; save it as UTF-8"),
            ),
            Self::NulByte => {
                both("含有空字节（NUL），不是文本表格，请另存为 UTF-8", "contains a NUL byte; save it as UTF-8 text")
            }
            Self::UnterminatedQuote => {
                both("此单元格的引号没有结束", "the quotation mark that opens this cell never closes")
            }
            Self::TextAfterQuote => both(
                "引号结束后还有文字，请把内容中的引号写成两个",
                "text after the closing quotation mark; double the marks inside a cell",
            ),
            Self::Ragged { expected, found } => (
                format!("此行有 {found} 个单元格，表头有 {expected} 个；内容中的分隔符需要加引号"),
                format!("{found} cells where the heading has {expected}; a separator inside a cell needs quotes"),
            ),
            Self::NoHeading => both(
                "找不到表头：没有一行含有客户、设备或工单名单的列名；如果文字是乱码，请另存为 UTF-8",
                "no heading found: no row has the column names of a customer, equipment or ticket list; \
                 if the text looks garbled, save it as UTF-8",
            ),
            Self::AmbiguousHeading => both(
                "表头同时符合几种名单，请指明是哪一种",
                "the heading fits more than one kind of list; say which it is",
            ),
            Self::MissingColumn(kind, label) => (
                format!("像是{}名单，但缺少必需的列「{}」", kind.label().zh, label.zh),
                format!("looks like a {} list, but the column \"{}\" is missing", kind.label().en, label.en),
            ),
            Self::RepeatedColumn(label, earlier) => (
                format!("列「{}」与 {earlier} 列含义相同，请只留一列", label.zh),
                format!("\"{}\" means the same as column {earlier}; keep one of them", label.en),
            ),
        }
    }
}

/// In English.
impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for ImportError {}
