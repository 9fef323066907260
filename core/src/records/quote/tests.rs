//! Drafting a quote, its amounts, and every status by real steps.
//! Absent by design: approval (`tests/deciding.rs`), cost and floor price (`tests/costing.rs`), and what becomes of
//! an approved quote (`tests/offering.rs`).

mod costing;
mod deciding;
mod offering;

use super::*;
use crate::{
    records::{
        customer,
        rig::{Rig, check_kind, id, number, reference, text},
    },
    schema::Scalar,
};

pub const SALESPERSON: u8 = 3;
pub const MANAGER: u8 = 4;
pub const FINANCE: u8 = 5;
pub const OTHER: u8 = 6;
pub const CUSTOMER: u8 = 50;
pub const NEEDS: u8 = 52;
pub const QUOTE: u8 = 60;
const CONTRACT: u8 = 70;

type Given = Vec<(&'static str, Scalar)>;

fn cny(fen: i64) -> Scalar {
    Money::cny(fen).to_scalar()
}

fn day(text: &str) -> Scalar {
    text.parse::<jiff::civil::Date>().map(|date| Date(date).to_scalar()).expect("a day")
}

/// A graded customer with a needs analysis: one core need, one secondary.
pub fn rig() -> Rig {
    let mut rig = Rig::new(id(SALESPERSON));
    for person in [SALESPERSON, MANAGER, FINANCE] {
        rig.put("person", id(person), &[("name", text("某人"))]);
    }
    let other = [("name", text("某人")), ("roles/sales/granted_at", rig.at.to_scalar())];
    rig.put("person", id(OTHER), &other);
    let customer = [
        ("name", text("滨海机械厂")),
        ("graded_at", rig.at.to_scalar()),
        ("sales", reference(51)),
        ("contacts/c/name", text("赵工")),
        ("contacts/c/phone", text("13800000000")),
        ("sites/s/address", text("天津市滨海新区1号")),
    ];
    rig.put("customer", id(CUSTOMER), &customer);
    rig.put("customer_sales", id(51), &[("salesperson", reference(SALESPERSON))]);
    let needs = [
        ("customer", reference(CUSTOMER)),
        ("needs/n1/need", text("节拍不大于90秒")),
        ("needs/n1/priority", text("core")),
        ("needs/n2/need", text("远程诊断")),
        ("needs/n2/priority", text("secondary")),
    ];
    rig.put("needs", id(NEEDS), &needs);
    rig
}

/// A lathe at 5 % off, its installation, 1,000.00 off the whole; 30 % now and 70 % on delivery.
fn offer() -> Given {
    vec![
        ("customer", reference(CUSTOMER)),
        ("needs", reference(NEEDS)),
        ("title", text("数控加工单元")),
        ("functions", text("自动上下料")),
        ("discount_policy", text("年内老客户最高5%，有效期内有效")),
        ("whole_discount", cny(100_000)),
        ("delivery_period", text("45天")),
        ("valid_until", day("2026-12-31")),
        ("lines/m/product_name", text("数控车床")),
        ("lines/m/model", text("X200")),
        ("lines/m/configuration", text("8工位刀塔")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity", number(2)),
        ("lines/m/unit_price", cny(11_300_000)),
        ("lines/m/discount", number(500)),
        ("lines/m/tax_rate", number(1_300)),
        ("lines/m/answers", text("n1, n2")),
        ("lines/m/needs_installation", Scalar::Boolean(true)),
        ("lines/s/product_name", text("安装调试")),
        ("lines/s/model", text("标准")),
        ("lines/s/unit", text("次")),
        ("lines/s/quantity", number(1)),
        ("lines/s/unit_price", cny(530_000)),
        ("lines/s/tax_rate", number(600)),
        ("parameters/p/name", text("主轴转速")),
        ("parameters/p/value", text("4000")),
        ("reference_cases/r/effect", text("产能提高30%")),
        ("payment_stages/a/name", text("预付款")),
        ("payment_stages/a/share", number(3_000)),
        ("payment_stages/a/due", text("合同签订后7天")),
        ("payment_stages/b/name", text("到货款")),
        ("payment_stages/b/share", number(7_000)),
        ("payment_stages/b/due", text("到货后30天")),
    ]
}

fn but(given: Given, key: &'static str, value: Scalar) -> Given {
    given.into_iter().filter(|(of, _)| *of != key).chain([(key, value)]).collect()
}

fn without(given: Given, key: &str) -> Given {
    given.into_iter().filter(|(of, _)| *of != key).collect()
}

fn status(rig: &Rig) -> &'static str {
    rig.status("quote", id(QUOTE))
}

pub fn facts(rig: &Rig) -> Facts {
    rig.record("quote", id(QUOTE))
}

pub fn as_person<T>(rig: &mut Rig, person: u8, act: impl FnOnce(&mut Rig) -> T) -> T {
    let before = std::mem::replace(&mut rig.person, id(person));
    let done = act(rig);
    rig.person = before;
    done
}

pub fn cost_record(rig: &Rig) -> RecordId {
    facts(rig).reference("quote_cost").expect("a record of its own for the cost")
}

/// Finance enters and confirms the cost of what the quote says now.
fn cost(rig: &mut Rig) {
    rig.must("quote.request_cost", id(QUOTE), &[]);
    assert_eq!(status(rig), "costing");
    let cost = cost_record(rig);
    as_person(rig, FINANCE, |rig| {
        // Saying the same costs again is no write.
        let stands = rig.record("quote_cost", cost).has("lines/m/cost");
        let costs = [("lines/m/cost", cny(12_000_000)), ("lines/s/cost", cny(300_000)), ("remark", text("按现价"))];
        if !stands {
            rig.must("quote_cost.enter", cost, &costs);
        }
        rig.must("quote_cost.confirm", cost, &[]);
    });
}

pub fn drafted() -> Rig {
    let mut rig = rig();
    rig.must("quote.draft", id(QUOTE), &offer());
    rig
}

pub fn pending() -> Rig {
    let mut rig = drafted();
    cost(&mut rig);
    rig.must("quote.submit", id(QUOTE), &[]);
    rig
}

const YES: [(&str, Scalar); 1] = [("within_pricing_policy", Scalar::Boolean(true))];

fn answers() -> Given {
    [YES.to_vec(), vec![("within_budget", text("yes"))]].concat()
}

fn approve(rig: &mut Rig) {
    as_person(rig, MANAGER, |rig| rig.must("quote.approve", id(QUOTE), &answers()));
}

pub fn approved() -> Rig {
    let mut rig = pending();
    approve(&mut rig);
    rig
}

fn sending(row: &'static str) -> Given {
    match row {
        "a" => vec![("sendings/a/channel", text("email")), ("sendings/a/to_name", text("赵工"))],
        _ => vec![("sendings/b/channel", text("wechat")), ("sendings/b/to_name", text("李总"))],
    }
}

fn sent() -> Rig {
    let mut rig = approved();
    rig.must("quote.send", id(QUOTE), &sending("a"));
    rig
}

const DECLINED: &str = "declined_reason";

#[test]
fn the_tables_hold() {
    for kind in [&KIND, &crate::records::quote_cost::KIND, &crate::records::floor_price::KIND, &customer::KIND] {
        check_kind(kind);
    }
}

#[test]
fn k_quote_every_status_is_reached_by_steps() {
    let mut rig = drafted();
    assert_eq!(status(&rig), "draft");
    cost(&mut rig);
    assert_eq!(status(&rig), "draft", "costed, and not submitted yet");
    rig.must("quote.submit", id(QUOTE), &[]);
    assert_eq!(status(&rig), "pending_approval");
    let back = [answers(), vec![("return_reason", text("交期写明"))]].concat();
    as_person(&mut rig, MANAGER, |rig| rig.must("quote.return", id(QUOTE), &back));
    assert_eq!(status(&rig), "returned");
    rig.must("quote.edit", id(QUOTE), &[("delivery_from", text("自预付款到账"))]);
    assert_eq!(status(&rig), "returned", "until it is submitted again");
    rig.must("quote.request_cost", id(QUOTE), &[]);
    let cost_id = cost_record(&rig);
    as_person(&mut rig, FINANCE, |rig| rig.must("quote_cost.confirm", cost_id, &[]));
    rig.must("quote.submit", id(QUOTE), &[]);
    assert_eq!(status(&rig), "pending_approval");
    approve(&mut rig);
    assert_eq!(status(&rig), "approved");
    rig.must("quote.edit", id(QUOTE), &[("packing", text("木箱"))]);
    assert_eq!(status(&rig), "approval_lapsed");
    assert!(facts(&rig).has("approval_lapsed_at"), "and it says so");
    rig.must("quote.request_cost", id(QUOTE), &[]);
    as_person(&mut rig, FINANCE, |rig| rig.must("quote_cost.confirm", cost_id, &[]));
    rig.must("quote.submit", id(QUOTE), &[]);
    approve(&mut rig);
    rig.must("quote.send", id(QUOTE), &sending("a"));
    assert_eq!(status(&rig), "sent");
    let mut later = sent();
    later.wait_minutes(39 * 24 * 60);
    assert_eq!(status(&later), "expired");
    rig.must("quote.decline", id(QUOTE), &[(DECLINED, text("预算推迟"))]);
    assert_eq!(status(&rig), "declined");
    rig.must("quote.revise", id(QUOTE), &[("revisions/r/revised_reason", text("减配"))]);
    assert_eq!(status(&rig), "draft");
    cost(&mut rig);
    rig.must("quote.void", id(QUOTE), &[("voided_reason", text("项目取消"))]);
    assert_eq!(status(&rig), "void");
    let mut rig = approved();
    contract(&mut rig, &[]);
    assert_eq!(status(&rig), "contracted");
}

/// What a contract's drawing step writes on the quote.
fn contract(rig: &mut Rig, says: &[(&str, Scalar)]) {
    let mut all = facts(rig);
    all.0.insert("contract".into(), reference(CONTRACT));
    all.0.insert("contracted_at".into(), rig.at.to_scalar());
    let pairs: Vec<(&str, Scalar)> = all.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    rig.put("quote", id(QUOTE), &pairs);
    rig.put("contract", id(CONTRACT), says);
}

#[test]
fn s05_a_quote_is_drafted_for_an_own_customer() {
    let mut rig = drafted();
    let quote = facts(&rig);
    assert_eq!(quote.text("customer_name"), Some("滨海机械厂"));
    assert_eq!((quote.text("contact_name"), quote.text("contact_phone")), (Some("赵工"), Some("13800000000")));
    assert_eq!(quote.text("address"), Some("天津市滨海新区1号"));
    assert_eq!((quote.reference("salesperson"), quote.integer("revision")), (Some(id(SALESPERSON)), Some(1)));
    assert_eq!(quote.text("needs_review/n1/priority"), Some("core"), "the needs are copied");
    let mut problems = Vec::new();
    assert_eq!(Quote::read(&quote, &mut problems).lines.len(), 2);
    assert!(problems.is_empty());
    rig.person = id(OTHER);
    assert_eq!(rig.refused("quote.draft", id(61), &offer()), ["others"]);
    rig.person = id(MANAGER);
    rig.must("quote.draft_for", id(61), &offer());
    assert_eq!(rig.record("quote", id(61)).reference("salesperson"), Some(id(SALESPERSON)));
    assert_eq!(
        rig.refused("quote.draft", id(62), &but(offer(), "customer", reference(99))),
        ["unknown_customer", "other_customer"]
    );
    rig.put("customer", id(CUSTOMER), &[("name", text("未分级"))]);
    assert_eq!(rig.refused("quote.draft_for", id(62), &offer()), ["unassigned"]);
}

#[test]
fn s05_a_line_answers_needs_of_the_customers_analysis() {
    let mut rig = rig();
    let refused = |rig: &mut Rig, given: Given| rig.refused("quote.draft", id(QUOTE), &given);
    assert_eq!(refused(&mut rig, but(offer(), "lines/m/answers", text("n1,n9"))), ["unknown_need"]);
    assert_eq!(refused(&mut rig, but(offer(), "needs", reference(99))), ["unknown_record"]);
    rig.put("needs", id(53), &[("customer", reference(49)), ("needs/n1/need", text("别家的"))]);
    rig.put("needs", id(54), &[("customer", reference(CUSTOMER)), ("needs/n1/need", text("节拍"))]);
    let other = but(but(offer(), "needs", reference(53)), "lines/m/answers", text("n1"));
    assert_eq!(refused(&mut rig, other), ["other_customer"]);
    rig.must("quote.draft", id(QUOTE), &offer());
    let newer = [("needs", reference(54)), ("lines/m/answers", text("n1"))];
    rig.must("quote.edit", id(QUOTE), &newer);
    let quote = facts(&rig);
    let ids: Vec<&str> = quote.items("needs_review").iter().map(|need| need.id).collect();
    assert_eq!(ids, ["n1"], "what a newer analysis no longer says is gone");
}

#[test]
fn k_quote_amounts_follow_from_the_lines_to_the_fen() {
    let mut rig = drafted();
    let money = |rig: &Rig, key: &str| facts(rig).money(key).map(|money| money.minor);
    // 2 × 113,000.00 × 95 % and 5,300.00; the 1,000.00 off are spread by amount.
    assert_eq!((money(&rig, "lines/m/amount"), money(&rig, "lines/s/amount")), (Some(21_470_000), Some(530_000)));
    assert_eq!(money(&rig, "lines/m/discount_share"), Some(97_591));
    assert_eq!(money(&rig, "lines/s/discount_share"), Some(2_409));
    assert_eq!((money(&rig, "subtotal"), money(&rig, "total")), (Some(22_000_000), Some(21_900_000)));
    let (tax, net) = (money(&rig, "tax_total").expect("tax"), money(&rig, "net_total").expect("net"));
    assert_eq!(tax + net, 21_900_000);
    assert_eq!(tax, money(&rig, "lines/m/tax").expect("tax") + money(&rig, "lines/s/tax").expect("tax"));
    assert_eq!(money(&rig, "payment_stages/a/amount"), Some(6_570_000));
    assert_eq!(money(&rig, "payment_stages/b/amount"), Some(15_330_000));
    let usd = Money { minor: 5, currency: "USD".into() }.to_scalar();
    let refused = |rig: &mut Rig, key: &str, value| rig.refused("quote.edit", id(QUOTE), &[(key, value)]);
    assert_eq!(refused(&mut rig, "lines/s/unit_price", usd), ["currencies"]);
    assert_eq!(refused(&mut rig, "whole_discount", cny(22_000_001)), ["too_much_discount"]);
    assert_eq!(refused(&mut rig, "lines/s/unit_price", cny(Money::MINOR_MAX)), ["out_of_range"]);
    assert_eq!(refused(&mut rig, "valid_until", day("2026-11-22")), ["in_past"]);
    rig.must("quote.edit", id(QUOTE), &[("lines/s/removed", Scalar::Boolean(true))]);
    assert_eq!(money(&rig, "total"), Some(21_370_000));
    rig.must("quote.edit", id(QUOTE), &[("payment_stages/b/share", number(6_000))]);
    assert_eq!(money(&rig, "payment_stages/a/amount"), None, "no amounts while the shares are no whole");
    rig.must("quote.edit", id(QUOTE), &[("lines/m/unit_price", Scalar::Null)]);
    assert_eq!((money(&rig, "total"), money(&rig, "lines/m/amount")), (None, None));
}
