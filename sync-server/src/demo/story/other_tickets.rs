//! The general ticket, with a late entry, a pause and nobody there to sign, and the suggestion (S-19 to S-25).
//! Absent by design: the urgent ticket (`urgent_ticket.rs`), and the callbacks (`callbacks.rs`).

use fieldseal_core::{
    app::SignatureInput,
    process::clocks::ClockState,
    schema::{Language, RecordId, Values},
};

use super::{
    super::{
        DemoError, report,
        stage::{Phone, Stage},
        values::{CONTACT, all, call, day, moment, number, record, row, scribble, text, values, yes},
    },
    SITE,
};

fn submitted(channel: &str, at: &str, machine: RecordId, description: &str) -> Values {
    values([
        ("channel", text(channel)),
        ("submitted_at", moment(at)),
        ("equipment", record(machine)),
        ("contact_name", text(CONTACT.0)),
        ("contact_phone", text(CONTACT.1)),
        ("service_address", text(SITE)),
        ("description", text(description)),
        ("machine_down", yes(false)),
    ])
}

/// S-19 to S-22: submitted in the CRM, answered, dispatched; the call to the customer is entered late.
pub(super) fn take_in_general(stage: &mut Stage, second: &Phone, machine: RecordId) -> Result<RecordId, DemoError> {
    stage.tell(
        "2026-11-02 09:06",
        "A general ticket from the CRM, six minutes old, is answered and dispatched · 一般工单",
    );
    let given = submitted("crm", "2026-11-02 09:00", machine, "加工面偶有振纹，不影响生产");
    let ticket = stage.desk("何丽", "ticket.take_in", None, given)?;
    stage.desk("何丽", "ticket.respond", Some(ticket), call("first", "已受理，工程师今日联系"))?;
    let graded = values([("urgency", text("general")), ("warranty", text("in_warranty"))]);
    stage.desk("何丽", "ticket.grade", Some(ticket), graded)?;
    stage.desk("何丽", "ticket.dispatch", Some(ticket), values([("engineer", record(stage.person("王堃")))]))?;
    second.sync_and_tell()?;
    second.perform("ticket.accept_job", ticket, values([]))?;

    stage.tell(
        "2026-11-02 11:15",
        "王堃 called at 10:30 from the road and enters it now, with the reason · 补录10:30的电话",
    );
    second.perform(
        "ticket.contact",
        ticket,
        all([
            call("t1", "振纹出现在精铣工序，请客户提供程序与样件"),
            row("contacts/t1", [("at", moment("2026-11-02 10:30")), ("late_reason", text("途中通话，到站后补录"))]),
            values([("work/1/fault_confirmed", text("精铣振纹"))]),
        ]),
    )?;
    second.perform(
        "ticket.pause",
        ticket,
        row(
            "pauses/p1",
            [
                ("reason", text("awaiting_customer_information")),
                ("expected_end", moment("2026-11-04 09:00")),
                ("asked_by", text(CONTACT.0)),
                ("evidence", text("等待加工程序与样件")),
            ],
        ),
    )?;
    second.sync()?;
    println!("     paused until the customer sends program and sample · 等待客户提供资料，暂停");
    stage.check_clock(ticket, "D-12", "", "2026-11-03 09:00", ClockState::Met)?;
    stage.check_clock(ticket, "D-13", "", "2026-11-04 09:00", ClockState::Paused)?;
    Ok(ticket)
}

/// S-23 to S-25: the pause ends, the solution is told, the machine is set right; nobody is there to sign.
pub(super) fn solve_general(stage: &mut Stage, second: &Phone, ticket: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-11-04 10:00", "The sample came: the pause ends after 46 h 45 min · 资料已到，恢复计时");
    second.perform("ticket.resume", ticket, values([("pauses/p1/until", moment("2026-11-04 10:00"))]))?;
    stage.tell("2026-11-05 09:00", "王堃 tells the solution, then drives there · 告知解决方案并上门");
    second.perform(
        "ticket.give_solution",
        ticket,
        row(
            "solutions/s1",
            [
                ("text", text("调整主轴转速避开共振区，重调阻尼参数")),
                ("promised_on", day("2026-11-05")),
                ("told_to", text(CONTACT.0)),
                ("channel", text("telephone")),
            ],
        ),
    )?;
    second.perform("ticket.leave", ticket, values([("visits/v1/packed", text("测振仪"))]))?;
    stage.clock.go_to("2026-11-05 13:30");
    second.perform("ticket.arrive", ticket, values([("visits/v1/arrived_place", text("一号机加车间"))]))?;
    stage.clock.go_to("2026-11-05 14:40");
    second.perform(
        "ticket.solve",
        ticket,
        row(
            "work/1",
            [
                ("fault_confirmed", text("精铣振纹")),
                ("diagnosis", text("主轴转速落在工装共振区")),
                ("cause", text("software")),
                ("method", text("on_site_repair")),
                ("work_done", text("更新参数，试切五件")),
                ("test", text("表面粗糙度 Ra 0.8")),
                ("test_result", text("passed")),
            ],
        ),
    )?;
    stage.clock.go_to("2026-11-05 14:50");
    let signed = second.app.sign(
        ticket,
        "absent",
        &SignatureInput {
            values: row("rounds/1", [("absent_note", text("负责人外出开会，无人可签")), ("place", text(SITE))]),
            engineer_strokes: Some(scribble(9)),
            address: SITE.into(),
            language: Language::Chinese,
            ..SignatureInput::default()
        },
    )?;
    println!("     nobody is there to sign; sealed by our side, check code {} · 无人签字，我方封存", signed.check_code);
    second.perform("ticket.finish_visit", ticket, values([("visits/v1/result", text("work_done"))]))?;
    second.sync_and_tell()?;
    report::record(&second.app.show(ticket)?);
    stage.check_clock(ticket, "D-13", "", "2026-11-06 07:45", ClockState::Met)?;
    stage.check_clock(ticket, "D-15-unsigned", "", "2026-11-06 18:00", ClockState::Running)
}

/// S-19, S-24: a suggestion by WeChat is answered (D-14).
pub(super) fn suggest(stage: &mut Stage, machine: RecordId) -> Result<RecordId, DemoError> {
    stage.tell("2026-11-16 15:05", "A suggestion by WeChat · 微信提出建议");
    let given = submitted("wechat", "2026-11-16 15:00", machine, "希望操作界面可按班次切换权限");
    let ticket = stage.desk("何丽", "ticket.take_in", None, given)?;
    stage.desk("何丽", "ticket.respond", Some(ticket), call("first", "已记录，三个工作日内答复"))?;
    stage.desk("何丽", "ticket.grade", Some(ticket), values([("urgency", text("suggestion"))]))?;
    stage.tell("2026-11-18 10:00", "It is answered · 答复处理意见");
    stage.desk(
        "何丽",
        "ticket.answer_suggestion",
        Some(ticket),
        row(
            "solutions/s1",
            [("text", text("列入下一软件版本V3.3")), ("told_to", text(CONTACT.0)), ("channel", text("wechat"))],
        ),
    )?;
    stage.check_clock(ticket, "D-14", "", "2026-11-19 18:00", ClockState::Met)?;
    Ok(ticket)
}

/// What a callback of a ticket says.
pub(super) fn called_back(id: &str, score: i64, content: &str) -> Values {
    row(
        &format!("callbacks/{id}"),
        [
            ("result", text("callback_solved")),
            ("to_name", text(CONTACT.0)),
            ("to_phone", text(CONTACT.1)),
            ("score", number(score)),
            ("content", text(content)),
        ],
    )
}
