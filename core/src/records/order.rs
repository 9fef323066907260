//! Orders: what was sold, without prices, and how far production, shipping and receipt have come (K-order).
//! Absent by design: prices, whose readers differ (`order_price`), and what happened to one shipment (`delivery`).

mod entering;
mod planning;
mod steps;

use fieldseal_derive::{Item, Record};

use super::{contact_attempt::ContactChannel, title};
use crate::schema::{
    BUCKETS_MAX, Bucket, Date, Facts, Holder, Instant, ItemId, Kind, Record, RecordId, StatusRule, grants_nothing,
};

/// What a customer ordered. Prices are apart.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "order", prefix = "DD", zh = "订单", en = "Order", version = 2)]
pub struct Order {
    /// Number given when the record was created.
    #[field(zh = "订单号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// Who ordered.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name when the order was entered, for readers who do not hold the customer.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Whose order it is.
    #[field(zh = "销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// The contract it comes from; empty for one registered without.
    #[field(zh = "合同", en = "Contract", to = "contract", index)]
    pub contract: Option<RecordId>,
    /// Number of the contract it comes from.
    #[field(zh = "合同号", en = "Contract number", max = 40, search)]
    pub contract_number: Option<String>,
    /// The day the customer ordered.
    #[field(zh = "订货日期", en = "Ordered on")]
    pub ordered_on: Option<Date>,
    /// Where the goods go.
    #[field(zh = "收货地址", en = "Ship-to address", min = 1, max = 200, search)]
    pub ship_to_address: Option<String>,
    /// Who receives them.
    #[field(zh = "收货联系人", en = "Receiver", min = 1, max = 60, personal)]
    pub ship_to_name: Option<String>,
    /// How to reach the receiver.
    #[field(zh = "收货联系方式", en = "Receiver's phone", min = 1, max = 60, personal)]
    pub ship_to_phone: Option<String>,
    /// The contract's after-sales standard, for service, which never sees the contract.
    #[field(zh = "售后服务标准", en = "Service standard", max = 1000)]
    pub service_standard: Option<String>,
    /// The contract's months of warranty from acceptance.
    #[field(zh = "质保月数（自验收）", en = "Warranty months from acceptance", max = 240)]
    pub warranty_months: Option<i64>,
    /// The contract's months of warranty from receipt at the latest.
    #[field(zh = "质保月数（自收货）", en = "Warranty months from receipt", max = 240)]
    pub warranty_months_from_receipt: Option<i64>,
    /// The contract's minutes to the technical response.
    #[field(zh = "响应时间（分钟）", en = "Response minutes", min = 1, max = 525_600)]
    pub response_minutes: Option<i64>,
    /// The contract's minutes to the arrival on site.
    #[field(zh = "到场时间（分钟）", en = "Arrival minutes", min = 1, max = 525_600)]
    pub arrival_minutes: Option<i64>,
    /// The contract's minutes to the solution.
    #[field(zh = "解决时间（分钟）", en = "Solution minutes", min = 1, max = 525_600)]
    pub solution_minutes: Option<i64>,
    /// Days after which the contract deems it accepted; 0 when it has no such clause, empty without a contract.
    #[field(zh = "视为验收天数", en = "Deemed acceptance days", max = 3650)]
    pub deemed_acceptance_days: Option<i64>,
    /// How the goods travel.
    #[field(zh = "运输方式", en = "Transport", max = 200)]
    pub transport: Option<String>,
    /// The day the installation is planned for.
    #[field(zh = "计划安装日期", en = "Planned installation on")]
    pub planned_installation_on: Option<Date>,
    /// The day the training is planned for.
    #[field(zh = "计划培训日期", en = "Planned training on")]
    pub planned_training_on: Option<Date>,
    /// Whom of sales the customer may ask, and how.
    #[field(zh = "销售联系人", en = "Our contact in sales", max = 120, personal)]
    pub sales_contact: Option<String>,
    /// Whom of service the customer may ask, and how.
    #[field(zh = "售后联系人", en = "Our contact in service", max = 120, personal)]
    pub service_contact: Option<String>,
    /// The service line.
    #[field(zh = "服务热线", en = "Hotline", max = 40)]
    pub hotline: Option<String>,
    /// What the customer does if something is wrong.
    #[field(zh = "异议处理方式", en = "What to do if something is wrong", max = 500)]
    pub objection_instructions: Option<String>,
    /// Until when the customer says that something is wrong.
    #[field(zh = "异议提出期限", en = "Objections until")]
    pub objection_until: Option<Date>,
    /// When it was entered.
    #[field(zh = "录入时间", en = "Entered at")]
    pub entered_at: Option<Instant>,
    /// When it was sent to production and warehouse (S-09).
    #[field(zh = "通知生产仓储时间", en = "Sent to production and warehouse at")]
    pub sent_at: Option<Instant>,
    /// When everything was received and, where needed, accepted.
    #[field(zh = "完成时间", en = "Completed at")]
    pub completed_at: Option<Instant>,
    /// When it was cancelled.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why it was cancelled.
    #[field(zh = "取消原因", en = "Reason of cancellation", min = 1, max = 300)]
    pub cancelled_reason: Option<String>,
    /// What was ordered.
    #[items(zh = "明细", en = "Lines")]
    pub lines: Vec<OrderLine>,
    /// When what is to be shipped; internal.
    #[items(zh = "发货计划", en = "Shipment plan")]
    pub shipment_plan: Vec<PlannedShipment>,
    /// Order confirmations sent, and what came back.
    #[items(zh = "订单确认函记录", en = "Order confirmations")]
    pub confirmations: Vec<OrderConfirmation>,
    /// How production and shipment come along.
    #[items(zh = "进度", en = "Progress")]
    pub progress: Vec<ProgressRow>,
    /// Times during which nothing was to be done on the order.
    #[items(zh = "暂停记录", en = "Holds")]
    pub holds: Vec<Hold>,
    /// Its deliveries, mirrored by their steps.
    #[items(zh = "交付批次", en = "Deliveries")]
    pub deliveries: Vec<OrderDelivery>,
    /// How much of each line each delivery carries, mirrored by the deliveries' steps.
    #[items(zh = "交付数量", en = "Delivered quantities")]
    pub delivery_lines: Vec<OrderDeliveryLine>,
}

