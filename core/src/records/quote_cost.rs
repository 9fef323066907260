//! What a quote costs us (K-cost, `cost_*`): a record of its own, because salespeople never read it (domain §7.3).
//! Absent by design: selling prices, which are the quote's, and the floor price (`floor_price.rs`).

use fieldseal_derive::{Item, Record};

use super::{
    guard::{given_rows, refuse, refuse_field},
    quote, title,
};
use crate::schema::{
    Bucket, Facts, Holder, Instant, ItemId, Kind, Label, Money, Problem, Record, RecordId, Role, Scalar, StatusRule,
    StepRun, StepSpec, Touch, any, grants_nothing, nobodys, optional, required,
};

/// The cost of a quote, revision by revision, for finance and manager only.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "quote_cost", prefix = "", zh = "报价成本", en = "Quote cost", version = 1)]
pub struct QuoteCost {
    /// The quote.
    #[field(zh = "方案与报价", en = "Quote", to = "quote", index)]
    pub quote: Option<RecordId>,
    /// Its number, so that the record reads alone.
    #[field(zh = "报价编号", en = "Quote number", max = 40, search)]
    pub quote_number: Option<String>,
    /// The customer's name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// When finance entered the costs last.
    #[field(zh = "录入时间", en = "Entered at")]
    pub entered_at: Option<Instant>,
    /// Who did.
    #[field(zh = "录入人", en = "Entered by", to = "person")]
    pub entered_by: Option<RecordId>,
    /// What finance has to say of it.
    #[field(zh = "核算说明", en = "Remark", max = 1000)]
    pub remark: Option<String>,
    /// When finance confirmed them; empty again when they change.
    #[field(zh = "财务确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// Who did.
    #[field(zh = "财务确认人", en = "Confirmed by", to = "person")]
    pub confirmed_by: Option<RecordId>,
    /// Of which revision of the quote.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// Of which content of the quote.
    #[field(zh = "内容摘要", en = "Digest", min = 32, max = 32)]
    pub digest: Option<Vec<u8>>,
    /// Sum of the lines' costs.
    #[field(zh = "成本合计", en = "Total cost")]
    pub cost_total: Option<Money>,
    /// The quote's total without tax less its cost.
    #[field(zh = "毛利", en = "Margin", min = -10_000_000_000_000)]
    pub margin: Option<Money>,
    /// The margin in hundredths of a percent of the total without tax.
    #[field(zh = "毛利率", en = "Margin rate", min = -1_000_000_000_000_000_000, max = 10_000)]
    pub margin_rate: Option<i64>,
    /// Cost of each line, as finance enters it.
    #[items(zh = "成本明细", en = "Line costs")]
    pub lines: Vec<LineCost>,
    /// Costs as they were confirmed, for every revision.
    #[items(zh = "已确认成本", en = "Confirmed costs")]
    pub confirmed: Vec<ConfirmedCost>,
}

/// What one line costs us. The row's id is the quote line's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct LineCost {
    /// Row id: the quote line's.
    pub id: ItemId,
    /// Cost of all units of the line, without tax that we get back.
    #[field(zh = "成本", en = "Cost")]
    pub cost: Option<Money>,
}

/// The cost of one line as it was confirmed.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ConfirmedCost {
    /// Row id.
    pub id: ItemId,
    /// Of which revision of the quote.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// The id of the quote's line.
    #[field(zh = "明细行", en = "Line", max = 40)]
    pub line: Option<String>,
    /// What it cost.
    #[field(zh = "成本", en = "Cost")]
    pub cost: Option<Money>,
    /// What the customer pays for it, without tax.
    #[field(zh = "不含税金额", en = "Amount without tax")]
    pub net: Option<Money>,
    /// The difference.
    #[field(zh = "毛利", en = "Margin", min = -10_000_000_000_000)]
    pub margin: Option<Money>,
    /// When it was confirmed.
    #[field(zh = "确认时间", en = "Confirmed at")]
    pub at: Option<Instant>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &QuoteCost::TABLE,
    statuses: &[
        StatusRule::closed("confirmed", "已确认", "Confirmed", |facts, _| facts.has("confirmed_at")),
        StatusRule::open("entered", "已录入待确认", "Entered", |facts, _| facts.has("entered_at")),
        StatusRule::open("awaited", "待核算", "Awaited", |_, _| true),
    ],
    steps: &[ENTER, CONFIRM],
    clocks: &[],
    title: |facts| title::joined(facts, &["quote_number", "customer_name"]),
    // No customer: cost is in nobody's file of the customer (domain §7.1, S-30).
    customer_field: "",
    responsible_field: "",
    is_own: nobodys,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "quote_cost" }],
    grants: grants_nothing,
};

/// Finance enters what each line costs.
const ENTER: StepSpec = StepSpec {
    verb: "enter",
    label: Label::new("录入成本", "Enter the costs"),
    rules: &["S-05", "K-cost"],
    who: &[any(Role::Finance)],
    begins: false,
    inputs: &[required("lines/*/cost"), optional("remark")],
    stamps: &["quote_number", "customer_name", "entered_at", "entered_by", "confirmed_at", "confirmed_by"],
    touches: &[],
    guard: |run, problems| {
        let Some(quote) = requested_quote(run, problems) else { return };
        if given_rows(run, "lines").iter().any(|row| !quote.item("lines", row).has("quantity")) {
            quote::refuse_unknown_line(problems, "lines");
        }
        one_currency(run, &quote, problems);
    },
    effect: |run| {
        let Some(quote) = quote_of(run) else { return };
        run.set("quote_number", quote.get("number").clone());
        run.set("customer_name", quote.get("customer_name").clone());
        run.set("entered_at", run.at.to_scalar());
        run.set("entered_by", run.person.to_scalar());
        run.set("confirmed_at", Scalar::Null);
        run.set("confirmed_by", Scalar::Null);
    },
};

