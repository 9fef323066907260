//! The customer (K-customer): who they are, whom to reach, where; lead is its first status (S-01).
//! Absent by design: grade, salesperson, needs and communications (`customer_sales.rs`).

use fieldseal_derive::{Item, Record};

use super::guard::{given_rows, is_empty, need, person, refuse, refuse_field};
use crate::{
    choices,
    schema::{
        Bucket, Facts, Holder, Instant, ItemId, Kind, Label, Problem, Record, RecordId, Role, Scalar, StatusRule,
        StepRun, StepSpec, Touch, any, grants_nothing, nobodys, nothing, optional, required,
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

/// A customer or prospective customer.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "customer", prefix = "KH", zh = "客户", en = "Customer", version = 1)]
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
    /// It has equipment of ours, mirrored.
    #[field(zh = "有在用设备", en = "Has equipment")]
    pub has_equipment: Option<bool>,
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
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Customer::TABLE,
    statuses: STATUSES,
    steps: &[RECORD_LEAD, IMPORT, EDIT, SAVE_CONTACTS, SAVE_SITES, MERGE, CLOSE, REOPEN],
    clocks: &[],
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
    !["graded_at", "merged_into", "closed_at"].iter().any(|key| facts.has(key)) && !facts.is_true("has_equipment")
}

/// Domain §5.2, Customer, as far as its facts are there: quotes, contracts and communications, which
/// mirror here what `negotiating` and `following` need, are kinds to come.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("merged", "已合并", "Merged", |facts, _| facts.has("merged_into")),
    StatusRule::closed("closed", "已关闭", "Closed", |facts, _| facts.has("closed_at")),
    StatusRule::open("active", "成交客户", "Active customer", |facts, _| facts.is_true("has_equipment")),
    StatusRule::open("graded", "已分级待跟进", "Graded", |facts, _| facts.has("graded_at")),
    StatusRule::open("lead", "新线索", "New lead", |_, _| true),
];

/// The companion that a new customer gets in the same step.
const CREATES_SALES: &[Touch] = &[Touch {
    kind: "customer_sales",
    creates: true,
    keys: &["customer", "customer_name", "recorded_at", "salesperson"],
}];

/// Records a lead (S-01): name, industry, somebody to reach, source, first need.
const RECORD_LEAD: StepSpec = StepSpec {
    verb: "record_lead",
    label: Label::new("登记线索", "Record a lead"),
    rules: &["S-01", "S-29"],
    who: &[any(Role::Sales), any(Role::Manager), any(Role::Desk)],
    begins: true,
    inputs: &[
        required("name"),
        required("industry"),
        required("source"),
        optional("source_detail"),
        optional("referred_by"),
        required("initial_need"),
        required("initial_need_text"),
        required("contacts/*/name"),
        optional("contacts/*/department"),
        optional("contacts/*/title"),
        optional("contacts/*/function"),
        optional("contacts/*/phone"),
        optional("contacts/*/email"),
        optional("contacts/*/wechat"),
        optional("contacts/*/language"),
        optional("contacts/*/main"),
        optional("sites/*/name"),
        optional("sites/*/address"),
        optional("sites/*/access"),
        optional("credit_code"),
        optional("ownership"),
        optional("size"),
        optional("website"),
        optional("privacy_notice_at"),
    ],
    stamps: &["recorded_at", "recorded_by", "sales"],
    touches: CREATES_SALES,
    guard: lead_guard,
    effect: begin,
};

/// Brings an old customer in. What is unknown there stays empty; an unknown source is kept as written.
const IMPORT: StepSpec = StepSpec {
    verb: "import",
    label: Label::new("导入客户", "Import a customer"),
    rules: &["S-01", "R-admin"],
    who: &[any(Role::Administrator)],
    inputs: &[
        required("name"),
        optional("original_number"),
        optional("industry"),
        optional("source"),
        optional("source_detail"),
        optional("initial_need"),
        optional("initial_need_text"),
        optional("contacts/*/name"),
        optional("contacts/*/department"),
        optional("contacts/*/title"),
        optional("contacts/*/function"),
        optional("contacts/*/phone"),
        optional("contacts/*/email"),
        optional("contacts/*/wechat"),
        optional("contacts/*/main"),
        optional("sites/*/name"),
        optional("sites/*/address"),
        optional("credit_code"),
        optional("ownership"),
        optional("size"),
        optional("website"),
        optional("has_equipment"),
    ],
    guard: |run, problems| need(run, problems, "name", "客户名称", "The name"),
    ..RECORD_LEAD
};

fn lead_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let source = run.after("source").as_text();
    if matches!(source, Some("other" | "fair" | "recommendation")) && run.after("referred_by").is_null() {
        need(run, problems, "source_detail", "来源说明", "The source in detail");
    }
    let contacts = given_rows(run, "contacts");
    if contacts.is_empty() {
        refuse_field(problems, "contacts", "contact_missing", "请至少填写一位联系人", "one contact is needed");
    }
    contacts_guard(run, problems);
}

