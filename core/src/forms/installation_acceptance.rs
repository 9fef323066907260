//! Content of 安装验收单, Installation Acceptance Form (domain §4.11, template 3).
//! Absent by design: the installation's record; the caller maps it to these texts.

use serde::Serialize;

use super::{Condition, Document, Options, Reservation, Signature, UsedItem};

/// One installation acceptance form. Fields that the manual leaves out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct InstallationAcceptance {
    /// Head and foot.
    pub document: Document,
    /// 基本信息.
    pub basics: Basics,
    /// 设备, one row a machine.
    pub equipment: Vec<Machine>,
    /// 开箱与现场条件.
    pub site: SiteConditions,
    /// 作业.
    pub work: Work,
    /// 检查与调试.
    pub checks: Vec<Check>,
    /// 安全.
    pub safety: Safety,
    /// 试运行.
    pub trial_run: TrialRun,
    /// 移交.
    pub handover: Handover,
    /// 结果.
    pub outcome: Outcome,
    /// 隐患告知: hidden dangers found, of which the customer was told.
    pub hidden_dangers: Option<String>,
    /// 客户意见: 同意验收, 有保留意见, 不同意.
    pub customer_opinion: Options,
    /// The customer's words.
    pub customer_words: Option<String>,
    /// Reservations; one or more print 有保留意见 beside the signature.
    pub reservations: Vec<Reservation>,
    /// 培训: agreed topics.
    pub training_topics: Option<String>,
    /// 培训: agreed date, as printed.
    pub training_date: Option<String>,
    /// 客户验收人.
    pub customer_signature: Signature,
    /// 安装工程师.
    pub engineer_signature: Signature,
    /// 监理/第三方, if there is one.
    pub third_party_signature: Option<Signature>,
}

/// 基本信息.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Basics {
    /// Round of acceptance, from 1.
    pub round: u32,
    /// Customer.
    pub customer: String,
    /// Site address.
    pub site_address: String,
    /// Contact.
    pub contact_name: Option<String>,
    /// The contact's phone.
    pub contact_phone: Option<String>,
    /// Contract number.
    pub contract_number: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// Delivery number.
    pub delivery_number: Option<String>,
    /// Engineers.
    pub engineers: Vec<String>,
    /// 预约时间, as printed.
    pub appointment: Option<String>,
    /// With whom it was confirmed.
    pub appointment_confirmed_with: Option<String>,
    /// When it was confirmed, as printed.
    pub appointment_confirmed_at: Option<String>,
}

/// One machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Machine {
    /// Name.
    pub name: String,
    /// Model.
    pub model: Option<String>,
    /// Serial number on the nameplate.
    pub serial_number: Option<String>,
    /// Quantity with its unit.
    pub quantity: Option<String>,
    /// 出厂日期, as printed.
    pub manufactured_on: Option<String>,
    /// 安装位置.
    pub position: Option<String>,
    /// 设备状态 of this machine, where it differs from the whole.
    pub state: Option<String>,
}

/// 开箱与现场条件.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SiteConditions {
    /// Packing.
    pub packing: Condition,
    /// Accessories.
    pub accessories: Condition,
    /// Visible state.
    pub visible_state: Condition,
    /// Power supply.
    pub power: Condition,
    /// Earthing.
    pub earth: Condition,
    /// Compressed air.
    pub air: Condition,
    /// Foundation.
    pub foundation: Condition,
    /// Network.
    pub network: Condition,
    /// Unpacking in words.
    pub unpacking_remark: Option<String>,
    /// The site in words.
    pub site_remark: Option<String>,
}

/// 作业.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Work {
    /// Title of the work instruction.
    pub instruction_title: Option<String>,
    /// Its version.
    pub instruction_version: Option<String>,
    /// Arrived, as printed.
    pub arrived_at: Option<String>,
    /// Finished, as printed.
    pub finished_at: Option<String>,
    /// 工具、配件.
    pub used_items: Vec<UsedItem>,
}

/// One line of the checklist.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Check {
    /// What is checked.
    pub item: String,
    /// 标准值.
    pub nominal_value: Option<String>,
    /// 实测值.
    pub measured_value: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// 结论.
    pub verdict: Option<String>,
    /// Remark.
    pub remark: Option<String>,
    /// Number of the photo.
    pub photo_number: Option<String>,
}

/// 安全.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Safety {
    /// 防护装置.
    pub guards: Condition,
    /// 急停.
    pub emergency_stop: Condition,
    /// 接地.
    pub earthing: Condition,
    /// 警示标识.
    pub warning_signs: Condition,
}

/// 试运行.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TrialRun {
    /// From, as printed.
    pub from: Option<String>,
    /// To, as printed.
    pub to: Option<String>,
    /// Hours.
    pub hours: Option<String>,
    /// Load.
    pub load: Option<String>,
    /// Alarms.
    pub alarms: Option<String>,
    /// Conclusion.
    pub conclusion: Option<String>,
}

/// 移交: what was handed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Handover {
    /// 随机资料.
    pub documents: Condition,
    /// 钥匙.
    pub keys: Condition,
    /// 备件.
    pub spare_parts: Condition,
    /// 密码.
    pub passwords: Condition,
    /// The same in words.
    pub remark: Option<String>,
}

/// 结果.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// 安装日期, as printed.
    pub installed_on: Option<String>,
    /// 设备状态: 正常运行, 带问题运行, 未投运.
    pub equipment_state: Options,
    /// 验收结果: 合格, 合格(有保留), 待整改, 不合格.
    pub result: Options,
    /// 整改项.
    pub rectifications: Vec<Rectification>,
    /// 质保起, as printed.
    pub warranty_from: Option<String>,
    /// 质保止, as printed.
    pub warranty_until: Option<String>,
    /// Why this period, or 暂定.
    pub warranty_note: Option<String>,
}

/// One 整改项.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rectification {
    /// What is to be put right.
    pub item: String,
    /// Who does it.
    pub responsible: Option<String>,
    /// By when, as printed.
    pub due: Option<String>,
}
