//! What a ticket costs us (K-cost, `cost_*`): a record of its own, because its readers differ.
//! Absent by design: what the customer pays; that charge is on the ticket (domain §4.1, §7.3).

use fieldseal_derive::{Item, Record};

use super::guard::{given_rows, need, person, refuse, refuse_field};
use crate::schema::{
    Bucket, Facts, Holder, Instant, ItemId, Kind, Label, Money, Problem, Record, RecordId, Role, Scalar, StatusRule,
    StepRun, StepSpec, any, grants_nothing, nobodys, optional, required,
};

/// What one part cost us.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct PartCost {
    /// The row's id: the part's row on the ticket.
    pub id: ItemId,
    /// Cost of all pieces of it.
    #[field(zh = "配件成本", en = "Cost of the part")]
    pub cost: Option<Money>,
}

/// The cost of one ticket, for finance, manager and supervisor only.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "service_cost", prefix = "", zh = "服务成本", en = "Service cost", version = 2)]
pub struct ServiceCost {
    /// The ticket.
    #[field(zh = "服务工单", en = "Ticket", to = "ticket", index)]
    pub ticket: Option<RecordId>,
    /// Its number, so that the record reads alone.
    #[field(zh = "工单编号", en = "Ticket number", max = 40, search)]
    pub ticket_number: Option<String>,
    /// Cost of labour.
    #[field(zh = "工时成本", en = "Cost of labour")]
    pub cost_labour: Option<Money>,
    /// Cost of travel.
    #[field(zh = "差旅成本", en = "Cost of travel")]
    pub cost_travel: Option<Money>,
    /// All together.
    #[field(zh = "成本合计", en = "Total cost")]
    pub cost_total: Option<Money>,
    /// When finance confirmed it.
    #[field(zh = "财务确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// Who did.
    #[field(zh = "财务确认人", en = "Confirmed by", to = "person")]
    pub confirmed_by: Option<RecordId>,
    /// Cost of each part.
    #[items(zh = "配件成本", en = "Cost of parts")]
    pub parts: Vec<PartCost>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &ServiceCost::TABLE,
    statuses: &[
        StatusRule::closed("confirmed", "已确认", "Confirmed", |facts, _| facts.has("confirmed_at")),
        StatusRule::open("draft", "待确认", "To be confirmed", |_, _| true),
    ],
    steps: &[RECORD, CORRECT, CONFIRM],
    clocks: &[],
    title: |facts| facts.text("ticket_number").unwrap_or_default().to_owned(),
    customer_field: "",
    responsible_field: "",
    is_own: nobodys,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "service_cost" }],
    grants: grants_nothing,
};

/// Finance enters what a ticket cost.
const RECORD: StepSpec = StepSpec {
    verb: "record",
    label: Label::new("录入成本", "Enter the cost"),
    rules: &["K-cost"],
    who: &[any(Role::Finance)],
    begins: true,
    inputs: &[
        required("ticket"),
        required("cost_labour"),
        required("cost_travel"),
        required("cost_total"),
        optional("parts/*/cost"),
    ],
    stamps: &["ticket_number"],
    touches: &[],
    guard: record_guard,
    effect: |run| {
        let number = RecordId::from_scalar(run.after("ticket"))
            .and_then(|ticket| run.linked("ticket", ticket))
            .map(|ticket| ticket.get("number").clone());
        run.set("ticket_number", number.unwrap_or_default());
    },
};

/// Finance changes it before it is confirmed.
const CORRECT: StepSpec = StepSpec {
    verb: "correct",
    label: Label::new("修改成本", "Change the cost"),
    begins: false,
    inputs: &[
        required("cost_labour"),
        required("cost_travel"),
        required("cost_total"),
        optional("parts/*/cost"),
        optional("parts/*/removed"),
    ],
    stamps: &[],
    guard: |run, problems| {
        if run.before.has("confirmed_at") {
            refuse(problems, "confirmed", "成本已确认", "the cost is confirmed");
        }
        sum_guard(run, problems);
    },
    effect: crate::schema::nothing,
    ..RECORD
};

/// Finance confirms it.
const CONFIRM: StepSpec = StepSpec {
    verb: "confirm",
    label: Label::new("确认成本", "Confirm the cost"),
    begins: false,
    inputs: &[],
    stamps: &["confirmed_at", "confirmed_by"],
    guard: |run, problems| {
        if run.before.has("confirmed_at") {
            refuse(problems, "confirmed", "成本已确认", "the cost is confirmed");
        }
    },
    effect: |run| {
        let me = person(run.person);
        run.set("confirmed_at", run.at.to_scalar());
        run.set("confirmed_by", me);
    },
    ..RECORD
};

fn record_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    need(run, problems, "ticket", "服务工单", "The ticket");
    for id in given_rows(run, "parts") {
        need(run, problems, &format!("parts/{id}/cost"), "配件成本", "The cost of the part");
    }
    sum_guard(run, problems);
}

/// The total is the sum of labour, travel and parts, in one currency.
fn sum_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let facts: Facts = run.merged();
    let parts: Vec<Scalar> = facts.items("parts").iter().map(|row| row.get("cost").clone()).collect();
    let amounts = [facts.get("cost_labour").clone(), facts.get("cost_travel").clone()].into_iter().chain(parts);
    let Some(total) = facts.money("cost_total") else { return };
    let mut sum = Some(0i64);
    for amount in amounts {
        sum = match (sum, Money::from_scalar(&amount)) {
            (Some(sum), Some(amount)) if amount.currency == total.currency => sum.checked_add(amount.minor),
            _ => None,
        };
    }
    if sum != Some(total.minor) {
        let (zh, en) = ("合计应等于各项之和", "the total must be the sum of its parts");
        refuse_field(problems, "cost_total", "wrong_sum", zh, en);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        records::rig::{Rig, id, reference},
        schema::Money,
    };

    #[test]
    fn the_total_is_the_sum_and_stands_once_confirmed() {
        let mut rig = Rig::new(id(1));
        let cost = |total: i64| {
            [
                ("ticket", reference(7)),
                ("cost_labour", Money::cny(100).to_scalar()),
                ("cost_travel", Money::cny(20).to_scalar()),
                ("parts/p1/cost", Money::cny(3).to_scalar()),
                ("cost_total", Money::cny(total).to_scalar()),
            ]
        };
        assert_eq!(rig.refused("service_cost.record", id(9), &cost(120)), ["wrong_sum"]);
        rig.must("service_cost.record", id(9), &cost(123));
        rig.must("service_cost.confirm", id(9), &[]);
        assert_eq!(rig.refused("service_cost.correct", id(9), &cost(123)[1..]), ["confirmed"]);
    }
}
