//! The choices and rows of an installation's tables.
//! Absent by design: the installation's own fields, and rows that several kinds share.

use fieldseal_derive::Item;

use crate::{
    choices,
    records::round::{AcceptanceResult, EquipmentState},
    schema::{Date, Hash32, Instant, ItemId, RecordId},
};

choices! {
    /// What a contact to book came to (D-06).
    pub enum BookingResult {
        Booked = "booked" ("已预约", "Booked"),
        Later = "later" ("客户要求延后", "Later"),
        NotWanted = "not_wanted" ("暂不安装", "Not wanted"),
    }
}

choices! {
    /// Who wished something.
    pub enum WishedBy {
        Customer = "customer" ("客户", "The customer"),
        Company = "company" ("我方", "Our company"),
    }
}

choices! {
    /// The verdict on a checklist item.
    pub enum Verdict {
        Pass = "pass" ("合格", "Pass"),
        Fail = "fail" ("不合格", "Fail"),
        NotApplicable = "not_applicable" ("不适用", "Not applicable"),
    }
}

/// One machine of the job.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Machine {
    /// The row's id.
    pub id: ItemId,
    /// Its record.
    #[field(zh = "设备档案", en = "Equipment", to = "equipment", index)]
    pub equipment: Option<RecordId>,
    /// Name.
    #[field(zh = "设备名称", en = "Product", max = 120, search)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号规格", en = "Model", max = 120)]
    pub model: Option<String>,
    /// Serial number on the nameplate.
    #[field(zh = "序列号", en = "Serial number", max = 80, index, search)]
    pub serial_number: Option<String>,
    /// When it was made.
    #[field(zh = "出厂日期", en = "Manufactured on")]
    pub manufactured_on: Option<Date>,
    /// Where on the site.
    #[field(zh = "安装位置", en = "Location on site", max = 120)]
    pub location: Option<String>,
    /// The order line's unit, such as 台: the row is one of it.
    #[field(zh = "单位", en = "Unit", max = 20)]
    pub unit: Option<String>,
}

/// What a connected contact to book came to.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Booking {
    /// The row's id.
    pub id: ItemId,
    /// The result.
    #[field(zh = "预约结果", en = "Result")]
    pub result: Option<BookingResult>,
    /// When: the contact's time.
    #[field(zh = "时间", en = "At")]
    pub at: Option<Instant>,
    /// The day to call again, agreed with the customer when they want it later.
    #[field(zh = "约定再联系日", en = "Call again on")]
    pub call_again_on: Option<Date>,
    /// Why later, or why not.
    #[field(zh = "原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// The contact was entered late.
    #[field(zh = "补录", en = "Entered late")]
    pub late_entry: Option<bool>,
}

/// One appointment. A move is a new row; the old one stays.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Appointment {
    /// The row's id.
    pub id: ItemId,
    /// When the engineer comes.
    #[field(zh = "预约时间", en = "Appointment")]
    pub at: Option<Instant>,
    /// When it was set.
    #[field(zh = "登记时间", en = "Set at")]
    pub set_at: Option<Instant>,
    /// Who wished the short notice; asked when it is less than three days ahead.
    #[field(zh = "临时预约提出方", en = "Short notice wished by")]
    pub short_notice_by: Option<WishedBy>,
    /// Who of the customer wished it.
    #[field(zh = "提出人", en = "Wished by", max = 60, personal)]
    pub short_notice_name: Option<String>,
    /// Who asked for the move.
    #[field(zh = "改约提出方", en = "Moved by")]
    pub moved_by: Option<WishedBy>,
    /// Why it was moved.
    #[field(zh = "改约原因", en = "Reason of the move", max = 500)]
    pub moved_reason: Option<String>,
    /// The customer confirmed it in this same contact.
    #[field(zh = "本次已确认", en = "Confirmed in this call")]
    pub confirmed_in_call: Option<bool>,
    /// When the customer confirmed it (D-07).
    #[field(zh = "确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// With whom.
    #[field(zh = "确认人", en = "Confirmed with", max = 60, personal)]
    pub confirmed_with: Option<String>,
    /// The confirmation was entered late.
    #[field(zh = "补录", en = "Entered late")]
    pub late_entry: Option<bool>,
    /// When it was cancelled.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why.
    #[field(zh = "取消原因", en = "Reason of cancelling", max = 500)]
    pub cancelled_reason: Option<String>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// One item of the checklist, for one machine in one round (检查项/标准值/实测值/结论).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ChecklistItem {
    /// The row's id.
    pub id: ItemId,
    /// What is checked.
    #[field(zh = "检查项", en = "Item", max = 300)]
    pub title: Option<String>,
    /// The value it should have.
    #[field(zh = "标准值", en = "Nominal value", max = 120)]
    pub nominal_value: Option<String>,
    /// Its unit.
    #[field(zh = "单位", en = "Unit", max = 20)]
    pub unit: Option<String>,
    /// It cannot be left out.
    #[field(zh = "必做", en = "Required")]
    pub required: Option<bool>,
    /// It concerns safety: lock-out, guards, emergency stop, earthing.
    #[field(zh = "安全项", en = "Safety")]
    pub safety: Option<bool>,
    /// The machine's row; empty when it is about the site.
    #[field(zh = "设备行", en = "Machine", max = 40)]
    pub machine: Option<String>,
    /// The value measured.
    #[field(zh = "实测值", en = "Measured value", max = 120)]
    pub measured_value: Option<String>,
    /// The verdict.
    #[field(zh = "结论", en = "Verdict")]
    pub verdict: Option<Verdict>,
    /// Why it failed or does not apply.
    #[field(zh = "原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// A photo.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// When it was checked.
    #[field(zh = "检查时间", en = "Checked at")]
    pub checked_at: Option<Instant>,
    /// Who checked it.
    #[field(zh = "检查人", en = "Checked by", to = "person")]
    pub checked_by: Option<RecordId>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// A tool or part used.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct UsedPart {
    /// The row's id.
    pub id: ItemId,
    /// Name.
    #[field(zh = "名称", en = "Name", max = 120)]
    pub name: Option<String>,
    /// Model.
    #[field(zh = "型号", en = "Model", max = 120)]
    pub model: Option<String>,
    /// How many.
    #[field(zh = "数量", en = "Quantity", min = 1, max = 10_000)]
    pub quantity: Option<i64>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// The result of one machine in one round.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct MachineResult {
    /// The row's id.
    pub id: ItemId,
    /// The machine's row.
    #[field(zh = "设备行", en = "Machine", max = 40)]
    pub machine: Option<String>,
    /// The result that was shown to the customer.
    #[field(zh = "验收结果", en = "Result")]
    pub result: Option<AcceptanceResult>,
    /// How it runs.
    #[field(zh = "设备状态", en = "State")]
    pub state: Option<EquipmentState>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// Something to be put right, with a person and a day.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Rectification {
    /// The row's id.
    pub id: ItemId,
    /// What.
    #[field(zh = "整改内容", en = "What", max = 1000)]
    pub text: Option<String>,
    /// Who does it.
    #[field(zh = "责任人", en = "Responsible", max = 60)]
    pub responsible: Option<String>,
    /// By when.
    #[field(zh = "完成期限", en = "Due on")]
    pub due_on: Option<Date>,
    /// When it was put right.
    #[field(zh = "完成时间", en = "Closed at")]
    pub closed_at: Option<Instant>,
    /// What was done.
    #[field(zh = "整改说明", en = "What was done", max = 1000)]
    pub closed_note: Option<String>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}