/// One product ordered.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OrderLine {
    /// Row id; the deliveries' lines have the same.
    pub id: ItemId,
    /// Product.
    #[field(zh = "品名", en = "Product", min = 1, max = 120)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号规格", en = "Model", min = 1, max = 80)]
    pub model: Option<String>,
    /// Configuration.
    #[field(zh = "配置", en = "Configuration", max = 300)]
    pub configuration: Option<String>,
    /// Unit, such as 台.
    #[field(zh = "单位", en = "Unit", min = 1, max = 20)]
    pub unit: Option<String>,
    /// How many units; whole ones.
    #[field(zh = "数量", en = "Quantity", min = 1, max = 1_000_000)]
    pub quantity: Option<i64>,
    /// How many of them the first delivery carries; all when empty.
    #[field(zh = "首批数量", en = "Quantity of the first delivery", min = 0, max = 1_000_000)]
    pub first_quantity: Option<i64>,
    /// An engineer installs it, and every unit has a serial number.
    #[field(zh = "需安装", en = "Needs installation")]
    pub needs_installation: Option<bool>,
    /// The day it is to be delivered.
    #[field(zh = "计划交付日期", en = "Planned delivery on")]
    pub planned_delivery_on: Option<Date>,
    /// The warehouse has all of it.
    #[field(zh = "已备货", en = "In stock")]
    pub in_stock: Option<bool>,
}

/// One report of production or warehouse.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ProgressRow {
    /// Row id.
    pub id: ItemId,
    /// When.
    #[field(zh = "时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "填报人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// What has come about.
    #[field(zh = "内容", en = "Content", min = 1, max = 500)]
    pub text: Option<String>,
}

