//! The three lists of a real company's size. Every figure was counted apart from this code, with
//! another program over the same files.
//! Absent by design: blemishes that these files do not have.

use std::{collections::BTreeSet, path::PathBuf};

use fieldseal_core::schema::{Date, Id, Instant, Language, Scalar};

use super::{held_codes, note_codes, plan_of, row_at, settings};
use crate::import::{
    Known, KnownCustomer, KnownEquipment, List, NewRecord, Outcome, Plan, Reference, plan, read_lists, report,
};

const FILES: [&str; 3] = ["customers.xlsx", "equipment.xlsx", "tickets.gbk.csv"];

fn lists() -> Vec<List> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data");
    read_lists(&FILES.map(|file| folder.join(file))).expect("readable lists")
}

fn created(plan: &Plan) -> Vec<&NewRecord> {
    plan.rows
        .iter()
        .flat_map(|row| match &row.outcome {
            Outcome::Create { record, companion } => [Some(record), companion.as_ref()],
            _ => [None, None],
        })
        .flatten()
        .collect()
}

#[test]
fn every_row_comes_to_its_outcome() {
    let plan = plan_of(&lists());
    let totals: Vec<_> = report::totals(&plan).into_iter().collect();
    assert_eq!(
        totals,
        [
            (("customer", "create"), 264),
            (("customer", "held"), 37),
            (("customer", "merge"), 8),
            (("customer", "skipped"), 12),
            (("machine", "create"), 305),
            (("machine", "held"), 43),
            (("machine", "skipped"), 1),
            (("ticket", "create"), 541),
            (("ticket", "held"), 59),
            (("ticket", "skipped"), 1),
        ]
    );
    let count = |code| plan.rows.iter().filter(|row| note_codes(row).contains(&code)).count();
    assert_eq!(count("no_serial"), 53);
    assert_eq!(count("formula_kept"), 56);
    assert!(plan.unknown_columns.is_empty() && plan.other_sheets.is_empty());
    let held: BTreeSet<_> = plan.rows.iter().flat_map(held_codes).collect();
    assert_eq!(held, BTreeSet::from(["customer_held", "equipment_held", "repeats_held", "same_name_differs"]));
}

#[test]
fn a_customer_is_taken_in_clean() {
    let plan = plan_of(&lists());
    // Row 26: full-width digits, a name with an ideographic space after it, repeated in row 27.
    let row = row_at(&plan, "customers.xlsx", 26);
    let Outcome::Create { record, companion: Some(sales) } = &row.outcome else { panic!("{row:?}") };
    assert_eq!(record.natural_key, "customer:凌云传媒有限公司|914239992810ILDPDJ");
    let text = |key: &str| record.values.get(key).and_then(Scalar::as_text);
    assert_eq!(text("name"), Some("凌云传媒有限公司"));
    assert_eq!(text("industry"), Some("机械制造"));
    assert_eq!(text("source"), Some("telephone"));
    assert_eq!((text("initial_need"), text("initial_need_text")), (Some("other"), Some("维护成本高，想换型")));
    let ends = |end: &str| record.values.iter().find(|(key, _)| key.ends_with(end)).and_then(|(_, v)| v.as_text());
    assert_eq!(ends("/name"), Some("陈秀珍"));
    assert_eq!(ends("/phone"), Some("13199265481"));
    assert_eq!(ends("/address"), Some("黑龙江省勇市清浦侯路D座"));
    assert_eq!(sales.values.get("grade"), Some(&Scalar::text("b")));
    assert_eq!(sales.beside.get("salesperson_name"), Some(&Scalar::text("周桂英")));
    assert_eq!(sales.references.get("customer"), Some(&Reference::Planned(record.natural_key.clone())));
    assert_eq!(record.beside.get("remarks"), Some(&Scalar::text("重复登记")));
    let row = row_at(&plan, "customers.xlsx", 27);
    let Outcome::Merge { into, added } = &row.outcome else { panic!("{row:?}") };
    assert_eq!((into.row, added.as_slice()), (26, ["remarks".to_owned()].as_slice()));
}

