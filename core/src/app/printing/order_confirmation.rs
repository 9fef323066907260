//! 订单确认函 from an order and its prices (domain §4.8).
//! Absent by design: layout, and adding up; the prices' record holds the total.

use super::{
    Page,
    priced::{self, number, text},
};
use crate::{
    forms::{
        DocumentState, Form, NamedAt, OrderConfirmation, OrderInternals, OrderedLine, PaymentStage, ProgressRow,
        ShipTo, ShipmentRow, Signature, StockRow,
    },
    records::order::Order,
    schema::{Facts, ItemFacts, Problem, Record, Role},
};

/// Whoever of the office reads production and stock (domain §7.1).
pub(super) fn internal_allowed(page: &Page<'_>) -> Result<(), Problem> {
    page.internal_for(&[
        Role::Manager,
        Role::Finance,
        Role::Warehouse,
        Role::Desk,
        Role::Supervisor,
        Role::Administrator,
    ])
}

/// Whoever does not hold the prices prints a draft without them.
pub(super) fn content(page: &Page<'_>) -> Form {
    let printer = &page.printer;
    let record = Order::read(page.facts, &mut Vec::new());
    let prices = prices(page, &record).unwrap_or_default();
    let sent = record.confirmations.iter().max_by_key(|row| row.at);
    let line = |row: &ItemFacts<'_>| {
        let priced = prices.item("lines", row.id);
        OrderedLine {
            name: text(row, "product_name").unwrap_or_default(),
            model: text(row, "model"),
            configuration: text(row, "configuration"),
            unit: text(row, "unit"),
            quantity: number(row, "quantity"),
            unit_price: printer.money(priced.money("unit_price").as_ref()),
            amount: printer.money(priced.money("amount").as_ref()),
            planned_delivery: printer.day(row.date("planned_delivery_on")),
        }
    };
    let total = prices.money("total");
    let hotline = page.source.directory.company().text("service_line").map(str::to_owned);
    Form::OrderConfirmation(Box::new(OrderConfirmation {
        document: page.document(state(page, &record, &prices)),
        customer: record.customer_name.clone().unwrap_or_default(),
        attention: sent.and_then(|row| row.to_name.clone()),
        contract_number: record.contract_number.clone(),
        order_number: record.number.clone(),
        lines: page.facts.items("lines").iter().map(line).collect(),
        total: printer.money(total.as_ref()),
        amount_in_words: printer.in_words(total.as_ref()),
        payment_due: payment_due(page, &prices),
        ship_to: ShipTo {
            address: record.ship_to_address.clone(),
            receiver: record.ship_to_name.clone(),
            phone: record.ship_to_phone.clone(),
        },
        transport: record.transport.clone(),
        planned_installation: printer.day(record.planned_installation_on),
        planned_training: printer.day(record.planned_training_on),
        sales_contact: record.sales_contact.clone(),
        service_contact: record.service_contact.clone(),
        hotline: record.hotline.clone().or(hotline),
        if_wrong: record.objection_instructions.clone(),
        objections_until: printer.day(record.objection_until),
        author: NamedAt { name: printer.person(record.salesperson), at: printer.moment(sent.and_then(|row| row.at)) },
        reply: Some(Signature::default()),
        internal: page.internal.then(|| internals(page, &record)),
    }))
}

/// The order's prices, which name the order.
fn prices(page: &Page<'_>, record: &Order) -> Option<Facts> {
    let of_customer = page.source.records.of_customer("order_price", record.customer?);
    let mut held = of_customer.into_iter().filter_map(|price| page.linked("order_price", Some(price)));
    held.find(|facts| facts.reference("order") == Some(page.record))
}

/// Final with everything starred, as sending it asks for.
fn state(page: &Page<'_>, record: &Order, prices: &Facts) -> DocumentState {
    if record.cancelled_at.is_some() {
        return page.void("订单已取消", "the order is cancelled", record.cancelled_reason.as_ref());
    }
    let starred = ["number", "contract_number", "ship_to_phone", "sales_contact", "service_contact", "hotline"];
    let lines = page.facts.items("lines");
    let is_whole = starred.iter().all(|key| page.facts.has(key))
        && !lines.is_empty()
        && lines.iter().all(|line| line.has("planned_delivery_on") && prices.item("lines", line.id).has("amount"));
    if is_whole { DocumentState::Final } else { DocumentState::Draft }
}

/// The first stage, which falls due with the order; what comes later stands in the contract.
fn payment_due(page: &Page<'_>, prices: &Facts) -> Option<String> {
    let first = priced::stages(&page.printer, prices).into_iter().next();
    first.map_or_else(
        || prices.text("payment_terms").map(str::to_owned),
        |PaymentStage { stage, share, amount, when }| {
            let amount = [Some(stage), share, amount].into_iter().flatten().collect::<Vec<_>>().join(" ");
            page.printer.beside(Some(amount), when.as_ref())
        },
    )
}

fn internals(page: &Page<'_>, record: &Order) -> OrderInternals {
    let printer = &page.printer;
    let mut progress: Vec<_> = record.progress.iter().collect();
    progress.sort_by_key(|row| row.at);
    let mut shipments: Vec<_> = record.shipment_plan.iter().collect();
    shipments.sort_by_key(|row| row.ship_on);
    // One step tells both.
    let sent_at = printer.moment(record.sent_at);
    OrderInternals {
        sent_to_production_at: sent_at.clone(),
        sent_to_warehouse_at: sent_at,
        progress: progress
            .into_iter()
            .map(|row| ProgressRow {
                at: printer.moment(row.at),
                by: printer.person(row.by),
                content: row.text.clone().unwrap_or_default(),
            })
            .collect(),
        stock: record
            .lines
            .iter()
            .map(|row| StockRow {
                line: [&row.product_name, &row.model].into_iter().flatten().cloned().collect::<Vec<_>>().join(" "),
                ordered: row.quantity.map(|quantity| quantity.to_string()),
                in_stock: row.in_stock,
            })
            .collect(),
        shipments: shipments
            .into_iter()
            .enumerate()
            .map(|(index, row)| ShipmentRow {
                delivery: (index + 1).to_string(),
                goods: row.text.clone(),
                planned_at: printer.day(row.ship_on),
                carrier: None,
            })
            .collect(),
    }
}
