//! The office's part: people, lists, the work instruction, the order.
//! Absent by design: anything done on a phone.

use fieldseal_core::schema::{Id, Language, RecordId};

use super::super::{
    DemoError, failed, lists,
    stage::Stage,
    values::{day, number, record, text, values, yes},
};
use crate::{import, importing};

/// Who works there, and as what.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("陈静", "sales", "13900000001"),
    ("赵敏", "manager", "13900000002"),
    ("何丽", "desk", "13900000003"),
    ("周强", "supervisor", "13900000004"),
    ("李喆", "engineer", "13900000005"),
    ("王堃", "engineer", "13900000006"),
];

pub(super) fn hire_people(stage: &mut Stage) -> Result<(), DemoError> {
    stage.tell("2026-09-28 08:35", "The administrator adds six people · 管理员添加人员");
    for (name, role, phone) in PEOPLE {
        let mut given = values([("name", text(name)), ("phone", text(phone))]);
        given.insert(format!("roles/{role}/granted_reason"), text("入职"));
        let person = stage.desk("管理员", "person.add_person", None, given)?;
        stage.people.insert(name, person);
    }
    Ok(())
}

pub(super) fn import_lists(stage: &mut Stage) -> Result<RecordId, DemoError> {
    stage.tell("2026-09-28 08:45", "The company's old lists are imported · 导入旧名单");
    let lists = import::read_lists(&lists(&stage.folder)?).map_err(|error| failed(error.text(Language::English)))?;
    let settings = import::Settings { company: stage.server.company(), now: stage.clock.now() };
    for turn in ["first", "second"] {
        let known = importing::known(&stage.server).map_err(failed)?;
        let plan = import::plan(&lists, &known, &settings);
        let person = stage.person("管理员");
        let done = importing::carry_out(&stage.server, person, &plan, &settings, || {}).map_err(failed)?;
        println!(
            "     {turn} time: {} created, {} there already, {} held back or repeated",
            done.created, done.existing, done.left
        );
        if turn == "second" {
            stage.check(done.created == 0, "importing twice adds nothing");
        }
    }
    let known = importing::known(&stage.server).map_err(failed)?;
    let customer = known.customers.into_iter().find(|customer| customer.name == super::CUSTOMER);
    let customer = customer.map(|customer| customer.record).ok_or_else(|| failed("the customer was not imported"))?;
    assign(stage, customer)?;
    Ok(customer)
}

/// S-02: the manager grades the customer and gives them to a salesperson, who then sees them.
fn assign(stage: &mut Stage, customer: RecordId) -> Result<(), DemoError> {
    let shown = stage.server.desk().show(customer).map_err(failed)?;
    let companion = shown.and_then(|shown| shown.facts.reference("sales"));
    stage.desk(
        "赵敏",
        "customer_sales.grade",
        companion,
        values([
            ("grade", text("a")),
            ("grade_reason", text("已下订单")),
            ("salesperson", record(stage.person("陈静"))),
            ("next_follow_up", day("2026-10-15")),
        ]),
    )?;
    Ok(())
}

/// A work instruction with a checklist, published for the machine's model.
pub(super) fn publish_instruction(stage: &mut Stage) -> Result<RecordId, DemoError> {
    let mut given = values([
        ("document_kind", text("work_instruction")),
        ("title", text("XH-350 加工中心安装作业指导书")),
        ("version", text("V2.3")),
        ("models/m1/model", text("XH-350")),
    ]);
    let items = [
        ("level", "水平度", Some(("≤0.02", "mm/m")), false),
        ("earth", "接地电阻", Some(("≤4", "Ω")), true),
        ("stop", "急停功能", None, true),
        ("spindle", "主轴径向跳动", Some(("≤0.005", "mm")), false),
        ("coolant", "冷却液循环", None, false),
    ];
    for (position, (id, title, nominal, safety)) in items.into_iter().enumerate() {
        let key = |field: &str| format!("checklist/{id}/{field}");
        given.insert(key("title"), text(title));
        given.insert(key("required"), yes(true));
        given.insert(key("safety"), yes(safety));
        given.insert(key("position"), number(position as i64 + 1));
        if let Some((value, unit)) = nominal {
            given.insert(key("nominal_value"), text(value));
            given.insert(key("unit"), text(unit));
        }
    }
    let instruction = stage.desk("周强", "library.draft", None, given)?;
    stage.desk("周强", "library.publish", Some(instruction), values([]))?;
    Ok(instruction)
}

/// Stands in for what comes before the order; its first delivery begins with it.
pub(super) fn register_order(stage: &mut Stage, customer: RecordId) -> Result<RecordId, DemoError> {
    stage.tell("2026-09-28 09:00", "An order is registered; its first delivery begins with it · 登记订单");
    let order = stage.desk(
        "管理员",
        "order.register_order",
        None,
        values([
            ("customer", record(customer)),
            ("salesperson", record(stage.person("陈静"))),
            ("contract_number", text("HT-2609-K1-0007")),
            ("ship_to_address", text("江苏省苏州市吴中区云杉路18号")),
            ("ship_to_name", text("龚䶮")),
            ("ship_to_phone", text("13810012001")),
            ("lines/main/product_name", text("加工中心")),
            ("lines/main/model", text("XH-350")),
            ("lines/main/unit", text("台")),
            ("lines/main/quantity", number(1)),
            ("lines/main/needs_installation", yes(true)),
        ]),
    )?;
    let reader = stage.server.desk().show(order).map_err(failed)?;
    let facts = reader.ok_or_else(|| failed("the order is not there"))?.facts;
    let deliveries = facts.items("deliveries");
    let delivery: Option<Id> = deliveries.first().and_then(|row| row.reference("delivery"));
    delivery.ok_or_else(|| failed("the order has no delivery"))
}
