//! The contract (S-07, S-08): drawn on the template, confirmed term by term, reviewed, sealed, sent, signed on paper.
//! Absent by design: the order entered from it.

use fieldseal_core::{process::clocks::ClockState, schema::RecordId, store::Priority};

use super::{
    super::{
        DemoError,
        stage::{Phone, Stage},
        values::{CONTACT, all, blob, day, number, photo, record, row, text, values, yes},
    },
    SITE,
    lead::Lead,
};

/// What the customer confirms one by one.
const TERMS: [(&str, &str); 4] = [
    ("subject_matter", "XH-350 一台，刀柄十个，以合同明细为准"),
    ("delivery_time", "预付款到账后15日内送达"),
    ("breach_liability", "逾期每日万分之五，上限5%"),
    ("service_standard", "紧急2小时响应、4小时到场"),
];

pub(super) fn conclude(
    stage: &mut Stage,
    sales: &Phone,
    lead: Lead,
    quote: RecordId,
    template: RecordId,
) -> Result<RecordId, DemoError> {
    stage.tell("2026-09-08 14:00", "The contract is drawn on the template; the customer confirms its terms one by one · 按模板起草合同，逐条确认条款");
    let contract = sales.begin("contract.draw", values([("quote", record(quote)), ("template", record(template))]))?;
    sales.perform("contract.edit", contract, content())?;
    for (number, (term, wording)) in TERMS.into_iter().enumerate() {
        stage.clock.pass_seconds(300);
        let fields = [("term", text(term)), ("wording", text(wording)), ("confirmed_by", text(CONTACT.0))];
        sales.perform("contract.confirm_term", contract, row(&format!("terms/t{number}"), fields))?;
    }
    sales.perform("contract.submit_to_legal", contract, values([]))?;
    sales.sync_and_tell()?;

    stage.tell("2026-09-10 10:00", "Legal reviews and then seals it · 法务审核、盖章");
    let seal = row("seals/s1", [("kind", text("contract_seal")), ("copies", number(4))]);
    let early = stage.desk("钱立", "contract.affix_company_seal", Some(contract), seal.clone());
    stage.check(early.is_err(), "no seal before the review · 未审核不能盖章");
    stage.desk("钱立", "contract.review", Some(contract), values([("reviews/r1/opinion", text("条款完备，同意"))]))?;
    stage.clock.go_to("2026-09-11 15:00");
    stage.desk("钱立", "contract.affix_company_seal", Some(contract), seal)?;

    stage.tell("2026-09-14 09:30", "The scan is sent to the customer, who agrees · 扫描件发送客户，客户同意");
    sales.sync()?;
    let scan = sales.app.keep_blob(&photo(21), Priority::Original)?;
    sales.perform(
        "contract.send",
        contract,
        row("sent_log/e1", [("to_name", text(CONTACT.0)), ("channel", text("email")), ("scan", blob(scan))]),
    )?;
    stage.clock.go_to("2026-09-16 11:00");
    sales.perform(
        "contract.record_customer_answer",
        contract,
        row("answers/a1", [("answer", text("agreed")), ("by_name", text(CONTACT.0))]),
    )?;

    stage.tell("2026-09-18 16:00", "Friday: the customer signs on paper · 周五，客户纸质签署");
    let signed = sales.app.keep_blob(&photo(22), Priority::Original)?;
    sales.perform(
        "contract.record_signature",
        contract,
        values([
            ("signature_way", text("paper")),
            ("signed_on", day("2026-09-18")),
            ("signer_name", text("沈国平")),
            ("signer_title", text("总经理")),
            ("capacity", text("legal_representative")),
            ("customer_stamped", yes(true)),
            ("signed_scan", blob(signed)),
        ]),
    )?;
    sales.sync_and_tell()?;
    stage.check_clock(contract, "D-03", "", "2026-09-20 18:00", ClockState::Running)?;
    println!("     the next working day is Sunday 09-20, a make-up day · 下一个工作日是9月20日（周日，调休上班）");
    stage.check_clock(lead.sales, "D-02a", "", "2026-09-23 18:00", ClockState::Met)?;
    Ok(contract)
}

/// What sales writes beyond quote and template.
fn content() -> fieldseal_core::schema::Values {
    all([
        values([
            ("buyer_credit_code", text("91320581MA1K35QH0X")),
            ("buyer_address", text(SITE)),
            ("buyer_legal_representative", text("沈国平")),
            ("seller_credit_code", text("91320594MA1JN00000")),
            ("seller_legal_representative", text("王琳")),
        ]),
        values([
            ("delivery_place", text(SITE)),
            ("training_sessions", number(2)),
            ("service_standard", text("紧急2小时响应、4小时到场")),
            ("warranty_months", number(12)),
            ("breach_liability", text("逾期每日万分之五，上限5%")),
            ("dispute_resolution", text("苏州仲裁委员会")),
        ]),
    ])
}