#[test]
fn two_companies_of_one_name_are_told_apart_or_held() {
    let plan = plan_of(&lists());
    // Rows 4 and 219 bear one name and two credit codes; rows 31 and 49 bear one name and no code.
    for row in [4, 219] {
        assert!(matches!(row_at(&plan, "customers.xlsx", row).outcome, Outcome::Create { .. }));
    }
    for (row, other) in [(31, "第 49 行"), (49, "第 31 行")] {
        let Outcome::Held { reasons } = &row_at(&plan, "customers.xlsx", row).outcome else { panic!("row {row}") };
        assert!(reasons[0].text(Language::Chinese).contains(other), "{reasons:?}");
    }
    // The first machine's address is that of row 4.
    let row = row_at(&plan, "equipment.xlsx", 2);
    let Outcome::Create { record, .. } = &row.outcome else { panic!("{row:?}") };
    let owner = Reference::Planned("customer:创联世纪信息有限公司|910793379156ZHXLPA".into());
    assert_eq!(record.references.get("customer"), Some(&owner));
    assert_eq!(note_codes(row), ["told_apart"]);
    assert_eq!(record.natural_key, "equipment:GO9992-7031");
    let date = |key: &str| record.values.get(key).and_then(Date::from_scalar).map(|date| date.to_string());
    assert_eq!(date("received_on").as_deref(), Some("2026-11-02"));
    assert_eq!(date("warranty_until").as_deref(), Some("2027-11-05"));
    assert_eq!(record.values.get("model"), Some(&Scalar::text("KS-12")));
    assert_eq!(record.values.get("product_name"), Some(&Scalar::text("空压机")));
    // Row 3's warranty is the serial number 46101.
    let row = row_at(&plan, "equipment.xlsx", 3);
    let Outcome::Create { record, .. } = &row.outcome else { panic!("{row:?}") };
    assert_eq!(record.values.get("warranty_until"), Some(&Scalar::text("2026-03-20")));
}

#[test]
fn a_ticket_is_history_linked_to_machine_and_customer() {
    let plan = plan_of(&lists());
    // Row 3 has a line break in its description.
    let row = row_at(&plan, "tickets.gbk.csv", 3);
    let Outcome::Create { record, .. } = &row.outcome else { panic!("{row:?}") };
    assert_eq!(record.values.get("description"), Some(&Scalar::text("气压不足，产量下降\n已断电")));
    let submitted = record.values.get("submitted_at").and_then(Instant::from_scalar);
    assert_eq!(submitted.map(|at| at.to_string()).as_deref(), Some("2026-09-25 09:48"));
    assert_eq!(record.values.get("channel"), Some(&Scalar::text("hotline")));
    assert_eq!(record.values.get("urgency"), Some(&Scalar::text("general")));
    assert_eq!(record.beside.get("taken_in_by_name"), Some(&Scalar::text("客服02")));
    assert_eq!(record.references.get("equipment"), Some(&Reference::Planned("equipment:IF0325-4189".into())));
    assert_eq!(record.references.get("customer"), Some(&Reference::Planned(owner_of(&plan, "IF0325-4189"))));
    // Row 17 names no machine.
    let row = row_at(&plan, "tickets.gbk.csv", 17);
    let Outcome::Create { record, .. } = &row.outcome else { panic!("{row:?}") };
    assert!(note_codes(row).contains(&"no_serial") && !record.references.contains_key("equipment"));
}

fn owner_of(plan: &Plan, serial: &str) -> String {
    let key = format!("equipment:{serial}");
    let machine = created(plan).into_iter().find(|record| record.natural_key == key).expect("the machine");
    match &machine.references["customer"] {
        Reference::Planned(key) => key.clone(),
        Reference::Existing(record) => panic!("{record}"),
    }
}

#[test]
fn every_reference_is_to_something_planned() {
    let plan = plan_of(&lists());
    let records = created(&plan);
    let keys: BTreeSet<&str> = records.iter().map(|record| record.natural_key.as_str()).collect();
    assert_eq!(keys.len(), records.len(), "one record for one key");
    for record in &records {
        for reference in record.references.values() {
            let Reference::Planned(key) = reference else { panic!("{reference:?}") };
            assert!(keys.contains(key.as_str()), "{key}");
        }
    }
}

