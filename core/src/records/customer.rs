//! The customer (K-customer): who they are, whom to reach, where; lead is its first status (S-01).
//! Absent by design: grade, salesperson, needs and communications (`customer_sales.rs`).

pub mod regular;
mod steps;
#[cfg(test)]
mod tests;

use fieldseal_derive::{Item, Record};

pub(super) use self::steps::MAKE_FILE;
use self::steps::{CLOSE, EDIT, IMPORT, MERGE, RECORD_LEAD, REOPEN, SAVE_CONTACTS, SAVE_SITES};
use crate::{
    choices,
    schema::{
        Bucket, Facts, Holder, Instant, ItemId, Kind, Record, RecordId, Scalar, StatusRule, StepRun, Touch,
        grants_nothing, nobodys,
    },
};

choices! {
    /// Where a customer came from.
    pub enum CustomerSource {
        Website = "website" ("企业官网", "Company website"),
        Fair = "fair" ("行业展会", "Trade fair"),
        Recommendation = "recommendation" ("客户推荐", "Recommended by a customer"),
        Online = "online_enquiry" ("线上咨询", "Online enquiry"),
        Telephone = "telephone" ("电话", "Telephone"),
        Visit = "visit" ("拜访", "Visit"),
        Referral = "referral" ("转介绍", "Referral"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// What a contact does at the customer.
    pub enum ContactFunction {
        Decision = "decision" ("决策人", "Decision maker"),
        Purchasing = "purchasing" ("采购", "Purchasing"),
        Equipment = "equipment" ("设备", "Equipment"),
        Operation = "operation" ("操作", "Operation"),
        Finance = "finance" ("财务", "Finance"),
        Receiving = "receiving" ("收货", "Receiving"),
    }
}

choices! {
    /// What the customer first wanted.
    pub enum InitialNeed {
        Purchase = "purchase" ("采购设备", "To buy equipment"),
        Advice = "advice" ("技术咨询", "Technical advice"),
        Another = "other" ("其他", "Other"),
    }
}

/// A person of the customer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Contact {
    /// The row's id.
    pub id: ItemId,
    /// Name.
    #[field(zh = "联系人", en = "Name", max = 60, search, personal)]
    pub name: Option<String>,
    /// Department.
    #[field(zh = "部门", en = "Department", max = 60, personal)]
    pub department: Option<String>,
    /// Title.
    #[field(zh = "职务", en = "Title", max = 60, personal)]
    pub title: Option<String>,
    /// What they do.
    #[field(zh = "角色", en = "Function")]
    pub function: Option<ContactFunction>,
    /// Telephone.
    #[field(zh = "电话", en = "Phone", max = 40, search, personal)]
    pub phone: Option<String>,
    /// E-mail.
    #[field(zh = "邮箱", en = "E-mail", max = 120, personal)]
    pub email: Option<String>,
    /// WeChat.
    #[field(zh = "微信", en = "WeChat", max = 60, personal)]
    pub wechat: Option<String>,
    /// Language they read, such as `zh-CN`.
    #[field(zh = "语言", en = "Language", max = 20)]
    pub language: Option<String>,
    /// The main contact.
    #[field(zh = "主要联系人", en = "Main contact")]
    pub main: Option<bool>,
    /// Has left the company.
    #[field(zh = "已离职", en = "Has left")]
    pub left: Option<bool>,
}

/// A place of the customer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Site {
    /// The row's id.
    pub id: ItemId,
    /// What the customer calls it.
    #[field(zh = "地点名称", en = "Site", max = 80, search)]
    pub name: Option<String>,
    /// Its address.
    #[field(zh = "地址", en = "Address", max = 200, search)]
    pub address: Option<String>,
    /// How to get in: gate, permit, hours.
    #[field(zh = "进场说明", en = "How to get in", max = 500)]
    pub access: Option<String>,
}

/// One making of the customer's file (一户一档): who asked for it, and why.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct FileMade {
    /// The row's id.
    pub id: ItemId,
    /// When.
    #[field(zh = "生成时间", en = "Made at")]
    pub at: Option<Instant>,
    /// For whom.
    #[field(zh = "生成人", en = "Made for", to = "person")]
    pub by: Option<RecordId>,
    /// Why.
    #[field(zh = "用途", en = "Reason", min = 1, max = 300)]
    pub reason: Option<String>,
}

choices! {
    /// What sales negotiate with a customer.
    pub enum DealingKind {
        Quote = "quote" ("方案与报价", "Solution and quotation"),
        Contract = "contract" ("销售合同", "Sales contract"),
    }
}

/// A quote or contract with the customer. The row's id derives from that record.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Dealing {
    /// The row's id.
    pub id: ItemId,
    /// The kind of record.
    #[field(zh = "类别", en = "Kind")]
    pub kind: Option<DealingKind>,
    /// Nothing final became of it yet.
    #[field(zh = "进行中", en = "Open")]
    pub open: Option<bool>,
}

