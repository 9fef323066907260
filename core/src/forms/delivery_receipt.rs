//! Content of 收货确认单, Goods Receipt Confirmation (domain §4.9).
//! Absent by design: the delivery's record; any price.

use serde::Serialize;

use super::{Condition, Document, Options, Reservation, Signature};

/// One goods receipt. Fields that were left out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeliveryReceipt {
    /// Head and foot.
    pub document: Document,
    /// 双方.
    pub parties: ReceiptParties,
    /// 运输.
    pub transport: ReceiptTransport,
    /// 开箱验收, one row a line of the order.
    pub lines: Vec<ReceivedLine>,
    /// 随机资料.
    pub papers: ReceiptPapers,
    /// 包装: 完好, 破损, 已开封.
    pub packing: Options,
    /// Photos: numbers.
    pub photos: Option<String>,
    /// 异议: whether any was raised; `None` as long as nobody was asked.
    pub objected: Option<bool>,
    /// Objections, each with an exception record of its own.
    pub objections: Vec<ReceiptObjection>,
    /// Reservations; one or more print 有保留意见 beside the signature.
    pub reservations: Vec<Reservation>,
    /// 收货人.
    pub receiver_signature: Signature,
    /// 协助验收人, ours.
    pub helper_signature: Signature,
}

/// 双方: who sends to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptParties {
    /// Contract number.
    pub contract_number: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// 批次: this delivery of its order, from 1.
    pub batch: Option<u32>,
    /// 批次: of how many.
    pub batches: Option<u32>,
    /// 发货方.
    pub sender: Option<String>,
    /// 收货方.
    pub receiver: String,
    /// 收货地址.
    pub address: Option<String>,
    /// 联系人.
    pub contact_name: Option<String>,
    /// 联系方式.
    pub contact_phone: Option<String>,
    /// When the customer confirmed address, contact and phone, as printed.
    pub confirmed_at: Option<String>,
    /// Who confirmed them.
    pub confirmed_by: Option<String>,
}

/// 运输.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptTransport {
    /// 承运人.
    pub carrier: Option<String>,
    /// 运单号.
    pub waybill: Option<String>,
    /// Packages with their unit.
    pub packages: Option<String>,
    /// 发货时间, as printed.
    pub shipped_at: Option<String>,
    /// 送达时间, as printed.
    pub arrived_at: Option<String>,
}

/// One line of what arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceivedLine {
    /// 品名.
    pub name: String,
    /// 型号.
    pub model: Option<String>,
    /// 序列号.
    pub serial_numbers: Vec<String>,
    /// Unit.
    pub unit: Option<String>,
    /// 应收.
    pub quantity_due: Option<String>,
    /// 实收.
    pub quantity_received: Option<String>,
    /// 型号相符.
    pub model_agrees: Option<bool>,
    /// 外观: 完好, 破损, 锈蚀, 其他.
    pub appearance: Options,
    /// Remark.
    pub remark: Option<String>,
}

/// 随机资料: what lay in the boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptPapers {
    /// 装箱单.
    pub packing_list: Condition,
    /// 合格证.
    pub certificate: Condition,
    /// 说明书.
    pub manual: Condition,
    /// 附件.
    pub accessories: Condition,
}

/// One objection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptObjection {
    /// Number of its exception record.
    pub number: Option<String>,
    /// Category: 短缺, 破损, 型号不符, …
    pub category: Option<String>,
    /// What the customer objects to.
    pub text: String,
    /// Whether it blocks the installation.
    pub blocks_installation: Option<bool>,
}
