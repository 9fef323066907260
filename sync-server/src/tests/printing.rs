//! Forms printed at the desk: for whom, and with what. Absent by design: what stands on them.

use fieldseal_core::{
    app::PrintOptions,
    schema::{Language, Money, RecordId, Role, Scalar},
};

use super::office::{Office, text, values};

const CHINESE: PrintOptions = PrintOptions { language: Language::Chinese, internal: false };
const INTERNAL: PrintOptions = PrintOptions { language: Language::Chinese, internal: true };

/// An office with a graded customer of the first salesperson and a quote to it.
fn quoted(office: &Office, manager: RecordId, salesperson: RecordId) -> (RecordId, RecordId) {
    let lead = values([
        ("name", text("云杉精密")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("加工中心一台")),
        ("contacts/a/name", text("李四")),
        ("contacts/a/phone", text("13800000000")),
    ]);
    let made = office.perform(manager, "customer.record_lead", None, &lead).unwrap();
    let companion = made.touched.iter().find(|(kind, _)| kind == "customer_sales").unwrap().1;
    let grade = values([
        ("grade", text("a")),
        ("grade_reason", text("预算明确")),
        ("salesperson", salesperson.to_scalar()),
        ("next_follow_up", text("2026-11-24")),
    ]);
    office.perform(manager, "customer_sales.grade", Some(companion), &grade).unwrap();
    let offer = values([
        ("customer", made.record.to_scalar()),
        ("title", text("加工单元")),
        ("lines/m/product_name", text("立式加工中心")),
        ("lines/m/model", text("VMC-850")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity", Scalar::Integer(1)),
        ("lines/m/unit_price", Money::cny(11_300_000).to_scalar()),
        ("lines/m/tax_rate", Scalar::Integer(1_300)),
    ]);
    let quote = office.perform(salesperson, "quote.draft", None, &offer).unwrap();
    (made.record, quote.record)
}

#[test]
fn k_cost_the_desk_prints_for_each_person_what_that_person_sees() {
    let office = Office::new();
    let add = |name: &str, role| office.add_person(name, &[role]);
    let (manager, own, other) = (add("经理", Role::Manager), add("甲", Role::Sales), add("乙", Role::Sales));
    let (engineer, desk, finance) =
        (add("工程师", Role::Engineer), add("客服", Role::Desk), add("财务", Role::Finance));
    let (customer, quote) = quoted(&office, manager, own);
    let print = |person, record, form: &str, options| {
        let printed = office.server().desk().print(person, record, form, options);
        printed.map_err(|error| error.problems().remove(0).code)
    };
    for (person, options) in [(own, CHINESE), (manager, CHINESE), (own, INTERNAL), (manager, INTERNAL)] {
        let printed = print(person, quote, "quotation", options).unwrap();
        assert!(printed.pdf.starts_with(b"%PDF") && printed.warnings.is_empty());
    }
    let (handed_out, kept) =
        (print(manager, quote, "quotation", CHINESE).unwrap(), print(manager, quote, "quotation", INTERNAL).unwrap());
    assert!(kept.pages > handed_out.pages, "the internal page is one of its own");
    for person in [other, engineer, desk, finance] {
        assert_eq!(print(person, quote, "quotation", CHINESE), Err("no_such_record".into()));
        assert_eq!(print(person, quote, "quotation", INTERNAL), Err("no_such_record".into()));
    }
    let administrator = office.set_up.administrator;
    assert_eq!(print(administrator, quote, "quotation", INTERNAL), Err("internal_not_yours".into()));
    for person in [own, manager, desk] {
        print(person, customer, "prospective_customer", CHINESE).unwrap();
    }
    assert_eq!(print(own, customer, "quotation", CHINESE), Err("no_such_record".into()));
    assert_eq!(print(own, quote, "receipt", CHINESE), Err("unknown_form".into()));
}
