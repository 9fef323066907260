//! The fields of a delivery, its lines and units. Absent by design: what steps do with them, and the rows of
//! objections (`exception`).

use fieldseal_derive::{Item, Record};

use super::exception::{Objection, ObjectionLogEntry, RefusalDecision};
use crate::{
    choices,
    records::{
        amendment::Amendment,
        contact_attempt::ContactAttempt,
        installation::WishedBy,
        round::{Reservation, Round},
    },
    schema::{Authority, Capacity, Date, Hash32, Instant, ItemId, RecordId},
};

/// One shipment of an order, up to the customer's receipt of it (收货确认单).
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "delivery", prefix = "SH", zh = "交付收货", en = "Delivery", version = 3)]
pub struct Delivery {
    /// Number given when the record was created.
    #[field(zh = "编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The order it is part of.
    #[field(zh = "订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// Who ordered.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name when the order was entered.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Whose order it is.
    #[field(zh = "销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// The engineer who helps to unpack, if one does.
    #[field(zh = "协助工程师", en = "Engineer", to = "person", index)]
    pub engineer: Option<RecordId>,
    /// The how-manyth delivery of the order it was when planned.
    #[field(zh = "批次", en = "Batch", min = 1, max = 1000)]
    pub batch: Option<i64>,
    /// The delivery whose goods this one replaces (补发、换货).
    #[field(zh = "补换货原交付单", en = "Replaces", to = "delivery")]
    pub replaces: Option<RecordId>,
    /// The row of that delivery's objection for which it comes.
    #[field(zh = "对应异议", en = "Objection replaced for", max = 40)]
    pub replaced_objection: Option<String>,
    /// Where the goods go.
    #[field(zh = "收货地址", en = "Ship-to address", min = 1, max = 200, search)]
    pub ship_to_address: Option<String>,
    /// Who receives them.
    #[field(zh = "收货联系人", en = "Receiver", min = 1, max = 60, personal)]
    pub ship_to_name: Option<String>,
    /// How to reach the receiver.
    #[field(zh = "收货联系方式", en = "Receiver's phone", min = 1, max = 60, personal)]
    pub ship_to_phone: Option<String>,
    /// Why address, receiver or phone were changed on our side.
    #[field(zh = "收货信息变更原因", en = "Reason of the changed ship-to data", min = 1, max = 300)]
    pub ship_to_change_reason: Option<String>,
    /// The day it is to be shipped.
    #[field(zh = "计划发货日期", en = "Planned shipment on")]
    pub planned_shipment_on: Option<Date>,
    /// The moment it is to be shipped, when more than the day is known.
    #[field(zh = "计划发货时间", en = "Planned shipment at")]
    pub planned_shipment_at: Option<Instant>,
    /// When the customer was asked for address, receiver and phone (S-10).
    #[field(zh = "通知时间", en = "Notified at")]
    pub notified_at: Option<Instant>,
    /// When the customer confirmed address, receiver and phone (S-10).
    #[field(zh = "确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// Who of the customer confirmed them.
    #[field(zh = "确认人", en = "Confirmed by", min = 1, max = 60, personal)]
    pub confirmed_by: Option<String>,
    /// Why the sales manager lets it go before the customer confirmed.
    #[field(zh = "未确认放行原因", en = "Reason to ship unconfirmed", min = 1, max = 300)]
    pub unconfirmed_reason: Option<String>,
    /// Carrier.
    #[field(zh = "承运人", en = "Carrier", min = 1, max = 80)]
    pub carrier: Option<String>,
    /// Waybill number.
    #[field(zh = "运单号", en = "Waybill number", max = 60, search)]
    pub waybill_number: Option<String>,
    /// Number of packages.
    #[field(zh = "件数", en = "Packages", min = 1, max = 10_000)]
    pub packages: Option<i64>,
    /// When it was shipped.
    #[field(zh = "发货时间", en = "Shipped at")]
    pub shipped_at: Option<Instant>,
    /// When the goods were there.
    #[field(zh = "送达时间", en = "Arrived at")]
    pub arrived_at: Option<Instant>,
    /// When the customer refused the goods as a whole (拒收).
    #[field(zh = "拒收时间", en = "Goods refused at")]
    pub goods_refused_at: Option<Instant>,
    /// What the sales manager decided after the customer refused to sign.
    #[field(zh = "拒签裁定", en = "Decision on the refusal")]
    pub refusal_decision: Option<RefusalDecision>,
    /// Why.
    #[field(zh = "裁定理由", en = "Reason of the decision", min = 1, max = 500)]
    pub refusal_decision_reason: Option<String>,
    /// When.
    #[field(zh = "裁定时间", en = "Decided at")]
    pub refusal_decided_at: Option<Instant>,
    /// Who.
    #[field(zh = "裁定人", en = "Decided by", to = "person")]
    pub refusal_decided_by: Option<RecordId>,
    /// Why, in the customer's words.
    #[field(zh = "拒收原因", en = "Reason of refusal", min = 1, max = 500)]
    pub goods_refused_reason: Option<String>,
    /// State of the packing.
    #[field(zh = "包装", en = "Packing")]
    pub package_state: Option<PackageState>,
    /// The packing list was in the box.
    #[field(zh = "装箱单", en = "Packing list")]
    pub has_packing_list: Option<bool>,
    /// The certificate was in the box.
    #[field(zh = "合格证", en = "Certificate of conformity")]
    pub has_certificate: Option<bool>,
    /// The manual was in the box.
    #[field(zh = "说明书", en = "Manual")]
    pub has_manual: Option<bool>,
    /// The accessories were in the box.
    #[field(zh = "随机附件", en = "Accessories")]
    pub has_accessories: Option<bool>,
    /// When the customer signed the receipt.
    #[field(zh = "签收时间", en = "Received at")]
    pub received_at: Option<Instant>,
    /// Who of us was there (协助验收人).
    #[field(zh = "协助验收人", en = "Assisted by", to = "person")]
    pub assisted_by: Option<RecordId>,
    /// How the receipt was confirmed.
    #[field(zh = "确认方式", en = "Way of confirmation")]
    pub way: Option<ReceiptWay>,
    /// Photo of the signed receipt.
    #[field(zh = "签收单照片", en = "Photo of the signed receipt")]
    pub receipt_photo: Option<Hash32>,
    /// Who signed: their own name.
    #[field(zh = "签收人", en = "Signer", min = 1, max = 60, personal)]
    pub signer_name: Option<String>,
    /// The signer's department.
    #[field(zh = "签收人部门", en = "Signer's department", max = 60)]
    pub signer_department: Option<String>,
    /// The signer's title.
    #[field(zh = "签收人职务", en = "Signer's title", max = 60)]
    pub signer_title: Option<String>,
    /// How to reach the signer.
    #[field(zh = "签收人电话", en = "Signer's phone", max = 60, personal)]
    pub signer_phone: Option<String>,
    /// In which capacity they signed.
    #[field(zh = "签署身份", en = "Capacity")]
    pub capacity: Option<Capacity>,
    /// For whom a proxy signed; empty when the signer signed for themselves.
    #[field(zh = "代谁签收", en = "Signed for", min = 1, max = 60, personal)]
    pub proxy_for: Option<String>,
    /// Why that person was not there, and who the proxy is to them.
    #[field(zh = "代签说明", en = "Reason for the proxy", max = 300)]
    pub proxy_reason: Option<String>,
    /// By what authority the proxy signed.
    #[field(zh = "代签授权", en = "Authority")]
    pub authority: Option<Authority>,
    /// Photo of the written authority.
    #[field(zh = "授权书照片", en = "Photo of the authority")]
    pub authority_photo: Option<Hash32>,
    /// Who gave the oral authority, from which number, when.
    #[field(zh = "口头授权说明", en = "Note of the oral authority", max = 300, personal)]
    pub authority_note: Option<String>,
    /// What the named person said to the proxy's signature.
    #[field(zh = "追认结果", en = "Ratification")]
    pub ratification: Option<Ratification>,
    /// When they said it.
    #[field(zh = "追认时间", en = "Ratified at")]
    pub ratification_at: Option<Instant>,
    /// Photo of their signature.
    #[field(zh = "追认照片", en = "Photo of the ratification")]
    pub ratification_photo: Option<Hash32>,
    /// When it was recorded that nobody signed.
    #[field(zh = "未签记录时间", en = "Unsigned at")]
    pub unsigned_at: Option<Instant>,
    /// Why nobody signed.
    #[field(zh = "未签情形", en = "Why unsigned")]
    pub unsigned_way: Option<UnsignedWay>,
    /// The customer's words, or what was found.
    #[field(zh = "未签说明", en = "Note on the missing signature", min = 1, max = 500)]
    pub unsigned_reason: Option<String>,
    /// The installation that this receipt created.
    #[field(zh = "安装单", en = "Installation", to = "installation", index)]
    pub installation: Option<RecordId>,
    /// When it was cancelled.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why it was cancelled.
    #[field(zh = "取消原因", en = "Reason of cancellation", min = 1, max = 300)]
    pub cancelled_reason: Option<String>,
    /// Calls and messages with the customer.
    #[items(zh = "联系记录", en = "Contacts")]
    pub contacts: Vec<ContactAttempt>,
    /// When shipment was planned, moved, or went to another receiver: D-04 runs from each.
    #[items(zh = "发货计划", en = "Plans of shipment")]
    pub plannings: Vec<Planning>,
    /// Goods due and received.
    #[items(zh = "货物明细", en = "Lines")]
    pub lines: Vec<DeliveryLine>,
    /// Serial numbers scanned when the goods left; proposed at the receipt.
    #[items(zh = "发货序列号", en = "Serial numbers shipped")]
    pub shipped_units: Vec<ShippedUnit>,
    /// Machines received, one row each.
    #[items(zh = "设备清单", en = "Units")]
    pub units: Vec<DeliveryUnit>,
    /// Photos of packing and goods.
    #[items(zh = "照片", en = "Photos")]
    pub photos: Vec<DeliveryPhoto>,
    /// What the customer objected to (异常处理记录), each row one reservation of the receipt.
    #[items(zh = "异议", en = "Objections")]
    pub objections: Vec<Objection>,
    /// What was done about them.
    #[items(zh = "异议处理记录", en = "Work on objections")]
    pub objection_log: Vec<ObjectionLogEntry>,
    /// The receipt as it was shown and signed, refused or left open. A delivery has one round.
    #[items(zh = "签收记录", en = "Signing")]
    pub rounds: Vec<Round>,
    /// What the customer reserved when signing; each became an objection with the same row id.
    #[items(zh = "保留意见", en = "Reservations")]
    pub reservations: Vec<Reservation>,
    /// Changes after signing.
    #[items(zh = "签后更正", en = "Amendments")]
    pub amendments: Vec<Amendment>,
}

