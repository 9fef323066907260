//! 报价单 and 产品解决方案: what the customer gets, and what stands on the internal page for whom.
//! Absent by design: how a quote comes to be approved.

use super::*;
use crate::{
    records::quote::tests::{FINANCE, MANAGER, OTHER, QUOTE, SALESPERSON, approved, as_person, drafted, facts},
    schema::amount_in_words,
};

const ENGINEER: u8 = 11;
const LEGAL: u8 = 12;
const DESK: u8 = 13;
const ADMINISTRATOR: u8 = 14;

fn staffed(mut rig: Rig) -> Rig {
    for (who, name, role) in [
        (SALESPERSON, "陈喆", Role::Sales),
        (OTHER, "何川", Role::Sales),
        (MANAGER, "吴静", Role::Manager),
        (FINANCE, "郑楠", Role::Finance),
        (ENGINEER, "王工", Role::Engineer),
        (LEGAL, "孙法", Role::Legal),
        (DESK, "周敏", Role::Desk),
        (ADMINISTRATOR, "林总", Role::Administrator),
    ] {
        person(&mut rig, who, name, &[role]);
    }
    put(&mut rig, "company", id(100), &[("name_zh", text("示例精密设备有限公司"))]);
    put(&mut rig, "quote", id(QUOTE), &[("number", text("BJ-2611-A1-0003"))]);
    rig
}

/// Approved, with an opinion, costed, and with floor prices.
fn decided() -> Rig {
    let mut rig = staffed(approved());
    let floor = facts(&rig).reference("floor_price").expect("its floor price");
    let floors = [("lines/m/floor_price", Money::cny(10_000_000)), ("floor_total", Money::cny(20_000_000))];
    let floors = floors.map(|(key, value)| (key, value.to_scalar()));
    as_person(&mut rig, FINANCE, |rig| rig.must("floor_price.authorise", floor, &floors));
    put(&mut rig, "quote", id(QUOTE), &[("approval_opinion", text("毛利达标"))]);
    rig
}

fn quotation(rig: &Rig) -> String {
    page(rig, SALESPERSON, id(QUOTE), "quotation")
}

#[test]
fn s06_a_quote_says_not_approved_unless_exactly_it_is() {
    for form in ["quotation", "solution_proposal"] {
        let marked = |rig: &Rig| mark(&page(rig, SALESPERSON, id(QUOTE), form));
        assert_eq!(marked(&staffed(drafted())), "NOTAPPROVED");
        let mut rig = decided();
        assert_eq!(marked(&rig), "");
        rig.must("quote.edit", id(QUOTE), &[("packing", text("木箱"))]);
        assert_eq!(marked(&rig), "NOTAPPROVED", "the approval lapsed");
        let lapsed = page(&rig, SALESPERSON, id(QUOTE), form);
        says_not(&lapsed, &["吴静"]);
        rig.must("quote.void", id(QUOTE), &[("voided_reason", text("项目取消"))]);
        assert_eq!(marked(&rig), "VOID");
        says(&page(&rig, SALESPERSON, id(QUOTE), form), &["报价已作废（项目取消）"]);
    }
}

#[test]
fn k_quote_amounts_and_capitals_are_the_records() {
    let rig = decided();
    let (page, quote) = (quotation(&rig), facts(&rig));
    let total = quote.money("total").expect("a total");
    let shown = |money: &Money| money.to_string().trim_start_matches("CNY ").to_owned();
    assert_eq!((total.minor, amount_in_words(total.minor).as_str()), (21_900_000, "贰拾壹万玖仟元整"));
    let keys = ["subtotal", "whole_discount", "net_total", "tax_total", "total"];
    let mut amounts: Vec<String> = keys.iter().map(|key| shown(&quote.money(key).expect(key))).collect();
    for row in quote.items("lines").iter().chain(&quote.items("payment_stages")) {
        amounts.push(shown(&row.money("amount").expect("an amount")));
    }
    for amount in &amounts {
        says(&page, &[amount]);
    }
    says(
        &page,
        &[
            "人民币大写 贰拾壹万玖仟元整",
            "币种 人民币（CNY）",
            "BJ-2611-A1-0003",
            "修订号 1",
            "有效期至 2026年12月31日",
            "报价方 示例精密设备有限公司",
            "联系人 陈喆",
            "滨海机械厂",
            "赵工",
            "数控车床",
            "X200",
            "113,000.00 5 % 13 % 214,700.00",
            "安装调试",
            "6 %",
            "预付款 30 % 65,700.00 合同签订后7天",
            "到货款 70 % 153,300.00 到货后30天",
            "年内老客户最高5%，有效期内有效",
            "45天",
            "本报价单不构成合同，以双方签订的销售合同为准",
            "吴静",
        ],
    );
    says_not(&page, &["成本", "底价", "毛利", "INTERNAL", "符合定价策略", "120,000.00"]);
}

