//! A quote's amounts: what follows from its lines, discount and payment stages, and what is wrong with them.
//! Absent by design: the arithmetic itself (`records/amounts.rs`).

use crate::{
    records::{
        amounts::{self, Line, LineAmounts, WHOLE},
        guard::refuse_field,
    },
    schema::{Facts, Money, Problem, Scalar},
};

/// The keys that [`fill`] writes.
pub(super) const STAMPS: &[&str] = &[
    "lines/*/amount",
    "lines/*/discount_share",
    "lines/*/tax",
    "payment_stages/*/amount",
    "subtotal",
    "total",
    "tax_total",
    "net_total",
];

/// Writes every amount that follows from what the quote says. What can't be told yet is empty: totals
/// while a line lacks something, stages while they aren't the whole.
pub(super) fn fill(facts: &mut Facts) {
    let mut writes: Vec<(String, Scalar)> = Vec::new();
    let currency = currencies(facts).into_iter().next().unwrap_or_else(|| "CNY".to_owned());
    let money = |fen: Option<i64>| {
        let amount = fen.map(|minor| Money { minor, currency: currency.clone() });
        amount.map_or(Scalar::Null, |amount| amount.to_scalar())
    };
    let priced = price(facts);
    for (index, row) in facts.items("lines").iter().enumerate() {
        let alone = line(facts, row.id).and_then(|l| amounts::line_amount(l.quantity, l.unit_price, l.discount));
        let whole: Option<&LineAmounts> = priced.as_ref().map(|all| &all.lines[index]);
        writes.push((row.key("amount"), money(alone)));
        writes.push((row.key("discount_share"), money(whole.map(|line| line.share))));
        writes.push((row.key("tax"), money(whole.map(|line| line.tax))));
    }
    for (key, fen) in [
        ("subtotal", priced.as_ref().map(|all| all.subtotal)),
        ("total", priced.as_ref().map(|all| all.total)),
        ("tax_total", priced.as_ref().map(|all| all.tax)),
        ("net_total", priced.as_ref().map(amounts::Amounts::net)),
    ] {
        writes.push((key.to_owned(), money(fen)));
    }
    let stages = facts.items("payment_stages");
    let shares: Vec<i64> = stages.iter().map(|stage| stage.integer("share").unwrap_or(0)).collect();
    let parts = priced.as_ref().filter(|_| is_whole(&shares)).and_then(|all| amounts::spread(all.total, &shares));
    for (index, stage) in stages.iter().enumerate() {
        writes.push((stage.key("amount"), money(parts.as_ref().map(|parts| parts[index]))));
    }
    facts.0.extend(writes);
}

/// What the quote's lines come to, in their order; `None` while something is missing or out of range.
fn price(facts: &Facts) -> Option<amounts::Amounts> {
    let rows = facts.items("lines");
    let lines: Option<Vec<Line>> = rows.iter().map(|row| line(facts, row.id)).collect();
    let lines = lines.filter(|lines| !lines.is_empty() && currencies(facts).len() == 1)?;
    amounts::amounts(&lines, facts.money("whole_discount").map_or(0, |discount| discount.minor))
}

/// What a line's paid part without tax comes to: of that, cost and margin are parts.
pub(in crate::records) fn net_of_lines(facts: &Facts) -> Option<Vec<(String, Money)>> {
    let priced = price(facts)?;
    let currency = currencies(facts).into_iter().next()?;
    let net = |line: &LineAmounts| Money { minor: line.net(), currency: currency.clone() };
    let rows = facts.items("lines");
    Some(rows.iter().zip(&priced.lines).map(|(row, line)| (row.id.to_owned(), net(line))).collect())
}

/// What the customer pays for each line, its share of the discount on the whole taken off, and the units.
pub(in crate::records) fn paid_of_lines(facts: &Facts) -> Option<Vec<(String, i64, i64)>> {
    let priced = price(facts)?;
    let rows = facts.items("lines");
    let paid = rows.iter().zip(&priced.lines);
    Some(paid.map(|(row, line)| (row.id.to_owned(), line.paid(), row.integer("quantity").unwrap_or(0))).collect())
}

fn line(facts: &Facts, id: &str) -> Option<Line> {
    let row = facts.item("lines", id);
    Some(Line {
        quantity: row.integer("quantity")?,
        unit_price: row.money("unit_price")?.minor,
        discount: row.integer("discount").unwrap_or(0),
        tax_rate: row.integer("tax_rate")?,
    })
}

/// The currencies of prices and discount, each once.
pub(in crate::records) fn currencies(facts: &Facts) -> Vec<String> {
    let rows = facts.items("lines");
    let prices = rows.iter().filter_map(|row| row.money("unit_price"));
    let mut found: Vec<String> = prices.chain(facts.money("whole_discount")).map(|money| money.currency).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn is_whole(shares: &[i64]) -> bool {
    shares.iter().copied().fold(0, i64::saturating_add) == WHOLE
}

/// What is wrong with the amounts as far as they are there: several currencies, too much discount.
pub(super) fn amounts_fit(facts: &Facts, problems: &mut Vec<Problem>) {
    if currencies(facts).len() > 1 {
        let (zh, en) = ("单价与优惠币种须一致", "prices and discount are in one currency");
        return refuse_field(problems, "lines", "currencies", zh, en);
    }
    let rows = facts.items("lines");
    let lines: Option<Vec<Line>> = rows.iter().map(|row| line(facts, row.id)).collect();
    let Some(lines) = lines.filter(|lines| !lines.is_empty()) else { return };
    if amounts::amounts(&lines, 0).is_none() {
        return refuse_field(problems, "lines", "out_of_range", "金额过大", "the amounts are too large");
    }
    if price(facts).is_none() {
        let (zh, en) = ("整单优惠不能超过小计", "the discount on the whole is more than the lines");
        refuse_field(problems, "whole_discount", "too_much_discount", zh, en);
    }
}

/// What a line still lacks to be offered.
pub(super) fn lines_are_whole(facts: &Facts, problems: &mut Vec<Problem>) {
    let rows = facts.items("lines");
    if rows.is_empty() {
        refuse_field(problems, "lines", "row_missing", "报价至少有一行", "a quote has at least one line");
    }
    for row in rows {
        for (field, zh, en) in [
            ("product_name", "请填写品名", "the product is needed"),
            ("model", "请填写型号规格", "the model is needed"),
            ("unit", "请填写单位", "the unit is needed"),
            ("quantity", "请填写数量", "the quantity is needed"),
            ("unit_price", "请填写含税单价", "the unit price is needed"),
            ("tax_rate", "请填写税率", "the tax rate is needed"),
        ] {
            if crate::records::guard::is_empty(row.get(field)) {
                refuse_field(problems, row.key(field), "required", zh, en);
            }
        }
    }
    amounts_fit(facts, problems);
}

/// Payment stages are named, say when, and add up to 100 %.
pub(super) fn stages_are_whole(facts: &Facts, problems: &mut Vec<Problem>) {
    let stages = facts.items("payment_stages");
    for stage in &stages {
        if ["name", "due"].iter().any(|field| crate::records::guard::is_empty(stage.get(field))) {
            let (zh, en) = ("付款阶段须写明名称和付款时间", "a payment stage says its name and when it is due");
            refuse_field(problems, stage.key("due"), "required", zh, en);
        }
    }
    let shares: Vec<i64> = stages.iter().map(|stage| stage.integer("share").unwrap_or(0)).collect();
    if !is_whole(&shares) {
        let (zh, en) = ("付款比例合计须为100%", "the payment shares must add up to 100 %");
        refuse_field(problems, "payment_stages", "shares", zh, en);
    }
}
