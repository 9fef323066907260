//! From the lead to the needs analysis (S-01 to S-04): recorded at a fair, graded, talked with, analysed; and the
//! two other leads of that day, of grades B and C, for as long as the story lasts.
//! Absent by design: the quote.

use fieldseal_core::{process::clocks::ClockState, schema::RecordId};

use super::{
    super::{
        DemoError,
        stage::{Phone, Stage},
        values::{CONTACT, all, cny, day, moment, number, record, row, text, values, yes},
    },
    SITE,
};

/// A customer with the record that only sales hold.
#[derive(Clone, Copy)]
pub(super) struct Lead {
    pub customer: RecordId,
    pub sales: RecordId,
}

/// The three leads of the fair.
pub(super) struct Leads {
    pub ours: Lead,
    pub b: Lead,
    pub c: Lead,
}

/// S-01, S-02: three leads, offline.
pub(super) fn record_leads(stage: &mut Stage, sales: &Phone) -> Result<Leads, DemoError> {
    stage.tell(
        "2026-08-24 14:10",
        "At a fair without coverage 陈静 records and grades three leads · 展会现场离线登记并分级三条线索",
    );
    let ours = lead(sales, super::CUSTOMER, CONTACT, "a", "预算已批，30天内定标")?;
    sales.perform("customer.save_sites", ours.customer, values([("sites/s1/address", text(SITE))]))?;
    stage.clock.pass_seconds(1200);
    let b = lead(sales, "宁波海天模具有限公司", ("方敏", "13810012002"), "b", "年内扩产，方案未定")?;
    stage.clock.pass_seconds(1200);
    let c = lead(sales, "无锡云帆电机有限公司", ("顾平", "13810012003"), "c", "仅了解行情")?;
    sales.perform(
        "customer_sales.plan_communication",
        ours.sales,
        all([
            row(
                "communications/talk",
                [
                    ("purpose", text("needs_talk")),
                    ("planned_at", moment("2026-08-26 09:30")),
                    ("channel", text("visit")),
                    ("to_name", text(CONTACT.0)),
                    ("to_phone", text(CONTACT.1)),
                    ("outline_pains", text("旧设备停机频次、废品率")),
                    ("outline_budget", text("本年预算额度与批复进度")),
                    ("outline_decision", text("设备科提报后由谁批准")),
                ],
            ),
            row("questions/q1", [("communication", text("talk")), ("question", text("瓶颈工序的节拍要求是多少？"))]),
        ]),
    )?;
    println!("     A {} · B 宁波海天 · C 无锡云帆; the talk with A is outlined · 已写沟通提纲", super::CUSTOMER);
    stage.clock.go_to("2026-08-24 18:30");
    let report = sales.sync_and_tell()?;
    stage.check(report.accepted > 0 && report.refused == 0, "what was recorded offline is accepted · 离线登记全部通过");
    stage.check_clock(ours.sales, "D-02a", "", "2026-09-23 18:00", ClockState::Running)?;
    stage.check_clock(b.sales, "D-02b", "", "2026-09-24 18:00", ClockState::Running)?;
    stage.check_clock(b.sales, "D-02c", "", "2026-11-24 18:00", ClockState::Running)?;
    stage.check_clock(c.sales, "D-02d", "", "2026-11-23 18:00", ClockState::Running)?;
    Ok(Leads { ours, b, c })
}

fn lead(sales: &Phone, name: &str, contact: (&str, &str), grade: &str, reason: &str) -> Result<Lead, DemoError> {
    let customer = sales.begin(
        "customer.record_lead",
        all([
            values([
                ("name", text(name)),
                ("industry", text("机械制造")),
                ("source", text("fair")),
                ("source_detail", text("上海国际机床展")),
                ("initial_need", text("purchase")),
                ("initial_need_text", text("立式加工中心")),
            ]),
            row(
                "contacts/c1",
                [
                    ("name", text(contact.0)),
                    ("phone", text(contact.1)),
                    ("function", text("equipment")),
                    ("main", yes(true)),
                ],
            ),
        ]),
    )?;
    let companion = sales.linked(customer, "sales")?;
    sales.perform(
        "customer_sales.take",
        companion,
        values([("grade", text(grade)), ("grade_reason", text(reason)), ("next_follow_up", day("2026-08-26"))]),
    )?;
    Ok(Lead { customer, sales: companion })
}