/// Finance confirms them for exactly what the quote says now. The quote learns that, and no amount.
const CONFIRM: StepSpec = StepSpec {
    verb: "confirm",
    label: Label::new("确认成本", "Confirm the costs"),
    inputs: &[],
    stamps: &[
        "confirmed_at",
        "confirmed_by",
        "revision",
        "digest",
        "cost_total",
        "margin",
        "margin_rate",
        "confirmed/*/revision",
        "confirmed/*/line",
        "confirmed/*/cost",
        "confirmed/*/net",
        "confirmed/*/margin",
        "confirmed/*/at",
    ],
    touches: &[Touch {
        kind: "quote",
        creates: false,
        keys: &["cost_confirmed_at", "cost_confirmed_by", "cost_confirmed_digest"],
    }],
    guard: |run, problems| {
        let Some(quote) = requested_quote(run, problems) else { return };
        one_currency(run, &quote, problems);
        for line in quote.items("lines") {
            let row = run.before.item("lines", line.id);
            if !row.has("cost") {
                refuse(problems, "cost_missing", "尚有明细未录入成本", "a line of the quote has no cost yet");
            }
        }
    },
    effect: confirm,
    ..ENTER
};

fn quote_of(run: &StepRun<'_>) -> Option<std::rc::Rc<Facts>> {
    run.linked("quote", run.before.reference("quote")?)
}

/// The quote, when its cost is asked for exactly what it says now.
fn requested_quote(run: &StepRun<'_>, problems: &mut Vec<Problem>) -> Option<std::rc::Rc<Facts>> {
    let Some(quote) = quote_of(run) else {
        refuse(problems, "quote_unknown", "缺少报价，无法核算", "the quote is not here");
        return None;
    };
    if !quote::awaits_cost(&quote) || quote.has("voided_at") {
        let (zh, en) = ("报价未提交核算，或提交后内容已变", "its cost is not asked for, or it changed since");
        refuse(problems, "not_requested", zh, en);
        return None;
    }
    Some(quote)
}

/// Costs are in the quote's currency.
fn one_currency(run: &StepRun<'_>, quote: &Facts, problems: &mut Vec<Problem>) {
    let Some(total) = quote.money("total") else { return };
    let facts = run.merged();
    let costs = facts.items("lines");
    if costs.iter().filter_map(|row| row.money("cost")).any(|cost| cost.currency != total.currency) {
        refuse_field(problems, "lines", "currencies", "成本与报价币种须一致", "costs are in the quote's currency");
    }
}

fn confirm(run: &mut StepRun<'_>) {
    let Some((record, quote)) = run.before.reference("quote").zip(quote_of(run)) else { return };
    let (revision, digest) = quote::looked_at(&quote);
    let (at, me) = (run.at.to_scalar(), run.person.to_scalar());
    let (mut cost_total, mut net_total, mut currency) = (0i64, 0i64, "CNY".to_owned());
    for (line, net) in quote::net_of_lines(&quote).unwrap_or_default() {
        let Some(cost) = run.before.item("lines", &line).money("cost") else { continue };
        let row = run.item_id(&format!("confirmed:{line}"));
        let margin = Money { minor: net.minor.saturating_sub(cost.minor), currency: net.currency.clone() };
        cost_total = cost_total.saturating_add(cost.minor);
        net_total = net_total.saturating_add(net.minor);
        for (field, value) in [
            ("revision", revision.clone()),
            ("line", Scalar::text(&line)),
            ("cost", cost.to_scalar()),
            ("net", net.to_scalar()),
            ("margin", margin.to_scalar()),
            ("at", at.clone()),
        ] {
            run.set(format!("confirmed/{row}/{field}"), value);
        }
        currency = net.currency;
    }
    let margin = net_total.saturating_sub(cost_total);
    let money = |minor| Money { minor, currency: currency.clone() }.to_scalar();
    for (key, value) in [
        ("cost_total", money(cost_total)),
        ("margin", money(margin)),
        ("margin_rate", rate(margin, net_total)),
        ("revision", revision),
        ("digest", digest.clone()),
        ("confirmed_at", at.clone()),
        ("confirmed_by", me.clone()),
    ] {
        run.set(key, value);
    }
    run.touch("quote", record, "cost_confirmed_at", at);
    run.touch("quote", record, "cost_confirmed_by", me);
    run.touch("quote", record, "cost_confirmed_digest", digest);
}

/// The margin in hundredths of a percent of what is earned, rounded down; empty when nothing is.
fn rate(margin: i64, net: i64) -> Scalar {
    if net <= 0 {
        return Scalar::Null;
    }
    let exact = (i128::from(margin) * 10_000).div_euclid(i128::from(net));
    i64::try_from(exact).map_or(Scalar::Null, Scalar::Integer)
}
