//! One business from the first call to the training callback, by real steps of the people whose steps they are, through
//! the step engine: what one kind writes is what the next one asks for.
//! Absent by design: refusals and decisions, which the kinds' own tests show.

use super::office::{DESK, ENGINEER, FINANCE, LEGAL, MANAGER, Office, SALES, WAREHOUSE, begun};
use crate::{
    process::clocks::ClockState,
    schema::{Date, Id, Money, RecordId, Scalar},
};

pub(super) const CUSTOMER: RecordId = Id([50; 16]);
pub(super) const NEEDS: RecordId = Id([52; 16]);
pub(super) const QUOTE: RecordId = Id([60; 16]);
pub(super) const CONTRACT: RecordId = Id([66; 16]);
pub(super) const ORDER: RecordId = Id([70; 16]);
const TICKET: RecordId = Id([75; 16]);
pub(super) const TEMPLATE: RecordId = Id([80; 16]);
pub(super) const INSTRUCTION: RecordId = Id([81; 16]);
pub(super) const HANDBOOK: RecordId = Id([82; 16]);

pub(super) const YES: Scalar = Scalar::Boolean(true);

pub(super) fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

pub(super) fn number(value: i64) -> Scalar {
    Scalar::Integer(value)
}

pub(super) fn cny(fen: i64) -> Scalar {
    Money::cny(fen).to_scalar()
}

pub(super) fn blob() -> Scalar {
    Scalar::Bytes(vec![9; 32])
}

pub(super) fn day(text: &str) -> Scalar {
    text.parse::<Date>().expect("a day").to_scalar()
}

/// A contact that reached somebody, in this row.
pub(super) fn contact(row: &str) -> Vec<(String, Scalar)> {
    let fields =
        [("connected", YES), ("channel", text("telephone")), ("to_name", text("赵工")), ("content", text("已约定"))];
    fields.map(|(field, value)| (format!("contacts/{row}/{field}"), value)).into()
}

pub(super) fn with(given: Vec<(String, Scalar)>, more: &[(&str, Scalar)]) -> Vec<(String, Scalar)> {
    given.into_iter().chain(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone()))).collect()
}

/// The library of the company.
pub(super) fn library(office: &mut Office) {
    let published = office.at.to_scalar();
    for (record, kind, title) in [
        (TEMPLATE, "contract_template", "设备销售合同"),
        (INSTRUCTION, "work_instruction", "数控车床安装作业指导书"),
        (HANDBOOK, "handbook", "数控车床使用手册"),
    ] {
        let of = [("document_kind", text(kind)), ("title", text(title)), ("version", text("V3"))];
        office.put("library", record, of);
        office.put("library", record, [("published_at", published.clone())]);
    }
    office.put("library", INSTRUCTION, [("checklist/c1/title", text("接地电阻")), ("checklist/c1/required", YES)]);
}

/// S-01 to S-04: a lead, graded, talked to, analysed. Its sales record.
pub(super) fn lead(office: &mut Office) -> RecordId {
    let lead = [
        ("name", text("滨海机械厂")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("数控车床两台")),
        ("credit_code", text("91120000100000001X")),
        ("contacts/c/name", text("赵工")),
        ("contacts/c/phone", text("13800000000")),
        ("contacts/c/main", YES),
        ("sites/s/name", text("总厂")),
        ("sites/s/address", text("天津市滨海新区1号")),
    ];
    let sales = begun(&office.must(SALES, "customer.record_lead", CUSTOMER, &lead), "customer_sales");
    let graded = [("grade", text("a")), ("grade_reason", text("预算明确")), ("next_follow_up", day("2026-11-24"))];
    office.must(SALES, "customer_sales.take", sales, &graded);
    office.wait(60);
    let talk = [
        ("communications/m1/purpose", text("needs_talk")),
        ("communications/m1/channel", text("visit")),
        ("communications/m1/connected", YES),
        ("communications/m1/to_name", text("赵工")),
        ("communications/m1/content", text("产能不足")),
    ];
    office.must(SALES, "customer_sales.log_communication", sales, &talk);
    office.wait(60);
    let report = [
        ("customer", CUSTOMER.to_scalar()),
        ("communications/c1/communication", text("m1")),
        ("participants/p1/side", text("ours")),
        ("participants/p1/name", text("销售甲")),
        ("participants/p2/side", text("customer")),
        ("participants/p2/name", text("赵工")),
        ("pains/a1/pain", text("旧设备频繁停机")),
        ("needs/n1/need", text("节拍不大于90秒")),
        ("needs/n1/priority", text("core")),
        ("budget", cny(80_000_000)),
        ("decision_process", text("总经理批准")),
        ("decision_people/d1/name", text("王总")),
        ("decision_people/d1/role", text("decision")),
        ("decision_people/d1/attitude", text("supports")),
        ("next_steps/s1/what", text("出方案")),
        ("next_steps/s1/who", text("销售甲")),
        ("next_steps/s1/by_when", day("2026-11-30")),
    ];
    office.must(SALES, "needs.draft", NEEDS, &report);
    office.must(SALES, "needs.submit", NEEDS, &[]);
    sales
}