/// A machine of the customer. Its record's id is the row's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct MachineInUse {
    /// The row's id.
    pub id: ItemId,
    /// From when it counts for the regular callback: accepted, or for an imported one the later of its own
    /// start and the go-live date.
    #[field(zh = "起算时间", en = "Counts from")]
    pub from: Option<Instant>,
    /// When it went out of use; empty while it is in use.
    #[field(zh = "停用时间", en = "Out of use at")]
    pub out_at: Option<Instant>,
}

/// A connected callback of any kind. Its record's id is the row's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CallbackMade {
    /// The row's id.
    pub id: ItemId,
    /// When somebody answered.
    #[field(zh = "回访时间", en = "Called at")]
    pub at: Option<Instant>,
    /// It was entered more than 30 minutes later.
    #[field(zh = "补录", en = "Late entry")]
    pub late_entry: Option<bool>,
}

/// A complaint of the customer. Its record's id is the row's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ComplaintMade {
    /// The row's id.
    pub id: ItemId,
    /// When the customer complained.
    #[field(zh = "投诉时间", en = "Complained at")]
    pub at: Option<Instant>,
}

/// A customer or prospective customer.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "customer", prefix = "KH", zh = "客户", en = "Customer", version = 2)]
pub struct Customer {
    /// Given out by the device.
    #[field(zh = "客户编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The number in another system.
    #[field(zh = "原编号", en = "Original number", max = 60, index, search)]
    pub original_number: Option<String>,
    /// Name.
    #[field(zh = "客户名称", en = "Name", max = 120, index, search)]
    pub name: Option<String>,
    /// Unified social credit code.
    #[field(zh = "统一社会信用代码", en = "Credit code", max = 18, index, search)]
    pub credit_code: Option<String>,
    /// Industry.
    #[field(zh = "所属行业", en = "Industry", max = 60, index)]
    pub industry: Option<String>,
    /// Kind of ownership.
    #[field(zh = "企业性质", en = "Ownership", max = 60)]
    pub ownership: Option<String>,
    /// People and turnover.
    #[field(zh = "规模", en = "Size", max = 100)]
    pub size: Option<String>,
    /// Web address.
    #[field(zh = "网址", en = "Website", max = 120)]
    pub website: Option<String>,
    /// Where it came from.
    #[field(zh = "客户来源", en = "Source", index)]
    pub source: Option<CustomerSource>,
    /// Which fair, who recommended, or an imported source as it was written.
    #[field(zh = "来源说明", en = "Source in detail", max = 200)]
    pub source_detail: Option<String>,
    /// The customer who recommended it.
    #[field(zh = "推荐客户", en = "Referred by", to = "customer", index)]
    pub referred_by: Option<RecordId>,
    /// The callback in which it came up (S-29).
    #[field(zh = "来源回访", en = "Origin callback", to = "callback", index)]
    pub origin_callback: Option<RecordId>,
    /// What it first wanted.
    #[field(zh = "初步需求", en = "Initial need", index)]
    pub initial_need: Option<InitialNeed>,
    /// The same in words.
    #[field(zh = "初步需求说明", en = "Initial need in words", max = 2000, search)]
    pub initial_need_text: Option<String>,
    /// When the privacy notice was given.
    #[field(zh = "个人信息告知时间", en = "Privacy notice at")]
    pub privacy_notice_at: Option<Instant>,
    /// When it was recorded.
    #[field(zh = "登记时间", en = "Recorded at")]
    pub recorded_at: Option<Instant>,
    /// Who recorded it.
    #[field(zh = "登记人", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
    /// Its companion record, which service does not hold.
    #[field(zh = "销售档案", en = "Sales record", to = "customer_sales", index)]
    pub sales: Option<RecordId>,
    /// When it was graded; the grade itself is in the companion.
    #[field(zh = "分级时间", en = "Graded at")]
    pub graded_at: Option<Instant>,
    /// When sales first reached it, mirrored from the companion's communications.
    #[field(zh = "首次沟通时间", en = "First communication at")]
    pub communicated_at: Option<Instant>,
    /// It has equipment of ours, mirrored.
    #[field(zh = "有在用设备", en = "Has equipment")]
    pub has_equipment: Option<bool>,
    /// The last connected callback of any kind, mirrored: D-16 runs from it.
    #[field(zh = "最近回访时间", en = "Last callback at")]
    pub last_callback_at: Option<Instant>,
    /// The last accepted installation, mirrored: D-16 runs from it.
    #[field(zh = "最近验收时间", en = "Last acceptance at")]
    pub last_acceptance_at: Option<Instant>,
    /// When the first of its contracts was signed, mirrored.
    #[field(zh = "首份合同签署时间", en = "Contracted at")]
    pub contracted_at: Option<Instant>,
    /// The customer that it was merged into.
    #[field(zh = "合并至", en = "Merged into", to = "customer", index)]
    pub merged_into: Option<RecordId>,
    /// When it was merged.
    #[field(zh = "合并时间", en = "Merged at")]
    pub merged_at: Option<Instant>,
    /// When it was closed; empty again when reopened.
    #[field(zh = "关闭时间", en = "Closed at")]
    pub closed_at: Option<Instant>,
    /// Why: lost, out of business.
    #[field(zh = "关闭原因", en = "Reason of closing", max = 500)]
    pub closed_reason: Option<String>,
    /// People.
    #[items(zh = "联系人", en = "Contacts")]
    pub contacts: Vec<Contact>,
    /// Places.
    #[items(zh = "地点", en = "Sites")]
    pub sites: Vec<Site>,
    /// Makings of its file.
    #[items(zh = "一户一档记录", en = "Files made")]
    pub files: Vec<FileMade>,
    /// Quotes and contracts, mirrored by their steps.
    #[items(zh = "报价与合同", en = "Dealings")]
    pub dealings: Vec<Dealing>,
    /// Its machines, mirrored: whether any is in use.
    #[items(zh = "在用设备", en = "Machines in use")]
    pub machines: Vec<MachineInUse>,
    /// Connected callbacks, mirrored.
    #[items(zh = "回访", en = "Callbacks")]
    pub callbacks: Vec<CallbackMade>,
    /// Complaints, mirrored, to count them.
    #[items(zh = "投诉", en = "Complaints")]
    pub complaints: Vec<ComplaintMade>,
}

