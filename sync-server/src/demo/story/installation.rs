//! The installation: dispatched, booked, confirmed, done by checklist, accepted and signed offline.
//! Absent by design: the repair.

use fieldseal_core::{
    app::SignatureInput,
    schema::{Language, RecordId},
    store::Priority,
};

use super::{
    super::{
        DemoError, report,
        stage::{Phone, Stage},
        values::{CONTACT, PHOTO, all, blob, call, day, moment, number, record, scribble, text, values, yes},
    },
    SITE,
};

/// S-21, S-13 (D-06).
pub(super) fn book(stage: &mut Stage, engineer: &Phone, job: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-09-30 17:40", "The desk dispatches the installation to 李喆, whose phone syncs · 派工");
    stage.desk("何丽", "installation.dispatch", Some(job), values([("engineer", record(stage.person("李喆")))]))?;
    engineer.sync_and_tell()?;
    stage.tell("2026-10-08 09:10", "First working day after the holiday, no coverage: 李喆 calls the customer · 预约");
    engineer.perform("installation.accept_job", job, values([]))?;
    stage.clock.pass_seconds(300);
    engineer.perform(
        "installation.contact",
        job,
        all([
            call("call1", "约定10月13日上午上门安装"),
            values([("bookings/call1/result", text("booked")), ("appointments/a1/at", moment("2026-10-13 09:00"))]),
        ]),
    )?;
    report::record(&engineer.app.show(job)?);
    Ok(())
}

/// S-14: before the third day before (D-07).
pub(super) fn confirm(stage: &mut Stage, engineer: &Phone, job: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-10-09 10:00", "李喆 confirms the appointment · 确认预约");
    engineer.perform("installation.confirm_appointment", job, call("call2", "确认10月13日上午9点"))?;
    report::record(&engineer.app.show(job)?);
    Ok(())
}

/// S-15, S-16.
pub(super) fn install(
    stage: &mut Stage,
    engineer: &Phone,
    job: RecordId,
    machine: RecordId,
    instruction: RecordId,
) -> Result<(), DemoError> {
    stage.tell(
        "2026-10-13 07:40",
        "In the basement machine hall, offline all day: 李喆 installs by the checklist · 安装",
    );
    engineer.perform(
        "installation.leave",
        job,
        values([("visits/v1/packed", text("水平仪、扭力扳手、作业指导书 V2.3"))]),
    )?;
    stage.clock.go_to("2026-10-13 08:55");
    engineer.perform("installation.arrive", job, values([("visits/v1/arrived_place", text("一号机加车间"))]))?;
    stage.clock.pass_seconds(600);
    engineer.perform("installation.start_work", job, values([("work/1/work_instruction", record(instruction))]))?;
    look_around(engineer, job)?;
    let picture = engineer.app.keep_blob(PHOTO, Priority::Original)?;
    stage.clock.go_to("2026-10-13 11:20");
    let view = engineer.app.show(job)?;
    let mut checked = values([]);
    for item in view.facts.items("checklist") {
        checked.insert(item.key("verdict"), text("pass"));
        if let Some(nominal) = item.text("nominal_value") {
            let measured = match nominal {
                "≤0.02" => "0.015",
                "≤4" => "1.8",
                _ => "0.003",
            };
            checked.insert(item.key("measured_value"), text(measured));
        }
        if item.text("title") == Some("接地电阻") {
            checked.insert(item.key("photo"), blob(picture));
        }
    }
    let items = view.facts.items("checklist").len();
    engineer.perform("installation.record_checklist", job, checked)?;
    println!("     {items} checklist items, one with a photo · 检查项，一项附照片");
    engineer.perform(
        "installation.trial_run",
        job,
        values([
            ("work/1/trial_from", moment("2026-10-13 09:30")),
            ("work/1/trial_to", moment("2026-10-13 11:00")),
            ("work/1/trial_load", text("80%")),
            ("work/1/trial_alarms", text("无")),
            ("work/1/trial_result", text("trial_passed")),
        ]),
    )?;
    engineer.perform(
        "equipment.correct_equipment",
        machine,
        values([
            ("corrections/c1/reason", text("安装时登记")),
            ("location", text("一号机加车间东侧")),
            ("software_version", text("V3.2.1")),
        ]),
    )?;
    hand_over(engineer, job)?;
    stage.clock.go_to("2026-10-13 11:40");
    let mut shown = values([
        ("rounds/1/statement", text(engineer.app.present(job, Language::Chinese)?.statement.zh)),
        ("rounds/1/privacy_notice_shown", yes(true)),
        ("rounds/1/installed_on", day("2026-10-13")),
    ]);
    for row in view.facts.items("machines") {
        shown.insert(format!("results/{}/machine", row.id), text(row.id));
        shown.insert(format!("results/{}/result", row.id), text("accepted"));
        shown.insert(format!("results/{}/state", row.id), text("normal"));
    }
    engineer.perform("installation.present", job, shown)?;
    let presentation = engineer.app.present(job, Language::Chinese)?;
    println!("     shown to the customer: {} pages, then the pad · 出示后签名", presentation.pages);
    stage.clock.pass_seconds(180);
    let signed = engineer.app.sign(
        job,
        "confirm",
        &SignatureInput {
            values: values([
                ("rounds/1/way", text("device")),
                ("rounds/1/signer_name", text(CONTACT.0)),
                ("rounds/1/signer_department", text("设备科")),
                ("rounds/1/signer_title", text("设备科长")),
                ("rounds/1/signer_phone", text(CONTACT.1)),
                ("rounds/1/capacity", text("accepting_person")),
                ("rounds/1/opinion", text("agree")),
                ("rounds/1/place", text(SITE)),
            ]),
            customer_strokes: Some(scribble(2)),
            engineer_strokes: Some(scribble(5)),
            third_party_strokes: None,
            address: SITE.into(),
            shown: Some(presentation.shown),
            language: Language::Chinese,
        },
    )?;
    println!(
        "     signed by {} on the phone; PDF made offline, check code {} · 手机签字，离线生成PDF",
        CONTACT.0, signed.check_code
    );
    stage.check(signed.warnings.is_empty(), "every character of the form prints, 䶮 and 喆 too · 生僻字均可打印");
    stage.check(signed.kept_back.is_empty(), "the photo can be handed on without its position · 照片可去除位置后外发");
    stage.clock.pass_seconds(600);
    engineer.perform("installation.finish_visit", job, values([("visits/v1/result", text("work_done"))]))?;
    report::record(&engineer.app.show(job)?);
    stage.check(engineer.app.show(job)?.status == "accepted", "the installation is accepted · 安装验收合格");
    stage.check(engineer.app.show(machine)?.facts.has("warranty_until"), "the warranty runs · 质保起算");
    Ok(())
}