/// S-05, S-06: the quote, its cost, its approval.
pub(super) fn quote(office: &mut Office) {
    let offer = [
        ("customer", CUSTOMER.to_scalar()),
        ("needs", NEEDS.to_scalar()),
        ("title", text("数控加工单元")),
        ("functions", text("自动上下料")),
        ("discount_policy", text("老客户最高5%")),
        ("delivery_period", text("预付款到账后10日内")),
        ("valid_until", day("2026-12-31")),
        ("lines/m/product_name", text("数控车床")),
        ("lines/m/model", text("X200")),
        ("lines/m/configuration", text("8工位刀塔")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity", number(1)),
        ("lines/m/unit_price", cny(11_300_000)),
        ("lines/m/tax_rate", number(1_300)),
        ("lines/m/answers", text("n1")),
        ("lines/m/needs_installation", YES),
        ("parameters/p/name", text("主轴转速")),
        ("parameters/p/value", text("4000")),
        ("reference_cases/r/effect", text("产能提高30%")),
        ("payment_stages/a/name", text("预付款")),
        ("payment_stages/a/share", number(10_000)),
        ("payment_stages/a/due", text("合同签订后7天")),
    ];
    office.must(SALES, "quote.draft", QUOTE, &offer);
    office.must(SALES, "quote.request_cost", QUOTE, &[]);
    let cost = office.record("quote", QUOTE).reference("quote_cost").expect("a record for the cost");
    office.must(FINANCE, "quote_cost.enter", cost, &[("lines/m/cost", cny(9_000_000))]);
    office.must(FINANCE, "quote_cost.confirm", cost, &[]);
    office.must(SALES, "quote.submit", QUOTE, &[]);
    let answers = [("within_pricing_policy", YES), ("within_budget", text("yes"))];
    office.must(MANAGER, "quote.approve", QUOTE, &answers);
    assert_eq!(office.status("customer", CUSTOMER), "negotiating");
}

/// S-07, S-08: the contract, reviewed, sealed, sent and signed.
pub(super) fn contract(office: &mut Office) {
    let drawn = [("quote", QUOTE.to_scalar()), ("template", TEMPLATE.to_scalar())];
    office.must(SALES, "contract.draw", CONTRACT, &drawn);
    assert_eq!(office.status("quote", QUOTE), "contracted");
    let terms = [
        ("buyer_legal_representative", text("钱总")),
        ("seller_credit_code", text("913100000000000002")),
        ("seller_legal_representative", text("孙总")),
        ("service_standard", text("1小时响应，3小时到场")),
        ("warranty_months", number(24)),
        ("warranty_months_from_receipt", number(30)),
        ("response_minutes", number(60)),
        ("arrival_minutes", number(180)),
        ("solution_minutes", number(1_440)),
        ("breach_liability", text("逾期每日万分之五")),
        ("dispute_resolution", text("上海仲裁委员会")),
    ];
    office.must(SALES, "contract.edit", CONTRACT, &terms);
    for term in ["subject_matter", "delivery_time", "breach_liability", "service_standard"] {
        let row = term.replace('_', "-");
        let word = [("term", text(term)), ("wording", text("按合同所列")), ("confirmed_by", text("赵工"))];
        office.does(
            SALES,
            "contract.confirm_term",
            CONTRACT,
            &word.map(|(field, value)| (format!("terms/{row}/{field}"), value)),
        );
    }
    office.must(SALES, "contract.submit_to_legal", CONTRACT, &[]);
    assert!(office.record("quote", QUOTE).has("in_legal_at"), "legal reads the quote from now on");
    office.must(LEGAL, "contract.review", CONTRACT, &[("reviews/r/opinion", text("条款完备"))]);
    let seal = [("seals/s/kind", text("contract_seal")), ("seals/s/copies", number(4)), ("seals/s/scan", blob())];
    office.must(LEGAL, "contract.affix_company_seal", CONTRACT, &seal);
    let sent = [("sent_log/e/to_name", text("赵工")), ("sent_log/e/channel", text("email"))];
    office.must(SALES, "contract.send", CONTRACT, &sent);
    let signed = [
        ("signature_way", text("paper")),
        ("signed_on", day("2026-11-23")),
        ("signer_name", text("钱总")),
        ("capacity", text("legal_representative")),
        ("customer_stamped", YES),
        ("signed_scan", blob()),
    ];
    office.must(SALES, "contract.record_signature", CONTRACT, &signed);
}

/// S-09 to S-11: the order and its delivery. The installation that the receipt begins, and the machine.
pub(super) fn delivery(office: &mut Office) -> (RecordId, RecordId) {
    let entered = [
        ("contract", CONTRACT.to_scalar()),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
    ];
    let delivery = begun(&office.must(SALES, "order.enter", ORDER, &entered), "delivery");
    assert_eq!(office.states("contract", CONTRACT, "D-03"), [ClockState::Running]);
    office.must(SALES, "order.send", ORDER, &[]);
    assert_eq!(office.states("contract", CONTRACT, "D-03"), [ClockState::Met]);
    office.go("2026-12-01 09:00");
    office.must(WAREHOUSE, "order.report_progress", ORDER, &[("progress/a/text", text("装配完成"))]);
    office.does(SALES, "delivery.notify", delivery, &contact("c"));
    let confirmed = [
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("confirmed_by", text("赵工")),
    ];
    office.must(SALES, "delivery.confirm", delivery, &confirmed);
    office.must(
        WAREHOUSE,
        "delivery.ship",
        delivery,
        &[("carrier", text("顺达物流")), ("waybill_number", text("SD1"))],
    );
    office.go("2026-12-03 10:00");
    office.must(SALES, "delivery.arrive", delivery, &[]);
    let receipt = [
        ("package_state", text("intact")),
        ("lines/m/quantity_received", number(1)),
        ("lines/m/model_matches", YES),
        ("lines/m/appearance", text("intact")),
        ("units/a/line", text("m")),
        ("units/a/serial_number", text("SN-0001")),
        ("signer_name", text("赵工")),
        ("signer_phone", text("13800000000")),
        ("capacity", text("receiver")),
        ("receipt_photo", blob()),
    ];
    let parts = office.must(SALES, "delivery.receive", delivery, &receipt);
    (begun(&parts, "installation"), begun(&parts, "equipment"))
}

/// S-13 to S-16: booked, confirmed, installed, accepted. The training that was agreed.
pub(super) fn installation(office: &mut Office, job: RecordId) -> RecordId {
    office.must(DESK, "installation.dispatch", job, &[("engineer", ENGINEER.to_scalar())]);
    office.must(ENGINEER, "installation.accept_job", job, &[]);
    let appointment = super::office::moment_of("2026-12-10 09:00").to_scalar();
    let booked = with(contact("c1"), &[("bookings/b1/result", text("booked")), ("appointments/a1/at", appointment)]);
    office.does(ENGINEER, "installation.contact", job, &booked);
    assert_eq!(office.states("installation", job, "D-06"), [ClockState::Met]);
    office.go("2026-12-06 10:00");
    office.does(ENGINEER, "installation.confirm_appointment", job, &contact("c2"));
    assert_eq!(office.states("installation", job, "D-07"), [ClockState::Met]);
    office.go("2026-12-10 09:00");
    office.must(ENGINEER, "installation.arrive", job, &[]);
    let started = [("work/1/work_instruction", INSTRUCTION.to_scalar())];
    office.must(ENGINEER, "installation.start_work", job, &started);
    let items = office.record("installation", job);
    for item in items.items("checklist") {
        let checked = [(item.key("verdict"), text("pass")), (item.key("measured_value"), text("2"))];
        office.does(ENGINEER, "installation.record_checklist", job, &checked);
    }
    office.wait(240);
    let trial = [
        ("work/1/trial_from", office.at.plus_ms(-3_600_000).to_scalar()),
        ("work/1/trial_to", office.at.to_scalar()),
        ("work/1/trial_load", text("80%")),
        ("work/1/trial_result", text("trial_passed")),
    ];
    office.must(ENGINEER, "installation.trial_run", job, &trial);
    let agreed = [("work/1/training_agreed", text("操作与日常维护")), ("work/1/training_on", day("2026-12-14"))];
    office.must(ENGINEER, "installation.record_work", job, &agreed);
    let shown = [
        ("rounds/1/statement", text("声明")),
        ("rounds/1/privacy_notice_shown", YES),
        ("rounds/1/installed_on", day("2026-12-10")),
        ("results/r/machine", text("a")),
        ("results/r/result", text("accepted")),
        ("results/r/state", text("normal")),
    ];
    office.must(ENGINEER, "installation.present", job, &shown);
    let signature = [
        ("rounds/1/way", text("device")),
        ("rounds/1/signer_name", text("赵工")),
        ("rounds/1/capacity", text("accepting_person")),
        ("rounds/1/opinion", text("agree")),
        ("rounds/1/strokes", blob()),
        ("rounds/1/engineer_strokes", blob()),
        ("rounds/1/seal", blob()),
    ];
    office.must(ENGINEER, "installation.confirm", job, &signature);
    office.record("installation", job).reference("training").expect("the training agreed")
}

/// S-17, S-18: one session, signed for, called back.
pub(super) fn training(office: &mut Office, job: RecordId) {
    office.must(DESK, "training.dispatch", job, &[("engineer", ENGINEER.to_scalar())]);
    office.must(ENGINEER, "training.accept_job", job, &[]);
    let plan = [("form", text("group")), ("topic_operation", YES)];
    office.must(ENGINEER, "training.edit_plan", job, &plan);
    let dated = [
        ("sessions/s1/dated_on", day("2026-12-14")),
        ("sessions/s1/agreed_with", text("赵工")),
        ("sessions/s1/place", text("二车间")),
    ];
    office.must(ENGINEER, "training.date_session", job, &dated);
    office.go("2026-12-14 09:00");
    office.must(ENGINEER, "training.begin_session", job, &[]);
    let handed = [("sessions/s1/handbook", HANDBOOK.to_scalar()), ("sessions/s1/handbook_copies", number(2))];
    office.must(ENGINEER, "training.hand_out_handbook", job, &handed);
    let signs = [
        ("attendees/p1/name", text("周操作")),
        ("attendees/p1/in_person", YES),
        ("attendees/p1/handbook_received", YES),
        ("attendees/p1/signature", blob()),
    ];
    office.must(ENGINEER, "training.sign_in", job, &signs);
    office.go("2026-12-14 12:00");
    office.must(ENGINEER, "training.end_session", job, &[]);
    let closed = [("rounds/1/engineer_strokes", blob()), ("rounds/1/seal", blob())];
    office.must(ENGINEER, "training.close_sheet", job, &closed);
    assert_eq!(office.states("training", job, "D-08"), [ClockState::Running]);
    office.go("2026-12-16 10:00");
    let called =
        with(contact("k"), &[("callbacks/b1/mastery", text("skilled")), ("callbacks/b1/questions_answered", YES)]);
    office.does(DESK, "training.call_back", job, &called);
    assert_eq!(office.states("training", job, "D-08"), [ClockState::Met]);
}

#[test]
fn s01_to_s18_one_business_goes_from_hand_to_hand() {
    let mut office = Office::default();
    library(&mut office);
    let sales = lead(&mut office);
    assert_eq!(office.states("customer_sales", sales, "D-01"), [ClockState::Met]);
    quote(&mut office);
    contract(&mut office);
    assert_eq!(office.status("contract", CONTRACT), "signed");
    let won = office.record("customer_sales", sales);
    let outcomes: Vec<_> = won.items("outcomes").iter().map(|row| (row.text("outcome"), row.text("reason"))).collect();
    let number = office.record("contract", CONTRACT).text("number").map(str::to_owned);
    assert_eq!(outcomes, [(Some("won"), number.as_deref())]);
    assert_eq!(office.states("customer_sales", sales, "D-02a"), [ClockState::Met]);
    let (job, machine) = delivery(&mut office);
    assert_eq!(office.status("contract", CONTRACT), "ordered");
    let training_job = installation(&mut office, job);
    assert_eq!(office.status("installation", job), "accepted");
    let facts = office.record("equipment", machine);
    assert_eq!(facts.text("contract_number"), number.as_deref());
    assert_eq!(facts.date("warranty_from"), "2026-12-10".parse().ok());
    assert_eq!(facts.date("warranty_until"), "2028-12-10".parse().ok(), "the contract's 24 months");
    assert_eq!(office.status("customer", CUSTOMER), "active");
    training(&mut office, training_job);
    assert_eq!(office.status("training", training_job), "completed");
    assert_eq!(office.states("customer", CUSTOMER, "D-16"), [ClockState::Running]);
    office.must(SALES, "order.complete", ORDER, &[]);
    let stands = [
        ("channel", text("hotline")),
        ("submitted_at", office.at.to_scalar()),
        ("call_answered", YES),
        ("equipment", machine.to_scalar()),
        ("contact_name", text("赵工")),
        ("contact_phone", text("13800000000")),
        ("description", text("主轴不转")),
        ("machine_down", YES),
    ];
    office.must(DESK, "ticket.take_in", TICKET, &stands);
    office.must(DESK, "ticket.grade", TICKET, &[("urgency", text("urgent"))]);
    for (rule, minutes) in [("D-10", 60), ("D-11", 180)] {
        let clock = office.clocks("ticket", TICKET, rule).remove(0);
        assert_eq!(clock.sorts_at, office.at.plus_ms(minutes * 60_000), "{rule}: the contract's own time");
        assert_eq!(clock.contract_number, number);
    }
}
