//! A machine at a customer (K-equipment, 设备档案): what it is, where, its warranty, its whole life.
//! Absent by design: the work on it; jobs are tickets and installations, which mirror here that they run.

use fieldseal_derive::{Item, Record};

use super::{
    customer::regular,
    guard::{given_rows, is_empty, need, one_new_row, person, refuse, refuse_field},
};
use crate::{
    choices,
    schema::{
        Bucket, Date, Facts, Hash32, Holder, Instant, ItemId, Kind, Label, Problem, Record, RecordId, Role, Scalar,
        StatusRule, StepRun, StepSpec, any, grants_nothing, optional, own, required,
    },
};

choices! {
    /// What kind of job runs on a machine.
    pub enum JobKind {
        Ticket = "ticket" ("服务工单", "Service ticket"),
        Installation = "installation" ("安装调试", "Installation"),
    }
}

/// A job on the machine, mirrored from there; its id is the job's record.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct EquipmentJob {
    /// The row's id: the job's.
    pub id: ItemId,
    /// Which kind of job.
    #[field(zh = "任务类型", en = "Kind of job")]
    pub kind: Option<JobKind>,
    /// Whose job.
    #[field(zh = "工程师", en = "Engineer", to = "person")]
    pub engineer: Option<RecordId>,
    /// The job is over.
    #[field(zh = "已结束", en = "Over")]
    pub closed: Option<bool>,
}

/// A correction of the file: the machine on site was not the one in it.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Correction {
    /// The row's id.
    pub id: ItemId,
    /// Why.
    #[field(zh = "更正原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// A photo of the nameplate.
    #[field(zh = "铭牌照片", en = "Photo of the nameplate")]
    pub nameplate_photo: Option<Hash32>,
    /// The serial number before.
    #[field(zh = "原序列号", en = "Serial before", max = 80)]
    pub serial_before: Option<String>,
    /// The site before.
    #[field(zh = "原地点", en = "Site before", max = 200)]
    pub site_before: Option<String>,
    /// The owner before.
    #[field(zh = "原客户", en = "Customer before", to = "customer")]
    pub customer_before: Option<RecordId>,
    /// When.
    #[field(zh = "更正时间", en = "Corrected at")]
    pub at: Option<Instant>,
    /// Who.
    #[field(zh = "更正人", en = "Corrected by", to = "person")]
    pub by: Option<RecordId>,
}

