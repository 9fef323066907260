//! The urgent ticket (S-19 to S-25): taken in at the desk, dispatched, solved and signed on the other phone.
//! Absent by design: the general ticket and the suggestion (`other_tickets.rs`).

use fieldseal_core::{
    app::SignatureInput,
    schema::{Language, RecordId},
    store::Priority,
};

use super::{
    super::{
        DemoError, report,
        stage::{Phone, Stage},
        values::{CONTACT, all, blob, call, cny, day, moment, number, photo, record, scribble, text, values, yes},
    },
    SITE,
};

/// S-19, S-20, S-21 at the desk; the second engineer's phone syncs after the dispatch.
pub(super) fn take_in_and_dispatch(
    stage: &mut Stage,
    second: &Phone,
    machine: RecordId,
) -> Result<RecordId, DemoError> {
    stage
        .tell("2026-10-13 14:00", "The new machine stops. The customer calls 400; 何丽 takes the ticket in · 紧急工单");
    stage.clock.pass_seconds(120);
    let ticket = stage.desk(
        "何丽",
        "ticket.take_in",
        None,
        values([
            ("channel", text("hotline")),
            ("submitted_at", moment("2026-10-13 14:00")),
            ("call_answered", yes(true)),
            ("equipment", record(machine)),
            ("contact_name", text(CONTACT.0)),
            ("contact_phone", text(CONTACT.1)),
            ("service_address", text(SITE)),
            ("description", text("加工中心报警 E-1204 后停机，生产线停产")),
            ("since", text("当日 13:50 起")),
            ("running_hours", number(6)),
            ("machine_down", yes(true)),
            ("error_code", text("E-1204")),
        ]),
    )?;
    stage.desk(
        "何丽",
        "ticket.grade",
        Some(ticket),
        values([("urgency", text("urgent")), ("urgency_reason", text("设备停机，影响生产"))]),
    )?;
    stage.desk("何丽", "ticket.dispatch", Some(ticket), values([("engineer", record(stage.person("王堃")))]))?;
    stage.clock.go_to("2026-10-13 14:06");
    second.sync_and_tell()?;
    report::record(&second.app.show(ticket)?);
    Ok(ticket)
}

