use super::*;
use crate::records::{
    order_price,
    rig::{Rig, boolean, check_kind, id, number, reference, text},
};
use crate::schema::{Money, Scalar};

mod entering;
mod planning;

const ADMINISTRATOR: u8 = 1;
const SALESPERSON: u8 = 3;
const CUSTOMER: u8 = 50;
const ORDER: u8 = 60;

fn rig() -> Rig {
    let mut rig = Rig::new(id(ADMINISTRATOR));
    rig.put("person", id(SALESPERSON), &[("name", text("销售甲"))]);
    rig.put("customer", id(CUSTOMER), &[("name", text("滨海机械厂"))]);
    rig
}

/// Two machines to install, of which the first delivery brings one, and ten spare parts.
fn order() -> Vec<(&'static str, Scalar)> {
    vec![
        ("customer", reference(CUSTOMER)),
        ("salesperson", reference(SALESPERSON)),
        ("contract_number", text("HT-2611-A1-0001")),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("lines/m/product_name", text("数控车床")),
        ("lines/m/model", text("X200")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity", number(2)),
        ("lines/m/first_quantity", number(1)),
        ("lines/m/needs_installation", boolean(true)),
        ("lines/p/product_name", text("轴承")),
        ("lines/p/model", text("6204")),
        ("lines/p/unit", text("个")),
        ("lines/p/quantity", number(10)),
    ]
}

fn without(given: Vec<(&'static str, Scalar)>, key: &str) -> Vec<(&'static str, Scalar)> {
    given.into_iter().filter(|(of, _)| *of != key).collect()
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
    check_kind(&order_price::KIND);
}

#[test]
fn registering_begins_the_prices_and_the_first_delivery() {
    let mut rig = rig();
    let parts = rig.must("order.register_order", id(ORDER), &order());
    let kinds: Vec<(&str, bool)> = parts.iter().map(|part| (part.kind, part.creates)).collect();
    assert_eq!(kinds, [("order", true), ("order_price", true), ("delivery", true)]);
    let (order_facts, delivery) = (rig.record("order", id(ORDER)), rig.record("delivery", parts[2].record));
    assert_eq!(rig.status("order", id(ORDER)), "entered");
    assert_eq!(rig.status("delivery", parts[2].record), "planned");
    assert_eq!(order_facts.text("customer_name"), Some("滨海机械厂"));
    assert_eq!(delivery.reference("order"), Some(id(ORDER)));
    assert_eq!(delivery.text("ship_to_name"), Some("赵工"));
    assert_eq!(delivery.integer("lines/m/quantity_due"), Some(1));
    assert_eq!(delivery.integer("lines/p/quantity_due"), Some(10));
    assert!(delivery.is_true("lines/m/needs_installation"));
    assert_eq!(line_sum(&order_facts, "m", "planned"), 1);
    assert_eq!(rig.record("order_price", parts[1].record).reference("order"), Some(id(ORDER)));
    let mut problems = Vec::new();
    assert_eq!(Order::read(&order_facts, &mut problems).lines.len(), 2);
    assert!(problems.is_empty());
}

#[test]
fn an_incomplete_order_is_refused() {
    let mut rig = rig();
    for (missing, codes) in [
        ("ship_to_name", vec!["required", "required"]),
        ("lines/m/quantity", vec!["required", "too_many"]),
        ("lines/p/model", vec!["required"]),
    ] {
        assert_eq!(rig.refused("order.register_order", id(ORDER), &without(order(), missing)), codes, "{missing}");
    }
    let mut unknown = without(order(), "customer");
    unknown.push(("customer", reference(99)));
    assert_eq!(rig.refused("order.register_order", id(ORDER), &unknown), ["unknown_customer"]);
    let mut more = without(order(), "lines/m/first_quantity");
    more.push(("lines/m/first_quantity", number(3)));
    assert_eq!(rig.refused("order.register_order", id(ORDER), &more), ["too_many"]);
}

#[test]
fn an_order_goes_through_production() {
    let mut rig = rig();
    rig.must("order.register_order", id(ORDER), &order());
    rig.must("order.send", id(ORDER), &[]);
    assert_eq!(rig.status("order", id(ORDER)), "sent");
    assert_eq!(rig.refused("order.send", id(ORDER), &[]), ["already_sent"]);
    rig.must("order.report_progress", id(ORDER), &[("progress/a/text", text("总装完成"))]);
    assert_eq!(rig.status("order", id(ORDER)), "in_production");
    assert_eq!(rig.record("order", id(ORDER)).instant("progress/a/at"), Some(rig.at));
    let stock = [("lines/m/in_stock", boolean(true)), ("lines/p/in_stock", boolean(true))];
    rig.must("order.mark_in_stock", id(ORDER), &stock[..1]);
    assert_eq!(rig.status("order", id(ORDER)), "in_production");
    rig.must("order.mark_in_stock", id(ORDER), &stock);
    assert_eq!(rig.status("order", id(ORDER)), "ready");
    rig.must("order.hold", id(ORDER), &[("holds/a/reason", text("客户场地未就绪"))]);
    assert_eq!(rig.status("order", id(ORDER)), "on_hold");
    rig.must("order.resume", id(ORDER), &[]);
    assert_eq!(rig.status("order", id(ORDER)), "ready");
    assert_eq!(rig.refused("order.resume", id(ORDER), &[]), ["not_its_turn"]);
    assert_eq!(rig.refused("order.complete", id(ORDER), &[]), ["not_received"]);
    rig.must("order.cancel", id(ORDER), &[("cancelled_reason", text("客户取消项目"))]);
    assert_eq!(rig.status("order", id(ORDER)), "cancelled");
    assert_eq!(rig.refused("order.send", id(ORDER), &[]), ["not_its_turn"]);
}

#[test]
fn amounts_are_rounded_half_up_and_summed() {
    let mut rig = rig();
    let parts = rig.must("order.register_order", id(ORDER), &order());
    let price = parts[1].record;
    let prices = [
        ("lines/m/unit_price", Money::cny(10_000_033).to_scalar()),
        ("lines/m/discount", number(250)),
        ("lines/m/tax_rate", number(1300)),
        ("lines/p/unit_price", Money::cny(1_999).to_scalar()),
        ("lines/p/tax_rate", number(1300)),
    ];
    rig.must("order_price.set_prices", price, &prices);
    let facts = rig.record("order_price", price);
    // 2 × 100,000.33 × 0.975 = 195,000.6435
    assert_eq!(facts.money("lines/m/amount"), Some(Money::cny(19_500_064)));
    assert_eq!(facts.money("lines/p/amount"), Some(Money::cny(19_990)));
    assert_eq!(facts.money("total"), Some(Money::cny(19_520_054)));
    assert_eq!(rig.status("order_price", price), "priced");
    let dollars = Money { minor: 1_999, currency: "USD".into() }.to_scalar();
    assert_eq!(rig.refused("order_price.set_prices", price, &[("lines/p/unit_price", dollars)]), ["currencies"]);
    let huge = Money::cny(9_000_000_000_000).to_scalar();
    assert_eq!(rig.refused("order_price.set_prices", price, &[("lines/p/unit_price", huge)]), ["required"]);
}

#[test]
fn prices_are_held_by_those_who_may_read_them() {
    let facts = Facts(
        [("customer", reference(CUSTOMER)), ("salesperson", reference(SALESPERSON))]
            .map(|(key, value)| (key.to_owned(), value))
            .into(),
    );
    let classes = |kind: &Kind| -> Vec<(Holder, &str)> {
        (kind.buckets)(id(9), &facts).into_iter().map(|bucket| (bucket.holder, bucket.class)).collect()
    };
    let sales = (Holder::Person(id(SALESPERSON)), "sales");
    assert_eq!(classes(&KIND), [(Holder::All, "order"), (Holder::Customer(id(CUSTOMER)), "order"), sales]);
    assert_eq!(
        classes(&order_price::KIND),
        [(Holder::All, "order_price"), (Holder::Customer(id(CUSTOMER)), "sales"), sales]
    );
}