/// A machine at a customer.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "equipment", prefix = "SB", zh = "设备档案", en = "Equipment", version = 2)]
pub struct Equipment {
    /// Given out by the device.
    #[field(zh = "设备编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The number in another system.
    #[field(zh = "原编号", en = "Original number", max = 60, index, search)]
    pub original_number: Option<String>,
    /// Whose.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// Name of the product.
    #[field(zh = "设备名称", en = "Product", max = 120, search)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号", en = "Model", max = 120, index, search)]
    pub model: Option<String>,
    /// Serial number on the nameplate.
    #[field(zh = "序列号", en = "Serial number", max = 80, index, search)]
    pub serial_number: Option<String>,
    /// The site it stands on.
    #[field(zh = "安装地址", en = "Site address", max = 200, search)]
    pub site_address: Option<String>,
    /// Where on the site.
    #[field(zh = "安装位置", en = "Location on site", max = 120)]
    pub location: Option<String>,
    /// The order it came with.
    #[field(zh = "订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// The delivery it came with.
    #[field(zh = "交付", en = "Delivery", to = "delivery", index)]
    pub delivery: Option<RecordId>,
    /// The installation that put it to work.
    #[field(zh = "安装调试", en = "Installation", to = "installation", index)]
    pub installation: Option<RecordId>,
    /// When it was made.
    #[field(zh = "出厂日期", en = "Manufactured on")]
    pub manufactured_on: Option<Date>,
    /// When the customer received it.
    #[field(zh = "收货日期", en = "Received on")]
    pub received_on: Option<Date>,
    /// When it was installed.
    #[field(zh = "安装日期", en = "Installed on")]
    pub installed_on: Option<Date>,
    /// First day of the warranty.
    #[field(zh = "质保开始", en = "Warranty from")]
    pub warranty_from: Option<Date>,
    /// Last day of the warranty.
    #[field(zh = "质保截止", en = "Warranty until", index)]
    pub warranty_until: Option<Date>,
    /// Why it ends then, as a person reads it.
    #[field(zh = "质保依据", en = "Reason of the warranty", max = 300)]
    pub warranty_reason: Option<String>,
    /// The warranty's start is provisional: accepted by a proxy not yet ratified.
    #[field(zh = "质保暂定", en = "Warranty provisional")]
    pub warranty_provisional: Option<bool>,
    /// Response, arrival and solution times of the contract, if it has its own.
    #[field(zh = "售后服务标准", en = "Service standard", max = 1000)]
    pub service_standard: Option<String>,
    /// Number of the contract it was sold by.
    #[field(zh = "合同号", en = "Contract number", max = 40, search)]
    pub contract_number: Option<String>,
    /// The contract's months of warranty from acceptance; the company's when empty.
    #[field(zh = "质保月数（自验收）", en = "Warranty months from acceptance", max = 240)]
    pub warranty_months: Option<i64>,
    /// The contract's months of warranty from receipt at the latest; the company's when empty.
    #[field(zh = "质保月数（自收货）", en = "Warranty months from receipt", max = 240)]
    pub warranty_months_from_receipt: Option<i64>,
    /// The contract's minutes to the technical response; the company's when empty.
    #[field(zh = "响应时间（分钟）", en = "Response minutes", min = 1, max = 525_600)]
    pub response_minutes: Option<i64>,
    /// The contract's minutes to the arrival on site; the company's when empty.
    #[field(zh = "到场时间（分钟）", en = "Arrival minutes", min = 1, max = 525_600)]
    pub arrival_minutes: Option<i64>,
    /// The contract's minutes to the solution; the company's when empty.
    #[field(zh = "解决时间（分钟）", en = "Solution minutes", min = 1, max = 525_600)]
    pub solution_minutes: Option<i64>,
    /// Running hours, as last read.
    #[field(zh = "运行小时", en = "Running hours", min = 0, max = 1_000_000)]
    pub running_hours: Option<i64>,
    /// Software version.
    #[field(zh = "软件版本", en = "Software version", max = 60)]
    pub software_version: Option<String>,
    /// A photo of the nameplate.
    #[field(zh = "铭牌照片", en = "Photo of the nameplate")]
    pub nameplate_photo: Option<Hash32>,
    /// Out of use since.
    #[field(zh = "停用日期", en = "Idle since")]
    pub idle_since: Option<Date>,
    /// Exchanged for another machine on.
    #[field(zh = "换出日期", en = "Replaced on")]
    pub replaced_on: Option<Date>,
    /// The machine that replaced it.
    #[field(zh = "替换设备", en = "Replaced by", to = "equipment", index)]
    pub replaced_by: Option<RecordId>,
    /// Returned to us on.
    #[field(zh = "退货日期", en = "Returned on")]
    pub returned_on: Option<Date>,
    /// Scrapped on.
    #[field(zh = "报废日期", en = "Scrapped on")]
    pub scrapped_on: Option<Date>,
    /// Why it went out of use.
    #[field(zh = "停用/报废原因", en = "Reason", max = 300)]
    pub end_reason: Option<String>,
    /// The company's go-live date when it was imported: D-16 counts from it at the earliest.
    #[field(zh = "上线日期", en = "Went live on")]
    pub went_live_on: Option<Date>,
    /// Jobs on it.
    #[items(zh = "任务", en = "Jobs")]
    pub jobs: Vec<EquipmentJob>,
    /// Corrections of the file.
    #[items(zh = "更正记录", en = "Corrections")]
    pub corrections: Vec<Correction>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Equipment::TABLE,
    statuses: STATUSES,
    steps: &[IMPORT, CORRECT, SET_IDLE, USE_AGAIN, REPLACE, TAKE_BACK, SCRAP],
    clocks: &[],
    title: |facts| {
        let parts = [facts.text("product_name"), facts.text("model"), facts.text("serial_number")];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    },
    customer_field: "customer",
    responsible_field: "",
    is_own,
    buckets: |_, facts| {
        let mut buckets = vec![Bucket { holder: Holder::All, class: "service" }];
        if let Some(customer) = facts.reference("customer") {
            buckets.push(Bucket { holder: Holder::Customer(customer), class: "service" });
        }
        buckets
    },
    grants: grants_nothing,
};

fn has_open_job(facts: &Facts, kind: &str) -> bool {
    facts.items("jobs").iter().any(|job| job.text("kind") == Some(kind) && !job.is_true("closed"))
}

/// Domain §5.2, Equipment.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("scrapped", "已报废", "Scrapped", |facts, _| facts.has("scrapped_on")),
    StatusRule::closed("returned", "已退货", "Returned", |facts, _| facts.has("returned_on")),
    StatusRule::closed("replaced", "已换出", "Replaced", |facts, _| facts.has("replaced_on")),
    StatusRule::open("idle", "已停用", "Idle", |facts, _| facts.has("idle_since")),
    StatusRule::open("under_repair", "维修中", "Under repair", |facts, _| has_open_job(facts, "ticket")),
    StatusRule::open("in_warranty", "在保", "In warranty", |facts, today| {
        facts.date("warranty_until").is_some_and(|until| today <= until)
    }),
    StatusRule::open("out_of_warranty", "已出保", "Out of warranty", |facts, _| facts.has("warranty_until")),
    StatusRule::open("in_use", "在用(质保未知)", "In use, warranty unknown", |facts, _| {
        facts.has("installed_on")
    }),
    StatusRule::open("installing", "安装中", "Being installed", |facts, _| has_open_job(facts, "installation")),
    StatusRule::open("not_installed", "待安装", "Not installed", |_, _| true),
];

