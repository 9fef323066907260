//! 潜在客户信息表 and 客户需求分析报告, from real steps. Absent by design: everything after the needs.

use super::*;
use crate::schema::Date;

const SALES: u8 = 3;
const DESK: u8 = 7;
const CUSTOMER: u8 = 50;
const REPORT: u8 = 51;

/// A lead that a salesperson took, with one talk, one call that nobody answered, and one planned talk.
fn followed() -> Rig {
    let mut rig = Rig::new(id(SALES));
    person(&mut rig, SALES, "刘洋", &[Role::Sales]);
    person(&mut rig, DESK, "周敏", &[Role::Desk]);
    let lead = [
        ("name", text("云杉精密")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("加工中心一台")),
        ("contacts/c1/name", text("李四")),
        ("contacts/c1/phone", text("13800000000")),
        ("contacts/c1/function", text("decision")),
    ];
    rig.must("customer.record_lead", id(CUSTOMER), &lead);
    put(&mut rig, "customer", id(CUSTOMER), &[("number", text("KH-2611-A1-0007"))]);
    let sales = companion(&rig);
    let next = Date(rig.at.plus_ms(7 * 86_400_000).local().date()).to_scalar();
    let grade = [("grade", text("a")), ("grade_reason", text("预算明确")), ("next_follow_up", next)];
    rig.must("customer_sales.take", sales, &grade);
    rig.wait_minutes(60);
    for (row, connected) in [("t1", true), ("t2", false)] {
        let field = |name: &str| format!("communications/{row}/{name}");
        let given = [
            (field("purpose"), text("needs_talk")),
            (field("channel"), text("telephone")),
            (field("connected"), Scalar::Boolean(connected)),
            (field("to_name"), text("李四")),
            (field("content"), text(if connected { "产能不足，计划年底前采购" } else { "占线" })),
        ];
        let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        rig.must("customer_sales.log_communication", sales, &given);
        rig.wait_minutes(10);
    }
    rig
}

fn companion(rig: &Rig) -> RecordId {
    rig.record("customer", id(CUSTOMER)).reference("sales").expect("its companion")
}

#[test]
fn k_customer_with_its_companion_prints_final() {
    let rig = followed();
    let page = page(&rig, SALES, id(CUSTOMER), "prospective_customer");
    assert_eq!(mark(&page), "", "{page}");
    says(
        &page,
        &[
            "KH-2611-A1-0007",
            "登记日期 2026年11月23日",
            "客户名称 云杉精密",
            "所属行业 机床",
            "☑ 企业官网",
            "李四",
            "决策人",
            "13800000000",
            "采购设备（加工中心一台）",
            "☑ A类：高意向，30天内可成交",
            "☐ B类",
            "对应销售 刘洋",
            "下次跟进日 2026年11月30日",
            "需求沟通",
            "产能不足，计划年底前采购",
            "未接通",
            "跟进中",
        ],
    );
    let in_english = PrintOptions { language: Language::English, internal: false };
    let english = form(&rig, &[], SALES, id(CUSTOMER), "prospective_customer", in_english).expect("it prints");
    says(&squeezed(&english), &["Prospective Customer Record", "Company website", "2026-11-30"]);
}

#[test]
fn k_customer_without_its_companion_prints_a_draft_of_what_service_holds() {
    let rig = followed();
    let service = form(&rig, &["customer_sales"], DESK, id(CUSTOMER), "prospective_customer", PrintOptions::default());
    let page = squeezed(&service.expect("it prints"));
    assert_eq!(mark(&page), "DRAFT");
    says(&page, &["云杉精密", "李四", "☐ A类"]);
    says_not(&page, &["☑ A类", "刘洋 2026年11月30日", "产能不足"]);
    assert_eq!(internal(&rig, &[], DESK, id(CUSTOMER), "prospective_customer"), Err("no_internal_page".into()));
}

#[test]
fn k_customer_is_a_draft_until_every_starred_field_is_there_and_void_when_merged() {
    for (kind, key) in [
        ("customer", "number"),
        ("customer", "industry"),
        ("customer", "source"),
        ("customer", "contacts/c1/phone"),
        ("companion", "grade"),
        ("companion", "salesperson"),
        ("companion", "next_follow_up"),
    ] {
        let mut rig = followed();
        let (kind, record) =
            if kind == "companion" { ("customer_sales", companion(&rig)) } else { (kind, id(CUSTOMER)) };
        put(&mut rig, kind, record, &[(key, Scalar::Null)]);
        assert_eq!(mark(&page(&rig, SALES, id(CUSTOMER), "prospective_customer")), "DRAFT", "{key}");
    }
    let mut rig = followed();
    rig.put("customer", id(99), &[("number", text("KH-2611-A1-0001"))]);
    put(&mut rig, "customer", id(CUSTOMER), &[("merged_into", id(99).to_scalar())]);
    let page = page(&rig, SALES, id(CUSTOMER), "prospective_customer");
    assert_eq!(mark(&page), "VOID");
    says(&page, &["已合并（KH-2611-A1-0001）"]);
}

#[test]
fn s04_k_needs_prints_a_draft_until_submitted_and_void_once_superseded() {
    let mut rig = followed();
    let report = [
        ("customer", id(CUSTOMER).to_scalar()),
        ("communications/c1/communication", text("t1")),
        ("participants/p1/side", text("ours")),
        ("participants/p1/name", text("刘洋")),
        ("participants/p2/side", text("customer")),
        ("participants/p2/name", text("李四")),
        ("participants/p2/title", text("设备科长")),
        ("pains/a1/pain", text("旧设备频繁停机")),
        ("needs/n1/need", text("产能提高三成")),
        ("needs/n1/priority", text("core")),
        ("needs/n2/need", text("配自动上料")),
        ("needs/n2/priority", text("secondary")),
        ("budget", Money::cny(80_000_000).to_scalar()),
        ("decision_process", text("设备科提报，总经理批准")),
        ("decision_people/d1/name", text("王总")),
        ("decision_people/d1/role", text("decision")),
        ("decision_people/d1/attitude", text("supports")),
        ("next_steps/s1/what", text("出方案")),
        ("next_steps/s1/who", text("刘洋")),
        ("next_steps/s1/by_when", Date(rig.at.local().date()).to_scalar()),
    ];
    rig.must("needs.draft", id(REPORT), &report);
    put(&mut rig, "needs", id(REPORT), &[("number", text("XQ-2611-A1-0001"))]);
    assert_eq!(mark(&page(&rig, SALES, id(REPORT), "needs_analysis")), "DRAFT");
    rig.wait_minutes(60);
    rig.must("needs.submit", id(REPORT), &[]);
    let submitted = page(&rig, SALES, id(REPORT), "needs_analysis");
    assert_eq!(mark(&submitted), "");
    says(
        &submitted,
        &[
            "XQ-2611-A1-0001",
            "云杉精密",
            "李四（设备科长）",
            "电话",
            "旧设备频繁停机",
            "产能提高三成",
            "☑ 核心需求",
            "☑ 次要需求",
            "800,000.00",
            "设备科提报，总经理批准",
            "王总",
            "支持",
            "出方案",
            "☑ 是",
            "刘洋  2026年11月23日",
        ],
    );
    rig.put("needs", id(98), &[("number", text("XQ-2611-A1-0002"))]);
    put(&mut rig, "needs", id(REPORT), &[("superseded_by", id(98).to_scalar())]);
    let superseded = page(&rig, SALES, id(REPORT), "needs_analysis");
    assert_eq!(mark(&superseded), "VOID");
    says(&superseded, &["已被替代（XQ-2611-A1-0002）"]);
}
