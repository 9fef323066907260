//! What a contract copies when it is drawn: from the template, the approved quote, the parties, a first contract.
//! Absent by design: whether it may be drawn, and what people write (`drawing`).

use std::rc::Rc;

use super::{Contract, content::is_content};
use crate::{
    records::{customer::main_contact, guard::is_empty},
    schema::{Facts, Record, RecordId, Scalar, StepRun},
};

/// What drawing copies or notes.
pub(super) const DRAWN: &[&str] = &[
    "quote_revision",
    "customer",
    "customer_name",
    "salesperson",
    "drawn_at",
    "drawn_by",
    "template_title",
    "template_version",
    "subtotal",
    "whole_discount",
    "tax_total",
    "net_total",
    "total",
    "lines/*/product_name",
    "lines/*/model",
    "lines/*/configuration",
    "lines/*/unit",
    "lines/*/quantity",
    "lines/*/unit_price",
    "lines/*/discount",
    "lines/*/tax_rate",
    "lines/*/amount",
    "lines/*/discount_share",
    "lines/*/tax",
    "lines/*/needs_installation",
    "lines/*/position",
    "payment_stages/*/name",
    "payment_stages/*/share",
    "payment_stages/*/due",
    "payment_stages/*/amount",
    "payment_stages/*/position",
];

/// What a line takes over from the quote's.
const LINE_FIELDS: &[&str] = &[
    "product_name",
    "model",
    "configuration",
    "unit",
    "quantity",
    "unit_price",
    "discount",
    "tax_rate",
    "amount",
    "discount_share",
    "tax",
    "needs_installation",
    "position",
];
/// What the contract itself takes over; what it says under the same name is the person's to change.
const QUOTE_FIELDS: &[&str] = &[
    "customer",
    "customer_name",
    "salesperson",
    "subtotal",
    "whole_discount",
    "tax_total",
    "net_total",
    "total",
    "delivery_period",
    "delivery_from",
    "delivery_place",
    "delivery_manner",
    "packing",
    "warranty",
];
/// What a payment stage takes over from the quote's.
const STAGE_FIELDS: &[&str] = &["name", "share", "due", "amount", "position"];

/// The record that a key names after the inputs.
pub(super) fn linked(run: &StepRun<'_>, key: &str, kind: &str) -> Option<Rc<Facts>> {
    RecordId::from_scalar(run.after(key)).and_then(|id| run.linked(kind, id))
}

/// Notes who drew it when, on which template.
pub(super) fn draw(run: &mut StepRun<'_>) {
    run.set("drawn_at", run.at.to_scalar());
    run.set("drawn_by", run.person.to_scalar());
    if let Some(template) = linked(run, "template", "library") {
        run.set("template_title", template.get("title").clone());
        run.set("template_version", template.get("version").clone());
    }
}

/// Writes what is there to write and the person left empty.
fn propose(run: &mut StepRun<'_>, key: &str, value: &Scalar) {
    if is_empty(run.after(key)) && !is_empty(value) {
        run.set(key, value.clone());
    }
}

/// Copies subject matter, payment and conditions of the approved quote, and says so on the quote.
pub(super) fn copy_quote(run: &mut StepRun<'_>) {
    let (Some(id), Some(quote)) = (RecordId::from_scalar(run.after("quote")), linked(run, "quote", "quote")) else {
        return;
    };
    for key in QUOTE_FIELDS {
        propose(run, key, quote.get(key));
    }
    propose(run, "quote_revision", quote.get("revision"));
    for (table, fields) in [("lines", LINE_FIELDS), ("payment_stages", STAGE_FIELDS)] {
        for row in quote.items(table) {
            for field in fields {
                propose(run, &row.key(field), row.get(field));
            }
        }
    }
    run.touch("quote", id, "contract", run.record.to_scalar());
    run.touch("quote", id, "contracted_at", run.at.to_scalar());
}

/// Proposes what customer and company say of themselves.
pub(super) fn copy_parties(run: &mut StepRun<'_>) {
    let quote = linked(run, "quote", "quote");
    if let Some(customer) =
        quote.and_then(|quote| quote.reference("customer")).and_then(|id| run.linked("customer", id))
    {
        propose(run, "buyer_name", customer.get("name"));
        propose(run, "buyer_credit_code", customer.get("credit_code"));
        let site = customer.items("sites").first().map(|site| site.get("address").clone());
        propose(run, "buyer_address", &site.unwrap_or_default());
        let phone = main_contact(&customer).map(|(_, phone)| Scalar::text(phone));
        propose(run, "buyer_phone", &phone.unwrap_or_default());
    }
    if let Some(company) = run.settings() {
        for (key, from) in [("seller_name", "name_zh"), ("seller_address", "address"), ("seller_phone", "service_line")]
        {
            propose(run, key, company.get(from));
        }
    }
}

/// Takes over parties and terms of the first contract; what it sold and cost stays there.
pub(super) fn copy_first(run: &mut StepRun<'_>) {
    let Some(first) = linked(run, "supplements", "contract") else { return };
    let is_its_own = |name: &str| {
        matches!(
            name,
            "quote"
                | "quote_revision"
                | "supplements"
                | "template"
                | "template_title"
                | "template_version"
                | "subtotal"
                | "whole_discount"
                | "tax_total"
                | "net_total"
                | "total"
        )
    };
    let of_first = ["customer", "salesperson"].into_iter();
    let terms = Contract::TABLE.fields.iter().map(|field| field.name);
    for name in of_first.chain(terms.filter(|name| is_content(name) && !is_its_own(name))) {
        propose(run, name, first.get(name));
    }
}