/// Own equipment: an engineer's who has an open job on it.
fn is_own(_: RecordId, facts: &Facts, person: RecordId) -> bool {
    facts.items("jobs").iter().any(|job| !job.is_true("closed") && job.reference("engineer") == Some(person))
}

/// Brings an old machine in.
const IMPORT: StepSpec = StepSpec {
    verb: "import",
    label: Label::new("导入设备", "Import a machine"),
    rules: &["K-equipment", "R-admin"],
    who: &[any(Role::Administrator)],
    begins: true,
    inputs: &[
        required("customer"),
        required("product_name"),
        optional("model"),
        optional("serial_number"),
        optional("original_number"),
        optional("site_address"),
        optional("location"),
        optional("manufactured_on"),
        optional("received_on"),
        optional("installed_on"),
        optional("warranty_from"),
        optional("warranty_until"),
        optional("warranty_reason"),
        optional("service_standard"),
        optional("running_hours"),
        optional("software_version"),
        optional("went_live_on").since(REGULAR),
    ],
    stamps: &[],
    touches: &[regular::MACHINE],
    guard: |run, problems| {
        need(run, problems, "customer", "客户", "The customer");
        if let (Some(from), Some(until)) =
            (Date::from_scalar(run.after("warranty_from")), Date::from_scalar(run.after("warranty_until")))
            && until < from
        {
            let (zh, en) = ("质保截止早于开始", "the warranty ends before it starts");
            refuse_field(problems, "warranty_until", "end_before_start", zh, en);
        }
    },
    effect: |run| {
        if run.knows(REGULAR) {
            let (customer, machine, from) =
                (RecordId::from_scalar(run.after("customer")), run.record, regular::imported_from(run));
            regular::in_use(run, customer, machine, from);
        }
    },
};

/// Since this version of the table a machine says on its customer whether it is in use.
const REGULAR: u16 = 2;

const CORRECTABLE: &[&str] = &[
    "serial_number",
    "product_name",
    "model",
    "site_address",
    "location",
    "manufactured_on",
    "software_version",
    "running_hours",
    "customer",
];

/// The machine on site is not the one in the file: serial wrong or missing, moved, changed hands.
const CORRECT: StepSpec = StepSpec {
    verb: "correct_equipment",
    label: Label::new("更正设备档案", "Correct the equipment file"),
    rules: &["K-equipment"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &[
        required("corrections/*/reason"),
        optional("corrections/*/nameplate_photo"),
        optional("serial_number"),
        optional("product_name"),
        optional("model"),
        optional("site_address"),
        optional("location"),
        optional("manufactured_on"),
        optional("software_version"),
        optional("running_hours"),
        optional("customer"),
    ],
    stamps: &[
        "corrections/*/at",
        "corrections/*/by",
        "corrections/*/serial_before",
        "corrections/*/site_before",
        "corrections/*/customer_before",
        "nameplate_photo",
    ],
    touches: &[regular::MACHINE],
    guard: correct_guard,
    effect: correct_effect,
};

fn in_life(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if ["scrapped_on", "returned_on", "replaced_on"].iter().any(|key| run.before.has(key)) {
        refuse(problems, "ended", "设备已报废、退货或换出", "the machine is scrapped, returned or replaced");
    }
}

fn correct_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    one_new_row(run, "corrections", problems);
    let changes = CORRECTABLE.iter().any(|key| run.given.get(*key).is_some_and(|value| value != run.before.get(key)));
    let photo = given_rows(run, "corrections")
        .iter()
        .any(|id| run.given.contains_key(&format!("corrections/{id}/nameplate_photo")));
    if !changes && !photo {
        refuse_field(problems, "corrections", "nothing_changed", "没有更正内容", "nothing changes");
    }
    for (key, zh, en) in [("customer", "客户", "The customer"), ("product_name", "设备名称", "The product")] {
        if run.before.has(key) && run.given.get(key).is_some_and(is_empty) {
            need(run, problems, key, zh, en);
        }
    }
}

