//! The office before the story: people, the old lists, the documents that sales and service work by.
//! Absent by design: the story's own customer, who begins as a lead.

use fieldseal_core::{
    schema::{Language, RecordId},
    store::Priority,
};

use super::super::{
    DemoError, failed, lists,
    stage::{Phone, Stage},
    values::{all, blob, number, photo, row, text, values, yes},
};
use crate::{import, importing};

/// Who works there, and as what.
const PEOPLE: [(&str, &str, &str); 9] = [
    ("陈静", "sales", "13900000001"),
    ("赵敏", "manager", "13900000002"),
    ("何丽", "desk", "13900000003"),
    ("周强", "supervisor", "13900000004"),
    ("李喆", "engineer", "13900000005"),
    ("王堃", "engineer", "13900000006"),
    ("孙悦", "finance", "13900000007"),
    ("钱立", "legal", "13900000008"),
    ("吴刚", "warehouse", "13900000009"),
];

pub(super) fn hire_people(stage: &mut Stage) -> Result<(), DemoError> {
    stage.tell("2026-08-24 08:35", "The administrator adds nine people · 管理员添加九名人员");
    for (name, role, phone) in PEOPLE {
        let mut given = values([("name", text(name)), ("phone", text(phone))]);
        given.insert(format!("roles/{role}/granted_reason"), text("入职"));
        let person = stage.desk("管理员", "person.add_person", None, given)?;
        stage.people.insert(name, person);
    }
    Ok(())
}

pub(super) fn import_lists(stage: &mut Stage) -> Result<(), DemoError> {
    stage.tell("2026-08-24 08:45", "The company's old lists are imported · 导入旧名单");
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
            stage.check(done.created == 0, "importing twice adds nothing · 重复导入不增加记录");
        }
    }
    Ok(())
}

/// What is kept on every phone that needs it.
pub(super) struct Library {
    pub instruction: RecordId,
    pub handbook: RecordId,
    pub template: RecordId,
}

/// The supervisor publishes work instruction, handbook and contract template from his own phone.
pub(super) fn publish(stage: &mut Stage, supervisor: &Phone) -> Result<Library, DemoError> {
    stage.tell(
        "2026-08-24 09:15",
        "Work instruction, handbook and contract template are published · 发布作业指导书、手册和合同模板",
    );
    let file = supervisor.app.keep_blob(&photo(40), Priority::Original)?;
    let document = |kind: &str, title: &str, version: &str| {
        all([
            values([("document_kind", text(kind)), ("title", text(title)), ("version", text(version))]),
            values([("models/m1/model", text("XH-350")), ("file", blob(file))]),
        ])
    };
    let drafts = [
        all([document("work_instruction", "XH-350 加工中心安装作业指导书", "V2.3"), checklist()]),
        document("handbook", "XH-350 加工中心使用手册", "V4.1"),
        document("contract_template", "设备销售合同（标准模板）", "V3.2"),
    ];
    let mut published = Vec::new();
    for draft in drafts {
        let document = supervisor.begin("library.draft", draft)?;
        supervisor.perform("library.publish", document, values([]))?;
        published.push(document);
    }
    supervisor.sync_and_tell()?;
    let [instruction, handbook, template] = published[..] else { return Err(failed("three documents were drafted")) };
    Ok(Library { instruction, handbook, template })
}

/// The work instruction's items.
fn checklist() -> fieldseal_core::schema::Values {
    let items = [
        ("level", "水平度", Some(("≤0.02", "mm/m")), false),
        ("earth", "接地电阻", Some(("≤4", "Ω")), true),
        ("stop", "急停功能", None, true),
        ("spindle", "主轴径向跳动", Some(("≤0.005", "mm")), false),
        ("coolant", "冷却液循环", None, false),
    ];
    let mut given = values([]);
    for (position, (id, title, nominal, safety)) in (1..).zip(items) {
        let id = format!("checklist/{id}");
        given.extend(row(
            &id,
            [("title", text(title)), ("required", yes(true)), ("safety", yes(safety)), ("position", number(position))],
        ));
        if let Some((value, unit)) = nominal {
            given.extend(row(&id, [("nominal_value", text(value)), ("unit", text(unit))]));
        }
    }
    given
}