/// A planned time of shipment, or the same for another receiver.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Planning {
    /// Row id.
    pub id: ItemId,
    /// When it was set.
    #[field(zh = "安排时间", en = "Set at")]
    pub set_at: Option<Instant>,
    /// By whom.
    #[field(zh = "安排人", en = "Set by", to = "person")]
    pub by: Option<RecordId>,
    /// The day on which the goods are to leave.
    #[field(zh = "计划发货日期", en = "Planned shipment on")]
    pub planned_on: Option<Date>,
    /// The moment, when more than the day is known.
    #[field(zh = "计划发货时间", en = "Planned shipment at")]
    pub planned_at: Option<Instant>,
    /// Who wanted this time, when it was moved or leaves less than the notice.
    #[field(zh = "提出方", en = "Wanted by")]
    pub wanted_by: Option<WishedBy>,
    /// Who of the customer wanted it.
    #[field(zh = "提出人", en = "Who wanted it", max = 60, personal)]
    pub wanted_name: Option<String>,
    /// Why.
    #[field(zh = "原因", en = "Reason", max = 300)]
    pub reason: Option<String>,
    /// The customer confirmed address, receiver and phone in the same contact.
    #[field(zh = "本次联系已确认", en = "Confirmed in this contact")]
    pub confirmed_in_call: Option<bool>,
    /// Address, receiver or phone changed: notices given before no longer count.
    #[field(zh = "收货信息已变更", en = "Ship-to data changed")]
    pub ship_to_changed: Option<bool>,
}

