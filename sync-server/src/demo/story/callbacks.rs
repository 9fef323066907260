//! Callbacks and what they bring (S-26 to S-29): a good one, a bad one that becomes a complaint, the regular one with
//! new needs, of which one becomes a lead.
//! Absent by design: the training's callback, which is the training's.

use fieldseal_core::{process::clocks::ClockState, schema::RecordId};

use super::{
    super::{
        DemoError, failed,
        stage::{Phone, Stage},
        values::{CONTACT, all, call, day, number, record, row, text, values, yes},
    },
    lead::Lead,
    other_tickets::called_back,
};

/// S-26: the urgent repair, two days later (D-15).
pub(super) fn call_after_urgent(stage: &mut Stage, ticket: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-10-15 14:00", "何丽 calls back about the repair: solved, 5 of 5 · 维修回访，已解决，5分");
    stage.desk("何丽", "ticket.call_back", Some(ticket), called_back("c1", 5, "运行正常，处理及时"))?;
    stage.check_clock(ticket, "D-15", "", "2026-10-16 18:00", ClockState::Met)
}

/// S-26: the general ticket, the day after nobody could sign: solved, but 2 of 5 makes a complaint.
pub(super) fn call_after_general(stage: &mut Stage, ticket: RecordId) -> Result<RecordId, DemoError> {
    stage.tell("2026-11-06 10:00", "何丽 calls back: solved, but 2 of 5 — a complaint · 回访2分，转投诉");
    stage.desk("何丽", "ticket.call_back", Some(ticket), called_back("c1", 2, "等了三天，上门前没有说明"))?;
    stage.check_clock(ticket, "D-15-unsigned", "", "2026-11-06 18:00", ClockState::Met)?;
    let callback = stage.linked(ticket, "callbacks/c1/record")?;
    stage.linked(callback, "follow_up_complaint")
}

/// S-28: reaction, plan and result, each in time (D-17a to D-17c), then prevention, callback and closing.
pub(super) fn handle_complaint(stage: &mut Stage, complaint: RecordId) -> Result<(), DemoError> {
    stage.tell(
        "2026-11-06 10:30",
        "The complaint is reacted to, investigated, and a plan told · 投诉首次反应、调查、告知方案",
    );
    let at = |stage: &Stage, person: &str, verb: &str, given| {
        stage.desk(person, &format!("complaint.{verb}"), Some(complaint), given).map(drop)
    };
    at(stage, "何丽", "react", call("c1", "致歉，主管今日给出方案"))?;
    at(
        stage,
        "何丽",
        "classify",
        values([("nature", text("speed")), ("severity", text("ordinary")), ("demand", text("说明原因并改进"))]),
    )?;
    at(
        stage,
        "周强",
        "assign",
        values([("in_charge", record(stage.person("赵敏"))), ("department", text("service"))]),
    )?;
    stage.clock.go_to("2026-11-06 11:30");
    at(stage, "赵敏", "investigate", values([("investigations/i1/facts", text("暂停等待资料期间未告知进度"))]))?;
    at(
        stage,
        "赵敏",
        "judge",
        values([
            ("justified", text("justified")),
            ("justified_reason", text("通话记录属实")),
            ("cause", text("暂停后无人向客户通报")),
            ("cause_category", text("communication")),
            ("department", text("service")),
        ]),
    )?;
    stage.clock.go_to("2026-11-06 12:10");
    at(
        stage,
        "赵敏",
        "tell_plan",
        all([call("c2", "今日免费巡检并书面说明"), values([("plan", text("当日巡检，书面说明，今后每日通报"))])]),
    )?;
    at(stage, "赵敏", "customer_consents", values([("consent_name", text(CONTACT.0))]))?;
    stage.clock.go_to("2026-11-06 16:00");
    at(stage, "赵敏", "act", values([("actions/a1/what", text("已巡检并送达书面说明"))]))?;
    at(stage, "赵敏", "record_result", values([("outcomes/1/result", text("客户接受说明"))]))?;
    at(
        stage,
        "赵敏",
        "present",
        values([
            ("rounds/1/statement", text("投诉处理结果如上，请确认。")),
            ("rounds/1/privacy_notice_shown", yes(true)),
        ]),
    )?;
    stage.clock.go_to("2026-11-06 16:20");
    at(
        stage,
        "赵敏",
        "confirm",
        row(
            "rounds/1",
            [
                ("way", text("telephone")),
                ("signer_name", text(CONTACT.0)),
                ("signer_phone", text(CONTACT.1)),
                ("telephone_words", text("说明清楚，同意")),
                ("capacity", text("complainant")),
                ("opinion", text("agree")),
            ],
        ),
    )?;
    for (rule, due) in [("D-17a", "2026-11-06 11:00"), ("D-17b", "2026-11-06 13:00"), ("D-17c", "2026-11-09 10:00")] {
        stage.check_clock(complaint, rule, "", due, ClockState::Met)?;
    }
    for (id, kind, what) in [("p1", "corrective", "暂停期间每日通报"), ("p2", "preventive", "系统在暂停到期前提醒客服")]
    {
        let fields = [
            ("kind", text(kind)),
            ("what", text(what)),
            ("who", record(stage.person("王堃"))),
            ("until", day("2026-11-20")),
        ];
        at(stage, "赵敏", "prevent", row(&format!("preventions/{id}"), fields))?;
    }
    stage.tell("2026-11-09 15:00", "The complaint's callback: content; the supervisor closes it · 投诉回访，主管结案");
    at(
        stage,
        "何丽",
        "call_back",
        all([call("k1", "客户满意"), values([("callback_solved", text("solved")), ("callback_score", number(4))])]),
    )?;
    at(stage, "赵敏", "propose_closing", values([]))?;
    at(stage, "周强", "close", values([("closing_note", text("同意结案"))]))?;
    let status = stage.shown(complaint)?.row.status;
    stage.check(status == "closed", "the complaint is closed with approval · 投诉经批准结案");
    Ok(())
}

