//! Content of 订单确认函, Order Confirmation (domain §4.8).
//! Absent by design: the order's record; what the warehouse knows, but on the internal copy.

use serde::Serialize;

use super::{Document, NamedAt, Signature};

/// One order confirmation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OrderConfirmation {
    /// Head and foot.
    pub document: Document,
    /// To whom: the customer.
    pub customer: String,
    /// For whose attention.
    pub attention: Option<String>,
    /// Contract number.
    pub contract_number: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// Lines.
    pub lines: Vec<OrderedLine>,
    /// 价税合计.
    pub total: Option<String>,
    /// 人民币大写.
    pub amount_in_words: Option<String>,
    /// The payment stage due next, with its amount and date.
    pub payment_due: Option<String>,
    /// 收货.
    pub ship_to: ShipTo,
    /// Transport.
    pub transport: Option<String>,
    /// Planned installation.
    pub planned_installation: Option<String>,
    /// Planned training.
    pub planned_training: Option<String>,
    /// Our contact for sales.
    pub sales_contact: Option<String>,
    /// Our contact for service.
    pub service_contact: Option<String>,
    /// Our hotline.
    pub hotline: Option<String>,
    /// What to do if something is wrong.
    pub if_wrong: Option<String>,
    /// Until when to say so, as printed.
    pub objections_until: Option<String>,
    /// The salesperson.
    pub author: NamedAt,
    /// 客户回执; none when no reply is asked for.
    pub reply: Option<Signature>,
    /// Internal copy only, never on the customer's: prints pages of its own marked 内部.
    pub internal: Option<OrderInternals>,
}

/// One line of an order. Prices include tax.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OrderedLine {
    /// 品名.
    pub name: String,
    /// 型号规格.
    pub model: Option<String>,
    /// 配置.
    pub configuration: Option<String>,
    /// 单位.
    pub unit: Option<String>,
    /// 数量.
    pub quantity: Option<String>,
    /// 含税单价.
    pub unit_price: Option<String>,
    /// 金额.
    pub amount: Option<String>,
    /// 计划交付, as printed.
    pub planned_delivery: Option<String>,
}

/// Where the goods go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShipTo {
    /// Address.
    pub address: Option<String>,
    /// Receiver.
    pub receiver: Option<String>,
    /// The receiver's phone.
    pub phone: Option<String>,
}

/// 内部页 of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OrderInternals {
    /// Sent to production, as printed.
    pub sent_to_production_at: Option<String>,
    /// Sent to the warehouse, as printed.
    pub sent_to_warehouse_at: Option<String>,
    /// 生产进度, oldest first.
    pub progress: Vec<ProgressRow>,
    /// 备货.
    pub stock: Vec<StockRow>,
    /// 发货计划.
    pub shipments: Vec<ShipmentRow>,
}

/// One 生产进度.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProgressRow {
    /// When, as printed.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// What.
    pub content: String,
}

/// Stock of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StockRow {
    /// The line.
    pub line: String,
    /// Quantity ordered.
    pub ordered: Option<String>,
    /// 已备货.
    pub in_stock: Option<bool>,
}

/// One planned shipment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShipmentRow {
    /// The delivery's number or batch.
    pub delivery: String,
    /// What goes with it.
    pub goods: Option<String>,
    /// When, as printed.
    pub planned_at: Option<String>,
    /// Carrier.
    pub carrier: Option<String>,
}