#[test]
fn importing_twice_adds_nothing() {
    let company = settings().company;
    let lists = lists();
    let first = plan_of(&lists);
    assert_eq!(first, plan_of(&lists));
    let mut known = Known::default();
    for record in created(&first) {
        let id = record.id(&company);
        known.records.insert(id);
        let text = |key: &str| record.values.get(key).and_then(Scalar::as_text).map(str::to_owned);
        let ending = |end: &str| -> Vec<String> {
            let values = record.values.iter().filter(|(key, _)| key.ends_with(end));
            values.filter_map(|(_, value)| value.as_text().map(str::to_owned)).collect()
        };
        match record.kind {
            "customer" => known.customers.push(KnownCustomer {
                record: id,
                name: text("name").expect("a name"),
                credit_code: text("credit_code"),
                phones: ending("/phone"),
                addresses: ending("/address"),
            }),
            "equipment" => known.equipment.push(KnownEquipment {
                record: id,
                serial_number: text("serial_number").expect("a serial number"),
                customer: record.references["customer"].id(&company),
            }),
            _ => {}
        }
    }
    let second = plan(&lists, &known, &settings());
    assert_eq!(created(&second), Vec::<&NewRecord>::new());
    let totals = report::totals(&second);
    assert_eq!(totals[&("customer", "exists")], 264 + 8);
    assert_eq!(
        (totals[&("customer", "held")], totals[&("machine", "held")], totals[&("ticket", "held")]),
        (37, 43, 59)
    );
    assert_eq!((totals[&("machine", "exists")], totals[&("ticket", "exists")]), (305, 541));
    // Equipment and tickets alone find their customers on record.
    let alone = plan(&lists[1..], &known, &settings());
    assert_eq!(report::totals(&alone)[&("ticket", "exists")], 541);
}

#[test]
fn ids_belong_to_the_company() {
    let lists = lists();
    let other = crate::import::Settings { company: Id([8; 16]), ..settings() };
    let ours: BTreeSet<Id> = created(&plan_of(&lists)).iter().map(|record| record.id(&settings().company)).collect();
    let plan = plan(&lists, &Known::default(), &other);
    assert!(created(&plan).iter().all(|record| !ours.contains(&record.id(&other.company))));
}

#[test]
fn the_print_names_place_outcome_and_reason() {
    let plan = plan_of(&lists());
    for (language, row, held, total) in [
        (
            Language::Chinese,
            "customers.xlsx「潜在客户」第 27 行  合并客户",
            "待处理客户  同兴万点网络有限公司",
            "  客户  新建 264  合并 8  已有 0  待处理 37  跳过 12",
        ),
        (
            Language::English,
            "customers.xlsx \"潜在客户\" row 27  merge customer",
            "held back customer  同兴万点网络有限公司",
            "  customer  create 264  merge 8  on record 0  held back 37  skip 12",
        ),
    ] {
        let mut printed = Vec::new();
        report::print(&plan, language, &mut printed).expect("a buffer takes everything");
        let printed = String::from_utf8(printed).expect("text");
        for expected in [row, held, total] {
            assert!(printed.contains(expected), "{expected} in:\n{printed}");
        }
        let lines_of_rows = printed.lines().take_while(|line| !line.is_empty()).count();
        assert_eq!(lines_of_rows, plan.rows.len());
    }
}

#[test]
fn the_demo_lists_show_each_outcome() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let lists = read_lists(&["customers.xlsx", "equipment.xlsx", "tickets.csv"].map(|file| folder.join(file)));
    let plan = plan_of(&lists.expect("readable lists"));
    let totals: Vec<_> = report::totals(&plan).into_iter().filter(|((_, what), _)| *what != "skipped").collect();
    assert_eq!(
        totals,
        [
            (("customer", "create"), 7),
            (("customer", "held"), 1),
            (("customer", "merge"), 1),
            (("machine", "create"), 13),
            (("machine", "held"), 1),
            (("ticket", "create"), 12),
            (("ticket", "held"), 1),
            (("ticket", "merge"), 1),
        ]
    );
    let held = |file, row| held_codes(row_at(&plan, file, row));
    assert_eq!(held("customers.xlsx", 12), ["two_digit_year"]);
    assert_eq!(held("equipment.xlsx", 15), ["unknown_customer"]);
    assert_eq!(held("tickets.csv", 15), ["equipment_held"]);
    let contacts: Vec<&str> = created(&plan)
        .into_iter()
        .flat_map(|record| &record.values)
        .filter(|(key, _)| key.starts_with("contacts/") && key.ends_with("/name"))
        .filter_map(|(_, name)| name.as_text())
        .collect();
    for name in ["龚䶮", "林喆", "王堃"] {
        assert!(contacts.contains(&name), "{name}");
    }
}