/// S-03, S-04: the needs talk is held as outlined, and its analysis submitted within a day (D-01).
pub(super) fn analyse_needs(stage: &mut Stage, sales: &Phone, lead: Lead) -> Result<RecordId, DemoError> {
    stage.tell("2026-08-26 11:05", "The needs talk is over; it is logged on the spot · 需求沟通结束，当场登记");
    sales.perform(
        "customer_sales.log_communication",
        lead.sales,
        all([
            row(
                "communications/talk",
                [
                    ("purpose", text("needs_talk")),
                    ("channel", text("visit")),
                    ("connected", yes(true)),
                    ("to_name", text(CONTACT.0)),
                    ("started_at", moment("2026-08-26 09:30")),
                    ("ended_at", moment("2026-08-26 11:00")),
                    ("place", text("客户会议室")),
                    ("content", text("旧机停机多，要求节拍不大于90秒，希望远程诊断")),
                    ("next_step", text("出具方案与报价")),
                ],
            ),
            row(
                "questions/q1",
                [
                    ("communication", text("talk")),
                    ("question", text("瓶颈工序的节拍要求是多少？")),
                    ("answer", text("不大于90秒")),
                ],
            ),
        ]),
    )?;
    stage.tell("2026-08-27 09:20", "The needs analysis is written and submitted · 提交需求分析报告");
    let report = sales.begin("needs.draft", report(stage, lead.customer))?;
    sales.perform("needs.submit", report, values([]))?;
    sales.sync_and_tell()?;
    stage.check_clock(lead.sales, "D-01", "", "2026-08-27 11:00", ClockState::Met)?;
    let talk = stage.shown(lead.sales)?.facts.item("communications", "talk").is_true("without_outline");
    stage.check(!talk, "the talk was outlined before · 沟通前已写提纲");
    stage.desk("赵敏", "needs.review", Some(report), values([("review_opinion", text("需求清楚，可出方案"))]))?;
    Ok(report)
}

fn report(stage: &Stage, customer: RecordId) -> fieldseal_core::schema::Values {
    all([
        values([
            ("customer", record(customer)),
            ("communications/c1/communication", text("talk")),
            ("budget", cny(480_000)),
            ("decision_process", text("设备科提报，总经理批准")),
            ("current_equipment", text("两台2009年立式加工中心")),
            ("site_power", text("380 V，50 kVA")),
            ("solution_direction", text("XH-350 一台，配套刀柄")),
        ]),
        row(
            "participants/p1",
            [("side", text("ours")), ("name", text("陈静")), ("person", record(stage.person("陈静")))],
        ),
        row("participants/p2", [("side", text("customer")), ("name", text(CONTACT.0)), ("title", text("设备科长"))]),
        row("pains/a1", [("pain", text("旧设备每周停机两次")), ("effect", text("交付延期"))]),
        row(
            "needs/n1",
            [
                ("need", text("节拍不大于90秒")),
                ("priority", text("core")),
                ("criterion", text("连续10件实测")),
                ("position", number(1)),
            ],
        ),
        row("needs/n2", [("need", text("远程诊断")), ("priority", text("secondary")), ("position", number(2))]),
        row(
            "decision_people/d1",
            [("name", text("沈国平")), ("role", text("decision")), ("attitude", text("supports"))],
        ),
        row("next_steps/s1", [("what", text("提交方案与报价")), ("who", text("陈静")), ("by_when", day("2026-09-04"))]),
    ])
}

/// S-03: a follow-up call to one of the other leads (D-02b, D-02d).
pub(super) fn follow_up(stage: &mut Stage, sales: &Phone, lead: Lead, at: &str, with: &str) -> Result<(), DemoError> {
    stage.tell(at, &format!("陈静 calls {with} · 陈静电话联系{with}"));
    let fields = [
        ("purpose", text("follow_up")),
        ("channel", text("telephone")),
        ("connected", yes(true)),
        ("to_name", text(with)),
        ("content", text("了解采购计划进展")),
    ];
    let id = format!("communications/{}", at.get(5..10).unwrap_or("call"));
    sales.perform("customer_sales.log_communication", lead.sales, row(&id, fields))?;
    sales.sync()?;
    Ok(())
}

/// S-02 again: the manager reviews the lead of grade B in time and finds it long-term (D-02c).
pub(super) fn review_grade(stage: &mut Stage, lead: Lead) -> Result<(), DemoError> {
    stage.tell("2026-11-20 10:00", "The manager reviews lead B: long-term now, C · 经理复核B类线索，转为C类");
    let given = values([
        ("grade", text("c")),
        ("grade_reason", text("扩产推迟到明年")),
        ("salesperson", record(stage.person("陈静"))),
        ("next_follow_up", day("2026-12-22")),
    ]);
    stage.desk("赵敏", "customer_sales.grade", Some(lead.sales), given)?;
    stage.check_clock(lead.sales, "D-02c", "", "2026-11-24 18:00", ClockState::Met)
}
