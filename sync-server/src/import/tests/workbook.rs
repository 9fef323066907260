//! Small workbooks made by hand, so that a test says which bytes a spreadsheet program would not write.
//! Absent by design: a general writer.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PACKAGE: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet, given as the XML inside `<worksheet>`.
pub fn with_sheet(inside: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>"#
    );
    for (name, text) in [
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("its bytes");
    }
    zip.finish().expect("a whole archive").into_inner()
}

/// A workbook of rows: each cell is given as its XML without position, `""` for none.
pub fn with_rows(rows: &[&[&str]], after: &str) -> Vec<u8> {
    let mut data = String::from("<sheetData>");
    for (row, cells) in rows.iter().enumerate() {
        data += &format!(r#"<row r="{}">"#, row + 1);
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = format!(r#"<c r="{}{}" "#, crate::import::place::column_letters(column as u32), row + 1);
            data += &cell.replacen("<c ", &place, 1);
        }
        data += "</row>";
    }
    with_sheet(&format!("{data}</sheetData>{after}"))
}

/// A text cell.
pub fn text(text: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)
}
