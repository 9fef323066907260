//! An order's prices, apart from the order because their readers differ (domain §7.3).
//! Absent by design: what was ordered, and cost.

use fieldseal_derive::{Item, Record};

use super::{
    amounts,
    contract::PaymentStage,
    guard::{given_rows, refuse, refuse_field},
    handover::HAND_OVER,
};
use crate::schema::{
    Bucket, Facts, Holder, Instant, ItemId, Kind, Label, Money, Problem, Record, RecordId, Role, StatusRule, StepRun,
    StepSpec, any, grants_nothing, optional, own, required,
};

/// The table of prices since which a contract's are not written over.
const WITH_CONTRACT: u16 = 2;

/// What the customer pays for an order.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "order_price", prefix = "", zh = "订单价格", en = "Order prices", version = 2)]
pub struct OrderPrice {
    /// The order.
    #[field(zh = "订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// Who ordered.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// Whose order it is.
    #[field(zh = "销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// How and when the customer pays.
    #[field(zh = "付款方式", en = "Payment terms", max = 500)]
    pub payment_terms: Option<String>,
    /// Sum of the lines less their shares of a discount on the whole, tax included.
    #[field(zh = "价税合计", en = "Total")]
    pub total: Option<Money>,
    /// When the prices were entered last.
    #[field(zh = "录价时间", en = "Priced at")]
    pub priced_at: Option<Instant>,
    /// Prices of the order's lines.
    #[items(zh = "价格明细", en = "Line prices")]
    pub lines: Vec<OrderPriceLine>,
    /// How the customer pays, copied from the contract.
    #[items(zh = "付款阶段", en = "Payment stages")]
    pub payment_stages: Vec<PaymentStage>,
}

/// The price of one order line. The row's id is the order line's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OrderPriceLine {
    /// Row id: the order line's.
    pub id: ItemId,
    /// Price of one unit, tax included.
    #[field(zh = "含税单价", en = "Unit price")]
    pub unit_price: Option<Money>,
    /// Discount in hundredths of a percent: 500 is 5 %.
    #[field(zh = "折扣", en = "Discount", max = 10_000)]
    pub discount: Option<i64>,
    /// Tax rate in hundredths of a percent: 1300 is 13 %.
    #[field(zh = "税率", en = "Tax rate", max = 10_000)]
    pub tax_rate: Option<i64>,
    /// Quantity × unit price × (1 − discount), rounded half up (domain §4.2).
    #[field(zh = "金额", en = "Amount")]
    pub amount: Option<Money>,
    /// Its share of the contract's discount on the whole.
    #[field(zh = "整单优惠分摊", en = "Share of the discount on the whole")]
    pub discount_share: Option<Money>,
}

/// Everything about an order's prices.
pub const KIND: Kind = Kind {
    table: &OrderPrice::TABLE,
    statuses: &[
        StatusRule::open("priced", "已录价", "Priced", |facts, _| facts.has("priced_at")),
        StatusRule::open("unpriced", "待录价", "Not priced", |_, _| true),
    ],
    steps: STEPS,
    clocks: &[],
    title: |facts| facts.money("total").map(|total| total.to_string()).unwrap_or_default(),
    customer_field: "customer",
    responsible_field: "salesperson",
    is_own: |_, facts, person| facts.reference("salesperson") == Some(person),
    buckets,
    grants: grants_nothing,
};

const STEPS: &[StepSpec] = &[SET_PRICES, HAND_OVER];

const SET_PRICES: StepSpec = StepSpec {
    verb: "set_prices",
    label: Label::new("录入价格", "Enter the prices"),
    rules: &["S-09", "K-order"],
    who: &[own(Role::Sales), any(Role::Manager), any(Role::Administrator)],
    begins: false,
    inputs: &[
        required("lines/*/unit_price"),
        optional("lines/*/discount"),
        required("lines/*/tax_rate"),
        optional("payment_terms"),
    ],
    stamps: &["lines/*/amount", "total", "priced_at"],
    touches: &[],
    guard: prices_fit,
    effect: |run| {
        let Some(order) = order_of(run) else { return };
        let merged = run.merged();
        let mut total: Option<Money> = None;
        for line in order.items("lines") {
            let Some(amount) = amount_of(&order, &merged, line.id) else { continue };
            run.set(format!("lines/{}/amount", line.id), amount.to_scalar());
            let minor = total.map_or(0, |total| total.minor).saturating_add(amount.minor);
            total = Some(Money { minor, currency: amount.currency });
        }
        if let Some(total) = total {
            run.set("total", total.to_scalar());
        }
        run.set("priced_at", run.at.to_scalar());
    },
};

/// Readers of selling prices (domain §7.3), and whoever holds the customer's sales side.
fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { holder: Holder::All, class: "order_price" }];
    let customer = facts.reference("customer").map(|id| Bucket { holder: Holder::Customer(id), class: "sales" });
    let salesperson = facts.reference("salesperson").map(|id| Bucket { holder: Holder::Person(id), class: "sales" });
    buckets.extend(customer.into_iter().chain(salesperson));
    buckets
}

fn order_of(run: &StepRun<'_>) -> Option<std::rc::Rc<Facts>> {
    run.linked("order", run.before.reference("order")?)
}

/// The amount of one line; `None` while its quantity or price is missing or the amount is too large.
fn amount_of(order: &Facts, prices: &Facts, line: &str) -> Option<Money> {
    let quantity = order.item("lines", line).integer("quantity")?;
    let price = prices.item("lines", line).money("unit_price")?;
    let discount = prices.item("lines", line).integer("discount").unwrap_or(0);
    let minor = amounts::line_amount(quantity, price.minor, discount)?;
    Some(Money { minor, currency: price.currency })
}

fn prices_fit(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(order) = order_of(run) else {
        return refuse(problems, "order_unknown", "缺少订单，无法录价", "the order is not here");
    };
    if run.knows(WITH_CONTRACT) && order.has("contract") {
        let (zh, en) = ("价格以合同为准，变更须签补充协议", "prices are the contract's: a change needs a supplement");
        refuse(problems, "of_contract", zh, en);
    }
    let merged = run.merged();
    for row in given_rows(run, "lines") {
        if !order.item("lines", &row).has("quantity") {
            refuse_field(problems, "lines", "row_unknown", "订单没有这一行", "the order has no such line");
        }
    }
    let mut currencies = Vec::new();
    let mut total: i64 = 0;
    for line in order.items("lines") {
        let priced = merged.item("lines", line.id);
        if !priced.has("tax_rate") {
            refuse_field(problems, priced.key("tax_rate"), "required", "请填写税率", "the tax rate is needed");
        }
        match amount_of(&order, &merged, line.id) {
            Some(amount) => {
                total = total.saturating_add(amount.minor);
                currencies.push(amount.currency);
            }
            None => {
                let (zh, en) = ("单价未填写或金额过大", "the unit price is missing or the amount too large");
                refuse_field(problems, priced.key("unit_price"), "required", zh, en);
            }
        }
    }
    currencies.dedup();
    if currencies.len() > 1 {
        refuse_field(problems, "lines", "currencies", "各行币种须一致", "all lines are in one currency");
    }
    if currencies.len() == 1
        && Money::from_scalar(&Money { minor: total, currency: "CNY".into() }.to_scalar()).is_none()
    {
        refuse_field(problems, "total", "out_of_range", "合计金额过大", "the total is too large");
    }
}
