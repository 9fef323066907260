//! The choices and rows of a callback's tables.
//! Absent by design: the callback's own fields (`callback.rs`).

use fieldseal_derive::Item;

use crate::{
    choices,
    schema::{Date, Instant, ItemId, RecordId},
};

choices! {
    /// After what we call.
    pub enum CallbackKind {
        Training = "training" ("培训", "Training"),
        Repair = "repair" ("维修", "Repair"),
        Regular = "regular" ("定期", "Regular"),
        Complaint = "complaint" ("投诉", "Complaint"),
        Installation = "installation" ("安装", "Installation"),
    }
}

choices! {
    /// What follows a callback (domain §2.3 no. 19).
    pub enum FollowUp {
        Reopen = "reopen" ("重开工单", "Reopen the ticket"),
        Complaint = "to_complaint" ("转投诉", "Make a complaint of it"),
        Lead = "new_lead" ("新线索", "New lead"),
        Nothing = "none" ("无", "None"),
    }
}

/// Something new the customer needs, or somebody they refer us to (S-29).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct NewNeed {
    /// The row's id.
    pub id: ItemId,
    /// What is needed.
    #[field(zh = "需求内容", en = "What is needed", max = 1000)]
    pub what: Option<String>,
    /// Who needs it, when it is another company (转介绍); empty for this customer.
    #[field(zh = "被介绍单位", en = "Company referred to", max = 120)]
    pub company: Option<String>,
    /// Its industry, as far as known.
    #[field(zh = "所属行业", en = "Industry", max = 60)]
    pub industry: Option<String>,
    /// Whom to ask for.
    #[field(zh = "联系人", en = "Name", max = 60, personal)]
    pub name: Option<String>,
    /// At which number.
    #[field(zh = "电话", en = "Phone", max = 40, personal)]
    pub phone: Option<String>,
    /// What whoever takes it up should know.
    #[field(zh = "交接说明", en = "Hand-over note", max = 1000)]
    pub note: Option<String>,
    /// The lead that was made of it.
    #[field(zh = "生成的线索", en = "Lead made", to = "customer")]
    pub lead: Option<RecordId>,
    /// The message to the customer's salesperson that was made of it.
    #[field(zh = "生成的提示", en = "Hint made", to = "hint")]
    pub hint: Option<RecordId>,
}

/// Something that remains to be done.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Matter {
    /// The row's id.
    pub id: ItemId,
    /// What.
    #[field(zh = "事项", en = "What", max = 500)]
    pub what: Option<String>,
    /// Who does it.
    #[field(zh = "责任人", en = "Who", to = "person")]
    pub who: Option<RecordId>,
    /// By when.
    #[field(zh = "完成期限", en = "By when")]
    pub until: Option<Date>,
    /// When it was done.
    #[field(zh = "完成时间", en = "Done at")]
    pub done_at: Option<Instant>,
    /// What was done.
    #[field(zh = "完成说明", en = "What was done", max = 500)]
    pub done_note: Option<String>,
}
