//! One small list for each kind of blemish that lists have.
//! Absent by design: files that are no lists at all.

use fieldseal_core::schema::{Id, Scalar};
use proptest::prelude::*;

use super::{csv, held_codes, lists_of, note_codes, plan_of, row_at, settings, workbook};
use crate::import::{
    Known, KnownCustomer, List, ListKind, Outcome, Plan, Reference, Trouble, find_lists, plan, row::Skipped, sheet,
};

const CUSTOMERS: &str = "客户名称,统一社会信用代码,联系人,联系方式,地址,客户来源,客户分级,登记日期\n";
const MACHINES: &str = "客户名称,型号,出厂编号,安装日期,安装地点\n";
const TICKETS: &str = "报修时间,渠道,客户名称,电话,序列号,故障描述,紧急程度\n";

fn customers(rows: &str) -> Plan {
    plan_of(&csv("c.csv", &format!("{CUSTOMERS}{rows}")))
}

fn value(plan: &Plan, file: &str, row: u32, key: &str) -> Option<Scalar> {
    match &row_at(plan, file, row).outcome {
        Outcome::Create { record, companion } => {
            let all = companion.iter().flat_map(|c| c.values.iter().chain(&c.beside));
            let mut all = record.values.iter().chain(&record.beside).chain(all);
            all.find(|(k, _)| *k == key || k.ends_with(&format!("/{key}"))).map(|(_, value)| value.clone())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn cells_that_are_not_certain_hold_their_row_back() {
    let rows: &[(&str, &str)] = &[
        ("甲公司,,张三,１３８１２３４５６７８,某路1号,官网,Ａ类,2025-1-2", ""),
        ("乙公司,,,12345,,,,", "not_a_number"),
        ("丙公司,,,13812345678/13912345678,,,,", "several_numbers"),
        ("丁公司,,,,,,D,", "unknown_choice"),
        ("戊公司,,,,,,,03/04/2025", "day_month_order"),
        ("己公司,,,,,,,25-10-22", "two_digit_year"),
        ("庚公司,,,,,,,2025-02-30", "no_such_day"),
        ("辛公司,123,,,,,,", "not_a_credit_code"),
        (",,李四,,,,,", "blank_required"),
        ("壬\u{7}公司,,,,,,,", "control_character"),
        ("癸公司,,,无,/,某朋友,-,", ""),
    ];
    let plan = customers(&rows.iter().map(|(row, _)| format!("{row}\n")).collect::<String>());
    for (index, (row, expected)) in rows.iter().enumerate() {
        let codes = held_codes(row_at(&plan, "c.csv", index as u32 + 2));
        let expected: Vec<&str> = if expected.is_empty() { Vec::new() } else { vec![expected] };
        assert_eq!(codes, expected, "{row}");
    }
    assert_eq!(value(&plan, "c.csv", 2, "phone"), Some(Scalar::text("13812345678")));
    assert_eq!(value(&plan, "c.csv", 2, "grade"), Some(Scalar::text("a")));
    // An unknown source is kept as written; words for nothing are said to be taken as blank.
    assert_eq!(value(&plan, "c.csv", 12, "source"), Some(Scalar::text("other")));
    assert_eq!(value(&plan, "c.csv", 12, "source_detail"), Some(Scalar::text("某朋友")));
    assert!(note_codes(row_at(&plan, "c.csv", 12)).contains(&"nothing_written"));
}

#[test]
fn every_reason_of_a_row_is_given_at_once() {
    let plan = customers(",123,,12345,,,D,25-10-22\n");
    let codes = held_codes(row_at(&plan, "c.csv", 2));
    assert_eq!(codes, ["blank_required", "not_a_credit_code", "not_a_number", "unknown_choice", "two_digit_year"]);
}

#[test]
fn titles_blanks_totals_and_repeated_headings_are_skipped() {
    let text = format!("客户信息表,,,,,,,\n\n{CUSTOMERS}甲公司,,,,,,,\n,,,,,,,\n{CUSTOMERS}乙公司,,,,,,,\n合计：2\n");
    let plan = plan_of(&csv("c.csv", &text));
    let skipped = |row| match row_at(&plan, "c.csv", row).outcome {
        Outcome::Skipped(why) => Some(why),
        _ => None,
    };
    let expected = [
        Some(Skipped::Title),
        Some(Skipped::Blank(1)),
        Some(Skipped::Heading),
        None,
        Some(Skipped::Blank(1)),
        Some(Skipped::RepeatedHeading),
        None,
        Some(Skipped::Total),
    ];
    assert_eq!((1..=8).map(skipped).collect::<Vec<_>>(), expected);
}

#[test]
fn rows_of_one_customer_merge_or_quarrel() {
    let code = "91310000MA1FL1234X";
    // Names typed differently, the later row adds a title-less contact's code; nothing contradicts.
    let plan =
        customers(&format!("甲（中国）公司,,张三,13812345678,,,,\n甲(中国) 公司,{code},张三,+86 138-1234-5678,,,,\n"));
    assert!(matches!(&row_at(&plan, "c.csv", 3).outcome, Outcome::Merge { into, added }
        if into.row == 2 && added == &["credit_code"]));
    assert_eq!(value(&plan, "c.csv", 2, "credit_code"), Some(Scalar::text(code)));
    // One credit code: another contact is no contradiction, another day of registration is.
    let plan = customers(&format!("甲公司,{code},张三,13812345678,,,,\n甲公司,{code},李四,13912345678,,,,\n"));
    assert!(matches!(row_at(&plan, "c.csv", 3).outcome, Outcome::Merge { .. }));
    let plan = customers(&format!("甲公司,{code},,,,,,2025-1-2\n甲公司,{code},,,,,,2025-1-3\n"));
    assert_eq!(held_codes(row_at(&plan, "c.csv", 2)), ["same_code_differs"]);
    assert_eq!(held_codes(row_at(&plan, "c.csv", 3)), ["same_code_differs"]);
    // One credit code, two names.
    let plan = customers(&format!("甲公司,{code},,,,,,\n乙公司,{code},,,,,,\n"));
    assert_eq!(held_codes(row_at(&plan, "c.csv", 2)), ["same_code_other_name"]);
    assert_eq!(held_codes(row_at(&plan, "c.csv", 3)), ["same_code_other_name"]);
    // One name, one code: who has the code is certain, who has none is not; a bare repetition of it isn't either.
    let plan = customers(&format!("甲公司,{code},张三,,,,,\n甲公司,,李四,,,,,\n甲公司,,,,,,,\n"));
    assert!(matches!(row_at(&plan, "c.csv", 2).outcome, Outcome::Create { .. }));
    assert_eq!(held_codes(row_at(&plan, "c.csv", 3)), ["same_name_differs"]);
    assert_eq!(held_codes(row_at(&plan, "c.csv", 4)), ["matches_several"]);
}

fn three(machines: &str, tickets: &str) -> Plan {
    let mut lists = csv("t.csv", &format!("{TICKETS}{tickets}"));
    lists.extend(csv("m.csv", &format!("{MACHINES}{machines}")));
    let codes = ["91310000MA1FL1234X", "91310000MA1FL5678Y"];
    lists.extend(csv(
        "c.csv",
        &format!("{CUSTOMERS}甲公司,,,,,,,\n乙公司,{},,13812345678,东路,,,\n乙公司,{},,13912345678,西路,,,\n丙公司,,,12345,,,,\n", codes[0], codes[1]),
    ));
    plan_of(&lists)
}

#[test]
fn machines_belong_to_a_customer_that_is_certain() {
    let plan = three(
        "甲公司,KS-1,sn－1,2025/1/2,\n丁公司,KS-1,SN-2,,\n乙公司,KS-1,SN-3,,西路\n乙公司,KS-1,SN-4,,南路\n\
         丙公司,KS-1,SN-5,,\n甲公司,KS-1,SN-1,2025/1/2,北路\n甲公司,KS-1,SN-6,,\n甲公司,KS-2,sn-6,,\n\
         甲公司,KS-1,,2025/3/4,\n甲公司,KS-1,,2025/3/4,\n甲公司,KS-1,,,\n",
        "",
    );
    assert_eq!(value(&plan, "m.csv", 2, "serial_number"), Some(Scalar::text("SN-1")));
    assert_eq!(value(&plan, "m.csv", 2, "site_address"), Some(Scalar::text("北路")), "added by row 7");
    for (row, expected) in [
        (3, "unknown_customer"),
        (5, "ambiguous_customer"),
        (6, "customer_held"),
        (8, "contradicts"),
        (9, "contradicts"),
        (11, "same_without_serial"),
        (12, "no_identity"),
    ] {
        assert_eq!(held_codes(row_at(&plan, "m.csv", row)), [expected], "row {row}");
    }
    assert!(matches!(row_at(&plan, "m.csv", 7).outcome, Outcome::Merge { .. }));
    assert_eq!(note_codes(row_at(&plan, "m.csv", 4)), ["told_apart"]);
    assert!(matches!(row_at(&plan, "m.csv", 10).outcome, Outcome::Create { .. }));
}

#[test]
fn tickets_are_linked_by_serial_number_or_kept_without_machine() {
    let plan = three(
        "甲公司,KS-1,SN-1,,\n丙公司,KS-1,SN-5,,\n",
        "2026-10-01 08:00,微信,甲公司,,SN-1,停机,紧急\n2026-10-01 08:00,微信,甲公司,,,漏油,一般\n\
         2026-10-01 08:00,微信,甲公司,,SN-9,异响,紧急\n2026-10-01 08:00,微信,乙公司,,SN-1,停机,紧急\n\
         2026-10-01 08:00,微信,丙公司,,SN-5,停机,紧急\n2026-12-01 08:00,微信,甲公司,,,停机,紧急\n\
         2026-10-01,微信,甲公司,,,停机,紧急\n2026-10-01 08:00,传真,甲公司,,,停机,紧急\n\
         2026-10-01 08:00,微信,甲公司,,SN-1,停机,紧急\n2026/10/1 8:00,微信,甲公司,,,漏油,紧急\n\
         2026-10-01 08:00,微信,乙公司,13912345678,,漏油,\n2026-10-01 08:00,微信,乙公司,,,停机,紧急\n",
    );
    let reference = |row: u32, key: &str| match &row_at(&plan, "t.csv", row).outcome {
        Outcome::Create { record, .. } => record.references.get(key).cloned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reference(2, "equipment"), Some(Reference::Planned("equipment:SN-1".into())));
    for (row, expected) in [
        (3, "contradicts"),
        (4, "unknown_serial"),
        (5, "customer_differs"),
        (6, "equipment_held"),
        (7, "in_future"),
        (8, "no_time"),
        (9, "unknown_choice"),
        (11, "contradicts"),
    ] {
        assert_eq!(held_codes(row_at(&plan, "t.csv", row)), [expected], "row {row}");
    }
    assert!(matches!(&row_at(&plan, "t.csv", 10).outcome, Outcome::Merge { into, .. } if into.row == 2));
    assert_eq!(reference(12, "customer"), Some(Reference::Planned("customer:乙公司|91310000MA1FL5678Y".into())));
    assert!(note_codes(row_at(&plan, "t.csv", 12)).contains(&"no_serial"));
    assert_eq!(held_codes(row_at(&plan, "t.csv", 13)), ["ambiguous_customer"]);
    // What repeats a row that its machine holds back is held back with it.
    let twice = "2026-10-01 08:00,微信,丙公司,,SN-5,停机,紧急\n";
    let plan = three("丙公司,KS-1,SN-5,,\n丙公司,KS-1,SN-5,,\n", &twice.repeat(2));
    assert_eq!(held_codes(row_at(&plan, "t.csv", 2)), ["equipment_held"]);
    assert_eq!(held_codes(row_at(&plan, "t.csv", 3)), ["equipment_held"]);
    assert_eq!(held_codes(row_at(&plan, "m.csv", 3)), ["customer_held"]);
}

#[test]
fn customers_on_record_are_recognised_and_never_changed() {
    let record = Id([1; 16]);
    let known = Known {
        customers: vec![KnownCustomer {
            record,
            name: "甲公司".into(),
            credit_code: None,
            phones: vec!["138 1234 5678".into()],
            addresses: Vec::new(),
        }],
        ..Known::default()
    };
    let lists = csv("c.csv", &format!("{CUSTOMERS}甲公司,,张三,13812345678,,,,\n甲公司,,李四,13912345678,,,,\n"));
    let plan = plan(&lists, &known, &settings());
    assert_eq!(row_at(&plan, "c.csv", 2).outcome, Outcome::Exists { record });
    assert_eq!(held_codes(row_at(&plan, "c.csv", 3)), ["same_name_differs"]);
}

#[test]
fn workbook_cells_keep_what_they_are() {
    let text = |value: &str| workbook::text(value);
    let heading = ["客户名称", "型号", "出厂编号", "安装日期", "备注", "颜色"].map(text);
    let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
    let (name, model) = (text("甲公司"), text("KS-1"));
    let error = r#"<c t="e"><v>#N/A</v></c>"#;
    let formula = "<c ><f>A1</f><v/></c>";
    let computed = r#"<c t="str"><f>A1</f><v>SN-3</v></c>"#;
    let serial = text("SN-1");
    let rows: &[&[&str]] = &[
        &heading,
        &[&name, &model, &serial, "<c ><v>45762</v></c>", formula, "<c ><v>1</v></c>"],
        &["", &model, "<c ><v>123456</v></c>", "", "", ""],
        &["", &model, error, "", "", ""],
        &["", &model, formula, "", "", ""],
        &["", &model, computed, "", "", ""],
        &["", &model, "<c ><v>12345678901234567</v></c>", "", "", ""],
        &["", &model, &serial, "<c ><v>2025</v></c>", "", ""],
    ];
    let bytes = workbook::with_rows(rows, r#"<mergeCells count="1"><mergeCell ref="A2:A8"/></mergeCells>"#);
    let mut lists = lists_of("m.xlsx", bytes).expect("a list");
    lists.extend(csv("c.csv", &format!("{CUSTOMERS}甲公司,,,,,,,\n")));
    let plan = plan_of(&lists);
    assert_eq!(value(&plan, "m.xlsx", 2, "installed_on"), Some(Scalar::text("2025-04-15")));
    assert_eq!(value(&plan, "m.xlsx", 2, "remarks"), Some(Scalar::text("=A1")));
    assert_eq!(value(&plan, "m.xlsx", 3, "serial_number"), Some(Scalar::text("123456")));
    assert!(note_codes(row_at(&plan, "m.xlsx", 3)).contains(&"merged_cell"));
    assert_eq!(value(&plan, "m.xlsx", 6, "serial_number"), Some(Scalar::text("SN-3")));
    for (row, expected) in [(4, "error_value"), (5, "formula"), (7, "rounded_number"), (8, "date_out_of_range")] {
        assert!(held_codes(row_at(&plan, "m.xlsx", row)).contains(&expected), "row {row}");
    }
    let unknown: Vec<&str> = plan.unknown_columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(unknown, ["F 颜色"]);
}

#[test]
fn a_heading_is_found_or_the_error_says_what_is_missing() {
    let trouble = |text: &str| lists_of("x.csv", text.as_bytes().to_vec()).expect_err("no list");
    assert_eq!(trouble("一,二\n三,四\n").trouble, Trouble::NoHeading);
    let error = trouble("渠道,客户名称,电话,紧急程度\n微信,甲公司,,\n");
    assert!(
        matches!(&error.trouble, Trouble::MissingColumn(kind, column)
        if *kind == ListKind::Tickets && column.zh == "报修时间"),
        "{error}"
    );
    let error = trouble("客户名称,联系人,手机,电话\n甲公司,,,\n");
    assert_eq!((error.row, error.column.as_deref()), (Some(1), Some("D")));
    assert!(matches!(error.trouble, Trouble::RepeatedColumn(_, ref earlier) if earlier == "C"));
    let both = "客户名称,地址\n甲公司,某路\n";
    assert_eq!(trouble(both).trouble, Trouble::AmbiguousHeading);
    let sheets = sheet::read_bytes("x.csv", both.as_bytes().to_vec()).expect("a table");
    let lists = find_lists(sheets, Some(ListKind::Customers)).expect("told which");
    assert_eq!(lists[0].kind, ListKind::Customers);
    let english = csv("x.csv", "Company,Contact person,Mobile\nAcme (China),Li,13812345678\n");
    assert_eq!(english[0].kind, ListKind::Customers);
    let marked = csv("x.csv", "*客户名称（必填）,联系人：\n甲公司,张三\n");
    assert!(marked[0].headings.iter().all(|heading| heading.meaning.is_some()));
}

#[test]
fn each_encoding_reads_the_same() {
    let text = format!("{CUSTOMERS}䶮喆堃公司,,,,,,,\n");
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let expected = csv("c.csv", &text);
    for (name, bytes) in [
        ("UTF-8 with mark", marked(b"\xEF\xBB\xBF", text.clone().into_bytes())),
        ("UTF-16LE with mark", marked(b"\xFF\xFE", utf16(u16::to_le_bytes))),
        ("UTF-16BE with mark", marked(b"\xFE\xFF", utf16(u16::to_be_bytes))),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("GB18030", encoding_rs::GB18030.encode(&text).0.into_owned()),
        ("tabs", text.replace(',', "\t").into_bytes()),
        ("semicolons, CRLF", text.replace(',', ";").replace('\n', "\r\n").into_bytes()),
    ] {
        let lists = lists_of("c.csv", bytes).expect("a list");
        assert_eq!(lists[0].rows, expected[0].rows, "{name}");
    }
}

fn lists_with(cells: &[String]) -> Vec<List> {
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    [(CUSTOMERS, 8), (MACHINES, 5), (TICKETS, 7)]
        .into_iter()
        .flat_map(|(heading, columns)| {
            let rows: String = quoted.chunks_exact(columns).map(|row| row.join(",") + "\n").collect();
            lists_of("x.csv", format!("{heading}{rows}").into_bytes()).unwrap_or_default()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn planning_never_panics_and_repeats_itself(
        cells in proptest::collection::vec(
            prop_oneof![
                any::<String>(),
                "[0-9０-９./年月日: -]{0,20}",
                "(\\+86 ?)?1[0-9 -]{10,14}(转[0-9]{1,3})?",
                Just("甲公司".to_owned()),
                Just("2026-10-01 08:00".to_owned()),
                Just("SN-1".to_owned()),
                Just(String::new()),
            ],
            0..120,
        ),
    ) {
        let lists = lists_with(&cells);
        let plan = plan_of(&lists);
        prop_assert_eq!(&plan, &plan_of(&lists));
        let rows: usize = lists.iter().map(|list| list.rows.len()).sum();
        let planned = plan.rows.iter().filter(|row| !matches!(row.outcome, Outcome::Skipped(Skipped::Blank(_) | Skipped::Heading)));
        prop_assert_eq!(planned.count(), rows);
    }
}
