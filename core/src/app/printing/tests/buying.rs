//! 销售合同 and 订单确认函, from real steps. Absent by design: how a contract comes to be signed.

use super::*;
use crate::{
    records::contract::tests::{CONTRACT, CUSTOMER, LEGAL, MANAGER, SALES, Stage, contract, day},
    schema::amount_in_words,
};

const ENGINEER: u8 = 11;
const WAREHOUSE: u8 = 12;
const OTHER: u8 = 13;
const FINANCE: u8 = 14;
const ORDER: u8 = 61;

fn staffed(stage: Stage) -> Rig {
    let mut rig = contract(stage);
    for (who, name, role) in [
        (ENGINEER, "王工", Role::Engineer),
        (WAREHOUSE, "库房丁", Role::Warehouse),
        (OTHER, "销售戊", Role::Sales),
        (FINANCE, "财务己", Role::Finance),
    ] {
        person(&mut rig, who, name, &[role]);
    }
    put(&mut rig, "contract", id(CONTRACT), &[("number", text("HT-2611-A1-0002"))]);
    rig
}

fn sales_contract(rig: &Rig) -> String {
    page(rig, SALES, id(CONTRACT), "sales_contract")
}

#[test]
fn s07_a_contract_says_not_approved_until_legal_passed_exactly_it() {
    for (stage, expected) in [
        (Stage::Drawn, "NOTAPPROVED"),
        (Stage::Submitted, "NOTAPPROVED"),
        (Stage::Reviewed, ""),
        (Stage::Sent, ""),
        (Stage::Signed, ""),
    ] {
        assert_eq!(mark(&sales_contract(&staffed(stage))), expected);
    }
    let mut rig = staffed(Stage::Sealed);
    rig.must("contract.edit", id(CONTRACT), &[("notices", text("以邮件为准"))]);
    assert_eq!(mark(&sales_contract(&rig)), "NOTAPPROVED", "the review lapsed");
    rig.must("contract.void", id(CONTRACT), &[("voided_reason", text("客户改型"))]);
    let page = sales_contract(&rig);
    assert_eq!(mark(&page), "VOID");
    says(&page, &["合同已作废（客户改型）"]);
}

#[test]
fn k_contract_prints_its_terms_and_the_quotes_amounts() {
    let rig = staffed(Stage::Sealed);
    let (page, record) = (sales_contract(&rig), rig.record("contract", id(CONTRACT)));
    let total = record.money("total").expect("a total");
    says(
        &page,
        &[
            "HT-2611-A1-0002",
            "合同模板 设备销售合同",
            "模板版本 3.1",
            "滨海机械厂",
            "911200000000000001",
            "钱总",
            "孙总",
            "190,000.00",
            "190,100.00",
            &format!("人民币大写 {}", amount_in_words(total.minor)),
            "预付款 30 % 57,030.00 签订后7日内",
            "预付款到账后45日内",
            "2小时响应，8小时到场",
            "24 个月（验收后24个月）",
            "30 个月",
            "1 小时",
            "8 小时",
            "48 小时",
            "书面通知验收后 15 天内无书面异议的，视为验收合格",
            "8.1 违约责任 逾期每日万分之五，上限5%",
            "争议解决 上海仲裁委员会",
        ],
    );
    says_not(&page, &["INTERNAL", "条款完备", "逾期付款", "SIGNED ON PAPER"]);
}

#[test]
fn s08_a_signed_contract_says_how_and_by_whom() {
    let page = sales_contract(&staffed(Stage::Signed));
    says(&page, &["签订日期 2026年11月23日", "客户已签署，签署件另存（纸质签署拍照存档）", "法定代表人"]);
    assert_eq!(page.matches("SIGNEDONPAPER").count(), 2, "{page}");
}

#[test]
fn k_contract_opinions_print_for_those_who_read_contracts_only() {
    let rig = staffed(Stage::Sent);
    for who in [SALES, MANAGER, LEGAL, FINANCE] {
        let page = internal(&rig, &[], who, id(CONTRACT), "sales_contract").expect("theirs to see");
        says(&page, &["INTERNAL", "条款完备", "法务丙", "赵工", "按合同所列", "合同专用章", "发出：盖章扫描件"]);
    }
    for who in [ENGINEER, WAREHOUSE, OTHER] {
        let refused = internal(&rig, &[], who, id(CONTRACT), "sales_contract");
        assert_eq!(refused, Err("internal_not_yours".into()), "{who}");
    }
}

