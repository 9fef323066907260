//! What is printed of records, as the text of the page says it: marks, starred fields, amounts, who sees what.
//! Absent by design: layout (`tests/forms`), and how the records came about.

mod buying;
mod prospects;
mod quotes;

use super::{PrintError, PrintOptions, PrintRecords, PrintSource};
use crate::{
    app::{
        AppError,
        signing::tests::phone::{CUSTOMER, Phone, codes, values},
    },
    forms,
    process::directory::Directory,
    records::rig::{Rig, START, id, text},
    schema::{Facts, Language, Lookup, Money, RecordId, Role, Scalar},
};

/// A person's view of a rig: some kinds are not among what they hold.
struct View<'a> {
    rig: &'a Rig,
    without: &'a [&'a str],
}

impl Lookup for View<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.rig.facts(kind, record).filter(|_| !self.without.contains(&kind))
    }
}

impl PrintRecords for View<'_> {
    fn of_customer(&self, kind: &str, customer: RecordId) -> Vec<RecordId> {
        let all = self.rig.all(kind).into_iter().filter(|_| !self.without.contains(&kind));
        all.filter(|(_, facts)| facts.reference("customer") == Some(customer)).map(|(record, _)| record).collect()
    }
}

/// Writes values on a record without a step.
fn put(rig: &mut Rig, kind: &str, record: RecordId, values: &[(&str, Scalar)]) {
    crate::records::contract::tests::put(rig, kind, record, values);
}

/// Makes somebody hold roles, under a name.
fn person(rig: &mut Rig, who: u8, name: &str, roles: &[Role]) {
    put(rig, "person", id(who), &[("name", text(name)), ("phone", text("13900000001"))]);
    for role in roles {
        put(rig, "person", id(who), &[(&format!("roles/{}/granted_at", role.code()), START.to_scalar())]);
    }
}

fn form(
    rig: &Rig,
    without: &[&str],
    who: u8,
    record: RecordId,
    form: &str,
    options: PrintOptions,
) -> Result<String, PrintError> {
    let people = rig.all("person").into_iter().map(|(record, facts)| ("person", record, facts));
    let company = rig.all("company").into_iter().map(|(record, facts)| ("company", record, facts));
    let directory = Directory::new(people.chain(company));
    let view = View { rig, without };
    let source = PrintSource { records: &view, directory: &directory, person: id(who), now: rig.at, logo_png: None };
    let form = source.form(record, form, options)?;
    let rendered = forms::render(&form, options.language)?;
    assert_eq!(rendered.warnings, [], "everything prints");
    Ok(rendered.text)
}

/// The page of a form, without the spaces and line ends that narrow columns make.
fn page(rig: &Rig, who: u8, record: RecordId, id: &str) -> String {
    squeezed(&form(rig, &[], who, record, id, PrintOptions::default()).expect("it prints"))
}

const INTERNAL: PrintOptions = PrintOptions { language: Language::Chinese, internal: true };

/// The same with the internal pages, or the code for which they are refused.
fn internal(rig: &Rig, without: &[&str], who: u8, record: RecordId, id: &str) -> Result<String, String> {
    form(rig, without, who, record, id, INTERNAL).map(|text| squeezed(&text)).map_err(|error| match error {
        PrintError::Refused(problem) => {
            assert!(!problem.zh.is_empty() && !problem.en.is_empty());
            problem.code
        }
        other => other.to_string(),
    })
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Every part stands on the page.
fn says(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(&squeezed(part)), "{part}: {page}");
    }
}

/// None of the parts stands on the page.
fn says_not(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(!page.contains(&squeezed(part)), "{part}: {page}");
    }
}

/// The mark across the page, "" for none.
fn mark(page: &str) -> &'static str {
    ["NOTAPPROVED", "DRAFT", "VOID"].into_iter().find(|mark| page.contains(mark)).unwrap_or("")
}

#[test]
fn every_paper_is_of_a_kind_and_a_form_and_each_kind_tells_its_forms() {
    for paper in super::PAPERS {
        assert!(crate::records::kind(paper.kind).is_some(), "{}", paper.kind);
        assert!(super::forms_of(paper.kind).iter().any(|spec| spec.id == paper.form), "{}", paper.form);
    }
    let titles: Vec<&str> = super::forms_of("quote").iter().map(|spec| spec.title.zh).collect();
    assert_eq!(titles, ["产品解决方案", "报价单"]);
    assert!(super::forms_of("person").is_empty());
}

#[test]
fn an_unknown_form_and_a_record_of_another_kind_are_refused() {
    let rig = crate::records::quote::tests::drafted();
    let quote = id(crate::records::quote::tests::QUOTE);
    let refused = |record, id| form(&rig, &[], 4, record, id, PrintOptions::default());
    assert!(matches!(refused(quote, "nothing"), Err(PrintError::Refused(problem)) if problem.code == "unknown_form"));
    assert_eq!(refused(quote, "sales_contract"), Err(PrintError::NoSuchRecord));
    let unseen = form(&rig, &["quote"], 4, quote, "quotation", PrintOptions::default());
    assert_eq!(unseen, Err(PrintError::NoSuchRecord));
}

#[test]
fn a_phone_prints_what_it_holds() {
    let phone = Phone::new();
    let (order, price) = (id(60), id(61));
    let line = [("lines/m/product_name", text("立式加工中心")), ("lines/m/quantity", Scalar::Integer(1))];
    let order_says = [("customer", CUSTOMER.to_scalar()), ("number", text("DD-2611-07-0001"))];
    phone.put("order", order, values(order_says).into_iter().chain(values(line)).collect());
    assert_eq!(phone.app.forms_of(order).unwrap()[0].title.en, "Order Confirmation");
    let draft = phone.app.print(order, "order_confirmation", PrintOptions::default()).unwrap();
    assert!(draft.pdf.starts_with(b"%PDF") && draft.pages == 1 && draft.warnings.is_empty());
    let priced = [
        ("order", order.to_scalar()),
        ("customer", CUSTOMER.to_scalar()),
        ("lines/m/amount", Money::cny(100).to_scalar()),
    ];
    phone.put("order_price", price, values(priced));
    let with_prices = phone.app.print(order, "order_confirmation", PrintOptions::default()).unwrap();
    assert!(draft.pdf != with_prices.pdf, "the prices are found by the order that they name");
    assert!(matches!(phone.app.print(price, "quotation", PrintOptions::default()), Err(AppError::NoSuchRecord)));
    let quote = id(62);
    phone.put("quote", quote, values([("number", text("BJ-2611-07-0001"))]));
    assert_eq!(codes(phone.app.print(quote, "quotation", INTERNAL).err()), ["internal_not_yours"]);
}