/// The version of the table that came with origins of leads and what the companion mirrors.
const WITH_ORIGIN: u16 = 2;

/// The kind.
pub const KIND: Kind = Kind {
    table: &Customer::TABLE,
    statuses: STATUSES,
    steps: &[RECORD_LEAD, IMPORT, EDIT, SAVE_CONTACTS, SAVE_SITES, MERGE, CLOSE, REOPEN, MAKE_FILE],
    clocks: regular::CLOCKS,
    title: |facts| {
        let parts = [facts.text("number"), facts.text("name")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    },
    customer_field: "id",
    responsible_field: "",
    is_own: nobodys,
    buckets: |record, facts| {
        let mut buckets = vec![
            Bucket { holder: Holder::All, class: "customer" },
            Bucket { holder: Holder::Customer(record), class: "customer" },
        ];
        if is_unowned_lead(facts) {
            buckets.push(LEADS);
        }
        buckets
    },
    grants: grants_nothing,
};

/// Where every salesperson finds leads without owner (domain §7.2).
pub const LEADS: Bucket = Bucket { holder: Holder::All, class: "lead" };

/// Nobody graded it yet, which is when it gets its salesperson (S-02), and nothing else became of it.
fn is_unowned_lead(facts: &Facts) -> bool {
    !["graded_at", "merged_into", "closed_at"].iter().any(|key| facts.has(key)) && !is_active(facts)
}

/// A signed contract or equipment.
fn is_active(facts: &Facts) -> bool {
    facts.is_true("has_equipment") || facts.has("contracted_at")
}

/// Domain §5.2, Customer.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("merged", "已合并", "Merged", |facts, _| facts.has("merged_into")),
    StatusRule::closed("closed", "已关闭", "Closed", |facts, _| facts.has("closed_at")),
    StatusRule::open("active", "成交客户", "Active customer", |facts, _| is_active(facts)),
    StatusRule::open("negotiating", "报价谈判中", "Negotiating", |facts, _| {
        facts.items("dealings").iter().any(|dealing| dealing.is_true("open"))
    }),
    StatusRule::open("following", "跟进中", "In follow-up", |facts, _| {
        facts.has("graded_at") && facts.has("communicated_at")
    }),
    StatusRule::open("graded", "已分级待跟进", "Graded", |facts, _| facts.has("graded_at")),
    StatusRule::open("lead", "新线索", "New lead", |_, _| true),
];

/// What a quote's or contract's step touches to say on its customer whether it is open.
pub const DEALING_TOUCH: Touch =
    Touch { kind: "customer", creates: false, keys: &["dealings/*/kind", "dealings/*/open"] };

/// Says on the customer, where it is known, whether the step's own record is open: `negotiating`.
pub fn mirror_dealing(run: &mut StepRun<'_>, customer: RecordId, open: bool) {
    let (kind, record) = (run.kind, run.record);
    mirror_dealing_of(run, customer, kind, record, open);
}

/// The same of another record, such as the quote that a contract is drawn from.
pub fn mirror_dealing_of(run: &mut StepRun<'_>, customer: RecordId, kind: &str, record: RecordId, open: bool) {
    if run.linked("customer", customer).is_none() {
        return;
    }
    let row = record.derive_item("customer:dealing");
    run.touch("customer", customer, format!("dealings/{row}/kind"), Scalar::text(kind));
    run.touch("customer", customer, format!("dealings/{row}/open"), Scalar::Boolean(open));
}

/// The main contact, else the first that has not left: name and phone.
pub fn main_contact(facts: &Facts) -> Option<(String, String)> {
    let contacts = facts.items("contacts");
    let present = || contacts.iter().filter(|row| !row.is_true("left"));
    let row = present().find(|row| row.is_true("main")).or_else(|| present().next())?;
    let text = |field| row.text(field).unwrap_or_default().to_owned();
    Some((text("name"), text("phone")))
}