/// S-22 to S-24, offline.
pub(super) fn repair(stage: &mut Stage, second: &Phone, ticket: RecordId, machine: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-10-13 14:12", "王堃 takes it and drives off; in the hall there is no coverage · 接单上门");
    second.perform("ticket.accept_job", ticket, values([]))?;
    stage.clock.pass_seconds(240);
    second.perform(
        "ticket.contact",
        ticket,
        all([
            call("t1", "确认报警 E-1204，携带编码器电缆上门"),
            values([("work/1/fault_confirmed", text("主轴编码器信号丢失"))]),
        ]),
    )?;
    second.perform("ticket.leave", ticket, values([("visits/v1/packed", text("编码器电缆、万用表、示波器"))]))?;
    stage.clock.go_to("2026-10-13 16:20");
    second.perform("ticket.arrive", ticket, values([("visits/v1/arrived_place", text("一号机加车间"))]))?;
    stage.clock.go_to("2026-10-13 16:40");
    second.perform(
        "ticket.give_solution",
        ticket,
        values([
            ("solutions/s1/text", text("更换主轴编码器电缆并重新紧固插头")),
            ("solutions/s1/promised_on", day("2026-10-13")),
            ("solutions/s1/told_to", text(CONTACT.0)),
            ("solutions/s1/channel", text("visit")),
        ]),
    )?;
    second.perform(
        "equipment.correct_equipment",
        machine,
        values([
            ("corrections/c2/reason", text("维修时核对")),
            ("location", text("一号机加车间西侧立柱旁")),
            ("running_hours", number(6)),
        ]),
    )?;
    second.perform(
        "ticket.offer_charge",
        ticket,
        values([
            ("work/1/charge_labour", cny(0)),
            ("work/1/charge_travel", cny(0)),
            ("work/1/charge_parts", cny(0)),
            ("work/1/charge_total", cny(0)),
            ("work/1/charge_free_reason", text("保内免费")),
        ]),
    )?;
    stage.clock.go_to("2026-10-13 17:50");
    let [nameplate, old_part] =
        [second.app.keep_blob(&photo(11), Priority::Original)?, second.app.keep_blob(&photo(13), Priority::Original)?];
    second.perform(
        "ticket.record_work",
        ticket,
        values([
            ("warranty", text("in_warranty")),
            ("parts/p1/new_serial", text("EC15M-2609-118")),
            ("parts/p1/old_serial", text("EC15M-2605-042")),
            ("photos/f1/photo", blob(nameplate)),
            ("photos/f1/subject", text("nameplate")),
            ("photos/f2/photo", blob(old_part)),
            ("photos/f2/subject", text("old_part")),
            ("photos/f2/caption", text("屏蔽层磨损的电缆")),
            ("work/1/software_before", text("V3.2.1")),
            ("work/1/software_after", text("V3.2.1")),
            ("work/1/hidden_dangers", text("电缆拖链一处卡扣松动，已紧固并告知客户")),
            ("parts/p1/name", text("编码器电缆")),
            ("parts/p1/model", text("EC-15M")),
            ("parts/p1/quantity", number(1)),
            ("parts/p1/old_part", text("returned")),
            ("parts/p1/free_under_warranty", yes(true)),
            ("parts/p1/fitted", yes(true)),
            ("work/1/tools", text("万用表、示波器")),
            ("work/1/labour_minutes", number(80)),
            ("work/1/maintenance_advice", text("每月检查编码器插头紧固情况")),
        ]),
    )?;
    second.perform(
        "ticket.solve",
        ticket,
        values([
            ("work/1/diagnosis", text("编码器电缆插头松动，屏蔽层磨损")),
            ("work/1/cause", text("assembly")),
            ("work/1/method", text("part_replaced")),
            ("work/1/work_done", text("更换电缆，紧固插头，空载与负载各运行 20 分钟")),
            ("work/1/test", text("主轴 0–6000 r/min 全程无报警")),
            ("work/1/test_result", text("passed")),
        ]),
    )?;
    Ok(())
}

/// S-25: the customer signs on the second phone, still offline.
pub(super) fn sign(stage: &mut Stage, second: &Phone, ticket: RecordId) -> Result<(), DemoError> {
    let statement = second.app.present(ticket, Language::Chinese)?.statement.zh;
    second.perform(
        "ticket.present",
        ticket,
        values([("rounds/1/statement", text(statement)), ("rounds/1/privacy_notice_shown", yes(true))]),
    )?;
    let presentation = second.app.present(ticket, Language::Chinese)?;
    stage.clock.go_to("2026-10-13 17:58");
    let signed = second.app.sign(
        ticket,
        "confirm",
        &SignatureInput {
            values: values([
                ("rounds/1/way", text("device")),
                ("rounds/1/signer_name", text(CONTACT.0)),
                ("rounds/1/signer_title", text("设备科长")),
                ("rounds/1/signer_phone", text(CONTACT.1)),
                ("rounds/1/capacity", text("person_in_charge")),
                ("rounds/1/opinion", text("agree")),
                ("rounds/1/opinion_text", text("处理及时，设备恢复生产")),
                ("rounds/1/place", text(SITE)),
                ("rounds/1/solved", text("solved")),
                ("rounds/1/score", number(5)),
                ("rounds/1/score_attitude", number(5)),
                ("rounds/1/score_skill", number(5)),
                ("rounds/1/score_speed", number(4)),
            ]),
            customer_strokes: Some(scribble(3)),
            engineer_strokes: Some(scribble(7)),
            third_party_strokes: None,
            address: SITE.into(),
            shown: Some(presentation.shown),
            language: Language::Chinese,
        },
    )?;
    println!("     signed offline; check code {} · 离线签字", signed.check_code);
    stage.clock.pass_seconds(120);
    second.perform("ticket.finish_visit", ticket, values([("visits/v1/result", text("work_done"))]))?;
    report::record(&second.app.show(ticket)?);
    Ok(())
}