/// Unpacking, site and safety, ticked on the form with what was found.
fn look_around(engineer: &Phone, job: RecordId) -> Result<(), DemoError> {
    let found = [
        ("packing", "完好"),
        ("accessories", "齐全，按装箱单核对"),
        ("appearance", ""),
        ("power", "380 V ±5 %，50 Hz"),
        ("site_earth", "1.8 Ω"),
        ("air", "0.62 MPa"),
        ("foundation", ""),
        ("guards", ""),
        ("emergency_stop", "3 处，动作可靠"),
        ("machine_earth", "1.8 Ω"),
        ("warning_signs", ""),
    ];
    let mut given = values([("work/1/network_found", text("未布线，暂用 4G 网关"))]);
    for (name, value) in found {
        given.insert(format!("work/1/{name}_in_order"), yes(true));
        if !value.is_empty() {
            given.insert(format!("work/1/{name}_found"), text(value));
        }
    }
    engineer.perform("installation.record_work", job, given)
}

/// Nameplate, tools, hand-over and the training agreed.
fn hand_over(engineer: &Phone, job: RecordId) -> Result<(), DemoError> {
    let mut given = values([
        ("parts/t1/name", text("电子水平仪")),
        ("parts/t1/model", text("DWL-3500XY")),
        ("parts/t1/quantity", number(1)),
        ("parts/t2/name", text("地脚螺栓")),
        ("parts/t2/model", text("M20×300")),
        ("parts/t2/quantity", number(8)),
        ("work/1/documents_handed_over", yes(true)),
        ("work/1/documents_listed", text("说明书、电气图、合格证")),
        ("work/1/keys_handed_over", yes(true)),
        ("work/1/keys_listed", text("2 把")),
        ("work/1/spare_parts_handed_over", yes(false)),
        ("work/1/passwords_handed_over", yes(true)),
        ("work/1/passwords_listed", text("操作员密码，当面交接")),
        ("work/1/training_agreed", text("设备操作、日常维护、常见故障排查")),
        ("work/1/training_on", day("2026-10-20")),
    ]);
    for row in engineer.app.show(job)?.facts.items("machines") {
        given.insert(row.key("manufactured_on"), day("2026-08-20"));
        given.insert(row.key("location"), text("一号机加车间东侧"));
    }
    engineer.perform("installation.record_work", job, given)
}