/// An order from the contract, planned and with a report of production.
fn ordered() -> Rig {
    let mut rig = staffed(Stage::Signed);
    let ship_to = [
        ("contract", id(CONTRACT).to_scalar()),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
    ];
    rig.must("order.enter", id(ORDER), &ship_to);
    put(&mut rig, "order", id(ORDER), &[("number", text("DD-2611-A1-0005"))]);
    let plan = [
        ("lines/m/planned_delivery_on", day(45)),
        ("lines/p/planned_delivery_on", day(45)),
        ("sales_contact", text("销售甲 13900000001")),
        ("service_contact", text("客服 400-000-0000")),
        ("hotline", text("400-000-0000")),
        ("objection_instructions", text("请在签收时写明")),
    ];
    rig.must("order.plan", id(ORDER), &plan);
    rig.must("order.send", id(ORDER), &[]);
    rig.person = id(WAREHOUSE);
    rig.must("order.report_progress", id(ORDER), &[("progress/a/text", text("床身加工完成"))]);
    rig.must(
        "order.plan_shipments",
        id(ORDER),
        &[("shipment_plan/s/ship_on", day(40)), ("shipment_plan/s/text", text("整车发运"))],
    );
    rig.person = id(SALES);
    rig
}

#[test]
fn s09_an_order_is_confirmed_with_its_contracts_prices() {
    let rig = ordered();
    let page = page(&rig, SALES, id(ORDER), "order_confirmation");
    assert_eq!(mark(&page), "", "{page}");
    let prices = rig.all("order_price")[0].1;
    let total = prices.money("total").expect("a total");
    assert_eq!(Some(&total), rig.record("contract", id(CONTRACT)).money("total").as_ref());
    says(
        &page,
        &[
            "致 滨海机械厂",
            "DD-2611-A1-0005",
            "数控车床",
            "100,000.00 190,000.00 2027年01月07日",
            "190,100.00",
            &amount_in_words(total.minor),
            "预付款 30 % 57,030.00（签订后7日内）",
            "天津市滨海新区1号",
            "赵工",
            "13800000000",
            "销售甲 13900000001",
            "400-000-0000",
            "请在签收时写明",
        ],
    );
    says_not(&page, &["INTERNAL", "床身加工完成", "整车发运"]);
}

#[test]
fn s09_an_order_without_its_prices_or_plan_is_a_draft() {
    let rig = ordered();
    let unpriced = form(&rig, &["order_price"], ENGINEER, id(ORDER), "order_confirmation", PrintOptions::default());
    let page_without = squeezed(&unpriced.expect("it prints"));
    assert_eq!(mark(&page_without), "DRAFT");
    says_not(&page_without, &["100,000.00", "190,000.00", "190,100.00", "57,030.00"]);
    for key in ["contract_number", "hotline", "service_contact", "lines/p/planned_delivery_on"] {
        let mut rig = ordered();
        put(&mut rig, "order", id(ORDER), &[(key, Scalar::Null)]);
        assert_eq!(mark(&page(&rig, SALES, id(ORDER), "order_confirmation")), "DRAFT", "{key}");
    }
    let mut rig = ordered();
    put(&mut rig, "order", id(ORDER), &[("cancelled_at", START.to_scalar()), ("cancelled_reason", text("录错"))]);
    assert_eq!(mark(&page(&rig, SALES, id(ORDER), "order_confirmation")), "VOID");
    assert_eq!(rig.record("order", id(ORDER)).reference("customer"), Some(id(CUSTOMER)));
}

#[test]
fn s09_production_and_stock_print_for_the_office_only() {
    let rig = ordered();
    for who in [SALES, MANAGER, WAREHOUSE] {
        let page = internal(&rig, &[], who, id(ORDER), "order_confirmation").expect("theirs to see");
        says(&page, &["INTERNAL", "床身加工完成", "库房丁", "整车发运", "通知生产 2026年11月23日"]);
    }
    for who in [ENGINEER, OTHER, LEGAL] {
        let refused = internal(&rig, &[], who, id(ORDER), "order_confirmation");
        assert_eq!(refused, Err("internal_not_yours".into()), "{who}");
    }
}