/// S-27, S-29: the regular callback; the customer's own need goes to the salesperson, the referral becomes a lead.
pub(super) fn call_regularly(stage: &mut Stage, sales: &Phone, customer: RecordId) -> Result<Lead, DemoError> {
    stage.tell("2026-12-18 10:00", "The regular callback: all well, and two new needs · 定期回访，提出两项新需求");
    let begun = values([("customer", record(customer)), ("due_on", day("2026-12-18"))]);
    let callback = stage.desk("何丽", "callback.begin_regular", None, begun)?;
    stage.desk(
        "何丽",
        "callback.complete",
        Some(callback),
        all([
            call("k1", "设备稳定；想再添一台，并介绍一家同行"),
            values([
                ("solved", text("solved")),
                ("score", number(5)),
                ("running_well", yes(true)),
                ("follow_up", text("new_lead")),
                ("needs/n1/what", text("明年再购一台XH-350")),
            ]),
            row(
                "needs/n2",
                [
                    ("what", text("同行需要立式加工中心")),
                    ("company", text("常熟宏达传动有限公司")),
                    ("industry", text("机械制造")),
                    ("name", text("丁伟")),
                    ("phone", text("13810012009")),
                ],
            ),
        ]),
    )?;
    for (id, note) in [("n1", "转陈静跟进"), ("n2", "客户转介绍，可说明由其推荐")] {
        let note = [(&*format!("needs/{id}/note"), text(note))];
        stage.desk("何丽", "callback.make_lead", Some(callback), values(note))?;
    }
    let hint = stage.linked(callback, "needs/n1/hint")?;
    sales.sync_and_tell()?;
    let handled = values([("handled_note", text("已约1月上旬沟通第二台方案"))]);
    sales.perform("hint.handle", hint, handled)?;
    sales.sync()?;
    let referred = stage.linked(callback, "needs/n2/lead")?;
    let lead = stage.shown(referred)?;
    let linked = lead.facts.reference("origin_callback") == Some(callback)
        && lead.facts.reference("referred_by") == Some(customer);
    stage.check(linked, "the referral is a lead linked to its origin · 转介绍线索与来源关联");
    stage.check(stage.shown(hint)?.row.closed, "the second sale reached the salesperson · 二次销售提示已处理");
    let sales = lead.facts.reference("sales").ok_or_else(|| failed("the lead has no companion"))?;
    Ok(Lead { customer: referred, sales })
}
