//! The authorised floor price of a quote (授权底价): a record of its own, because legal, who reads the quote, does
//! not read it, and its own salesperson does (domain §7.3).
//! Absent by design: cost and margin (`quote_cost.rs`), and selling prices.

use fieldseal_derive::{Item, Record};

use super::{
    guard::{given_rows, refuse, refuse_field},
    quote, title,
};
use crate::schema::{
    Bucket, Facts, Holder, Instant, ItemId, Kind, Label, Money, Problem, Record, RecordId, Role, StatusRule, StepRun,
    StepSpec, any, grants_nothing, nobodys, optional,
};

/// Below what a quote may not go without an exception.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "floor_price", prefix = "", zh = "授权底价", en = "Floor price", version = 1)]
pub struct FloorPrice {
    /// The quote.
    #[field(zh = "方案与报价", en = "Quote", to = "quote", index)]
    pub quote: Option<RecordId>,
    /// Whose quote it is: who reads the floor price.
    #[field(zh = "销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// The quote's number, so that the record reads alone.
    #[field(zh = "报价编号", en = "Quote number", max = 40, search)]
    pub quote_number: Option<String>,
    /// The customer's name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// The least that all lines together may come to, tax included.
    #[field(zh = "整单底价", en = "Floor of the total")]
    pub floor_total: Option<Money>,
    /// For which revision of the quote it was authorised.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// When finance authorised it.
    #[field(zh = "财务确认时间", en = "Authorised at")]
    pub authorised_at: Option<Instant>,
    /// Who did.
    #[field(zh = "财务确认人", en = "Authorised by", to = "person")]
    pub authorised_by: Option<RecordId>,
    /// Floor prices of single lines.
    #[items(zh = "底价明细", en = "Line floor prices")]
    pub lines: Vec<LineFloor>,
}

/// The floor price of one line. The row's id is the quote line's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct LineFloor {
    /// Row id: the quote line's.
    pub id: ItemId,
    /// The least for one unit after all discounts, tax included.
    #[field(zh = "单位底价", en = "Floor price")]
    pub floor_price: Option<Money>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &FloorPrice::TABLE,
    statuses: &[
        StatusRule::open("authorised", "已授权", "Authorised", |facts, _| facts.has("authorised_at")),
        StatusRule::open("none", "未设底价", "No floor price", |_, _| true),
    ],
    steps: &[AUTHORISE],
    clocks: &[],
    title: |facts| title::joined(facts, &["quote_number", "customer_name"]),
    customer_field: "",
    responsible_field: "salesperson",
    is_own: nobodys,
    buckets: |_, facts| {
        let mut buckets = vec![Bucket { holder: Holder::All, class: "floor_price" }];
        if let Some(salesperson) = facts.reference("salesperson") {
            buckets.push(Bucket { holder: Holder::Person(salesperson), class: "sales" });
        }
        buckets
    },
    grants: grants_nothing,
};

/// Finance authorises the floor price, of single lines or of the whole.
const AUTHORISE: StepSpec = StepSpec {
    verb: "authorise",
    label: Label::new("确认授权底价", "Authorise the floor price"),
    rules: &["S-05", "K-cost"],
    who: &[any(Role::Finance)],
    begins: false,
    inputs: &[optional("lines/*/floor_price"), optional("floor_total")],
    stamps: &["quote_number", "customer_name", "revision", "authorised_at", "authorised_by"],
    touches: &[],
    guard: authorise_guard,
    effect: |run| {
        let Some(quote) = quote_of(run) else { return };
        let (revision, _) = quote::looked_at(&quote);
        run.set("quote_number", quote.get("number").clone());
        run.set("customer_name", quote.get("customer_name").clone());
        run.set("revision", revision);
        run.set("authorised_at", run.at.to_scalar());
        run.set("authorised_by", run.person.to_scalar());
    },
};

fn quote_of(run: &StepRun<'_>) -> Option<std::rc::Rc<Facts>> {
    run.linked("quote", run.before.reference("quote")?)
}

fn authorise_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(quote) = quote_of(run) else {
        return refuse(problems, "quote_unknown", "缺少报价，无法授权底价", "the quote is not here");
    };
    if quote.has("voided_at") || quote.has("contract") {
        refuse(problems, "not_its_turn", "报价已作废或已转合同", "the quote is void or became a contract");
    }
    if given_rows(run, "lines").iter().any(|row| !quote.item("lines", row).has("quantity")) {
        quote::refuse_unknown_line(problems, "lines");
    }
    let facts = run.merged();
    let rows = facts.items("lines");
    let floors = || rows.iter().filter_map(|row| row.money("floor_price")).chain(facts.money("floor_total"));
    if floors().next().is_none() {
        let (zh, en) = ("请填写明细或整单的底价", "a floor price of a line or of the whole is needed");
        refuse_field(problems, "floor_total", "required", zh, en);
    }
    if quote.money("total").is_some_and(|total| floors().any(|floor| floor.currency != total.currency)) {
        let (zh, en) = ("底价与报价币种须一致", "floor prices are in the quote's currency");
        refuse_field(problems, "floor_total", "currencies", zh, en);
    }
}
