//! Where something stands in a list, and why something was decided, said in both languages.
//! Absent by design: the text a cell holds; a place is enough to look it up.

use std::sync::Arc;

use fieldseal_core::schema::Language;

/// A file, or one sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The file's name without its folder.
    pub file: String,
    /// The sheet's name; `None` for a text file.
    pub sheet: Option<String>,
}

/// One row of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file and sheet.
    pub source: Arc<Source>,
    /// The row's number as a spreadsheet program shows it, from 1.
    pub row: u32,
}

/// Why a row is held back, or what a person should know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A stable code to count by, such as `unknown_customer`.
    pub code: &'static str,
    /// The column it is about: letter and heading, such as `G 联系方式`. Empty when it is about the row.
    pub column: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Source {
    /// The file and sheet in words.
    pub fn text(&self, language: Language) -> String {
        match (&self.sheet, language) {
            (None, _) => self.file.clone(),
            (Some(sheet), Language::Chinese) => format!("{}「{sheet}」", self.file),
            (Some(sheet), Language::English) => format!("{} \"{sheet}\"", self.file),
        }
    }
}

impl Place {
    /// The place in words: `customers.xlsx「潜在客户」第 13 行`.
    pub fn text(&self, language: Language) -> String {
        let source = self.source.text(language);
        match language {
            Language::Chinese => format!("{source}第 {} 行", self.row),
            Language::English => format!("{source} row {}", self.row),
        }
    }
}

impl Reason {
    /// A reason that is about the row as a whole.
    pub fn of_row(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, column: String::new(), zh: zh.into(), en: en.into() }
    }

    /// A reason that names one or more other rows: `{}` in the texts is replaced by their places.
    pub fn of_places(code: &'static str, zh: &str, en: &str, places: &[Place]) -> Self {
        let list =
            |language, comma| places.iter().map(|place: &Place| place.text(language)).collect::<Vec<_>>().join(comma);
        Self::of_row(
            code,
            zh.replacen("{}", &list(Language::Chinese, "、"), 1),
            en.replacen("{}", &list(Language::English, ", "), 1),
        )
    }

    /// The same reason, about a column.
    #[must_use]
    pub fn in_column(self, column: impl Into<String>) -> Self {
        Self { column: column.into(), ..self }
    }

    /// Column and text in one language.
    pub fn text(&self, language: Language) -> String {
        let (text, colon) = match language {
            Language::Chinese => (&self.zh, "："),
            Language::English => (&self.en, ": "),
        };
        if self.column.is_empty() { text.clone() } else { format!("{}{colon}{text}", self.column) }
    }
}

/// A column's letters as a spreadsheet program shows them; `index` counts from 0.
pub fn column_letters(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn letters_go_on_after_z() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(index), letters);
        }
    }
}