/// Every contact given has a name and at least one way to reach them (S-01).
fn contacts_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for id in given_rows(run, "contacts") {
        let key = |field: &str| format!("contacts/{id}/{field}");
        if run.after(&key("removed")) == &Scalar::Boolean(true) {
            continue;
        }
        need(run, problems, &key("name"), "联系人", "The contact's name");
        if ["phone", "email", "wechat"].iter().all(|field| is_empty(run.after(&key(field)))) {
            let (zh, en) = ("请至少填写一种联系方式", "at least one way to reach them is needed");
            refuse_field(problems, key("phone"), "not_reachable", zh, en);
        }
    }
}

/// Stamps the beginning and begins the companion. A salesperson who records a lead does not own it
/// by that: it is taken or assigned with the grade (S-02).
fn begin(run: &mut StepRun<'_>) {
    let (me, at, customer) = (person(run.person), run.at.to_scalar(), run.record);
    let name = run.after("name").clone();
    let sales = run.create("customer_sales", "sales");
    run.set("recorded_at", at.clone());
    run.set("recorded_by", me);
    run.set("sales", sales.to_scalar());
    run.touch("customer_sales", sales, "customer", customer.to_scalar());
    run.touch("customer_sales", sales, "customer_name", name);
    run.touch("customer_sales", sales, "recorded_at", at);
}

const CARERS: &[crate::schema::Who] = &[any(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor)];

fn is_there(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("merged_into") {
        refuse(problems, "merged", "该客户已合并", "the customer was merged");
    }
}

/// Changes what is known of the customer.
const EDIT: StepSpec = StepSpec {
    verb: "edit",
    label: Label::new("修改客户资料", "Edit the customer"),
    who: &[any(Role::Sales), any(Role::Manager)],
    begins: false,
    inputs: &[
        optional("name"),
        optional("industry"),
        optional("credit_code"),
        optional("ownership"),
        optional("size"),
        optional("website"),
        optional("source"),
        optional("source_detail"),
        optional("referred_by"),
        optional("initial_need"),
        optional("initial_need_text"),
        optional("privacy_notice_at"),
    ],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        is_there(run, problems);
        need(run, problems, "name", "客户名称", "The name");
    },
    effect: nothing,
    ..RECORD_LEAD
};

/// Adds, changes or removes contacts.
const SAVE_CONTACTS: StepSpec = StepSpec {
    verb: "save_contacts",
    label: Label::new("维护联系人", "Keep the contacts"),
    who: CARERS,
    inputs: &[
        required("contacts/*/name"),
        optional("contacts/*/department"),
        optional("contacts/*/title"),
        optional("contacts/*/function"),
        optional("contacts/*/phone"),
        optional("contacts/*/email"),
        optional("contacts/*/wechat"),
        optional("contacts/*/language"),
        optional("contacts/*/main"),
        optional("contacts/*/left"),
        optional("contacts/*/removed"),
    ],
    guard: |run, problems| {
        is_there(run, problems);
        contacts_guard(run, problems);
    },
    ..EDIT
};

/// Adds, changes or removes sites.
const SAVE_SITES: StepSpec = StepSpec {
    verb: "save_sites",
    label: Label::new("维护地点", "Keep the sites"),
    who: CARERS,
    inputs: &[
        required("sites/*/address"),
        optional("sites/*/name"),
        optional("sites/*/access"),
        optional("sites/*/removed"),
    ],
    guard: |run, problems| {
        is_there(run, problems);
        for id in given_rows(run, "sites") {
            need(run, problems, &format!("sites/{id}/address"), "地址", "The address");
        }
    },
    ..EDIT
};

/// Merges a duplicate into another customer. Its records stay where they are and are found by both.
const MERGE: StepSpec = StepSpec {
    verb: "merge",
    label: Label::new("合并客户", "Merge a duplicate"),
    who: &[any(Role::Manager), any(Role::Administrator)],
    inputs: &[required("merged_into")],
    stamps: &["merged_at"],
    guard: |run, problems| {
        is_there(run, problems);
        match run.given.get("merged_into").and_then(RecordId::from_scalar) {
            Some(target) if target == run.record => {
                let (zh, en) = ("不能合并到自身", "a customer is not its own duplicate");
                refuse_field(problems, "merged_into", "same_record", zh, en);
            }
            Some(target) if run.linked("customer", target).is_none_or(|other| other.has("merged_into")) => {
                let (zh, en) = ("找不到目标客户或其已合并", "the other customer is unknown or merged itself");
                refuse_field(problems, "merged_into", "unknown_record", zh, en);
            }
            _ => {}
        }
    },
    effect: |run| run.set("merged_at", run.at.to_scalar()),
    ..EDIT
};

