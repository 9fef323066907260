//! What was done in one round of an installation, as 安装验收单 lists it (domain §4.11).
//! Absent by design: the checklist and the machines, which are rows of their own, and any step.

use fieldseal_derive::Item;

use crate::{
    choices,
    schema::{Date, Instant, ItemId, RecordId},
};

choices! {
    /// How the trial run went.
    pub enum TrialResult {
        Passed = "trial_passed" ("正常", "Normal"),
        Failed = "trial_failed" ("异常", "Not normal"),
    }
}

/// What was done in one round. Its id is the round's number.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct InstallationWork {
    /// The round's number, as text.
    pub id: ItemId,
    /// The work instruction followed.
    #[field(zh = "安装作业指导书", en = "Work instruction", to = "library")]
    pub work_instruction: Option<RecordId>,
    /// Its title.
    #[field(zh = "指导书名称", en = "Instruction's title", max = 200)]
    pub instruction_title: Option<String>,
    /// Its version, pinned when the work began.
    #[field(zh = "指导书版本", en = "Instruction's version", max = 40)]
    pub instruction_version: Option<String>,
    /// When the work began.
    #[field(zh = "开始作业时间", en = "Work began at")]
    pub started_at: Option<Instant>,
    /// Who began it.
    #[field(zh = "作业人", en = "Work begun by", to = "person")]
    pub started_by: Option<RecordId>,
    /// Unpacking in words, beside the ticks below.
    #[field(zh = "开箱状况", en = "Unpacking", max = 1000)]
    pub unpacking: Option<String>,
    /// The site in words, beside the ticks below.
    #[field(zh = "现场条件", en = "Site conditions", max = 1000)]
    pub site_conditions: Option<String>,
    /// Trial run from.
    #[field(zh = "试运行开始", en = "Trial run from")]
    pub trial_from: Option<Instant>,
    /// Trial run to.
    #[field(zh = "试运行结束", en = "Trial run to")]
    pub trial_to: Option<Instant>,
    /// Load of the trial run.
    #[field(zh = "试运行负载", en = "Load", max = 200)]
    pub trial_load: Option<String>,
    /// Alarms during it.
    #[field(zh = "试运行报警", en = "Alarms", max = 500)]
    pub trial_alarms: Option<String>,
    /// How it went.
    #[field(zh = "试运行结论", en = "Trial run's result")]
    pub trial_result: Option<TrialResult>,
    /// What was handed over in words, beside the ticks below.
    #[field(zh = "移交内容", en = "Handed over", max = 1000)]
    pub handed_over: Option<String>,
    /// Training agreed: topics.
    #[field(zh = "培训约定", en = "Training agreed", max = 500)]
    pub training_agreed: Option<String>,
    /// The day of the training, if agreed.
    #[field(zh = "培训日期", en = "Training agreed for")]
    pub training_on: Option<Date>,
    /// Hidden dangers found, of which the customer was told.
    #[field(zh = "隐患告知", en = "Hidden dangers", max = 2000)]
    pub hidden_dangers: Option<String>,
    /// Packing: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "包装符合", en = "Packing: in order")]
    pub packing_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "包装情况", en = "Packing: found", max = 120)]
    pub packing_found: Option<String>,
    /// What came along: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "随机附件符合", en = "Accessories: in order")]
    pub accessories_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "随机附件情况", en = "Accessories: found", max = 120)]
    pub accessories_found: Option<String>,
    /// Visible state of the machines: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "外观符合", en = "Visible state: in order")]
    pub appearance_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "外观情况", en = "Visible state: found", max = 120)]
    pub appearance_found: Option<String>,
    /// Power supply of the site: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "电源符合", en = "Power: in order")]
    pub power_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "电源情况", en = "Power: found", max = 120)]
    pub power_found: Option<String>,
    /// Earth of the site: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "现场接地符合", en = "Earth of the site: in order")]
    pub site_earth_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "现场接地情况", en = "Earth of the site: found", max = 120)]
    pub site_earth_found: Option<String>,
    /// Compressed air of the site: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "气源符合", en = "Compressed air: in order")]
    pub air_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "气源情况", en = "Compressed air: found", max = 120)]
    pub air_found: Option<String>,
    /// Foundation: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "地基符合", en = "Foundation: in order")]
    pub foundation_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "地基情况", en = "Foundation: found", max = 120)]
    pub foundation_found: Option<String>,
    /// Network of the site: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "网络符合", en = "Network: in order")]
    pub network_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "网络情况", en = "Network: found", max = 120)]
    pub network_found: Option<String>,
    /// Guards of the machines: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "防护装置符合", en = "Guards: in order")]
    pub guards_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "防护装置情况", en = "Guards: found", max = 120)]
    pub guards_found: Option<String>,
    /// Emergency stops: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "急停符合", en = "Emergency stop: in order")]
    pub emergency_stop_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "急停情况", en = "Emergency stop: found", max = 120)]
    pub emergency_stop_found: Option<String>,
    /// Earthing of the machines: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "设备接地符合", en = "Earthing: in order")]
    pub machine_earth_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "设备接地情况", en = "Earthing: found", max = 120)]
    pub machine_earth_found: Option<String>,
    /// Warning signs: in order or not; empty when not looked at, or when only a value was noted.
    #[field(zh = "警示标识符合", en = "Warning signs: in order")]
    pub warning_signs_in_order: Option<bool>,
    /// What was found or measured.
    #[field(zh = "警示标识情况", en = "Warning signs: found", max = 120)]
    pub warning_signs_found: Option<String>,
    /// Manuals, drawings, certificates: handed over or not.
    #[field(zh = "随机资料已移交", en = "Documents: handed over")]
    pub documents_handed_over: Option<bool>,
    /// Which, how many, to whom.
    #[field(zh = "随机资料明细", en = "Documents: which", max = 120)]
    pub documents_listed: Option<String>,
    /// Keys: handed over or not.
    #[field(zh = "钥匙已移交", en = "Keys: handed over")]
    pub keys_handed_over: Option<bool>,
    /// Which, how many, to whom.
    #[field(zh = "钥匙明细", en = "Keys: which", max = 120)]
    pub keys_listed: Option<String>,
    /// Spare parts: handed over or not.
    #[field(zh = "备件已移交", en = "Spare parts: handed over")]
    pub spare_parts_handed_over: Option<bool>,
    /// Which, how many, to whom.
    #[field(zh = "备件明细", en = "Spare parts: which", max = 120)]
    pub spare_parts_listed: Option<String>,
    /// Passwords; they themselves are written nowhere: handed over or not.
    #[field(zh = "密码已移交", en = "Passwords: handed over")]
    pub passwords_handed_over: Option<bool>,
    /// Which, how many, to whom.
    #[field(zh = "密码明细", en = "Passwords: which", max = 120)]
    pub passwords_listed: Option<String>,
}

/// What is looked at when unpacking and on the site, by the names of the two fields `…_in_order` and
/// `…_found`.
pub const SITE_CONDITIONS: &[&str] =
    &["packing", "accessories", "appearance", "power", "site_earth", "air", "foundation", "network"];
/// What is looked at for safety, likewise: a machine that fails one is not accepted.
pub const SAFETY_CONDITIONS: &[&str] = &["guards", "emergency_stop", "machine_earth", "warning_signs"];