/// One shipment as warehouse plans it.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct PlannedShipment {
    /// Row id.
    pub id: ItemId,
    /// The day.
    #[field(zh = "计划发货日期", en = "Ships on")]
    pub ship_on: Option<Date>,
    /// What is to be shipped, and how.
    #[field(zh = "发货安排", en = "What and how", min = 1, max = 500)]
    pub text: Option<String>,
    /// When it was planned.
    #[field(zh = "填报时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "填报人", en = "By", to = "person")]
    pub by: Option<RecordId>,
}

/// An order confirmation (订单确认函) sent once, with the customer's reply slip.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OrderConfirmation {
    /// Row id.
    pub id: ItemId,
    /// To whom.
    #[field(zh = "收件人", en = "To whom", min = 1, max = 60, personal)]
    pub to_name: Option<String>,
    /// The number, address or account used.
    #[field(zh = "收件地址", en = "Address", max = 120, personal)]
    pub to_address: Option<String>,
    /// By what means.
    #[field(zh = "发送方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// When.
    #[field(zh = "发送时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "发送人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// What the customer replied.
    #[field(zh = "客户回执", en = "Reply", min = 1, max = 500)]
    pub reply: Option<String>,
    /// Who replied.
    #[field(zh = "回执人", en = "Replied by", max = 60, personal)]
    pub replied_by: Option<String>,
    /// When the reply came.
    #[field(zh = "回执时间", en = "Replied at")]
    pub replied_at: Option<Instant>,
}

/// A time during which nothing was to be done.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Hold {
    /// Row id.
    pub id: ItemId,
    /// Why.
    #[field(zh = "暂停原因", en = "Reason", min = 1, max = 300)]
    pub reason: Option<String>,
    /// From when.
    #[field(zh = "暂停时间", en = "From")]
    pub from: Option<Instant>,
    /// Until when; open while empty.
    #[field(zh = "恢复时间", en = "Until")]
    pub until: Option<Instant>,
}

/// What the order knows of one of its deliveries. The row's id is [`delivery_row`].
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OrderDelivery {
    /// Row id.
    pub id: ItemId,
    /// The delivery.
    #[field(zh = "交付单", en = "Delivery", to = "delivery")]
    pub delivery: Option<RecordId>,
    /// The how-manyth delivery it was when planned.
    #[field(zh = "批次", en = "Batch", min = 1, max = 1000)]
    pub batch: Option<i64>,
    /// The engineer who helps to unpack.
    #[field(zh = "协助工程师", en = "Engineer", to = "person")]
    pub engineer: Option<RecordId>,
    /// When it was shipped.
    #[field(zh = "发货时间", en = "Shipped at")]
    pub shipped_at: Option<Instant>,
    /// When it was received.
    #[field(zh = "签收时间", en = "Received at")]
    pub received_at: Option<Instant>,
    /// When it was cancelled or refused.
    #[field(zh = "终止时间", en = "Ended at")]
    pub ended_at: Option<Instant>,
}

/// How much of one line one delivery carries. The row's id is [`delivery_line_row`].
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OrderDeliveryLine {
    /// Row id.
    pub id: ItemId,
    /// The delivery.
    #[field(zh = "交付单", en = "Delivery", to = "delivery")]
    pub delivery: Option<RecordId>,
    /// The id of the line.
    #[field(zh = "明细行", en = "Line", max = 40)]
    pub line: Option<String>,
    /// Units it is to bring; once received, what it brought.
    #[field(zh = "计划数量", en = "Planned", max = 1_000_000)]
    pub planned: Option<i64>,
    /// Units that are on their way or there.
    #[field(zh = "已发数量", en = "Shipped", max = 1_000_000)]
    pub shipped: Option<i64>,
    /// Units received.
    #[field(zh = "已收数量", en = "Received", max = 1_000_000)]
    pub received: Option<i64>,
}

