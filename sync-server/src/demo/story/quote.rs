//! The quote with its solution (S-05, S-06): drafted offline, costed by finance, approved by the manager, sent.
//! Absent by design: the contract drawn from it.

use fieldseal_core::schema::{RecordId, Values};

use super::{
    super::{
        DemoError,
        stage::{Phone, Stage},
        values::{CONTACT, all, cny, day, number, record, row, text, values, yes},
    },
    lead::Lead,
};

pub(super) fn offer(stage: &mut Stage, sales: &Phone, lead: Lead, needs: RecordId) -> Result<RecordId, DemoError> {
    stage.tell(
        "2026-09-01 15:00",
        "The solution and quote are drafted; finance is asked for the cost · 起草方案与报价，提交核算",
    );
    let quote = sales.begin("quote.draft", draft(lead.customer, needs))?;
    let early = sales.perform("quote.submit", quote, values([]));
    stage.check(early.is_err(), "no approval before finance confirmed the cost · 成本未确认不能提交审批");
    sales.perform("quote.request_cost", quote, values([]))?;
    sales.sync_and_tell()?;

    stage.tell("2026-09-02 10:30", "Finance enters and confirms the cost of this revision · 财务核算并确认成本");
    let [cost, floor] = [stage.linked(quote, "quote_cost")?, stage.linked(quote, "floor_price")?];
    stage.desk(
        "孙悦",
        "quote_cost.enter",
        Some(cost),
        values([("lines/main/cost", cny(298_000)), ("lines/acc/cost", cny(2_200)), ("remark", text("按九月采购价"))]),
    )?;
    stage.desk("孙悦", "quote_cost.confirm", Some(cost), values([]))?;
    stage.desk("孙悦", "floor_price.authorise", Some(floor), values([("floor_total", cny(380_000))]))?;

    stage.tell("2026-09-03 09:10", "The quote is submitted, and approved by the manager · 提交审批，经理批准");
    sales.sync()?;
    let secret = sales.app.show(cost).is_err();
    stage.check(secret, "the cost never reaches the salesperson's phone · 成本不下发到销售手机");
    sales.perform("quote.submit", quote, values([]))?;
    sales.sync()?;
    stage.clock.go_to("2026-09-03 15:00");
    stage.desk(
        "赵敏",
        "quote.approve",
        Some(quote),
        values([
            ("within_pricing_policy", yes(true)),
            ("within_budget", text("yes")),
            ("approval_opinion", text("符合定价策略，同意")),
        ]),
    )?;
    stage.tell("2026-09-04 09:00", "The approved quote is sent · 发送报价单");
    sales.sync()?;
    sales.perform(
        "quote.send",
        quote,
        row("sendings/s1", [("channel", text("email")), ("to_name", text(CONTACT.0)), ("to_phone", text(CONTACT.1))]),
    )?;
    let total = sales.app.show(quote)?.facts.money("total").map(|total| total.minor);
    stage.check(total == Some(41_496_000), "414,960.00 yuan: 5 % off the machine · 设备优惠5%后合计414,960.00元");
    Ok(quote)
}

fn draft(customer: RecordId, needs: RecordId) -> Values {
    all([
        values([
            ("customer", record(customer)),
            ("needs", record(needs)),
            ("title", text("立式加工中心单元")),
            ("functions", text("三轴联动加工，自动换刀，远程诊断")),
            ("discount_policy", text("展会价：设备优惠5%，有效期内有效")),
            ("delivery_period", text("预付款到账后15日内")),
            ("warranty", text("验收后12个月")),
            ("valid_until", day("2026-10-31")),
        ]),
        row(
            "lines/main",
            [
                ("product_name", text("加工中心")),
                ("model", text("XH-350")),
                ("configuration", text("BT40，24刀位，主轴12000 r/min，远程诊断模块")),
                ("unit", text("台")),
                ("quantity", number(1)),
                ("unit_price", cny(432_800)),
                ("discount", number(500)),
                ("tax_rate", number(1_300)),
                ("answers", text("n1, n2")),
                ("needs_installation", yes(true)),
                ("position", number(1)),
            ],
        ),
        row(
            "lines/acc",
            [
                ("product_name", text("刀柄")),
                ("model", text("BT40-ER32")),
                ("unit", text("个")),
                ("quantity", number(10)),
                ("unit_price", cny(380)),
                ("tax_rate", number(1_300)),
                ("position", number(2)),
            ],
        ),
        row("parameters/p1", [("name", text("主轴转速")), ("value", text("12000")), ("unit", text("r/min"))]),
        row(
            "reference_cases/r1",
            [("industry", text("汽车零部件")), ("effect", text("节拍由120秒降至85秒")), ("year", number(2025))],
        ),
        row("payment_stages/a", [("name", text("预付款")), ("share", number(3_000)), ("due", text("合同签订后7日内"))]),
        row("payment_stages/b", [("name", text("到货款")), ("share", number(7_000)), ("due", text("验收后30日内"))]),
    ])
}