#[test]
fn k_quote_the_solution_says_which_need_each_line_answers() {
    let mut rig = decided();
    put(&mut rig, "needs", id(52), &[("number", text("XQ-2611-A1-0001"))]);
    for (need, position) in [("n1", 2), ("n2", 1)] {
        put(&mut rig, "needs", id(52), &[(&format!("needs/{need}/position"), Scalar::Integer(position))]);
    }
    let page = page(&rig, SALESPERSON, id(QUOTE), "solution_proposal");
    says(
        &page,
        &[
            "BJ-2611-A1-0003/FA",
            "XQ-2611-A1-0001",
            "滨海机械厂",
            "数控加工单元",
            "1 远程诊断",
            "2 节拍不大于90秒",
            "☑ 核心需求",
            "X200",
            "8工位刀塔",
            "2 台",
            "自动上下料",
            "主轴转速",
            "4000",
            "产能提高30%",
            "某公司",
            "吴静",
            "同意",
        ],
    );
    // As the line names them: the core need first.
    assert!(page.contains("2、1") || page.contains("2,1"), "{page}");
    says_not(&page, &["毛利达标", "214,700.00"]);
    let unseen = form(&rig, &["needs"], SALESPERSON, id(QUOTE), "solution_proposal", PrintOptions::default());
    says(&squeezed(&unseen.expect("it prints")), &["1 节拍不大于90秒", "2 远程诊断"]);
}

#[test]
fn k_cost_prints_for_finance_and_manager_only() {
    let rig = decided();
    let print = |who| internal(&rig, &[], who, id(QUOTE), "quotation");
    let cost = rig.record("quote_cost", facts(&rig).reference("quote_cost").expect("its cost"));
    let margin = cost.money("margin").map(|margin| margin.to_string().trim_start_matches("CNY ").to_owned());
    for who in [MANAGER, FINANCE] {
        let page = print(who).expect("theirs to see");
        says(
            &page,
            &[
                "INTERNAL",
                "120,000.00",
                "123,000.00",
                "100,000.00",
                "200,000.00",
                "财务确认 郑楠",
                "☑ 是",
                "毛利达标",
                "初次报价",
            ],
        );
        says(&page, &[&margin.clone().expect("a margin")]);
    }
    let own = print(SALESPERSON).expect("the own floor price");
    says(&own, &["INTERNAL", "100,000.00", "200,000.00", "毛利达标"]);
    let costs = ["120,000.00", "123,000.00"].into_iter();
    says_not(&own, &costs.chain(margin.as_deref()).collect::<Vec<_>>());
    for who in [OTHER, ENGINEER, LEGAL, DESK, ADMINISTRATOR] {
        assert_eq!(print(who), Err("internal_not_yours".into()), "{who}");
    }
    for (who, missing) in [(MANAGER, "quote_cost"), (SALESPERSON, "floor_price")] {
        assert_eq!(internal(&rig, &[missing], who, id(QUOTE), "quotation"), Err("internal_not_here".into()));
    }
    let solution = internal(&rig, &[], MANAGER, id(QUOTE), "solution_proposal");
    assert_eq!(solution, Err("no_internal_page".into()));
}

#[test]
fn k_cost_of_another_content_is_shown_as_entered_and_not_as_confirmed() {
    let mut rig = decided();
    rig.must("quote.revise", id(QUOTE), &[("revisions/r/revised_reason", text("减配"))]);
    let page = internal(&rig, &[], MANAGER, id(QUOTE), "quotation").expect("theirs to see");
    says(&page, &["120,000.00", "减配", "已批准", "修订号 2"]);
    says_not(&page, &["123,000.00", "郑楠"]);
}
