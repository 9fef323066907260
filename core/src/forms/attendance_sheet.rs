//! Content of 培训签到表, Training Attendance Sheet, one for each session (domain §4.12).
//! Absent by design: the training's record; a proxy for an attendee: absent is absent.

use serde::Serialize;

use super::{Confirmation, Document, Options, Signature};

/// One attendance sheet. Fields that were left out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AttendanceSheet {
    /// Head and foot.
    pub document: Document,
    /// The session.
    pub session: TrainingSession,
    /// What is trained on.
    pub equipment: Vec<TrainedMachine>,
    /// Who was to come. Those are present whose row is signed.
    pub attendees: Vec<Attendee>,
    /// 应到: how many were expected.
    pub expected: Option<u32>,
    /// 缺席.
    pub absent: Vec<Absentee>,
    /// 培训师.
    pub trainer_signature: Signature,
    /// 客户负责人.
    pub in_charge_signature: Signature,
}

/// The session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrainingSession {
    /// 第几次, from 1.
    pub number: u32,
    /// Of how many.
    pub of: Option<u32>,
    /// Customer.
    pub customer: String,
    /// Place.
    pub place: Option<String>,
    /// Date, as printed.
    pub date: Option<String>,
    /// From, as printed.
    pub from: Option<String>,
    /// To, as printed.
    pub to: Option<String>,
    /// 形式: 集中, 一对一.
    pub form: Options,
    /// 培训师.
    pub trainer: Option<String>,
    /// 设备操作, 日常维护, 常见故障排查, 其他.
    pub topics: Options,
    /// What 其他 is.
    pub other_topics: Option<String>,
    /// Handbook: title.
    pub handbook_title: Option<String>,
    /// Handbook: version.
    pub handbook_version: Option<String>,
    /// Handbook: copies handed out, with their unit.
    pub handbook_copies: Option<String>,
}

/// One machine that is trained on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrainedMachine {
    /// Name.
    pub name: String,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
}

/// One row of the sheet. An unsigned row leaves room to write by hand what is not known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Attendee {
    /// 姓名.
    pub name: Option<String>,
    /// 部门.
    pub department: Option<String>,
    /// 岗位.
    pub position: Option<String>,
    /// 电话.
    pub phone: Option<String>,
    /// 签到时间, as printed.
    pub signed_in_at: Option<String>,
    /// 已领手册.
    pub has_handbook: Option<bool>,
    /// 本人签名: own strokes, or the signed print; nothing else is attendance.
    pub signature: Confirmation,
}

/// Who did not come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Absentee {
    /// Name.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
}