/// A serial number scanned when the goods left.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ShippedUnit {
    /// Row id; the unit proposed at the receipt has the same.
    pub id: ItemId,
    /// The id of its line.
    #[field(zh = "明细行", en = "Line", max = 40)]
    pub line: Option<String>,
    /// Serial number.
    #[field(zh = "序列号", en = "Serial number", min = 1, max = 60, search)]
    pub serial_number: Option<String>,
}

/// Goods of one order line. The row's id is the order line's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct DeliveryLine {
    /// Row id: the order line's.
    pub id: ItemId,
    /// Product.
    #[field(zh = "品名", en = "Product", max = 120)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号", en = "Model", max = 80)]
    pub model: Option<String>,
    /// Configuration.
    #[field(zh = "配置", en = "Configuration", max = 300)]
    pub configuration: Option<String>,
    /// Unit, such as 台.
    #[field(zh = "单位", en = "Unit", max = 20)]
    pub unit: Option<String>,
    /// Units that are to come.
    #[field(zh = "应收", en = "Quantity due", min = 1, max = 1_000_000)]
    pub quantity_due: Option<i64>,
    /// An engineer installs it, and every unit has a serial number.
    #[field(zh = "需安装", en = "Needs installation")]
    pub needs_installation: Option<bool>,
    /// Units that came.
    #[field(zh = "实收", en = "Quantity received", max = 1_000_000)]
    pub quantity_received: Option<i64>,
    /// The model is the one ordered.
    #[field(zh = "型号相符", en = "Model matches")]
    pub model_matches: Option<bool>,
    /// How it looks.
    #[field(zh = "外观", en = "Appearance")]
    pub appearance: Option<Appearance>,
    /// Remark.
    #[field(zh = "备注", en = "Remark", max = 300)]
    pub remark: Option<String>,
}