fn correct_effect(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "corrections").into_iter().next() else { return };
    let key = |field: &str| format!("corrections/{id}/{field}");
    let me = person(run.person);
    run.set(key("at"), run.at.to_scalar());
    run.set(key("by"), me);
    for (field, kept) in
        [("serial_number", "serial_before"), ("site_address", "site_before"), ("customer", "customer_before")]
    {
        let before = run.before.get(field).clone();
        if run.given.get(field).is_some_and(|value| *value != before) {
            run.set(key(kept), before);
        }
    }
    let photo = run.after(&key("nameplate_photo")).clone();
    if !photo.is_null() {
        run.set("nameplate_photo", photo);
    }
    if run.knows(REGULAR) {
        change_hands(run);
    }
}

/// A machine in use that changes hands is in use at its new owner's from now on.
fn change_hands(run: &mut StepRun<'_>) {
    let (old, new, machine) =
        (run.before.reference("customer"), RecordId::from_scalar(run.after("customer")), run.record);
    let counted = old.and_then(|id| run.linked("customer", id)).is_some_and(|facts| {
        let key = machine.to_string();
        let row = facts.item("machines", &key);
        row.has("from") && !row.has("out_at")
    });
    if old != new && counted {
        regular::out_of_use(run, old, machine);
        let from = run.at;
        regular::in_use(run, new, machine, from);
    }
}

/// Says on the customer that the machine is in use no more.
fn leave_use(run: &mut StepRun<'_>) {
    if run.knows(REGULAR) {
        regular::out_of_use(run, run.before.reference("customer"), run.record);
    }
}

const KEEPERS: &[crate::schema::Who] = &[any(Role::Desk), any(Role::Supervisor)];

/// Out of use for now.
const SET_IDLE: StepSpec = StepSpec {
    verb: "set_idle",
    label: Label::new("停用", "Take out of use"),
    who: KEEPERS,
    inputs: &[required("idle_since"), required("end_reason")],
    stamps: &[],
    guard: in_life,
    effect: leave_use,
    ..CORRECT
};

/// In use again.
const USE_AGAIN: StepSpec = StepSpec {
    verb: "use_again",
    label: Label::new("恢复使用", "Use again"),
    inputs: &[],
    stamps: &["idle_since"],
    guard: |run, problems| {
        if !run.before.has("idle_since") {
            refuse(problems, "not_idle", "设备未停用", "the machine is not idle");
        }
    },
    effect: |run| {
        run.set("idle_since", Scalar::Null);
        if run.knows(REGULAR) {
            regular::in_use_again(run, run.before.reference("customer"), run.record);
        }
    },
    ..SET_IDLE
};

/// Exchanged for another machine.
const REPLACE: StepSpec = StepSpec {
    verb: "replace",
    label: Label::new("换出", "Replaced"),
    inputs: &[required("replaced_on"), optional("replaced_by"), required("end_reason")],
    ..SET_IDLE
};

/// Returned to us.
const TAKE_BACK: StepSpec = StepSpec {
    verb: "take_back",
    label: Label::new("退货", "Returned"),
    inputs: &[required("returned_on"), required("end_reason")],
    ..SET_IDLE
};

/// Scrapped.
const SCRAP: StepSpec = StepSpec {
    verb: "scrap",
    label: Label::new("报废", "Scrap"),
    inputs: &[required("scrapped_on"), required("end_reason")],
    ..SET_IDLE
};

#[cfg(test)]
mod tests {
    use crate::records::rig::{Rig, blob, id, text};

    #[test]
    fn a_correction_keeps_what_stood_before() {
        let mut rig = Rig::new(id(1));
        rig.put("equipment", id(9), &[("serial_number", text("SN-1")), ("product_name", text("车床"))]);
        let reason = ("corrections/k1/reason", text("铭牌与档案不符"));
        assert_eq!(
            rig.refused("equipment.correct_equipment", id(9), std::slice::from_ref(&reason)),
            ["nothing_changed"]
        );
        let photo = ("corrections/k1/nameplate_photo", blob());
        rig.must("equipment.correct_equipment", id(9), &[reason, photo, ("serial_number", text("SN-7"))]);
        let facts = rig.record("equipment", id(9));
        assert_eq!(facts.text("serial_number"), Some("SN-7"));
        assert_eq!(facts.text("corrections/k1/serial_before"), Some("SN-1"));
        assert!(facts.has("nameplate_photo") && !facts.has("corrections/k1/customer_before"));
    }

    #[test]
    fn a_scrapped_machine_is_not_taken_out_of_use_again() {
        let mut rig = Rig::new(id(1));
        rig.put("equipment", id(9), &[("product_name", text("车床"))]);
        rig.must("equipment.scrap", id(9), &[("scrapped_on", text("2026-11-23")), ("end_reason", text("报废"))]);
        let idle = [("idle_since", text("2026-11-23")), ("end_reason", text("停用"))];
        assert_eq!(rig.refused("equipment.set_idle", id(9), &idle), ["ended"]);
    }
}