/// Everything about orders.
pub const KIND: Kind = Kind {
    table: &Order::TABLE,
    statuses: STATUSES,
    steps: steps::STEPS,
    clocks: &[],
    title: |facts| title::numbered(facts, "customer_name"),
    customer_field: "customer",
    responsible_field: "salesperson",
    is_own: |_, facts, person| facts.reference("salesperson") == Some(person),
    buckets,
    grants: grants_nothing,
};

const STATUSES: &[StatusRule] = &[
    StatusRule::closed("cancelled", "已取消", "Cancelled", |facts, _| facts.has("cancelled_at")),
    StatusRule::closed("completed", "已完成", "Completed", |facts, _| facts.has("completed_at")),
    StatusRule::open("received", "已全部签收", "Received", |facts, _| is_whole(facts, "received")),
    StatusRule::open("shipped", "已全部发货", "Shipped", |facts, _| is_whole(facts, "shipped")),
    StatusRule::open("partly_shipped", "部分发货", "Partly shipped", |facts, _| {
        facts.items("delivery_lines").iter().any(|row| row.integer("shipped").unwrap_or(0) > 0)
    }),
    StatusRule::open("on_hold", "已暂停", "On hold", |facts, _| is_on_hold(facts)),
    StatusRule::open("ready", "备货完成", "Ready", |facts, _| {
        let lines = facts.items("lines");
        !lines.is_empty() && lines.iter().all(|line| line.is_true("in_stock"))
    }),
    StatusRule::open("in_production", "生产中", "In production", |facts, _| !facts.items("progress").is_empty()),
    StatusRule::open("sent", "已通知生产仓储", "Sent to production", |facts, _| facts.has("sent_at")),
    StatusRule::open("entered", "已录入", "Entered", |_, _| true),
];

/// The row in which an order mirrors a delivery.
pub fn delivery_row(delivery: RecordId) -> ItemId {
    delivery.derive_item("order:delivery")
}

/// The row in which an order mirrors how much of a line a delivery carries.
pub fn delivery_line_row(delivery: RecordId, line: &str) -> ItemId {
    delivery.derive_item(&format!("order:line:{line}"))
}

/// Units of a line, summed over the deliveries: `planned`, `shipped` or `received`.
pub fn line_sum(facts: &Facts, line: &str, field: &str) -> i64 {
    let rows = facts.items("delivery_lines");
    let of_line = rows.iter().filter(|row| row.text("line") == Some(line));
    of_line.filter_map(|row| row.integer(field)).fold(0, i64::saturating_add)
}

/// True when every line's sum over the deliveries reaches what was ordered.
fn is_whole(facts: &Facts, field: &str) -> bool {
    let lines = facts.items("lines");
    !lines.is_empty()
        && lines.iter().all(|line| line_sum(facts, line.id, field) >= line.integer("quantity").unwrap_or(i64::MAX))
}

/// Nothing is to be done on the order for now.
pub(super) fn is_on_hold(facts: &Facts) -> bool {
    facts.items("holds").iter().any(|hold| hold.has("from") && !hold.has("until"))
}

/// The office, the customer's salesperson, the order's, and the engineers of deliveries still to be received.
fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { holder: Holder::All, class: "order" }];
    let customer = facts.reference("customer").map(|id| Bucket { holder: Holder::Customer(id), class: "order" });
    let salesperson = facts.reference("salesperson").map(|id| Bucket { holder: Holder::Person(id), class: "sales" });
    buckets.extend(customer.into_iter().chain(salesperson));
    for row in facts.items("deliveries") {
        if row.has("received_at") || row.has("ended_at") {
            continue;
        }
        if let Some(engineer) = row.reference("engineer") {
            let bucket = Bucket { holder: Holder::Person(engineer), class: "job" };
            if buckets.len() < BUCKETS_MAX && !buckets.contains(&bucket) {
                buckets.push(bucket);
            }
        }
    }
    buckets
}

#[cfg(test)]
mod tests;