/// One machine received.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct DeliveryUnit {
    /// Row id.
    pub id: ItemId,
    /// The id of its line.
    #[field(zh = "明细行", en = "Line", max = 40)]
    pub line: Option<String>,
    /// Serial number on the nameplate.
    #[field(zh = "序列号", en = "Serial number", min = 1, max = 60, search)]
    pub serial_number: Option<String>,
    /// Model on the nameplate, when it is not the line's.
    #[field(zh = "铭牌型号", en = "Model on the nameplate", max = 80)]
    pub model: Option<String>,
    /// Photo of the nameplate.
    #[field(zh = "铭牌照片", en = "Photo of the nameplate")]
    pub nameplate_photo: Option<Hash32>,
    /// The equipment record made for it.
    #[field(zh = "设备档案", en = "Equipment", to = "equipment")]
    pub equipment: Option<RecordId>,
    /// It went back to us.
    #[field(zh = "已退回", en = "Returned")]
    pub returned: Option<bool>,
}

/// A photo of packing or goods.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct DeliveryPhoto {
    /// Row id.
    pub id: ItemId,
    /// The picture.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// What it shows.
    #[field(zh = "说明", en = "Caption", max = 100)]
    pub caption: Option<String>,
}

choices! {
    /// How a receipt was confirmed (domain §6.1).
    pub enum ReceiptWay {
        Device = "device" ("设备上手写签名", "Signed on the device"),
        Link = "link" ("客户链接确认", "Confirmed by link"),
        Paper = "paper" ("纸质签署拍照存档", "Signed on paper"),
    }
}

choices! {
    /// Why a receipt was not signed (domain §6.1).
    pub enum UnsignedWay {
        Refused = "refused" ("客户拒签", "Signature refused"),
        Absent = "absent" ("无人签字", "Nobody there"),
    }
}

choices! {
    /// What the named person says to a proxy's signature.
    pub enum Ratification {
        Ratified = "ratified" ("追认", "Ratified"),
        Refused = "refused" ("不予追认", "Not ratified"),
    }
}

choices! {
    /// State of the packing.
    pub enum PackageState {
        Intact = "intact" ("完好", "Intact"),
        Damaged = "damaged" ("破损", "Damaged"),
        Opened = "opened" ("已被打开", "Opened"),
    }
}

choices! {
    /// How goods look.
    pub enum Appearance {
        Intact = "intact" ("完好", "Intact"),
        Damaged = "damaged" ("破损", "Damaged"),
        Rusted = "rusted" ("锈蚀", "Rusted"),
        Defective = "other" ("其他", "Other"),
    }
}
