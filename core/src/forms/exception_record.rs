//! Content of 异常处理记录, Exception Handling Record, one for each objection (domain §4.10).
//! Absent by design: the delivery's record; deciding whether an answer came in time.

use serde::Serialize;

use super::{Document, Options, Reservation, Signature, Timing};

/// One exception record. Fields that were left out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ExceptionRecord {
    /// Head and foot.
    pub document: Document,
    /// 异议提出.
    pub raised: ExceptionRaised,
    /// What it is about, one row a line of the delivery.
    pub lines: Vec<AffectedLine>,
    /// 响应.
    pub response: ExceptionResponse,
    /// 处理.
    pub remedy: ExceptionRemedy,
    /// 处理过程, oldest first.
    pub work_log: Vec<LoggedWork>,
    /// 原因.
    pub cause: ExceptionCause,
    /// 处理结果.
    pub result: Option<String>,
    /// Closed on, as printed.
    pub closed_on: Option<String>,
    /// Reservations about the result; one or more print 有保留意见 beside the signature.
    pub reservations: Vec<Reservation>,
    /// 客户: confirms the result.
    pub customer_signature: Signature,
    /// 经办人.
    pub handler_signature: Signature,
    /// 部门负责人.
    pub head_signature: Signature,
}

/// 异议提出.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExceptionRaised {
    /// Customer.
    pub customer: String,
    /// Delivery number.
    pub delivery_number: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// 提出人.
    pub by: Option<String>,
    /// Their phone.
    pub phone: Option<String>,
    /// 提出时间, as printed.
    pub at: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// 类别: 短缺, 破损, 型号不符, 质量, 资料缺失, 其他.
    pub category: Options,
    /// What is wrong.
    pub description: String,
    /// Photos: numbers.
    pub photos: Option<String>,
    /// 客户要求.
    pub demand: Option<String>,
    /// Whether it blocks the installation.
    pub blocks_installation: Option<bool>,
}

/// One line that the objection is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AffectedLine {
    /// 品名.
    pub name: String,
    /// 型号.
    pub model: Option<String>,
    /// 序列号.
    pub serial_number: Option<String>,
    /// Quantity affected, with its unit.
    pub quantity: Option<String>,
}

/// 响应.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ExceptionResponse {
    /// 响应时间 and whether it kept the two hours; `actual` is the answer's time.
    pub timing: Timing,
    /// Who answered.
    pub by: Option<String>,
    /// To whom.
    pub to: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// What was said.
    pub content: Option<String>,
}

/// 处理.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExceptionRemedy {
    /// 补发, 换货, 维修, 折让, 退货.
    pub remedy: Options,
    /// What was agreed, in words.
    pub agreed: Option<String>,
    /// By when, as printed.
    pub by_when: Option<String>,
    /// 责任/协调部门: 仓储, 生产, 物流, 销售.
    pub departments: Options,
    /// Number of the delivery that replaces.
    pub replacement_delivery_number: Option<String>,
}

/// Something done: when, what, by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoggedWork {
    /// When, as printed.
    pub at: Option<String>,
    /// What.
    pub what: String,
    /// By whom.
    pub by: Option<String>,
}

/// 原因.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExceptionCause {
    /// Category of the cause.
    pub category: Option<String>,
    /// The cause in words.
    pub text: Option<String>,
    /// 纠正措施.
    pub corrective_action: Option<String>,
}
