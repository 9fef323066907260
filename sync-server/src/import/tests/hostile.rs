//! Files that are broken, too large, or something else than they say: a clear error each, nothing more.
//! Absent by design: rows that are only held back.

use std::io::{Cursor, Write};

use fieldseal_core::schema::Language;
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{lists_of, plan_of, workbook};
use crate::import::{ImportError, Trouble, sheet};

fn error(name: &str, bytes: impl Into<Vec<u8>>) -> ImportError {
    lists_of(name, bytes.into()).expect_err("an error")
}

fn real_workbook() -> Vec<u8> {
    include_bytes!("../../../../tests/data/equipment.xlsx").to_vec()
}

#[test]
fn what_is_no_spreadsheet_is_said_to_be_none() {
    assert_eq!(error("x.csv", b"").trouble, Trouble::Empty);
    assert_eq!(error("x.csv", b" \n\n").trouble, Trouble::Empty);
    assert_eq!(error("x.xlsx", b"%PDF-1.7").trouble, Trouble::NotASpreadsheet);
    assert_eq!(error("x.xlsx", "客户名称,联系人\n".as_bytes()).trouble, Trouble::NotASpreadsheet);
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    assert_eq!(error("x.xls", old.clone()).trouble, Trouble::OldWorkbook);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(error("x.xlsx", [old, name].concat()).trouble, Trouble::Encrypted);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("an entry");
    let document = zip.finish().expect("an archive").into_inner();
    assert_eq!(error("x.xlsx", document).trouble, Trouble::NotASpreadsheet);
    // A workbook under a text file's name is still a workbook.
    assert_eq!(lists_of("x.csv", real_workbook()).expect("a list").len(), 1);
}

#[test]
fn a_cut_off_workbook_is_damaged_wherever_it_is_cut() {
    let whole = real_workbook();
    for part in 1..16 {
        let cut = whole[..whole.len() * part / 16].to_vec();
        assert!(matches!(error("x.xlsx", cut).trouble, Trouble::Damaged(_)), "{part}/16");
    }
}

#[test]
fn sizes_are_bounded_before_memory_is_taken() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).expect("an entry");
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..100 {
        zip.write_all(&spaces).expect("spaces");
    }
    let bomb = zip.finish().expect("an archive").into_inner();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(error("x.xlsx", bomb).trouble, Trouble::InflatesTooFar(64));

    let large = vec![b' '; (sheet::FILE_MEGABYTES_MAX as usize + 1) << 20];
    assert_eq!(error("x.csv", large).trouble, Trouble::TooLarge(sheet::FILE_MEGABYTES_MAX));

    let rows = "甲公司,\n".repeat(sheet::ROWS_MAX as usize + 1);
    assert_eq!(error("x.csv", format!("客户名称,联系人\n{rows}")).trouble, Trouble::TooManyRows(sheet::ROWS_MAX));
    let columns = ",".repeat(1_000);
    assert_eq!(error("x.csv", columns).trouble, Trouble::TooManyColumns(sheet::COLUMNS_MAX));

    let far = r#"<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row></sheetData>"#;
    assert_eq!(error("x.xlsx", workbook::with_sheet(far)).column.as_deref(), Some("XFD"));
}

#[test]
fn a_declared_million_of_rows_costs_nothing() {
    let cell = |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let heading = cell("A1", "客户名称") + &cell("B1", "联系人");
    let sheet = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{heading}</row><row r="1048576">{}</row></sheetData>"#,
        cell("A1048576", "甲公司")
    );
    let plan = plan_of(&lists_of("x.xlsx", workbook::with_sheet(&sheet)).expect("a list"));
    assert_eq!(plan.rows.len(), 3, "heading, one run of blanks, one row");
    assert_eq!(plan.rows[2].place.row, 1_048_576);
}

#[test]
fn one_enormous_cell_holds_back_its_row() {
    let rows: &[&[&str]] = &[
        &[&workbook::text("客户名称"), &workbook::text("备注"), &workbook::text("联系人")],
        &[&workbook::text("甲公司"), &workbook::text(&"很".repeat(40_000)), ""],
    ];
    let plan = plan_of(&lists_of("x.xlsx", workbook::with_rows(rows, "")).expect("a list"));
    assert_eq!(super::held_codes(&plan.rows[1]), ["too_long"]);
}

#[test]
fn broken_text_names_its_row_and_column() {
    let heading = "客户名称,联系人,电话\n";
    let place = |rows: &[u8]| {
        let error = error("x.csv", [heading.as_bytes(), rows].concat());
        (error.row, error.column.clone(), error.trouble)
    };
    let column = |letters: &str| Some(letters.to_owned());
    let a = "甲公司,张三,\n".as_bytes();
    let with = |rest: &str| [a, rest.as_bytes()].concat();
    assert_eq!(place(&with("乙,\"李四,\n丙,王五,\n")), (Some(3), column("B"), Trouble::UnterminatedQuote));
    assert_eq!(place(&with("乙,\"李\"四,\n")), (Some(3), column("B"), Trouble::TextAfterQuote));
    assert_eq!(place(&with("乙,李四,1,2\n")), (Some(3), column("D"), Trouble::Ragged { expected: 3, found: 4 }));
    assert_eq!(place(&with("乙,李四\n")), (Some(3), column("C"), Trouble::Ragged { expected: 3, found: 2 }));
    assert_eq!(place(&with("\"多\n行\",,\n乙,\0,\n")), (Some(4), None, Trouble::NulByte));
    // GB18030 in which one character lost its second byte, in the row after one with a line break.
    let mut gbk = encoding_rs::GB18030.encode(&format!("{heading}\"甲\n公司\",,\n乙")).0.into_owned();
    gbk.extend([0xFF, b'\n']);
    let error = error("x.csv", gbk);
    assert_eq!((error.row, error.trouble.clone()), (Some(3), Trouble::NotText("gb18030")));
    assert!(error.text(Language::Chinese).starts_with("x.csv第 3 行：按 gb18030"), "{}", error.text(Language::Chinese));
}

#[test]
fn the_wrong_encoding_finds_no_heading() {
    let big5 = encoding_rs::BIG5.encode("客戶名稱,聯絡人\n甲公司,張三\n").0.into_owned();
    let trouble = error("x.csv", big5).trouble;
    assert!(matches!(trouble, Trouble::NoHeading | Trouble::NotText(_)), "{trouble:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = lists_of("x.csv", bytes.clone());
        let _ = lists_of("x.xlsx", [b"PK\x03\x04".to_vec(), bytes].concat());
    }

    #[test]
    fn no_sheet_makes_it_panic(inside in "(<(c|row|f|v|is|t|mergeCell|sheetData|dimension)( (r|t|ref|si|s)=\"[A-Z]{0,4}[0-9]{0,11}\")?/?>|[0-9a-z]{0,4}|</(c|row|sheetData)>){0,20}") {
        let _ = lists_of("x.xlsx", workbook::with_sheet(&format!("<sheetData>{inside}</sheetData>")));
    }
}
