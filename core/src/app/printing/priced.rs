//! Priced lines, their totals and stages of payment, from whichever record holds them: quote, contract, order.
//! Absent by design: adding up and rounding (`records::amounts`); every amount is the record's.

use super::Printer;
use crate::{
    forms::{PaymentStage, PricedLine, Totals},
    schema::{Facts, ItemFacts},
};

/// The text of a row's field.
pub(super) fn text(row: &ItemFacts<'_>, field: &str) -> Option<String> {
    row.text(field).map(str::to_owned)
}

/// The number of a row's field.
pub(super) fn number(row: &ItemFacts<'_>, field: &str) -> Option<String> {
    row.integer(field).map(|number| number.to_string())
}

pub(super) fn lines(printer: &Printer<'_>, facts: &Facts) -> Vec<PricedLine> {
    let rows = facts.items("lines");
    let line = |row: &ItemFacts<'_>| PricedLine {
        name: text(row, "product_name").unwrap_or_default(),
        model: text(row, "model"),
        configuration: text(row, "configuration"),
        unit: text(row, "unit"),
        quantity: number(row, "quantity"),
        unit_price: printer.money(row.money("unit_price").as_ref()),
        discount: printer.percent(row.integer("discount").filter(|discount| *discount > 0)),
        tax_rate: printer.percent(row.integer("tax_rate")),
        amount: printer.money(row.money("amount").as_ref()),
        remark: text(row, "remark"),
    };
    rows.iter().map(line).collect()
}

pub(super) fn totals(printer: &Printer<'_>, facts: &Facts) -> Totals {
    let money = |key: &str| printer.money(facts.money(key).as_ref());
    let total = facts.money("total");
    Totals {
        subtotal: money("subtotal"),
        discount: money("whole_discount"),
        net: money("net_total"),
        tax: money("tax_total"),
        total: money("total"),
        amount_in_words: printer.in_words(total.as_ref()),
        currency: printer.currency(total.as_ref()),
    }
}

pub(super) fn stages(printer: &Printer<'_>, facts: &Facts) -> Vec<PaymentStage> {
    let rows = facts.items("payment_stages");
    let stage = |row: &ItemFacts<'_>| PaymentStage {
        stage: text(row, "name").unwrap_or_default(),
        share: printer.percent(row.integer("share")),
        amount: printer.money(row.money("amount").as_ref()),
        when: text(row, "due"),
    };
    rows.iter().map(stage).collect()
}