/// Closes the customer: lost or gone. Sales do it for their own in the companion record.
const CLOSE: StepSpec = StepSpec {
    verb: "close",
    label: Label::new("关闭客户", "Close the customer"),
    who: &[any(Role::Manager)],
    inputs: &[required("closed_reason")],
    stamps: &["closed_at"],
    guard: |run, problems| {
        is_there(run, problems);
        need(run, problems, "closed_reason", "关闭原因", "The reason");
        if run.before.has("closed_at") {
            refuse(problems, "closed", "该客户已关闭", "the customer is closed");
        }
    },
    effect: |run| run.set("closed_at", run.at.to_scalar()),
    ..EDIT
};

/// Takes a closing back.
const REOPEN: StepSpec = StepSpec {
    verb: "reopen",
    label: Label::new("重新启用客户", "Reopen the customer"),
    who: &[any(Role::Manager)],
    inputs: &[],
    stamps: &["closed_at"],
    guard: |run, problems| {
        is_there(run, problems);
        if !run.before.has("closed_at") {
            refuse(problems, "not_closed", "该客户未关闭", "the customer is not closed");
        }
    },
    effect: |run| run.set("closed_at", Scalar::Null),
    ..EDIT
};

/// The main contact, else the first that has not left: name and phone.
pub fn main_contact(facts: &Facts) -> Option<(String, String)> {
    let contacts = facts.items("contacts");
    let present = || contacts.iter().filter(|row| !row.is_true("left"));
    let row = present().find(|row| row.is_true("main")).or_else(|| present().next())?;
    let text = |field| row.text(field).unwrap_or_default().to_owned();
    Some((text("name"), text("phone")))
}

#[cfg(test)]
mod tests {
    use crate::records::rig::{Rig, id, text};
    use crate::schema::Scalar;

    fn lead() -> Vec<(&'static str, Scalar)> {
        vec![
            ("name", text("东方机械")),
            ("industry", text("机床")),
            ("source", text("website")),
            ("initial_need", text("purchase")),
            ("initial_need_text", text("数控车床两台")),
            ("contacts/c1/name", text("李四")),
        ]
    }

    #[test]
    fn a_lead_needs_somebody_to_reach() {
        let mut rig = Rig::new(id(1));
        assert_eq!(rig.refused("customer.record_lead", id(9), &lead()), ["not_reachable"]);
        let mut nobody = lead();
        nobody.pop();
        assert_eq!(rig.refused("customer.record_lead", id(9), &nobody), ["contact_missing"]);
        let reachable = [lead(), vec![("contacts/c1/wechat", text("lisi"))]].concat();
        let fair = [reachable.clone(), vec![("source", text("fair"))]].concat();
        assert_eq!(rig.refused("customer.record_lead", id(9), &fair), ["required"], "which fair");
        rig.must("customer.record_lead", id(9), &reachable);
        assert_eq!(rig.status("customer", id(9)), "lead");
    }

    #[test]
    fn a_lead_is_taken_once_and_closed_by_its_salesperson() {
        let mut rig = Rig::new(id(1));
        rig.must("customer.record_lead", id(9), &[lead(), vec![("contacts/c1/phone", text("139"))]].concat());
        let sales = rig.record("customer", id(9)).reference("sales").expect("the companion");
        assert_eq!(rig.status("customer_sales", sales), "unassigned");
        let grade =
            |day: &str| vec![("grade", text("a")), ("grade_reason", text("急用")), ("next_follow_up", text(day))];
        assert_eq!(rig.refused("customer_sales.take", sales, &grade("2026-11-22")), ["in_past"]);
        rig.must("customer_sales.take", sales, &grade("2026-12-01"));
        assert_eq!(rig.status("customer", id(9)), "graded");
        assert!(!rig.record("customer", id(9)).has("grade"), "service never holds the grade");
        let facts = rig.record("customer_sales", sales);
        let kind = &crate::records::customer_sales::KIND;
        assert_eq!(facts.reference("salesperson"), Some(id(1)));
        assert_eq!((kind.grants)(sales, &facts, crate::records::scene::day(0)).len(), 5);
        assert!(!(kind.is_own)(sales, &facts, id(2)));
        rig.person = id(2);
        assert_eq!(rig.refused("customer_sales.take", sales, &grade("2026-12-01")), ["others"]);
        rig.must("customer_sales.close", sales, &[("closed_reason", text("选了竞品"))]);
        assert_eq!(rig.status("customer", id(9)), "closed");
    }

    #[test]
    fn a_customer_is_not_merged_into_itself() {
        let mut rig = Rig::new(id(1));
        rig.put("customer", id(8), &[("name", text("甲"))]);
        rig.put("customer", id(9), &[("name", text("乙"))]);
        let into = |n: u8| [("merged_into", id(n).to_scalar())];
        assert_eq!(rig.refused("customer.merge", id(9), &into(9)), ["same_record"]);
        assert_eq!(rig.refused("customer.merge", id(9), &into(7)), ["unknown_record"]);
        rig.must("customer.merge", id(9), &into(8));
        assert_eq!(rig.status("customer", id(9)), "merged");
        assert_eq!(rig.refused("customer.edit", id(9), &[("industry", text("纺织"))]), ["merged"]);
    }
}
